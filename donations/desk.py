"""What every desk works with, and the words in which desks speak to the doors."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from compliance.committee import Committee
from donations.db import Database
from donations.ledger import Entry, ImpossibleMove, Status
from donations.payment_words import BadEvent, Event, NoPayments, PaymentsRefused, PaymentsUnavailable
from donations.vault import Vault

if TYPE_CHECKING:
    from donations.payments import Payments  # With Stripe, which an export does without.

__all__ = [
    "BadEvent",
    "Desk",
    "Entry",
    "Event",
    "ImpossibleMove",
    "PaymentsRefused",
    "PaymentsUnavailable",
    "Status",
    "Tick",
]


Tick = Callable[[int, int], None]
"""Hears how far a long work is, and how much there is in the whole: 0 where that is not known."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The tools of a desk. `site` is the address people open, without a slash at its end."""

    database: Database
    payments: "Payments | NoPayments"
    committee: Committee
    site: str
    vault: Vault
