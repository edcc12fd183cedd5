"""Killed at any point by kill -9, and swept after: no gift is lost, none is taken twice, every receipt goes out."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from compliance.contribution import AdjustmentStatus
from compliance.money import Money
from donations.ledger import Status
from tests.donations import crashing
from tests.donations.books import agree, every, given, later, letters, paid, receipts, stranger
from tests.donations.world import World, signature

ROOT = Path(__file__).resolve().parents[2]
COMMIT = ("before commit", "after commit")


def points(*whats: str) -> tuple[str, ...]:
    """The labels of these points, as they are passed one after the other; a call has a point on either side."""
    flat: list[str] = []
    for what in whats:
        flat += COMMIT if what == "commit" else (f"before {what}", f"after {what}")
    return tuple(f"{number:02} {what}" for number, what in enumerate(flat, 1))


# Every point that there is. Another call or commit on the way makes this table wrong, and the test says so.
OFFER = points("commit", "commit", "start", "commit")
TAKE = points("read", "commit", "read_intent", "commit", "capture", "read_intent", "commit")
LET_GO = points("read", "commit", "read_intent", "commit", "cancel", "read_intent", "commit")
ACCEPT = points("commit", "read_intent", "commit", "capture", "read_intent", "commit")
MESSAGE = points("commit", "read_intent", "adjustments", "commit", "commit")
LETTERS = points("commit", "send", "commit", "commit")


@pytest.fixture(scope="module")
def mortal() -> Iterator[subprocess.Popen[str]]:
    """The process that forks and lets its children die."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.donations.crashing"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


class Deaths:
    """Orders work and sees to it that it ends where it should."""

    def __init__(self, world: World, process: subprocess.Popen[str]) -> None:
        self.world, self.process = world, process

    def order(self, work: str, dies_at: str | None, **more: Any) -> list[str]:
        """Have the work done until it dies; answers the points it has passed."""
        asked = {
            "work": work,
            "dies_at": dies_at,
            "database": self.world.desk.database.url.render_as_string(hide_password=False),
            "stripe": self.world.settings.stripe_api_base,
            "now": self.world.clock().isoformat(),
            **more,
        }
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline())
        assert told["status"] == (signal.SIGKILL if dies_at else 0), (work, dies_at, told)
        passed: list[str] = told["passed"]
        assert not dies_at or passed[-1] == dies_at
        return passed


@pytest.fixture
def deaths(world: World, mortal: subprocess.Popen[str]) -> Deaths:
    """Work in this world that dies."""
    return Deaths(world, mortal)


def test_a_form_whose_process_dies_is_one_gift_when_it_is_sent_again(deaths: Deaths) -> None:
    world = deaths.world
    assert tuple(deaths.order("offer", None, number=0)) == OFFER

    for number, point in enumerate(OFFER, 1):
        deaths.order("offer", point, number=number)
        world.sweep()
        public_id = crashing.offer(world.desk, number, world.clock())  # The person presses again.
        who = stranger(number)
        world.pay(public_id, name=f"{who.first_name} {who.last_name}")
        assert world.advance(public_id).status is Status.CAPTURED, point

    assert len(every(world)) == len(OFFER) + 1
    assert world.captured_cents() == 1000 * len(OFFER)
    agree(world)


def _dying(deaths: Deaths, table: tuple[str, ...], card: str, end: Status) -> None:
    world = deaths.world
    assert tuple(deaths.order("settle", None, gift=paid(world, "10.00", stranger(0), card))) == table

    gifts = {point: paid(world, "10.00", stranger(number), card) for number, point in enumerate(table, 1)}
    for point, public_id in gifts.items():
        deaths.order("settle", point, gift=public_id)
    for _ in range(2):
        later(world)

    assert {point: world.read(gift).status for point, gift in gifts.items()} == dict.fromkeys(gifts, end)
    agree(world)


def test_a_gift_whose_process_dies_is_taken_once(deaths: Deaths) -> None:
    _dying(deaths, TAKE, "4242424242424242", Status.CAPTURED)

    assert deaths.world.captured_cents() == 1000 * (len(TAKE) + 1)
    assert receipts(deaths.world) == {stranger(number).email: 1 for number in range(len(TAKE) + 1)}


def test_a_gift_that_is_let_go_is_let_go_whenever_its_process_dies(deaths: Deaths) -> None:
    _dying(deaths, LET_GO, "4000000000000101", Status.CANCELED)

    assert deaths.world.captured_cents() == 0
    assert [letter.kind for letter in letters(deaths.world)] == ["not_taken"] * (len(LET_GO) + 1)


def test_a_persons_decision_is_kept_and_done_or_not_made(deaths: Deaths) -> None:
    world = deaths.world
    prepaid = "5105105105105100"
    entry = given(world, "10.00", stranger(0), prepaid)
    assert tuple(deaths.order("accept", None, gift=entry.public_id)) == ACCEPT

    for number, point in enumerate(ACCEPT, 1):
        entry = given(world, "10.00", stranger(number), prepaid)
        deaths.order("accept", point, gift=entry.public_id)
        later(world)
        ended = world.read(entry.public_id).status
        assert ended is (Status.HELD if point == ACCEPT[0] else Status.CAPTURED), point

    assert world.captured_cents() == 1000 * len(ACCEPT)
    agree(world)


def test_a_message_whose_process_dies_is_applied_in_the_end(deaths: Deaths) -> None:
    world = deaths.world
    for number, point in enumerate((None, *MESSAGE)):
        entry = given(world, "10.00", stranger(number))
        world.desk.payments.refund(entry.payment_intent_id or "", Money(100), f"refund {number}")
        event = world.sandbox.events("charge.refunded")[-1]
        body = json.dumps(event)
        passed = deaths.order("message", point, body=body, signature=signature(body.encode()))
        assert point is not None or tuple(passed) == MESSAGE
        world.sandbox.mark_delivered(event["id"])
        later(world, seconds=20)
        adjusted = [(each.status, each.amount) for each in world.read(entry.public_id).gift.adjustments]
        assert adjusted == [(AdjustmentStatus.SUCCEEDED, Money(100))], point
    agree(world)


def test_a_receipt_goes_out_whenever_its_process_dies_and_twice_only_between_sending_and_marking(
    deaths: Deaths, tmp_path: Path
) -> None:
    world = deaths.world
    folder = tmp_path / "sent"
    given(world, "10.00", stranger(0))
    assert tuple(deaths.order("letters", None, folder=str(folder))) == LETTERS

    for number, point in enumerate(LETTERS, 1):
        given(world, "10.00", stranger(number))
        before = len(list(folder.glob("*.eml")))
        deaths.order("letters", point, folder=str(folder))
        world.clock.forward(minutes=3)
        deaths.order("letters", None, folder=str(folder))
        sent = len(list(folder.glob("*.eml"))) - before
        between = ("after send", "before commit")
        assert sent == (2 if point in LETTERS[3:5] else 1), point
        assert point not in LETTERS[3:5] or point[3:] in between
    assert all(letter.sent_at for letter in letters(world))
