"""The database: writers queue fairly, keys are locked in one order, and nobody hears "database is locked"."""

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from compliance.money import Money
from donations import limits, models
from donations.db import Database, _FairQueue
from tests.donations.test_cap_under_concurrency import at_once

ROOT = Path(__file__).resolve().parents[2]
HOUR = timedelta(hours=1)
NOW = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    """An empty database."""
    opened = Database(migrated_url)
    yield opened
    opened.close()


def count(database: Database, key: str) -> int:
    with database.reading() as session:
        return limits.count(session, key, NOW, HOUR)


# Transactions --------------------------------------------------------------------------------------------------------


def test_what_fails_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        _ = limits.hit(session, "k", NOW, HOUR), 1 // 0

    assert count(database, "k") == 0


def test_whoever_reads_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError), database.reading() as session:
        limits.hit(session, "k", NOW, HOUR)

    assert count(database, "k") == 0


def test_whoever_reads_sees_one_moment(database: Database) -> None:
    with database.reading() as session:
        before = limits.count(session, "k", NOW, HOUR)
        with database.writing() as writer:
            limits.hit(writer, "k", NOW, HOUR)
        session.expire_all()
        assert limits.count(session, "k", NOW, HOUR) == before == 0

    assert count(database, "k") == 1


def test_one_transaction_inside_another_is_refused_where_it_would_wait_for_ever(database: Database) -> None:
    if not database.sqlite:
        with database.writing(), database.writing() as session:
            limits.hit(session, "k", NOW, HOUR)
        return

    with database.writing(), pytest.raises(RuntimeError, match="inside another"), database.writing():
        raise AssertionError

    with database.writing() as session:
        limits.hit(session, "k", NOW, HOUR)
    assert count(database, "k") == 1


def test_money_and_instants_come_back_as_they_went_in(database: Database) -> None:
    eastern = timezone(timedelta(hours=-5))
    at = datetime(2026, 3, 1, 23, 59, 59, 123456, tzinfo=eastern)
    with database.writing() as session:
        session.add(models.Tally(key="k", window=at, count=1))

    with database.reading() as session:
        (window,) = session.scalars(sa.select(models.Tally.window))
        (largest,) = session.execute(
            sa.select(
                sa.cast(sa.literal(Money(10**15), models.Contribution.__table__.c.amount_cents.type), sa.BigInteger)
            )
        ).scalars()

    assert window == at
    assert window.tzinfo is UTC
    assert largest == 10**15


def test_a_moment_without_its_time_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 3, 2)  # noqa: DTZ001 - that is the point

    with pytest.raises(sa.exc.StatementError, match="time zone"), database.writing() as session:
        session.execute(sa.insert(models.Tally).values(key="k", window=naive, count=1))


def test_sqlite_needs_a_file_that_threads_and_processes_share() -> None:
    for url in ("sqlite://", "sqlite:///:memory:"):
        with pytest.raises(ValueError, match="file"):
            Database(url)


def test_the_address_of_postgresql_may_leave_the_driver_out() -> None:
    assert Database("postgresql://u@localhost/x").url.drivername == "postgresql+psycopg"


def test_the_database_answers(database: Database) -> None:
    database.ping()


# The queue -----------------------------------------------------------------------------------------------------------


def test_sixteen_writers_at_once_lose_nothing_and_meet_no_lock(database: Database) -> None:
    def write() -> None:
        with database.writing() as session:
            limits.hit(session, "k", NOW, HOUR)

    assert at_once([write] * 160, 16) == []
    assert count(database, "k") == 160


