"""The signing link: what it shows, what it keeps, and a clear page for every link that is of no use."""

import re
from datetime import date

import pytest
from werkzeug.test import TestResponse

from compliance.contribution import AccountKind
from compliance.money import Money
from compliance.remedy import Remedy
from donations import adjustments, people
from donations.adjustments import Asked, ChangeStatus, Wish
from donations.desk import Entry
from tests.donations.righting import BY, EMAIL, acts, ask_to_redesignate, by_check, is_open, keyed, totals
from tests.donations.world import World, token_of
from tests.factories import a_check

SIGNED = {"name": "Robin Sample", "agree": "yes"}


def words(page: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.get_data(as_text=True)).split())


def opened(world: World, token: str) -> TestResponse:
    return world.visitor().client.get(f"/sign/{token}")


def signed(world: World, token: str, typed: dict[str, str]) -> TestResponse:
    client = world.visitor().client
    form = token_of(client.get(f"/sign/{token}"))
    return client.post(f"/sign/{token}", data={**typed, "csrf_token": form})


def asked(world: World) -> tuple[Entry, Asked]:
    entry = keyed(world, "4,000.00")
    return entry, ask_to_redesignate(world, entry)


def test_the_page_says_what_it_changes_that_a_refund_is_the_alternative_and_until_when(world: World) -> None:
    _entry, change = asked(world)

    page = words(opened(world, change.tokens[0]))

    assert "I redesignate $700 of it for the general election of 3 November 2026." in page
    assert "I have been told that I may have the $700 refunded instead." in page
    assert "You need not sign." in page
    assert "Last day to sign 1 May 2026" in page


def test_the_page_shows_nothing_personal_but_the_name_in_the_statement(world: World) -> None:
    _entry, change = asked(world)

    page = opened(world, change.tokens[0]).get_data(as_text=True)

    for personal in ("robin@example.org", "1 Test Road", "43215", "Carpenter", "Example Joinery"):
        assert personal not in page


def test_nothing_is_ticked_or_filled_in_beforehand(world: World) -> None:
    _entry, change = asked(world)

    page = opened(world, change.tokens[0]).get_data(as_text=True)

    assert " checked" not in page
    assert 'name="name" value=""' in page


def test_the_name_and_one_press_sign_it_and_the_link_says_so_ever_after(world: World) -> None:
    entry, change = asked(world)

    page = signed(world, change.tokens[0], {"name": "  robin sample ", "agree": "yes"})

    assert page.status_code == 200
    assert "Signed. Thank you" in words(page)
    assert totals(world, entry)["G2026"] == "$700.00"
    assert is_open(world, entry) is False
    assert ("donor", "sign written_redesignation", "deposited", "deposited") in acts(world, entry)
    kept = people.story(world.desk, entry.public_id).changes[0].signatures[0]
    assert (kept["signer"], kept["how"], kept["on"]) == ("Robin Sample", "screen", "2026-03-02")
    assert "I redesignate $700 of it" in kept["said"]
    again = opened(world, change.tokens[0])
    assert again.status_code == 200
    assert "now counts for the general election of 3 November 2026" in words(again)


def test_pressing_twice_signs_once(world: World) -> None:
    entry, change = asked(world)
    client = world.visitor().client
    form = token_of(client.get(f"/sign/{change.tokens[0]}"))

    answers = [
        client.post(f"/sign/{change.tokens[0]}", data={**SIGNED, "csrf_token": form}).status_code for _ in range(2)
    ]

    assert answers == [200, 200]
    assert len(people.story(world.desk, entry.public_id).changes[0].signatures) == 1


@pytest.mark.parametrize(
    "typed, told",
    [
        ({"name": "", "agree": "yes"}, "Enter your full name: it is your signature."),
        ({"name": "Jordan Quill", "agree": "yes"}, "Enter your full name as it stands on your contribution."),
        ({"name": "Robin", "agree": "yes"}, "Enter your full name as it stands on your contribution."),
        ({"name": "Robin Sample"}, "Tick the box: without it this is no signature."),
    ],
    ids=["no name", "another's name", "half a name", "no tick"],
)
def test_without_the_name_and_the_tick_nothing_is_signed(world: World, typed: dict[str, str], told: str) -> None:
    entry, change = asked(world)

    page = signed(world, change.tokens[0], typed)

    assert page.status_code == 422
    assert told in words(page)
    assert f'value="{typed["name"]}"' in page.get_data(as_text=True)
    assert people.story(world.desk, entry.public_id).changes[0].signatures == ()


