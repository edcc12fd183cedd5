"""Put it right: refund, redesignate, reattribute. A correction points at a contribution and never changes it.

What is asked of Stripe is kept first and asked afterwards; an answer that never came is looked for by the sweeper. A
redesignation or reattribution changes totals only once it is effective: signed by everybody it needs, or made by a
presumption that the law allows and whose notice went out (W2).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from compliance import remedy, wording
from compliance.contribution import Adjustment, AdjustmentKind, AdjustmentStatus, Case, Contribution, Method, Standing
from compliance.deadlines import TaskKind
from compliance.finding import Kind
from compliance.money import ZERO, Money
from compliance.remedy import Option, Remedy
from donations import changes, envelopes, judgement, ledger, notices, outbox, settlement, tasks
from donations.changes import Change, ChangeStatus, NewChange
from donations.desk import Desk, Entry, PaymentsRefused, PaymentsUnavailable, Status
from donations.ledger import How, NewGift
from donations.notices import Notice
from donations.settlement import NoSuchGift

__all__ = ["NoSuchGift"]
_BATCH: Final = 50
_TAKEN: Final = frozenset({Status.CAPTURED, Status.SETTLED, Status.DEPOSITED})
_BY_CARD: Final = frozenset({Status.CAPTURED, Status.SETTLED})


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


# Refunds -------------------------------------------------------------------------------------------------------------


def refundable(entry: Entry) -> Money:
    """What of a taken gift can still be given back: its amount less refunds made or on their way."""
    if entry.status not in _TAKEN:
        return ZERO
    gone = Money.total(
        each.amount
        for each in entry.gift.adjustments
        if each.status in {AdjustmentStatus.PENDING, AdjustmentStatus.SUCCEEDED, AdjustmentStatus.LOST}
        and each.kind in {AdjustmentKind.REFUND, AdjustmentKind.DISPUTE, AdjustmentKind.REATTRIBUTION}
    )
    return max(entry.gift.amount - gone, ZERO)


def refund(  # noqa: PLR0913 - what is given back of which gift, how, by whom, why, when
    desk: Desk,
    public_id: str,
    amount: Money,
    *,
    by: str,
    reason: str,
    now: datetime,
    check_number: str = "",
    on: date | None = None,
) -> Entry:
    """Give back a gift or a part of it: by Stripe, or by the committee's own check when `check_number` is given.

    Raises `NoSuchGift`, `CannotAdjust`, or `PaymentsUnavailable` when Stripe did not answer: the refund is kept as
    pending then, and the sweeper finds out what became of it.
    """
    entry = settlement.read(desk, public_id)
    today = desk.committee.local_date(now)
    with desk.database.writing() as session:
        desk.database.lock(session, entry.keys.locks)
        fresh = _taken(session, public_id)
        if not ZERO < amount <= refundable(fresh):
            raise CannotAdjust(f"Of this gift {refundable(fresh)} can still be given back.")
        if not check_number:
            _card_can_be_refunded(fresh)
        number = 1 + sum(each.kind is AdjustmentKind.REFUND for each in fresh.gift.adjustments)
        ref = f"{public_id}:refund:{number}"
        status = AdjustmentStatus.SUCCEEDED if check_number else AdjustmentStatus.PENDING
        method = "check" if check_number else "stripe"
        told = f"{reason} (check {check_number})" if check_number else reason
        new = Adjustment(AdjustmentKind.REFUND, status, amount, ref, now)
        ledger.adjust(session, fresh, new, now, How(on or today, method, by, told))
        if check_number:
            _settle_excess(session, desk, public_id, by, now)
    if not check_number:
        ask_for_refund(desk, public_id, new, now)
    return settlement.read(desk, public_id)


def ask_for_refund(desk: Desk, public_id: str, asked: Adjustment, now: datetime, *, again: bool = False) -> None:
    """Ask Stripe for a refund that is kept as pending; when `again`, look first whether it was made unseen."""
    entry = settlement.read(desk, public_id)
    if entry.payment_intent_id is None:
        return
    made = None
    if again:
        told = desk.payments.adjustments(entry.payment_intent_id)
        made = next((each for each in told if each.own_ref == asked.ref), None)
    try:
        made = made or desk.payments.refund(entry.payment_intent_id, asked.amount, asked.ref)
    except PaymentsRefused as error:
        outcome, how = AdjustmentStatus.FAILED, How(desk.committee.local_date(now), reason=error.code)
    else:
        outcome, how = made.status, How(desk.committee.local_date(made.at), stripe_id=made.ref)
    with desk.database.writing() as session:
        desk.database.lock(session, entry.keys.locks)
        fresh = _gift(session, public_id)
        ledger.adjust(session, fresh, replace(asked, status=outcome), now, how)
        _settle_excess(session, desk, public_id, "stripe", now)


def sweep(desk: Desk, now: datetime) -> int:
    """Find out about refunds whose answer never came; says how many are still unknown."""
    with desk.database.reading() as session:
        waiting = ledger.asked_refunds(session, _BATCH)
    unknown = 0
    for public_id, asked in waiting:
        try:
            ask_for_refund(desk, public_id, asked, now, again=True)
        except (PaymentsUnavailable, PaymentsRefused):
            unknown += 1
    return unknown


def _card_can_be_refunded(entry: Entry) -> None:
    if entry.status not in _BY_CARD:
        raise CannotAdjust("This gift did not come by card; give it back by the committee's check.")
    if any(each.status is AdjustmentStatus.OPEN for each in entry.gift.adjustments):
        raise CannotAdjust("The bank looks into this payment; a disputed payment cannot be given back by Stripe.")


# An excess -----------------------------------------------------------------------------------------------------------


def excess(desk: Desk, public_id: str, now: datetime) -> Excess:
    """Say what is over the limit by a recorded gift today, and what is open for it; raises `NoSuchGift`."""
    with desk.database.reading() as session:
        return _excess(session, desk, public_id, now)


def ask(  # noqa: PLR0913 - which way for which gift, what part, for whom, by whose hand
    desk: Desk,
    public_id: str,
    wanted: Remedy,
    amount: Money,
    *,
    to_election: str | None = None,
    other_person: dict[str, str] | None = None,
    by: str,
    now: datetime,
) -> tuple[Change, str]:
    """Ask the contributor in writing for a redesignation or reattribution; answers the change and its signing token.

    The notice that goes with it names the refund as the alternative. Raises `NoSuchGift` or `CannotAdjust`.
    """
    entry = settlement.read(desk, public_id)
    with desk.database.writing() as session:
        desk.database.lock(session, entry.keys.locks)
        found = _excess(session, desk, public_id, now)
        option = _open_option(found, wanted, amount, to_election)
        new = NewChange(wanted, amount, option.due_on, to_election, other_person)
        change_id, token = changes.ask(session, found.entry.id, new, by, now)
        ledger.note_act(session, found.entry, "ask " + wanted, by, now, f"{amount} {to_election or ''}".strip())
        asked = changes.find(session, change_id)
    if asked is None:  # It was made two lines above.
        raise NoSuchGift(public_id)
    return asked, token


def presume(  # noqa: PLR0913 - which way for which gift, what part, by whose hand
    desk: Desk,
    public_id: str,
    wanted: Remedy,
    amount: Money,
    *,
    to_election: str | None = None,
    other_person: dict[str, str] | None = None,
    by: str,
    now: datetime,
) -> Change:
    """Make a change that the law presumes; it is void unless its notice is kept. Raises as `ask` does."""
    asked, _token = ask(
        desk, public_id, wanted, amount, to_election=to_election, other_person=other_person, by=by, now=now
    )
    with desk.database.writing() as session:
        return _conclude(session, desk, asked, by, now)


def sign(  # noqa: PLR0913 - who signed which change, how, when, by whose hand
    desk: Desk, change_id: int, *, signer: str, how: str, on: date, by: str, now: datetime
) -> Change:
    """Keep a signature; once every signature that the change needs is there, it is effective.

    Raises `NoSuchGift`, or `CannotAdjust` when its day has passed or it has ended.
    """
    with desk.database.writing() as session:
        asked = changes.find(session, change_id)
        if asked is None:
            raise NoSuchGift(str(change_id))
        entry = _gift(session, asked.contribution)
        desk.database.lock(session, entry.keys.locks)
        _can_be_signed(asked, on)
        signature = {"signer": signer, "how": how, "on": on.isoformat(), "keyed_by": by}
        signed = changes.sign(session, change_id, signature, now)
        ledger.note_act(session, entry, "sign " + signed.remedy, by, now, f"{signer}, {how}")
        needed = {_plain(_full_name(entry.gift))} | (
            {_plain(signed.other_person["name"])} if signed.other_person else set()
        )
        if needed <= {_plain(each["signer"]) for each in signed.signatures}:
            return _conclude(session, desk, signed, by, now)
        return signed


def void(desk: Desk, change_id: int, *, by: str, reason: str, now: datetime) -> Change:
    """End a change that was asked for: withdrawn, or its records are missing. Raises `NoSuchGift`, `CannotAdjust`."""
    with desk.database.writing() as session:
        asked = changes.find(session, change_id)
        if asked is None:
            raise NoSuchGift(str(change_id))
        if asked.status is not ChangeStatus.ASKED:
            raise CannotAdjust(f"This change is {asked.status} already.")
        ledger.note_act(session, _gift(session, asked.contribution), "void " + asked.remedy, by, now, reason)
        return changes.conclude(session, change_id, ChangeStatus.VOID)


def by_token(desk: Desk, token: str) -> tuple[Change, Entry] | None:
    """The change that a signing link is for, and its gift; None when the link has ended."""
    with desk.database.reading() as session:
        asked = changes.by_token(session, token)
        return (asked, _gift(session, asked.contribution)) if asked else None


def send_notice(  # noqa: PLR0913 - which notice about which gift, how, to whom, by whose hand
    desk: Desk, public_id: str, *, kind: str, medium: str, to: str, subject: str, body: str, by: str, now: datetime
) -> int:
    """Keep a notice as it goes out, and put it into the outbox when it goes by e-mail; raises `NoSuchGift`."""
    with desk.database.writing() as session:
        entry = _gift(session, public_id)
        today = desk.committee.local_date(now)
        notice = Notice(kind, medium, to, subject, body, wording.VERSION, today, by, now)
        number = notices.keep(session, entry.id, notice)
        ledger.note_act(session, entry, f"notice {kind}", by, now, medium)
        if medium == "email":
            facts = {"subject": subject, "body": body}
            key = f"notice:{number}"
            outbox.put(session, key=key, kind="notice", to=to, facts=facts, now=now, contribution_id=entry.id)
        return number


# Inside --------------------------------------------------------------------------------------------------------------


def _gift(session: Session, public_id: str) -> Entry:
    entry = ledger.take(session, public_id)
    if entry is None:
        raise NoSuchGift(public_id)
    return entry


def _taken(session: Session, public_id: str) -> Entry:
    entry = _gift(session, public_id)
    if entry.status not in _TAKEN:
        raise CannotAdjust(f"Only money that was taken can be given back; this gift is {entry.status}.")
    return entry


def _excess(session: Session, desk: Desk, public_id: str, now: datetime) -> Excess:
    entry = _gift(session, public_id)
    envelope = envelopes.by_id(session, entry.envelope_id) if entry.envelope_id else None
    check = envelope.check if envelope else None
    judged = judgement.judge(session, desk.committee, entry.gift, now, card=entry.card, check=check)
    over = next((f.excess for f in judged.findings if f.kind is Kind.EXCESSIVE and f.excess), None)
    amount = max((over or ZERO) - _cured(entry), ZERO)
    options = remedy.options(judged.case, amount) if amount else ()
    return Excess(entry, judged.case, amount, options, tuple(changes.of(session, entry.id)))


def _cured(entry: Entry) -> Money:
    """What of the gift no longer counts for its own election: given back, moved, or another person's."""
    return Money.total(
        each.amount
        for each in entry.gift.adjustments
        if (each.status is AdjustmentStatus.SUCCEEDED and each.kind is not AdjustmentKind.DISPUTE)
        or each.status is AdjustmentStatus.LOST
    )


