"""48-hour notices at the desk: what is due, Form 6 for what was chosen, what was filed, amendments; who may."""

import re

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from donations import urgent
from donations.desk import Entry
from donations.staff import Role
from tests.donations.books import JORDAN, given, stranger
from tests.donations.righting import keyed
from tests.donations.test_held import PREPAID
from tests.donations.treasurer.colleagues import StaffBrowser, hire
from tests.donations.treasurer.papers import text_of
from tests.donations.world import World, token_of
from tests.factories import a_contributor

PAGE = "/treasurer/reports/notices"
SIGNED = {"signer": "Terry Sample", "signed_on": "5/20/2026"}
FILED = {"number": "1912345", "filed_on": "5/20/2026"}


@pytest.fixture
def may(world: World) -> World:
    """The 20th of May: the primary is 13 days away."""
    world.clock.forward(days=79)
    return world


@pytest.fixture
def large(may: World) -> Entry:
    """A gift that calls for a notice."""
    return keyed(may, "2,500.00", JORDAN)


@pytest.fixture
def treasurer(may: World) -> StaffBrowser:
    return hire(may, "Robin treasurer").browser(may)


def sent(browser: StaffBrowser, address: str, chosen: list[Entry], typed: dict[str, str]) -> TestResponse:
    token = token_of(browser.get("/treasurer/account"))
    fields = [("chosen", entry.public_id) for entry in chosen]
    return browser.client.post(address, data=MultiDict([*fields, *typed.items(), ("csrf_token", token)]))


def test_what_is_due_stands_with_the_hours_that_are_left_and_the_donors_sum(
    may: World, large: Entry, treasurer: StaffBrowser
) -> None:
    keyed(may, "800.00", JORDAN)

    page = treasurer.get(PAGE)

    assert "Primary election of 2 June 2026; received 20 May 2026." in text_of(page)
    assert "$3,300.00 of this donor in these days." in text_of(page)
    assert f'href="/treasurer/gifts/{large.public_id}"' in page.get_data(as_text=True)
    assert "hours left" in text_of(page)
    assert "wait to be told to the FEC" in text_of(treasurer.get("/treasurer/reports"))


def test_a_gift_that_only_its_sum_makes_due_is_not_ticked_and_leads_to_its_work(
    may: World, treasurer: StaffBrowser
) -> None:
    keyed(may, "600.00", stranger(1))
    entry = keyed(may, "600.00", stranger(1))

    page = treasurer.get(PAGE).get_data(as_text=True)

    assert "$1,200.00 of this donor in these days." in page
    assert " checked" not in page
    assert f"With C{entry.id} it comes to the sum" in page
    assert page.count('name="chosen" value=') == 4  # Both, in each of the two forms.
    (work,) = re.findall(r'href="(/treasurer/gifts/[^"]+/tasks/[^"]+)"', page)
    assert entry.public_id in work
    assert f'href="{PAGE}"' in treasurer.get(work).get_data(as_text=True)


def test_a_gift_that_is_held_stands_with_its_hours_and_cannot_be_ticked(may: World, treasurer: StaffBrowser) -> None:
    entry = given(may, "2000.00", JORDAN, number=PREPAID)

    page = treasurer.get(PAGE)
    refused = sent(treasurer, PAGE, [entry], SIGNED)

    assert "Held: decide first whether it is taken" in text_of(page)
    assert f'href="/treasurer/held/{entry.public_id}"' in page.get_data(as_text=True)
    assert 'type="checkbox"' not in page.get_data(as_text=True)
    assert "held: decide first" in text_of(treasurer.get("/treasurer/reports"))
    assert refused.status_code == 422
    assert "is held: a notice tells of receipts that stand" in text_of(refused)


def test_form_6_is_handed_out_for_what_was_chosen_and_marked_as_filed_after_a_question(
    may: World, large: Entry, treasurer: StaffBrowser
) -> None:
    other = keyed(may, "1,000.00", stranger(1))

    file = sent(treasurer, PAGE, [large], SIGNED)
    asked = sent(treasurer, f"{PAGE}/filed", [large], FILED)
    assert "Is the notice of $2,500.00 filed as 1912345?" in text_of(asked)
    assert len(urgent.due(may.desk, may.clock())) == 2
    done = sent(treasurer, f"{PAGE}/filed", [large], {**FILED, "sure": "yes"})

    assert file.headers["Content-Disposition"] == 'attachment; filename="F6N-2026-05-20.fec"'
    assert file.headers["Cache-Control"] == "no-store"
    assert (b"2500.00" in file.data, b"1000.00" in file.data) == (True, False)
    assert done.status_code == 303
    assert [each.ref for each in urgent.due(may.desk, may.clock())] == [other.public_id]
    (notice,) = urgent.filed(may.desk)
    assert (notice.filing_number, notice.marked_by) == ("1912345", "Robin treasurer")
    assert "F6N, gift 1" in text_of(treasurer.get(PAGE))


def test_exporting_and_marking_are_two_forms_and_the_number_marks_the_last_file(
    may: World, large: Entry, treasurer: StaffBrowser
) -> None:
    sent(treasurer, PAGE, [large], SIGNED)
    keyed(may, "1,000.00", stranger(1))

    html = treasurer.get(PAGE).get_data(as_text=True)
    mark = re.findall(rf'<form method="post" action="{PAGE}/filed"[^>]*>.*?</form>', html, re.DOTALL)[0]
    asked = sent(treasurer, f"{PAGE}/filed", [], FILED)

    assert 'name="number"' in mark
    assert re.findall(r'name="chosen" value="([^"]+)"', mark) == [large.public_id]
    assert "formaction" not in html
    assert "Is the notice of $2,500.00 filed as 1912345?" in text_of(asked)
    assert f'name="chosen" value="{large.public_id}"' in asked.get_data(as_text=True)


