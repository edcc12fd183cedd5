"""The ledger: what happened, kept. Rows ↔ the nouns of compliance; history, moves, decisions, adjustments.

Nobody above sees a row: an `Entry` is a frozen copy of one contribution as it stood when it was read.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from compliance import contribution as nouns
from compliance.contribution import CardFacts, Check, Contribution, Standing, Work
from compliance.money import Money
from donations import journal, models
from donations.models import COUNTED, MOVES, Status

__all__ = ["COUNTED", "MOVES", "Entry", "ImpossibleMove", "Keys", "NewDecision", "NewGift", "Status"]

_STANDINGS: Final = {
    Status.DRAFT: Standing.OFFERED,
    Status.CHECKOUT_OPEN: Standing.OFFERED,
    Status.AUTHORIZED: Standing.AUTHORIZED,
    Status.HELD: Standing.HELD,
    Status.CAPTURING: Standing.AUTHORIZED,
    Status.CAPTURED: Standing.COMPLETED,
    Status.SETTLED: Standing.COMPLETED,
    Status.CANCELING: Standing.CANCELLED,
    Status.CANCELED: Standing.CANCELLED,
    Status.EXPIRED: Standing.EXPIRED,
    Status.AUTHORIZATION_EXPIRED: Standing.EXPIRED,
    Status.RECEIVED: Standing.COMPLETED,
    Status.DEPOSITED: Standing.COMPLETED,
    Status.BOUNCED: Standing.BOUNCED,
    Status.RETURNED: Standing.RETURNED_UNDEPOSITED,
}


class ImpossibleMove(Exception):
    """A status was asked to move where it may not, or another hand moved it first."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What one person's gifts are found by (IDN-09); an empty key finds nothing."""

    name: str
    email: str
    address: str
    card: str = ""

    @property
    def locks(self) -> tuple[str, ...]:
        """What to hold while this person's total is read and added to, whatever the spelling (LIM-14)."""
        pairs = (("name", self.name), ("email", self.email), ("address", self.address), ("card", self.card))
        return tuple(f"{kind}:{key}" for kind, key in pairs if key)


@dataclass(frozen=True, slots=True)
class NewGift:
    """A contribution as it came in at the web form, with what the law does not ask about."""

    gift: Contribution
    keys: Keys
    counted_election: str
    submission: str | None
    phone: str = ""
    updates: bool = False
    source: str = ""


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


@dataclass(frozen=True, slots=True)
class Entry:
    """One contribution as it stood when it was read."""

    id: int
    public_id: str
    status: Status
    gift: Contribution
    keys: Keys
    counted_election: str
    phone: str
    updates: bool
    source: str
    attempt: int
    declines: int
    act_tries: int
    readings: int
    checkout_session_id: str | None
    checkout_url: str | None
    checkout_expires_at: datetime | None
    payment_intent_id: str | None
    charge_id: str | None
    capture_before: datetime | None
    balance_transaction_id: str | None
    payout_id: str | None
    envelope_id: int | None
    card: CardFacts | None
    card_last4: str
    created_at: datetime
    authorized_at: datetime | None
    captured_at: datetime | None
    looked_at: datetime | None
    rules: tuple[str, ...] = field(default=())


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
        **_offered(new, now),
    )
    session.add(row)
    session.flush()
    journal.write(session, now, "donor", "offer", row.id, "", Status.DRAFT)
    return _entry(row, ())


def receive(  # noqa: PLR0913, PLR0917 - what came, in which envelope, by whose hand
    session: Session, new: NewGift, envelope_id: int | None, by: str, now: datetime, rules: Sequence[str]
) -> Entry:
    """Keep a contribution that came by mail: money that has come is always recorded."""
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
        **_offered(new, now),
    )
    session.add(row)
    session.flush()
    journal.write(session, now, by, "receive", row.id, "", Status.RECEIVED)
    return _entry(row, ())


def note_act(session: Session, entry: Entry, act: str, by: str, now: datetime, what: str) -> None:  # noqa: PLR0913, PLR0917
    """Write an act about a contribution into the journal that moves no status."""
    journal.write(session, now, by, act, entry.id, entry.status, entry.status, what)


