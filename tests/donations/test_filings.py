"""Reports as filed: kept with their files for good, no two for one day, amendments counted and settled."""

import hashlib
import random
import threading
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from compliance.money import Money
from donations import amendments, exported, filings
from donations.exported import NewExport, NotTheFile
from donations.filings import NotFiled
from tests.donations.books import booked
from tests.donations.filed_reports import (
    FILE,
    FIRST_QUARTER,
    INSIDE,
    YEAR_END,
    a_filing,
    file_report,
    waiting,
)
from tests.donations.righting import BY
from tests.donations.world import World

LATER = a_filing(FIRST_QUARTER, report_code="Q1", filing_number="1920000", filed_on=date(2026, 4, 15))


def content(world: World, report_id: int) -> bytes:
    with world.desk.database.reading() as session:
        return b"".join(filings.file(session, report_id))


def test_a_filed_report_is_read_back_as_it_was_filed(world: World) -> None:
    file_report(world, LATER)
    filed = file_report(world)

    with world.desk.database.reading() as session:
        found = filings.find(session, filed.public_id)
        assert found == filed == filings.by_number(session, "1912345")
        assert [each.filing_number for each in filings.reports(session)] == ["1920000", "1912345"]
        assert filings.find(session, "none") is None
    assert (filed.size, filed.sha256) == (len(FILE), hashlib.sha256(FILE).hexdigest())
    assert (filed.signer, filed.signed_on, filed.software, filed.marked_by) == (
        "Sample, Terry",
        date(2026, 1, 30),
        "donations 0.1.0",
        BY,
    )
    assert content(world, filed.id) == FILE


@pytest.mark.parametrize("size", [0, 1, filings.PART - 1, filings.PART, filings.PART + 1, 3 * filings.PART + 7])
def test_a_file_of_any_size_comes_back_byte_for_byte(world: World, size: int) -> None:
    whole = random.Random(size).randbytes(size)

    filed = file_report(world, content=whole)

    assert filed.size == size
    assert content(world, filed.id) == whole


@pytest.mark.parametrize(
    "on, covered",
    [
        (date(2025, 9, 30), False),
        (date(2025, 10, 1), True),
        (date(2025, 12, 31), True),
        (date(2026, 1, 1), False),
    ],
    ids=str,
)
def test_a_report_covers_its_first_and_its_last_day(world: World, on: date, covered: bool) -> None:
    filed = file_report(world)

    with world.desk.database.reading() as session:
        assert filings.covering(session, on) == (filed if covered else None)


OVERLAPPING = [
    pytest.param(YEAR_END, id="the same days"),
    pytest.param((date(2025, 12, 31), date(2026, 3, 31)), id="its last day"),
    pytest.param((date(2025, 7, 1), date(2025, 10, 1)), id="its first day"),
    pytest.param((date(2025, 11, 1), date(2025, 11, 30)), id="within"),
    pytest.param((date(2025, 1, 1), date(2026, 12, 31)), id="around"),
]


@pytest.mark.parametrize("period", OVERLAPPING)
def test_no_two_originals_share_a_day(world: World, period: tuple[date, date]) -> None:
    file_report(world)

    with pytest.raises(NotFiled, match="1912345; file an amendment"):
        file_report(world, a_filing(period, filing_number="1912346"))


def test_the_database_itself_refuses_two_originals_for_one_day(world: World) -> None:
    filed = file_report(world)
    copied = "public_id || 'x', form, report_code, from_on, through_on, cycle_start, filing_number || '1', NULL, 0"
    rest = "signer, signed_on, filed_on, software, format_version, sha256, size, marked_by, marked_at"
    names = "public_id, form, report_code, from_on, through_on, cycle_start, filing_number, amends_id, amendment_number"

    with pytest.raises(DBAPIError, match="some of these days"), world.desk.database.writing() as session:
        session.execute(
            sa.text(f"INSERT INTO filed_reports ({names}, {rest}) SELECT {copied}, {rest} FROM filed_reports")  # noqa: S608 - the test's own words
        )
    with world.desk.database.reading() as session:
        assert filings.reports(session) == [filed]


def test_of_two_who_file_the_same_days_at_once_one_is_refused(world: World) -> None:
    ended: list[str] = []

    def file(number: str) -> None:
        try:
            ended.append(file_report(world, a_filing(filing_number=number)).filing_number)
        except (NotFiled, DBAPIError):
            ended.append("refused")

    threads = [threading.Thread(target=file, args=(number,)) for number in ("1", "2", "3")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ended)[1:] == ["refused", "refused"]


