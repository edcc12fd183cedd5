"""Every module that has pages behind the treasurer's door, named once: importing them puts the pages there."""

from donations.treasurer import account, checks, entrance, envelope, faults, held, queue
from donations.treasurer.auth import blueprint

__all__ = ["account", "blueprint", "checks", "entrance", "envelope", "faults", "held", "queue"]
