"""What is written beside an entry: its purpose, what a memo entry tells, and the statements that a report carries.

An entry that takes back always says why and what, with the day of the receipt it is about: the FEC's analysts ask else.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final, assert_never

from compliance.money import Money
from compliance.schedules import Kind, Line

FEES: Final = "Credit card processing fees"
NOT_COMPLETE: Final = "Receipts, refunds and processor fees only; not a complete report."
"""Stands in every file and on every page while nothing from outside this system is stated."""


def purpose(line: Line, received_on: date, *, excessive: bool = False) -> str:
    """Say what an entry is for; blank for a plain receipt and for memo entries, whose memo text tells it.

    >>> from compliance.money import ZERO
    >>> line = Line(Kind.BOUNCED, 1, 0, date(2026, 7, 2), Money(-500), ZERO, "P2026", True)
    >>> purpose(line, date(2026, 6, 30))
    'Returned check, receipt of 2026-06-30'
    """
    match line.kind:
        case Kind.RECEIPT | Kind.REDESIGNATION | Kind.REATTRIBUTION:
            return ""
        case Kind.BOUNCED:
            return f"Returned check, receipt of {received_on}"
        case Kind.CHARGEBACK:
            return f"Chargeback, receipt of {received_on}"
        case Kind.REFUND if line.undone:
            return f"Contribution refund - void, receipt of {received_on}"
        case Kind.REFUND:
            return f"Refund of {'excessive ' if excessive else ''}contribution of {received_on}"
        case never:
            assert_never(never)


def memo(line: Line, received_on: date, other: str = "") -> str:
    """Say what a memo entry tells; `other` is the other election's code, or the other person's name.

    The format holds 100 characters; a long name is cut where it is written, and told.
    """
    word = {Kind.REDESIGNATION: "Redesignation", Kind.REATTRIBUTION: "Reattribution"}.get(line.kind, "")
    if not word:
        return ""
    void = f"{word} void: " if line.undone else f"{word} "
    taken = line.first is not line.undone
    return f"{void}{'to' if taken else 'from'} {other}, receipt of {received_on}".replace(" , ", ", ")


def requested(on: date) -> str:
    """Say that occupation and employer were asked for: 11 CFR 104.7(b)(3)."""
    return f"Best efforts made: requested {on}, 11 CFR 104.7(b)"


class Doubt(StrEnum):
    """Why a gift is in question; the values are the kinds of work, but for the excess that only its election makes."""

    EXCESS = "excess"
    PAST = "past"
    SOURCE = "source"
    ILLEGAL = "found_illegal"


_DOUBTS: Final = {
    Doubt.EXCESS: "it may exceed the contributor's limit, 11 CFR 110.1(b)(1)",
    Doubt.PAST: "its election was past when it was made, and it may exceed what is owed from it, 11 CFR 110.1(b)(3)",
    Doubt.SOURCE: "its source may not be a lawful one, 11 CFR 103.3(b)(1)",
    Doubt.ILLEGAL: "it was found after its deposit that it may be unlawful, 11 CFR 103.3(b)(2)",
}


def open_at_close(found: Mapping[Doubt, bool], amount: Money, received_on: date, *, deposited: bool = True) -> str:
    """Say that a gift's legality was in question when the books were closed, and why (RPT-09).

    `found` are the doubts, each with whether it is on record that the contributor was written to about it. What the
    books do not know is not stated: what will become of the gift, and whether the money was left alone. Of what appears
    illegal on its receipt the law says so itself.

    Law: 11 CFR 103.3(b)(3)-(5).
    """
    why = "; ".join(words for doubt, words in _DOUBTS.items() if doubt in found)
    about = f"Contribution of ${amount.plain} received {received_on}: its legality is in question"
    sentences = [about, f"{why[:1].upper()}{why[1:]}"]
    if found.get(Doubt.EXCESS) or found.get(Doubt.PAST):
        sentences.append("A redesignation or reattribution was asked for, 11 CFR 103.3(b)(3)")
    if found.get(Doubt.SOURCE) or found.get(Doubt.ILLEGAL):
        sentences.append("Evidence was asked for, 11 CFR 103.3(b)(1)")
    sentences.append("It was deposited" if deposited else "It has not been deposited")
    if deposited and found.keys() - {Doubt.ILLEGAL}:
        sentences[-1] += " and may not be used for disbursements meanwhile, 11 CFR 103.3(b)(4)"
    return ". ".join(sentences) + "."
