"""The payouts: what Stripe paid out to the committee's bank together, and the fees it kept of it."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from compliance.money import Money
from donations import models


@dataclass(frozen=True, slots=True)
class Payout:
    """One payout; `paid_on` is the committee's date of it, `fees` are all that Stripe kept."""

    id: str
    paid_on: date
    fees: Money


def transaction_id(payout: Payout) -> str:
    """The id of the entry of its fees, for ever: made of Stripe's own name for the payout alone.

    >>> transaction_id(Payout("po_1", date(2026, 3, 2), Money(755)))
    'F2E004336CE29897'
    """
    return "F" + hashlib.sha256(payout.id.encode()).hexdigest()[:15].upper()


def keep(session: Session, payout: Payout, now: datetime) -> None:
    """Keep a payout; told again, its fees are what was told last, its day stays."""
    row = session.get(models.Payout, payout.id)
    if row is None:
        session.add(models.Payout(id=payout.id, paid_on=payout.paid_on, fees=payout.fees, recorded_at=now))
    else:
        row.fees = payout.fees
    session.flush()


def between(session: Session, start: date, through: date) -> list[Payout]:
    """The payouts of these days, both included, in the order in which they were made."""
    found = session.scalars(
        sa.select(models.Payout)
        .where(models.Payout.paid_on.between(start, through))
        .order_by(models.Payout.paid_on, models.Payout.id)
    )
    return [Payout(row.id, row.paid_on, row.fees) for row in found]
