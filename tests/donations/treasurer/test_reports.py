"""Reports at the desk: the periods, the preview and its rows, the file, the filing, amendments; who may what."""

import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from compliance.money import Money
from donations import export_runs, periods, reports
from donations.reports import Asked
from donations.staff import Role
from tests.donations.books import ROBIN, booked, given, stranger
from tests.donations.righting import BY, give_back, keyed
from tests.donations.treasurer.colleagues import StaffBrowser, hire
from tests.donations.treasurer.papers import carried, text_of
from tests.donations.world import World
from tests.factories import a_contributor

Q1 = "/treasurer/reports/2026-01-01/2026-03-31"
SIGNED = {"signer": "Terry Sample", "signed_on": "4/2/2026"}


@pytest.fixture
def april(world: World) -> World:
    """The 2nd of April: the first quarter is over, and Robin gave $250.00 in it."""
    keyed(world, "250.00")
    world.clock.forward(days=31)
    return world


@pytest.fixture
def treasurer(april: World) -> StaffBrowser:
    """A browser in which a treasurer is signed in, on that day."""
    return hire(april, "Robin treasurer").browser(april)


def exported(browser: StaffBrowser, address: str = Q1, **typed: str) -> TestResponse:
    return browser.post(f"{address}/file", {**SIGNED, **typed})


def filed(browser: StaffBrowser, number: str = "1912345", address: str = Q1) -> TestResponse:
    """Mark the last export as filed, past the question."""
    asked = browser.post(f"{address}/filed", {"number": number, "filed_on": "4/2/2026"})
    assert asked.status_code == 200, text_of(asked)
    return browser.client.post(f"{address}/filed", data=carried(asked, f"{address}/filed"))


def figure(page: TestResponse, key: str) -> tuple[str, str]:
    """How many rows a figure has, and what they come to."""
    html = page.get_data(as_text=True)
    found = re.search(rf'<tr data-figure="{key}">.*?<td class="num">(.*?)</td><td.*?>(.*?)</td>', html, re.DOTALL)
    assert found is not None
    return found[1], found[2]


def line(page: TestResponse, key: str) -> tuple[str, str]:
    """A line of the cover, columns A and B."""
    html = page.get_data(as_text=True)
    found = re.search(rf'data-line="{key}">.*?data-column="A">(.*?)</td>.*?data-column="B">(.*?)</td>', html)
    assert found is not None
    return found[1], found[2]


# The periods ---------------------------------------------------------------------------------------------------------


def test_the_periods_stand_by_the_calendar_with_their_days_and_what_became_of_them(treasurer: StaffBrowser) -> None:
    told = text_of(treasurer.get("/treasurer/reports"))

    assert "Not over yet Q2 2026 1 April to 30 June 2026" in told
    assert "13 days left 15 April 2026 Not exported Q1 2026 1 January to 31 March 2026" in told
    assert "YE 2024 6 November to 31 December 2024" in told
    assert "Q3 2026" not in told


def test_a_period_that_is_not_over_is_shown_so_far(treasurer: StaffBrowser) -> None:
    html = treasurer.get("/treasurer/reports").get_data(as_text=True)
    (address,) = re.findall(r'href="([^"]+)">So far', html)

    assert address == "/treasurer/reports/2026-04-01/2026-04-02?report=Q2"
    assert "Q2 2026: preview" in text_of(treasurer.get(address))


def test_on_the_day_that_closes_a_report_before_an_election_the_regular_one_is_shown_under_that_code(
    world: World,
) -> None:
    world.clock.forward(days=72)  # The 13th of May, the 20th day before the primary.
    treasurer = hire(world, "Toni").browser(world)

    html = treasurer.get("/treasurer/reports").get_data(as_text=True)
    (address,) = re.findall(r'href="([^"]+)">So far', html)

    assert address == "/treasurer/reports/2026-04-01/2026-05-13"
    assert "12P 2026: preview" in text_of(treasurer.get(address))


SO_FAR = "/treasurer/reports/2026-04-01/2026-04-02"
OPEN = "This period ends on 30 June 2026; it can be exported after that day."


def test_a_period_that_is_not_over_is_looked_at_and_no_more(treasurer: StaffBrowser) -> None:
    page, file = treasurer.get(f"{SO_FAR}?report=q2"), treasurer.get(f"{SO_FAR}/file?report=Q2")
    refused = exported(treasurer, SO_FAR, report="Q2")

    assert "Q2 2026: preview" in text_of(page)
    for each in (page, file):
        assert each.status_code == 200
        assert OPEN in text_of(each)
        assert "Export" not in text_of(each).replace("exported", "")
        assert "State those amounts" not in text_of(each)
        assert "<button" not in each.get_data(as_text=True).partition("<main")[2]
    assert refused.status_code == 422
    assert "This period ends on 2026-06-30; it can be exported after that day." in text_of(refused)
    assert treasurer.get(f"{SO_FAR}/download").status_code == 404


