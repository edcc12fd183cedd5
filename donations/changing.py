"""Changing what a gift counts for: what is open for an excess, whether a change stands, and the moment it takes effect.

A change is effective once everybody has signed it, or the law presumes it and its notices are kept. Totals may have
moved since it was asked, so the law is asked again then.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy.orm import Session

from compliance import deadlines, remedy, review
from compliance.contribution import Adjustment, AdjustmentKind, AdjustmentStatus, Case, Contributor, Standing
from compliance.money import ZERO, Money
from compliance.remedy import ChangeStanding, Holder, Kept, Option, Record, Remedy, Validity
from compliance.text import squeezed
from donations import amendments, changes, duties, envelopes, judgement, ledger, notices
from donations.changes import Change, ChangeStatus
from donations.desk import Desk, Entry, Status
from donations.ledger import How, NewGift
from donations.settlement import NoSuchGift

TAKEN: Final = frozenset({Status.CAPTURED, Status.SETTLED, Status.DEPOSITED})
WRITTEN: Final = frozenset({Remedy.WRITTEN_REDESIGNATION, Remedy.WRITTEN_REATTRIBUTION})
_REATTRIBUTIONS: Final = frozenset({Remedy.WRITTEN_REATTRIBUTION, Remedy.PRESUMPTIVE_REATTRIBUTION})


class CannotAdjust(Exception):
    """What was asked for cannot be done; the message says why, in a sentence for the treasurer."""


@dataclass(frozen=True, slots=True)
class Excess:
    """What is over the limit by a recorded gift, and every way to put it right; nothing when `amount` is zero."""

    entry: Entry
    case: Case
    amount: Money
    options: tuple[Option, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be changed about a gift: which way, what part, to which election or to whom.

    `other` names the other person of a reattribution by the fields of a form: first_name, last_name and so on.
    """

    remedy: Remedy
    amount: Money
    to_election: str | None = None
    other: dict[str, Any] | None = None


def signers(entry: Entry, found: Change) -> tuple[str, ...]:
    """Who has to sign a change, the contributor first."""
    other = (str(found.other_person["name"]),) if found.other_person else ()
    return (entry.gift.contributor.full_name, *other)


def gift(session: Session, public_id: str) -> Entry:
    """Find a contribution; raises `NoSuchGift`."""
    entry = ledger.find(session, public_id)
    if entry is None:
        raise NoSuchGift(public_id)
    return entry


def change(session: Session, change_id: int) -> Change:
    """Find a change; raises `NoSuchGift`."""
    found = changes.find(session, change_id)
    if found is None:
        raise NoSuchGift(str(change_id))
    return found


def other_person(entry: Entry, facts: dict[str, Any]) -> Contributor:
    """The other person of a reattribution, who shares the check and so the address."""
    first, middle, last, suffix, email = (
        str(facts.get(name, "")) for name in ("first_name", "middle_name", "last_name", "suffix", "email")
    )
    return Contributor(first, last, entry.gift.contributor.address, middle, suffix, email)


def excess(session: Session, desk: Desk, entry: Entry, now: datetime, other: Contributor | None = None) -> Excess:
    """Say what is over the limit by a gift, and what is open for it; `other` is who might take a part of it."""
    weighed = duties.weigh(session, desk.committee, entry, now)
    others = [_holder(session, desk, entry, other, now)] if other else []
    options = remedy.options(weighed.case, weighed.excess, others=others) if weighed.excess else ()
    return Excess(entry, weighed.case, weighed.excess, options, tuple(changes.of(session, entry.id)))


def _holder(session: Session, desk: Desk, entry: Entry, other: Contributor, now: datetime) -> Holder:
    """The other person with the room that is left, so that a reattribution makes no new excess."""
    probe = replace(entry.gift, ref="", contributor=other, amount=ZERO, standing=Standing.OFFERED, adjustments=())
    return Holder(other.full_name, judgement.judge(session, desk.committee, probe, now).remaining)


def open_option(found: Excess, wish: Wish, other: Contributor | None) -> Option:
    """Find the law's option that a wish asks for; raises `CannotAdjust` where it is not open, or not for so much."""
    if not found.amount:
        raise CannotAdjust("Nothing is over the limit by this gift now.")
    if (wish.remedy in _REATTRIBUTIONS) is not (other is not None):
        raise CannotAdjust("A reattribution names the other person; nothing else does.")
    fitting = [
        each
        for each in found.options
        if each.remedy is wish.remedy
        and each.election == wish.to_election
        and (other is None or squeezed(each.holder) == squeezed(other.full_name))
    ]
    option = next((each for each in fitting if each.open), None)
    if option is None:
        raise CannotAdjust(fitting[0].why if fitting else "This way is not open for this gift.")
    most = min(option.cures, found.amount)
    if not ZERO < wish.amount <= most:
        raise CannotAdjust(f"This way can put right at most {most}.")
    return option


def has_signed(found: Change, name: str) -> bool:
    """Whether a person's signature is kept with a change."""
    return any(squeezed(each["signer"]) == squeezed(name) for each in found.signatures)


def standing(session: Session, desk: Desk, found: Change, entry: Entry, now: datetime) -> ChangeStanding:
    """Say whether a change stands by its records, and what it lacks."""
    first, *others = signers(entry, found)
    made = remedy.Change(Remedy(found.remedy), entry.gift.received_on, first, tuple(others))
    return remedy.standing_of(made, _kept(session, desk, found, entry), desk.committee.local_date(now))


