"""Stripe's published test card numbers and how the sandbox plays each; no other number is ever taken or kept.

The numbers and outcomes are facts from Stripe's public testing documentation.
"""

import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_FINGERPRINT_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Card:
    """A test card: what its issuer says of it, and what happens when it is used."""

    number: str = field(repr=False)
    brand: str
    funding: str
    country: str | None
    code: str | None = None
    decline_code: str | None = None
    risk_level: str = "normal"
    checks: Mapping[str, str] = field(default_factory=dict)
    three_d_secure: str = "supported"
    captcha: bool = False
    review: bool = False
    afterwards: str | None = None
    """What follows a capture: `dispute:<reason>`, `inquiry:<reason>` or `early_fraud_warning`."""
    refunds: str = "succeed"
    """How its refunds go: `succeed`, `pending` (succeed later) or `fail_later`."""
    available_at_once: bool = False

    @property
    def last4(self) -> str:
        """The digits that may be shown."""
        return self.number[-4:]

    @property
    def cvc_length(self) -> int:
        """How many digits the security code has."""
        return 4 if self.brand == "amex" else 3

    @property
    def fingerprint(self) -> str:
        """The same for the same number, always; what is kept in place of the number."""
        return hashlib.sha256(f"sandbox card {self.number}".encode()).hexdigest()[:_FINGERPRINT_LENGTH]


@functools.cache
def published() -> tuple[Card, ...]:
    """Answer every card the sandbox knows."""
    listed = json.loads(Path(__file__).with_name("cards.json").read_text(encoding="utf-8"))
    return tuple(Card(**entry) for entry in listed)


def by_number(number: str) -> Card | None:
    """Answer the published card with this number (digits only), or None."""
    return next((card for card in published() if card.number == number), None)


def by_fingerprint(fingerprint: str) -> Card:
    """Answer the published card with this fingerprint."""
    return next(card for card in published() if card.fingerprint == fingerprint)


def passes_luhn(number: str) -> bool:
    """Answer whether the last digit fits the others.

    >>> passes_luhn("4242424242424242"), passes_luhn("4242424242424241")
    (True, False)
    """
    if not (number.isascii() and number.isdigit()):
        return False
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[0::2]) + sum(doubled)) % 10 == 0


# What a donor is told; a lost or stolen card is not named to whoever holds it.
_MESSAGES = {
    "insufficient_funds": "Your card has insufficient funds. Try another card.",
    "expired_card": "Your card has expired. Try another card.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "payment_intent_authentication_failure": (
        "We are unable to authenticate your payment method. Choose a different payment method and try again."
    ),
}


def decline_message(code: str, decline_code: str | None) -> str:
    """Answer the sentence for a decline."""
    return _MESSAGES.get(decline_code or code) or _MESSAGES.get(code) or "Your card was declined. Try another card."
