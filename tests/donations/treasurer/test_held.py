"""Held gifts: what a decision rests on, and what comes of it."""

import re
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from donations import held, people, receiving
from donations.desk import Status
from donations.treasurer.check_form import CheckForm
from tests.donations.treasurer.colleagues import StaffBrowser
from tests.donations.treasurer.papers import carried, check, text_of
from tests.donations.world import World, dollars, fields

FOREIGN_CARD = "4000001240000000"


def a_held_gift(world: World, **changes: str) -> str:
    return world.visitor().give(fields(**changes), FOREIGN_CARD, "Robin Sample")


def asked(browser: StaffBrowser, public_id: str, act: str, reason: str = "The passport was shown.") -> Any:
    address = f"/treasurer/held/{public_id}"
    return browser.post(address, {"act": act, "reason": reason}, page=address)


def sure(browser: StaffBrowser, public_id: str, page: Any) -> Any:
    address = f"/treasurer/held/{public_id}"
    return browser.client.post(address, data=carried(page, address))


def test_a_gift_shows_facts_card_findings_and_the_rows_of_its_sums(world: World, auditor: StaffBrowser) -> None:
    world.visitor().give(dollars("100"))
    public_id = a_held_gift(world)

    listed = auditor.get("/treasurer/held")
    page = auditor.get(f"/treasurer/held/{public_id}")

    assert f"/treasurer/held/{public_id}" in listed.get_data(as_text=True)
    assert "The card was issued abroad SRC-07" in text_of(listed)
    told = text_of(page)
    assert "The hold ends in 6 days, on 9 March 2026, " in told
    assert "This card was issued outside the United States" in told
    assert "11 CFR 110.20" in told
    assert "Issued in Canada" in told
    assert "2 March 2026, held for a decision: this gift $250.00 $250.00 $250.00" in told
    assert "2 March 2026, charged $100.00 $100.00 $100.00" in told
    assert "Total $350.00 $350.00 $350.00" in told
    assert "Left of the limit $2,950.00" in told
    assert "Only the treasurer decides." in told
    assert "<button" not in page.get_data(as_text=True).partition("<main")[2]


def test_accepting_repeats_the_sum_asks_once_and_captures(world: World, treasurer: StaffBrowser) -> None:
    public_id = a_held_gift(world)

    page = asked(treasurer, public_id, "accept")
    assert "Charge $250.00 to the card of Robin Sample?" in text_of(page)
    assert world.captured_cents() == 0
    answer = sure(treasurer, public_id, page)

    assert answer.status_code == 303
    assert "Accepted. The card was charged." in text_of(treasurer.get(answer.headers["Location"]))
    assert "Accepted by Robin treasurer: The passport was shown." in text_of(treasurer.get(answer.headers["Location"]))
    assert world.captured_cents() == 25000
    assert held.waiting(world.desk) == []


def test_refusing_cancels_and_charges_nothing(world: World, treasurer: StaffBrowser) -> None:
    public_id = a_held_gift(world)

    answer = sure(treasurer, public_id, asked(treasurer, public_id, "refuse"))

    assert "Refused. The card’s hold was let go; nothing was charged." in text_of(
        treasurer.get(answer.headers["Location"])
    )
    assert (world.read(public_id).status, world.captured_cents()) == (Status.CANCELED, 0)
    (decision,) = [each for each in people.story(world.desk, public_id).decisions if each.stage == "refused"]
    assert (decision.actor, decision.reason) == ("Robin treasurer", "The passport was shown.")


LACKING = [
    pytest.param({"act": "accept", "reason": " "}, "Enter your reason", id="no reason"),
    pytest.param({"act": "", "reason": "x"}, "Choose: accept or refuse", id="no choice"),
    pytest.param({"act": "delete", "reason": "x"}, "Choose: accept or refuse", id="another act"),
    pytest.param({"act": "refuse", "reason": "x" * 501, "sure": "yes"}, "Shorten your reason", id="a long reason"),
]


@pytest.mark.parametrize("typed, words", LACKING)
def test_what_a_decision_lacks_is_told_and_the_reason_stays(
    world: World, treasurer: StaffBrowser, typed: dict[str, str], words: str
) -> None:
    public_id = a_held_gift(world)

    page = treasurer.post(f"/treasurer/held/{public_id}", typed)

    assert page.status_code == 422
    assert words in text_of(page)
    assert typed["reason"].strip() in text_of(page)
    assert world.read(public_id).status is Status.HELD


