"""Filings: the reports as they were filed, each with its file; and what touches a filed period since.

A report is marked as filed once and never changes. A change of the books that a filed report would tell otherwise is
an item of an amendment, in the transaction of the change itself; so is each later report of the cycle, whose
Column B it moves.
"""

import hashlib
import secrets
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from donations import filing_models as models
from donations import journal

PART: Final = 1 << 20
"""Bytes of a file that are kept in one piece."""
_ONWARD: Final = "The cycle-to-date figures change: "


class NotFiled(Exception):
    """A report cannot be marked as filed like this; the message says why, in a sentence for the treasurer."""


@dataclass(frozen=True, slots=True)
class NewFiling:
    """A report as it went to the FEC; `amends` is the filing number of the original, empty for an original.

    Days are the committee's. `cycle_start` is the first day of the election cycle it belongs to.
    """

    form: str
    report_code: str
    from_on: date
    through_on: date
    cycle_start: date
    filing_number: str
    signer: str
    signed_on: date
    filed_on: date
    software: str
    format_version: str
    amends: str = ""


@dataclass(frozen=True, slots=True)
class Filed:
    """A report as it was filed; `amends_id` is None for an original, whose `amendment_number` is 0."""

    id: int
    public_id: str
    form: str
    report_code: str
    from_on: date
    through_on: date
    cycle_start: date
    filing_number: str
    amends_id: int | None
    amendment_number: int
    signer: str
    signed_on: date
    filed_on: date
    software: str
    format_version: str
    sha256: str
    size: int
    marked_by: str
    marked_at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """A change that touches the period of an original; `settled_by_id` is the amendment that carries it."""

    id: int
    report_id: int
    contribution_id: int | None
    at: datetime
    actor: str
    what: str
    settled_by_id: int | None


# What was filed ------------------------------------------------------------------------------------------------------


def mark(session: Session, new: NewFiling, file: BinaryIO, *, by: str, now: datetime) -> Filed:
    """Keep a report as filed, with its file, read twice from its beginning; an amendment settles the open items.

    Raises `NotFiled` where the days are filed already, or an amendment does not fit its original.
    """
    original = _original(session, new)
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while piece := file.read(PART):
        digest.update(piece)
        size += len(piece)
    row = models.FiledReport(
        public_id=secrets.token_urlsafe(16),
        form=new.form,
        report_code=new.report_code,
        from_on=new.from_on,
        through_on=new.through_on,
        cycle_start=new.cycle_start,
        filing_number=new.filing_number,
        amends_id=original.id if original else None,
        amendment_number=next_amendment(session, original.id) if original else 0,
        signer=new.signer,
        signed_on=new.signed_on,
        filed_on=new.filed_on,
        software=new.software,
        format_version=new.format_version,
        sha256=digest.hexdigest(),
        size=size,
        marked_by=by,
        marked_at=now,
    )
    session.add(row)
    session.flush()
    file.seek(0)
    table = sa.insert(models.FiledPart)
    for seq, piece in enumerate(iter(lambda: file.read(PART), b"")):
        session.execute(table, {"report_id": row.id, "seq": seq, "data": zlib.compress(piece)})
    told = f"{new.form} {new.report_code} {new.from_on} to {new.through_on}, amendment {row.amendment_number}"
    journal.write(session, now, by, "mark filed", None, "", new.filing_number, f"{told}, sha256 {row.sha256}")
    if original:
        settle(session, original.id, row.id)
    return _filed(row)


def _original(session: Session, new: NewFiling) -> Filed | None:
    """The original that a new filing amends; raises `NotFiled`."""
    if not new.filing_number.isascii() or not new.filing_number.isdigit():
        raise NotFiled("Enter the filing number that the FEC answered with, digits only.")
    if by_number(session, new.filing_number):
        raise NotFiled("A report with this filing number is marked as filed already.")
    if new.from_on > new.through_on:
        raise NotFiled("The period ends before it starts.")
    if not new.amends:
        filed = next((each for each in originals(session, new.from_on, new.through_on)), None)
        if filed:
            raise NotFiled(f"Days of this period are filed already, as {filed.filing_number}; file an amendment of it.")
        return None
    found = by_number(session, new.amends)
    if found is None or found.amends_id is not None:
        raise NotFiled("An amendment names the filing number of the original.")
    if (found.form, found.from_on, found.through_on) != (new.form, new.from_on, new.through_on):
        raise NotFiled("An amendment has the form and the period of its original.")
    return found


def reports(session: Session) -> list[Filed]:
    """All reports and amendments as filed, the newest period first, an original before its amendments."""
    table = models.FiledReport
    return _many(session, sa.true(), table.through_on.desc(), table.amendment_number)