def revise(session: Session, entry: Entry, new: NewGift, now: datetime) -> Entry:
    """Take the new answers of a person who tries again; only before any money is held."""
    row = _row(session, entry.public_id)
    if row.status not in {Status.DRAFT, Status.CHECKOUT_OPEN, Status.EXPIRED}:
        raise ImpossibleMove(f"{row.status} is no longer an offer")
    for name, value in _offered(new, now).items():
        setattr(row, name, value)
    row.submission = new.submission
    row.checkout_url = None  # Its card page asks for what was typed before; it is closed before another is opened.
    journal.write(session, now, "donor", "revise", row.id, row.status, row.status)
    return _entry(row, ())


def note(session: Session, entry: Entry, **changes: Any) -> Entry:
    """Write down facts about a payment that are not its status."""
    row = _row(session, entry.public_id)
    for name, value in changes.items():
        setattr(row, name, value)
    return _entry(row, _adjustments(session, [row.id]).get(row.id, ()))


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
    return _entry(row, _adjustments(session, [row.id]).get(row.id, ()))


def card_columns(card: CardFacts, last4: str) -> dict[str, Any]:
    """The columns in which the facts about a card are kept."""
    return {
        "card_brand": card.brand,
        "card_last4": last4 or None,
        "card_country": card.country,
        "card_funding": card.funding,
        "card_name": card.name,
        "card_fingerprint": card.fingerprint,
        "card_wallet": card.wallet,
        "cvc_check": card.cvc_check,
        "line1_check": card.line1_check,
        "postal_code_check": card.postal_code_check,
        "risk_level": card.risk_level,
    }


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
    row.status = adjustment.status
    row.amount = adjustment.amount
    row.changed_at = now
    by = how.actor if how else "stripe"
    journal.write(session, now, by, adjustment.kind, entry.id, before, adjustment.status, adjustment.ref)
    session.flush()
    return True


def asked_refunds(session: Session, most: int) -> list[tuple[str, nouns.Adjustment]]:
    """Refunds that we asked Stripe for and whose answer we never saw: the gift's public id, and the refund."""
    rows = session.execute(
        sa.select(models.Contribution.public_id, models.Adjustment)
        .join(models.Contribution, models.Contribution.id == models.Adjustment.contribution_id)
        .where(
            models.Adjustment.kind == nouns.AdjustmentKind.REFUND,
            models.Adjustment.status == nouns.AdjustmentStatus.PENDING,
            models.Adjustment.method == "stripe",
            models.Adjustment.stripe_id.is_(None),
        )
        .order_by(models.Adjustment.id)
        .limit(most)
    )
    return [(public_id, _adjustment(row)) for public_id, row in rows]


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
    return _one(session, models.Contribution.public_id == public_id)


def take(session: Session, public_id: str) -> Entry | None:
    """Find a contribution as it is now, and keep other hands off it until the transaction ends."""
    row = session.scalars(_locked(public_id)).one_or_none()
    return None if row is None else _entry(row, _adjustments(session, [row.id]).get(row.id, ()))


def by_id(session: Session, entry_id: int) -> Entry | None:
    """Find a contribution by its number in the books."""
    return _one(session, models.Contribution.id == entry_id)


def by_submission(session: Session, submission: str) -> Entry | None:
    """Find the contribution that a form made."""
    return _one(session, models.Contribution.submission == submission)


def by_intent(session: Session, intent_id: str) -> Entry | None:
    """Find the contribution that a PaymentIntent pays."""
    return _one(session, models.Contribution.payment_intent_id == intent_id)


def by_envelope(session: Session, envelope_id: int) -> list[Entry]:
    """The contributions that came in one envelope, in the order in which they were keyed."""
    return _many(session, models.Contribution.envelope_id == envelope_id)


def by_refs(session: Session, refs: Iterable[str]) -> list[Entry]:
    """The contributions with these public ids, in the order in which they came."""
    return _many(session, models.Contribution.public_id.in_(sorted(set(refs))))


def uncounted(session: Session, keys: Keys) -> list[Entry]:
    """What this person offered or gave that counts for nothing: refused, expired, bounced, returned; newest first."""
    table = models.Contribution
    same = sa.or_(
        *(column == key for column, key in ((table.email_key, keys.email), (table.address_key, keys.address)) if key)
    )
    if not keys.name or not (keys.email or keys.address):
        return []
    return _many(session, sa.and_(table.name_key == keys.name, same, table.status.not_in(COUNTED)))[::-1]


def received_between(session: Session, start: date, end: date) -> Money:
    """What was received on these days, both included, less what was given back of it or lost in a dispute."""
    return Money.total(amount for _day, amount in received_per_day(session, start, end))


