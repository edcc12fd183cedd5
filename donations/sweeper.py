"""Stripe's messages, and the sweeper that brings forward whatever a lost message or a crash left behind.

Both only say "look again": what is done is decided by `settlement.advance`, from what Stripe holds now.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from donations import events, ledger, limits, proofs, settlement
from donations.desk import Desk
from donations.events import StoredEvent
from donations.ledger import Status
from donations.payments import Event, PaymentsRefused, PaymentsUnavailable

_BATCH: Final = 200
_FORGET_AFTER: Final = timedelta(days=30)
_TALLIES_KEPT: Final = timedelta(days=2)
_EVENTS_BACK: Final = timedelta(days=5)


def receive(desk: Desk, event: Event, now: datetime) -> None:
    """Keep a message by its id and do what it asks; a repeat does nothing.

    A message that cannot be applied now, because Stripe does not answer, stays pending for the sweeper.
    """
    stored = StoredEvent(event.id, event.type, event.object_id, event.contribution_id, event.intent_id)
    with desk.database.writing() as session:
        if not events.keep(session, stored, now):
            return
    _apply(desk, stored, now)


def _apply(desk: Desk, event: StoredEvent, now: datetime) -> None:
    try:
        note = _effect(desk, event, now)
    except PaymentsUnavailable:
        return
    except PaymentsRefused as error:
        note = f"refused: {error.code or error}"
    with desk.database.writing() as session:
        events.applied(session, event.id, now, note)


def _effect(desk: Desk, event: StoredEvent, now: datetime) -> str:
    if event.type.startswith("payout."):
        return _reconcile(desk, event, now)
    with desk.database.reading() as session:
        entry = ledger.find(session, event.contribution_id) if event.contribution_id else None
        entry = entry or (ledger.by_intent(session, event.intent_id) if event.intent_id else None)
    if entry is None:
        return "no contribution of ours"
    entry = settlement.advance(desk, entry.public_id, now)
    if event.type.startswith(("refund.", "charge.refunded", "charge.dispute.", "charge.updated", "charge.captured")):
        settlement.refresh(desk, entry, now)
    if event.type == "payment_intent.payment_failed":
        with desk.database.writing() as session:
            ledger.note(session, entry, declines=entry.declines + 1)
    if event.type.startswith(("radar.", "review.")):
        with desk.database.writing() as session:
            ledger.flag(session, entry, event.type, now)
    return entry.status


def _reconcile(desk: Desk, event: StoredEvent, now: datetime) -> str:
    """Tie the gifts of a payout to their deposit (REC-02)."""
    if event.type == "payout.failed":
        return "payout failed"
    charges = desk.payments.payout_charges(event.object_id)
    settled = 0
    with desk.database.writing() as session:
        for entry in ledger.by_charges(session, charges):
            if entry.status is Status.CAPTURED:
                ledger.move(session, entry, Status.SETTLED, now, payout_id=event.object_id)
                settled += 1
    return f"{settled} settled"


@dataclass(frozen=True, slots=True)
class Swept:
    """What one round of the sweeper did."""

    looked_at: int
    events: int
    unanswered: int


def sweep(desk: Desk, now: datetime, *, deep: bool = False) -> Swept:
    """Bring forward whatever a lost message or a crash has left behind.

    `deep` also asks Stripe for messages that never arrived, and looks at everything once more; for every ten minutes.
    """
    unanswered = 0
    with desk.database.reading() as session:
        waiting = events.pending(session, now - timedelta(seconds=5), _BATCH)
        left = ledger.unfinished(
            session, (Status.CAPTURING, Status.CANCELING, Status.AUTHORIZED), now - timedelta(seconds=10), _BATCH
        )
        left += ledger.unfinished(session, (Status.CHECKOUT_OPEN,), now - timedelta(minutes=2), _BATCH)
        left += ledger.unfinished(session, (Status.HELD,), now - timedelta(minutes=30), _BATCH)
        unpriced = ledger.unpriced(session, now - timedelta(minutes=10), _BATCH) if deep else []
    if deep:
        waiting = waiting + _missed(desk, now)
    for event in waiting:
        _apply(desk, event, now)
    for entry in left:
        try:
            settlement.advance(desk, entry.public_id, now)
        except (PaymentsUnavailable, PaymentsRefused):
            unanswered += 1
    for entry in unpriced:
        try:
            settlement.refresh(desk, entry, now)
        except (PaymentsUnavailable, PaymentsRefused):
            unanswered += 1
    with desk.database.writing() as session:
        ledger.forget(session, now - _FORGET_AFTER)
        limits.sweep(session, now - _TALLIES_KEPT)
        proofs.sweep(session, now)
    return Swept(len(left) + len(unpriced), len(waiting), unanswered)


def _missed(desk: Desk, now: datetime) -> list[StoredEvent]:
    try:
        told = desk.payments.undelivered_events(now - _EVENTS_BACK)
    except (PaymentsUnavailable, PaymentsRefused):
        return []
    missed = []
    for event in told:
        stored = StoredEvent(event.id, event.type, event.object_id, event.contribution_id, event.intent_id)
        with desk.database.writing() as session:
            if events.keep(session, stored, now):
                missed.append(stored)
    return missed
