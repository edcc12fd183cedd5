"""Redesignations and reattributions on their way: asked, signed, effective or void (W2)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from compliance.money import Money
from donations import check_models, models

_HASH: Final = "token_hash"
"""Where the hash of the other person's signing link stands."""


class ChangeStatus(StrEnum):
    """How far a change has come."""

    ASKED = "asked"
    EFFECTIVE = "effective"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class NewChange:
    """A change to be asked for, or made by presumption. `other_person` is who a reattribution gives the part to."""

    remedy: str
    amount: Money
    due_on: date
    to_election: str | None = None
    other_person: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change as it stood when it was read; `contribution` and `to_contribution` are public ids."""

    id: int
    contribution: str
    remedy: str
    amount: Money
    to_election: str | None
    to_contribution: str | None
    other_person: dict[str, Any] | None
    status: ChangeStatus
    asked_at: datetime
    asked_by: str
    due_on: date
    signed_at: datetime | None
    signatures: tuple[dict[str, str], ...]
    effective_on: date | None


def ask(session: Session, contribution_id: int, new: NewChange, by: str, now: datetime) -> tuple[int, tuple[str, ...]]:
    """Keep a change that is asked for; answers its number and the tokens of its signing links, kept only as hashes.

    The first is the contributor's, the second that of the other person, where there is one.
    """
    token, others = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    row = check_models.Change(
        contribution_id=contribution_id,
        remedy=new.remedy,
        amount=new.amount,
        to_election=new.to_election,
        other_person={**new.other_person, _HASH: _hash(others)} if new.other_person else None,
        status=ChangeStatus.ASKED,
        asked_at=now,
        asked_by=by,
        due_on=new.due_on,
        token_hash=_hash(token),
        signatures=[],
    )
    session.add(row)
    session.flush()
    return row.id, (token, others) if new.other_person else (token,)


def renew(session: Session, change_id: int, number: int) -> str:
    """Make a new signing link for one of the signers; the one before ends."""
    row, token = _row(session, change_id), secrets.token_urlsafe(24)
    if number:
        row.other_person = {**(row.other_person or {}), _HASH: _hash(token)}
    else:
        row.token_hash = _hash(token)
    session.flush()
    return token


def sign(session: Session, change_id: int, signature: dict[str, str], now: datetime) -> Change:
    """Add a signature."""
    row = _row(session, change_id)
    row.signatures = [*row.signatures, signature]
    row.signed_at = now
    session.flush()
    return _of(session, row)


def conclude(
    session: Session, change_id: int, status: ChangeStatus, *, on: date | None = None, to_id: int | None = None
) -> Change:
    """Make a change effective or void."""
    row = _row(session, change_id)
    row.status = status
    row.effective_on = on or row.effective_on
    row.to_contribution_id = to_id or row.to_contribution_id
    session.flush()
    return _of(session, row)


def find(session: Session, change_id: int) -> Change | None:
    """Find a change by its number."""
    row = session.get(check_models.Change, change_id)
    return _of(session, row) if row else None


def by_token(session: Session, token: str) -> tuple[Change, int] | None:
    """Find the change that a signing link is for, and whose link it is: 0 the contributor's, 1 the other person's."""
    table, hashed = check_models.Change, _hash(token)
    row = session.scalar(sa.select(table).where(table.token_hash == hashed))
    if row is not None:
        return _of(session, row), 0
    for row in session.scalars(sa.select(table).where(table.other_person.is_not(None)).order_by(table.id.desc())):
        if (row.other_person or {}).get(_HASH) == hashed:
            return _of(session, row), 1
    return None


def of(session: Session, contribution_id: int) -> list[Change]:
    """All changes of a contribution, the first one first."""
    rows = session.scalars(
        sa.select(check_models.Change)
        .where(check_models.Change.contribution_id == contribution_id)
        .order_by(check_models.Change.id)
    ).all()
    return [_of(session, row) for row in rows]


def overdue(session: Session, today: date) -> list[Change]:
    """Changes that were asked for and not signed by their day."""
    rows = session.scalars(
        sa.select(check_models.Change)
        .where(check_models.Change.status == ChangeStatus.ASKED, check_models.Change.due_on < today)
        .order_by(check_models.Change.id)
    ).all()
    return [_of(session, row) for row in rows]


def _row(session: Session, change_id: int) -> check_models.Change:
    return session.scalars(
        sa.select(check_models.Change)
        .where(check_models.Change.id == change_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _of(session: Session, row: check_models.Change) -> Change:
    names = dict(
        session.execute(
            sa.select(models.Contribution.id, models.Contribution.public_id).where(
                models.Contribution.id.in_([row.contribution_id, row.to_contribution_id or 0])
            )
        ).all()
    )
    return Change(
        id=row.id,
        contribution=names[row.contribution_id],
        remedy=row.remedy,
        amount=row.amount,
        to_election=row.to_election,
        to_contribution=names.get(row.to_contribution_id or 0),
        other_person={name: told for name, told in row.other_person.items() if name != _HASH}
        if row.other_person
        else None,
        status=ChangeStatus(row.status),
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        due_on=row.due_on,
        signed_at=row.signed_at,
        signatures=tuple(row.signatures),
        effective_on=row.effective_on,
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
