"""The walk of the books, on both databases: what a report is made of, and what its sums are held to."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from compliance.money import ZERO, Money
from donations import reporting
from tests.donations.exports import readers
from tests.donations.righting import keyed
from tests.donations.season import DANA, HUGO, WORK, a_season, bounce, person
from tests.donations.test_reports import Q1, Q2, file_it, of, written
from tests.donations.world import World


def test_a_season_reads_back_the_same_in_every_reader(world: World, tmp_path: Path) -> None:
    a_season(world)

    written(world, tmp_path)

    readers.all_agree(tmp_path / "report.fec")


def test_the_columns_of_two_quarters_come_to_the_cycles(world: World, tmp_path: Path) -> None:
    a_season(world)
    first, _lines = written(world, tmp_path)
    keyed(world, "75.00", DANA, **WORK)
    second, lines = written(world, tmp_path, Q2)

    assert [line[20] for line in of(lines, "SA11AI")] == ["75.00"]
    for line in ("11ai", "11aii", "11e", "17", "20d", "22"):
        assert second.figures["B", line] == first.figures["A", line] + second.figures["A", line], line


def test_leaving_out_whom_nothing_itemizes_changes_no_byte_and_no_sum(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_season(world)
    for number, (amount, who) in enumerate([("200.00", person("Kim", "Low", 21)), ("200.01", person("Kim", "Low", 22)),
                                            ("5.00", person("Lee", "May", 23)), ("150.00", DANA)]):  # fmt: skip
        keyed(world, amount, who, on=date(2026, 3, 10 + number), **WORK)
    short, lines = written(world, tmp_path)
    left_out: list[int] = []
    monkeypatch.setattr(reporting, "_is_small", lambda _group, rows: left_out.append(len(rows)))

    full, again = written(world, tmp_path)

    assert left_out
    assert (short.sha256, short.figures, lines) == (full.sha256, full.figures, again)
    assert [line[20] for line in of(lines, "SA11AI") if line[7] == "Low"] == ["200.01"]


def test_the_same_books_give_the_same_bytes_on_another_day(world: World, tmp_path: Path) -> None:
    a_season(world)

    first, _lines = written(world, tmp_path)
    world.clock.forward(days=9)
    again, _lines = written(world, tmp_path)

    assert again.sha256 == first.sha256


def test_a_check_that_bounces_after_its_period_was_filed_is_a_negative_entry(world: World, tmp_path: Path) -> None:
    entry = keyed(world, "300.00", HUGO, **WORK)
    first, before = written(world, tmp_path)
    file_it(world)
    world.clock.forward(days=1)
    bounce(world, entry, date(2026, 4, 2))

    done, lines = written(world, tmp_path, Q2)
    again, after = written(world, tmp_path)

    (negative,) = of(lines, "SA11AI")
    assert (negative[2], negative[20], negative[21]) == (f"C{entry.id}B", "-300.00", "0.00")
    assert negative[22] == "Returned check, receipt of 2026-03-02"
    assert (done.figures["A", "11ai"], done.figures["B", "11ai"]) == (Money(-30000), ZERO)
    assert (again.sha256, after) == (first.sha256, before)


def test_an_amendment_is_complete_and_names_its_original(world: World, tmp_path: Path) -> None:
    keyed(world, "300.00", HUGO, **WORK)
    written(world, tmp_path)
    file_it(world)
    keyed(world, "400.00", DANA, on=date(2026, 3, 20), **WORK)
    amending = replace(Q1, amends="1900001")

    _done, lines = written(world, tmp_path, amending)
    file_it(world, amending, "1900002")
    _done, again = written(world, tmp_path, amending)

    assert lines[0][5:7] == ["FEC-1900001", "1"]
    assert lines[1][0] == "F3A"
    assert [line[20] for line in of(lines, "SA11AI")] == ["400.00", "300.00"]
    assert again[0][5:7] == ["FEC-1900001", "2"]
    readers.all_agree(tmp_path / "report.fec")
