"""Stripe's messages: in any order, doubled, lost, late, forged or garbage, the books end the same."""

import itertools
import json
import random
import threading
import time
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from compliance.contribution import AdjustmentStatus
from compliance.money import Money
from donations import events, models, payouts, sweeper
from donations.desk import PaymentsUnavailable
from donations.ledger import Status
from donations.payments import EVENT_TYPES, Event
from donations.payouts import Payout
from tests.donations.books import JORDAN, agree, every, given, journal, later, letters, notes, offered, paid, receipts
from tests.donations.world import World, signature


def told(world: World, event: dict[str, Any]) -> Event:
    """A message as Stripe's door hands it on, without the door."""
    body = json.dumps(event).encode()
    return world.desk.payments.read_event(body, signature(body))


def state(world: World) -> list[Any]:
    """All that the books say of every gift, but for who it is and when it was looked at."""
    return [
        (
            entry.status,
            entry.gift.amount.cents,
            entry.payment_intent_id is not None,
            entry.charge_id is not None,
            entry.payout_id is not None,
            entry.balance_transaction_id is not None,
            entry.declines,
            entry.rules,
            [(each.kind, each.status, each.amount.cents) for each in entry.gift.adjustments],
            [step for step in journal(world, entry.public_id) if step[0] == "move"],
            sorted(notes(world, entry.public_id, "flag")),
        )
        for entry in every(world)
    ]


# All orders ----------------------------------------------------------------------------------------------------------


class Memory:
    """Stripe as it stood when everything had happened: each answer is read once, then given from memory."""

    def __init__(self, payments: Any) -> None:
        self._payments = payments
        self._answers: dict[tuple[Any, ...], Any] = {}

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._payments, name)

        def asked(*given: Any) -> Any:
            if (name, *given) not in self._answers:
                self._answers[name, *given] = real(*given)
            return self._answers[name, *given]

        return asked


SIX = (
    "payment_intent.payment_failed",
    "payment_intent.amount_capturable_updated",
    "checkout.session.completed",
    "payment_intent.succeeded",
    "refund.created",
    "payout.paid",
)


def _whole_story(world: World) -> list[Event]:
    """A decline, a payment captured elsewhere, a refund of a part, a payout: none of it told to us yet."""
    public_id = offered(world)
    world.pay(public_id, number="4000000000000002")
    world.pay(public_id)
    (intent,) = [each for each in world.sandbox_list("/v1/payment_intents") if each["status"] == "requires_capture"]
    world.desk.payments.capture(intent["id"], "elsewhere")
    world.desk.payments.refund(intent["id"], Money(5000), "a refund elsewhere")
    world.sandbox.payout()
    by_kind = {event["type"]: event for event in world.sandbox.events()}
    return [told(world, by_kind[kind]) for kind in SIX]


def _begin_again(world: World) -> None:
    """Put the one gift back to where its card page was open, and forget every message."""
    entry = every(world)[0]
    table = models.Contribution
    database = world.desk.database
    with database.writing() as session:
        session.execute(sa.delete(models.StripeEvent))
        # The books keep every row; this test alone goes back before there was one.
        on = "" if database.sqlite else " ON adjustments"
        session.execute(sa.text(f"DROP TRIGGER IF EXISTS adjustments_refuses_delete{on}"))
        session.execute(sa.delete(models.Adjustment))
        session.execute(sa.delete(models.Letter))
        session.execute(
            sa.update(table)
            .where(table.id == entry.id)
            .values(
                status=Status.CHECKOUT_OPEN,
                declines=0,
                readings=0,
                payment_intent_id=None,
                charge_id=None,
                payout_id=None,
                balance_transaction_id=None,
                fee=None,
                authorized_at=None,
                captured_at=None,
                looked_at=None,
                rules=[],
            )
        )


def _summary(world: World) -> tuple[Any, ...]:
    (entry,) = every(world)
    adjusted = [(each.status, each.amount.cents) for each in entry.gift.adjustments]
    return (entry.status, entry.declines, adjusted, entry.payout_id is not None, [x.kind for x in letters(world)])


