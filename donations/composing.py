"""Composing: the entries of a report, one by one out of the books, with the sums that its cover states. It only reads.

One walk gives both. What is itemized in the period is given as entries; everything of the cycle is in the sums.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import Session

from compliance import remarks, schedules, work
from compliance.committee import Committee, Fees, PostalAddress
from compliance.contribution import Address, Contributor
from compliance.money import ZERO, Money
from compliance.remarks import Doubt
from compliance.schedules import Days, Kind, Line, Sums
from compliance.work import Answer
from donations import givers, payouts, reporting
from donations.desk import Status
from donations.exports import records
from donations.exports.fec_file import Body
from donations.exports.records import Entry, Gift, Giver, Payment, Place, Refund, ScheduleA, Statement
from donations.payouts import Payout
from donations.receipts import CHANGE, IN_QUESTION, Remark, Row
from donations.reporting import Family, Person, Reader

_EXCESS: Final = "excess"
_ASKED: Final = "best_efforts"
_EVIDENCE: Final = "evidence"
_PAST_ELECTION: Final = "LIM-06"
"""The rule of an excess that is one because its election was past."""
_tuple: Final = tuple.__new__
"""Makes a `Gift` of all its values in half the time."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days of a report, both included."""

    start: date
    end: date

    def holds(self, on: date) -> bool:
        """Whether a day is one of them."""
        return self.start <= on <= self.end


@dataclass(slots=True)
class Column:
    """What one column of the cover sums up: the period's, or the cycle's to date."""

    sums: Sums
    fees: Money = ZERO
    standing: dict[Kind, Money] = field(default_factory=lambda: dict.fromkeys(reporting.HELD_TO_THE_BOOKS, ZERO))
    """What receipts, refunds and lost disputes come to that stand as they were told, to be held to the books' sums."""


@dataclass(slots=True)
class Told:
    """One entry with what it tells of: the person and the line, or neither for fees and statements about the report."""

    entry: Entry
    person: Person | None = None
    line: Line | None = None


