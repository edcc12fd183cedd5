"""Migrations: one head; up, down and up again; the schema is the models'; rows survive; what is kept stays kept."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from compliance.money import Money
from donations import models  # The tables fill the one metadata.
from donations.db import MIGRATIONS, Base, Database, UnknownRevision

SCRIPTS = ScriptDirectory(str(MIGRATIONS))
INSTANT = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()][::-1]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without a table."""
    make: Callable[[], str] | None = None
    if request.param == "postgresql":
        make = request.getfixturevalue("make_postgres_database")
    opened = Database(make() if make else f"sqlite:///{tmp_path / 'books.db'}")
    yield opened
    opened.close()


def down(database: Database, revision: str) -> None:
    """Go back to a revision, as an operator would by Alembic's own command."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database._writer.connect() as connection:  # noqa: SLF001 - there is no way down in the application
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
        connection.commit()


def differences(database: Database) -> list[Any]:
    with database._writer.connect() as connection:  # noqa: SLF001 - only the schema is read
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": False})
        return list(compare_metadata(context, Base.metadata))


def tables(database: Database) -> set[str]:
    with database._writer.connect() as connection:  # noqa: SLF001 - only the schema is read
        return set(sa.inspect(connection).get_table_names()) - {"alembic_version"}


def schema(database: Database) -> dict[str, Any]:
    """Every table with its columns, indexes and keys, in an order of its own."""
    with database._writer.connect() as connection:  # noqa: SLF001 - only the schema is read
        seen = sa.inspect(connection)
        return {
            table: (
                sorted((column["name"], str(column["type"]), column["nullable"]) for column in seen.get_columns(table)),
                sorted(str(index["name"]) for index in seen.get_indexes(table)),
                sorted(str(key["name"]) for key in seen.get_foreign_keys(table)),
                sorted(str(key["name"]) for key in seen.get_unique_constraints(table)),
                sorted(str(check["name"]) for check in seen.get_check_constraints(table)),
            )
            for table in sorted(seen.get_table_names())
        }


def guards(database: Database) -> set[str]:
    """Every trigger, and on PostgreSQL every function they call and what its owner may do to the tables."""
    asked = ["SELECT name FROM sqlite_master WHERE type = 'trigger'"]
    if not database.sqlite:
        grants = "SELECT table_name || ' ' || privilege_type FROM information_schema.role_table_grants"
        asked = [
            "SELECT DISTINCT trigger_name || ' on ' || event_object_table FROM information_schema.triggers",
            "SELECT tgname || ' on ' || tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal",
            "SELECT routine_name FROM information_schema.routines WHERE routine_schema = 'public'",
            f"{grants} WHERE table_schema = 'public' AND grantee = current_user",
        ]
    with database._writer.connect() as connection:  # noqa: SLF001 - only the schema is read
        return {str(name) for each in asked for name in connection.scalars(sa.text(each))}


def test_there_is_one_head_and_one_way_to_it() -> None:
    assert len(SCRIPTS.get_heads()) == 1
    assert len(SCRIPTS.get_bases()) == 1
    assert sorted(REVISIONS) == REVISIONS


def test_a_migration_is_named_by_its_revision() -> None:
    for script in SCRIPTS.walk_revisions():
        assert Path(script.path).name.partition("_")[0] == script.revision
    assert max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("*.py")) == REVISIONS[-1]


def test_tables_of_a_newer_version_are_left_as_they_are(database: Database) -> None:
    database.migrate()
    with database._writer.connect() as connection:  # noqa: SLF001 - as another version would leave it
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        connection.commit()

    with pytest.raises(UnknownRevision, match="9999"):
        database.migrate()


def test_the_migrated_schema_is_the_models(database: Database) -> None:
    database.migrate()

    assert differences(database) == []
    assert tables(database) == set(Base.metadata.tables)


def test_migrating_twice_changes_nothing(database: Database) -> None:
    database.migrate()
    before = schema(database)

    database.migrate()

    assert schema(database) == before


def test_up_down_and_up_again_ends_the_same(database: Database) -> None:
    database.migrate()
    before = schema(database)

    down(database, "base")
    assert tables(database) == set()
    database.migrate()

    assert schema(database) == before
    assert differences(database) == []


def test_each_step_goes_down_to_where_it_came_from(database: Database) -> None:
    stands: list[tuple[dict[str, Any], set[str]]] = []
    for revision in REVISIONS:
        database.migrate(revision)
        stands.append((schema(database), guards(database)))

    for revision, (stood, guarded) in list(zip(REVISIONS, stands, strict=True))[-2::-1]:
        down(database, revision)
        assert schema(database) == stood, revision
        assert guards(database) == guarded, revision


def _fill(database: Database, most: int) -> None:
    """So many realistic rows, in the tables that a gift touches, as the first revision has them."""
    with database._writer.begin() as connection:  # noqa: SLF001 - rows of an old revision have no models
        meta = sa.MetaData()
        for name in ("contributions", "adjustments", "decisions", "journal", "outbox", "stripe_events"):
            meta.reflect(connection, only=[name])
        gifts = [_row(meta.tables["contributions"], number) for number in range(1, most + 1)]
        for number, gift in enumerate(gifts, 1):
            gift.update(status="settled", amount_cents=100 + number, first_name="Zoë", envelope_id=None)
        connection.execute(meta.tables["contributions"].insert(), gifts)
        for name in ("adjustments", "decisions", "journal", "outbox", "stripe_events"):
            rows = [_row(meta.tables[name], number) for number in range(1, most + 1, 5)]
            for row in rows:
                if "contribution_id" in row:
                    row["contribution_id"] = row["id"]
            connection.execute(meta.tables[name].insert(), rows)


def _row(table: sa.Table, number: int) -> dict[str, Any]:
    """A row with something in every column."""
    row: dict[str, Any] = {}
    for column in table.columns:
        kind = column.type
        if isinstance(kind, sa.Boolean):
            row[column.name] = True
        elif isinstance(kind, sa.JSON):
            row[column.name] = {"number": number}
        elif isinstance(kind, sa.DateTime):
            row[column.name] = INSTANT
        elif isinstance(kind, sa.Date):
            row[column.name] = INSTANT.date()
        elif isinstance(kind, sa.Integer):
            row[column.name] = number
        else:
            length = getattr(kind, "length", None) or 32
            row[column.name] = f"{number:x}{column.name}"[: min(length, 32)]
    return row


def _contents(database: Database) -> dict[str, list[Any]]:
    with database._writer.connect() as connection:  # noqa: SLF001 - rows of an old revision have no models
        asked = sa.text("SELECT id, amount_cents, first_name, name_key, made_on FROM contributions ORDER BY id")
        counts = {
            name: [connection.scalar(sa.text(f"SELECT COUNT(*) FROM {name}"))]  # noqa: S608 - the test's own words
            for name in ("adjustments", "decisions", "journal", "outbox", "stripe_events")
        }
        return {"contributions": [tuple(row) for row in connection.execute(asked)], **counts}


def _journey_of_rows(database: Database, most: int) -> None:
    database.migrate(REVISIONS[0])
    _fill(database, most)
    before = _contents(database)

    database.migrate()
    assert _contents(database) == before
    down(database, REVISIONS[0])
    assert _contents(database) == before
    database.migrate()

    assert _contents(database) == before
    assert len(before["contributions"]) == most


def test_rows_survive_the_way_up_down_and_up(database: Database) -> None:
    _journey_of_rows(database, 300)


def test_address_keys_are_made_anew_and_those_of_a_person_forgotten_stay_empty(database: Database) -> None:
    database.migrate(REVISIONS[0])
    _fill(database, 3)
    typed = "address1 = '12 Oak Ridge', address2 = '2nd Floor', postal_code = '43215', country = 'US'"
    blank = ", ".join(f"{name} = ''" for name in ("address1", "address2", "city", "state", "postal_code"))
    with database._writer.begin() as connection:  # noqa: SLF001 - rows of an old revision have no models
        connection.execute(sa.text(f"UPDATE contributions SET {typed}, address_key = 'old' WHERE id < 3"))  # noqa: S608
        connection.execute(sa.text(f"UPDATE contributions SET {blank}, address_key = '' WHERE id = 3"))  # noqa: S608

    database.migrate()

    with database.reading() as session:
        keys = session.scalars(sa.select(models.Contribution.address_key).order_by(models.Contribution.id)).all()
    assert keys == ["us 43215 12 oakrdgfl2", "us 43215 12 oakrdgfl2", ""]


@pytest.mark.soak
def test_ten_thousand_rows_survive_the_way_up_down_and_up(database: Database) -> None:
    _journey_of_rows(database, 10_000)


def test_what_is_kept_for_good_stays_so_after_every_migration(database: Database) -> None:
    database.migrate(REVISIONS[0])
    _fill(database, 10)
    database.migrate()

    for table in ("decisions", "journal"):
        with pytest.raises(DBAPIError, match="append-only"), database.writing() as session:
            session.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608 - the test's own words


def test_no_contribution_or_adjustment_of_any_age_is_removed_or_gets_another_number(database: Database) -> None:
    database.migrate(REVISIONS[0])
    _fill(database, 10)
    database.migrate()

    for table in ("contributions", "adjustments"):
        for statement in ("DELETE FROM {table}", "UPDATE {table} SET id = id + 100"):
            with pytest.raises(DBAPIError, match="numbers"), database.writing() as session:
                session.execute(sa.text(statement.format(table=table)))


def test_the_books_refuse_what_no_gift_can_be(database: Database) -> None:
    database.migrate()
    _fill(database, 2)

    for wrong in ("amount_cents = 0", "amount_cents = -5", "status = 'given'", "public_id = NULL", "last_name = NULL"):
        with pytest.raises(DBAPIError), database.writing() as session:
            session.execute(sa.text(f"UPDATE contributions SET {wrong} WHERE id = 1"))  # noqa: S608 - the test's own
    with pytest.raises(DBAPIError), database.writing() as session:
        session.execute(sa.text("UPDATE contributions SET public_id = (SELECT MAX(public_id) FROM contributions)"))
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(models.Contribution)) == 2


@pytest.mark.parametrize(
    "at, paid_on",
    [
        (datetime(2026, 4, 1, 3, 59, tzinfo=UTC), date(2026, 3, 31)),
        (datetime(2026, 4, 1, 4, 0, tzinfo=UTC), date(2026, 4, 1)),
        (datetime(2026, 1, 1, 4, 59, tzinfo=UTC), date(2025, 12, 31)),
    ],
    ids=str,
)
def test_a_payout_of_before_is_dated_by_the_day_in_new_york(database: Database, at: datetime, paid_on: date) -> None:
    database.migrate("0005")
    with database._writer.begin() as connection:  # noqa: SLF001 - rows of an old revision have no models
        meta = sa.MetaData()
        meta.reflect(connection, only=["contributions", "journal"])
        for number, payout in enumerate(["po_1", "po_1", None], 1):
            gift = _row(meta.tables["contributions"], number) | {"status": "settled", "envelope_id": None}
            connection.execute(meta.tables["contributions"].insert(), gift | {"payout_id": payout, "fee_cents": 320})
            told = _row(meta.tables["journal"], number) | {"after": "settled", "contribution_id": number}
            connection.execute(meta.tables["journal"].insert(), told | {"at": at})

    database.migrate("0006")

    with database.reading() as session:
        (kept,) = session.execute(sa.select(models.Payout.paid_on, models.Payout.fees, models.Payout.recorded_at))
    assert tuple(kept) == (paid_on, Money(640), at)
