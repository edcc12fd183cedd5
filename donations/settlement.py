"""Settle a contribution with Stripe: one `advance` for the webhook, the return page, the sweeper and the treasurer.

It reads what Stripe holds now and never what a message said, so that order, doubles and losses of messages cannot
matter. Room under the limit is taken here, where money is authorised: under a lock on the person, with the history
read and judged again, and booked in the same transaction. The decision is kept before it is acted on, and no call to
Stripe happens inside a transaction.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from compliance.committee import Committee
from compliance.contribution import Adjustment, AdjustmentStatus
from compliance.finding import Finding, Kind, Outcome
from compliance.money import Money
from donations import duties, judgement, ledger, outbox, rows
from donations.desk import Desk
from donations.judgement import Judgement
from donations.ledger import Entry, How, ImpossibleMove, Status
from donations.payments import (
    IntentStatus,
    Payment,
    PaymentAdjustment,
    PaymentsRefused,
    PaymentsUnavailable,
    SessionStatus,
)

_STEPS_AT_MOST: Final = 5


class NoSuchGift(Exception):
    """No contribution has this id."""


def read(desk: Desk, public_id: str) -> Entry:
    """Read a contribution from the books alone; raises `NoSuchGift`."""
    with desk.database.reading() as session:
        entry = ledger.find(session, public_id)
    if entry is None:
        raise NoSuchGift(public_id)
    return entry


def advance(desk: Desk, public_id: str, now: datetime) -> Entry:
    """Move a contribution as far as Stripe and the law let it; safe to call at any time, any number of times.

    Raises `NoSuchGift`, or `PaymentsUnavailable` when Stripe did not answer; what was decided until then is kept.
    """
    entry = read(desk, public_id)
    for _ in range(_STEPS_AT_MOST):
        before = entry.status
        try:
            entry = _step(desk, entry, now)
        except ImpossibleMove:
            entry = read(desk, public_id)
            continue
        if entry.status is before:
            break
    return entry


def _step(desk: Desk, entry: Entry, now: datetime) -> Entry:
    match entry.status:
        case Status.DRAFT | Status.CHECKOUT_OPEN | Status.EXPIRED:
            return _look_at_page(desk, entry, now)
        case Status.AUTHORIZED | Status.HELD:
            return _look_at_payment(desk, entry, now)
        case Status.CAPTURING:
            return _capture(desk, entry, now)
        case Status.CANCELING:
            return _cancel(desk, entry, now)
        case _:  # Nothing more comes of it by itself.
            return entry


# Before the money is held --------------------------------------------------------------------------------------------


def _look_at_page(desk: Desk, entry: Entry, now: datetime) -> Entry:
    if entry.checkout_session_id is None:
        return _without_page(desk, entry, now)
    payment = desk.payments.read(entry.checkout_session_id)
    if payment.intent in {IntentStatus.REQUIRES_CAPTURE, IntentStatus.SUCCEEDED, IntentStatus.CANCELED} and (
        payment.card is not None
    ):
        return _book(desk, entry, payment, now)
    with desk.database.writing() as session:
        fresh = _unchanged(session, entry)
        declines = max(fresh.declines, int(payment.declined))
        if payment.session is SessionStatus.EXPIRED and fresh.status is Status.CHECKOUT_OPEN:
            return ledger.move(session, fresh, Status.EXPIRED, now, looked_at=now, declines=declines)
        return ledger.note(session, fresh, looked_at=now, declines=declines)


def _without_page(desk: Desk, entry: Entry, now: datetime) -> Entry:
    """Close a gift whose card page was asked for and never seen, once that page, if there is one, has ended."""
    if entry.status is not Status.CHECKOUT_OPEN:
        return entry
    with desk.database.writing() as session:
        fresh = _unchanged(session, entry)
        if fresh.checkout_expires_at is None or fresh.checkout_expires_at <= now:
            return ledger.move(session, fresh, Status.EXPIRED, now, looked_at=now)
        return ledger.note(session, fresh, looked_at=now)


def _unchanged(session: Session, entry: Entry) -> Entry:
    """Take the row, and make sure that what was read at Stripe was read for what stands in it.

    Raises `ImpossibleMove` when another hand has moved it, opened another card page, or changed what was offered.
    """
    fresh = ledger.take(session, entry.public_id)
    if fresh is None or (fresh.status, fresh.checkout_session_id, fresh.gift) != (
        entry.status,
        entry.checkout_session_id,
        entry.gift,
    ):
        raise ImpossibleMove("another hand was here first")
    return fresh


def _book(desk: Desk, entry: Entry, payment: Payment, now: datetime) -> Entry:
    """Take the room for money that is authorised, or decide to let it go or to hold it (LIM-14)."""
    card = payment.card
    if card is None:
        return entry
    at = payment.authorized_at or now
    on = desk.committee.local_date(at)
    gift = replace(entry.gift, made_on=on, received_on=on, card_fingerprint=card.fingerprint)
    keys = judgement.keys(gift.contributor, card)
    with desk.database.writing() as session:
        judgement.hold(desk, session, [keys], also=judgement.debt_locks(desk.committee, [gift]))
        fresh = _unchanged(session, entry)
        judged = judgement.judge(
            session, desk.committee, gift, now, card=card, further=_payment_findings(gift.amount, payment)
        )
        booked = ledger.move(
            session,
            fresh,
            Status.AUTHORIZED,
            now,
            authorized_at=at,
            made_on=on,
            received_on=on,
            counted_election=judgement.counted_election(desk.committee, gift),
            payment_intent_id=payment.intent_id,
            charge_id=payment.charge_id,
            capture_before=payment.capture_before,
            looked_at=now,
            rules=judged.rules,
            **rows.card_columns(card, payment.card_last4),
        )
        ledger.decide(session, booked, judged.record("authorized"), now)
        if payment.intent is not IntentStatus.REQUIRES_CAPTURE:
            return booked
        return _decided(session, booked, judged, now)


def _decided(session: Session, entry: Entry, judged: Judgement, now: datetime) -> Entry:
    if judged.barred:
        return ledger.move(session, entry, Status.CANCELING, now, why=judged.outcome)
    if judged.held:
        held = ledger.move(session, entry, Status.HELD, now, why=judged.outcome)
        _write(session, entry, "held", now)
        return held
    return ledger.move(session, entry, Status.CAPTURING, now, why=judged.outcome)


def _payment_findings(asked: Money, payment: Payment) -> list[Finding]:
    """What was authorised must be what was asked for (ENG-01); anything else waits for the treasurer."""
    if (payment.amount, payment.currency) == (asked, "USD"):
        return []
    message = f"The amount authorised ({payment.amount} {payment.currency}) is not the amount on record ({asked} USD)."
    return [Finding(Kind.REVIEW, "ENG-01", Outcome.HELD_FOR_REVIEW, message, "practice", "amount")]


# While the money is held ---------------------------------------------------------------------------------------------


def _look_at_payment(desk: Desk, entry: Entry, now: datetime) -> Entry:
    payment = desk.payments.read_intent(_intent(entry))
    if payment.intent is IntentStatus.REQUIRES_CAPTURE or payment.intent is IntentStatus.WAITING:
        with desk.database.writing() as session:
            return ledger.note(session, entry, looked_at=now)
    return _ended(desk, entry, payment, now)


def _capture(desk: Desk, entry: Entry, now: datetime) -> Entry:
    """Take the money. The outcome of an earlier try is not known: read first, then repeat."""
    payment = desk.payments.read_intent(_intent(entry))
    if payment.intent is IntentStatus.REQUIRES_CAPTURE:
        _try(desk, entry)
        with suppress(PaymentsRefused):  # Whatever stood in the way, the next reading tells.
            desk.payments.capture(_intent(entry), _key(entry, "capture"))
        payment = desk.payments.read_intent(_intent(entry))
    return _ended(desk, entry, payment, now)


def _cancel(desk: Desk, entry: Entry, now: datetime) -> Entry:
    """Let the authorisation go. The outcome of an earlier try is not known: read first, then repeat."""
    payment = desk.payments.read_intent(_intent(entry))
    if payment.intent is IntentStatus.REQUIRES_CAPTURE:
        _try(desk, entry)
        with suppress(PaymentsRefused):
            desk.payments.cancel(_intent(entry), _key(entry, "cancel"))
        payment = desk.payments.read_intent(_intent(entry))
    return _ended(desk, entry, payment, now)


def _try(desk: Desk, entry: Entry) -> None:
    with desk.database.writing() as session:
        ledger.note(session, entry, act_tries=_unchanged(session, entry).act_tries + 1)


def _key(entry: Entry, act: str) -> str:
    """The idempotency key: the same for the first repeats.

    Stripe replays a stored failure under it for a day. Then a new one helps, and harms nothing: the payment was just
    read, and it cannot be captured or canceled twice.
    """
    same = 3
    late = "" if entry.act_tries < same else f":{entry.act_tries}"
    return f"{entry.public_id}:{act}{late}"


def _ended(desk: Desk, entry: Entry, payment: Payment, now: datetime) -> Entry:
    """Write down what Stripe says has become of the money."""
    if payment.intent is IntentStatus.SUCCEEDED:
        return _captured(desk, entry, payment, now)
    with desk.database.writing() as session:
        judgement.hold(desk, session, [entry.keys])
        if payment.intent is not IntentStatus.CANCELED:
            return ledger.note(session, _unchanged(session, entry), looked_at=now)
        lapsed = entry.status is not Status.CANCELING and payment.cancellation_reason in _LAPSED
        to = Status.AUTHORIZATION_EXPIRED if lapsed else Status.CANCELED
        ended = ledger.move(session, entry, to, now, looked_at=now, why=payment.cancellation_reason)
        _write(session, entry, "not_taken", now)
        if entry.status in ledger.COUNTED:  # What never counted changes nobody's totals.
            duties.settle(session, desk.committee, ended, now)
        return ended


_LAPSED: Final = frozenset({"expired", "automatic"})
"""The reasons Stripe gives for an authorisation that ended by itself; the others are somebody's decision."""


