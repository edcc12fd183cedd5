"""A sandbox with a real client before it, a clock to turn, and the steps of a donor's journey."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests
import stripe
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from donations.sandbox.server import PaymentResult, Sandbox

KEY = "sk_test_sandbox"
SECRET = "whsec_sandbox"


@dataclass
class Clock:
    moment: datetime = datetime(2026, 11, 20, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def turn(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass
class Journey:
    """What a test holds: the sandbox, the client and the clock."""

    sandbox: Sandbox
    client: stripe.StripeClient
    clock: Clock
    asked: int = 0

    def parameters(self, **changes: object) -> Any:
        """The parameters the application sends; a change to None leaves one out."""
        usual: dict[str, object] = {
            "mode": "payment",
            "ui_mode": "hosted_page",
            "submit_type": "donate",
            "client_reference_id": "gift-1",
            "customer_email": "robin@example.org",
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": "usd",
                        "unit_amount": 25000,
                        "product_data": {"name": "Contribution to Sample for Senate (P2026)"},
                    },
                }
            ],
            "payment_intent_data": {
                "capture_method": "manual",
                "statement_descriptor_suffix": "PRIMARY26",
                "metadata": {"contribution_id": "gift-1"},
            },
            "metadata": {"contribution_id": "gift-1"},
            "allowed_payment_method_types": ["card"],
            "payment_method_options": {"card": {"restrictions": {"funding_types_blocked": ["prepaid"]}}},
            "wallet_options": {"link": {"display": "never"}},
            "adaptive_pricing": {"enabled": False},
            "billing_address_collection": "required",
            "expires_at": int(self.clock().timestamp()) + 31 * 60,
            "success_url": "http://127.0.0.1:9/gifts/gift-1?session={CHECKOUT_SESSION_ID}",
            "cancel_url": "http://127.0.0.1:9/give",
        }
        return {name: value for name, value in {**usual, **changes}.items() if value is not None}

    def session(self, key: str | None = None, **changes: object) -> stripe.checkout.Session:
        self.asked += 1
        options: Any = {"idempotency_key": key or f"gift-1:checkout:{self.asked}"}
        return self.client.v1.checkout.sessions.create(self.parameters(**changes), options)

    def attempt(self, number: str, **typed: Any) -> PaymentResult:
        return self.sandbox.pay(self.session().id, number=number, **typed)

    def intent(self, result: PaymentResult) -> stripe.PaymentIntent:
        assert result.payment_intent is not None
        return self.client.v1.payment_intents.retrieve(result.payment_intent, {"expand": ["latest_charge"]})

    def authorized(self, number: str = "4242424242424242", **typed: Any) -> stripe.PaymentIntent:
        return self.intent(self.attempt(number, **typed))

    def captured(self, number: str = "4242424242424242") -> stripe.PaymentIntent:
        intent = self.authorized(number)
        return self.client.v1.payment_intents.capture(intent.id, {"expand": ["latest_charge"]})

    def told(self) -> list[str]:
        return [event["type"] for event in self.sandbox.events()]


def a_client(base: str, key: str = KEY, timeout: tuple[float, float] = (3, 10)) -> stripe.StripeClient:
    session = requests.Session()
    http = stripe.RequestsClient(timeout=timeout, session=session)
    return stripe.StripeClient(key, max_network_retries=0, http_client=http, base_addresses={"api": base})


@contextmanager
def running(
    clock: Clock, *, state: Path | None = None, webhook: str | None = None, delays: tuple[float, ...] = (0.02,) * 5
) -> Iterator[Journey]:
    """A started sandbox with its client; both are closed at the end."""
    sandbox = Sandbox(
        state_path=state, secret_key=KEY, webhook_url=webhook, webhook_secret=SECRET, now=clock, retry_delays=delays
    )
    try:
        yield Journey(sandbox, a_client(sandbox.start()), clock)
    finally:
        sandbox.stop()


@dataclass
class Endpoint:
    """A webhook endpoint of the application's kind: verifies, remembers, and answers what it was told to."""

    answers: list[int] = field(default_factory=list)
    events: list[stripe.Event] = field(default_factory=list)
    url: str = ""
    secret: str = SECRET
    changed: threading.Condition = field(default_factory=threading.Condition)
    gate: threading.Event = field(default_factory=threading.Event)

    def wsgi(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        self.gate.wait(10)
        event = stripe.Webhook.construct_event(request.get_data(), request.headers["Stripe-Signature"], self.secret)
        with self.changed:
            self.events.append(event)
            status = self.answers.pop(0) if self.answers else 200
            self.changed.notify_all()
        return Response(status=status)(environ, start_response)

    def wait_for(self, count: int, seconds: float = 10) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: len(self.events) >= count, seconds)


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@contextmanager
def listening(port: int = 0) -> Iterator[Endpoint]:
    """An endpoint on a real port; its gate stands open unless a test closes it."""
    endpoint = Endpoint()
    endpoint.gate.set()
    server = make_server("127.0.0.1", port, endpoint.wsgi, threaded=True, request_handler=_Quiet)
    endpoint.url = f"http://127.0.0.1:{server.server_port}/webhooks/stripe"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield endpoint
    finally:
        endpoint.gate.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