def test_a_report_covers_its_last_day_whole(april: World, treasurer: StaffBrowser) -> None:
    april.clock.forward(days=-2)

    assert "This period ends on 31 March 2026" in text_of(treasurer.get(Q1))
    assert "can be exported after that day" in text_of(exported(treasurer, signed_on="3/31/2026"))


def test_what_a_new_treasurer_tries_today_by_the_readme_is_exported_and_marked(
    april: World, treasurer: StaffBrowser
) -> None:
    gift = given(april, "250.00", stranger(3))
    so_far = treasurer.get(re.findall(r'href="([^"]+)">So far', treasurer.get("/treasurer/reports").get_data(True))[0])
    found = treasurer.get("/treasurer/reports/period?from=4/1/2026&to=4/2/2026&report=TER")
    address, _, code = found.headers["Location"].partition("?report=")
    preview = treasurer.get(found.headers["Location"])

    made = exported(treasurer, address, report=code)
    answer = filed(treasurer, address=address)

    assert f'href="/treasurer/gifts/{gift.public_id}"' in treasurer.get(f"{SO_FAR}/itemized?report=Q2").get_data(True)
    assert figure(so_far, "itemized") == figure(preview, "itemized") == ("1", "$250.00")
    assert "Export Form 3 TER…" in text_of(preview)
    assert (made.status_code, answer.status_code) == (303, 303)
    assert treasurer.get(f"{address}/download").data.startswith(b"HDR\x1cFEC\x1c8.5")
    assert "the period is locked" in text_of(treasurer.get(address))


def test_the_list_says_exported_filed_and_what_waits(april: World, treasurer: StaffBrowser) -> None:
    exported(treasurer)
    assert "Exported, not filed Q1 2026" in text_of(treasurer.get("/treasurer/reports"))

    filed(treasurer)
    assert "Filed as 1912345 Q1 2026" in text_of(treasurer.get("/treasurer/reports"))

    keyed(april, "40.00", on=date(2026, 3, 31))
    assert "Filed as 1912345. One change waits for an amendment Q1 2026" in text_of(treasurer.get("/treasurer/reports"))


def test_any_period_is_found_by_its_days_and_its_code(treasurer: StaffBrowser) -> None:
    answer = treasurer.get("/treasurer/reports/period?from=1/1/2026&to=3/15/2026&report=TER")

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/treasurer/reports/2026-01-01/2026-03-15?report=TER"
    assert "TER 2026: preview" in text_of(treasurer.get(answer.headers["Location"]))


def test_codes_are_chosen_by_their_words_and_shown_in_capitals(treasurer: StaffBrowser) -> None:
    html = treasurer.get("/treasurer/reports").get_data(as_text=True)

    for words in ("Q3, third quarter", "YE, year-end", "12P, before the primary", "30G, after the general"):
        assert f'<option value="{words.partition(",")[0]}">{words}</option>' in html
    assert "TER, termination, ends on any day" in html
    told = text_of(treasurer.get("/treasurer/reports/2026-01-01/2026-03-15?report=ter"))
    assert "TER 2026: preview" in told
    assert "Export Form 3 TER…" in told


def test_the_menu_knows_every_page_of_the_reports(treasurer: StaffBrowser) -> None:
    own, sub = (treasurer.get(f"/treasurer/reports{page}").get_data(as_text=True) for page in ("", "/notices"))

    assert re.findall(r'aria-current="page">(\w+)</a>', own) == ["Reports"]
    assert re.findall(r'aria-current="true">(\w+)</a>', sub) == ["Reports"]
    assert 'aria-current="true">Reports' in treasurer.get(f"{Q1}/file").get_data(as_text=True)
    assert 'aria-current="true"' not in treasurer.get("/treasurer/checks").get_data(as_text=True)


@pytest.mark.parametrize("typed, words", [
    ("from=&to=3/31/2026", "Enter the day as month, day, year"),
    ("from=1/1/2026&to=13/45/2026", "Enter the day as month, day, year"),
    ("from=3/1/2026&to=1/1/2026", "Enter a last day that is not before the first one."),
])  # fmt: skip
def test_a_period_that_cannot_be_read_is_told_and_kept(treasurer: StaffBrowser, typed: str, words: str) -> None:
    page = treasurer.get(f"/treasurer/reports/period?{typed}")

    assert page.status_code == 422
    assert words in text_of(page)
    assert "<title>Error: " in page.get_data(as_text=True)


# The preview ---------------------------------------------------------------------------------------------------------


def test_a_preview_shows_every_figure_and_the_lines_of_the_cover_in_two_columns(
    april: World, treasurer: StaffBrowser
) -> None:
    april.clock.forward(days=-31)
    keyed(april, "75.00", stranger(1))
    give_back(april, keyed(april, "500.00", stranger(2)), "100.00", check_number="2002")
    april.clock.forward(days=31)

    page = treasurer.get(Q1)

    assert page.status_code == 200
    assert (figure(page, "itemized"), figure(page, "unitemized")) == (("2", "$750.00"), ("1", "$75.00"))
    assert (figure(page, "refunds"), figure(page, "over")) == (("1", "$100.00"), ("none", ""))
    assert (line(page, "11ai"), line(page, "11aiii")) == (("$750.00", "$750.00"), ("$825.00", "$825.00"))
    assert line(page, "27") == ("$725.00", "")
    assert "Receipts, refunds and processor fees only; not a complete report." in text_of(page)
    assert "due 15 April 2026 (13 days left)" in text_of(page)


