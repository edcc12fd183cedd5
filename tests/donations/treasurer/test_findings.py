"""What the law finds, as the desk reads it: about the contributor, and never spoken to."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from compliance import review
from compliance.contribution import AccountKind, CardFacts, Case, Check, Contribution, Method
from compliance.finding import Finding, Kind, Outcome
from compliance.money import Money
from donations.judgement import Judgement
from donations.treasurer.findings import Told, told
from tests.factories import a_check, a_committee, a_contribution, a_contributor, an_address, an_attestation

COMMITTEE = a_committee()
NOW = datetime(2024, 3, 5, 12, tzinfo=UTC)


def said(gift: Contribution, **facts: Any) -> list[Told]:
    return told(COMMITTEE, review.review(Case(gift, COMMITTEE, NOW, **facts)), gift)


def on_paper(**changes: Any) -> Contribution:
    return a_contribution(method=Method.CHECK, **changes)


def sentences(found: list[Told], rule: str) -> list[str]:
    return [each.message for each in found if each.rule == rule]


def test_an_excess_is_told_with_its_sum_limit_and_election_and_once() -> None:
    over = said(on_paper(amount="$3300.01"))

    (found,) = [each for each in over if each.rule == "LIM-01"]
    assert found.message == "$0.01 over the limit of $3,300.00 for the primary election of 4 June 2024."
    assert found.excess == ""
    assert sentences(said(on_paper(amount="$3300.00")), "LIM-01") == []


def test_occupation_and_employer_are_one_finding_with_its_days() -> None:
    both = said(on_paper(amount="$250.00", work=None, occupation="", employer=""))
    one = said(on_paper(amount="$250.00", employer=""))

    assert sentences(both, "IDN-03") == ["Occupation and employer are missing; to be asked for within 30 days."]
    assert sentences(one, "IDN-03") == ["Employer is missing; to be asked for within 30 days."]


def test_of_a_card_nothing_is_asked_for_later() -> None:
    found = said(a_contribution(amount="$250.00", employer=""))

    assert sentences(found, "IDN-03") == ["Employer is missing."]


def test_what_is_missing_of_name_and_address_stands_together() -> None:
    found = said(on_paper(contributor=a_contributor(first_name="", address=an_address(city="", line1=""))))

    assert len(sentences(found, "IDN-01")) == 1
    assert sentences(found, "IDN-01")[0].startswith("First name")


def test_a_statement_that_was_left_out_is_named_in_its_own_words() -> None:
    found = said(on_paper(attestation=an_attestation(age=False)))

    assert sentences(found, "SRC-04") == ["Not stated: “I am at least 18 years old.”"]


def test_a_kept_finding_reads_as_it_did_when_it_was_found() -> None:
    gift = on_paper(amount="$4000.00")
    case = Case(gift, COMMITTEE, NOW)
    kept = Judgement(case, tuple(review.review(case))).record("received").findings

    assert told(COMMITTEE, kept, gift) == said(gift)


def test_an_excess_of_currency_keeps_its_own_sentence_and_sum() -> None:
    gift = a_contribution(amount="$150.00", method=Method.CASH)

    (found,) = [each for each in said(gift) if each.rule == "SRC-10"]

    assert found.excess == "$50.00"
    assert "in currency" in found.message


GIFTS = {
    "over the limit": (on_paper(amount="$9000.00"), {}),
    "nothing about work": (on_paper(amount="$900.00", work=None, occupation="", employer=""), {}),
    "no name, no address": (
        on_paper(
            contributor=a_contributor(
                first_name="", last_name="", address=an_address(line1="", city="", state="", postal_code="")
            )
        ),
        {},
    ),
    "a ZIP code that is none": (on_paper(contributor=a_contributor(address=an_address(postal_code="xx"))), {}),
    "abroad": (
        on_paper(contributor=a_contributor(address=an_address(country="CA", state="", postal_code=""))),
        {},
    ),
    "an organization": (on_paper(contributor=a_contributor(last_name="Widgets LLC")), {}),
    "a past election": (on_paper(election="P2020"), {}),
    "below the least": (on_paper(amount="$0.00"), {}),
    "no statement": (on_paper(attestation=an_attestation(age=False, citizenship=False)), {}),
    "a business’s check": (on_paper(), {"check": a_check(account=AccountKind.BUSINESS, foreign_bank=True, signers=())}),
    "a check without a picture": (on_paper(), {"check": a_check(has_image=False)}),
    "a card from abroad": (
        a_contribution(),
        {
            "card": CardFacts(
                country="CA",
                funding="prepaid",
                name="Somebody Else",
                cvc_check=Check.FAIL,
                line1_check=Check.FAIL,
                postal_code_check=Check.FAIL,
            )
        },
    ),
    "a message": (a_contribution(message="my company pays me back"), {}),
}


@pytest.mark.parametrize("gift, facts", GIFTS.values(), ids=GIFTS)
def test_the_desk_is_never_spoken_to_as_if_it_gave(gift: Contribution, facts: dict[str, Any]) -> None:
    found = said(gift, **facts)

    assert found
    for each in found:
        assert not re.match(r"(Enter|Choose|Tick|Give|Come back|Try)\b", each.message), each
        assert not re.search(r"\b[Yy]ours?\b|\b[Yy]ou\b|asks you|The campaign", each.message), each


def test_what_no_words_are_known_for_reads_as_the_rule_put_it() -> None:
    gift = a_contribution()
    strange = Finding(Kind.FLAG, "NEW-01", Outcome.ACCEPTED_FLAGGED, "Something new.", "practice")

    assert [each.message for each in told(COMMITTEE, [strange], gift)] == ["Something new."]
    with_excess = replace(strange, kind=Kind.EXCESSIVE, excess=Money(100))
    assert [each.excess for each in told(COMMITTEE, [with_excess], gift)] == ["$1.00"]
