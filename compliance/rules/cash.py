"""Currency: how much of it may be kept (SRC-10)."""

from collections.abc import Iterator

from compliance import aggregate, law
from compliance.contribution import Case, Method
from compliance.finding import Finding, Kind, Outcome
from compliance.money import ZERO
from compliance.text import is_name


def currency_in_a_campaign(case: Case) -> Iterator[Finding]:
    """A person may give at most $100 in currency in a campaign; what is more goes back.

    A campaign is taken to be the election cycle. Its `excess` is the part of this gift over that.

    Answers: SRC-10 EXCESSIVE rejected_payment_method.
    Law: 52 USC 30123; 11 CFR 110.4(c)(1)-(2).
    """
    gift = case.gift
    if gift.method is not Method.CASH or _is_anonymous(case):
        return
    limit = law.currency_limit(gift.received_on)
    earlier = aggregate.for_cycle(
        (other for other in case.prior if other.method is Method.CASH), case.committee.cycle, gift.received_on
    )
    room = max(limit.amount - earlier, ZERO)
    if gift.amount > room:
        yield Finding(
            Kind.EXCESSIVE,
            "SRC-10",
            Outcome.REJECTED_PAYMENT_METHOD,
            f"A person may give at most {limit.amount.brief} in currency in a campaign. The rest goes back.",
            limit.citation,
            field="amount",
            excess=gift.amount - room,
            from_history=gift.amount <= limit.amount,
        )


def anonymous_currency(case: Case) -> Iterator[Finding]:
    """Of currency from nobody known at most $50 is kept; what is more is spent on nothing to do with an election.

    Anonymous is who gives neither a first nor a last name. Its `excess` is what is not kept.

    Answers: SRC-10 EXCESSIVE rejected_payment_method.
    Law: 11 CFR 110.4(c)(3).
    """
    gift = case.gift
    limit = law.anonymous_currency_limit(gift.received_on)
    if gift.method is Method.CASH and _is_anonymous(case) and gift.amount > limit.amount:
        yield Finding(
            Kind.EXCESSIVE,
            "SRC-10",
            Outcome.REJECTED_PAYMENT_METHOD,
            f"Of currency from nobody known {limit.amount.brief} may be kept. The rest goes to a lawful purpose that "
            "has nothing to do with a federal election, campaign or candidate.",
            limit.citation,
            field="amount",
            excess=gift.amount - limit.amount,
        )


def _is_anonymous(case: Case) -> bool:
    person = case.gift.contributor
    return not (is_name(person.first_name) or is_name(person.last_name))
