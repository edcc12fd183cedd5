"""Payouts: what reached the bank together, and the fees kept of it; what is known of those in the books goes in."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# A report asks for the committee's own day (DAT-04), and no migration knows the committee's file: its zone is taken to
# be that of the sample. A committee elsewhere gets another day only for what was paid out around midnight.
ZONE = ZoneInfo("America/New_York")


def upgrade() -> None:
    op.create_table(
        "payouts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("fees_cents", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payouts")),
    )
    op.create_index(op.f("ix_payouts_paid_on"), "payouts", ["paid_on"])
    _fill()


def _fill() -> None:
    """The journal knows when a gift was seen to be paid out; its fee is all that was kept of the payout until now."""
    connection, meta = op.get_bind(), sa.MetaData()
    meta.reflect(connection, only=["contributions", "journal", "payouts"])
    gift, told, payout = (meta.tables[name] for name in ("contributions", "journal", "payouts"))
    seen = sa.func.min(told.c.at, type_=told.c.at.type)
    known = connection.execute(
        sa.select(gift.c.payout_id, seen, sa.cast(sa.func.sum(sa.func.coalesce(gift.c.fee_cents, 0)), sa.BigInteger))
        .join(told, sa.and_(told.c.contribution_id == gift.c.id, told.c.after == "settled"))
        .where(gift.c.payout_id.is_not(None))
        .group_by(gift.c.payout_id)
    )
    rows = [
        {"id": name, "paid_on": _local_day(at), "fees_cents": cents, "recorded_at": at} for name, at, cents in known
    ]
    if rows:
        connection.execute(payout.insert(), rows)


def _local_day(at: datetime) -> date:
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)  # SQLite keeps UTC without saying so.
    return aware.astimezone(ZONE).date()


def downgrade() -> None:
    op.drop_index(op.f("ix_payouts_paid_on"), table_name="payouts")
    op.drop_table("payouts")
