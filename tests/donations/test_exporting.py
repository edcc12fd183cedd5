"""Exports asked for on a page: made while others work, found again, begun once, and their end always told."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from donations import export_runs, exported, exporting, models
from donations.export_runs import Run
from donations.reports import Asked
from tests.donations.righting import BY, keyed
from tests.donations.world import World

Q1 = Asked(date(2026, 1, 1), date(2026, 3, 31))


@pytest.fixture
def april(world: World) -> World:
    """The 2nd of April, with one gift in the quarter before."""
    keyed(world, "250.00")
    world.clock.forward(days=31)
    return world


def begun(world: World, folder: Path, asked: Asked = Q1, moment: float = 30) -> Run:
    run = exporting.start(world.desk, asked, folder, by=BY, clock=world.clock, moment=moment)
    assert run is not None
    return run


def under_way(world: World) -> int:
    """A run that another process has begun."""
    with world.desk.database.writing() as session:
        run = export_runs.begin(session, Q1.start, Q1.end, by="Another", now=world.clock())
        assert run is not None
        return run.id


def exports(world: World) -> int:
    with world.desk.database.reading() as session:
        return len([each for each in exported.newest(session, 10) if each.kind == "fec"])


def test_an_export_that_takes_a_moment_is_done_when_it_is_answered(april: World, tmp_path: Path) -> None:
    run = begun(april, tmp_path / "exports")

    assert (run.goes_on, run.cut_short, run.fault, run.asked_by) == (False, False, "", BY)
    assert (run.read, run.whole) == (1, 1)
    assert exports(april) == 1
    assert list((tmp_path / "exports").iterdir()) == []


def test_whoever_does_not_wait_finds_it_later(april: World, tmp_path: Path) -> None:
    begun(april, tmp_path, moment=0)
    for thread in threading.enumerate():
        if thread.name == "export":
            thread.join(30)

    found = exporting.last(april.desk, Q1.start, Q1.end, april.clock())
    assert found is not None
    assert found.ended_at is not None
    assert exports(april) == 1


def test_while_one_goes_on_another_of_the_same_period_is_not_begun(april: World, tmp_path: Path) -> None:
    number = under_way(april)

    run = begun(april, tmp_path)

    assert (run.id, run.goes_on, run.asked_by) == (number, True, "Another")
    assert exports(april) == 0


def test_other_periods_do_not_wait_for_it(april: World, tmp_path: Path) -> None:
    under_way(april)

    run = begun(april, tmp_path, Asked(date(2025, 10, 1), date(2025, 12, 31)))

    assert run.ended_at is not None
    assert exports(april) == 1


@pytest.mark.parametrize("silent_for, cut_short", [(timedelta(minutes=2), False), (timedelta(seconds=121), True)])
def test_a_run_that_gives_no_sign_of_life_was_cut_short(
    april: World, tmp_path: Path, silent_for: timedelta, cut_short: bool
) -> None:
    number = under_way(april)
    with april.desk.database.writing() as session:
        export_runs.progress(session, number, 500, 1000, april.clock())
    april.clock.now += silent_for

    found = exporting.last(april.desk, Q1.start, Q1.end, april.clock())
    after = begun(april, tmp_path)

    assert found is not None
    assert (found.cut_short, found.read, found.whole) == (cut_short, 500, 1000)
    assert (after.id > number) is cut_short
    assert exports(april) == int(cut_short)


def test_what_stops_it_is_kept_with_the_gifts_to_look_at(april: World, tmp_path: Path) -> None:
    with april.desk.database.writing() as session:
        row = session.scalars(sa.select(models.Contribution)).one()
        row.last_name, public_id = "", row.public_id

    run = begun(april, tmp_path)

    assert run.fault.startswith("An entry cannot be written: SchA C1: contributor_last_name")
    assert run.refs == (public_id,)
    assert exports(april) == 0


def test_a_report_that_cannot_be_says_why(april: World, tmp_path: Path) -> None:
    run = begun(april, tmp_path, Asked(date(2026, 4, 1), date(2026, 6, 30)))

    assert "2026-06-30, which is still to come" in run.fault
    assert run.refs == ()


def test_whatever_else_goes_wrong_is_told_too_and_names_nobody(
    april: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "taken by Robin Sample"
    folder.write_text("a file where a folder should be")

    with caplog.at_level(logging.ERROR):
        run = begun(april, folder)

    assert run.fault == "The books or the disk did not answer. Nothing was made; export it again."
    assert "an export met FileExistsError" in caplog.text
    assert "Robin" not in caplog.text
    assert exports(april) == 0


class _NoBeats:
    """A database in which nobody gets a turn to write while the books are read: a progress that cannot be kept."""

    def __init__(self, world: World) -> None:
        self._database = world.desk.database
        self._reading = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    @contextmanager
    def reading(self) -> Iterator[Any]:
        with self._database.reading() as session:
            self._reading = True
            try:
                yield session
            finally:
                self._reading = False

    def writing(self) -> Any:
        if self._reading:
            raise sa.exc.OperationalError("a turn to write", None, TimeoutError())
        return self._database.writing()


def test_a_progress_that_cannot_be_kept_stops_no_export(april: World, tmp_path: Path) -> None:
    desk = replace(april.desk, database=_NoBeats(april))  # type: ignore[arg-type]

    run = exporting.start(desk, Q1, tmp_path, by=BY, clock=april.clock, moment=30)

    assert run is not None
    assert (run.fault, run.read, run.ended_at is not None) == ("", 0, True)
    assert exports(april) == 1


def test_what_was_asked_for_long_ago_is_forgotten_and_the_export_is_not(april: World, tmp_path: Path) -> None:
    begun(april, tmp_path)
    april.clock.forward(days=31)

    april.sweep(deep=True)

    assert exporting.last(april.desk, Q1.start, Q1.end, april.clock()) is None
    assert exports(april) == 1
