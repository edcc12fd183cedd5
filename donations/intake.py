"""Take a contribution in at the web form: judge it, keep it, and open a card page for it.

Nothing is charged here, and a form holds no room under anybody's limit (LIM-14): the room is taken in `settlement`,
once the money is really authorised. No call to Stripe happens inside a transaction.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from compliance import review, wording
from compliance.committee import PrepaidCards
from compliance.contribution import Contribution, Standing
from compliance.finding import Finding
from donations import judgement, ledger, outbox, settlement
from donations.desk import Desk
from donations.judgement import Judgement
from donations.ledger import Entry, NewGift, Status
from donations.payments import SESSION_LIFE, Order, PaymentsRefused, PaymentsUnavailable, SessionStatus

_LONGEST_TITLE: Final = 250
_GLANCES: Final = 40
_GLANCE_SECONDS: Final = 0.2
UNPAID: Final = frozenset({Status.DRAFT, Status.CHECKOUT_OPEN, Status.EXPIRED})


class AlreadyPaid(Exception):
    """The gift that was to be tried again is paid meanwhile; it goes on in `settlement`."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a person sent by the form, as far as it has a shape.

    `submission` names the form, so that the same form sent twice is one gift; `resumes` is the public id of the unpaid
    gift that the person tries again.
    """

    gift: Contribution
    submission: str
    resumes: str | None = None
    phone: str = ""
    updates: bool = False
    source: str = ""
    unread_amount: str | None = None
    unreadable: tuple[str, ...] = ()


def judge(desk: Desk, offer: Offer, now: datetime) -> Judgement:
    """Ask the law about an offer; nothing is kept."""
    with desk.database.reading() as session:
        return judgement.judge(
            session,
            desk.committee,
            offer.gift,
            now,
            unread_amount=offer.unread_amount,
            unreadable=offer.unreadable,
        )


def known_submission(desk: Desk, submission: str) -> Entry | None:
    """Find the gift that this very form has made already."""
    with desk.database.reading() as session:
        return ledger.by_submission(session, submission)


def is_paid(desk: Desk, public_id: str) -> bool:
    """Whether the books know that a gift can no longer be tried again."""
    with desk.database.reading() as session:
        entry = ledger.find(session, public_id)
    return entry is not None and entry.status not in UNPAID


def declines(desk: Desk, public_ids: Sequence[str]) -> int:
    """How many cards were declined for these gifts, taken together: one browser's own."""
    with desk.database.reading() as session:
        return sum(entry.declines for entry in ledger.by_refs(session, public_ids))


def keep(desk: Desk, offer: Offer, judged: Judgement, now: datetime) -> Entry:
    """Keep an offer that nothing bars, and its judgement; the same form again gives the gift it made.

    The old card page of a gift that is tried again is closed first, so that nobody can pay an amount there that is no
    longer in the books. Raises `AlreadyPaid`, `PaymentsUnavailable` or `PaymentsRefused`.
    """
    gift = offer.gift
    if offer.resumes:
        _leave_old_page(desk, offer.resumes)
    new = NewGift(
        gift=gift,
        keys=judgement.keys(gift.contributor),
        counted_election=judgement.counted_election(desk.committee, gift),
        submission=offer.submission,
        phone=offer.phone,
        updates=offer.updates,
        source=offer.source,
    )
    with desk.database.writing() as session:
        desk.database.lock(session, [f"form:{offer.submission}"])
        made = ledger.by_submission(session, offer.submission)
        if made is not None:
            return made
        entry = ledger.take(session, offer.resumes) if offer.resumes else None
        if entry is not None and entry.status not in UNPAID:
            raise AlreadyPaid
        entry = ledger.revise(session, entry, new, now) if entry else ledger.offer(session, new, now)
        ledger.decide(session, entry, judged.record("offered"), now)
        return entry


def open_card_page(desk: Desk, public_id: str, now: datetime) -> Entry:
    """Give an unpaid gift a card page, closing the one it had; answers the gift as it then stands.

    A gift whose old page turns out to be paid goes on in `settlement`. Raises `PaymentsUnavailable` or
    `PaymentsRefused`; the gift is kept, and a further try is a new attempt.
    """
    with desk.database.reading() as session:
        entry = ledger.find(session, public_id)
    if entry is None or entry.status not in UNPAID:
        raise ledger.ImpossibleMove("only an unpaid gift has a card page")
    if not _close_old_page(desk, entry):
        return settlement.advance(desk, public_id, now)
    asked = _next_attempt(desk, entry, now)
    if asked is None:
        entry = _page_of_other_hand(desk, public_id)
        if entry.checkout_session_id or entry.status not in UNPAID:
            return entry
        asked = _next_attempt(desk, entry, now)  # That hand has let go of it.
    return _opened(desk, asked, now) if asked else entry


def _next_attempt(desk: Desk, entry: Entry, now: datetime) -> Entry | None:
    """Count one more attempt at a card page; None when another hand has counted one since `entry` was read."""
    with desk.database.writing() as session:
        fresh = ledger.take(session, entry.public_id)
        if fresh is None or fresh.status not in UNPAID:
            return None
        # The page that was closed is the one that was read; one that came since is open, and is the one to show.
        if (fresh.attempt, fresh.checkout_session_id) != (entry.attempt, entry.checkout_session_id):
            return None
        return ledger.note(
            session,
            fresh,
            attempt=fresh.attempt + 1,
            checkout_session_id=None,
            checkout_url=None,
            checkout_expires_at=(now + SESSION_LIFE).replace(microsecond=0),
        )


