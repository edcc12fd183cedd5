"""Events: what they look like, and how they are signed."""

import copy
import hashlib
import hmac
import time

import stripe

from donations.sandbox import ids
from donations.sandbox.errors import Json

API_VERSION = str(stripe.api_version)
"""The version the installed library is pinned to; the sandbox speaks no other."""


def event(kind: str, obj: Json, *, created: int, request: Json, previous: Json | None = None) -> Json:
    """Answer a new event that holds the object as it is now."""
    data: Json = {"object": copy.deepcopy(obj)}
    if previous is not None:
        data["previous_attributes"] = copy.deepcopy(previous)
    return {
        "id": ids.new("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": created,
        "data": data,
        "livemode": False,
        "pending_webhooks": 0,
        "request": request,
        "type": kind,
    }


def signature(payload: bytes, secret: str, at: int | None = None) -> str:
    """Answer the Stripe-Signature header; `at` is Unix seconds, the real present unless given.

    The library compares `t` with the machine's clock, so it is not the sandbox's own clock that signs.
    """
    moment = int(time.time()) if at is None else at
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"
