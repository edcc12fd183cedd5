"""`donations run` as a process of its own, with a committee of its own, and a donor who comes by HTTP."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

import requests

from tests.donations.world import fields

T = TypeVar("T")
ROOT: Final = Path(__file__).parents[2]
PATIENCE: Final = 60.0
"""Seconds after which a condition that does not come is a failure, on a busy machine too."""


def until(condition: Callable[[], T | None], what: str, seconds: float = PATIENCE) -> T:
    """Wait for a condition, and answer what it answered; AssertionError where it does not come."""
    end = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < end, f"waited in vain until {what}"
        time.sleep(0.05)
    return answer


def free_port() -> int:
    """A free port whose neighbour, the sandbox's, is free as well."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as first:
            port: int = first.getsockname()[1]
            if port < 65534:
                try:
                    with socket.create_server(("127.0.0.1", port + 1)):
                        return port
                except OSError:
                    continue


def listens(port: int) -> bool:
    """Whether somebody answers at a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def committee_file(folder: Path, **changes: str) -> Path:
    """The file of a committee whose election lies ahead of any day on which this runs."""
    today = datetime.now(UTC).date()
    values = {
        "cap": "3300.00",
        "prepaid_cards": "hold",
        "timezone": "America/New_York",
        "start": str(today - timedelta(days=300)),
        "end": str(today + timedelta(days=300)),
        **changes,
    }
    path = folder / "committee.toml"
    path.write_text(
        """
[committee]
name = "Example for Congress"
fec_id = "C00000001"
candidate = "Robin Example"
office = "H"
state = "OH"
district = "03"
treasurer = "Terry Sample"
treasurer_in_office = true
timezone = "{timezone}"
[committee.address]
street1 = "PO Box 1776"
city = "Columbus"
state = "OH"
postal_code = "43216"
[contributions]
cap = "{cap}"
prepaid_cards = "{prepaid_cards}"
[cycle]
start = {start}
end = {end}
[[elections]]
code = "P2026"
date = {end}
[page]
headline = "Give to Example for Congress"
lead = "A campaign of the tests."
accent = "#9c1c2e"
presets = ["25.00", "250.00"]
contact_email = "treasurer@example.org"
privacy = "We use what you enter for nothing else."
""".format(**values),
        encoding="utf-8",
    )
    return path


def environment(**settings: str) -> dict[str, str]:
    """What a process is told: nothing of the application's but this."""
    kept = ("PATH", "HOME", "TMPDIR", "LANG", "SYSTEMROOT", "COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")
    return {**{name: os.environ[name] for name in kept if name in os.environ}, **settings}


@dataclass
class House:
    """A folder and a port for `donations run`, and the operator's commands beside it."""

    folder: Path
    port: int = field(default_factory=free_port)
    settings: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    def __post_init__(self) -> None:
        """Give it a committee."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.file = committee_file(self.folder)

    @property
    def instance(self) -> Path:
        return self.folder / "instance"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environ(self, **settings: str) -> dict[str, str]:
        own = {"INSTANCE": str(self.instance), "PORT": str(self.port), "COMMITTEE_FILE": str(self.file)}
        return environment(**{**own, **self.settings, **settings})

    def command(self, *arguments: str, stdin: str = "", **settings: str) -> "subprocess.CompletedProcess[str]":
        """Let the operator's command run to its end."""
        return subprocess.run(
            [sys.executable, "-m", "donations", *arguments],
            cwd=ROOT,
            env=self.environ(**settings),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def begin(self) -> "subprocess.Popen[bytes]":
        """Start `donations run`, and go on once it answers."""
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            # A shell hands deafness to Ctrl-C on to what it starts in the background, and we would hand it on as well.
            signal.signal(signal.SIGINT, signal.default_int_handler)
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "donations", "run"], cwd=ROOT, env=self.environ(), stdout=log, stderr=log
            )
        until(self._is_up, "`donations run` answers")
        return self.process

    def _is_up(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log
        return listens(self.port)

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it by a signal, and answer its exit code."""
        assert self.process is not None
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE)
        self.process = None
        return code

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[House]:
    """A house where `donations run` runs, for as long as the block lasts."""
    house = House(folder, settings=settings)
    try:
        house.begin()
        yield house
    finally:
        if house.process is not None:
            house.process.kill()
            house.process.wait(PATIENCE)


class Donor:
    """Somebody with a browser without script, seen from the wire."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.web = requests.Session()

    def offer(self, **changes: str | None) -> str:
        """Send the form; answers the card page's address."""
        page = self.web.get(f"{self.house.address}/give", timeout=PATIENCE).text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found is not None
        answer = self.web.post(
            f"{self.house.address}/give",
            {**fields(**changes), "csrf_token": found[1]},
            allow_redirects=False,
            timeout=PATIENCE,
        )
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    def pay(self, card_page: str, number: str = "4242424242424242") -> str:
        """Pay on the sandbox's card page; answers where it leads."""
        answer = self.web.post(
            card_page,
            {
                "number": number,
                "exp": "12/49",
                "cvc": "123",
                "name": "Robin Sample",
                "country": "US",
                "line1": "1 Test Road",
                "city": "Columbus",
                "state": "OH",
                "zip": "43215",
            },
            allow_redirects=False,
            timeout=PATIENCE,
        )
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    def give(self, number: str = "4242424242424242", **changes: str | None) -> str:
        """Give from the form to the page one returns to; answers the gift's id."""
        back = self.pay(self.offer(**changes), number)
        return gift_id(back)

    def state(self, public_id: str) -> dict[str, Any]:
        """The gift's state, as a program reads it."""
        answer = self.web.get(
            f"{self.house.address}/gifts/{public_id}", headers={"Accept": "application/json"}, timeout=PATIENCE
        )
        assert answer.status_code == 200, answer.text
        state: dict[str, Any] = answer.json()
        return state

    def waits_for(self, public_id: str, *statuses: str) -> dict[str, Any]:
        """Wait until the gift has one of these states."""

        def arrived() -> dict[str, Any] | None:
            state = self.state(public_id)
            return state if state["status"] in statuses else None

        return until(arrived, f"the gift is {' or '.join(statuses)}")


def gift_id(address: str) -> str:
    """The gift that an address of ours speaks of."""
    found = re.search(r"/gifts/([A-Za-z0-9_-]+)", address)
    assert found is not None, address
    return found[1]
