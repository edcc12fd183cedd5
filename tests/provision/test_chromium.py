"""The browser that tests are given."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Error


def test_it_renders_a_page(browser_context_factory: Callable[..., BrowserContext]) -> None:
    page = browser_context_factory(viewport={"width": 375, "height": 667}).new_page()

    page.goto("data:text/html,<title>Here</title><p>A page</p>")

    assert page.title() == "Here"
    assert page.get_by_text("A page").is_visible()
    assert page.evaluate("window.innerWidth") == 375


def test_two_visitors_share_no_cookies(browser_context_factory: Callable[..., BrowserContext]) -> None:
    one, other = browser_context_factory(), browser_context_factory()

    one.add_cookies([{"name": "seen", "value": "yes", "url": "http://localhost"}])

    assert other.cookies() == []


@pytest.mark.parametrize("address", ["http://example.com/", "http://192.0.2.1/"], ids=["by name", "by number"])
def test_it_reaches_no_stranger(browser_context_factory: Callable[..., BrowserContext], address: str) -> None:
    page = browser_context_factory().new_page()

    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto(address)
