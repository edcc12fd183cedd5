"""Stripe's client: what an answer is taken for, what failures are, and that a slow Stripe never holds every thread."""

import json
import shutil
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import stripe

from compliance.contribution import AdjustmentKind, AdjustmentStatus, Check
from compliance.money import Money
from donations import payments
from donations.payments import (
    BadEvent,
    IntentStatus,
    Order,
    Payments,
    PaymentsRefused,
    PaymentsUnavailable,
    SessionStatus,
)
from tests.donations.books import given, offered, paid
from tests.donations.front import Front
from tests.donations.world import KEY, SECRET, World, signature


@pytest.fixture
def migrated_url(migrated_file: Path, tmp_path: Path) -> str:
    """One database is enough: Stripe's client knows none."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'books.db')}"


def test_an_open_page_is_read_before_anybody_has_paid(world: World) -> None:
    session_id = world.read(offered(world, "12.34")).checkout_session_id or ""

    seen = world.desk.payments.read(session_id)

    assert (seen.session, seen.intent, seen.card) == (SessionStatus.OPEN, IntentStatus.WAITING, None)
    assert (seen.amount, seen.currency) == (Money(1234), "USD")


def test_an_authorised_payment_is_read_with_its_card(world: World) -> None:
    session_id = world.read(paid(world)).checkout_session_id or ""

    seen = world.desk.payments.read(session_id)

    assert (seen.session, seen.intent) == (SessionStatus.COMPLETE, IntentStatus.REQUIRES_CAPTURE)
    assert seen.card is not None
    assert (seen.card.brand, seen.card.funding, seen.card.country, seen.card_last4) == ("visa", "credit", "US", "4242")
    assert (seen.card.cvc_check, seen.card.name) == (Check.PASS, "Robin Sample")
    assert seen.card.fingerprint
    assert seen.authorized_at == world.clock()
    assert seen.capture_before == world.clock() + timedelta(days=7)
    assert (seen.received, seen.refunded, seen.disputed) == (Money(0), Money(0), False)


def test_a_declined_card_is_no_card(world: World) -> None:
    public_id = offered(world)
    world.pay(public_id, number="4000000000000002")
    session_id = world.read(public_id).checkout_session_id or ""

    waiting = world.desk.payments.read(session_id)
    world.sandbox.expire_session(session_id)
    ended = world.desk.payments.read(session_id)

    assert (waiting.intent, waiting.declined, waiting.card) == (IntentStatus.WAITING, True, None)
    assert (ended.session, ended.card) == (SessionStatus.EXPIRED, None)


def test_refunds_and_disputes_are_told_in_their_order(world: World) -> None:
    entry = given(world)
    intent = entry.payment_intent_id or ""
    first = world.desk.payments.refund(intent, Money(100), "one")
    again = world.desk.payments.refund(intent, Money(100), "one")
    world.clock.forward(seconds=5)
    world.desk.payments.refund(intent, Money(200), "two")
    world.clock.forward(seconds=5)
    world.sandbox.create_dispute(entry.charge_id or "")

    told = world.desk.payments.adjustments(intent)

    assert first.ref == again.ref  # One key is one refund for ever.
    assert [(each.kind, each.status) for each in told] == [
        (AdjustmentKind.REFUND, AdjustmentStatus.SUCCEEDED),
        (AdjustmentKind.REFUND, AdjustmentStatus.SUCCEEDED),
        (AdjustmentKind.DISPUTE, AdjustmentStatus.OPEN),
    ]
    assert [each.amount.cents for each in told[:2]] == [100, 200]


STATUSES = [
    ("needs_response", AdjustmentStatus.OPEN),
    ("under_review", AdjustmentStatus.OPEN),
    ("warning_needs_response", AdjustmentStatus.OPEN),
    ("a word of the future", AdjustmentStatus.OPEN),
    ("warning_closed", AdjustmentStatus.WON),
    ("won", AdjustmentStatus.WON),
    ("lost", AdjustmentStatus.LOST),
]


@pytest.mark.parametrize("word, status", STATUSES)
def test_a_dispute_counts_until_it_is_lost(word: str, status: AdjustmentStatus) -> None:
    dispute = SimpleNamespace(id="dp_1", status=word, amount=500, created=1_700_000_000)

    assert payments._dispute(dispute).status is status  # type: ignore[arg-type]  # noqa: SLF001


@pytest.mark.parametrize("word", ["pending", "requires_action", None, "a word of the future"])
def test_a_refund_changes_nothing_until_it_has_succeeded(word: str | None) -> None:
    refund: Any = SimpleNamespace(id="re_1", status=word, amount=500, created=1_700_000_000, metadata=None)

    assert payments._refund(refund).status is AdjustmentStatus.PENDING  # noqa: SLF001


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_what_is_not_known_to_have_failed_is_unknown(world: World, status: int) -> None:
    public_id = paid(world)
    world.sandbox.faults.next("GET", "/v1/checkout/sessions/*", status=status)

    with pytest.raises(PaymentsUnavailable):
        world.desk.payments.read(world.read(public_id).checkout_session_id or "")


def test_what_stripe_refuses_is_told_with_its_word_for_it(world: World) -> None:
    with pytest.raises(PaymentsRefused) as refused:
        world.desk.payments.read("cs_unknown")

    assert refused.value.code == "resource_missing"
    assert "cs_unknown" not in str(refused.value)


def test_a_key_that_stripe_does_not_know_is_no_refusal_of_a_gift(world: World) -> None:
    stranger = Payments("sk_test_" + "z" * 32, SECRET, world.settings.stripe_api_base)

    with pytest.raises(PaymentsUnavailable, match="key"):
        stranger.read_intent("pi_1")


def test_nothing_is_repeated_behind_our_back(world: World) -> None:
    world.sandbox.faults.next("GET", "/v1/payment_intents/*", status=500, times=3)
    with pytest.raises(PaymentsUnavailable):
        world.desk.payments.read_intent("pi_1")

    assert world.sandbox.faults.planned == 2
    assert not stripe.enable_telemetry


def test_a_silent_stripe_is_left_after_its_time_and_never_holds_every_thread(world: World) -> None:
    impatient = Payments(KEY, SECRET, world.settings.stripe_api_base, patience=(0.5, 0.5))
    for _ in range(4):
        world.sandbox.faults.timeout_before_effect("GET", "/v1/payment_intents/*")
    ended: list[Exception] = []

    def read() -> None:
        try:
            impatient.read_intent("pi_1")
        except (PaymentsUnavailable, PaymentsRefused) as error:
            ended.append(error)

    began = time.monotonic()
    hands = [threading.Thread(target=read) for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert [type(error) for error in ended] == [PaymentsUnavailable] * 4
    assert time.monotonic() - began < 10


def test_a_fifth_call_at_once_waits_for_a_place_and_gives_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payments, "_PATIENCE_SECONDS", 0.1)
    busy = Payments(KEY, SECRET, world.settings.stripe_api_base)
    for _ in range(4):
        busy._places.acquire()  # noqa: SLF001 - four that Stripe keeps waiting

    with pytest.raises(PaymentsUnavailable, match="too many"):
        busy.read_intent("pi_1")


def test_without_a_secret_no_message_is_believed() -> None:
    with pytest.raises(BadEvent, match="no webhook secret"):
        Payments(KEY, "").read_event(b"{}", signature(b"{}", ""))


def test_a_message_of_a_live_account_is_not_for_a_test_key(world: World) -> None:
    paid(world)
    body = json.dumps({**world.events()[0], "livemode": True}).encode()

    with pytest.raises(BadEvent, match="other mode"):
        world.desk.payments.read_event(body, signature(body))
    assert Payments("sk_live_x", SECRET).read_event(body, signature(body)).type == world.events()[0]["type"]


def test_messages_that_were_not_delivered_are_listed_oldest_first(world: World) -> None:
    given(world)
    told = world.desk.payments.undelivered_events(datetime(2026, 1, 1, tzinfo=UTC))
    (first, *_) = world.sandbox.events("checkout.session.completed")
    world.sandbox.mark_delivered(first["id"])

    after = world.desk.payments.undelivered_events(datetime(2026, 1, 1, tzinfo=UTC))

    assert {event.id for event in told} - {event.id for event in after} == {first["id"]}
    assert world.desk.payments.undelivered_events(world.clock() + timedelta(days=1)) == []


def test_a_payout_is_told_with_the_gifts_it_pays_out(world: World) -> None:
    entry = given(world)
    payout = world.sandbox.payout()
    assert payout is not None

    told = world.desk.payments.payout(payout["id"])

    assert told.charges == {entry.charge_id: entry.public_id}
    assert told.fees == Money(755)
    assert told.at is not None


@pytest.mark.parametrize("body", [b"{}", b"[]", b"null", b'"text"', b"<html>", b""], ids=repr)
def test_an_answer_that_cannot_be_read_is_no_answer(body: bytes) -> None:
    def answer(_environ: Any, start: Any) -> list[bytes]:
        start("200 OK", [("Content-Type", "application/json")])
        return [body]

    front = Front(answer)
    client = Payments(KEY, SECRET, front.address)
    when = datetime(2026, 3, 2, tzinfo=UTC)
    order = Order("gift", Money(100), "A gift", "r@example.org", "key", when, "http://a/", "http://a/", "P26", False)
    acts: list[Callable[[], object]] = [
        lambda: client.start(order),
        lambda: client.read("cs_1"),
        lambda: client.read_intent("pi_1"),
        lambda: client.refund("pi_1", Money(100), "key"),
        lambda: client.adjustments("pi_1"),
        lambda: client.payout("po_1"),
    ]
    try:
        for act in acts:
            with pytest.raises((PaymentsUnavailable, PaymentsRefused)):
                act()
    finally:
        front.close()
