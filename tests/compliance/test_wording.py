"""Wording: the statements agree with the rules that ask for them, and sentences read the figures they are given."""

from datetime import date

import pytest

from compliance import review, wording
from compliance.committee import PostalAddress
from compliance.contribution import Attestation, Method, Work
from compliance.finding import Kind
from compliance.money import Money
from compliance.rules import eligibility
from tests.compliance.asking import findings_of
from tests.factories import PRIMARY, a_case, a_committee, a_contribution, a_contributor, an_address, an_attestation


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


def test_every_work_situation_has_its_words() -> None:
    assert list(wording.WORK) == list(Work)


def test_a_hint_names_the_election_that_counts_without_a_choice() -> None:
    assert wording.election_hint(PRIMARY).endswith("counts for the primary election of 4 June 2024.")


# Paper -----------------------------------------------------------------------------------------------------------


def test_five_lines_say_how_a_check_is_mailed() -> None:
    told = wording.mail_steps(a_committee(address=PostalAddress("PO Box 1776", "Columbus", "OH", "43216")))

    assert len(told) == 5
    assert told[0] == "Write a personal check from your own account, payable to Example for Congress."
    assert told[1].startswith("No cash, and no check of a business")
    assert told[4] == "Mail both to Example for Congress, PO Box 1776, Columbus, OH 43216."


def test_a_form_that_is_filled_in_is_only_signed() -> None:
    assert wording.mail_steps(a_committee(), filled_in=True)[2] == "Sign and date the form."
    assert wording.mail_steps(a_committee())[2] == "Fill in the form, tick the statements, sign and date it."


@pytest.mark.parametrize("until, end", [("9 March", " A decision can be made until 9 March."), (None, "asks you to.")])
def test_whoever_is_asked_for_evidence_is_told_how_and_until_when(until: str | None, end: str) -> None:
    told = wording.how_to_show("t@example.org", "C7", until)

    assert told.startswith("To give the evidence, write to t@example.org and name the reference C7:")
    assert told.endswith(end)


def test_a_committee_without_an_address_is_asked_for_it() -> None:
    assert "when you ask" in wording.mail_steps(a_committee())[4]


REMARKS = {
    "over the cap": ({"amount": "$3300.01"}, "more than $3,300 for one election"),
    "no employer": ({"employer": ""}, "Write them in by hand"),
    "nothing about work": ({"work": None, "occupation": "", "employer": ""}, "occupation and employer"),
    "a statement left open": ({"attestation": an_attestation(age=False)}, "Tick it by hand if it is true"),
    "abroad": (
        {"contributor": a_contributor(address=an_address(country="CA", state="", postal_code=""))},
        "outside the United States",
    ),
}


@pytest.mark.parametrize("changed,said", REMARKS.values(), ids=REMARKS)
def test_a_form_says_what_will_be_asked(changed: dict[str, object], said: str) -> None:
    findings = review.review(a_case(a_contribution(**{"method": Method.CHECK, **changed})))  # type: ignore[arg-type]

    remarks = {wording.paper_remark(finding, Money(3_300_00)) for finding in findings}

    assert len(remarks) == 1
    assert said in (remarks.pop() or "")


MENDED = {
    "no name": {"contributor": a_contributor(first_name="")},
    "no street": {"contributor": a_contributor(address=an_address(line1=""))},
    "an organization": {"contributor": a_contributor(first_name="Example", last_name="Widgets LLC")},
    "another election": {"election": "P2020"},
    "too little": {"amount": "$0.01"},
}


@pytest.mark.parametrize("changed", MENDED.values(), ids=MENDED)
def test_what_can_be_mended_is_mended_before_a_form_is_printed(changed: dict[str, object]) -> None:
    findings = review.review(a_case(a_contribution(**{"method": Method.CHECK, **changed})))  # type: ignore[arg-type]

    assert findings
    assert {wording.paper_remark(finding, Money(3_300_00)) for finding in findings} == {None}


def test_no_remark_on_paper_speaks_of_a_card() -> None:
    nothing = Attestation(citizenship=False, own_funds=False, personal_card=False, age=False, not_contractor=False)
    gift = a_contribution("$5000.00", method=Method.CHECK, work=None, occupation="", employer="", attestation=nothing)

    for finding in review.review(a_case(gift)):
        assert finding.kind is not Kind.FLAG
        assert "card" not in (wording.paper_remark(finding, Money(3_300_00)) or "")