def _ends(world: World, desk: Any, messages: list[Event]) -> tuple[Any, ...]:
    for event in messages:
        sweeper.receive(desk, event, world.clock())
        sweeper.sweep(desk, world.clock())  # Which a payout waits for; it may come at any moment.
    return _summary(world)


Story = tuple[World, Any, list[Event], tuple[Any, ...]]
"""The world, a desk that remembers Stripe's last word, the six messages, and how the books end in their order."""


@pytest.fixture
def story(world: World) -> Story:
    """What has happened at Stripe, and has not been told."""
    messages = _whole_story(world)
    desk = replace(world.desk, payments=Memory(world.desk.payments))  # type: ignore[arg-type]
    end = _ends(world, desk, messages)
    _begin_again(world)
    assert end == (Status.SETTLED, 1, [(AdjustmentStatus.SUCCEEDED, 5000)], True, ["receipt"])
    return world, desk, messages, end


def _in_orders(story: Story, orders: list[tuple[Event, ...]]) -> list[list[str]]:
    """The orders in which the books end otherwise."""
    world, desk, _, end = story
    wrong = []
    for order in orders:
        if _ends(world, desk, list(order)) != end:
            wrong.append([event.type for event in order])
        _begin_again(world)
    return wrong


def test_the_six_messages_of_a_payment_end_the_same_in_any_order(story: Story) -> None:
    orders = list(itertools.permutations(story[2]))

    # Some of them each time, and others on each database; all of them in the long run below.
    assert _in_orders(story, orders[int(story[0].desk.database.sqlite) :: 48]) == []


@pytest.mark.soak
def test_the_six_messages_of_a_payment_end_the_same_in_all_720_orders(story: Story) -> None:
    orders = list(itertools.permutations(story[2]))

    assert _in_orders(story, orders) == []
    assert len(orders) == 720


def test_messages_that_come_two_and_three_times_change_nothing(
    story: Story,
) -> None:
    world, desk, messages, end = story
    chance = random.Random(3)

    for _ in range(4):
        many = [event for event in messages for _ in range(chance.randint(1, 3))]
        chance.shuffle(many)
        assert _ends(world, desk, many) == end, [event.type for event in many]
        _begin_again(world)


def _with_only(story: Story, subsets: list[tuple[Event, ...]]) -> None:
    world, _, _, end = story
    for some in subsets:
        for event in some:
            sweeper.receive(world.desk, event, world.clock())
        world.clock.forward(minutes=3)
        sweeper.sweep(world.desk, world.clock(), deep=True)
        assert _summary(world) == end, [event.type for event in some]
        _begin_again(world)
        world.clock.forward(minutes=1)


def _subsets(messages: list[Event]) -> list[tuple[Event, ...]]:
    return [some for size in range(7) for some in itertools.combinations(messages, size)]


def test_whichever_messages_are_lost_the_sweeper_makes_up_for_them(story: Story) -> None:
    _with_only(story, _subsets(story[2])[:: 13 if story[0].desk.database.sqlite else 16])


@pytest.mark.soak
def test_any_of_the_64_subsets_may_be_lost(story: Story) -> None:
    _with_only(story, _subsets(story[2]))


