"""Eligibility: the five statements, organizations, addresses abroad, questions in a message."""

import pytest

from compliance.contribution import Method
from compliance.finding import Kind, Outcome
from compliance.rules import eligibility
from tests.compliance.asking import fields, findings_of
from tests.factories import a_case, a_contribution, a_contributor, an_address, an_attestation

STATEMENTS = {
    "citizenship": "SRC-01",
    "own_funds": "SRC-02",
    "personal_card": "SRC-03",
    "age": "SRC-04",
    "not_contractor": "SRC-05",
}


@pytest.mark.parametrize("statement, rule", STATEMENTS.items())
@pytest.mark.parametrize("method", Method)
def test_each_statement_not_made_is_named(statement: str, rule: str, method: Method) -> None:
    gift = a_contribution("1.00", attestation=an_attestation(**{statement: False}), method=method)

    (finding,) = findings_of(eligibility.statements, a_case(gift))

    expected = (Kind.PROHIBITED, Outcome.REJECTED_ATTESTATION)
    if method is not Method.CARD:
        expected = (Kind.INCOMPLETE, Outcome.NEEDS_EVIDENCE)
    assert (finding.rule, finding.field) == (rule, f"attest_{statement}")
    assert (finding.kind, finding.outcome) == expected


def test_all_statements_made_is_enough() -> None:
    assert findings_of(eligibility.statements, a_case()) == ()


@pytest.mark.parametrize("method", Method)
def test_without_a_record_a_card_gift_made_no_statement_and_another_was_not_asked(method: Method) -> None:
    findings = findings_of(eligibility.statements, a_case(a_contribution(attestation=None, method=method)))

    expected = list(STATEMENTS.values()) if method is Method.CARD else []
    assert [finding.rule for finding in findings] == expected


def test_on_paper_the_account_stands_for_the_card() -> None:
    gift = a_contribution(attestation=an_attestation(personal_card=False), method=Method.CHECK)

    (finding,) = findings_of(eligibility.statements, a_case(gift))

    assert "account" in finding.message
    assert "card" not in finding.message


@pytest.mark.parametrize(
    "first, last, outcomes",
    [
        ("Robin", "Sample", []),
        ("Vince", "Lincoln", []),
        ("Gabrielle", "Union", []),
        ("Acme", "LLC", [Outcome.REJECTED_INELIGIBLE]),
        ("Acme", "Co", [Outcome.HELD_FOR_REVIEW]),
    ],
)
def test_only_a_person_gives(first: str, last: str, outcomes: list[Outcome]) -> None:
    gift = a_contribution(contributor=a_contributor(first_name=first, last_name=last))

    assert [finding.outcome for finding in findings_of(eligibility.individuals_only, a_case(gift))] == outcomes


@pytest.mark.parametrize(
    "country, asked", [("US", []), ("PR", []), ("VI", []), ("CA", ["country"]), ("GB", ["country"])]
)
def test_an_address_abroad_calls_for_evidence(country: str, asked: list[str]) -> None:
    gift = a_contribution(contributor=a_contributor(address=an_address(country=country)))

    findings = findings_of(eligibility.mailing_address_abroad, a_case(gift))

    assert fields(findings) == asked
    assert all(finding.kind is Kind.REVIEW for finding in findings)


@pytest.mark.parametrize(
    "message",
    [
        "My boss reimbursed me",
        "I will be re\u200bimbursed",
        "He'll pay me back",
        "they paid us back",
        "On behalf of my company",
        "I'm not a citizen",
        "not a U.S. citizen",
        "I am not a permanent resident",
        "I'm a foreign national",
        "FEDERAL CONTRACTOR here",
        "government contracts",
        "I have a contract with the federal government",
        "using the company card",
        "my employer will pay for it",
        "this is not my money",
        "I am only 16",
        "I'm 17 years old",
        "Canadian citizen",
        "on a work visa",
        "in exchange for a meeting",
        "my union gave me this",
        "He gave me the money",
        "I'm under 18",
        "Dad is repaying it",
    ],
)
def test_a_message_that_raises_a_legal_question_is_read_first(message: str) -> None:
    gift = a_contribution(message=message)

    assert fields(findings_of(eligibility.legal_question_in_message, a_case(gift))) == ["message"]


@pytest.mark.parametrize(
    "message",
    [
        "",
        "Good luck!",
        "I am not a federal contractor",
        "My employer is a school",
        "A proud citizen of Ohio",
        "I'm 15 minutes away",
        "I am 170% behind you",
        "My business is growing",
        "I paid attention",
        "green card holder",
    ],
)
def test_any_other_message_is_just_a_message(message: str) -> None:
    assert findings_of(eligibility.legal_question_in_message, a_case(a_contribution(message=message))) == ()


def test_the_employers_name_alone_is_never_a_question() -> None:
    gift = a_contribution(employer="Federal Contractor LLC", occupation="federal contractor")

    assert findings_of(eligibility.legal_question_in_message, a_case(gift)) == ()
    assert findings_of(eligibility.individuals_only, a_case(gift)) == ()
