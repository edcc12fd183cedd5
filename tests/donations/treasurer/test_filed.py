"""What the desk says of a filed period: before a change is made, and on the pages that come after it."""

from datetime import date

import pytest

from tests.donations.filed_reports import FIRST_QUARTER, INSIDE, a_filing, file_report, told
from tests.donations.righting import by_check, keyed
from tests.donations.treasurer.colleagues import StaffBrowser
from tests.donations.treasurer.papers import check, kept, review, text_of
from tests.donations.world import World
from tests.factories import a_contributor

FALLS = "This falls in YE 2025 (1 October to 31 December), which was filed on 31 January 2026: it becomes an item"
QUARTER = a_filing(FIRST_QUARTER, report_code="Q1", filing_number="1920000", filed_on=date(2026, 4, 15))
FALLS_IN_QUARTER = "This falls in Q1 2026 (1 January to 31 March), which was filed on 15 April 2026"
AFTER = "Changed after a report was filed"
LATE = {"received_on": "12/30/2025", "written_on": "12/27/2025", "postmarked_on": "12/28/2025"}


@pytest.mark.parametrize("is_filed", [True, False])
def test_a_late_check_says_so_before_it_is_kept_and_on_its_page(
    world: World, treasurer: StaffBrowser, is_filed: bool
) -> None:
    if is_filed:
        file_report(world)

    looked = text_of(review(treasurer, check(**LATE)))
    envelope = kept(treasurer, check(**LATE))
    page = text_of(treasurer.get(f"/treasurer/checks/{envelope}?kept=new"))

    assert (FALLS in looked) is is_filed
    assert (AFTER in page) is is_filed
    assert ("YE 2025 (1 October to 31 December): C1, received on 30 December 2025, was kept" in page) is is_filed
    assert ("It waits for an amendment." in page) is is_filed


def test_a_check_of_today_says_nothing_of_it(world: World, treasurer: StaffBrowser) -> None:
    file_report(world)

    assert "amendment" not in text_of(review(treasurer, check()))


def test_a_refund_with_a_day_in_a_filed_period_says_so(world: World, treasurer: StaffBrowser) -> None:
    entry = keyed(world, "250.00", on=date(2025, 12, 1))
    file_report(world)
    typed = {"part": "whole", "way": "check", "check_number": "2001", "on": "12/30/2025", "reason": "asked for it"}
    path = f"/treasurer/gifts/{entry.public_id}/refund"

    looked = text_of(treasurer.post(path, typed, page="/treasurer/donors"))
    treasurer.post(path, {**typed, "sure": "yes", "again": "250.00"}, page="/treasurer/donors")
    page = text_of(treasurer.get(f"/treasurer/gifts/{entry.public_id}?done=refund"))

    assert FALLS in looked
    assert f"a refund of C{entry.id} on 30 December 2025, was kept after the report was filed." in page
    assert FALLS not in text_of(treasurer.post(path, {**typed, "on": "3/2/2026"}, page="/treasurer/donors"))


def test_a_word_on_who_is_who_says_so(world: World, treasurer: StaffBrowser) -> None:
    one = keyed(world, on=INSIDE)
    other = keyed(world, who=a_contributor(first_name="Rob"))
    file_report(world)
    file_report(world, QUARTER)
    path = f"/treasurer/donors/{one.public_id}"

    assert FALLS_IN_QUARTER in text_of(treasurer.get(path))
    treasurer.post(f"{path}/same", {"other": other.public_id, "word": "one", "reason": "a call"}, page=path)
    page = text_of(treasurer.get(f"{path}?done=one"))

    assert AFTER in page
    assert f"C{one.id} and C{other.id}: a word on whether they are one person’s was given" in page


def test_an_answer_about_work_says_so(world: World, treasurer: StaffBrowser) -> None:
    entry = keyed(world, "250.00", on=INSIDE, work=None, occupation="", employer="")
    file_report(world)
    path = f"/treasurer/gifts/{entry.public_id}"

    assert FALLS in text_of(treasurer.get(path))
    treasurer.post(f"{path}/answer", {"work": "retired", "occupation": "", "employer": ""}, page=path)
    page = text_of(treasurer.get(f"{path}?done=answer"))

    assert f"C{entry.id}: the occupation and the employer were answered after the report was filed." in page


def test_an_amendment_that_carries_an_item_is_named(world: World, treasurer: StaffBrowser) -> None:
    entry = keyed(world, "250.00", on=date(2025, 12, 1))
    file_report(world)
    by_check(world, entry, "10.00", on=INSIDE)
    assert len(told(world)) == 1

    file_report(world, a_filing(filing_number="7", amends="1912345", filed_on=date(2026, 3, 3)))

    page = text_of(treasurer.get(f"/treasurer/gifts/{entry.public_id}"))
    assert "Amendment 1 carries it, filed on 3 March 2026." in page
