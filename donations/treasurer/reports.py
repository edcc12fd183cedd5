"""Reports: the periods of the cycle, and what the report of one will say, with the rows behind each figure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from flask import abort, redirect, render_template, request, url_for

from compliance import cover
from compliance.committee import Committee, Office
from donations import filed, periods, surveying, urgent
from donations.context import Context, current
from donations.periods import Standing
from donations.reports import NOT_COMPLETE, Asked, BooksDisagree, CannotReport
from donations.spreadsheets import LISTS
from donations.surveying import FIGURES, Preview
from donations.treasurer import days
from donations.treasurer.auth import Answer, Right, blueprint, needs
from donations.treasurer.report_forms import PeriodForm
from donations.treasurer.sorting import Columns

ON_A_PAGE: Final = 50
SORTED: Final = 1_000
"""So many rows behind a figure are sorted; more stand in the order of the report, which is read as it is shown."""
COLUMNS: Final = Columns(
    {
        "day": lambda row: row.on,
        "id": lambda row: (row.transaction_id[:1], row.number, row.transaction_id),
        "whose": lambda row: row.who.casefold(),
        "amount": lambda row: row.amount,
    }
)
GROUPS: Final = (
    ("Put right first", ("stops",)),
    ("What the file holds", ("itemized", "unitemized", "memo", "refunds", "taken_back", "fees", "statements")),
    ("Look at these before you sign", ("work", "address", "over", "near", "alike", "rewritten", "earlier", "later")),
    ("Since the last export", ("changed",)),
)
"""The figures of a preview in the order of the page."""
SUMMED: Final = frozenset({"itemized", "unitemized", "memo", "refunds", "taken_back", "fees", "earlier", "later"})
"""Those of which a sum says something."""
HINTS: Final = {
    "stops": "nothing is written while the books do not agree or an entry cannot be written",
    "unitemized": "before the person’s total in the cycle passed $200.00",
    "work": "of itemized receipts",
    "address": "of itemized receipts",
    "rewritten": "the format takes plain letters without accents, and so many of them",
    "alike": "one person under two names is itemized too late",
    "earlier": "of this cycle; file the report of their days, or look whether it was filed elsewhere",
    "later": "they belong to the next report",
}
_DAY: Final = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """One period in the list: its state in words, what is late, what waits."""

    standing: Standing
    title: str
    days: str
    left: str
    late: bool
    state: str
    act: str
    address: str


@blueprint.get("/reports", endpoint="reports")
@needs(Right.READ)
def overview() -> Answer:
    """List the periods, the notices that are due, and the lists."""
    return overview_page(current(), {}, {})


@blueprint.get("/reports/period")
@needs(Right.READ)
def find_period() -> Answer:
    """Lead to the page of any period."""
    form = PeriodForm.read(request.args)
    if form.problems or form.start is None or form.end is None:
        return overview_page(current(), form.values, form.problems), 422
    return redirect(url_for("treasurer.period", start=form.start, end=form.end, report=form.code or None), 303)


def overview_page(here: Context, typed: Mapping[str, str], problems: Mapping[str, str]) -> str:
    """The page of all reports, with what was typed on it, and what is wrong with that."""
    return render_template(
        "treasurer/reports.html",
        rows=[_line(each, here) for each in periods.cycle(here.desk, here.today())],
        notices=urgent.due(here.desk, here.now()),
        codes=periods.CODES,
        typed=typed,
        problems=problems,
        zone=here.settings.committee.timezone,
        left=days.left,
        lists=LISTS,
        day=days.HINT,
    )


def _line(standing: Standing, here: Context) -> Line:
    today = here.today()
    due, ended = standing.due, standing.end < today
    open_still = ended and standing.filed is None and due is not None and not standing.empty
    return Line(
        standing,
        title(standing),
        filed.days(standing.start, standing.end),
        days.until(due, today) if open_still and due else "",
        bool(open_still and due and due < today),
        _state(standing, today),
        *_act(standing, here),
    )


def _act(standing: Standing, here: Context) -> tuple[str, str]:
    """The page that is opened, and its word: of a period that is not over, what there is so far."""
    today = here.today()
    if standing.filed:
        return "Open", url_for("treasurer.report_file", start=standing.start, end=standing.end)
    if standing.end <= today:
        return "Preview", url_for("treasurer.period", start=standing.start, end=standing.end)
    # On a day that closes another report the calendar has a code of its own.
    known = periods.calendar_code(here.settings.committee, standing.start, today)
    code = None if known else standing.code or None
    return "So far", url_for("treasurer.period", start=standing.start, end=today, report=code)


def _state(standing: Standing, today: date) -> str:
    if standing.filed:
        amended = len(standing.amendments)
        since = f", amended {'once' if amended == 1 else f'{amended} times'}" if amended else ""
        return f"Filed as {standing.filed.filing_number}{since}"
    if standing.export:
        return "Exported, not filed"
    if standing.end >= today:
        return "Not over yet"
    if standing.empty:
        return "Nothing in the books"
    return "Spans the general election" if standing.spans else "Not exported"


# One period ----------------------------------------------------------------------------------------------------------


@blueprint.get("/reports/<start>/<end>")
@needs(Right.READ)
def period(start: str, end: str) -> Answer:
    """Show what the report of a period will say."""
    here = current()
    standing, asked = of(here, start, end)
    try:
        seen = surveying.preview(here.desk, asked, here.now())
    except CannotReport as fault:
        return _cannot(here, standing, asked, fault), 422
    return render_template("treasurer/report.html", seen=seen, **_told(here, seen), **shown(here, standing, asked))


@blueprint.get("/reports/<start>/<end>/<figure>")
@needs(Right.READ)
def figure(start: str, end: str, figure: str) -> Answer:
    """Show the rows behind one figure."""
    here, after = current(), request.args.get("after", "0")
    if figure not in FIGURES or not (after.isascii() and after.isdigit() and len(after) < 9):  # noqa: PLR2004 - far
        abort(404)
    standing, asked = of(here, start, end)
    order, offset = COLUMNS.order(request.args.get("sort", "")), int(after)
    first, most = (0, SORTED) if order.column else (offset, ON_A_PAGE)
    try:
        seen = surveying.preview(here.desk, asked, here.now(), figure=figure, offset=first, most=most)
    except CannotReport as fault:
        return _cannot(here, standing, asked, fault), 422
    found = seen.figures[figure]
    if order.column and found.count > SORTED:
        return redirect(request.path + (f"?report={asked.code}" if asked.code != standing.code else ""), 303)
    return render_template(
        "treasurer/report_rows.html",
        key=figure,
        words=FIGURES[figure],
        figure=found,
        rows=order.of(found.rows)[offset : offset + ON_A_PAGE] if order.column else found.rows,
        order=order,
        sortable=found.count <= SORTED,
        after=int(after),
        more=int(after) + ON_A_PAGE,
        summed=figure in SUMMED,
        hint=HINTS.get(figure, ""),
        **shown(here, standing, asked),
    )


def _cannot(here: Context, standing: Standing, asked: Asked, fault: CannotReport) -> str:
    return render_template(
        "treasurer/report_cannot.html",
        problem=str(fault),
        refs=fault.refs if isinstance(fault, BooksDisagree) else (),
        codes=periods.CODES,
        **shown(here, standing, asked),
    )


def _told(here: Context, seen: Preview) -> dict[str, Any]:
    figures = [
        (words, [(key, FIGURES[key], seen.figures[key], HINTS.get(key, ""), key in SUMMED) for key in keys])
        for words, keys in GROUPS
        if (seen.last or "changed" not in keys) and (seen.figures["stops"].count or "stops" not in keys)
    ]
    opened = zip(
        cover.filled(here.settings.committee.office), ("itemized", "unitemized", "refunds", "fees"), strict=True
    )
    return {
        "groups": figures,
        "due": seen.report.due,
        "opened": {line: key for line, key in opened if seen.figures[key].count},
    }


def of(here: Context, start: str, end: str) -> tuple[Standing, Asked]:
    """The period in an address: what became of it, and the report that is asked for, an amendment of what is filed."""
    first, last = _day(start), _day(end)
    if first > last:
        abort(404)
    standing = periods.standing(here.desk, first, last)
    code = request.values.get("report", "")[:10].strip().upper() or standing.code
    amends = standing.filed.filing_number if standing.filed else ""
    return standing, Asked(first, last, code, amends=amends)


def shown(here: Context, standing: Standing, asked: Asked) -> dict[str, Any]:
    """What every page of a period is shown with."""
    committee = here.settings.committee
    return {
        "standing": standing,
        "title": title(replace(standing, code=asked.code or standing.code)),
        "days": filed.days(standing.start, standing.end),
        "form": form_of(committee),
        "report": asked.code if asked.code != standing.code else None,
        "place": {"start": standing.start, "end": standing.end},
        "not_complete": NOT_COMPLETE,
        "zone": committee.timezone,
        "today": here.today(),
        "until": days.until,
        "open_until": periods.open_until(here.desk, asked, here.today()),
        "totals": {row.key for row in cover.rows(committee.office) if row.total},
    }


def title(standing: Standing) -> str:
    """A report as a treasurer calls it: "Q1 2026", or its days where it has no code."""
    return f"{standing.code} {standing.end.year}" if standing.code else filed.days(standing.start, standing.end)


def form_of(committee: Committee) -> str:
    """The form that the committee files."""
    return "Form 3P" if committee.office is Office.PRESIDENT else "Form 3"


def _day(text: str) -> date:
    """The day in an address. Only this century has any, as where days are typed: no reckoning runs off the calendar."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else abort(404)
    except ValueError:
        abort(404)
