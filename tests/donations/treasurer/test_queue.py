"""The queue: what waits, whose, by when, and the page on which it is done; and the figures under it."""

import re
from datetime import date
from typing import Any

import pytest

from compliance.money import Money
from donations import people, receiving
from donations.staff import Role
from donations.treasurer import chart
from tests.donations.treasurer.colleagues import StaffBrowser, hire
from tests.donations.treasurer.papers import check, joint, kept, text_of
from tests.donations.world import World, fields

FOREIGN_CARD = "4000001240000000"


def rows(page: Any) -> list[tuple[str, str]]:
    """Kind and words of each row."""
    found = re.findall(r'<tr data-kind="([^"]+)">(.*?)</tr>', page.get_data(as_text=True), re.DOTALL)
    return [(kind, " ".join(re.sub(r"<[^>]+>", " ", html).split())) for kind, html in found]


def addresses(page: Any) -> dict[str, str]:
    """Where each row of a kind leads."""
    found = re.findall(r'<tr data-kind="([^"]+)">.*?href="([^"]+)"', page.get_data(as_text=True), re.DOTALL)
    return dict(found)


def test_empty_is_a_good_day_and_says_so(treasurer: StaffBrowser) -> None:
    page = treasurer.get("/treasurer/")

    assert "Nothing waits. A good day." in text_of(page)
    assert "Held $0.00" in text_of(page)
    assert "Nothing has been received in this period yet." in text_of(page)


def test_every_kind_of_work_stands_with_its_day_and_a_page_on_which_it_is_done(
    world: World, treasurer: StaffBrowser
) -> None:
    world.visitor().give(fields(first_name="Jordan", email="jordan@example.org"), FOREIGN_CARD, "Jordan Sample")
    typed = check(amount="5000", confirmed="5000", employer="", occupation="", attest_age=None, postal_code="")
    kept(treasurer, {**typed, "foreign_bank": "yes", "signer1": "Somebody Else"})

    page = treasurer.get("/treasurer/")

    told = dict(rows(page))
    assert set(told) >= {
        "held", "deposit", "image", "attribution", "source", "excess", "occupation_and_employer", "identification",
    }  # fmt: skip
    assert "6 days left" in told["held"]
    assert "10 days left 12 March 2026" in told["deposit"]
    assert "60 days left 1 May 2026" in told["excess"]
    assert "It is $1,700" in told["excess"]
    assert "Robin Sample" in told["excess"]
    for kind, address in addresses(page).items():
        assert treasurer.get(address).status_code == 200, kind


def test_late_is_said_in_words_and_comes_first(world: World) -> None:
    terry = hire(world)
    early = terry.browser(world)
    kept(early, check(received_on="2/10/2026", postmarked_on="", written_on=""))
    kept(early, check(entry="second-entry", number="2"))

    page = early.get("/treasurer/")

    assert "10 days late" in rows(page)[0][1]
    assert re.search(r"things wait, (<[^>]+>)?2 late", page.get_data(as_text=True))


def test_the_last_day_is_today_and_hours_are_counted_near_the_end(world: World) -> None:
    terry = hire(world)
    browser = terry.browser(world)
    world.visitor().give(fields(), FOREIGN_CARD)
    kept(browser, check(first_name="Kim", address1="8 Elm St", email="", received_on="2/20/2026", postmarked_on=""))
    assert "today" in dict(rows(browser.get("/treasurer/")))["deposit"]

    world.clock.forward(days=6)
    later = terry.browser(world)

    assert "23 hours left" in dict(rows(later.get("/treasurer/")))["held"]


def test_filters_stand_in_the_address_and_never_a_name(treasurer: StaffBrowser) -> None:
    kept(treasurer, check())

    only = treasurer.get("/treasurer/?state=deposit")
    later = treasurer.get("/treasurer/?state=deposit&due=later")
    none = treasurer.get("/treasurer/?state=deposit&due=late")

    assert {kind for kind, _words in rows(only)} == {kind for kind, _words in rows(later)} == {"deposit"}
    assert rows(none) == []
    assert "Nothing of this kind waits" in text_of(none)
    assert not [each for each in re.findall(r'href="([^"]+)"', only.get_data(as_text=True)) if "Sample" in each]


def test_a_held_gift_says_why_in_words_with_its_rule(world: World, treasurer: StaffBrowser) -> None:
    world.visitor().give(fields(), FOREIGN_CARD)

    told = dict(rows(treasurer.get("/treasurer/")))["held"]

    assert "Held gifts. The card was issued abroad. SRC-07" in told
    assert "(SRC-07)" not in told


