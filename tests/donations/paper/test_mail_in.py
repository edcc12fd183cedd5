"""The mail-in form as a machine prints it: size, margins, the envelope's window, boxes, letters and code."""

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from compliance import wording
from compliance.committee import PostalAddress
from compliance.election import Election
from compliance.money import Money
from donations.paper import mail_in
from donations.paper.mail_in import Ask, Filled
from tests.donations.paper.printed import MM, Box, Printed, instructions, keys
from tests.donations.public.sample import COMMITTEE, GENERAL, PRIMARY

LINK = "https://give.example.org/c/ADXZVJXB"
LONG_NAME = "Friends and Neighbors of the Honorable Candidate with a Long Name for Office"
LONG_ADDRESS = PostalAddress(
    "12345 North Martin Luther King Jr. Boulevard", "Saint Paul", "MN", "55101-1234", "Suite 9"
)
MORE = (Election("R2028", date(2028, 9, 30)), Election("S2028", date(2028, 12, 30)))
ANSWERS = {
    "amount": "1,250.00",
    "election": "P2028",
    "first_name": "Łukasz",
    "middle_name": "Ἑλένη",
    "last_name": "Жанна-Nguyễn",
    "suffix": "Jr.",
    "address1": "1 Test Road",
    "address2": "Apt. 5",
    "city": "Columbus",
    "state": "OH",
    "postal_code": "43215-1234",
    "country": "United States",
    "email": "robin@example.org",
    "phone": "614 555 0100",
    "work": "employed",
    "occupation": "Carpenter",
    "employer": "Example Joinery",
    **{statement.field: "yes" for statement in wording.STATEMENTS},
}
ASK = Ask(COMMITTEE, (PRIMARY, GENERAL), COMMITTEE.cap)
FULLEST = Ask(replace(COMMITTEE, name=LONG_NAME, address=LONG_ADDRESS), (PRIMARY, GENERAL, *MORE), COMMITTEE.cap)
REMARKS = tuple(
    f"{word} will be asked of you by the campaign in a letter, for a reason." * 2 for word in ("This", "That")
)
ASKS = {
    "as usual": ASK,
    "one election": replace(ASK, elections=(GENERAL,)),
    "three elections": replace(ASK, elections=(PRIMARY, GENERAL, MORE[0])),
    "five elections": replace(ASK, elections=(PRIMARY, GENERAL, *MORE, Election("C2028", date(2028, 12, 31)))),
    "all that is long": FULLEST,
    "no address": replace(ASK, committee=replace(COMMITTEE, address=None)),
}


def a_form(ask: Ask = ASK, **changed: Any) -> bytes:
    given: dict[str, Any] = {"answers": ANSWERS, "code": "ADXZVJXB", "link": LINK}
    return mail_in.filled(ask, Filled(**(given | changed)))


SHEETS: dict[str, Callable[[Ask], bytes]] = {
    "blank": mail_in.blank,
    "filled": lambda ask: a_form(ask, remarks=REMARKS * 3),
}
SHEETS["a test"] = lambda ask: a_form(replace(ask, testing=True), remarks=REMARKS * 3)
EVERY_ASK = pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
EVERY_SHEET = pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)


# The sheet -----------------------------------------------------------------------------------------------------------


@EVERY_SHEET
@EVERY_ASK
def test_every_form_is_one_page_that_ends_six_millimetres_before_its_edges(
    sheet: Callable[[Ask], bytes], ask: Ask
) -> None:
    paper = sheet(ask)

    assert len(PdfReader(BytesIO(paper)).pages) == 1
    ink = Printed(paper).ink()
    assert ink is not None
    assert Box(6, 6, 215.9 - 6, 279.4 - 6).holds(ink)


@EVERY_SHEET
def test_everything_is_black(sheet: Callable[[Ask], bytes]) -> None:
    paper = sheet(ASK)

    bands = Printed(paper).picture().split()
    colours = [
        operands for name, operands in instructions(paper) if name in {"g", "G", "rg", "RG", "k", "K", "cs", "CS"}
    ]
    assert len({band.tobytes() for band in bands}) == 1
    assert {value for operands in colours for value in operands} <= {0.0}


