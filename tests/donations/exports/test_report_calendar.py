"""Which report covers a day, and when it is due."""

from datetime import date, timedelta

import pytest

from compliance.election import Election
from donations.exports import report_calendar
from donations.exports.report_calendar import Pace

GENERAL_2026 = Election("G2026", date(2026, 11, 3))
GENERAL_2028 = Election("G2028", date(2028, 11, 7))
PRIMARY_2026 = Election("P2026", date(2026, 6, 2))


@pytest.mark.parametrize(
    "day, code, start, end, due",
    [
        ("2027-01-01", "Q1", "2027-01-01", "2027-03-31", "2027-04-15"),
        ("2027-03-31", "Q1", "2027-01-01", "2027-03-31", "2027-04-15"),
        ("2027-04-01", "Q2", "2027-04-01", "2027-06-30", "2027-07-15"),
        ("2027-09-30", "Q3", "2027-07-01", "2027-09-30", "2027-10-15"),
        ("2027-12-31", "YE", "2027-10-01", "2027-12-31", "2028-01-31"),
    ],
)
def test_a_quarterly_filer_reports_four_times_a_year(day: str, code: str, start: str, end: str, due: str) -> None:
    report = report_calendar.covering(date.fromisoformat(day))

    assert (report.code, f"{report.start}", f"{report.end}", f"{report.due}") == (code, start, end, due)


@pytest.mark.parametrize(
    "day, code, end, due",
    [
        ("2027-01-31", "M2", "2027-01-31", "2027-02-20"),
        ("2027-02-10", "M3", "2027-02-28", "2027-03-20"),
        ("2028-02-29", "M3", "2028-02-29", "2028-03-20"),
        ("2027-11-30", "M12", "2027-11-30", "2027-12-20"),
        ("2027-12-01", "MYE", "2027-12-31", "2028-01-31"),
    ],
)
def test_a_monthly_filer_reports_twelve_times_a_year(day: str, code: str, end: str, due: str) -> None:
    report = report_calendar.covering(date.fromisoformat(day), Pace.MONTHLY)

    assert (report.code, f"{report.end}", f"{report.due}") == (code, end, due)


@pytest.mark.parametrize(
    "general, before, after",
    [
        (GENERAL_2026, ("12G", "2026-10-14", "2026-10-22"), ("30G", "2026-11-23", "2026-12-03")),
        (GENERAL_2028, ("12G", "2028-10-18", "2028-10-26"), ("30G", "2028-11-27", "2028-12-07")),
    ],
    ids=["2026", "2028"],
)
@pytest.mark.parametrize("pace", Pace)
def test_a_report_closes_before_and_after_the_general(
    pace: Pace, general: Election, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    pre = report_calendar.covering(date(general.on.year, 10, 1), pace, [general])
    post = report_calendar.covering(general.on, pace, [general])
    last = report_calendar.covering(date(general.on.year, 12, 31), pace, [general])

    assert (pre.code, f"{pre.end}", f"{pre.due}") == before
    assert (post.code, f"{post.end}", f"{post.due}") == after
    assert post.start == pre.end + timedelta(1)
    assert (last.start, last.code) == (post.end + timedelta(1), "MYE" if pace is Pace.MONTHLY else "YE")


@pytest.mark.parametrize("elections", [[], [GENERAL_2026, GENERAL_2028]], ids=["none", "generals"])
@pytest.mark.parametrize("pace", Pace)
def test_every_day_is_in_one_report_and_no_two_overlap(pace: Pace, elections: list[Election]) -> None:
    day, previous = date(2026, 1, 1), None
    while day < date(2029, 1, 1):
        report = report_calendar.covering(day, pace, elections)
        assert report.start <= day <= report.end < report.due
        if previous is not None and report != previous:
            assert report.start == previous.end + timedelta(1)
        previous, day = report, day + timedelta(1)


@pytest.mark.parametrize(
    "start, end, code",
    [
        ("2026-01-01", "2026-03-31", "Q1"),
        ("2026-04-01", "2026-05-13", "12P"),
        ("2026-05-14", "2026-06-30", "Q2"),
        ("2026-10-01", "2026-10-14", "12G"),
        ("2026-10-15", "2026-11-23", "30G"),
        ("2026-11-24", "2026-12-31", "YE"),
        ("2026-10-01", "2026-12-30", ""),
        ("2026-06-03", "2026-06-22", ""),
    ],
)
def test_the_last_day_of_a_period_gives_its_code(start: str, end: str, code: str) -> None:
    period = date.fromisoformat(start), date.fromisoformat(end)

    assert report_calendar.report_code(*period, elections=[PRIMARY_2026, GENERAL_2026]) == code


@pytest.mark.parametrize(
    "code, before, after",
    [("C2026", "12C", ""), ("R2026", "12R", "30R"), ("S2026", "12S", "30S"), ("E2026", "", "")],
)
def test_other_elections_have_reports_too(code: str, before: str, after: str) -> None:
    held = Election(code, date(2026, 8, 11))

    told = [
        report_calendar.report_code(date(2026, 7, 1), held.on + timedelta(days), elections=[held]) for days in (-20, 20)
    ]
    assert told == [before, after]
    assert all(each in report_calendar.CODES for each in told if each)
    assert all(report_calendar.names_election(each) for each in told if each)


def test_a_pre_election_report_is_due_twelve_days_before() -> None:
    due = report_calendar.due("12P", date(2026, 5, 13), elections=[PRIMARY_2026])

    assert due == date(2026, 5, 21)


def test_a_report_that_the_calendar_does_not_know_has_no_due_day() -> None:
    assert report_calendar.due(report_calendar.TERMINATION, date(2026, 5, 13)) is None
    assert report_calendar.due("Q2", date(2026, 3, 31)) is None


def test_a_period_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="on or after"):
        report_calendar.report_code(date(2026, 2, 1), date(2026, 1, 31))
