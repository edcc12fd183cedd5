"""Text: what says something, what is an answer or a name, and what is set aside for matching."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import text

INVISIBLE = [
    "",
    " ",
    "\t\n",
    "\u200b",
    "\u2060\ufeff",
    "\u3164",
    "\u115f\u1160",
    "\uffa0",
    "\u2800",
    "\u00ad",
    "\u202e",
    "\ufe0f",
    "\U000e0100",
    "\u034f",
    "\u17b4",
    "\x00",
    "\ud800",
    "\u0301",
    "-",
    "--",
    ".",
    "?",
    "_",
    "' '",
]


@pytest.mark.parametrize("typed", INVISIBLE, ids=ascii)
def test_blank_invisible_and_bare_signs_say_nothing(typed: str) -> None:
    assert not text.says_something(typed)
    assert not text.is_answer(typed)
    assert not text.is_name(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "N/A",
        "n.a.",
        "NA",
        "none",
        "None.",
        "UNKNOWN",
        "Anonymous",
        "not applicable",
        "Information requested",
        "Info Requested",
        "requested",
        "Refused",
        "prefer not to say",
        "TBD",
        "null",
        "xxx",
        "XXXXX",
        "n\u200bone",
        "\u0274one".replace("\u0274", "\u039d"),
        "n\u043ene",
    ],
    ids=ascii,
)
def test_a_placeholder_is_no_answer(typed: str) -> None:
    assert text.says_something(typed)
    assert not text.is_answer(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "IT", "VP", "X", "MD", "CEO", "Nona", "Unknown Records Inc", "3M", "20th Century Fox", "7-Eleven", "NANA",
        "Same Day Couriers", "Blank Rome", "小学", "नर्स",
    ],
)  # fmt: skip
def test_an_answer_is_never_judged_by_its_length(typed: str) -> None:
    assert text.is_answer(typed)
    assert text.says_work(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "None given", "Not stated", "Not listed", "not known", "unavailable", "undefined", "to be determined",
        "Prefer not to answer", "I prefer not to say", "I'd rather not say", "no occupation", "no employer",
        "none/none", "N/A N/A", "N/A, none", "n.a. / n.a.", "same as above",
    ],
)  # fmt: skip
def test_a_placeholder_in_more_words_is_no_answer_either(typed: str) -> None:
    assert not text.is_answer(typed)
    assert not text.says_work(typed)


@pytest.mark.parametrize("typed", ["0", "00", "123", "XX", "x x", "1.5"])
def test_digits_alone_and_a_double_x_may_be_answers_and_say_no_work(typed: str) -> None:
    assert text.is_answer(typed)
    assert not text.says_work(typed)


@pytest.mark.parametrize(
    "typed", ["n/a", "N / A", "Unknown", "Anonymous", "no name", "none", "First Name", "123", "xxxx"]
)
def test_a_placeholder_is_no_name(typed: str) -> None:
    assert not text.is_name(typed)


@pytest.mark.parametrize("typed", ["Na", "Null", "X", "O", "Ng", "Ł", "李", "Ω", "J."])
def test_a_short_or_unlucky_name_is_a_name(typed: str) -> None:
    assert text.is_name(typed)


def test_only_letters_make_a_name() -> None:
    assert text.has_letter("a")
    assert not text.has_letter("42")


@pytest.mark.parametrize(
    "typed, folded",
    [
        pytest.param("ROBIN", "robin", id="case"),
        pytest.param("José", "jose", id="accent"),
        pytest.param("Jose\u0301", "jose", id="combining accent"),
        pytest.param("Weiß", "weiss", id="sharp s"),
        pytest.param("Søren", "soren", id="slashed o"),
        pytest.param("Łukasz", "lukasz", id="crossed l"),
        pytest.param("Ærøskøbing", "aeroskobing", id="ash"),
        pytest.param("Đorđe", "dorde", id="crossed d"),
        pytest.param("Þór", "thor", id="thorn"),
        pytest.param("İnci Işık", "inci isik", id="Turkish i"),  # noqa: RUF001
        pytest.param("O\u2019Neil", "oneil", id="typographer's apostrophe"),
        pytest.param("O'Neil", "oneil", id="plain apostrophe"),
        pytest.param("O\u00b4Neil", "oneil", id="acute for apostrophe"),
        pytest.param("Ro\u200bb\u00adin", "robin", id="invisible inside"),
        pytest.param("\u202eRobin", "robin", id="direction override"),
        pytest.param("Rоbin", "robin", id="Cyrillic o"),  # noqa: RUF001
        pytest.param("Αnna", "anna", id="Greek capital alpha"),  # noqa: RUF001
        pytest.param("Ｒｏｂｉｎ", "robin", id="full width"),  # noqa: RUF001
        pytest.param("ﬁona", "fiona", id="ligature"),
        pytest.param("नर्स", "नरस", id="signs that join"),
    ],
)
def test_spelling_is_set_aside(typed: str, folded: str) -> None:
    assert text.fold(typed) == folded


@pytest.mark.parametrize("typed", ["Анна", "ΝΙΚΟΣ", "Ёлка", "MÜLLER"])
def test_a_name_in_one_script_folds_alike_in_either_case(typed: str) -> None:
    assert text.squeezed(typed.upper()) == text.squeezed(typed.lower()) == text.squeezed(typed.title())


def test_signs_part_words_and_dots_do_only_where_asked() -> None:
    assert text.words("Smith-Jones & Co., P.L.L.C.") == ("smith", "jones", "co", "pllc")
    assert text.words("é.é-é", dot=" ") == ("e", "e", "e")
    assert text.words("李·明") == ("李", "明")
    assert text.squeezed(" Mary Ann ") == "maryann"


@given(st.text())
def test_any_text_is_read_without_fail_and_twice_the_same(typed: str) -> None:
    once = text.squeezed(typed)

    assert text.squeezed(once) == once
    assert all(unicodedata.category(sign)[0] in "LNM" for sign in once)
    assert text.is_answer(typed) in {True, False}
    assert text.is_name(typed) in {True, False}
    assert text.visible(text.visible(typed)) == text.visible(typed)


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_the_short_way_for_plain_text_and_the_long_way_agree(typed: str) -> None:
    assert text.words(typed) == text.words(typed + " \u200b")
    assert text.squeezed(typed) == "".join(text.words(typed))
    assert text.is_answer(typed) == text.is_answer(typed + " \u200b")
