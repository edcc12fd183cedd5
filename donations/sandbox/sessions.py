"""Checkout Sessions: made open, completed by the card page, or expired."""

from typing import Any
from urllib.parse import urlsplit

from donations.sandbox import ids, intents
from donations.sandbox.account import Account, merge_metadata
from donations.sandbox.errors import Json, invalid, not_played
from donations.sandbox.schema import absent

PAGE = "/c/pay/"
_SHORTEST, _LONGEST = 30 * 60, 24 * 3600
_NOT_PLAYED = {
    "after_expiration",
    "automatic_tax",
    "consent_collection",
    "custom_fields",
    "customer",
    "customer_account",
}
_NOT_PLAYED |= {"customer_update", "discounts", "invoice_creation", "managed_payments", "optional_items", "permissions"}
_NOT_PLAYED |= {"payment_method_data", "return_url", "setup_intent_data", "shipping_address_collection"}
_NOT_PLAYED |= {"shipping_options", "subscription_data", "tax_id_collection"}
# Settings that a session repeats as they were given, with what stands there when they were not.
_REPEATED: Json = {
    "adaptive_pricing": {"enabled": False},
    "allow_promotion_codes": None,
    "allowed_payment_method_types": None,
    "billing_address_collection": None,
    "branding_settings": None,
    "cancel_url": None,
    "client_reference_id": None,
    "customer_creation": "if_required",
    "customer_email": None,
    "excluded_payment_method_types": None,
    "integration_identifier": None,
    "locale": None,
    "metadata": {},
    "origin_context": None,
    "payment_method_collection": "if_required",
    "redirect_on_completion": None,
    "saved_payment_method_options": None,
    "submit_type": None,
    "success_url": None,
}


def create(account: Account, _id: str, params: Json) -> Json:
    """Make an open session with a card page; it has no PaymentIntent before the first attempt to pay."""
    _refuse_unplayed(params)
    items = [_item(account, line, place) for place, line in enumerate(params.get("line_items", []))]
    if not items:
        raise absent("line_items")
    total = sum(item["amount_total"] for item in items)
    intents.check_amount(total, items[0]["currency"], "line_items")
    _check(account, params)
    session = _session(account, params, total)
    note = {"line_items": items, "payment_intent_data": params.get("payment_intent_data", {})}
    account.store.insert(session, note)
    account.schedule("expire_session", session["id"], session["expires_at"])
    return session


def _refuse_unplayed(params: Json) -> None:
    for param in sorted(params):
        if param in _NOT_PLAYED:
            raise not_played(param)
    if params.get("mode", "payment") != "payment":
        raise not_played(f"mode={params['mode']}")
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise not_played(f"ui_mode={params['ui_mode']}")
    if params.get("customer_creation") == "always":
        raise not_played("customer_creation=always")
    if params.get("adaptive_pricing", {}).get("enabled"):
        raise not_played("adaptive_pricing[enabled]")
    allowed = params.get("allowed_payment_method_types", ["card"])
    if "card" not in allowed or "card" in params.get("excluded_payment_method_types", []):
        raise invalid(
            "No valid payment method types for this Checkout Session. The sandbox offers cards.",
            "allowed_payment_method_types",
        )
    known = (
        "capture_method",
        "description",
        "metadata",
        "receipt_email",
        "setup_future_usage",
        "statement_descriptor_suffix",
    )
    for param in params.get("payment_intent_data", {}):
        if param not in known:
            raise not_played(f"payment_intent_data[{param}]")


