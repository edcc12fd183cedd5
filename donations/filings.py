"""Filings: the reports as they were filed, each with its file. A report is marked as filed once and never changes."""

import hashlib
import secrets
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from donations import filing_models as models
from donations import journal, rows

PART: Final = 1 << 20
"""Bytes of a file that are kept in one piece."""

_MARKING: Final = 6_104_050_104
"""A number of our own, by which PostgreSQL's transactions wait for one another."""


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


# What was filed ------------------------------------------------------------------------------------------------------


def mark(  # noqa: PLR0913 - which report with which file, what it carries, by whom, when
    session: Session, new: NewFiling, file: BinaryIO, *, by: str, now: datetime, carries: Iterable[int] | None = None
) -> Filed:
    """Keep a report as filed, with its file, read twice from its beginning; an amendment settles the items it carries.

    `carries` are their numbers, None all that are open. Raises `NotFiled` where the days are filed already, or an
    amendment does not fit its original.
    """
    wait_for(session, to_mark=True)
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
        _settle(session, original.id, row.id, carries)
    return _filed(row)


def wait_for(session: Session, *, to_mark: bool) -> None:
    """Let changes of the books and the marking of a report go one after the other, each seeing the other's end.

    Changes do not wait for each other. On SQLite there is one writer anyhow.
    """
    if session.get_bind().dialect.name == "postgresql":
        hold = sa.func.pg_advisory_xact_lock if to_mark else sa.func.pg_advisory_xact_lock_shared
        session.execute(sa.select(hold(_MARKING)))


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


def just(session: Session, start: date, end: date) -> Filed | None:
    """The original that covers just these days, if one was filed."""
    found = originals(session, start, end)
    return next((each for each in found if (each.from_on, each.through_on) == (start, end)), None)


def covering(session: Session, on: date) -> Filed | None:
    """The original that covers a day, if one was filed."""
    return next(iter(originals(session, on, on)), None)


def moved_by(session: Session, on: date) -> list[Filed]:
    """The originals whose figures a change about a day moves: those of its cycle that end on it or later."""
    table = models.FiledReport
    moved = sa.and_(table.amends_id.is_(None), table.through_on >= on, table.cycle_start <= on)
    return _many(session, moved, table.through_on)


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


# Inside --------------------------------------------------------------------------------------------------------------


def _settle(session: Session, original_id: int, amendment_id: int, carries: Iterable[int] | None) -> None:
    table = models.AmendmentItem
    waiting = sa.and_(table.report_id == original_id, table.settled_by_id.is_(None))
    named = [waiting] if carries is None else [waiting & table.id.in_(some) for some in rows.parts(sorted(carries))]
    for each in named:
        session.execute(sa.update(table).where(each).values(settled_by_id=amendment_id))


def _one(session: Session, condition: sa.ColumnElement[bool]) -> Filed | None:
    return next(iter(_many(session, condition)), None)


def _many(
    session: Session, condition: sa.ColumnElement[bool], *order: sa.ColumnExpressionArgument[object]
) -> list[Filed]:
    found = session.scalars(sa.select(models.FiledReport).where(condition).order_by(*order, models.FiledReport.id))
    return [_filed(row) for row in found]


def _filed(row: models.FiledReport) -> Filed:
    return Filed(**{name: getattr(row, name) for name in Filed.__slots__})
