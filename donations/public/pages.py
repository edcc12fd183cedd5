"""What the donor's pages show: the books' facts, put as a page needs them, with nobody's name."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from email_validator import EmailNotValidError, validate_email
from flask import url_for
from itsdangerous import URLSafeTimedSerializer

from compliance.contribution import AdjustmentKind, AdjustmentStatus
from compliance.money import AmountError, Money
from donations import correspondence, visitors
from donations.context import Context
from donations.desk import Entry, Status
from donations.public import give as giving
from donations.public.forms import DonationForm, Problem

_GLANCE: Final = timedelta(seconds=2)
_UNSURE_SECONDS: Final = 5
_MOVING: Final = frozenset({Status.AUTHORIZED, Status.CAPTURING, Status.CANCELING})
_PHASES: Final = {
    Status.DRAFT: "open",
    Status.CHECKOUT_OPEN: "open",
    Status.AUTHORIZED: "checking",
    Status.CAPTURING: "checking",
    Status.CANCELING: "checking",
    Status.HELD: "held",
    Status.CAPTURED: "received",
    Status.SETTLED: "received",
    Status.CANCELED: "not_taken",
    Status.AUTHORIZATION_EXPIRED: "not_taken",
    Status.EXPIRED: "ended",
    Status.RECEIVED: "received",
    Status.DEPOSITED: "received",
    Status.BOUNCED: "not_taken",
    Status.RETURNED: "not_taken",
}


@dataclass(frozen=True, slots=True)
class GiftPage:
    """What the page of a gift shows."""

    id: str
    reference: str
    amount: Money
    election_words: str
    phase: str
    made_on: date | None
    held_until: str | None
    reasons: list[str]
    rules: list[str]
    resume_url: str | None
    refresh: int | None
    receipt_url: str | None
    mail_copy_url: str | None
    adjustments: list[tuple[str, Money]]


def gift_page(here: Context, entry: Entry, *, own: bool, sure: bool = True) -> GiftPage:
    """Put a gift on its page; papers with a name on them are linked for the browser that made it alone.

    Where it is not `sure` what Stripe has, a page whose card page was open waits, and says nothing of the card.
    """
    phase = _PHASES[entry.status]
    waits = phase == "checking" or (phase == "open" and not sure)
    if waits:
        phase = "checking"
    received = phase == "received"
    token = links(here).dumps(entry.public_id)
    mailed = own and received and correspondence.copy_of_receipt(here.desk, here.mailer, entry)
    return GiftPage(
        id=entry.public_id,
        reference=correspondence.reference(entry),
        amount=entry.gift.amount,
        election_words=correspondence.election_words(here.settings.committee, entry),
        phase=phase,
        made_on=entry.gift.made_on if entry.authorized_at else None,
        held_until=correspondence.held_until(here.settings.committee, entry) if phase == "held" else None,
        reasons=correspondence.reasons(here.desk, entry) if phase in {"held", "not_taken"} else [],
        rules=list(entry.rules) if phase in {"held", "not_taken"} else [],
        resume_url=None if waits else _resume_url(here, entry, own=own),
        refresh=(2 if sure else _UNSURE_SECONDS) if waits else None,
        receipt_url=url_for("public.receipt", public_id=entry.public_id, token=token) if own and received else None,
        mail_copy_url=url_for("public.mail_copy", public_id=entry.public_id, token=token) if mailed else None,
        adjustments=[(_words(each.kind, each.status), each.amount) for each in entry.gift.adjustments],
    )


def gift_state(entry: Entry) -> dict[str, Any]:
    """The state of a gift for programs: the payment's status, and refunds and disputes beside it."""
    return {
        "id": entry.public_id,
        "status": entry.status.value,
        "amount_cents": entry.gift.amount.cents,
        "election": entry.counted_election,
        "rules": list(entry.rules),
        "adjustments": [
            {"kind": each.kind.value, "status": each.status.value, "amount_cents": each.amount.cents}
            for each in entry.gift.adjustments
        ],
    }


def _words(kind: AdjustmentKind, status: AdjustmentStatus) -> str:
    return f"{kind.value.capitalize()}, {status.value}"