def _opened(desk: Desk, entry: Entry, now: datetime) -> Entry:
    page = desk.payments.start(_order(desk, entry))
    with desk.database.writing() as session:
        fresh = ledger.take(session, entry.public_id)
        if fresh is None:
            return entry
        # A page that asks for what is no longer offered is shown to nobody, so nobody can pay it.
        if fresh.status not in UNPAID or (fresh.attempt, fresh.gift) != (entry.attempt, entry.gift):
            return fresh
        facts: dict[str, Any] = {"checkout_session_id": page.session_id, "checkout_url": page.url, "looked_at": None}
        if fresh.status is Status.CHECKOUT_OPEN:
            return ledger.note(session, fresh, **facts)
        return ledger.move(session, fresh, Status.CHECKOUT_OPEN, now, **facts)


def _page_of_other_hand(desk: Desk, public_id: str) -> Entry:
    """Wait a moment for the card page that another request is opening: the first press of a double one.

    No transaction is open meanwhile: the other hand has to write.
    """
    pause = threading.Event()
    for _ in range(_GLANCES):
        entry = settlement.read(desk, public_id)
        if entry.checkout_url or entry.status not in UNPAID:
            break
        pause.wait(_GLANCE_SECONDS)
    return entry


def tell_details(desk: Desk, judged: Judgement, now: datetime) -> int:
    """Write to the e-mail address on file what the page may not say (ENG-05); says how many letters that makes.

    Figures go out only where the whole history stands under one address, and all of it was really given: an address
    that a stranger brought in with a gift of a dollar, or one that is only held, is told nothing.
    """
    gift, remaining = judged.case.gift, judged.remaining
    election = desk.committee.election(judgement.counted_election(desk.committee, gift))
    on_file = {
        judgement.keys(each.contributor).email: each.contributor for each in judged.case.prior if each.contributor.email
    }
    if len(on_file) > 1 or any(each.standing is not Standing.COMPLETED for each in judged.case.prior):
        return 0
    facts: dict[str, int | str] = {
        "amount": gift.amount.cents,
        "remaining": remaining.cents if remaining is not None else 0,
        "cap": review.limit_in_force(desk.committee, gift.made_on).amount.cents,
        "election": wording.for_election(election) if election else "",
    }
    with desk.database.writing() as session:
        for person in on_file.values():
            key = f"details:{person.email}:{now.isoformat()}"
            name = f"{person.first_name} {person.last_name}".strip()
            outbox.put(session, key=key, kind="details", to=person.email, facts={**facts, "name": name}, now=now)
    return len(on_file)


def visible(findings: tuple[Finding, ...], *, known: bool) -> list[Finding]:
    """The barring findings that a page may show to this person: what the history decided only to a proved one.

    That occupation and employer are needed is asked of everyone, because the law has us ask before charging (IDN-03).
    """
    barring = [finding for finding in findings if finding.kind in judgement.BARRING]
    return [finding for finding in barring if known or not finding.from_history or finding.rule in {"IDN-03", "IDN-04"}]


def _leave_old_page(desk: Desk, public_id: str) -> None:
    with desk.database.reading() as session:
        entry = ledger.find(session, public_id)
    if entry is not None and (entry.status not in UNPAID or not _close_old_page(desk, entry)):
        raise AlreadyPaid


def _close_old_page(desk: Desk, entry: Entry) -> bool:
    """Close the page of the attempt before; False when it is paid, so that no second one may be opened.

    Raises `PaymentsUnavailable` while it stays open.
    """
    if entry.checkout_session_id is None or entry.status is Status.EXPIRED:
        return True
    try:
        desk.payments.expire(entry.checkout_session_id)
    except PaymentsRefused:
        found = desk.payments.read(entry.checkout_session_id).session
        if found is SessionStatus.OPEN:  # It may still be paid: another beside it could be paid, too.
            raise PaymentsUnavailable("a card page that is open cannot be closed") from None
        return found is SessionStatus.EXPIRED
    return True


def _order(desk: Desk, entry: Entry) -> Order:
    if entry.checkout_expires_at is None:
        raise ledger.ImpossibleMove("the attempt has no end")
    election = desk.committee.election(entry.counted_election)
    named = f" ({election.name} {election.on.year})" if election else ""
    return Order(
        public_id=entry.public_id,
        amount=entry.gift.amount,
        title=f"Contribution to {desk.committee.name}{named}"[:_LONGEST_TITLE],
        email=entry.gift.contributor.email,
        key=f"{entry.public_id}:checkout:{entry.attempt}",
        expires_at=entry.checkout_expires_at,
        success_url=f"{desk.site}/gifts/{entry.public_id}",
        cancel_url=f"{desk.site}/give?from={entry.public_id}",
        statement_suffix=_statement(election.name if election else "", entry.counted_election),
        refuse_prepaid=desk.committee.prepaid_cards is PrepaidCards.REFUSE,
    )


def _statement(name: str, code: str) -> str:
    return f"{name.partition(' ')[0][:7].upper()}{code[-2:]}" or "GIFT"