def _item(account: Account, line: Json, place: int) -> Json:
    path = f"line_items[{place}]"
    if "price" in line:
        raise invalid(f"No such price: '{line['price'][:80]}'", f"{path}[price]", "resource_missing")
    for param in line:
        if param not in ("price_data", "quantity", "metadata"):
            raise not_played(f"{path}[{param}]")
    if "price_data" not in line or "quantity" not in line:
        raise absent(f"{path}[{'quantity' if 'price_data' in line else 'price_data'}]")
    price = line["price_data"]
    unit, product = price.get("unit_amount"), price.get("product_data", {})
    if unit is None or "name" not in product:
        raise absent(f"{path}[price_data][{'unit_amount' if unit is None else 'product_data'}]")
    if unit < 0 or line["quantity"] < 1:
        raise invalid("Invalid non-negative integer", f"{path}[price_data][unit_amount]", "parameter_invalid_integer")
    if "recurring" in price:
        raise not_played(f"{path}[price_data][recurring]")
    return {
        "id": ids.new("li"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": unit * line["quantity"],
        "amount_tax": 0,
        "amount_total": unit * line["quantity"],
        "currency": price["currency"],
        "description": product["name"],
        "metadata": line.get("metadata", {}),
        "price": _price(account, price),
        "quantity": line["quantity"],
    }


def _price(account: Account, price: Json) -> Json:
    return {
        "id": ids.new("price"),
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": account.time(),
        "currency": price["currency"],
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": ids.new("prod"),
        "recurring": None,
        "tax_behavior": price.get("tax_behavior", "unspecified"),
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": price["unit_amount"],
        "unit_amount_decimal": str(price["unit_amount"]),
    }


def _check(account: Account, params: Json) -> None:
    if "success_url" not in params:
        raise absent("success_url")
    for param in ("success_url", "cancel_url"):
        if param in params and not _is_url(params[param]):
            raise invalid("Not a valid URL", param, "url_invalid")
    email = params.get("customer_email", "a@b")
    local, _, domain = email.partition("@")
    if not local or not domain or "@" in domain or any(letter.isspace() for letter in email):
        raise invalid(f"Invalid email address: {email[:80]}", "customer_email", "email_invalid")
    if len(params.get("client_reference_id", "")) > 200:  # noqa: PLR2004 - Stripe's limit
        raise invalid("client_reference_id must be at most 200 characters", "client_reference_id")
    suffix = params.get("payment_intent_data", {}).get("statement_descriptor_suffix")
    intents.check_suffix(suffix, "payment_intent_data[statement_descriptor_suffix]")
    ahead = params.get("expires_at", account.time() + _LONGEST) - account.time()
    if ahead < _SHORTEST:
        raise invalid(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.", "expires_at"
        )
    if ahead > _LONGEST:
        raise invalid(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.", "expires_at"
        )


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and text.isascii() and text.isprintable()


def _session(account: Account, params: Json, total: int) -> Json:
    session_id = ids.new_session()
    now = account.time()
    nothing: Any = None
    return {
        "id": session_id,
        "object": "checkout.session",
        **{name: params.get(name, otherwise) for name, otherwise in _REPEATED.items()},
        "after_expiration": nothing,
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "client_secret": nothing,
        "collected_information": nothing,
        "consent": nothing,
        "consent_collection": nothing,
        "created": now,
        "currency": "usd",
        "currency_conversion": nothing,
        "custom_fields": [],
        "custom_text": _custom_text(params.get("custom_text", {})),
        "customer": nothing,
        "customer_account": nothing,
        "customer_details": {**_details({}, params.get("customer_email")), "address": None}
        if "customer_email" in params
        else None,
        "discounts": [],
        "expires_at": params.get("expires_at", now + _LONGEST),
        "invoice": nothing,
        "invoice_creation": {"enabled": False, "invoice_data": {"metadata": {}}},
        "livemode": False,
        "mode": "payment",
        "payment_intent": nothing,
        "payment_link": nothing,
        "payment_method_configuration_details": nothing,
        "payment_method_options": _options(params),
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "permissions": nothing,
        "phone_number_collection": params.get("phone_number_collection", {"enabled": False}),
        "recovered_from": nothing,
        "setup_intent": nothing,
        "shipping_address_collection": nothing,
        "shipping_cost": nothing,
        "shipping_options": [],
        "status": "open",
        "subscription": nothing,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{account.base_url}{PAGE}{session_id}",
        "wallet_options": params.get("wallet_options"),
    }


def _custom_text(params: Json) -> Json:
    names = ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
    return {name: params.get(name) or None for name in names}


def _options(params: Json) -> Json:
    sent = params.get("payment_method_options", {})
    return {**sent, "card": {"request_three_d_secure": "automatic", **sent.get("card", {})}}


def _details(billing: Json, email: str | None) -> Json:
    return {
        "address": billing.get("address"),
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": billing.get("name"),
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }


def complete(account: Account, session: Json, intent: Json, billing: Json) -> str:
    """Close a session that was paid; answer the id of the event that tells of it."""
    paid = "paid" if intent["status"] == "succeeded" else "unpaid"
    details = _details(billing, session["customer_email"] or billing.get("email"))
    session.update(status="complete", payment_status=paid, customer_details=details, url=None)
    account.store.save(session)
    account.store.save_note(session["id"], {**account.store.note(session["id"]), "pending": None})
    return account.emit("checkout.session.completed", session)


def expire(account: Account, session_id: str, _params: Json) -> Json:
    """Close a session before its time; only an open one can be."""
    session = account.find("checkout.session", session_id, "session")
    if session["status"] != "open":
        raise invalid(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of {session['status']}."
        )
    return close(account, session)


def close(account: Account, session: Json) -> Json:
    """Put an open session into its expired state, and cancel a payment that was begun in it."""
    session.update(status="expired", url=None)
    account.store.save(session)
    account.emit("checkout.session.expired", session)
    intent = account.linked("payment_intent", session, "payment_intent")
    if intent is not None and intent["status"] not in ("canceled", "succeeded", "requires_capture"):
        intents.end(account, intent, "automatic")
    return session


def update(account: Account, session_id: str, params: Json) -> Json:
    """Change the session's metadata."""
    for param in params:
        if param not in ("metadata", "expand"):
            raise not_played(param)
    session = account.find("checkout.session", session_id, "session")
    merge_metadata(session, params)
    account.store.save(session)
    return session


def line_items(account: Account, session_id: str, _params: Json) -> Json:
    """Answer what the session asks money for."""
    session = account.find("checkout.session", session_id, "session")
    items = account.store.note(session["id"])["line_items"]
    url = f"/v1/checkout/sessions/{session['id']}/line_items"
    return {"object": "list", "data": items, "has_more": False, "url": url}