def test_the_lines_that_the_books_fill_open_the_rows_behind_them(april: World, treasurer: StaffBrowser) -> None:
    give_back(april, keyed(april, "300.00", stranger(1), on=date(2026, 3, 5)), "50.00", check_number="2001")
    keyed(april, "20.00", stranger(2), on=date(2026, 3, 5))

    page = treasurer.get(Q1).get_data(as_text=True)

    found = re.findall(r'<tr[^>]* data-line="(\w+)"><th scope="row"><span[^>]*>[^<]*</span> <a href="([^"]+)"', page)
    assert dict(found) == {"11ai": f"{Q1}/itemized", "11aii": f"{Q1}/unitemized"}
    assert all(treasurer.get(address).status_code == 200 for _line, address in found)


def test_a_gap_behind_the_last_filed_period_is_told(april: World, treasurer: StaffBrowser) -> None:
    exported(treasurer)
    filed(treasurer)
    april.clock.forward(days=92)
    july = hire(april, "Pat treasurer").browser(april)

    gap = july.get("/treasurer/reports/2026-04-05/2026-06-30")
    whole = july.get("/treasurer/reports/2026-04-01/2026-06-30")

    assert "1 April 2026 to 4 April 2026 are in no report that is filed." in text_of(gap)
    assert "data-gap" not in whole.get_data(as_text=True)


def test_each_figure_opens_its_rows_which_lead_to_the_gifts(april: World, treasurer: StaffBrowser) -> None:
    entry = given(april, "45.00", stranger(3))

    page = treasurer.get(f"{Q1}/itemized")
    later = treasurer.get(f"{Q1}/later")

    assert "Receipts on Schedule A One row, $250.00 together" in text_of(page)
    assert re.search(r"2 March 2026 Transaction ID C\d+ Robin Sample \$250.00", text_of(page))
    assert f'href="/treasurer/gifts/{entry.public_id}"' in later.get_data(as_text=True)


def test_rows_come_fifty_on_a_page(april: World, treasurer: StaffBrowser) -> None:
    for number in range(51):
        booked(april, "10.00", who=stranger(number), made_on=date(2026, 2, 2))

    first = treasurer.get(f"{Q1}/unitemized").get_data(as_text=True)
    second = treasurer.get(f"{Q1}/unitemized?after=50").get_data(as_text=True)

    assert (first.count("<tr>"), second.count("<tr>")) == (51, 2)
    assert "after=50" in first
    assert "The next ones" not in second


def test_rows_behind_a_figure_are_sorted_over_all_pages(april: World, treasurer: StaffBrowser) -> None:
    for number in range(52):
        booked(april, f"{10 + number}.00", who=stranger(number), made_on=date(2026, 2, 2))

    first = treasurer.get(f"{Q1}/unitemized?sort=-amount").get_data(as_text=True)
    second = treasurer.get(f"{Q1}/unitemized?sort=-amount&after=50").get_data(as_text=True)

    sums = [re.findall(r'<td class="num">\$(\d+)', page) for page in (first, second)]
    assert [int(each) for page in sums for each in page] == list(range(61, 9, -1))
    assert "sort=-amount&amp;after=50" in first
    assert 'aria-sort="descending"><a class="sort" href="?sort=amount">Amount' in first


def test_a_hostile_name_is_shown_as_text_before_and_after(april: World, treasurer: StaffBrowser) -> None:
    hostile = a_contributor(first_name="<script>alert(1)</script>", last_name="Grün\"'&amp;")
    keyed(april, "250.00", hostile, on=date(2026, 3, 30))

    page = treasurer.get(f"{Q1}/rewritten").get_data(as_text=True)

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "becomes" in page


@pytest.mark.parametrize("address, words", [
    ("2026-04-01/2026-06-30", "which is still to come"),
    ("2026-01-01/2026-03-30", "choose the report’s code"),
    ("2026-01-01/2026-03-31?report=Q9", "Q9 is no report code"),
    ("2020-01-01/2020-03-31", "describes the election cycle"),
])  # fmt: skip
def test_what_cannot_be_reported_is_said_in_a_sentence(treasurer: StaffBrowser, address: str, words: str) -> None:
    page = treasurer.get(f"/treasurer/reports/{address}")

    assert page.status_code == 422
    assert words in text_of(page)


def test_the_general_election_is_not_spanned(world: World, treasurer: StaffBrowser) -> None:
    world.clock.forward(days=300)
    treasurer = hire(world, "Toni").browser(world)

    assert "Spans the general election 30G 2026" in text_of(treasurer.get("/treasurer/reports"))
    page = treasurer.get("/treasurer/reports/2026-10-15/2026-11-23")
    assert "F3S and F3PS" in text_of(page)


