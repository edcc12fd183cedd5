"""Refunds: give a gift or a part of it back, by Stripe or by the committee's own check, never more than is left.

What is asked of Stripe is kept first, under a name of its own, and asked afterwards; an answer that never came is
looked for by the sweeper under that name, so that nothing is given back twice.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, assert_never

from sqlalchemy.orm import Session

from compliance import review
from compliance.committee import Office
from compliance.contribution import Adjustment, AdjustmentKind, AdjustmentStatus
from compliance.money import ZERO, Money
from donations import corrections, duties, judgement, ledger, registers, settlement
from donations.desk import Desk, Entry, PaymentsRefused, PaymentsUnavailable, Status
from donations.ledger import How
from donations.settlement import NoSuchGift

_BATCH: Final = 50
_SILENCES: Final = 3
_LEFT: Final = timedelta(seconds=10)
"""After so long without an answer a refund is looked for; before, whoever asked for it may still be waiting."""
TAKEN: Final = frozenset({Status.CAPTURED, Status.SETTLED, Status.DEPOSITED})
_BY_CARD: Final = frozenset({Status.CAPTURED, Status.SETTLED})
_GOING: Final = frozenset({AdjustmentStatus.PENDING, AdjustmentStatus.SUCCEEDED})
_WITH_THE_BANK: Final = frozenset({AdjustmentStatus.OPEN, AdjustmentStatus.LOST})


@dataclass(frozen=True, slots=True)
class Reported:
    """How a refund will be reported: the line, and whether it is itemized on Schedule B (RPT-04)."""

    line: str
    itemized: bool


class CannotRefund(Exception):
    """A refund cannot be made; the message says why, in a sentence for the treasurer."""


def refundable(entry: Entry) -> Money:
    """What of a taken gift can be given back: its amount less what went back, is on its way, or is another person's.

    What the bank has taken back while it looks into a dispute is not the committee's to give.
    """
    if entry.status not in TAKEN:
        return ZERO
    return max(entry.gift.amount - Money.total(_gone(entry, each) for each in entry.gift.adjustments), ZERO)


def was_asked(entry: Entry, form: str) -> bool:
    """Whether this form has asked for a refund of this gift already."""
    return any(each.ref == _ref(entry.public_id, form) for each in entry.gift.adjustments)


def by_stripe(entry: Entry) -> str:
    """Why a gift cannot be given back by Stripe, in a sentence; nothing where it can."""
    if entry.status not in _BY_CARD or entry.payment_intent_id is None:
        return "This gift did not come by card; give it back by the committee’s check."
    if any(each.status is AdjustmentStatus.OPEN for each in entry.gift.adjustments):
        return "The bank looks into this payment; a disputed payment cannot be given back by Stripe."
    return ""


def reported(desk: Desk, public_id: str, now: datetime) -> Reported:
    """Say how a refund of this gift will be reported; raises `NoSuchGift`."""
    with desk.database.reading() as session:
        entry = ledger.find(session, public_id)
        if entry is None:
            raise NoSuchGift(public_id)
        weighed = duties.weigh(session, desk.committee, entry, now)
    president = desk.committee.office is Office.PRESIDENT
    line = "Form 3P, line 28(a)" if president else "Form 3, line 20(a)"
    return Reported(line, review.itemized(weighed.earlier))


def refund(  # noqa: PLR0913 - what is given back of which gift, how, by whom, why, when
    desk: Desk,
    public_id: str,
    amount: Money,
    *,
    form: str,
    by: str,
    reason: str,
    now: datetime,
    check_number: str = "",
    on: date | None = None,
) -> Entry:
    """Give back a gift or a part of it: by Stripe, or by the committee's own check when `check_number` is given.

    `form` names what asked for it: the same name again makes no second refund. Raises `NoSuchGift`, `CannotRefund`,
    or `PaymentsUnavailable` when Stripe did not answer: the refund is kept as pending then, and the sweeper finds out
    what became of it.
    """
    entry = settlement.read(desk, public_id)
    today = desk.committee.local_date(now)
    status = AdjustmentStatus.SUCCEEDED if check_number else AdjustmentStatus.PENDING
    asked = Adjustment(AdjustmentKind.REFUND, status, amount, _ref(public_id, form), now)
    with desk.database.writing() as session:
        judgement.hold(desk, session, [entry.keys])
        fresh = _gift(session, public_id)
        if corrections.find(session, asked.ref) is not None:
            return fresh
        _can_be_made(fresh, amount, check_number)
        if on is not None and on < fresh.gift.received_on:
            raise CannotRefund(f"This gift came on {fresh.gift.received_on}; nothing of it was given back before.")
        told = f"{reason} (check {check_number})" if check_number else reason
        ledger.adjust(session, fresh, asked, now, How(on or today, "check" if check_number else "stripe", by, told))
        if check_number:
            duties.settle(session, desk.committee, fresh, now, by=by)
    if not check_number:
        ask(desk, public_id, asked, now)
    return settlement.read(desk, public_id)


def ask(desk: Desk, public_id: str, asked: Adjustment, now: datetime, *, again: bool = False) -> None:
    """Ask Stripe for a refund that is kept as pending; when `again`, look first whether it was made unseen.

    An answer that is older than what was read meanwhile is not written down: the payment is read once more instead.
    """
    entry = settlement.read(desk, public_id)
    if entry.payment_intent_id is None:
        return
    outcome, how = _answer(desk, entry, asked, now, again=again)
    with desk.database.writing() as session:
        judgement.hold(desk, session, [entry.keys])
        fresh = _gift(session, public_id)
        if fresh.readings == entry.readings:
            ledger.adjust(session, fresh, replace(asked, status=outcome), now, how)
            ledger.note(session, fresh, readings=fresh.readings + 1)
            duties.settle(session, desk.committee, fresh, now, by="stripe")
            return
    settlement.refresh(desk, fresh, now)


def stop_check(desk: Desk, ref: str, *, by: str, reason: str, now: datetime) -> Entry:
    """Write down that the committee's own refund check was never paid: the gift counts again.

    Raises `NoSuchGift` or `CannotRefund`.
    """
    with desk.database.reading() as session:
        found = corrections.find(session, ref)
        entry = ledger.by_id(session, found[0]) if found else None
    if entry is None:
        raise NoSuchGift(ref)
    with desk.database.writing() as session:
        judgement.hold(desk, session, [entry.keys])
        fresh = _gift(session, entry.public_id)
        made = next(each for each in fresh.gift.adjustments if each.ref == ref)
        by_check = found is not None and found[1].method == "check"
        if not by_check or (made.kind, made.status) != (AdjustmentKind.REFUND, AdjustmentStatus.SUCCEEDED):
            raise CannotRefund("Only a refund by the committee’s check, once written, can be stopped.")
        failed = replace(made, status=AdjustmentStatus.FAILED)
        ledger.adjust(session, fresh, failed, now, How(desk.committee.local_date(now), "check", by))
        ledger.note_act(session, fresh, "stop refund check", by, now, reason)
        duties.settle(session, desk.committee, fresh, now, by=by)
    return settlement.read(desk, entry.public_id)


def sweep(desk: Desk, now: datetime) -> int:
    """Find out about refunds whose answer never came; says how many are still unknown."""
    with desk.database.reading() as session:
        waiting = [
            each for each in registers.asked_refunds(session, _BATCH) if each[1].at is None or each[1].at <= now - _LEFT
        ]
    unknown = silences = 0
    for public_id, asked in waiting:
        if silences < _SILENCES:
            try:
                ask(desk, public_id, asked, now, again=True)
                silences = 0
                continue
            except (PaymentsUnavailable, PaymentsRefused):
                silences += 1
        unknown += 1
    return unknown


# Inside --------------------------------------------------------------------------------------------------------------


def _ref(public_id: str, form: str) -> str:
    return f"{public_id}:refund:{form[:32]}"


def _gone(entry: Entry, adjustment: Adjustment) -> Money:
    match adjustment.kind:
        case AdjustmentKind.REFUND | AdjustmentKind.REATTRIBUTION:
            return adjustment.amount if adjustment.status in _GOING else ZERO
        case AdjustmentKind.DISPUTE:
            return (adjustment.amount or entry.gift.amount) if adjustment.status in _WITH_THE_BANK else ZERO
        case AdjustmentKind.REDESIGNATION:
            return ZERO
        case never:
            assert_never(never)


def _gift(session: Session, public_id: str) -> Entry:
    entry = ledger.take(session, public_id)
    if entry is None:
        raise NoSuchGift(public_id)
    return entry


def _can_be_made(entry: Entry, amount: Money, check_number: str) -> None:
    if entry.status not in TAKEN:
        raise CannotRefund(f"Only money that was taken can be given back; this gift is {entry.status}.")
    if not check_number and (why := by_stripe(entry)):
        raise CannotRefund(why)
    left = refundable(entry)
    if not ZERO < amount <= left:
        raise CannotRefund(f"Of this gift {left} can still be given back.")


def _answer(desk: Desk, entry: Entry, asked: Adjustment, now: datetime, *, again: bool) -> tuple[AdjustmentStatus, How]:
    intent = entry.payment_intent_id or ""
    today = desk.committee.local_date(now)
    told = desk.payments.adjustments(intent) if again else []
    made = next((each for each in told if each.own_ref == asked.ref), None)
    try:
        made = made or desk.payments.refund(intent, asked.amount, asked.ref)
    except PaymentsRefused as error:
        return AdjustmentStatus.FAILED, How(today, reason=error.code)
    return made.status, How(desk.committee.local_date(made.at), stripe_id=made.ref)
