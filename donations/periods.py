"""Periods: what became of each report of the cycle: exported, filed, amended; its files, and the figures from outside.

It reads what is kept and walks no books: what a report would say is told by `surveying`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from compliance import cover
from compliance.committee import Committee
from compliance.money import ZERO, Money
from donations import amendments, exported, filings, planning, reckonings
from donations.desk import Desk
from donations.exported import Export, Others
from donations.exports import report_calendar
from donations.exports.report_calendar import CODES
from donations.filings import Filed
from donations.planning import Amounts, Asked

__all__ = ["CODES", "Amounts", "Export", "Filed", "Others"]

_NEWEST: Final = 200
"""So many exports are looked through for periods that the calendar does not have."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that waits for an amendment; `ref` is the id in the address of the contribution it is about."""

    what: str
    at: datetime
    actor: str
    ref: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of one period.

    `code` and `due` are the calendar's, else what it was exported or filed as. `empty` says that it was over before the
    first contribution came. `beside` are the originals that cover some of its days, but not just these.
    """

    start: date
    end: date
    code: str
    due: date | None
    spans: bool
    empty: bool
    export: Export | None
    filed: Filed | None
    amendments: tuple[Filed, ...]
    items: tuple[Waiting, ...]
    others: Others | None
    beside: tuple[Filed, ...]

    @property
    def to_file(self) -> Export | None:
        """The last export, where it can be marked as filed: it is not filed yet, and amends what is filed."""
        every = (self.filed, *self.amendments) if self.filed else ()
        if self.export is None or self.export.sha256 in {each.sha256 for each in every}:
            return None
        amends = self.filed.filing_number if self.filed else ""
        return self.export if self.export.counts.get("amends", "") == amends else None


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is kept: its name, which names nobody, its length in bytes, and what is in it, piece by piece."""

    name: str
    size: int
    pieces: Iterator[bytes]


# What became of them -------------------------------------------------------------------------------------------------


def cycle(desk: Desk, today: date) -> list[Standing]:
    """The regular reports of the cycle that have begun, the newest first, and what else was exported or filed."""
    regular = {(each.start, each.end): each for each in _calendar(desk.committee) if each.start <= today}
    with desk.database.reading() as session:
        made = {
            (each.from_on, each.through_on)
            for each in exported.newest(session, _NEWEST)
            if each.kind == "fec" and each.from_on and each.through_on
        }
        made |= {(each.from_on, each.through_on) for each in filings.reports(session)}
        every = sorted(regular.keys() | made, key=lambda days: (days[1], days[0]), reverse=True)
        first = reckonings.first_day(session)
        return [_standing(session, desk.committee, start, end, first) for start, end in every]


def standing(desk: Desk, start: date, end: date) -> Standing:
    """What became of one period."""
    with desk.database.reading() as session:
        return _standing(session, desk.committee, start, end, reckonings.first_day(session))


def _calendar(committee: Committee) -> Iterator[report_calendar.Report]:
    pace, day = planning.pace_of(committee), committee.cycle.start
    while day <= committee.cycle.end:
        found = report_calendar.covering(day, pace, committee.elections)
        yield report_calendar.Report(found.code, max(found.start, committee.cycle.start), found.end, found.due)
        day = found.end + timedelta(1)


def _standing(session: Session, committee: Committee, start: date, end: date, first: date | None) -> Standing:
    covering = filings.originals(session, start, end)
    filed = next((each for each in covering if (each.from_on, each.through_on) == (start, end)), None)
    export = exported.last(session, "fec", start, end)
    code = calendar_code(committee, start, end)
    if filed:
        code = filed.report_code
    elif export and not code:
        code = str(export.counts.get("code", ""))
    return Standing(
        start,
        end,
        code,
        report_calendar.due(code, end, planning.pace_of(committee), committee.elections),
        start <= committee.cycle.end < end,
        first is None or end < first,
        export,
        filed,
        tuple(filings.amendments(session, filed.id)) if filed else (),
        _waiting(session, filed) if filed else (),
        exported.figures(session, start, end),
        tuple(each for each in covering if each is not filed),
    )


def _waiting(session: Session, filed: Filed) -> tuple[Waiting, ...]:
    items = amendments.waiting(session, filed.id)
    refs = reckonings.public_ids(session, [each.contribution_id for each in items if each.contribution_id])
    return tuple(Waiting(each.what, each.at, each.actor, refs.get(each.contribution_id or 0, "")) for each in items)


