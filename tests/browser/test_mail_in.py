"""The mail-in form in a real browser: filled in without script, printed, its code read; every page at both widths."""

from pathlib import Path

import pytest
import zxingcpp
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.site import Site, fill, heard_by_all, picture, sideways
from tests.donations.paper.printed import Printed

WIDTHS = [360, 1280]


def looked_at(page: Page, artifacts: Path, name: str, width: int) -> None:
    """Leave a picture; nothing sticks out, and axe finds nothing."""
    picture(page, artifacts, f"mail-{name}-{width}")
    heard_by_all(page)
    assert sideways(page) == 0, name


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_the_mail_in_form_reads_well(open_page: OpenPage, artifacts: Path, width: int) -> None:
    page = open_page("/give/mail", viewport={"width": width, "height": 800})
    looked_at(page, artifacts, "page", width)

    fill(page, last_name="李 Sample", postal_code="12")
    page.get_by_role("button", name="Make my form").click()
    page.wait_for_selector("#problems")
    looked_at(page, artifacts, "problems", width)

    page.locator("#preset-other").check()
    fill(page, preset="other", amount="3500", employer="")
    page.get_by_role("button", name="Make my form").click()
    page.get_by_role("heading", level=1, name="Your form is ready").wait_for()
    looked_at(page, artifacts, "ready", width)

    page.get_by_role("link", name="Change the answers").click()
    page.get_by_role("heading", level=1, name="Change your form").wait_for()
    looked_at(page, artifacts, "change", width)

    page.get_by_role("link", name="Leave all as it was").click()
    page.get_by_role("button", name="Delete the answers").click()
    page.get_by_role("heading", level=1, name="Your answers are deleted").wait_for()
    looked_at(page, artifacts, "deleted", width)


def test_a_form_is_filled_in_and_printed_without_script(open_page: OpenPage, site: Site, artifacts: Path) -> None:
    page = open_page("/give/mail", java_script_enabled=False)
    fill(page, first_name="Łukasz")
    page.get_by_role("button", name="Make my form").click()
    page.get_by_role("heading", level=1, name="Your form is ready").wait_for()
    code = page.locator(".code").inner_text().replace(" ", "")

    answer = page.context.request.get(f"{page.url}/form.pdf")
    sheet = Printed(answer.body())
    sheet.picture(150).save(artifacts / "mail-sheet.png")

    (read,) = zxingcpp.read_barcodes(sheet.picture(150).convert("L"))
    assert "Łukasz" in sheet.text
    assert read.text == f"{site.address}/c/{code}"
    page.goto(read.text)
    assert "For the campaign" in page.get_by_role("heading", level=1).inner_text()
    assert "Łukasz" not in page.content()


def test_a_blank_form_can_be_typed_into_and_printed(open_page: OpenPage, site: Site, artifacts: Path) -> None:
    page = open_page("/give/mail")
    address = page.get_by_role("link", name="A blank form (PDF)").get_attribute("href")

    answer = page.context.request.get(f"{site.address}{address}")

    assert answer.headers["content-type"] == "application/pdf"
    Printed(answer.body()).picture(150).save(artifacts / "mail-blank.png")
