"""Lists for spreadsheets: what stands in them, byte by byte; no text becomes a formula; each export is on record."""

import csv
import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from compliance.money import Money
from donations import cli, exported, spreadsheets
from donations.desk import Status
from donations.exported import Export
from donations.exports import spreadsheet
from donations.exports.spreadsheet import ENDING, MARK
from donations.spreadsheets import LISTS, Asked, CannotList
from tests.donations.books import JORDAN, ROBIN, booked, given
from tests.donations.righting import BY, keyed
from tests.donations.running import committee_file, environment
from tests.donations.season import HUGO, WORK, a_season
from tests.donations.world import World
from tests.factories import a_contributor, an_address

GOLDEN = Path(__file__).parent.parent / "golden"
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff20x",
    "\ufe66",
    "\ufe62",
    "\ufe63",
    "\ufe6b",
    "\u2212",
    " =1",
    "'=1",
    '"=1',
    "\u00a0=1",
]
PLAIN = ["", "Sample", "O’Brien-Sons", "a=b", "1+1", 'He said "=1"', "x,=1", "50% + 1", "Ng, Jr."]


@pytest.fixture
def at(tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The operator's shell before the books of a world."""
    told = {"INSTANCE": str(tmp_path / "instance"), "DATABASE_URL": world.settings.database_url}
    told["COMMITTEE_FILE"] = str(committee_file(tmp_path, start="2026-01-01"))
    for name, value in environment(**told).items():
        monkeypatch.setenv(name, value)
    return world


def listed(world: World, name: str, *, exact: bool = True, **days: date) -> list[dict[str, str]]:
    """The rows of a list, read by Python's own reader."""
    text = whole(world, name, exact=exact, **days).decode().removeprefix(MARK)
    return list(csv.DictReader(io.StringIO(text, newline="")))


def whole(world: World, name: str, *, exact: bool = True, **days: Any) -> bytes:
    asked = Asked(name, **days, exact=exact)
    return b"".join(spreadsheets.stream(world.desk, asked, by=BY, now=world.clock()))


def newest(world: World) -> list[Export]:
    with world.desk.database.reading() as session:
        return exported.newest(session, 10)


# The bytes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LISTS)
def test_the_lists_of_a_season_are_the_golden_ones(world: World, name: str) -> None:
    a_season(world)

    made = whole(world, name, exact=False)

    assert _named(made) == (GOLDEN / f"season_{name}.csv").read_bytes()


def test_a_list_begins_with_a_mark_for_spreadsheets_and_without_one_for_machines(world: World) -> None:
    assert whole(world, "fees", exact=False).startswith(b"\xef\xbb\xbfrecord,")
    assert whole(world, "fees", exact=True).startswith(b"record,")


def test_the_database_writes_a_line_as_the_tool_would(world: World) -> None:
    strange = a_contributor(first_name='Zoë "Z"', last_name="O’Brien, Jr.", address=an_address(line1="1 A\tB; C\\D %s"))
    number = booked(world, "3,300.05", who=strange, employer="=1+1", occupation="")

    (made,) = whole(world, "contributions").decode().split(ENDING)[1:-1]

    home = strange.address
    assert made + ENDING == spreadsheet.line(
        [f"C{number}", strange.last_name, strange.first_name, strange.middle_name, strange.suffix, home.line1,
         home.line2, home.city, home.state, home.postal_code, home.country, "=1+1", "", "", "", "employed", "P2026",
         date(2026, 2, 2), Money(330005), "", "settled", "offline_check", "P2026", date(2026, 2, 2), None]
    )  # fmt: skip


# Formulas ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe(text: str) -> None:
    line = spreadsheet.line(["x", text, Money(-5)])

    assert _read(spreadsheet.lines([line], exact=False)) == [["x", f"'{text}", "-0.05"]]
    assert _read(spreadsheet.lines([line], exact=True)) == [["x", text, "-0.05"]]


@pytest.mark.parametrize("text", PLAIN)
def test_any_other_text_stays_as_it_is(text: str) -> None:
    line = spreadsheet.line([text, text, 1])

    assert _read(spreadsheet.lines([line], exact=False)) == [[text, text, "1"]]


@for_any(st.lists(st.tuples(st.text(), st.text(alphabet="=+-@ '\",\r\n\tab"), st.integers()), min_size=1))
def test_whatever_is_typed_no_cell_begins_a_formula_and_nothing_is_lost(rows: list[tuple[str, str, int]]) -> None:
    rows = [(one.replace("\0", ""), other, number) for one, other, number in rows]
    some = [spreadsheet.line(row) for row in rows]

    exact, guarded = _read(spreadsheet.lines(some, exact=True)), _read(spreadsheet.lines(some, exact=False))

    assert exact == [[one, other, str(number)] for one, other, number in rows]
    for before, after in zip(exact, guarded, strict=True):
        for one, other in zip(before[:2], after[:2], strict=True):
            assert other in (one, f"'{one}")
            assert not other.lstrip('\u00a0 "').startswith(
                tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212")
            )


def test_formulas_in_the_books_come_out_as_text_by_default_alone(world: World) -> None:
    booked(world, "25.00", who=a_contributor(last_name="=cmd()"), employer="@home")

    (safe,), (exact,) = (listed(world, "contributions", exact=exact) for exact in (False, True))

    assert (safe["contributor_last_name"], safe["contributor_employer"]) == ("'=cmd()", "'@home")
    assert (exact["contributor_last_name"], exact["contributor_employer"]) == ("=cmd()", "@home")


# What stands in them -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", Status)
def test_only_what_came_is_a_contribution(world: World, status: Status) -> None:
    came = {"captured", "settled", "received", "deposited", "bounced", "returned"}
    booked(world, "25.00", status)

    assert [row["status"] for row in listed(world, "contributions")] == ([status.value] if status in came else [])


def test_the_days_asked_for_are_both_included(world: World) -> None:
    for day in (1, 2, 3, 4):
        booked(world, f"{day}.00", made_on=date(2026, 2, day))

    rows = listed(world, "contributions", start=date(2026, 2, 2), end=date(2026, 2, 3))

    assert [row["contribution_amount"] for row in rows] == ["2.00", "3.00"]


def test_a_donor_is_one_row_with_all_that_was_given_until_the_last_day(world: World) -> None:
    keyed(world, "150.00", HUGO, **WORK)
    keyed(world, "100.00", HUGO, election="G2026", **WORK)
    booked(world, "50.00", who=JORDAN, occupation="", employer="", work=None)

    hugo, jordan = listed(world, "donors")

    assert (hugo["contributor_last_name"], hugo["contributions"], hugo["contribution_aggregate"]) == (
        "Ng",
        "2",
        "250.00",
    )
    assert (hugo["aggregate_P2026"], hugo["aggregate_G2026"], hugo["itemized"]) == ("150.00", "100.00", "yes")
    assert (jordan["missing"], jordan["itemized"]) == ("occupation, employer", "no")


def test_fees_name_the_payout_and_each_gift(world: World) -> None:
    given(world, "100.00", ROBIN)

    gifts = [row for row in listed(world, "fees") if row["record"] == "contribution"]

    assert [(row["contribution_amount"], row["fee_amount"]) for row in gifts] in ([], [("100.00", "3.20")])


def test_no_list_holds_an_address_to_write_to(world: World) -> None:
    a_season(world)

    for name in LISTS:
        assert b"@" not in whole(world, name)


# On record -----------------------------------------------------------------------------------------------------------


def test_every_export_is_on_record_with_who_and_what(world: World, tmp_path: Path) -> None:
    keyed(world, "150.00", HUGO)
    path = tmp_path / "donors.csv"

    written = spreadsheets.write(world.desk, Asked("donors"), path, by=BY, now=world.clock())

    (kept,) = newest(world)
    assert (kept.kind, kept.made_by, kept.made_at) == ("csv", BY, world.clock())
    assert (kept.sha256, kept.size) == (written.sha256, path.stat().st_size)
    assert kept.counts == {"list": "donors", "exact": False, "rows": 1, "whole": True}


def test_one_that_was_broken_off_is_on_record_too(world: World) -> None:
    pieces = spreadsheets.stream(world.desk, Asked("donors"), by=BY, now=world.clock())
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]

    assert [kept.counts["whole"] for kept in newest(world)] == [False]


