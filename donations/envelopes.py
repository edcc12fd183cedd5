"""The envelopes: checks as they were keyed, and their sealed images. Rows ↔ `CheckFacts` and plain values."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from compliance.contribution import AccountKind, CheckFacts
from compliance.money import Money
from donations import check_models as models


class Stale(Exception):
    """Another hand changed the envelope since it was shown."""


@dataclass(frozen=True, slots=True)
class NewEnvelope:
    """A check as it is keyed; `amount` is the whole check, also of a joint account."""

    submission: str
    check: CheckFacts
    amount: Money
    draft_code: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One envelope as it stood when it was read."""

    id: int
    public_id: str
    draft_code: str
    check: CheckFacts
    amount: Money
    deposited_on: date | None
    deposit_ref: str
    ended_on: date | None
    keyed_by: str
    keyed_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class SealedImage:
    """A picture as it is kept: sealed bytes, the type and size of what they hold."""

    public_id: str
    envelope_id: int
    media_type: str
    size: int
    sealed: bytes


def keep(session: Session, new: NewEnvelope, by: str, now: datetime) -> Envelope:
    """Keep an opened envelope."""
    check = new.check
    row = models.Envelope(
        public_id=secrets.token_urlsafe(16),
        submission=new.submission,
        draft_code=new.draft_code,
        number=check.number,
        bank=check.bank,
        amount=new.amount,
        account=check.account,
        printed_names=list(check.printed_names),
        signers=list(check.signers),
        foreign_bank=check.foreign_bank,
        llc_statement=check.llc_statement,
        written_on=check.written_on,
        postmarked_on=check.postmarked_on,
        envelope_kept=check.envelope_kept,
        received_on=check.received_on,
        deposited_on=None,
        deposit_ref="",
        ended_on=None,
        keyed_by=by,
        keyed_at=now,
        version=1,
    )
    session.add(row)
    session.flush()
    return _envelope(row, has_image=False)


def change(
    session: Session,
    envelope: Envelope,
    *,
    deposited_on: date | None = None,
    deposit_ref: str | None = None,
    ended_on: date | None = None,
) -> Envelope:
    """Write down a deposit, a return or a bounce; raises `Stale` when another hand was first."""
    row = _locked(session, envelope.id)
    if row.version != envelope.version:
        raise Stale(envelope.public_id)
    row.deposited_on = deposited_on or row.deposited_on
    row.deposit_ref = row.deposit_ref if deposit_ref is None else deposit_ref
    row.ended_on = ended_on or row.ended_on
    row.version += 1
    session.flush()
    return _read(session, row)


def find(session: Session, public_id: str) -> Envelope | None:
    """Find an envelope by the id in its address."""
    return _one(session, models.Envelope.public_id == public_id)


def take(session: Session, public_id: str) -> Envelope | None:
    """Find an envelope as it is now, and keep other hands off it until the transaction ends."""
    found = session.scalar(sa.select(models.Envelope.id).where(models.Envelope.public_id == public_id))
    return None if found is None else _read(session, _locked(session, found))


def by_id(session: Session, envelope_id: int) -> Envelope | None:
    """Find an envelope by its number in the books."""
    return _one(session, models.Envelope.id == envelope_id)


def by_submission(session: Session, submission: str) -> Envelope | None:
    """Find the envelope that a form made."""
    return _one(session, models.Envelope.submission == submission)


def by_draft(session: Session, code: str) -> list[Envelope]:
    """Envelopes that were keyed under a code, the first one first."""
    return _many(session, models.Envelope.draft_code == code)


def like(session: Session, number: str, amount: Money, received_on: date | None) -> list[Envelope]:
    """Envelopes with the same check number and amount: perhaps the same check, keyed before.

    A check whose number cannot be read is like another without one that came on the same day.
    """
    same = sa.and_(models.Envelope.number == number, models.Envelope.amount == amount)
    return _many(session, same if number else sa.and_(same, models.Envelope.received_on == received_on))


