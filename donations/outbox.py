"""The outbox: letters that are due, kept until the mail server has taken them. It sends nothing itself."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from donations import models

_FIRST_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(minutes=15)
_LEASE: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail to be written and sent: its kind, to whom, and the facts it speaks of."""

    id: int
    kind: str
    to: str
    facts: dict[str, Any]
    contribution_id: int | None
    tries: int
    created_at: datetime


def put(  # noqa: PLR0913 - a letter is these six facts
    session: Session,
    *,
    key: str,
    kind: str,
    to: str,
    facts: dict[str, Any],
    now: datetime,
    contribution_id: int | None = None,
) -> bool:
    """Put a letter in, due at once; the same key a second time changes nothing. Says whether it was new."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    new = insert(models.Letter.__table__).values(  # type: ignore[arg-type]
        key=hashlib.sha256(key.encode()).hexdigest(),
        kind=kind,
        to=to,
        facts=facts,
        contribution_id=contribution_id,
        created_at=now,
        next_at=now,
        tries=0,
        copy="",
    )
    made = session.execute(new.on_conflict_do_nothing(index_elements=["key"]).returning(models.Letter.id))
    return made.first() is not None


def take(session: Session, now: datetime) -> Letter | None:
    """Take the letter that is due longest, and keep other hands off it for two minutes; None when nothing is due.

    One at a time, because a slow mail server would outlast the two minutes for the last of many. A process that dies
    with a letter in hand leaves it to be taken again: it is sent at least once.
    """
    row = session.scalars(
        sa.select(models.Letter)
        .where(models.Letter.next_at <= now)
        .order_by(models.Letter.next_at, models.Letter.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    row.next_at = now + _LEASE
    row.tries += 1
    return Letter(row.id, row.kind, row.to, row.facts, row.contribution_id, row.tries, row.created_at)


def sent(session: Session, letter: Letter, now: datetime, copy: str = "") -> None:
    """Mark a letter as taken by the mail server; its facts are no longer needed."""
    row = session.get_one(models.Letter, letter.id)
    row.sent_at = now
    row.next_at = None
    row.facts = {}
    row.copy = copy


def given_up(session: Session, letter: Letter) -> None:
    """Let a letter go that nobody can send, or that came to nothing; it stays without a date of sending."""
    row = session.get_one(models.Letter, letter.id)
    row.next_at = None
    row.facts = {}


def forget(session: Session, before: datetime) -> None:
    """Drop letters about no contribution, such as links to prove an address, once they are old."""
    table = models.Letter
    session.execute(
        sa.delete(table).where(table.contribution_id.is_(None), table.next_at.is_(None), table.created_at < before)
    )


def failed(session: Session, letter: Letter, now: datetime) -> None:
    """Leave a letter for later: a minute, then twice as long each time, at most a quarter of an hour."""
    row = session.get_one(models.Letter, letter.id)
    row.next_at = now + min(_FIRST_WAIT * 2 ** min(letter.tries - 1, 6), _LONGEST_WAIT)


def copies(session: Session, contribution_id: int, kind: str) -> list[str]:
    """File names of the letters about a contribution that went into a folder, oldest first."""
    rows = session.scalars(
        sa.select(models.Letter.copy)
        .where(models.Letter.contribution_id == contribution_id, models.Letter.kind == kind, models.Letter.copy != "")
        .order_by(models.Letter.id)
    )
    return list(rows)


def oldest_due(session: Session) -> datetime | None:
    """When the letter was put in that has waited longest."""
    return session.scalar(sa.select(sa.func.min(models.Letter.created_at)).where(models.Letter.next_at.is_not(None)))