def _captured(desk: Desk, entry: Entry, payment: Payment, now: datetime) -> Entry:
    """Book money that was taken, with what has been given back of it or is disputed already.

    Money that came although it was to be let go, or not as much as was authorised, is shown to the treasurer (ENG-01).
    """
    touched = payment.disputed or payment.refunded.cents > 0
    told = desk.payments.adjustments(_intent(entry)) if touched else []
    whole = payment.received == entry.gift.amount
    with desk.database.writing() as session:
        judgement.hold(desk, session, [entry.keys])
        booked = ledger.move(
            session,
            entry,
            Status.CAPTURED,
            now,
            captured_at=now,
            looked_at=now,
            charge_id=payment.charge_id,
            balance_transaction_id=payment.balance_transaction_id,
            fee=payment.fee,
            rules=list(entry.rules) if whole else list(dict.fromkeys([*entry.rules, "ENG-01"])),
        )
        if entry.status is not Status.CAPTURING:
            told_of = f"Stripe captured this gift outside of the campaign's hands, while it was {entry.status}."
            duties.look(session, desk.committee, booked, told_of, now)
        if whole:
            _write(session, entry, "receipt", now)
        else:
            told_of = f"Stripe captured {payment.received} of this gift of {entry.gift.amount} (ENG-01)."
            duties.look(session, desk.committee, booked, told_of, now)
        if entry.status not in ledger.COUNTED:  # Money that was to be let go counts after all.
            duties.settle(session, desk.committee, booked, now)
        duties.open_card_work(session, desk.committee, booked, now)
        return _adjusted(session, desk.committee, booked, told, now)


