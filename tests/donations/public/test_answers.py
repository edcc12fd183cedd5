"""What comes of a form that is taken: a redirect to the card page, and the request that Stripe is sent."""

import dataclasses
import json
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from compliance.committee import PrepaidCards
from tests.donations.public.browsing import books, calls, on_sqlite, rows, shown, title
from tests.donations.world import COMMITTEE, World, dollars, fields, token_of

CANARY = {
    "first_name": "Zephyrine",
    "middle_name": "Quixota",
    "last_name": "Vandersloot",
    "suffix": "III",
    "phone": "614 555 0188",
    "address1": "77 Canary Lane",
    "address2": "Unit Heron",
    "city": "Yellow Springs",
    "postal_code": "45387",
    "occupation": "Ornithologist",
    "employer": "Finch and Wren",
    "message": "Sing on",
    "source": "leaflet-9",
}


def test_a_good_form_is_answered_with_303_to_the_card_page_and_nothing_else(world: World) -> None:
    robin = world.visitor()

    answer = robin.send(fields())

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"{world.settings.stripe_api_base}/")
    assert answer.headers["Cache-Control"] == "no-store"
    (row,) = rows(world)
    assert answer.headers["Location"] == row.checkout_url
    kept = books(world)
    assert (kept["contributions"], kept["decisions"], kept["outbox"]) == (1, 1, 0)


@on_sqlite
def test_the_content_policy_lets_the_redirect_to_the_card_page_pass(world: World) -> None:
    robin = world.visitor()

    policy = robin.client.get("/give").headers["Content-Security-Policy"]
    led_to = urlsplit(robin.send(fields()).headers["Location"])

    directives = {name: rest for name, _, rest in (each.partition(" ") for each in policy.split("; "))}
    allowed = directives["form-action"].split()
    assert allowed == ["'self'", "https://checkout.stripe.com", "http://127.0.0.1:*", "http://localhost:*"]
    assert f"{led_to.scheme}://{led_to.hostname}:*" in allowed
    assert directives["default-src"] == "'none'"
    assert "unsafe" not in policy


@on_sqlite
def test_stripe_is_asked_for_exactly_what_a_card_page_needs_and_told_nobodys_name(world: World) -> None:
    robin = world.visitor()

    public_id = robin.offer(dollars("123.45", **CANARY))

    (asked,) = [each for each in world.sandbox.requests if each.method == "POST"]
    opened = int((world.clock.now + timedelta(minutes=31)).timestamp())
    assert asked.path == "/v1/checkout/sessions"
    assert asked.idempotency_key == f"{public_id}:checkout:1"
    assert asked.params == {
        "mode": "payment",
        "ui_mode": "hosted_page",
        "submit_type": "donate",
        "client_reference_id": public_id,
        "customer_email": "robin@example.org",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "usd",
                    "unit_amount": 12345,
                    "product_data": {"name": "Contribution to Example for Congress (primary election 2026)"},
                },
            }
        ],
        "payment_intent_data": {
            "capture_method": "manual",
            "statement_descriptor_suffix": "PRIMARY26",
            "metadata": {"contribution_id": public_id},
        },
        "metadata": {"contribution_id": public_id},
        "allowed_payment_method_types": ["card"],
        "wallet_options": {"link": {"display": "never"}},
        "adaptive_pricing": {"enabled": False},
        "billing_address_collection": "required",
        "expires_at": opened,
        "success_url": f"http://localhost/gifts/{public_id}",
        "cancel_url": f"http://localhost/give?from={public_id}",
    }
    assert world.read(public_id).gift.amount.cents == 12345
    said = json.dumps(asked.params).casefold()
    assert [name for name, value in CANARY.items() if value.casefold() in said and value != "III"] == []


@on_sqlite
def test_a_committee_that_refuses_prepaid_cards_has_stripe_refuse_them(make_world: Callable[..., World]) -> None:
    world = make_world(committee=dataclasses.replace(COMMITTEE, prepaid_cards=PrepaidCards.REFUSE))

    world.visitor().offer(fields())

    (asked,) = world.sandbox.requests
    assert asked.params["payment_method_options"] == {"card": {"restrictions": {"funding_types_blocked": ["prepaid"]}}}


