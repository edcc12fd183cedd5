"""The tables. A row is spoken with its module: `models.Contribution`. Only the books open them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from compliance.money import Money
from donations.db import Base, Cents, Instant


class Status(StrEnum):
    """How far a payment has come, by card or, the last four, by check. It only moves forward, along `MOVES`."""

    DRAFT = "draft"
    CHECKOUT_OPEN = "checkout_open"
    AUTHORIZED = "authorized"
    HELD = "held"
    CAPTURING = "capturing"
    CAPTURED = "captured"
    SETTLED = "settled"
    CANCELING = "canceling"
    CANCELED = "canceled"
    EXPIRED = "expired"
    AUTHORIZATION_EXPIRED = "authorization_expired"
    RECEIVED = "received"
    DEPOSITED = "deposited"
    BOUNCED = "bounced"
    RETURNED = "returned"


MOVES: Final[dict[Status, frozenset[Status]]] = {
    Status.DRAFT: frozenset({Status.CHECKOUT_OPEN, Status.EXPIRED}),
    Status.CHECKOUT_OPEN: frozenset({Status.AUTHORIZED, Status.EXPIRED}),
    # A person may try again, and a payment may have been made in the last second of a session.
    Status.EXPIRED: frozenset({Status.CHECKOUT_OPEN, Status.AUTHORIZED}),
    Status.AUTHORIZED: frozenset(
        {
            Status.HELD,
            Status.CAPTURING,
            Status.CANCELING,
            Status.CAPTURED,
            Status.CANCELED,
            Status.AUTHORIZATION_EXPIRED,
        }
    ),
    Status.HELD: frozenset(
        {Status.CAPTURING, Status.CANCELING, Status.CAPTURED, Status.CANCELED, Status.AUTHORIZATION_EXPIRED}
    ),
    Status.CAPTURING: frozenset({Status.CAPTURED, Status.CANCELED, Status.AUTHORIZATION_EXPIRED}),
    Status.CANCELING: frozenset({Status.CANCELED, Status.CAPTURED, Status.AUTHORIZATION_EXPIRED}),
    Status.CAPTURED: frozenset({Status.SETTLED}),
    Status.SETTLED: frozenset(),
    Status.CANCELED: frozenset(),
    Status.AUTHORIZATION_EXPIRED: frozenset(),
    Status.RECEIVED: frozenset({Status.DEPOSITED, Status.RETURNED}),
    Status.DEPOSITED: frozenset({Status.BOUNCED}),
    Status.BOUNCED: frozenset(),
    Status.RETURNED: frozenset(),
}

COUNTED: Final = (
    Status.AUTHORIZED,
    Status.HELD,
    Status.CAPTURING,
    Status.CAPTURED,
    Status.SETTLED,
    Status.RECEIVED,
    Status.DEPOSITED,
)
"""Money that is really held or taken: it counts toward every total (LIM-04). What is being canceled does not: it will
never be captured, mostly never had room, and would bar the gift with which its donor tries again."""


class Contribution(Base):
    """One gift: what was typed, what was authorised, how far the payment has come."""

    __tablename__ = "contributions"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(32), unique=True)
    submission: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    """The form this came by: the same form sent twice is one gift, two forms are two (ENG-03)."""
    status: Mapped[Status] = mapped_column(sa.String(24))
    method: Mapped[str] = mapped_column(sa.String(24))
    amount: Mapped[Money] = mapped_column("amount_cents", Cents)
    currency: Mapped[str] = mapped_column(sa.String(3))
    election: Mapped[str | None] = mapped_column(sa.String(5))
    """As the donor designated it; NULL is undesignated."""
    counted_election: Mapped[str] = mapped_column(sa.String(5))
    """The election it counts for: 11 CFR 110.1(b)(2)."""

    first_name: Mapped[str] = mapped_column(sa.Text)
    middle_name: Mapped[str] = mapped_column(sa.Text)
    last_name: Mapped[str] = mapped_column(sa.Text)
    suffix: Mapped[str] = mapped_column(sa.Text)
    email: Mapped[str] = mapped_column(sa.Text)
    phone: Mapped[str] = mapped_column(sa.Text)
    address1: Mapped[str] = mapped_column(sa.Text)
    address2: Mapped[str] = mapped_column(sa.Text)
    city: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.Text)
    postal_code: Mapped[str] = mapped_column(sa.Text)
    country: Mapped[str] = mapped_column(sa.Text)
    work: Mapped[str | None] = mapped_column(sa.String(16))
    occupation: Mapped[str] = mapped_column(sa.Text)
    employer: Mapped[str] = mapped_column(sa.Text)
    message: Mapped[str] = mapped_column(sa.Text)
    updates: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(sa.Text)
    name_key: Mapped[str] = mapped_column(sa.Text)
    email_key: Mapped[str] = mapped_column(sa.Text)
    address_key: Mapped[str] = mapped_column(sa.Text)
    """For matching only (IDN-09); what was typed stands above."""

    attest_citizenship: Mapped[bool]
    attest_own_funds: Mapped[bool]
    attest_personal_card: Mapped[bool]
    attest_age: Mapped[bool]
    attest_not_contractor: Mapped[bool]
    attested_at: Mapped[datetime] = mapped_column(Instant)
    wording_version: Mapped[str] = mapped_column(sa.String(32))

    created_at: Mapped[datetime] = mapped_column(Instant)
    authorized_at: Mapped[datetime | None] = mapped_column(Instant)
    captured_at: Mapped[datetime | None] = mapped_column(Instant)
    made_on: Mapped[date]
    received_on: Mapped[date]

    attempt: Mapped[int] = mapped_column(default=0)
    """How many card pages were asked for."""
    declines: Mapped[int] = mapped_column(default=0)
    """How many cards were declined."""
    act_tries: Mapped[int] = mapped_column(default=0)
    """How often capturing or canceling was tried."""
    checkout_session_id: Mapped[str | None] = mapped_column(sa.Text, index=True)
    checkout_url: Mapped[str | None] = mapped_column(sa.Text)
    checkout_expires_at: Mapped[datetime | None] = mapped_column(Instant)
    payment_intent_id: Mapped[str | None] = mapped_column(sa.Text, index=True)
    charge_id: Mapped[str | None] = mapped_column(sa.Text, index=True)
    capture_before: Mapped[datetime | None] = mapped_column(Instant)
    balance_transaction_id: Mapped[str | None] = mapped_column(sa.Text)
    fee: Mapped[Money | None] = mapped_column("fee_cents", Cents)
    payout_id: Mapped[str | None] = mapped_column(sa.Text)
    """Ties the gift to its deposit (REC-02)."""
    looked_at: Mapped[datetime | None] = mapped_column(Instant)
    """When Stripe was last asked about it."""
    readings: Mapped[int] = mapped_column(default=0)
    """How often its refunds and disputes were written down: an older reading never overwrites a newer one."""
    envelope_id: Mapped[int | None] = mapped_column(sa.ForeignKey("envelopes.id"), index=True)
    """The envelope a check came in; the shares of a joint account have the same one."""

    card_brand: Mapped[str | None] = mapped_column(sa.Text)
    card_last4: Mapped[str | None] = mapped_column(sa.String(4))
    card_country: Mapped[str | None] = mapped_column(sa.Text)
    card_funding: Mapped[str | None] = mapped_column(sa.Text)
    card_name: Mapped[str] = mapped_column(sa.Text, default="")
    card_fingerprint: Mapped[str] = mapped_column(sa.Text, default="")
    card_wallet: Mapped[str] = mapped_column(sa.Text, default="")
    cvc_check: Mapped[str | None] = mapped_column(sa.String(16))
    line1_check: Mapped[str | None] = mapped_column(sa.String(16))
    postal_code_check: Mapped[str | None] = mapped_column(sa.String(16))
    risk_level: Mapped[str] = mapped_column(sa.Text, default="")
    rules: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    """The rule ids of the last decision, in order; the decision itself is in `decisions`."""

    __table_args__ = (
        sa.CheckConstraint("amount_cents > 0", name="amount_is_positive"),
        sa.CheckConstraint("status IN (" + ", ".join(f"'{status}'" for status in Status) + ")", name="status_is_known"),
        sa.Index("ix_contributions_name_key_status", "name_key", "status"),
        sa.Index("ix_contributions_email_key_status", "email_key", "status"),
        sa.Index("ix_contributions_address_key_status", "address_key", "status"),
        sa.Index("ix_contributions_card_fingerprint", "card_fingerprint"),
        sa.Index("ix_contributions_status_looked_at", "status", "looked_at"),
        # Holds all that the sums of days ask of a gift: no row is read for them.
        sa.Index("ix_contributions_received_on_status_amount_cents", "received_on", "status", "amount_cents"),
    )


class EarlierForm(Base):
    """A form whose gift was tried again by a later one: sent once more, it still means that gift (ENG-03)."""

    __tablename__ = "earlier_forms"

    submission: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    contribution_id: Mapped[int] = mapped_column(sa.ForeignKey("contributions.id"))


class Adjustment(Base):
    """A refund, dispute, redesignation or reattribution: points at a contribution and never changes it."""

    __tablename__ = "adjustments"

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(sa.ForeignKey("contributions.id"), index=True)
    ref: Mapped[str] = mapped_column(sa.Text, unique=True)
    """Ours for what we ask for; Stripe's id for what was done there."""
    stripe_id: Mapped[str | None] = mapped_column(sa.Text, unique=True)
    method: Mapped[str] = mapped_column(sa.String(16), default="stripe", server_default=sa.text("'stripe'"))
    """How it was done: stripe, check (the committee's own), written, presumptive."""
    election: Mapped[str | None] = mapped_column(sa.String(5))
    """To which election a redesignation moves the amount."""
    actor: Mapped[str] = mapped_column(sa.Text, default="stripe", server_default=sa.text("'stripe'"))
    reason: Mapped[str] = mapped_column(sa.Text, default="", server_default=sa.text("''"))
    on: Mapped[date | None]
    """The committee's own date of it: the day it was made (RPT-04)."""
    kind: Mapped[str] = mapped_column(sa.String(16))
    status: Mapped[str] = mapped_column(sa.String(16))
    amount: Mapped[Money] = mapped_column("amount_cents", Cents)
    at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)


