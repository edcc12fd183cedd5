"""What goes with the letters: the forms to sign, and the card for an answer; and what a letter is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from compliance.committee import Committee
from compliance.contribution import Contribution
from compliance.election import Election
from compliance.money import Money
from compliance.wording import for_election, long_date


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, form or card: paragraphs of a single line each, in a letter from the salutation to the signature."""

    subject: str
    paragraphs: tuple[str, ...]
    enclosures: tuple[str, ...] = ()


WORK: Final = ("occupation", "employer")
"""The form fields that are asked for above $200."""

_ASKED: Final = {
    "first_name": "full name",
    "last_name": "full name",
    "address1": "mailing address",
    "city": "mailing address",
    "state": "mailing address",
    "postal_code": "mailing address",
    "email": "e-mail address",
    "work": "occupation",
}
_SIGN: Final = "Signature: ______________________________   Date: ____________________"


def distinct(fields: Iterable[str]) -> list[str]:
    """Give what the form fields ask for, each once.

    >>> distinct(("first_name", "last_name", "employer"))
    ['full name', 'employer']
    """
    return list(dict.fromkeys(_ASKED.get(field, field) for field in fields))


def listed(fields: Iterable[str]) -> str:
    """Give what the form fields ask for, for a sentence.

    >>> listed(("first_name", "occupation", "employer")), listed(("employer",))
    ('full name, occupation and employer', 'employer')
    """
    *before, last = distinct(fields)
    return f"{', '.join(before)} and {last}" if before else last


def addressee(committee: Committee) -> str:
    """Give the committee with its address, in one line."""
    return ", ".join((committee.name, *(committee.address.lines if committee.address else ())))


def return_card(committee: Committee, gift: Contribution, missing: Iterable[str] = WORK) -> Letter:
    """Give the card that goes with a request: the contributor's name, and a line for each answer (W3)."""
    answers = (f"{each.capitalize()}: ______________________________" for each in distinct(missing))
    return Letter("Return card", (f"To {addressee(committee)}", f"From {gift.contributor.full_name}", *answers))


def redesignation_form(committee: Committee, gift: Contribution, amount: Money, to: Election) -> Letter:
    """Give the form by which a contributor redesignates part of a gift. Law: 11 CFR 110.1(b)(5)(ii)(A)."""
    gave = f"I, {gift.contributor.full_name}, contributed {_received(gift)}."
    return Letter(
        "Redesignation form",
        (
            f"To {addressee(committee)}",
            f"{gave} I redesignate {amount.brief} of it for {for_election(to)}.",
            f"I have been told that I may have the {amount.brief} refunded instead.",
            _SIGN,
        ),
    )


def reattribution_form(committee: Committee, gift: Contribution, amount: Money, other: str) -> Letter:
    """Give the form by which two people say whose a gift is; both sign. Law: 11 CFR 110.1(k)(3)(ii)(A)."""
    first = gift.contributor.full_name
    shares = f"{(gift.amount - amount).brief} from {first} and {amount.brief} from {other}"
    return Letter(
        "Reattribution form",
        (
            f"To {addressee(committee)}",
            f"The contribution of {_received(gift)} was meant to be from both of us: {shares}.",
            "Each of us gives our own money.",
            f"We have been told that the {amount.brief} may be refunded instead.",
            f"{first}. {_SIGN}",
            f"{other}. {_SIGN}",
        ),
    )


def _received(gift: Contribution) -> str:
    return f"{gift.amount.brief} that was received on {long_date(gift.received_on)}"
