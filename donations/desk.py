"""What every desk works with: the books, Stripe, the committee and the addresses of the site."""

from dataclasses import dataclass

from compliance.committee import Committee
from donations.db import Database
from donations.payments import Payments


@dataclass(frozen=True, slots=True)
class Desk:
    """The tools of a desk. `site` is the address people open, without a slash at its end."""

    database: Database
    payments: Payments
    committee: Committee
    site: str
