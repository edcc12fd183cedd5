"""The receipt is one page that says everything, whoever gave."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from compliance import wording
from compliance.contribution import Attestation
from compliance.money import Money
from donations.paper import lettering
from donations.paper.receipt import Receipt, receipt_pdf
from tests.donations.public.sample import COMMITTEE, a_form

TODAY = date(2026, 11, 20)


def a_receipt(**changed: Any) -> Receipt:
    gift = a_form().contribution("r", TODAY, wording.VERSION)
    return replace(Receipt.of(COMMITTEE, gift, "W-000012", "Visa ending in 4242"), **changed)


def text_of(receipt: Receipt) -> str:
    reader = PdfReader(BytesIO(receipt_pdf(receipt)))
    assert len(reader.pages) == 1
    return reader.pages[0].extract_text()


def words_of(receipt: Receipt) -> str:
    return " ".join(text_of(receipt).split())


def test_the_receipt_says_who_gave_what_to_whom_for_which_election_and_when() -> None:
    read = [line.strip() for line in text_of(a_receipt()).splitlines()]

    assert read[:18] == [
        "Example for President",
        "PO Box 1776 · Columbus, OH 43216 · FEC ID C00000000",
        "Receipt",
        "$250.00",
        "To",
        "Example for President",
        "For",
        "the primary election of 24 August 2028",
        "Date",
        "20 November 2026",
        "From",
        "Robin Sample",
        "1 Test Road",
        "Columbus, OH 43215",
        "Paid with",
        "Visa ending in 4242",
        "Reference",
        "W-000012",
    ]


@pytest.mark.parametrize(
    "words",
    [
        *(statement.text for statement in wording.STATEMENTS),
        wording.NOT_DEDUCTIBLE,
        wording.BEST_EFFORTS,
        wording.paid_for_by(COMMITTEE),
    ],
)
def test_the_receipt_bears_every_statement_and_notice(words: str) -> None:
    assert words in words_of(a_receipt())


def test_only_what_was_stated_is_listed() -> None:
    attestation = Attestation(
        citizenship=True, own_funds=True, personal_card=True, age=False, not_contractor=True, wording="v"
    )
    gift = replace(a_form().contribution("r", TODAY, "v"), attestation=attestation)

    receipt = Receipt.of(COMMITTEE, gift, "W-1", "")

    assert "I am at least 18 years old." not in receipt.statements
    assert len(receipt.statements) == 4
    assert "Paid with" not in text_of(receipt)


def test_a_receipt_without_statements_has_no_empty_head() -> None:
    assert "Stated by" not in text_of(a_receipt(statements=()))


def test_an_undesignated_gift_names_the_election_that_it_counts_for() -> None:
    gift = a_form(without="election").contribution("r", TODAY, "v")

    assert Receipt.of(COMMITTEE, gift, "W-1", "").election_words == "the primary election of 24 August 2028"


def test_an_address_abroad_ends_with_the_country() -> None:
    gift = a_form(country="DE", state="ZZ", city="Berlin", postal_code="10115").contribution("r", TODAY, "v")

    assert Receipt.of(COMMITTEE, gift, "W-1", "").contributor[-2:] == ("Berlin, 10115", "DE")


def test_the_same_receipt_gives_the_same_bytes() -> None:
    assert receipt_pdf(a_receipt()) == receipt_pdf(a_receipt())


def test_another_amount_gives_other_bytes() -> None:
    assert receipt_pdf(a_receipt(amount=Money(25001))) != receipt_pdf(a_receipt())


def test_a_receipt_for_no_real_money_says_so() -> None:
    assert "TEST - no real money" in text_of(a_receipt(test=True))
    assert "TEST" not in text_of(a_receipt())


@pytest.mark.parametrize(
    "name",
    [
        "Ελένη Παπαδοπούλου",
        "Жанна Ґалаґан",
        "Łukasz Żółć-Nguyễn",
        "\u02bbIolani Kealoha",
        "Նարեկ",
        "ნინო",
        "O’Brien",
    ],
)
def test_names_in_these_scripts_stand_as_they_were_typed(name: str) -> None:
    assert name in text_of(a_receipt(contributor=(name, "1 Test Road")))


@pytest.mark.parametrize(
    "name,written",
    [
        ("김민준", "GimMinJun"),
        ("さくら", "SaKuRa"),
        ("李小龍", "[U+674E][U+5C0F][U+9F8D]"),
        ("Ｒｏｂｉｎ", "Robin"),  # noqa: RUF001 - full-width letters are the case
        ("Robin\u202e\x00 Sample", "Robin Sample"),
        ("\u200d", "[U+200D]"),
        ("a\u0489", "a"),
    ],
)
def test_what_the_faces_lack_is_written_otherwise_and_never_left_empty(name: str, written: str) -> None:
    assert lettering.settable(name) == written
    assert written in words_of(a_receipt(contributor=(name,)))


@pytest.mark.parametrize(
    "name",
    [
        "<b>Robin</b> <img src='file:///etc/passwd'/>",
        "(Sample) \\) Tj ET BT",
        "%PDF &amp; {{ 7*7 }}",
    ],
)
def test_hostile_text_is_only_text(name: str) -> None:
    assert name in words_of(a_receipt(contributor=(name,)))


def test_the_longest_answers_stay_on_the_page_and_within_its_edges() -> None:
    receipt = a_receipt(
        contributor=("W" * 60 + " " + "M" * 60 + " " + "W" * 90, "Ж" * 100, "李" * 100, "X" * 60 + ", OH 43215"),
        amount=Money(99999999999),
        committee=replace(
            COMMITTEE, name="Friends and Neighbors of the Honorable Candidate with a Long Name for Office"
        ),
    )
    ends: list[float] = []
    feet: list[float] = []

    def look(text: str, _cm: Any, matrix: Any, font: Any, size: float) -> None:
        if text.strip():
            face = lettering.SERIF if "Serif" in font["/BaseFont"] else lettering.SANS
            ends.append(matrix[4] + lettering.width(text.strip(), face, size))
            feet.append(matrix[5])

    PdfReader(BytesIO(receipt_pdf(receipt))).pages[0].extract_text(visitor_text=look)

    assert "W-000012" in words_of(receipt)
    assert max(ends) < 612 - 72
    assert min(feet) > 54


def test_what_could_not_fit_at_all_is_cut_before_it_runs_into_the_statements() -> None:
    receipt = a_receipt(contributor=("李" * 5000,))

    assert "Stated by the contributor" in words_of(receipt)


@pytest.mark.parametrize("face", [lettering.SANS, lettering.SERIF])
def test_no_line_is_wider_than_its_room(face: str) -> None:
    text = f"{'W' * 300} and a few shorter words {'i' * 200}"

    broken = lettering.lines(text, face, 11, 300)

    assert all(lettering.width(line, face, 11) <= 300 for line in broken)
    assert "".join(broken).replace(" ", "") == text.replace(" ", "")


def test_a_blank_text_has_no_lines() -> None:
    assert lettering.lines("  ", lettering.SANS, 11, 300) == []


def test_the_document_has_title_and_language_and_nothing_that_acts() -> None:
    with pikepdf.open(BytesIO(receipt_pdf(a_receipt()))) as pdf:
        root = pdf.Root

        assert str(root.Lang) == "en-US"
        assert str(pdf.docinfo["/Title"]) == "Receipt W-000012"
        assert not {"/OpenAction", "/AA", "/AcroForm", "/Names"} & set(root.keys())
        assert "/Annots" not in pdf.pages[0]
        assert [float(x) for x in pdf.pages[0].MediaBox] == [0, 0, 612, 792]