def _resume_url(here: Context, entry: Entry, *, own: bool) -> str | None:
    if entry.status is Status.CHECKOUT_OPEN and own and still_open(entry, here.now()):
        return entry.checkout_url
    if entry.status in {Status.DRAFT, Status.CHECKOUT_OPEN, Status.EXPIRED} and own:
        return f"{url_for('public.give')}?from={entry.public_id}"
    if entry.status in {Status.CANCELED, Status.AUTHORIZATION_EXPIRED}:
        return url_for("public.give")
    return None


def still_open(entry: Entry, now: datetime) -> bool:
    """Whether a card page can still be used, with a minute to spare."""
    return entry.checkout_expires_at is not None and now < entry.checkout_expires_at - timedelta(minutes=1)


def worth_a_look(entry: Entry, now: datetime) -> bool:
    """Whether asking Stripe may tell something new: not for what is done, and not twice in two seconds."""
    if entry.status is Status.CHECKOUT_OPEN or entry.status in _MOVING:
        return entry.looked_at is None or now - entry.looked_at >= _GLANCE
    return entry.status is Status.HELD and (entry.looked_at is None or now - entry.looked_at >= timedelta(minutes=5))


def how_it_ended(entry: Entry) -> str:
    """Why a person is back at the form."""
    if entry.declines:
        return "declined"
    return "expired" if entry.status is Status.EXPIRED else "left"


def form_for(here: Context, entry: Entry) -> DonationForm:
    """The form with all the answers of an unpaid gift."""
    gift, person, ticked = entry.gift, entry.gift.contributor, entry.gift.attestation
    answers: dict[str, str | bool] = {
        **amount_answers(gift.amount, here.settings.page.presets),
        "election": gift.election or "",
        "first_name": person.first_name,
        "middle_name": person.middle_name,
        "last_name": person.last_name,
        "suffix": person.suffix,
        "email": person.email,
        "phone": entry.phone,
        "address1": person.address.line1,
        "address2": person.address.line2,
        "city": person.address.city,
        "state": person.address.state,
        "postal_code": person.address.postal_code,
        "country": person.address.country,
        "work": gift.work or "",
        "occupation": gift.occupation,
        "employer": gift.employer,
        "message": gift.message,
        "updates": entry.updates,
        "source": entry.source,
        "attest_citizenship": bool(ticked and ticked.citizenship),
        "attest_own_funds": bool(ticked and ticked.own_funds),
        "attest_personal_card": bool(ticked and ticked.personal_card),
        "attest_age": bool(ticked and ticked.age),
        "attest_not_contractor": bool(ticked and ticked.not_contractor),
    }
    return DonationForm.from_answers(answers, committee=here.settings.committee, presets=here.settings.page.presets)


def amount_answers(amount: Money, presets: tuple[Money, ...]) -> dict[str, str | bool]:
    """An amount as the form holds it: a preset where it is one, else typed."""
    figure = amount.plain.removesuffix(".00")
    return {"preset": figure} if amount in presets else {"preset": "other", "amount": figure}


def linked_answers(amount: str, source: str, presets: tuple[Money, ...]) -> dict[str, str | bool]:
    """What a link may set: an amount, which stays editable, and where the visitor came from."""
    try:
        set_amount = amount_answers(Money.parse(amount), presets) if amount else {}
    except AmountError:
        set_amount = {}
    return {**set_amount, "source": source}


# Papers --------------------------------------------------------------------------------------------------------------


def links(here: Context) -> URLSafeTimedSerializer:
    """What signs the links to a gift's papers."""
    return URLSafeTimedSerializer(here.settings.secret_key, salt="papers")


# Proof of e-mail -----------------------------------------------------------------------------------------------------


def ask_for_proof(here: Context, typed: str) -> list[Problem]:
    """Mail a one-time link to an address; within limits, and with one answer for every address."""
    try:
        address = validate_email(
            typed.strip(), check_deliverability=False, test_environment=True, allow_smtputf8=False
        ).normalized
    except EmailNotValidError:
        return [Problem("email", "Enter your e-mail address, like name@example.org.", "ENG-05")]
    most = here.settings.limits.proofs_per_email
    visitors.ask_for_proof(here.desk, giving.visitor(here), address, here.now(), most=most)
    return []


def use_proof(here: Context, token: str) -> bool:
    """Use a link up and mark this browser; False when it no longer works."""
    email_key = visitors.use_proof(here.desk, token, here.now())
    if email_key is None:
        return False
    giving.mark_proved(here, email_key)
    return True
