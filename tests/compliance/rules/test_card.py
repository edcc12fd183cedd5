"""Card: what the bank says, fact by fact; and nothing before it has said anything."""

from typing import Any

import pytest

from compliance.committee import PrepaidCards
from compliance.contribution import Check
from compliance.finding import Finding, Outcome
from compliance.review import Rule
from compliance.rules import card
from tests.compliance.asking import findings_of
from tests.factories import a_card, a_case, a_committee

ALL = (
    card.security_code,
    card.billing_address,
    card.prepaid_card,
    card.issued_abroad,
    card.name_on_card,
    card.wallet_without_card,
    card.risk_of_fraud,
)
UNTOLD = (None, Check.UNAVAILABLE, Check.UNCHECKED)


def told(rule: Rule, refuse: bool = False, **facts: Any) -> list[tuple[str, Outcome]]:
    """Ask one rule about a card, and give its rules and outcomes."""
    prepaid = PrepaidCards.REFUSE if refuse else PrepaidCards.HOLD
    case = a_case(card=a_card(**facts), committee=a_committee(prepaid_cards=prepaid))
    findings: tuple[Finding, ...] = findings_of(rule, case)
    assert all(finding.field is None for finding in findings)
    return [(finding.rule, finding.outcome) for finding in findings]


@pytest.mark.parametrize("rule", ALL)
def test_before_payment_nothing_is_said(rule: Rule) -> None:
    assert findings_of(rule, a_case(card=None)) == ()


@pytest.mark.parametrize("rule", ALL)
def test_a_good_card_raises_nothing(rule: Rule) -> None:
    assert told(rule) == []


def test_a_wrong_security_code_is_refused() -> None:
    assert told(card.security_code, cvc_check=Check.FAIL) == [("SRC-12", Outcome.REJECTED_PAYMENT_METHOD)]


@pytest.mark.parametrize("check", UNTOLD)
def test_a_security_code_not_checked_is_not_wrong(check: Check | None) -> None:
    assert told(card.security_code, cvc_check=check) == []


@pytest.mark.parametrize("street", [*Check, None])
@pytest.mark.parametrize("postal", [*Check, None])
def test_an_address_is_held_only_where_both_checks_fail(street: Check | None, postal: Check | None) -> None:
    both = street is Check.FAIL and postal is Check.FAIL

    answer = told(card.billing_address, line1_check=street, postal_code_check=postal)

    assert answer == ([("SRC-12", Outcome.HELD_FOR_REVIEW)] if both else [])


@pytest.mark.parametrize(
    "funding, refuse, outcome",
    [
        ("credit", True, None),
        ("debit", True, None),
        ("DEBIT", True, None),
        ("prepaid", True, Outcome.REJECTED_PAYMENT_METHOD),
        ("prepaid", False, Outcome.HELD_FOR_REVIEW),
        ("unknown", True, Outcome.HELD_FOR_REVIEW),
        ("", True, Outcome.HELD_FOR_REVIEW),
        (None, False, Outcome.HELD_FOR_REVIEW),
    ],
)
def test_prepaid_cards_go_as_the_committee_chose(funding: str | None, refuse: bool, outcome: Outcome | None) -> None:
    answer = told(card.prepaid_card, refuse=refuse, funding=funding)

    assert answer == ([("SRC-11", outcome)] if outcome else [])


@pytest.mark.parametrize(
    "country, outcome",
    [
        ("US", None),
        ("us", None),
        ("PR", None),
        ("GU", None),
        ("CA", Outcome.NEEDS_EVIDENCE),
        ("GB", Outcome.NEEDS_EVIDENCE),
        (None, Outcome.HELD_FOR_REVIEW),
        ("", Outcome.HELD_FOR_REVIEW),
    ],
)
def test_a_card_from_abroad_calls_for_evidence(country: str | None, outcome: Outcome | None) -> None:
    assert told(card.issued_abroad, country=country) == ([("SRC-07", outcome)] if outcome else [])


@pytest.mark.parametrize(
    "name, outcome",
    [
        ("R SAMPLE", None),
        ("", None),
        ("ROBIN SAMPLE LLC", Outcome.HELD_FOR_REVIEW),
        ("CHRIS SAMPLE", Outcome.HELD_FOR_REVIEW),
        ("CHRIS JONES", Outcome.HELD_FOR_REVIEW),
        ("ROBIN JONES", Outcome.ACCEPTED_FLAGGED),
    ],
)
def test_the_name_on_the_card_is_the_donors(name: str, outcome: Outcome | None) -> None:
    assert told(card.name_on_card, name=name) == ([("SRC-03", outcome)] if outcome else [])


@pytest.mark.parametrize("brand, held", [("visa", False), (None, False), ("link", True), ("Link", True)])
def test_a_payment_through_link_is_held(brand: str | None, held: bool) -> None:
    assert told(card.wallet_without_card, brand=brand) == ([("SRC-12", Outcome.HELD_FOR_REVIEW)] if held else [])


@pytest.mark.parametrize(
    "risk, outcome",
    [
        ("normal", None),
        ("", None),
        ("not_assessed", None),
        ("elevated", Outcome.ACCEPTED_FLAGGED),
        ("highest", Outcome.HELD_FOR_REVIEW),
    ],
)
def test_the_processors_risk_holds_or_flags(risk: str, outcome: Outcome | None) -> None:
    assert told(card.risk_of_fraud, risk_level=risk) == ([("SRC-12", outcome)] if outcome else [])
