"""Stripe's messages, and the sweeper that brings forward whatever a lost message or a crash left behind.

Both only say "look again": what is done is decided by `settlement.advance`, from what Stripe holds now. One gift or one
message that cannot be worked on never keeps the others waiting.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from donations import (
    drafts,
    duties,
    events,
    export_runs,
    ledger,
    limits,
    outbox,
    payouts,
    proofs,
    refunds,
    registers,
    settlement,
    staff_sessions,
)
from donations.desk import Desk
from donations.events import StoredEvent
from donations.ledger import Entry, Status
from donations.payments import Event, PaymentsRefused, PaymentsUnavailable

log = logging.getLogger(__name__)
_BATCH: Final = 200
_SILENCES: Final = 3
"""After so many calls in a row without an answer, the rest of the round waits for the next."""
_ENDINGS: Final = frozenset({"payment_intent.canceled", "charge.expired"})
_FORGET_AFTER: Final = timedelta(days=30)
_TALLIES_KEPT: Final = timedelta(days=2)
_EVENTS_BACK: Final = timedelta(days=30)
_EVENTS_KEPT: Final = timedelta(days=60)
"""Longer than Stripe lists or sends a message again; one told later still says "look again", and nothing is to do."""
_UNDER_WAY: Final = timedelta(seconds=5)
"""A message that came so lately may still be in the hands of the door; those that were just listed are in no hand,
nor are the long ones ever."""
_READ_AGAIN: Final = ("refund.", "charge.refunded", "charge.dispute.", "charge.updated", "charge.captured")
_WARNINGS: Final = ("radar.", "review.")
_LONG: Final = "payout."
"""So begin the kinds of message whose work may take long: pages to read at Stripe, a transaction for each gift."""


def receive(desk: Desk, event: Event, now: datetime) -> None:
    """Keep a message by its id and do what it asks; a repeat does nothing.

    A message about a payout, and one that cannot be applied now because Stripe does not answer, stays pending for the
    sweeper.
    """
    stored = _stored(event)
    with desk.database.writing() as session:
        if not events.keep(session, stored, now):
            return
    if not stored.type.startswith(_LONG):
        _apply(desk, stored, now)


def _stored(event: Event) -> StoredEvent:
    return StoredEvent(event.id, event.type, event.object_id, event.contribution_id, event.intent_id)


def _apply(desk: Desk, event: StoredEvent, now: datetime) -> bool:
    """Do what a message asks; says whether Stripe answered."""
    entry = None
    try:
        entry, note = _effect(desk, event, now)
    except PaymentsUnavailable as error:
        _later(desk, event, f"waits: {error}")
        return False
    except PaymentsRefused as error:
        note = f"refused: {error.code or error}"
    except SQLAlchemyError:
        raise
    except Exception as error:  # noqa: BLE001 - a message that nobody foresaw keeps no other waiting
        log.error("event %s (%s) met %s", event.id, event.type, type(error).__name__)  # noqa: TRY400 - it may name people
        _later(desk, event, f"failed: {type(error).__name__}")
        return True
    with desk.database.writing() as session:
        if events.applied(session, event.id, now, note) and entry is not None:
            if event.type == events.DECLINED:
                fresh = ledger.take(session, entry.public_id) or entry
                ledger.note(session, fresh, declines=max(fresh.declines, events.declines(session, entry.public_id)))
            if _denies(event, entry):
                told = f"Stripe tells that this payment was let go ({event.type}), and the books have it as taken."
                duties.look(session, desk.committee, entry, told, now)
            if event.type.startswith(_WARNINGS):
                duties.look(session, desk.committee, entry, f"Stripe warns of this payment: {event.type}.", now)
    return True


def _denies(event: StoredEvent, entry: Entry) -> bool:
    """Whether an event tells the contrary of what stands in the books, and Stripe, asked anew, does not."""
    its_own = entry.payment_intent_id in {event.object_id, event.intent_id}
    return event.type in _ENDINGS and its_own and entry.status in {Status.CAPTURED, Status.SETTLED}


def _later(desk: Desk, event: StoredEvent, note: str) -> None:
    with desk.database.writing() as session:
        events.failed(session, event.id, note)


def _effect(desk: Desk, event: StoredEvent, now: datetime) -> tuple[Entry | None, str]:
    if event.type.startswith(_LONG):
        return None, _reconcile(desk, event, now)
    entry = _entry_of(desk, event)
    if entry is None:
        return None, "no contribution of ours"
    entry = settlement.advance(desk, entry.public_id, now)
    if event.type.startswith(_READ_AGAIN):
        settlement.refresh(desk, entry, now)
    return entry, entry.status


def _entry_of(desk: Desk, event: StoredEvent) -> Entry | None:
    """Find what a message is about. A refund or a dispute names the payment alone, and may come before we know it."""
    with desk.database.reading() as session:
        entry = ledger.find(session, event.contribution_id) if event.contribution_id else None
        entry = entry or (ledger.by_intent(session, event.intent_id) if event.intent_id else None)
    if entry is None and event.intent_id and not event.contribution_id:
        named = desk.payments.read_intent(event.intent_id).contribution_id
        with desk.database.reading() as session:
            entry = ledger.find(session, named) if named else None
    return entry


def _reconcile(desk: Desk, event: StoredEvent, now: datetime) -> str:
    """Tie the gifts of a payout to their deposit (REC-02), also those of which no message told that they were taken."""
    if event.type == "payout.failed":
        return "payout failed"
    paid = desk.payments.payout(event.object_id)
    charges = paid.charges
    with desk.database.reading() as session:
        known = {entry.charge_id: entry for entry in registers.by_charges(session, list(charges))}
        named = [ledger.find(session, ours) for charge, ours in charges.items() if ours and charge not in known]
    if paid.at is not None:
        with desk.database.writing() as session:
            made = payouts.Payout(paid.id, desk.committee.local_date(paid.at), paid.fees)
            payouts.keep(session, made, now)
    entries = [*known.values(), *(entry for entry in named if entry is not None)]
    settled = 0
    for entry in sorted(entries, key=lambda entry: entry.id):
        if entry.captured_at is None:
            settlement.advance(desk, entry.public_id, now)
        with desk.database.writing() as session:
            fresh = ledger.take(session, entry.public_id)
            if fresh is not None and fresh.status is Status.CAPTURED:
                ledger.move(session, fresh, Status.SETTLED, now, payout_id=event.object_id)
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
    if deep:
        _keep_missed(desk, now)
    with desk.database.reading() as session:
        waiting = events.pending(session, now + _UNDER_WAY if deep else now - _UNDER_WAY, _BATCH, free=_LONG)
        left = registers.unfinished(
            session, (Status.CAPTURING, Status.CANCELING, Status.AUTHORIZED), now - timedelta(seconds=10), _BATCH
        )
        left += registers.unfinished(session, (Status.CHECKOUT_OPEN,), now - timedelta(minutes=2), _BATCH)
        left += registers.unfinished(session, (Status.HELD,), now - timedelta(minutes=30), _BATCH)
        unpriced = registers.unpriced(session, now - timedelta(minutes=10), _BATCH) if deep else []
    round_ = _Round(desk, now)
    for event in waiting:
        round_.message(event)
    for entry in left:
        round_.gift(entry, lambda entry: settlement.advance(desk, entry.public_id, now))
    for entry in unpriced:
        round_.gift(entry, lambda entry: settlement.refresh(desk, entry, now))
    if round_.silences < _SILENCES:
        round_.unanswered += refunds.sweep(desk, now)
    if deep:
        with desk.database.writing() as session:
            ledger.forget(session, now - _FORGET_AFTER)
            outbox.forget(session, now - _FORGET_AFTER)
            events.forget(session, now - _EVENTS_KEPT)
            limits.sweep(session, now - _TALLIES_KEPT)
            proofs.sweep(session, now)
            staff_sessions.sweep(session, now)
            drafts.sweep(session, now)
            export_runs.sweep(session, now)
    return Swept(len(left) + len(unpriced), len(waiting), round_.unanswered)


@dataclass(slots=True)
class _Round:
    """One round: it gives up when Stripe is silent, and puts whatever fails behind the rest."""

    desk: Desk
    now: datetime
    unanswered: int = 0
    silences: int = 0

    def message(self, event: StoredEvent) -> None:
        if self.silences >= _SILENCES:
            return
        answered = _apply(self.desk, event, self.now)
        self.silences = 0 if answered else self.silences + 1

    def gift(self, entry: Entry, act: Callable[[Entry], object]) -> None:
        if self.silences >= _SILENCES:
            self.unanswered += 1
            return
        try:
            act(entry)
        except SQLAlchemyError:
            raise
        except PaymentsUnavailable:
            self.silences += 1
        except PaymentsRefused as error:
            self.silences = 0
            log.error("gift %s: Stripe refuses (%s)", entry.public_id, error.code)  # noqa: TRY400 - nothing to trace
        except Exception as error:  # noqa: BLE001 - one gift that nobody foresaw keeps no other waiting
            log.error("gift %s met %s", entry.public_id, type(error).__name__)  # noqa: TRY400 - it may name people
        else:
            self.silences = 0
            return
        self.unanswered += 1
        with self.desk.database.writing() as session:
            ledger.note(session, entry, looked_at=self.now)


def _keep_missed(desk: Desk, now: datetime) -> None:
    """Keep the messages that never arrived; they are applied like any that wait."""
    try:
        told = desk.payments.undelivered_events(now - _EVENTS_BACK)
    except (PaymentsUnavailable, PaymentsRefused) as error:
        log.warning("Stripe does not list what was not delivered: %s", error)
        return
    with desk.database.reading() as session:
        new = events.unknown(session, [event.id for event in told])
    for event in told:
        if event.id in new:
            with desk.database.writing() as session:
                events.keep(session, _stored(event), now)