def _open_option(found: Excess, wanted: Remedy, amount: Money, to_election: str | None) -> Option:
    fitting = [
        each
        for each in found.options
        if each.remedy is wanted and (to_election is None or each.election == to_election)
    ]
    option = next((each for each in fitting if each.open), None)
    if option is None:
        raise CannotAdjust(fitting[0].why if fitting else "This way is not open for this gift.")
    if not ZERO < amount <= min(option.cures, found.amount):
        raise CannotAdjust(f"This way can put right at most {min(option.cures, found.amount)}.")
    return option


def _can_be_signed(asked: Change, on: date) -> None:
    if asked.status is not ChangeStatus.ASKED:
        raise CannotAdjust(f"This change is {asked.status} already.")
    if on > asked.due_on:
        raise CannotAdjust(f"The last day for this was {asked.due_on}; after it the excess has to be given back.")


def _conclude(session: Session, desk: Desk, asked: Change, by: str, now: datetime) -> Change:
    """Make a change effective: the adjustment that moves the totals, and the other person's own part."""
    entry = _gift(session, asked.contribution)
    today = desk.committee.local_date(now)
    to_id = None
    kind = AdjustmentKind.REDESIGNATION if asked.to_election else AdjustmentKind.REATTRIBUTION
    if kind is AdjustmentKind.REATTRIBUTION:
        to_id = _other_part(session, desk, entry, asked, by, now)
    moved = Adjustment(
        kind, AdjustmentStatus.SUCCEEDED, asked.amount, f"{entry.public_id}:change:{asked.id}", now, asked.to_election
    )
    way = "presumptive" if asked.remedy.startswith("presumptive") else "written"
    ledger.adjust(session, entry, moved, now, How(today, way, by, asked.remedy))
    done = changes.conclude(session, asked.id, ChangeStatus.EFFECTIVE, on=today, to_id=to_id)
    _settle_excess(session, desk, entry.public_id, by, now)
    return done