def test_writers_of_one_process_are_served_in_the_order_in_which_they_came(migrated_file: Path) -> None:
    database = Database(f"sqlite:///{migrated_file}.order")
    database.migrate()
    served: list[int] = []
    hold, hands = threading.Event(), []

    def write(number: int) -> None:
        with database.writing():
            served.append(number)

    def holder() -> None:
        with database.writing():
            hold.wait(10)

    first = threading.Thread(target=holder)
    first.start()
    while not database._queue._busy:  # noqa: SLF001 - the queue itself is looked at
        time.sleep(0.001)
    for number in range(12):
        hand = threading.Thread(target=write, args=(number,))
        hand.start()
        hands.append(hand)
        while len(database._queue._waiting) <= number:  # noqa: SLF001 - the queue itself is looked at
            time.sleep(0.001)
    hold.set()
    for hand in (first, *hands):
        hand.join()
    database.close()

    assert served == list(range(12))


def test_a_writer_that_fails_hands_its_turn_on(database: Database) -> None:
    def fail() -> None:
        with database.writing():
            raise ZeroDivisionError

    failures = at_once([fail] * 8, 4)

    assert [type(each) for each in failures] == [ZeroDivisionError] * 8
    with database.writing() as session:
        limits.hit(session, "k", NOW, HOUR)
    assert count(database, "k") == 1


WRITER = """
import json, sys
from datetime import UTC, datetime, timedelta
from donations import limits
from donations.db import Database
from tests.donations.test_cap_under_concurrency import at_once
database = Database(sys.argv[1])
now = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
def write():
    with database.writing() as session:
        limits.hit(session, "k", now, timedelta(hours=1))
print("ready", flush=True)
sys.stdin.readline()
failures = at_once([write] * 120, 8)
print(json.dumps([repr(each) for each in failures]), flush=True)
database.close()
"""


def test_eight_threads_of_two_processes_meet_no_lock(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, url], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    told = [json.loads(writer.communicate("go\n", timeout=60)[0]) for writer in writers]

    assert told == [[], []]
    assert count(database, "k") == 240


# Keys ----------------------------------------------------------------------------------------------------------------


def test_keys_are_locked_in_one_order_so_that_nobody_waits_for_ever(database: Database) -> None:
    keys = [f"name:{number}" for number in range(6)]
    chance = random.Random(5)

    def act(order: list[str]) -> Any:
        def work() -> None:
            with database.writing() as session:
                database.lock(session, order)
                for key in sorted(order):
                    limits.hit(session, key, NOW, HOUR)

        return work

    orders = [chance.sample(keys, chance.randint(2, 6)) for _ in range(120)]

    assert at_once([act(order) for order in orders], 8) == []
    assert [count(database, key) for key in keys] == [sum(key in order for order in orders) for key in keys]


def test_a_key_keeps_others_off_and_another_key_does_not(database: Database) -> None:
    if database.sqlite:
        return  # One writer at a time is the lock there; see above.
    order: list[str] = []
    held, free = threading.Event(), threading.Event()

    def other() -> None:
        with database.writing() as session:
            database.lock(session, ["name:b", ""])
            order.append("another key")
        free.set()
        with database.writing() as session:
            database.lock(session, ["name:a"])
            order.append("the same key")

    hand = threading.Thread(target=other)
    with database.writing() as session:
        database.lock(session, ["name:a", "email:a"])
        hand.start()
        assert free.wait(10)
        held.wait(0.2)
        order.append("first")
    hand.join()

    assert order == ["another key", "first", "the same key"]


def test_dates_stay_dates(database: Database) -> None:
    with database.reading() as session:
        assert session.scalar(sa.select(sa.literal(date(2026, 2, 28), sa.Date))) == date(2026, 2, 28)


def test_whoever_waits_in_vain_for_a_turn_to_write_leaves_the_queue_and_hears_it() -> None:
    queue = _FairQueue(None, patience=0.05)
    with queue.turn():
        told = _from_another_thread(queue)
    again = _from_another_thread(queue)

    assert told == ["OperationalError"]
    assert again == ["had a turn"]


def _from_another_thread(queue: _FairQueue) -> list[str]:
    heard: list[str] = []

    def wait() -> None:
        try:
            with queue.turn():
                heard.append("had a turn")
        except DBAPIError as error:
            heard.append(type(error).__name__)

    thread = threading.Thread(target=wait)
    thread.start()
    thread.join(10)
    return heard
