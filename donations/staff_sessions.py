"""Sessions of the staff, kept: which browsers are signed in, and when that ends. Tokens come hashed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from donations import accounts
from donations import staff_models as models
from donations.accounts import Account

IDLE: Final = timedelta(minutes=30)
"""A session ends when nothing was asked for so long."""
LONGEST: Final = timedelta(hours=12)
"""A session ends so long after it began, whatever is asked."""
HALF_OPEN: Final = timedelta(minutes=10)
"""So long a password waits for its second factor."""
_KEPT: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class StaffSession:
    """A session that goes on."""

    id: int
    account: Account
    browser: str
    started_at: datetime
    seen_at: datetime
    proved_at: datetime | None


def start(session: Session, account_id: int, token_hash: str, browser: str, now: datetime) -> None:
    """Begin a session that still wants its second factor."""
    session.add(
        models.StaffSession(
            staff_id=account_id, token_hash=token_hash, browser=browser, started_at=now, seen_at=now, proved_at=None
        )
    )


def find(session: Session, token_hash: str, now: datetime) -> StaffSession | None:
    """Find the session of a token, as long as it goes on and its account is open."""
    found = session.execute(_going_on(now).where(models.StaffSession.token_hash == token_hash)).one_or_none()
    return None if found is None else _session(*found)


def of_account(session: Session, account_id: int, now: datetime) -> list[StaffSession]:
    """The sessions of an account that go on, the last used first."""
    mine = _going_on(now).where(models.StaffSession.staff_id == account_id, models.StaffSession.proved_at.is_not(None))
    rows = session.execute(mine.order_by(models.StaffSession.seen_at.desc(), models.StaffSession.id.desc()))
    return [_session(*row) for row in rows]


def touch(session: Session, session_id: int, now: datetime) -> None:
    """Note that a session was used."""
    row = models.StaffSession
    session.execute(sa.update(row).where(row.id == session_id, row.seen_at < now).values(seen_at=now))


def prove(session: Session, session_id: int, token_hash: str, now: datetime) -> None:
    """Note that the second factor was given, and give the session another token."""
    row = models.StaffSession
    changes = {"token_hash": token_hash, "proved_at": now, "seen_at": now}
    session.execute(sa.update(row).where(row.id == session_id).values(changes))


def end(session: Session, account_id: int, session_id: int, now: datetime) -> bool:
    """End one session of an account; False when it has none such, or it had ended."""
    row = models.StaffSession
    mine = (row.id == session_id, row.staff_id == account_id, row.ended_at.is_(None))
    return accounts.changed(session, sa.update(row).where(*mine).values(ended_at=now))


def sweep(session: Session, now: datetime) -> None:
    """Drop sessions that began long ago."""
    session.execute(sa.delete(models.StaffSession).where(models.StaffSession.started_at < now - _KEPT))


def _going_on(now: datetime) -> sa.Select[models.StaffSession, models.StaffMember]:
    row, staff = models.StaffSession, models.StaffMember
    return (
        sa.select(row, staff)
        .join(staff, staff.id == row.staff_id)
        .where(
            row.ended_at.is_(None),
            row.seen_at > now - IDLE,
            row.started_at > now - LONGEST,
            sa.or_(row.proved_at.is_not(None), row.started_at > now - HALF_OPEN),
            staff.ready_at.is_not(None),
            staff.disabled_at.is_(None),
        )
    )


def _session(row: models.StaffSession, staff: models.StaffMember) -> StaffSession:
    return StaffSession(row.id, accounts.of_row(staff), row.browser, row.started_at, row.seen_at, row.proved_at)