def test_the_same_content_gives_the_same_bytes_and_the_blank_form_is_made_once() -> None:
    assert mail_in.blank(ASK) is mail_in.blank(replace(ASK))
    assert a_form() == a_form()
    assert a_form() != a_form(revision=2)


def test_both_are_light() -> None:
    assert len(mail_in.blank(ASK)) < 60_000
    assert len(mail_in.blank(FULLEST)) < 60_000
    assert len(a_form(FULLEST, remarks=REMARKS)) < 90_000


@EVERY_SHEET
def test_title_and_language_are_set_and_nothing_acts(sheet: Callable[[Ask], bytes]) -> None:
    paper = sheet(ASK)

    with pikepdf.open(BytesIO(paper)) as pdf:
        assert str(pdf.Root.Lang) == "en-US"
        assert str(pdf.docinfo["/Title"]) == "Mail-in contribution form"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert not keys(paper) & {"/AA", "/A", "/OpenAction", "/JS", "/JavaScript", "/Launch", "/URI", "/EmbeddedFiles"}


# The envelope --------------------------------------------------------------------------------------------------------

FOLD = 279.4 / 3
SLIP_RIGHT, SLIP_UP = 241.3 - 215.9, 104.775 - FOLD
"""A #10 envelope is 9.5 by 4.125 inches; the sheet is narrower, and a third of it lower."""

SEEN = Box(22.225, FOLD - 41.275 + SLIP_UP, 22.225 + 114.3 - SLIP_RIGHT, FOLD - 12.7)
"""What the window shows (7/8 inch from the left, 1/2 from the bottom, 4.5 by 1.125) wherever the sheet has slipped."""

REACH = Box(22.225 - SLIP_RIGHT, FOLD - 41.275, 22.225 + 114.3, FOLD - 12.7 + SLIP_UP)
"""All that can ever show."""


@EVERY_SHEET
@EVERY_ASK
def test_the_window_shows_the_payees_address_whole_and_nothing_else(sheet: Callable[[Ask], bytes], ask: Ask) -> None:
    page = Printed(sheet(ask))

    ink = page.ink(REACH)
    address = ask.committee.address
    expected = "".join((ask.committee.name, *(address.lines if address else ())))
    assert ink is not None
    assert SEEN.holds(ink)
    assert page.words_in(REACH) == expected.replace(" ", "")


def test_marks_show_where_the_sheet_is_folded() -> None:
    page = Printed(mail_in.blank(ASK))

    for fold in (FOLD, 2 * FOLD):
        for side in (Box(6, fold - 1, 11, fold + 1), Box(205, fold - 1, 209.9, fold + 1)):
            mark = page.ink(side)
            assert mark is not None
            assert mark.top == pytest.approx(fold, abs=0.3)
            assert mark.bottom - mark.top < 0.5


# Boxes and letters ---------------------------------------------------------------------------------------------------


@EVERY_SHEET
@EVERY_ASK
def test_boxes_for_a_pen_are_seven_millimetres_high_and_apart(sheet: Callable[[Ask], bytes], ask: Ask) -> None:
    drawn = [operands for name, operands in instructions(sheet(ask)) if name == "re"]
    boxes = [Box(x, 792 - y - h, x + w, 792 - y) for x, y, w, h in drawn if w > 30]

    assert len(boxes) == 22
    assert min(box.bottom - box.top for box in boxes) >= 7 * MM
    assert not [(one, other) for one in boxes for other in boxes if one != other and one.touches(other)]


def sizes(paper: bytes) -> list[tuple[str, float]]:
    """Every text of a page, with the size it is set in."""
    found: list[tuple[str, float]] = []

    def look(text: str, _cm: Any, _tm: Any, _font: Any, size: float) -> None:
        if text.strip():
            found.append((text.strip(), size))

    PdfReader(BytesIO(paper)).pages[0].extract_text(visitor_text=look)
    return found


def test_answers_and_who_pays_are_set_in_12_point_and_the_statements_in_10() -> None:
    set_in = sizes(a_form())

    for name in ("amount", "first_name", "middle_name", "last_name", "address1", "postal_code", "email", "employer"):
        assert (ANSWERS[name], 12) in set_in
    assert (wording.paid_for_by(COMMITTEE), 12) in set_in
    for statement in wording.STATEMENTS:
        begun = [size for text, size in set_in if statement.paper_text.startswith(text) and len(text) > 20]
        assert begun == [10]


