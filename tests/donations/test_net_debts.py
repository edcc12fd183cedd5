"""After its election a gift is taken only up to what is still owed from it, whoever has given since (LIM-06)."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from compliance.election import Election
from compliance.money import Money
from donations import judgement, refunds
from donations.ledger import Status
from tests.donations.books import JORDAN, ROBIN, a_gift, booked, given, offered, paid, stranger
from tests.donations.righting import BY
from tests.donations.world import COMMITTEE, World

PRIMARY = date(2026, 2, 1)


@pytest.fixture
def owing(make_world: Callable[..., World]) -> World:
    """A month after a primary from which $1,000.00 is owed."""
    elections = (Election("P2026", PRIMARY, Money(100000)), Election("G2026", date(2026, 11, 3)))
    return make_world(committee=replace(COMMITTEE, elections=elections))


@pytest.mark.parametrize("amount, status", [("400.00", Status.CAPTURED), ("400.01", Status.CANCELED)])
def test_what_strangers_gave_since_is_owed_no_longer(owing: World, amount: str, status: Status) -> None:
    public_id = paid(owing, amount, JORDAN)
    assert given(owing, "600.00", ROBIN).status is Status.CAPTURED

    assert owing.advance(public_id).status is status


def test_what_was_given_until_the_election_or_for_another_leaves_the_debts_as_they_are(owing: World) -> None:
    booked(owing, "900.00", who=stranger(1), made_on=PRIMARY)
    booked(owing, "900.00", who=stranger(2), election="G2026", made_on=date(2026, 3, 1))
    booked(owing, "900.00", Status.CANCELED, who=stranger(3), made_on=date(2026, 3, 1))

    assert given(owing, "1,000.00", JORDAN).status is Status.CAPTURED


def test_what_was_given_back_is_owed_again(owing: World) -> None:
    first = given(owing, "1,000.00", ROBIN)
    refunds.refund(owing.desk, first.public_id, Money(30000), form="one", by=BY, reason="asked", now=owing.clock())
    owing.deliver_all()

    assert given(owing, "300.00", JORDAN).status is Status.CAPTURED


def test_two_strangers_at_once_never_pass_the_debts(owing: World) -> None:
    gifts = [paid(owing, "700.00", who) for who in (ROBIN, JORDAN, stranger(1), stranger(2))]
    hands = [threading.Thread(target=owing.advance, args=(gift,)) for gift in gifts]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(60)

    assert sorted(owing.read(gift).status for gift in gifts) == [Status.CANCELED] * 3 + [Status.CAPTURED]


def test_only_who_gives_to_a_past_election_waits_for_others_who_do() -> None:
    before = replace(COMMITTEE, elections=(Election("P2026", date(2026, 6, 2), Money(100000)),))
    past = replace(COMMITTEE, elections=(Election("P2026", PRIMARY, Money(100000)),))
    settled = replace(COMMITTEE, elections=(Election("P2026", PRIMARY),))

    held = [judgement.debt_locks(each, [a_gift("1.00")]) for each in (before, past, settled)]

    assert held == [[], ["debts:P2026"], []]


def test_an_offer_is_told_what_is_still_owed(owing: World) -> None:
    assert given(owing, "600.00", ROBIN).status is Status.CAPTURED
    offered(owing, "400.00", JORDAN)
    with owing.desk.database.reading() as session:
        judged = judgement.judge(session, owing.desk.committee, a_gift("500.00", JORDAN), owing.clock())

    assert [each.message for each in judged.findings if each.rule == "LIM-06"] == [
        (
            "The primary election of 1 February 2026 is past. Enter $400 or less, which is what is still owed from it, "
            "or choose an election that lies ahead."
        )
    ]
