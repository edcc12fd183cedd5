"""A whole small world for a test: a migrated database, the real application, the sandbox over real HTTP, a clock.

Nothing of ours is patched. Stripe's messages lie in the sandbox until a test delivers them.
"""

import hashlib
import hmac
import json
import re
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from compliance.committee import Committee, Cycle, Office, PostalAddress, PrepaidCards
from compliance.election import Election
from compliance.money import Money
from config import Limits, Page, Settings
from donations import correspondence, settlement, sweeper
from donations.context import Context
from donations.correspondence import Office as LetterOffice
from donations.credentials import Argon2Hasher, Hasher
from donations.desk import Desk
from donations.ledger import Entry
from donations.mailer import MailUnavailable
from donations.sandbox.server import Sandbox
from donations.staff import Gate
from donations.wiring import create_app
from tests.donations.front import Front

SECRET = "whsec_" + "s" * 32
KEY = "sk_test_" + "k" * 32
NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
"""A Monday noon in New York, three months before the primary."""

COMMITTEE = Committee(
    name="Example for Congress",
    office=Office.HOUSE,
    timezone=ZoneInfo("America/New_York"),
    cycle=Cycle(date(2024, 11, 6), date(2026, 11, 3)),
    elections=(Election("P2026", date(2026, 6, 2)), Election("G2026", date(2026, 11, 3))),
    cap=Money(330000),
    minimum=Money(100),
    prepaid_cards=PrepaidCards.HOLD,
    treasurer_in_office=True,
    version="test",
    fec_id="C00000001",
    candidate="Robin Example",
    state="OH",
    district="03",
    treasurer="Terry Sample",
    address=PostalAddress("PO Box 1776", "Columbus", "OH", "43216"),
)

PAGE = Page(
    headline="Give to Example for Congress",
    lead="A campaign of the tests.",
    privacy="We use what you enter for nothing else.",
    contact_email="treasurer@example.org",
    presets=tuple(Money(each * 100) for each in (25, 50, 100, 250, 1000)),
    accent="#9c1c2e",
    accent_dark="#e88",
)

WIDE_OPEN = Limits(
    attempts_per_address=10_000,
    attempts_per_email=10_000,
    declines_per_browser=10_000,
    offers_a_day=10_000,
    shortest_form_seconds=0,
)


@dataclass
class Clock:
    """The time of a test; it moves when told to."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **ahead: float) -> None:
        """Let time pass: `forward(hours=2)`."""
        self.now += timedelta(**ahead)


@dataclass
class Outbox:
    """A mail server that keeps what it is given, or is away."""

    letters: list[EmailMessage] = field(default_factory=list)
    away: bool = False

    def send(self, message: EmailMessage, name: str) -> str:
        if self.away:
            raise MailUnavailable("away")
        message["X-Reference"] = name
        self.letters.append(message)
        return ""


def fields(**changes: str | None) -> dict[str, str]:
    """What a person types who may give; None leaves a field out."""
    typed: dict[str, str | None] = {
        "preset": "250",
        "amount": "",
        "election": "P2026",
        "first_name": "Robin",
        "middle_name": "",
        "last_name": "Sample",
        "suffix": "",
        "email": "robin@example.org",
        "phone": "",
        "address1": "1 Test Road",
        "address2": "",
        "city": "Columbus",
        "state": "OH",
        "postal_code": "43215",
        "country": "US",
        "work": "employed",
        "occupation": "Carpenter",
        "employer": "Example Joinery",
        "attest_citizenship": "yes",
        "attest_own_funds": "yes",
        "attest_personal_card": "yes",
        "attest_age": "yes",
        "attest_not_contractor": "yes",
        "message": "",
        **changes,
    }
    return {name: value for name, value in typed.items() if value is not None}


def dollars(amount: str, **changes: str | None) -> dict[str, str]:
    """What a person types who gives this amount."""
    return fields(preset="other", amount=amount, **changes)


class Visitor:
    """One browser, with its own cookies."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.client: FlaskClient = world.app.test_client()

    def open_form(self, address: str = "/give") -> str:
        """Open the form and answer its token."""
        page = self.client.get(address)
        assert page.status_code == 200, page.status
        return token_of(page)

    def send(self, typed: dict[str, str], token: str | None = None) -> TestResponse:
        """Send the form."""
        sent = {**typed, "csrf_token": self.open_form() if token is None else token}
        return self.client.post("/give", data=sent)

    def offer(self, typed: dict[str, str]) -> str:
        """Send a form that leads to a card page; answers the gift's public id."""
        answer = self.send(typed)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return self.world.gift_of(answer.headers["Location"])

    def give(self, typed: dict[str, str], number: str = "4242424242424242", name: str | None = None) -> str:
        """Give from the form to the page one returns to; answers the gift's public id."""
        public_id = self.offer(typed)
        holder = name or f"{typed['first_name']} {typed['last_name']}"
        self.world.pay(public_id, number=number, name=holder, cvc="1234" if number.startswith("3") else "123")
        self.world.clock.forward(seconds=5)
        self.state(public_id)
        return public_id

    def state(self, public_id: str) -> dict[str, Any]:
        """The gift's state, as a program reads it."""
        answer = self.client.get(f"/gifts/{public_id}", headers={"Accept": "application/json"})
        assert answer.status_code == 200, answer.status
        state: dict[str, Any] = answer.get_json()
        return state