class Decision(Base):
    """One judgement with its facts, sums and versions; append-only, by trigger (ENG-02)."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(sa.ForeignKey("contributions.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    stage: Mapped[str] = mapped_column(sa.String(16))
    """offered, authorized, or a person's: accepted, refused."""
    outcome: Mapped[str] = mapped_column(sa.String(40))
    actor: Mapped[str] = mapped_column(sa.Text)
    reason: Mapped[str] = mapped_column(sa.Text)
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    sums: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    versions: Mapped[dict[str, str]] = mapped_column(sa.JSON)


class JournalEntry(Base):
    """One change of state: who, when, from what, to what; append-only, by trigger."""

    __tablename__ = "journal"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(sa.Text)
    act: Mapped[str] = mapped_column(sa.String(40))
    contribution_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contributions.id"), index=True)
    before: Mapped[str] = mapped_column(sa.Text)
    after: Mapped[str] = mapped_column(sa.Text)
    note: Mapped[str] = mapped_column(sa.Text)


class StripeEvent(Base):
    """An event's id and what it is about; its body is not kept, because the state is read from Stripe."""

    __tablename__ = "stripe_events"

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    type: Mapped[str] = mapped_column(sa.Text)
    object_id: Mapped[str] = mapped_column(sa.Text)
    public_id: Mapped[str] = mapped_column(sa.Text, index=True)
    intent_id: Mapped[str] = mapped_column(sa.Text)
    received_at: Mapped[datetime] = mapped_column(Instant)
    applied_at: Mapped[datetime | None] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(default=0)
    """How often it could not be applied: the one that fails again and again waits behind the others."""
    note: Mapped[str] = mapped_column(sa.Text, default="")

    __table_args__ = (sa.Index("ix_stripe_events_applied_at_received_at", "applied_at", "received_at"),)


