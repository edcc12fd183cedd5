"""The sandbox as a whole: starts and stops it, and is what a test holds in its hand.

Bound to the loopback interface only. It moves no money, and no real card number is ever taken.
"""

import logging
import socket
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from donations.sandbox import app, balance, clockwork, delivery, disputes, endpoints, events, intents, refunds, sessions
from donations.sandbox.account import Account, utc_now
from donations.sandbox.api import Api, RecordedRequest
from donations.sandbox.attempts import CardEntry, PaymentResult
from donations.sandbox.delivery import Courier
from donations.sandbox.errors import Json
from donations.sandbox.faults import FaultPlan
from donations.sandbox.page import Pages
from donations.sandbox.state import Query, Store

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = ["FaultPlan", "PaymentResult", "RecordedRequest", "Sandbox", "utc_now"]

_LOG = logging.getLogger(__name__)
_TICK_SECONDS = 1.0
_BACKLOG = 256
_RETRY_DELAYS = (1.0, 5.0, 30.0, 120.0, 600.0)


class _QuietHandler(WSGIRequestHandler):
    """Serves without a line in the log for every request: addresses of card pages are secrets."""

    server_version = "sandbox"
    sys_version = ""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


class Sandbox:
    """A pretend Stripe account behind real HTTP; every public method may be called from any thread."""

    def __init__(  # noqa: PLR0913 - each is one thing the caller must decide
        self,
        *,
        state_path: Path | None,
        secret_key: str,
        webhook_url: str | None,
        webhook_secret: str,
        now: Callable[[], datetime] = utc_now,
        retry_delays: Sequence[float] = _RETRY_DELAYS,
    ) -> None:
        """Open the state (in memory when no path is given); raises StateError, or ValueError for a foreign address."""
        if not secret_key or secret_key.startswith(("sk_live_", "rk_live_")):
            raise ValueError("The sandbox needs a test key; it never takes a live one.")
        if not webhook_secret:
            raise ValueError("The sandbox needs a webhook secret.")
        self._webhook_secret = webhook_secret
        self._store = Store(state_path)
        self._account = Account(self._store, now)
        endpoints.configure(self._account, webhook_url, webhook_secret)
        self._courier = Courier(self._account, tuple(retry_delays))
        self._store.on_commit = self._courier.wake
        self._api = Api(self._account, secret_key)
        self._pages = Pages(self._account, self._courier)
        self._stopping = threading.Event()
        self.wsgi_app: WSGIApplication = app.create(self._api, self._pages, self._stopping)
        self._server: BaseWSGIServer | None = None
        self._threads: list[threading.Thread] = []

    # Running ----------------------------------------------------------------------------------------------------------

    def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Serve in the background and answer the base URL.

        Raises ValueError for any but a loopback address, and OSError where the port is taken.

        There is a thread for each connection: a card page may wait for a webhook that calls the API in its turn.
        """
        if host not in endpoints.LOOPBACK:
            raise ValueError(f"The sandbox binds to loopback addresses only, not to {host}.")
        self._stopping.clear()
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # Bound here, so that a port in use is an OSError; the server would end the process.
        with socket.create_server((host, port), family=family, backlog=_BACKLOG) as bound:
            self._server = make_server(
                host, port, self.wsgi_app, threaded=True, request_handler=_QuietHandler, fd=bound.fileno()
            )
        shown = f"[{host}]" if ":" in host else host
        self.base_url = f"http://{shown}:{self._server.server_address[1]}"
        self._threads = [
            threading.Thread(target=self._server.serve_forever, args=(0.05,), name="sandbox-http", daemon=True),
            threading.Thread(target=self._tick_on, name="sandbox-clock", daemon=True),
        ]
        self._courier.start()
        for thread in self._threads:
            thread.start()
        return self.base_url

    def stop(self) -> None:
        """Stop serving and give the state file back; a new Sandbox on the same file goes on where this one stopped."""
        self._stopping.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        for thread in self._threads:
            thread.join(5)
        self._threads = []
        self._courier.stop()
        self._store.close()

    def _tick_on(self) -> None:
        while not self._stopping.wait(_TICK_SECONDS):
            try:
                self.tick()
            except Exception:  # noqa: BLE001 - the clock goes on; the log says why it stumbled
                _LOG.exception("The sandbox's clock failed")

    def tick(self) -> None:
        """Do now all that is due by the sandbox's clock; it happens by itself once a second, and with each request."""
        with self._store.transaction():
            clockwork.tick(self._account)

    @property
    def base_url(self) -> str:
        """Where the sandbox is; before `start`, or under another server, what was set."""
        return self._account.base_url

    @base_url.setter
    def base_url(self, url: str) -> None:
        self._account.base_url = url.rstrip("/")
        with self._store.transaction():
            for session in self._store.select(
                Query("checkout.session", [("json_extract(body, '$.status') = ?", "open")])
            ):
                self._store.save({**session, "url": f"{self._account.base_url}{sessions.PAGE}{session['id']}"})

    # The donor --------------------------------------------------------------------------------------------------------

    def pay(  # noqa: PLR0913 - the fields of the card page
        self,
        session_id: str,
        *,
        number: str = "4242424242424242",
        name: str = "Robin Sample",
        zip: str = "43215",  # noqa: A002 - the field's name on the page
        line1: str = "1 Test Road",
        city: str = "Columbus",
        state: str = "OH",
        country: str = "US",
        cvc: str = "123",
        exp: str = "12/49",
        authentication: Literal["complete", "fail", "abandon"] = "complete",
        captcha: bool = True,
    ) -> PaymentResult:
        """Do what the donor's browser does on the card page; raises ApiError where there is no such session.

        A 3-D Secure card is authenticated, failed or left at the bank's page as `authentication` says; the captcha is
        ticked unless told otherwise. An American Express number needs a `cvc` of four digits.
        """
        entry = CardEntry(number, exp, cvc, name, line1, city, state, zip, country)
        result = self._pages.submit(session_id, entry)
        if result.status == "captcha" and captcha:
            result = self._pages.tick_captcha(session_id)
        if result.status == "requires_action" and authentication != "abandon":
            result = self._pages.finish_authentication(session_id, passed=authentication == "complete")
        return result

    # What happens outside ---------------------------------------------------------------------------------------------

    def expire_session(self, session_id: str) -> Json:
        """Let an open session's time run out; raises ApiError where it is not open."""
        with self._store.transaction():
            return sessions.expire(self._account, session_id, {})

    def expire_authorization(self, payment_intent_id: str) -> Json:
        """Let the issuer release money that was not captured; answer the PaymentIntent."""
        with self._store.transaction():
            intents.expire(self._account, payment_intent_id)
            return self._account.find("payment_intent", payment_intent_id)

    def create_dispute(self, charge_id: str, reason: str = "fraudulent", *, inquiry: bool = False) -> Json:
        """Have the cardholder dispute a captured charge."""
        with self._store.transaction():
            return disputes.open_for(self._account, charge_id, reason, inquiry=inquiry)

    def close_dispute(self, dispute_id: str, status: str = "lost") -> Json:
        """Let the bank decide a dispute, `won` or `lost`."""
        with self._store.transaction():
            return disputes.decide(self._account, self._account.find("dispute", dispute_id, "dispute"), status)

    def settle_refund(self, refund_id: str, status: str) -> Json:
        """Let a refund end `succeeded` or `failed`; one that has succeeded may still fail."""
        with self._store.transaction():
            return refunds.settle(self._account, self._account.find("refund", refund_id, "refund"), status)

    def early_fraud_warning(self, charge_id: str) -> Json:
        """Have the issuer warn of a charge."""
        with self._store.transaction():
            return disputes.warn(self._account, charge_id)

    def payout(self) -> Json | None:
        """Pay out what has come together; answer None where there is nothing."""
        with self._store.transaction():
            clockwork.tick(self._account)
            return balance.pay_out(self._account)

    # What a test looks at ---------------------------------------------------------------------------------------------

    def events(self, kind: str | None = None) -> list[Json]:
        """Answer every event, oldest first; or those of one type, such as `charge.captured`."""
        where = [("json_extract(body, '$.type') = ?", kind)] if kind else []
        with self._store.transaction():
            return self._store.select(Query("event", where))[::-1]

    def sign(self, payload: bytes | str, at: int | None = None) -> str:
        """Answer the Stripe-Signature header for a payload; `at` is Unix seconds, the real present unless given."""
        body = payload.encode() if isinstance(payload, str) else payload
        return events.signature(body, self._webhook_secret, at)

    def mark_delivered(self, event_id: str) -> None:
        """Count an event as delivered that the test has handed over itself."""
        delivery.mark_delivered(self._account, event_id)

    def deliver_again(self, event_id: str) -> None:
        """Deliver an event once more."""
        delivery.deliver_again(self._account, event_id)

    def wait_until_delivered(self, seconds: float = 10) -> bool:
        """Wait until no delivery is due; answer whether that was in time. A retry due later does not count."""
        return self._courier.wait_until_idle(seconds)

    def prune_idempotency(self) -> int:
        """Forget every answer stored under a key, as Stripe may after a day; answer how many."""
        return self._api.prune()

    @property
    def faults(self) -> FaultPlan:
        """The failures a test scripts."""
        return self._api.faults

    @property
    def requests(self) -> list[RecordedRequest]:
        """The API requests so far, oldest first; the last ten thousand."""
        return self._api.requests

    # Settings ---------------------------------------------------------------------------------------------------------

    @property
    def deliver_webhooks(self) -> bool:
        """Whether events are delivered, or only stored; those stored meanwhile go out once it is true again."""
        return self._account.deliver

    @deliver_webhooks.setter
    def deliver_webhooks(self, wanted: bool) -> None:
        self._account.deliver = wanted
        self._courier.wake()

    @property
    def completion_wait(self) -> float:
        """Seconds the donor waits at most for the endpoint's answer to `checkout.session.completed`."""
        return self._pages.completion_wait

    @completion_wait.setter
    def completion_wait(self, seconds: float) -> None:
        self._pages.completion_wait = seconds

    @property
    def delivery_timeout(self) -> float:
        """Seconds an endpoint has to answer an event."""
        return self._courier.timeout

    @delivery_timeout.setter
    def delivery_timeout(self, seconds: float) -> None:
        self._courier.timeout = seconds

    @property
    def late_balance(self) -> bool:
        """Whether a captured charge gets its balance transaction only with a later `charge.updated`."""
        return self._account.late_balance

    @late_balance.setter
    def late_balance(self, wanted: bool) -> None:
        self._account.late_balance = wanted

    @property
    def blocks_highest_risk(self) -> bool:
        """Whether a payment of the highest risk is refused, or passes with its level."""
        return self._account.blocks_highest_risk

    @blocks_highest_risk.setter
    def blocks_highest_risk(self, wanted: bool) -> None:
        self._account.blocks_highest_risk = wanted
