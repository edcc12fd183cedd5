"""May we keep it? The list of rules, the one question that asks them all, and the sums that a door may show."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final, TypeAlias

from compliance import aggregate, law, work
from compliance.aggregate import Totals
from compliance.committee import Committee
from compliance.contribution import Case
from compliance.finding import Finding, Outcome
from compliance.law import Limit, NoFigureError
from compliance.money import Money
from compliance.rules import amount, card, cash, check, eligibility, history, identification, intake, limit, reporting

# The figures and sums are opened only from inside this package, so what a door may know of them is named here.
__all__ = [
    "RULES",
    "RULES_VERSION",
    "Limit",
    "NoFigureError",
    "Rule",
    "Totals",
    "itemized",
    "lacks_answers",
    "law_limit",
    "limit_in_force",
    "outcome",
    "remaining",
    "review",
    "totals",
]

Rule: TypeAlias = Callable[[Case], Iterator[Finding]]

RULES_VERSION: Final = "2026-11-30.1"
"""Changes with any rule, figure or table of this package; it is stored with every decision (ENG-02)."""

RULES: Final[tuple[Rule, ...]] = (
    intake.treasurer_in_office,
    amount.readable_amount,
    amount.us_dollars,
    amount.at_least_the_minimum,
    identification.readable_fields,
    limit.known_election,
    identification.well_formed_address,
    identification.well_formed_email,
    identification.full_name,
    identification.mailing_address,
    eligibility.statements,
    eligibility.individuals_only,
    check.kind_of_account,
    limit.election_not_past,
    limit.per_election_limit,
    reporting.occupation_and_employer,
    cash.currency_in_a_campaign,
    cash.anonymous_currency,
    card.security_code,
    card.prepaid_card,
    eligibility.mailing_address_abroad,
    check.drawn_on_a_foreign_bank,
    card.issued_abroad,
    card.billing_address,
    card.name_on_card,
    check.printed_names,
    check.signatures,
    card.wallet_without_card,
    card.risk_of_fraud,
    eligibility.legal_question_in_message,
    history.possible_matches,
    history.disputed_before,
    check.picture_kept,
)
"""Every rule that bears on a contribution, roughly in the order of the outcomes they lead to."""

_ORDER: Final = {outcome: number for number, outcome in enumerate(Outcome)}


def review(case: Case) -> tuple[Finding, ...]:
    """Ask every rule, and give all they find, whatever the first may be, in the order of the outcomes.

    Raises `NoFigureError` for a gift made on a day which no figure of the law covers; a figure is never guessed.
    """
    found = (finding for rule in RULES for finding in rule(case))
    return tuple(sorted(found, key=lambda finding: _ORDER[finding.outcome]))


def outcome(findings: Iterable[Finding]) -> Outcome:
    """Say what the findings lead to: the first that applies in the order of `Outcome`; none is accepted.

    >>> outcome(())
    <Outcome.ACCEPTED: 'accepted'>
    """
    return min((finding.outcome for finding in findings), key=_ORDER.__getitem__, default=Outcome.ACCEPTED)


def law_limit(on: date) -> Limit:
    """Say the law's figure for one election on that day, or the last published one; raises `NoFigureError`."""
    return law.bound_on(on)


def limit_in_force(committee: Committee, on: date) -> Limit:
    """Say what a person may give for one election on that day, and whether the FEC has published its figure.

    Raises `NoFigureError`.
    """
    return law.limit_in_force(committee, on)


def totals(case: Case) -> Totals:
    """Say what the same contributor has given before, for the gift's election, election cycle and calendar year."""
    return aggregate.totals(case)


def remaining(case: Case) -> Money | None:
    """Say what the contributor can still give for the gift's election, this gift not counted; raises `NoFigureError`.

    None where there is no such election, and for the candidate.
    """
    return aggregate.remaining(case)


def lacks_answers(case: Case) -> bool:
    """Whether occupation or employer is needed and not known (IDN-03); one rule alone is asked.

    Law: 11 CFR 104.7(b).
    """
    return not all(work.answered(case)) and any(reporting.occupation_and_employer(case))


def itemized(case: Case) -> bool:
    """Whether a receipt is itemized: what its contributor gave in the cycle, up to it and with it, is over the figure.

    `case.prior` are the gifts before it; a refund of it is itemized when the receipt was (RPT-01, RPT-04). Raises
    `NoFigureError`.

    Law: 11 CFR 104.8(a)-(b), 104.8(d)(4).
    """
    return aggregate.totals(case).cycle + case.gift.amount > law.itemized_over(case.gift.received_on)
