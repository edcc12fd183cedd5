"""The treasurer puts things right in a real Chromium: one excess by refund, one by redesignation; donors, a source."""

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from playwright.sync_api import Page, expect

from compliance.contribution import AccountKind
from donations import people, serving
from donations.desk import Entry
from tests.browser.conftest import OpenPage
from tests.browser.site import Site, sideways
from tests.browser.test_desk_checks import enter, follow, look
from tests.donations.books import JORDAN, ROBIN
from tests.donations.righting import keyed, totals
from tests.donations.world import World
from tests.factories import a_check, a_contributor

__all__ = ["enter"]


@pytest.fixture
def books(site: Site) -> World:
    """As much of the tests' world as keying a check asks for."""
    return cast("World", SimpleNamespace(desk=site.context.desk, clock=site.context.now))


def arrives(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)


def over_the_limit(books: World) -> Entry:
    keyed(books, "3,000.00", number="1001")
    return keyed(books, "1,000.00", number="1002")


def test_an_excess_is_put_right_by_a_refund_from_the_queue_to_the_totals(
    site: Site, books: World, enter: Callable[..., Page], artifacts: Path
) -> None:
    entry = over_the_limit(books)
    page = enter()
    page.get_by_role("link", name=re.compile("Put right")).click()
    arrives(page, "$700.00 over the limit")
    look(page, artifacts, "excess")

    page.get_by_role("link", name="Refund $700.00…").click()
    arrives(page, "Refund to Robin Sample")
    expect(page.locator("#amount")).to_have_value("700.00")
    follow(page, page.get_by_role("button", name="Look at what it does…"))
    arrives(page, "Refund to Robin Sample")
    look(page, artifacts, "refund-with-problems")
    page.get_by_label("Number of the committee’s check").fill("2001")
    page.get_by_label("Day of the check").fill("3/2/2026")
    page.get_by_label("Your reason").fill("over the limit for the primary")
    page.get_by_role("button", name="Look at what it does…").click()
    arrives(page, "Refund $700.00 to Robin Sample?")
    expect(page.locator("#again")).to_be_focused()
    look(page, artifacts, "refund-asked")
    page.locator("#again").fill("700")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("The refund is kept.")
    look(page, artifacts, "gift-refunded")
    assert totals(books, entry)["P2026"] == "$3,300.00"
    follow(page, page.get_by_role("link", name="Tell of the refund"))
    look(page, artifacts, "letter-refund")
    page.goto(f"{site.address}/treasurer/")
    expect(page.get_by_role("link", name=re.compile("Put right"))).to_have_count(0)


def test_an_excess_is_put_right_by_a_redesignation_that_the_contributor_signs_by_link(
    site: Site, books: World, enter: Callable[..., Page], open_page: OpenPage, artifacts: Path
) -> None:
    entry = over_the_limit(books)
    page = enter()
    page.goto(f"{site.address}/treasurer/gifts/{entry.public_id}/excess")
    way = page.get_by_role("region", name=re.compile("Redesignation in writing to"))
    way.locator("summary").click()
    look(page, artifacts, "excess-ask")
    way.get_by_label(re.compile("By e-mail")).check()
    way.get_by_role("button", name="Look at the letter…").click()
    arrives(page, "ask Robin Sample?")
    look(page, artifacts, "change-asked")
    page.get_by_role("button", name="Ask for $700.00").click()
    arrives(page, "Redesignation in writing of $700.00")
    look(page, artifacts, "change-waits")

    serving.sweep_once(site.context, deep=False)
    mails = sorted(site.outbox.glob("*-notice.eml"))
    link = re.search(r"/sign/[\w-]{32}", mails[-1].read_text())
    assert link is not None
    donor = open_page(link[0])
    arrives(donor, "Sign for $700 of your contribution")
    donor.get_by_role("button", name="Sign for $700.00").click()
    expect(donor.locator("#problems")).to_be_focused()
    look(donor, artifacts, "sign-with-problems")
    donor.get_by_label("This is what I want").check()
    donor.get_by_label("Your full name").fill("Robin Sample")
    look(donor, artifacts, "sign")
    donor.keyboard.press("Enter")
    arrives(donor, "Signed. Thank you")
    look(donor, artifacts, "signed")

    page.reload()
    expect(page.locator("#state")).to_contain_text("Effective since 2 March 2026")
    look(page, artifacts, "change-effective")
    page.get_by_role("link", name="Robin Sample", exact=True).click()
    arrives(page, "Robin Sample")
    look(page, artifacts, "donor")
    assert totals(books, entry) == {
        "P2026": "$3,300.00", "G2026": "$700.00", "cycle": "$4,000.00", "calendar year": "$4,000.00"
    }  # fmt: skip
    forged = open_page("/sign/forged")
    arrives(forged, "This link opens nothing")
    look(forged, artifacts, "sign-forged")


