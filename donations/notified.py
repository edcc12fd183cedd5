"""Notified: the 48-hour notices that were filed with the FEC, contribution by contribution (RPT-07).

A contribution is told of once; whatever is told of it again amends the first notice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from compliance.money import Money
from donations import check_models, rows
from donations import filing_models as models
from donations import models as gifts
from donations.models import Status
from donations.rows import Entry

TAKEN: Final = (Status.CAPTURED, Status.SETTLED, Status.RECEIVED, Status.DEPOSITED)
"""The states of a receipt that stands, and of which the FEC is told."""


class Form(StrEnum):
    """The FEC's form types of a 48-hour notice."""

    NEW = "F6N"
    AMENDMENT = "F6A"


class NotNotified(Exception):
    """A notice cannot be marked as filed like this; the message says why, in a sentence for the treasurer."""


@dataclass(frozen=True, slots=True)
class Notified:
    """A notice of one contribution as it was filed; `contribution_id` is its number in the books."""

    contribution_id: int
    form: Form
    filing_number: str
    filed_on: date
    sha256: str
    marked_by: str
    marked_at: datetime


def mark(session: Session, new: Notified) -> None:
    """Keep that the FEC was told of a contribution; raises `NotNotified`."""
    before = of(session, [new.contribution_id]).get(new.contribution_id, [])
    if not new.filing_number.isascii() or not new.filing_number.isdigit():
        raise NotNotified("Enter the filing number that the FEC answered with, digits only.")
    if any(each.filing_number == new.filing_number for each in before):
        raise NotNotified(f"The notice of C{new.contribution_id} is marked as filed under this number already.")
    if before and new.form is Form.NEW:
        raise NotNotified(f"The FEC was told of C{new.contribution_id} before; what is told again is an amendment.")
    if not before and new.form is Form.AMENDMENT:
        raise NotNotified(f"There is no notice of C{new.contribution_id} to amend.")
    session.add(
        models.FiledNotice(
            contribution_id=new.contribution_id,
            form=new.form,
            filing_number=new.filing_number,
            filed_on=new.filed_on,
            sha256=new.sha256,
            marked_by=new.marked_by,
            marked_at=new.marked_at,
        )
    )
    session.flush()


def of(session: Session, contribution_ids: Iterable[int]) -> dict[int, list[Notified]]:
    """The notices of some contributions, by their numbers, the first notice first."""
    table = models.FiledNotice
    found: dict[int, list[Notified]] = {}
    for some in rows.parts(sorted(set(contribution_ids))):
        for row in session.scalars(sa.select(table).where(table.contribution_id.in_(some)).order_by(table.id)):
            found.setdefault(row.contribution_id, []).append(_notified(row))
    return found


def by_number(session: Session, filing_number: str) -> list[Notified]:
    """What stands in a notice, by the FEC's number of it, in the order of the contributions."""
    table = models.FiledNotice
    asked = sa.select(table).where(table.filing_number == filing_number).order_by(table.contribution_id)
    return [_notified(row) for row in session.scalars(asked)]


def has_file(session: Session, sha256: str) -> bool:
    """Whether a notice with this file was marked as filed."""
    table = models.FiledNotice
    return session.scalar(sa.select(table.id).where(table.sha256 == sha256).limit(1)) is not None


def large(session: Session, least: Money, windows: Iterable[tuple[date, date]]) -> list[Entry]:
    """The contributions from an amount on that came in some days, both ends included.

    What a reattribution made another person's is left out: it was told as it came.
    """
    gift = gifts.Contribution
    days = [gift.received_on.between(start, end) for start, end in windows]
    if not days:
        return []
    here = sa.and_(gift.status.in_(TAKEN), gift.amount >= least, sa.or_(*days), gift.id.not_in(_parts()))
    return rows.many(session, here)


def parts(session: Session, contribution_ids: Iterable[int]) -> set[int]:
    """Which of some contributions a reattribution made: the receipt behind them was told as it came."""
    gift, found = gifts.Contribution.id, set[int]()
    for some in rows.parts(sorted(set(contribution_ids))):
        found.update(session.scalars(sa.select(gift).where(gift.in_(some), gift.in_(_parts()))))
    return found


def _parts() -> sa.Select[int | None]:
    made = check_models.Change.to_contribution_id
    return sa.select(made).where(made.is_not(None))


def newest(session: Session, most: int) -> list[Notified]:
    """The notices that were marked last, the newest first."""
    table = models.FiledNotice
    return [_notified(row) for row in session.scalars(sa.select(table).order_by(table.id.desc()).limit(most))]


def _notified(row: models.FiledNotice) -> Notified:
    return Notified(
        row.contribution_id,
        Form(row.form),
        row.filing_number,
        row.filed_on,
        row.sha256,
        row.marked_by,
        row.marked_at,
    )
