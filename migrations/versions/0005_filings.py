"""What went to the FEC: filed reports, what touches them, exports, 48-hour notices; and numbers that are for ever."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

APPEND_ONLY = {
    "filed_reports": "id = NEW.id OR public_id = NEW.public_id OR filing_number = NEW.filing_number",
    "filed_files": "report_id = NEW.report_id AND seq = NEW.seq",
    "exports": "id = NEW.id",
    "other_figures": "id = NEW.id",
    "filed_notices": "id = NEW.id OR (contribution_id = NEW.contribution_id AND filing_number = NEW.filing_number)",
}
"""Nothing may change or remove a row of these; and when a new row would take an old one's place (SQLite's REPLACE)."""

NUMBERED = {
    "contributions": "id = NEW.id OR public_id = NEW.public_id OR submission = NEW.submission",
    "adjustments": "id = NEW.id OR ref = NEW.ref OR stripe_id = NEW.stripe_id",
}
"""Their numbers are the transaction ids of the FEC's files, for ever: no row goes, no number changes."""

REMOVAL_ON_POSTGRESQL = """
CREATE FUNCTION refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% keeps its rows and their numbers', TG_TABLE_NAME;
END $$
"""

OVERLAP_ON_POSTGRESQL = """
CREATE FUNCTION refuse_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- One at a time: whoever waits here sees what the other one filed.
    PERFORM pg_advisory_xact_lock(hashtext('filed_reports'));
    IF EXISTS (SELECT 1 FROM filed_reports
               WHERE amends_id IS NULL AND from_on <= NEW.through_on AND through_on >= NEW.from_on) THEN
        RAISE EXCEPTION 'a report for some of these days is filed';
    END IF;
    RETURN NEW;
END $$
"""

SETTLED_ONCE = (
    "OLD.settled_by_id IS NOT NULL OR NEW.id <> OLD.id OR NEW.report_id <> OLD.report_id OR NEW.at <> OLD.at "
    "OR NEW.actor <> OLD.actor OR NEW.what <> OLD.what "
    "OR COALESCE(NEW.contribution_id, 0) <> COALESCE(OLD.contribution_id, 0)"
)
"""An item may be settled, once; nothing else of it may change."""


def on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def guard(table: str, same: str) -> None:
    """Let rows come, and nothing else."""
    if on_sqlite():
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        op.execute(
            f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    else:
        op.execute(
            f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM PUBLIC, CURRENT_USER")


def keep_rows(table: str, same: str, frozen: str = "NEW.id <> OLD.id") -> None:
    """Let rows come and change, but none go, and `frozen` say which changes are none."""
    if on_sqlite():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} keeps its rows and their numbers'); END"
        op.execute(f"CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table} {refuse}")
        op.execute(f"CREATE TRIGGER {table}_refuses_renumber BEFORE UPDATE ON {table} WHEN {frozen} {refuse}")
        op.execute(
            f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) {refuse}"
        )
    else:
        refuse = "EXECUTE FUNCTION refuse_removal()"
        op.execute(f"CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}")
        op.execute(
            f"CREATE TRIGGER {table}_refuses_renumber BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({frozen}) {refuse}"
        )
        op.execute(f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}")
        op.execute(f"REVOKE DELETE, TRUNCATE ON {table} FROM PUBLIC, CURRENT_USER")


def one_original_a_day() -> None:
    """No two originals share a day."""
    if on_sqlite():
        op.execute(
            "CREATE TRIGGER filed_reports_refuses_overlap BEFORE INSERT ON filed_reports "
            "WHEN NEW.amends_id IS NULL AND EXISTS (SELECT 1 FROM filed_reports "
            "WHERE amends_id IS NULL AND from_on <= NEW.through_on AND through_on >= NEW.from_on) "
            "BEGIN SELECT RAISE(ABORT, 'a report for some of these days is filed'); END"
        )
    else:
        op.execute(OVERLAP_ON_POSTGRESQL)
        op.execute(
            "CREATE TRIGGER filed_reports_refuses_overlap BEFORE INSERT ON filed_reports "
            "FOR EACH ROW WHEN (NEW.amends_id IS NULL) EXECUTE FUNCTION refuse_overlap()"
        )