def _kept(session: Session, desk: Desk, found: Change, entry: Entry) -> list[Kept]:
    """The records of a change: the letters about it, its signatures, the picture of the check."""
    people = signers(entry, found)
    told = Record.REFUND_OFFERED if found.remedy in WRITTEN else Record.NOTICE
    sent = [
        Kept(told, each.sent_on, person)
        for number, person in enumerate(people)
        for each in notices.of(session, entry.id)
        if each.kind == f"change:{found.id}:{number}"
    ]
    signed = [Kept(Record.SIGNED, date.fromisoformat(each["on"]), each["signer"]) for each in found.signatures]
    envelope = envelopes.by_id(session, entry.envelope_id) if entry.envelope_id else None
    has_image = envelope is not None and envelope.check.has_image
    pictured = [Kept(Record.IMAGE, desk.committee.local_date(found.asked_at))] if has_image else []
    return [*sent, *signed, *pictured]


def conclude(session: Session, desk: Desk, asked: Change, by: str, now: datetime) -> Change:
    """Make a change effective: the adjustment that moves the totals, and the other person's own part.

    Totals may have moved since it was asked: the law is asked again, as of the day on which the last signature came.
    """
    entry = gift(session, asked.contribution)
    at = _moment(desk, asked, now)
    other = other_person(entry, asked.other_person) if asked.other_person else None
    wish = Wish(Remedy(asked.remedy), asked.amount, asked.to_election, asked.other_person)
    open_option(excess(session, desk, entry, at, other), wish, other)
    lacks = standing(session, desk, asked, entry, now)
    if lacks.validity is not Validity.VALID:
        raise CannotAdjust(f"This is not effective without {', '.join(lacks.missing)}.")
    to_id = _other_part(session, desk, entry, asked, other, by, now) if other else None
    kind = AdjustmentKind.REATTRIBUTION if other else AdjustmentKind.REDESIGNATION
    ref = f"{entry.public_id}:change:{asked.id}"
    moved = Adjustment(kind, AdjustmentStatus.SUCCEEDED, asked.amount, ref, now, asked.to_election)
    way = "written" if asked.remedy in WRITTEN else "presumptive"
    today = desk.committee.local_date(now)
    ledger.adjust(session, entry, moved, now, How(today, way, by, asked.remedy))
    on = desk.committee.local_date(at)
    done = changes.conclude(session, asked.id, ChangeStatus.EFFECTIVE, on=on, to_id=to_id)
    told = f"C{entry.id}: a {kind} that took effect on {amendments.day(on)} was kept after the report was filed."
    amendments.touch(session, on, entry.id, told, by=by, now=now, sums=other is not None)
    duties.settle(session, desk.committee, entry, now, by=by)
    return done


def _moment(desk: Desk, asked: Change, now: datetime) -> datetime:
    """When the last signature came: noon of its day, or now where none is needed or it came today."""
    last = max((date.fromisoformat(each["on"]) for each in asked.signatures), default=None)
    if last is None or last >= desk.committee.local_date(now):
        return now
    return datetime.combine(last, time(12), tzinfo=desk.committee.timezone)


def _other_part(  # noqa: PLR0913, PLR0917 - whose part of which gift, by which change, by whose hand
    session: Session, desk: Desk, entry: Entry, asked: Change, other: Contributor, by: str, now: datetime
) -> int:
    """Give the other person's part its own contribution, with the dates of the first and no word of the first's."""
    facts = asked.other_person or {}
    part = replace(
        entry.gift,
        ref="",
        contributor=other,
        amount=asked.amount,
        standing=Standing.COMPLETED,
        work=None,
        occupation=str(facts.get("occupation", "")),
        employer=str(facts.get("employer", "")),
        message="",
        attestation=None,
        card_fingerprint="",
        adjustments=(),
    )
    judged = judgement.judge(session, desk.committee, part, now)
    new = NewGift(part, judgement.keys(other), judgement.counted_election(desk.committee, part), None)
    made = ledger.receive(session, new, entry.envelope_id, by=by, now=now, rules=[], part=True)
    made = ledger.move(session, made, Status.DEPOSITED, now, actor=by, why=f"part of {entry.public_id}")
    ledger.decide(session, made, judged.record("received"), now)
    asked_for = [
        each for each in deadlines.work_for(judged.case, review.review(judged.case)) if each.kind in _OF_A_PART
    ]
    duties.open_work(session, made, tuple(asked_for), now)
    return made.id


_OF_A_PART: Final = frozenset(
    {deadlines.TaskKind.OCCUPATION_AND_EMPLOYER, deadlines.TaskKind.SAME_DONOR, deadlines.TaskKind.EXCESS}
)
"""What the other person's part may ask for; the check itself was dealt with when it came."""


def undo(  # noqa: PLR0913, PLR0917 - which change of which gift, by whose hand
    session: Session, desk: Desk, found: Change, entry: Entry, by: str, now: datetime
) -> None:
    """Let what a change had moved count again as it was first given."""
    today = desk.committee.local_date(now)
    part = gift(session, found.to_contribution) if found.to_contribution else None
    if part is not None:
        if any(each.status is not AdjustmentStatus.FAILED for each in part.gift.adjustments):
            raise CannotAdjust("Something has happened to the other person’s part since; put that right first.")
        back = Adjustment(
            AdjustmentKind.REATTRIBUTION, AdjustmentStatus.SUCCEEDED, part.gift.amount, f"{part.public_id}:void", now
        )
        ledger.adjust(session, part, back, now, How(today, "void", by, "the reattribution is void"))
    ref = f"{entry.public_id}:change:{found.id}"
    for each in entry.gift.adjustments:
        if each.ref == ref:
            ledger.adjust(session, entry, replace(each, status=AdjustmentStatus.FAILED), now, How(today, "void", by))
