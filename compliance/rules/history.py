"""What other gifts say: persons who may be this contributor, and disputes."""

from collections.abc import Iterator
from typing import Final

from compliance import aggregate, law, names, work
from compliance.contribution import AdjustmentKind, AdjustmentStatus, Case, Contribution
from compliance.finding import Finding, Kind, Outcome

_PRACTICE: Final = "committee practice; 11 CFR 110.1(b)(1), 104.7(b)"
_FOLLOWED: Final = frozenset({AdjustmentStatus.OPEN, AdjustmentStatus.WON})


def possible_matches(case: Case) -> Iterator[Finding]:
    """Gifts of someone who may be this contributor hold the gift where counting them in would change a decision.

    That is: where the limit, or the sum above which occupation and employer are needed, would be passed only with
    them; what is over without them is answered as that. Otherwise the treasurer is shown the likeness, or the card
    that came under unrelated names.

    Answers: IDN-09 REVIEW held_for_review.
    Answers: IDN-09 FLAG accepted_flagged.
    Answers: SRC-12 FLAG accepted_flagged.
    Law: committee practice; 11 CFR 110.1(b)(1), 104.7(b).
    """
    if not case.possible:
        return
    if _would_pass_limit(case) or _would_need_work(case):
        yield Finding(
            Kind.REVIEW,
            "IDN-09",
            Outcome.HELD_FOR_REVIEW,
            "Earlier gifts may be the same person's. A person at the campaign looks at them before this one is taken.",
            _PRACTICE,
            from_history=True,
        )
        return
    one_card = tuple(other for other in case.possible if _only_the_card_is_shared(case, other))
    if one_card:
        yield _flag("SRC-12", "The same card has paid for gifts under an unrelated name.")
    if len(one_card) < len(case.possible):
        yield _flag("IDN-09", "Earlier gifts may be the same person's.")


def disputed_before(case: Case) -> Iterator[Finding]:
    """A contributor who disputed an earlier gift with the bank, or still does, is shown to the treasurer.

    Answers: REF-02 FLAG accepted_flagged.
    Law: committee practice; 11 CFR 110.1(b)(1), 104.7(b).
    """
    if any(
        adjustment.kind is AdjustmentKind.DISPUTE and adjustment.status in _FOLLOWED
        for earlier in case.prior
        for adjustment in earlier.adjustments
    ):
        yield _flag("REF-02", "An earlier gift of this contributor was disputed with the bank.")


def _would_pass_limit(case: Case) -> bool:
    election = aggregate.election_of(case)
    room = aggregate.remaining(case)
    if election is None or room is None:
        return False
    theirs = aggregate.for_election(case.possible, case.committee.elections, election.code)
    return case.gift.amount <= room < case.gift.amount + theirs


def _would_need_work(case: Case) -> bool:
    received = case.gift.received_on
    mine = aggregate.totals(case)
    theirs = (
        aggregate.for_cycle(case.possible, case.committee.cycle, received),
        aggregate.for_calendar_year(case.possible, received.year),
    )
    alone = max(mine.cycle, mine.calendar_year) + case.gift.amount
    together = max(mine.cycle + theirs[0], mine.calendar_year + theirs[1]) + case.gift.amount
    return alone <= law.itemized_over(received) < together and not all(work.answered(case))


def _only_the_card_is_shared(case: Case, other: Contribution) -> bool:
    used = (case.card.fingerprint if case.card is not None else "") or case.gift.card_fingerprint
    shared = used != "" and used == other.card_fingerprint
    return shared and not names.last_names_related(case.gift.contributor, other.contributor)


def _flag(rule: str, message: str) -> Finding:
    return Finding(Kind.FLAG, rule, Outcome.ACCEPTED_FLAGGED, message, _PRACTICE, from_history=True)
