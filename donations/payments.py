"""Stripe, and nothing but Stripe; its objects go no further than this module.

The client waits 3 seconds for a connection and 10 for an answer, and repeats nothing by itself: whoever calls decides
what an unknown outcome means. At most `_AT_ONCE` calls run at a time, so that a slow Stripe never holds every thread.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import stripe

from compliance.contribution import AdjustmentKind, AdjustmentStatus, CardFacts, Check
from compliance.money import Money
from donations.payment_words import (
    EVENT_TYPES,
    BadEvent,
    CardPage,
    Event,
    IntentStatus,
    Order,
    Payment,
    PaymentAdjustment,
    PaymentsRefused,
    PaymentsUnavailable,
    Payout,
    SessionStatus,
)

if TYPE_CHECKING:
    from stripe.params.checkout import SessionCreateParams

_CONNECT_SECONDS: Final = 3
_ANSWER_SECONDS: Final = 10
_AT_ONCE: Final = 4
_PATIENCE_SECONDS: Final = 3
SESSION_LIFE: Final = timedelta(minutes=31)

__all__ = [
    "EVENT_TYPES",
    "SESSION_LIFE",
    "BadEvent",
    "CardPage",
    "Event",
    "IntentStatus",
    "Order",
    "Payment",
    "PaymentAdjustment",
    "Payments",
    "PaymentsRefused",
    "PaymentsUnavailable",
    "Payout",
    "SessionStatus",
]
_FEES: Final = frozenset({"stripe_fee", "stripe_fx_fee", "tax_fee"})
"""Movements of the balance that are fees themselves; their amounts are negative."""
_TYPES_AT_ONCE: Final = 20
"""Stripe lists events of at most so many types."""
_MISSHAPEN: Final = (ValueError, KeyError, AttributeError, TypeError, IndexError, RecursionError)
_NAME: Final = re.compile(r"[!-~]{1,255}")


class Payments:
    """Stripe for one key. Every method but `read_event` goes over the network."""

    def __init__(
        self,
        secret_key: str,
        webhook_secret: str,
        api_base: str | None = None,
        *,
        patience: tuple[float, float] = (_CONNECT_SECONDS, _ANSWER_SECONDS),
    ) -> None:
        """Make the client; `api_base` only for a stand-in on loopback; `patience` is for a connection and an answer."""
        stripe.enable_telemetry = False
        self._live = "_live_" in secret_key
        self._webhook_secret = webhook_secret
        self._places = threading.BoundedSemaphore(_AT_ONCE)
        self._client = stripe.StripeClient(
            secret_key,
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=patience),
            base_addresses={"api": api_base} if api_base else None,
        )

    def start(self, order: Order) -> CardPage:
        """Make a hosted card page that authorises and does not take.

        Raises `PaymentsUnavailable` (an unseen session holds no money: try again under a new key) or
        `PaymentsRefused`.
        """
        params: SessionCreateParams = {
            "mode": "payment",
            "ui_mode": "hosted_page",
            "submit_type": "donate",
            "client_reference_id": order.public_id,
            "customer_email": order.email,
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": "usd",
                        "unit_amount": order.amount.cents,
                        "product_data": {"name": order.title},
                    },
                }
            ],
            "payment_intent_data": {
                "capture_method": "manual",
                "statement_descriptor_suffix": order.statement_suffix,
                "metadata": {"contribution_id": order.public_id},
            },
            "metadata": {"contribution_id": order.public_id},
            "allowed_payment_method_types": ["card"],
            "wallet_options": {"link": {"display": "never"}},
            "adaptive_pricing": {"enabled": False},
            "billing_address_collection": "required",
            "expires_at": int(order.expires_at.timestamp()),
            "success_url": order.success_url,
            "cancel_url": order.cancel_url,
        }
        if order.refuse_prepaid:
            params["payment_method_options"] = {"card": {"restrictions": {"funding_types_blocked": ["prepaid"]}}}
        with self._call():
            session = self._client.v1.checkout.sessions.create(params, {"idempotency_key": order.key})
            if not session.url:
                raise PaymentsRefused("the card page has no address")
            return CardPage(session.id, session.url)

    def read(self, session_id: str) -> Payment:
        """Read a session with its payment and charge as they are now."""
        with self._call():
            session = self._client.v1.checkout.sessions.retrieve(
                session_id, {"expand": ["payment_intent.latest_charge.balance_transaction"]}
            )
            return _session(session)

    def read_intent(self, intent_id: str) -> Payment:
        """Read a payment with its charge as they are now."""
        with self._call():
            intent = self._client.v1.payment_intents.retrieve(
                intent_id, {"expand": ["latest_charge.balance_transaction"]}
            )
            return _payment(intent, None, None, None)

    def expire(self, session_id: str) -> None:
        """Close a card page; raises `PaymentsRefused` when it is no longer open."""
        with self._call():
            self._client.v1.checkout.sessions.expire(session_id)

    def capture(self, intent_id: str, key: str) -> None:
        """Take what is authorised; under one key a repeat takes nothing twice."""
        with self._call():
            self._client.v1.payment_intents.capture(intent_id, {}, {"idempotency_key": key})

    def cancel(self, intent_id: str, key: str) -> None:
        """Let an authorisation go; it costs nothing and is no refund."""
        with self._call():
            self._client.v1.payment_intents.cancel(
                intent_id,
                {"cancellation_reason": "requested_by_customer"},
                {"idempotency_key": key},
            )

    def refund(self, intent_id: str, amount: Money, key: str) -> PaymentAdjustment:
        """Give back a captured payment or a part of it; `key` names this one refund for ever, at Stripe too."""
        with self._call():
            refund = self._client.v1.refunds.create(
                {
                    "payment_intent": intent_id,
                    "amount": amount.cents,
                    "reason": "requested_by_customer",
                    "metadata": {"refund": key},
                },
                {"idempotency_key": key},
            )
            return _refund(refund)

    def adjustments(self, intent_id: str) -> list[PaymentAdjustment]:
        """All refunds and disputes of a payment as they are now, in the order in which they were made."""
        with self._call():
            refunds = self._client.v1.refunds.list({"payment_intent": intent_id, "limit": 100})
            disputes = self._client.v1.disputes.list({"payment_intent": intent_id, "limit": 100})
            both = [_refund(each) for each in refunds.data] + [_dispute(each) for each in disputes.data]
        return sorted(both, key=lambda each: (each.at, each.ref))

    def payout(self, payout_id: str) -> Payout:
        """A payout: when it was made, what Stripe kept as fees of what it paid out, and which charges those were."""
        with self._call():
            page = self._client.v1.balance_transactions.list(
                {"payout": payout_id, "limit": 100, "expand": ["data.source"]}
            )
            return _payout(payout_id, list(page.auto_paging_iter()))

    def undelivered_events(self, since: datetime) -> list[Event]:
        """Events of the last days that never reached the webhook, oldest first."""
        found: list[tuple[int, Event]] = []
        for start in range(0, len(EVENT_TYPES), _TYPES_AT_ONCE):
            with self._call():
                page = self._client.v1.events.list(
                    {
                        "types": list(EVENT_TYPES[start : start + _TYPES_AT_ONCE]),
                        "delivery_success": False,
                        "created": {"gte": int(since.timestamp())},
                        "limit": 100,
                    }
                )
                found += [(row.created, _event(row)) for row in page.auto_paging_iter()]
        return [event for _, event in sorted(found, key=itemgetter(0))]

    def read_event(self, body: bytes, signature: str | None) -> Event:
        """Verify a message at the webhook and say what it is about; raises `BadEvent`."""
        if not self._webhook_secret:
            raise BadEvent("no webhook secret is configured")
        try:
            event = self._client.construct_event(body, signature or "", self._webhook_secret)
            livemode, read = event.livemode, _event(event)
        except (stripe.SignatureVerificationError, *_MISSHAPEN) as error:
            raise BadEvent(type(error).__name__) from error
        if livemode is not self._live:
            raise BadEvent("the event is of the other mode")
        if not all(_NAME.fullmatch(each) for each in (read.id, read.type)):
            raise BadEvent("the event has no name that can be kept")
        return read

    @contextmanager
    def _call(self) -> Iterator[None]:
        if not self._places.acquire(timeout=_PATIENCE_SECONDS):
            raise PaymentsUnavailable("too many calls wait for Stripe")
        try:
            yield
        except (stripe.CardError, stripe.InvalidRequestError, stripe.IdempotencyError) as error:
            raise PaymentsRefused(type(error).__name__, error.code or "") from error
        except (stripe.AuthenticationError, stripe.PermissionError) as error:
            raise PaymentsUnavailable("Stripe does not accept the key") from error
        except stripe.StripeError as error:
            raise PaymentsUnavailable(type(error).__name__) from error
        except _MISSHAPEN as error:  # Whatever it was that answered with 200, it was not Stripe.
            raise PaymentsUnavailable("an answer that cannot be read") from error
        finally:
            self._places.release()


def _session(session: stripe.checkout.Session) -> Payment:
    intent = session.payment_intent
    status = SessionStatus(session.status) if session.status else SessionStatus.OPEN
    if isinstance(intent, stripe.PaymentIntent):
        return _payment(intent, session.id, status, session.url)
    return Payment(
        session_id=session.id,
        session=status,
        url=session.url,
        intent_id=intent,
        intent=IntentStatus.WAITING,
        amount=Money(session.amount_total or 0),
        currency=(session.currency or "").upper(),
    )


def _payout(payout_id: str, rows: list[stripe.BalanceTransaction]) -> Payout:
    sources = [row.source for row in rows if row.type in {"charge", "payment"}]
    charges = {
        source if isinstance(source, str) else source.id: "" if isinstance(source, str) else _metadata(source)
        for source in sources
        if source
    }
    made = max((row.created for row in rows if row.type == "payout"), default=None)
    fees = sum(row.fee for row in rows) - sum(row.amount for row in rows if row.type in _FEES)
    return Payout(payout_id, None if made is None else _instant(made), Money(fees), charges)


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _check(value: str | None) -> Check | None:
    return Check(value) if value in set(Check) else None


def _payment(
    intent: stripe.PaymentIntent, session_id: str | None, session: SessionStatus | None, url: str | None
) -> Payment:
    charge = intent.latest_charge if isinstance(intent.latest_charge, stripe.Charge) else None
    known = {"requires_capture", "succeeded", "canceled"}
    status = IntentStatus(intent.status) if intent.status in known else IntentStatus.WAITING
    card, last4, capture_before = (None, "", None)
    balance = charge.balance_transaction if charge else None
    # The last charge of a payment that was never authorised is the one that was declined.
    if charge and charge.status == "succeeded" and status is not IntentStatus.WAITING:
        card, last4, capture_before = _card(charge)
    return Payment(
        session_id=session_id,
        session=session,
        url=url,
        intent_id=intent.id,
        intent=status,
        amount=Money(intent.amount),
        currency=intent.currency.upper(),
        card=card,
        card_last4=last4,
        charge_id=charge.id if charge else None,
        authorized_at=_instant(charge.created) if charge else None,
        capture_before=capture_before,
        received=Money(intent.amount_received or 0),
        cancellation_reason=intent.cancellation_reason or "",
        balance_transaction_id=balance.id if isinstance(balance, stripe.BalanceTransaction) else balance,
        fee=Money(balance.fee) if isinstance(balance, stripe.BalanceTransaction) else None,
        declined=intent.last_payment_error is not None,
        disputed=bool(charge and charge.disputed),
        refunded=Money(charge.amount_refunded if charge and charge.captured else 0),
        contribution_id=_metadata(intent),
    )


def _card(charge: stripe.Charge) -> tuple[CardFacts, str, datetime | None]:
    details = charge.payment_method_details
    card = details.card if details else None
    risk = (charge.outcome.risk_level or "") if charge.outcome else ""
    name = charge.billing_details.name or ""
    if card is None:
        return CardFacts(name=name, risk_level=risk), "", None
    checks = card.checks
    facts = CardFacts(
        country=card.country,
        funding=card.funding,
        brand=card.brand,
        name=name,
        fingerprint=getattr(card, "fingerprint", None) or "",
        wallet=_wallet(card),
        cvc_check=_check(checks.cvc_check if checks else None),
        line1_check=_check(checks.address_line1_check if checks else None),
        postal_code_check=_check(checks.address_postal_code_check if checks else None),
        risk_level=risk,
    )
    return facts, card.last4 or "", _instant(getattr(card, "capture_before", None))


def _wallet(card: Any) -> str:
    wallet = getattr(card, "wallet", None)
    return str(wallet["type"]) if wallet else ""


_REFUNDS: Final = {
    "succeeded": AdjustmentStatus.SUCCEEDED,
    "failed": AdjustmentStatus.FAILED,
    "canceled": AdjustmentStatus.FAILED,
}


def _refund(refund: stripe.Refund) -> PaymentAdjustment:
    status = _REFUNDS.get(refund.status or "", AdjustmentStatus.PENDING)
    at = datetime.fromtimestamp(refund.created, UTC)
    own = refund.metadata["refund"] if refund.metadata and "refund" in refund.metadata else ""
    return PaymentAdjustment(refund.id, AdjustmentKind.REFUND, status, Money(refund.amount), at, own)


_DISPUTES: Final = {
    "won": AdjustmentStatus.WON,
    "warning_closed": AdjustmentStatus.WON,
    "prevented": AdjustmentStatus.WON,
    "lost": AdjustmentStatus.LOST,
}


def _dispute(dispute: stripe.Dispute) -> PaymentAdjustment:
    status = _DISPUTES.get(dispute.status, AdjustmentStatus.OPEN)
    at = datetime.fromtimestamp(dispute.created, UTC)
    return PaymentAdjustment(dispute.id, AdjustmentKind.DISPUTE, status, Money(dispute.amount), at)


def _metadata(thing: Any) -> str:
    """Give our id for what an object is about; blank where there is none, or another program's."""
    metadata = getattr(thing, "metadata", None)
    named = str(metadata["contribution_id"]) if metadata is not None and "contribution_id" in metadata else ""
    return _kept(named)


def _kept(name: str) -> str:
    return name if _NAME.fullmatch(name) else ""


def _event(event: stripe.Event) -> Event:
    thing: Any = event.data.object
    kind = str(thing["object"])
    intent = thing["id"] if kind == "payment_intent" else getattr(thing, "payment_intent", "")
    if intent and not isinstance(intent, str):
        intent = intent["id"]
    return Event(
        id=str(event.id),
        type=str(event.type),
        object_id=_kept(str(thing["id"])) if "id" in thing else "",
        object_type=kind,
        contribution_id=_metadata(thing),
        intent_id=_kept(str(intent or "")),
    )