@on_sqlite
def test_what_was_typed_is_stored_as_typed_with_the_statements_and_the_version_of_their_words(world: World) -> None:
    public_id = world.visitor().offer(fields(**CANARY, updates="yes"))

    entry = world.read(public_id)
    person = entry.gift.contributor
    assert (person.first_name, person.middle_name, person.last_name, person.suffix) == (
        "Zephyrine",
        "Quixota",
        "Vandersloot",
        "III",
    )
    assert (entry.phone, entry.source, entry.updates) == ("614 555 0188", "leaflet-9", True)
    made = entry.gift.attestation
    assert made is not None
    assert (made.citizenship, made.own_funds, made.personal_card, made.age, made.not_contractor) == (True,) * 5
    assert made.wording


# Stripe is away ------------------------------------------------------------------------------------------------------


def _away(world: World, how: str) -> None:
    path = "/v1/checkout/sessions"
    match how:
        case "500":
            world.sandbox.faults.next("POST", path, status=500)
        case "500, done all the same":
            world.sandbox.faults.next("POST", path, status=500, after_effect=True)
        case "429":
            world.sandbox.faults.next("POST", path, status=429)
        case "400":
            world.sandbox.faults.next("POST", path, status=400)
        case "silence":
            world.sandbox.faults.timeout_before_effect("POST", path)
        case "silence, done all the same":
            world.sandbox.faults.timeout_after_effect("POST", path)
        case _:
            world.sandbox.faults.drop_connection("POST", path)


@pytest.mark.parametrize(
    "how", ["500", "500, done all the same", "429", "400", "silence", "silence, done all the same", "dropped"]
)
@on_sqlite
def test_when_the_card_page_does_not_open_all_is_kept_and_trying_again_is_the_same_gift_under_a_new_key(
    make_world: Callable[..., World], how: str
) -> None:
    world = make_world(patience=(0.5, 0.5))
    robin = world.visitor()
    typed = fields(message="Two\nlines", updates="yes")
    _away(world, how)

    away = robin.send(typed)
    again = robin.client.post("/give", data={**shown(away), "csrf_token": token_of(away)})

    assert away.status_code == 503
    assert away.headers["Retry-After"] == "30"
    page = away.get_data(as_text=True)
    assert "The card page did not open. Your card was not charged." in page
    assert shown(away) == {name: value for name, value in typed.items() if value}
    assert again.status_code == 303
    (row,) = rows(world)
    keys = [each.idempotency_key for each in world.sandbox.requests if each.path == "/v1/checkout/sessions"]
    assert keys == [f"{row.public_id}:checkout:1", f"{row.public_id}:checkout:2"]
    assert row.checkout_url == again.headers["Location"]


@on_sqlite
def test_pressing_once_more_on_the_very_same_form_after_a_failure_opens_a_card_page_too(world: World) -> None:
    robin = world.visitor()
    token = robin.open_form()
    _away(world, "500")
    assert robin.send(fields(), token).status_code == 503

    answer = robin.send(fields(), token)

    assert answer.status_code == 303
    assert books(world)["contributions"] == 1
    assert len(calls(world, "checkout/sessions")) == 2


@on_sqlite
def test_no_address_but_stripes_own_or_its_stand_ins_is_ever_led_to(world: World) -> None:
    robin = world.visitor()
    token = robin.open_form()
    robin.send(fields(), token)
    (row,) = rows(world)
    with world.desk.database.writing() as session:
        session.get_one(type(row), row.id).checkout_url = "https://evil.example/steal"

    answer = robin.send(fields(), token)

    assert answer.status_code == 502
    assert "evil.example" not in str(answer.headers) + answer.get_data(as_text=True)
    assert title(answer).startswith("The card page did not open")


@on_sqlite
@pytest.mark.parametrize("host", ["127.0.0.2", "localhost", "[::1]"])
def test_a_card_page_anywhere_on_this_machine_is_led_to(world: World, host: str) -> None:
    world.sandbox.base_url = f"http://{host}:12111"

    answer = world.visitor().send(fields())

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"http://{host}:12111/")