def upgrade() -> None:
    op.create_table(
        "filed_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("form", sa.String(length=4), nullable=False),
        sa.Column("report_code", sa.String(length=4), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("through_on", sa.Date(), nullable=False),
        sa.Column("cycle_start", sa.Date(), nullable=False),
        sa.Column("filing_number", sa.String(length=20), nullable=False),
        sa.Column("amends_id", sa.Integer(), nullable=True),
        sa.Column("amendment_number", sa.Integer(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("software", sa.Text(), nullable=False),
        sa.Column("format_version", sa.String(length=8), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("marked_by", sa.Text(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("from_on <= through_on", name=op.f("ck_filed_reports_ends_after_it_starts")),
        sa.CheckConstraint(
            "(amends_id IS NULL AND amendment_number = 0) OR (amends_id IS NOT NULL AND amendment_number > 0)",
            name=op.f("ck_filed_reports_amendment_is_numbered"),
        ),
        sa.ForeignKeyConstraint(["amends_id"], ["filed_reports.id"], name=op.f("fk_filed_reports_amends_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filed_reports")),
        sa.UniqueConstraint("public_id", name=op.f("uq_filed_reports_public_id")),
        sa.UniqueConstraint("filing_number", name=op.f("uq_filed_reports_filing_number")),
        sa.UniqueConstraint("amends_id", "amendment_number", name=op.f("uq_filed_reports_amends_id_amendment_number")),
    )
    with op.batch_alter_table("filed_reports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_filed_reports_through_on"), ["through_on"], unique=False)

    op.create_table(
        "filed_files",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["filed_reports.id"], name=op.f("fk_filed_files_report_id")),
        sa.PrimaryKeyConstraint("report_id", "seq", name=op.f("pk_filed_files")),
    )
    op.create_table(
        "amendment_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_amendment_items_contribution_id")
        ),
        sa.ForeignKeyConstraint(["report_id"], ["filed_reports.id"], name=op.f("fk_amendment_items_report_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["filed_reports.id"], name=op.f("fk_amendment_items_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment_items")),
    )
    with op.batch_alter_table("amendment_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_amendment_items_contribution_id"), ["contribution_id"], unique=False)
        batch_op.create_index(
            "ix_amendment_items_report_id_settled_by_id", ["report_id", "settled_by_id"], unique=False
        )

    op.create_table(
        "exports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("through_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.CheckConstraint("kind IN ('fec', 'f6', 'csv')", name=op.f("ck_exports_kind_is_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    with op.batch_alter_table("exports", schema=None) as batch_op:
        batch_op.create_index("ix_exports_kind_from_on_through_on", ["kind", "from_on", "through_on"], unique=False)

    op.create_table(
        "export_files",
        sa.Column("export_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["export_id"], ["exports.id"], name=op.f("fk_export_files_export_id")),
        sa.PrimaryKeyConstraint("export_id", "seq", name=op.f("pk_export_files")),
    )
    op.create_table(
        "other_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("through_on", sa.Date(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("cash_at_start_cents", sa.BigInteger(), nullable=False),
        sa.Column("keyed_by", sa.Text(), nullable=False),
        sa.Column("keyed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_other_figures")),
    )
    with op.batch_alter_table("other_figures", schema=None) as batch_op:
        batch_op.create_index("ix_other_figures_from_on_through_on", ["from_on", "through_on"], unique=False)

    op.create_table(
        "filed_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=4), nullable=False),
        sa.Column("filing_number", sa.String(length=20), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("marked_by", sa.Text(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("form IN ('F6N', 'F6A')", name=op.f("ck_filed_notices_form_is_known")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_filed_notices_contribution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filed_notices")),
        sa.UniqueConstraint(
            "contribution_id", "filing_number", name=op.f("uq_filed_notices_contribution_id_filing_number")
        ),
    )
    with op.batch_alter_table("filed_notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_filed_notices_contribution_id"), ["contribution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_filed_notices_filing_number"), ["filing_number"], unique=False)
        batch_op.create_index(
            "uq_filed_notices_one_new",
            ["contribution_id"],
            unique=True,
            sqlite_where=sa.text("form = 'F6N'"),
            postgresql_where=sa.text("form = 'F6N'"),
        )

    if not on_sqlite():
        op.execute(REMOVAL_ON_POSTGRESQL)
    one_original_a_day()
    for table, same in APPEND_ONLY.items():
        guard(table, same)
    for table, same in NUMBERED.items():
        keep_rows(table, same)
    keep_rows("amendment_items", "id = NEW.id", SETTLED_ONCE)


def downgrade() -> None:
    for table in NUMBERED:
        for what in ("delete", "renumber", "replace") if on_sqlite() else ("delete", "renumber", "truncate"):
            op.execute(f"DROP TRIGGER {table}_refuses_{what}" + ("" if on_sqlite() else f" ON {table}"))
        if not on_sqlite():
            op.execute(f"GRANT DELETE, TRUNCATE ON {table} TO CURRENT_USER")

    with op.batch_alter_table("filed_notices", schema=None) as batch_op:
        batch_op.drop_index("uq_filed_notices_one_new")
        batch_op.drop_index(batch_op.f("ix_filed_notices_filing_number"))
        batch_op.drop_index(batch_op.f("ix_filed_notices_contribution_id"))

    op.drop_table("filed_notices")
    with op.batch_alter_table("other_figures", schema=None) as batch_op:
        batch_op.drop_index("ix_other_figures_from_on_through_on")

    op.drop_table("other_figures")
    op.drop_table("export_files")
    with op.batch_alter_table("exports", schema=None) as batch_op:
        batch_op.drop_index("ix_exports_kind_from_on_through_on")

    op.drop_table("exports")
    with op.batch_alter_table("amendment_items", schema=None) as batch_op:
        batch_op.drop_index("ix_amendment_items_report_id_settled_by_id")
        batch_op.drop_index(batch_op.f("ix_amendment_items_contribution_id"))

    op.drop_table("amendment_items")
    op.drop_table("filed_files")
    with op.batch_alter_table("filed_reports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_filed_reports_through_on"))

    op.drop_table("filed_reports")
    if not on_sqlite():
        op.execute("DROP FUNCTION refuse_overlap()")
        op.execute("DROP FUNCTION refuse_removal()")