NOWHERE = [
    "7/7",
    "9999-12-31/9999-12-31",
    "2026-01-01/9999-12-31",
    "0001-01-01/2026-03-31",
    "0001-01-01/0001-01-01",
    "2026-02-01/2026-01-31",
    "2026-13-01/2026-03-31",
    "20260101/20260331",
    "2026-01-01/2026-03-31/nothing",
]


@pytest.mark.parametrize("address", [*NOWHERE, "2026-01-01/2026-03-31/itemized?after=-1"])
def test_an_address_that_is_none_leads_nowhere(treasurer: StaffBrowser, address: str) -> None:
    assert treasurer.get(f"/treasurer/reports/{address}").status_code == 404


@pytest.mark.parametrize("page", ["", "/file", "/outside"])
@pytest.mark.parametrize("days", ["2000-01-01/2099-12-31", "2099-12-31/2099-12-31", "2000-01-01/2000-01-01"])
def test_days_far_out_are_told_and_break_nothing(treasurer: StaffBrowser, days: str, page: str) -> None:
    answer = treasurer.get(f"/treasurer/reports/{days}{page}")

    assert answer.status_code in {200, 422}
    assert "Something failed" not in text_of(answer)


def test_a_page_that_fails_leads_back_to_the_desk(treasurer: StaffBrowser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periods, "cycle", lambda *_: 1 // 0)

    page = treasurer.get("/treasurer/reports")

    assert page.status_code == 500
    assert "Something failed on our side" in text_of(page)
    assert "To the desk" in text_of(page)
    assert "Mail a check" not in text_of(page)


# The file ------------------------------------------------------------------------------------------------------------


def test_the_file_is_made_kept_and_handed_out_as_the_desk_writes_it(
    april: World, treasurer: StaffBrowser, tmp_path: Any
) -> None:
    asked = Asked(date(2026, 1, 1), date(2026, 3, 31), signed_on=date(2026, 4, 2))
    reports.write(april.desk, asked, tmp_path / "own.fec", by=BY, now=april.clock())

    answer = exported(treasurer)
    file = treasurer.get(f"{Q1}/download")

    assert answer.status_code == 303
    assert "The file is made" in text_of(treasurer.get(answer.headers["Location"]))
    assert file.data == (tmp_path / "own.fec").read_bytes()
    assert file.headers["Content-Disposition"] == 'attachment; filename="F3N-Q1-2026-01-01-2026-03-31.fec"'
    assert file.headers["Cache-Control"] == "no-store"
    assert int(file.headers["Content-Length"]) == len(file.data)


def test_what_changed_since_the_last_export_is_a_figure(april: World, treasurer: StaffBrowser) -> None:
    assert "not exported yet" in text_of(treasurer.get(Q1))
    exported(treasurer)
    assert figure(treasurer.get(Q1), "changed") == ("none", "")

    keyed(april, "300.00", stranger(1), on=date(2026, 3, 30))

    assert figure(treasurer.get(Q1), "changed") == ("1", "")
    assert "added" in text_of(treasurer.get(f"{Q1}/changed"))


@pytest.mark.parametrize("typed, words", [
    ({"signer": " "}, "Enter the name of the treasurer who signs."),
    ({"signed_on": "soon"}, "Enter the day as month, day, year"),
    ({"signed_on": "4/3/2026"}, "This day lies ahead."),
])  # fmt: skip
def test_what_an_export_lacks_is_told_and_nothing_is_made(
    treasurer: StaffBrowser, typed: dict[str, str], words: str
) -> None:
    page = exported(treasurer, **typed)

    assert page.status_code == 422
    assert words in text_of(page)
    assert treasurer.get(f"{Q1}/download").status_code == 404


def test_books_that_disagree_make_no_file_and_the_gifts_are_named(april: World, treasurer: StaffBrowser) -> None:
    entry = keyed(april, "60.00", stranger(1), on=date(2026, 3, 3))
    with april.desk.database.writing() as session:
        from donations import models  # noqa: PLC0415 - only the books open the tables; a test may look

        session.get_one(models.Contribution, entry.id).amount = Money(5999)

    page = exported(treasurer)

    assert page.status_code == 422
    assert "The shares of a check do not add up to the check." in text_of(page)
    assert f'href="/treasurer/gifts/{entry.public_id}"' in page.get_data(as_text=True)
    assert treasurer.get(f"{Q1}/download").status_code == 404


def test_a_preview_says_first_what_stops_the_export(april: World, treasurer: StaffBrowser) -> None:
    entry = keyed(april, "60.00", stranger(1), on=date(2026, 3, 3))
    assert "cannot be exported" not in text_of(treasurer.get(Q1))
    with april.desk.database.writing() as session:
        from donations import models  # noqa: PLC0415 - only the books open the tables; a test may look

        session.get_one(models.Contribution, entry.id).amount = Money(5999)

    page, shown = treasurer.get(Q1), treasurer.get(f"{Q1}/stops")

    assert "This report cannot be exported yet. Look at what stops it and put that right first." in text_of(page)
    assert f'href="{Q1}/stops"' in page.get_data(as_text=True)
    assert "Export Form 3" not in text_of(page)
    assert "The shares of a check do not add up to the check." in text_of(shown)
    assert f'href="/treasurer/gifts/{entry.public_id}"' in shown.get_data(as_text=True)


@pytest.mark.parametrize("typed, words", [
    ({"signer": "Cher"}, "its treasurer first name is blank"),
    ({"signed_on": "3/30/2026"}, "A report is signed after its period"),
])  # fmt: skip
def test_a_cover_that_cannot_be_written_is_told_in_a_sentence(
    treasurer: StaffBrowser, typed: dict[str, str], words: str
) -> None:
    page = exported(treasurer, **typed)

    assert page.status_code == 422
    assert words in text_of(page)
    assert treasurer.get(f"{Q1}/download").status_code == 404


def test_days_that_are_filed_in_another_report_are_refused_by_preview_and_export(treasurer: StaffBrowser) -> None:
    january = "/treasurer/reports/2026-01-01/2026-01-31"
    exported(treasurer, january, report="TER")
    filed(treasurer, address=january)

    for page in (treasurer.get(Q1), exported(treasurer)):
        assert page.status_code == 422
        assert "The days from 2026-01-01 to 2026-01-31 are filed already, as 1912345" in text_of(page)


def test_days_that_cannot_be_true_are_told_by_preview_and_export_with_the_gift(
    april: World, treasurer: StaffBrowser
) -> None:
    entry = keyed(april, "60.00", stranger(1), on=date(2026, 3, 3))
    give_back(april, entry, "10.00", check_number="2003", on=date(2026, 3, 4))
    with april.desk.database.writing() as session:
        from donations import models  # noqa: PLC0415 - only the books open the tables; a test may look

        session.query(models.Adjustment).one().on = date(2026, 3, 2)

    for page in (treasurer.get(Q1), treasurer.get(f"{Q1}/itemized"), exported(treasurer)):
        assert page.status_code == 422
        assert "Days in the books cannot be true" in text_of(page)
        assert f'href="/treasurer/gifts/{entry.public_id}"' in page.get_data(as_text=True)


def test_an_export_leaves_nothing_in_the_folder_where_it_is_written(april: World, treasurer: StaffBrowser) -> None:
    place = april.settings.instance / "exports"
    (place / "export-killed").mkdir(parents=True)
    os.utime(place / "export-killed", (0, 0))

    exported(treasurer)

    assert list(place.iterdir()) == []


# Amounts from outside ------------------------------------------------------------------------------------------------


def test_amounts_from_outside_are_kept_with_who_and_when_and_make_the_report_whole(
    april: World, treasurer: StaffBrowser
) -> None:
    typed = {"A-23": "$10,000.00", "A-17": "50.5", "B-17": "99.99"}

    answer = treasurer.post(f"{Q1}/outside", typed)
    page = treasurer.get(answer.headers["Location"])
    preview = treasurer.get(Q1)

    assert re.search(r"Stated by Robin treasurer, 2 April 2026, \d{1,2}:\d\d [AP]M EDT\.", text_of(page))
    assert 'name="A-23" value="10000.00"' in page.get_data(as_text=True)
    assert "not a complete report" not in text_of(preview)
    assert (line(preview, "17"), line(preview, "27")) == (("$50.50", "$99.99"), ("$10,199.50", ""))
    kept = periods.standing(april.desk, date(2026, 1, 1), date(2026, 3, 31)).others
    assert kept is not None
    assert (kept.cash_at_start, kept.keyed_by) == (Money(1000000), "Robin treasurer")


def test_amounts_are_kept_for_the_report_that_was_chosen(treasurer: StaffBrowser) -> None:
    page = treasurer.get("/treasurer/reports/2026-01-01/2026-03-15?report=TER")
    (outside,) = set(re.findall(r'href="([^"]+/outside[^"]*)"', page.get_data(as_text=True)))
    html = treasurer.get(outside).get_data(as_text=True)
    (sent_to,) = re.findall(r'action="([^"]+/outside[^"]*)"', html)

    answer = treasurer.post(sent_to, {"A-23": "1.00"})

    assert outside.endswith("?report=TER")
    assert "report=TER" in answer.headers["Location"]
    assert "TER 2026: amounts from outside" in text_of(treasurer.get(answer.headers["Location"]))


def test_zero_is_stated_and_a_blank_is_not(treasurer: StaffBrowser) -> None:
    treasurer.post(f"{Q1}/outside", {"A-23": "0"})
    assert "not a complete report" not in text_of(treasurer.get(Q1))

    treasurer.post(f"{Q1}/outside", {"A-23": ""})
    assert "not a complete report" in text_of(treasurer.get(Q1))


def test_cash_may_be_below_zero(treasurer: StaffBrowser) -> None:
    page = treasurer.post(f"{Q1}/outside", {"A-23": "-$1,000.50"})

    assert page.status_code == 303
    assert 'name="A-23" value="-1000.50"' in treasurer.get(f"{Q1}/outside").get_data(as_text=True)
    assert line(treasurer.get(Q1), "27") == ("-$750.50", "")


def test_a_zero_in_another_line_makes_no_complete_report(treasurer: StaffBrowser) -> None:
    treasurer.post(f"{Q1}/outside", {"A-17": "0.00", "A-9": "5"})

    for page in ("", "/file"):
        assert "not a complete report" in text_of(treasurer.get(f"{Q1}{page}"))
    told = text_of(treasurer.get(f"{Q1}/outside"))
    assert "Cash on hand at the beginning, line 23, is to be stated even where it is 0.00." in told
    assert "What you state there is added to them: state the rest alone." in told


def test_an_amount_that_the_form_has_no_room_for_is_told(april: World, treasurer: StaffBrowser) -> None:
    page = treasurer.post(f"{Q1}/outside", {"A-23": "999,999,999.99", "B-17": "1,000,000,000.00"})

    assert page.status_code == 422
    assert "Line 17, column B: the form has room for $999,999,999.99 at most." in text_of(page)
    assert "Line 23, column A: the form" not in text_of(page)
    assert periods.standing(april.desk, date(2026, 1, 1), date(2026, 3, 31)).others is None


def test_a_cycle_that_is_less_than_its_period_is_kept_and_told(treasurer: StaffBrowser) -> None:
    answer = treasurer.post(f"{Q1}/outside", {"A-23": "0", "A-17": "50", "B-17": "20", "A-14": "7", "B-14": "7"})
    told = text_of(treasurer.get(answer.headers["Location"]))

    assert "Look at this line again." in told
    assert "Line 17: column B, the cycle to date, is $20.00, less than $50.00 of the period in column A." in told
    assert "Line 14: column B" not in told


def test_amounts_that_are_stated_anew_for_a_filed_period_wait_for_an_amendment(
    april: World, treasurer: StaffBrowser
) -> None:
    treasurer.post(f"{Q1}/outside", {"A-23": "10.00", "A-17": "5.00", "B-17": "5.00"})
    exported(treasurer)
    filed(treasurer)
    same = treasurer.post(f"{Q1}/outside", {"A-23": "10.00", "A-17": "5.00", "B-17": "5.00", "A-21": "0"})
    assert periods.standing(april.desk, date(2026, 1, 1), date(2026, 3, 31)).items == ()

    anew = treasurer.post(f"{Q1}/outside", {"A-23": "10.00", "A-17": "6.50", "B-17": ""})

    items = periods.standing(april.desk, date(2026, 1, 1), date(2026, 3, 31)).items
    assert [each.what for each in items] == [
        "Line 17 of column A, from outside, is $6.50, $5.00 before.",
        "Line 17 of column B, from outside, is not stated, $5.00 before.",
    ]
    assert same.status_code == anew.status_code == 303
    told = text_of(treasurer.get(anew.headers["Location"]))
    assert "What was changed waits for an amendment of 1912345." in told
    assert "Each line that you change here becomes an item of an amendment." in told
    assert "2 changes wait for an amendment" in text_of(treasurer.get(f"{Q1}/file"))


def test_an_amount_that_cannot_be_read_is_told_and_all_is_kept(april: World, treasurer: StaffBrowser) -> None:
    page = treasurer.post(f"{Q1}/outside", {"A-23": "12,34", "B-17": "7.00", "A-11ai": "1.00"})

    html = page.get_data(as_text=True)
    assert page.status_code == 422
    assert "Line 23, column A: enter an amount like 1234.56." in text_of(page)
    assert 'value="12,34"' in html
    assert 'value="7.00"' in html
    assert "A-11ai" not in html
    assert periods.standing(april.desk, date(2026, 1, 1), date(2026, 3, 31)).others is None


# Filing and amendments -----------------------------------------------------------------------------------------------


def test_filing_repeats_the_sum_asks_once_and_locks_the_period(april: World, treasurer: StaffBrowser) -> None:
    exported(treasurer)
    file = treasurer.get(f"{Q1}/download").data

    asked = treasurer.post(f"{Q1}/filed", {"number": "FEC-1912345", "filed_on": "4/2/2026"})
    assert "Is this file filed as 1912345?" in text_of(asked)
    assert "receipts $250.00, disbursements $0.00; signed by Terry Sample" in text_of(asked)
    assert periods.standing(april.desk, date(2026, 1, 1), date(2026, 3, 31)).filed is None
    answer = treasurer.client.post(f"{Q1}/filed", data=carried(asked, f"{Q1}/filed"))
    page = treasurer.get(answer.headers["Location"])

    assert answer.status_code == 303
    found = periods.standing(april.desk, date(2026, 1, 1), date(2026, 3, 31)).filed
    assert found is not None
    for words in ("The report: 1912345", "Terry Sample, 2 April 2026", found.software, found.sha256, "format 8.5"):
        assert words in text_of(page)
    assert "Export amendment 1 of 1912345" in text_of(page)
    kept = treasurer.get(f"/treasurer/reports/filed/{found.public_id}")
    assert kept.data == file
    assert kept.headers["Content-Disposition"].endswith('"F3N-Q1-2026-01-01-2026-03-31-1912345.fec"')
    assert "the period is locked" in text_of(treasurer.get(Q1))


@pytest.mark.parametrize("typed, words", [
    ({"number": "", "filed_on": "4/2/2026"}, "Enter the filing number"),
    ({"number": "19x", "filed_on": "4/2/2026"}, "Enter the filing number"),
    ({"number": "1", "filed_on": "4/9/2026"}, "This day lies ahead."),
    ({"number": "1", "filed_on": "3/30/2026"}, "A period is filed after its end."),
    ({"number": "1", "filed_on": "4/2/2026", "sha256": "0" * 64}, "It was exported anew"),
])  # fmt: skip
def test_what_a_filing_lacks_is_told_and_nothing_is_filed(
    april: World, treasurer: StaffBrowser, typed: dict[str, str], words: str
) -> None:
    exported(treasurer)

    page = treasurer.post(f"{Q1}/filed", {**typed, "sure": "yes"})

    assert page.status_code == 422
    assert words in text_of(page)
    assert periods.standing(april.desk, date(2026, 1, 1), date(2026, 3, 31)).filed is None


def test_nothing_is_filed_that_was_not_exported(treasurer: StaffBrowser) -> None:
    page = treasurer.post(f"{Q1}/filed", {"number": "1912345", "filed_on": "4/2/2026", "sure": "yes"})

    assert page.status_code == 422
    assert "Export it first" in text_of(page)


def test_an_amendment_carries_what_waits_and_bears_the_originals_number(april: World, treasurer: StaffBrowser) -> None:
    exported(treasurer)
    filed(treasurer)
    late = keyed(april, "300.00", stranger(1), on=date(2026, 3, 31))
    page = treasurer.get(f"{Q1}/file")
    assert "One change waits for an amendment" in text_of(page)
    assert f'href="/treasurer/gifts/{late.public_id}"' in page.get_data(as_text=True)
    assert "amendment 1 of 1912345" in text_of(treasurer.get(Q1))

    exported(treasurer)
    file = treasurer.get(f"{Q1}/download").data
    answer = filed(treasurer, "1923456")

    head, cover = (each.split(b"\x1c") for each in file.split(b"\r\n")[:2])
    assert (head[5], head[6]) == (b"FEC-1912345", b"1")
    assert cover[0] == b"F3A"
    told = text_of(treasurer.get(answer.headers["Location"]))
    assert "Amendment 1: 1923456" in told
    assert "waits for an amendment" not in told.replace("locked: whatever changes it now waits for an amendment", "")
    assert "Export amendment 2 of 1912345" in told


def test_a_number_that_was_used_is_told(treasurer: StaffBrowser) -> None:
    exported(treasurer)
    filed(treasurer)
    exported(treasurer, signed_on="4/1/2026")

    page = filed(treasurer)

    assert page.status_code == 422
    assert "A report with this filing number is marked as filed already." in text_of(page)


# Lists ---------------------------------------------------------------------------------------------------------------


def listed(browser: StaffBrowser, **typed: str) -> TestResponse:
    return browser.post("/treasurer/reports/lists", {"list": "contributions", **typed})


def test_a_list_is_handed_out_with_its_formulas_harmless_and_exact_when_asked(
    april: World, treasurer: StaffBrowser
) -> None:
    keyed(april, "60.00", a_contributor(first_name="=1+1"), on=date(2026, 3, 3))

    plain, exact = listed(treasurer), listed(treasurer, exact="yes")

    assert '"\'=1+1"' in plain.get_data(as_text=True)
    assert '"=1+1"' in exact.get_data(as_text=True)
    assert plain.headers["Content-Disposition"] == 'attachment; filename="contributions.csv"'
    assert exact.headers["Content-Disposition"] == 'attachment; filename="contributions-exact.csv"'
    assert (plain.mimetype, plain.headers["Cache-Control"]) == ("text/csv", "no-store")


def test_a_list_is_of_the_days_that_were_asked_for(treasurer: StaffBrowser) -> None:
    later = listed(treasurer, **{"list-from": "3/3/2026", "list-to": "3/31/2026"})

    assert "Sample" in listed(treasurer).get_data(as_text=True)
    assert "Sample" not in later.get_data(as_text=True)


@pytest.mark.parametrize("typed, words", [
    ({"list": "everything"}, "Choose a list."),
    ({"list-from": "soon"}, "or leave it blank."),
    ({"list-from": "3/3/2026", "list-to": "3/1/2026"}, ""),
])  # fmt: skip
def test_a_list_that_cannot_be_is_told(treasurer: StaffBrowser, typed: dict[str, str], words: str) -> None:
    page = listed(treasurer, **typed)

    assert page.status_code == 422
    assert words in text_of(page)


# Who may what --------------------------------------------------------------------------------------------------------

READ = ["", "/file", "/outside", "/itemized"]


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.AUDITOR])
def test_others_look_and_take_nothing_out(
    april: World, treasurer: StaffBrowser, staff_browser: Any, role: Role
) -> None:
    exported(treasurer)
    filed(treasurer)
    found = periods.standing(april.desk, date(2026, 1, 1), date(2026, 3, 31)).filed
    assert found is not None
    browser = staff_browser(role)

    assert browser.get("/treasurer/reports").status_code == 200
    for page in READ:
        answer = browser.get(f"{Q1}{page}")
        assert answer.status_code == 200
        assert "<button" not in answer.get_data(as_text=True).partition("<main")[2]
    for page in (f"{Q1}/download", f"/treasurer/reports/filed/{found.public_id}"):
        assert browser.get(page).status_code == 403
    for page in (
        f"{Q1}/file",
        f"{Q1}/filed",
        f"{Q1}/outside",
        "/treasurer/reports/lists",
        "/treasurer/reports/notices",
    ):
        assert browser.post(page, {**SIGNED, "number": "1", "sure": "yes"}).status_code == 403