REFUSED: list[Any] = [
    pytest.param({"filing_number": "FEC-1912345"}, "digits only", id="not a number"),
    pytest.param({"filing_number": ""}, "digits only", id="no number"),
    pytest.param({"period": FIRST_QUARTER}, "already", id="one number for two reports"),
    pytest.param({"filing_number": "2", "through_on": date(2025, 9, 30)}, "ends before", id="turned"),
    pytest.param({"filing_number": "2", "amends": "77"}, "number of the original", id="amends nothing"),
    pytest.param({"filing_number": "2", "amends": "1912345", "form": "F3P"}, "form and the period", id="another form"),
    pytest.param(
        {"filing_number": "2", "amends": "1912345", "through_on": date(2025, 12, 30)},
        "form and the period",
        id="other days",
    ),
]


@pytest.mark.parametrize("changes, sentence", REFUSED)
def test_what_cannot_have_been_filed_is_refused_with_a_sentence(
    world: World, changes: dict[str, Any], sentence: str
) -> None:
    file_report(world)

    with pytest.raises(NotFiled, match=sentence):
        file_report(world, a_filing(**changes))


def test_amendments_are_counted_and_settle_what_waited(world: World) -> None:
    original = file_report(world)
    number = booked(world, "25.00")
    with world.desk.database.writing() as session:
        amendments.touch(session, INSIDE, number, "C1: one thing.", by=BY, now=world.clock())

    first = file_report(world, a_filing(filing_number="1912399", amends="1912345"), b"first")
    second = file_report(world, a_filing(filing_number="1912400", amends="1912345"), b"second")

    assert (original.amendment_number, original.amends_id) == (0, None)
    assert [(each.amends_id, each.amendment_number) for each in (first, second)] == [(original.id, 1), (original.id, 2)]
    assert waiting(world) == []
    with world.desk.database.reading() as session:
        assert filings.amendments(session, original.id) == [first, second]
        assert filings.next_amendment(session, original.id) == 3
        assert [item.what for item in amendments.carried_by(session, first.id)] == ["C1: one thing."]
        assert amendments.carried_by(session, second.id) == []
        assert filings.covering(session, INSIDE) == original
    with pytest.raises(NotFiled, match="number of the original"):
        file_report(world, a_filing(filing_number="3", amends="1912399"))


def test_a_mark_stands_in_the_journal(world: World) -> None:
    file_report(world)

    with world.desk.database.reading() as session:
        line = session.execute(sa.text("SELECT actor, act, after, note FROM journal ORDER BY id DESC LIMIT 1")).one()
    assert tuple(line)[:3] == (BY, "mark filed", "1912345")
    assert line[3].startswith("F3 YE 2025-10-01 to 2025-12-31, amendment 0, sha256 ")


# What is kept for good -----------------------------------------------------------------------------------------------


NOTICE = """
    INSERT INTO filed_notices (contribution_id, form, filing_number, filed_on, sha256, marked_by, marked_at)
    VALUES (:number, 'F6N', '5', '2026-01-01', '', 'x', CAST(:at AS timestamp))
"""
REFUND = """
    INSERT INTO adjustments (contribution_id, ref, kind, status, amount_cents, at, changed_at)
    VALUES (:number, 'r', 'refund', 'failed', 1, CAST(:at AS timestamp), CAST(:at AS timestamp))
"""


def _fill(world: World) -> int:
    """A row in every table that keeps its rows; answers a contribution's number."""
    file_report(world)
    number = booked(world, "25.00")
    with world.desk.database.writing() as session:
        amendments.touch(session, INSIDE, number, "C1: one thing.", by=BY, now=world.clock())
        exported.note(session, NewExport("csv", "0" * 64, 1, {}), by=BY, now=world.clock())
        exported.key_figures(session, *YEAR_END, {}, Money(0), by=BY, now=world.clock())
        for statement in (NOTICE, REFUND):
            session.execute(sa.text(statement), {"number": number, "at": "2026-01-01 00:00:00"})
    return number


APPEND_ONLY = ("filed_reports", "filed_files", "exports", "other_figures", "filed_notices")
KEPT = ("contributions", "adjustments", "amendment_items")


def _count(world: World, table: str) -> int:
    with world.desk.database.reading() as session:
        return int(session.scalar(sa.text(f"SELECT COUNT(*) FROM {table}")) or 0)  # noqa: S608 - the test's own words


CHANGED = {"filed_files": "seq = seq", "exports": "kind = kind", "other_figures": "keyed_by = keyed_by"}
REMOVED = "DELETE FROM {table}"
REPLACED = "INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
EMPTIED = "TRUNCATE {table} CASCADE"
CASES = [
    *((table, "UPDATE {table} SET " + CHANGED.get(table, "filing_number = filing_number")) for table in APPEND_ONLY),  # noqa: S608 - the test's own words
    *((table, "UPDATE {table} SET id = id + 1000") for table in KEPT),
    *((table, REMOVED) for table in (*APPEND_ONLY, *KEPT)),
    *((table, "") for table in (*APPEND_ONLY, *KEPT)),
]


