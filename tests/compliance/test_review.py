"""Review: every rule is asked, the first outcome counts, and nothing typed can make it fail."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import review
from compliance.contribution import (
    AccountKind,
    Attestation,
    CardFacts,
    Case,
    Check,
    CheckFacts,
    Contribution,
    Method,
    Work,
)
from compliance.finding import Finding, Kind, Outcome
from compliance.money import Money
from tests.compliance.asking import findings_of
from tests.factories import (
    a_card,
    a_case,
    a_committee,
    a_contribution,
    a_contributor,
    an_address,
    an_attestation,
    an_earlier_gift,
)


def test_a_lawful_gift_is_accepted_before_and_after_payment() -> None:
    assert review.review(a_case()) == ()
    assert review.review(a_case(card=a_card())) == ()
    assert review.outcome(()) is Outcome.ACCEPTED


def test_all_findings_are_given_whatever_the_first() -> None:
    gift = a_contribution("5000", attestation=None, contributor=a_contributor(first_name=""), work=None, occupation="")
    case = a_case(gift, committee=a_committee(treasurer_in_office=False), card=a_card(cvc_check=Check.FAIL))

    findings = review.review(case)

    assert review.outcome(findings) is Outcome.INTAKE_CLOSED
    assert {finding.rule for finding in findings} >= {
        "SRC-13", "IDN-01", "SRC-01", "SRC-02", "SRC-03", "SRC-04", "SRC-05", "LIM-01", "IDN-03", "SRC-12",
    }  # fmt: skip


def test_findings_come_in_the_order_of_the_outcomes() -> None:
    stranger = a_contributor(first_name="Chris", last_name="Jones", email="x@example.com")
    case = a_case(
        a_contribution("5000", attestation=None, work=Work.EMPLOYED, occupation=""),
        possible=[an_earlier_gift("$1", contributor=stranger)],
        card=a_card(cvc_check=Check.FAIL, risk_level="elevated", name="ACME LLC", country="CA"),
    )

    outcomes = [finding.outcome for finding in review.review(case)]

    assert len(set(outcomes)) > 5
    assert outcomes == sorted(outcomes, key=list(Outcome).index)


@pytest.mark.parametrize("first", Outcome)
@pytest.mark.parametrize("second", Outcome)
def test_the_first_outcome_in_order_counts(first: Outcome, second: Outcome) -> None:
    order = list(Outcome)
    findings = [Finding(Kind.FLAG, "XXX-01", outcome, "Text.", "law") for outcome in (first, second)]

    assert review.outcome(findings) is order[min(order.index(first), order.index(second))]


def test_a_day_without_a_figure_raises_and_is_never_guessed() -> None:
    with pytest.raises(review.NoFigureError):
        review.review(a_case(a_contribution(on=date(2014, 11, 4))))


def test_what_a_door_may_show_is_answered_here() -> None:
    case = a_case(prior=[an_earlier_gift("$100")])

    assert review.totals(case) == review.Totals(Money(100_00), Money(100_00), Money(100_00))
    assert review.remaining(case) == Money(3_200_00)
    assert review.limit_in_force(case.committee, date(2024, 1, 1)).amount == Money(3_300_00)
    assert review.law_limit(date(2026, 11, 4)) == review.Limit(
        Money(3_500_00), "11 CFR 110.1(b)(1), 110.17", published=False
    )


texts = st.text(max_size=12) | st.sampled_from(
    (
        "",
        "n/a",
        "LLC",
        "Union",
        "Jr",
        "Robin",
        "Sample",
        "US",
        "PR",
        "OH",
        "43215",
        "a@b.co",
        "\ud800",
        "\u202e",
        "Retired",
    )
)
addresses = st.builds(an_address, line1=texts, line2=texts, city=texts, state=texts, postal_code=texts, country=texts)
people = st.builds(
    a_contributor,
    first_name=texts,
    middle_name=texts,
    last_name=texts,
    suffix=texts,
    email=texts,
    address=addresses,
    is_candidate=st.booleans(),
)
attestations = st.none() | st.builds(
    Attestation,
    citizenship=st.booleans(),
    own_funds=st.booleans(),
    personal_card=st.booleans(),
    age=st.booleans(),
    not_contractor=st.booleans(),
)
checks = st.none() | st.sampled_from(Check)
cards = st.none() | st.builds(
    CardFacts,
    country=st.none() | texts,
    funding=st.none() | texts,
    brand=st.none() | texts,
    name=texts,
    fingerprint=texts,
    wallet=texts,
    cvc_check=checks,
    line1_check=checks,
    postal_code_check=checks,
    risk_level=texts,
)
paper = st.none() | st.builds(
    CheckFacts,
    account=st.sampled_from(AccountKind),
    printed_names=st.lists(texts, max_size=3).map(tuple),
    signers=st.lists(texts, max_size=3).map(tuple),
    foreign_bank=st.booleans(),
    has_image=st.booleans(),
    llc_statement=st.booleans(),
)
gifts = st.builds(
    lambda cents, **changes: replace(a_contribution(**changes), amount=Money(cents)),
    st.integers(min_value=-(10**12), max_value=10**12),
    on=st.dates(date(2014, 11, 5), date(2100, 1, 1)),
    contributor=people,
    method=st.sampled_from(Method),
    election=st.none() | texts | st.sampled_from(("P2024", "G2024")),
    currency=texts | st.just("USD"),
    work=st.none() | st.sampled_from(Work),
    occupation=texts,
    employer=texts,
    message=st.text(),
    attestation=attestations,
    card_fingerprint=texts,
)
earlier = st.lists(st.builds(an_earlier_gift, contributor=people, card_fingerprint=texts), max_size=3)
cases = st.builds(
    a_case,
    gifts,
    earlier,
    earlier,
    card=cards,
    check=paper,
    unread_amount=st.none() | st.text(),
    unreadable=st.lists(texts, max_size=3).map(tuple),
)


@given(cases)
def test_review_never_fails_and_every_answer_keeps_its_promise(case: Case) -> None:
    findings = review.review(case)

    assert review.outcome(findings) in Outcome
    asked = [finding for rule in review.RULES for finding in findings_of(rule, case)]
    assert list(findings) == sorted(asked, key=lambda finding: list(Outcome).index(finding.outcome))
    for finding in findings:
        assert (finding.kind is Kind.EXCESSIVE) == (finding.excess is not None)
        assert finding.excess is None or Money(0) < finding.excess <= case.gift.amount


@given(st.lists(st.integers(min_value=1, max_value=4_000_00), min_size=1, max_size=8))
def test_gifts_taken_one_after_the_other_never_pass_the_limit(amounts: list[int]) -> None:
    taken: list[Contribution] = []
    for number, cents in enumerate(amounts):
        gift = replace(an_earlier_gift(ref=str(number)), amount=Money(cents), attestation=an_attestation())
        room = review.remaining(a_case(gift, taken))
        over = any(finding.rule == "LIM-01" for finding in review.review(a_case(gift, taken)))
        assert room is not None
        assert over == (gift.amount > room)
        taken += [] if over else [gift]

    assert Money.total(gift.amount for gift in taken) <= Money(3_300_00)


@given(gifts, st.lists(st.integers(min_value=1, max_value=2_000_00), max_size=4))
def test_the_order_of_the_history_makes_no_difference(gift: Contribution, amounts: list[int]) -> None:
    prior: list[Any] = [replace(an_earlier_gift(), amount=Money(cents)) for cents in amounts]

    assert review.review(a_case(gift, prior)) == review.review(a_case(gift, reversed(prior)))


@pytest.mark.parametrize(
    "before, amount, expected",
    [("$0", "$200.00", False), ("$0", "$200.01", True), ("$150.00", "$50.00", False), ("$150.01", "$50.00", True)],
    ids=["exactly so much", "a cent more", "exactly, with an earlier gift", "a cent more, with an earlier gift"],
)
def test_a_receipt_is_itemized_once_the_cycle_comes_to_more_than_two_hundred(
    before: str, amount: str, expected: bool
) -> None:
    case = a_case(a_contribution(amount), prior=[an_earlier_gift(before)])

    assert review.itemized(case) is expected


@given(cases)
def test_answers_are_lacking_just_where_the_rules_ask_for_them(case: Case) -> None:
    asked = any(finding.rule == "IDN-03" for finding in review.review(case))

    assert review.lacks_answers(case) is asked


@pytest.mark.parametrize(
    "amount, prior, answers, lacking",
    [
        ("200", [], {"occupation": ""}, False),
        ("200.01", [], {"occupation": ""}, True),
        ("200.01", [], {"employer": ""}, True),
        ("200.01", [], {}, False),
        ("100", [an_earlier_gift("$100.01")], {"occupation": ""}, True),
        ("100", [an_earlier_gift("$100.01", occupation="Potter")], {"occupation": ""}, False),
    ],
)
def test_answers_are_lacking_above_two_hundred_dollars(
    amount: str, prior: list[Contribution], answers: dict[str, Any], lacking: bool
) -> None:
    assert review.lacks_answers(a_case(a_contribution(amount, **answers), prior)) is lacking
