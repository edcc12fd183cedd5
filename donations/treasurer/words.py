"""The words in which the desk speaks of states, and what every page about a gift is shown with."""

import re
from datetime import date
from typing import Any, Final

from compliance import wording
from compliance.contribution import AdjustmentKind, AdjustmentStatus
from compliance.deadlines import TaskKind
from compliance.finding import Outcome
from compliance.money import Money
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
BRANDS: Final = {
    "amex": "American Express",
    "cartes_bancaires": "Cartes Bancaires",
    "diners": "Diners Club",
    "discover": "Discover",
    "eftpos_au": "eftpos",
    "jcb": "JCB",
    "link": "Link",
    "mastercard": "Mastercard",
    "unionpay": "UnionPay",
    "visa": "Visa",
    "unknown": "an unknown brand",
}
"""The brands of cards, by Stripe's names."""
ACTORS: Final = {"engine": "the rules", "donor": "the contributor", "stripe": "Stripe", "operator": "the operator"}
ACTS: Final = {
    "answer work": "Work answered",
    "dispute": "Dispute",
    "find illegal": "Found unlawful",
    "find lawful": "Found lawful",
    "flag": "Noted",
    "move": "State changed",
    "offer": "Offered",
    "reattribution": "Reattribution",
    "receive": "Received",
    "redesignation": "Redesignation",
    "refund": "Refund",
    "revise": "Offered anew",
    "verdict": "Said who is who",
}
"""What the journal writes of a gift; what begins with one of `_BEGUN` goes on with what it is about."""
_BEGUN: Final = {
    "ask": "Asked for",
    "close": "Work closed:",
    "done": "Work done:",
    "make": "Made:",
    "notice": "Letter:",
    "open": "Work opened:",
    "reopen": "Work opened again:",
    "sign": "Signed:",
    "void": "Made void:",
}
STAGES: Final = {
    "authorized": "When the bank had set it aside",
    "offered": "When it was offered",
    "received": "When it was received",
}
_KEY: Final = re.compile(r"[\w-]+:refund:\w+", re.ASCII)
_ISO: Final = re.compile(r"\b20[0-9]{2}-[0-9]{2}-[0-9]{2}\b", re.ASCII)
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


def act(name: str) -> str:
    """An act as the journal has it, in words.

    >>> act("move"), act("ask written_redesignation"), act("close occupation_and_employer")
    ('State changed', 'Asked for redesignation in writing', 'Work closed: occupation and employer')
    """
    if name in ACTS:
        return ACTS[name]
    begun, _, about = name.partition(" ")
    told = REMEDIES[Remedy(about)].lower() if about in set(Remedy) else about.replace("_", " ")
    return f"{_BEGUN[begun]} {told}" if begun in _BEGUN else name.replace("_", " ")


def state(name: str) -> str:
    """A state of a gift, or of what corrects one, in words.

    >>> state("checkout_open"), state("")
    ('offered, not paid', '')
    """
    found = {**{str(key): told for key, told in STATES.items()}, **{str(key): told for key, told in COUNTS.items()}}
    return found.get(name, name.replace("_", " "))


def note(text: str) -> str:
    """A note of the journal: an outcome in words, and days as the desk writes them.

    >>> note("needs_evidence"), note("Robin Sample, paper, 2026-03-02")
    ('evidence is needed', 'Robin Sample, paper, 2 March 2026')

    The key by which a refund is asked for once says nothing to a person:

    >>> note("sG-2V3_kMP8RLugQ__lYUg:refund:ac9682e5830933b7b1e0b4614f2f9887")
    ''
    """
    if _KEY.fullmatch(text):
        return ""
    outcome = {str(key): told for key, told in OUTCOMES.items()}.get(text)
    return outcome or _ISO.sub(lambda found: _day(found[0]), text)


def _day(text: str) -> str:
    try:
        return wording.long_date(date.fromisoformat(text))
    except ValueError:
        return text


def dollars(plain: str) -> str:
    """A sum that was kept as plain figures, as every other sum is written.

    >>> dollars("1250.00")
    '$1,250.00'
    """
    return str(Money.parse(plain))


def version(name: str, text: str) -> str:
    """What a decision rests on: the committee's file is named by a long sign, of which the beginning is enough."""
    return f"committee’s file {text[:8]}" if name == "committee" else f"{name} of {text}"


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
        "brands": BRANDS,
        "actors": ACTORS,
        "act_words": act,
        "state_words": state,
        "note_words": note,
        "version_words": version,
        "stages": STAGES,
        "dollars": dollars,
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
