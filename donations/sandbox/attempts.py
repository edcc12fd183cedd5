"""An attempt to pay a Checkout Session with a card, as typed on the card page.

Decides what Stripe's page and the issuer would: field errors, a captcha, 3-D Secure, a decline or an authorisation.
The number is looked up among the published test cards and then forgotten.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from donations.sandbox import cards, intents, reviews, sessions, shapes
from donations.sandbox.account import Account
from donations.sandbox.cards import Card
from donations.sandbox.errors import Json

Status = Literal["complete", "declined", "invalid", "captcha", "requires_action", "closed"]

_EXPIRY = re.compile(r"([0-9]{1,2})\s*/?\s*([0-9]{2}|[0-9]{4})")
_ZIP = re.compile(r"[0-9]{5}(-?[0-9]{4})?")
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class CardEntry:
    """What the donor types on the card page."""

    number: str = field(repr=False)
    exp: str = field(repr=False)
    cvc: str = field(repr=False)
    name: str = ""
    line1: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = "US"
    email: str = ""


@dataclass(frozen=True, slots=True)
class PaymentResult:
    """What came of it; on `captcha` and `requires_action` the donor has one more page to pass."""

    status: Status
    session_id: str
    payment_intent: str | None = None
    redirect_url: str | None = None
    """Where the donor's browser goes, once the payment is complete."""
    message: str | None = None
    code: str | None = None
    decline_code: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    """Field errors by the field's name, when the status is `invalid`."""
    event_id: str | None = None
    """The event that told of the completion."""


def submit(account: Account, session_id: str, entry: CardEntry) -> PaymentResult:
    """Take the card page's form."""
    session = account.find("checkout.session", session_id, "session")
    if session["status"] != "open":
        return PaymentResult("closed", session_id, session["payment_intent"])
    typed, errors = _typed(entry, session, account.now())
    card = cards.by_number(_digits(entry.number))
    errors = {**_number_errors(entry, card, session), **errors}
    if errors or card is None:
        return PaymentResult("invalid", session_id, session["payment_intent"], errors=errors)
    if card.captcha:
        _remember(account, session, {"step": "captcha", "card": card.fingerprint, "typed": typed})
        return PaymentResult("captcha", session_id, session["payment_intent"])
    return _confirm(account, session, card, typed)


def pass_captcha(account: Account, session_id: str) -> PaymentResult:
    """Go on with an attempt that waited for the captcha."""
    session = account.find("checkout.session", session_id, "session")
    pending = waiting(account, session, "captcha")
    if pending is None:
        return PaymentResult("closed", session_id, session["payment_intent"])
    _remember(account, session, None)
    return _confirm(account, session, cards.by_fingerprint(pending["card"]), pending["typed"])


def authenticate(account: Account, session_id: str, *, passed: bool) -> PaymentResult:
    """Go on with an attempt that waited for 3-D Secure."""
    session = account.find("checkout.session", session_id, "session")
    pending = waiting(account, session, "authenticate")
    if pending is None:
        return PaymentResult("closed", session_id, session["payment_intent"])
    _remember(account, session, None)
    card = cards.by_fingerprint(pending["card"])
    intent = account.find("payment_intent", session["payment_intent"])
    method = account.find("payment_method", pending["method"])
    intent["next_action"] = None
    if not passed:
        return _fail(account, session, intent, method, Failure("payment_intent_authentication_failure"))
    return _charge(account, session, intent, method, card)


def waiting(account: Account, session: Json, step: str) -> Json | None:
    """Answer the attempt of an open session that waits at this step, or None."""
    pending: Json | None = account.store.note(session["id"]).get("pending")
    return pending if pending and pending["step"] == step and session["status"] == "open" else None


def _remember(account: Account, session: Json, pending: Json | None) -> None:
    account.store.save_note(session["id"], {**account.store.note(session["id"]), "pending": pending})


def _digits(number: str) -> str:
    return re.sub(r"[\s-]", "", number)


