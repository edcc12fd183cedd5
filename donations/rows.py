"""Rows ↔ the nouns of compliance: how a contribution stands in its table, and its frozen copy for all above."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from compliance import contribution as nouns
from compliance.contribution import CardFacts, Check, Contribution, Standing, Work
from donations import models
from donations.models import Status

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

_AT_ONCE: Final = 500
"""How many values one statement asks for: databases bound them."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Keys:
    """What one person's gifts are found by (IDN-09); an empty key finds nothing."""

    name: str
    email: str
    address: str
    card: str = ""

    @property
    def record(self) -> "Keys":
        """The same without the card: what a person is known by."""
        return replace(self, card="") if self.card else self

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


def columns(new: NewGift, now: datetime) -> dict[str, Any]:
    """The columns of an offer: who gives, what was typed, what was stated."""
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


def one(session: Session, condition: sa.ColumnElement[bool]) -> Entry | None:
    """The first contribution that meets a condition; None when there is none."""
    entries = many(session, condition)
    return entries[0] if entries else None


def many(session: Session, condition: sa.ColumnElement[bool]) -> list[Entry]:
    """Frozen copies of the contributions that meet a condition, in the order in which they came."""
    rows = session.scalars(sa.select(models.Contribution).where(condition).order_by(models.Contribution.id)).all()
    return entries(session, rows)


def entries(session: Session, rows: Sequence[models.Contribution]) -> list[Entry]:
    """Frozen copies of rows, in their order."""
    adjusted = adjustments(session, [row.id for row in rows])
    return [entry_of(row, adjusted.get(row.id, ())) for row in rows]


def parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """A long list in parts that a database takes at once."""
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))


def adjustments(session: Session, ids: Sequence[int]) -> dict[int, tuple[nouns.Adjustment, ...]]:
    """What happened later to some contributions, by their numbers in the books, in the order in which it did."""
    found: dict[int, tuple[nouns.Adjustment, ...]] = {}
    for some in parts(ids):
        rows = session.scalars(
            sa.select(models.Adjustment)
            .where(models.Adjustment.contribution_id.in_(some))
            .order_by(models.Adjustment.id)
        )
        for row in rows:
            found[row.contribution_id] = (*found.get(row.contribution_id, ()), adjustment_of(row))
    return found


def adjustment_of(row: models.Adjustment) -> nouns.Adjustment:
    """The law's noun, out of a row."""
    kind, status = nouns.AdjustmentKind(row.kind), nouns.AdjustmentStatus(row.status)
    return nouns.Adjustment(kind, status, row.amount, row.ref, row.at, row.election)


def entry_of(row: models.Contribution, adjusted: tuple[nouns.Adjustment, ...]) -> Entry:
    """A frozen copy of a row."""
    status = Status(row.status)
    return Entry(
        id=row.id,
        public_id=row.public_id,
        status=status,
        gift=gift_of(row, status, adjusted),
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


def gift_of(row: models.Contribution, status: Status, adjusted: tuple[nouns.Adjustment, ...]) -> Contribution:
    """The law's noun, out of a row."""
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
        adjustments=adjusted,
    )
