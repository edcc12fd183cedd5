"""The tables of the staff: who may come in, which browsers are signed in, and the codes for a lost second factor."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from donations.db import Base, Instant


class Role(StrEnum):
    """What a member of the staff is there for."""

    TREASURER = "treasurer"
    ASSISTANT = "assistant"
    AUDITOR = "auditor"


class StaffMember(Base):
    """An account at the treasurer's door. It is disabled, never removed: the journal speaks of it."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.Text)
    name_key: Mapped[str] = mapped_column(sa.Text, unique=True)
    """The name however its letters are cased; it signs in by this."""
    role: Mapped[Role] = mapped_column(sa.String(16))
    created_at: Mapped[datetime] = mapped_column(Instant)
    password_hash: Mapped[str] = mapped_column(sa.Text, default="")
    totp_secret: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    """Sealed by the vault for this account alone."""
    totp_step: Mapped[int | None]
    """The half minute of the last code that was taken: none is taken twice."""
    ready_at: Mapped[datetime | None] = mapped_column(Instant)
    """When password and second factor were both set; NULL bars the door."""
    disabled_at: Mapped[datetime | None] = mapped_column(Instant)
    setup_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    """The one-time set-up link's token, hashed."""
    setup_ends_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        sa.CheckConstraint("role IN (" + ", ".join(f"'{role}'" for role in Role) + ")", name="role_is_known"),
    )


class StaffSession(Base):
    """One browser that is signed in; its token is known to that browser alone."""

    __tablename__ = "staff_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    browser: Mapped[str] = mapped_column(sa.Text)
    started_at: Mapped[datetime] = mapped_column(Instant, index=True)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    proved_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the second factor was last given; NULL opens nothing but the second step."""
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class RecoveryCode(Base):
    """A code that stands in for the second factor once; only its hash is kept."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
