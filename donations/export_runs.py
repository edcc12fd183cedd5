"""Export runs: what was asked for on a page and takes its time: how far it is, and how it ended.

Whoever leaves the page finds it again, at any process of the installation.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from donations import filing_models as models

QUIET: Final = timedelta(minutes=2)
"""A run that gave no sign of life for so long was cut short: its process has ended."""
_KEPT: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Run:
    """One export of a period that was asked for on a page.

    `read` of `whole` contributions are read; `whole` is 0 while nobody has counted them. `fault` says why nothing was
    made, in words for a treasurer, and `refs` are the public ids of the contributions to look at.
    """

    id: int
    asked_by: str
    asked_at: datetime
    read: int
    whole: int
    ended_at: datetime | None
    cut_short: bool
    fault: str
    refs: tuple[str, ...]

    @property
    def goes_on(self) -> bool:
        """Whether somebody is still at it."""
        return self.ended_at is None and not self.cut_short


def begin(session: Session, start: date, end: date, *, by: str, now: datetime) -> Run | None:
    """Begin a run for a period; None while another goes on. The caller holds the period's lock."""
    before = last(session, start, end, now)
    if before is not None and before.goes_on:
        return None
    row = models.ExportRun(
        from_on=start, through_on=end, asked_by=by, asked_at=now, seen_at=now, read=0, whole=0, fault="", refs=[]
    )
    session.add(row)
    session.flush()
    return _run(row, now)


def progress(session: Session, run_id: int, read: int, whole: int, now: datetime) -> None:
    """Write down how far a run is; it is the sign of life, too."""
    row = models.ExportRun
    session.execute(sa.update(row).where(row.id == run_id).values(read=read, whole=whole, seen_at=now))


def finish(session: Session, run_id: int, now: datetime, *, fault: str = "", refs: tuple[str, ...] = ()) -> None:
    """Write down that a run has ended, and why nothing was made, if nothing was."""
    row = models.ExportRun
    session.execute(
        sa.update(row).where(row.id == run_id).values(ended_at=now, seen_at=now, fault=fault, refs=list(refs))
    )


def last(session: Session, start: date, end: date, now: datetime) -> Run | None:
    """The run of a period that was asked for last."""
    row = models.ExportRun
    asked = sa.select(row).where(row.from_on == start, row.through_on == end).order_by(row.id.desc()).limit(1)
    found = session.scalar(asked)
    return _run(found, now) if found else None


def sweep(session: Session, now: datetime) -> None:
    """Drop what was asked for long ago; the exports themselves stay on record."""
    session.execute(sa.delete(models.ExportRun).where(models.ExportRun.asked_at < now - _KEPT))


def _run(row: models.ExportRun, now: datetime) -> Run:
    cut_short = row.ended_at is None and row.seen_at < now - QUIET
    return Run(
        row.id, row.asked_by, row.asked_at, row.read, row.whole, row.ended_at, cut_short, row.fault, tuple(row.refs)
    )
