"""Reporting: the books, person after person, with each one's lines of Schedules A and B. It only reads."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from types import MappingProxyType
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from compliance import identity, schedules, standing
from compliance.committee import Committee
from compliance.contribution import AdjustmentKind, AdjustmentStatus
from compliance.identity import Mark, Verdict
from compliance.money import Money
from compliance.receipt import Later, Receipt, Undone
from compliance.schedules import Days, Kind, Line, Reported
from donations import receipts
from donations.desk import Status
from donations.receipts import Change, Group, Moved, Remark, Row

_TAKES: Final = frozenset({AdjustmentKind.REFUND, AdjustmentKind.REATTRIBUTION})
"""What is never more than the gift together. A bank may take back all of a payment of which a part was given back."""
_ENDED: Final = frozenset(receipts.ENDED)
HELD_TO_THE_BOOKS: Final = (Kind.RECEIPT, Kind.REFUND, Kind.CHARGEBACK)
"""What a report's own sums are held to the books' sums of."""
VOID: Final = ":void"
"""So ends the name of what takes back a part whose reattribution is void."""


class Person(NamedTuple):
    """One person's contributions by their numbers in the books, and the lines that report them, in order of days.

    `parts` are the other persons' parts that reattributions made, by the numbers of the adjustments. `uneven` are
    the numbers of contributions whose adjustments cannot be true: more was taken than was given, or a day is missing.
    """

    rows: Mapping[int, Row]
    lines: list[Line]
    remarks: Mapping[int, list[Remark]] = MappingProxyType({})
    parts: Mapping[int, int] = MappingProxyType({})
    uneven: tuple[int, ...] = ()
    touched: tuple[Receipt, ...] = ()
    """The receipts, where something has happened to one of them."""

    @property
    def receipts(self) -> Sequence[Receipt]:
        """What was received of this person, with what happened to it."""
        return self.touched or [_given(row) for row in self.rows.values()]

    @property
    def elections(self) -> dict[str, Money]:
        """What counts for each election, as the limit has it; whatever happened to a gift, on whichever day."""
        if self.touched:
            return standing.elections(self.touched)
        totals: dict[str, int] = {}
        for row in self.rows.values():
            totals[row.election] = totals.get(row.election, 0) + row.cents
        return {election: Money(cents) for election, cents in totals.items()}


class Family(NamedTuple):
    """The persons of one name, or of names tied together: what belongs together in a report stands in one of these."""

    persons: list[Person]
    tied: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """What it takes to read the books as a report tells them.

    `reported` tells whether the FEC knew of one day before another; `disputes_paid` reports a lost dispute as paid out.
    """

    committee: Committee
    reported: Reported
    disputes_paid: bool = False


def walk(
    session: Session,
    reader: Reader,
    through: date,
    small: Days | None = None,
    heard: Callable[[int], None] | None = None,
) -> Iterator[Family]:
    """Give everybody of whom anything was received until a day, name after name, with all lines of all days.

    Where `small` is given, those of whom nothing can ever be itemized and nothing else is told are left out, and what
    they gave is added to it instead: they are many, and their lines would do nothing but be added up. `heard` is told
    from time to time how many contributions were read.
    """
    moved = receipts.moved(session)
    words = identity.told(Verdict(*each) for each in receipts.words(session))
    by_ref = {each.ref: each for each in moved}
    by_part = {each.part: each for each in moved if each.part}
    for group in receipts.groups(session, through, moved, heard):
        if small is not None and _is_small(group, group.rows):
            small.add_unitemized((row.received_on, row.cents) for row in group.rows)
            continue
        persons = []
        for rows in _persons(group, words):
            if small is not None and _is_small(group, rows):
                small.add_unitemized((row.received_on, row.cents) for row in rows)
            elif _is_untouched(group, rows):
                persons.append(_plain(reader, group, rows))
            else:
                persons.append(_person(reader, group, rows, by_ref, by_part))
        if persons:
            yield Family(persons, group.tied)


def standing_lines(person: Person, start: date, end: date) -> Iterator[tuple[Line, Money]]:
    """Give a person's lines of some days that stand as they were told, each with what the books have it for."""
    fell = {line.change for line in person.lines if line.undone}
    for line in person.lines:
        kind = line.kind
        if not start <= line.on <= end or kind not in HELD_TO_THE_BOOKS or (line.change and line.change in fell):
            continue
        if kind is Kind.RECEIPT and person.rows[line.number].status in _ENDED:
            continue
        yield line, -line.amount if line.amount.cents < 0 else line.amount


# Inside ---------------------------------------------------------------------------------------------------------------