class Payout(Base):
    """What Stripe paid out to the committee's bank together, and the fees it kept: one entry of a report."""

    __tablename__ = "payouts"

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    paid_on: Mapped[date] = mapped_column(index=True)
    fees: Mapped[Money] = mapped_column("fees_cents", Cents)
    recorded_at: Mapped[datetime] = mapped_column(Instant)


class Letter(Base):
    """One e-mail to be sent: kept until the mail server has taken it."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """A hash of what names the letter: the same one is never put in twice, and no address or token is kept here."""
    kind: Mapped[str] = mapped_column(sa.String(24))
    contribution_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contributions.id"), index=True)
    to: Mapped[str] = mapped_column(sa.Text)
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    created_at: Mapped[datetime] = mapped_column(Instant)
    next_at: Mapped[datetime | None] = mapped_column(Instant)
    """When to try; NULL once sent or given up."""
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    copy: Mapped[str] = mapped_column(sa.Text, default="")
    """Under `make run`, the name of the file the letter went to."""

    __table_args__ = (sa.Index("ix_outbox_next_at", "next_at"),)


class Tally(Base):
    """How often something was tried in a window of time: the door's limits, shared by all processes."""

    __tablename__ = "tallies"

    key: Mapped[str] = mapped_column(sa.String(96), primary_key=True)
    """What is limited and for whom, the latter as a keyed hash."""
    window: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    count: Mapped[int]

    __table_args__ = (sa.Index("ix_tallies_window", "window"),)


class Proof(Base):
    """A mailed one-time link that proves an e-mail address; only the hash of its token is kept."""

    __tablename__ = "proofs"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    email_key: Mapped[str] = mapped_column(sa.Text)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class Draft(Base):
    """The answers on a mail-in form, until its check comes: never money, and gone after 90 days."""

    __tablename__ = "drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(8), unique=True)
    """What stands on the sheet; it opens the draft for staff alone."""
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """The private link's token, hashed: it opens the draft for the person who filled it in."""
    answers: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    """By the names of the form's fields."""
    wording_version: Mapped[str] = mapped_column(sa.String(32))
    revision: Mapped[int] = mapped_column(default=1)
    """Printed on the sheet, because answers may be changed after it was printed."""
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
