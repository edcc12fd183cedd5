"""What must be said, written once: web page, paper form, receipt and letters all take their words from here."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from compliance.committee import Committee
from compliance.contribution import Work
from compliance.election import Election
from compliance.finding import Finding, Kind, Outcome
from compliance.money import Money

VERSION: Final = "2026-11-30.1"
"""Changes with any sentence below, in `letters` and in `enclosures`.

It is stored with every attestation, decision and letter (SRC-08, ENG-02).
"""


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

PARTS: Final = ("Amount", "About you", "Work", "Statements", "Give")
"""The numbered parts of the form, on the page and on paper."""

LABELS: Final = {
    "election": "For which election?",
    "first_name": "First name",
    "middle_name": "Middle name",
    "last_name": "Last name",
    "suffix": "Suffix",
    "address1": "Street address",
    "address2": "Apartment, suite, unit",
    "city": "City",
    "state": "State",
    "postal_code": "ZIP code",
    "country": "Country",
    "email": "E-mail address",
    "phone": "Phone number",
    "work": "Your work situation",
    "occupation": "Occupation",
    "employer": "Employer",
}
"""What is asked, by the name of the form's field, on the page and on paper."""

OPTIONAL: Final = "(optional)"
EVERY_STATEMENT: Final = "Tick each one that is true for you. All five are needed."

WORK: Final = {
    Work.EMPLOYED: "Employed",
    Work.SELF_EMPLOYED: "Self-employed",
    Work.RETIRED: "Retired",
    Work.STUDENT: "Student",
    Work.HOMEMAKER: "Homemaker",
    Work.NOT_EMPLOYED: "Not employed",
}
"""The work situations, in the order in which they are offered."""

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


def election_hint(election: Election) -> str:
    """Say what a choice of election is for; `election` is the one that counts without a choice (LIM-05)."""
    return f"Each has its own limit. Without a choice your contribution counts for {for_election(election)}."


EVIDENCE: Final = "evidence"
"""What a sentence about a held gift names when the contributor is asked to show something (SRC-07)."""


def how_to_show(contact: str, reference: str, until: str | None) -> str:
    """Say how evidence is given (SRC-07), and until when; no papers are sent unasked, least of all by e-mail."""
    days = f" A decision can be made until {until}." if until else ""
    return (
        f"To give the evidence, write to {contact} and name the reference {reference}: the campaign tells you how. "
        f"Do not send a copy of a passport by e-mail unless the campaign asks you to.{days}"
    )


# On paper ------------------------------------------------------------------------------------------------------------

JOINT_ACCOUNT: Final = (
    "Two of you, from a joint account? Both sign and say how much each gives, and each encloses a form. Without "
    "amounts you give equal shares."
)
"""W6: 11 CFR 110.1(k)."""

PAPER_TITLE: Final = "Mail a check"
PAPER_BLANK: Final = "Fill this in with a pen, or type into it before you print it."
PAPER_FILLED: Final = "This sheet is not a payment. Your contribution is the check that you mail with it."
PAPER_AMOUNT: Final = "Amount, in dollars"
PAPER_DATE: Final = "Date"
PAPER_SIGNATURES: Final = ("Your signature", "Signature of the other owner of the account")
PAPER_FOR_THE_CAMPAIGN: Final = "for the campaign’s use"


def mail_steps(committee: Committee, *, filled_in: bool = False) -> tuple[str, ...]:
    """Say in five lines how a check is mailed (NOT-04): from what account, payable to whom, no cash, where to.

    A form on which nothing is open is only to be signed.
    """
    address = committee.address
    where = ", ".join(address.lines) if address else "the address that we give you when you ask"
    return (
        f"Write a personal check from your own account, payable to {committee.name}.",
        "No cash, and no check of a business or of another person. No card number on the form.",
        "Sign and date the form." if filled_in else "Fill in the form, tick the statements, sign and date it.",
        "Fold the form in three so that our address shows. Put it in the envelope with the check.",
        f"Mail both to {committee.name}, {where}.",
    )


_STATED: Final = frozenset(statement.field for statement in STATEMENTS)


def paper_remark(finding: Finding, cap: Money) -> str | None:
    """Say on a printed form what will be asked about it; None for what is mended before it is printed."""
    if finding.field in _STATED:
        return (
            "A statement is not ticked. Tick it by hand if it is true for you. If one is not true, do not mail a check."
        )
    match finding.outcome:
        case Outcome.REJECTED_OVER_CAP:
            return (
                f"This is more than {cap.brief} for one election. We will write to you about the part above it: we "
                "refund it, or you say in writing that it is for another election or from another owner of the account."
            )
        case Outcome.NEEDS_OCCUPATION_EMPLOYER:
            return (
                "Above $200 we have to ask for your occupation and employer. Write them in by hand, or we will write "
                "to you."
            )
        case _:
            return finding.message if finding.kind in {Kind.REVIEW, Kind.FLAG} else None
