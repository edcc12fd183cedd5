"""What must be said, written once: web page, paper form, receipt and letters all take their words from here."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from compliance.committee import Committee
from compliance.election import Election
from compliance.money import Money

VERSION: Final = "2026-11-20.1"
"""Changes with any sentence below; it is stored with every attestation and decision (SRC-08, ENG-02)."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One eligibility statement: its form field, rule, the words for a card, the words for a check, its law."""

    field: str
    rule: str
    text: str
    paper_text: str
    citation: str


STATEMENTS: Final = (
    Statement(
        "attest_citizenship",
        "SRC-01",
        "I am a U.S. citizen, or a lawfully admitted permanent resident (a green card holder).",
        "I am a U.S. citizen, or a lawfully admitted permanent resident (a green card holder).",
        "52 USC 30121; 11 CFR 110.20",
    ),
    Statement(
        "attest_own_funds",
        "SRC-02",
        "I am giving my own funds. No other person or organization provides them to me, or pays me back, "
        "for this contribution.",
        "I am giving my own funds. No other person or organization provides them to me, or pays me back, "
        "for this contribution.",
        "52 USC 30122; 11 CFR 110.4(b)",
    ),
    Statement(
        "attest_personal_card",
        "SRC-03",
        "I am paying with my own personal card: not a corporate or business card, and not a card issued to "
        "another person.",
        "My check is drawn on my own personal account: not a corporate or business account, and not the account "
        "of another person.",
        "52 USC 30118; 11 CFR 114.2",
    ),
    Statement(
        "attest_age",
        "SRC-04",
        "I am at least 18 years old.",
        "I am at least 18 years old.",
        "committee policy; compare 11 CFR 110.19",
    ),
    Statement(
        "attest_not_contractor",
        "SRC-05",
        "I am not a federal contractor.",
        "I am not a federal contractor.",
        "52 USC 30119; 11 CFR part 115",
    ),
)
"""The five statements in the order in which they are asked (SRC-01 to SRC-05)."""

PUBLIC_LISTING: Final = (
    "If your contributions come to more than $200, federal law has us ask your occupation and employer. "
    "Both will be listed publicly on the FEC's website."
)
"""NOT-05; stands beside the work fields."""

BEST_EFFORTS: Final = (
    "Federal law requires us to use our best efforts to collect and report the name, mailing address, occupation and "
    "employer of each individual whose contributions exceed $200 in an election cycle."
)
"""NOT-02, IDN-05: 11 CFR 104.7(b)(1). A candidate committee says "election cycle", not "calendar year"."""

NOT_DEDUCTIBLE: Final = "Contributions are not deductible as charitable contributions for federal income tax purposes."
"""NOT-03: 26 USC 6113."""

CHECKED_FIRST: Final = "Your card is checked first and charged only if every rule is met."
NOTHING_CHARGED: Final = "Nothing was charged."
NEUTRAL: Final = "We can't take this gift online as it stands; we have written to you."
"""ENG-05: the one sentence for everybody whose gift only the history decides."""


def paid_for_by(committee: Committee) -> str:
    """Say who pays (NOT-01): 11 CFR 110.11."""
    return f"Paid for by {committee.name}"


def limit_sentence(cap: Money) -> str:
    """Say the limit, by the amount (NOT-05, LIM-02)."""
    return f"A person may give at most {cap.brief} per election."


def long_date(on: date) -> str:
    """Write a date out in words, day first.

    >>> long_date(date(2028, 11, 7))
    '7 November 2028'
    """
    return f"{on.day} {on:%B %Y}"


def for_election(election: Election) -> str:
    """Name the election with its date, as the page and the receipt do."""
    return f"the {election.dated_name}"


def addressed(committee: Committee, election: Election, cap: Money) -> str:
    """Say to whom, for which election and how much at most, above the form."""
    return f"to {committee.name}, for {for_election(election)}; at most {cap.brief} per person."
