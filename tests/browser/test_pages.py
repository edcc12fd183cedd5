"""Every page of the donor's, at every width, light and dark, enlarged, and heard by those who do not see it."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response, ViewportSize

from tests.browser.conftest import OpenPage
from tests.browser.site import Site, fill, heard_by_all, pay, picture, sideways
from tests.donations.world import COMMITTEE

Arrive = Callable[[Page], None]


def _nothing(_page: Page) -> None:
    """The page as it opens."""


def _press(page: Page) -> None:
    page.locator("#press").click()


def _problems(page: Page) -> None:
    _press(page)
    page.wait_for_selector("#problems")


def _filled(page: Page) -> None:
    fill(page)


def _not_eligible(page: Page) -> None:
    fill(page, last_name="Acme Widgets LLC", first_name="Sample")
    _press(page)
    page.wait_for_url("**/give")


def _card_page(page: Page) -> None:
    fill(page)
    _press(page)
    page.wait_for_url("**/c/pay/**")


def _declined(page: Page) -> None:
    _card_page(page)
    pay(page, "4000000000000002")
    page.get_by_role("link", name="Cancel and go back").click()
    page.wait_for_url("**/give?from=*")


def _paid_with(number: str, heading: str) -> Arrive:
    def arrive(page: Page) -> None:
        _card_page(page)
        pay(page, number)
        page.get_by_role("heading", level=1, name=heading).wait_for()

    return arrive


def _proof_sent(page: Page) -> None:
    page.get_by_label("E-mail address").fill("robin@example.org")
    page.get_by_role("button").click()
    page.get_by_role("heading", level=1, name="Look at your e-mail").wait_for()


def _proof_problem(page: Page) -> None:
    page.get_by_role("button").click()
    page.wait_for_selector("#problems")


PAGES: Final[dict[str, tuple[str, Arrive]]] = {
    "front": ("/", _nothing),
    "form": ("/give", _nothing),
    "form-problems": ("/give", _problems),
    "form-filled": ("/give", _filled),
    "form-after-decline": ("/give", _declined),
    "cannot": ("/give", _not_eligible),
    "received": ("/give", _paid_with("4242424242424242", "Thank you")),
    "held": ("/give", _paid_with("4000001240000000", "A person will look at this")),
    "not-taken": ("/give", _paid_with("4000000000000101", "We did not take this contribution")),
    "mail": ("/give/mail", _nothing),
    "not-eligible": ("/give/not-eligible", _nothing),
    "privacy": ("/privacy", _nothing),
    "proof": ("/give/proof", _nothing),
    "proof-problem": ("/give/proof", _proof_problem),
    "proof-sent": ("/give/proof", _proof_sent),
    "proof-link": ("/give/proof/a-link-that-nobody-mailed", _nothing),
    "missing": ("/no-such-page", _nothing),
}
LOOKS: Final[tuple[tuple[str, ViewportSize, Literal["light", "dark"]], ...]] = (
    ("360", {"width": 360, "height": 740}, "light"),
    ("768-dark", {"width": 768, "height": 1024}, "dark"),
    ("1280", {"width": 1280, "height": 900}, "light"),
    # A window of 1280 pixels, and a phone of 360, enlarged to 200 %: the page sees half as many.
    ("1280-doubled", {"width": 640, "height": 450}, "light"),
    ("360-doubled", {"width": 180, "height": 370}, "light"),
)
PHONE: Final[dict[str, Any]] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
TOUCHED: Final = (
    "a[href]:not(p a, li a, dd a):visible, .summary li a:visible, button:visible, .pick:visible, "
    "input:not([type=hidden], [type=radio], [type=checkbox]):visible, select:visible"
)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_every_window_and_axe_finds_nothing_in_it(open_page: OpenPage, artifacts: Path, name: str) -> None:
    address, arrive = PAGES[name]
    page = open_page(address)
    arrive(page)

    in_tab = page.title().removeprefix("Error: ").removesuffix(f" - {COMMITTEE.name}")
    assert in_tab == page.get_by_role("heading", level=1).inner_text()
    for look, window, scheme in LOOKS:
        page.set_viewport_size(window)
        page.emulate_media(color_scheme=scheme)
        picture(page, artifacts, f"{name}-{look}")
        assert sideways(page) <= 0, look
        if "doubled" not in look:
            heard_by_all(page)


@pytest.mark.parametrize("name", ["form", "form-problems", "received", "mail", "proof-problem"])
def test_what_a_finger_aims_at_is_large_enough(open_page: OpenPage, name: str) -> None:
    address, arrive = PAGES[name]
    page = open_page(address, **PHONE)
    arrive(page)

    boxes = [(each.evaluate("e => e.outerHTML"), each.bounding_box()) for each in page.locator(TOUCHED).all()]

    assert boxes
    small = [html[:120] for html, box in boxes if box is not None and box["y"] >= 0 and round(box["height"]) < 44]
    assert small == []


@pytest.mark.parametrize("name", ["form", "mail"])
def test_no_field_stands_in_a_box_that_would_cut_its_ring_off(open_page: OpenPage, name: str) -> None:
    page = open_page(PAGES[name][0])

    cut = page.evaluate(
        """() => [...document.querySelectorAll("main :is(input:not([type=hidden]), select, textarea, button)")].filter(
          field => {
            for (let box = field.parentElement; box.tagName !== "MAIN"; box = box.parentElement)
              if (getComputedStyle(box).overflow !== "visible") return true;
            return false;
          }).map(field => field.name)"""
    )
    feet = page.evaluate(
        """["last_name", "suffix", "state", "postal_code"].map(
          name => document.getElementById(name).getBoundingClientRect().bottom)"""
    )

    assert cut == []
    assert feet[0] == feet[1]
    assert feet[2] == feet[3]


def test_a_page_with_large_letters_still_fits_a_phone(open_page: OpenPage, artifacts: Path) -> None:
    page = open_page("/give", **PHONE)

    page.evaluate("document.documentElement.style.fontSize = '200%'")

    picture(page, artifacts, "form-360-large-letters")
    assert sideways(page) <= 0


@pytest.mark.parametrize("name", ["front", "form", "form-problems", "received", "mail"])
def test_a_page_weighs_less_than_50_kilobytes(site: Site, open_page: OpenPage, name: str) -> None:
    address, arrive = PAGES[name]
    page = open_page("/privacy")
    weights: dict[str, int] = {}

    def weigh(response: Response) -> None:
        if urlsplit(response.url).netloc == urlsplit(site.address).netloc and not 300 <= response.status < 400:
            weights[urlsplit(response.url).path] = len(gzip.compress(response.body()))

    page.on("response", weigh)
    page.goto(f"{site.address}{address}")
    arrive(page)
    page.wait_for_load_state("networkidle")

    ours = {path: weight for path, weight in weights.items() if path.startswith(("/static/", "/theme"))}
    assert sum(ours.values()) + max(set(weights.values()) - set(ours.values())) < 50 * 1024


def test_the_form_prints_on_paper(open_page: OpenPage, artifacts: Path) -> None:
    page = open_page("/give")

    page.emulate_media(media="print")

    picture(page, artifacts, "form-on-paper")
    assert sideways(page) <= 0


def test_motion_is_left_out_where_it_is_not_wanted(open_page: OpenPage) -> None:
    page = open_page("/give", reduced_motion="reduce")

    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => parseFloat(getComputedStyle(e).transitionDuration)).length"
    )

    assert moving == 0


def test_no_box_is_ticked_and_no_amount_is_chosen_by_itself(open_page: OpenPage) -> None:
    page = open_page("/give")

    assert page.locator("input:checked").count() == 0
    assert page.locator("#amount").input_value() == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_card_page_says_that_it_is_a_test_and_fits_every_window(
    open_page: OpenPage, artifacts: Path, scheme: Literal["light", "dark"]
) -> None:
    page = open_page("/give", color_scheme=scheme)
    _card_page(page)
    page.get_by_role("button", name="Donate").click()
    page.wait_for_selector("#summary")

    assert "TEST" in page.get_by_role("banner").inner_text()
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") == (scheme == "light")
    for look, window, _scheme in LOOKS:
        page.set_viewport_size(window)
        picture(page, artifacts, f"card-page-{scheme}-{look}")
        assert sideways(page) <= 0, look
        heard_by_all(page)
