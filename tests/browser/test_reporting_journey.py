"""The whole journey to the FEC in a real Chromium: cards, checks, a refund, a redesignation, and a valid file."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from donations import serving
from tests.browser.conftest import OpenPage
from tests.browser.site import Site, fill, pay
from tests.browser.test_desk_checks import ROBIN, enter, key, look, ready, save
from tests.browser.test_desk_righting import arrives
from tests.donations.exports import readers, schemas

__all__ = ["enter"]

ASKS = "4000008400000027"
"""The card whose bank asks the donor."""
CARDS = (
    ("Ada", "250", "4242424242424242"),
    ("Ada", "50", "5555555555554444"),
    ("Bruno", "25", "4242424242424242"),
    ("Carla", "1000", "378282246310005"),
    ("Diego", "100", "4242424242424242"),
    ("Edith", "250", ASKS),
)
CHECKS = (("Fay", "150"), ("Gus", "300"), ("Hugo", "900"), ("Ines", "4000"))
FIGURES = (("itemized", 7, "$6,750.00"), ("unitemized", 3, "$275.00"), ("refunds", 1, "$400.00"), ("memo", 2, "$0.00"))


def by_card(open_page: OpenPage, first_name: str, preset: str, number: str) -> None:
    """Give on the page, as a donor does."""
    page = open_page("/give")
    address = f"{100 + len(first_name)} {first_name} Street"
    fill(page, first_name=first_name, preset=preset, email=f"{first_name}@example.org", address1=address)
    page.get_by_role("button", name=re.compile("^Give")).click()
    pay(page, number, name=f"{first_name} Sample", cvc="1234" if number.startswith("3") else "123")
    if number == ASKS:
        page.get_by_role("button", name="Complete authentication").click()
    arrives(page, "Thank you")
    page.context.close()


def by_mail(page: Page) -> None:
    """Key and deposit four checks; the last is above $1,000, so it is keyed twice, and over the limit."""
    page.keyboard.press("n")
    for number, (first_name, amount) in enumerate(CHECKS, 1001):
        ready(page, "#code")
        page.keyboard.press("Enter")
        own = {"first_name": first_name, "address1": f"{number} Test Road", "signer1": f"{first_name} Sample"}
        key(page, amount=amount, number=str(number), received_on="3/2/2026", **{**ROBIN, **own})
        if int(amount) > 1000:
            ready(page, "#amount_again")
            page.keyboard.type(amount)
            page.keyboard.press("Enter")
        save(page)
        page.locator("#deposit-ref").fill("Slip 7")
        page.get_by_role("button", name="Write down the deposit").click()
        expect(page.get_by_role("status")).to_contain_text("deposit")
        page.goto(f"{page.url.partition('/treasurer/')[0]}/treasurer/checks")


def refund(page: Page, site: Site) -> None:
    """Give $400.00 of Carla's $1,000.00 back by Stripe."""
    page.goto(f"{site.address}/treasurer/donors")
    page.locator("#words").fill("Carla Sample")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Carla Sample").click()
    arrives(page, "Carla Sample")
    page.get_by_role("link", name="2 March 2026").last.click()
    arrives(page, "$1,000.00 of Carla Sample")
    page.get_by_role("link", name="Refund…").click()
    arrives(page, "Refund to Carla Sample")
    page.get_by_label("A part of it:").check()
    page.locator("#amount").fill("400")
    page.get_by_label("By Stripe, to the card it came from").check()
    page.get_by_label("Your reason").fill("asked for it")
    page.get_by_role("button", name="Look at what it does…").click()
    page.locator("#again").fill("400.00")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The refund is kept.")


def redesignate(page: Page, site: Site) -> None:
    """Ask Ines by letter to redesignate what is over the limit, and key the signature that came on paper."""
    page.goto(f"{site.address}/treasurer/?state=excess")
    page.get_by_role("link", name=re.compile("Put right")).click()
    arrives(page, "$700.00 over the limit")
    way = page.get_by_role("region", name=re.compile("Redesignation in writing to"))
    way.locator("summary").click()
    way.get_by_label(re.compile("As a letter")).check()
    way.get_by_role("button", name="Look at the letter…").click()
    page.get_by_role("button", name="Ask for $700.00").click()
    arrives(page, "Redesignation in writing of $700.00")
    page.get_by_label("Ines Sample has signed").check()
    page.locator("#on").fill("3/2/2026")
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_contain_text("Effective since 2 March 2026")


def export(page: Page, site: Site, artifacts: Path, folder: Path) -> Path:
    """Look at the preview, export from the treasurer's page, and take the file home."""
    page.get_by_role("link", name="Reports").click()
    page.get_by_role("link", name="Preview Q1 2026").click()
    arrives(page, "Q1 2026: preview")
    for figure, rows, total in FIGURES:
        expect(page.locator(f"[data-figure={figure}]")).to_contain_text(re.compile(rf"{rows}\D*{re.escape(total)}"))
    look(page, artifacts, "journey-preview")
    page.get_by_role("link", name="Memo entries").click()
    expect(page.get_by_role("link", name="Ines Sample")).to_have_count(2)
    page.goto(f"{site.address}/treasurer/reports/2026-01-01/2026-03-31/file")
    page.get_by_role("button", name="Export Form 3 Q1").click()
    expect(page.get_by_role("status")).to_contain_text("The file is made")
    look(page, artifacts, "journey-file")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download F3N Q1").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_from_six_cards_and_four_checks_to_a_file_that_other_readers_take(
    site: Site, open_page: OpenPage, enter: Callable[..., Page], artifacts: Path, tmp_path: Path
) -> None:
    for card in CARDS:
        by_card(open_page, *card)
    page = enter()
    by_mail(page)
    refund(page, site)
    redesignate(page, site)
    site.sandbox.payout()
    site.clock.forward(days=31)
    serving.sweep_once(site.context, deep=True)

    path = export(enter(name="Toni Sample"), site, artifacts, tmp_path)

    assert path.name == "F3N-Q1-2026-01-01-2026-03-31.fec"
    readers.all_agree(path)
    if schemas.FOLDER.exists():
        assert list(schemas.faults(path)) == []
    cover = next(row for row in readers.rows(path) if row.form_type == "F3N")
    assert {line: cover.figure("A", line) for line in ("11ai", "11aii", "11aiii", "20a")} == {
        "11ai": "6750.00", "11aii": "275.00", "11aiii": "7025.00", "20a": "400.00"
    }  # fmt: skip
    kinds = [row.form_type for row in readers.rows(path)]
    assert (kinds.count("SA11AI"), kinds.count("SB20A"), kinds.count("SB17"), kinds.count("TEXT")) == (9, 1, 1, 1)
