"""One form is one gift, however often it is sent; two forms are two gifts (ENG-03)."""

import threading

import pytest
from werkzeug.test import TestResponse

from tests.donations.public.browsing import books, on_sqlite, rows, shown
from tests.donations.world import Visitor, World, dollars, fields, rules_on, token_of


def sessions(world: World) -> list[str]:
    """The card pages that were asked for."""
    return [str(each.idempotency_key) for each in world.sandbox.requests if each.path == "/v1/checkout/sessions"]


def at_once(visitor: Visitor, typed: dict[str, str], token: str, times: int) -> list[TestResponse]:
    """Press a button several times before the first answer comes."""
    ready = threading.Barrier(times)
    answers: list[TestResponse] = []
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None

    def press() -> None:
        client = visitor.world.app.test_client()
        client.set_cookie("session", cookie.value)
        ready.wait(10)
        answers.append(client.post("/give", data={**typed, "csrf_token": token}))

    threads = [threading.Thread(target=press) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def test_the_same_form_sent_twice_is_one_gift_with_one_card_page(world: World) -> None:
    robin = world.visitor()
    token = robin.open_form()

    first, second = robin.send(fields(), token), robin.send(fields(), token)

    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert books(world)["contributions"] == 1
    assert len(sessions(world)) == 1


def test_eight_presses_at_once_are_one_gift_and_every_one_leads_to_its_card_page(world: World) -> None:
    robin = world.visitor()
    token = robin.open_form()

    answers = at_once(robin, fields(), token, 8)

    assert [answer.status_code for answer in answers] == [303] * 8
    (row,) = rows(world)
    usable = {answer.headers["Location"] for answer in answers} - {f"/gifts/{row.public_id}"}
    assert row.checkout_url in usable
    open_pages = [each["url"] for each in world.sandbox_list("/v1/checkout/sessions") if each["status"] == "open"]
    assert usable & set(open_pages) == {row.checkout_url}
    world.pay(row.public_id)
    world.deliver_all()
    assert world.captured_cents() == 25000


def test_presses_at_once_on_a_form_that_goes_on_with_a_gift_keep_one_gift(world: World) -> None:
    robin = world.visitor()
    public_id = robin.offer(fields())
    page = robin.client.get(f"/give?from={public_id}")

    answers = at_once(robin, {**shown(page), "preset": "100"}, token_of(page), 4)

    assert {answer.status_code for answer in answers} == {303}
    (row,) = rows(world)
    assert row.amount.cents == 10000
    last = [each for each in world.sandbox_list("/v1/checkout/sessions") if each["id"] == row.checkout_session_id]
    assert (last[0]["status"], last[0]["amount_total"]) == ("open", 10000)


def test_two_forms_are_two_gifts_even_with_the_same_content(world: World) -> None:
    robin = world.visitor()
    one, two = robin.open_form(), robin.open_form()

    first, second = robin.send(fields(), one), robin.send(fields(), two)

    assert first.headers["Location"] != second.headers["Location"]
    assert len({row.public_id for row in rows(world)}) == 2
    assert len(sessions(world)) == 2


CHANGED = [
    pytest.param({"preset": "100"}, id="amount"),
    pytest.param({"election": "G2026"}, id="election"),
    pytest.param({"first_name": "Kim"}, id="name"),
    pytest.param({"employer": "Another Joinery"}, id="employer"),
    pytest.param({"work": "retired"}, id="work"),
    pytest.param({"message": "Go!"}, id="message"),
    pytest.param({"updates": "yes"}, id="updates"),
    pytest.param({"phone": "614 555 0100"}, id="phone"),
]


@pytest.mark.parametrize("changes", CHANGED)
@on_sqlite
def test_the_same_form_with_other_content_is_another_gift_that_says_what_was_sent_last(
    world: World, changes: dict[str, str]
) -> None:
    robin = world.visitor()
    token = robin.open_form()
    robin.send(fields(), token)

    changed = robin.send({**fields(), **changes}, token)
    twice = robin.send({**fields(), **changes}, token)

    assert changed.status_code == 303
    assert changed.headers["Location"] == twice.headers["Location"]
    assert len(rows(world)) == 2
    page = robin.client.get(f"/give?from={world.gift_of(changed.headers['Location'])}")
    assert shown(page) == {name: value for name, value in {**fields(), **changes}.items() if value}


@pytest.mark.parametrize(
    "box", ["attest_citizenship", "attest_own_funds", "attest_personal_card", "attest_age", "attest_not_contractor"]
)
@on_sqlite
def test_a_second_press_without_a_tick_is_refused_like_a_first(world: World, box: str) -> None:
    robin = world.visitor()
    token = robin.open_form()
    robin.send(fields(), token)

    answer = robin.send(fields(**{box: None}), token)

    assert answer.status_code == 422
    assert len(rows(world)) == 1


def test_the_back_button_after_paying_leads_to_the_paid_gift(world: World) -> None:
    robin = world.visitor()
    token = robin.open_form()
    answer = robin.send(fields(), token)
    public_id = world.gift_of(answer.headers["Location"])
    world.pay(public_id)
    world.deliver_all()

    again = robin.send(fields(), token)

    assert (again.status_code, again.headers["Location"]) == (303, f"/gifts/{public_id}")
    assert (len(rows(world)), world.captured_cents()) == (1, 25000)


@on_sqlite
def test_a_browser_that_opens_its_old_tabs_again_hours_later_makes_no_second_gift(world: World) -> None:
    robin = world.visitor()
    token = robin.open_form()
    public_id = world.gift_of(robin.send(dollars("3300"), token).headers["Location"])
    world.pay(public_id)
    world.deliver_all()
    world.clock.forward(hours=11)

    again = robin.send(dollars("3300"), token)

    assert (again.status_code, again.headers["Location"]) == (303, f"/gifts/{public_id}")


@on_sqlite
def test_a_changed_form_that_was_paid_leads_to_its_gift_when_it_is_sent_once_more(world: World) -> None:
    robin = world.visitor()
    token = robin.open_form()
    robin.send(fields(), token)
    public_id = world.gift_of(robin.send(dollars("3300"), token).headers["Location"])
    world.pay(public_id)
    world.deliver_all()

    again = robin.send(dollars("3300"), token)

    assert (again.status_code, again.headers["Location"]) == (303, f"/gifts/{public_id}")
    assert rules_on(again) == set()


@on_sqlite
def test_the_same_form_of_another_browser_is_not_taken_for_this_one(world: World) -> None:
    robin, stranger = world.visitor(), world.visitor()
    token = robin.open_form()
    robin.send(fields(), token)
    stranger.open_form()

    answer = stranger.send(fields(), token)

    assert answer.status_code == 400
    assert len(rows(world)) == 1


def test_a_card_page_that_has_closed_is_replaced_when_the_form_is_sent_once_more(world: World) -> None:
    robin = world.visitor()
    token = robin.open_form()
    first = robin.send(fields(), token)
    world.clock.forward(minutes=32)

    second = robin.send(fields(), token)

    assert second.status_code == 303
    assert second.headers["Location"] != first.headers["Location"]
    assert len(rows(world)) == 1
    assert sessions(world)[-1].endswith(":checkout:2")


@on_sqlite
@pytest.mark.parametrize("paid", [False, True], ids=["unpaid", "paid"])
def test_the_first_form_sent_again_after_a_retry_means_the_same_gift(world: World, paid: bool) -> None:
    robin = world.visitor()
    first = robin.open_form()
    public_id = world.gift_of(robin.send(fields(), first).headers["Location"])
    robin.send(fields(), robin.open_form(f"/give?from={public_id}"))
    if paid:
        world.pay(public_id)
        world.advance(public_id)

    answer = robin.send(fields(), first)

    led_to = answer.headers["Location"]
    assert (led_to == f"/gifts/{public_id}") if paid else (world.gift_of(led_to) == public_id)
    assert len(rows(world)) == 1
