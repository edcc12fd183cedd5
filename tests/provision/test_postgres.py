"""The PostgreSQL that tests are given."""

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.conftest import MakePostgresDatabase
from tests.provision import postgres
from tests.provision.postgres import PostgresServer


def query(url: str, statement: str) -> object:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        result = connection.execute(sa.text(statement))
        return result.scalar() if result.returns_rows else None


def test_a_database_is_empty_and_answers(database_url: str) -> None:
    answer = query(database_url, "SELECT 1")

    assert answer == 1
    assert sa.inspect(sa.create_engine(database_url, poolclass=sa.NullPool)).get_table_names() == []


def test_two_databases_know_nothing_of_each_other(make_postgres_database: MakePostgresDatabase) -> None:
    one, other = make_postgres_database(), make_postgres_database()

    query(one, "CREATE TABLE only_here (id integer)")

    assert query(other, "SELECT to_regclass('only_here')") is None


def test_a_template_is_built_once_and_copied(
    postgres_server: PostgresServer, make_postgres_database: MakePostgresDatabase
) -> None:
    built: list[str] = []

    def build(url: str) -> None:
        built.append(url)
        query(url, "CREATE TABLE copied (id integer)")

    urls = [make_postgres_database(postgres_server.template("harness", build)) for _ in range(2)]

    assert len(built) == 1
    assert [query(url, "SELECT to_regclass('copied')::text") for url in urls] == ["copied", "copied"]


def test_the_throw_away_cluster_is_gone_when_its_starter_ends() -> None:
    programs = postgres.find_programs()
    if programs is None:
        pytest.fail(postgres.PACKAGE.how_to_get())
    command = [sys.executable, "-m", "tests.provision.keeper", str(programs)]

    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as keeper:
        assert keeper.stdout is not None
        url = sa.make_url(keeper.stdout.readline().strip())
        folder = Path(str(url.query["host"]))
        answered = query(url.render_as_string(), "SELECT 1")
        keeper.communicate()

    assert answered == 1
    assert not folder.exists()
