"""Paper: envelopes with their checks and pictures, the work gifts open, notices, changes, and words on who is who."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def guard_notices() -> None:
    """Nothing may change or remove a notice (REC-04)."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER notices_refuses_{act.lower()} BEFORE {act} ON notices "
                "BEGIN SELECT RAISE(ABORT, 'notices is append-only'); END"
            )
        op.execute(
            "CREATE TRIGGER notices_refuses_replace BEFORE INSERT ON notices "
            "WHEN EXISTS (SELECT 1 FROM notices WHERE id = NEW.id) "
            "BEGIN SELECT RAISE(ABORT, 'notices is append-only'); END"
        )
    else:
        op.execute(
            "CREATE TRIGGER notices_refuses_change BEFORE UPDATE OR DELETE ON notices "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            "CREATE TRIGGER notices_refuses_truncate BEFORE TRUNCATE ON notices "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON notices FROM PUBLIC, CURRENT_USER")


def upgrade() -> None:
    op.create_table(
        "envelopes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("submission", sa.String(length=64), nullable=False),
        sa.Column("draft_code", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("bank", sa.Text(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.String(length=16), nullable=False),
        sa.Column("printed_names", sa.JSON(), nullable=False),
        sa.Column("signers", sa.JSON(), nullable=False),
        sa.Column("foreign_bank", sa.Boolean(), nullable=False),
        sa.Column("llc_statement", sa.Boolean(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=True),
        sa.Column("postmarked_on", sa.Date(), nullable=True),
        sa.Column("envelope_kept", sa.Boolean(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("deposited_on", sa.Date(), nullable=True),
        sa.Column("deposit_ref", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("keyed_by", sa.Text(), nullable=False),
        sa.Column("keyed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_envelopes_amount_is_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envelopes")),
        sa.UniqueConstraint("public_id", name=op.f("uq_envelopes_public_id")),
        sa.UniqueConstraint("submission", name=op.f("uq_envelopes_submission")),
    )
    with op.batch_alter_table("envelopes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_envelopes_draft_code"), ["draft_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_envelopes_number"), ["number"], unique=False)
        batch_op.create_index(batch_op.f("ix_envelopes_received_on"), ["received_on"], unique=False)

    op.create_table(
        "images",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("envelope_id", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=24), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["envelope_id"], ["envelopes.id"], name=op.f("fk_images_envelope_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_images")),
        sa.UniqueConstraint("public_id", name=op.f("uq_images_public_id")),
    )
    with op.batch_alter_table("images", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_images_envelope_id"), ["envelope_id"], unique=False)

    op.create_table(
        "changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("remedy", sa.String(length=40), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("to_election", sa.String(length=5), nullable=True),
        sa.Column("to_contribution_id", sa.Integer(), nullable=True),
        sa.Column("other_person", sa.JSON(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signatures", sa.JSON(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["contribution_id"], ["contributions.id"], name=op.f("fk_changes_contribution_id")),
        sa.ForeignKeyConstraint(
            ["to_contribution_id"], ["contributions.id"], name=op.f("fk_changes_to_contribution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_changes_token_hash")),
    )
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_changes_contribution_id"), ["contribution_id"], unique=False)

    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("medium", sa.String(length=12), nullable=False),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("wording_version", sa.String(length=32), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["contribution_id"], ["contributions.id"], name=op.f("fk_notices_contribution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_contribution_id"), ["contribution_id"], unique=False)

    op.create_table(
        "verdicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["one_id"], ["contributions.id"], name=op.f("fk_verdicts_one_id")),
        sa.ForeignKeyConstraint(["other_id"], ["contributions.id"], name=op.f("fk_verdicts_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdicts")),
    )
    with op.batch_alter_table("verdicts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verdicts_one_id"), ["one_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_verdicts_other_id"), ["other_id"], unique=False)

    op.create_table(
        "work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.String(length=12), nullable=False),
        sa.Column("citation", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.Column("closing", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["contribution_id"], ["contributions.id"], name=op.f("fk_work_contribution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work")),
        sa.UniqueConstraint("contribution_id", "kind", name=op.f("uq_work_contribution_id_kind")),
    )
    with op.batch_alter_table("work", schema=None) as batch_op:
        batch_op.create_index("ix_work_closed_at_due_on", ["closed_at", "due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_work_contribution_id"), ["contribution_id"], unique=False)

    with op.batch_alter_table("adjustments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stripe_id", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column("method", sa.String(length=16), nullable=False, server_default=sa.text("'stripe'"))
        )
        batch_op.add_column(sa.Column("election", sa.String(length=5), nullable=True))
        batch_op.add_column(sa.Column("actor", sa.Text(), nullable=False, server_default=sa.text("'stripe'")))
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("on", sa.Date(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_adjustments_stripe_id"), ["stripe_id"])

    with op.batch_alter_table("contributions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("envelope_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_contributions_envelope_id"), ["envelope_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_contributions_envelope_id"), "envelopes", ["envelope_id"], ["id"])
    guard_notices()


def downgrade() -> None:
    with op.batch_alter_table("contributions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_contributions_envelope_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_contributions_envelope_id"))
        batch_op.drop_column("envelope_id")

    with op.batch_alter_table("adjustments", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_adjustments_stripe_id"), type_="unique")
        batch_op.drop_column("on")
        batch_op.drop_column("reason")
        batch_op.drop_column("actor")
        batch_op.drop_column("election")
        batch_op.drop_column("method")
        batch_op.drop_column("stripe_id")

    with op.batch_alter_table("work", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_contribution_id"))
        batch_op.drop_index("ix_work_closed_at_due_on")

    op.drop_table("work")
    with op.batch_alter_table("verdicts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_verdicts_other_id"))
        batch_op.drop_index(batch_op.f("ix_verdicts_one_id"))

    op.drop_table("verdicts")
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notices_contribution_id"))

    op.drop_table("notices")
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_changes_contribution_id"))

    op.drop_table("changes")
    with op.batch_alter_table("images", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_images_envelope_id"))

    op.drop_table("images")
    with op.batch_alter_table("envelopes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_envelopes_received_on"))
        batch_op.drop_index(batch_op.f("ix_envelopes_number"))
        batch_op.drop_index(batch_op.f("ix_envelopes_draft_code"))

    op.drop_table("envelopes")
