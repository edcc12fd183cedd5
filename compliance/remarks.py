"""What is written beside an entry: its purpose, what a memo entry tells, and the statements that a report carries.

An entry that takes back always says why and what, with the day of the receipt it is about: the FEC's analysts ask else.
"""

from collections.abc import Iterable
from datetime import date
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


def open_at_close(kinds: Iterable[str], amount: Money, received_on: date, deposited: str = "It was deposited") -> str:
    """Say that a gift was in question when the books were closed, and what is done about it (RPT-09).

    `kinds` are `excess`, or else a doubt about its source.

    Law: 11 CFR 103.3(b)(5).
    """
    asked = set(kinds)
    found = []
    if "excess" in asked:
        found.append(
            "it may exceed the contributor's limit; a redesignation, reattribution or refund is being sought within "
            "60 days of receipt, 11 CFR 103.3(b)(3)"
        )
    if asked - {"excess"}:
        found.append(
            "whether it may be accepted is being determined; it will be refunded unless it is found lawful, "
            "11 CFR 103.3(b)(1)"
        )
    return (
        f"Contribution of ${amount.plain} received {received_on}: {'; '.join(found)}. "
        f"{deposited} and is not being used meanwhile."
    )
