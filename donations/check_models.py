"""The tables of paper: envelopes with their checks, the images, the work a gift opens, notices and changes."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from compliance.money import Money
from donations.db import Base, Cents, Instant


class Envelope(Base):
    """One opened envelope: a check as it was keyed. Its shares are contributions that point here."""

    __tablename__ = "envelopes"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(32), unique=True)
    submission: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """The form this came by: the same form sent twice is one check."""
    draft_code: Mapped[str] = mapped_column(sa.String(8), index=True)
    number: Mapped[str] = mapped_column(sa.String(20), index=True)
    bank: Mapped[str] = mapped_column(sa.Text)
    amount: Mapped[Money] = mapped_column("amount_cents", Cents)
    account: Mapped[str] = mapped_column(sa.String(16))
    printed_names: Mapped[list[str]] = mapped_column(sa.JSON)
    signers: Mapped[list[str]] = mapped_column(sa.JSON)
    foreign_bank: Mapped[bool]
    llc_statement: Mapped[bool]
    written_on: Mapped[date | None]
    postmarked_on: Mapped[date | None]
    envelope_kept: Mapped[bool]
    received_on: Mapped[date] = mapped_column(index=True)
    deposited_on: Mapped[date | None]
    deposit_ref: Mapped[str] = mapped_column(sa.Text)
    """The deposit slip or batch: ties the gift to its deposit (REC-02)."""
    ended_on: Mapped[date | None]
    """The day a check bounced or was returned."""
    keyed_by: Mapped[str] = mapped_column(sa.Text)
    keyed_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    """Rises with every change, so that two people do not write over each other."""

    __table_args__ = (sa.CheckConstraint("amount_cents > 0", name="amount_is_positive"),)


class Image(Base):
    """A picture of a check or an envelope, sealed with a key that is not in the database."""

    __tablename__ = "images"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(32), unique=True)
    envelope_id: Mapped[int] = mapped_column(sa.ForeignKey("envelopes.id"), index=True)
    media_type: Mapped[str] = mapped_column(sa.String(24))
    size: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    added_by: Mapped[str] = mapped_column(sa.Text)
    added_at: Mapped[datetime] = mapped_column(Instant)


class Work(Base):
    """Something a contribution asks of a person, by a date (rules.md, W1 to W9)."""

    __tablename__ = "work"

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(sa.ForeignKey("contributions.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(32))
    rule: Mapped[str] = mapped_column(sa.String(12))
    citation: Mapped[str] = mapped_column(sa.Text)
    sentence: Mapped[str] = mapped_column(sa.Text)
    steps: Mapped[list[dict[str, str]]] = mapped_column(sa.JSON)
    """What is due on the way: a date and a sentence each."""
    opened_at: Mapped[datetime] = mapped_column(Instant)
    due_on: Mapped[date | None]
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    """For a clock that runs in hours (RPT-07)."""
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by: Mapped[str] = mapped_column(sa.Text, default="")
    closing: Mapped[str] = mapped_column(sa.Text, default="")
    """What came of it, in the closer's words."""

    __table_args__ = (
        sa.UniqueConstraint("contribution_id", "kind"),
        sa.Index("ix_work_closed_at_due_on", "closed_at", "due_on"),
    )


class Notice(Base):
    """A letter or call to a contributor, as it was sent; append-only, by trigger (REC-04)."""

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(sa.ForeignKey("contributions.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(32))
    medium: Mapped[str] = mapped_column(sa.String(12))
    """email, letter or call."""
    to: Mapped[str] = mapped_column(sa.Text)
    subject: Mapped[str] = mapped_column(sa.Text)
    body: Mapped[str] = mapped_column(sa.Text)
    wording_version: Mapped[str] = mapped_column(sa.String(32))
    sent_on: Mapped[date]
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(sa.Text)


class Change(Base):
    """A redesignation or reattribution on its way: asked, signed, effective or void (W2)."""

    __tablename__ = "changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(sa.ForeignKey("contributions.id"), index=True)
    remedy: Mapped[str] = mapped_column(sa.String(40))
    amount: Mapped[Money] = mapped_column("amount_cents", Cents)
    to_election: Mapped[str | None] = mapped_column(sa.String(5))
    to_contribution_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contributions.id"))
    """The part that a reattribution made the other person's own contribution."""
    other_person: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    status: Mapped[str] = mapped_column(sa.String(12))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    asked_by: Mapped[str] = mapped_column(sa.Text)
    due_on: Mapped[date]
    token_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    """Of the signed link by which the contributor signs on screen."""
    signed_at: Mapped[datetime | None] = mapped_column(Instant)
    signatures: Mapped[list[dict[str, str]]] = mapped_column(sa.JSON)
    """Who signed, how (paper or screen), on which day, keyed by whom."""
    effective_on: Mapped[date | None]


class Verdict(Base):
    """A treasurer's word that two gifts are of one person, or of two (IDN-09); the latest one holds."""

    __tablename__ = "verdicts"

    id: Mapped[int] = mapped_column(primary_key=True)
    one_id: Mapped[int] = mapped_column(sa.ForeignKey("contributions.id"), index=True)
    other_id: Mapped[int] = mapped_column(sa.ForeignKey("contributions.id"), index=True)
    same: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(sa.Text)
    reason: Mapped[str] = mapped_column(sa.Text)
