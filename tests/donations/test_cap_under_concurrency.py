"""The limit under concurrency: one person in many spellings, from many threads and processes, never passes it."""

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from compliance.contribution import CardFacts, Contributor
from compliance.money import Money
from donations import judgement, ledger, models, settlement
from donations.db import Database
from donations.desk import Desk
from donations.ledger import NewGift, Status
from donations.payments import IntentStatus, Payment, SessionStatus
from tests.donations.books import ROBIN, TAKEN, a_gift, agree, bare_desk, every, paid
from tests.donations.world import COMMITTEE, NOON, World
from tests.factories import a_contributor, an_address

ATTEMPTS = 200
CAP = COMMITTEE.cap.cents


def spellings(seed: int) -> Iterator[Contributor]:
    """One person, never quite the same: case, accents, spacing, e-mail tags, forms of the address."""
    chance = random.Random(seed)
    while True:
        street = chance.choice(["12 North Main Street", "12 N Main St", "12 N. MAIN ST.", " 12  north main street"])
        line2 = chance.choice(["Apt 4", "#4", "Apt. 4", "apartment 4"])
        email = chance.choice(
            ["rene.o@example.org", "RENE.O@Example.org", f"rene.o+{chance.randrange(99)}@example.org"]
        )
        yield a_contributor(
            first_name=chance.choice(["René", "Rene", "RENE", " rené ", "Rene\u0301"]),
            last_name=chance.choice(["O'Brien", "O’Brien", "OBrien", "o'brien"]),
            email=email,
            address=an_address(line1=street, line2=line2, postal_code=chance.choice(["43215", "43215-1234"])),
        )


class Bank:
    """Stripe without the network: every card page is paid, money is captured and let go at once, and counted."""

    def __init__(self, amounts: dict[str, int], name: str = "Rene O'Brien", *, one_card: bool = True) -> None:
        self.amounts = amounts
        self.one_card = one_card
        self.intents: dict[str, IntentStatus] = {}
        self.lock = threading.Lock()
        self.card = CardFacts("US", "credit", "visa", name, "fp_one")

    def read(self, session_id: str) -> Payment:
        return self._payment(session_id.removeprefix("cs_"))

    def read_intent(self, intent_id: str) -> Payment:
        return self._payment(intent_id.removeprefix("pi_"))

    def _payment(self, gift: str) -> Payment:
        with self.lock:
            status = self.intents.get(f"pi_{gift}", IntentStatus.REQUIRES_CAPTURE)
        amount = Money(self.amounts[gift])
        return Payment(
            session_id=f"cs_{gift}",
            session=SessionStatus.COMPLETE,
            url=None,
            intent_id=f"pi_{gift}",
            intent=status,
            amount=amount,
            currency="USD",
            card=self.card if self.one_card else replace(self.card, fingerprint=f"fp_{gift}"),
            charge_id=f"ch_{gift}",
            authorized_at=NOON,
            received=amount if status is IntentStatus.SUCCEEDED else Money(0),
            cancellation_reason="requested_by_customer" if status is IntentStatus.CANCELED else "",
        )

    def capture(self, intent_id: str, _key: str) -> None:
        self._end(intent_id, IntentStatus.SUCCEEDED)

    def cancel(self, intent_id: str, _key: str) -> None:
        self._end(intent_id, IntentStatus.CANCELED)

    def _end(self, intent_id: str, status: IntentStatus) -> None:
        with self.lock:
            assert intent_id not in self.intents, "ended twice"
            self.intents[intent_id] = status

    @property
    def captured(self) -> int:
        return sum(
            self.amounts[intent.removeprefix("pi_")]
            for intent, status in self.intents.items()
            if status is IntentStatus.SUCCEEDED
        )


def attempts(database: Database, amounts: list[int], people: Iterable[Contributor]) -> dict[str, int]:
    """Put so many paid gifts into the books, at the point where somebody has to look; ids and cents."""
    made: dict[str, int] = {}
    with database.writing() as session:
        for who, cents in zip(people, amounts, strict=False):
            gift = replace(a_gift("1.00", who), amount=Money(cents))
            entry = ledger.offer(session, NewGift(gift, judgement.keys(who), "P2026", None), NOON)
            page = {"checkout_session_id": f"cs_{entry.public_id}", "checkout_url": "http://127.0.0.1/"}
            ledger.move(session, entry, Status.CHECKOUT_OPEN, NOON, **page)
            made[entry.public_id] = cents
    return made


