"""The treasurer's first half in a real Chromium: ten checks by keyboard alone, held gifts decided, the queue."""

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, cast

import pyotp
import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from donations import enrolment, held, mailing
from donations.staff import Role
from tests.browser.conftest import OpenPage
from tests.browser.site import Site, fill, heard_by_all, pay, picture, sideways
from tests.donations.treasurer.colleagues import PASSWORD
from tests.donations.treasurer.papers import STATEMENTS, a_draft
from tests.donations.world import World

WINDOWS: Final[tuple[tuple[str, ViewportSize], ...]] = (
    ("1280", {"width": 1280, "height": 900}),
    ("360", {"width": 360, "height": 740}),
    # A phone enlarged to 200 %: the page sees half as many pixels.
    ("360-doubled", {"width": 180, "height": 370}),
)
ROBIN: Final = {
    "first_name": "Robin",
    "last_name": "Sample",
    "address1": "1 Test Road",
    "city": "Columbus",
    "state": "OH",
    "postal_code": "43215",
    "work": "Employed",
    "occupation": "Carpenter",
    "employer": "Example Joinery",
}


@pytest.fixture
def enter(site: Site, open_page: OpenPage) -> Callable[..., Page]:
    """Opens a browser and signs a member of the staff in through the pages, by keyboard."""

    def come_in(role: Role = Role.TREASURER, name: str = "") -> Page:
        gate, now = site.context.gate, site.context.now()
        name = name or f"Terry {role}"
        link = enrolment.add(gate, name, role, now, password=PASSWORD)
        secret = enrolment.setup(gate, link, now).secret
        codes = enrolment.finish(gate, link, pyotp.TOTP(secret).generate_otp(int(now.timestamp()) // 30 - 1), now)
        page = open_page("/treasurer/")
        page.locator("#name").fill(name)
        page.locator("#password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.locator("summary").click()
        page.locator("#recovery").fill(codes[0])
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: url.endswith("/treasurer/") and "?" not in url)
        return page

    return come_in


def world_of(site: Site) -> World:
    """As much of the tests' world as a draft asks for."""
    return cast("World", SimpleNamespace(desk=site.context.desk, clock=site.context.now))


def look(page: Page, artifacts: Path, name: str) -> None:
    """Leave a picture at every width; nothing is wider than the window, and axe finds nothing."""
    for words, window in WINDOWS:
        page.set_viewport_size(window)
        picture(page, artifacts, f"desk-{name}-{words}")
        assert sideways(page) <= 0, (name, words)
        if "doubled" not in words:
            heard_by_all(page)
    page.set_viewport_size(WINDOWS[0][1])


def follow(page: Page, link: Locator) -> None:
    """Press a link or a button that leads to another page, and be there."""
    with page.expect_navigation():
        link.click()


def ready(page: Page, selector: str) -> None:
    """Wait until a field has the focus and the page's script, which comes later than the focus, hears the keys."""
    expect(page.locator(selector)).to_be_focused()
    page.wait_for_load_state()


def key(page: Page, **typed: str) -> None:
    """Key a check by Enter alone, from the field that has the focus to the review; a tick is keyed as Space."""
    ready(page, "#amount")
    for _ in range(90):
        at, is_button = page.evaluate("[document.activeElement.id, document.activeElement.matches('button')]")
        if is_button:
            break
        text = typed.pop(at, None)
        if text == " ":
            page.keyboard.press("Space")
        elif text is not None:
            page.keyboard.type(text)
        page.keyboard.press("Enter")
    assert typed == {}
    page.keyboard.press("Enter")


def save(page: Page) -> None:
    """Save the check that is reviewed, and go on to the next one."""
    expect(page.locator("#save")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/treasurer/checks/*kept=new")
    expect(page.get_by_role("link", name="Next check")).to_be_focused()


def following(page: Page) -> None:
    page.keyboard.press("Enter")
    ready(page, "#code")


CHECK: Final = {"received_on": "3/2/2026", "signer1": "Robin Sample", "printed1": "Robin Sample"}
RECEIVED: Final = {name: text for name, text in CHECK.items() if name != "received_on"}
"""From the second check on the day of receipt is there already."""


def by_code(site: Site, page: Page, artifacts: Path) -> None:
    """One check, whose code is scanned with the address in front, as the QR code has it; and a slip in the code."""
    draft = a_draft(world_of(site))
    page.keyboard.press("n")
    ready(page, "#code")
    look(page, artifacts, "check-start")
    page.keyboard.type(mailing.link(site.context.desk, draft.code))
    page.keyboard.press("Enter")
    expect(page.locator("#amount")).to_be_focused()
    look(page, artifacts, "check-entry-draft")
    key(page, amount="275", number="1001", **CHECK)
    page.wait_for_url("**/review")
    look(page, artifacts, "check-review-differences")
    save(page)
    look(page, artifacts, "envelope-new")
    following(page)
    page.keyboard.type(draft.code[:7] + ("A" if draft.code[7] != "A" else "B"))
    page.keyboard.press("Enter")
    expect(page.locator("#problems")).to_contain_text("slip")
    look(page, artifacts, "check-slip")
    page.goto(f"{site.address}/treasurer/checks?received=3/2/2026")
    ready(page, "#code")


def by_somebody_new(page: Page) -> None:
    """Four checks without a code, of four people; a form came with the first."""
    signed = {"has_form": " ", **dict.fromkeys(STATEMENTS, " ")}
    for number, first_name in enumerate(("Ann", "Bob", "Cleo", "Dan"), start=1002):
        page.keyboard.press("Enter")
        giver = {**ROBIN, "first_name": first_name, "address1": f"{number} Test Road"}
        own = {"signer1": f"{first_name} Sample", "printed1": f"{first_name} Sample"}
        key(page, amount="150", number=str(number), **own, **giver, **(signed if number == 1002 else {}))
        save(page)
        following(page)


def by_name(page: Page, artifacts: Path) -> None:
    """One check of somebody who is known by name and ZIP code."""
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    for text in ("Sample", "43215", ""):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    ready(page, "button[name=donor] >> nth=0")
    look(page, artifacts, "check-found")
    page.keyboard.press("Enter")
    key(page, amount="90", number="2001", signer1="Dan Sample")
    save(page)
    following(page)


def above_a_thousand(page: Page, artifacts: Path) -> None:
    """One check that is keyed twice, blind, wrongly at first; it is over the limit."""
    page.keyboard.press("Enter")
    giver = {**ROBIN, "first_name": "Erin", "address1": "7 Test Road"}
    key(page, amount="5000", number="3001", signer1="Erin Sample", **giver)
    ready(page, "#amount_again")
    assert "5000" not in page.locator("main").inner_text()
    look(page, artifacts, "check-again")
    page.keyboard.type("500")
    page.keyboard.press("Enter")
    expect(page.locator("#problems")).to_contain_text("not the same")
    look(page, artifacts, "check-entry-problem")
    page.locator("#problems a").focus()
    page.keyboard.press("Enter")
    key(page, amount="5000")
    ready(page, "#amount_again")
    page.keyboard.type("5,000.00")
    page.keyboard.press("Enter")
    expect(page.locator("#save")).to_be_focused()
    look(page, artifacts, "check-review-excess")
    save(page)
    following(page)


def of_a_joint_account(page: Page, artifacts: Path) -> None:
    """One check that two people signed."""
    page.keyboard.press("Enter")
    other = {"other_first_name": "Pat", "other_last_name": "Quill", "other_same_address": " ", "share": "200"}
    giver = {**ROBIN, "first_name": "Jordan", "last_name": "Quill", "address1": "9 Elm Street"}
    names = {"printed1": "Jordan Quill", "printed2": "Pat Quill", "signer1": "Jordan Quill", "signer2": "Pat Quill"}
    key(page, amount="500", number="4001", account="Joint", **names, **giver, **other)
    expect(page.locator("#save")).to_be_focused()
    look(page, artifacts, "check-review-joint")
    save(page)
    look(page, artifacts, "envelope-joint")
    following(page)


def of_a_business_and_late(page: Page) -> None:
    """Two checks: a corporate one, and one that should have been deposited days ago."""
    page.keyboard.press("Enter")
    giver = {**ROBIN, "first_name": "Fay", "address1": "11 Test Road"}
    key(page, amount="60", number="5001", account="Business", signer1="Fay Sample", **giver)
    save(page)
    following(page)
    page.keyboard.press("Enter")
    giver = {**ROBIN, "first_name": "Gus", "address1": "13 Test Road"}
    key(page, amount="60", number="6001", signer1="Gus Sample", received_on="2/18/2026", **giver)
    save(page)


def test_ten_checks_are_keyed_by_keyboard_alone(site: Site, enter: Callable[..., Page], artifacts: Path) -> None:
    page = enter()
    expect(page.get_by_role("heading", level=1)).to_contain_text("A good day")
    look(page, artifacts, "queue-empty")

    by_code(site, page, artifacts)
    by_somebody_new(page)
    by_name(page, artifacts)
    above_a_thousand(page, artifacts)
    of_a_joint_account(page, artifacts)
    of_a_business_and_late(page)

    page.goto(f"{site.address}/treasurer/?state=deposit")
    assert page.locator("tr[data-kind=deposit]").count() == 10
    page.goto(f"{site.address}/treasurer/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 late")
    look(page, artifacts, "queue")


def test_held_gifts_are_accepted_and_refused(
    site: Site, open_page: OpenPage, enter: Callable[..., Page], artifacts: Path
) -> None:
    for first_name in ("Robin", "Chris"):
        donor = open_page("/give")
        fill(donor, first_name=first_name, email=f"{first_name}@example.org", address1=f"{len(first_name)} Test Road")
        donor.get_by_role("button", name=re.compile("^Give")).click()
        pay(donor, "4000001240000000", name=f"{first_name} Sample")
        donor.get_by_role("heading", level=1, name="A person will look at this").wait_for()
    page = enter()
    look(page, artifacts, "queue-held")
    follow(page, page.get_by_role("link", name="All held gifts"))
    look(page, artifacts, "held")
    for act, words, state in (
        ("Accept", "Yes, accept $250.00", "charged"),
        ("Refuse", "Yes, refuse $250.00", "let go"),
    ):
        page.goto(f"{site.address}/treasurer/held")
        follow(page, page.get_by_role("link", name=re.compile("^Decide")).first)
        look(page, artifacts, f"held-gift-{act.lower()}")
        page.locator("#reason").fill("A passport was shown in the office.")
        follow(page, page.get_by_role("button", name=re.compile(f"^{act}")))
        look(page, artifacts, f"held-sure-{act.lower()}")
        page.get_by_role("button", name=words).click()
        page.wait_for_url("**done=*")
        expect(page.locator("#state")).to_contain_text(state)
        look(page, artifacts, f"held-done-{act.lower()}")

    assert site.captured() == [25000]
    assert held.waiting(site.context.desk) == []
    page.goto(f"{site.address}/treasurer/held")
    look(page, artifacts, "held-empty")


def test_a_picture_is_kept_and_a_check_bounces(enter: Callable[..., Page], artifacts: Path, tmp_path: Path) -> None:
    page = enter(Role.ASSISTANT)
    page.keyboard.press("n")
    ready(page, "#code")
    page.keyboard.press("Enter")
    key(page, amount="60", number="1001", received_on="3/2/2026", signer1="Robin Sample", **ROBIN)
    save(page)
    photograph = tmp_path / "check.png"
    page.screenshot(path=photograph)
    page.locator("#image").set_input_files(photograph)
    page.get_by_role("button", name="Keep the picture").click()
    expect(page.get_by_role("status")).to_contain_text("sealed")
    assert page.locator(".pictures img").evaluate("e => e.complete && e.naturalWidth > 0")
    page.locator("#deposit-ref").fill("Slip 7")
    page.get_by_role("button", name="Write down the deposit").click()
    expect(page.get_by_role("status")).to_contain_text("deposit")
    look(page, artifacts, "envelope-deposited")
    page.locator("#bounce-reason").fill("Not sufficient funds")
    follow(page, page.get_by_role("button", name=re.compile("^It bounced")))
    look(page, artifacts, "envelope-sure")
    page.get_by_role("button", name="Yes, it bounced: $60.00").click()
    expect(page.get_by_role("status")).to_contain_text("did not pay")
    look(page, artifacts, "envelope-bounced")


def test_without_script_enter_only_shows_the_review(
    site: Site, enter: Callable[..., Page], open_page: OpenPage
) -> None:
    cookies = enter().context.cookies()
    options: dict[str, Any] = {"java_script_enabled": False}
    page = open_page("/", **options)
    page.context.add_cookies(cast("Any", cookies))
    page.goto(f"{site.address}/treasurer/checks")
    page.locator("#code").press("Enter")
    page.locator("#amount").fill("250")
    page.locator("#amount").press("Enter")
    expect(page.locator("#problems")).to_contain_text("Nothing is saved yet")
    expect(page.locator("#amount")).to_have_value("250")
    page.locator("#received_on").fill("3/2/2026")
    page.locator("#received_on").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Review")
    page.get_by_role("button", name="Save $250.00").click()
    expect(page.get_by_role("status")).to_contain_text("Kept")