def test_what_was_filed_stays_and_no_contribution_or_adjustment_goes_or_changes_its_number(world: World) -> None:
    _fill(world)

    for table, statement in CASES:
        before = _count(world, table)
        asked = statement or (REPLACED if world.desk.database.sqlite else EMPTIED)
        refused = pytest.raises(DBAPIError, match=r"append-only|keeps its rows")
        with refused, world.desk.database.writing() as session:
            session.execute(sa.text(asked.format(table=table)))
        assert _count(world, table) == before > 0


@pytest.mark.parametrize("change", ["what = 'nothing'", "actor = 'nobody'", "contribution_id = NULL", "report_id = 2"])
def test_an_item_is_settled_once_and_nothing_else_of_it_changes(world: World, change: str) -> None:
    _fill(world)
    file_report(world, LATER)

    with pytest.raises(DBAPIError, match="keeps its rows"), world.desk.database.writing() as session:
        session.execute(sa.text(f"UPDATE amendment_items SET {change}"))  # noqa: S608 - the test's own words
    file_report(world, a_filing(filing_number="1912399", amends="1912345"))
    with pytest.raises(DBAPIError, match="keeps its rows"), world.desk.database.writing() as session:
        session.execute(sa.text("UPDATE amendment_items SET settled_by_id = NULL"))


def test_the_permission_to_remove_is_taken_too(world: World) -> None:
    if world.desk.database.sqlite:
        pytest.skip("SQLite knows no permissions")
    asked = (
        "SELECT COUNT(*) FROM information_schema.role_table_grants WHERE table_name = :name AND privilege_type = :what"
    )

    with world.desk.database.reading() as session:
        for table in (*APPEND_ONLY, *KEPT):
            for what in ("DELETE", "TRUNCATE", *(["UPDATE"] if table in APPEND_ONLY else [])):
                assert session.scalar(sa.text(asked), {"name": table, "what": what}) == 0, (table, what)


# Exports -------------------------------------------------------------------------------------------------------------


def _export(world: World, whole: bytes, period: tuple[date, date] = YEAR_END, *, kind: str = "fec") -> exported.Export:
    new = NewExport(kind, hashlib.sha256(whole).hexdigest(), len(whole), {"SA17A": 2}, *period)
    with world.desk.database.writing() as session:
        made = exported.note(session, new, by=BY, now=world.clock())
        exported.keep(session, made, [whole[:10], b"", whole[10:]])
        return made


def _kept(world: World, export: exported.Export) -> bytes:
    with world.desk.database.reading() as session:
        return b"".join(exported.file(session, export.id))


def test_the_file_of_the_last_export_of_a_period_takes_the_place_of_the_one_before(world: World) -> None:
    big = random.Random(7).randbytes(2_500_000)
    other = _export(world, b"another period", FIRST_QUARTER)
    before = _export(world, b"the first of them")

    last = _export(world, big)

    assert (_kept(world, before), _kept(world, last), _kept(world, other)) == (b"", big, b"another period")
    with world.desk.database.reading() as session:
        assert exported.last(session, "fec", *YEAR_END) == last
        assert exported.last(session, "csv", *YEAR_END) is None
        assert exported.newest(session, 2) == [last, before]
    assert last.counts == {"SA17A": 2}


def test_a_file_that_is_not_the_one_that_was_made_is_not_kept(world: World) -> None:
    kept = _export(world, b"right")

    with pytest.raises(NotTheFile), world.desk.database.writing() as session:
        exported.keep(session, kept, [b"wrong"])

    assert _kept(world, kept) == b"right"


def test_a_notice_has_no_period(world: World) -> None:
    with world.desk.database.writing() as session:
        made = exported.note(session, NewExport("f6", "0" * 64, 9, {"F65": 1}), by=BY, now=world.clock())
        assert exported.last(session, "f6") == made


# Figures from outside ------------------------------------------------------------------------------------------------


def test_of_figures_keyed_again_the_latest_hold_and_all_are_on_record(world: World) -> None:
    first = {"A": {"23": Money(1_000_00)}, "B": {"23": Money(4_000_00)}}
    again = {"A": {"23": Money(1_200_00)}, "B": {}}

    with world.desk.database.writing() as session:
        exported.key_figures(session, *YEAR_END, first, Money(5_00), by=BY, now=world.clock())
        exported.key_figures(session, *FIRST_QUARTER, {}, Money(7_00), by=BY, now=world.clock())
        exported.key_figures(session, *YEAR_END, again, Money(6_00), by="Another", now=world.clock())

    with world.desk.database.reading() as session:
        found = exported.figures(session, *YEAR_END)
        assert found is not None
        assert (found.figures, found.cash_at_start, found.keyed_by) == (again, Money(6_00), "Another")
        assert exported.figures(session, date(2025, 10, 1), date(2025, 12, 30)) is None
    assert _count(world, "other_figures") == 3
