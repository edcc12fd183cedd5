"""Letters for the post: one page each, every word, the same bytes, and any text safe."""

from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from compliance import enclosures, letters, wording
from compliance.enclosures import Letter
from compliance.money import Money
from donations.paper.letters import Page, letters_pdf
from tests.donations.world import COMMITTEE
from tests.factories import a_contribution, a_contributor

ON = date(2026, 3, 3)
GIFT = a_contribution("4,000.00", date(2026, 3, 2), election="P2026")
TO = ("Robin Sample", "1 Test Road", "Columbus, OH 43215")
NOTICE = letters.presumptive_redesignation_notice(COMMITTEE, GIFT, Money.parse("700.00"), COMMITTEE.elections[1])
FORM = enclosures.redesignation_form(COMMITTEE, GIFT, Money.parse("700.00"), COMMITTEE.elections[1])
CARD = enclosures.return_card(COMMITTEE, GIFT)
HOSTILE = (
    "<b>&amp;</b> %PDF-1.4 ) endobj \\ \u202eevil\u202c \x00 \ufdfd \u674e\u660e \u0141ukasz "
    "\U0001d54f \U0001f469\u200d\U0001f467"
)


def read(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def test_a_letter_says_who_writes_to_whom_when_and_every_word() -> None:
    (page,) = read(letters_pdf(COMMITTEE, [Page(NOTICE, ON, TO, "W-000012")]))

    told = ["Example for Congress", "PO Box 1776", "FEC ID C00000001", *TO, "3 March 2026", NOTICE.subject]
    told += [*NOTICE.paragraphs, wording.paid_for_by(COMMITTEE), "Reference W-000012"]
    places = [page.index(" ".join(each.split())) for each in told[:9]]
    assert places == sorted(places)
    assert all(" ".join(each.split()) in page for each in told)


def test_a_form_to_sign_stands_on_a_page_of_its_own_with_room_for_a_hand() -> None:
    pages = read(letters_pdf(COMMITTEE, [Page(NOTICE, ON, TO), Page(FORM), Page(CARD)]))

    assert len(pages) == 3
    assert "Redesignation form" in pages[1]
    assert "Signature: ____" in pages[1]
    assert "Occupation: ____" in pages[2]


def test_the_same_letter_gives_the_same_bytes() -> None:
    pages = [Page(NOTICE, ON, TO, "W-000012"), Page(FORM)]

    assert letters_pdf(COMMITTEE, pages) == letters_pdf(COMMITTEE, pages)


def test_a_letter_of_the_sandbox_says_that_no_money_moved() -> None:
    assert "TEST - no real money" in read(letters_pdf(COMMITTEE, [Page(NOTICE, ON, TO)], test=True))[0]
    assert "TEST" not in read(letters_pdf(COMMITTEE, [Page(NOTICE, ON, TO)]))[0]


@pytest.mark.parametrize("length", [1, 20, 400])
def test_hostile_text_of_any_length_stays_on_one_page(length: int) -> None:
    who = a_contributor(first_name=HOSTILE * length, last_name=HOSTILE)
    gift = a_contribution("4,000.00", date(2026, 3, 2), contributor=who)
    letter = letters.refund_letter(COMMITTEE, gift, Money.parse("700.00"), HOSTILE * length)

    pages = read(letters_pdf(COMMITTEE, [Page(letter, ON, (HOSTILE * length,) * 9, HOSTILE)]))

    assert len(pages) == 1
    assert wording.paid_for_by(COMMITTEE) in pages[0]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=300), min_size=1, max_size=8), st.text(max_size=80))
def test_any_text_makes_a_page(paragraphs: list[str], subject: str) -> None:
    pdf = letters_pdf(COMMITTEE, [Page(Letter(subject, tuple(paragraphs)), ON, ("x",))])

    assert len(PdfReader(BytesIO(pdf)).pages) == 1


def test_a_letter_weighs_little() -> None:
    assert len(letters_pdf(COMMITTEE, [Page(NOTICE, ON, TO), Page(FORM)])) < 60_000