@dataclass(slots=True)
class Composer:
    """Composes one report. After the entries are read to their end, the columns hold the sums of the cover.

    `as_of` is the day on which the report is signed: what was asked for later, it does not tell. `uneven` are the
    numbers of contributions that cannot be as the books have them. `heard` is told how many contributions were read.
    """

    reader: Reader
    period: Period
    form_type: str
    as_of: date
    heard: Callable[[int], None] | None = None
    column_a: Column = field(init=False)
    column_b: Column = field(init=False)
    families: int = 0
    uneven: list[int] = field(default_factory=list)
    _body: Body = field(init=False)

    def __post_init__(self) -> None:
        """Open the columns."""
        self._body = Body(self.committee.office, self.committee.fec_id)
        self.column_a = Column(Sums(self.period.start, self.period.end))
        self.column_b = Column(Sums(self.committee.cycle.start, self.period.end))

    @property
    def committee(self) -> Committee:
        """The committee whose books these are."""
        return self.reader.committee

    def told(self, session: Session) -> Iterator[Told]:
        """Give every entry of the period: receipts and refunds by name, then fees, then statements of the report."""
        still_open: list[Told] = []
        for family in self.walk(session):
            yield from self.of(family, still_open)
        yield from self.rest(session, still_open)

    def pieces(self, session: Session) -> Iterator[Told | Giver]:
        """Give what `told` gives, in its order, but a giver’s plain receipts together: for whoever writes millions."""
        still_open: list[Told] = []
        for family in self.walk(session):
            if family.tied:
                yield from self.of(family, still_open)
                continue
            for person in family.persons:
                giver = self._giver(person)
                if giver is None:
                    yield from self._person(family, person, {}, still_open)
                elif giver.gifts:
                    yield giver
        yield from self.rest(session, still_open)

    def _giver(self, person: Person) -> Giver | None:
        """A person's receipts, where nothing happened to any and work is told alike; `NOBODY` if none is told."""
        if person.touched or not person.remarks.keys().isdisjoint(person.rows):
            return None
        start, end = self.period.start, self.period.end
        lines = [line for line in person.lines if line.itemized and start <= line.on <= end]
        told = {person.rows[line.number].told for line in lines}
        if len(told) != 1:
            return None if told else givers.NOBODY
        name, place, _answer, (employer, occupation, _asked) = givers.identified(told.pop())
        if not (employer and occupation):
            return None
        gifts = [
            _tuple(Gift, (f"C{number}", election, on, amount, aggregate))
            for _, number, _, on, amount, aggregate, election, *_ in lines
        ]
        return Giver(name, place, employer, occupation, gifts)

    def rest(self, session: Session, still_open: list[Told]) -> Iterator[Told]:
        """Give what stands at the end: fees, and statements about what has no entry of its own."""
        yield from self._fees(session)
        yield from still_open

    def walk(self, session: Session, *, every: bool = False) -> Iterator[Family]:
        """Give the books, family after family, and add them to the sums on the way.

        People of whom nothing is ever itemized are in the sums only; with `every` they are given too.
        """
        columns = self.column_a.sums, self.column_b.sums
        # Most people have receipts alone, which all stand: these are added up by their days, and need no second look.
        plain = Days()
        for family in reporting.walk(session, self.reader, self.period.end, None if every else plain, self.heard):
            for person in family.persons:
                if person.touched:
                    for sums in columns:
                        sums.add(person.lines)
                    self.uneven += person.uneven
                    self._stand(person)
                else:
                    plain.add(person.lines)
            yield family
        for column in (self.column_a, self.column_b):
            column.standing[Kind.RECEIPT] += column.sums.add_days(plain)

    def _stand(self, person: Person) -> None:
        whole, period = self.column_b.standing, self.column_a
        for line, amount in reporting.standing_lines(person, self.column_b.sums.start, self.period.end):
            whole[line.kind] += amount
            if line.on >= period.sums.start:
                period.standing[line.kind] += amount

    def of(self, family: Family, still_open: list[Told]) -> Iterator[Told]:
        """Give a family's entries; what is in question without an entry of its own goes to `still_open`."""
        parts = _parts(family) if family.tied else {}
        for person in family.persons:
            yield from self._person(family, person, parts, still_open)

    def _person(
        self, family: Family, person: Person, parts: Mapping[int, Person], still_open: list[Told]
    ) -> Iterator[Told]:
        start, end = self.period.start, self.period.end
        for line in person.lines:
            if line.itemized and start <= line.on <= end and (line.first or line.number not in parts):
                yield from self._entries(family, person, line)
                for number in _made_of(person, line):
                    yield from self._other_side(family, parts[number], number, line)
        if person.remarks:
            still_open += self._still_open(person)

    def _entries(self, family: Family, person: Person, line: Line) -> Iterator[Told]:
        row = person.rows[line.number]
        entry = self.refund(person, row, line) if line.disbursed else self.receipt(family, person, row, line)
        yield Told(entry, person, line)
        if line.kind is Kind.RECEIPT and person.remarks and (open_now := self._in_question(person, line.number)):
            text = self._statement(person, row, open_now)
            child = Statement(f"{entry.transaction_id}T", text, self._body.individuals, entry.transaction_id)
            yield Told(child, person, line)

    def _other_side(self, family: Family, part: Person, number: int, line: Line) -> Iterator[Told]:
        """The other person's memo entry, right behind the giver's, or behind the check that came to nothing."""
        undone = line.undone or line.kind is Kind.BOUNCED
        for other in part.lines:
            if other.number == number and other.memo and (other.on, other.undone) == (line.on, undone):
                yield Told(self.receipt(family, part, part.rows[number], other), part, other)

    def receipt(self, family: Family, person: Person, row: Row, line: Line) -> ScheduleA:
        """Give an entry of Schedule A."""
        name, place, answer, filed = givers.identified(row.told)
        employer, occupation, asked_on = filed if filed[0] and filed[1] else self._work(person, row, answer)
        memo_text = remarks.requested(asked_on) if asked_on else ""
        back = ""
        if line.memo:
            memo_text = remarks.memo(line, row.received_on, _other(family, person, line))
            back = _source(family, line) if self._shown(family, line) else ""
        return ScheduleA(
            schedules.transaction_id(line),
            name,
            place,
            line.election,
            line.on,
            line.amount,
            line.aggregate,
            employer,
            occupation,
            remarks.purpose(line, row.received_on),
            line.memo,
            memo_text,
            back,
            self._body.individuals if back else "",
        )

    def refund(self, person: Person, row: Row, line: Line) -> Refund:
        """Give an entry of Schedule B."""
        found, who = person.remarks.get(row.number, ()), givers.identified(row.told)
        excessive = any(each.what == _EXCESS and self._open_on(line.on - timedelta(1), each, found) for each in found)
        return Refund(
            schedules.transaction_id(line),
            who.name,
            who.place,
            line.election,
            line.on,
            line.amount,
            remarks.purpose(line, row.received_on, excessive=excessive),
        )

    def _fees(self, session: Session) -> Iterator[Told]:
        cycle = self.committee.cycle.start
        every = payouts.between(session, cycle, self.period.end)
        self.column_b.fees = Money.total(each.fees for each in every)
        here = [each for each in every if self.period.holds(each.paid_on) and each.fees]
        self.column_a.fees = Money.total(each.fees for each in here)
        reports = self.committee.reports
        paid_to = _office(reports.processor.address)
        for number, on, fees in _by(reports.fees, here, self.period.start):
            yield Told(Payment(number, reports.processor.name, paid_to, on, fees, remarks.FEES))

    def _work(self, person: Person, row: Row, answer: Answer) -> tuple[str, str, date | None]:
        """Employer, occupation, and when they were asked for in vain, where the gift itself does not say both."""
        cycle = self.committee.cycle
        here = [each for each in givers.nearest(person, row) if cycle.holds(each.received_on)]
        employer, occupation = work.completed(answer, [givers.identified(each.told).answer for each in here])
        if employer and occupation:
            return employer, occupation, None
        local = self.committee.local_date
        told = (each for number in person.rows for each in person.remarks.get(number, ()))  # A namesake's are beside.
        asked = [local(each.at) for each in told if each.what == _ASKED]
        asked = [on for on in asked if on <= self.as_of]
        if not asked:
            return employer, occupation, None
        return employer or work.REQUESTED, occupation or work.REQUESTED, min(asked)

    def _in_question(self, person: Person, number: int) -> list[Remark]:
        """The work about a receipt that was open at the close of books."""
        found = person.remarks.get(number, ())
        return [each for each in found if each.what in IN_QUESTION and self._open_on(self.period.end, each, found)]

    def _statement(self, person: Person, row: Row, open_now: Iterable[Remark]) -> str:
        """What is said of a gift in question, with what was asked by the day on which the report is signed."""
        local = self.committee.local_date
        asked = [each.what for each in person.remarks.get(row.number, ()) if local(each.at) <= self.as_of]
        of_change, evidence = any(each.startswith(CHANGE) for each in asked), _EVIDENCE in asked
        found = {
            Doubt.PAST if each.rule == _PAST_ELECTION else Doubt(each.what): (
                of_change if each.what == _EXCESS else evidence
            )
            for each in open_now
        }
        return remarks.open_at_close(found, Money(row.cents), row.received_on, deposited=row.status != Status.RECEIVED)

    def _open_on(self, on: date, work: Remark, found: Iterable[Remark]) -> bool:
        """Whether a piece of work was open at the end of a day, whatever became of it since."""
        local = self.committee.local_date
        if work.what != _EXCESS and local(work.at) > on:  # An excess is one from the day of its receipt.
            return False
        acts = {f"{word} {work.what}" for word in ("close", "done", "reopen")}
        since = [each for each in found if each.what in acts and local(each.at) <= on]
        if since:
            return max(since, key=lambda each: each.at).what.startswith("reopen")
        return work.closed_at is None or local(work.closed_at) > on

    def _still_open(self, person: Person) -> Iterator[Told]:
        period = self.period
        shown = {
            line.number
            for line in person.lines
            if line.kind is Kind.RECEIPT and line.itemized and period.holds(line.on)
        }
        for number, row in person.rows.items():
            if number not in shown and (found := self._in_question(person, number)):
                text = f"C{number}: {self._statement(person, row, found)}"
                yield Told(Statement(f"C{number}S", text, self.form_type), person)

    def _shown(self, family: Family, line: Line) -> bool:
        """Whether the receipt that a memo entry is about stands in this file."""
        number = int(_source(family, line)[1:])
        return any(
            each.number == number
            and each.kind is Kind.RECEIPT
            and each.itemized
            and self.period.holds(each.on)
            for person in family.persons
            for each in person.lines
        )  # fmt: skip


