"""The form: its page, and what is done when it is sent.

The floor of the page is a constant page of the same framework, because a request has to be read and answered anyhow.
The floor of the POST is a route that writes one row of eleven fields through the ORM, because the gift has to be kept
anyhow. Stripe's part is left out: its own figure is what one session costs the real library against the sandbox.
"""

import itertools
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bench.measuring import Figure, application, beside
from compliance.money import Money
from donations.desk import Desk
from donations.payments import Order, Payments
from donations.sandbox.server import Sandbox

ROUNDS = 150


class _Base(DeclarativeBase):
    pass


class _Bare(_Base):
    __tablename__ = "bare"
    id: Mapped[int] = mapped_column(primary_key=True)
    amount: Mapped[int]
    first: Mapped[str]
    last: Mapped[str]
    email: Mapped[str]
    line1: Mapped[str]
    city: Mapped[str]
    state: Mapped[str]
    code: Mapped[str]
    occupation: Mapped[str]
    employer: Mapped[str]


def measure() -> Iterator[Figure]:
    """The page, the POST, and Stripe's share of it."""
    with application() as (app, desk):
        bare = _bare_routes(desk)
        client = app.test_client()
        yield beside(
            "form page (GET /give)",
            lambda: client.get("/give"),
            lambda: bare.get("/bench/constant"),
            floor_name="a constant page",
            limit=20,
            rounds=ROUNDS,
        )
        numbers = itertools.count()
        sent = [_typed(client, desk, next(numbers)) for _ in range(ROUNDS + 1)]
        waiting = iter(sent)
        yield beside(
            "form sent (POST /give, judged and kept)",
            lambda: _send(client, next(waiting)),
            lambda: bare.post("/bench/insert", data={"amount": "25"}),
            floor_name="one row by the ORM",
            limit=20,
            rounds=ROUNDS,
        )
    yield _stripes_share()


def _bare_routes(desk: Desk) -> FlaskClient:
    bare = Flask("bare")
    words = dict.fromkeys(
        ("first", "last", "email", "line1", "city", "state", "code", "occupation", "employer"), "text"
    )
    with desk.database.writing() as session:
        _Base.metadata.create_all(session.connection())

    @bare.get("/bench/constant")
    def constant() -> str:
        return "<!doctype html><title>Constant</title>"

    @bare.post("/bench/insert")
    def insert() -> str:
        with desk.database.writing() as session:
            session.add(_Bare(amount=25, **words))
        return ""

    return bare.test_client()


def _typed(client: FlaskClient, desk: Desk, number: int) -> dict[str, str]:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/give").get_data(as_text=True))
    assert token is not None  # noqa: S101 - a form without a token is no form
    return {
        "preset": "other",
        "amount": "25",
        "election": desk.committee.elections[0].code,
        "first_name": "Robin",
        "last_name": f"Sample{'abcdefghij'[number % 10]}",
        "email": f"robin{number}@example.org",
        "address1": f"{number} Test Road",
        "city": "Columbus",
        "state": "OH",
        "postal_code": "43215",
        "country": "US",
        "work": "employed",
        "occupation": "Carpenter",
        "employer": "Example Joinery",
        **{f"attest_{each}": "yes" for each in ("citizenship", "own_funds", "personal_card", "age", "not_contractor")},
        "csrf_token": token[1],
    }


def _send(client: FlaskClient, typed: dict[str, str]) -> None:
    answer = client.post("/give", data=typed)
    if answer.status_code != 303:
        raise RuntimeError(f"the form was answered {answer.status_code}")


def _stripes_share() -> Figure:
    sandbox = Sandbox(state_path=None, secret_key="sk_test_bench", webhook_url=None, webhook_secret="whsec_bench")  # noqa: S106
    base = sandbox.start()
    payments = Payments("sk_test_bench", "whsec_bench", base)
    numbers = itertools.count()

    def start() -> None:
        number = next(numbers)
        payments.start(
            Order(
                public_id=f"gift-{number}",
                amount=Money(2500),
                title="Contribution",
                email="robin@example.org",
                key=f"gift-{number}:checkout:1",
                expires_at=datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=40),
                success_url="http://localhost/ok",
                cancel_url="http://localhost/give",
                statement_suffix="PRIMARY26",
                refuse_prepaid=False,
            )
        )

    engine = sa.create_engine("sqlite://")
    try:
        with engine.connect() as connection:
            return beside(
                "a card page by Stripe's library (both ends)",
                start,
                lambda: connection.execute(sa.text("SELECT 1")),
                floor_name="one SELECT 1",
                limit=400,
                rounds=40,
            )
    finally:
        sandbox.stop()
