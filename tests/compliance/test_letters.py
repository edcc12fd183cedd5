"""Letters: each says what the law asks of it, with the figures and days of the gift, and asks for no money."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from compliance import law, letters, remedy, wording
from compliance.committee import PostalAddress
from compliance.contribution import Method, Standing
from compliance.enclosures import Letter
from compliance.finding import Finding, Kind, Outcome
from compliance.money import Money
from tests.factories import GENERAL, PRIMARY, a_case, a_check, a_committee, a_contribution

COMMITTEE = a_committee(address=PostalAddress("PO Box 1", "Columbus", "OH", "43216"), treasurer="Terry Sample")
GIFT = a_contribution("$5,000", election=None, method=Method.CHECK, standing=Standing.COMPLETED)
EXCESS = Money(1_700_00)
JOINT = a_check(printed_names=("Robin Sample", "Chris Sample"))
CHRIS = "Chris Sample"


def a_finding(rule: str) -> Finding:
    """A finding of a rule about a source."""
    return Finding(Kind.REVIEW, rule, Outcome.NEEDS_EVIDENCE, "Text.", "law")


def told_options(**changes: Any) -> tuple[remedy.Option, ...]:
    """What is open for Robin's excess."""
    case = a_case(replace(GIFT, **changes), committee=COMMITTEE, check=JOINT, at=datetime(2024, 3, 20, tzinfo=UTC))
    return remedy.options(case, EXCESS)


def text(letter: Letter) -> str:
    """All that it says."""
    return "\n".join(letter.paragraphs)


ALL = (
    letters.best_efforts_request(COMMITTEE, GIFT),
    letters.best_efforts_request(COMMITTEE, GIFT, ("first_name", "city"), by_email=True),
    letters.evidence_request(COMMITTEE, GIFT, [a_finding("SRC-07")]),
    letters.excess_options(COMMITTEE, GIFT, EXCESS, told_options()),
    letters.presumptive_redesignation_notice(COMMITTEE, GIFT, EXCESS, GENERAL),
    letters.presumptive_reattribution_notice(COMMITTEE, GIFT, EXCESS, CHRIS),
    letters.refund_letter(COMMITTEE, GIFT, EXCESS, "You asked for it."),
    letters.check_returned(COMMITTEE, GIFT, "1001", "It is drawn on a business's account."),
    letters.check_bounced(COMMITTEE, GIFT, "1001"),
)


@pytest.mark.parametrize("letter", ALL, ids=range(len(ALL)))
def test_every_letter_greets_thanks_signs_and_asks_for_no_money(letter: Letter) -> None:
    assert letter.paragraphs[0] == "Dear Robin Sample,"
    assert letter.paragraphs[1].startswith("Thank you for ")
    assert "$5,000" in letter.paragraphs[1]
    assert letter.paragraphs[-1] == "Terry Sample, treasurer of Example for Congress"
    assert all("\n" not in paragraph for paragraph in letter.paragraphs)
    body = text(letter).lower()
    assert not any(word in body for word in ("donate", "give again", "chip in", "please", "invalid", "illegal", "  "))


def test_without_a_treasurer_on_file_the_committee_signs() -> None:
    letter = letters.check_bounced(a_committee(), GIFT, "")

    assert letter.paragraphs[-1] == "Example for Congress"
    assert "pay your check, so" in text(letter)


# Best efforts --------------------------------------------------------------------------------------------------------


def test_the_request_bears_the_legal_statement_and_comes_with_a_return_card() -> None:
    letter = letters.best_efforts_request(COMMITTEE, GIFT)

    assert letter.subject == "Your occupation and employer"
    assert wording.BEST_EFFORTS in letter.paragraphs
    assert "We do not know your occupation and employer yet." in letter.paragraphs
    assert letter.enclosures == ("A return card addressed to Example for Congress, PO Box 1, Columbus, OH 43216",)


@pytest.mark.parametrize(
    "missing, says, says_not",
    [
        (("employer",), "Your employer is", "Your occupation is"),
        (("occupation",), "Your occupation is", "Your employer is"),
        (("work",), "Your occupation is", "Your employer is"),
        (("address1", "city"), "your mailing address yet", "Your employer is"),
    ],
)
def test_only_what_is_missing_is_asked_for(missing: tuple[str, ...], says: str, says_not: str) -> None:
    letter = letters.best_efforts_request(COMMITTEE, GIFT, missing)

    assert says in text(letter)
    assert says_not not in text(letter)


def test_by_email_the_answer_is_a_reply() -> None:
    letter = letters.best_efforts_request(COMMITTEE, GIFT, by_email=True)

    assert "Answer this e-mail" in text(letter)
    assert letter.enclosures == ()


def test_the_statement_bears_the_figure_of_the_law() -> None:
    assert law.itemized_over(date(2024, 3, 15)).brief in wording.BEST_EFFORTS


