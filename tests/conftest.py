"""What any test may ask for: a real database, a real browser, a place for pictures."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests import sparing
from tests.provision import chromium, postgres
from tests.provision.postgres import PostgresServer

sparing.begin()

_UNMEASURED = (
    "tests/browser/",
    "tests/provision/",
    "tests/compliance/test_any_ledger.py",
    "tests/donations/test_crash.py",
)
"""What runs for the whole and not for its lines, which others reach: measured, it would take three times as long."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure what a line is reached by once: not in the browser, and of both databases on SQLite alone."""
    for item in items:
        if item.nodeid.startswith(_UNMEASURED) or "postgresql" in item.nodeid.rpartition("[")[2]:
            item.add_marker(pytest.mark.no_cover)


class MakePostgresDatabase(Protocol):
    """Creates a database for one test and answers its address; a copy of `template` where one is named."""

    def __call__(self, template: str = "template0") -> str: ...


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The PostgreSQL server of this run; its `template` makes a database that is built once and copied often."""
    with postgres.server_url() as url:
        server = PostgresServer(url)
        yield server
        server.close()


@pytest.fixture
def make_postgres_database(postgres_server: PostgresServer) -> Iterator[MakePostgresDatabase]:
    """Creates databases, and drops them after the test."""
    urls: list[str] = []

    def make(template: str = "template0") -> str:
        urls.append(postgres_server.create(template))
        return urls[-1]

    yield make
    for url in urls:
        postgres_server.drop(url)


@pytest.fixture
def postgres_url(make_postgres_database: MakePostgresDatabase) -> str:
    """The address of an empty PostgreSQL database."""
    return make_postgres_database()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of an SQLite database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'donations.sqlite3'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database: the test runs once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium or Chrome."""
    with chromium.launched() as launched:
        yield launched


@pytest.fixture
def browser_context_factory(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens separate visitors, as `browser.new_context` does with the same options; closes them after the test."""
    contexts: list[BrowserContext] = []

    def open_context(**options: Any) -> BrowserContext:
        contexts.append(browser.new_context(**options))
        return contexts[-1]

    yield open_context
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def artifacts(pytestconfig: pytest.Config) -> Path:
    """The folder where screenshots are left: tests/artifacts, which is not kept in the repository."""
    folder = pytestconfig.rootpath / "tests" / "artifacts"
    folder.mkdir(exist_ok=True)
    return folder
