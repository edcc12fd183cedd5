"""Delivers events to the webhook endpoints, in a thread of its own, and tries again where it failed."""

import http.client
import json
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from donations.sandbox import endpoints, events
from donations.sandbox.account import Account
from donations.sandbox.errors import Json

_LOG = logging.getLogger(__name__)
_IDLE_SECONDS = 5.0
_PATIENCE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class _Parcel:
    event_id: str
    endpoint_id: str
    attempts: int
    url: str
    payload: bytes = field(repr=False)
    secret: str = field(repr=False)


@dataclass(slots=True)
class Courier:
    """Sends what is due, one after the other, oldest first; times are the machine's, not the sandbox's clock."""

    account: Account
    retry_delays: Sequence[float]
    timeout: float = 10
    """Seconds an endpoint has to answer."""
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _stopping: bool = False
    _abandoned: bool = False
    _working: bool = False
    _stirred: bool = False
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to deliver; what an earlier run could not deliver is due at once."""
        sql = "UPDATE deliveries SET status = 'pending', attempts = 0, next_at = 0 WHERE status <> 'ok'"
        with self.account.store.transaction():
            self.account.store.run(sql)
        self._stopping = self._abandoned = False
        self._thread = threading.Thread(target=self._run, name="sandbox-courier", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop; a delivery that is still under way after a moment is left, and made again by the next run."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(_PATIENCE_SECONDS)
            self._thread = None
        with self._changed:
            self._abandoned = True

    def wake(self) -> None:
        """Look again for what is due."""
        with self._changed:
            self._stirred = True
            self._changed.notify_all()

    @property
    def running(self) -> bool:
        """Whether deliveries are made."""
        return self._thread is not None and self.account.deliver

    def wait_for_attempt(self, event_id: str, seconds: float) -> bool:
        """Wait until every endpoint was tried once with this event; answer whether they were in time."""
        sql = "SELECT COUNT(*) FROM deliveries WHERE event_id = ? AND status = 'pending' AND attempts = 0"
        return self._wait(lambda: self.account.store.rows(sql, event_id)[0][0] == 0, seconds)

    def wait_until_idle(self, seconds: float) -> bool:
        """Wait until nothing is due; answer whether that was in time. A retry that is due later does not count."""
        return self._wait(lambda: not self._working and self._next()[0] is None, seconds)

    def _wait(self, done: Callable[[], bool], seconds: float) -> bool:
        until = time.monotonic() + seconds
        while not done():
            left = until - time.monotonic()
            if left <= 0 or not self.running:
                return False
            with self._changed:
                self._changed.wait(min(left, 0.05))
        return True

    def _run(self) -> None:
        while not self._stopping:
            self._stirred = False
            parcel, pause = self._next()
            if parcel is None:
                with self._changed:
                    # What was recorded since the look is not slept through.
                    self._changed.wait_for(lambda: self._stirred or self._stopping, pause)
                continue
            self._working = True
            arrived = self._post(parcel)
            with self._changed:
                if not self._abandoned:
                    self._record(parcel, arrived=arrived)
            self._working = False
            self.wake()

    def _next(self) -> tuple[_Parcel | None, float]:
        """Answer what is due now, or how many seconds to wait."""
        store = self.account.store
        sql = (
            "SELECT d.event_id, d.endpoint_id, d.attempts, d.next_at "
            "FROM deliveries d JOIN objects o ON o.id = d.event_id "
            "WHERE d.status = 'pending' ORDER BY d.next_at, o.seq LIMIT 1"
        )
        # Read outside a transaction: one that ended would stir the courier again.
        rows = store.rows(sql) if self.account.deliver else []
        if not rows:
            return None, _IDLE_SECONDS
        ((event_id, endpoint_id, attempts, next_at),) = rows
        pause = next_at - time.time()
        if pause > 0:
            return None, min(pause, _IDLE_SECONDS)
        endpoint = self.account.find("webhook_endpoint", endpoint_id)
        payload = json.dumps(store.get(event_id), indent=2).encode()
        secret = endpoints.secret_of(self.account, endpoint_id)
        return _Parcel(event_id, endpoint_id, attempts, endpoint["url"], payload, secret), 0

    def _post(self, parcel: _Parcel) -> bool:
        """Answer whether the endpoint took the event; a redirect is a failure."""
        address = urlsplit(parcel.url)
        if not address.hostname:
            return False
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=self.timeout)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": events.signature(parcel.payload, parcel.secret),
            "User-Agent": "Stripe/1.0 (sandbox)",
        }
        target = (address.path or "/") + (f"?{address.query}" if address.query else "")
        try:
            connection.request("POST", target, parcel.payload, headers)
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            _LOG.info("The event %s was not delivered: %s", parcel.event_id, type(error).__name__)
            return False
        finally:
            connection.close()
        return 200 <= status < 300  # noqa: PLR2004 - the statuses that mean success

    def _record(self, parcel: _Parcel, *, arrived: bool) -> None:
        more = parcel.attempts < len(self.retry_delays)
        next_at = time.time() + self.retry_delays[parcel.attempts] if more else 0
        status = "ok" if arrived else "pending" if more else "failed"
        with self.account.store.transaction():
            self.account.store.run(
                "UPDATE deliveries SET attempts = attempts + 1, next_at = ?, status = ? "
                "WHERE event_id = ? AND endpoint_id = ?",
                next_at,
                status,
                parcel.event_id,
                parcel.endpoint_id,
            )
            count_pending(self.account, parcel.event_id)


def count_pending(account: Account, event_id: str) -> None:
    """Write into an event how many endpoints have not taken it yet."""
    sql = "SELECT COUNT(*) FROM deliveries WHERE event_id = ? AND status <> 'ok'"
    event: Json = account.find("event", event_id)
    event["pending_webhooks"] = account.store.rows(sql, event_id)[0][0]
    account.store.save(event)


def mark_delivered(account: Account, event_id: str) -> None:
    """Count an event as delivered, for a test that hands it over itself."""
    with account.store.transaction():
        account.store.run("UPDATE deliveries SET status = 'ok' WHERE event_id = ?", event_id)
        count_pending(account, event_id)


def deliver_again(account: Account, event_id: str) -> None:
    """Have an event delivered once more, as happens."""
    with account.store.transaction():
        sql = "UPDATE deliveries SET status = 'pending', attempts = 0, next_at = 0 WHERE event_id = ?"
        account.store.run(sql, event_id)
        count_pending(account, event_id)
