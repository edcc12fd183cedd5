"""Each way in which the form comes back or cannot be taken; nothing is stored and nothing is charged."""

import dataclasses
from collections.abc import Callable
from datetime import date

import pytest

from compliance.election import Election
from compliance.money import Money
from tests.donations.public.browsing import (
    books,
    calls,
    filled,
    nothing_came_of_it,
    on_sqlite,
    read,
    rows,
    shown,
    summary,
    title,
    told_at,
)
from tests.donations.world import COMMITTEE, World, dollars, fields, rules_on, token_of

SPRING = Election("S2026", date(2026, 2, 1))
BOXES = {
    "attest_citizenship": "SRC-01",
    "attest_own_funds": "SRC-02",
    "attest_personal_card": "SRC-03",
    "attest_age": "SRC-04",
    "attest_not_contractor": "SRC-05",
}

BACK = [
    *(pytest.param(fields(**{box: None}), box, rule, id=f"{box} not ticked") for box, rule in BOXES.items()),
    pytest.param(fields(attest_age="no"), "attest_age", "SRC-04", id="a tick that says no"),
    pytest.param(dollars(""), "amount", "AMT-01", id="no amount"),
    pytest.param(fields(preset=None, amount=""), "amount", "AMT-01", id="neither preset nor amount"),
    pytest.param(dollars("0"), "amount", "AMT-02", id="nothing"),
    pytest.param(dollars("0.99"), "amount", "AMT-02", id="a cent under the minimum"),
    pytest.param(dollars("3300.01"), "amount", "LIM-01", id="a cent over the limit"),
    pytest.param(dollars("9" * 40), "amount", "LIM-01", id="more money than there is"),
    pytest.param(fields(preset="26"), "preset", "AMT-01", id="a preset that is not ours"),
    pytest.param(fields(preset="250.00"), "preset", "AMT-01", id="a preset in another spelling"),
    pytest.param(fields(preset="250", amount="30"), "amount", "AMT-01", id="preset and amount"),
    pytest.param(fields(preset="250", amount="250"), "amount", "AMT-01", id="preset and amount that agree"),
    pytest.param(fields(election="P2099"), "election", "LIM-05", id="an election that is not ours"),
    pytest.param(fields(first_name=""), "first_name", "IDN-01", id="no first name"),
    pytest.param(fields(last_name="N/A"), "last_name", "IDN-01", id="no real last name"),
    pytest.param(fields(address1=""), "address1", "IDN-02", id="no street"),
    pytest.param(fields(city=""), "city", "IDN-02", id="no city"),
    pytest.param(fields(state=""), "state", "IDN-02", id="no state"),
    pytest.param(fields(state="Ohio"), "state", "IDN-02", id="a state spelled out"),
    pytest.param(fields(postal_code=""), "postal_code", "IDN-02", id="no ZIP code"),
    pytest.param(fields(postal_code="4321"), "postal_code", "IDN-02", id="half a ZIP code"),
    pytest.param(fields(country="XX"), "country", "IDN-02", id="a country that is none"),
    pytest.param(fields(email=""), "email", "IDN-02", id="no e-mail"),
    pytest.param(fields(email="robin.example.org"), "email", "IDN-09", id="an e-mail that is none"),
    pytest.param(fields(work="juggler"), "work", "IDN-04", id="a work situation that is not ours"),
    pytest.param(fields(first_name="R" * 61), "first_name", "IDN-11", id="a name too long"),
    pytest.param(fields(message="m" * 501), "message", "IDN-11", id="a message too long"),
    pytest.param(
        dollars("200.01", work=None, occupation="", employer=""), "occupation", "IDN-03", id="$200.01, no work"
    ),
    pytest.param(dollars("200.01", occupation=""), "occupation", "IDN-03", id="$200.01, no occupation"),
    pytest.param(dollars("200.01", occupation="n/a"), "occupation", "IDN-03", id="$200.01, an occupation that is none"),
    pytest.param(dollars("200.01", employer=" "), "employer", "IDN-03", id="$200.01, no employer"),
]


