"""What has to be kept of a change that puts an excess right, and whether the change stands by it (110.1(l))."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, assert_never

from compliance import law
from compliance.text import squeezed
from compliance.ways import Remedy

VOIDS: Final = (
    "Without these records the change is void, and the gift counts as it was first given, 11 CFR 110.1(l)(5)."
)


class Record(StrEnum):
    """What is kept of a change."""

    REFUND_MADE = "refund_made"
    REFUND_OFFERED = "refund_offered"
    """The request for a change, which says that a refund is the alternative."""
    SIGNED = "signed"
    NOTICE = "notice"
    """The notice of what was presumed, with the amount and the right to a refund."""
    IMAGE = "image"
    """The picture of the check that bears the names."""


class Validity(StrEnum):
    """How a change stands."""

    VALID = "valid"
    WAITING = "waiting"
    """Something is missing, and there is time for it."""
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Kept:
    """One record: made, received or sent on a day; `person` is who signed it or to whom it went."""

    record: Record
    on: date
    person: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A way that was chosen for a gift received on a day; `others` are those to whom part of it is reattributed."""

    remedy: Remedy
    received_on: date
    contributor: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeStanding:
    """How a change stands, the last day for what it needs, and what is missing, in words."""

    validity: Validity
    due_on: date
    missing: tuple[str, ...] = ()
    citation: str = "11 CFR 110.1(l)(5)"


_WORDS: Final = {
    Record.REFUND_MADE: "the refund",
    Record.REFUND_OFFERED: "the request that tells {person} of the refund, sent before anything is signed",
    Record.SIGNED: "the change in writing, signed by {person}",
    Record.NOTICE: "the notice to {person} of the amount and the right to a refund",
    Record.IMAGE: "the picture of the check with the names printed on it",
}


def needed(change: Change) -> tuple[tuple[Record, str], ...]:
    """Say what a change needs, and of whom or to whom; nobody where it is nobody's in particular.

    Law: 11 CFR 110.1(b)(5)(ii), (k)(3)(ii), (l).
    """
    first, everybody = change.contributor, (change.contributor, *change.others)
    match change.remedy:
        case Remedy.REFUND:
            return ((Record.REFUND_MADE, ""),)
        case Remedy.WRITTEN_REDESIGNATION:
            return ((Record.REFUND_OFFERED, first), (Record.SIGNED, first))
        case Remedy.WRITTEN_REATTRIBUTION:
            return ((Record.REFUND_OFFERED, first), *((Record.SIGNED, person) for person in everybody))
        case Remedy.PRESUMPTIVE_REDESIGNATION:
            return ((Record.NOTICE, first),)
        case Remedy.PRESUMPTIVE_REATTRIBUTION:
            return (*((Record.NOTICE, person) for person in everybody), (Record.IMAGE, ""))
        case never:
            assert_never(never)


def words(record: Record, person: str) -> str:
    """Name a record for a sentence.

    >>> words(Record.SIGNED, "Robin Sample")
    'the change in writing, signed by Robin Sample'
    """
    return _WORDS[record].format(person=person)


def standing_of(change: Change, records: Iterable[Kept], today: date) -> ChangeStanding:
    """Say whether a change stands, and name what it lacks; what is lacking after the last day makes it void.

    A record counts from its day on, and by the last day; the picture of the check counts whenever it is there. The
    refund has to be offered no later than the first signature.

    Law: 11 CFR 110.1(b)(5)(ii), (k)(3)(ii), (l)(5).
    """
    due_on = law.EXCESS.after(change.received_on)
    there = [kept for kept in records if kept.on <= today and (kept.on <= due_on or kept.record is Record.IMAGE)]
    signed = min((kept.on for kept in there if kept.record is Record.SIGNED), default=date.max)
    there = [kept for kept in there if kept.record is not Record.REFUND_OFFERED or kept.on <= signed]
    missing = tuple(
        words(record, person)
        for record, person in needed(change)
        if not any(kept.record is record and _is(kept.person, person) for kept in there)
    )
    if not missing:
        return ChangeStanding(Validity.VALID, due_on)
    return ChangeStanding(Validity.WAITING if today <= due_on else Validity.VOID, due_on, missing)


def _is(one: str, other: str) -> bool:
    return not other or squeezed(one) == squeezed(other)
