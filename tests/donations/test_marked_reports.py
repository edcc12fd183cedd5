"""A report between its export and its marking: what is settled, what becomes an item, and what is held to the file."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from compliance.committee import Committee
from compliance.contribution import AdjustmentKind
from compliance.election import Election
from compliance.money import Money
from donations import amendments, exported, filings, periods, planning, reckonings, reports
from donations.exports import whole_file
from donations.reports import Asked, CannotReport, NotFiled
from tests.donations.exports import readers
from tests.donations.righting import BY, by_check, keyed
from tests.donations.season import DANA, FRED, HUGO, WORK
from tests.donations.test_golden_reports import PRESIDENT
from tests.donations.test_reports import Q1, Q2, file_it, of, until, written
from tests.donations.world import COMMITTEE, World

AMENDMENT = replace(Q1, amends="1900001")
HALF = Asked(date(2026, 1, 1), date(2026, 3, 20), "TER")


def told(world: World) -> list[str]:
    """What waits for an amendment, in words."""
    with world.desk.database.reading() as session:
        return [item.what for item in amendments.waiting(session)]


# What changed since the export ---------------------------------------------------------------------------------------


def test_a_change_of_sums_alone_waits_for_an_amendment(world: World, tmp_path: Path) -> None:
    keyed(world, "300.00", HUGO, **WORK)
    written(world, tmp_path)
    keyed(world, "50.00", DANA, on=date(2026, 3, 9), **WORK)

    file_it(world)

    assert told(world) == ["Line 11(a)(ii) of column A is $50.00, $0.00 in the file."]


def test_a_refund_that_is_in_a_sum_alone_waits_too(world: World, tmp_path: Path) -> None:
    entry = keyed(world, "100.00", HUGO, **WORK)
    written(world, tmp_path)
    by_check(world, entry, "60.00", on=date(2026, 3, 20))

    file_it(world)

    assert entry.gift.adjustments == ()
    assert [each.kind for each in world.read(entry.public_id).gift.adjustments] == [AdjustmentKind.REFUND]
    assert told(world) == ["Line 20(a) of column A is $60.00, $0.00 in the file."]


def test_what_moves_the_cycle_to_date_alone_waits_too(world: World, tmp_path: Path) -> None:
    keyed(world, "300.00", HUGO, **WORK)
    written(world, tmp_path, Q2)
    keyed(world, "50.00", DANA, on=date(2026, 3, 9), **WORK)

    file_it(world, Q2)

    assert told(world) == ["Line 11(a)(ii) of column B is $50.00, $0.00 in the file."]


def test_of_unchanged_books_nothing_waits(world: World, tmp_path: Path) -> None:
    keyed(world, "300.00", HUGO, **WORK)
    others = {"A": {"23": Money(100000), "17": Money(5000)}, "B": {"17": Money(5000)}}
    written(world, tmp_path, replace(Q1, others=others))

    file_it(world)

    assert told(world) == []
    with world.desk.database.reading() as session:
        kept = exported.figures(session, Q1.start, Q1.end)
    assert kept is not None
    assert (kept.figures, kept.cash_at_start, kept.keyed_by) == (others, Money(100000), BY)
    _done, lines = written(world, tmp_path, AMENDMENT)
    assert of(lines, "TEXT") == []


def test_an_amendment_settles_what_its_file_carries_and_leaves_what_came_later(world: World, tmp_path: Path) -> None:
    keyed(world, "300.00", HUGO, **WORK)
    written(world, tmp_path)
    file_it(world)
    carried = keyed(world, "310.00", FRED, on=date(2026, 3, 8), **WORK)
    written(world, tmp_path, AMENDMENT)
    later = keyed(world, "50.00", DANA, on=date(2026, 3, 9), **WORK)

    filed = file_it(world, AMENDMENT, "1900002")

    with world.desk.database.reading() as session:
        settled = [item.contribution_id for item in amendments.carried_by(session, filed.id)]
        waits = [item.contribution_id for item in amendments.waiting(session)]
    assert (settled, waits) == ([carried.id], [later.id, None])
    assert told(world)[1:] == ["Line 11(a)(ii) of column A is $50.00, $0.00 in the file."]


# What is marked is what was exported ---------------------------------------------------------------------------------


def test_a_file_of_a_period_that_is_not_over_is_not_marked(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyed(world, "300.00", HUGO, **WORK)
    until(world, date(2026, 3, 25))
    so_far = replace(HALF, code="Q1")
    with monkeypatch.context() as before:
        before.setattr(planning, "over", lambda *_: None)
        written(world, tmp_path, so_far)

    until(world, date(2026, 4, 1))
    with pytest.raises(CannotReport, match="This period ends on 2026-03-31; it can be exported after"):
        file_it(world, so_far)


def test_a_report_is_marked_under_the_code_of_its_export_and_no_other(world: World, tmp_path: Path) -> None:
    keyed(world, "300.00", HUGO, **WORK)
    until(world, date(2026, 4, 1))
    written(world, tmp_path, HALF)

    with pytest.raises(CannotReport, match="is TER, not Q1; export it first"):
        file_it(world, replace(HALF, code="Q1"))
    assert file_it(world, replace(HALF, code="")).report_code == "TER"


def test_an_amendment_is_not_marked_twice(world: World, tmp_path: Path) -> None:
    keyed(world, "300.00", HUGO, **WORK)
    written(world, tmp_path)
    file_it(world)
    written(world, tmp_path, AMENDMENT)
    file_it(world, AMENDMENT, "1900002")

    with pytest.raises(CannotReport, match="filed already; export the next amendment"):
        file_it(world, AMENDMENT, "1900003")


@pytest.mark.parametrize("on", [date(2026, 3, 30), date(2020, 1, 1), date(2099, 1, 1)], ids=str)
def test_the_day_of_filing_lies_between_the_periods_end_and_today(world: World, tmp_path: Path, on: date) -> None:
    keyed(world, "300.00", HUGO, **WORK)
    written(world, tmp_path)

    with pytest.raises(NotFiled, match="cannot be the day"):
        file_it(world, on=on)


def test_another_file_than_the_last_is_not_marked(world: World, tmp_path: Path) -> None:
    keyed(world, "300.00", HUGO, **WORK)
    done, _lines = written(world, tmp_path)
    today = world.desk.committee.local_date(world.clock())
    how: dict[str, Any] = {"number": "1900001", "filed_on": today, "by": BY, "now": world.clock()}

    with pytest.raises(CannotReport, match=f"another file; its SHA-256 is {done.sha256}"):
        reports.mark_filed(world.desk, Q1, sha256="0" * 64, **how)
    assert reports.mark_filed(world.desk, Q1, sha256=done.sha256.upper(), **how).sha256 == done.sha256


def test_a_file_in_its_place_has_its_record(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyed(world, "300.00", HUGO, **WORK)
    written(world, tmp_path)
    before = (tmp_path / "report.fec").read_bytes()
    keyed(world, "400.00", FRED, on=date(2026, 3, 4), **WORK)

    def gone(*_args: object, **_named: object) -> None:
        raise OSError(5, "disk gone")

    with monkeypatch.context() as broken:
        broken.setattr(exported, "keep", gone)
        with pytest.raises(OSError, match="disk gone"):
            written(world, tmp_path)
    unchanged = _last(world)
    with monkeypatch.context() as broken:
        broken.setattr(whole_file, "to_disk", gone)
        with pytest.raises(OSError, match="disk gone"):
            written(world, tmp_path)

    assert _last(world) == before
    assert (tmp_path / "report.fec").read_bytes() == unchanged == before
    written(world, tmp_path)
    assert _last(world) == (tmp_path / "report.fec").read_bytes() != before


def _last(world: World) -> bytes:
    with world.desk.database.reading() as session:
        last = exported.last(session, "fec", Q1.start, Q1.end)
        return b"".join(exported.file(session, last.id)) if last else b""


# The day of signing --------------------------------------------------------------------------------------------------


def test_an_amendment_is_signed_on_its_own_day_and_then_stays_the_same(world: World, tmp_path: Path) -> None:
    entry = keyed(world, "300.00", HUGO, **WORK)
    _done, lines = written(world, tmp_path)
    file_it(world)
    until(world, date(2026, 8, 1))
    by_check(world, entry, "100.00", on=date(2026, 3, 9))

    _done, first = written(world, tmp_path, AMENDMENT)
    until(world, date(2026, 8, 3))
    _done, again = written(world, tmp_path, AMENDMENT)
    file_it(world, AMENDMENT, "1900002")
    _done, second = written(world, tmp_path, AMENDMENT)

    assert [told[1][22] for told in (lines, first, again, second)] == ["20260401", "20260801", "20260801", "20260803"]
    assert first == again


@pytest.mark.parametrize("on", [date(2020, 1, 1), date(2026, 3, 30), date(2026, 4, 2)], ids=str)
def test_a_report_is_signed_between_its_periods_end_and_today(world: World, tmp_path: Path, on: date) -> None:
    keyed(world, "300.00", HUGO, **WORK)

    with pytest.raises(CannotReport, match=f"not on {on}"):
        written(world, tmp_path, replace(Q1, signed_on=on))


# What is refused before anything is written --------------------------------------------------------------------------


def test_days_that_are_filed_in_another_report_are_not_reported_again(world: World, tmp_path: Path) -> None:
    keyed(world, "300.00", HUGO, **WORK)
    before = Asked(date(2026, 4, 1), date(2026, 5, 13))
    written(world, tmp_path, before)
    file_it(world, before)

    with pytest.raises(CannotReport, match="2026-04-01 to 2026-05-13 are filed already, as 1900001"):
        written(world, tmp_path, Q2)
    done, _lines = written(world, tmp_path, replace(Q2, start=date(2026, 5, 14)))
    assert done.report.code == "Q2"


@pytest.mark.parametrize("code", ["Q3", "12P", "30G", "M4"])
def test_a_period_that_the_calendar_knows_has_no_other_code(world: World, tmp_path: Path, code: str) -> None:
    with pytest.raises(CannotReport, match=f"The calendar has Q1 for a period that ends on 2026-03-31, not {code}"):
        written(world, tmp_path, replace(Q1, code=code))


@pytest.mark.parametrize(
    "days, code, said",
    [
        (("2026-01-01", "2026-02-15"), "M5", "no M5 for a period that ends on 2026-02-15"),
        (("2026-06-01", "2026-07-15"), "12P", "no 12P for a period that ends on 2026-07-15"),
        (("2026-06-01", "2026-07-15"), "MYE", "no MYE"),
        (("2026-07-01", "2026-07-15"), "Q1", "no Q1"),
        (("2026-06-01", "2026-07-15"), "12R", "12R is about an election that the committee’s file does not list"),
        (("2026-04-01", "2026-05-12"), "12P", "ends on 2026-05-13; it can be exported after that day"),
        (("2026-04-01", "2026-05-14"), "12P", "no 12P for a period that ends on 2026-05-14"),
        (("2026-01-01", "2026-03-30"), "Q1", "ends on 2026-03-31; it can be exported after that day"),
    ],
)
def test_a_code_that_the_calendar_does_not_have_for_the_days_is_refused(
    world: World, tmp_path: Path, days: tuple[str, str], code: str, said: str
) -> None:
    with pytest.raises(CannotReport, match=said):
        written(world, tmp_path, Asked(date.fromisoformat(days[0]), date.fromisoformat(days[1]), code))

    assert not (tmp_path / "report.fec").exists()


def test_reports_around_a_runoff_and_a_special_election_go_by_the_committees_file(
    make_world: Any, tmp_path: Path
) -> None:
    held = (Election("R2026", date(2026, 6, 30)), Election("S2026", date(2026, 8, 11)))
    world: World = make_world(committee=replace(COMMITTEE, elections=(*COMMITTEE.elections, *held)))

    codes = [
        written(world, tmp_path, Asked(start, end, code))[0].report.code
        for start, end, code in (
            (date(2026, 5, 14), date(2026, 6, 10), "12R"),
            (date(2026, 6, 11), date(2026, 7, 20), "30R"),
            (date(2026, 7, 21), date(2026, 7, 22), "12S"),
            (date(2026, 7, 23), date(2026, 8, 31), "30S"),
        )
    ]

    assert codes == ["12R", "30R", "12S", "30S"]


# What is filed is not made again as another report -------------------------------------------------------------------


def test_a_filed_period_is_made_again_only_as_it_was_filed(world: World, tmp_path: Path) -> None:
    keyed(world, "300.00", HUGO, **WORK)
    written(world, tmp_path)
    filed = file_it(world)
    until(world, date(2026, 4, 20))

    again, _lines = written(world, tmp_path)

    assert (again.sha256, again.report.signed_on, again.report.signed_before) == (filed.sha256, filed.signed_on, True)


def test_what_changed_since_a_period_was_filed_goes_into_an_amendment_alone(world: World, tmp_path: Path) -> None:
    keyed(world, "300.00", HUGO, **WORK)
    written(world, tmp_path)
    file_it(world)
    as_filed = _last(world)
    keyed(world, "400.00", DANA, on=date(2026, 3, 20), **WORK)

    with pytest.raises(CannotReport, match=r"filed as 1900001; what changed .* amendment: add --amends 1900001\."):
        written(world, tmp_path)

    assert (tmp_path / "report.fec").read_bytes() == as_filed == _last(world)
    assert written(world, tmp_path, AMENDMENT)[1][1][0] == "F3A"


def test_a_signer_alone_makes_another_report_of_a_filed_period(world: World, tmp_path: Path) -> None:
    keyed(world, "300.00", HUGO, **WORK)
    written(world, tmp_path)
    file_it(world)

    with pytest.raises(CannotReport, match="add --amends 1900001"):
        written(world, tmp_path, replace(Q1, signer="Pat Other"))


# The last report -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("committee, form", [(COMMITTEE, "F3"), (PRESIDENT, "F3P")], ids=["house", "president"])
def test_a_termination_report_says_so_on_its_cover_and_public_tools_agree(
    make_world: Any, tmp_path: Path, committee: Committee, form: str
) -> None:
    world: World = make_world(committee=committee)
    entry = keyed(world, "4,000.00", HUGO, election=committee.elections[0].code, **WORK)

    _done, lines = written(world, tmp_path, HALF)
    readers.all_agree(tmp_path / "report.fec")
    filed = file_it(world, HALF)
    kept = periods.filed_file(world.desk, filed.public_id)
    by_check(world, entry, "700.00", on=date(2026, 3, 19))
    amended = written(world, tmp_path, replace(HALF, amends="1900001"))[1]
    readers.all_agree(tmp_path / "report.fec")

    assert lines[1][0] == f"{form}T"
    assert {line[4] for line in of(lines, "TEXT") if not line[3]} == {f"{form}T"}
    assert kept is not None
    assert kept.name == f"{form}T-TER-2026-01-01-2026-03-20-1900001.fec"
    assert amended[1][0] == f"{form}A"
    assert written(world, tmp_path, Asked(date(2026, 3, 21), date(2026, 3, 31)))[1][1][0] == f"{form}N"


def test_a_last_report_ends_on_any_day_and_one_before_an_election_on_its_own(world: World, tmp_path: Path) -> None:
    codes = [
        written(world, tmp_path, asked)[0].report.code
        for asked in (
            replace(Q1, code="TER"),
            Asked(date(2026, 4, 1), date(2026, 5, 13), "12P"),
            Asked(date(2026, 10, 1), date(2026, 10, 14), "12G"),
        )
    ]

    assert codes == ["TER", "12P", "12G"]


@pytest.mark.parametrize(
    "signer, others, told",
    [
        ("Cher", None, "treasurer first name is blank"),
        ("", {"A": {"23": Money(999_999_999_999)}, "B": {}}, "has room for"),
    ],
)
def test_a_cover_that_cannot_be_written_is_told_in_a_sentence(
    make_world: Any, tmp_path: Path, signer: str, others: Any, told: str
) -> None:
    world: World = make_world(committee=replace(COMMITTEE, treasurer=signer or COMMITTEE.treasurer))
    keyed(world, "300.00", HUGO, **WORK)

    with pytest.raises(CannotReport, match=told):
        written(world, tmp_path, replace(Q1, others=others))

    assert not (tmp_path / "report.fec").exists()


def test_an_amendment_bears_the_code_of_its_original(world: World, tmp_path: Path) -> None:
    keyed(world, "300.00", HUGO, **WORK)
    until(world, date(2026, 4, 1))
    written(world, tmp_path, HALF)
    filed = file_it(world, HALF)

    for asked in (replace(HALF, amends="1900001"), replace(HALF, amends="1900001", code="")):
        assert written(world, tmp_path, asked)[0].report.code == "TER"
    with world.desk.database.reading() as session:
        assert filings.reports(session) == [filed]


# While others work ---------------------------------------------------------------------------------------------------


class _Interrupted:
    """A desk whose database lets somebody else act just before the first writing of whoever uses it."""

    def __init__(self, world: World, act: Callable[[], object]) -> None:
        self._database = world.desk.database
        self._act: Callable[[], object] | None = act

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    def writing(self) -> Any:
        act, self._act = self._act, None
        if act:
            act()
        return self._database.writing()


@pytest.mark.parametrize(
    "act, item",
    [
        (
            lambda world: keyed(world, "50.00", DANA, on=date(2026, 3, 9), **WORK),
            ["Line 11(a)(ii) of column A is $50.00, $0.00 in the file."],
        ),
        (
            lambda world: by_check(world, world.read(_robin(world)), "20.00", on=date(2026, 3, 20)),
            [
                "Entry R1 is added since the file was made.",
                "Line 20(a) of column A is $20.00, $0.00 in the file.",
            ],
        ),
        (lambda world: keyed(world, "50.00", DANA, **WORK), []),
    ],
    ids=["a check of the period", "a refund in the period", "a check of today"],
)
def test_what_changes_while_the_books_are_compared_waits_too(
    world: World, tmp_path: Path, act: Callable[[World], object], item: list[str]
) -> None:
    keyed(world, "300.00", HUGO, **WORK)
    written(world, tmp_path)
    desk = replace(world.desk, database=_Interrupted(world, lambda: act(world)))  # type: ignore[arg-type]

    reports.mark_filed(desk, Q1, number="1900001", filed_on=date(2026, 4, 1), by=BY, now=world.clock())

    assert told(world) == item


def test_the_books_are_compared_while_others_may_write(world: World, tmp_path: Path) -> None:
    """On SQLite a second writer would wait for ever for one that waits for it."""
    keyed(world, "300.00", HUGO, **WORK)
    written(world, tmp_path)
    with world.desk.database.reading() as session:
        before = reckonings.stand(session, Q1.end)
    keyed(world, "70.00", DANA, **WORK)  # Of a later day.
    with world.desk.database.reading() as session:
        same = reckonings.stand(session, Q1.end, before)
    keyed(world, "70.00", DANA, on=Q1.end, **WORK)
    with world.desk.database.reading() as session:
        other = reckonings.stand(session, Q1.end, before)

    assert before.acts == same.acts
    assert before != other


def _robin(world: World) -> str:
    with world.desk.database.reading() as session:
        return reckonings.of_days(session, [date(2026, 3, 2)])[0]