def test_two_same_messages_at_one_moment_are_one(world: World) -> None:
    paid(world)
    message = told(world, world.events()[-1])
    failures: list[BaseException] = []

    def deliver() -> None:
        try:
            sweeper.receive(world.desk, message, world.clock())
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test tells
            failures.append(error)

    hands = [threading.Thread(target=deliver) for _ in range(8)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert failures == []
    assert every(world)[0].status is Status.CAPTURED
    assert [letter.kind for letter in letters(world)] == ["receipt"]
    agree(world)


def test_a_message_that_came_while_stripe_was_silent_is_applied_by_the_sweeper(world: World) -> None:
    public_id = paid(world)
    world.sandbox.faults.next("GET", "/v1/checkout/sessions/*", status=503)
    (completed,) = world.sandbox.events("checkout.session.completed")

    assert world.deliver(completed).status_code == 200
    assert world.read(public_id).status is Status.CHECKOUT_OPEN
    world.clock.forward(seconds=6)
    world.sweep()

    assert world.read(public_id).status is Status.CAPTURED


def test_a_message_that_nobody_foresaw_keeps_no_other_waiting(world: World) -> None:
    public_id = paid(world)
    with world.desk.database.writing() as session:
        for number in range(3):
            poison = events.StoredEvent(f"evt_poison{number}", "payout.paid", "", "", "")
            events.keep(session, poison, world.clock())
        keep = events.StoredEvent("evt_good", "payment_intent.succeeded", "", public_id, "")
        events.keep(session, keep, world.clock())

    for _ in range(2):
        world.clock.forward(minutes=1)
        world.sweep()

    assert world.read(public_id).status is Status.CAPTURED
    with world.desk.database.reading() as session:
        assert "evt_good" not in [event.id for event in events.pending(session, world.clock(), 10)]


# What happens after --------------------------------------------------------------------------------------------------


def test_a_refund_that_waits_succeeds_and_fails_late_is_followed(world: World) -> None:
    entry = given(world, number="4000000000007726")
    refund = world.desk.payments.refund(entry.payment_intent_id or "", Money(5000), "r")
    seen = []
    for status in (None, "succeeded", "failed"):
        if status:
            world.sandbox.settle_refund(refund.ref, status)
        world.deliver_all()
        seen.append([each.status for each in world.read(entry.public_id).gift.adjustments])

    assert seen == [[AdjustmentStatus.PENDING], [AdjustmentStatus.SUCCEEDED], [AdjustmentStatus.FAILED]]
    assert world.read(entry.public_id).status is Status.CAPTURED


@pytest.mark.parametrize("end", ["won", "lost"])
def test_a_dispute_is_followed_to_its_end(world: World, end: str) -> None:
    entry = given(world)
    dispute = world.sandbox.create_dispute(entry.charge_id or "")
    world.deliver_all()
    opened = world.read(entry.public_id).gift.adjustments[0].status
    world.sandbox.close_dispute(dispute["id"], end)

    later(world)  # No message of the end ever came.

    assert opened is AdjustmentStatus.OPEN
    assert world.read(entry.public_id).gift.adjustments[0].status == end
    assert world.read(entry.public_id).status is Status.CAPTURED


def test_an_early_warning_of_fraud_is_shown_once_however_often_it_is_told(world: World) -> None:
    entry = given(world)
    world.sandbox.early_fraud_warning(entry.charge_id or "")

    world.deliver_all()
    for event in world.sandbox.events():
        world.deliver(event)

    assert notes(world, entry.public_id, "flag") == ["Stripe warns of this payment: radar.early_fraud_warning.created."]


def test_a_payout_ties_its_gifts_to_it(world: World) -> None:
    entry, other = given(world), given(world, "10.00", JORDAN)
    payout = world.sandbox.payout()
    assert payout is not None

    world.deliver_all()
    world.sweep()

    for each in (entry, other):
        assert world.read(each.public_id).status is Status.SETTLED
        assert world.read(each.public_id).payout_id == payout["id"]
    agree(world)


@pytest.mark.parametrize("kind", ["payout.paid", "payout.reconciliation_completed"])
def test_the_door_keeps_a_message_of_a_payout_and_leaves_it_to_the_next_round(world: World, kind: str) -> None:
    entry = given(world)
    world.sandbox.payout()
    (payout,) = world.sandbox.events(kind)
    world.sandbox.faults.next("GET", "/v1/*", status=503)  # The door would be the first to meet it.

    assert world.deliver(payout).status_code == 200
    at_the_door = world.read(entry.public_id).status, world.sandbox.faults.planned
    world.sandbox.faults.clear()
    world.sweep()  # In the same second: nobody else has it in hand.

    assert at_the_door == (Status.CAPTURED, 1)
    assert world.read(entry.public_id).status is Status.SETTLED


def test_a_payout_is_kept_with_all_fees_that_were_taken_of_it(world: World) -> None:
    given(world)
    disputed = given(world, "100.00", JORDAN)
    world.sandbox.create_dispute(disputed.charge_id or "")
    paid_out = world.sandbox.payout()
    assert paid_out is not None

    for _ in range(2):
        world.deliver_all()
        world.sweep()

    today = world.desk.committee.local_date(world.clock())
    with world.desk.database.reading() as session:
        assert payouts.between(session, today, today) == [
            Payout(paid_out["id"], today, Money(755 + 320 + 1500))  # Two charges and a dispute.
        ]


def test_a_payout_told_before_the_capture_settles_all_the_same(world: World) -> None:
    public_id = paid(world)
    world.sandbox.faults.next("GET", "/v1/payment_intents/*", status=503)
    with pytest.raises(PaymentsUnavailable):
        world.advance(public_id)
    world.desk.payments.capture(world.read(public_id).payment_intent_id or "", "elsewhere")
    world.sandbox.payout()
    (payout,) = world.sandbox.events("payout.paid")

    assert world.deliver(payout).status_code == 200
    world.sweep()

    assert world.read(public_id).status is Status.SETTLED


def test_every_kind_of_message_that_was_lost_is_listed_and_made_up_for(world: World) -> None:
    entry = given(world)
    world.sandbox.early_fraud_warning(entry.charge_id or "")
    world.sandbox.create_dispute(entry.charge_id or "")
    kinds = {event["type"] for event in world.sandbox.events()} & set(EVENT_TYPES)

    missed = world.desk.payments.undelivered_events(world.clock.now.replace(year=2025))
    later(world)

    assert {event.type for event in missed} == kinds
    assert len(EVENT_TYPES) > 20  # Stripe lists at most twenty types at a time.
    assert world.read(entry.public_id).gift.adjustments[0].status is AdjustmentStatus.OPEN
    assert notes(world, entry.public_id, "flag") == ["Stripe warns of this payment: radar.early_fraud_warning.created."]
    assert receipts(world) == {"robin@example.org": 1}


def test_declines_are_counted_once_each(world: World) -> None:
    visitor = world.visitor()
    public_id = offered(world)
    for _ in range(2):
        world.pay(public_id, number="4000000000000002")
        world.clock.forward(seconds=5)
        visitor.state(public_id)
    for _ in range(2):
        for event in world.sandbox.events():
            world.deliver(event)

    assert world.read(public_id).declines == 2


# The door ------------------------------------------------------------------------------------------------------------


def post(world: World, body: bytes, header: str | None) -> int:
    headers = {"Stripe-Signature": header} if header is not None else {}
    return int(world.app.test_client().post("/webhooks/stripe", data=body, headers=headers).status_code)


def kept(world: World) -> int:
    with world.desk.database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(models.StripeEvent)) or 0