def _other_part(session: Session, desk: Desk, entry: Entry, asked: Change, by: str, now: datetime) -> int:  # noqa: PLR0913, PLR0917
    """Give the other person's part of a joint check its own contribution, with the dates of the first."""
    facts = asked.other_person or {}
    person = replace(
        entry.gift.contributor,
        first_name=facts.get("first_name", ""),
        middle_name=facts.get("middle_name", ""),
        last_name=facts.get("last_name", ""),
        suffix=facts.get("suffix", ""),
        email=facts.get("email", ""),
    )
    part = replace(
        entry.gift,
        ref="",
        contributor=person,
        amount=asked.amount,
        method=Method.CHECK,
        standing=Standing.COMPLETED,
        work=None,
        occupation=facts.get("occupation", ""),
        employer=facts.get("employer", ""),
        adjustments=(),
    )
    new = NewGift(part, judgement.keys(person), judgement.counted_election(desk.committee, part), None)
    made = ledger.receive(session, new, entry.envelope_id, by, now, [])
    if entry.status is Status.DEPOSITED:
        made = ledger.move(session, made, Status.DEPOSITED, now, actor=by, why="with the check it came by")
    ledger.decide(session, made, judgement.judge(session, desk.committee, part, now).record("received"), now)
    return made.id


def _settle_excess(session: Session, desk: Desk, public_id: str, by: str, now: datetime) -> None:
    """Close the work of an excess that is put right; open it again when what had put it right has failed."""
    found = _excess(session, desk, public_id, now)
    if found.amount:
        tasks.reopen(session, found.entry.id, TaskKind.EXCESS)
    else:
        tasks.close(session, found.entry.id, TaskKind.EXCESS, by=by, closing="put right", now=now)


def _full_name(gift: Contribution) -> str:
    person = gift.contributor
    return " ".join(x for x in (person.first_name, person.middle_name, person.last_name, person.suffix) if x)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
