"""Reports from live books: what is itemized, the columns of the cover, and what stops a file."""

from datetime import date
from pathlib import Path

import pytest

from compliance.money import Money
from donations import reports
from donations.reports import Asked, Written
from tests.donations.books import JORDAN, ROBIN, given
from tests.donations.righting import BY, give_back, keyed
from tests.donations.world import World

Q1 = Asked(date(2026, 1, 1), date(2026, 3, 31))


def written(world: World, folder: Path, asked: Asked = Q1) -> tuple[Written, list[list[str]]]:
    """Write a report at the end of its period's next month; answers its lines, taken apart."""
    while world.desk.committee.local_date(world.clock()) <= asked.end:
        world.clock.forward(days=1)
    path = folder / "report.fec"
    done = reports.write(world.desk, asked, path, by=BY, now=world.clock())
    return done, [line.split("\x1c") for line in path.read_bytes().decode("ascii").split("\r\n")[:-1]]


def of(lines: list[list[str]], kind: str) -> list[list[str]]:
    """The lines of one record type."""
    return [line for line in lines if line[0] == kind]


def test_once_two_hundred_is_passed_that_receipt_and_every_later_one_is_itemized(world: World, tmp_path: Path) -> None:
    first = keyed(world, "150.00")
    keyed(world, "50.00")
    keyed(world, "0.01")
    world.clock.forward(days=1)
    give_back(world, first, "100.00", check_number="1001")
    world.clock.forward(days=1)
    keyed(world, "25.00")

    done, lines = written(world, tmp_path)

    receipts = of(lines, "SA11AI")
    assert [(line[20], line[21]) for line in receipts] == [("0.01", "200.01"), ("25.00", "125.01")]
    assert of(lines, "SB20A") == []
    assert done.figures["A", "11ai"] == Money(2501)
    assert done.figures["A", "11aii"] == Money(20000)
    assert done.figures["A", "20a"] == Money(10000)
    assert done.figures["B", "11aiii"] == Money(22501)
