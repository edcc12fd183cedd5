"""Spreadsheets: four lists of the books as CSV: contributions, adjustments, donors, fees. Each is kept on record.

There are two variants: for spreadsheets, where no text can be taken for a formula; and exact, for machines. They hold
what the FEC asks for and what ties a gift to its deposit; no e-mail address, no phone number.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from compliance import schedules, work
from compliance.committee import Committee
from compliance.contribution import AdjustmentKind, AdjustmentStatus, Work
from compliance.money import ZERO, Money
from compliance.schedules import Kind, Line
from compliance.standing import standing
from donations import exported, lists, payouts, planning, receipts, reckonings, reporting
from donations.desk import Desk, Tick
from donations.exports import spreadsheet, whole_file
from donations.exports.spreadsheet import Cell
from donations.lists import Adjusted
from donations.receipts import Row
from donations.reporting import Person

LISTS: Final = {
    "contributions": "Contributions that came, also those that bounced or were returned since",
    "adjustments": "Refunds, disputes, redesignations and reattributions",
    "donors": "Donors, with their totals",
    "fees": "Payouts, and the fee of each contribution",
}
"""Each list's name, and its title."""

_ADJUSTMENTS: Final = (
    "transaction_id", "back_reference_tran_id_number", "adjustment_kind", "adjustment_status", "adjustment_method",
    "contributor_last_name", "contributor_first_name", "contributor_middle_name", "contributor_suffix",
    "election_code", "other_election_code", "adjustment_date", "adjustment_amount", "changed_date",
)  # fmt: skip
_DONORS: Final = (
    "first_transaction_id", "contributor_last_name", "contributor_first_name", "contributor_middle_name",
    "contributor_suffix", "contributor_street_1", "contributor_street_2", "contributor_city", "contributor_state",
    "contributor_zip_code", "contributor_country", "contributor_employer", "contributor_occupation", "missing",
    "contributions", "first_contribution_date", "last_contribution_date", "contribution_aggregate",
)  # fmt: skip
_DONORS_END: Final = ("aggregate_other", "itemized")

_KINDS: Final = {
    AdjustmentKind.REFUND: Kind.REFUND,
    AdjustmentKind.DISPUTE: Kind.CHARGEBACK,
    AdjustmentKind.REDESIGNATION: Kind.REDESIGNATION,
    AdjustmentKind.REATTRIBUTION: Kind.REATTRIBUTION,
}


class CannotList(Exception):
    """A list cannot be made as it was asked for; the message says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as it is asked for: of the days between two, both included; None is all that there are until today.

    They are the days on which a contribution was received, an adjustment took effect, a payout was made. A donor is
    listed who gave on one of them, with all that was given until the last.
    """

    name: str
    start: date | None = None
    end: date | None = None
    exact: bool = False

    @property
    def file_name(self) -> str:
        """What the file is called, so that nobody opens the exact variant unwarned."""
        return f"{self.name}{'-exact' if self.exact else ''}.csv"


@dataclass(frozen=True, slots=True)
class Written:
    """A list that was written."""

    rows: int
    sha256: str
    size: int


def stream(desk: Desk, asked: Asked, *, by: str, now: datetime) -> Iterator[bytes]:
    """Give a list piece by piece, and keep on record that it was given, also where it was broken off on the way.

    Raises `CannotList`, at once.
    """
    return _noted(desk, _settled(desk, asked, now), by, now)


def write(  # noqa: PLR0913 - which list, where to, by whom, when
    desk: Desk, asked: Asked, path: Path, *, by: str, now: datetime, tick: Tick | None = None
) -> Written:
    """Write a list into a file, which appears whole or not at all; `tick` hears of rows written.

    Raises `CannotList`.
    """
    making, whole = _Making(_settled(desk, asked, now)), 0
    with whole_file.atomic(path) as file, desk.database.reading() as session:
        if tick and asked.name == "contributions":  # Of the others nobody knows beforehand how many there are.
            whole = reckonings.how_many(session, making.asked.start or date.min, making.asked.end or date.max)
        for piece in making.pieces(session, desk.committee):
            file.write(piece)
            if tick:
                tick(making.rows, whole)
    return _note(desk, making, by, now, whole=True)


# Making --------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Making:
    asked: Asked
    rows: int = 0
    size: int = 0
    _digest: Any = field(default_factory=hashlib.sha256)

    @property
    def sha256(self) -> str:
        return str(self._digest.hexdigest())

    def pieces(self, session: Session, committee: Committee) -> Iterator[bytes]:
        names, batches = _list(session, committee, self.asked)
        yield self._out(spreadsheet.head(names, exact=self.asked.exact))
        for some in batches:
            self.rows += len(some)
            yield self._out(spreadsheet.lines(some, exact=self.asked.exact))

    def _out(self, piece: bytes) -> bytes:
        self._digest.update(piece)
        self.size += len(piece)
        return piece


def _noted(desk: Desk, asked: Asked, by: str, now: datetime) -> Iterator[bytes]:
    making, whole = _Making(asked), False
    try:
        with desk.database.reading() as session:
            yield from making.pieces(session, desk.committee)
        whole = True
    finally:
        _note(desk, making, by, now, whole=whole)