@pytest.mark.parametrize("page", ["file", "filed", "outside"])
def test_without_a_token_nothing_is_done(treasurer: StaffBrowser, page: str) -> None:
    answer = treasurer.client.post(f"{Q1}/{page}", data={**SIGNED, "number": "1", "sure": "yes"})

    assert answer.status_code == 400
    assert treasurer.get(f"{Q1}/download").status_code == 404


def test_no_address_of_these_pages_names_anybody(treasurer: StaffBrowser) -> None:
    exported(treasurer)
    for page in ("/treasurer/reports", Q1, f"{Q1}/file", f"{Q1}/itemized"):
        addresses = re.findall(r'(?:href|action)="([^"]+)"', treasurer.get(page).get_data(as_text=True))
        assert not [each for each in addresses if re.search(ROBIN.last_name, each, re.IGNORECASE)]


# An export that takes its time ---------------------------------------------------------------------------------------


def under_way(world: World, read: int = 0, whole: int = 0) -> int:
    """An export of the first quarter that another process has begun."""
    with world.desk.database.writing() as session:
        run = export_runs.begin(session, date(2026, 1, 1), date(2026, 3, 31), by="Alex", now=world.clock())
        assert run is not None
        export_runs.progress(session, run.id, read, whole, world.clock())
        return run.id


