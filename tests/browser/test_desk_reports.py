"""The treasurer's reports in a real Chromium: a period looked at, exported, filed and amended; 48-hour notices."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from playwright.sync_api import Page, expect

from donations import export_runs
from tests.browser.conftest import OpenPage
from tests.browser.site import Site, picture, sideways
from tests.browser.test_desk_checks import enter, look
from tests.browser.test_desk_righting import arrives
from tests.donations.books import JORDAN, stranger
from tests.donations.righting import by_check, keyed
from tests.donations.world import World
from tests.factories import a_contributor, an_address

__all__ = ["enter"]


@pytest.fixture
def books(site: Site) -> World:
    """As much of the tests' world as keying a check asks for."""
    return cast("World", SimpleNamespace(desk=site.context.desk, clock=site.clock))


def every_look(page: Page, artifacts: Path, name: str) -> None:
    """Leave pictures at every width, in the dark and on paper."""
    look(page, artifacts, name)
    page.set_viewport_size({"width": 768, "height": 1024})
    page.emulate_media(color_scheme="dark")
    picture(page, artifacts, f"desk-{name}-768-dark")
    assert sideways(page) <= 0
    page.emulate_media(color_scheme="light", media="print")
    picture(page, artifacts, f"desk-{name}-on-paper")
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 900})


def a_quarter(books: World) -> None:
    """Some gifts, with something of everything that a preview shows."""
    for number in range(4):
        keyed(books, "75.00", stranger(number))
    keyed(books, "3,100.00", JORDAN)
    keyed(books, "250.00", a_contributor(first_name="Zoë", last_name="Müller-Ångström", email="zoe@example.org"))
    keyed(books, "250.00", stranger(8), occupation="", employer="", work=None)
    keyed(books, "250.00", a_contributor(first_name="Al", last_name="Fox", address=an_address(postal_code="")))
    by_check(books, keyed(books, "4,000.00", stranger(9)), "700.00")


def test_a_period_is_looked_at_exported_filed_and_amended(
    site: Site, books: World, enter: Callable[..., Page], artifacts: Path
) -> None:
    a_quarter(books)
    site.clock.forward(days=31)
    page = enter()
    page.get_by_role("link", name="Reports").click()
    arrives(page, "Reports")
    every_look(page, artifacts, "reports")
    page.get_by_role("link", name="Preview Q1 2026").click()
    arrives(page, "Q1 2026: preview")
    every_look(page, artifacts, "report-preview")
    page.get_by_role("link", name="Texts that the file shows otherwise").click()
    expect(page.locator("main")).to_contain_text("“Müller-Ångström” becomes")
    look(page, artifacts, "report-rows")

    page.goto(f"{site.address}/treasurer/reports/2026-01-01/2026-03-31/outside")
    page.locator("#A-23").fill("ten")
    page.get_by_role("button", name="Keep these amounts").click()
    expect(page.locator("#problems")).to_be_focused()
    every_look(page, artifacts, "report-outside-problem")
    page.locator("#A-23").fill("10,000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The amounts are kept")

    page.get_by_role("link", name="File and filing").click()
    look(page, artifacts, "report-file-new")
    page.get_by_role("button", name="Export Form 3 Q1").click()
    expect(page.get_by_role("status")).to_contain_text("The file is made")
    look(page, artifacts, "report-file-made")
    page.get_by_role("button", name="Mark as filed…").click()
    expect(page.locator("#problems")).to_contain_text("Enter the filing number")
    page.locator("#number").fill("1912345")
    page.keyboard.press("Enter")
    expect(page.locator("#sure")).to_be_focused()
    look(page, artifacts, "report-file-sure")
    page.get_by_role("button", name=re.compile("^Yes, filed")).click()
    expect(page.get_by_role("status")).to_contain_text("locked")

    keyed(books, "60.00", stranger(5), on=date(2026, 3, 30))
    page.goto(f"{site.address}/treasurer/reports/2026-01-01/2026-03-31/file")
    expect(page.get_by_role("heading", name="One change waits for an amendment")).to_be_visible()
    every_look(page, artifacts, "report-file-filed")
    page.goto(f"{site.address}/treasurer/reports/2026-01-01/2026-03-31")
    look(page, artifacts, "report-preview-amendment")
    page.goto(f"{site.address}/treasurer/reports/2026-01-01/2026-06-30")
    expect(page.locator("#problems")).to_contain_text("still to come")
    look(page, artifacts, "report-cannot")


