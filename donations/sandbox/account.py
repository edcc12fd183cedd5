"""The pretend Stripe account: its objects, its clock, its events and what falls due in it.

Everything that plays a part of the API works on an Account, inside one of its transactions.
"""

import fnmatch
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from donations.sandbox import events
from donations.sandbox.errors import Json, invalid, missing
from donations.sandbox.state import Store

CONFIGURED_ENDPOINT = "we_configured"


def utc_now() -> datetime:
    """Answer the present."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Account:
    """What the API, the card page and the ticker share."""

    store: Store
    now: Callable[[], datetime] = utc_now
    base_url: str = "http://localhost"
    deliver: bool = True
    blocks_highest_risk: bool = False
    """Whether the pretend Radar refuses a payment of the highest risk, or lets it pass with its level."""
    late_balance: bool = False
    """Whether a capture leaves its balance transaction null until the next tick, as may happen."""
    refund_delay: int = 10
    """Seconds until a pending refund settles, for the cards whose refunds take time."""
    cause: Json = field(default_factory=lambda: {"id": None, "idempotency_key": None})

    def time(self) -> int:
        """Answer the present in Unix seconds, by the sandbox's own clock."""
        return int(self.now().timestamp())

    def find(self, kind: str, object_id: str, param: str = "id") -> Json:
        """Answer the object; raises ApiError where there is none of this kind."""
        obj = self.store.get(object_id)
        if obj is None or obj["object"] != kind:
            raise missing(kind, object_id[:80], param)
        return obj

    def linked(self, kind: str, obj: Json, name: str) -> Json | None:
        """Answer the object whose id stands in a field, or None where the field is null."""
        return self.find(kind, obj[name]) if obj[name] else None

    def emit(self, kind: str, obj: Json, previous: Json | None = None) -> str:
        """Record an event about the object as it is now, with a delivery for each endpoint; answer its id."""
        told = events.event(kind, obj, created=self.time(), request=self.cause, previous=previous)
        endpoints = [e["id"] for e in self._listeners(kind)]
        told["pending_webhooks"] = len(endpoints)
        self.store.insert(told)
        for endpoint_id in endpoints:
            self.store.run("INSERT INTO deliveries VALUES (?, ?, 0, 0, 'pending')", told["id"], endpoint_id)
        return str(told["id"])

    def _listeners(self, kind: str) -> Iterator[Json]:
        for (endpoint_id,) in self.store.rows("SELECT id FROM objects WHERE kind = 'webhook_endpoint'"):
            endpoint = self.find("webhook_endpoint", endpoint_id)
            # Without an address the configured endpoint still counts when a test collects the events itself.
            listens = endpoint["status"] == "enabled" or (endpoint_id == CONFIGURED_ENDPOINT and not self.deliver)
            if listens and any(fnmatch.fnmatchcase(kind, wanted) for wanted in endpoint["enabled_events"]):
                yield endpoint

    def schedule(self, task: str, object_id: str, at: int) -> None:
        """Have the clockwork do a task once the sandbox's clock reaches `at`."""
        self.store.run("INSERT INTO due VALUES (?, ?, ?)", at, task, object_id)

    @contextmanager
    def caused_by(self, request_id: str, key: str | None) -> Iterator[None]:
        """Name the request in every event that is recorded inside; only within a transaction."""
        before, self.cause = self.cause, {"id": request_id, "idempotency_key": key}
        try:
            yield
        finally:
            self.cause = before


def merge_metadata(obj: Json, params: Json) -> None:
    """Merge sent metadata into the object's: an empty value removes its key, an empty whole removes all."""
    sent = params.get("metadata")
    if sent == "":
        obj["metadata"] = {}
    elif sent is not None:
        merged = {**(obj["metadata"] or {}), **sent}
        obj["metadata"] = {key: value for key, value in merged.items() if value != ""}
        if len(obj["metadata"]) > 50:  # noqa: PLR2004 - Stripe's limit
            raise invalid("metadata can hold at most 50 keys.", "metadata")
