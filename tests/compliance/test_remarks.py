"""Remarks: what stands beside an entry, for each kind of it."""

from datetime import date
from typing import Any

import pytest

from compliance import remarks
from compliance.money import ZERO, Money
from compliance.remarks import Doubt
from compliance.schedules import Kind, Line

DAY = date(2026, 3, 2)


def a_line(kind: Kind, **changes: Any) -> Line:
    return Line(kind, 1, 7, DAY, Money(500), ZERO, "P2026", itemized=True)._replace(**changes)


@pytest.mark.parametrize(
    "line, excessive, said",
    [
        (a_line(Kind.RECEIPT), False, ""),
        (a_line(Kind.BOUNCED), False, "Returned check, receipt of 2026-03-02"),
        (a_line(Kind.CHARGEBACK), False, "Chargeback, receipt of 2026-03-02"),
        (a_line(Kind.REFUND), False, "Refund of contribution of 2026-03-02"),
        (a_line(Kind.REFUND), True, "Refund of excessive contribution of 2026-03-02"),
        (a_line(Kind.REFUND, undone=True), False, "Contribution refund - void, receipt of 2026-03-02"),
        (a_line(Kind.REDESIGNATION, memo=True), False, ""),
        (a_line(Kind.REATTRIBUTION, memo=True), False, ""),
    ],
)
def test_an_entry_says_what_it_is_for(line: Line, excessive: bool, said: str) -> None:
    assert remarks.purpose(line, DAY, excessive=excessive) == said


@pytest.mark.parametrize(
    "line, said",
    [
        (a_line(Kind.RECEIPT), ""),
        (a_line(Kind.REDESIGNATION), "Redesignation to G2026, receipt of 2026-03-02"),
        (a_line(Kind.REDESIGNATION, first=False), "Redesignation from G2026, receipt of 2026-03-02"),
        (a_line(Kind.REATTRIBUTION, undone=True), "Reattribution void: from G2026, receipt of 2026-03-02"),
        (a_line(Kind.REATTRIBUTION, undone=True, first=False), "Reattribution void: to G2026, receipt of 2026-03-02"),
    ],
)
def test_a_memo_entry_says_from_where_or_to_where(line: Line, said: str) -> None:
    assert remarks.memo(line, DAY, "G2026") == said


def test_a_request_for_work_says_its_day() -> None:
    assert remarks.requested(DAY) == "Best efforts made: requested 2026-03-02, 11 CFR 104.7(b)"


@pytest.mark.parametrize(
    "doubt, why, asked, left_alone",
    [
        (
            Doubt.EXCESS,
            "It may exceed the contributor's limit, 11 CFR 110.1(b)(1).",
            "A redesignation or reattribution was asked for, 11 CFR 103.3(b)(3).",
            True,
        ),
        (
            Doubt.PAST,
            "Its election was past when it was made, and it may exceed what is owed from it, 11 CFR 110.1(b)(3).",
            "A redesignation or reattribution was asked for, 11 CFR 103.3(b)(3).",
            True,
        ),
        (
            Doubt.SOURCE,
            "Its source may not be a lawful one, 11 CFR 103.3(b)(1).",
            "Evidence was asked for, 11 CFR 103.3(b)(1).",
            True,
        ),
        (
            Doubt.ILLEGAL,
            "It was found after its deposit that it may be unlawful, 11 CFR 103.3(b)(2).",
            "Evidence was asked for, 11 CFR 103.3(b)(1).",
            False,
        ),
    ],
    ids=str,
)
def test_what_is_in_question_is_told_with_its_own_reason_and_only_what_is_on_record(
    doubt: Doubt, why: str, asked: str, left_alone: bool
) -> None:
    about = f"Contribution of $4000.00 received 2026-03-02: its legality is in question. {why}"
    deposited = "It was deposited" + (
        " and may not be used for disbursements meanwhile, 11 CFR 103.3(b)(4)." if left_alone else "."
    )

    assert remarks.open_at_close({doubt: False}, Money(400000), DAY) == f"{about} {deposited}"
    assert remarks.open_at_close({doubt: True}, Money(400000), DAY) == f"{about} {asked} {deposited}"
    assert remarks.open_at_close({doubt: False}, Money(400000), DAY, deposited=False) == (
        f"{about} It has not been deposited."
    )


def test_a_gift_in_question_for_two_reasons_tells_both() -> None:
    said = remarks.open_at_close({Doubt.ILLEGAL: True, Doubt.EXCESS: False}, Money(400000), DAY)

    assert said.endswith(
        "It may exceed the contributor's limit, 11 CFR 110.1(b)(1); it was found after its deposit that it may be "
        "unlawful, 11 CFR 103.3(b)(2). Evidence was asked for, 11 CFR 103.3(b)(1). It was deposited and may not be "
        "used for disbursements meanwhile, 11 CFR 103.3(b)(4)."
    )
