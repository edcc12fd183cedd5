"""The pages keep their promises in every state: words, labels, no tricks, no weight."""

import gzip
import itertools
import re
from dataclasses import replace

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from compliance import wording
from compliance.election import Election
from compliance.money import Money
from donations.public.forms import DonationForm
from tests.donations.public import pages
from tests.donations.public.pages import PAGES, PROBLEMS, STATIC, Element, Reader
from tests.donations.public.sample import COMMITTEE, GENERAL, PAGE, PRIMARY, a_form

MAILS = ["receipt", "details", "proof", "held", "not_taken"]
EVERY = pytest.mark.parametrize("name", PAGES)


def read(name: str) -> Reader:
    return Reader(PAGES[name]())


def words(html: str) -> str:
    return Reader(html).all("body")[0].words


def test_every_template_compiles() -> None:
    loader = FileSystemLoader(pages.ROOT / "templates")
    environment = Environment(loader=loader, undefined=StrictUndefined, autoescape=True)

    found = [environment.get_template(name).name or "" for name in loader.list_templates()]

    assert {name.partition("/")[0] for name in found} >= {"public", "email", "treasurer"}


@EVERY
def test_no_page_has_script_or_style_of_its_own_or_calls_a_third_party(name: str) -> None:
    page = read(name)

    assert not page.all("style", "iframe", "object", "embed", "img")
    assert all(script["src"].startswith("/static/") and not script.text for script in page.all("script"))
    assert not [key for element in page.elements for key in element.attributes if key == "style" or key[:2] == "on"]
    for element in page.elements:
        for address in (element["href"], element["src"], element["action"]):
            assert not address.startswith(("http", "//", "javascript", "data"))


@EVERY
def test_every_page_has_one_title_one_heading_a_language_and_who_pays(name: str) -> None:
    page = read(name)

    assert page.all("html")[0]["lang"] == "en-US"
    assert len(page.all("h1")) == 1
    assert page.all("title")[0].words.endswith(COMMITTEE.name)
    assert wording.paid_for_by(COMMITTEE) in [element.words for element in page.all("p") if element["class"] == "payer"]
    assert PAGE.privacy in page.all("footer")[0].words


@EVERY
def test_headings_step_down_one_at_a_time_and_ids_are_unique(name: str) -> None:
    page = read(name)

    levels = [int(element.tag[1]) for element in page.elements if re.fullmatch("h[1-6]", element.tag)]
    ids = [element["id"] for element in page.elements if "id" in element]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert len(ids) == len(set(ids))


@EVERY
def test_whatever_is_pointed_at_is_there(name: str) -> None:
    page = read(name)

    ids = {element["id"] for element in page.elements if "id" in element}
    for element in page.elements:
        pointed = [element["for"], *element["aria-describedby"].split(), *element["aria-labelledby"].split()]
        assert {each for each in pointed if each} <= ids
        if element["href"].startswith("#"):
            assert element["href"][1:] in ids


def fields(page: Reader) -> list[Element]:
    return [x for x in page.all("input", "select", "textarea") if x["type"] != "hidden"]


@EVERY
def test_every_field_has_a_label_and_none_hides_it_in_a_placeholder(name: str) -> None:
    page = read(name)

    labelled = {label["for"] for label in page.all("label")}
    for each in fields(page):
        wrapped = [outer.words for outer in each.around() if outer.tag == "label"]
        assert each["id"] in labelled or any(wrapped), each
        assert "placeholder" not in each


@EVERY
def test_every_form_that_posts_carries_the_token(name: str) -> None:
    page = read(name)

    for form in page.all("form"):
        assert form["method"] == "post"
        assert [x["value"] for x in page.all("input") if x["name"] == "csrf_token" and form in x.around()] == [
            "a-token"
        ]


@EVERY
def test_a_page_for_trying_says_that_no_money_is_real_and_a_real_one_does_not(name: str) -> None:
    assert "TEST - no real money" in read(name).all("header")[0].words


def test_a_real_page_says_nothing_of_tests() -> None:
    assert "TEST" not in words(pages.render("public/neutral.html", testing=False))