def token_of(page: TestResponse) -> str:
    """The form token on a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.get_data(as_text=True))
    assert found is not None, "the page has no form token"
    return found[1]


def rules_on(page: TestResponse) -> set[str]:
    """The rule ids that a page shows."""
    return set(re.findall(r'data-rule="([^"]+)"', page.get_data(as_text=True)))


class World:
    """Everything a test of the application stands on."""

    def __init__(self, url: str, folder: Path, **changes: Any) -> None:
        self.clock = Clock()
        self.outbox = Outbox()
        self.sandbox = Sandbox(
            state_path=None,
            secret_key=KEY,
            webhook_url="http://127.0.0.1:9/unused",
            webhook_secret=SECRET,
            now=self.clock,
        )
        self.sandbox.deliver_webhooks = False
        self._front = Front(self.sandbox.wsgi_app)
        self.sandbox.base_url = base = self._front.address
        patience: tuple[float, float] = changes.pop("patience", (3, 10))
        hasher: Hasher = changes.pop("hasher", None) or Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
        self.settings = replace(
            Settings(
                secret_key="x" * 64,
                data_key=bytes(range(32)),
                database_url=url,
                stripe_secret_key=KEY,
                stripe_webhook_secret=SECRET,
                stripe_api_base=base,
                site_url="http://localhost",
                smtp_url="",
                mail_from="treasurer@example.org",
                instance=folder,
                committee=COMMITTEE,
                page=PAGE,
                limits=WIDE_OPEN,
            ),
            **changes,
        )
        self.app: Flask = create_app(
            self.settings, mailer=self.outbox, clock=self.clock, patience=patience, hasher=hasher
        )
        self.context: Context = self.app.extensions["donations"]
        self.desk: Desk = self.context.desk
        self.gate: Gate = self.context.gate
        self._delivered: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stripe_goes_away()
        self.sandbox.stop()
        self.desk.database.close()

    def stripe_goes_away(self) -> None:
        """From now on, nobody answers where Stripe was."""
        self._front.close()

    def visitor(self) -> Visitor:
        """A fresh browser."""
        return Visitor(self)

    # The gift --------------------------------------------------------------------------------------------------------

    def read(self, public_id: str) -> Entry:
        """A gift as it stands in the books."""
        return settlement.read(self.desk, public_id)

    def gift_of(self, card_page: str) -> str:
        """The gift that a card page is for."""
        session_id = card_page.rstrip("/").rpartition("/")[2]
        with self.desk.database.reading() as session:
            from donations import models  # noqa: PLC0415 - only the books open the tables; a test may look

            row = session.query(models.Contribution).filter_by(checkout_session_id=session_id).one()
            return row.public_id

    def pay(self, public_id: str, **card: Any) -> Any:
        """Do on the card page what the donor does there."""
        session_id = self.read(public_id).checkout_session_id
        assert session_id is not None, "the gift has no card page"
        return self.sandbox.pay(session_id, **card)

    def advance(self, public_id: str) -> Entry:
        """Bring a gift forward."""
        return settlement.advance(self.desk, public_id, self.clock())

    # Messages, letters, time -----------------------------------------------------------------------------------------

    def events(self) -> list[dict[str, Any]]:
        """Stripe's messages that were not delivered yet, in their order."""
        return [event for event in self.sandbox.events() if event["id"] not in self._delivered]

    def deliver(self, event: dict[str, Any]) -> TestResponse:
        """Deliver one message, signed as Stripe signs."""
        self._delivered.add(event["id"])
        body = json.dumps(event).encode()
        return self.app.test_client().post(
            "/webhooks/stripe",
            data=body,
            headers={"Stripe-Signature": signature(body), "Content-Type": "application/json"},
        )

    def deliver_all(self) -> None:
        """Deliver every message in its order, those too that come of it."""
        while waiting := self.events():
            for event in waiting:
                assert self.deliver(event).status_code == 200

    def sweep(self, *, deep: bool = False) -> None:
        """Let the sweeper go round once."""
        sweeper.sweep(self.desk, self.clock(), deep=deep)

    def mail(self) -> list[EmailMessage]:
        """Send the letters that are due; answers all that were ever sent."""
        office = LetterOffice(self.desk, self.settings.page, self.outbox, self.settings.mail_from, testing=True)
        correspondence.deliver(office, self.clock)
        return self.outbox.letters

    def captured_cents(self) -> int:
        """What Stripe has really taken, in all."""
        intents = self.sandbox_list("/v1/payment_intents")
        return sum(intent["amount_received"] for intent in intents)

    def sandbox_list(self, path: str) -> list[dict[str, Any]]:
        """All objects of a list at the sandbox, newest first."""
        import requests  # noqa: PLC0415 - only here

        found: list[dict[str, Any]] = []
        more = True
        while more:
            params: dict[str, Any] = {"limit": 100, **({"starting_after": found[-1]["id"]} if found else {})}
            answer = requests.get(
                f"{self.settings.stripe_api_base}{path}", params, headers={"Authorization": f"Bearer {KEY}"}, timeout=10
            ).json()
            found += answer["data"]
            more = answer["has_more"]
        return found


def signature(body: bytes, secret: str = SECRET, at: float | None = None) -> str:
    """Sign a message as Stripe does, now by the real clock, which the library compares with."""
    moment = int(time.time() if at is None else at)
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"
