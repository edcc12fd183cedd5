"""The world of the application's tests, on SQLite and on PostgreSQL: a copy of a database migrated once."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from donations.db import Database
from tests.donations.world import World
from tests.provision.postgres import PostgresServer


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "migrated.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    database.close()
    return path


def _migrate(url: str) -> None:
    database = Database(url)
    database.migrate()
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated, empty database."""
    if request.param == "sqlite":
        copy = tmp_path / "books.db"
        shutil.copy(request.getfixturevalue("migrated_file"), copy)
        return f"sqlite:///{copy}"
    server: PostgresServer = request.getfixturevalue("postgres_server")
    make = request.getfixturevalue("make_postgres_database")
    url: str = make(server.template("migrated", _migrate))
    return url


@pytest.fixture
def make_world(migrated_url: str, tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Makes the world of a test, with settings changed as asked; once a test."""
    with ExitStack() as stack:
        yield lambda **changes: stack.enter_context(World(migrated_url, tmp_path / "instance", **changes))


@pytest.fixture
def world(make_world: Callable[..., Any]) -> World:
    """The world as it usually is."""
    made: World = make_world()
    return made


_DOORS = (
    "tests/donations/public/",
    "tests/donations/treasurer/",
    "tests/donations/paper/",
    "tests/donations/test_cli_export.py",
    "tests/donations/test_reports.py",
    "tests/donations/test_reports_of_odd_books.py",
    "tests/donations/test_surveying.py",
    "tests/donations/test_marked_reports.py",
    "tests/donations/test_urgent.py",
    "tests/donations/test_correspondence.py",
    "tests/donations/test_enrolment.py",
    "tests/donations/test_errors.py",
    "tests/donations/test_security.py",
    "tests/donations/test_staffing.py",
)
"""Doors, paper, files and letters say the same whatever keeps the books: their PostgreSQL half runs with `make soak`.

That a report reads both databases alike is the business of `test_receipts.py`.
"""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the everyday run short: the tests of desks and books run on both databases, those of doors on SQLite."""
    for item in items:
        if item.nodeid.startswith(_DOORS) and "postgresql" in item.nodeid.rpartition("[")[2]:
            item.add_marker(pytest.mark.soak)
