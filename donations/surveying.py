"""Surveying: what a report will say, before it is written: counts, sums, what is missing, and the rows behind each.

It reads what the report itself reads, in one walk, and keeps of each figure only the rows that are asked for.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from compliance import cover, review
from compliance.money import ZERO, Money
from compliance.schedules import Kind
from compliance.work import REQUESTED
from donations import agreeing, amendments, exported, filings, heading, planning, reckonings
from donations.amendments import Item
from donations.composing import Composer, Told
from donations.desk import Desk
from donations.exported import Export
from donations.exports import layouts
from donations.exports.comparison import Comparison, Difference
from donations.exports.fec_file import Body
from donations.exports.records import Payment, Refund, ScheduleA, Statement
from donations.exports.writing import Unwritable
from donations.filings import Filed
from donations.planning import Asked, CannotReport, Report
from donations.receipts import Giver, Row
from donations.reporting import Family, Person

NEAR: Final = 10
"""Who has given all but a tenth of the limit is near it."""

FIGURES: Final = {
    "stops": "What stops the export",
    "itemized": "Receipts on Schedule A",
    "unitemized": "Receipts in the unitemized sum",
    "memo": "Memo entries: redesignations and reattributions",
    "refunds": "Refunds",
    "taken_back": "Bounced checks and lost disputes",
    "fees": "Processor fees, one entry each",
    "statements": "Statements about gifts in question",
    "work": "Occupation or employer not known",
    "address": "Address not complete",
    "over": "Persons over the limit",
    "near": "Persons near the limit",
    "alike": "Persons who may be one",
    "rewritten": "Texts that the file shows otherwise than the books",
    "earlier": "Receipts before the period that no filed report covers",
    "later": "Receipts after the period",
    "changed": "Entries that differ from the last export",
}
"""Every figure of a preview, by its key, in the order in which they are shown."""

TO_LOOK_AT: Final = ("stops", "work", "address", "over", "near", "alike", "rewritten", "earlier", "later", "changed")
"""Those whose rows ask for a look before a report is signed."""


EVERY: Final = "every"
"""Asks for the rows of every figure."""
_DAY: Final = timedelta(1)


@dataclass(frozen=True, slots=True)
class Shown:
    """A row behind a figure; `number` is the contribution's in the books, 0 for none, `ref` the id in its address."""

    number: int
    transaction_id: str
    who: str = ""
    on: date | None = None
    amount: Money | None = None
    note: str = ""
    ref: str = ""


