"""The work that contributions ask of people: opened with the gift, closed by a person, never removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from donations import check_models, models, rows


@dataclass(frozen=True, slots=True)
class NewTask:
    """Work to be opened: what, by which rule, by when (a day of the committee's, or an instant)."""

    kind: str
    rule: str
    citation: str
    sentence: str
    due_on: date | None = None
    due_at: datetime | None = None
    steps: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """Work as it stood when it was read; `contribution` is the public id."""

    id: int
    kind: str
    contribution: str
    rule: str
    citation: str
    sentence: str
    opened_at: datetime
    due_on: date | None
    due_at: datetime | None
    steps: tuple[tuple[date, str], ...]
    closed_at: datetime | None
    closed_by: str
    closing: str


@dataclass(frozen=True, slots=True)
class Outline:
    """As much of open work as it is ordered and counted by; `contribution` is the public id."""

    id: int
    kind: str
    contribution: str
    due_on: date | None
    due_at: datetime | None
    envelope_id: int | None


def open_one(session: Session, contribution_id: int, new: NewTask, now: datetime) -> bool:
    """Open work for a contribution; a kind that is open or done already stays as it is. Says whether it was new."""
    table = check_models.Work
    row = session.scalar(sa.select(table).where(table.contribution_id == contribution_id, table.kind == new.kind))
    if row is not None:
        return False
    session.add(
        table(
            contribution_id=contribution_id,
            kind=new.kind,
            rule=new.rule,
            citation=new.citation,
            sentence=new.sentence,
            steps=[{"due_on": on.isoformat(), "sentence": sentence} for on, sentence in new.steps],
            opened_at=now,
            due_on=new.due_on,
            due_at=new.due_at,
            closed_by="",
            closing="",
        )
    )
    session.flush()
    return True


def reopen(session: Session, contribution_id: int, kind: str) -> bool:
    """Open work again that had been closed: what closed it has failed since. Says whether it was closed."""
    table = check_models.Work
    row = session.scalar(sa.select(table).where(table.contribution_id == contribution_id, table.kind == kind))
    if row is None or row.closed_at is None:
        return False
    row.closed_at, row.closed_by, row.closing = None, "", ""
    session.flush()
    return True


def close(  # noqa: PLR0913 - which work, by whom, with what, when
    session: Session, contribution_id: int, kind: str, *, by: str, closing: str, now: datetime
) -> bool:
    """Close work with what came of it; says whether it was open."""
    table = check_models.Work
    row = session.scalars(
        sa.select(table)
        .where(table.contribution_id == contribution_id, table.kind == kind, table.closed_at.is_(None))
        .with_for_update()
    ).one_or_none()
    if row is None:
        return False
    row.closed_at, row.closed_by, row.closing = now, by, closing
    return True


def closed(session: Session, kind: str, contribution_ids: Sequence[int]) -> set[int]:
    """Of which contributions, by their numbers, work of a kind is closed."""
    table = check_models.Work
    found: set[int] = set()
    for some in rows.parts(contribution_ids):
        done = sa.and_(table.kind == kind, table.closed_at.is_not(None), table.contribution_id.in_(some))
        found.update(session.scalars(sa.select(table.contribution_id).where(done)))
    return found


def outline(session: Session) -> list[Outline]:
    """All open work in outline, the most urgent first."""
    work, gift = check_models.Work, models.Contribution
    found = session.execute(
        sa.select(work.id, work.kind, gift.public_id, work.due_on, work.due_at, gift.envelope_id)
        .join(gift, gift.id == work.contribution_id)
        .where(work.closed_at.is_(None))
        .order_by(work.due_on.is_(None), work.due_on, work.id)
    )
    return [Outline(*row) for row in found]


def waiting(session: Session, kind: str) -> set[str]:
    """The contributions, by their public ids, of which work of a kind is open."""
    work, gift = check_models.Work, models.Contribution
    found = sa.select(gift.public_id).join(work, gift.id == work.contribution_id)
    return set(session.scalars(found.where(work.closed_at.is_(None), work.kind == kind)))


def many(session: Session, ids: Sequence[int]) -> list[Task]:
    """Work by its numbers in the books."""
    return [task for some in rows.parts(ids) for task in _many(session, check_models.Work.id.in_(some))]


def of(session: Session, contribution_id: int) -> list[Task]:
    """All work about a contribution, in the order in which it was opened."""
    return _many(session, check_models.Work.contribution_id == contribution_id)


def _many(session: Session, condition: sa.ColumnElement[bool]) -> list[Task]:
    work, gift = check_models.Work, models.Contribution
    found = session.execute(
        sa.select(work, gift.public_id).join(gift, gift.id == work.contribution_id).where(condition).order_by(work.id)
    )
    return [_task(row, public_id) for row, public_id in found]


def _task(row: check_models.Work, public_id: str) -> Task:
    return Task(
        id=row.id,
        kind=row.kind,
        contribution=public_id,
        rule=row.rule,
        citation=row.citation,
        sentence=row.sentence,
        opened_at=row.opened_at,
        due_on=row.due_on,
        due_at=row.due_at,
        steps=tuple((date.fromisoformat(step["due_on"]), step["sentence"]) for step in row.steps),
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        closing=row.closing,
    )
