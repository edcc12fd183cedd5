"""Who gives: a full name and a mailing address, in the shape a report needs."""

import re
from collections.abc import Iterator
from typing import Final

from compliance.contribution import Case
from compliance.finding import Finding, Kind, Outcome
from compliance.places import is_domestic, is_foreign, state_code, zip5
from compliance.text import is_answer, is_name, says_something, visible

_LAW: Final = "11 CFR 102.9(a)(1), 104.8(a)"

_ASK: Final = {
    "first_name": "Enter your first name.",
    "last_name": "Enter your last name.",
    "address1": "Enter your street address, like 12 Main Street.",
    "city": "Enter your city.",
    "state": "Choose your state, territory or military post, like OH.",
    "postal_code": "Enter your ZIP code, like 02139.",
    "country": "Choose your country.",
    "email": "Enter your e-mail address, like robin@example.org.",
    "election": "Choose one of the elections listed.",
    "work": "Choose your work situation.",
    "occupation": "Enter your occupation.",
    "employer": "Enter the name of your employer.",
}

_EMAIL: Final = re.compile(r"[^@.]+(?:\.[^@.]+)*@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W_][\w-]*[^\W_]")
_NOT_IN_EMAIL: Final = re.compile(r"""[\s,;:<>()\[\]"\\]""")
_LONGEST_EMAIL: Final = 254


def readable_fields(case: Case) -> Iterator[Finding]:
    """A field whose text has not the shape it needs is asked for again.

    Answers: IDN-02 INCOMPLETE invalid_input.
    Law: 11 CFR 102.9(a)(1), 104.8(a).
    """
    for field in case.unreadable:
        yield _ask(field, Outcome.INVALID_INPUT, "IDN-02")


def well_formed_address(case: Case) -> Iterator[Finding]:
    """A domestic address bears a state, territory or military post that exists, and a ZIP code of 5 or 9 digits.

    Answers: IDN-02 INCOMPLETE invalid_input.
    Law: 11 CFR 102.9(a)(1), 104.8(a).
    """
    address = case.gift.contributor.address
    if not is_domestic(address.country):
        return
    if is_answer(address.state) and state_code(address.state) is None and "state" not in case.unreadable:
        yield _ask("state", Outcome.INVALID_INPUT, "IDN-02")
    if is_answer(address.postal_code) and zip5(address.postal_code) is None and "postal_code" not in case.unreadable:
        yield _ask("postal_code", Outcome.INVALID_INPUT, "IDN-02")


def well_formed_email(case: Case) -> Iterator[Finding]:
    """An e-mail address, where one is given, is one that mail can be sent to.

    Answers: IDN-02 INCOMPLETE invalid_input.
    Law: 11 CFR 102.9(a)(1), 104.8(a).
    """
    typed = case.gift.contributor.email.strip()
    if says_something(typed) and not _is_email(typed) and "email" not in case.unreadable:
        yield _ask("email", Outcome.INVALID_INPUT, "IDN-02")


def full_name(case: Case) -> Iterator[Finding]:
    """A contributor gives first and last name; blank, invisible or placeholder text is no name.

    Answers: IDN-01 INCOMPLETE needs_identification.
    Law: 11 CFR 102.9(a)(1), 104.8(a).
    """
    person = case.gift.contributor
    for field, text in (("first_name", person.first_name), ("last_name", person.last_name)):
        if field not in case.unreadable and not is_name(text):
            yield _ask(field, Outcome.NEEDS_IDENTIFICATION, "IDN-01")


def mailing_address(case: Case) -> Iterator[Finding]:
    """A contributor gives a mailing address: street, city, state and ZIP code; abroad only street and city.

    Answers: IDN-02 INCOMPLETE needs_identification.
    Law: 11 CFR 102.9(a)(1), 104.8(a).
    """
    address = case.gift.contributor.address
    needed = {"address1": address.line1, "city": address.city}
    if not is_foreign(address):
        # A territory named as the country is its own state.
        needed["state"] = address.state if says_something(address.state) else (state_code(address.country) or "")
        needed["postal_code"] = address.postal_code
    for field, text in needed.items():
        if field not in case.unreadable and not is_answer(text):
            yield _ask(field, Outcome.NEEDS_IDENTIFICATION, "IDN-02")


def _is_email(typed: str) -> bool:
    return (
        len(typed) <= _LONGEST_EMAIL
        and visible(typed) == typed
        and _NOT_IN_EMAIL.search(typed) is None
        and _EMAIL.fullmatch(typed) is not None
    )


def _ask(field: str, outcome: Outcome, rule: str) -> Finding:
    message = _ASK.get(field, "Look at this field again, and fill it in once more.")
    return Finding(Kind.INCOMPLETE, rule, outcome, message, _LAW, field=field)
