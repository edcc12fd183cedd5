"""A process that does a piece of work and is killed at a labelled point of it: `python -m tests.donations.crashing`.

It reads orders from standard input, one JSON object a line, and answers each with the points that were passed. It forks
for every order that ends in death, so that the work dies in a process of its own with connections of its own. Work that
lives is done without a fork, and what it has imported and compiled is there for those that die after it.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from donations import correspondence, held, intake, settlement, sweeper
from donations.correspondence import Office
from donations.db import Database
from donations.desk import Desk
from donations.intake import Offer
from donations.mailer import FolderMailer
from donations.payments import Payments
from tests import sparing
from tests.donations.books import a_gift, bare_desk, stranger
from tests.donations.world import KEY, PAGE, SECRET


class Points:
    """Counts the points that are passed, and dies at one of them as by kill -9."""

    def __init__(self, dies_at: str | None, told: int) -> None:
        self._dies_at, self._told, self._count = dies_at, told, 0

    def passed(self, what: str) -> None:
        self._count += 1
        label = f"{self._count:02} {what}"
        os.write(self._told, f"{label}\n".encode())
        if label == self._dies_at:
            os.kill(os.getpid(), signal.SIGKILL)


class MortalDatabase(Database):
    """The database, with a point before and after each commit."""

    points: Points

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with super().writing() as session:
            yield session
            session.flush()
            self.points.passed("before commit")
        self.points.passed("after commit")


class MortalPayments:
    """Stripe, with a point before and after each call."""

    def __init__(self, payments: Payments, points: Points) -> None:
        self._payments, self._points = payments, points

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._payments, name)

        def call(*given: Any) -> Any:
            self._points.passed(f"before {name}")
            answer = real(*given)
            self._points.passed(f"after {name}")
            return answer

        return call


class MortalMailer:
    """A folder for letters, with a point before and after each."""

    def __init__(self, folder: Path, points: Points) -> None:
        self._folder, self._points = FolderMailer(folder), points

    def send(self, message: EmailMessage, name: str) -> str:
        self._points.passed("before send")
        copy = self._folder.send(message, f"{name}-{os.getpid()}")
        self._points.passed("after send")
        return copy


def offer(desk: Desk, number: int, now: datetime) -> str:
    """Take one stranger's form in and open its card page."""
    form = Offer(a_gift("10.00", stranger(number)), f"form-{number}")
    entry = intake.keep(desk, form, intake.judge(desk, form, now), now)
    return intake.open_card_page(desk, entry.public_id, now).public_id


def act(order: dict[str, Any], told: int) -> int:
    """Do the piece of work that is ordered; 0 where it lives."""
    points = Points(order["dies_at"], told)
    database = MortalDatabase(order["database"])
    database.points = points
    desk = bare_desk(database, MortalPayments(Payments(KEY, SECRET, order["stripe"]), points))
    now = datetime.fromisoformat(order["now"])
    match order["work"]:
        case "offer":
            offer(desk, order["number"], now)
        case "settle":
            settlement.advance(desk, order["gift"], now)
        case "accept":
            held.accept(desk, order["gift"], by="Terry", reason="known", now=now)
        case "message":
            event = Payments(KEY, SECRET).read_event(order["body"].encode(), order["signature"])
            sweeper.receive(desk, event, now)
        case "letters":
            mailer = MortalMailer(Path(order["folder"]), points)
            correspondence.deliver(Office(desk, PAGE, mailer, "treasurer@example.org", testing=True), lambda: now)
        case unknown:
            raise ValueError(unknown)
    database.close()
    return 0


def main() -> None:
    """Do each order, in a fork where it is to die, and tell what came of it."""
    sparing.begin()
    for line in sys.stdin:
        order = json.loads(line)
        reading, writing = os.pipe()
        status = fork(order, reading, writing) if order["dies_at"] else act(order, writing)
        os.close(writing)
        with os.fdopen(reading) as told:
            passed = told.read().splitlines()
        print(json.dumps({"passed": passed, "status": status}), flush=True)  # noqa: T201 - the answer


def fork(order: dict[str, Any], reading: int, writing: int) -> int:
    """Do the order in a process of its own, and answer how that ended: by which signal."""
    child = os.fork()
    if child == 0:
        os.close(reading)
        act(order, writing)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return status


if __name__ == "__main__":
    main()
