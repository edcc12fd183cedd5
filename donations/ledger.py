"""The ledger: what happened, kept. Offers, moves, decisions and adjustments of one contribution at a time.

Nobody above sees a row: an `Entry` is a frozen copy of one contribution as it stood when it was read.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from compliance import contribution as nouns
from compliance.contribution import AdjustmentKind, AdjustmentStatus
from donations import amendments, journal, models, rows
from donations.models import COUNTED, MOVES, Status
from donations.rows import Entry, Keys, NewGift

__all__ = ["COUNTED", "MOVES", "Entry", "ImpossibleMove", "Keys", "NewDecision", "NewGift", "Status"]


class ImpossibleMove(Exception):
    """A status was asked to move where it may not, or another hand moved it first."""


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A judgement to be kept: plain values only, nothing personal (ENG-02)."""

    stage: str
    outcome: str
    facts: dict[str, Any]
    sums: dict[str, Any]
    findings: list[dict[str, Any]]
    versions: dict[str, str]
    actor: str = "engine"
    reason: str = ""


# Writing -------------------------------------------------------------------------------------------------------------


def offer(session: Session, new: NewGift, now: datetime) -> Entry:
    """Keep a gift that was offered and is not paid: it holds no room under any limit (LIM-14)."""
    row = models.Contribution(
        public_id=secrets.token_urlsafe(16),
        submission=new.submission,
        status=Status.DRAFT,
        attempt=0,
        act_tries=0,
        readings=0,
        declines=0,
        created_at=now,
        card_name="",
        card_fingerprint="",
        card_wallet="",
        risk_level="",
        rules=[],
        **rows.columns(new, now),
    )
    session.add(row)
    session.flush()
    journal.write(session, now, "donor", "offer", row.id, "", Status.DRAFT)
    return rows.entry_of(row, ())


def receive(  # noqa: PLR0913 - what came, in which envelope, by whose hand
    session: Session,
    new: NewGift,
    envelope_id: int | None,
    *,
    by: str,
    now: datetime,
    rules: Sequence[str],
    part: bool = False,
) -> Entry:
    """Keep a contribution that came by mail: money that has come is always recorded.

    `part` says that it was received before, as another person's: no report tells it among the receipts of that day.
    """
    row = models.Contribution(
        public_id=secrets.token_urlsafe(16),
        submission=None,
        status=Status.RECEIVED,
        envelope_id=envelope_id,
        attempt=0,
        act_tries=0,
        readings=0,
        declines=0,
        created_at=now,
        card_name="",
        card_fingerprint="",
        card_wallet="",
        risk_level="",
        rules=list(rules),
        **rows.columns(new, now),
    )
    session.add(row)
    session.flush()
    journal.write(session, now, by, "receive", row.id, "", Status.RECEIVED)
    if not part:
        what = f"C{row.id}, received on {amendments.day(row.received_on)}, was kept after the report was filed."
        amendments.touch(session, row.received_on, row.id, what, by=by, now=now)
    return rows.entry_of(row, ())


def note_act(session: Session, entry: Entry, act: str, by: str, now: datetime, what: str) -> None:  # noqa: PLR0913, PLR0917
    """Write an act about a contribution into the journal that moves no status."""
    journal.write(session, now, by, act, entry.id, entry.status, entry.status, what)


def revise(session: Session, entry: Entry, new: NewGift, now: datetime) -> Entry:
    """Take the new answers of a person who tries again; only before any money is held."""
    row = _row(session, entry.public_id)
    if row.status not in {Status.DRAFT, Status.CHECKOUT_OPEN, Status.EXPIRED}:
        raise ImpossibleMove(f"{row.status} is no longer an offer")
    for name, value in rows.columns(new, now).items():
        setattr(row, name, value)
    if row.submission and row.submission != new.submission:
        session.add(models.EarlierForm(submission=row.submission, contribution_id=row.id))
    row.submission = new.submission
    row.checkout_url = None  # Its card page asks for what was typed before; it is closed before another is opened.
    journal.write(session, now, "donor", "revise", row.id, row.status, row.status)
    return rows.entry_of(row, ())


