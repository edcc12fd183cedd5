"""Planning: what a report is asked for, and all that was left open in asking settled: days, code, signer, election."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Final

from sqlalchemy.orm import Session

from compliance import cover
from compliance.committee import Committee, Disputes, Filer, Office, filed_name
from compliance.contribution import Address
from compliance.cover import Figures
from compliance.election import Election
from compliance.money import Money
from compliance.remarks import NOT_COMPLETE
from compliance.schedules import OutOfOrder, Reported
from donations import exported, filings, reckonings
from donations.composing import Composer, Period
from donations.desk import Desk
from donations.exports import fec_file, layouts, records, report_calendar
from donations.exports.records import Name, Statement, Status
from donations.exports.report_calendar import Pace
from donations.exports.writing import Rewritten, Unwritable
from donations.filings import Filed
from donations.reporting import Reader

CASH: Final = {Office.PRESIDENT: "6", Office.HOUSE: "23", Office.SENATE: "23"}
"""The line of cash on hand at the beginning."""

SOFTWARE: Final = "Contribution intake"
"""What made a file, as the file itself says."""

Amounts = Mapping[str, Mapping[str, Money]]
"""What a person states beside the books: by column (A, B) and line of the cover."""


class CannotReport(Exception):
    """A report cannot be made as it was asked for; the message says why, in a sentence for the treasurer."""


class BooksDisagree(CannotReport):
    """The books do not agree with themselves; `refs` are the public ids of the contributions to look at."""

    def __init__(self, message: str, refs: tuple[str, ...] = ()) -> None:
        self.refs = refs
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Asked:
    """A report as it is asked for. Blank is what the calendar, the committee's file and the last export say.

    `amends` is the FEC's filing number of the original. `others` are amounts from outside this system, None where
    those that were keyed for the period hold.
    """

    start: date
    end: date
    code: str = ""
    signed_on: date | None = None
    signer: str = ""
    others: Amounts | None = None
    amends: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report with all that was left open in asking for it settled; `election` for the reports around one alone.

    `due` is None where the calendar does not know the period. `complete` tells that cash on hand was stated.
    """

    period: Period
    form: str
    code: str
    due: date | None
    election: Election | None
    signer: Name
    signed_on: date
    others: Amounts
    complete: bool
    original: Filed | None = None
    amendment: int = 0
    signed_before: bool = False
    """Whether the day of signing is taken over from the last export, or from what is filed."""

    @property
    def form_type(self) -> str:
        """The form's name and the letter of its status."""
        return f"{self.form}{self.status}"

    @property
    def status(self) -> Status:
        """Whether it is new, an amendment, or the committee's last: the amendment of a last one is an amendment."""
        return status_of(self.code, amends=self.original is not None)


def status_of(code: str, *, amends: bool) -> Status:
    """The letter that ends the form type of a report."""
    if amends:
        return Status.AMENDED
    return Status.TERMINATION if code == report_calendar.TERMINATION else Status.NEW


# Asking --------------------------------------------------------------------------------------------------------------


def settle(session: Session, desk: Desk, asked: Asked, today: date) -> Report:
    """Settle what was left open in asking for a report; raises `CannotReport`."""
    committee = desk.committee
    _can_be_reported(committee, asked, today)
    _apart(session, asked)
    original = _original(session, committee, asked)
    kept = exported.figures(session, asked.start, asked.end)
    code = _code(committee, asked, original or filings.just(session, asked.start, asked.end))
    others = asked.others if asked.others is not None else keyed(committee, kept)
    _can_be_stated(committee, others)
    report = Report(
        period=Period(asked.start, asked.end),
        form=layouts.form(committee.office).form,
        code=code,
        due=report_calendar.due(code, asked.end, pace_of(committee), committee.elections),
        election=_election(committee, code, asked.end),
        signer=name_of(asked.signer or committee.reports.signer or committee.treasurer),
        signed_on=today,
        others=others,
        complete=is_complete(committee.office, others),
        original=original,
        amendment=filings.next_amendment(session, original.id) if original else 0,
    )
    signed_on = _signed_on(session, asked, report, today)
    return replace(
        report, signed_on=signed_on or today, signed_before=asked.signed_on is None and signed_on is not None
    )