# The form --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["give", "give, one election"])
def test_nothing_is_chosen_or_ticked_beforehand(name: str) -> None:
    page = read(name)

    assert not [x for x in page.elements if "checked" in x]
    assert [x["value"] for x in page.all("option") if "selected" in x] == ["US"]
    assert {x["value"] for x in fields(page) if x["type"] not in {"radio", "checkbox"}} == {""}


def test_the_form_has_every_field_once_under_its_fixed_name() -> None:
    page = read("give")

    posted = {x["name"] for x in page.all("input", "select", "textarea")}
    form = DonationForm(committee=COMMITTEE, presets=PAGE.presets)
    assert posted == {*form.answers(), "csrf_token"}


def test_the_browser_is_told_what_each_field_is() -> None:
    told = {x["name"]: x["autocomplete"] for x in fields(read("give")) if "autocomplete" in x}

    assert told == {
        "amount": "transaction-amount",
        "first_name": "given-name",
        "middle_name": "additional-name",
        "last_name": "family-name",
        "suffix": "honorific-suffix",
        "address1": "address-line1",
        "address2": "address-line2",
        "city": "address-level2",
        "state": "address-level1",
        "postal_code": "postal-code",
        "country": "country",
        "email": "email",
        "phone": "tel",
        "occupation": "organization-title",
        "employer": "organization",
    }


def test_the_form_says_every_notice_in_the_words_of_the_law() -> None:
    said = words(PAGES["give"]())

    for notice in (
        wording.addressed(COMMITTEE, PRIMARY, COMMITTEE.cap),
        wording.limit_sentence(COMMITTEE.cap),
        wording.PUBLIC_LISTING,
        wording.CHECKED_FIRST,
        wording.BEST_EFFORTS,
        wording.NOT_DEDUCTIBLE,
        wording.paid_for_by(COMMITTEE),
        *(statement.text for statement in wording.STATEMENTS),
    ):
        assert notice in said


def test_each_statement_is_the_label_of_its_own_box() -> None:
    page = read("give")

    for statement in wording.STATEMENTS:
        box = page.by_id(statement.field)
        assert (box["type"], next(box.around()).words) == ("checkbox", statement.text)


def test_presets_are_radios_with_an_id_each_and_other_at_the_end() -> None:
    radios = [x for x in fields(read("give")) if x["name"] == "preset"]

    assert [x["id"] for x in radios] == ["preset-25", "preset-250", "preset-1000", "preset-other"]
    assert [next(x.around()).words for x in radios] == ["$25", "$250", "$1,000", "Another amount"]


def test_a_committee_without_presets_asks_for_the_amount_alone() -> None:
    form = DonationForm(committee=COMMITTEE, presets=())

    page = Reader(pages.give(form, problems=PROBLEMS))

    assert page.by_id("preset-other")["value"] == "other"


def test_several_open_elections_are_a_choice_and_one_is_said_and_sent() -> None:
    several, one = read("give"), read("give, one election")

    assert [x["value"] for x in fields(several) if x["name"] == "election"] == ["P2028", "G2028"]
    assert one.by_id("election").attributes == {
        "type": "hidden",
        "id": "election",
        "name": "election",
        "value": "G2028",
    }


def test_every_amount_of_the_cap_comes_from_the_same_value() -> None:
    cap = Money(290050)

    for page in (
        pages.give(cap=cap),
        pages.render("public/front.html", elections=[PRIMARY], cap=cap),
        pages.mail_in(elections=[PRIMARY], cap=cap),
    ):
        assert "$2,900.50" in page
        assert "3,300" not in page


def test_everything_typed_is_kept_with_its_ticks() -> None:
    form = a_form(amount="<3>", message="a\nb & c", updates="yes", state="Ohio", country="XX", suffix='"Jr"')

    page = Reader(pages.give(form, problems=form.problems(), source="x"))

    kept = {x["name"]: x["value"] for x in fields(page) if x["type"] not in {"radio", "checkbox"} and x.tag == "input"}
    assert (kept["amount"], kept["suffix"], kept["first_name"]) == ("<3>", '"Jr"', "Robin")
    assert page.by_id("message").text.strip() == "a\nb & c"
    assert {x["id"] for x in page.elements if "checked" in x} == {
        "preset-250",
        "election-P2028",
        "work-employed",
        "updates",
        *(statement.field for statement in wording.STATEMENTS),
    }
    assert [x.words for x in page.all("option") if "selected" in x] == ["Ohio", "XX"]


