"""The outbox: letters that are due, kept until the mail server has taken them. It sends nothing itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
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
    if session.scalar(sa.select(models.Letter.id).where(models.Letter.key == key)) is not None:
        return False
    session.add(
        models.Letter(
            key=key,
            kind=kind,
            to=to,
            facts=facts,
            contribution_id=contribution_id,
            created_at=now,
            next_at=now,
            tries=0,
            copy="",
        )
    )
    return True


def take(session: Session, now: datetime, most: int) -> list[Letter]:
    """Take letters that are due, oldest first, and keep other hands off them for two minutes.

    A process that dies with a letter in hand leaves it to be taken again: it is sent at least once.
    """
    rows = session.scalars(
        sa.select(models.Letter)
        .where(models.Letter.next_at <= now)
        .order_by(models.Letter.next_at, models.Letter.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.next_at = now + _LEASE
        row.tries += 1
    return [Letter(row.id, row.kind, row.to, row.facts, row.contribution_id, row.tries) for row in rows]


def sent(session: Session, letter: Letter, now: datetime, copy: str = "") -> None:
    """Mark a letter as taken by the mail server; its facts are no longer needed."""
    row = session.get_one(models.Letter, letter.id)
    row.sent_at = now
    row.next_at = None
    row.copy = copy


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
