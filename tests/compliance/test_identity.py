"""Identity: the keys, who is the same, who may be, and who is not."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import identity
from compliance.contribution import Contribution, Contributor
from compliance.identity import Relation
from tests.factories import a_contribution, a_contributor, an_address, an_earlier_gift

ELSEWHERE = an_address(line1="99 Other Lane", postal_code="10001")


def relation(one: dict[str, Any], other: dict[str, Any], *, shared_card: bool = False) -> Relation:
    """Compare two records both ways; it has to make no difference."""
    first, second = a_contributor(**one), a_contributor(**other)
    there = identity.relation(first, second, shared_card=shared_card)
    back = identity.relation(second, first, shared_card=shared_card)
    assert there is back
    return there


@pytest.mark.parametrize(
    "typed, key",
    [
        ("Robin@Example.org", "robin@example.org"),
        (" robin+gift@example.org ", "robin@example.org"),
        ("robin+a+b@example.org", "robin@example.org"),
        ("r.o.b.i.n@gmail.com", "robin@gmail.com"),
        ("ro.bin+x@GoogleMail.com", "robin@gmail.com"),
        ("ro.bin@example.org", "ro.bin@example.org"),
        ("+tag@example.org", "+tag@example.org"),
        ("...@gmail.com", "...@gmail.com"),
        ("robin@example.org.", "robin@example.org"),
        ("ro\u200bbin@example.org", "robin@example.org"),
        ("", ""),
        ("robin", ""),
        ("robin@", ""),
        ("@example.org", ""),
        ("robin@.", ""),
    ],
)
def test_an_email_is_keyed_without_case_tag_and_gmails_dots(typed: str, key: str) -> None:
    assert identity.email_key(a_contributor(email=typed)) == key


def test_name_and_address_have_keys_and_the_empty_one_where_there_is_nothing() -> None:
    assert identity.name_key(a_contributor(middle_name="Q", suffix="Jr.")) == "robin sample jr"
    assert identity.name_key(a_contributor(last_name=" ")) == ""
    assert identity.address_key(a_contributor()) == "us 43215 1 testrd"
    assert identity.address_key(a_contributor(address=an_address(line1=""))) == ""


@pytest.mark.parametrize(
    "one, other",
    [
        pytest.param({}, {}, id="all alike"),
        pytest.param({}, {"address": ELSEWHERE}, id="name and e-mail"),
        pytest.param({}, {"email": "r@example.com"}, id="name and address"),
        pytest.param({"email": ""}, {"email": ""}, id="no e-mail, same address"),
        pytest.param(
            {}, {"first_name": "RÓBIN", "last_name": "sam-ple", "address": ELSEWHERE}, id="spelling set aside"
        ),
        pytest.param({}, {"email": "Robin+2@EXAMPLE.org", "address": ELSEWHERE}, id="e-mail tag"),
        pytest.param({}, {"email": "", "address": an_address(line1="1 Test Rd.")}, id="short form of the street"),
        pytest.param({}, {"email": "", "address": an_address(line1="One Test Rd")}, id="house number in words"),
        pytest.param({"middle_name": "Q"}, {"middle_name": "Quinn"}, id="initial of the middle name"),
        pytest.param({"middle_name": "Q"}, {}, id="no middle name on one side"),
        pytest.param({"suffix": "Jr."}, {"suffix": "junior"}, id="one suffix in two spellings"),
        pytest.param({"suffix": "Jr."}, {"last_name": "Sample Jr"}, id="suffix in the last name"),
        pytest.param({"suffix": "MD"}, {}, id="a degree is no suffix"),
    ],
)
def test_name_with_email_or_name_with_address_is_the_same_person(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert relation(one, other) is Relation.SAME


@pytest.mark.parametrize(
    "one, other",
    [
        pytest.param({"first_name": "Robert"}, {"first_name": "Bob", "email": ""}, id="nickname at one address"),
        pytest.param(
            {"first_name": "Robert"}, {"first_name": "Bob", "address": ELSEWHERE}, id="nickname at one e-mail"
        ),
        pytest.param({}, {"first_name": "Robyn", "email": ""}, id="near spelling at one address"),
        pytest.param({}, {"last_name": "Sampel", "email": ""}, id="near last name"),
        pytest.param({}, {"first_name": "R", "email": ""}, id="initial"),
        pytest.param({"middle_name": "Quinn"}, {"middle_name": "Paul"}, id="middle names contradict"),
        pytest.param({}, {"last_name": "Jones", "email": ""}, id="another last name at one address"),
        pytest.param({}, {"last_name": "Jones", "address": ELSEWHERE}, id="another last name at one e-mail"),
        pytest.param({}, {"first_name": "Sample", "last_name": "Robin"}, id="fields mixed up"),
        pytest.param({}, {"first_name": "Robin Sample", "last_name": "Robin Sample"}, id="the whole name twice"),
        pytest.param({}, {"last_name": "Jane Sample"}, id="a second name in the field of the last"),
        pytest.param({}, {"email": "", "address": an_address(line2="Apt 4")}, id="a flat on one side only"),
        pytest.param({"first_name": "Rhonda"}, {"first_name": "Rona", "email": ""}, id="nine tenths"),
        pytest.param({"suffix": "Jr"}, {"address": ELSEWHERE}, id="suffix on one side, one e-mail"),
        pytest.param({"suffix": "Jr"}, {}, id="suffix on one side, one e-mail and address"),
    ],
)
def test_a_likeness_at_one_email_or_address_is_possibly_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert relation(one, other) is Relation.POSSIBLE


@pytest.mark.parametrize(
    "one, other",
    [
        pytest.param({}, {"email": "", "address": ELSEWHERE}, id="name alone"),
        pytest.param({"email": ""}, {"email": "", "address": ELSEWHERE}, id="name alone, no e-mails"),
        pytest.param({}, {"first_name": "Chris", "email": ""}, id="another first name at one address"),
        pytest.param({}, {"first_name": "Chris"}, id="another first name at one address and e-mail"),
        pytest.param({}, {"suffix": "Jr", "email": ""}, id="suffix on one side at one address"),
        pytest.param({"suffix": "Sr"}, {"suffix": "Jr", "email": ""}, id="another suffix at one address"),
        pytest.param({"suffix": "Sr"}, {"suffix": "Jr"}, id="another suffix at one e-mail"),
        pytest.param({}, {"first_name": "Chris", "last_name": "Jones"}, id="another person at one e-mail and address"),
        pytest.param({}, {"last_name": "Jones", "email": "", "address": ELSEWHERE}, id="first name alone"),
        pytest.param({}, {"first_name": "Jordan", "last_name": "Robin", "email": ""}, id="one word of two"),
        pytest.param({}, {"first_name": "Sample", "last_name": ""}, id="no full name"),
        pytest.param({"first_name": ""}, {"first_name": ""}, id="no first names"),
        pytest.param({"first_name": "John"}, {"first_name": "Joan"}, id="below nine tenths"),
        pytest.param(
            {"address": an_address(line2="Apt 3")}, {"email": "", "address": an_address(line2="Apt 4")}, id="two flats"
        ),
        pytest.param({}, {"first_name": "Chris", "email": "", "address": an_address(line2="Apt 4")}, id="a housemate"),
        pytest.param({}, {"suffix": "Jr", "email": "", "address": an_address(line2="Apt 4")}, id="a son's flat"),
        pytest.param(
            {"address": an_address(line1="")}, {"email": "", "address": an_address(line1="")}, id="no house at all"
        ),
    ],
)
def test_less_than_that_is_not_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert relation(one, other) is Relation.DIFFERENT


@pytest.mark.parametrize(
    "other, expected",
    [
        pytest.param({"first_name": "Chris", "last_name": "Jones"}, Relation.POSSIBLE, id="unrelated last names"),
        pytest.param({"first_name": "Chris"}, Relation.DIFFERENT, id="one family's card"),
        pytest.param({"first_name": "Chris", "last_name": "Sample-Jones"}, Relation.DIFFERENT, id="related last name"),
        pytest.param({}, Relation.POSSIBLE, id="same name, elsewhere"),
        pytest.param({"first_name": "Robyn"}, Relation.POSSIBLE, id="near name, elsewhere"),
    ],
)
def test_one_card_makes_unrelated_or_like_names_possible(other: dict[str, Any], expected: Relation) -> None:
    there = {"email": "x@example.com", "address": ELSEWHERE} | other

    assert relation({}, there, shared_card=True) is expected
    assert relation({}, there) is Relation.DIFFERENT
    assert identity.relation(a_contributor(), a_contributor(**there)) is Relation.DIFFERENT


def gift_of(ref: str, **changes: Any) -> Contribution:
    """An earlier gift by some record of a person."""
    return an_earlier_gift(ref=ref, contributor=a_contributor(**changes))


def refs(gifts: tuple[Contribution, ...]) -> list[str]:
    """The names of the gifts, in order."""
    return [gift.ref for gift in gifts]


def test_two_gifts_that_a_third_one_joins_are_one_persons() -> None:
    first = gift_of("first", email="one@example.org")
    joining = gift_of("joining", email="two@example.org")
    new = a_contribution(contributor=a_contributor(email="two@example.org", address=ELSEWHERE))

    history = identity.split(new, "", [first, joining])

    assert refs(history.prior) == ["first", "joining"]
    assert history.possible == ()


def test_the_others_are_told_apart_in_the_order_given() -> None:
    new = a_contribution(contributor=a_contributor(first_name="Robert"))
    others = [
        gift_of("stranger", first_name="Robert", email="", address=ELSEWHERE),
        gift_of("nickname", first_name="Bob"),
        gift_of("same", first_name="ROBERT", email=""),
        gift_of("spouse", first_name="Chris"),
    ]

    history = identity.split(new, "", others)

    assert refs(history.prior) == ["same"]
    assert refs(history.possible) == ["nickname"]


def test_who_may_be_the_same_as_an_earlier_record_of_the_person_may_be_the_person() -> None:
    new = a_contribution(contributor=a_contributor(first_name="Robert", email="new@example.org"))
    moved = gift_of("moved", first_name="Robert", email="old@example.org")
    nickname = gift_of("nickname", first_name="Bob", email="old@example.org", address=ELSEWHERE)

    history = identity.split(new, "", [nickname, moved])

    assert refs(history.prior) == ["moved"]
    assert refs(history.possible) == ["nickname"]


@pytest.mark.parametrize(
    "asked, on_gift, theirs, possible",
    [
        pytest.param("fp_1", "", "fp_1", True, id="the card just read"),
        pytest.param("", "fp_1", "fp_1", True, id="the card kept with the gift"),
        pytest.param("fp_2", "fp_1", "fp_1", False, id="the card just read goes before"),
        pytest.param("", "", "", False, id="no card known"),
        pytest.param("fp_1", "", "fp_2", False, id="another card"),
    ],
)
def test_one_card_under_unrelated_names_is_a_possible_match(
    asked: str, on_gift: str, theirs: str, possible: bool
) -> None:
    stranger = a_contributor(first_name="Chris", last_name="Jones", email="", address=ELSEWHERE)
    new = a_contribution(card_fingerprint=on_gift)

    history = identity.split(new, asked, [an_earlier_gift(contributor=stranger, card_fingerprint=theirs)])

    assert bool(history.possible) is possible
    assert history.prior == ()


def test_of_several_strangers_only_those_with_the_card_are_possible() -> None:
    strangers = [
        an_earlier_gift(
            ref=name,
            contributor=a_contributor(first_name="Chris", last_name=name, email="", address=an_address(line1=name)),
            card_fingerprint=card,
        )
        for name, card in (("Adams", "fp_2"), ("Baker", "fp_1"), ("Clark", ""))
    ]

    assert refs(identity.split(a_contribution(), "fp_1", strangers).possible) == ["Baker"]


def test_a_gift_without_a_name_has_no_history() -> None:
    new = a_contribution(contributor=a_contributor(first_name="", last_name=""))

    assert identity.split(new, "", [gift_of("other"), gift_of("nameless", first_name="", last_name="")]) == (
        identity.History((), ())
    )


people = st.builds(
    a_contributor,
    first_name=st.sampled_from(("Robin", "ROBÍN", "Robyn", "Bob", "Robert", "Chris")),
    middle_name=st.sampled_from(("", "", "Q", "Quinn", "Paul")),
    last_name=st.sampled_from(("Sample", "sample", "Sampel", "Jones")),
    suffix=st.sampled_from(("", "", "Jr", "Sr")),
    email=st.sampled_from(("", "a@example.org", "A+x@example.org", "b@example.org", "c@example.org")),
    address=st.sampled_from((an_address(), an_address(line1="1 Test Rd"), ELSEWHERE, an_address(line1=""))),
)


@given(people, people, st.booleans())
def test_relation_goes_both_ways(one: Contributor, other: Contributor, shared_card: bool) -> None:
    there = identity.relation(one, other, shared_card=shared_card)

    assert there is identity.relation(other, one, shared_card=shared_card)


@given(st.lists(people, min_size=2, max_size=8))
def test_split_makes_persons_who_do_not_overlap(crowd: list[Contributor]) -> None:
    gifts = [an_earlier_gift(ref=str(number), contributor=person) for number, person in enumerate(crowd)]

    persons, may_be = {}, {}
    for gift in gifts:
        others = [other for other in gifts if other is not gift]
        history = identity.split(gift, "", others)
        persons[gift.ref] = {gift.ref, *refs(history.prior)}
        may_be[gift.ref] = set(refs(history.possible))
        assert persons[gift.ref].isdisjoint(may_be[gift.ref])

    for one, other in combinations(persons, 2):
        # Symmetric and transitive: two gifts have either the same person, or persons with nothing in common.
        assert persons[one] == persons[other] or persons[one].isdisjoint(persons[other])
        assert (other in may_be[one]) == (one in may_be[other])


@given(st.lists(people, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_the_others_makes_no_difference(crowd: list[Contributor], chance: Any) -> None:
    new, *others = [an_earlier_gift(ref=str(number), contributor=person) for number, person in enumerate(crowd)]
    shuffled = chance.sample(others, len(others))

    one, other = identity.split(new, "", others), identity.split(new, "", shuffled)

    assert set(refs(one.prior)) == set(refs(other.prior))
    assert set(refs(one.possible)) == set(refs(other.possible))


@given(st.builds(a_contributor, first_name=st.text(), last_name=st.text(), suffix=st.text(), email=st.text()))
def test_any_text_has_keys_and_is_the_same_as_itself_where_it_names_someone(person: Contributor) -> None:
    same = identity.relation(person, person) is Relation.SAME

    assert same == bool(identity.name_key(person))
    assert identity.email_key(person) == identity.email_key(a_contributor(email=identity.email_key(person)))


@st.composite
def books(draw: st.DrawFn) -> tuple[list[Contribution], list[identity.Verdict]]:
    """A few people who share names, e-mails and homes, some without any, and words that were said of them."""
    some = st.builds(
        a_contributor,
        first_name=st.sampled_from(["Robin", "Robyn", "", "Jordan"]),
        middle_name=st.sampled_from(["", "Q", "Quentin", "R."]),
        email=st.sampled_from(["", "r@example.org", "R+x@example.org", "j@example.org"]),
        address=st.sampled_from([an_address(), an_address(line1=""), ELSEWHERE]),
    )
    people = draw(st.lists(some, min_size=1, max_size=8))
    pairs = st.tuples(st.sampled_from(people), st.sampled_from(people), st.booleans())
    said = [identity.Verdict(*each) for each in draw(st.lists(pairs, max_size=3))]
    return [a_contribution(contributor=each, ref=str(number)) for number, each in enumerate(people)], said


def mark(gift: Contribution) -> identity.Mark:
    """A gift's record as the books keep it."""
    who = gift.contributor
    return identity.Mark(identity.name_key(who), identity.email_key(who), identity.address_key(who), who.middle_name)


