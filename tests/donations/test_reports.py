"""Reports from live books: what is itemized, the columns of the cover, what is kept, and what stops a file."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from compliance.committee import Cycle, Disputes, Fees, Office, Reports
from compliance.contribution import AdjustmentStatus
from compliance.election import Election
from compliance.money import ZERO, Money
from donations import adjustments, amendments, exported, filings, models, people, refunds, reports
from donations.exports import fec_file
from donations.reports import Asked, BooksDisagree, CannotReport, NotFiled, Written
from tests.donations.books import ROBIN, given
from tests.donations.exports import readers
from tests.donations.righting import BY, ask_to_redesignate, by_check, keyed
from tests.donations.season import DANA, FRED, HUGO, WORK, a_season, bounce, person
from tests.donations.world import COMMITTEE, World
from tests.factories import a_check, a_contributor, an_address

Q1 = Asked(date(2026, 1, 1), date(2026, 3, 31))
Q2 = Asked(date(2026, 4, 1), date(2026, 6, 30))


def until(world: World, day: date) -> None:
    """Let time pass until a day has come."""
    world.clock.forward(days=(day - world.desk.committee.local_date(world.clock())).days)


def written(world: World, folder: Path, asked: Asked = Q1) -> tuple[Written, list[list[str]]]:
    """Write a report, after its period has ended; answers its lines, taken apart."""
    if world.desk.committee.local_date(world.clock()) <= asked.end:
        until(world, asked.end + timedelta(1))
    path = folder / "report.fec"
    done = reports.write(world.desk, asked, path, by=BY, now=world.clock())
    return done, [line.split("\x1c") for line in path.read_bytes().decode("ascii").split("\r\n")[:-1]]


def of(lines: list[list[str]], kind: str) -> list[list[str]]:
    """The lines of one record type."""
    return [line for line in lines if line[0] == kind]


def file_it(world: World, asked: Asked = Q1, number: str = "1900001", on: date | None = None) -> filings.Filed:
    """Mark the last export of a period as filed."""
    today = world.desk.committee.local_date(world.clock())
    return reports.mark_filed(world.desk, asked, number=number, filed_on=on or today, by=BY, now=world.clock())


# What stands in it ---------------------------------------------------------------------------------------------------


def test_once_two_hundred_is_passed_that_receipt_and_every_later_one_is_itemized(world: World, tmp_path: Path) -> None:
    first = keyed(world, "150.00")
    keyed(world, "50.00")
    keyed(world, "0.01")
    world.clock.forward(days=1)
    by_check(world, first, "100.00")
    world.clock.forward(days=1)
    keyed(world, "25.00")

    done, lines = written(world, tmp_path)

    assert [(line[20], line[21]) for line in of(lines, "SA11AI")] == [("0.01", "200.01"), ("25.00", "125.01")]
    assert of(lines, "SB20A") == []
    assert done.figures["A", "11ai"] == Money(2501)
    assert done.figures["A", "11aii"] == Money(20000)
    assert done.figures["A", "20a"] == Money(10000)
    assert done.figures["B", "11aiii"] == Money(22501)


def test_namesakes_who_share_nothing_are_one_person_by_the_treasurers_word(world: World, tmp_path: Path) -> None:
    elsewhere = a_contributor(email="other@example.org", address=an_address(line1="9 Other Road", postal_code="10001"))
    one, other = keyed(world, "150.00", **WORK), keyed(world, "150.00", elsewhere, **WORK)
    apart = written(world, tmp_path)[1]

    people.tell(world.desk, one.public_id, other.public_id, same=True, by=BY, reason="moved", now=world.clock())
    together = written(world, tmp_path)[1]

    assert of(apart, "SA11AI") == []
    assert [(line[2], line[20], line[21]) for line in of(together, "SA11AI")] == [(f"C{other.id}", "150.00", "300.00")]


def test_what_happens_on_one_day_is_told_in_the_order_of_the_books(world: World, tmp_path: Path) -> None:
    first = keyed(world, "150.00")
    keyed(world, "50.00")
    world.clock.forward(minutes=1)
    keyed(world, "0.01")
    world.clock.forward(minutes=1)
    by_check(world, first, "100.00")
    world.clock.forward(minutes=1)
    keyed(world, "25.00")

    _done, lines = written(world, tmp_path)

    assert [(line[20], line[21]) for line in of(lines, "SA11AI")] == [("0.01", "200.01"), ("25.00", "125.01")]


def test_a_pair_of_memo_entries_stands_behind_its_receipt_minus_then_plus(world: World, tmp_path: Path) -> None:
    season = a_season(world)

    _done, lines = written(world, tmp_path)

    about = [line for line in of(lines, "SA11AI") if line[42] == "X"]
    moved, shared = lines.index(about[0]), lines.index(about[2])
    assert [(line[7], line[17], line[20]) for line in about] == [
        ("Nunez", "P2026", "-700.00"),
        ("Nunez", "G2026", "700.00"),
        ("Sample", "P2026", "-700.00"),
        ("Sample", "P2026", "700.00"),
    ]
    assert lines[moved - 1][2] == f"C{season.redesignated.id}"
    assert lines[shared - 1][2] == f"C{season.shared.id}"
    assert [line[3] for line in about] == [lines[moved - 1][2]] * 2 + [lines[shared - 1][2]] * 2
    assert [line[8] for line in about[2:]] == ["Robin", "Alex"]


def test_a_refund_of_the_other_persons_part_is_that_persons_entry(world: World, tmp_path: Path) -> None:
    season = a_season(world)
    (change,) = people.story(world.desk, season.shared.public_id).changes
    by_check(world, world.read(change.to_contribution or ""), "700.00")

    done, lines = written(world, tmp_path)

    assert [(line[8], line[20]) for line in of(lines, "SB20A")] == [("Fred", "400.00"), ("Alex", "700.00")]
    assert done.figures["A", "20a"] == Money(10000 + 40000 + 70000)
    readers.all_agree(tmp_path / "report.fec")


def test_memo_entries_change_no_sum(world: World, tmp_path: Path) -> None:
    a_season(world)

    done, lines = written(world, tmp_path)

    plain = [Money.parse(line[20].lstrip("-")) for line in of(lines, "SA11AI") if line[42] != "X"]
    signs = [-1 if line[20].startswith("-") else 1 for line in of(lines, "SA11AI") if line[42] != "X"]
    assert done.figures["A", "11ai"].cents == sum(sign * each.cents for sign, each in zip(signs, plain, strict=True))


def test_a_lost_dispute_is_a_negative_entry_with_its_reason(world: World, tmp_path: Path) -> None:
    season = a_season(world)

    _done, lines = written(world, tmp_path)

    (entry,) = [line for line in of(lines, "SA11AI") if line[2].startswith("D")]
    assert (entry[7], entry[20], entry[22]) == ("Ivers", "-500.00", "Chargeback, receipt of 2026-03-02")
    assert season.disputed.gift.adjustments[0].status is AdjustmentStatus.LOST


def test_a_committee_may_report_a_lost_dispute_as_money_paid_out(make_world: Any, tmp_path: Path) -> None:
    world: World = make_world(committee=replace(COMMITTEE, reports=Reports(disputes=Disputes.REFUND)))
    a_season(world)

    done, lines = written(world, tmp_path)

    assert [line[20] for line in of(lines, "SB20A") if line[2].startswith("D")] == ["500.00"]
    assert done.figures["A", "20a"] == Money(10000 + 40000 + 50000)
    readers.all_agree(tmp_path / "report.fec")


def test_each_payout_is_one_entry_of_fees(world: World, tmp_path: Path) -> None:
    a_season(world)
    given(world, "100.00", person("Kim", "Lund", 20))
    world.clock.forward(days=1)
    world.sandbox.payout()
    world.deliver_all()
    world.sweep()

    done, lines = written(world, tmp_path)

    fees = of(lines, "SB17")
    assert [line[22] for line in fees] == ["Credit card processing fees"] * 2
    assert [line[20] for line in fees] == ["59.10", "3.20"]
    assert len({line[2] for line in fees}) == 2
    assert done.figures["A", "17"] == Money(6230)


def test_fees_may_be_told_by_the_month(make_world: Any, tmp_path: Path) -> None:
    world: World = make_world(committee=replace(COMMITTEE, reports=Reports(fees=Fees.MONTH)))
    for number in range(2):
        given(world, "100.00", person("Kim", "Lund", 20 + number))
        world.clock.forward(days=1)
        world.sandbox.payout()
        world.deliver_all()
        world.sweep()

    _done, lines = written(world, tmp_path)

    assert [(line[2], line[20]) for line in of(lines, "SB17")] == [("FM202603D01", "6.40")]


def test_what_was_asked_for_in_vain_is_told_so_and_what_was_not_asked_for_is_blank(
    world: World, tmp_path: Path
) -> None:
    season = a_season(world)
    keyed(world, "250.00", person("Lea", "Moss", 8), work=None, occupation="", employer="")

    _done, lines = written(world, tmp_path)

    asked = next(line for line in lines if line[2] == f"C{season.unanswered.id}")
    unasked = next(line for line in lines if line[0] == "SA11AI" and line[7] == "Moss")
    assert asked[23:25] == ["INFORMATION REQUESTED"] * 2
    assert asked[43] == "Best efforts made: requested 2026-03-04, 11 CFR 104.7(b)"
    assert unasked[23:25] == ["", ""]


def test_work_told_with_one_gift_is_told_of_the_persons_other_gifts(world: World, tmp_path: Path) -> None:
    keyed(world, "300.00", DANA, work=None, occupation="", employer="")
    keyed(world, "25.00", DANA, **WORK)

    _done, lines = written(world, tmp_path)

    assert [line[23:25] for line in of(lines, "SA11AI")] == [["Clay Works", "Potter"]] * 2


def test_an_excess_that_is_open_at_the_close_of_books_carries_a_statement(world: World, tmp_path: Path) -> None:
    entry = keyed(world, "4,000.00", DANA, **WORK)

    _done, lines = written(world, tmp_path)

    (statement,) = [line for line in of(lines, "TEXT") if line[2] != "TEXT0"]
    assert statement[2:5] == [f"C{entry.id}T", f"C{entry.id}", "SA11AI"]
    assert "110.1(b)(1)" in statement[5]
    assert "was asked for" not in statement[5]


def test_a_statement_says_what_was_asked_and_why_the_gift_is_in_question(world: World, tmp_path: Path) -> None:
    asked = keyed(world, "4,000.00", DANA, **WORK)
    ask_to_redesignate(world, asked)
    until(world, date(2026, 6, 20))
    late = keyed(world, "500.00", FRED, on=date(2026, 6, 19), **WORK)
    abroad = a_check(foreign_bank=True, printed_names=("Hugo Ng",), signers=("Hugo Ng",))
    source = keyed(world, "300.00", HUGO, check=abroad, election="G2026", **WORK)

    _done, lines = written(world, tmp_path, Q2)

    said = {line[2]: line[5] for line in of(lines, "TEXT")}
    assert "limit, 11 CFR 110.1(b)(1). A redesignation or reattribution was asked for" in said[f"C{asked.id}S"]
    assert "Its election was past when it was made" in said[f"C{late.id}T"]
    assert "limit" not in said[f"C{late.id}T"]
    assert "Its source may not be a lawful one, 11 CFR 103.3(b)(1). It was deposited" in said[f"C{source.id}T"]


def test_an_excess_of_an_earlier_period_that_is_still_open_stands_in_a_statement_of_the_report(
    world: World, tmp_path: Path
) -> None:
    entry = keyed(world, "4,000.00", DANA, **WORK)

    _done, lines = written(world, tmp_path, Q2)

    (statement,) = [line for line in of(lines, "TEXT") if line[2] != "TEXT0"]
    assert statement[2:5] == [f"C{entry.id}S", "", "F3N"]
    assert statement[5].startswith(f"C{entry.id}: Contribution of $4000.00")
    assert of(lines, "SA11AI") == []


def test_a_check_that_bounces_before_its_period_was_told_is_not_reported_at_all(world: World, tmp_path: Path) -> None:
    entry = keyed(world, "300.00", HUGO, **WORK)
    keyed(world, "250.00", HUGO, **WORK)
    world.clock.forward(days=3)
    bounce(world, entry, date(2026, 3, 5))

    done, lines = written(world, tmp_path)

    assert [(line[20], line[21]) for line in of(lines, "SA11AI")] == [("250.00", "250.00")]
    assert done.figures["B", "11e"] == Money(25000)


def test_a_check_that_bounces_in_time_for_the_report_is_left_out_of_it_and_of_the_next(
    world: World, tmp_path: Path
) -> None:
    entry = keyed(world, "300.00", HUGO, **WORK)
    until(world, date(2026, 4, 10))  # The first quarter is due on 15 April.
    bounce(world, entry, date(2026, 4, 10))

    _done, lines = written(world, tmp_path)
    _done, later = written(world, tmp_path, Q2)

    assert of(lines, "SA11AI") == of(later, "SA11AI") == []


def test_a_refund_check_that_was_stopped_later_is_void_on_schedule_b(world: World, tmp_path: Path) -> None:
    entry = keyed(world, "1,000.00", HUGO, **WORK)
    refunded = by_check(world, entry, "400.00")
    written(world, tmp_path)
    file_it(world)
    world.clock.forward(days=1)
    refunds.stop_check(world.desk, refunded.gift.adjustments[0].ref, by=BY, reason="never cashed", now=world.clock())

    done, lines = written(world, tmp_path, Q2)

    (void,) = of(lines, "SB20A")
    assert (void[20], void[22]) == ("-400.00", "Contribution refund - void, receipt of 2026-03-02")
    assert done.figures["B", "20d"] == ZERO
    readers.all_agree(tmp_path / "report.fec")


def test_a_reattribution_found_void_after_it_was_told_is_taken_back_in_pairs(world: World, tmp_path: Path) -> None:
    season = a_season(world)
    written(world, tmp_path)
    file_it(world)
    world.clock.forward(days=1)
    change = next(iter(_changes(world, season.shared.public_id)))
    adjustments.void(world.desk, change, by=BY, reason="a signature is missing", now=world.clock())

    _done, lines = written(world, tmp_path, Q2)

    assert [(line[8], line[20], line[42]) for line in of(lines, "SA11AI")] == [
        ("Robin", "700.00", "X"),
        ("Alex", "-700.00", "X"),
    ]
    readers.all_agree(tmp_path / "report.fec")


def _changes(world: World, public_id: str) -> Iterator[int]:
    return (each.id for each in people.story(world.desk, public_id).changes)


def test_refused_failed_and_pending_gifts_are_in_no_report(world: World, tmp_path: Path) -> None:
    given(world, "250.00", DANA, number="4000000000000002")
    held = given(world, "300.00", HUGO, number="4000008260000000")

    done, lines = written(world, tmp_path)

    assert held.status == "held"
    assert of(lines, "SA11AI") == []
    assert done.figures["A", "16"] == ZERO


def test_a_president_files_form_3p(make_world: Any, tmp_path: Path) -> None:
    committee = replace(
        COMMITTEE,
        office=Office.PRESIDENT,
        state="",
        district="",
        cycle=Cycle(date(2024, 11, 6), date(2028, 11, 7)),
        elections=(Election("P2028", date(2028, 8, 24)), Election("G2028", date(2028, 11, 7))),
    )
    world: World = make_world(committee=committee)
    keyed(world, "300.00", HUGO, election="P2028", **WORK)

    done, lines = written(world, tmp_path)

    assert (lines[1][0], len(lines[1])) == ("F3PN", 206)
    assert [line[2] for line in of(lines, "SA17A")] == ["C1"]
    assert done.figures["A", "14"] == Money(30000)
    readers.all_agree(tmp_path / "report.fec")


# What is stated from outside -----------------------------------------------------------------------------------------


def test_without_anything_from_outside_the_file_says_that_it_is_not_complete(world: World, tmp_path: Path) -> None:
    keyed(world, "300.00", HUGO, **WORK)

    done, lines = written(world, tmp_path)

    assert lines[2][5] == "Receipts, refunds and processor fees only; not a complete report."
    assert not done.report.complete


def test_amounts_from_outside_come_on_top_and_the_file_is_complete(world: World, tmp_path: Path) -> None:
    keyed(world, "300.00", HUGO, **WORK)
    others = {"A": {"23": Money(100000), "17": Money(5000)}, "B": {"17": Money(9000)}}

    done, lines = written(world, tmp_path, replace(Q1, others=others))

    assert of(lines, "TEXT") == []
    assert done.figures["A", "27"] == Money(100000 + 30000 - 5000)
    assert (done.figures["A", "17"], done.figures["B", "17"]) == (Money(5000), Money(9000))
    readers.hardmoney_clean(tmp_path / "report.fec")


# What is kept --------------------------------------------------------------------------------------------------------


def test_each_export_is_on_record_and_the_last_file_is_kept(world: World, tmp_path: Path) -> None:
    keyed(world, "300.00", HUGO, **WORK)

    done, _lines = written(world, tmp_path)

    with world.desk.database.reading() as session:
        last = exported.last(session, "fec", Q1.start, Q1.end)
        assert last is not None
        assert b"".join(exported.file(session, last.id)) == (tmp_path / "report.fec").read_bytes()
    assert (last.sha256, last.made_by) == (done.sha256, BY)
    assert "Ng" not in str(last.counts)


def test_a_report_that_was_filed_is_kept_with_its_file_signer_and_software(world: World, tmp_path: Path) -> None:
    keyed(world, "300.00", HUGO, **WORK)
    done, _lines = written(world, tmp_path)

    filed = file_it(world)

    with world.desk.database.reading() as session:
        assert b"".join(filings.file(session, filed.id)) == (tmp_path / "report.fec").read_bytes()
    assert (filed.sha256, filed.signer, filed.signed_on) == (done.sha256, "Terry Sample", date(2026, 4, 1))
    assert (filed.report_code, filed.software, filed.format_version) == ("Q1", "Contribution intake 0.1.0", "8.5")
    with pytest.raises(NotFiled, match="filed already"):
        file_it(world, number="1900002")


def test_what_changed_between_the_export_and_the_marking_waits_for_an_amendment(world: World, tmp_path: Path) -> None:
    keyed(world, "300.00", HUGO, **WORK)
    written(world, tmp_path)
    late = keyed(world, "400.00", DANA, on=date(2026, 3, 20), **WORK)

    filed = file_it(world)

    with world.desk.database.reading() as session:
        items = amendments.waiting(session, filed.id)
    assert [(each.contribution_id, each.what) for each in items] == [
        (late.id, f"Entry C{late.id} is added since the file was made.")
    ]


def test_nothing_can_be_filed_that_was_not_exported(world: World) -> None:
    until(world, date(2026, 4, 2))

    with pytest.raises(CannotReport, match="Export the period first"):
        file_it(world)


# What stops it -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "start, end, said",
    [
        ("2026-03-31", "2026-01-01", "ends before it starts"),
        ("2026-01-01", "2026-12-31", "still to come"),
        ("2024-01-01", "2024-12-31", "election cycle from 2024-11-06"),
        ("2026-01-02", "2026-02-27", "no report for these days"),
    ],
)
def test_a_period_that_cannot_be_reported_is_refused_in_words(
    world: World, tmp_path: Path, start: str, end: str, said: str
) -> None:
    asked = Asked(date.fromisoformat(start), date.fromisoformat(end))
    until(world, date(2026, 4, 2))

    with pytest.raises(CannotReport, match=said):
        reports.write(world.desk, asked, tmp_path / "report.fec", by=BY, now=world.clock())

    assert list(tmp_path.glob("*.fec")) == []


def test_a_period_that_spans_the_general_election_is_refused_aloud(world: World, tmp_path: Path) -> None:
    until(world, date(2026, 12, 1))
    asked = Asked(date(2026, 10, 15), date(2026, 11, 23), "30G")

    with pytest.raises(
        CannotReport,
        match=r"spans the general election of 2026-11-03.*F3S.*as lists, and file this report with the FEC’s own",
    ):
        reports.write(world.desk, asked, tmp_path / "report.fec", by=BY, now=world.clock())


def test_the_last_day_before_the_new_cycle_can_be_reported(world: World, tmp_path: Path) -> None:
    until(world, date(2026, 12, 1))

    done, _lines = written(world, tmp_path, Asked(date(2026, 10, 15), date(2026, 11, 3), "TER"))

    assert done.report.code == "TER"


def test_books_that_took_more_than_was_given_stop_the_export_and_name_the_row(world: World, tmp_path: Path) -> None:
    entry = keyed(world, "300.00", HUGO, **WORK)
    by_check(world, entry, "100.00")
    with world.desk.database.writing() as session:
        session.execute(sa.update(models.Adjustment).values(amount=Money(30001)))

    with pytest.raises(BooksDisagree) as stopped:
        written(world, tmp_path)

    assert stopped.value.refs == (entry.public_id,)
    assert not (tmp_path / "report.fec").exists()


def test_shares_that_are_not_the_check_stop_the_export_and_name_the_rows(world: World, tmp_path: Path) -> None:
    entry = keyed(world, "300.00", HUGO, **WORK)
    with world.desk.database.writing() as session:
        session.execute(sa.update(models.Contribution).values(amount=Money(29999)))

    with pytest.raises(BooksDisagree, match="shares") as stopped:
        written(world, tmp_path)

    assert stopped.value.refs == (entry.public_id,)


def test_entries_that_are_not_the_books_stop_the_export_and_name_the_day(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = keyed(world, "300.00", HUGO, **WORK)
    from donations import receipts  # noqa: PLC0415 - its walk is made to lose a row

    monkeypatch.setattr(receipts, "_by_name", lambda *_: iter(()))

    with pytest.raises(BooksDisagree, match=r"have \$300\.00 of receipts") as stopped:
        written(world, tmp_path)

    assert stopped.value.refs == (entry.public_id,)


def test_a_crash_in_the_middle_leaves_no_file_and_keeps_the_one_before(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyed(world, "300.00", HUGO, **WORK)
    written(world, tmp_path)
    before = (tmp_path / "report.fec").read_bytes()

    def no_room(*_args: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(fec_file, "cover", no_room)
    with pytest.raises(OSError, match="No space"):
        written(world, tmp_path)

    assert (tmp_path / "report.fec").read_bytes() == before
    assert [each.name for each in tmp_path.iterdir() if "books" not in each.name] == ["report.fec"]


def test_a_hostile_name_stays_in_its_column(world: World, tmp_path: Path) -> None:
    who = person("Eve\x1c\r\nSA11AI", '=cmd|"x"!A1', 30)
    keyed(world, "300.00", who, **WORK)

    _done, lines = written(world, tmp_path)

    (entry,) = of(lines, "SA11AI")
    assert entry[7:9] == ["=cmd|'x'!A1", "Eve  SA11AI"]
    assert ROBIN.last_name not in entry
    readers.all_agree(tmp_path / "report.fec")
