"""Coming back from the card page: all is kept, trying again is the same gift, and nobody else sees what was typed."""

import pytest
from werkzeug.test import TestResponse

from donations.desk import Status
from tests.donations.public.browsing import books, calls, filled, on_sqlite, rows, shown, title
from tests.donations.world import Visitor, World, dollars, fields, token_of

TYPED = fields(
    middle_name="Q.",
    suffix="Jr.",
    address2="Apt. 4",
    phone="614 555 0100",
    message='Two\nlines & "quotes" <b>',
    updates="yes",
    source="leaflet-9",
    work="self_employed",
    employer="",
)


def go_back(visitor: Visitor, public_id: str) -> TestResponse:
    """Take the way back that the card page offers."""
    return visitor.client.get(f"/give?from={public_id}")


def leave(world: World, public_id: str, how: str) -> None:
    """Let the card page end without a payment."""
    if how == "declined":
        world.pay(public_id, number="4000000000000002")
    if how == "expired":
        world.sandbox.expire_session(world.read(public_id).checkout_session_id or "")
    world.clock.forward(seconds=10)


SAID = {
    "declined": "Your card was declined. Your card was not charged.",
    "left": "You came back from the card page. Your card was not charged.",
    "expired": "The card page has closed. Your card was not charged.",
}


@pytest.mark.parametrize("how", SAID)
def test_who_comes_back_finds_all_that_was_typed_and_hears_that_the_card_was_not_charged(
    world: World, how: str
) -> None:
    robin = world.visitor()
    public_id = robin.offer(TYPED)
    leave(world, public_id, how)

    page = go_back(robin, public_id)

    assert page.status_code == 200
    assert SAID[how] in page.get_data(as_text=True)
    assert "mail a check" in page.get_data(as_text=True)
    assert shown(page) == filled(TYPED)
    assert not title(page).startswith("Error")


@pytest.mark.parametrize("how", SAID)
def test_trying_again_is_the_same_gift_with_the_next_attempt_and_one_open_card_page(world: World, how: str) -> None:
    robin = world.visitor()
    public_id = robin.offer(TYPED)
    first_page = world.read(public_id).checkout_session_id
    leave(world, public_id, how)
    page = go_back(robin, public_id)

    answer = robin.send(shown(page), token_of(page))

    assert answer.status_code == 303
    assert world.gift_of(answer.headers["Location"]) == public_id
    assert books(world)["contributions"] == 1
    keys = [each.idempotency_key for each in world.sandbox.requests if each.path == "/v1/checkout/sessions"]
    assert keys == [f"{public_id}:checkout:1", f"{public_id}:checkout:2"]
    sessions = {each["id"]: each["status"] for each in world.sandbox_list("/v1/checkout/sessions")}
    assert sessions.pop(str(first_page)) == "expired"
    assert list(sessions.values()) == ["open"]
    world.pay(public_id)
    world.clock.forward(seconds=5)
    assert robin.state(public_id)["status"] == "captured"


@pytest.mark.parametrize("how", SAID)
def test_another_amount_on_the_second_try_is_the_amount_on_the_card_page_and_in_the_books(
    world: World, how: str
) -> None:
    robin = world.visitor()
    public_id = robin.offer(dollars("1250"))
    leave(world, public_id, how)
    page = go_back(robin, public_id)

    answer = robin.send({**shown(page), "preset": "other", "amount": "75.50"}, token_of(page))

    assert world.gift_of(answer.headers["Location"]) == public_id
    asked = [each for each in world.sandbox.requests if each.path == "/v1/checkout/sessions"]
    assert asked[-1].params["line_items"][0]["price_data"]["unit_amount"] == 7550
    world.pay(public_id)
    world.clock.forward(seconds=5)
    assert (robin.state(public_id)["status"], robin.state(public_id)["amount_cents"]) == ("captured", 7550)
    assert world.captured_cents() == 7550


@on_sqlite
def test_what_no_longer_may_be_given_is_refused_on_the_second_try_too(world: World) -> None:
    robin = world.visitor()
    public_id = robin.offer(TYPED)
    leave(world, public_id, "left")
    page = go_back(robin, public_id)
    unticked = {name: value for name, value in shown(page).items() if name != "attest_age"}

    answer = robin.send(unticked, token_of(page))
    again = robin.send({**shown(answer), "attest_age": "yes"}, token_of(answer))

    assert answer.status_code == 422
    assert world.gift_of(again.headers["Location"]) == public_id
    assert books(world)["contributions"] == 1


def test_a_page_that_was_paid_meanwhile_is_not_paid_twice(world: World) -> None:
    robin = world.visitor()
    public_id = robin.offer(dollars("3300"))
    page = go_back(robin, public_id)
    world.pay(public_id)

    answer = robin.send({**shown(page), "preset": "25", "amount": ""}, token_of(page))

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/gifts/{public_id}"
    world.clock.forward(seconds=5)
    assert (robin.state(public_id)["status"], robin.state(public_id)["amount_cents"]) == ("captured", 330000)
    assert (books(world)["contributions"], world.captured_cents()) == (1, 330000)


