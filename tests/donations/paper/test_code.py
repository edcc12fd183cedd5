"""A code says nothing, is read well, and shows every slip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.paper import code

NUMBERS = st.integers(0, code.CODES - 1)
PLACES = st.integers(0, code.LENGTH - 1)
LETTERS = st.sampled_from(code.ALPHABET)


def test_the_alphabet_has_no_letter_that_is_taken_for_another() -> None:
    assert len(code.ALPHABET) == len(set(code.ALPHABET)) == 32
    assert not set("0O1I") & set(code.ALPHABET)


@given(NUMBERS)
def test_every_number_gives_a_code_that_is_right(number: int) -> None:
    made = code.make(number)

    assert len(made) == 8
    assert code.check(made)
    assert code.read(f" {code.spaced(made).lower()} ") == made
    assert code.read(f"https://give.example.org/c/{made}/") == made


def test_unequal_numbers_give_unequal_codes() -> None:
    some = [*range(2000), *range(code.CODES - 2000, code.CODES)]

    assert len({code.make(number) for number in some}) == len(some)


@pytest.mark.parametrize("number", [-1, code.CODES])
def test_there_is_no_code_beyond_the_last(number: int) -> None:
    with pytest.raises(ValueError, match="no such code"):
        code.make(number)


@given(NUMBERS, PLACES, LETTERS)
def test_every_single_slip_is_seen_and_mended(number: int, place: int, letter: str) -> None:
    made = code.make(number)
    slipped = made[:place] + letter + made[place + 1 :]

    assert code.check(slipped) == (slipped == made)
    assert slipped == made or made in code.suggest(slipped)


@given(NUMBERS, PLACES, PLACES)
def test_every_exchange_of_two_letters_is_seen(number: int, one: int, other: int) -> None:
    made = code.make(number)
    letters = list(made)
    letters[one], letters[other] = letters[other], letters[one]
    slipped = "".join(letters)

    assert code.check(slipped) == (slipped == made)
    if slipped != made and abs(one - other) == 1:
        assert made in code.suggest(slipped)


@given(NUMBERS, PLACES, LETTERS)
def test_a_letter_too_few_or_too_many_is_mended(number: int, place: int, letter: str) -> None:
    made = code.make(number)

    assert made in code.suggest(made[:place] + made[place + 1 :])
    assert made in code.suggest(made[:place] + letter + made[place:])


@given(NUMBERS, PLACES, st.sampled_from("0O1I?Ж"))
def test_a_letter_that_is_not_ours_has_one_answer(number: int, place: int, strange: str) -> None:
    made = code.make(number)
    slipped = made[:place] + strange + made[place + 1 :]

    assert not code.check(slipped)
    assert code.suggest(slipped) == (made,)


@given(st.text(max_size=20))
def test_any_text_may_be_typed(typed: str) -> None:
    read = code.read(typed)

    assert code.check(read) in {True, False}
    assert all(code.check(each) for each in code.suggest(read))
    assert len(code.suggest(read)) <= 40


def test_what_is_taken_for_each_other_is_suggested_first() -> None:
    made = code.make(29)

    assert made == "AAAAAA7" + made[-1]
    assert code.suggest("AAAAAAT" + made[-1])[0] == made