def test_a_notice_that_was_made_elsewhere_is_marked_by_the_gifts_it_told(large: Entry, treasurer: StaffBrowser) -> None:
    html = treasurer.get(PAGE).get_data(as_text=True)
    mark = html.partition('id="mark"')[2].partition("</form>")[0]
    asked = sent(treasurer, f"{PAGE}/filed", [large], FILED)

    assert "The notice was not made here" in mark
    assert f'type="checkbox" name="chosen" value="{large.public_id}">' in mark
    assert "Is the notice of $2,500.00 filed as 1912345?" in text_of(asked)


def test_a_page_without_any_notice_says_so(treasurer: StaffBrowser) -> None:
    assert "No notice is due. Nothing was filed yet." in text_of(treasurer.get(PAGE))


def test_what_came_after_the_file_is_neither_ticked_nor_marked_with_it(
    may: World, large: Entry, treasurer: StaffBrowser
) -> None:
    sent(treasurer, PAGE, [large], SIGNED)
    since = keyed(may, "1,000.00", stranger(1))

    page = treasurer.get(PAGE)
    refused = sent(treasurer, f"{PAGE}/filed", [large, since], FILED)
    asked = sent(treasurer, f"{PAGE}/filed", [large], FILED)

    ticked = re.findall(r'value="([^"]+)" checked', page.get_data(as_text=True))
    assert ticked == [large.public_id]
    assert "One gift that is due is not in it." in text_of(page)
    assert refused.status_code == 422
    assert "The last file tells of other gifts." in text_of(refused)
    assert "Is the notice of $2,500.00 filed as 1912345?" in text_of(asked)
    again = sent(treasurer, f"{PAGE}/filed", [large], {**FILED, "sure": "yes", "sha256": "0" * 64})
    assert "Another file was made since" in text_of(again)
    assert urgent.filed(may.desk) == []


def test_a_notice_that_was_filed_is_amended_under_its_number(large: Entry, treasurer: StaffBrowser) -> None:
    sent(treasurer, f"{PAGE}/filed", [large], {**FILED, "sure": "yes"})

    file = sent(treasurer, PAGE, [], {**SIGNED, "amends": "1912345"})
    done = sent(treasurer, f"{PAGE}/filed", [large], {"number": "1923456", "filed_on": "5/20/2026", "sure": "yes"})

    assert b"FEC-1912345" in file.data
    assert b"F6A" in file.data
    assert done.status_code == 303
    assert "F6A, gift 1" in text_of(treasurer.get(PAGE))


WRONG = [
    (PAGE, SIGNED, "Choose what the notice is to tell."),
    (PAGE, {**SIGNED, "signer": ""}, "Enter the name of the treasurer who signs."),
    (PAGE, {**SIGNED, "amends": "1"}, "An amendment names the filing number of the first notice."),
    (f"{PAGE}/filed", FILED, "Choose what the notice tells."),
    (f"{PAGE}/filed", {**FILED, "number": "x"}, "Enter the filing number"),
]


@pytest.mark.parametrize("address, typed, words", WRONG)
def test_what_a_notice_lacks_is_told(
    may: World, treasurer: StaffBrowser, address: str, typed: dict[str, str], words: str
) -> None:
    page = sent(treasurer, address, [], typed)

    assert page.status_code == 422
    assert words in text_of(page)
    assert urgent.filed(may.desk) == []


def test_a_number_that_was_used_for_a_gift_is_told(large: Entry, treasurer: StaffBrowser) -> None:
    sent(treasurer, f"{PAGE}/filed", [large], {**FILED, "sure": "yes"})

    page = sent(treasurer, f"{PAGE}/filed", [large], {**FILED, "sure": "yes"})

    assert page.status_code == 422
    assert "is marked as filed under this number already" in text_of(page)


def test_what_the_file_shows_otherwise_stands_beside_the_gift(may: World, treasurer: StaffBrowser) -> None:
    keyed(may, "1,500.00", a_contributor(first_name="Zoë", last_name="<b>Núñez"))

    page = treasurer.get(PAGE)

    assert "In the file last name: “<b>Núñez” becomes “<b>Nunez”." in text_of(page)
    assert "<b>Núñez" not in page.get_data(as_text=True)


def test_a_hostile_name_is_shown_as_text(may: World, treasurer: StaffBrowser) -> None:
    keyed(may, "1,500.00", a_contributor(first_name="<b>Bold</b>"))

    html = treasurer.get(PAGE).get_data(as_text=True)

    assert "<b>Bold" not in html
    assert "&lt;b&gt;Bold" in html


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.AUDITOR])
def test_others_look_and_do_nothing(may: World, large: Entry, role: Role) -> None:
    browser = hire(may, f"Toni {role}", role).browser(may)

    page = browser.get(PAGE)
    assert page.status_code == 200
    assert "<button" not in page.get_data(as_text=True).partition("<main")[2]
    assert sent(browser, PAGE, [large], SIGNED).status_code == 403
    assert sent(browser, f"{PAGE}/filed", [large], {**FILED, "sure": "yes"}).status_code == 403


def test_without_a_token_nothing_is_done(may: World, large: Entry, treasurer: StaffBrowser) -> None:
    for address in (PAGE, f"{PAGE}/filed"):
        answer = treasurer.client.post(address, data={**SIGNED, **FILED, "chosen": large.public_id, "sure": "yes"})
        assert answer.status_code == 400
    assert urgent.filed(may.desk) == []