def test_an_export_that_goes_on_shows_how_far_it_is_and_looks_again_without_script(
    april: World, treasurer: StaffBrowser
) -> None:
    under_way(april, 250_000, 1_000_000)

    asked_again = exported(treasurer)
    page = treasurer.get(asked_again.headers["Location"])

    html, told = page.get_data(as_text=True), text_of(page)
    assert "done=" not in asked_again.headers["Location"]
    assert "The file is being made. You may leave this page" in told
    assert "250,000 of 1,000,000 contributions read" in told
    assert '<progress max="1000000" value="250000"' in html
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in html
    assert 'name="signer"' not in html


def test_a_file_that_was_made_since_by_command_silences_an_older_failure(
    april: World, treasurer: StaffBrowser, tmp_path: Path
) -> None:
    number = under_way(april)
    with april.desk.database.writing() as session:
        export_runs.finish(session, number, april.clock(), fault="The disk was full.")
    assert "The disk was full." in text_of(treasurer.get(f"{Q1}/file"))
    april.clock.forward(minutes=1)

    asked = Asked(date(2026, 1, 1), date(2026, 3, 31))
    reports.write(april.desk, asked, tmp_path / "q1.fec", by=BY, now=april.clock())

    assert "The disk was full." not in text_of(treasurer.get(f"{Q1}/file"))


@pytest.mark.parametrize(
    "how, told",
    [
        ("cut short", "The export was cut short. Its server was stopped meanwhile. Nothing is lost: export it again."),
        ("failed", "The last export made no file. The disk was full."),
    ],
)
def test_an_export_that_came_to_nothing_says_so_to_whoever_comes_back(
    april: World, treasurer: StaffBrowser, how: str, told: str
) -> None:
    number = under_way(april)
    if how == "failed":
        with april.desk.database.writing() as session:
            export_runs.finish(session, number, april.clock(), fault="The disk was full.")
    april.clock.forward(minutes=3)

    page = treasurer.get(f"{Q1}/file")
    again = treasurer.get(exported(treasurer).headers["Location"])

    assert told in text_of(page)
    assert "http-equiv" not in page.get_data(as_text=True)
    assert 'name="signer"' in page.get_data(as_text=True)
    assert "The file is made, and stays here" in text_of(again)
    assert told not in text_of(treasurer.get(f"{Q1}/file"))
