"""Every module that has pages behind the treasurer's door, named once: importing them puts the pages there."""

from donations.treasurer import (
    account,
    asking,
    checks,
    entrance,
    envelope,
    faults,
    filing,
    findings,
    finishing,
    held,
    notices,
    people,
    queue,
    reports,
    righting,
    sheets,
)
from donations.treasurer.auth import blueprint

__all__ = [
    "account",
    "asking",
    "blueprint",
    "checks",
    "entrance",
    "envelope",
    "faults",
    "filing",
    "findings",
    "finishing",
    "held",
    "notices",
    "people",
    "queue",
    "reports",
    "righting",
    "sheets",
]