def note(session: Session, entry: Entry, **changes: Any) -> Entry:
    """Write down facts about a payment that are not its status."""
    row = _row(session, entry.public_id)
    for name, value in changes.items():
        setattr(row, name, value)
    return rows.entry_of(row, rows.adjustments(session, [row.id]).get(row.id, ()))


def move(  # noqa: PLR0913 - who, when and why go with every move
    session: Session, entry: Entry, to: Status, now: datetime, *, actor: str = "engine", why: str = "", **changes: Any
) -> Entry:
    """Move the status forward, with the facts that go with it and a line in the journal.

    Raises `ImpossibleMove` when the row is no longer where `entry` saw it, or may not go there.
    """
    row = _row(session, entry.public_id)
    if row.status != entry.status or to not in MOVES[entry.status]:
        raise ImpossibleMove(f"{row.status} does not become {to}")
    row.status = to
    for name, value in changes.items():
        setattr(row, name, value)
    journal.write(session, now, actor, "move", row.id, entry.status, to, why)
    session.flush()
    if to is Status.CAPTURED:
        what = f"C{row.id}, authorized on {amendments.day(row.received_on)}, was charged after the report was filed."
        amendments.touch(session, row.received_on, row.id, what, by=actor, now=now)
    return rows.entry_of(row, rows.adjustments(session, [row.id]).get(row.id, ()))


def decide(session: Session, entry: Entry, decision: NewDecision, now: datetime) -> None:
    """Keep a judgement with its facts, sums and versions, for good."""
    session.add(
        models.Decision(
            contribution_id=entry.id,
            at=now,
            stage=decision.stage,
            outcome=decision.outcome,
            actor=decision.actor,
            reason=decision.reason,
            facts=decision.facts,
            sums=decision.sums,
            findings=decision.findings,
            versions=decision.versions,
        )
    )


@dataclass(frozen=True, slots=True)
class How:
    """How an adjustment was made: by which way, by whom, why, on which day of the committee's."""

    on: date
    method: str = "stripe"
    actor: str = "stripe"
    reason: str = ""
    stripe_id: str | None = None


def adjust(session: Session, entry: Entry, adjustment: nouns.Adjustment, now: datetime, how: How | None = None) -> bool:
    """Keep a refund, dispute, redesignation or reattribution, or its new status; says whether anything changed."""
    row = session.scalar(sa.select(models.Adjustment).where(models.Adjustment.ref == adjustment.ref))
    if row is not None and how is not None and how.stripe_id:
        row.stripe_id = how.stripe_id
    if row is not None and (row.status, row.amount) == (adjustment.status, adjustment.amount):
        return False
    before = row.status if row is not None else ""
    lost_on = row.on if row is not None and before == AdjustmentStatus.LOST else None
    if row is None:
        row = models.Adjustment(
            contribution_id=entry.id,
            ref=adjustment.ref,
            kind=adjustment.kind,
            at=adjustment.at,
            election=adjustment.election,
            stripe_id=how.stripe_id if how else None,
            method=how.method if how else "stripe",
            actor=how.actor if how else "stripe",
            reason=how.reason if how else "",
            on=how.on if how else None,
        )
        session.add(row)
    if adjustment.status is AdjustmentStatus.LOST and how is not None:
        row.on = how.on
    row.status = adjustment.status
    row.amount = adjustment.amount
    row.changed_at = now
    by = how.actor if how else "stripe"
    journal.write(session, now, by, adjustment.kind, entry.id, before, adjustment.status, adjustment.ref)
    session.flush()
    made = (adjustment.kind, adjustment.status) == (AdjustmentKind.REFUND, AdjustmentStatus.SUCCEEDED)
    if made and row.on is not None:  # A dispute is lost on the day we hear of it, and so never in a filed period.
        what = f"R{row.id}, a refund of C{entry.id} on {amendments.day(row.on)}, was kept after the report was filed."
        amendments.touch(session, row.on, entry.id, what, by=by, now=now)
    if lost_on is not None:  # A bank seldom takes back what it has decided; a report may have told it.
        what = f"D{row.id}, a dispute of C{entry.id} that was lost on {amendments.day(lost_on)}, is {row.status} now."
        amendments.touch(session, lost_on, entry.id, what, by=by, now=now)
    return True


