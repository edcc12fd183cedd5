"""The amount: readable, in US dollars, at least the committee's minimum."""

from collections.abc import Iterator

from compliance.contribution import Case
from compliance.finding import Finding, Kind, Outcome
from compliance.money import Money

_LEAST = Money(1)


def readable_amount(case: Case) -> Iterator[Finding]:
    """An amount counts only when it can be read in exactly one way; nothing is guessed.

    Answers: AMT-01 INCOMPLETE invalid_amount.
    Law: committee practice.
    """
    if case.unread_amount is not None:
        yield Finding(
            Kind.INCOMPLETE,
            "AMT-01",
            Outcome.INVALID_AMOUNT,
            "Enter one amount in dollars, like 25 or 250.00.",
            "committee practice",
            field="amount",
        )


def us_dollars(case: Case) -> Iterator[Finding]:
    """Contributions are taken in United States dollars.

    Answers: AMT-02 INCOMPLETE invalid_amount.
    Law: committee practice.
    """
    if case.gift.currency.strip().upper() != "USD":
        yield Finding(
            Kind.INCOMPLETE,
            "AMT-02",
            Outcome.INVALID_AMOUNT,
            "Give the amount in U.S. dollars.",
            "committee practice",
            field="amount",
        )


def at_least_the_minimum(case: Case) -> Iterator[Finding]:
    """A contribution is more than nothing, and at least the committee's minimum.

    Answers: AMT-02 INCOMPLETE below_minimum.
    Law: committee practice.
    """
    minimum = max(case.committee.minimum, _LEAST)
    if case.unread_amount is None and case.gift.amount < minimum:
        yield Finding(
            Kind.INCOMPLETE,
            "AMT-02",
            Outcome.BELOW_MINIMUM,
            f"Enter {minimum.brief} or more.",
            "committee practice",
            field="amount",
        )