def received_per_day(session: Session, start: date, end: date) -> list[tuple[date, Money]]:
    """What was received on each day that had something, net, in order of the days."""
    gift, lost = models.Contribution, models.Adjustment
    days = gift.received_on.between(start, end)
    taken = gift.status.in_([Status.CAPTURED, Status.SETTLED, Status.RECEIVED, Status.DEPOSITED])
    gross = session.execute(
        sa.select(gift.received_on, _sum(gift.amount)).where(days, taken).group_by(gift.received_on)
    )
    gone = session.execute(
        sa.select(gift.received_on, _sum(lost.amount))
        .join(gift, gift.id == lost.contribution_id)
        .where(
            days,
            taken,
            sa.or_(
                sa.and_(lost.kind == nouns.AdjustmentKind.REFUND, lost.status == nouns.AdjustmentStatus.SUCCEEDED),
                lost.status == nouns.AdjustmentStatus.LOST,
                lost.kind == nouns.AdjustmentKind.REATTRIBUTION,
            ),
        )
        .group_by(gift.received_on)
    )
    net = dict(gross.all())
    for on, cents in gone:
        net[on] -= cents
    return [(on, Money(net[on])) for on in sorted(net)]


def _sum(column: sa.orm.InstrumentedAttribute[Money]) -> sa.Cast[int]:
    return sa.cast(sa.func.sum(sa.type_coerce(column, sa.BigInteger)), sa.BigInteger)


def search(session: Session, words: Iterable[tuple[str, str]], most: int) -> list[Entry]:
    """Contributions in which every word stands: in the name, the e-mail address or the ZIP code; newest first.

    A word comes as it was typed, in small letters, and as the keys for matching spell it. Unpaid offers stay out.
    """
    table = models.Contribution
    named = sa.func.lower(table.first_name + " " + table.middle_name + " " + table.last_name + " " + table.suffix)
    wanted = [
        sa.or_(
            *(column.like(_within(typed), escape="\\") for column in (named, sa.func.lower(table.email))),
            table.postal_code.like(_within(typed)[1:], escape="\\"),
            *([table.name_key.like(_within(key), escape="\\")] if key else []),
        )
        for typed, key in words
    ]
    if not wanted:
        return []
    paid = table.status.not_in([Status.DRAFT, Status.CHECKOUT_OPEN, Status.EXPIRED])
    rows = session.scalars(sa.select(table).where(paid, *wanted).order_by(table.id.desc()).limit(most)).all()
    return _entries(session, rows)


def _within(word: str) -> str:
    return "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the journal: who did what when, from what to what."""

    at: datetime
    actor: str
    act: str
    before: str
    after: str
    note: str


def acts(session: Session, entry: Entry) -> list[Act]:
    """All that was done about a contribution, the first act first."""
    rows = session.scalars(
        sa.select(models.JournalEntry)
        .where(models.JournalEntry.contribution_id == entry.id)
        .order_by(models.JournalEntry.id)
    )
    return [Act(row.at, row.actor, row.act, row.before, row.after, row.note) for row in rows]


def by_charges(session: Session, charge_ids: Sequence[str]) -> list[Entry]:
    """Find the contributions that charges paid, in the order of their ids."""
    found: list[Entry] = []
    for some in _parts(sorted(set(charge_ids))):
        found += _many(session, models.Contribution.charge_id.in_(some))
    return sorted(found, key=lambda entry: entry.id)


def held(session: Session) -> list[Entry]:
    """All that waits for a person, the most urgent first."""
    entries = _many(session, models.Contribution.status == Status.HELD)
    return sorted(entries, key=lambda entry: (entry.capture_before is None, entry.capture_before, entry.id))


def unfinished(session: Session, statuses: Iterable[Status], looked_before: datetime, most: int) -> list[Entry]:
    """Contributions in these states that were last looked at before a moment, the longest waiting first."""
    looked = sa.func.coalesce(models.Contribution.looked_at, models.Contribution.created_at)
    rows = session.scalars(
        sa.select(models.Contribution)
        .where(models.Contribution.status.in_(list(statuses)), looked < looked_before)
        .order_by(looked, models.Contribution.id)
        .limit(most)
    ).all()
    return _entries(session, rows)