def _number_errors(entry: CardEntry, card: Card | None, session: Json) -> dict[str, str]:
    number = _digits(entry.number)
    if not number:
        return {"number": "Enter the card number."}
    if card is None:
        known = "This is a test page: use one of the test numbers listed below, never a real card."
        return {"number": known if cards.passes_luhn(number) else "Your card number is invalid."}
    errors = {}
    restrictions = session["payment_method_options"]["card"].get("restrictions") or {}
    if card.funding in restrictions.get("funding_types_blocked", []):
        errors["number"] = f"{card.funding.capitalize()} cards are not accepted here. Use a different card."
    if card.brand in restrictions.get("brands_blocked", []):
        errors["number"] = "Cards of this brand are not accepted here. Use a different card."
    if len(entry.cvc) != card.cvc_length or not (entry.cvc.isascii() and entry.cvc.isdigit()):
        errors["cvc"] = f"Your card's security code has {card.cvc_length} digits."
    return errors


def _typed(entry: CardEntry, session: Json, now: datetime) -> tuple[Json, dict[str, str]]:
    """Answer what is kept of the form, and what is wrong with it besides the number."""
    errors: dict[str, str] = {}
    month, year = _expiry(entry.exp, now, errors)
    needed = {"name": "the name on the card", "country": "the country"}
    if entry.country == "US":
        needed["zip"] = "the ZIP code"
    if session["billing_address_collection"] == "required":
        needed |= {"line1": "the street address", "city": "the city"}
        needed |= {"state": "the state"} if entry.country == "US" else {}
    for name, what in needed.items():
        if not getattr(entry, name).strip():
            errors[name] = f"Enter {what}."
    if entry.country == "US" and entry.zip.strip() and not _ZIP.fullmatch(entry.zip.strip()):
        errors["zip"] = "Your ZIP code is invalid."
    place = {"line1": entry.line1, "city": entry.city, "state": entry.state, "postal_code": entry.zip}
    stripped = {name: value.strip()[:200] for name, value in place.items()}
    billing = {
        "address": shapes.address({**stripped, "country": entry.country}),
        "email": session["customer_email"] or entry.email.strip() or None,
        "name": entry.name.strip()[:200],
        "phone": None,
        "tax_id": None,
    }
    return {"billing_details": billing, "exp_month": month, "exp_year": year}, errors


def _expiry(text: str, now: datetime, errors: dict[str, str]) -> tuple[int, int]:
    matched = _EXPIRY.fullmatch(text.strip())
    month, year = (int(matched[1]), int(matched[2])) if matched else (0, 0)
    year += 2000 if year < 100 else 0  # noqa: PLR2004 - two digits
    today = now.astimezone(UTC)
    if not 1 <= month <= _DECEMBER:
        errors["exp"] = "Your card's expiration date is incomplete."
    elif (year, month) < (today.year, today.month):
        errors["exp"] = "Your card's expiration date is in the past."
    elif year > today.year + 50:
        errors["exp"] = "Your card's expiration year is invalid."
    return month, year


def _confirm(account: Account, session: Json, card: Card, typed: Json) -> PaymentResult:
    intent = _intent(account, session)
    method = shapes.payment_method(card, typed, account.time())
    account.store.insert(method)
    if card.three_d_secure != "required":
        return _charge(account, session, intent, method, card)
    page = f"{account.base_url}{sessions.PAGE}{session['id']}/authenticate"
    action = {"type": "redirect_to_url", "redirect_to_url": {"return_url": session["success_url"], "url": page}}
    intent.update(status="requires_action", payment_method=method["id"], next_action=action, last_payment_error=None)
    account.store.save(intent)
    account.emit("payment_intent.requires_action", intent)
    _remember(account, session, {"step": "authenticate", "card": card.fingerprint, "method": method["id"]})
    return PaymentResult("requires_action", session["id"], intent["id"])


