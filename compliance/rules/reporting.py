"""Occupation and employer, once a contributor's gifts pass the sum above which they are reported."""

from collections.abc import Iterator
from typing import Final

from compliance import aggregate, law, work
from compliance.contribution import Case, Contribution
from compliance.finding import Finding, Kind, Outcome

_LAW: Final = "11 CFR 104.3(a)(4), 104.7(b), 102.9(a)(2)"


def occupation_and_employer(case: Case) -> Iterator[Finding]:
    """Above $200 in the election cycle or in the calendar year, occupation and employer are needed.

    This gift counts in, and exactly $200 needs nothing. Retired, student, homemaker and not employed answer both;
    self-employed needs the occupation alone. What an earlier gift in the cycle brought is used (IDN-04, IDN-07).

    Answers: IDN-03 INCOMPLETE needs_occupation_employer.
    Law: 11 CFR 104.3(a)(4), 104.7(b), 102.9(a)(2).
    """
    gift = case.gift
    totals = aggregate.totals(case)
    if max(totals.cycle, totals.calendar_year) + gift.amount <= law.itemized_over(gift.received_on):
        return
    occupation, employer = work.answered(case)
    if not occupation:
        message = "Enter your occupation." if gift.work else "Choose your work situation, and enter your occupation."
        yield _ask(gift, "occupation", message)
    if not employer:
        yield _ask(gift, "employer", "Enter the name of your employer.")


def _ask(gift: Contribution, field: str, message: str) -> Finding:
    return Finding(
        Kind.INCOMPLETE,
        "IDN-03",
        Outcome.NEEDS_OCCUPATION_EMPLOYER,
        message,
        _LAW,
        field=field,
        from_history=gift.amount <= law.itemized_over(gift.received_on),
    )