@given(books())
def test_whole_books_are_told_apart_as_one_gift_after_the_other(
    told: tuple[list[Contribution], list[identity.Verdict]],
) -> None:
    gifts, said = told

    persons = identity.persons([mark(gift) for gift in gifts], identity.told(said))

    assert sorted(number for person in persons for number in person) == list(range(len(gifts)))
    for number, gift in enumerate(gifts):
        prior = identity.split(gift, "", [other for other in gifts if other is not gift], said).prior
        same = next(person for person in persons if number in person)
        assert {gifts[each].ref for each in same} == {gift.ref, *(other.ref for other in prior)}


@given(books())
def test_whoever_shares_nothing_is_one_person_each(told: tuple[list[Contribution], list[identity.Verdict]]) -> None:
    every = sorted({mark(gift) for gift in told[0]})
    marks = [each for each in every if each.name_key == every[-1].name_key]

    if identity.all_apart(marks):
        assert identity.persons(marks, {}) == [frozenset({number}) for number in range(len(marks))]


def test_sharing_a_home_or_telling_too_little_is_not_to_be_apart() -> None:
    one, other, third = (
        mark(a_contribution(contributor=a_contributor(email=email, address=address)))
        for email, address in (("r@example.org", an_address()), ("s@example.org", ELSEWHERE), ("", an_address()))
    )
    nowhere = one._replace(email_key="", address_key="")

    assert identity.all_apart([one, other])
    assert not identity.all_apart([one, other, third])
    assert not identity.all_apart([other, nowhere])
    assert not identity.all_apart([one._replace(name_key="")])


def test_a_word_that_two_records_are_one_persons_changes_nothing_where_they_are() -> None:
    one, other = a_contributor(), a_contributor(address=ELSEWHERE)  # One e-mail joins them already.
    marks = [mark(a_contribution(contributor=each)) for each in (one, other)]

    assert identity.persons(marks, identity.told([identity.Verdict(one, other, same=True)])) == [frozenset({0, 1})]