def flag(session: Session, entry: Entry, what: str, now: datetime) -> None:
    """Note for a person that Stripe warns of something."""
    journal.write(session, now, "stripe", "flag", entry.id, entry.status, entry.status, what)


def forget(session: Session, before: datetime) -> int:
    """Wipe what a person typed who never paid, once it is old (strength of privacy: it is nobody's record)."""
    personal = (
        "first_name",
        "middle_name",
        "last_name",
        "suffix",
        "email",
        "phone",
        "address1",
        "address2",
        "city",
        "state",
        "postal_code",
        "occupation",
        "employer",
        "message",
        "name_key",
        "email_key",
        "address_key",
    )
    result = session.execute(
        sa.update(models.Contribution)
        .where(
            models.Contribution.status.in_([Status.EXPIRED, Status.DRAFT]),
            models.Contribution.attested_at < before,
            models.Contribution.last_name != "",
        )
        .values(dict.fromkeys(personal, ""))
    )
    return int(getattr(result, "rowcount", 0))


# Reading -------------------------------------------------------------------------------------------------------------


def find(session: Session, public_id: str) -> Entry | None:
    """Find a contribution by the id in its address."""
    return rows.one(session, models.Contribution.public_id == public_id)


def take(session: Session, public_id: str) -> Entry | None:
    """Find a contribution as it is now, and keep other hands off it until the transaction ends."""
    row = session.scalars(_locked(public_id)).one_or_none()
    return None if row is None else rows.entry_of(row, rows.adjustments(session, [row.id]).get(row.id, ()))


def by_id(session: Session, entry_id: int) -> Entry | None:
    """Find a contribution by its number in the books."""
    return rows.one(session, models.Contribution.id == entry_id)


def by_submission(session: Session, submission: str) -> Entry | None:
    """Find the contribution that a form made, also where a later form has tried it again since."""
    made = rows.one(session, models.Contribution.submission == submission)
    if made is None and (earlier := session.get(models.EarlierForm, submission)):
        made = by_id(session, earlier.contribution_id)
    return made


def by_intent(session: Session, intent_id: str) -> Entry | None:
    """Find the contribution that a PaymentIntent pays."""
    return rows.one(session, models.Contribution.payment_intent_id == intent_id)


def by_envelope(session: Session, envelope_id: int) -> list[Entry]:
    """The contributions that came in one envelope, in the order in which they were keyed."""
    return rows.many(session, models.Contribution.envelope_id == envelope_id)


def by_refs(session: Session, refs: Iterable[str]) -> list[Entry]:
    """The contributions with these public ids, in the order in which they came."""
    return rows.many(session, models.Contribution.public_id.in_(sorted(set(refs))))


def decisions(session: Session, entry: Entry) -> list[NewDecision]:
    """All judgements about a contribution, the first one first."""
    rows = session.scalars(
        sa.select(models.Decision).where(models.Decision.contribution_id == entry.id).order_by(models.Decision.id)
    )
    return [NewDecision(r.stage, r.outcome, r.facts, r.sums, r.findings, r.versions, r.actor, r.reason) for r in rows]


# Locks --------------------------------------------------------------------------------------------------------


def _row(session: Session, public_id: str) -> models.Contribution:
    return session.scalars(_locked(public_id)).one()


def _locked(public_id: str) -> sa.Select[models.Contribution]:
    return (
        sa.select(models.Contribution)
        .where(models.Contribution.public_id == public_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