@pytest.mark.parametrize(
    "form,said",
    [
        (a_form(), "Give $250.00"),
        (a_form(preset="other", amount="1,250.5"), "Give $1,250.50"),
        (a_form(amount="3"), "Give"),
        (a_form(without="preset"), "Give"),
    ],
)
def test_the_button_says_the_act_and_the_sum_once_it_is_known(form: DonationForm, said: str) -> None:
    assert Reader(pages.give(form)).by_id("press").words == said


# Problems --------------------------------------------------------------------------------------------------------


def test_problems_stand_in_a_summary_that_takes_the_focus_and_links_to_each_field() -> None:
    page = read("give, problems")

    summary = page.by_id("problems")
    links = [(x["href"], x.words) for x in page.all("a") if summary in x.around()]
    assert (summary["tabindex"], "autofocus" in summary) == ("-1", True)
    assert page.all("title")[0].words.startswith("Error: ")
    assert wording.NOTHING_CHARGED in summary.words
    assert [text for _, text in links] == [problem.message for problem in PROBLEMS if problem.field]
    assert [target for target, _ in links][:4] == ["#preset-25", "#amount", "#election-P2028", "#last_name"]


def test_each_problem_bears_its_rule_in_the_summary_and_at_its_field() -> None:
    page = read("give, problems")

    marked = [(x["data-rule"], x.words) for x in page.elements if "data-rule" in x]
    for problem in PROBLEMS:
        assert marked.count((problem.rule, problem.message)) == (2 if problem.field else 1)


def test_the_sentence_at_a_field_is_tied_to_it() -> None:
    page = read("give, problems")

    for problem in PROBLEMS:
        if problem.field:
            owner = page.by_id(problem.field)
            assert owner["aria-invalid"] == "true"
            assert f"{problem.field}-problem" in owner["aria-describedby"].split()
            assert problem.message in page.by_id(f"{problem.field}-problem").words


def test_a_field_without_a_problem_is_not_marked() -> None:
    page = read("give, one problem")

    assert [x["id"] for x in page.elements if "aria-invalid" in x] == ["last_name"]
    assert "One thing to mend" in page.by_id("problems").words


@pytest.mark.parametrize("how", ["declined", "left", "expired", "unavailable"])
def test_who_comes_back_from_the_card_page_is_told_that_nothing_was_charged(how: str) -> None:
    page = read(f"give, {how}")

    (note,) = [x for x in page.elements if x["class"] == "note"]
    assert "Your card was not charged." in note.words
    assert page.by_id("first_name")["value"] == "Robin"


def test_a_proved_browser_is_not_asked_whether_it_gave_before() -> None:
    assert "Given before?" in words(PAGES["give"]())
    assert "Given before?" not in words(PAGES["give, filled"]())


# The other pages -------------------------------------------------------------------------------------------------


def test_who_may_not_give_learns_why_and_what_is_possible() -> None:
    page = read("cannot")

    assert [x["data-rule"] for x in page.elements if "data-rule" in x] == ["SRC-01"]
    said = page.all("main")[0].words
    for part in ("Only citizens may give.", "52 USC 30121", wording.NOTHING_CHARGED, "Mail a check", "volunteer"):
        assert part.lower() in said.lower()


def test_the_neutral_page_names_no_rule_and_no_sum() -> None:
    page = read("neutral")

    said = page.all("main")[0].words
    assert wording.NEUTRAL in said
    assert wording.NOTHING_CHARGED in said
    assert "$" not in said
    assert not [x for x in page.elements if "data-rule" in x]
    assert not re.search(r"limit|already|total|most", said)


def test_the_page_for_the_mail_bears_the_statements_for_a_check_and_the_address() -> None:
    said = words(PAGES["mail"]())

    for part in (*(s.paper_text for s in wording.STATEMENTS), wording.BEST_EFFORTS, "PO Box 1776", "43216", "No cash"):
        assert part in said


def test_a_committee_without_an_address_is_asked_for_it() -> None:
    html = pages.mail_in(committee=replace(COMMITTEE, address=None))

    assert "Ask for our postal address" in words(html)


