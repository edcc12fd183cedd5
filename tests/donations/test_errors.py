"""When something fails: a calm page with the right number, no trace on it, and no person in a log."""

import dataclasses
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from donations.desk import Status
from donations.opening import Clock
from donations.wiring import create_app
from tests.donations.public.browsing import on_sqlite, read, title
from tests.donations.world import World, dollars, fields, token_of

CANARIES: dict[str, str | None] = {
    "first_name": "Zephyrine",
    "last_name": "Vandersloot",
    "email": "canary@heron.example",
    "phone": "614 555 0188",
    "address1": "77 Canary Lane",
    "city": "Yellow Springs",
    "occupation": "Ornithologist",
    "employer": "Finch and Wren",
    "message": "Sing on, birdie",
}
TRACES = ("Traceback", "sqlalchemy", "sqlite", "psycopg", "postgres", "SELECT", "contributions WHERE", ".py")


def leaks(text: str) -> list[str]:
    """The personal things in a text."""
    folded = text.casefold()
    return [value for value in CANARIES.values() if value and value.casefold() in folded]


def is_calm(answer: TestResponse) -> bool:
    """Whether an answer shows nothing of what went wrong inside, and nothing personal."""
    return not leaks(answer.get_data(as_text=True)) and not traces(answer)


def traces(answer: TestResponse) -> list[str]:
    """What an answer shows of what went wrong inside."""
    said = answer.get_data(as_text=True)
    return [trace for trace in TRACES if trace in said]


def is_kept(answer: TestResponse) -> bool:
    """Whether the form has come back with all that was typed, and says that nothing was charged."""
    said = answer.get_data(as_text=True)
    calm = "We could not save this just now. Your card was not charged" in said and not traces(answer)
    return calm and title(answer).startswith("Error: ") and len(leaks(said)) == len([*filter(None, CANARIES.values())])


@pytest.fixture(autouse=True)
def no_person_in_any_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Hold every log of our own, in its finest grain, to its promise."""
    for name in ("donations", "donations.access", "werkzeug", "flask.app"):
        caplog.set_level(logging.DEBUG, name)
    yield
    assert leaks(caplog.text) == []
    assert "@" not in caplog.text


# The sorts of failure ------------------------------------------------------------------------------------------------


@on_sqlite
@pytest.mark.parametrize(
    "method, path, status, heading",
    [
        ("GET", "/no/such/page", 404, "There is no such page"),
        ("GET", "/gifts/none", 404, "There is no such page"),
        ("GET", "/static/none.css", 404, "There is no such page"),
        ("GET", "/static/../../config.py", 404, "There is no such page"),
        ("DELETE", "/give", 405, "That does not work here"),
        ("POST", "/give/proof", 400, "We could not read that"),
    ],
)
def test_each_failure_has_its_page(world: World, method: str, path: str, status: int, heading: str) -> None:
    answer = world.visitor().client.open(path, method=method)

    assert answer.status_code == status
    assert title(answer).startswith(heading)
    assert "Nothing was charged." in answer.get_data(as_text=True)
    assert "Paid for by Example for Congress" in answer.get_data(as_text=True)
    assert is_calm(answer)


@on_sqlite
def test_a_program_hears_of_a_failure_in_json(world: World) -> None:
    answer = world.visitor().client.get("/gifts/none", headers={"Accept": "application/json"})

    assert (answer.status_code, answer.get_json()) == (404, {"error": "There is no such page"})


@on_sqlite
def test_every_link_of_an_error_page_leads_somewhere(world: World) -> None:
    client = world.visitor().client
    page = client.get("/no/such/page")

    leads = {each["href"] for each in read(page).all("a") if each["href"].startswith("/")}

    assert leads
    assert [lead for lead in leads if client.get(lead).status_code != 200] == []


# The books are away --------------------------------------------------------------------------------------------------


def take_books_away(world: World) -> None:
    """Lose every table."""
    with world.desk.database.writing() as session:
        for name in ("contributions", "outbox", "stripe_events", "tallies", "proofs"):
            session.execute(sa.text(f'ALTER TABLE "{name}" RENAME TO "{name}_gone"'))


def test_without_the_books_the_form_is_still_shown_and_its_press_answered_with_503(world: World) -> None:
    robin = world.visitor()
    public_id = robin.offer(fields(**CANARIES))
    token = robin.open_form()
    take_books_away(world)

    pressed = robin.send(fields(**CANARIES), token)
    answers = [robin.client.get(f"/gifts/{public_id}"), robin.client.get(f"/give?from={public_id}")]

    assert is_kept(pressed)
    assert pressed.headers["Retry-After"] == "30"
    for answer in answers:
        assert answer.status_code == 503
        assert title(answer).startswith("We are busy for a moment")
        assert "Your card was not charged." in answer.get_data(as_text=True)
        assert answer.headers["Retry-After"] == "30"
        assert is_calm(answer)
    assert robin.client.get("/give").status_code == 200
    assert robin.client.get("/").status_code == 200


def test_without_the_books_a_message_of_stripes_is_not_taken_so_that_it_comes_again(world: World) -> None:
    world.visitor().give(fields(**CANARIES))
    event = world.events()[0]
    take_books_away(world)

    answer = world.deliver(event)

    assert answer.status_code == 503
    assert answer.content_type.startswith("text/plain")
    assert is_calm(answer)


@contextmanager
def away(world: World, url: str, clock: Clock | None = None) -> Iterator[FlaskClient]:
    """The same house with its books at another address, or with another clock."""
    settings = dataclasses.replace(world.settings, database_url=url)
    app = create_app(settings, mailer=world.outbox, clock=clock or world.clock)
    yield app.test_client()
    app.extensions["donations"].desk.database.close()


@on_sqlite
@pytest.mark.parametrize(
    "url",
    [
        pytest.param("postgresql://nobody:hunter2@127.0.0.1:1/none?connect_timeout=2", id="nobody listens"),
        pytest.param("sqlite:////nowhere/at/all/books.db", id="no such folder"),
        pytest.param("sqlite:////dev/null", id="no database"),
    ],
)
def test_a_database_that_is_not_there_is_a_calm_503(world: World, url: str, caplog: pytest.LogCaptureFixture) -> None:
    with away(world, url) as client:
        page = client.get("/give")
        answer = client.post("/give", data={**fields(**CANARIES), "csrf_token": token_of(page)})
        health = client.get("/healthz")

    assert answer.status_code == 503
    assert is_kept(answer)
    assert (health.status_code, health.get_json()["database"]) == (503, "unavailable")
    assert "hunter2" not in caplog.text


@on_sqlite
def test_the_watch_says_what_waits_and_names_nobody(world: World) -> None:
    world.visitor().give(fields(**CANARIES))
    world.clock.forward(minutes=5)

    answer = world.visitor().client.get("/healthz")

    assert answer.status_code == 200
    assert answer.get_json()["database"] == "ok"
    assert answer.get_json()["oldest_letter_seconds"] >= 300
    assert is_calm(answer)


# Whatever else -------------------------------------------------------------------------------------------------------


def broken_clock() -> datetime:
    """Fail, with a person's name in what it says."""
    raise RuntimeError("Zephyrine Vandersloot, canary@heron.example")


