"""Remarks: what stands beside an entry, for each kind of it."""

from datetime import date
from typing import Any

import pytest

from compliance import remarks
from compliance.money import ZERO, Money
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
    "kinds, cited",
    [
        ({"excess"}, ["103.3(b)(3)"]),
        ({"source"}, ["103.3(b)(1)"]),
        ({"excess", "found_illegal"}, ["103.3(b)(3)", "103.3(b)(1)"]),
    ],
)
def test_what_is_in_question_is_told_with_its_law(kinds: set[str], cited: list[str]) -> None:
    said = remarks.open_at_close(kinds, Money(400000), DAY)

    assert said.startswith("Contribution of $4000.00 received 2026-03-02: ")
    assert said.endswith(" It was deposited and is not being used meanwhile.")
    assert [citation for citation in ("103.3(b)(3)", "103.3(b)(1)") if citation in said] == cited