@dataclass(slots=True)
class Figure:
    """How many rows there are, what they come to (where that says something), and those that were asked for."""

    count: int = 0
    total: Money = ZERO
    rows: list[Shown] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a report will say. `lines` are the cover's: key, label, words, and its amounts in columns A and B.

    `filed` is the original that covers the period, `items` what an amendment of it would carry. `gap` are the days
    between it and the last report before it that is filed, where there are any.
    """

    report: Report
    figures: Mapping[str, Figure]
    lines: tuple[tuple[str, str, str, Money | None, Money | None], ...]
    last: Export | None
    filed: Filed | None
    amendments: tuple[Filed, ...]
    items: tuple[Item, ...]
    gap: tuple[date, date] | None = None


def preview(  # noqa: PLR0913 - of which report, and which rows of which figure
    desk: Desk, asked: Asked, now: datetime, *, figure: str = "", offset: int = 0, most: int = 50
) -> Preview:
    """Say what a report will say; with the rows of one figure, or of `EVERY`, from `offset` on.

    Raises `CannotReport`.
    """
    with desk.database.reading() as session:
        report = planning.settle(session, desk, asked, desk.committee.local_date(now))
        survey = _Survey(desk, report, frozenset(FIGURES) if figure == EVERY else frozenset({figure}), offset, most)
        with planning.naming(session):
            lines = survey.make(session)
        filed = filings.just(session, asked.start, asked.end)
        return Preview(
            report=report,
            figures=survey.figures,
            lines=lines,
            last=exported.last(session, "fec", asked.start, asked.end),
            filed=filed,
            amendments=tuple(filings.amendments(session, filed.id)) if filed else (),
            items=tuple(amendments.waiting(session, filed.id)) if filed else (),
            gap=_gap(session, desk, asked),
        )


def _gap(session: Session, desk: Desk, asked: Asked) -> tuple[date, date] | None:
    """The days before a period that no filed report covers, back to the last one that does in this cycle."""
    before = filings.originals(session, desk.committee.cycle.start, asked.start - _DAY)
    first = max((each.through_on for each in before), default=asked.start) + _DAY
    return (first, asked.start - _DAY) if first < asked.start else None


class _Survey:
    """One walk that fills every figure."""

    def __init__(self, desk: Desk, report: Report, wanted: frozenset[str], offset: int, most: int) -> None:
        self._desk, self._report = desk, report
        self._wanted, self._offset, self._most = wanted, offset, most
        self._body = Body(desk.committee.office, desk.committee.fec_id)
        self._limit = review.limit_in_force(desk.committee, report.period.end).amount
        self.figures = {key: Figure() for key in FIGURES}

    def make(self, session: Session) -> tuple[tuple[str, str, str, Money | None, Money | None], ...]:
        """Walk the books; answers the cover's lines."""
        composer = planning.composer(session, self._desk, self._report)
        comparison = self._comparison(session)
        try:
            for told in self._read(session, composer):
                self._entry(told, comparison)
            if comparison:
                for each in comparison.rest():
                    self._differs(each)
        finally:
            if comparison:
                comparison.close()
        for disagreement in agreeing.disagreements(session, composer):
            for ref in disagreement.refs or ("",):
                self._add("stops", Shown(0, "", note=str(disagreement), ref=ref))
        self._cover(composer)
        self._later(session)
        self._earlier(session)
        for text in planning.rewritten(self._desk.committee, self._report):
            self._add("rewritten", Shown(0, text.transaction_id, note=text.words))
        self._name(session)
        return self._lines(composer)

    def _read(self, session: Session, composer: Composer) -> Iterator[Told]:
        still_open: list[Told] = []
        if not self._report.complete:
            yield Told(planning.not_complete(self._report))
        for family in composer.walk(session, every=True):
            self._family(family)
            yield from composer.of(family, still_open)
        yield from composer.rest(session, still_open)

    # One family, one entry ------------------------------------------------------------------------------------------

    def _family(self, family: Family) -> None:
        period = self._report.period
        here = [person for person in family.persons if any(period.holds(line.on) for line in person.lines)]
        for person in family.persons:
            self._limits(person)
            for line in person.lines:
                if line.itemized or line.memo or not period.holds(line.on):
                    continue
                kind = "refunds" if line.disbursed else "unitemized" if line.kind is Kind.RECEIPT else "taken_back"
                note = "" if kind == "unitemized" else "in the line’s sum only"
                self._add(kind, _shown(person.rows[line.number], "", line.on, line.amount, note), line.amount)
        self._alike(family, here)

    def _limits(self, person: Person) -> None:
        totals = person.elections
        for election, total in totals.items():
            if self._desk.committee.election(election) is None:
                continue  # Of another cycle; its limit was another one.
            key = "over" if total.cents > self._limit.cents else "near"
            if total.cents * NEAR < self._limit.cents * (NEAR - 1):
                continue
            row = person.rows[max(person.rows)]
            left = self._limit - total
            note = f"{election}: {total}, {'over by' if key == 'over' else 'left'} {Money(abs(left.cents))}"
            self._add(key, _shown(row, "", row.received_on, total, note))

    def _alike(self, family: Family, here: list[Person]) -> None:
        told = {
            each.contribution
            for person in here
            for found in person.remarks.values()
            for each in found
            if each.what == "same_donor" and each.closed_at is None and each.contribution in person.rows
        }
        place = _one_place(family.persons) if len(family.persons) > 1 and here and not family.tied else ""
        for person in here:
            row = person.rows[max(person.rows)]
            if place or told & person.rows.keys():
                note = f"the same name, {place}" if place else "the queue asks whether this is somebody else too"
                self._add("alike", _shown(row, "", row.received_on, None, note))

    def _entry(self, told: Told, comparison: Comparison | None) -> None:
        entry, person, line = told.entry, told.person, told.line
        row = person.rows[line.number] if person and line else None
        match entry:
            case ScheduleA():
                kind = "memo" if entry.memo else "itemized" if entry.amount.cents > 0 else "taken_back"
                shown = _shown(row, entry.transaction_id, entry.on, entry.amount, entry.purpose or entry.memo_text)
                self._add(kind, shown, entry.amount)
                if not entry.memo or (line and line.kind is Kind.REATTRIBUTION and not line.first):
                    self._missing(entry, shown)
            case Refund():
                self._add(
                    "refunds",
                    _shown(row, entry.transaction_id, entry.on, entry.amount, entry.purpose),
                    entry.amount,
                )
            case Payment():
                self._add("fees", Shown(0, entry.transaction_id, "", entry.on, entry.amount), entry.amount)
            case Statement():
                if person is not None:
                    self._add("statements", _shown(row, entry.transaction_id, None, None, entry.text))
            case _:
                return
        self._rewritten(told, row)
        try:
            written = self._body.line(entry)
        except Unwritable as error:
            note = f"The {layouts.in_words(error.column)} is blank, or does not fit its column."
            self._add("stops", _shown(row, entry.transaction_id, None, None, note))
            return
        if comparison and (different := comparison.show(written)):
            self._differs(different, row)

    def _missing(self, entry: ScheduleA, shown: Shown) -> None:
        if entry.amount.cents < 0:
            return
        lacks = [
            f"{what}{' (asked for)' if said == REQUESTED else ''}"
            for what, said in (("occupation", entry.occupation), ("employer", entry.employer))
            if said in {"", REQUESTED}
        ]
        if lacks:
            self._add("work", _with(shown, ", ".join(lacks)))
        place = entry.place
        lacks = [
            what
            for what, said in (
                ("street", place.street_1),
                ("city", place.city),
                ("state", place.state),
                ("ZIP code", place.zip_code),
            )
            if not said
        ]
        if lacks:
            self._add("address", _with(shown, ", ".join(lacks)))

    def _rewritten(self, told: Told, row: Row | None) -> None:
        for each in self._body.rewritten(told.entry):
            self._add("rewritten", _shown(row, each.transaction_id, None, None, each.words))

    # What is outside ------------------------------------------------------------------------------------------------

    def _cover(self, composer: Composer) -> None:
        committee, report = self._desk.committee, self._report
        figures = planning.cover_of(committee, report, composer)
        for wrong in cover.check(heading.office(report), figures):
            self._add("stops", Shown(0, "cover", note=f"The cover does not add up: {wrong}."))
        try:
            heading.lines(committee, report, figures)
        except CannotReport as error:
            self._add("stops", Shown(0, "cover", note=str(error)))

    def _comparison(self, session: Session) -> Comparison | None:
        last = exported.last(session, "fec", self._report.period.start, self._report.period.end)
        return Comparison(exported.file(session, last.id)) if last else None

    def _differs(self, different: Difference, row: Row | None = None) -> None:
        self._add("changed", _shown(row, different.transaction_id, None, None, different.how))

    def _later(self, session: Session) -> None:
        figure = self.figures["later"]
        figure.count, figure.total = reckonings.after(session, self._report.period.end)
        if "later" in self._wanted:
            for number, who, on, amount in reckonings.after_rows(
                session, self._report.period.end, self._offset, self._most
            ):
                figure.rows.append(Shown(number, f"C{number}", who, on, amount))

    def _earlier(self, session: Session) -> None:
        figure, start = self.figures["earlier"], self._report.period.start
        days = self._desk.committee.cycle.start, start - _DAY
        filed = [(each.from_on, each.through_on) for each in filings.originals(session, *days)]
        figure.count, figure.total = reckonings.untold(session, days, filed)
        if "earlier" in self._wanted:
            for number, who, on, amount in reckonings.untold_rows(session, days, filed, self._offset, self._most):
                figure.rows.append(Shown(number, f"C{number}", who, on, amount))

    def _name(self, session: Session) -> None:
        """Give the rows that are shown the ids in their addresses."""
        for figure in self.figures.values():
            self._name_rows(session, figure.rows)

    def _name_rows(self, session: Session, rows: list[Shown]) -> None:
        refs = reckonings.public_ids(session, [each.number for each in rows if each.number])
        rows[:] = [
            Shown(
                each.number,
                each.transaction_id,
                each.who,
                each.on,
                each.amount,
                each.note,
                refs.get(each.number, each.ref),
            )
            for each in rows
        ]

    def _lines(self, composer: Composer) -> tuple[tuple[str, str, str, Money | None, Money | None], ...]:
        office = self._desk.committee.office
        figures = planning.cover_of(self._desk.committee, self._report, composer)
        return tuple(
            (row.key, row.label, row.words, figures.get(("A", row.key)), figures.get(("B", row.key)))
            for row in cover.rows(office)
        )

    def _add(self, key: str, shown: Shown, amount: Money = ZERO) -> None:
        figure = self.figures[key]
        if key in self._wanted and self._offset <= figure.count < self._offset + self._most:
            figure.rows.append(shown)
        figure.count += 1
        if amount:
            figure.total += amount


def _shown(row: Row | None, transaction_id: str, on: date | None, amount: Money | None, note: str) -> Shown:
    who = _name(row.giver) if row else ""
    return Shown(row.number if row else 0, transaction_id, who, on, amount, note)


def _name(who: Giver) -> str:
    return " ".join(part for part in (who.first_name, who.middle_name, who.last_name, who.suffix) if part)


def _with(shown: Shown, note: str) -> Shown:
    return Shown(shown.number, shown.transaction_id, shown.who, shown.on, shown.amount, note)


def _one_place(persons: list[Person]) -> str:
    """The place that two of some persons share, in words; blank where they share none."""
    places = Counter(
        zip_code for person in persons for zip_code in {row.giver.postal_code[:5] for row in person.rows.values()}
    )
    shared = sorted(zip_code for zip_code, number in places.items() if number > 1)
    if not shared:
        return ""
    codes = [zip_code for zip_code in shared if zip_code]
    return f"and ZIP code {' and '.join(codes)}" if codes else "and both without a ZIP code"