def _intent(account: Account, session: Json) -> Json:
    """Answer the session's PaymentIntent; the first attempt makes it."""
    intent = account.linked("payment_intent", session, "payment_intent")
    if intent is None:
        data = account.store.note(session["id"])["payment_intent_data"]
        intent = shapes.payment_intent(session["amount_total"], session["currency"], account.time(), data)
        account.store.insert(intent, {"session": session["id"]})
        account.emit("payment_intent.created", intent)
        session["payment_intent"] = intent["id"]
        account.store.save(session)
    return intent


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt failed."""

    code: str
    decline_code: str | None = None
    charge: str | None = None

    @property
    def message(self) -> str:
        """What the donor is told."""
        return cards.decline_message(self.code, self.decline_code)


def _charge(account: Account, session: Json, intent: Json, method: Json, card: Card) -> PaymentResult:
    failure = _failure(account, card)
    manual = intent["capture_method"] == "manual"
    held_until = account.time() + intents.AUTHORIZATION_SECONDS if manual and failure is None else None
    authenticated = shapes.AUTHENTICATED if card.three_d_secure == "required" else None
    paid = shapes.charge(intent, method, account.time())
    details = shapes.charge_card(intent, method, held_until, authenticated)
    paid["payment_method_details"] = {"card": details, "type": "card"}
    code, decline_code = (failure.code, failure.decline_code) if failure else (None, None)
    paid["outcome"] = shapes.outcome(card, code=code, decline_code=decline_code)
    intent["latest_charge"] = paid["id"]
    if failure is not None:
        paid.update(status="failed", paid=False, failure_code=failure.code, failure_message=failure.message)
        account.store.insert(paid)
        account.emit("charge.failed", paid)
        return _fail(account, session, intent, method, replace(failure, charge=paid["id"]))
    return _succeed(account, session, intent, method, paid)


def _failure(account: Account, card: Card) -> Failure | None:
    if card.code is not None:
        return Failure(card.code, card.decline_code or ("generic_decline" if card.code == "card_declined" else None))
    if card.risk_level == "highest" and account.blocks_highest_risk:
        return Failure("card_declined", "fraudulent")
    return None


def _fail(account: Account, session: Json, intent: Json, method: Json, failure: Failure) -> PaymentResult:
    three_d_secure = failure.code == "payment_intent_authentication_failure"
    error = {
        "type": "invalid_request_error" if three_d_secure else "card_error",
        "charge": failure.charge,
        "code": failure.code,
        "decline_code": failure.decline_code,
        "doc_url": f"https://docs.stripe.com/error-codes/{failure.code.replace('_', '-')}",
        "message": failure.message,
        "payment_method": method,
    }
    told = {name: value for name, value in error.items() if value is not None}
    intent.update(status="requires_payment_method", payment_method=None, next_action=None, last_payment_error=told)
    account.store.save(intent)
    account.emit("payment_intent.payment_failed", intent)
    return PaymentResult(
        "declined",
        session["id"],
        intent["id"],
        message=failure.message,
        code=failure.code,
        decline_code=failure.decline_code,
    )


def _succeed(account: Account, session: Json, intent: Json, method: Json, paid: Json) -> PaymentResult:
    account.store.insert(paid)
    intent.update(payment_method=method["id"], next_action=None, last_payment_error=None)
    if paid["outcome"]["type"] == "manual_review":
        reviews.open_for(account, intent, paid)
        account.store.save(paid)
    if intent["capture_method"] == "manual":
        intent.update(status="requires_capture", amount_capturable=intent["amount"])
        account.store.save(intent)
        account.schedule("expire_authorization", intent["id"], account.time() + intents.AUTHORIZATION_SECONDS)
        account.emit("charge.succeeded", paid)
        account.emit("payment_intent.amount_capturable_updated", intent)
    else:
        account.emit("charge.succeeded", intents.settle_at_once(account, intent, paid))
        account.emit("payment_intent.succeeded", intent)
    # Booking may have touched the session, so it is read again.
    current = account.find("checkout.session", session["id"])
    event_id = sessions.complete(account, current, intent, paid["billing_details"])
    url = session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])
    return PaymentResult("complete", session["id"], intent["id"], redirect_url=url, event_id=event_id)
