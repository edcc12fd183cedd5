"""The words in which Stripe is spoken of: plain values and the ways a call can end. No object of Stripe's is here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from compliance.contribution import AdjustmentKind, AdjustmentStatus, CardFacts
from compliance.money import ZERO, Money


class PaymentsUnavailable(Exception):
    """Stripe could not be reached, did not answer in time, or failed: whether it acted is not known."""


class PaymentsRefused(Exception):
    """Stripe understood and refused; `code` is its word for why."""

    def __init__(self, message: str, code: str = "") -> None:
        """Keep the code beside the message."""
        self.code = code
        super().__init__(message)


class BadEvent(Exception):
    """A message at the webhook is not Stripe's, or not for this key."""


class NoPayments:
    """Stands where no way to Stripe was opened: whatever is asked of Stripe there is not available."""

    def __getattr__(self, name: str) -> Any:
        """Raise `PaymentsUnavailable`."""
        raise PaymentsUnavailable(f"no way to Stripe was opened ({name})")


class IntentStatus(StrEnum):
    """What a PaymentIntent can be, as far as we ask."""

    WAITING = "waiting"
    """Nothing is authorised yet: the donor is, or was, on the card page."""
    REQUIRES_CAPTURE = "requires_capture"
    SUCCEEDED = "succeeded"
    CANCELED = "canceled"


class SessionStatus(StrEnum):
    """What a Checkout Session can be."""

    OPEN = "open"
    COMPLETE = "complete"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Order:
    """What a card page is asked for. `expires_at` and `key` are fixed before the call, so that a repeat is the same."""

    public_id: str
    amount: Money
    title: str
    email: str
    key: str
    expires_at: datetime
    success_url: str
    cancel_url: str
    statement_suffix: str
    refuse_prepaid: bool


@dataclass(frozen=True, slots=True)
class CardPage:
    """A hosted card page."""

    session_id: str
    url: str


@dataclass(frozen=True, slots=True)
class Payment:
    """What Stripe says of one payment now; `card` stands once a card was authorised.

    `authorized_at` is the charge's own time; `capture_before` is when the authorisation ends; `received` is what was
    really taken; `declined` tells that the last card was declined.
    """

    session_id: str | None
    session: SessionStatus | None
    url: str | None
    intent_id: str | None
    intent: IntentStatus
    amount: Money
    currency: str
    card: CardFacts | None = None
    card_last4: str = ""
    charge_id: str | None = None
    authorized_at: datetime | None = None
    capture_before: datetime | None = None
    received: Money = ZERO
    cancellation_reason: str = ""
    balance_transaction_id: str | None = None
    fee: Money | None = None
    declined: bool = False
    disputed: bool = False
    refunded: Money = ZERO
    contribution_id: str = ""


@dataclass(frozen=True, slots=True)
class PaymentAdjustment:
    """A refund or a dispute as Stripe tells it."""

    ref: str
    kind: AdjustmentKind
    status: AdjustmentStatus
    amount: Money
    at: datetime
    own_ref: str = ""
    """The name we gave a refund that we asked for."""


@dataclass(frozen=True, slots=True)
class Payout:
    """What Stripe paid out to the committee's bank together.

    `fees` are all that Stripe kept of it, those of charges, disputes and its own among them; `charges` are the ids of
    the charges in it, each with the id of its contribution, or blank. `at` is None where Stripe does not tell it yet.
    """

    id: str
    at: datetime | None
    fees: Money
    charges: dict[str, str]


@dataclass(frozen=True, slots=True)
class Event:
    """A verified message: what happened (`type`), to which object, and where to find its contribution."""

    id: str
    type: str
    object_id: str
    object_type: str
    contribution_id: str = ""
    intent_id: str = ""


EVENT_TYPES: Final = (
    "checkout.session.completed",
    "checkout.session.expired",
    "payment_intent.amount_capturable_updated",
    "payment_intent.payment_failed",
    "payment_intent.succeeded",
    "payment_intent.canceled",
    "charge.failed",
    "charge.captured",
    "charge.expired",
    "charge.updated",
    "charge.refunded",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "radar.early_fraud_warning.created",
    "review.opened",
    "review.closed",
    "payout.paid",
    "payout.failed",
    "payout.reconciliation_completed",
)
"""What the webhook endpoint is to be subscribed to; others are stored and change nothing."""
