"""The payouts: what Stripe paid out to the committee's bank together, and the fees it kept of it."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from compliance.money import ZERO, Money
from donations import amendments, models

_ENGINE: Final = "engine"


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


def month_id(on: date, since: date) -> str:
    """The id of the entry of a month's fees, for ever: of the month, and of the first day of it that the report holds.

    No later payout moves it, and two reports that share a month have each its own.

    >>> month_id(date(2026, 3, 20), date(2026, 1, 1)), month_id(date(2026, 10, 20), date(2026, 10, 15))
    ('FM202603D01', 'FM202610D15')
    """
    return f"FM{on:%Y%m}D{max(since, on.replace(day=1)):%d}"


def keep(session: Session, payout: Payout, now: datetime) -> None:
    """Keep a payout, and touch the filed report of its day; told again, its fees are the last told, its day stays."""
    row = session.get(models.Payout, payout.id)
    before = row.fees if row else ZERO
    if row is None:
        row = models.Payout(id=payout.id, paid_on=payout.paid_on, fees=payout.fees, recorded_at=now)
        session.add(row)
    else:
        row.fees = payout.fees
    session.flush()
    if payout.fees != before:
        was = f"; they were {before}" if before else ""
        day = amendments.day(row.paid_on)
        what = f"The fees of the payout of {day} became {payout.fees} after the report was filed{was}."
        amendments.touch(session, row.paid_on, None, what, by=_ENGINE, now=now)


def between(session: Session, start: date, through: date) -> list[Payout]:
    """The payouts of these days, both included, by day; of one day by their names, by code points on both databases."""
    sqlite, name = session.get_bind().dialect.name == "sqlite", models.Payout.id
    number = name if sqlite else sa.collate(name, "C")
    found = session.scalars(
        sa.select(models.Payout)
        .where(models.Payout.paid_on.between(start, through))
        .order_by(models.Payout.paid_on, number)
    )
    return [Payout(row.id, row.paid_on, row.fees) for row in found]