def _note(desk: Desk, making: _Making, by: str, now: datetime, *, whole: bool) -> Written:
    asked, written = making.asked, Written(making.rows, making.sha256, making.size)
    counts = {"list": asked.name, "exact": asked.exact, "rows": written.rows, "whole": whole}
    new = exported.NewExport("csv", written.sha256, written.size, counts, asked.start, asked.end)
    with desk.database.writing() as session:
        exported.note(session, new, by=by, now=now)
    return written


def _settled(desk: Desk, asked: Asked, now: datetime) -> Asked:
    if asked.name not in LISTS:
        raise CannotList(f"There is no list {asked.name}; there are {', '.join(LISTS)}.")
    start, end = asked.start or date.min, asked.end or desk.committee.local_date(now)
    if start > end:
        raise CannotList("The days end before they start.")
    return Asked(asked.name, start, end, asked.exact)


def _list(session: Session, committee: Committee, asked: Asked) -> tuple[Iterable[str], Iterator[list[str]]]:
    start, end = asked.start or date.min, asked.end or date.max
    match asked.name:
        case "contributions":
            return lists.CONTRIBUTIONS, lists.contributions(session, start, end)
        case "adjustments":
            return _ADJUSTMENTS, _batched(_adjustments(session, committee, start, end))
        case "donors":
            codes = [each.code for each in committee.elections]
            names = (*_DONORS, *(f"aggregate_{code}" for code in codes), *_DONORS_END)
            return names, _batched(_donors(session, committee, start, end))
        case _:
            return lists.FEES, _fees(session, start, end)


def _batched(rows: Iterable[Iterable[Cell]]) -> Iterator[list[str]]:
    some: list[str] = []
    for row in rows:
        some.append(spreadsheet.line(row))
        if len(some) == lists.AT_ONCE:
            yield some
            some = []
    yield some


# Adjustments ---------------------------------------------------------------------------------------------------------


def _adjustments(session: Session, committee: Committee, start: date, end: date) -> Iterator[list[Cell]]:
    effective = {each.ref: each.on for each in receipts.moved(session)}
    for each in lists.adjustments(session):
        changed_on = committee.local_date(each.changed_at)
        on = effective.get(each.ref) or each.on or committee.local_date(each.at)
        if each.status == AdjustmentStatus.LOST:  # It takes effect when it is lost, not when it is opened.
            on = changed_on
        if start <= on <= end:
            yield [
                _transaction_id(each), f"C{each.contribution}", each.kind, each.status, each.method,
                each.last_name, each.first_name, each.middle_name, each.suffix,
                each.counted_election, each.election or "", on, Money(each.cents), changed_on,
            ]  # fmt: skip


def _transaction_id(each: Adjusted) -> str:
    """The id of the entry in a report; of a pair, that of the first."""
    kind, void = _KINDS[AdjustmentKind(each.kind)], each.ref.endswith(reporting.VOID)
    line = Line(kind, each.contribution, each.number, each.at.date(), ZERO, ZERO, "", itemized=False)
    return schedules.transaction_id(line._replace(first=not void, undone=void))


# Donors --------------------------------------------------------------------------------------------------------------


def _donors(session: Session, committee: Committee, start: date, end: date) -> Iterator[list[Cell]]:
    reader = planning.reader(session, committee)
    with planning.naming(session):
        for family in reporting.walk(session, reader, end):
            for person in family.persons:
                if any(start <= row.received_on <= end for row in person.rows.values()):
                    yield _donor(person, committee, end)


def _donor(person: Person, committee: Committee, end: date) -> list[Cell]:
    gifts = sorted(person.rows.values(), key=lambda row: (row.received_on, row.number))
    last = gifts[-1]
    stands = standing(person.receipts, committee.cycle, end)
    employer, occupation = _work(gifts)
    missing = [what for what, said in (("occupation", occupation), ("employer", employer)) if not said]
    codes = [each.code for each in committee.elections]
    other = Money.total(amount for code, amount in stands.elections.items() if code not in codes)
    who = last.giver
    return [
        f"C{gifts[0].number}", who.last_name, who.first_name, who.middle_name, who.suffix, who.address1,
        who.address2, who.city, who.state, who.postal_code, who.country, employer, occupation,
        ", ".join(missing), len(gifts), gifts[0].received_on, last.received_on, stands.cycle,
        *(stands.elections.get(code, ZERO) for code in codes), other,
        any(line.itemized and line.on <= end for line in person.lines),
    ]  # fmt: skip


def _work(gifts: list[Row]) -> tuple[str, str]:
    """Employer and occupation as a report would state them: what was answered last."""
    last, *others = (
        work.Answer(Work(who.work) if who.work else None, who.occupation, who.employer)
        for who in (row.giver for row in gifts[::-1])
    )
    return work.completed(last, others)


# Fees ----------------------------------------------------------------------------------------------------------------


def _fees(session: Session, start: date, end: date) -> Iterator[list[str]]:
    """The payouts, each with the entry of its fees in a report; then the contributions, each with its own fee."""
    yield from _batched(
        ["payout", payouts.transaction_id(each), each.id, each.paid_on, None, None, each.fees]
        for each in payouts.between(session, start, end)
    )
    yield from lists.fees(session, start, end)
