"""Corrections: adjustments with how they were made, by whom and why, as a page shows them. It only reads."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from compliance.contribution import AdjustmentKind, AdjustmentStatus
from compliance.money import Money
from donations import models


@dataclass(frozen=True, slots=True)
class Correction:
    """One adjustment; `method` is stripe, check, written or presumptive, `on` the committee's own date of it."""

    ref: str
    kind: AdjustmentKind
    status: AdjustmentStatus
    amount: Money
    election: str | None
    method: str
    actor: str
    reason: str
    on: date | None
    at: datetime
    changed_at: datetime
    known_at_stripe: bool
    """Whether Stripe knows of it; a refund whose answer never came is not known there yet."""


def of(session: Session, contribution_id: int) -> list[Correction]:
    """All adjustments of a contribution, the first one first."""
    rows = session.scalars(
        sa.select(models.Adjustment)
        .where(models.Adjustment.contribution_id == contribution_id)
        .order_by(models.Adjustment.id)
    )
    return [_of(row) for row in rows]


def find(session: Session, ref: str) -> tuple[int, Correction] | None:
    """Find an adjustment by its name, with the number of its contribution."""
    row = session.scalar(sa.select(models.Adjustment).where(models.Adjustment.ref == ref))
    return (row.contribution_id, _of(row)) if row else None


def _of(row: models.Adjustment) -> Correction:
    return Correction(
        ref=row.ref,
        kind=AdjustmentKind(row.kind),
        status=AdjustmentStatus(row.status),
        amount=row.amount,
        election=row.election,
        method=row.method,
        actor=row.actor,
        reason=row.reason,
        on=row.on,
        at=row.at,
        changed_at=row.changed_at,
        known_at_stripe=row.stripe_id is not None,
    )
