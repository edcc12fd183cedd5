"""The ways to put an excess right, as values: what `compliance.remedy` answers and the desks keep."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from compliance.contribution import Adjustment, AdjustmentKind, AdjustmentStatus
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
    """What an option does to one total: the contributor's for an election, or another person's (`holder`)."""

    election: str | None
    before: Money | None
    after: Money | None
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One way, open or not, with the reason in a sentence; `cures` is the part of the excess that it puts right.

    `records` must be kept and `notices` sent by `due_on`; `voids` says what makes it ineffective. Where `room_known`
    is false the other person's earlier gifts have to be looked at first, and `cures` is the most that it can be.
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


_KINDS: Final = {
    Remedy.REFUND: AdjustmentKind.REFUND,
    Remedy.WRITTEN_REDESIGNATION: AdjustmentKind.REDESIGNATION,
    Remedy.PRESUMPTIVE_REDESIGNATION: AdjustmentKind.REDESIGNATION,
    Remedy.WRITTEN_REATTRIBUTION: AdjustmentKind.REATTRIBUTION,
    Remedy.PRESUMPTIVE_REATTRIBUTION: AdjustmentKind.REATTRIBUTION,
}


def adjustment(option: Option, amount: Money, ref: str = "", at: datetime | None = None) -> Adjustment:
    """Give the adjustment that an option becomes once it is effective."""
    return Adjustment(_KINDS[option.remedy], AdjustmentStatus.SUCCEEDED, amount, ref, at, option.election)