def test_the_least_letters_of_the_form_are_eight_point() -> None:
    assert min(size for _, size in sizes(mail_in.blank(ASK))) >= 8


def test_the_longest_answers_stay_in_their_boxes() -> None:
    longest = {"first_name": 60, "middle_name": 60, "last_name": 90, "suffix": 20, "address1": 100, "address2": 100}
    longest |= {"city": 60, "state": 2, "postal_code": 20, "country": 50, "email": 254, "phone": 40}
    longest |= {"occupation": 100, "employer": 100, "amount": 17}
    paper = a_form(answers={name: "W" * count for name, count in longest.items()}, link="")

    boxes = [operands for name, operands in instructions(paper) if name == "re"]
    within = [Box(x / MM, (792 - y - h) / MM, (x + w) / MM, (792 - y) / MM) for x, y, w, h in boxes if w > 30]
    letters = [at for character, at in Printed(paper).characters() if character == "W"]
    outside = [at for at in letters if not any(box.holds(at) for box in within)]
    assert len(letters) == sum(longest.values()) + Printed(mail_in.blank(ASK)).text.count("W")
    assert len(outside) == Printed(mail_in.blank(ASK)).text.count("W")


def test_scripts_of_europe_stand_as_they_were_typed() -> None:
    text = Printed(a_form()).text

    for name in ("first_name", "middle_name", "last_name"):
        assert ANSWERS[name] in text


# Fields --------------------------------------------------------------------------------------------------------------


def fields(paper: bytes) -> dict[str, Any]:
    return PdfReader(BytesIO(paper)).get_fields() or {}


def test_the_blank_form_has_empty_fields_in_a_standard_font_to_type_into() -> None:
    found = fields(mail_in.blank(ASK))

    typed = {name: field for name, field in found.items() if field["/FT"] == "/Tx"}
    assert {field.get("/V", "") for field in typed.values()} == {""}
    assert all(field.get("/V", "/Off") in {"", "/Off"} for field in found.values())
    with pikepdf.open(BytesIO(mail_in.blank(ASK))) as pdf:
        looks = {str(field.DA) for field in pdf.Root.AcroForm.Fields if "/DA" in field}
        names = [str(field.T) for field in pdf.Root.AcroForm.Fields]
        told = [str(field.TU) for field in pdf.Root.AcroForm.Fields if "/TU" in field]
    assert {look.split("Tf")[0].strip() for look in looks} == {"/Helv 12"}
    assert len(names) == len(set(names))
    assert {wording.LABELS["first_name"], wording.STATEMENTS[0].paper_text} <= set(told)


def test_a_filled_form_has_no_fields() -> None:
    assert fields(a_form()) == {}
    assert "/AcroForm" not in keys(a_form())


