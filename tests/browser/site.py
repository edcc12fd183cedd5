"""The real application served over HTTP, with the sandbox beside it, which sends it real messages; and its visitors."""

import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError
from werkzeug.serving import WSGIRequestHandler, make_server

from config import Settings
from donations import serving
from donations.context import Context
from donations.sandbox.server import Sandbox
from donations.wiring import create_app
from tests.donations.running import free_port
from tests.donations.world import COMMITTEE, KEY, NOON, PAGE, SECRET, WIDE_OPEN, fields

PATIENCE: Final = 30_000
"""Milliseconds after which what does not come is a failure."""


class Clock:
    """A clock that goes, from the Monday noon of the tests; it may be put forward."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return NOON + self._ahead + timedelta(seconds=time.monotonic() - self._began)

    def forward(self, **ahead: float) -> None:
        """Let time pass: `forward(days=31)`."""
        self._ahead += timedelta(**ahead)


@dataclass
class Site:
    """Where the browser goes, and what a test may look at behind it."""

    address: str
    context: Context
    sandbox: Sandbox
    outbox: Path
    clock: Clock

    def gifts(self) -> list[dict[str, Any]]:
        """Every payment at the sandbox that the donor went through with."""
        return [event["data"]["object"] for event in self.sandbox.events("checkout.session.completed")]

    def captured(self) -> list[int]:
        """What was captured, in cents, gift by gift."""
        return [event["data"]["object"]["amount_captured"] for event in self.sandbox.events("charge.captured")]


@contextmanager
def served(folder: Path, migrated: Path) -> Iterator[Site]:
    """The application and its sandbox, for as long as the block lasts."""
    port, clock = free_port(), Clock()
    address = f"http://127.0.0.1:{port}"
    books = folder / "books.db"
    shutil.copy(migrated, books)
    sandbox = Sandbox(
        state_path=None,
        secret_key=KEY,
        webhook_url=f"{address}/webhooks/stripe",
        webhook_secret=SECRET,
        now=clock,
    )
    base = sandbox.start(port=port + 1)
    settings = Settings(
        secret_key="x" * 64,
        data_key=bytes(range(32)),
        database_url=f"sqlite:///{books}",
        stripe_secret_key=KEY,
        stripe_webhook_secret=SECRET,
        stripe_api_base=base,
        site_url=address,
        smtp_url="",
        mail_from="treasurer@example.org",
        instance=folder,
        committee=COMMITTEE,
        page=PAGE,
        limits=WIDE_OPEN,
    )
    app = create_app(settings, clock=clock)
    here: Context = app.extensions["donations"]
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
    stop = threading.Event()
    threads = [
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True),
        threading.Thread(target=serving.keep_sweeping, args=(here, stop, 0.3), daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        yield Site(address, here, sandbox, folder / "outbox", clock)
    finally:
        stop.set()
        sandbox.stop()
        server.shutdown()
        for thread in threads:
            thread.join(10)
        server.server_close()
        here.desk.database.close()


class _Quiet(WSGIRequestHandler):
    """Logs nothing."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@dataclass
class Watch:
    """Sees all that a browser does: what it asks for, and what it complains of."""

    hosts: frozenset[str]
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()

    def over(self, context: BrowserContext) -> None:
        """Watch every page of a visitor, and every breach of the content policy."""
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)
        context.add_init_script(
            "addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective))"
        )

    def _console(self, message: ConsoleMessage) -> None:
        # An answer that says what to mend is a 4xx by design, and Chromium notes each on the console. That a field was
        # reached by hand before it took the focus by itself is no fault either.
        if not re.search(r"status of (402|404|410|422)|^Autofocus processing was blocked", message.text):
            self.complaints.append(f"{message.type}: {message.text}")

    def _error(self, error: WebError) -> None:
        self.complaints.append(str(error.error))

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)
        if urlsplit(request.url).scheme in {"http", "https"} and urlsplit(request.url).netloc not in self.hosts:
            self.complaints.append(f"asked a stranger: {request.url}")


ATTESTATIONS: Final = ("citizenship", "own_funds", "personal_card", "age", "not_contractor")
CARD: Final = {
    "exp": "12 / 49",
    "cvc": "123",
    "name": "Robin Sample",
    "line1": "1 Test Road",
    "city": "Columbus",
    "state": "OH",
    "zip": "43215",
}


def fill(page: Page, **changes: str) -> None:
    """Fill the form as a person does who may give, with a pointer."""
    typed = fields(**changes)
    if typed["preset"] == "other":
        page.get_by_label("Another amount, in dollars").fill(typed["amount"])
    else:
        page.locator(f"#preset-{typed['preset']}").check()
    page.locator(f"#election-{typed['election']}").check()
    page.locator("#work-employed").check()
    for name in (
        "first_name",
        "last_name",
        "address1",
        "city",
        "postal_code",
        "email",
        "occupation",
        "employer",
    ):
        page.locator(f"#{name}").fill(typed[name])
    page.locator("#state").select_option(typed["state"])
    for name in ATTESTATIONS:
        page.locator(f"#attest_{name}").check()


def pay(page: Page, number: str = "4242424242424242", **changes: str) -> None:
    """Fill the card page and press its button."""
    page.locator("#number").fill(number)
    for name, value in {**CARD, **changes}.items():
        page.locator(f"#{name}").fill(value)
    page.get_by_role("button", name=re.compile("Donate|Pay")).click()


def tab_to(page: Page, selector: str, most: int = 90) -> None:
    """Press the Tab key until an element has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement?.matches(s) ?? false", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by the Tab key")


def focused(page: Page) -> str:
    """The id of what has the focus."""
    found: str = page.evaluate("document.activeElement?.id ?? ''")
    return found


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    page.wait_for_load_state()
    pixels: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return pixels


class Pictures:
    """Whether pictures are left (`--pictures`): a person looks at them, no test does, and each takes its time."""

    wanted = False


def picture(page: Page, folder: Path, name: str) -> None:
    """Leave a picture of the whole page, where pictures are wanted."""
    if Pictures.wanted:
        page.screenshot(path=folder / f"{name}.png", full_page=True)


_AXE: Final[str] = Axe().axe_script


def heard_by_all(page: Page) -> None:
    """Fail where axe finds anything in the page as it stands; axe is put into it once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    found = AxeResults(page.evaluate("axe.run({resultTypes: ['violations']})"))
    assert found.violations_count == 0, found.generate_report()