def test_every_statement_that_is_not_true_has_an_answer() -> None:
    page = read("not true")

    assert [x["data-rule"] for x in page.elements if "data-rule" in x] == [s.rule for s in wording.STATEMENTS]


def test_a_link_in_a_mail_is_used_only_by_a_press() -> None:
    page = read("proved")

    assert [(x["name"], x["value"]) for x in page.all("input")][1] == ("token", "t")
    assert page.all("button")


def test_a_received_gift_shows_reference_amount_election_and_receipt() -> None:
    said = words(pages.gift("received", made_on=GENERAL.on, receipt_url="/r", adjustments=[("Refund", Money(5000))]))

    for part in ("W-000012", "$250.00", "primary election of 24 August 2028", "7 November 2028", "Receipt", "$50.00"):
        assert part in said


@pytest.mark.parametrize("phase", ["open", "not taken", "ended"])
def test_a_gift_that_was_not_taken_says_that_nothing_was_charged(phase: str) -> None:
    assert re.search(r"(Nothing|not) (was )?charged", words(PAGES[f"gift, {phase}"]()))


def test_a_waiting_page_looks_again_by_itself_with_script_and_without() -> None:
    page = read("gift, checking")

    (refresh,) = [x for x in page.all("meta") if x["http-equiv"] == "refresh"]
    assert refresh["content"] == "2"
    assert next(refresh.around()).tag == "noscript"
    assert [x["data-seconds"] for x in page.all("script")] == ["2"]


def test_reasons_bear_their_rules() -> None:
    told = Reader(pages.gift("held", reasons=["A foreign card."], rules=["SRC-07"]))
    fewer = Reader(pages.gift("held", reasons=["Look at it."], rules=["SRC-07", "SRC-12"]))

    assert [x["data-rule"] for x in told.elements if "data-rule" in x] == ["SRC-07"]
    assert [x["data-rule"] for x in fewer.elements if "data-rule" in x] == ["SRC-07 SRC-12"]


@pytest.mark.parametrize("seconds,said", [(30, "30 seconds"), (600, "10 minutes"), (7200, "2 hours")])
def test_the_wait_is_said_in_fitting_words(seconds: int, said: str) -> None:
    assert f"Try again in {said}." in words(pages.message(retry_after=seconds))


# Mail ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MAILS)
def test_every_mail_says_who_pays_in_text_and_in_html(name: str) -> None:
    text, html = pages.mail(name, "txt"), pages.mail(name, "html")

    assert text.rstrip().endswith(wording.paid_for_by(COMMITTEE))
    assert wording.paid_for_by(COMMITTEE) in words(html)
    assert "&#39;" not in text
    assert "\n\n\n" not in text
    assert not Reader(html).all("img", "script", "link")


@pytest.mark.parametrize("kind", ["txt", "html"])
def test_the_receipt_by_mail_says_what_the_paper_says(kind: str) -> None:
    said = " ".join(pages.mail("receipt", kind).split()).replace("&#39;", "'")

    for part in ("$250.00", "W-000012", "Visa ending in 4242", "24 August 2028", "1 Test Road", wording.NOT_DEDUCTIBLE):
        assert part in said
    for statement in wording.STATEMENTS:
        assert statement.text in said


@pytest.mark.parametrize("kind", ["txt", "html"])
def test_the_figures_go_by_mail_with_the_room_that_is_left(kind: str) -> None:
    said = " ".join(pages.mail("details", kind).split())

    assert "$200.00" in said
    assert wording.limit_sentence(COMMITTEE.cap) in said
    assert "nothing was charged" in said


# Weight ----------------------------------------------------------------------------------------------------------


def weight(data: bytes) -> int:
    return len(gzip.compress(data))


def test_the_page_weighs_under_50_kilobytes_and_the_stylesheet_at_most_8() -> None:
    form = max(weight(PAGES[name]().encode()) for name in ("give", "give, problems"))
    sheet, script = ((STATIC / name).read_bytes() for name in ("site.css", "give.js"))

    assert weight(sheet) <= 8 * 1024
    assert form + weight(sheet) + weight(script) < 50 * 1024


def test_an_election_of_another_type_is_named_as_it_is() -> None:
    special = Election("S2027", GENERAL.on.replace(year=2027))

    assert "For the special election of 7 November 2027" in words(pages.give(elections=[special, GENERAL]))
