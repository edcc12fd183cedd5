"""PaymentIntents: what may be done with one in which state, and the end of an authorisation."""

from donations.sandbox import balance, cards, reviews, shapes
from donations.sandbox.account import Account, merge_metadata
from donations.sandbox.errors import Json, invalid, not_played, unexpected_state
from donations.sandbox.schema import absent

AUTHORIZATION_SECONDS = 7 * 86400
_SMALLEST, _LARGEST = 50, 99_999_999
_CANCELABLE = ("requires_payment_method", "requires_capture", "requires_confirmation", "requires_action", "processing")
_PLAYED = {"allowed_payment_method_types", "amount", "automatic_payment_methods", "capture_method", "currency"}
_PLAYED |= {"description", "expand", "metadata", "receipt_email", "setup_future_usage", "statement_descriptor_suffix"}
_SHORTEST_PREFIX, _LONGEST_DESCRIPTOR = 5, 22


def create(account: Account, _id: str, params: Json) -> Json:
    """Make a PaymentIntent outside any Checkout Session; it waits for a payment method."""
    for param in params:
        if param not in _PLAYED:
            raise not_played(param)
    for param in ("amount", "currency"):
        if param not in params:
            raise absent(param)
    check_amount(params["amount"], params["currency"])
    check_suffix(params.get("statement_descriptor_suffix"), "statement_descriptor_suffix")
    intent = shapes.payment_intent(params["amount"], params["currency"], account.time(), params)
    account.store.insert(intent)
    account.emit("payment_intent.created", intent)
    return intent


def check_amount(amount: int, currency: str, param: str = "amount") -> None:
    """Raise ApiError unless the amount, in cents, can be charged."""
    if currency.lower() != "usd":
        raise invalid(f"Invalid currency: {currency[:10]}. The sandbox takes usd only.", "currency")
    if amount < _SMALLEST:
        raise invalid("Amount must be at least $0.50 usd", param, "amount_too_small")
    if amount > _LARGEST:
        raise invalid("Amount must be no more than $999,999.99", param, "amount_too_large")


def check_suffix(suffix: str | None, param: str) -> None:
    """Raise ApiError unless the text can stand on a statement after the shortest prefix an account may have."""
    if suffix is None:
        return
    longest = _LONGEST_DESCRIPTOR - _SHORTEST_PREFIX - len("* ")
    plain = suffix.isascii() and suffix.isprintable() and not set(suffix) & set("<>\\'\"*")
    if not plain or not any(letter.isalpha() for letter in suffix) or len(suffix) > longest:
        raise invalid(
            f"The statement descriptor suffix must hold a letter, have at most {longest} characters, "
            "and none of < > \\ ' \" *",
            param,
        )


def update(account: Account, intent_id: str, params: Json) -> Json:
    """Change what may be changed at any time."""
    for param in params:
        if param not in ("metadata", "description", "expand"):
            raise not_played(param)
    intent = account.find("payment_intent", intent_id, "intent")
    merge_metadata(intent, params)
    if "description" in params:
        intent["description"] = params["description"] or None
    account.store.save(intent)
    return intent


def capture(account: Account, intent_id: str, params: Json) -> Json:
    """Take money that is held; what is not taken is released."""
    intent = account.find("payment_intent", intent_id, "intent")
    if intent["status"] != "requires_capture":
        raise unexpected_state(
            f"This PaymentIntent could not be captured because it has a status of {intent['status']}. "
            "Only a PaymentIntent with one of the following statuses may be captured: requires_capture.",
            intent,
        )
    for param in params:
        if param not in ("amount_to_capture", "metadata", "expand", "statement_descriptor_suffix"):
            raise not_played(param)
    amount: int = params["amount_to_capture"] if "amount_to_capture" in params else intent["amount_capturable"]
    if amount > intent["amount_capturable"]:
        raise invalid(
            "The amount to capture is greater than the amount that can be captured.",
            "amount_to_capture",
            "amount_too_large",
        )
    check_amount(amount, intent["currency"], "amount_to_capture")
    check_suffix(params.get("statement_descriptor_suffix"), "statement_descriptor_suffix")
    merge_metadata(intent, params)
    paid = account.find("charge", intent["latest_charge"])
    account.emit("charge.captured", _settle(account, intent, paid, amount))
    account.emit("payment_intent.succeeded", intent)
    return intent


def _settle(account: Account, intent: Json, paid: Json, amount: int) -> Json:
    """Book the money: the charge is captured, the PaymentIntent has succeeded."""
    paid.update(captured=True, amount_captured=amount)
    account.store.save(paid)
    if account.late_balance:
        account.schedule("fill_balance", paid["id"], account.time() + 1)
    else:
        paid = book(account, paid)
    intent.update(
        status="succeeded", amount_capturable=0, amount_received=amount, payment_method=paid["payment_method"]
    )
    account.store.save(intent)
    _mark_sessions_paid(account, intent)
    card = cards.by_fingerprint(paid["payment_method_details"]["card"]["fingerprint"])
    if card.afterwards:
        account.schedule(card.afterwards, paid["id"], account.time())
    return paid


def settle_at_once(account: Account, intent: Json, paid: Json) -> Json:
    """Book a payment that is captured as soon as it is authorised."""
    return _settle(account, intent, paid, intent["amount"])


def book(account: Account, paid: Json) -> Json:
    """Give a captured charge its balance transaction."""
    at_once = cards.by_fingerprint(paid["payment_method_details"]["card"]["fingerprint"]).available_at_once
    amount = paid["amount_captured"]
    moved = balance.move(account, "charge", paid["id"], amount=amount, cost=balance.fee(amount), at_once=at_once)
    paid["balance_transaction"] = moved["id"]
    account.store.save(paid)
    return paid


def _mark_sessions_paid(account: Account, intent: Json) -> None:
    session_id = account.store.note(intent["id"]).get("session")
    if session_id:
        session = account.find("checkout.session", session_id)
        account.store.save({**session, "payment_status": "paid"})


def cancel(account: Account, intent_id: str, params: Json) -> Json:
    """Give up a payment; money that is held is released, without a refund."""
    intent = account.find("payment_intent", intent_id, "intent")
    if intent["status"] not in _CANCELABLE:
        raise unexpected_state(
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}. "
            f"Only a PaymentIntent with one of the following statuses may be canceled: {', '.join(_CANCELABLE)}.",
            intent,
        )
    session_id = account.store.note(intent["id"]).get("session")
    if session_id and account.find("checkout.session", session_id)["status"] == "open":
        raise unexpected_state(
            "You cannot cancel the PaymentIntent of an open Checkout Session. Expire the Checkout Session instead.",
            intent,
        )
    return end(account, intent, params.get("cancellation_reason"))


def end(account: Account, intent: Json, reason: str | None) -> Json:
    """Put the PaymentIntent into its cancelled state."""
    intent.update(
        status="canceled",
        canceled_at=account.time(),
        cancellation_reason=reason,
        amount_capturable=0,
        next_action=None,
    )
    account.store.save(intent)
    account.emit("payment_intent.canceled", intent)
    reviews.close_for(account, intent, "canceled")
    return intent


def expire(account: Account, intent_id: str) -> None:
    """Let an authorisation that was not captured in time lapse, as its issuer does."""
    intent = account.find("payment_intent", intent_id)
    if intent["status"] == "requires_capture":
        account.emit("charge.expired", account.find("charge", intent["latest_charge"]))
        end(account, intent, "expired")