def test_ticks_stand_where_they_were_set() -> None:
    none = Printed(a_form(answers={**ANSWERS, "work": "", "election": "", **dict.fromkeys(_statements(), "")}))
    one = Printed(
        a_form(answers={**ANSWERS, "work": "", "election": "", **dict.fromkeys(_statements(), ""), "attest_age": "yes"})
    )
    (line,) = [at for character, at in _first_letters(one, "I am at least 18")]
    square = Box(line.left - 7, line.top - 1, line.left - 0.5, line.bottom + 1)

    before, after = (page.picture().convert("L") for page in (none, one))
    changed = [index for index, (a, b) in enumerate(zip(before.tobytes(), after.tobytes(), strict=True)) if a != b]
    across = before.width
    spots = [
        Box(i % across * 25.4 / 150, i // across * 25.4 / 150, i % across * 25.4 / 150, i // across * 25.4 / 150)
        for i in changed
    ]
    assert spots
    assert all(square.holds(spot, slack=0.3) for spot in spots)


def _statements() -> Iterable[str]:
    return [statement.field for statement in wording.STATEMENTS]


def _first_letters(page: Printed, words: str) -> list[tuple[str, Box]]:
    everything = list(page.characters())
    plain = words.replace(" ", "")
    text = "".join(character for character, _ in everything)
    return [everything[at] for at in range(len(text)) if text.startswith(plain, at)]


# The code ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dpi", [100, 150, 300])
@pytest.mark.parametrize("link", [LINK, "https://contribute.a-committee-with-a-long-name.example.org/c/ADXZVJXB"])
def test_a_camera_reads_the_code_from_the_printed_page(link: str, dpi: int) -> None:
    picture = Printed(a_form(link=link)).picture(dpi).convert("L")

    assert [read.text for read in zxingcpp.read_barcodes(picture)] == [link]


def test_the_code_stands_in_large_spaced_letters_at_the_top_right() -> None:
    page = Printed(a_form())

    assert wording.PAPER_FOR_THE_CAMPAIGN in page.text
    assert {("ADXZ", 19), ("VJXB", 19)} <= {(text.replace(" ", ""), size) for text, size in sizes(a_form())}
    (first, _) = _first_letters(page, "ADXZ")  # The last part of the page names it once more.
    assert Box(140, 6, 210, 50).holds(first[1])


def test_the_code_is_one_path() -> None:
    drawn = [name for name, _ in instructions(a_form())]

    filled = [at for at, name in enumerate(drawn) if name in {"f", "f*"}]
    assert len(filled) == 1
    assert drawn[: filled[0]].count("re") > 200


def test_a_blank_form_has_no_code() -> None:
    page = Printed(mail_in.blank(ASK))

    assert wording.PAPER_FOR_THE_CAMPAIGN not in page.text
    assert zxingcpp.read_barcodes(page.picture().convert("L")) == []


def test_a_code_costs_less_than_the_page_itself() -> None:
    def once(link: str) -> float:
        start = time.process_time()
        a_form(link=link)
        return time.process_time() - start

    once(LINK)
    with_code, without = zip(*((once(LINK), once("")) for _ in range(15)), strict=True)
    ratio = statistics.median(with_code) / statistics.median(without)

    print(f"filled {statistics.median(with_code) * 1000:.1f} ms, {ratio:.2f} times the page without its code")  # noqa: T201
    assert ratio <= 2


# Remarks -------------------------------------------------------------------------------------------------------------


def test_a_filled_form_says_that_it_is_no_payment_or_what_will_be_asked() -> None:
    assert wording.PAPER_FILLED in Printed(a_form()).text
    assert REMARKS[0] in Printed(a_form(remarks=REMARKS[:1])).text


def test_the_form_names_its_version_and_a_changed_one_differs() -> None:
    assert f"Form {wording.VERSION}-test" in Printed(mail_in.blank(ASK)).text
    assert "Code ADXZ VJXB, answers 3" in Printed(a_form(revision=3)).text


def test_the_cap_comes_from_the_configuration() -> None:
    text = Printed(mail_in.blank(replace(ASK, cap=Money(290050)))).text

    assert "$2,900.50" in text
    assert "3,300" not in text


# Hostile text --------------------------------------------------------------------------------------------------------

ALLOWED = keys(a_form()) | keys(a_form(remarks=REMARKS))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(sorted(ANSWERS)), st.text(max_size=120), min_size=3), st.text(max_size=300))
def test_no_answer_becomes_anything_but_text(answers: dict[str, str], remark: str) -> None:
    paper = a_form(answers=answers, remarks=(remark,))

    assert keys(paper) - ALLOWED <= {"/F4+0", "/F2+1", "/F3+1"}
    assert len(PdfReader(BytesIO(paper)).pages) == 1


@pytest.mark.parametrize(
    "text",
    [
        "<b>Robin</b> <img src='file:///etc/passwd'/>",
        "(Sample) \\) Tj ET BT /JavaScript",
        "%PDF &amp; {{ 7*7 }} endstream endobj",
        "1 0 obj << /OpenAction << /S /Launch >> >>",
    ],
)
def test_hostile_text_stands_as_it_was_typed(text: str) -> None:
    paper = a_form(answers={**ANSWERS, "address1": text})

    assert keys(paper) <= ALLOWED
    assert text.replace(" ", "") in Printed(paper).text.replace(" ", "")
