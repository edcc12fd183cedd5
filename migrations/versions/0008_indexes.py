"""Indexes for what is asked often: whose charge, which day, which gift a message of Stripe's is about."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_contributions_charge_id"), "contributions", ["charge_id"])
    op.create_index(
        op.f("ix_contributions_received_on_status_amount_cents"),
        "contributions",
        ["received_on", "status", "amount_cents"],
    )
    op.create_index(op.f("ix_stripe_events_public_id"), "stripe_events", ["public_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_stripe_events_public_id"), table_name="stripe_events")
    op.drop_index(op.f("ix_contributions_received_on_status_amount_cents"), table_name="contributions")
    op.drop_index(op.f("ix_contributions_charge_id"), table_name="contributions")