@on_sqlite
@pytest.mark.parametrize("typed, field, rule", BACK)
def test_what_can_be_mended_comes_back_with_the_reason_and_all_that_was_typed(
    world: World, typed: dict[str, str], field: str, rule: str
) -> None:
    answer = world.visitor().send(typed)

    assert answer.status_code == 422
    assert title(answer).startswith("Error: ")
    assert rule in {each for each, _ in summary(answer)}
    assert rule in told_at(answer, field)
    assert "Nothing was charged." in answer.get_data(as_text=True)
    no_such_choice = {"26", "250.00", "P2099", "juggler", "no"}
    kept = {name: value.strip() for name, value in filled(typed).items() if value not in no_such_choice}
    assert shown(answer) == filled(kept)
    assert nothing_came_of_it(world)


@on_sqlite
@pytest.mark.parametrize(
    "amount",
    [
        "abc", "-5", "+5", "1e3", "0x19", "25.001", "25.", ".50", "1,00", "1,0000", "01,000", "1.000,00", "$", "$ 25",
        "25$", "USD 25", "25 USD", "25 50", "25,",
        "\uff12\uff15", "\u0662\u0665", "\u09e8\u09eb", "25\u00a0", "25\u2009", "2\u202e5", "2\u200b5",
        "25\x00", "1_000", "Infinity", "NaN", "25/1", "\u00b25", "25;30", "25\n30",
    ],
)  # fmt: skip
def test_an_amount_that_reads_in_more_than_one_way_or_none_is_refused_and_never_guessed(
    world: World, amount: str
) -> None:
    answer = world.visitor().send(dollars(amount))

    assert answer.status_code == 422
    assert told_at(answer, "amount") == {"AMT-01"}
    assert nothing_came_of_it(world)


@on_sqlite
@pytest.mark.parametrize(
    "typed, cents",
    [
        pytest.param(dollars("25"), 2500, id="whole dollars"),
        pytest.param(dollars("25.5"), 2550, id="one decimal"),
        pytest.param(dollars(" $1,250.50 "), 125050, id="sign, comma, blanks"),
        pytest.param(dollars("0001.00"), 100, id="the minimum"),
        pytest.param(dollars("3,300.00"), 330000, id="exactly the limit"),
        pytest.param(fields(preset=None, amount="30"), 3000, id="no preset at all"),
        pytest.param(fields(preset="25"), 2500, id="a preset"),
    ],
)
def test_an_amount_that_reads_in_one_way_is_taken(world: World, typed: dict[str, str], cents: int) -> None:
    public_id = world.visitor().offer(typed)

    assert world.read(public_id).gift.amount == Money(cents)


@on_sqlite
@pytest.mark.parametrize("name", ["preset", "amount", "first_name", "email", "election", "attest_age", "country"])
def test_two_values_for_one_field_are_refused(world: World, name: str) -> None:
    robin = world.visitor()
    typed = dollars("30") if name == "amount" else fields()
    twice: dict[str, str | list[str]] = {**typed, name: [typed[name], typed[name]], "csrf_token": robin.open_form()}

    answer = robin.client.post("/give", data=twice)

    assert answer.status_code == 422
    assert rules_on(answer) <= {"AMT-01", "ENG-01"}
    assert len(summary(answer)) == 1
    assert nothing_came_of_it(world)


def test_all_problems_are_told_at_once_and_in_the_order_of_the_page(world: World) -> None:
    robin = world.visitor()

    answer = robin.send({"preset": "other", "work": "employed"})

    assert answer.status_code == 422
    assert [rule for rule, _ in summary(answer)] == [
        "AMT-01", "IDN-01", "IDN-01", "IDN-02", "IDN-02", "IDN-02", "IDN-02", "IDN-02",
        "SRC-01", "SRC-02", "SRC-03", "SRC-04", "SRC-05",
    ]  # fmt: skip
    assert nothing_came_of_it(world)


@on_sqlite
def test_the_summary_takes_the_focus_and_each_of_its_links_leads_to_a_place_on_the_page(world: World) -> None:
    answer = world.visitor().send({"preset": "7", "election": "X", "work": "?", "csrf": "x"})

    page = read(answer)
    box = page.by_id("problems")
    assert (box["role"], box["tabindex"], "autofocus" in box) == ("alert", "-1", True)
    leads = [a["href"] for a in page.all("a") if any(outer["id"] == "problems" for outer in a.around())]
    assert len(leads) == len(summary(answer))
    for lead in leads:
        assert page.by_id(lead.removeprefix("#")).tag in {"input", "select", "textarea"}