def test_the_queue_stands_in_the_order_that_the_address_asks_for(treasurer: StaffBrowser) -> None:
    for number, (name, amount) in enumerate((("Zoe", "60"), ("Ann", "90"))):
        kept(treasurer, check(entry=f"entry-{number:06}", number=f"{number}", first_name=name, amount=amount, email=""))

    def whose(sort: str) -> list[str]:
        page = treasurer.get(f"/treasurer/?state=deposit&sort={sort}")
        return re.findall(r'<th scope="row">(\w+) Sample', page.get_data(as_text=True))

    assert (whose("whose"), whose("-whose")) == (["Ann", "Zoe"], ["Zoe", "Ann"])
    assert (whose("amount"), whose("-amount")) == (["Zoe", "Ann"], ["Ann", "Zoe"])
    html = treasurer.get("/treasurer/?state=deposit&sort=amount").get_data(as_text=True)
    assert 'aria-sort="ascending"><a class="sort" href="?state=deposit&amp;sort=-amount">Amount' in html
    assert "state=deposit&amp;due=later&amp;sort=amount" in html


@pytest.mark.parametrize(
    "address",
    ["?state=<b>", "?due=x", "?sort=<b>", "?sort=-__class__", "?after=nobody.deposit", "?state=held&state=deposit"],
)
def test_an_address_that_somebody_made_up_is_answered_calmly(treasurer: StaffBrowser, address: str) -> None:
    assert treasurer.get(f"/treasurer/{address}").status_code == 200


def test_many_things_come_page_by_page(treasurer: StaffBrowser) -> None:
    for number in range(27):
        kept(treasurer, check(entry=f"entry-number-{number}", number=str(number), amount="60", postmarked_on=""))

    first = treasurer.get("/treasurer/")
    following = re.search(r'href="([^"]+after=[^"]+)"', first.get_data(as_text=True))
    assert following is not None
    second = treasurer.get(following[1].replace("&amp;", "&"))

    assert (len(rows(first)), len(rows(second))) == (50, 4)


def test_a_check_of_two_is_deposited_once(treasurer: StaffBrowser) -> None:
    kept(treasurer, joint(amount="500"))

    deposits = [words for kind, words in rows(treasurer.get("/treasurer/")) if kind == "deposit"]

    assert len(deposits) == 1
    assert "Robin Sample, Chris Sample $500.00" in deposits[0]


def test_work_without_a_page_of_its_own_is_closed_by_the_treasurers_word(
    world: World, treasurer: StaffBrowser, assistant: StaffBrowser
) -> None:
    public_id = kept(treasurer, check(signer1="Somebody Else"))
    address = addresses(treasurer.get("/treasurer/"))["attribution"]

    nothing = treasurer.post(address, {"closing": " "}, page=address)
    barred = assistant.post(address, {"closing": "Asked."})
    answer = treasurer.post(address, {"closing": "Robin’s wife signed; both confirmed it."}, page=address)

    assert (nothing.status_code, barred.status_code, answer.status_code) == (422, 403, 303)
    assert "Robin’s wife signed" in text_of(treasurer.get(address))
    entry = receiving.read(world.desk, public_id)[1][0]
    closed = [task for task in people.story(world.desk, entry.public_id).tasks if task.kind == "attribution"]
    assert [task.closed_by for task in closed] == ["Robin treasurer"]
    assert treasurer.get(address.replace("attribution", "excess")).status_code == 404
    assert treasurer.post(address.replace("attribution", "deposit"), {"closing": "x"}).status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_every_role_reads_the_queue(world: World, role: Role) -> None:
    browser = hire(world, "Somebody", role).browser(world)

    assert browser.get("/treasurer/").status_code == 200
    assert browser.get("/treasurer/held").status_code == 200


def test_the_figures_are_this_period_this_cycle_and_held(world: World, treasurer: StaffBrowser) -> None:
    world.visitor().give(fields(first_name="Jordan", email="jordan@example.org"), FOREIGN_CARD, "Jordan Sample")
    kept(treasurer, check(received_on="12/30/2025", postmarked_on="", written_on=""))
    kept(treasurer, check(entry="second-entry", number="2", amount="100"))

    page = treasurer.get("/treasurer/")

    told = text_of(page)
    assert "This reporting period $100.00 This election cycle $350.00 Held $250.00" in told
    assert "2 March 2026 $100.00" in told
    assert page.get_data(as_text=True).count("<rect") == 2
    assert "style=" not in page.get_data(as_text=True)


def test_bars_stand_on_their_days_and_the_scale_is_round() -> None:
    days = ((date(2026, 1, 1), Money(100_00)), (date(2026, 1, 2), Money(-5_00)), (date(2026, 3, 31), Money(450_00)))

    drawn = chart.draw(days, date(2026, 1, 1), date(2026, 3, 31), date(2026, 3, 31))

    one, other = drawn.bars
    assert drawn.top == Money(500_00)
    assert (one.height, other.height) == (32, 144)
    assert one.y + one.height == other.y + other.height == chart.HEIGHT
    assert one.x < chart.WIDTH / 90
    assert chart.WIDTH - other.x - other.width < chart.WIDTH / 90
    assert [month.words for month in drawn.months] == ["January", "February", "March"]
    assert drawn.today == chart.WIDTH
