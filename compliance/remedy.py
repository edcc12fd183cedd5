"""What may be done about an excess: refund, redesignation, reattribution; what each needs, by when, and what it does.

Law: 11 CFR 110.1(b)(5), (k)(3), (l); 103.3(b)(3).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from compliance.contribution import Case
from compliance.money import Money


class Remedy(StrEnum):
    """The ways to put an excess right."""

    REFUND = "refund"
    WRITTEN_REDESIGNATION = "written_redesignation"
    WRITTEN_REATTRIBUTION = "written_reattribution"
    PRESUMPTIVE_REDESIGNATION = "presumptive_redesignation"
    PRESUMPTIVE_REATTRIBUTION = "presumptive_reattribution"


@dataclass(frozen=True, slots=True)
class Holder:
    """Another person to whom part may be reattributed; `room` is what that person may still give, None if unknown."""

    name: str
    room: Money | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What an option does to one total: of the contributor for an election, or of another person (`holder`)."""

    election: str | None
    before: Money | None
    after: Money | None
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One way, open or not, with the reason in a sentence; `cures` is the part of the excess that it puts right.

    `records` must be kept and `notices` sent by `due_on`; `voids` says what makes it ineffective.
    """

    remedy: Remedy
    open: bool
    why: str
    cures: Money
    citation: str
    due_on: date
    records: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    voids: str = ""
    effects: tuple[Effect, ...] = ()
    election: str | None = None
    holder: str = ""
    room_known: bool = True


def options(case: Case, excess: Money, *, others: Iterable[Holder] = ()) -> tuple[Option, ...]:
    """Say what may be done about the excess of a recorded gift, every way with its answer, refund first.

    The moment is `case.at`. `others` are persons whose room is known; the other names on a check are found there.
    """
    raise NotImplementedError