@on_sqlite
def test_a_form_that_came_back_can_be_mended_and_sent_again(world: World) -> None:
    robin = world.visitor()
    first = robin.send(fields(attest_age=None, message="Two\nlines", updates="yes", phone="614 555 0100"))

    answer = robin.send({**shown(first), "attest_age": "yes"}, token_of(first))

    assert answer.status_code == 303
    (row,) = rows(world)
    assert (row.message, row.updates, row.phone) == ("Two\nlines", True, "614 555 0100")


@on_sqlite
def test_a_gift_over_the_limit_by_itself_is_told_the_figure_whoever_asks(world: World) -> None:
    answer = world.visitor().send(dollars("3300.01"))

    assert summary(answer) == [("LIM-01", "A person may give at most $3,300 per election. Enter $3,300 or less.")]
    assert not world.mail()


@on_sqlite
def test_every_figure_of_the_limit_follows_the_committees_own(make_world: Callable[..., World]) -> None:
    world = make_world(committee=dataclasses.replace(COMMITTEE, cap=Money(12345)))

    answer = world.visitor().send(dollars("123.46"))

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "$3,300" not in page
    assert "A person may give at most $123.45 per election." in page
    assert "at most $123.45 per person" in page


# Who may not give ----------------------------------------------------------------------------------------------------


@on_sqlite
def test_an_organization_gets_a_page_that_says_why_and_what_is_possible(world: World) -> None:
    answer = world.visitor().send(fields(first_name="Acme", last_name="Widgets, Inc."))

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert rules_on(answer) == {"SRC-06"}
    assert not title(answer).startswith("Error")
    assert "52 USC 30118" in page
    assert "Nothing was charged." in page
    assert "mail a check" in page
    assert nothing_came_of_it(world)


@on_sqlite
def test_who_was_taken_for_an_organization_by_a_slip_goes_back_to_all_that_was_typed(world: World) -> None:
    robin = world.visitor()
    typed = fields(last_name="Sample LLC", message='Two\nlines "quoted"', updates="yes")
    refused = robin.send(typed)

    answer = robin.client.post("/give", data={**shown(refused), "csrf_token": token_of(refused)})

    assert answer.status_code == 200
    assert shown(answer) == filled(typed)
    assert not title(answer).startswith("Error")
    assert robin.send({**shown(answer), "last_name": "Sample"}, token_of(answer)).status_code == 303


@on_sqlite
@pytest.mark.parametrize("more", [{}, {"attest_age": None}, {"first_name": ""}], ids=["complete", "no tick", "no name"])
def test_without_a_treasurer_in_office_nothing_is_taken(
    make_world: Callable[..., World], more: dict[str, str | None]
) -> None:
    world = make_world(committee=dataclasses.replace(COMMITTEE, treasurer_in_office=False))

    answer = world.visitor().send(fields(**more))

    assert answer.status_code == 422
    assert rules_on(answer) == {"SRC-13"}
    assert nothing_came_of_it(world)


@on_sqlite
def test_an_election_that_is_past_is_closed(make_world: Callable[..., World]) -> None:
    world = make_world(committee=dataclasses.replace(COMMITTEE, elections=(SPRING, *COMMITTEE.elections)))
    robin = world.visitor()
    assert "S2026" not in robin.client.get("/give").get_data(as_text=True)

    answer = robin.send(fields(election="S2026"))

    assert answer.status_code == 422
    assert told_at(answer, "election") == {"LIM-06"}
    assert nothing_came_of_it(world)


@on_sqlite
def test_the_day_of_the_election_ends_at_midnight_of_the_committee_and_not_of_the_clock(world: World) -> None:
    world.clock.now = world.clock.now.replace(month=6, day=3, hour=3, minute=59)
    last = world.visitor().send(fields())
    world.clock.forward(minutes=1)

    after = world.visitor().send(fields(email="other@example.org"))

    assert last.status_code == 303
    assert (after.status_code, rules_on(after)) == (422, {"LIM-06"})


@on_sqlite
def test_net_debts_of_a_past_election_may_be_paid_to_the_cent(make_world: Callable[..., World]) -> None:
    indebted = dataclasses.replace(SPRING, net_debts=Money(10000))
    world = make_world(committee=dataclasses.replace(COMMITTEE, elections=(indebted, *COMMITTEE.elections)))

    paid = world.visitor().send(dollars("100.00", election="S2026"))
    more = world.visitor().send(dollars("100.01", election="S2026"))

    assert paid.status_code == 303
    assert (more.status_code, rules_on(more)) == (422, {"LIM-06"})


