"""Earlier forms: those whose gift a later form has tried again, so that they still mean it when they come once more."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "earlier_forms",
        sa.Column("submission", sa.String(length=64), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_earlier_forms_contribution_id")
        ),
        sa.PrimaryKeyConstraint("submission", name=op.f("pk_earlier_forms")),
    )


def downgrade() -> None:
    op.drop_table("earlier_forms")