def is_complete(office: Office, others: Amounts) -> bool:
    """Whether a report tells more than the books do: cash on hand at the beginning is stated, be it zero."""
    return CASH[office] in others.get("A", {})


def largest(committee: Committee) -> dict[tuple[str, str], Money]:
    """The largest amount that each line of the cover has room for, by column; one of its characters is the point."""
    widths = layouts.widths(layouts.form(committee.office).form)
    return {line: Money(10 ** (most - 1) - 1) for line, most in widths.items()}


def keyed(committee: Committee, kept: exported.Others | None) -> Amounts:
    """The amounts from outside that are kept for a period, with cash on hand among them."""
    if kept is None:
        return {}
    column_a = dict(kept.figures.get("A", {}))
    if kept.cash_at_start:
        column_a[CASH[committee.office]] = kept.cash_at_start
    return {"A": column_a, "B": dict(kept.figures.get("B", {}))}


def open_until(committee: Committee, code: str, end: date, today: date) -> date | None:
    """The last day of a report's period, where it is not over yet, or the days that are asked for end before it."""
    if code == report_calendar.TERMINATION:
        return None
    closing = report_calendar.closing(code, end, pace_of(committee), committee.elections)
    return closing if closing is not None and (closing > end or closing >= today) else None


def over(committee: Committee, report: Report, today: date) -> None:
    """Hold a report that is to be filed to a period that is over; raises `CannotReport`."""
    closing = open_until(committee, report.code, report.period.end, today)
    if closing is not None and report.original is None:
        raise CannotReport(f"This period ends on {closing}; it can be exported after that day.")


def pace_of(committee: Committee) -> Pace:
    """How often the committee reports."""
    return Pace.MONTHLY if committee.reports.filer is Filer.MONTHLY else Pace.QUARTERLY


def name_of(written: str) -> Name:
    """A name in the FEC's parts."""
    parts = filed_name(written)
    return Name(parts.last, parts.first, parts.middle, suffix=parts.suffix)


def reader(session: Session, committee: Committee, report: Report | None = None) -> Reader:
    """What it takes to read the books as a report tells them; `report` is the one that is being made."""
    disputes_paid = committee.reports.disputes is Disputes.REFUND
    return Reader(committee, _reported(session, committee, report), disputes_paid)


def filer_of(committee: Committee) -> records.Filer:
    """The committee as the forms ask for it."""
    home = committee.address
    address = Address(home.street1, home.city, home.state, home.postal_code, line2=home.street2) if home else _NOWHERE
    return records.Filer(
        committee.office,
        committee.fec_id,
        committee.name,
        records.place(address),
        committee.state,
        committee.district or ("00" if committee.office is Office.SENATE else ""),
    )


def rewritten(committee: Committee, report: Report) -> list[Rewritten]:
    """Tell each text of the cover that the file shows otherwise than the committee's file."""
    return fec_file.cover_changes(report.form, fec_file.parts_of(filer_of(committee), treasurer=report.signer))


_NOWHERE: Final = Address("", "", "", "")


def composer(session: Session, desk: Desk, report: Report) -> Composer:
    """Open the composing of a report."""
    return Composer(reader(session, desk.committee, report), report.period, report.form_type, report.signed_on)


def cover_of(committee: Committee, report: Report, composing: Composer) -> dict[tuple[str, str], Money]:
    """The figures of the cover, by column and line, once the entries have been read to their end."""
    columns = composing.column_a, composing.column_b
    ours = [
        Figures(each.sums.itemized, each.sums.unitemized, each.sums.refunds, each.fees) for each in columns
    ]  # fmt: skip
    return cover.cover(committee.office, (ours[0], ours[1]), (report.others.get("A", {}), report.others.get("B", {})))