def test_what_cannot_be_listed_is_said_at_once(world: World) -> None:
    with pytest.raises(CannotList, match="end before"):
        spreadsheets.stream(world.desk, Asked("fees", date(2026, 2, 2), date(2026, 2, 1)), by=BY, now=world.clock())
    with pytest.raises(CannotList, match="no list letters"):
        spreadsheets.stream(world.desk, Asked("letters"), by=BY, now=world.clock())


# The operator --------------------------------------------------------------------------------------------------------


def test_the_operator_writes_a_list_into_a_file(at: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keyed(at, "150.00", HUGO)
    out = tmp_path / "list.csv"

    status = cli.main(["export", "csv", "contributions", "--from", "2026-01-01", "--out", str(out)])

    told = capsys.readouterr()
    assert (status, told.err) == (0, "")
    assert "1 rows" in told.out
    assert "Hugo" not in told.out
    assert out.read_bytes().startswith(MARK.encode() + b"transaction_id,contributor_last_name,")


def test_the_exact_variant_says_so_in_its_name(
    at: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    status = cli.main(["export", "csv", "fees", "--exact"])

    assert status == 0
    assert "EXACT" in capsys.readouterr().out
    assert (tmp_path / "fees-exact.csv").exists()
    assert len(newest(at)) == 1


def test_a_list_may_go_to_standard_output(at: World, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    keyed(at, "150.00", HUGO)

    status = cli.main(["export", "csv", "contributions", "--exact", "--out", "-"])

    told = capfdbinary.readouterr()
    assert (status, told.err) == (0, b"")
    assert told.out.count(b"\r\n") == 2


def test_what_cannot_be_written_is_told(at: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    away = ["--out", str(tmp_path / "away" / "x.csv")]
    backwards = ["--from", "2026-02-02", "--to", "2026-02-01"]

    assert [cli.main(["export", "csv", "fees", *rest]) for rest in (away, backwards)] == [1, 1]

    told = capsys.readouterr().err
    assert "cannot be written" in told
    assert "end before" in told
    assert newest(at) == []


def _named(made: bytes) -> bytes:
    """The same with the names that chance has made in one form: payouts, the ids of their fees, checks."""
    for pattern, name in ((rb"po_\w+", b"po_1"), (rb'"F[0-9A-F]{15}"', b'"F1"'), (rb'"[0-9a-f]{6}"', b'"1001"')):
        made = re.sub(pattern, name, made)
    return made


def _read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))
