"""Drafts: the answers on a mail-in form, until its check comes. They are never money, and count toward nothing.

Staff find a draft by the code on its sheet. The person who filled it in has a private link, whose token only that
person's browser knows: a hash of it is kept.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from donations import models

LIFE: Final = timedelta(days=90)
"""Counted from the last change."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft as it stands; `answers` by the names of the form's fields."""

    code: str
    answers: Mapping[str, Any]
    wording: str
    revision: int
    created_at: datetime
    changed_at: datetime
    expires_at: datetime


def keep(session: Session, token: str, answers: Mapping[str, Any], wording: str, now: datetime) -> Draft | None:
    """Change the draft of a link; None when there is none. The same answers again change nothing."""
    row = session.scalars(_alive(now, models.Draft.token_hash == _hash(token)).with_for_update()).one_or_none()
    if row is None:
        return None
    if row.answers != dict(answers) or row.wording_version != wording:
        row.answers = dict(answers)
        row.wording_version = wording
        row.revision += 1
        row.changed_at = now
        row.expires_at = now + LIFE
    return _draft(row)


def begin(  # noqa: PLR0913 - the facts of a draft
    session: Session, token: str, answers: Mapping[str, Any], wording: str, now: datetime, *, code: str
) -> Draft:
    """Keep the answers of a new form under a code that is free."""
    row = models.Draft(
        code=code,
        token_hash=_hash(token),
        answers=dict(answers),
        wording_version=wording,
        revision=1,
        created_at=now,
        changed_at=now,
        expires_at=now + LIFE,
    )
    session.add(row)
    session.flush()
    return _draft(row)


def by_token(session: Session, token: str, now: datetime) -> Draft | None:
    """Find the draft of a private link; None when there is none, or it has expired."""
    row = session.scalars(_alive(now, models.Draft.token_hash == _hash(token))).one_or_none()
    return _draft(row) if row else None


def by_code(session: Session, code: str, now: datetime) -> Draft | None:
    """Find the draft of a sheet; for staff alone. None when there is none, or it has expired."""
    row = session.scalars(_alive(now, models.Draft.code == code)).one_or_none()
    return _draft(row) if row else None


def given(session: Session, codes: Iterable[str], now: datetime) -> set[str]:
    """Say which of some codes stand for a draft."""
    return {row.code for row in session.scalars(_alive(now, models.Draft.code.in_(list(codes))))}


def is_taken(session: Session, code: str) -> bool:
    """Tell whether a code was given to a draft that is still kept, expired or not."""
    return session.scalar(sa.select(models.Draft.id).where(models.Draft.code == code)) is not None


def remove(session: Session, token: str) -> bool:
    """Delete the draft of a private link; False when there was none."""
    row = session.scalars(sa.select(models.Draft).where(models.Draft.token_hash == _hash(token))).one_or_none()
    if row is None:
        return False
    session.delete(row)
    return True


def sweep(session: Session, now: datetime) -> None:
    """Delete every draft that has expired."""
    session.execute(sa.delete(models.Draft).where(models.Draft.expires_at <= now))


def _alive(now: datetime, condition: sa.ColumnElement[bool]) -> sa.Select[models.Draft]:
    return sa.select(models.Draft).where(condition, models.Draft.expires_at > now)


def _draft(row: models.Draft) -> Draft:
    return Draft(
        code=row.code,
        answers=dict(row.answers),
        wording=row.wording_version,
        revision=row.revision,
        created_at=row.created_at,
        changed_at=row.changed_at,
        expires_at=row.expires_at,
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
