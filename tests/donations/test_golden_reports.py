"""Reports of live books, byte for byte, the same from both databases: the worked rows, a season, an amendment."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from compliance.committee import Committee, Cycle, Office
from compliance.election import Election
from donations import reports, urgent
from tests.donations.exports import readers
from tests.donations.righting import BY, by_check, keyed
from tests.donations.season import DANA, ERIN, HUGO, WORK, a_season
from tests.donations.test_reports import Q1, file_it, until
from tests.donations.world import COMMITTEE, World

GOLDEN = Path(__file__).parent.parent / "golden"
PRESIDENT = replace(
    COMMITTEE,
    name="Example for President",
    office=Office.PRESIDENT,
    state="",
    district="",
    cycle=Cycle(date(2024, 11, 6), date(2028, 11, 7)),
    elections=(Election("P2028", date(2028, 8, 24)), Election("G2028", date(2028, 11, 7))),
)


def worked(world: World, election: str) -> None:
    """Gifts of 150, 50.00 and 0.01, then a refund of 100, then 25: the third and the last are itemized."""
    first = keyed(world, "150.00", DANA, election=election, **WORK)
    for amount in ("50.00", "0.01"):
        world.clock.forward(days=1)
        keyed(world, amount, DANA, election=election, **WORK)
    world.clock.forward(days=1)
    by_check(world, first, "100.00")
    world.clock.forward(days=1)
    keyed(world, "25.00", DANA, election=election, **WORK)


@pytest.mark.parametrize(
    "name, committee, election", [("worked_f3n", COMMITTEE, "P2026"), ("worked_f3pn", PRESIDENT, "P2028")]
)
def test_the_worked_rows_are_the_same_byte_for_byte(
    make_world: Any, tmp_path: Path, name: str, committee: Committee, election: str
) -> None:
    world: World = make_world(committee=committee)
    worked(world, election)
    until(world, date(2026, 4, 10))

    reports.write(world.desk, Q1, tmp_path / "report.fec", by=BY, now=world.clock())

    readers.all_agree(tmp_path / "report.fec")
    assert (tmp_path / "report.fec").read_bytes() == (GOLDEN / f"{name}.fec").read_bytes()


def test_a_season_and_its_amendment_are_the_same_byte_for_byte(world: World, tmp_path: Path) -> None:
    a_season(world, paid_out=False)
    until(world, date(2026, 4, 10))
    reports.write(world.desk, Q1, tmp_path / "original.fec", by=BY, now=world.clock())
    file_it(world)
    keyed(world, "400.00", HUGO, on=date(2026, 3, 20), **WORK)
    amending = replace(Q1, amends="1900001")

    reports.write(world.desk, amending, tmp_path / "amendment.fec", by=BY, now=world.clock())

    for written, golden in (("original", "season_f3n"), ("amendment", "season_f3a")):
        readers.all_agree(tmp_path / f"{written}.fec")
        assert (tmp_path / f"{written}.fec").read_bytes() == (GOLDEN / f"{golden}.fec").read_bytes()


def test_a_notice_of_live_books_is_the_same_byte_for_byte(world: World, tmp_path: Path) -> None:
    until(world, date(2026, 5, 20))
    keyed(world, "1,000.00", HUGO, **WORK)
    keyed(world, "999.99", DANA, **WORK)
    keyed(world, "2,500.00", ERIN, **WORK)
    due = [each.ref for each in urgent.due(world.desk, world.clock())]

    urgent.write(world.desk, tmp_path / "f6.fec", due, signed_on=date(2026, 5, 20), by=BY, now=world.clock())

    readers.all_agree(tmp_path / "f6.fec")
    assert (tmp_path / "f6.fec").read_bytes() == (GOLDEN / "live_f6n.fec").read_bytes()
