"""Which election, and how much for it."""

from collections.abc import Iterator

from compliance import aggregate, law
from compliance.contribution import Case
from compliance.election import Election
from compliance.finding import Finding, Kind, Outcome
from compliance.money import ZERO, Money


def known_election(case: Case) -> Iterator[Finding]:
    """A contribution is designated for an election that the candidate is in, or for none.

    Answers: LIM-05 INCOMPLETE invalid_input.
    Law: 11 CFR 110.1(b)(2).
    """
    code = case.gift.election
    if code is not None and case.committee.election(code) is None and "election" not in case.unreadable:
        yield Finding(
            Kind.INCOMPLETE,
            "LIM-05",
            Outcome.INVALID_INPUT,
            "Choose one of the elections listed.",
            "11 CFR 110.1(b)(2)",
            field="election",
        )


def election_not_past(case: Case) -> Iterator[Finding]:
    """A contribution is made on or before the day of its election; afterwards only up to its net debts.

    One without a designation counts for the next election, and there has to be one.

    Answers: LIM-06 PROHIBITED not_accepted_for_past_election.
    Law: 11 CFR 110.1(b)(2)-(3).
    """
    gift = case.gift
    election = aggregate.election_of(case)
    if election is None:
        if gift.election is None:
            yield _past("No election of this campaign lies ahead, so it takes no contributions now.")
        return
    if gift.made_on <= election.on or ZERO < gift.amount <= election.net_debts:
        return
    if election.net_debts > ZERO:
        yield _past(
            f"The {election.dated_name} is past. Enter {election.net_debts.brief} or less, which is what is still "
            "owed from it, or choose an election that lies ahead."
        )
    else:
        yield _past(f"The {election.dated_name} is past. Choose an election that lies ahead.")


def per_election_limit(case: Case) -> Iterator[Finding]:
    """A person may give a candidate only so much for each election.

    In force is the lower of the committee's cap and the law's figure on the day the gift is made (LIM-02, LIM-03);
    exactly so much is allowed. All that counts for the election counts, by whatever channel (LIM-04). The candidate's
    own money is not limited (LIM-11); a spouse's is, with a limit of its own (LIM-08).

    Yields at most one finding. Its `excess` is the part of this gift over the limit, history included; where the gift
    is over by itself the message says the limit alone, and nothing of the history.

    Answers: LIM-01 EXCESSIVE rejected_over_cap.
    Law: 11 CFR 110.1(b)(1).
    """
    gift = case.gift
    election = aggregate.election_of(case)
    room = aggregate.remaining(case)
    if election is None or room is None or gift.amount <= max(room, ZERO):
        return
    limit = law.limit_in_force(case.committee, gift.made_on).amount
    alone = gift.amount > limit
    yield Finding(
        Kind.EXCESSIVE,
        "LIM-01",
        Outcome.REJECTED_OVER_CAP,
        f"A person may give at most {limit.brief} per election. Enter {limit.brief} or less."
        if alone
        else _with_history(limit, room, election),
        "11 CFR 110.1(b)(1)",
        field="amount",
        excess=gift.amount - room,
        from_history=not alone,
    )


def _with_history(limit: Money, room: Money, election: Election) -> str:
    given = f"A person may give at most {limit.brief} per election, and your earlier gifts count."
    if room == ZERO:
        return f"{given} You have given all of it for the {election.dated_name}; another election may have room."
    return f"{given} For the {election.dated_name} you can still give {room.brief}."


def _past(message: str) -> Finding:
    return Finding(
        Kind.PROHIBITED,
        "LIM-06",
        Outcome.NOT_ACCEPTED_FOR_PAST_ELECTION,
        message,
        "11 CFR 110.1(b)(2)-(3)",
        field="election",
    )