def unpriced(session: Session, captured_before: datetime, most: int) -> list[Entry]:
    """Captured contributions whose processor fee is not known yet, the one looked at longest ago first."""
    table = models.Contribution
    taken = table.status.in_([Status.CAPTURED, Status.SETTLED])
    rows = session.scalars(
        sa.select(table)
        .where(taken, table.fee.is_(None), table.captured_at < captured_before, table.looked_at < captured_before)
        .order_by(table.looked_at, table.id)
        .limit(most)
    ).all()
    return _entries(session, rows)


def others(session: Session, keys: Keys, but: str) -> list[Contribution]:
    """Every counted gift that may concern this person: by name, e-mail, address or card, and those persons' others.

    `but` is the public id to leave out. Sorting them into the same, the possible and the unrelated is the law's work.
    """
    table = models.Contribution
    pairs = (
        (table.name_key, keys.name),
        (table.email_key, keys.email),
        (table.address_key, keys.address),
        (table.card_fingerprint, keys.card),
    )
    wanted = [column == key for column, key in pairs if key]
    if not wanted:
        return []
    counted = table.status.in_(COUNTED)
    rows = {row.id: row for row in session.scalars(sa.select(table).where(counted, sa.or_(*wanted)))}
    names = {row.name_key for row in rows.values()} - {keys.name, ""}
    for some in _parts(sorted(names)):
        more = session.scalars(sa.select(table).where(counted, table.name_key.in_(some)))
        rows.update({row.id: row for row in more})
    return [entry.gift for entry in _entries(session, sorted(rows.values(), key=_id)) if entry.public_id != but]


def gifts(session: Session, refs: Iterable[str]) -> list[Contribution]:
    """The counted gifts with these public ids, in the order in which they came."""
    named = sorted(set(refs))
    if not named:
        return []
    table = models.Contribution
    return [entry.gift for entry in _many(session, sa.and_(table.status.in_(COUNTED), table.public_id.in_(named)))]


def decisions(session: Session, entry: Entry) -> list[NewDecision]:
    """All judgements about a contribution, the first one first."""
    rows = session.scalars(
        sa.select(models.Decision).where(models.Decision.contribution_id == entry.id).order_by(models.Decision.id)
    )
    return [NewDecision(r.stage, r.outcome, r.facts, r.sums, r.findings, r.versions, r.actor, r.reason) for r in rows]


# Rows ↔ nouns --------------------------------------------------------------------------------------------------------


def _offered(new: NewGift, now: datetime) -> dict[str, Any]:
    gift, person, ticked = new.gift, new.gift.contributor, new.gift.attestation
    return {
        "method": gift.method,
        "amount": gift.amount,
        "currency": gift.currency,
        "election": gift.election,
        "counted_election": new.counted_election,
        "first_name": person.first_name,
        "middle_name": person.middle_name,
        "last_name": person.last_name,
        "suffix": person.suffix,
        "email": person.email,
        "phone": new.phone,
        "address1": person.address.line1,
        "address2": person.address.line2,
        "city": person.address.city,
        "state": person.address.state,
        "postal_code": person.address.postal_code,
        "country": person.address.country,
        "work": gift.work,
        "occupation": gift.occupation,
        "employer": gift.employer,
        "message": gift.message,
        "updates": new.updates,
        "source": new.source,
        "name_key": new.keys.name,
        "email_key": new.keys.email,
        "address_key": new.keys.address,
        "attest_citizenship": bool(ticked and ticked.citizenship),
        "attest_own_funds": bool(ticked and ticked.own_funds),
        "attest_personal_card": bool(ticked and ticked.personal_card),
        "attest_age": bool(ticked and ticked.age),
        "attest_not_contractor": bool(ticked and ticked.not_contractor),
        "attested_at": now,
        "wording_version": ticked.wording if ticked else "",
        "made_on": gift.made_on,
        "received_on": gift.received_on,
    }


def _id(row: models.Contribution) -> int:
    return row.id


def _row(session: Session, public_id: str) -> models.Contribution:
    return session.scalars(_locked(public_id)).one()


