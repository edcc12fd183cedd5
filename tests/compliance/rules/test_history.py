"""History: possible matches hold only where they change a decision; disputes are shown."""

from datetime import date
from typing import Any

import pytest

from compliance.contribution import AdjustmentStatus, Contribution, Standing, Work
from compliance.finding import Outcome
from compliance.rules import history
from tests.compliance.asking import findings_of
from tests.factories import (
    a_card,
    a_case,
    a_contribution,
    a_contributor,
    a_dispute,
    a_refund,
    an_earlier_gift,
)

ROBYN = a_contributor(first_name="Robyn", email="")
STRANGER = a_contributor(first_name="Chris", last_name="Jones", email="x@example.com")
UNANSWERED: dict[str, Any] = {"work": Work.EMPLOYED, "occupation": "", "employer": ""}


def theirs(amount: str, **changes: Any) -> Contribution:
    """A gift of someone who may be the same."""
    given: dict[str, Any] = {"ref": "theirs", "contributor": ROBYN}
    return an_earlier_gift(amount, **(given | changes))


def told(case: Any) -> list[tuple[str, Outcome]]:
    """Ask about possible matches, and give rules and outcomes."""
    findings = findings_of(history.possible_matches, case)
    assert all(finding.from_history for finding in findings)
    return [(finding.rule, finding.outcome) for finding in findings]


def test_without_a_possible_match_nothing_is_said() -> None:
    assert told(a_case()) == []


@pytest.mark.parametrize(
    "gift, possible, held",
    [
        pytest.param("300", "2900", False, id="a hundred below the limit"),
        pytest.param("300", "3000", False, id="exactly the limit"),
        pytest.param("300", "3000.01", True, id="a cent over the limit"),
        pytest.param("300.01", "3000", True, id="the gift a cent more"),
    ],
)
def test_a_possible_match_holds_where_it_would_pass_the_limit(gift: str, possible: str, held: bool) -> None:
    case = a_case(a_contribution(gift), possible=[theirs(possible)])

    assert told(case) == [("IDN-09", Outcome.HELD_FOR_REVIEW if held else Outcome.ACCEPTED_FLAGGED)]


def test_prior_gifts_and_possible_matches_add_up() -> None:
    prior, possible = [an_earlier_gift("$2,000")], [theirs("$1,000"), theirs("$200.01")]

    assert told(a_case(a_contribution("100"), prior, possible)) == [("IDN-09", Outcome.HELD_FOR_REVIEW)]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"election": "G2024"}, id="for another election"),
        pytest.param({"standing": Standing.FAILED}, id="failed"),
        pytest.param({"adjustments": (a_refund("$3,300"),)}, id="refunded"),
        pytest.param({"adjustments": (a_dispute(AdjustmentStatus.LOST, "$3,300"),)}, id="lost"),
    ],
)
def test_what_does_not_count_does_not_hold(changes: dict[str, Any]) -> None:
    case = a_case(a_contribution("250"), possible=[theirs("$3,300", **changes)])

    assert told(case) == [("IDN-09", Outcome.ACCEPTED_FLAGGED)]


def test_a_gift_over_the_limit_without_them_is_not_held_for_one_that_counts_nothing() -> None:
    case = a_case(a_contribution("4000"), possible=[theirs("$10", standing=Standing.EXPIRED)])

    assert told(case) == [("IDN-09", Outcome.ACCEPTED_FLAGGED)]


@pytest.mark.parametrize(
    "gift, possible, held",
    [
        pytest.param("3300", "1", True, id="exactly the limit by itself"),
        pytest.param("3300.01", "1", False, id="a cent over by itself"),
    ],
)
def test_a_gift_over_the_limit_by_itself_is_not_held_for_a_possible_match(gift: str, possible: str, held: bool) -> None:
    case = a_case(a_contribution(gift), possible=[theirs(possible)])

    assert told(case) == [("IDN-09", Outcome.HELD_FOR_REVIEW if held else Outcome.ACCEPTED_FLAGGED)]


def test_a_gift_over_with_the_persons_own_gifts_is_not_held_for_a_possible_match() -> None:
    case = a_case(a_contribution("200.01"), [an_earlier_gift("$3,100")], [theirs("$1")])

    assert told(case) == [("IDN-09", Outcome.ACCEPTED_FLAGGED)]


