"""Payouts: what reached the bank together, and the fees kept of it; what is known of those in the books goes in."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


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
    # The journal knows when a gift was seen to be paid out; its fee is all that was kept of the payout until now.
    op.execute(
        "INSERT INTO payouts (id, paid_on, fees_cents, recorded_at) "
        "SELECT c.payout_id, CAST(substr(CAST(MIN(j.at) AS VARCHAR), 1, 10) AS DATE), SUM(COALESCE(c.fee_cents, 0)), "
        "MIN(j.at) FROM contributions c JOIN journal j ON j.contribution_id = c.id AND j.after = 'settled' "
        "WHERE c.payout_id IS NOT NULL GROUP BY c.payout_id"
        if op.get_bind().dialect.name != "sqlite"
        else "INSERT INTO payouts (id, paid_on, fees_cents, recorded_at) "
        "SELECT c.payout_id, substr(MIN(j.at), 1, 10), SUM(COALESCE(c.fee_cents, 0)), MIN(j.at) "
        "FROM contributions c JOIN journal j ON j.contribution_id = c.id AND j.after = 'settled' "
        "WHERE c.payout_id IS NOT NULL GROUP BY c.payout_id"
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_payouts_paid_on"), table_name="payouts")
    op.drop_table("payouts")