def test_a_donor_is_found_by_keyboard_and_two_records_become_one_person(
    site: Site, books: World, enter: Callable[..., Page], artifacts: Path
) -> None:
    keyed(books, "3,000.00", number="1001")
    keyed(books, "2,000.00", who=JORDAN, number="1002")
    other = keyed(books, "1,000.00", who=a_contributor(first_name="Rob"), number="1003")
    page = enter()
    page.goto(f"{site.address}/treasurer/donors")
    look(page, artifacts, "search-empty")
    page.locator("#words").fill("43215 sample")
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_have_text("2 persons")
    assert "sample" not in page.url
    look(page, artifacts, "search")

    page.get_by_role("link", name="Robin Sample").click()
    expect(page.get_by_role("heading", name="Perhaps the same person")).to_be_visible()
    page.get_by_role("button", name="One person").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the reason")
    look(page, artifacts, "donor-same")
    page.get_by_label("Your reason").fill("the same signature on both checks")
    page.get_by_role("button", name="One person").click()
    expect(page.get_by_role("status")).to_contain_text("They are one person now")
    look(page, artifacts, "donor-over")
    assert totals(books, other)["P2026"] == "$4,000.00"
    assert people.person(books.desk, other.public_id, books.clock()).tasks != ()


def test_the_keys_search_from_every_page_and_rows_open_with_a_click_and_with_enter(
    site: Site, books: World, enter: Callable[..., Page]
) -> None:
    keyed(books, "300.00", number="1001")
    entry = keyed(books, "100.00", number="1002")
    page = enter()
    for start in ("/treasurer/", "/treasurer/reports"):
        page.goto(f"{site.address}{start}")
        page.keyboard.press("/")
        page.wait_for_url("**/treasurer/donors")
    expect(page.locator("#words")).to_be_focused()
    page.locator("#words").blur()
    page.keyboard.press("/")
    expect(page.locator("#words")).to_be_focused()
    page.keyboard.type("sample")
    page.keyboard.press("Enter")
    page.get_by_role("cell", name="Columbus, OH 43215").click()
    arrives(page, "Robin Sample")

    page.get_by_role("link", name="Amount", exact=True).press("Enter")
    page.wait_for_url("**?sort=-amount")
    expect(page.get_by_role("columnheader", name="Amount")).to_have_attribute("aria-sort", "descending")
    row = page.locator(".opens tbody tr").last
    row.get_by_role("cell", name="$100.00").click()
    page.wait_for_url(f"**/gifts/{entry.public_id}")
    page.go_back()
    row.get_by_role("link").press("Enter")
    page.wait_for_url(f"**/gifts/{entry.public_id}")


def test_the_words_of_the_chart_are_as_large_on_a_phone_as_on_a_desk(
    books: World, enter: Callable[..., Page], artifacts: Path
) -> None:
    keyed(books, "300.00", number="1001")
    page = enter()
    look(page, artifacts, "queue-chart")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 740})

    sizes = page.evaluate("[...document.querySelectorAll('.axis')].map(e => parseFloat(getComputedStyle(e).fontSize))")

    assert page.locator(".axis").last.inner_text().split() == ["January", "February", "March"]
    assert min(sizes) >= 12
    assert page.locator(".chart svg text").count() == 0
    look(page, artifacts, "queue-chart-dark")


def test_a_questionable_source_is_asked_about_and_found_lawful(
    site: Site, books: World, enter: Callable[..., Page], artifacts: Path
) -> None:
    entry = keyed(books, "500.00", check=a_check(account=AccountKind.BUSINESS), who=ROBIN)
    page = enter()
    page.goto(f"{site.address}/treasurer/gifts/{entry.public_id}/source")
    arrives(page, "Is the source lawful?")
    look(page, artifacts, "source")
    page.get_by_role("link", name="Ask for evidence…").click()
    look(page, artifacts, "letter-evidence")
    page.get_by_label(re.compile("As a letter")).check()
    page.get_by_role("button", name="Keep and send it").click()
    look(page, artifacts, "notice")
    pdf = page.request.get(page.url.partition("?")[0] + ".pdf")
    assert pdf.status == 200
    (artifacts / "letter-evidence.pdf").write_bytes(pdf.body())
    page.goto(f"{site.address}/treasurer/gifts/{entry.public_id}/source")
    page.locator("#finding").fill("A sole proprietor’s own account, by the letter of 3 March.")
    page.get_by_role("button", name="Find it lawful").click()
    expect(page.get_by_role("status")).to_contain_text("The finding is kept")
    look(page, artifacts, "source-lawful")
    assert sideways(page) <= 0
