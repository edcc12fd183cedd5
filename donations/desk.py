"""What every desk works with, and the words in which desks speak to the doors."""

from dataclasses import dataclass

from compliance.committee import Committee
from donations.db import Database
from donations.ledger import Entry, ImpossibleMove, Status
from donations.payments import BadEvent, Event, Payments, PaymentsRefused, PaymentsUnavailable
from donations.vault import Vault

__all__ = [
    "BadEvent",
    "Desk",
    "Entry",
    "Event",
    "ImpossibleMove",
    "PaymentsRefused",
    "PaymentsUnavailable",
    "Status",
]


@dataclass(frozen=True, slots=True)
class Desk:
    """The tools of a desk. `site` is the address people open, without a slash at its end."""

    database: Database
    payments: Payments
    committee: Committee
    site: str
    vault: Vault