@on_sqlite
def test_after_the_last_election_the_form_takes_nothing_and_the_front_page_says_so(world: World) -> None:
    world.clock.now = world.clock.now.replace(month=12)
    robin = world.visitor()

    answer = robin.send(fields(election=None))

    assert (answer.status_code, rules_on(answer)) == (422, {"LIM-06"})
    assert "There is no election to give for at this time." in robin.client.get("/").get_data(as_text=True)
    assert nothing_came_of_it(world)


@on_sqlite
def test_a_gift_without_an_election_counts_for_the_next_and_stays_undesignated(world: World) -> None:
    public_id = world.visitor().offer(fields(election=None))

    entry = world.read(public_id)
    assert (entry.gift.election, entry.counted_election) == (None, "P2026")


# What goes on --------------------------------------------------------------------------------------------------------


@on_sqlite
@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"country": "CA", "state": "", "postal_code": ""}, id="Canada, without state and code"),
        pytest.param({"country": "CA", "state": "ZZ", "postal_code": "K1A 0B1"}, id="Canada"),
    ],
)
def test_an_address_abroad_goes_on_to_the_card_page_and_is_held_afterwards(
    world: World, changes: dict[str, str | None]
) -> None:
    robin = world.visitor()

    public_id = robin.give(fields(**changes))

    state = robin.state(public_id)
    assert (state["status"], state["rules"]) == ("held", ["SRC-07"])
    assert world.captured_cents() == 0


@on_sqlite
@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"state": "PR", "city": "San Juan", "postal_code": "00901"}, id="Puerto Rico"),
        pytest.param({"state": "AE", "city": "APO", "postal_code": "09012"}, id="a military post"),
        pytest.param({"state": "oh"}, id="a state in small letters"),
        pytest.param({"postal_code": "43215-0001"}, id="nine digits"),
        pytest.param({"work": "retired", "occupation": "", "employer": ""}, id="retired"),
        pytest.param({"work": "student", "occupation": "", "employer": ""}, id="student"),
        pytest.param({"work": "homemaker", "occupation": "", "employer": ""}, id="homemaker"),
        pytest.param({"work": "not_employed", "occupation": "", "employer": ""}, id="not employed"),
        pytest.param({"work": "self_employed", "employer": ""}, id="self-employed"),
        pytest.param({"middle_name": "Q.", "suffix": "Jr.", "address2": "Apt. 4"}, id="all that is optional"),
        pytest.param({"first_name": "José", "last_name": "Núñez-O’Brien"}, id="letters of the world"),
    ],
)
def test_what_is_lawful_goes_on_to_the_card_page(world: World, changes: dict[str, str | None]) -> None:
    answer = world.visitor().send(fields(**changes))

    assert answer.status_code == 303


# Occupation and employer ---------------------------------------------------------------------------------------------

_SILENT: dict[str, str | None] = {"work": None, "occupation": "", "employer": ""}


@on_sqlite
def test_two_hundred_dollars_need_no_occupation_and_a_cent_more_does(world: World) -> None:
    exactly = world.visitor().send(dollars("200.00", **_SILENT))
    over = world.visitor().send(dollars("200.01", **_SILENT, email="other@example.org"))

    assert exactly.status_code == 303
    assert (over.status_code, rules_on(over)) == (422, {"IDN-03"})


def test_the_history_of_the_cycle_counts_towards_the_two_hundred_dollars(world: World) -> None:
    robin = world.visitor()
    robin.give(dollars("150.00", **_SILENT))

    exactly = robin.send(dollars("50.00", **_SILENT))
    over = robin.send(dollars("50.01", **_SILENT))

    assert exactly.status_code == 303
    assert (over.status_code, rules_on(over)) == (422, {"IDN-03"})
    assert shown(over)["amount"] == "50.01"


def test_what_is_on_file_from_an_earlier_gift_of_the_cycle_is_used(world: World) -> None:
    robin = world.visitor()
    robin.give(dollars("150.00"))

    answer = robin.send(dollars("100.00", **_SILENT))

    assert answer.status_code == 303


def test_an_unpaid_gift_holds_no_room_and_is_no_history(world: World) -> None:
    robin = world.visitor()
    for _ in range(3):
        robin.offer(dollars("3300"))

    answer = robin.send(dollars("3300"))

    assert answer.status_code == 303
    assert books(world)["contributions"] == 4
    assert len(calls(world, "checkout")) == 4
