"""Held gifts: a person clears a doubt, and never lifts the limit."""

from dataclasses import replace
from typing import Any

import pytest

from compliance.money import Money
from donations import held, ledger
from donations.desk import PaymentsUnavailable
from donations.held import Barred, NotHeld
from donations.ledger import Status
from donations.settlement import NoSuchGift
from tests.donations.books import (
    JORDAN,
    agree,
    booked,
    decisions,
    given,
    later,
    letters,
    notes,
    offered,
    paid,
    receipts,
)
from tests.donations.world import World

PREPAID = "5105105105105100"


def accept(world: World, public_id: str) -> Any:
    return held.accept(world.desk, public_id, by="Terry", reason="passport seen", now=world.clock())


def refuse(world: World, public_id: str) -> Any:
    return held.refuse(world.desk, public_id, by="Terry", reason="no answer", now=world.clock())


def test_what_is_held_waits_with_its_findings_and_sums(world: World) -> None:
    given(world, "100.00", JORDAN)
    entry = given(world, number=PREPAID)

    (waiting,) = held.waiting(world.desk)

    assert waiting.public_id == entry.public_id
    assert [found["rule"] for found in held.findings(world.desk, waiting)] == ["SRC-11"]
    assert held.sums(world.desk, waiting)["election"] == "0.00"
    assert [letter.kind for letter in letters(world)] == ["receipt", "held"]
    assert world.captured_cents() == 10000


def test_an_accepted_gift_is_captured_under_the_name_of_who_decided(world: World) -> None:
    entry = given(world, number=PREPAID)

    assert accept(world, entry.public_id).status is Status.CAPTURED

    last = decisions(world, entry.public_id)[-1]
    assert (last.stage, last.actor, last.reason) == ("accepted", "Terry", "passport seen")
    assert "passport seen" in notes(world, entry.public_id, "move")
    assert receipts(world) == {"robin@example.org": 1}
    agree(world)


def test_a_refused_gift_is_let_go_and_gives_its_room_back(world: World) -> None:
    entry = given(world, "3300.00", number=PREPAID)
    assert given(world, "1.00").status is Status.CANCELED

    assert refuse(world, entry.public_id).status is Status.CANCELED

    assert given(world, "3300.00").status is Status.CAPTURED
    assert decisions(world, entry.public_id)[-1].stage == "refused"


def test_a_held_gift_takes_room_so_that_it_can_still_be_accepted(world: World) -> None:
    entry = given(world, "3000.00", number=PREPAID)

    assert given(world, "300.01").status is Status.CANCELED
    assert given(world, "300.00").status is Status.CAPTURED
    assert accept(world, entry.public_id).status is Status.CAPTURED
    assert world.captured_cents() == 330000


def test_nobody_accepts_what_the_law_bars(world: World) -> None:
    entry = given(world, "3300.00", number=PREPAID)
    booked(world, "1.00")  # Money came by mail, and that is always recorded.

    with pytest.raises(Barred, match="LIM-01"):
        accept(world, entry.public_id)

    assert world.read(entry.public_id).status is Status.HELD
    assert decisions(world, entry.public_id)[-1].stage == "authorized"


def test_an_amount_that_is_not_the_one_on_record_can_only_be_refused(world: World) -> None:
    public_id = offered(world, "250.00")
    with world.desk.database.writing() as session:
        ledger.note(session, world.read(public_id), amount=Money(300000))
    world.pay(public_id)
    assert world.advance(public_id).status is Status.HELD

    with pytest.raises(Barred, match="ENG-01"):
        accept(world, public_id)

    assert refuse(world, public_id).status is Status.CANCELED
    assert world.captured_cents() == 0
    agree(world)


@pytest.mark.parametrize("act", [accept, refuse])
def test_only_what_is_held_is_decided_and_only_once(world: World, act: Any) -> None:
    entry = given(world, number=PREPAID)
    act(world, entry.public_id)

    for again in (accept, refuse):
        with pytest.raises(NotHeld):
            again(world, entry.public_id)
        with pytest.raises(NoSuchGift):
            again(world, "nobody-knows-this")
    with pytest.raises(NotHeld):
        act(world, paid(world, "5.00", JORDAN))


def test_two_who_decide_at_once_do_not_both(world: World) -> None:
    entry = given(world, number=PREPAID)

    class Meanwhile:
        """Lets another person decide just before the lock is taken."""

        def __getattr__(self, name: str) -> Any:
            return getattr(world.desk.database, name)

        def lock(self, session: Any, keys: Any) -> None:
            world.desk.database.lock(session, keys)

        def writing(self) -> Any:
            if world.read(entry.public_id).status is Status.HELD:
                refuse(world, entry.public_id)
            return world.desk.database.writing()

    with pytest.raises(NotHeld):
        held.accept(
            replace(world.desk, database=Meanwhile()),  # type: ignore[arg-type]
            entry.public_id,
            by="Other",
            reason="x",
            now=world.clock(),
        )
    assert world.read(entry.public_id).status is Status.CANCELED


def test_a_decision_is_kept_while_stripe_is_away(world: World) -> None:
    entry = given(world, number=PREPAID)
    world.sandbox.faults.next("GET", "/v1/payment_intents/*", status=503)

    with pytest.raises(PaymentsUnavailable):
        accept(world, entry.public_id)

    assert world.read(entry.public_id).status is Status.CAPTURING
    later(world)
    assert world.read(entry.public_id).status is Status.CAPTURED


def test_an_authorisation_that_has_ended_cannot_be_taken_any_more(world: World) -> None:
    entry = given(world, number=PREPAID)
    world.clock.forward(days=8)

    assert accept(world, entry.public_id).status is Status.AUTHORIZATION_EXPIRED
    agree(world)
