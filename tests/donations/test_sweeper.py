"""The sweeper: nothing is left behind for ever, and nothing keeps the rest waiting."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from compliance.money import Money
from donations import events, ledger, limits, models, outbox, proofs, registers, sweeper, watch
from donations.desk import PaymentsRefused, PaymentsUnavailable
from donations.ledger import Status
from tests.donations.books import agree, every, given, later, letters, offered, paid, stranger
from tests.donations.world import NOON, World


class Broken:
    """Stripe, of which some calls end in a way that nobody foresaw."""

    def __init__(self, payments: Any, **broken: Any) -> None:
        self.payments, self.broken = payments, broken

    def __getattr__(self, name: str) -> Any:
        return self.broken.get(name) or getattr(self.payments, name)


def test_with_every_message_lost_the_books_are_complete_in_three_minutes(world: World) -> None:
    gifts = [paid(world, "20.00", stranger(number)) for number in range(3)]

    later(world)

    assert {world.read(gift).status for gift in gifts} == {Status.CAPTURED}
    agree(world)


def test_a_gift_that_nobody_foresaw_keeps_no_other_waiting(world: World) -> None:
    bad = paid(world, "10.00", stranger(1))
    good = paid(world, "10.00", stranger(2))
    poison = world.read(bad).checkout_session_id

    def read(session_id: str) -> Any:
        if session_id == poison:
            raise RuntimeError("nobody foresaw this")
        return world.desk.payments.read(session_id)

    desk = replace(world.desk, payments=Broken(world.desk.payments, read=read))  # type: ignore[arg-type]
    world.clock.forward(minutes=3)
    swept = sweeper.sweep(desk, world.clock())

    assert (swept.looked_at, swept.unanswered) == (2, 1)
    assert world.read(good).status is Status.CAPTURED
    assert world.read(bad).looked_at == world.clock()  # It goes behind the others, and is looked at again.
    later(world)
    assert world.read(bad).status is Status.CAPTURED


def test_two_hundred_gifts_that_stripe_does_not_know_hide_no_newer_one(world: World) -> None:
    with world.desk.database.writing() as session:
        for number in range(210):
            row = _open_row(session, number, world)
            row.checkout_session_id = f"cs_unknown{number}"
    good = paid(world, "10.00", stranger(500))

    def read(session_id: str) -> Any:
        if "unknown" in session_id:
            raise PaymentsRefused("no such session", "resource_missing")
        return world.desk.payments.read(session_id)

    desk = replace(world.desk, payments=Broken(world.desk.payments, read=read))  # type: ignore[arg-type]
    for _ in range(2):
        world.clock.forward(minutes=3)
        sweeper.sweep(desk, world.clock())

    assert world.read(good).status is Status.CAPTURED


def _open_row(session: Any, number: int, world: World) -> models.Contribution:
    from donations import judgement  # noqa: PLC0415 - only here
    from tests.donations.books import a_gift  # noqa: PLC0415 - only here

    who = stranger(number)
    new = ledger.NewGift(a_gift("1.00", who), judgement.keys(who), "P2026", None)
    entry = ledger.offer(session, new, world.clock())
    row: models.Contribution = session.get_one(models.Contribution, entry.id)
    row.status = Status.CHECKOUT_OPEN
    return row


def test_a_round_stops_when_stripe_is_silent_so_that_letters_still_go_out(world: World) -> None:
    asked: list[str] = []

    def read(session_id: str) -> Any:
        asked.append(session_id)
        raise PaymentsUnavailable("away")

    for number in range(6):
        offered(world, "10.00", stranger(number))
    desk = replace(world.desk, payments=Broken(world.desk.payments, read=read))  # type: ignore[arg-type]
    world.clock.forward(minutes=3)
    swept = sweeper.sweep(desk, world.clock())

    assert len(asked) == 3
    assert swept.unanswered == 6


def test_a_sweep_while_stripe_does_not_list_its_messages_does_the_rest(world: World) -> None:
    public_id = paid(world)
    world.sandbox.faults.next("GET", "/v1/events", status=500)

    later(world)

    assert world.read(public_id).status is Status.CAPTURED


def test_two_sweepers_at_once_do_no_harm(world: World) -> None:
    from tests.donations.test_cap_under_concurrency import at_once  # noqa: PLC0415 - only here

    for number in range(4):
        paid(world, "20.00", stranger(number))
    world.clock.forward(minutes=3)

    assert at_once([world.sweep] * 3, 3) == []

    assert {entry.status for entry in every(world)} == {Status.CAPTURED}
    assert [letter.kind for letter in letters(world)] == ["receipt"] * 4
    agree(world)


def test_what_waits_is_seen_by_the_operators_watch(world: World) -> None:
    assert watch.health(world.desk, world.clock()) == watch.Health("ok")
    given(world)
    with world.desk.database.writing() as session:
        events.keep(session, events.StoredEvent("evt_1", "x", "", "", ""), world.clock())
    world.clock.forward(seconds=90)

    seen = watch.health(world.desk, world.clock())

    assert (seen.database, seen.oldest_letter_seconds, seen.oldest_event_seconds) == ("ok", 90, 90)


def test_the_watch_says_when_the_books_do_not_answer(world: World) -> None:
    with world.desk.database.writing() as session:
        session.execute(sa.text("DROP TABLE stripe_events"))

    assert watch.health(world.desk, world.clock()).database == "unavailable"


def test_old_tallies_proofs_and_letters_about_nobody_are_dropped(world: World) -> None:
    now = world.clock()
    with world.desk.database.writing() as session:
        limits.hit(session, "k", now, timedelta(hours=1))
        proofs.begin(session, "robin@example.org", now)
        outbox.put(session, key="p", kind="proof", to="robin@example.org", facts={"token": "t"}, now=now)
    world.mail()
    kept = given(world, "10.00")
    world.mail()
    world.clock.forward(days=31)

    world.sweep(deep=True)

    with world.desk.database.reading() as session:
        left = [session.scalar(sa.select(sa.func.count()).select_from(t)) for t in (models.Tally, models.Proof)]
    assert left == [0, 0]
    assert [letter.contribution_id for letter in letters(world)] == [kept.id]


def test_a_message_is_forgotten_sixty_days_after_it_was_applied_and_never_before(world: World) -> None:
    given(world, "10.00")
    world.deliver_all()
    applied = _kept(world)
    with world.desk.database.writing() as session:
        events.keep(session, events.StoredEvent("evt_waits", "payout.paid", "", "", ""), world.clock())

    world.clock.forward(days=60)
    world.sweep(deep=True)
    on_the_day = _kept(world)
    world.clock.forward(seconds=1)
    world.sweep(deep=True)

    assert on_the_day == applied | {"evt_waits"}
    assert _kept(world) == {"evt_waits"}


def test_a_message_that_was_forgotten_and_is_told_again_changes_nothing(world: World) -> None:
    public_id = offered(world, "250.00")
    world.pay(public_id, number="4000000000000002")
    world.pay(public_id)
    told = world.events()
    world.deliver_all()
    entry = world.read(public_id)
    world.desk.payments.refund(entry.payment_intent_id or "", Money(100), "r")
    world.sandbox.payout()
    told += world.events()
    world.deliver_all()
    world.sweep()
    world.clock.forward(days=61)
    world.sweep(deep=True)
    before = world.read(public_id), _acts(world, public_id), _kept(world)

    for event in told:
        assert world.deliver(event).status_code == 200
    world.sweep()

    after = replace(world.read(public_id), looked_at=before[0].looked_at, readings=before[0].readings)
    assert before[2] == set()
    assert (after, _acts(world, public_id)) == before[:2]
    assert after.declines == 1


def _acts(world: World, public_id: str) -> list[registers.Act]:
    with world.desk.database.reading() as session:
        return registers.acts(session, world.read(public_id))


def _kept(world: World) -> set[str]:
    with world.desk.database.reading() as session:
        return set(session.scalars(sa.select(models.StripeEvent.id)))


def test_an_unpriced_gift_is_looked_at_again_and_its_turn_passes(world: World) -> None:
    world.sandbox.late_balance = True
    first = given(world, "10.00")
    with world.desk.database.reading() as session:
        assert registers.unpriced(session, NOON, 10) == []
    later(world, minutes=11)

    with world.desk.database.reading() as session:
        row = session.get_one(models.Contribution, first.id)
        assert row.fee is not None
        assert row.fee > Money(0)


@pytest.mark.parametrize("kind", ["payment_intent.succeeded", "payout.paid", "charge.refunded"])
def test_a_message_is_applied_when_stripe_is_back(world: World, kind: str) -> None:
    public_id = paid(world)
    world.advance(public_id)
    world.desk.payments.refund(world.read(public_id).payment_intent_id or "", Money(100), "r")
    world.sandbox.payout()
    (event,) = world.sandbox.events(kind)
    body = json.loads(json.dumps(event))
    world.sandbox.faults.next("GET", "/v1/*", status=503, times=4)

    world.deliver(body)
    for _ in range(6):
        world.clock.forward(seconds=30)
        world.sweep()

    with world.desk.database.reading() as session:
        assert events.pending(session, world.clock() + timedelta(days=1), 10) == []