# Inside ---------------------------------------------------------------------------------------------------------------


def _parts(family: Family) -> dict[int, Person]:
    """The persons whose contributions were made by a reattribution, by these contributions' numbers."""
    made = {number for person in family.persons for number in person.parts.values()}
    return {number: person for person in family.persons for number in person.rows if number in made}


def _made_of(person: Person, line: Line) -> list[int]:
    """The parts that a line of their giver's tells of as well: by the change that made them, or by its receipt."""
    if line.kind is Kind.REATTRIBUTION and line.first:
        return [person.parts[line.change]] if line.change in person.parts else []
    if line.kind is not Kind.BOUNCED:
        return []
    changes = {each.change for each in person.lines if each.number == line.number and each.change in person.parts}
    return [person.parts[change] for change in sorted(changes)]


def _giver(family: Family, number: int) -> tuple[Person, int] | None:
    """Who gave what a part was made of: the person, and the number of the receipt."""
    for person in family.persons:
        change = next((each for each, part in person.parts.items() if part == number), None)
        if change is not None:
            return person, next(line.number for line in person.lines if line.change == change)
    return None


def _source(family: Family, line: Line) -> str:
    giver = None if line.first or line.kind is not Kind.REATTRIBUTION else _giver(family, line.number)
    return f"C{giver[1] if giver else line.number}"


