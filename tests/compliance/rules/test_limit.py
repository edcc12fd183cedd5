"""Limit: which election, its last day, and the limit to the cent."""

from dataclasses import replace
from datetime import date

import pytest

from compliance.contribution import Standing
from compliance.election import Election
from compliance.money import Money
from compliance.rules import limit
from tests.compliance.asking import fields, findings_of
from tests.factories import (
    GENERAL,
    PRIMARY,
    a_case,
    a_committee,
    a_contribution,
    a_contributor,
    a_refund,
    an_earlier_gift,
)


@pytest.mark.parametrize(
    "code, asked", [("P2024", []), ("G2024", []), (None, []), ("R2024", ["election"]), ("?", ["election"])]
)
def test_a_designated_election_is_one_of_the_committees(code: str | None, asked: list[str]) -> None:
    assert fields(findings_of(limit.known_election, a_case(a_contribution(election=code)))) == asked


def test_an_election_already_told_unreadable_is_not_asked_for_twice() -> None:
    case = a_case(a_contribution(election="?"), unreadable=("election",))

    assert findings_of(limit.known_election, case) == ()


@pytest.mark.parametrize(
    "code, on, taken",
    [
        pytest.param("P2024", date(2024, 6, 3), True, id="the day before"),
        pytest.param("P2024", date(2024, 6, 4), True, id="the day"),
        pytest.param("P2024", date(2024, 6, 5), False, id="the day after"),
        pytest.param(None, date(2024, 11, 5), True, id="undesignated on the last day"),
        pytest.param(None, date(2024, 11, 6), False, id="undesignated with none ahead"),
        pytest.param("R2024", date(2024, 11, 6), True, id="an unknown one is another rule's matter"),
    ],
)
def test_a_past_election_takes_nothing(code: str | None, on: date, taken: bool) -> None:
    findings = findings_of(limit.election_not_past, a_case(a_contribution(on=on, election=code)))

    assert fields(findings) == ([] if taken else ["election"])


def test_a_past_election_without_debts_names_no_sum() -> None:
    (finding,) = findings_of(limit.election_not_past, a_case(a_contribution(on=date(2024, 6, 5))))

    assert finding.message == "The primary election of 4 June 2024 is past. Choose an election that lies ahead."


@pytest.mark.parametrize(
    "amount, taken", [("499.99", True), ("500.00", True), ("500.01", False), ("0", False)], ids=str
)
def test_a_past_election_takes_up_to_its_net_debts(amount: str, taken: bool) -> None:
    committee = a_committee(elections=(replace(PRIMARY, net_debts=Money(500_00)), GENERAL))
    case = a_case(a_contribution(amount, on=date(2024, 6, 5)), committee=committee)

    findings = findings_of(limit.election_not_past, case)

    assert (findings == ()) is taken
    assert all("Enter $500 or less" in finding.message for finding in findings)


@pytest.mark.parametrize(
    "amount, excess", [("3299.99", None), ("3300.00", None), ("3300.01", "0.01"), ("5000", "1700")]
)
def test_a_gift_alone_is_held_to_the_limit_to_the_cent(amount: str, excess: str | None) -> None:
    findings = findings_of(limit.per_election_limit, a_case(a_contribution(amount)))

    assert [finding.excess for finding in findings] == ([Money.parse(excess)] if excess else [])
    assert all(not finding.from_history and "$3,300" in finding.message for finding in findings)


@pytest.mark.parametrize("amount, excess", [("199.99", None), ("200.00", None), ("200.01", "0.01"), ("250.00", "50")])
def test_history_counts_net_of_refunds_to_the_cent(amount: str, excess: str | None) -> None:
    prior = [an_earlier_gift("$3,200", adjustments=(a_refund("$100"),))]

    findings = findings_of(limit.per_election_limit, a_case(a_contribution(amount), prior))

    assert [finding.excess for finding in findings] == ([Money.parse(excess)] if excess else [])
    assert all(finding.from_history and "you can still give $200." in finding.message for finding in findings)


def test_a_gift_over_by_itself_says_nothing_of_the_history() -> None:
    case = a_case(a_contribution("3300.01"), [an_earlier_gift("$3,000")])

    (finding,) = findings_of(limit.per_election_limit, case)

    assert not finding.from_history
    assert finding.message == "A person may give at most $3,300 per election. Enter $3,300 or less."
    assert finding.excess == Money(3_000_01)


def test_a_gift_of_exactly_the_limit_is_over_by_its_history_alone() -> None:
    (finding,) = findings_of(limit.per_election_limit, a_case(a_contribution("3300"), [an_earlier_gift("$1")]))

    assert finding.from_history
    assert finding.excess == Money(1_00)


def test_when_nothing_is_left_the_message_says_so_and_the_excess_is_no_more_than_the_gift() -> None:
    case = a_case(a_contribution("100"), [an_earlier_gift("$3,300"), an_earlier_gift("$50")])

    (finding,) = findings_of(limit.per_election_limit, case)

    assert finding.excess == Money(100_00)
    assert "another election may have room" in finding.message


def test_each_election_has_a_limit_of_its_own() -> None:
    case = a_case(a_contribution("3300", election="G2024"), [an_earlier_gift("$3,300", election="P2024")])

    assert findings_of(limit.per_election_limit, case) == ()


def test_an_undesignated_gift_counts_for_the_next_election() -> None:
    prior = [an_earlier_gift("$3,300", election=None, on=date(2024, 6, 4))]

    assert findings_of(limit.per_election_limit, a_case(a_contribution("1", election=None), prior))
    assert not findings_of(limit.per_election_limit, a_case(a_contribution("1", election="G2024"), prior))


def test_an_unpaid_form_holds_no_room() -> None:
    case = a_case(a_contribution("3300"), [an_earlier_gift("$3,300", standing=Standing.OFFERED)])

    assert findings_of(limit.per_election_limit, case) == ()


@pytest.mark.parametrize(
    "on, excess",
    [
        pytest.param(date(2024, 11, 5), "200", id="the last day of 3,300"),
        pytest.param(date(2024, 11, 6), None, id="the first day of 3,500"),
    ],
)
def test_the_laws_figure_on_the_day_the_gift_is_made_binds_a_higher_cap(on: date, excess: str | None) -> None:
    committee = a_committee(cap=Money(9_999_00), elections=(Election("G2026", date(2026, 11, 3)),))
    case = a_case(a_contribution("3500", on=on, election="G2026"), committee=committee)

    findings = findings_of(limit.per_election_limit, case)

    assert [finding.excess for finding in findings] == ([Money.parse(excess)] if excess else [])


def test_the_candidates_own_money_is_not_limited() -> None:
    gift = a_contribution("50000", contributor=a_contributor(is_candidate=True))

    assert findings_of(limit.per_election_limit, a_case(gift)) == ()


@pytest.mark.parametrize("code", ["R2024", None])
def test_without_an_election_there_is_no_limit_to_tell(code: str | None) -> None:
    case = a_case(a_contribution("9999", on=date(2024, 12, 1), election=code))

    assert findings_of(limit.per_election_limit, case) == ()


def test_an_amount_that_was_not_read_is_over_no_limit() -> None:
    case = a_case(a_contribution("0"), [an_earlier_gift("$3,400")], unread_amount="?")

    assert findings_of(limit.per_election_limit, case) == ()
