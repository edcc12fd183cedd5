"""Reports of books in which more than one thing went wrong with one gift: each is told, and none stops the report."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from compliance.committee import Office
from compliance.election import Election
from compliance.money import ZERO, Money
from compliance.remedy import Remedy
from donations import adjustments, refunds
from donations.adjustments import Wish
from tests.donations.books import given
from tests.donations.exports import readers
from tests.donations.righting import BY, EMAIL, by_check, keyed, sign
from tests.donations.season import ALEX, DANA, GAIL, HUGO, JOINT, WORK, bounce, person
from tests.donations.test_reports import Q2, file_it, of, until, written
from tests.donations.world import COMMITTEE, World


def entries(lines: list[list[str]]) -> list[tuple[str, str]]:
    """Id and amount of every entry of the schedules."""
    return [(line[2], line[20]) for line in lines if line[0].startswith(("SA", "SB"))]


def test_a_bank_that_takes_back_all_after_a_part_was_given_back_is_told_as_it_was(world: World, tmp_path: Path) -> None:
    entry = given(world, "500.00", GAIL)
    by_check(world, entry, "100.00")
    dispute = world.sandbox.create_dispute(entry.charge_id or "")
    world.sandbox.close_dispute(dispute["id"], "lost")
    world.deliver_all()

    done, lines = written(world, tmp_path)

    assert sorted(amount for _id, amount in entries(lines)) == ["-500.00", "100.00", "500.00"]
    assert [line[21] for line in of(lines, "SA11AI")] == ["500.00", "0.00"]
    assert (done.figures["A", "11ai"], done.figures["A", "20a"]) == (ZERO, Money(10000))


def test_a_check_that_bounces_after_a_part_of_it_was_given_back_is_told_as_it_was(world: World, tmp_path: Path) -> None:
    entry = keyed(world, "300.00", HUGO, **WORK)
    by_check(world, entry, "100.00")
    bounce(world, entry, date(2026, 3, 2))

    done, lines = written(world, tmp_path)

    assert entries(lines) == []
    assert (done.figures["A", "11e"], done.figures["A", "20a"]) == (ZERO, Money(10000))


def test_a_refund_of_a_part_may_be_dated_before_the_part_took_effect(world: World, tmp_path: Path) -> None:
    shared = keyed(world, "4,000.00", check=JOINT, **WORK)
    world.clock.forward(days=10)
    wish = Wish(Remedy.WRITTEN_REATTRIBUTION, Money.parse("700.00"), None, ALEX)
    asked = adjustments.ask(world.desk, shared.public_id, wish, [EMAIL, EMAIL], by=BY, now=world.clock())
    sign(world, asked, "Robin Sample")
    part = world.read(sign(world, asked, "Alex Sample").to_contribution or "")
    by_check(world, part, "100.00", on=date(2026, 3, 5))

    done, lines = written(world, tmp_path)

    assert [(line[8], line[20]) for line in of(lines, "SB20A")] == [("Alex", "100.00")]
    assert done.figures["A", "20a"] == Money(10000)
    readers.all_agree(tmp_path / "report.fec")


def test_a_stopped_refund_check_that_was_dated_late_stops_no_report(world: World, tmp_path: Path) -> None:
    entry = keyed(world, "1,000.00", HUGO, **WORK)
    world.clock.forward(days=2)
    refunded = by_check(world, entry, "400.00")
    refunds.stop_check(world.desk, refunded.gift.adjustments[0].ref, by=BY, reason="lost", now=world.clock())

    _done, lines = written(world, tmp_path)

    assert entries(lines) == [(f"C{entry.id}", "1000.00")]


def test_an_excess_that_is_open_still_is_told_beside_a_refund_of_a_part_of_it(world: World, tmp_path: Path) -> None:
    entry = keyed(world, "4,000.00", DANA, **WORK)
    written(world, tmp_path)
    file_it(world)
    until(world, date(2026, 4, 10))
    by_check(world, entry, "100.00")

    _done, lines = written(world, tmp_path, Q2)

    assert entries(lines) == [("R1", "100.00")]
    assert [line[2] for line in of(lines, "TEXT")] == ["TEXT0", f"C{entry.id}S"]


def test_what_is_voided_later_leaves_the_statements_of_a_filed_report_as_they_were(
    world: World, tmp_path: Path
) -> None:
    entry = keyed(world, "4,000.00", DANA, **WORK)
    wish = Wish(Remedy.WRITTEN_REDESIGNATION, Money.parse("700.00"), "G2026")
    asked = adjustments.ask(world.desk, entry.public_id, wish, [EMAIL], by=BY, now=world.clock())
    sign(world, asked, "Dana Ortiz")
    first, _lines = written(world, tmp_path)
    file_it(world)
    until(world, date(2026, 4, 10))
    adjustments.void(world.desk, asked.change.id, by=BY, reason="not signed by Dana", now=world.clock())

    again, lines = written(world, tmp_path)
    _done, after = written(world, tmp_path, Q2)

    assert again.sha256 == first.sha256
    assert [line[2] for line in of(lines, "TEXT")] == ["TEXT0"]
    assert [line[2] for line in of(after, "TEXT")] == ["TEXT0", f"C{entry.id}S"]


def test_filing_late_leaves_out_what_had_bounced_before_it_was_signed(world: World, tmp_path: Path) -> None:
    entry = keyed(world, "300.00", HUGO, **WORK)
    until(world, date(2026, 4, 18))  # Three days after the report was due.
    bounce(world, entry, date(2026, 4, 18))
    until(world, date(2026, 4, 25))

    first, lines = written(world, tmp_path)
    file_it(world)
    again, _lines = written(world, tmp_path)
    _done, after = written(world, tmp_path, Q2)

    assert entries(lines) == entries(after) == []
    assert again.sha256 == first.sha256


def test_a_check_that_bounced_between_signing_and_filing_is_a_negative_entry_of_the_next_report(
    world: World, tmp_path: Path
) -> None:
    entry = keyed(world, "300.00", HUGO, **WORK)
    until(world, date(2026, 4, 9))
    written(world, tmp_path)
    until(world, date(2026, 4, 12))
    file_it(world)
    until(world, date(2026, 4, 14))
    bounce(world, entry, date(2026, 4, 10))

    done, lines = written(world, tmp_path, Q2)

    assert entries(lines) == [(f"C{entry.id}B", "-300.00")]
    assert done.figures["B", "11e"] == ZERO


def test_a_shared_check_that_bounces_after_it_was_told_takes_back_both_persons_entries(
    world: World, tmp_path: Path
) -> None:
    shared = keyed(world, "4,000.00", check=JOINT, **WORK)
    wish = Wish(Remedy.WRITTEN_REATTRIBUTION, Money.parse("700.00"), None, ALEX)
    asked = adjustments.ask(world.desk, shared.public_id, wish, [EMAIL, EMAIL], by=BY, now=world.clock())
    sign(world, asked, "Robin Sample")
    sign(world, asked, "Alex Sample")
    written(world, tmp_path)
    file_it(world)
    until(world, date(2026, 4, 10))
    bounce(world, shared, date(2026, 4, 10))

    _done, lines = written(world, tmp_path, Q2)

    assert [(line[8], line[20], line[42]) for line in of(lines, "SA11AI")] == [
        ("Robin", "-4000.00", ""),
        ("Alex", "-700.00", "X"),
    ]
    readers.all_agree(tmp_path / "report.fec")


def test_answers_about_work_that_do_not_belong_together_are_not_put_together(world: World, tmp_path: Path) -> None:
    keyed(world, "300.00", HUGO, work="employed", occupation="Potter", employer="")
    keyed(world, "25.00", HUGO, work="retired", occupation="", employer="")

    _done, lines = written(world, tmp_path)

    assert [line[23:25] for line in of(lines, "SA11AI")] == [["", "Potter"], ["NONE", "RETIRED"]]


def test_what_was_asked_of_a_namesake_was_not_asked_of_the_giver(world: World, tmp_path: Path) -> None:
    from donations import inquiry  # noqa: PLC0415 - only here

    elsewhere = replace(person("Hugo", "Ng", 77), email="other@example.org")
    namesake = keyed(world, "300.00", elsewhere, work=None, occupation="", employer="")
    keyed(world, "300.00", HUGO, work=None, occupation="", employer="")
    inquiry.ask(
        world.desk, namesake.public_id, "best_efforts", medium="call", to="", subject="Work", body="We asked.",
        by=BY, now=world.clock(),
    )  # fmt: skip

    _done, lines = written(world, tmp_path)

    assert {line[12]: line[23] for line in of(lines, "SA11AI")} == {
        "77 Elm Street": "INFORMATION REQUESTED",
        "5 Elm Street": "",
    }


def test_what_was_asked_for_after_the_report_was_signed_does_not_change_it(world: World, tmp_path: Path) -> None:
    from donations import inquiry  # noqa: PLC0415 - only here

    entry = keyed(world, "300.00", HUGO, work=None, occupation="", employer="")
    first, _lines = written(world, tmp_path)
    file_it(world)
    until(world, date(2026, 4, 20))
    inquiry.ask(
        world.desk, entry.public_id, "best_efforts", medium="call", to="", subject="Work", body="We asked.",
        by=BY, now=world.clock(),
    )  # fmt: skip

    again, _lines = written(world, tmp_path)

    assert again.sha256 == first.sha256


def test_a_refund_of_what_was_over_the_limit_no_longer_is_not_called_excessive(world: World, tmp_path: Path) -> None:
    entry = keyed(world, "4,000.00", DANA, **WORK)
    wish = Wish(Remedy.WRITTEN_REDESIGNATION, Money.parse("700.00"), "G2026")
    asked = adjustments.ask(world.desk, entry.public_id, wish, [EMAIL], by=BY, now=world.clock())
    sign(world, asked, "Dana Ortiz")
    world.clock.forward(days=5)
    by_check(world, entry, "100.00")
    other = keyed(world, "3,400.00", person("Kim", "Lund", 9), **WORK)
    world.clock.forward(days=2)
    by_check(world, other, "100.00")

    _done, lines = written(world, tmp_path)

    assert [line[22] for line in of(lines, "SB20A")] == [
        "Refund of contribution of 2026-03-02",
        "Refund of excessive contribution of 2026-03-07",
    ]


def test_a_senator_to_be_files_from_district_00(make_world: Any, tmp_path: Path) -> None:
    committee = replace(COMMITTEE, office=Office.SENATE, district="", elections=(Election("P2026", date(2026, 6, 2)),))
    world: World = make_world(committee=committee)
    keyed(world, "300.00", HUGO, **WORK)

    _done, lines = written(world, tmp_path)

    assert lines[1][9:11] == ["OH", "00"]
    readers.all_agree(tmp_path / "report.fec")
