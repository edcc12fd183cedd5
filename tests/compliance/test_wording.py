"""Wording: the statements agree with the rules that ask for them, and sentences read the figures they are given."""

from datetime import date

from compliance import wording
from compliance.money import Money
from compliance.rules import eligibility
from tests.compliance.asking import findings_of
from tests.factories import PRIMARY, a_case, a_committee, a_contribution


def test_the_rule_names_each_statement_by_the_field_id_and_law_of_the_page() -> None:
    findings = findings_of(eligibility.statements, a_case(a_contribution(attestation=None)))

    asked = [(statement.field, statement.rule, statement.citation) for statement in wording.STATEMENTS]
    assert [(finding.field, finding.rule, finding.citation) for finding in findings] == asked


def test_sentences_take_their_figures_from_outside() -> None:
    committee = a_committee()

    assert wording.limit_sentence(Money(3_300_00)) == "A person may give at most $3,300 per election."
    assert wording.paid_for_by(committee) == "Paid for by Example for Congress"
    assert wording.long_date(date(2028, 11, 7)) == "7 November 2028"
    assert wording.for_election(PRIMARY) == "the primary election of 4 June 2024"
    assert wording.addressed(committee, PRIMARY, Money(3_300_00)) == (
        "to Example for Congress, for the primary election of 4 June 2024; at most $3,300 per person."
    )


def test_the_best_efforts_notice_of_a_candidate_committee_says_election_cycle() -> None:
    assert "election cycle" in wording.BEST_EFFORTS
    assert "calendar year" not in wording.BEST_EFFORTS