def _locked(public_id: str) -> sa.Select[models.Contribution]:
    return (
        sa.select(models.Contribution)
        .where(models.Contribution.public_id == public_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _one(session: Session, condition: sa.ColumnElement[bool]) -> Entry | None:
    entries = _many(session, condition)
    return entries[0] if entries else None


def _many(session: Session, condition: sa.ColumnElement[bool]) -> list[Entry]:
    rows = session.scalars(sa.select(models.Contribution).where(condition).order_by(models.Contribution.id)).all()
    return _entries(session, rows)


def _entries(session: Session, rows: Sequence[models.Contribution]) -> list[Entry]:
    adjusted = _adjustments(session, [row.id for row in rows])
    return [_entry(row, adjusted.get(row.id, ())) for row in rows]


_AT_ONCE: Final = 500
"""How many values one statement asks for: databases bound them."""

T = TypeVar("T")


def _parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))


def _adjustments(session: Session, ids: Sequence[int]) -> dict[int, tuple[nouns.Adjustment, ...]]:
    found: dict[int, tuple[nouns.Adjustment, ...]] = {}
    for some in _parts(ids):
        rows = session.scalars(
            sa.select(models.Adjustment)
            .where(models.Adjustment.contribution_id.in_(some))
            .order_by(models.Adjustment.id)
        )
        for row in rows:
            found[row.contribution_id] = (*found.get(row.contribution_id, ()), _adjustment(row))
    return found


def _adjustment(row: models.Adjustment) -> nouns.Adjustment:
    kind, status = nouns.AdjustmentKind(row.kind), nouns.AdjustmentStatus(row.status)
    return nouns.Adjustment(kind, status, row.amount, row.ref, row.at, row.election)


def _entry(row: models.Contribution, adjustments: tuple[nouns.Adjustment, ...]) -> Entry:
    status = Status(row.status)
    return Entry(
        id=row.id,
        public_id=row.public_id,
        status=status,
        gift=_gift(row, status, adjustments),
        keys=Keys(row.name_key, row.email_key, row.address_key, row.card_fingerprint),
        counted_election=row.counted_election,
        phone=row.phone,
        updates=row.updates,
        source=row.source,
        attempt=row.attempt,
        declines=row.declines,
        act_tries=row.act_tries,
        readings=row.readings,
        checkout_session_id=row.checkout_session_id,
        checkout_url=row.checkout_url,
        checkout_expires_at=row.checkout_expires_at,
        payment_intent_id=row.payment_intent_id,
        charge_id=row.charge_id,
        capture_before=row.capture_before,
        balance_transaction_id=row.balance_transaction_id,
        payout_id=row.payout_id,
        envelope_id=row.envelope_id,
        card=_card(row),
        card_last4=row.card_last4 or "",
        created_at=row.created_at,
        authorized_at=row.authorized_at,
        captured_at=row.captured_at,
        looked_at=row.looked_at,
        rules=tuple(row.rules),
    )


def _card(row: models.Contribution) -> CardFacts | None:
    if row.authorized_at is None:
        return None
    return CardFacts(
        country=row.card_country,
        funding=row.card_funding,
        brand=row.card_brand,
        name=row.card_name,
        fingerprint=row.card_fingerprint,
        wallet=row.card_wallet,
        cvc_check=Check(row.cvc_check) if row.cvc_check else None,
        line1_check=Check(row.line1_check) if row.line1_check else None,
        postal_code_check=Check(row.postal_code_check) if row.postal_code_check else None,
        risk_level=row.risk_level,
    )


def contributor_of(row: models.Contribution) -> nouns.Contributor:
    """The person as typed, out of a row; for the other books."""
    address = nouns.Address(row.address1, row.city, row.state, row.postal_code, row.country, row.address2)
    return nouns.Contributor(row.first_name, row.last_name, address, row.middle_name, row.suffix, row.email)


def _gift(row: models.Contribution, status: Status, adjustments: tuple[nouns.Adjustment, ...]) -> Contribution:
    person = contributor_of(row)
    ticked = nouns.Attestation(
        row.attest_citizenship,
        row.attest_own_funds,
        row.attest_personal_card,
        row.attest_age,
        row.attest_not_contractor,
        row.wording_version,
    )
    return Contribution(
        ref=row.public_id,
        contributor=person,
        amount=row.amount,
        method=nouns.Method(row.method),
        standing=_STANDINGS[status],
        made_on=row.made_on,
        received_on=row.received_on,
        election=row.election,
        currency=row.currency,
        work=Work(row.work) if row.work else None,
        occupation=row.occupation,
        employer=row.employer,
        message=row.message,
        attestation=ticked,
        card_fingerprint=row.card_fingerprint,
        adjustments=adjustments,
    )
