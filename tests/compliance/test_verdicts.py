"""A treasurer's word goes before any likeness (IDN-09)."""

from dataclasses import replace

from compliance import identity
from compliance.contribution import Address, Contribution, Contributor
from compliance.identity import Verdict
from tests.factories import a_contribution

HOME = Address("1 Test Road", "Columbus", "OH", "43215")
AWAY = Address("9 Other Street", "Dayton", "OH", "45402")
ROBIN = Contributor("Robin", "Sample", HOME, email="robin@example.org")
ROB = Contributor("Rob", "Sample", HOME, email="rob@example.org")
ROBIN_JONES = Contributor("Robin", "Jones", AWAY, email="jones@example.org")


def of(person: Contributor, ref: str) -> Contribution:
    return replace(a_contribution(), contributor=person, ref=ref)


def test_a_nickname_is_possible_without_a_word() -> None:
    history = identity.split(of(ROBIN, "new"), "", [of(ROB, "old")])

    assert (history.prior, len(history.possible)) == ((), 1)


def test_a_word_that_two_are_one_makes_their_gifts_one_history() -> None:
    gifts = [of(ROBIN_JONES, "a"), of(ROB, "b"), of(ROBIN, "c")]

    history = identity.split(of(ROBIN, "new"), "", gifts, [Verdict(ROBIN, ROBIN_JONES, same=True)])

    assert [gift.ref for gift in history.prior] == ["a", "c"]
    assert [gift.ref for gift in history.possible] == ["b"]


def test_a_word_that_two_are_two_ends_the_doubt_for_later_gifts_too() -> None:
    history = identity.split(of(ROBIN, "new"), "", [of(ROB, "old")], [Verdict(ROB, ROBIN, same=False)])

    assert (history.prior, history.possible) == ((), ())


def test_the_last_word_holds() -> None:
    words = [Verdict(ROB, ROBIN, same=True), Verdict(ROBIN, ROB, same=False)]

    history = identity.split(of(ROBIN, "new"), "", [of(ROB, "old")], words)

    assert (history.prior, history.possible) == ((), ())


def test_a_word_about_records_that_nothing_tells_apart_says_nothing() -> None:
    twin = replace(ROBIN, first_name="ROBIN")

    history = identity.split(of(ROBIN, "new"), "", [of(twin, "old")], [Verdict(ROBIN, twin, same=False)])

    assert [gift.ref for gift in history.prior] == ["old"]


def test_a_word_about_strangers_changes_nothing() -> None:
    pat = Contributor("Pat", "Other", AWAY, email="pat@example.org")

    history = identity.split(of(ROBIN, "new"), "", [of(ROBIN, "old")], [Verdict(pat, ROBIN_JONES, same=True)])

    assert [gift.ref for gift in history.prior] == ["old"]
