"""What the journeys stand on: a site of its own for each test, and a watch over every visitor."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from donations.db import Database
from tests.browser.site import PATIENCE, Pictures, Site, Watch, served

OpenPage = Callable[..., Page]

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session", autouse=True)
def _pictures(pytestconfig: pytest.Config) -> None:
    """Pictures are left where they are asked for."""
    Pictures.wanted = bool(pytestconfig.getoption("pictures"))


@pytest.fixture(scope="session")
def migrated_books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "books.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    database.close()
    return path


@pytest.fixture
def site(tmp_path: Path, migrated_books: Path) -> Iterator[Site]:
    """The real application, served."""
    with served(tmp_path, migrated_books) as started:
        yield started


@pytest.fixture
def watch(site: Site) -> Iterator[Watch]:
    """Fails the test when the browser complained, or asked anybody but us and the card page."""
    watching = Watch(frozenset({urlsplit(site.address).netloc, urlsplit(site.sandbox.base_url).netloc}))
    yield watching
    assert watching.complaints == []


@pytest.fixture
def open_page(site: Site, watch: Watch, browser_context_factory: Callable[..., BrowserContext]) -> OpenPage:
    """Opens a page as a visitor of its own, with the browser's options as asked."""

    def opened(address: str = "/", **options: Any) -> Page:
        context = browser_context_factory(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        page = context.new_page()
        page.goto(f"{site.address}{address}")
        return page

    return opened


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser on a busy machine is slow as a whole: its tests have longer than others before they are given up."""
    for item in items:
        if item.nodeid.startswith("tests/browser/"):
            item.add_marker(pytest.mark.timeout(300))
