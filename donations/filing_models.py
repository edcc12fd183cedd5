"""The tables of what went to the FEC: reports as filed, what touches them since, exports made, 48-hour notices."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from compliance.money import Money
from donations.db import Base, Cents, Instant


class FiledReport(Base):
    """A report or an amendment as it was filed; append-only, by trigger. No two originals share a day."""

    __tablename__ = "filed_reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(32), unique=True)
    form: Mapped[str] = mapped_column(sa.String(4))
    """F3P or F3."""
    report_code: Mapped[str] = mapped_column(sa.String(4))
    from_on: Mapped[date]
    through_on: Mapped[date] = mapped_column(index=True)
    """The last day it covers; both days are included."""
    cycle_start: Mapped[date]
    """The first day of its election cycle: up to which day back its Column B reaches."""
    filing_number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    """The FEC's own, as it answers an upload."""
    amends_id: Mapped[int | None] = mapped_column(sa.ForeignKey("filed_reports.id"))
    """The original of an amendment; NULL is an original."""
    amendment_number: Mapped[int] = mapped_column(default=0)
    signer: Mapped[str] = mapped_column(sa.Text)
    signed_on: Mapped[date]
    filed_on: Mapped[date]
    software: Mapped[str] = mapped_column(sa.Text)
    format_version: Mapped[str] = mapped_column(sa.String(8))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int] = mapped_column(sa.BigInteger)
    marked_by: Mapped[str] = mapped_column(sa.Text)
    marked_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (
        sa.UniqueConstraint("amends_id", "amendment_number"),
        sa.CheckConstraint("from_on <= through_on", name="ends_after_it_starts"),
        sa.CheckConstraint(
            "(amends_id IS NULL AND amendment_number = 0) OR (amends_id IS NOT NULL AND amendment_number > 0)",
            name="amendment_is_numbered",
        ),
    )


class FiledPart(Base):
    """A piece of a filed report's file, compressed; append-only, by trigger."""

    __tablename__ = "filed_files"

    report_id: Mapped[int] = mapped_column(sa.ForeignKey("filed_reports.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    data: Mapped[bytes] = mapped_column(sa.LargeBinary)


class AmendmentItem(Base):
    """A change that touches a filed period. Settled once, by the amendment that carries it; nothing removes it."""

    __tablename__ = "amendment_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("filed_reports.id"))
    """The original of the period."""
    contribution_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contributions.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(sa.Text)
    what: Mapped[str] = mapped_column(sa.Text)
    """A sentence that names nobody."""
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("filed_reports.id"))

    __table_args__ = (sa.Index("ix_amendment_items_report_id_settled_by_id", "report_id", "settled_by_id"),)


class Exported(Base):
    """An export that was made; append-only, by trigger."""

    __tablename__ = "exports"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(8))
    """fec, f6 or csv."""
    from_on: Mapped[date | None]
    through_on: Mapped[date | None]
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[str] = mapped_column(sa.Text)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int] = mapped_column(sa.BigInteger)
    counts: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    """Numbers of records and sums in cents; nothing personal."""

    __table_args__ = (
        sa.Index("ix_exports_kind_from_on_through_on", "kind", "from_on", "through_on"),
        sa.CheckConstraint("kind IN ('fec', 'f6', 'csv')", name="kind_is_known"),
    )


class ExportedPart(Base):
    """A piece of the last export of a period, compressed; the next export of that period takes its place."""

    __tablename__ = "export_files"

    export_id: Mapped[int] = mapped_column(sa.ForeignKey("exports.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    data: Mapped[bytes] = mapped_column(sa.LargeBinary)


class ExportRun(Base):
    """An export that somebody asked for on a page: how far it is, and how it ended. The latest of a period holds."""

    __tablename__ = "export_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    from_on: Mapped[date]
    through_on: Mapped[date]
    asked_by: Mapped[str] = mapped_column(sa.Text)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    read: Mapped[int] = mapped_column(sa.BigInteger)
    """So many contributions are read."""
    whole: Mapped[int] = mapped_column(sa.BigInteger)
    """So many are to be read; 0 while nobody has counted them."""
    seen_at: Mapped[datetime] = mapped_column(Instant)
    """Its last sign of life."""
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    fault: Mapped[str] = mapped_column(sa.Text)
    """Why nothing was made, in a sentence that names nobody; empty where a file was made."""
    refs: Mapped[list[str]] = mapped_column(sa.JSON)
    """The public ids of the contributions to look at."""

    __table_args__ = (sa.Index("ix_export_runs_from_on_through_on", "from_on", "through_on"),)


class OtherFigures(Base):
    """Amounts from outside this system for one period, as they were keyed; append-only, the latest row holds."""

    __tablename__ = "other_figures"

    id: Mapped[int] = mapped_column(primary_key=True)
    from_on: Mapped[date]
    through_on: Mapped[date]
    figures: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    """Cents by the column (A, B) and the line of the cover."""
    cash_at_start: Mapped[Money] = mapped_column("cash_at_start_cents", Cents)
    keyed_by: Mapped[str] = mapped_column(sa.Text)
    keyed_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (sa.Index("ix_other_figures_from_on_through_on", "from_on", "through_on"),)


class FiledNotice(Base):
    """A 48-hour notice of one contribution that was filed; append-only, by trigger. F6N once, then only F6A."""

    __tablename__ = "filed_notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(sa.ForeignKey("contributions.id"), index=True)
    form: Mapped[str] = mapped_column(sa.String(4))
    """F6N, or F6A where it amends."""
    filing_number: Mapped[str] = mapped_column(sa.String(20), index=True)
    """The FEC's own; several contributions stand in one notice."""
    filed_on: Mapped[date]
    """The committee's date; an amendment names that of its original."""
    sha256: Mapped[str] = mapped_column(sa.String(64))
    """Of the file; empty where it was not made here."""
    marked_by: Mapped[str] = mapped_column(sa.Text)
    marked_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (
        sa.Index(
            "uq_filed_notices_one_new",
            "contribution_id",
            unique=True,
            sqlite_where=sa.text("form = 'F6N'"),
            postgresql_where=sa.text("form = 'F6N'"),
        ),
        sa.UniqueConstraint("contribution_id", "filing_number"),
        sa.CheckConstraint("form IN ('F6N', 'F6A')", name="form_is_known"),
    )
