"""Stripe's events, each kept once by its id; one that could not be applied at once stays pending."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from donations import models

_AT_ONCE: Final = 500
DECLINED: Final = "payment_intent.payment_failed"
"""The event that tells of a declined card."""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as it is kept: what happened to which object."""

    id: str
    type: str
    object_id: str
    contribution_id: str
    """Public id of the contribution, or blank."""
    intent_id: str


def keep(session: Session, event: StoredEvent, now: datetime) -> bool:
    """Keep an event; says whether it still wants to be applied (new, or pending from an earlier try)."""
    table = models.StripeEvent.__table__
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    new = insert(table).values(  # type: ignore[arg-type]
        id=event.id,
        type=event.type,
        object_id=event.object_id,
        public_id=event.contribution_id,
        intent_id=event.intent_id,
        received_at=now,
        tries=0,
        note="",
    )
    session.execute(new.on_conflict_do_nothing())  # Stripe may deliver one event twice at the same moment.
    return session.scalars(sa.select(models.StripeEvent.applied_at).filter_by(id=event.id)).one() is None


def applied(session: Session, event_id: str, now: datetime, note: str = "") -> bool:
    """Mark an event as done, with a word about what came of it; says whether it was this hand that did it."""
    row = _taken(session, event_id)
    if row.applied_at is not None:
        return False
    row.applied_at = now
    row.note = note
    session.flush()
    return True


def failed(session: Session, event_id: str, note: str) -> None:
    """Leave an event for later, behind those that were tried less often."""
    row = _taken(session, event_id)
    row.tries += 1
    row.note = note


def unknown(session: Session, ids: Sequence[str]) -> set[str]:
    """Say which of these events were never kept."""
    known: set[str] = set()
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        known.update(session.scalars(sa.select(models.StripeEvent.id).where(models.StripeEvent.id.in_(some))))
    return set(ids) - known


def declines(session: Session, public_id: str) -> int:
    """Count the declined cards that Stripe has told of for one contribution, each once."""
    return session.scalars(
        sa.select(sa.func.count())
        .select_from(models.StripeEvent)
        .where(models.StripeEvent.public_id == public_id, models.StripeEvent.type == DECLINED)
    ).one()


def pending(session: Session, before: datetime, most: int, *, free: str = "") -> list[StoredEvent]:
    """Events received before a moment and not yet applied: those tried least often first, then the oldest.

    Those whose type begins with `free` are told however lately they came.
    """
    table = models.StripeEvent
    old = table.received_at < before
    rows = session.scalars(
        sa.select(table)
        .where(table.applied_at.is_(None), sa.or_(old, table.type.startswith(free)) if free else old)
        .order_by(table.tries, table.received_at, table.id)
        .limit(most)
    )
    return [StoredEvent(row.id, row.type, row.object_id, row.public_id, row.intent_id) for row in rows]


def forget(session: Session, before: datetime) -> None:
    """Drop what was applied before a moment: what it caused is in the books, and Stripe tells of it no longer."""
    session.execute(sa.delete(models.StripeEvent).where(models.StripeEvent.applied_at < before))


def oldest_pending(session: Session) -> datetime | None:
    """When the event came that has waited longest."""
    return session.scalar(
        sa.select(sa.func.min(models.StripeEvent.received_at)).where(models.StripeEvent.applied_at.is_(None))
    )


def _taken(session: Session, event_id: str) -> models.StripeEvent:
    return session.scalars(
        sa.select(models.StripeEvent)
        .where(models.StripeEvent.id == event_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