def calendar_code(committee: Committee, start: date, end: date) -> str:
    """The code that the calendar has for a period; blank where it has none."""
    return report_calendar.report_code(start, end, planning.pace_of(committee), committee.elections)


def open_until(desk: Desk, asked: Asked, today: date) -> date | None:
    """The last day of the period that a report is asked for, where it is not over: there is a preview of it alone."""
    return None if asked.amends else planning.open_until(desk.committee, asked.code, asked.end, today)


# Figures from outside ------------------------------------------------------------------------------------------------


def key_figures(  # noqa: PLR0913 - which figures of which period, by whom, when
    desk: Desk, start: date, end: date, amounts: Amounts, *, by: str, now: datetime
) -> None:
    """Keep the amounts from outside for a period; what is not in `amounts` is not stated, zero is.

    Each line that changes is an item of an amendment where the period is filed.
    """
    committee = desk.committee
    at_start = amounts.get("A", {}).get(cash(desk), ZERO)
    with desk.database.writing() as session:
        filings.wait_for(session, to_mark=False)
        before = planning.keyed(committee, exported.figures(session, start, end))
        exported.key_figures(session, start, end, amounts, at_start, by=by, now=now)
        filed = next((each for each in filings.originals(session, start, end) if _same_days(each, start, end)), None)
        if filed is not None:
            for what in _restated(committee, before, amounts):
                amendments.note(session, filed.id, None, what, by=by, now=now)


def largest(desk: Desk) -> dict[tuple[str, str], Money]:
    """The largest amount that can be stated, by the form's column and line."""
    return planning.largest(desk.committee)


def cash(desk: Desk) -> str:
    """The line of cash on hand at the beginning, which makes a report complete."""
    return planning.CASH[desk.committee.office]


def complete(desk: Desk, others: Others | None) -> bool:
    """Whether what is kept for a period makes its report a complete one: cash on hand is stated."""
    return planning.is_complete(desk.committee.office, planning.keyed(desk.committee, others))


def _same_days(filed: Filed, start: date, end: date) -> bool:
    return (filed.from_on, filed.through_on) == (start, end)


def _restated(committee: Committee, before: Amounts, now: Amounts) -> Iterator[str]:
    """The lines that are stated otherwise than before. Blank and zero are the same, but for cash on hand."""
    for row in cover.stated(committee.office):
        for column in row.columns:
            was, new = (told.get(column, {}).get(row.key) for told in (before, now))
            of_cash = row.key == planning.CASH[committee.office]
            if was != new and (of_cash or (was or ZERO) != (new or ZERO)):
                words = [each if each is not None else "not stated" for each in (new, was)]
                yield f"Line {row.label} of column {column}, from outside, is {words[0]}, {words[1]} before."


# Files ---------------------------------------------------------------------------------------------------------------


def exported_file(desk: Desk, start: date, end: date) -> Kept | None:
    """The file of the last export of a period, if there is one."""
    with desk.database.reading() as session:
        last = exported.last(session, "fec", start, end)
    if last is None:
        return None
    name = _name(str(last.counts.get("form_type", "report")), str(last.counts.get("code", "")), start, end)
    return Kept(name, last.size, _export_pieces(desk, last.id))


def filed_file(desk: Desk, public_id: str) -> Kept | None:
    """The file of a report as it was filed, by the id in its address."""
    with desk.database.reading() as session:
        found = filings.find(session, public_id)
    if found is None:
        return None
    status = planning.status_of(found.report_code, amends=found.amends_id is not None)
    name = _name(f"{found.form}{status}", found.report_code, found.from_on, found.through_on)
    return Kept(name.replace(".fec", f"-{found.filing_number}.fec"), found.size, _filed_pieces(desk, found.id))


def _name(form_type: str, code: str, start: date, end: date) -> str:
    return "-".join(part for part in (form_type, code, str(start), str(end)) if part) + ".fec"


def _export_pieces(desk: Desk, export_id: int) -> Iterator[bytes]:
    with desk.database.reading() as session:
        yield from exported.file(session, export_id)


def _filed_pieces(desk: Desk, report_id: int) -> Iterator[bytes]:
    with desk.database.reading() as session:
        yield from filings.file(session, report_id)