def _persons(group: Group, words: identity.Words) -> list[list[Row]]:
    if len(group.rows) == 1:
        return [group.rows]
    alike: dict[tuple[str, str, str, str], list[Row]] = defaultdict(list)
    for row in group.rows:
        alike[_KEYS(row)].append(row)
    parts = list(alike.values())
    if not group.tied and identity.all_apart(alike):
        return parts
    marks = [_mark(part[0]) for part in parts]
    if not all(mark.is_whole for mark in marks):  # Those who cannot be known again stand each alone.
        parts = [[row] for row in group.rows]
        marks = [_mark(row) for row in group.rows]
    return [
        sorted(row for part in person for row in parts[part]) if len(person) > 1 else parts[min(person)]
        for person in identity.persons(marks, words)
    ]


def _mark(row: Row) -> Mark:
    return Mark(row.name_key, row.email_key, row.address_key, row.middle_name)


_KEYS: Final = itemgetter(*map(Row._fields.index, Mark._fields))


def _is_untouched(group: Group, rows: list[Row]) -> bool:
    """Whether nothing has happened to a person's gifts since."""
    if group.tied or (group.changes and not group.changes.keys().isdisjoint(row.number for row in rows)):
        return False
    return _ENDED.isdisjoint([row.status for row in rows])


def _is_small(group: Group, rows: list[Row]) -> bool:
    """Whether nothing of a person, or of all of one name, can be itemized or is spoken of in any other way."""
    if sum([row.cents for row in rows]) > _LEAST or not _is_untouched(group, rows):
        return False
    return not group.remarks or group.remarks.keys().isdisjoint(row.number for row in rows)


_LEAST: Final = schedules.never_itemized().cents


def _plain(reader: Reader, group: Group, rows: list[Row]) -> Person:
    """A person to whose gifts nothing has happened since."""
    lines = schedules.untouched(map(_GIFT, rows), reader.committee.cycle)
    return Person({row.number: row for row in rows}, lines, group.remarks)


_GIFT: Final = itemgetter(*map(Row._fields.index, ("received_on", "number", "cents", "election")))


def _given(row: Row) -> Receipt:
    return Receipt(row.number, Money(row.cents), row.received_on, row.election)


def _person(
    reader: Reader, group: Group, rows: list[Row], by_ref: Mapping[str, Moved], by_part: Mapping[int, Moved]
) -> Person:
    given, parts, uneven = [], {}, []
    for row in rows:
        changes = group.changes.get(row.number, [])
        later = [
            _later(reader.committee, row, each, by_ref)._replace(after=_before(rows, each))
            for each in changes
            if not each.ref.endswith(VOID)
        ]
        parts.update({each.number: each.other for each in later if each.other})
        given.append(_receipt(row, changes, tuple(later), by_part.get(row.number)))
        if not _even(row, later):
            uneven.append(row.number)
    lines = schedules.lines(given, reader.committee.cycle, reader.reported, disbursed=reader.disputes_paid)
    return Person({row.number: row for row in rows}, lines, group.remarks, parts, tuple(uneven), tuple(given))


def _receipt(row: Row, changes: Iterable[Change], later: tuple[Later, ...], part: Moved | None) -> Receipt:
    void = next((each.on for each in changes if each.ref.endswith(VOID)), None)
    undone_on, undone = row.ended_on, None
    if row.status == Status.BOUNCED:
        undone = Undone.BOUNCED
    elif row.status == Status.RETURNED:
        undone = Undone.RETURNED
    elif void is not None:
        undone, undone_on = Undone.VOID, void
    else:
        undone_on = None
    return Receipt(
        number=row.number,
        amount=Money(row.cents),
        received_on=row.received_on,
        election=row.election,
        undone_on=undone_on,
        undone=undone,
        later=later,
        part_of=part.source if part else 0,
        part_on=part.on if part else None,
    )


def _later(committee: Committee, row: Row, change: Change, by_ref: Mapping[str, Moved]) -> Later:
    moved = by_ref.get(change.ref)
    kind, changed_on = AdjustmentKind(change.kind), committee.local_date(change.changed_at)
    on = moved.on if moved else change.on or committee.local_date(change.at)
    if kind is AdjustmentKind.DISPUTE:  # It takes effect when it is lost, not when it is opened.
        on = changed_on
    return Later(
        number=change.number,
        kind=kind,
        amount=Money(change.cents or row.cents),
        on=on,
        election=change.election,
        undone_on=changed_on if change.status == AdjustmentStatus.FAILED else None,
        other=moved.part if moved else 0,
    )


def _before(rows: list[Row], change: Change) -> int:
    """The person's last contribution that was in the books before something happened to one of them."""
    return max((row.number for row in rows if row.recorded_at <= change.at), default=0)


def _even(row: Row, later: Iterable[Later]) -> bool:
    taken = Money.total(each.amount for each in later if each.kind in _TAKES and each.undone_on is None)
    ended = row.status in receipts.ENDED
    return taken.cents <= row.cents and not (ended and row.ended_on is None)