def find(session: Session, public_id: str) -> Filed | None:
    """Find a filed report by the id in its address."""
    return _one(session, models.FiledReport.public_id == public_id)


def by_number(session: Session, filing_number: str) -> Filed | None:
    """Find a filed report by the FEC's number."""
    return _one(session, models.FiledReport.filing_number == filing_number)


def originals(session: Session, start: date, end: date) -> list[Filed]:
    """The originals that cover some of these days, both included, in their order."""
    table = models.FiledReport
    covers = sa.and_(table.amends_id.is_(None), table.from_on <= end, table.through_on >= start)
    return _many(session, covers, table.through_on)


def covering(session: Session, on: date) -> Filed | None:
    """The original that covers a day, if one was filed."""
    return next(iter(originals(session, on, on)), None)


def amendments(session: Session, original_id: int) -> list[Filed]:
    """The amendments of an original, the first one first."""
    table = models.FiledReport
    return _many(session, table.amends_id == original_id, table.amendment_number)


def next_amendment(session: Session, original_id: int) -> int:
    """The number that the next amendment of an original bears."""
    table = models.FiledReport
    asked = sa.select(sa.func.max(table.amendment_number)).where(table.amends_id == original_id)
    return (session.scalar(asked) or 0) + 1


def file(session: Session, report_id: int) -> Iterator[bytes]:
    """The file of a filed report, piece by piece, byte for byte as it was filed."""
    table, seq = models.FiledPart, 0
    asked = sa.select(table.data).where(table.report_id == report_id)
    while (data := session.scalar(asked.where(table.seq == seq))) is not None:
        yield zlib.decompress(data)
        seq += 1


# What touches a filed period -----------------------------------------------------------------------------------------


def touch(  # noqa: PLR0913 - which day, whose gift, what, by whom, when
    session: Session, on: date, contribution_id: int, what: str, *, by: str, now: datetime, sums: bool = True
) -> Filed | None:
    """Note a change about a day; where a filed report covers it, it becomes an item of an amendment.

    `sums` says that amounts change, so that later reports of the cycle are touched too, in Column B. Answers the
    report that covers the day. One query where nothing was filed since.
    """
    table = models.FiledReport
    since = _many(session, sa.and_(table.amends_id.is_(None), table.through_on >= on), table.through_on)
    own = next((each for each in since if each.from_on <= on), None)
    if own is None:
        return None
    items = [(own, what)]
    if sums:
        items += [(each, _ONWARD + what) for each in since if each != own and each.cycle_start == own.cycle_start]
    for report, told in items:
        session.add(
            models.AmendmentItem(report_id=report.id, contribution_id=contribution_id, at=now, actor=by, what=told)
        )
    session.flush()
    return own


def open_items(session: Session, report_id: int | None = None) -> list[Item]:
    """What no amendment has carried yet, of one original or of all, in the order in which it came."""
    table = models.AmendmentItem
    return _items(session, table.settled_by_id.is_(None), *([table.report_id == report_id] if report_id else []))


def items_of(session: Session, contribution_id: int) -> list[Item]:
    """Every item about a contribution, settled or not."""
    return _items(session, models.AmendmentItem.contribution_id == contribution_id)


def settled_by(session: Session, amendment_id: int) -> list[Item]:
    """The items that an amendment carried."""
    return _items(session, models.AmendmentItem.settled_by_id == amendment_id)


def settle(session: Session, report_id: int, amendment_id: int) -> int:
    """Settle the open items of an original by its amendment; says how many there were."""
    table = models.AmendmentItem
    result = session.execute(
        sa.update(table)
        .where(table.report_id == report_id, table.settled_by_id.is_(None))
        .values(settled_by_id=amendment_id)
    )
    return int(getattr(result, "rowcount", 0))


# Inside --------------------------------------------------------------------------------------------------------------


def _one(session: Session, condition: sa.ColumnElement[bool]) -> Filed | None:
    return next(iter(_many(session, condition)), None)


def _many(
    session: Session, condition: sa.ColumnElement[bool], *order: sa.ColumnExpressionArgument[object]
) -> list[Filed]:
    rows = session.scalars(sa.select(models.FiledReport).where(condition).order_by(*order, models.FiledReport.id))
    return [_filed(row) for row in rows]


def _filed(row: models.FiledReport) -> Filed:
    return Filed(**{name: getattr(row, name) for name in Filed.__slots__})


def _items(session: Session, *conditions: sa.ColumnElement[bool]) -> list[Item]:
    rows = session.scalars(sa.select(models.AmendmentItem).where(*conditions).order_by(models.AmendmentItem.id))
    return [
        Item(row.id, row.report_id, row.contribution_id, row.at, row.actor, row.what, row.settled_by_id) for row in rows
    ]