def test_forged_old_and_unsigned_messages_are_refused(world: World) -> None:
    paid(world)
    body = json.dumps(world.events()[0]).encode()
    now = time.time()
    headers = [
        None,
        "",
        "garbage",
        "t=,v1=",
        f"t={int(now)}",
        "t=abc,v1=00",
        "v1=" + "0" * 64,
        "t=99999999999999999999,v1=00",
        "ö" * 10,
        signature(body, "whsec_other"),
        signature(body, at=now - 3600),
        signature(body + b" "),
    ]

    assert {header: post(world, body, header) for header in headers} == dict.fromkeys(headers, 400)
    assert kept(world) == 0


def test_a_secret_that_is_being_changed_may_sign_beside_the_new_one(world: World) -> None:
    paid(world)
    body = json.dumps(world.events()[0]).encode()
    moment, good = signature(body).split(",")
    _, other = signature(body, "whsec_other").split(",")

    assert post(world, body, f"{moment},{other},{good}") == 200


GARBAGE: list[bytes] = [
    b"",
    b"null",
    b"[]",
    b"1",
    b'"text"',
    b"{",
    b"{}",
    b"\xff\xfe",
    b'{"id": "evt_1"}',
    b'{"id": "evt_1", "object": "event"}',
    b'{"id": "evt_1", "object": "event", "livemode": false}',
    b'{"id": "evt_1", "object": "event", "livemode": false, "type": "x", "data": null}',
    b'{"id": "evt_1", "object": "event", "livemode": false, "type": "x", "data": {"object": null}}',
    b'{"id": "evt_1", "object": "event", "livemode": false, "type": "x", "data": {"object": []}}',
    b'{"id": "evt_1", "object": "event", "livemode": false, "type": "x", "data": {"object": {}}}',
    b'{"id": null, "object": "event", "livemode": false, "type": "x", "data": {"object": {"object": "charge"}}}',
    b'{"id": 7, "object": "event", "livemode": false, "type": 9, "data": {"object": {"object": "charge"}}}',
    b'{"id": "e\\u0000", "object": "event", "livemode": false, "type": "x", "data": {"object": {"object": "c"}}}',
    b'{"id": "evt_1", "object": "event", "livemode": true, "type": "x", "data": {"object": {"object": "c"}}}',
    b'{"id": "evt_t", "object": "v2.core.event", "type": "v2.core.account.updated", "livemode": false}',
    b'{"a":' * 40_000,
]


