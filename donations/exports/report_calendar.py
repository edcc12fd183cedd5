"""The FEC's calendar: which report covers a day or a period, and when it is due. Data in `formats/reports.toml`.

Due dates stand as the rule has them; no weekend or holiday moves them. Law: 11 CFR 104.5.
"""

import tomllib
from calendar import isleap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final

from compliance.election import Election, ElectionType

_DATA: Final[dict[str, Any]] = tomllib.loads(
    (files("donations.exports") / "formats" / "reports.toml").read_text(encoding="utf-8")
)

TERMINATION: Final[str] = _DATA["termination"]["code"]
"""The code of a committee's last report, which ends on any day."""

CODES: Final[dict[str, str]] = {
    **{each["code"]: each["words"] for each in (*_DATA["quarterly"], *_DATA["monthly"])},
    **{
        f"{side['code']}{letter}": f"{side['words']} {ElectionType(letter).name.lower()}"
        for side in (_DATA["before"], _DATA["after"])
        for letter in side["elections"]
    },
    TERMINATION: _DATA["termination"]["words"],
}
"""Every report code that a candidate's committee may state, and what it stands for."""


_IN_A_YEAR: Final = 14
"""A committee files at most so many regular reports in a year."""


class Pace(StrEnum):
    """How often a committee reports. Only presidential ones may choose monthly."""

    QUARTERLY = "quarterly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Report:
    """A report that the calendar knows: the days it covers, both included, and the day it is due.

    `election` is told by the reports before and after one alone.
    """

    code: str
    start: date
    end: date
    due: date
    election: Election | None = None


def covering(day: date, pace: Pace = Pace.QUARTERLY, elections: Iterable[Election] = ()) -> Report:
    """Give the regular report that covers a day, by the reports which every committee files.

    Of the elections only the general ones matter: a report closes before each and one after it, and what the regular
    one covers begins after those. Whether a primary asks for one depends on the ballot, and is not guessed.

    >>> covering(date(2027, 2, 1)).due
    datetime.date(2027, 4, 15)
    """
    generals = [election for election in elections if election.type is ElectionType.GENERAL]
    return next(report for report in _in_order(day.year, pace, generals) if report.start <= day <= report.end)


def ending(end: date, pace: Pace = Pace.QUARTERLY, elections: Iterable[Election] = ()) -> Report | None:
    """Give the report that ends on a day: before or after an election, or a regular one. None where none does.

    Its start is the day after the last regular or general report before it; a period may begin earlier or later, after
    a pre-election report for one, and has the same code.

    >>> ending(date(2028, 10, 18), elections=[Election("G2028", date(2028, 11, 7))]).code
    '12G'
    """
    known = tuple(elections)
    around = [report for election in known for report in _around(election) if report.end == end]
    regular = covering(end, pace, known)
    if around:
        start = min(regular.start, end)
        return Report(around[0].code, start, end, around[0].due, around[0].election)
    return regular if regular.end == end else None


def report_code(start: date, end: date, pace: Pace = Pace.QUARTERLY, elections: Iterable[Election] = ()) -> str:
    """Give the code of the report of a period, which its last day decides; blank where the calendar has none.

    Raises `ValueError` where the period ends before it starts.

    >>> report_code(date(2027, 1, 1), date(2027, 3, 31)), report_code(date(2027, 1, 1), date(2027, 3, 30))
    ('Q1', '')
    """
    if end < start:
        message = "a period ends on or after the day it starts"
        raise ValueError(message)
    report = ending(end, pace, elections)
    return report.code if report else ""


def due(code: str, end: date, pace: Pace = Pace.QUARTERLY, elections: Iterable[Election] = ()) -> date | None:
    """Give the day by which a report is due; None for one whose period the calendar does not know.

    >>> due("YE", date(2027, 12, 31))
    datetime.date(2028, 1, 31)
    """
    report = ending(end, pace, elections)
    return report.due if report and report.code == code else None


def closing(code: str, day: date, pace: Pace = Pace.QUARTERLY, elections: Iterable[Election] = ()) -> date | None:
    """Give the day on which the period of a report closes, from a day on; None where the calendar has none.

    A termination report ends on any day.

    >>> closing("YE", date(2026, 11, 20)), closing("TER", date(2026, 11, 20))
    (datetime.date(2026, 12, 31), datetime.date(2026, 11, 20))
    """
    if code == TERMINATION:
        return day
    known = tuple(elections)
    found = [report.end for election in known for report in _around(election) if report.code == code]
    regular = covering(day, pace, known)
    for _ in range(_IN_A_YEAR):
        if regular.code == code:
            found.append(regular.end)
            break
        regular = covering(regular.end + timedelta(1), pace, known)
    return min((end for end in found if end >= day), default=None)


def names_election(code: str) -> bool:
    """Tell whether a report's cover tells the election: those before and after one.

    >>> names_election("12G"), names_election("Q3")
    (True, False)
    """
    return code.startswith((_DATA["before"]["code"], _DATA["after"]["code"]))


def _in_order(year: int, pace: Pace, generals: list[Election]) -> list[Report]:
    """Give a year's reports, each from the day after the one before it."""
    held = [election for election in generals if election.on.year == year]
    found = [report for election in held for report in _around(election)]
    for each in _DATA[pace]:
        if not (held and each.get("not_in_election_years", False)):
            end = _day(year, each["last"])
            found.append(Report(each["code"], end, end, _next(end, each["due"])))
    found.sort(key=lambda report: report.end)
    starts = [date(year, 1, 1), *(report.end + timedelta(1) for report in found)]
    return [
        Report(report.code, start, report.end, report.due, report.election)
        for start, report in zip(starts, found, strict=False)
    ]


def _around(election: Election) -> list[Report]:
    """Give the reports before and after an election; their start is left to who puts them in order."""
    found = []
    for side in (_DATA["before"], _DATA["after"]):
        if election.type in side["elections"]:
            end = election.on + timedelta(side["closes"])
            found.append(
                Report(f"{side['code']}{election.type}", end, end, election.on + timedelta(side["due"]), election)
            )
    return found


def _day(year: int, written: str) -> date:
    month, day = map(int, written.split("-"))
    if (month, day) == (2, 29) and not isleap(year):
        day = 28
    return date(year, month, day)


def _next(end: date, written: str) -> date:
    on = _day(end.year, written)
    return on if on > end else _day(end.year + 1, written)