def _other(family: Family, person: Person, line: Line) -> str:
    """The other election of a redesignation, or the other person of a reattribution."""
    if line.kind is Kind.REDESIGNATION:
        return next(
            each.election
            for each in person.lines
            if (each.change, each.undone) == (line.change, line.undone) and each.first is not line.first
        )
    if not line.first:
        giver = _giver(family, line.number)
        return _contributor(giver[0].rows[giver[1]]).full_name if giver else ""
    part = person.parts.get(line.change, 0)
    return next((_contributor(each.rows[part]).full_name for each in family.persons if part in each.rows), "")


def _contributor(row: Row) -> Contributor:
    who = row.giver
    return Contributor(who.first_name, who.last_name, _NOWHERE, who.middle_name, who.suffix)


_NOWHERE: Final = Address("", "", "", "")


def _office(address: PostalAddress) -> Place:
    return records.place(
        Address(address.street1, address.city, address.state, address.postal_code, line2=address.street2)
    )


def _by(fees: Fees, found: list[Payout], since: date) -> Iterator[tuple[str, date, Money]]:
    """The entries of fees: id, day, sum. By month each is of the last payout's day."""
    if fees is Fees.PAYOUT:
        for each in found:
            yield payouts.transaction_id(each), each.paid_on, each.fees
        return
    months: dict[tuple[int, int], list[Payout]] = {}
    for each in found:
        months.setdefault((each.paid_on.year, each.paid_on.month), []).append(each)
    for of_month in months.values():
        on = of_month[-1].paid_on
        yield payouts.month_id(on, since), on, Money.total(each.fees for each in of_month)