def test_who_comes_second_hears_what_happened(world: World, treasurer: StaffBrowser) -> None:
    public_id = a_held_gift(world)
    page = asked(treasurer, public_id, "refuse")
    held.accept(world.desk, public_id, by="Another", reason="Known", now=world.clock())

    late = sure(treasurer, public_id, page)

    assert late.status_code == 409
    assert "Another hand was first" in text_of(late)
    assert "Accepted. The card was charged." in text_of(late)
    assert world.captured_cents() == 25000


def test_where_the_limit_was_used_since_the_law_bars_and_says_why(world: World, treasurer: StaffBrowser) -> None:
    public_id = a_held_gift(world)
    page = asked(treasurer, public_id, "accept")
    _use_up_the_limit(world)

    barred = sure(treasurer, public_id, page)

    assert barred.status_code == 409
    assert "It cannot be accepted now" in text_of(barred)
    assert re.search(r'data-rule="LIM-0\d"', barred.get_data(as_text=True))
    assert (world.read(public_id).status, world.captured_cents()) == (Status.HELD, 0)


def _use_up_the_limit(world: World) -> None:
    typed = MultiDict(check(amount="3300"))
    form = CheckForm(typed, committee=world.settings.committee, today=world.context.today())
    receiving.keep(world.desk, form.keyed("form", "words"), by="Somebody", now=world.clock())


def test_when_stripe_is_away_the_decision_is_kept_and_carried_out_later(world: World, treasurer: StaffBrowser) -> None:
    public_id = a_held_gift(world)
    page = asked(treasurer, public_id, "accept")
    world.stripe_goes_away()

    away = sure(treasurer, public_id, page)

    assert away.status_code == 503
    assert "Stripe does not answer. Your decision is kept" in text_of(away)
    assert world.read(public_id).status is Status.CAPTURING
    assert treasurer.get(f"/treasurer/held/{public_id}").status_code == 200


def test_an_assistant_and_an_auditor_read_and_do_not_decide(
    world: World, assistant: StaffBrowser, auditor: StaffBrowser
) -> None:
    public_id = a_held_gift(world)

    for browser in (assistant, auditor):
        assert browser.get(f"/treasurer/held/{public_id}").status_code == 200
        sent = {"act": "accept", "reason": "x", "sure": "yes"}
        assert browser.post(f"/treasurer/held/{public_id}", sent).status_code == 403
    assert world.read(public_id).status is Status.HELD


def test_there_is_no_such_gift(treasurer: StaffBrowser) -> None:
    assert treasurer.get("/treasurer/held/no-such-gift").status_code == 404
    assert treasurer.post("/treasurer/held/no-such-gift", {"act": "refuse", "reason": "x"}).status_code == 404


def test_nothing_is_held(world: World, treasurer: StaffBrowser) -> None:
    world.visitor().give(fields())

    assert "No gift is held" in text_of(treasurer.get("/treasurer/held"))


@pytest.mark.parametrize(
    "sort, names",
    [
        ("", ["Robin", "Ann", "Zoe"]),
        ("whose", ["Ann", "Robin", "Zoe"]),
        ("-whose", ["Zoe", "Robin", "Ann"]),
        ("-amount", ["Ann", "Zoe", "Robin"]),
        ("amount", ["Robin", "Zoe", "Ann"]),
        ("nobody", ["Robin", "Ann", "Zoe"]),
    ],
)
def test_held_gifts_stand_in_the_order_that_the_address_asks_for(
    world: World, treasurer: StaffBrowser, sort: str, names: list[str]
) -> None:
    for name, amount in (("Robin", "50"), ("Ann", "250"), ("Zoe", "100")):
        a_held_gift(world, first_name=name, email=f"{name}@example.org", preset="other", amount=amount)
        world.clock.forward(minutes=5)

    html = treasurer.get(f"/treasurer/held?sort={sort}").get_data(as_text=True)

    assert re.findall(r'<th scope="row">(\w+) Sample', html) == names