@on_sqlite
def test_what_nobody_thought_of_is_a_calm_page_and_a_log_of_lines_of_code_alone(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with away(world, world.settings.database_url, clock=broken_clock) as client:
        answer = client.get("/give")

    assert answer.status_code == 500
    assert title(answer).startswith("Something failed on our side")
    assert is_calm(answer)
    assert "unexpected RuntimeError" in caplog.text
    assert "broken_clock" in caplog.text


@on_sqlite
def test_the_gifts_page_still_shows_what_the_books_know_when_stripe_is_away(
    make_world: Callable[..., World],
) -> None:
    world = make_world(patience=(0.5, 0.5))
    robin = world.visitor()
    public_id = robin.offer(fields(**CANARIES))
    world.clock.forward(seconds=10)
    world.sandbox.faults.timeout_before_effect("GET", "/v1/checkout/sessions/*")

    answer = robin.client.get(f"/gifts/{public_id}")
    later = robin.client.get(f"/gifts/{public_id}")

    assert answer.status_code == 200
    assert title(answer).startswith("We are checking your card")
    assert title(later).startswith("Your contribution is not finished")


@on_sqlite
@pytest.mark.parametrize("path", ["/gifts/{}", "/give?from={}"])
def test_whoever_has_paid_while_stripe_is_away_is_not_told_that_the_card_was_not_charged(
    world: World, path: str
) -> None:
    robin = world.visitor()
    public_id = robin.offer(fields(**CANARIES))
    world.pay(public_id, name="Canary Quillfeather")
    world.sandbox.faults.next("GET", "/v1/checkout/sessions/*", status=500, times=1 + ("from" in path))

    waiting = robin.client.get(path.format(public_id), follow_redirects=True)
    html = waiting.get_data(as_text=True)

    assert title(waiting).startswith("We are checking your card")
    assert "not charged" not in html
    assert ">Go on<" not in html
    assert '<meta http-equiv="refresh" content="5">' in html
    robin.client.get(f"/gifts/{public_id}")
    assert world.read(public_id).status in {Status.CAPTURED, Status.HELD}


@on_sqlite
def test_a_slow_stripe_does_not_hold_a_donor_longer_than_its_patience(make_world: Callable[..., World]) -> None:
    world = make_world(patience=(0.5, 0.5))
    world.sandbox.faults.timeout_before_effect("POST", "/v1/checkout/sessions", seconds=20)
    robin = world.visitor()
    token = robin.open_form()

    began = time.monotonic()
    answer = robin.send(fields(**CANARIES), token)

    assert answer.status_code == 503
    assert time.monotonic() - began < 5
    assert "Your card was not charged." in answer.get_data(as_text=True)


def test_no_log_of_a_whole_life_of_gifts_names_anybody(
    make_world: Callable[..., World], caplog: pytest.LogCaptureFixture
) -> None:
    world = make_world(patience=(0.5, 0.5))
    zephyrine = world.visitor()
    zephyrine.send(fields(**CANARIES, attest_age=None))
    zephyrine.send(fields(**{**CANARIES, "last_name": "Vandersloot LLC"}))
    for number in ("4242424242424242", "5105105105105100", "4000000000000101", "4000000000000002"):
        zephyrine.give(dollars("100", **CANARIES), number=number)
    zephyrine.send(dollars("3300", **CANARIES))
    world.sandbox.faults.next("POST", "/v1/checkout/sessions", status=500)
    zephyrine.send(dollars("1", **CANARIES))
    world.outbox.away = True
    world.mail()
    world.outbox.away = False
    world.clock.forward(minutes=30)
    world.mail()
    world.deliver_all()
    world.sweep(deep=True)
    world.app.test_client().post("/webhooks/stripe", data=b"Zephyrine")

    assert caplog.records
    assert leaks(caplog.text) == []
