"""A person prints the form, blank or filled in, comes back to it by a private link, and nothing is charged."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
import zxingcpp
from werkzeug.test import TestResponse

from compliance import wording
from config import Limits
from donations import mailing, models
from donations.mailing import NoDraft
from donations.paper import code as codes
from tests.donations.paper.printed import Printed
from tests.donations.public.pages import Reader
from tests.donations.world import COMMITTEE, Visitor, World, fields, rules_on, token_of

NOT_ON_THE_PAGE = {"updates": None, "message": None, "source": None}


def typed(**changes: str | None) -> dict[str, str]:
    return fields(**(NOT_ON_THE_PAGE | changes))


def send(visitor: Visitor, answers: dict[str, str], token: str | None = None) -> TestResponse:
    sent = {**answers, "csrf_token": visitor.open_form("/give/mail") if token is None else token}
    return visitor.client.post("/give/mail/filled", data=sent)


def make(visitor: Visitor, **changes: str | None) -> str:
    """Fill a form in; answers its private address."""
    answer = send(visitor, typed(**changes))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"]


def words(page: TestResponse) -> str:
    return Reader(page.get_data(as_text=True)).all("main")[0].words


def printed(visitor: Visitor, link: str) -> Printed:
    answer = visitor.client.get(f"{link}/form.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return Printed(answer.data)


def code_of(page: TestResponse) -> str:
    return codes.read(next(x for x in Reader(page.get_data(as_text=True)).all("strong") if x["class"] == "code").words)


def count(world: World, table: type = models.Draft) -> int:
    with world.desk.database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


@pytest.fixture
def visitor(world: World) -> Visitor:
    return world.visitor()


# The page and the blank form -----------------------------------------------------------------------------------------


def test_the_page_says_in_five_lines_what_to_do(visitor: Visitor) -> None:
    page = Reader(visitor.client.get("/give/mail").get_data(as_text=True))

    steps = [x.words for x in page.all("li") if next(x.around())["class"] == "steps"]
    assert steps == list(wording.mail_steps(COMMITTEE))
    assert not page.all("script")
    assert "/give/mail/form.pdf" in {x["href"] for x in page.all("a")}


def test_nothing_is_chosen_beforehand(visitor: Visitor) -> None:
    page = Reader(visitor.client.get("/give/mail").get_data(as_text=True))

    assert not [x for x in page.elements if "checked" in x]


def test_the_blank_form_is_the_same_for_all_and_may_be_kept_for_a_while(world: World, visitor: Visitor) -> None:
    first = visitor.client.get("/give/mail/form.pdf")

    assert (first.status_code, first.mimetype) == (200, "application/pdf")
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in first.headers
    assert first.data == world.visitor().client.get("/give/mail/form.pdf").data
    again = visitor.client.get("/give/mail/form.pdf", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_past_elections_are_not_on_the_form(world: World, visitor: Visitor) -> None:
    world.clock.forward(days=100)

    text = Printed(visitor.client.get("/give/mail/form.pdf").data).text
    assert "3 November 2026" in text
    assert "2 June 2026" not in text


def closed(world: World, visitor: Visitor) -> None:
    page = visitor.client.get("/give/mail")

    assert page.status_code == 200
    assert not Reader(page.get_data(as_text=True)).all("form")
    assert visitor.client.get("/give/mail/form.pdf").headers["Location"] == "/give/mail"
    assert count(world) == 0


def test_when_every_election_is_past_there_is_no_form(world: World, visitor: Visitor) -> None:
    world.clock.forward(days=300)

    closed(world, visitor)
    assert "no election" in words(visitor.client.get("/give/mail"))


def test_without_a_treasurer_there_is_no_form(make_world: Callable[..., World]) -> None:
    world = make_world(committee=replace(COMMITTEE, treasurer_in_office=False))

    visitor = world.visitor()
    closed(world, visitor)
    page = send(visitor, typed(), token_of(visitor.client.get("/give/proof")))
    assert page.status_code == 422
    assert "SRC-13" in rules_on(page)
    assert count(world) == 0


def test_stripe_is_not_needed(world: World, visitor: Visitor) -> None:
    world.stripe_goes_away()

    link = make(visitor)

    assert "Robin" in printed(visitor, link).text
    assert visitor.client.get("/give/mail/form.pdf").status_code == 200


# Filled in -----------------------------------------------------------------------------------------------------------


def test_what_is_typed_stands_on_the_sheet_with_its_code(world: World, visitor: Visitor) -> None:
    link = make(visitor, first_name="Łukasz", last_name="Żółć", preset="other", amount="1,250.5", phone="614 555 0100")

    page = visitor.client.get(link)
    sheet = printed(visitor, link)
    code = code_of(page)
    for said in ("Łukasz", "Żółć", "1,250.50", "United States", "43215", "614 555 0100", "Carpenter"):
        assert said in sheet.text
    assert [read.text for read in zxingcpp.read_barcodes(sheet.picture().convert("L"))] == [
        f"http://localhost/c/{code}"
    ]
    draft = mailing.look_up(world.desk, code, world.clock())
    assert not isinstance(draft, mailing.Slip | NoDraft)
    assert draft.answers["amount"] == "1250.50"
    assert not set(draft.answers) & {"message", "updates", "source", "preset", "csrf_token"}


def test_nothing_is_money(world: World, visitor: Visitor) -> None:
    make(visitor)

    assert count(world, models.Contribution) == 0
    assert world.events() == []
    assert world.mail() == []


def test_no_e_mail_address_is_needed(visitor: Visitor) -> None:
    link = make(visitor, email="")

    assert "@" not in words(visitor.client.get(link)).replace("treasurer@example.org", "")


def test_a_second_press_makes_no_second_draft_and_a_change_changes_it(world: World, visitor: Visitor) -> None:
    token = visitor.open_form("/give/mail")

    first = send(visitor, typed(), token).headers["Location"]
    second = send(visitor, typed(), token).headers["Location"]
    third = send(visitor, typed(city="Dayton"), token).headers["Location"]

    assert first == second == third
    assert count(world) == 1
    assert "Dayton" in words(visitor.client.get(first))
    assert "answers 2" in printed(visitor, first).text


def test_two_forms_are_two_drafts(world: World, visitor: Visitor) -> None:
    assert make(visitor) != make(visitor)
    assert count(world) == 2


REMARKED = {
    "over the cap": ({"preset": "other", "amount": "3300.01"}, "more than $3,300 for one election"),
    "no employer": ({"employer": ""}, "ask for your occupation and employer"),
    "an open statement": ({"attest_age": None}, "A statement is not ticked"),
    "abroad": ({"country": "CA", "state": "ZZ", "postal_code": "K1A 0B1"}, "outside the United States"),
}


@pytest.mark.parametrize("changes,said", REMARKED.values(), ids=REMARKED)
def test_what_will_be_asked_is_said_on_page_and_sheet(visitor: Visitor, changes: dict[str, str], said: str) -> None:
    link = make(visitor, **changes)

    assert said in words(visitor.client.get(link))
    assert said in printed(visitor, link).text


def test_a_full_form_has_no_remark(visitor: Visitor) -> None:
    assert wording.PAPER_FILLED in printed(visitor, make(visitor)).text


def test_a_form_on_which_nothing_is_open_is_only_to_be_signed(visitor: Visitor) -> None:
    whole, lacking = make(visitor), make(visitor, attest_age=None)

    assert "Sign and date the form." in words(visitor.client.get(whole))
    assert "Sign and date the form." in " ".join(printed(visitor, whole).text.split())
    assert "Fill in the form, tick the statements" in words(visitor.client.get(lacking))
    assert "tick the statements" in " ".join(printed(visitor, lacking).text.split())


def test_both_sheets_say_where_no_real_money_moves(visitor: Visitor) -> None:
    blank = Printed(visitor.client.get("/give/mail/form.pdf").data)

    assert "TEST - no real money" in blank.text
    assert "TEST - no real money" in printed(visitor, make(visitor)).text


def test_what_a_person_has_given_before_is_never_told(world: World, visitor: Visitor) -> None:
    visitor.give(typed(preset="other", amount="3300"))

    known = make(world.visitor(), preset="250")
    unknown = make(world.visitor(), preset="250", first_name="Kim", last_name="Example", email="kim@example.org")

    pages = [words(world.visitor().client.get(link)) for link in (known, unknown)]
    assert "3,300" not in pages[0]
    assert len({len(re.findall("We will write|ask", page)) for page in pages}) == 1


MENDED = {
    "no amount": ({"preset": "other", "amount": ""}, "AMT-01"),
    "two amounts": ({"preset": "250", "amount": "3"}, "AMT-01"),
    "no name": ({"last_name": ""}, "IDN-01"),
    "a ZIP code": ({"postal_code": "12"}, "IDN-02"),
    "a ZIP code that is no text of ours": ({"postal_code": "４３２１５"}, "IDN-02"),  # noqa: RUF001 - full width
    "no street": ({"address1": ""}, "IDN-02"),
    "e-mail": ({"email": "robin"}, "IDN-02"),
    "too long": ({"city": "x" * 61}, "IDN-11"),
    "another election": ({"election": "P2020"}, "LIM-05"),
    "an organization": ({"first_name": "Example", "last_name": "Widgets LLC"}, "SRC-06"),
    "letters": ({"last_name": "李小龍"}, "IDN-11"),
}


@pytest.mark.parametrize("changes,rule", MENDED.values(), ids=MENDED)
def test_what_is_to_be_mended_is_said_and_everything_is_kept(
    world: World, visitor: Visitor, changes: dict[str, str], rule: str
) -> None:
    page = send(visitor, typed(first_name="Łukasz", **changes) if "first_name" not in changes else typed(**changes))

    assert page.status_code == 422
    assert rule in rules_on(page) or "IDN-09" in rules_on(page)
    kept = Reader(page.get_data(as_text=True))
    assert kept.all("title")[0].words.startswith("Error: ")
    assert kept.by_id("first_name")["value"] == changes.get("first_name", "Łukasz")
    for name, value in changes.items():
        if name not in {"preset", "election"}:
            assert kept.by_id(name)["value"] == value
    assert count(world) == 0


def test_letters_that_cannot_be_set_are_told_and_never_become_boxes(visitor: Visitor) -> None:
    page = send(visitor, typed(first_name="김 Robin", city="東 Columbus"))

    said = words(page)
    assert "cannot set 김 in your first name" in said
    assert "cannot set 東 in your city" in said
    assert "a blank form with a pen" in said


def test_a_past_election_on_a_kept_form_is_told(world: World, visitor: Visitor) -> None:
    world.clock.forward(days=60)
    link = make(visitor, election="P2026")
    world.clock.forward(days=40)

    assert "is past" in words(visitor.client.get(link))
    assert printed(visitor, link).text


# The private link ----------------------------------------------------------------------------------------------------


def test_the_link_changes_the_answers_and_the_code_stays(visitor: Visitor) -> None:
    link = make(visitor, preset="other", amount="33")
    code = code_of(visitor.client.get(link))
    form = visitor.client.get(f"{link}/change")
    shown = Reader(form.get_data(as_text=True))
    assert (shown.by_id("amount")["value"], shown.by_id("first_name")["value"]) == ("33", "Robin")

    answer = visitor.client.post(f"{link}/change", data={**typed(first_name="Kim"), "csrf_token": token_of(form)})

    assert (answer.status_code, answer.headers["Location"]) == (303, link)
    assert code_of(visitor.client.get(link)) == code
    assert "Kim" in printed(visitor, link).text
    assert "250.00" in printed(visitor, link).text


def test_a_change_that_cannot_be_kept_keeps_what_was_typed(visitor: Visitor) -> None:
    link = make(visitor)
    token = token_of(visitor.client.get(f"{link}/change"))

    page = visitor.client.post(f"{link}/change", data={**typed(last_name="", city="Dayton"), "csrf_token": token})

    assert page.status_code == 422
    assert Reader(page.get_data(as_text=True)).by_id("city")["value"] == "Dayton"
    assert "Columbus" in words(visitor.client.get(link))


def test_the_link_deletes_the_answers(world: World, visitor: Visitor) -> None:
    link = make(visitor)
    token = token_of(visitor.client.get(link))

    page = visitor.client.post(f"{link}/delete", data={"csrf_token": token})

    assert page.status_code == 200
    assert "deleted" in words(page)
    assert count(world) == 0
    assert visitor.client.post(f"{link}/delete", data={"csrf_token": token}).status_code == 410


@pytest.mark.parametrize("path", ["", "/form.pdf", "/change"])
def test_an_ended_link_says_so_as_a_forged_one_does(world: World, visitor: Visitor, path: str) -> None:
    link = make(visitor)
    world.clock.forward(days=91)

    ended = visitor.client.get(f"{link}{path}")
    forged = visitor.client.get(f"/give/mail/draft/{'x' * 32}{path}")

    assert (ended.status_code, forged.status_code) == (410, 410)
    assert words(ended) == words(forged)
    assert "90 days are over" in words(ended)


def test_a_change_after_the_link_has_ended_says_so(world: World, visitor: Visitor) -> None:
    link = make(visitor)
    token = token_of(visitor.client.get(f"{link}/change"))
    with world.desk.database.writing() as session:
        session.execute(sa.delete(models.Draft))

    assert visitor.client.post(f"{link}/change", data={**typed(), "csrf_token": token}).status_code == 410


def test_the_private_pages_are_kept_by_nobody_else(visitor: Visitor) -> None:
    link = make(visitor)

    for path in (link, f"{link}/form.pdf", f"{link}/change"):
        answer = visitor.client.get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in visitor.client.get(link).get_data(as_text=True)


def test_another_browser_with_the_link_may_use_it_and_one_without_may_not(world: World, visitor: Visitor) -> None:
    link = make(visitor)
    code = code_of(visitor.client.get(link))

    assert world.visitor().client.get(link).status_code == 200
    assert world.visitor().client.get(f"/give/mail/draft/{code}").status_code == 410


# The code ------------------------------------------------------------------------------------------------------------


def test_the_code_opens_nothing_for_the_public(world: World, visitor: Visitor) -> None:
    code = code_of(visitor.client.get(make(visitor)))
    nobodys = codes.make((codes.CODES - 1) // 3)

    real, other = (world.visitor().client.get(f"/c/{each}") for each in (code, nobodys))

    assert real.status_code == 200
    assert real.get_data() == other.get_data()
    assert "Robin" not in real.get_data(as_text=True)
    assert "For the campaign" in words(real)


@pytest.mark.parametrize("slip", ["ADXZVJXC", "short", "<b>", "0" * 300])
def test_a_slip_in_a_code_is_told(visitor: Visitor, slip: str) -> None:
    page = visitor.client.get(f"/c/{slip}")

    assert page.status_code == 200
    assert "There is a slip in this code" in words(page)


# Guards --------------------------------------------------------------------------------------------------------------


def test_a_form_without_its_token_keeps_everything_and_makes_nothing(world: World, visitor: Visitor) -> None:
    page = send(visitor, typed(city="Dayton"), token="forged")

    assert page.status_code == 400
    assert Reader(page.get_data(as_text=True)).by_id("city")["value"] == "Dayton"
    assert count(world) == 0
    again = send(visitor, typed(), token_of(page))
    assert again.status_code == 303


def test_a_page_that_was_open_for_too_long_keeps_everything(world: World, visitor: Visitor) -> None:
    token = visitor.open_form("/give/mail")
    world.clock.forward(hours=13)

    page = send(visitor, typed(), token)

    assert page.status_code == 422
    assert "open for too long" in words(page)


def test_a_deletion_without_token_is_refused(world: World, visitor: Visitor) -> None:
    link = make(visitor)

    assert visitor.client.post(f"{link}/delete").status_code == 400
    assert count(world) == 1


def test_many_forms_from_one_address_have_to_wait(make_world: Callable[..., World]) -> None:
    world = make_world(limits=Limits(attempts_per_address=3, shortest_form_seconds=0))
    visitor = world.visitor()
    for _ in range(3):
        make(visitor)

    page = send(visitor, typed())

    assert page.status_code == 429
    assert page.headers["Retry-After"] == "600"
    assert "print the blank form" in words(page)
    assert Reader(page.get_data(as_text=True)).by_id("first_name")["value"] == "Robin"
    world.clock.forward(minutes=10)
    make(visitor)


def test_a_form_that_comes_at_once_is_asked_again(make_world: Callable[..., World]) -> None:
    world = make_world(limits=Limits(shortest_form_seconds=3))

    assert "very quick" in words(send(world.visitor(), typed()))


def test_the_address_that_forms_go_to_leads_back_when_it_is_opened(visitor: Visitor) -> None:
    answer = visitor.client.get("/give/mail/filled")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/give/mail")


def test_hostile_answers_are_only_text(visitor: Visitor) -> None:
    hostile = "<script>alert(1)</script> {{ 7*7 }}"

    link = make(visitor, last_name="O'Sample", address1=hostile)

    assert hostile in words(visitor.client.get(link))
    assert "<script" not in visitor.client.get(link).get_data(as_text=True)
    assert hostile.replace(" ", "") in printed(visitor, link).text.replace(" ", "")
