"""The door's limits: how often something was tried in a window of time, shared by all processes.

Keys are hashed by the caller's side of `subject`, so that no address and no name is kept here.
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from donations import models


def subject(secret: str, kind: str, value: str) -> str:
    """Name who is limited, without saying who: a keyed hash."""
    digest = hmac.new(secret.encode(), f"{kind}\0{value}".encode(), hashlib.sha256).hexdigest()[:40]
    return f"{kind}:{digest}"


def hit(session: Session, key: str, now: datetime, window: timedelta) -> int:
    """Count one try and say how many there have been in this window, this one included."""
    table = models.Tally.__table__
    start = _start(now, window)
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(table).values(key=key, window=start, count=1)  # type: ignore[arg-type]
    counted = statement.on_conflict_do_update(
        index_elements=["key", "window"], set_={"count": table.c.count + 1}
    ).returning(table.c.count)
    return int(session.execute(counted).scalar_one())


def count(session: Session, key: str, now: datetime, window: timedelta) -> int:
    """Say how many tries there have been in this window, without counting one."""
    found = session.scalar(
        sa.select(models.Tally.count).where(models.Tally.key == key, models.Tally.window == _start(now, window))
    )
    return found or 0


def within(session: Session, key: str, now: datetime, window: timedelta, span: timedelta) -> int:
    """Say how many tries there have been in a longer span that moves with time, counted in short windows.

    The window at the span's far end counts whole, so that the span is never shorter than it says.
    """
    since = _start(now - span, window)
    tries = sa.select(sa.func.sum(models.Tally.count)).where(models.Tally.key == key, models.Tally.window >= since)
    return int(session.scalar(tries) or 0)


def take_back(session: Session, key: str, now: datetime, window: timedelta) -> None:
    """Take one try back that was counted in this window: it turned out well."""
    table = models.Tally
    session.execute(
        sa.update(table)
        .where(table.key == key, table.window == _start(now, window), table.count > 0)
        .values(count=table.count - 1)
    )


def sweep(session: Session, before: datetime) -> None:
    """Drop tallies of windows that began before a moment."""
    session.execute(sa.delete(models.Tally).where(models.Tally.window < before))


def _start(now: datetime, window: timedelta) -> datetime:
    seconds = int(window.total_seconds())
    at = int(now.timestamp())
    return datetime.fromtimestamp(at - at % seconds, UTC)
