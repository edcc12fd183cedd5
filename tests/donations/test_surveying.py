"""The preview: every figure is what the file will hold, and opens the rows behind it."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from compliance.contribution import Adjustment, AdjustmentKind, AdjustmentStatus
from compliance.money import Money
from donations import ledger, models, people, reckonings, surveying
from donations.ledger import How
from donations.reports import BooksDisagree, CannotReport
from donations.surveying import FIGURES, Preview, Shown
from tests.donations.books import given
from tests.donations.righting import by_check, keyed
from tests.donations.season import DANA, ERIN, FRED, HUGO, WORK, a_season, person
from tests.donations.test_reports import Q1, Q2, file_it, of, until, written
from tests.donations.world import COMMITTEE, World
from tests.factories import an_address


def preview(world: World, figure: str = "", **how: int) -> Preview:
    """Look at the first quarter, after it has ended."""
    if world.desk.committee.local_date(world.clock()) <= Q1.end:
        until(world, date(2026, 4, 1))
    return surveying.preview(world.desk, Q1, world.clock(), figure=figure, **how)


def rows(world: World, figure: str) -> list[Shown]:
    """The rows behind a figure."""
    return preview(world, figure).figures[figure].rows


def test_the_preview_tells_what_the_file_then_holds(world: World, tmp_path: Path) -> None:
    a_season(world)

    seen = preview(world)
    done, lines = written(world, tmp_path)

    entries = of(lines, "SA11AI")
    assert seen.figures["itemized"].count == len([line for line in entries if not line[42] and line[20][0] != "-"])
    assert seen.figures["memo"].count == len([line for line in entries if line[42]])
    assert seen.figures["refunds"].count == len(of(lines, "SB20A")) + 1  # The refund of a receipt in the sum alone.
    assert seen.figures["fees"].count == len(of(lines, "SB17"))
    assert seen.figures["taken_back"].total == Money(-50000)
    for key, _label, _words, column_a, column_b in seen.lines:
        assert (column_a, column_b) == (done.figures.get(("A", key)), done.figures.get(("B", key)))


def test_the_rows_of_the_sums_come_to_the_sums(world: World) -> None:
    a_season(world)

    unitemized = rows(world, "unitemized")

    assert [(row.who, row.amount) for row in unitemized] == [("Dana Ortiz", Money(15000)), ("Dana Ortiz", Money(5000))]
    assert Money.total(row.amount or Money(0) for row in unitemized) == preview(world).figures["unitemized"].total


@pytest.mark.parametrize("refunded, over", [("3,300.00", []), ("3,299.99", ["G2026: $3,300.01, over by $0.01"])])
def test_what_is_over_the_limit_is_what_the_limit_counts(world: World, refunded: str, over: list[str]) -> None:
    entry = keyed(world, "6,600.00", election=None)
    changes = (
        Adjustment(
            AdjustmentKind.REDESIGNATION, AdjustmentStatus.SUCCEEDED, Money(400000), "m", world.clock(), "G2026"
        ),
        Adjustment(AdjustmentKind.REFUND, AdjustmentStatus.SUCCEEDED, Money.parse(refunded), "r", world.clock()),
    )
    with world.desk.database.writing() as session:
        for change in changes:
            ledger.adjust(session, entry, change, world.clock(), How(date(2026, 3, 2), method="check"))

    assert [row.note for row in rows(world, "over")] == over


@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_opens_as_many_rows_as_it_counts(world: World, tmp_path: Path, figure: str) -> None:
    a_season(world)
    written(world, tmp_path)
    keyed(world, "4,000.00", person("Zoë", "Quist", 40), on=date(2026, 3, 30), work=None, occupation="", employer="")
    keyed(world, "20.00", DANA, **WORK)
    keyed(world, "20.00", FRED, on=date(2025, 12, 31), **WORK)

    seen = surveying.preview(world.desk, Q1, world.clock(), figure=figure).figures[figure]

    assert seen.count == len(seen.rows)
    assert seen.count > 0 or figure in {"address", "alike", "stops"}
    assert all(row.ref or not row.number for row in seen.rows)


def test_rows_are_given_by_the_page(world: World) -> None:
    a_season(world)

    first = preview(world, "itemized", offset=0, most=3).figures["itemized"].rows
    second = preview(world, "itemized", offset=3, most=3).figures["itemized"].rows

    assert [len(first), len(second)] == [3, 3]
    assert len({row.transaction_id for row in first + second}) == 6


def test_what_is_missing_is_named(world: World) -> None:
    season = a_season(world)
    keyed(world, "300.00", person("Lea", "Moss", 8), work=None, occupation="", employer="")

    found = {row.who: row.note for row in rows(world, "work")}

    assert found["Ivo Jones"] == "occupation (asked for), employer (asked for)"
    assert found["Lea Moss"] == "occupation, employer"
    assert season.unanswered.public_id in {row.ref for row in rows(world, "work")}


def test_who_is_over_or_near_the_limit_is_told_with_the_sum(world: World) -> None:
    keyed(world, "3,300.01", DANA, **WORK)
    keyed(world, "3,300.00", HUGO, **WORK)
    keyed(world, "2,969.99", ERIN, **WORK)

    assert [(row.who, row.note) for row in rows(world, "over")] == [("Dana Ortiz", "P2026: $3,300.01, over by $0.01")]
    assert [(row.who, row.note) for row in rows(world, "near")] == [("Hugo Ng", "P2026: $3,300.00, left $0.00")]


def test_a_name_that_the_file_shows_otherwise_is_told_before_and_after(world: World) -> None:
    keyed(world, "300.00", person("Erin", "Núñez-" + "x" * 30, 50), **WORK)

    (row,) = [row for row in rows(world, "rewritten") if "last name" in row.note]

    assert row.note == f"last name: “Núñez-{'x' * 30}” becomes “Nunez-{'x' * 24}”"


def test_persons_of_one_name_in_one_place_may_be_one(world: World) -> None:
    keyed(world, "300.00", DANA, **WORK)
    moved = replace(DANA, email="other@example.net", address=an_address(line1="9 Oak Road", postal_code="45001"))
    keyed(world, "300.00", moved, **WORK)
    keyed(world, "300.00", HUGO, **WORK)

    assert {row.who for row in rows(world, "alike")} == {"Dana Ortiz"}
    assert {row.note for row in rows(world, "alike")} == {"the same name, and ZIP code 45001"}


def test_what_changed_since_the_last_export_is_told_entry_by_entry(world: World, tmp_path: Path) -> None:
    keyed(world, "300.00", DANA, **WORK)
    written(world, tmp_path)
    assert preview(world).figures["changed"].count == 0

    late = keyed(world, "400.00", HUGO, on=date(2026, 3, 20), **WORK)

    assert [(row.transaction_id, row.note) for row in rows(world, "changed")] == [(f"C{late.id}", "added")]


def test_the_part_that_a_reattribution_made_is_asked_for_its_work_too(world: World) -> None:
    season = a_season(world)
    (change,) = people.story(world.desk, season.shared.public_id).changes

    found = {row.ref: (row.transaction_id, row.note) for row in rows(world, "work")}

    part = world.read(change.to_contribution or "")
    assert found[part.public_id] == (f"C{part.id}P", "occupation, employer")
    assert season.redesignated.public_id not in found


def test_what_came_before_the_period_and_no_filed_report_covers_is_told(world: World, tmp_path: Path) -> None:
    keyed(world, "300.00", DANA, on=date(2026, 3, 30), **WORK)
    before = keyed(world, "400.00", HUGO, on=date(2026, 4, 4), **WORK)
    until(world, date(2026, 7, 1))
    short = replace(Q2, start=date(2026, 4, 5))

    unfiled = surveying.preview(world.desk, short, world.clock(), figure="earlier")
    written(world, tmp_path)
    file_it(world)
    filed = surveying.preview(world.desk, short, world.clock(), figure="earlier")
    whole = surveying.preview(world.desk, Q2, world.clock(), figure="earlier")

    assert (unfiled.figures["earlier"].count, unfiled.gap) == (2, None)
    assert [(row.ref, row.amount) for row in filed.figures["earlier"].rows] == [(before.public_id, Money(40000))]
    assert filed.figures["earlier"].total == Money(40000)
    assert filed.gap == (date(2026, 4, 1), date(2026, 4, 4))
    assert (whole.figures["earlier"].count, whole.gap) == (0, None)


def test_a_part_that_a_reattribution_made_is_no_receipt_before_the_period(world: World) -> None:
    a_season(world)
    until(world, date(2026, 7, 1))

    seen = surveying.preview(world.desk, Q2, world.clock(), figure="earlier").figures["earlier"]

    assert "Alex Sample" not in {row.who for row in seen.rows}
    assert seen.count == len(seen.rows) == 10


def test_what_came_after_the_period_is_told(world: World) -> None:
    keyed(world, "300.00", DANA, **WORK)
    until(world, date(2026, 4, 2))
    late = keyed(world, "400.00", HUGO, **WORK)

    assert [(row.transaction_id, row.amount) for row in rows(world, "later")] == [(f"C{late.id}", Money(40000))]


def test_a_filed_period_tells_its_filing_and_what_waits_for_an_amendment(world: World, tmp_path: Path) -> None:
    keyed(world, "300.00", DANA, **WORK)
    written(world, tmp_path)
    filed = file_it(world)
    keyed(world, "400.00", HUGO, on=date(2026, 3, 20), **WORK)

    seen = preview(world)

    assert seen.filed == filed
    assert len(seen.items) == 1
    assert "Ng" not in seen.items[0].what


def test_a_period_that_cannot_be_reported_has_no_preview(world: World) -> None:
    with pytest.raises(CannotReport, match="still to come"):
        surveying.preview(world.desk, Q2, world.clock())


def test_a_gift_that_was_never_taken_is_in_no_figure(world: World) -> None:
    given(world, "250.00", DANA, number="4000000000000002")

    assert {key for key, figure in preview(world).figures.items() if figure.count} == set()


def test_a_committees_name_that_the_cover_shows_otherwise_is_told_too(make_world: Any) -> None:
    world: World = make_world(committee=replace(COMMITTEE, name="Ñandú for “Congress”"))
    keyed(world, "300.00", DANA, **WORK)

    (row,) = rows(world, "rewritten")

    assert (row.transaction_id, row.ref) == ("cover", "")
    assert row.note == "committee name: “Ñandú for “Congress”” becomes “Nandu for 'Congress'”"


def test_books_that_do_not_agree_stop_the_export_and_the_preview_names_the_rows(world: World, tmp_path: Path) -> None:
    entry = keyed(world, "300.00", HUGO, **WORK)
    with world.desk.database.writing() as session:
        session.execute(sa.update(models.Contribution).values(amount=Money(29999)))

    (row,) = rows(world, "stops")

    assert (row.ref, row.note) == (entry.public_id, "The shares of a check do not add up to the check.")
    with pytest.raises(BooksDisagree, match="shares"):
        written(world, tmp_path)


def test_an_entry_that_cannot_be_written_stops_the_export_and_the_preview_names_it(
    world: World, tmp_path: Path
) -> None:
    entry = keyed(world, "300.00", HUGO, **WORK)
    with world.desk.database.writing() as session:
        session.execute(sa.update(models.Contribution).values(first_name=""))

    (row,) = rows(world, "stops")

    assert (row.ref, row.who) == (entry.public_id, "Ng")
    assert row.note == "The first name is blank, or does not fit its column."
    with pytest.raises(BooksDisagree, match="cannot be written") as stopped:
        written(world, tmp_path)
    assert stopped.value.refs == (entry.public_id,)


def test_refunds_that_the_entries_do_not_come_to_are_told_once_and_named(world: World, tmp_path: Path) -> None:
    by_check(world, keyed(world, "300.00", DANA, **WORK), "50.00")
    entry = by_check(world, keyed(world, "300.00", HUGO, **WORK), "100.00")
    with world.desk.database.writing() as session:
        of_it = models.Adjustment.contribution_id == entry.id
        session.execute(sa.update(models.Adjustment).where(of_it).values({models.Adjustment.on: None}))

    (row,) = rows(world, "stops")

    assert row.ref == entry.public_id
    assert row.note == (
        "From 2026-01-01 to 2026-03-31 the books have $50.00 of refunds, and the entries come to $150.00."
    )
    with pytest.raises(BooksDisagree, match="of refunds") as stopped:
        written(world, tmp_path)
    assert stopped.value.refs == (entry.public_id,)


def test_lost_disputes_that_the_entries_do_not_come_to_are_named(world: World) -> None:
    season = a_season(world)
    with world.desk.database.writing() as session:
        of_it = models.Contribution.id == season.disputed.id
        session.execute(sa.update(models.Contribution).where(of_it).values(status="held"))

    found = {row.note: row.ref for row in rows(world, "stops")}

    assert found == {
        "From 2026-01-01 to 2026-03-31 the books have $500.00 of chargebacks, and the entries come to $0.00.": (
            season.disputed.public_id
        )
    }


def test_gifts_that_the_entries_do_not_come_to_are_named_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = keyed(world, "300.00", HUGO, **WORK)
    real = reckonings.received
    monkeypatch.setattr(
        reckonings, "received", lambda *asked: {on: amount + Money(1) for on, amount in real(*asked).items()}
    )

    assert [row.ref for row in rows(world, "stops")] == [entry.public_id]


def test_a_cover_that_cannot_be_written_stops_the_export_and_the_preview_says_so(make_world: Any) -> None:
    signer = replace(COMMITTEE.reports, signer="Cher")
    world: World = make_world(committee=replace(COMMITTEE, reports=signer))
    keyed(world, "300.00", HUGO, **WORK)

    (row,) = rows(world, "stops")

    assert row.transaction_id == "cover"
    assert "treasurer first name is blank" in row.note


def test_nothing_stops_a_season(world: World) -> None:
    a_season(world)

    assert preview(world).figures["stops"].count == 0
