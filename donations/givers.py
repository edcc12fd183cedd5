"""Givers: who gave a contribution, as a filing names them, and what was said of work with each. It only reads."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from compliance import work
from compliance.committee import Committee
from compliance.contribution import Address, Contribution, Work
from compliance.work import Answer
from donations import receipts
from donations.exports import records
from donations.exports.records import Giver, Name, Place, Urgent
from donations.receipts import Row
from donations.reporting import Person
from donations.rows import Entry

NOBODY: Final = Giver(Name("", ""), Place("", "", "", "", ""), "", "", [])
"""In the place of a giver of whom nothing is an entry of its own."""


class Identified(NamedTuple):
    """A giver as an entry tells of one: `filed` are employer and occupation, as far as the gift itself says them."""

    name: Name
    place: Place
    answer: Answer
    filed: tuple[str, str, None]


@lru_cache(maxsize=64)  # A person's gifts stand side by side and mostly tell the same.
def identified(told: str) -> Identified:
    """Read what the books have of a giver, for entries alone: most rows never need it."""
    first, middle, last, suffix, address1, address2, city, state, postal_code, country, job, occupation, employer = (
        receipts.giver(told)
    )
    answer = Answer(Work(job) if job else None, occupation, employer)
    place = records.place(Address(address1, city, state, postal_code, country, address2))
    return Identified(Name(last, first, middle, "", suffix), place, answer, (*answer.filed, None))


def nearest(person: Person, row: Row) -> list[Row]:
    """The person's other gifts: the last one before this first, then those after it."""
    others = sorted((each for each in person.rows.values() if each.number != row.number), key=_when)
    return [each for each in others if _when(each) < _when(row)][::-1] + [
        each for each in others if _when(each) > _when(row)
    ]


def urgent(committee: Committee, entry: Entry, prior: Iterable[Contribution]) -> Urgent:
    """A contribution as a 48-hour notice tells of it; what the person said of work before is told again (IDN-07)."""
    gift = entry.gift
    own = Answer(gift.work, gift.occupation, gift.employer)
    here = [each for each in prior if committee.cycle.holds(each.received_on)]
    newest_first = sorted(here, key=lambda each: each.received_on, reverse=True)
    employer, occupation = work.completed(
        own, [Answer(each.work, each.occupation, each.employer) for each in newest_first]
    )
    return Urgent(
        transaction_id=f"C{entry.id}",
        name=records.name(gift.contributor),
        place=records.place(gift.contributor.address),
        on=gift.received_on,
        amount=gift.amount,
        employer=employer,
        occupation=occupation,
    )


def _when(row: Row) -> tuple[date, int]:
    return row.received_on, row.number