def at_once(acts: list[Callable[[], Any]], threads: int = 16) -> list[BaseException]:
    """Do all of these at the same time, as far as that goes; answers what went wrong."""
    waiting, failures, lock = list(acts), [], threading.Lock()
    start = threading.Barrier(threads)

    def work() -> None:
        start.wait()
        while True:
            with lock:
                if not waiting:
                    return
                act = waiting.pop()
            try:
                act()
            except BaseException as error:  # noqa: BLE001 - whatever it is, the test tells
                failures.append(error)

    hands = [threading.Thread(target=work) for _ in range(threads)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return failures


@dataclass
class Outcome:
    """What a round came to."""

    captured: int
    refused: list[int]
    statuses: set[Status]


def one_round(
    desk: Desk, amounts: list[int], people: int | Iterable[Contributor], threads: int = 16, *, one_card: bool = True
) -> Outcome:
    """All attempts at once, of one person in many spellings where a seed is given.

    What Stripe took and what the books say have to be the same.
    """
    made = attempts(desk.database, amounts, spellings(people) if isinstance(people, int) else people)
    bank = Bank(made, one_card=one_card)
    busy = replace(desk, payments=bank)  # type: ignore[arg-type]

    failures = at_once([lambda gift=gift: settlement.advance(busy, gift, NOON) for gift in made], threads)  # type: ignore[misc]

    assert failures == []
    with desk.database.reading() as session:
        entries = [entry for gift in made if (entry := ledger.find(session, gift))]
    taken = [entry for entry in entries if entry.status in TAKEN]
    assert bank.captured == sum(entry.gift.amount.cents for entry in taken)
    refused = [entry.gift.amount.cents for entry in entries if entry.status is Status.CANCELED]
    return Outcome(bank.captured, refused, {entry.status for entry in entries})


def hold_room(outcome: Outcome) -> None:
    """Never over the limit, and nobody refused who would have fitted."""
    assert outcome.captured <= CAP
    assert all(outcome.captured + refused > CAP for refused in outcome.refused), "a needless refusal"
    assert outcome.statuses <= {Status.CAPTURED, Status.CANCELED, Status.HELD}


@pytest.fixture
def desk(migrated_url: str) -> Iterator[Desk]:
    """A desk over an empty database, with nothing behind it."""
    database = Database(migrated_url)
    yield bare_desk(database, Bank({}))
    database.close()


def test_two_hundred_attempts_at_once_use_the_limit_exactly_and_never_pass_it(desk: Desk) -> None:
    outcome = one_round(desk, [30_000] * ATTEMPTS, people=1)

    hold_room(outcome)
    assert outcome.captured == CAP
    assert len(outcome.refused) == ATTEMPTS - CAP // 30_000
    assert outcome.statuses == {Status.CAPTURED, Status.CANCELED}


def test_amounts_of_every_size_leave_no_room_that_somebody_was_refused(desk: Desk) -> None:
    chance = random.Random(7)

    outcome = one_round(desk, [chance.randrange(100, 150_000) for _ in range(40)], people=2)

    hold_room(outcome)
    assert outcome.captured > CAP * 0.9


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_thousand_rounds(desk: Desk) -> None:
    for number in range(1000):
        chance = random.Random(number)
        with desk.database.writing() as session:
            session.execute(sa.update(models.Contribution).values(status=Status.CANCELED))
        hold_room(one_round(desk, [chance.randrange(100, 200_000) for _ in range(32)], people=number, threads=32))


@contextmanager
def _no_lock(desk: Desk, kept: tuple[str, ...] = ()) -> Iterator[Desk]:
    """The same database, but whoever asks for a lock gets none, or only those of the `kept` kinds."""

    class Careless(Database):
        def lock(self, session: Any, keys: Any) -> None:
            if kept:
                super().lock(session, [key for key in keys if key.startswith(kept)])
            time.sleep(0.01)

    careless = Careless(desk.database.url.render_as_string(hide_password=False))
    try:
        yield replace(desk, database=careless)
    finally:
        careless.close()


def test_without_the_lock_the_same_attempts_pass_the_limit(desk: Desk) -> None:
    """A control: the tests above can fail. On SQLite the one writer is the lock, and cannot be left out."""
    if desk.database.sqlite:
        with _no_lock(desk) as careless:
            hold_room(one_round(careless, [110_000] * 8, people=3))
        return
    with _no_lock(desk) as careless:
        outcome = one_round(careless, [110_000] * 16, people=3)

    assert outcome.captured > CAP


def two_records() -> Iterator[Contributor]:
    """One person who moved and has a new e-mail; the first record joins the two, which share nothing but the name."""

    def record(email: str, street: str) -> Contributor:
        return a_contributor(first_name="René", last_name="O'Brien", email=email, address=an_address(line1=street))

    yield record("rene@example.org", "98 Oak Avenue")
    while True:
        yield record("rene@example.org", "12 N Main Street")
        yield record("obrien@example.com", "98 Oak Avenue")


def of_two_records(desk: Desk) -> Outcome:
    """Twenty-four gifts at once, each by a card of its own, of which one alone fits."""
    people = two_records()
    one_round(desk, [100], people, threads=1, one_card=False)
    return one_round(desk, [200_000] * 24, people, threads=16, one_card=False)


def test_two_records_that_share_nothing_but_the_name_wait_for_each_other(desk: Desk) -> None:
    assert of_two_records(desk).captured == 200_000


def test_without_the_lock_on_the_name_the_same_two_records_pass_the_limit(desk: Desk) -> None:
    """A control, which on SQLite cannot fail: the one writer is the lock."""
    with _no_lock(desk, kept=("email:", "address:", "card:")) as careless:
        outcome = of_two_records(careless)

    assert (outcome.captured > CAP) is not desk.database.sqlite


def statuses_of(desk: Desk, gifts: Iterable[str]) -> list[Status]:
    """How the gifts stand."""
    with desk.database.reading() as session:
        return [entry.status for gift in gifts if (entry := ledger.find(session, gift))]


NICKNAMES = [
    a_contributor(first_name=first, email="kathy@example.org", last_name="Moss")
    for first in ("Katherine", "Kathy", "Kate")
]


def test_a_nickname_at_the_same_time_is_held_for_a_person_and_never_taken_beside(desk: Desk) -> None:
    made: dict[str, int] = {}
    with desk.database.writing() as session:
        for number in range(9):
            who = NICKNAMES[number % 3]
            entry = ledger.offer(session, NewGift(a_gift("2000.00", who), judgement.keys(who), "P2026", None), NOON)
            ledger.move(session, entry, Status.CHECKOUT_OPEN, NOON, checkout_session_id=f"cs_{entry.public_id}")
            made[entry.public_id] = 200_000
    bank = Bank(made, "Katherine Moss")
    busy = replace(desk, payments=bank)  # type: ignore[arg-type]

    assert at_once([lambda gift=gift: settlement.advance(busy, gift, NOON) for gift in made], 9) == []  # type: ignore[misc]

    assert bank.captured == 200_000
    statuses = statuses_of(desk, made)
    assert set(statuses) <= {Status.CAPTURED, Status.HELD, Status.CANCELED}
    assert statuses.count(Status.CAPTURED) == 1


def test_paid_forms_of_one_person_settled_at_once_through_the_real_door(world: World) -> None:
    gifts = [paid(world, "1000.00", ROBIN) for _ in range(6)]

    assert at_once([lambda gift=gift: world.advance(gift) for gift in gifts], 6) == []  # type: ignore[misc]
    for _ in range(3):
        world.clock.forward(minutes=1)
        world.sweep()

    assert world.captured_cents() == 300_000
    assert sorted(entry.status for entry in every(world)) == ["canceled"] * 3 + ["captured"] * 3
    agree(world)


# Several processes ---------------------------------------------------------------------------------------------------

WORKER = """
import json, sys
from donations import settlement
from donations.db import Database
from tests.donations.books import bare_desk
from tests.donations.test_cap_under_concurrency import Bank, at_once
from tests.donations.world import NOON
url, made = sys.argv[1], json.loads(sys.stdin.readline())
bank = Bank(made)
desk = bare_desk(Database(url), bank)
print("ready", flush=True)
sys.stdin.readline()
failures = at_once([lambda gift=gift: settlement.advance(desk, gift, NOON) for gift in made], 8)
print(json.dumps({"captured": bank.captured, "failures": [repr(each) for each in failures]}), flush=True)
desk.database.close()
"""


def test_several_processes_together_never_pass_the_limit(desk: Desk) -> None:
    url = desk.database.url.render_as_string(hide_password=False)
    made = attempts(desk.database, [110_000] * 24, people=spellings(4))
    shares = [dict(list(made.items())[number::2]) for number in range(2)]
    root = Path(__file__).resolve().parents[2]
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, url], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in shares
    ]
    for worker, share in zip(workers, shares, strict=True):
        assert worker.stdin is not None
        worker.stdin.write(json.dumps(share) + "\n")
        worker.stdin.flush()
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    told = [json.loads(worker.communicate("go\n", timeout=60)[0]) for worker in workers]

    assert [each["failures"] for each in told] == [[], []]
    assert sum(each["captured"] for each in told) == 330_000
    statuses = statuses_of(desk, made)
    assert sorted(set(statuses)) == ["canceled", "captured"]
    assert statuses.count(Status.CAPTURED) == 3