@pytest.mark.parametrize(
    "gift, held",
    [pytest.param("200", True, id="needed only with them"), pytest.param("200.01", False, id="needed anyway")],
)
def test_a_possible_match_does_not_hold_where_work_is_needed_anyway(gift: str, held: bool) -> None:
    case = a_case(a_contribution(gift, **UNANSWERED), possible=[theirs("$1")])

    assert told(case) == [("IDN-09", Outcome.HELD_FOR_REVIEW if held else Outcome.ACCEPTED_FLAGGED)]


@pytest.mark.parametrize(
    "gift, possible, answers, held",
    [
        pytest.param("100", "100", UNANSWERED, False, id="exactly two hundred"),
        pytest.param("100", "100.01", UNANSWERED, True, id="a cent over two hundred"),
        pytest.param("100", "100.01", {}, False, id="but answered"),
        pytest.param("100", "100.01", UNANSWERED | {"occupation": "Cook"}, True, id="half answered"),
    ],
)
def test_a_possible_match_holds_where_work_would_be_needed(
    gift: str, possible: str, answers: dict[str, Any], held: bool
) -> None:
    case = a_case(a_contribution(gift, **answers), possible=[theirs(possible)])

    assert told(case) == [("IDN-09", Outcome.HELD_FOR_REVIEW if held else Outcome.ACCEPTED_FLAGGED)]


@pytest.mark.parametrize(
    "on, today",
    [
        pytest.param(date(2023, 1, 1), date(2024, 3, 15), id="this cycle, another year"),
        pytest.param(date(2024, 1, 1), date(2024, 12, 1), id="this year, another cycle"),
    ],
)
def test_cycle_and_calendar_year_both_hold(on: date, today: date) -> None:
    case = a_case(a_contribution("100", on=today, **UNANSWERED), possible=[theirs("$150", on=on)])

    assert told(case) == [("IDN-09", Outcome.HELD_FOR_REVIEW)]


def test_gifts_that_count_nothing_call_for_no_work_answers() -> None:
    case = a_case(a_contribution("250", **UNANSWERED), possible=[theirs("$10", standing=Standing.FAILED)])

    assert told(case) == [("IDN-09", Outcome.ACCEPTED_FLAGGED)]


@pytest.mark.parametrize("on_gift, card", [("fp_1", None), ("", a_card(fingerprint="fp_1"))], ids=["kept", "just read"])
def test_one_card_under_an_unrelated_name_is_told_as_that(on_gift: str, card: Any) -> None:
    possible = [theirs("$10", contributor=STRANGER, card_fingerprint="fp_1")]

    assert told(a_case(a_contribution(card_fingerprint=on_gift), possible=possible, card=card)) == [
        ("SRC-12", Outcome.ACCEPTED_FLAGGED)
    ]


def test_two_gifts_without_a_card_share_none() -> None:
    possible = [theirs("$10", contributor=STRANGER)]

    assert told(a_case(possible=possible)) == [("IDN-09", Outcome.ACCEPTED_FLAGGED)]


def test_a_card_and_a_likeness_are_told_each() -> None:
    possible = [theirs("$10", contributor=STRANGER, card_fingerprint="fp_1"), theirs("$10", card_fingerprint="fp_1")]

    assert told(a_case(possible=possible, card=a_card())) == [
        ("SRC-12", Outcome.ACCEPTED_FLAGGED),
        ("IDN-09", Outcome.ACCEPTED_FLAGGED),
    ]


def test_the_candidate_and_an_unknown_election_have_no_limit_to_pass() -> None:
    candidate = a_contribution("250", contributor=a_contributor(is_candidate=True))

    assert told(a_case(candidate, possible=[theirs("$3,300")])) == [("IDN-09", Outcome.ACCEPTED_FLAGGED)]
    assert told(a_case(a_contribution(election="R2024"), possible=[theirs("$3,300")])) == [
        ("IDN-09", Outcome.ACCEPTED_FLAGGED)
    ]


@pytest.mark.parametrize(
    "status, flagged",
    [(AdjustmentStatus.OPEN, True), (AdjustmentStatus.WON, True), (AdjustmentStatus.LOST, False)],
)
def test_an_earlier_dispute_is_shown_to_the_treasurer(status: AdjustmentStatus, flagged: bool) -> None:
    case = a_case(prior=[an_earlier_gift(adjustments=(a_refund("$1"), a_dispute(status)))])

    findings = findings_of(history.disputed_before, case)

    assert [finding.rule for finding in findings] == (["REF-02"] if flagged else [])
    assert all(finding.from_history for finding in findings)