def not_complete(report: Report) -> Statement:
    """The statement that a report carries while nothing from outside is stated."""
    return Statement("TEXT0", NOT_COMPLETE, report.form_type)


@contextmanager
def naming(session: Session) -> Iterator[None]:
    """Turn what the law or the format cannot take into `BooksDisagree`, which names the rows."""
    try:
        yield
    except OutOfOrder as error:
        refs = reckonings.public_ids(session, [error.number])
        raise BooksDisagree(f"Days in the books cannot be true: {error}.", (*refs.values(),)) from error
    except Unwritable as error:
        number = "".join(sign for sign in error.transaction_id[1:] if sign.isdigit())
        refs = reckonings.public_ids(session, [int(number)]) if error.transaction_id[:1] == "C" else {}
        raise BooksDisagree(f"An entry cannot be written: {error}.", (*refs.values(),)) from error


# Inside --------------------------------------------------------------------------------------------------------------


def _apart(session: Session, asked: Asked) -> None:
    """Hold a period apart from what is filed for some of its days; raises `CannotReport`."""
    for each in filings.originals(session, asked.start, asked.end):
        if (each.from_on, each.through_on) != (asked.start, asked.end):
            raise CannotReport(
                f"The days from {each.from_on} to {each.through_on} are filed already, as {each.filing_number}; a "
                "report beside it leaves them out."
            )


def _code(committee: Committee, asked: Asked, filed: Filed | None) -> str:
    """The report's code: what it is filed as, else as asked for where the calendar has that code, else the calendar's.

    Of a period that is not over there is a preview under the code that it will have: `over` keeps it from being filed.
    """
    pace, elections, end = pace_of(committee), committee.elections, asked.end
    code = asked.code.strip().upper()
    if filed and code in {"", filed.report_code}:
        return filed.report_code
    known = report_calendar.report_code(asked.start, end, pace, elections)
    if not (code or known):
        raise CannotReport("The calendar has no report for these days; choose the report’s code.")
    if code and code not in report_calendar.CODES:
        raise CannotReport(f"{code} is no report code; the FEC has {', '.join(report_calendar.CODES)}.")
    around = [report_calendar.ending(end, pace, [election]) for election in elections]
    regular = report_calendar.covering(end, pace, elections)
    fitting = {each.code for each in (*around, regular) if each and each.end == end} | {report_calendar.TERMINATION}
    if code and known and code not in fitting:
        raise CannotReport(f"The calendar has {known} for a period that ends on {end}, not {code}.")
    if code and not known and code not in {*fitting, regular.code}:
        _can_be_ahead(committee, code, end)
    return code or known


def _can_be_ahead(committee: Committee, code: str, end: date) -> None:
    """Hold a code to a report around an election that closes after these days; raises `CannotReport`."""
    if report_calendar.names_election(code):
        _election(committee, code, end)
        if report_calendar.closing(code, end, pace_of(committee), committee.elections):
            return
    raise CannotReport(
        f"The calendar has no {code} for a period that ends on {end}. Choose the days as the calendar has them; a "
        f"termination report, {report_calendar.TERMINATION}, ends on any day."
    )


def _signed_on(session: Session, asked: Asked, report: Report, today: date) -> date | None:
    """The day of signing: as it is said, else that of the same report's filing or last export: its file is the same.

    None where there is neither.
    """
    if asked.signed_on is not None:
        if not asked.end <= asked.signed_on <= today:
            raise CannotReport(f"A report is signed after its period and not ahead of time: not on {asked.signed_on}.")
        return asked.signed_on
    if not asked.amends and (filed := filings.just(session, asked.start, asked.end)):
        return filed.signed_on
    last = exported.last(session, "fec", asked.start, asked.end)
    same = {"form_type": report.form_type, "amends": asked.amends, "number": report.amendment}
    if last and all(last.counts.get(name, value) == value for name, value in same.items()):
        return date.fromisoformat(last.counts["signed_on"]) if "signed_on" in last.counts else None
    return None