def test_what_is_not_over_is_looked_at_and_a_whole_export_is_tried_as_a_termination_report(
    site: Site, books: World, enter: Callable[..., Page], artifacts: Path
) -> None:
    keyed(books, "250.00")
    page = enter()
    page.get_by_role("link", name="Reports").click()
    page.get_by_role("link", name="So far Q1 2026").click()
    arrives(page, "Q1 2026: preview")
    expect(page.locator("[data-so-far]")).to_contain_text("it can be exported after that day")
    expect(page.get_by_role("link", name=re.compile("Export"))).to_have_count(0)
    expect(page.get_by_role("link", name="Reports")).to_have_attribute("aria-current", "true")
    every_look(page, artifacts, "report-so-far")

    page.goto(f"{site.address}/treasurer/reports")
    page.locator("#from").fill("1/1/2026")
    page.locator("#to").fill("3/2/2026")
    page.locator("#report").select_option(label="TER, termination, ends on any day")
    page.get_by_role("button", name="Preview").click()
    arrives(page, "TER 2026: preview")
    page.get_by_role("link", name="Amounts from outside").click()
    page.locator("#A-17").fill("50")
    page.locator("#B-17").fill("20")
    page.keyboard.press("Enter")
    expect(page.locator("[data-doubts]")).to_contain_text("Line 17: column B")
    every_look(page, artifacts, "report-outside-doubts")
    page.get_by_role("link", name="Preview").click()
    page.get_by_role("link", name="Export Form 3 TER…").click()
    page.get_by_role("button", name="Export Form 3 TER").click()
    expect(page.get_by_role("status")).to_contain_text("The file is made")
    page.goto(f"{site.address}/treasurer/reports/notices")
    expect(page.locator("main")).to_contain_text("Nothing was filed yet.")
    look(page, artifacts, "notices-none")


def test_without_script_a_period_is_exported_and_taken_home(
    site: Site, books: World, enter: Callable[..., Page], open_page: OpenPage
) -> None:
    keyed(books, "250.00")
    site.clock.forward(days=31)
    cookies = enter().context.cookies()
    page = open_page("/", java_script_enabled=False)
    page.context.add_cookies(cast("Any", cookies))
    page.goto(f"{site.address}/treasurer/reports")
    page.get_by_role("link", name="Preview Q1 2026").click()
    page.get_by_role("link", name="Export Form 3 Q1…").click()
    page.get_by_role("button", name="Export Form 3 Q1").click()
    expect(page.get_by_role("status")).to_contain_text("The file is made")

    with page.expect_download() as download:
        page.get_by_role("link", name="Download F3N Q1").click()

    assert download.value.path().read_bytes().startswith(b"HDR\x1cFEC\x1c8.5")


def test_a_48_hour_notice_is_exported_and_marked_as_filed_by_keyboard(
    site: Site, books: World, enter: Callable[..., Page], artifacts: Path
) -> None:
    site.clock.forward(days=79)
    keyed(books, "1,500.00", stranger(1))
    keyed(books, "2,500.00", JORDAN)
    site.clock.forward(hours=40)
    keyed(books, "600.00", stranger(2))
    keyed(books, "600.00", stranger(2))
    page = enter()
    page.goto(f"{site.address}/treasurer/reports")
    expect(page.locator("main")).to_contain_text("The most urgent:")
    look(page, artifacts, "reports-notices")
    page.get_by_role("link", name="Export and mark as filed").click()
    arrives(page, "48-hour notices")
    every_look(page, artifacts, "notices")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export Form 6").click()
    assert download.value.suggested_filename == "F6N-2026-05-22.fec"
    page.locator("#number").fill("1912345")
    page.locator("#number").press("Enter")
    expect(page.locator("#sure")).to_contain_text("$4,000.00")
    look(page, artifacts, "notices-sure")
    page.get_by_role("button", name="Yes, filed: $4,000.00").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("marked as filed")
    look(page, artifacts, "notices-filed")


def test_an_export_that_takes_its_time_shows_how_far_it_is_and_ends_by_itself(
    site: Site, books: World, enter: Callable[..., Page], artifacts: Path
) -> None:
    keyed(books, "250.00")
    site.clock.forward(days=31)
    page, database = enter(), site.context.desk.database
    days = date(2026, 1, 1), date(2026, 3, 31)
    with database.writing() as session:
        run = export_runs.begin(session, *days, by="Robin treasurer", now=site.clock())
        assert run is not None
        export_runs.progress(session, run.id, 420_000, 1_000_000, site.clock())

    page.goto(f"{site.address}/treasurer/reports/2026-01-01/2026-03-31/file")
    expect(page.locator("[data-run]")).to_contain_text("420,000 of 1,000,000 contributions read")
    every_look(page, artifacts, "report-under-way")
    with database.writing() as session:
        export_runs.finish(session, run.id, site.clock(), fault="The books or the disk did not answer.")

    expect(page.locator("[data-run]")).to_contain_text("The last export made no file.")
    expect(page.get_by_role("button", name="Export Form 3 Q1")).to_be_visible()
