"""Proofs of e-mail: a mailed one-time link shows that a browser's owner reads an address's mail (ENG-05)."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from donations import models

LIFE: Final = timedelta(minutes=15)


def begin(session: Session, email_key: str, now: datetime) -> str:
    """Make a token for a link that lives 15 minutes; only its hash is kept."""
    token = secrets.token_urlsafe(24)
    session.add(models.Proof(token_hash=_hash(token), email_key=email_key, expires_at=now + LIFE))
    return token


def use(session: Session, token: str, now: datetime) -> str | None:
    """Use a token up and say which address it proves; None when it is unknown, used or too old."""
    row = session.scalars(
        sa.select(models.Proof).where(models.Proof.token_hash == _hash(token)).with_for_update()
    ).one_or_none()
    if row is None or row.used_at is not None or row.expires_at <= now:
        return None
    row.used_at = now
    return row.email_key


def sweep(session: Session, before: datetime) -> None:
    """Drop proofs that ended before a moment."""
    session.execute(sa.delete(models.Proof).where(models.Proof.expires_at < before))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