def _intent(entry: Entry) -> str:
    if entry.payment_intent_id is None:
        raise ImpossibleMove("nothing is authorised")
    return entry.payment_intent_id


def _write(session: Session, entry: Entry, kind: str, now: datetime) -> None:
    outbox.put(
        session,
        key=f"{kind}:{entry.public_id}",
        kind=kind,
        to=entry.gift.contributor.email,
        facts={},
        now=now,
        contribution_id=entry.id,
    )


def refresh(desk: Desk, entry: Entry, now: datetime) -> None:
    """Read refunds, disputes and the fee of a payment as they are now.

    What was read is written down only when nobody wrote meanwhile, so that an older reading never overwrites a newer
    one. Raises `PaymentsUnavailable` when others would not stop writing.
    """
    if entry.payment_intent_id is None or entry.captured_at is None:
        return
    for _ in range(_STEPS_AT_MOST):
        payment = desk.payments.read_intent(entry.payment_intent_id)
        told = desk.payments.adjustments(entry.payment_intent_id)
        with desk.database.writing() as session:
            judgement.hold(desk, session, [entry.keys])
            fresh = ledger.take(session, entry.public_id)
            if fresh is None:
                raise NoSuchGift(entry.public_id)
            if fresh.readings == entry.readings:
                facts = {"balance_transaction_id": payment.balance_transaction_id, "fee": payment.fee}
                known = {name: value for name, value in facts.items() if value is not None}
                _adjusted(session, desk.committee, ledger.note(session, fresh, looked_at=now, **known), told, now)
                return
        entry = fresh
    raise PaymentsUnavailable("the refunds and disputes are being read by others")


def _adjusted(
    session: Session, committee: Committee, entry: Entry, told: list[PaymentAdjustment], now: datetime
) -> Entry:
    changed = False
    for each in told:
        named = Adjustment(each.kind, each.status, each.amount, each.own_ref or each.ref, each.at)
        # A refund is made when Stripe says, a dispute is lost when we hear of it.
        on = committee.local_date(now if each.status is AdjustmentStatus.LOST else each.at)
        changed |= ledger.adjust(session, entry, named, now, How(on, stripe_id=each.ref))
    noted = ledger.note(session, entry, readings=entry.readings + 1)
    if changed:  # A refund that failed late or a dispute that was won may bring an excess back.
        duties.settle(session, committee, noted, now)
    return noted