def by_number(session: Session, number: str) -> list[Envelope]:
    """Envelopes with this check number, newest first."""
    return _many(session, models.Envelope.number == number)[::-1]


def many(session: Session, ids: Iterable[int]) -> dict[int, Envelope]:
    """Envelopes by their numbers in the books."""
    return {each.id: each for each in _many(session, models.Envelope.id.in_(sorted(set(ids))))}


def undeposited(session: Session) -> list[Envelope]:
    """Envelopes whose check is neither deposited nor returned, the oldest first."""
    found = _many(session, sa.and_(models.Envelope.deposited_on.is_(None), models.Envelope.ended_on.is_(None)))
    return sorted(found, key=lambda each: (each.check.received_on, each.id))


# Images --------------------------------------------------------------------------------------------------------------


def add_image(  # noqa: PLR0913 - the facts of one picture
    session: Session, envelope: Envelope, *, media_type: str, size: int, sealed: bytes, by: str, now: datetime
) -> str:
    """Keep a sealed picture with its envelope; answers its public id."""
    row = models.Image(
        public_id=secrets.token_urlsafe(16),
        envelope_id=envelope.id,
        media_type=media_type,
        size=size,
        sealed=sealed,
        added_by=by,
        added_at=now,
    )
    session.add(row)
    session.flush()
    return row.public_id


def image(session: Session, public_id: str) -> SealedImage | None:
    """Find a picture."""
    row = session.scalar(sa.select(models.Image).where(models.Image.public_id == public_id))
    return SealedImage(row.public_id, row.envelope_id, row.media_type, row.size, row.sealed) if row else None


def images(session: Session, envelope_id: int) -> list[tuple[str, str]]:
    """The public ids and types of an envelope's pictures, in the order in which they were added."""
    rows = session.execute(
        sa.select(models.Image.public_id, models.Image.media_type)
        .where(models.Image.envelope_id == envelope_id)
        .order_by(models.Image.id)
    )
    return [(row.public_id, row.media_type) for row in rows]


# Rows ↔ values -------------------------------------------------------------------------------------------------------


def _locked(session: Session, envelope_id: int) -> models.Envelope:
    return session.scalars(
        sa.select(models.Envelope)
        .where(models.Envelope.id == envelope_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _one(session: Session, condition: sa.ColumnElement[bool]) -> Envelope | None:
    found = _many(session, condition)
    return found[0] if found else None


def _many(session: Session, condition: sa.ColumnElement[bool]) -> list[Envelope]:
    rows = session.scalars(sa.select(models.Envelope).where(condition).order_by(models.Envelope.id)).all()
    ids = [row.id for row in rows]
    pictured = set(session.scalars(sa.select(models.Image.envelope_id).where(models.Image.envelope_id.in_(ids))))
    return [_envelope(row, has_image=row.id in pictured) for row in rows]


def _read(session: Session, row: models.Envelope) -> Envelope:
    has_image = session.scalar(sa.select(models.Image.id).where(models.Image.envelope_id == row.id).limit(1))
    return _envelope(row, has_image=has_image is not None)


def _envelope(row: models.Envelope, *, has_image: bool) -> Envelope:
    check = CheckFacts(
        number=row.number,
        account=AccountKind(row.account),
        printed_names=tuple(row.printed_names),
        signers=tuple(row.signers),
        foreign_bank=row.foreign_bank,
        has_image=has_image,
        llc_statement=row.llc_statement,
        written_on=row.written_on,
        postmarked_on=row.postmarked_on,
        envelope_kept=row.envelope_kept,
        received_on=row.received_on,
        bank=row.bank,
    )
    return Envelope(
        id=row.id,
        public_id=row.public_id,
        draft_code=row.draft_code,
        check=check,
        amount=row.amount,
        deposited_on=row.deposited_on,
        deposit_ref=row.deposit_ref,
        ended_on=row.ended_on,
        keyed_by=row.keyed_by,
        keyed_at=row.keyed_at,
        version=row.version,
    )
