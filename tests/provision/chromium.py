"""A real Chromium or Chrome: the one named by CHROME, else the installed one, driven by Playwright."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import playwright as playwright_package
from playwright.sync_api import Browser, Error, Playwright, sync_playwright

from tests.provision import system
from tests.provision.system import CannotProvide, Package

PACKAGE = Package(
    need="Chromium or Chrome",
    # Without a font every page is blank; without its helper the browser's own sandbox may not start.
    apt=("chromium", "chromium-sandbox", "fonts-liberation"),
    debian="sudo apt-get install chromium    (Ubuntu: sudo snap install chromium)",
    fedora="sudo dnf install chromium",
    macos="brew install --cask google-chrome",
    otherwise="set CHROME to the path of one",
)
# Playwright brings a program of its own, which speaks to the browser and asks one library of the system.
DRIVER = Path(playwright_package.__file__).parent / "driver" / "node"
LIBRARY = Package(
    need="The library libatomic, which Playwright's driver loads,",
    apt=("libatomic1",),
    debian="sudo apt-get install libatomic1",
    fedora="sudo dnf install libatomic",
    macos="(it is part of the system)",
    otherwise=f"mend whatever else keeps {DRIVER} from starting",
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "Google Chrome", "Chromium")
FOLDERS = (
    Path("/snap/bin"),
    Path("/Applications/Google Chrome.app/Contents/MacOS"),
    Path("/Applications/Chromium.app/Contents/MacOS"),
)
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # No name but localhost leads anywhere, so that no page can reach a stranger unseen.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


def find() -> Path | None:
    """The browser named by CHROME, else the first installed one; None where there is none."""
    named = os.environ.get("CHROME")
    if named:
        return system.first_program([named])
    return system.first_program(NAMES, FOLDERS)


def find_or_install() -> Path:
    """The browser's program; the system's packages are installed where it, or what drives it, is missing."""
    if not _driver_starts():
        system.install(LIBRARY)
        if not _driver_starts():
            raise CannotProvide(LIBRARY.how_to_get())
    if os.environ.get("CHROME") and find() is None:
        message = f"CHROME names {os.environ['CHROME']}, which cannot be run."
        raise CannotProvide(message)
    program = find()
    if program is None:
        system.install(PACKAGE)
        program = find()
    if program is None:
        raise CannotProvide(PACKAGE.how_to_get())
    return program


def _driver_starts() -> bool:
    return subprocess.run([DRIVER, "--version"], capture_output=True, check=False).returncode == 0


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser with an empty profile for as long as the block lasts."""
    program = find_or_install()
    with sync_playwright() as playwright:
        browser = _launch(playwright, program)
        try:
            yield browser
        finally:
            browser.close()


def _launch(playwright: Playwright, program: Path) -> Browser:
    """Launch with the browser's own sandbox, but where it cannot be: under root, and in many containers.

    It guards against strangers' pages; here are only ours, and no road leads to others.
    """
    launch = partial(playwright.chromium.launch, executable_path=program, args=list(FLAGS), timeout=60_000)
    if os.geteuid() != 0:
        try:
            return launch(chromium_sandbox=True)
        except Error as error:
            if "sandbox" not in str(error).lower():
                raise
    return launch(chromium_sandbox=False)