# A questionable source -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rules, asked",
    [
        (["SRC-07"], ["passport"]),
        (["SRC-09"], ["incorporated"]),
        (["SRC-06"], ["who gave"]),
        (["SRC-03"], ["your own", "pays you back"]),
        ([], ["your own", "pays you back"]),
        (["SRC-07", "SRC-07", "SRC-09"], ["passport", "incorporated"]),
    ],
)
def test_the_evidence_asked_for_is_that_of_the_finding(rules: list[str], asked: list[str]) -> None:
    letter = letters.evidence_request(COMMITTEE, GIFT, map(a_finding, rules))

    assert all(word.replace("your own", "person's own") in text(letter) for word in asked)
    assert ("passport" in text(letter)) is ("SRC-07" in rules)
    assert text(letter).count("passport answers") <= 1
    assert "by 14 April 2024" in text(letter)


# An excess -----------------------------------------------------------------------------------------------------------


def test_the_refund_is_told_first_and_then_each_way_in_writing() -> None:
    letter = letters.excess_options(COMMITTEE, GIFT, EXCESS, told_options())

    refund, moved, given = letter.paragraphs[3:6]
    assert "A person may give at most $3,300 per election. $1,700 of your contribution is over that" in text(letter)
    assert "You may have the $1,700 back" in refund
    assert "the $1,700 is for the general election of 5 November 2024" in moved
    assert "the $1,700 is Chris Sample's" in given
    assert "by 14 May 2024" in letter.paragraphs[6]
    assert letter.enclosures == ("Redesignation form", "Reattribution form")


def test_of_a_way_for_a_part_the_part_is_named() -> None:
    part = [replace(option, cures=Money(100_00)) for option in told_options() if option.open]

    assert "that $100 of it is for the general" in text(letters.excess_options(COMMITTEE, GIFT, EXCESS, part))


def test_where_only_a_refund_is_open_it_is_refunded() -> None:
    letter = letters.excess_options(COMMITTEE, GIFT, EXCESS, told_options()[:1])

    assert "We refund it by 14 May 2024." in letter.paragraphs
    assert letter.enclosures == ()


def test_an_election_that_is_no_longer_listed_is_named_by_its_code() -> None:
    option = replace(next(each for each in told_options() if each.election), open=True, election="R2024")
    written = replace(option, remedy=remedy.Remedy.WRITTEN_REDESIGNATION)

    assert "for the election R2024" in text(letters.excess_options(COMMITTEE, GIFT, EXCESS, [written]))


@pytest.mark.parametrize("debts, owed", [(0, "nothing is still owed from it"), (100_00, "$100 is still owed from it")])
def test_beyond_the_net_debts_of_a_past_election_that_is_the_reason(debts: int, owed: str) -> None:
    committee = a_committee(elections=(replace(PRIMARY, net_debts=Money(debts)), GENERAL))
    gift = a_contribution("$5,000", date(2024, 6, 5))

    assert owed in text(letters.excess_options(committee, gift, EXCESS, ()))


def test_without_an_election_ahead_that_is_the_reason() -> None:
    gift = a_contribution("$5,000", date(2024, 11, 6), election=None)

    assert "No election of this campaign lies ahead" in text(letters.excess_options(COMMITTEE, gift, EXCESS, ()))


def test_a_presumed_redesignation_tells_the_amount_the_election_and_the_refund() -> None:
    letter = letters.presumptive_redesignation_notice(COMMITTEE, GIFT, EXCESS, GENERAL)

    assert "redesignated $1,700 of it for the general election of 5 November 2024" in text(letter)
    assert "You may have the $1,700 refunded instead" in text(letter)


def test_a_presumed_reattribution_is_told_to_each() -> None:
    first = letters.presumptive_reattribution_notice(COMMITTEE, GIFT, EXCESS, CHRIS)
    second = letters.presumptive_reattribution_notice(COMMITTEE, GIFT, EXCESS, CHRIS, to=CHRIS)

    assert second.paragraphs[0] == "Dear Chris Sample,"
    assert first.paragraphs[1:] == second.paragraphs[1:]
    assert "attributed $1,700 of it to Chris Sample and the rest to Robin Sample" in text(first)
    assert "all that Robin Sample has given" in text(first)
    assert "you may have the $1,700 refunded" in text(first)


# Money that goes back ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "method, known, says, enclosed",
    [
        (Method.CHECK, {"check_number": "77"}, "Our check 77 for it is enclosed.", ("Check 77 for $1,700.00",)),
        (Method.CARD, {"on": date(2024, 4, 2)}, "sent it back on 2 April 2024 to the card it came from", ()),
        (Method.CARD, {}, "We sent it back to the card", ()),
        (Method.CHECK, {}, "We sent it back to you.", ()),
    ],
)
def test_a_refund_says_how_it_comes(method: Method, known: Any, says: str, enclosed: Any) -> None:
    letter = letters.refund_letter(COMMITTEE, replace(GIFT, method=method), EXCESS, "You asked for it.", **known)

    assert "We refund $1,700 of it. You asked for it." in letter.paragraphs
    assert says in text(letter)
    assert letter.enclosures == enclosed


def test_a_returned_check_is_enclosed() -> None:
    letter = letters.check_returned(COMMITTEE, GIFT, "", "It is drawn on a business's account.")

    assert "We return your check. It is drawn on a business's account." in letter.paragraphs
    assert letter.enclosures == ("Your check for $5,000.00",)
