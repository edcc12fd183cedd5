"""Stripe's events, each kept once by its id; one that could not be applied at once stays pending."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from donations import models


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
    row = session.get(models.StripeEvent, event.id)
    if row is None:
        session.add(
            models.StripeEvent(
                id=event.id,
                type=event.type,
                object_id=event.object_id,
                public_id=event.contribution_id,
                intent_id=event.intent_id,
                received_at=now,
                note="",
            )
        )
        session.flush()
        return True
    return row.applied_at is None


def applied(session: Session, event_id: str, now: datetime, note: str = "") -> None:
    """Mark an event as done, with a word about what came of it."""
    row = session.get_one(models.StripeEvent, event_id)
    row.applied_at = row.applied_at or now
    row.note = note


def pending(session: Session, before: datetime, most: int) -> list[StoredEvent]:
    """Events received before a moment and not yet applied, oldest first."""
    rows = session.scalars(
        sa.select(models.StripeEvent)
        .where(models.StripeEvent.applied_at.is_(None), models.StripeEvent.received_at < before)
        .order_by(models.StripeEvent.received_at, models.StripeEvent.id)
        .limit(most)
    )
    return [StoredEvent(row.id, row.type, row.object_id, row.public_id, row.intent_id) for row in rows]


def oldest_pending(session: Session) -> datetime | None:
    """When the event came that has waited longest."""
    return session.scalar(
        sa.select(sa.func.min(models.StripeEvent.received_at)).where(models.StripeEvent.applied_at.is_(None))
    )
