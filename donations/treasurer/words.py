"""The words in which the desk speaks of states, and what every page about a gift is shown with."""

from typing import Any, Final

from compliance.contribution import AdjustmentKind, AdjustmentStatus
from compliance.deadlines import TaskKind
from compliance.finding import Outcome
from compliance.remedy import Remedy
from donations.adjustments import ChangeStatus
from donations.context import Context
from donations.desk import Status
from donations.people import Story
from donations.treasurer import days

STATES: Final = {
    Status.DRAFT: "offered, not paid",
    Status.CHECKOUT_OPEN: "offered, not paid",
    Status.EXPIRED: "offered, never paid",
    Status.AUTHORIZED: "set aside by the bank",
    Status.HELD: "held for a decision",
    Status.CAPTURING: "being charged",
    Status.CAPTURED: "charged",
    Status.SETTLED: "charged and paid out",
    Status.CANCELING: "being let go",
    Status.CANCELED: "let go, nothing charged",
    Status.AUTHORIZATION_EXPIRED: "the hold ran out, nothing charged",
    Status.RECEIVED: "received, not deposited",
    Status.DEPOSITED: "deposited",
    Status.BOUNCED: "not paid by the bank",
    Status.RETURNED: "returned undeposited",
}
REMEDIES: Final = {
    Remedy.REFUND: "Refund",
    Remedy.WRITTEN_REDESIGNATION: "Redesignation in writing",
    Remedy.WRITTEN_REATTRIBUTION: "Reattribution in writing",
    Remedy.PRESUMPTIVE_REDESIGNATION: "Presumptive redesignation",
    Remedy.PRESUMPTIVE_REATTRIBUTION: "Presumptive reattribution",
}
ADJUSTMENTS: Final = {
    AdjustmentKind.REFUND: "Refund",
    AdjustmentKind.DISPUTE: "Dispute",
    AdjustmentKind.REDESIGNATION: "Redesignation",
    AdjustmentKind.REATTRIBUTION: "Reattribution",
}
COUNTS: Final = {
    AdjustmentStatus.PENDING: "on its way: the gift counts until it is made",
    AdjustmentStatus.SUCCEEDED: "made",
    AdjustmentStatus.FAILED: "failed: the gift counts as before",
    AdjustmentStatus.OPEN: "open: the gift counts until the bank decides",
    AdjustmentStatus.WON: "won: the gift counts",
    AdjustmentStatus.LOST: "lost: the gift counts no longer",
}
CHANGES: Final = {
    ChangeStatus.ASKED: "asked, not effective yet",
    ChangeStatus.EFFECTIVE: "effective",
    ChangeStatus.VOID: "void",
}
OUTCOMES: Final = {
    Outcome.INTAKE_CLOSED: "no treasurer in office",
    Outcome.INVALID_AMOUNT: "an amount that cannot be",
    Outcome.BELOW_MINIMUM: "below the least amount",
    Outcome.INVALID_INPUT: "something cannot be read",
    Outcome.NEEDS_IDENTIFICATION: "name or address missing",
    Outcome.REJECTED_ATTESTATION: "a statement is missing",
    Outcome.REJECTED_INELIGIBLE: "not eligible",
    Outcome.NOT_ACCEPTED_FOR_PAST_ELECTION: "its election is past",
    Outcome.REJECTED_OVER_CAP: "over the limit",
    Outcome.NEEDS_OCCUPATION_EMPLOYER: "occupation or employer missing",
    Outcome.REJECTED_PAYMENT_METHOD: "a way of paying that is not taken",
    Outcome.NEEDS_EVIDENCE: "evidence is needed",
    Outcome.HELD_FOR_REVIEW: "to be looked at",
    Outcome.ACCEPTED_FLAGGED: "nothing against it, something to note",
    Outcome.ACCEPTED: "nothing against it",
}


def shown(here: Context) -> dict[str, Any]:
    """What the pages about gifts are shown with."""
    committee = here.settings.committee
    return {
        "states": STATES,
        "remedies": REMEDIES,
        "adjusted": ADJUSTMENTS,
        "counts": COUNTS,
        "changed": CHANGES,
        "outcomes": OUTCOMES,
        "names": {each.code: each.dated_name for each in committee.elections},
        "zone": committee.timezone,
        "today": here.today(),
        "until": days.until,
        "day": days.HINT,
    }


def is_missing(story: Story) -> bool:
    """Whether occupation and employer have been asked for, or are to be, and something is still blank."""
    gift = story.entry.gift
    asked = any(task.kind == TaskKind.OCCUPATION_AND_EMPLOYER for task in story.tasks)
    return asked and (gift.work is None or not (gift.occupation and gift.employer))
