"""Identifiers and secrets that look like Stripe's and cannot be guessed."""

import secrets
import string

_LETTERS = string.ascii_letters + string.digits
_SESSION_LENGTH = 58


def token(length: int = 24) -> str:
    """Answer a random string of letters and digits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def new(prefix: str) -> str:
    """Answer a new identifier such as `pi_...`."""
    return f"{prefix}_{token()}"


def new_session() -> str:
    """Answer a new Checkout Session identifier; it is what opens the card page, so it is long."""
    return f"cs_test_{token(_SESSION_LENGTH)}"