def test_signed_garbage_is_answered_and_never_by_a_fault_of_ours(world: World) -> None:
    for body in GARBAGE:
        assert post(world, body, signature(body)) in {200, 400}, body[:90]
    assert world.app.test_client().get("/webhooks/stripe").status_code == 405
    assert post(world, b"x" * 300_000, "t=1,v1=0") == 413


def _message(**changes: Any) -> bytes:
    event = {"id": "evt_n", "object": "event", "livemode": False, "type": "customer.created", "created": 1}
    thing = {"id": "cus_1", "object": "customer", "metadata": {"contribution_id": "another program's\u0000"}}
    return json.dumps({**event, "data": {"object": thing}, **changes}).encode()


def test_messages_that_are_not_ours_are_kept_and_change_nothing(world: World) -> None:
    foreign = {"object": "charge", "id": "ch_x", "metadata": {}, "payment_intent": "pi_unknown"}
    odd = {"object": "charge", "id": 5, "metadata": None, "payment_intent": {"id": "pi_unknown"}}
    bodies = [
        _message(),
        _message(id="evt_2", type="an.unknown.kind"),
        _message(id="evt_3", type="charge.refunded", data={"object": foreign}),
        _message(id="evt_4", type="charge.refunded", data={"object": odd}),
        _message(id="evt_5", type="payout.paid", data={"object": {"object": "payout", "id": "po_unknown"}}),
    ]

    assert [post(world, body, signature(body)) for body in bodies] == [200] * 5
    assert kept(world) == 5
    assert every(world) == []


def test_a_message_of_the_other_mode_is_refused(world: World) -> None:
    body = _message(livemode=True)

    assert post(world, body, signature(body)) == 400
    assert kept(world) == 0


@pytest.mark.parametrize("ours", [True, False], ids=["this payment", "an earlier one of the same gift"])
def test_a_message_that_a_captured_payment_was_let_go_is_shown_to_the_treasurer(world: World, ours: bool) -> None:
    entry = given(world, "250.00")
    event = {
        "id": "evt_contradicts",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": int(world.clock().timestamp()),
        "livemode": False,
        "pending_webhooks": 1,
        "request": None,
        "type": "payment_intent.canceled",
        "data": {
            "object": {
                "id": entry.payment_intent_id if ours else "pi_earlier",
                "object": "payment_intent",
                "metadata": {"contribution_id": entry.public_id},
            }
        },
    }

    assert world.deliver(event).status_code == 200

    told = "Stripe tells that this payment was let go (payment_intent.canceled), and the books have it as taken."
    assert notes(world, entry.public_id, "flag") == ([told] if ours else [])
    assert world.read(entry.public_id).status is Status.CAPTURED
