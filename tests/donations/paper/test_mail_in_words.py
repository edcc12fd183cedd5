"""The paper form asks what the web form asks, in its words and in its order, and says everything that must be said."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from compliance import wording
from compliance.contribution import Work
from compliance.money import Money
from donations.paper import mail_in
from donations.paper.mail_in import Ask, Filled
from tests.donations.paper.printed import Printed
from tests.donations.public import pages
from tests.donations.public.pages import Reader
from tests.donations.public.sample import COMMITTEE, GENERAL, PRIMARY

ASK = Ask(COMMITTEE, (PRIMARY, GENERAL), COMMITTEE.cap)
BLANK = mail_in.blank(ASK)
WEB = Reader(pages.give())
NOT_ON_PAPER = {"preset", "updates", "message", "source", "csrf_token"}
"""What only a screen asks: the choice of figures, news, a message, where one came from."""

SIGNED = {"signed_on", "signer_amount", "second_signed_on", "second_signer_amount"}
"""What only paper asks, beside the signatures."""


def paper_fields() -> dict[str, object]:
    return PdfReader(BytesIO(BLANK)).get_fields() or {}


def squeezed(text: str) -> str:
    return "".join(text.split())


def on_paper(text: str) -> bool:
    return squeezed(text) in squeezed(Printed(BLANK).text)


def test_paper_and_web_have_the_same_fields() -> None:
    asked = {x["name"] for x in WEB.all("input", "select", "textarea")} - NOT_ON_PAPER

    assert set(paper_fields()) - SIGNED == asked


def test_paper_and_web_offer_the_same_answers() -> None:
    reader = PdfReader(BytesIO(BLANK))

    for name in ("work", "election"):
        offered = {x["value"] for x in WEB.all("input") if x["name"] == name}
        states = {
            state.removeprefix("/")
            for note in reader.pages[0].annotations or []
            if (parent := note.get_object().get("/Parent")) and parent.get_object()["/T"] == name
            for state in note.get_object()["/AP"]["/N"]
        }
        assert states - {"Off"} == offered


@pytest.mark.parametrize("name", [name for name in wording.LABELS if name not in {"election", "work"}])
def test_every_label_of_the_web_form_stands_on_paper(name: str) -> None:
    (label,) = [x.words for x in WEB.all("label") if x["for"] == name]

    assert on_paper(label.removesuffix(wording.OPTIONAL).strip())


def test_every_legend_and_choice_of_the_web_form_stands_on_paper() -> None:
    legends = [x.words for x in WEB.all("legend") if x["id"] in {"election-legend", "work-legend"}]
    choices = [next(x.around()).words for x in WEB.all("input") if x["name"] in {"work", "election"}]

    assert len(legends) == 2
    assert len(choices) == len(Work) + 2
    assert all(on_paper(words) for words in (*legends, *choices))


def test_the_parts_have_the_same_numbers_and_names_in_the_same_order() -> None:
    parts = [x.words for x in WEB.all("h2")]
    text = squeezed(Printed(BLANK).text)

    places = [text.index(squeezed(part)) for part in parts]
    assert parts == [f"{number} {name}" for number, name in enumerate(wording.PARTS, start=1)]
    assert places == sorted(places)


def test_the_fields_come_in_the_same_order() -> None:
    on_web = [x["name"] for x in WEB.all("input", "select") if x["name"] in paper_fields()]
    places = [x.get_object().get("/T") or x.get_object()["/Parent"].get_object()["/T"] for x in _notes()]

    assert list(dict.fromkeys(name for name in places if name not in SIGNED)) == list(dict.fromkeys(on_web))


def _notes() -> list[Any]:
    return list(PdfReader(BytesIO(BLANK)).pages[0].annotations or [])


def test_the_page_for_the_mail_shows_the_same_statements_as_the_sheet() -> None:
    page = Reader(pages.mail_in())

    for statement in wording.STATEMENTS:
        assert next(page.by_id(statement.field).around()).words == statement.paper_text
        assert on_paper(statement.paper_text)
    assert all(on_paper(x.words) for x in page.all("li") if next(x.around())["class"] == "steps")


def test_no_statement_on_paper_speaks_of_a_card() -> None:
    by_card = [statement.text for statement in wording.STATEMENTS if statement.text != statement.paper_text]

    assert len(by_card) == 1
    assert not on_paper(by_card[0])
    assert on_paper("My check is drawn on my own personal account")


NOTICES = {
    "NOT-01 who pays": wording.paid_for_by(COMMITTEE),
    "NOT-02 best efforts": wording.BEST_EFFORTS,
    "NOT-03 not deductible": wording.NOT_DEDUCTIBLE,
    "NOT-05 public listing": wording.PUBLIC_LISTING,
    "NOT-07 the limit": wording.limit_sentence(COMMITTEE.cap),
    "LIM-05 the election": wording.election_hint(PRIMARY),
    "all five statements": wording.EVERY_STATEMENT,
    "no cash": "No cash",
    "no business check": "no check of a business",
    "no card number": "No card number on the form",
    "payee": "payable to Example for President",
    "where to": "PO Box 1776, Columbus, OH 43216",
    "signature": wording.PAPER_SIGNATURES[0],
    "second signature": wording.PAPER_SIGNATURES[1],
    "date": wording.PAPER_DATE,
    "joint account": wording.JOINT_ACCOUNT,
    "version": f"Form {wording.VERSION}",
}


@pytest.mark.parametrize("words", NOTICES.values(), ids=NOTICES)
def test_paper_says_what_must_be_said_blank_and_filled(words: str) -> None:
    filled = mail_in.filled(ASK, Filled({}, "ADXZVJXB", "https://give.example.org/c/ADXZVJXB", remarks=("Why?",)))

    assert on_paper(words)
    assert squeezed(words) in squeezed(Printed(filled).text)


def test_one_open_election_is_said_and_not_asked() -> None:
    paper = mail_in.blank(replace(ASK, elections=(GENERAL,)))

    assert f"For {wording.for_election(GENERAL)}." in Printed(paper).text
    assert "election" not in (PdfReader(BytesIO(paper)).get_fields() or {})


def test_every_notice_of_the_web_form_stands_on_paper() -> None:
    said = [x.words for x in WEB.all("p") if x.words in vars(wording).values()]
    said += [x.words for x in WEB.all("p") if x["id"] in {"limit", "listing", "election-hint"}]

    assert len(set(said)) >= 5
    assert all(on_paper(words) for words in said if words != wording.CHECKED_FIRST)


def test_the_cap_of_the_day_is_the_one_that_is_printed() -> None:
    lower = mail_in.blank(replace(ASK, cap=Money(100000)))

    assert wording.limit_sentence(Money(100000)) in Printed(lower).text
