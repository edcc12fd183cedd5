"""What the measurements share: an application over books made from a seed, and figures beside their floors."""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

import config
from compliance import wording
from compliance.contribution import Address, Attestation, Contribution, Contributor, Method, Standing, Work
from compliance.money import Money
from donations import judgement, models
from donations import rows as rows_of
from donations.context import Context
from donations.desk import Desk
from donations.ledger import NewGift, Status
from donations.mailer import FolderMailer
from donations.payments import CardPage
from donations.wiring import create_app

NOW = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
FIRST = ("Ada", "Bruno", "Carla", "Diego", "Edith", "Fyodor", "Greta", "Hugo", "Ines", "Jonas", "Kira", "Leon")
LAST = ("Abbott", "Bilbao", "Cortez", "Dvorak", "Ekholm", "Fuchs", "Grimaldi", "Hwang", "Ivanov", "Jokinen", "Katz")


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured: so much, and so much for the floor; the ratio has a limit, and all of it stands in a table."""

    name: str
    value: float
    floor: float
    unit: str
    limit: float
    floor_name: str
    spread: float = 0.0

    @property
    def ratio(self) -> float:
        """How often the floor goes into it."""
        return self.value / self.floor

    @property
    def kept(self) -> bool:
        """Whether it is within its limit."""
        return self.ratio <= self.limit

    def __str__(self) -> str:
        """One line of the table."""
        spread = f"±{self.spread:.0%}" if self.spread else ""
        return (
            f"{self.name:<46}{self.value:>9.2f} {self.unit:<4}{spread:>6}  "
            f"{self.ratio:>7.2f} x  (limit {self.limit:g})  {self.floor_name}: {self.floor:.2f} {self.unit}"
            f"{'' if self.kept else '  OVER ITS LIMIT'}"
        )


class NoStripe:
    """In the place of Stripe: it gives a card page at once, so that only our own work is measured."""

    def __init__(self) -> None:
        """Begin with the first page."""
        self._pages = 0

    def start(self, _order: object) -> CardPage:
        """Give a card page."""
        self._pages += 1
        return CardPage(f"cs_{self._pages}", "http://127.0.0.1:1/c/pay/x")


@contextmanager
def application() -> Iterator[tuple[Flask, Desk]]:
    """The whole application over an empty SQLite file, with the sample committee and nothing behind it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = config.read(
            {
                "SECRET_KEY": "b" * 64,
                "DATA_KEY": "b" * 64,
                "DATABASE_URL": f"sqlite:///{folder}/books.db",
                "STRIPE_SECRET_KEY": "sk_test_bench",
                "STRIPE_WEBHOOK_SECRET": "whsec_bench",
                "STRIPE_API_BASE": "http://127.0.0.1:1",
                "SITE_URL": "http://localhost",
                "INSTANCE": folder,
            },
            NOW.date(),
        )
        app = create_app(settings, mailer=FolderMailer(Path(folder)), clock=lambda: NOW)
        here: Context = app.extensions["donations"]
        stripeless = replace(here, desk=replace(here.desk, payments=NoStripe()))  # type: ignore[arg-type]
        app.extensions["donations"] = stripeless
        here.desk.database.migrate()
        try:
            yield app, stripeless.desk
        finally:
            here.desk.database.close()


def a_gift(desk: Desk, number: int, chance: random.Random) -> Contribution:
    """One of many gifts of many people; every fourth person has given before."""
    person = chance.randrange(max(1, number * 3 // 4 + 1))
    address = Address(f"{person % 900 + 1} {LAST[person % 11]} Street", "Columbus", "OH", f"{43000 + person % 2000}")
    who = Contributor(
        FIRST[person % 12], f"{LAST[person % 11]}{_letters(person)}", address, email=f"p{person}@example.net"
    )
    on = date(2026, 11, 1 + person % 19)
    election = desk.committee.elections[0].code
    ticked = Attestation(True, True, True, True, True, wording.VERSION)  # noqa: FBT003 - five statements, all made
    return Contribution(
        ref="offered",
        contributor=who,
        amount=Money(chance.randrange(100, 50_000)),
        method=Method.CARD,
        standing=Standing.OFFERED,
        made_on=on,
        received_on=on,
        election=election,
        work=Work.EMPLOYED,
        occupation="Carpenter",
        employer="Example Joinery",
        attestation=ticked,
    )


def _letters(number: int) -> str:
    """A number in letters, so that no two people have one name."""
    letters = ""
    while number:
        number, digit = divmod(number, 26)
        letters += "abcdefghijklmnopqrstuvwxyz"[digit]
    return letters


def fill(desk: Desk, upto: int, chance: random.Random) -> None:
    """Fill the books with captured gifts until there are so many."""
    with desk.database.reading() as session:
        have = session.query(models.Contribution).count()
    for start in range(have, upto, 2000):
        rows = []
        for number in range(start, min(start + 2000, upto)):
            gift = a_gift(desk, number, chance)
            new = NewGift(gift, judgement.keys(gift.contributor), gift.election or "", None)
            rows.append(_row(new, number))
        with desk.database.writing() as session:
            session.execute(sa.insert(models.Contribution), rows)


def _row(new: NewGift, number: int) -> dict[str, Any]:
    offered = rows_of.columns(new, NOW)
    return {
        "public_id": f"bench-{number:012}",
        "status": Status.CAPTURED,
        "attempt": 1,
        "act_tries": 0,
        "readings": 1,
        "declines": 0,
        "created_at": NOW,
        "authorized_at": NOW,
        "captured_at": NOW,
        "card_name": "",
        "card_fingerprint": f"fp_{number}",
        "card_wallet": "",
        "risk_level": "",
        "rules": [],
        **offered,
    }


def milliseconds(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """How long a piece of work takes."""
    start = clock()
    work()
    return (clock() - start) * 1000


def beside(  # noqa: PLR0913 - a figure is all of these
    name: str,
    work: Callable[[], object],
    floor: Callable[[], object],
    *,
    floor_name: str,
    limit: float,
    rounds: int,
) -> Figure:
    """Measure a piece of work and its floor by turns, in CPU time; the median of each, and the spread of the work."""
    for each in (work, floor):
        each()
    pairs = [(milliseconds(work), milliseconds(floor)) for _ in range(rounds)]
    mine = [one for one, _ in pairs]
    quartiles = statistics.quantiles(mine, n=4)
    middle = statistics.median(mine)
    least = statistics.median(other for _, other in pairs)
    return Figure(name, middle, least, "ms", limit, floor_name, (quartiles[2] - quartiles[0]) / 2 / middle)