def test_a_form_without_its_token_signs_nothing(world: World) -> None:
    entry, change = asked(world)

    answer = world.visitor().client.post(f"/sign/{change.tokens[0]}", data=SIGNED)

    assert answer.status_code == 400
    assert people.story(world.desk, entry.public_id).changes[0].signatures == ()


@pytest.mark.parametrize("token", ["x", "../etc", "a" * 500, "%00", "7"])
def test_a_forged_link_opens_nothing(world: World, token: str) -> None:
    page = opened(world, token)

    assert page.status_code == 404


def test_a_link_that_was_made_anew_ends_the_one_before(world: World) -> None:
    _entry, change = asked(world)
    fresh = adjustments.send_again(world.desk, change.change.id, 0, EMAIL, by=BY, now=world.clock())

    assert "This link opens nothing" in words(opened(world, change.tokens[0]))
    assert opened(world, fresh).status_code == 200


def test_a_withdrawn_request_says_so(world: World) -> None:
    _entry, change = asked(world)
    adjustments.void(world.desk, change.change.id, by=BY, reason="r", now=world.clock())

    page = opened(world, change.tokens[0])

    assert page.status_code == 410
    assert "This request was withdrawn" in words(page)


def test_the_link_works_on_the_sixtieth_day_and_not_on_the_day_after(world: World) -> None:
    entry, change = asked(world)
    world.clock.forward(days=60)
    assert opened(world, change.tokens[0]).status_code == 200

    client = world.visitor().client
    form = token_of(client.get(f"/sign/{change.tokens[0]}"))
    world.clock.forward(hours=11)
    late = client.post(f"/sign/{change.tokens[0]}", data={**SIGNED, "csrf_token": form})

    assert late.status_code == 410
    assert "The last day for this has passed" in words(late)
    assert "It was 1 May 2026." in words(late)
    assert people.story(world.desk, entry.public_id).changes[0].status is ChangeStatus.ASKED


def test_a_change_that_is_not_needed_any_more_signs_nothing_and_says_nothing_of_other_gifts(world: World) -> None:
    entry, change = asked(world)
    client = world.visitor().client
    form = token_of(client.get(f"/sign/{change.tokens[0]}"))
    by_check(world, entry, "700.00")

    page = client.post(f"/sign/{change.tokens[0]}", data={**SIGNED, "csrf_token": form})

    assert page.status_code == 409
    assert "This is not needed any more" in words(page)
    assert people.story(world.desk, entry.public_id).changes[0].signatures == ()


def test_two_owners_of_an_account_sign_by_their_own_links_and_only_both_make_it_effective(world: World) -> None:
    joint = a_check(account=AccountKind.JOINT, printed_names=("Robin Sample", "Alex Sample"), signers=("Robin Sample",))
    entry = keyed(world, "4,000.00", check=joint)
    other = {"first_name": "Alex", "last_name": "Sample", "email": "alex@example.org"}
    wish = Wish(Remedy.WRITTEN_REATTRIBUTION, Money.parse("700.00"), None, other)
    change = adjustments.ask(world.desk, entry.public_id, wish, [EMAIL, EMAIL], by=BY, now=world.clock())
    assert "$3,300 from Robin Sample and $700 from Alex Sample" in words(opened(world, change.tokens[1]))

    stolen = signed(world, change.tokens[0], {"name": "Alex Sample", "agree": "yes"})
    assert stolen.status_code == 422
    first = signed(world, change.tokens[0], SIGNED)
    assert "Your signature is kept" in words(first)
    assert totals(world, entry)["P2026"] == "$4,000.00"
    second = signed(world, change.tokens[1], {"name": "Alex Sample", "agree": "yes"})

    assert "Signed. Thank you" in words(second)
    assert totals(world, entry)["P2026"] == "$3,300.00"
    assert date(2026, 3, 2) == people.story(world.desk, entry.public_id).changes[0].effective_on