def _can_be_reported(committee: Committee, asked: Asked, today: date) -> None:
    cycle = committee.cycle
    if asked.start > asked.end:
        raise CannotReport("The period ends before it starts.")
    if asked.end > today:
        raise CannotReport(f"The period ends on {asked.end}, which is still to come; the books are not closed.")
    if asked.start <= cycle.end < asked.end:
        raise CannotReport(
            f"This period spans the general election of {cycle.end}. Such a report needs the figures before and after "
            "it apart (records F3S and F3PS), which are not supported yet. Take the contributions, adjustments and "
            "fees of these days out as lists, and file this report with the FEC’s own software."
        )
    if asked.start < cycle.start or asked.end > cycle.end:
        raise CannotReport(
            f"The committee’s file describes the election cycle from {cycle.start} to {cycle.end}; a report of other "
            "days needs the file of their cycle."
        )
    if not committee.fec_id:
        raise CannotReport("The committee’s file has no FEC id; a report cannot be filed without one.")


def _can_be_stated(committee: Committee, others: Amounts) -> None:
    """Hold the amounts from outside to the lines that a person may state; raises `CannotReport`."""
    known = {column: {row.key for row in cover.stated(committee.office) if column in row.columns} for column in "AB"}
    strange = [f"{line} of column {column}" for column in others for line in others[column].keys() - known[column]]
    if strange:
        allowed = ", ".join(row.key for row in cover.stated(committee.office))
        raise CannotReport(f"No amount can be stated for line {', '.join(sorted(strange))}; there are {allowed}.")
    most = largest(committee)
    for column, lines in others.items():
        for line, amount in lines.items():
            if amount > most[column, line]:
                room = most[column, line]
                raise CannotReport(f"Line {line}, column {column}: the form has room for {room} at most, not {amount}.")


def _original(session: Session, committee: Committee, asked: Asked) -> Filed | None:
    if not asked.amends:
        return None
    found = filings.by_number(session, asked.amends)
    if found is None or found.amends_id is not None:
        raise CannotReport("An amendment names the filing number of an original that is marked as filed.")
    if (found.from_on, found.through_on) != (asked.start, asked.end):
        raise CannotReport(f"{asked.amends} covers {found.from_on} to {found.through_on}; amend it for those days.")
    if found.form != layouts.form(committee.office).form:
        raise CannotReport(f"{asked.amends} is a {found.form}.")
    return found


def _election(committee: Committee, code: str, end: date) -> Election | None:
    """The election that a report before or after one is about."""
    if not report_calendar.names_election(code):
        return None
    fitting = [each for each in committee.elections if each.type == code[-1]]
    found = min(fitting, key=lambda each: abs((each.on - end).days), default=None)
    if found is None:
        raise CannotReport(f"{code} is about an election that the committee’s file does not list.")
    return found


def _reported(session: Session, committee: Committee, report: Report | None) -> Reported:
    """Whether the FEC knew of one day before another.

    A report tells what the books knew on the day on which it was signed: the one that was filed for the day, else the
    one that is being made. For any other it is the day on which the calendar wants it filed.
    """
    told = [(each.from_on, each.through_on, each.signed_on) for each in filings.reports(session) if not each.amends_id]
    if report is not None:
        told.append((report.period.start, report.period.end, report.signed_on))
    pace, elections = pace_of(committee), committee.elections

    @cache
    def due(on: date) -> date:
        return report_calendar.covering(on, pace, elections).due

    def reported(on: date, undone_on: date) -> bool:
        for start, end, signed_on in told:
            if start <= on <= end:
                return signed_on < undone_on
        return due(on) < undone_on

    return reported
