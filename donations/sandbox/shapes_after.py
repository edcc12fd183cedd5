"""The objects that come after a payment, as Stripe shapes them: disputes, warnings, reviews and payouts."""

from donations.sandbox import ids
from donations.sandbox.errors import Json

_EVIDENCE = (
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
)
_WEEK = 7 * 86400
_NETWORK_CODES = {"fraudulent": "10.4", "product_not_received": "13.1"}


def dispute(paid: Json, reason: str, created: int, *, inquiry: bool) -> Json:
    """Answer a dispute that waits for an answer; an inquiry is one that has taken no money yet."""
    card = paid["payment_method_details"]["card"]
    code = _NETWORK_CODES.get(reason, "13.7")
    return {
        "id": ids.new("du"),
        "object": "dispute",
        "amount": paid["amount_captured"],
        "balance_transactions": [],
        "charge": paid["id"],
        "created": created,
        "currency": paid["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(_EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": created + _WEEK,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "intended_submission_method": None,
        "is_charge_refundable": inquiry,
        "livemode": False,
        "metadata": {},
        "network_reason_code": code,
        "payment_intent": paid["payment_intent"],
        "payment_method_details": {
            "card": {
                "brand": card["brand"],
                "case_type": "inquiry" if inquiry else "chargeback",
                "network": card["network"],
                "network_reason_code": code,
            },
            "type": "card",
        },
        "reason": reason,
        "status": "warning_needs_response" if inquiry else "needs_response",
    }


def early_fraud_warning(paid: Json, created: int) -> Json:
    """Answer an issuer's warning that a charge may be fraud."""
    return {
        "id": ids.new("issfr"),
        "object": "radar.early_fraud_warning",
        "actionable": True,
        "charge": paid["id"],
        "created": created,
        "fraud_type": "unauthorized_use_of_card",
        "livemode": False,
        "payment_intent": paid["payment_intent"],
    }


def review(paid: Json, created: int) -> Json:
    """Answer an open review of a payment of elevated risk."""
    return {
        "id": ids.new("prv"),
        "object": "review",
        "billing_zip": paid["billing_details"]["address"]["postal_code"],
        "charge": paid["id"],
        "closed_reason": None,
        "created": created,
        "ip_address": None,
        "ip_address_location": None,
        "livemode": False,
        "open": True,
        "opened_reason": "rule",
        "payment_intent": paid["payment_intent"],
        "reason": "rule",
        "session": None,
    }


def payout(amount: int, created: int) -> Json:
    """Answer a payout that has arrived."""
    return {
        "id": ids.new("po"),
        "object": "payout",
        "amount": amount,
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": created,
        "automatic": True,
        "balance_transaction": None,
        "created": created,
        "currency": "usd",
        "description": "STRIPE PAYOUT",
        "destination": None,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "in_progress",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": None,
        "status": "in_transit",
        "trace_id": None,
        "type": "bank_account",
    }


def webhook_endpoint(endpoint_id: str, url: str, secret: str, created: int) -> Json:
    """Answer an endpoint that hears every event; the secret is shown only in the answer that creates it."""
    return {
        "id": endpoint_id,
        "object": "webhook_endpoint",
        "api_version": None,
        "application": None,
        "created": created,
        "description": None,
        "enabled_events": ["*"],
        "livemode": False,
        "metadata": {},
        "secret": secret,
        "status": "enabled",
        "url": url,
    }
