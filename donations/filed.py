"""Filed: what a door says of days that are in a filed report, and of what waits for an amendment. It only reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from compliance import wording
from donations import amendments, filings, ledger
from donations.desk import Desk
from donations.filings import Filed


@dataclass(frozen=True, slots=True)
class Item:
    """A change that touches a filed report, in words: `what` it was, which `period`, and what becomes of it."""

    what: str
    period: str
    becomes: str
    is_settled: bool


def falls(desk: Desk, on: date | None, *, sums: bool = True) -> tuple[str, ...]:
    """Say of each filed report that a change about a day touches that it becomes an item of an amendment.

    `sums` says that amounts change, so that later reports of the cycle are touched too.
    """
    if on is None:
        return ()
    with desk.database.reading() as session:
        moved = filings.moved_by(session, on)
    return tuple(_sentence(each, own=each.from_on <= on) for each in moved if sums or each.from_on <= on)


def items(desk: Desk, refs: Iterable[str]) -> tuple[Item, ...]:
    """What was changed about some contributions, by their public ids, after a report was filed."""
    with desk.database.reading() as session:
        found = amendments.about(session, [entry.id for entry in ledger.by_refs(session, refs)])
        filed = {report.id: report for report in filings.reports(session)} if found else {}
    return tuple(_item(each, filed) for each in found)


def period(report: Filed) -> str:
    """The period of a report as a treasurer calls it: "Q3 2026 (1 July to 30 September)"."""
    end = report.through_on
    return f"{report.report_code} {end.year} ({_since(report.from_on, end)} to {end.day} {end:%B})"


def days(start: date, end: date) -> str:
    """The days of a period: "1 July to 30 September 2026"."""
    return f"{_since(start, end)} to {wording.long_date(end)}"


def _since(start: date, end: date) -> str:
    return f"{start.day} {start:%B}" if start.year == end.year else wording.long_date(start)


def _sentence(report: Filed, *, own: bool) -> str:
    filed = f"{period(report)}, which was filed on {wording.long_date(report.filed_on)}"
    if own:
        return f"This falls in {filed}: it becomes an item of an amendment."
    return f"It changes the cycle-to-date figures of {filed}: that is an item of an amendment, too."


def _item(item: amendments.Item, filed: dict[int, Filed]) -> Item:
    carrier = filed.get(item.settled_by_id or 0)
    becomes = "It waits for an amendment."
    if carrier is not None:
        becomes = f"Amendment {carrier.amendment_number} carries it, filed on {wording.long_date(carrier.filed_on)}."
    return Item(item.what, period(filed[item.report_id]), becomes, carrier is not None)
