"""The objects as Stripe shapes them, newly made; what every field means stands in the library's own types."""

from donations.sandbox import ids
from donations.sandbox.cards import Card
from donations.sandbox.errors import Json

ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")


def address(of: Json) -> Json:
    """Answer an address with every field, null where it is not given."""
    return {name: of.get(name) or None for name in ADDRESS}


def payment_intent(amount: int, currency: str, created: int, data: Json) -> Json:
    """Answer a PaymentIntent that waits for a payment method; `data` is what the caller asked of it."""
    intent_id = ids.new("pi")
    return {
        "id": intent_id,
        "object": "payment_intent",
        "allowed_payment_method_types": data.get("allowed_payment_method_types"),
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": data.get("capture_method", "automatic_async"),
        "client_secret": f"{intent_id}_secret_{ids.token()}",
        "confirmation_method": "automatic",
        "created": created,
        "currency": currency,
        "customer": None,
        "customer_account": None,
        "description": data.get("description"),
        "excluded_payment_method_types": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": data.get("metadata") or {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "processing": None,
        "receipt_email": data.get("receipt_email"),
        "review": None,
        "setup_future_usage": data.get("setup_future_usage"),
        "shipping": None,
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": data.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    }


def payment_method(card: Card, typed: Json, created: int) -> Json:
    """Answer the PaymentMethod for a card as typed on the card page."""
    return {
        "id": ids.new("pm"),
        "object": "payment_method",
        "allow_redisplay": "limited",
        "billing_details": typed["billing_details"],
        "card": {
            "brand": card.brand,
            "checks": checks(card, typed["billing_details"]["address"]),
            "country": card.country,
            "display_brand": card.brand,
            "exp_month": typed["exp_month"],
            "exp_year": typed["exp_year"],
            "fingerprint": card.fingerprint,
            "funding": card.funding,
            "generated_from": None,
            "last4": card.last4,
            "networks": {"available": [card.brand], "preferred": None},
            "regulated_status": "unregulated",
            "three_d_secure_usage": {"supported": card.three_d_secure != "not_supported"},
            "wallet": None,
        },
        "created": created,
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "metadata": {},
        "type": "card",
    }


def checks(card: Card, place: Json) -> Json:
    """Answer what the issuer says of the address and the security code; null for what was not given."""
    return {
        "address_line1_check": card.checks.get("address_line1_check", "pass") if place["line1"] else None,
        "address_postal_code_check": (
            card.checks.get("address_postal_code_check", "pass") if place["postal_code"] else None
        ),
        "cvc_check": card.checks.get("cvc_check", "pass"),
    }


def charge(intent: Json, method: Json, created: int) -> Json:
    """Answer a Charge that went through and is not captured."""
    suffix = intent["statement_descriptor_suffix"]
    return {
        "id": ids.new("ch"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": f"SANDBOX* {suffix}"[:22] if suffix else "SANDBOX",
        "captured": False,
        "created": created,
        "currency": intent["currency"],
        "customer": None,
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": False,
        "metadata": dict(intent["metadata"]),
        "on_behalf_of": None,
        "outcome": None,
        "paid": True,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": None,
        "radar_options": {},
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": None,
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": suffix,
        "status": "succeeded",
        "transfer_data": None,
        "transfer_group": None,
    }


def charge_card(intent: Json, method: Json, capture_before: int | None, three_d_secure: Json | None) -> Json:
    """Answer the card part of a charge's payment method details."""
    card = method["card"]
    return {
        "amount_authorized": intent["amount"],
        "authorization_code": ids.token(6).upper(),
        "brand": card["brand"],
        **({"capture_before": capture_before} if capture_before is not None else {}),
        "checks": card["checks"],
        "country": card["country"],
        "exp_month": card["exp_month"],
        "exp_year": card["exp_year"],
        "extended_authorization": {"status": "disabled"},
        "fingerprint": card["fingerprint"],
        "funding": card["funding"],
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "last4": card["last4"],
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": card["brand"],
        "network_token": {"used": False},
        "network_transaction_id": ids.token(15),
        "overcapture": {"maximum_amount_capturable": intent["amount"], "status": "unavailable"},
        "regulated_status": "unregulated",
        "three_d_secure": three_d_secure,
        "transaction_link_id": None,
        "wallet": None,
    }


AUTHENTICATED: Json = {
    "authentication_flow": "challenge",
    "electronic_commerce_indicator": "05",
    "exemption_indicator": None,
    "result": "authenticated",
    "result_reason": None,
    "transaction_id": None,
    "version": "2.2.0",
}
"""What a charge says of a completed 3-D Secure authentication."""


def outcome(card: Card, *, code: str | None, decline_code: str | None) -> Json:
    """Answer the outcome of a charge: authorised, refused by the issuer, or blocked by the pretend Radar."""
    score = {"normal": 20, "elevated": 70, "highest": 95}[card.risk_level]
    blocked = decline_code == "fraudulent"
    refused = "blocked" if blocked else "issuer_declined"
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "not_sent_to_network"
        if blocked
        else "declined_by_network"
        if code
        else "approved_by_network",
        "reason": (f"{card.risk_level}_risk_level" if blocked else decline_code or code) if code else None,
        "risk_level": card.risk_level,
        "risk_score": score,
        "seller_message": "The payment was refused." if code else "Payment complete.",
        "type": refused if code else "manual_review" if card.review else "authorized",
    }


def balance_transaction(amount: int, fee: int, source: str, moment: Json) -> Json:
    """Answer a movement of the balance; `moment` holds `created`, `available_on`, `status`, `type` and its category."""
    details = [
        {"amount": fee, "application": None, "currency": "usd", "description": "Stripe fees", "type": "stripe_fee"}
    ]
    return {
        "id": ids.new("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "balance_type": "payments",
        "currency": "usd",
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": details if fee else [],
        "net": amount - fee,
        "source": source,
        **moment,
    }


def refund(paid: Json, amount: int, created: int, params: Json) -> Json:
    """Answer a refund of a captured charge that has succeeded."""
    return {
        "id": ids.new("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": paid["id"],
        "created": created,
        "currency": paid["currency"],
        "customer": None,
        "customer_account": None,
        "destination_details": {"card": {"reference_status": "pending", "type": "refund"}, "type": "card"},
        "metadata": params.get("metadata") or {},
        "payment_intent": paid["payment_intent"],
        "payment_method": paid["payment_method"],
        "reason": params.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }
