"""Agreeing: a report's own sums held to sums that the database makes by itself. It only reads.

Where the two ways to one figure differ, nothing may be filed; the contributions to look at are named.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from compliance.committee import Committee
from compliance.money import ZERO, Money
from compliance.schedules import Kind
from donations import reckonings, reporting
from donations.composing import Column, Composer
from donations.planning import BooksDisagree

_NAMED: Final = 50
"""So many rows are named at most."""


def disagreements(session: Session, composing: Composer) -> Iterator[BooksDisagree]:
    """Give what of the books does not agree, once all entries are composed; the gravest first, nothing twice."""
    if uneven := reckonings.uneven_envelopes(session):
        yield BooksDisagree("The shares of a check do not add up to the check.", tuple(uneven[:_NAMED]))
    if composing.uneven:
        refs = reckonings.public_ids(session, composing.uneven[:_NAMED])
        yield BooksDisagree("More was taken from a contribution than it was, or its day is missing.", (*refs.values(),))
    a, b = composing.column_a, composing.column_b
    # Column B holds the days of column A: one question for both.
    days = reckonings.received(session, b.sums.start, b.sums.end)
    in_a, in_b = (_found(session, composing.committee, column, days) for column in (a, b))
    for kind, amount in in_b.items():
        off = in_a[kind] - a.standing[kind]
        if off:
            yield _apart(session, composing, a, kind, in_a[kind])
        if amount - b.standing[kind] != off:
            yield _apart(session, composing, b, kind, amount)


def _found(session: Session, committee: Committee, column: Column, days: Mapping[date, Money]) -> dict[Kind, Money]:
    """What the database itself makes the sums of a column."""
    start, end = column.sums.start, column.sums.end
    return {
        Kind.RECEIPT: Money.total(amount for on, amount in days.items() if start <= on <= end),
        Kind.REFUND: reckonings.refunded(session, start, end),
        Kind.CHARGEBACK: reckonings.lost(session, *_instants(committee, start, end)),
    }


def _apart(session: Session, composing: Composer, column: Column, kind: Kind, found: Money) -> BooksDisagree:
    start, end, told = column.sums.start, column.sums.end, column.standing[kind]
    words = f"From {start} to {end} the books have {found} of {kind}s, and the entries come to {told}."
    apart = _days_apart if kind is Kind.RECEIPT else partial(_changes_apart, kind=kind)
    return BooksDisagree(words, apart(session, composing, column))


def _changes_apart(session: Session, composing: Composer, column: Column, kind: Kind) -> tuple[str, ...]:
    """The contributions of which the entries and the books do not tell the same refunds, or the same lost disputes."""
    start, end = column.sums.start, column.sums.end
    if kind is Kind.REFUND:
        rest = reckonings.refunds_of(session, start, end)
    else:
        rest = reckonings.lost_of(session, *_instants(composing.committee, start, end))
    for family in reporting.walk(session, composing.reader, end):
        for person in family.persons:
            for line, amount in reporting.standing_lines(person, start, end):
                if line.kind is kind:
                    rest[line.number] = rest.get(line.number, ZERO) - amount
    apart = sorted(number for number, amount in rest.items() if amount)[:_NAMED]
    refs = reckonings.public_ids(session, apart)
    return tuple(refs[number] for number in apart)


def _days_apart(session: Session, composing: Composer, column: Column) -> tuple[str, ...]:
    """The contributions of the days on which the entries and the books do not come to the same."""
    start, end = column.sums.start, column.sums.end
    days = reckonings.received(session, start, end)
    for family in reporting.walk(session, composing.reader, end):
        for person in family.persons:
            for line, amount in reporting.standing_lines(person, start, end):
                if line.kind is Kind.RECEIPT:
                    days[line.on] = days.get(line.on, ZERO) - amount
    return tuple(reckonings.of_days(session, [on for on, rest in days.items() if rest]))[:_NAMED]


def _instants(committee: Committee, start: date, end: date) -> tuple[datetime, datetime]:
    first = datetime.combine(start, time(), committee.timezone)
    return first, datetime.combine(end + timedelta(1), time(), committee.timezone)