def test_a_form_of_a_gift_that_the_books_know_as_paid_leads_to_that_gift(world: World) -> None:
    robin = world.visitor()
    public_id = robin.offer(dollars("3300"))
    page = go_back(robin, public_id)
    world.pay(public_id)
    world.deliver_all()

    answer = robin.send(shown(page), token_of(page))

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/gifts/{public_id}")
    assert books(world)["contributions"] == 1


@on_sqlite
def test_coming_back_to_a_paid_gift_leads_to_its_page(world: World) -> None:
    robin = world.visitor()
    public_id = robin.give(TYPED)

    answer = go_back(robin, public_id)

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/gifts/{public_id}")


@on_sqlite
def test_coming_back_right_after_paying_leads_to_the_gift_though_no_message_has_come(world: World) -> None:
    robin = world.visitor()
    public_id = robin.offer(TYPED)
    world.pay(public_id)
    world.clock.forward(seconds=5)

    answer = go_back(robin, public_id)

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/gifts/{public_id}")
    assert world.read(public_id).status is Status.CAPTURED


@on_sqlite
def test_another_browser_with_that_address_gets_an_empty_form(world: World) -> None:
    public_id = world.visitor().offer(TYPED)
    stranger = world.visitor()

    page = go_back(stranger, public_id)

    assert page.status_code == 200
    assert shown(page).keys() <= {"country"}
    assert "Robin" not in page.get_data(as_text=True).replace("Robin Example", "")
    answer = stranger.send(fields(first_name="Kim", email="kim@example.org"), token_of(page))
    assert world.gift_of(answer.headers["Location"]) != public_id


@on_sqlite
@pytest.mark.parametrize("odd", ["", "x", "A" * 22, "%00", "..%2f..", "%F0%9F%92%B8", "A" * 5000])
def test_an_odd_address_to_come_back_to_gets_an_empty_form(world: World, odd: str) -> None:
    page = world.visitor().client.get(f"/give?from={odd}")

    assert page.status_code == 200
    assert shown(page).keys() <= {"country"}


@on_sqlite
def test_after_two_hours_the_form_is_empty_because_another_person_may_sit_there(world: World) -> None:
    robin = world.visitor()
    public_id = robin.offer(TYPED)
    world.clock.forward(hours=1, minutes=59)
    before = go_back(robin, public_id)
    world.clock.forward(minutes=2)

    after = go_back(robin, public_id)

    assert shown(before) == filled(TYPED)
    assert shown(after).keys() <= {"country"}


@on_sqlite
def test_when_stripe_is_away_on_the_second_try_all_is_kept_and_the_third_works(world: World) -> None:
    robin = world.visitor()
    public_id = robin.offer(TYPED)
    page = go_back(robin, public_id)
    world.sandbox.faults.next("POST", "/v1/checkout/sessions/*/expire", status=500)

    away = robin.send({**shown(page), "city": "Dayton"}, token_of(page))
    kept = world.read(public_id)
    again = robin.send(shown(away), token_of(away))

    assert away.status_code == 503
    assert "Your card was not charged." in away.get_data(as_text=True)
    assert shown(away) == filled({**TYPED, "city": "Dayton"})
    assert kept.gift.contributor.address.city == "Columbus"
    assert world.gift_of(again.headers["Location"]) == public_id
    assert world.read(public_id).gift.contributor.address.city == "Dayton"


@on_sqlite
def test_the_gifts_page_leads_its_own_browser_back_and_nobody_elses(world: World) -> None:
    robin = world.visitor()
    public_id = robin.offer(TYPED)
    card_page = world.read(public_id).checkout_url
    leave(world, public_id, "left")
    own = robin.client.get(f"/gifts/{public_id}").get_data(as_text=True)
    leave(world, public_id, "expired")
    ended = robin.client.get(f"/gifts/{public_id}").get_data(as_text=True)

    other = world.visitor().client.get(f"/gifts/{public_id}").get_data(as_text=True)

    assert f'href="{card_page}"' in own
    assert f'href="/give?from={public_id}"' in ended
    assert "/give?from" not in other
    assert str(card_page) not in other


@on_sqlite
def test_links_may_set_an_amount_and_a_source_and_nothing_else(world: World) -> None:
    robin = world.visitor()

    preset = shown(robin.client.get("/give?amount=250&source=letter-3&first_name=Eve&attest_age=yes"))
    other = shown(robin.client.get("/give?amount=12.34"))
    odd = shown(robin.client.get("/give?amount=12.345&source=" + "s" * 500))

    assert preset == {"preset": "250", "country": "US", "source": "letter-3"}
    assert other == {"preset": "other", "amount": "12.34", "country": "US"}
    assert odd == {"country": "US", "source": "s" * 80}


@on_sqlite
def test_no_call_is_made_for_a_form_that_is_only_looked_at(world: World) -> None:
    robin = world.visitor()

    robin.client.get("/give")
    robin.client.get("/")

    assert calls(world) == []
    assert rows(world) == []
