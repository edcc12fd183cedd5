"""Check entry through the real application: find, key, look, keep, and what becomes of the check."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from compliance.money import Money
from donations import drafts, intake, people, receiving
from donations.desk import Status
from donations.public.forms import DonationForm
from donations.staff import Role
from donations.treasurer import keeping
from donations.treasurer.check_form import CheckForm
from donations.treasurer.uploads import LARGEST
from tests.donations.treasurer.colleagues import StaffBrowser, hire
from tests.donations.treasurer.papers import (
    JPEG,
    PDF,
    PNG,
    STATEMENTS,
    a_draft,
    carried,
    check,
    envelope_of,
    joint,
    keep,
    kept,
    multipart,
    review,
    text_of,
)
from tests.donations.world import World, fields, token_of

Browsers = Callable[..., StaffBrowser]
KEEP = "/treasurer/checks/keep"


def envelopes(world: World) -> list[str]:
    """All envelopes that are kept."""
    from donations import check_models  # noqa: PLC0415 - only the books open the tables; a test may look

    with world.desk.database.reading() as session:
        return [row.public_id for row in session.query(check_models.Envelope).order_by(check_models.Envelope.id)]


def rules(page: Any) -> set[str]:
    return set(re.findall(r'data-rule="([^"]+)"', page.get_data(as_text=True)))


def work(page: Any) -> set[str]:
    return set(re.findall(r'data-task="([^"]+)"', page.get_data(as_text=True)))


def value(page: Any, name: str) -> str:
    """What a field of a page holds."""
    found = re.search(rf'name="{name}"[^>]*? value="([^"]*)"', page.get_data(as_text=True))
    assert found is not None, name
    return found[1]


# Find ----------------------------------------------------------------------------------------------------------------


def test_the_code_has_the_focus(treasurer: StaffBrowser) -> None:
    page = treasurer.get("/treasurer/checks").get_data(as_text=True)

    assert re.search(r'<input id="code"[^>]* autofocus', page)
    assert page.count(" autofocus") == 1


TYPED = [
    pytest.param("{code}", id="typed"),
    pytest.param(" {small} ", id="in small letters, in halves"),
    pytest.param("http://localhost/c/{code}", id="scanned, with the address in front"),
]


@pytest.mark.parametrize("written", TYPED)
def test_a_code_opens_its_form_beside_the_check(world: World, treasurer: StaffBrowser, written: str) -> None:
    draft = a_draft(world, attest_age=False)

    page = treasurer.post(
        "/treasurer/checks",
        {"code": written.format(code=draft.code, small=f"{draft.code[:4]}-{draft.code[4:]}".lower())},
    )

    assert page.status_code == 200
    assert "The form says" in text_of(page)
    assert "Amount $250.00" in text_of(page)
    assert (value(page, "last_name"), value(page, "amount"), value(page, "code")) == ("Sample", "", draft.code)
    ticked = [name for name in STATEMENTS if re.search(rf'id="{name}"[^>]* checked', page.get_data(as_text=True))]
    assert ticked == [name for name in STATEMENTS if name != "attest_age"]


def test_a_slip_in_the_code_is_told_and_the_likely_codes_are_offered(world: World, treasurer: StaffBrowser) -> None:
    code = a_draft(world).code
    letter = "B" if code[3] != "B" else "C"

    page = treasurer.post("/treasurer/checks", {"code": code[:3] + letter + code[4:]})

    assert page.status_code == 422
    assert "slip in this code" in text_of(page)
    assert f"Open {code[:4]} {code[4:]}" in text_of(page)
    assert "Robin" not in text_of(page).replace("Robin treasurer", "")


def test_a_forged_or_expired_code_gets_a_clear_answer(world: World) -> None:
    code = a_draft(world).code
    world.clock.forward(days=91)
    late = hire(world, "Late", Role.ASSISTANT).browser(world)

    expired = late.post("/treasurer/checks", {"code": code})
    forged = late.post("/treasurer/checks", {"code": "<script>" * 50})

    assert expired.status_code == 422
    assert "No form is kept under this code" in text_of(expired)
    assert value(expired, "code") == code
    assert forged.status_code == 422
    assert "<script>" not in forged.get_data(as_text=True).replace("<script src", "")


def test_last_name_and_zip_code_find_who_gave_before(treasurer: StaffBrowser) -> None:
    kept(treasurer, check())
    kept(treasurer, check(entry="another-entry", number="7", first_name="Chris", postal_code="99999", email=""))

    found = treasurer.post("/treasurer/checks", {"last_name": "sample", "postal_code": "43215"})

    assert "Take Robin Sample" in text_of(found)
    assert "Take Chris Sample" not in text_of(found)
    donor = re.search(r'name="donor" value="([^"]+)"', found.get_data(as_text=True))
    assert donor is not None
    page = treasurer.post("/treasurer/checks", {"donor": donor[1], "received_on": "3/1/2026"})
    assert (value(page, "first_name"), value(page, "employer")) == ("Robin", "Example Joinery")
    assert (value(page, "received_on"), value(page, "amount")) == ("3/1/2026", "")
    assert 'id="attest_age" name="attest_age" value="yes">' in page.get_data(as_text=True)


def test_somebody_unknown_is_keyed_with_the_name_that_was_asked_for(treasurer: StaffBrowser) -> None:
    page = treasurer.post("/treasurer/checks", {"last_name": "Quill", "postal_code": "43215"})

    assert (value(page, "last_name"), value(page, "postal_code")) == ("Quill", "43215")


def test_no_personal_data_stands_in_any_address(treasurer: StaffBrowser) -> None:
    answer = keep(treasurer, check())

    assert "Sample" not in answer.headers["Location"]
    assert (
        treasurer.get("/treasurer/checks?last_name=Sample&postal_code=43215").get_data(as_text=True).count("43215") == 0
    )


# Key and look --------------------------------------------------------------------------------------------------------


def test_the_review_shows_totals_findings_and_the_work_that_saving_opens(world: World, treasurer: StaffBrowser) -> None:
    kept(treasurer, check())

    page = review(treasurer, check(entry="another-entry", number="1002", amount="100", occupation="", work=""))

    told = text_of(page)
    assert page.status_code == 200
    assert "Given before $250.00" in told
    assert "What was left before it $3,050.00" in told
    assert "Left after it $2,950.00" in told
    assert "11 CFR 103.3(a)" in told
    assert work(page) >= {"deposit"}
    assert len(envelopes(world)) == 1


def test_money_that_has_come_is_always_recorded_with_the_work_it_opens(world: World, treasurer: StaffBrowser) -> None:
    typed = check(amount="5000", confirmed="5000", account="business", foreign_bank="yes", employer="", occupation="")

    page = review(treasurer, typed)
    public_id = kept(treasurer, typed)

    assert rules(page) >= {"LIM-01", "SRC-09", "SRC-07", "IDN-03"}
    assert work(page) >= {"excess", "source", "occupation_and_employer", "deposit"}
    envelope, (entry,), _images = receiving.read(world.desk, public_id)
    assert (envelope.amount, entry.status) == (Money(500000), Status.RECEIVED)
    opened = {task.kind for task in people.story(world.desk, entry.public_id).tasks}
    assert opened == work(page)


def test_a_problem_brings_the_page_back_with_everything_typed(world: World, treasurer: StaffBrowser) -> None:
    page = review(treasurer, check(amount="25o", last_name="O’Sample <b>", received_on="soon"))

    assert page.status_code == 422
    assert page.get_data(as_text=True).count("<title>Error: ") == 1
    assert value(page, "amount") == "25o"
    assert value(page, "received_on") == "soon"
    assert value(page, "last_name") == "O’Sample &lt;b&gt;"
    assert "<b>" not in page.get_data(as_text=True)
    assert 'href="#amount"' in page.get_data(as_text=True)
    assert envelopes(world) == []


def test_what_draft_and_check_say_differently_is_shown(world: World, treasurer: StaffBrowser) -> None:
    draft = a_draft(world)

    same = review(treasurer, check(code=draft.code))
    page = review(treasurer, check(code=draft.code, amount="275", address1="2 Other Road", attest_age=None))

    assert "The check and its form say the same" in text_of(same)
    told = text_of(page)
    assert "The check and its form do not say the same" in told
    assert "Amount $250.00 $275.00" in told
    assert "Street address 1 Test Road 2 Other Road" in told
    assert "I am at least 18 years old. ticked not ticked" in told


def test_a_check_above_a_thousand_is_keyed_twice_blind(world: World, treasurer: StaffBrowser) -> None:
    asked = review(treasurer, check(amount="2500"))
    assert "Key the amount again" in text_of(asked)
    assert "2500" not in text_of(asked)
    assert "2,500" not in text_of(asked)

    carried_on = carried(asked, "/treasurer/checks/review")
    wrong = treasurer.client.post("/treasurer/checks/review", data={**carried_on, "amount_again": "2050"})
    assert wrong.status_code == 422
    assert "not the same" in text_of(wrong)
    assert (value(wrong, "amount"), value(wrong, "last_name")) == ("", "Sample")

    right = treasurer.client.post("/treasurer/checks/review", data={**carried_on, "amount_again": "2,500.00"})
    assert "Review: $2,500.00" in text_of(right)
    answer = treasurer.client.post(KEEP, data=carried(right))
    assert answer.status_code == 303
    assert receiving.read(world.desk, envelope_of(answer))[0].amount == Money(250000)


def test_the_second_keying_cannot_be_left_out(world: World, treasurer: StaffBrowser) -> None:
    answer = treasurer.post(KEEP, check(amount="2500"))

    assert "Key the amount again" in text_of(answer)
    assert envelopes(world) == []


def test_a_joint_check_is_two_gifts_of_two_persons(world: World, treasurer: StaffBrowser) -> None:
    page = review(treasurer, joint(amount="500", share="200"))
    public_id = kept(treasurer, joint(amount="500", share="200"))

    assert "Robin Sample: $200.00" in text_of(page)
    assert "Chris Sample: $300.00" in text_of(page)
    _envelope, entries, _images = receiving.read(world.desk, public_id)
    assert [(each.gift.contributor.first_name, each.gift.amount.plain) for each in entries] == [
        ("Robin", "200.00"),
        ("Chris", "300.00"),
    ]


def test_dates_are_kept_apart(world: World, treasurer: StaffBrowser) -> None:
    typed = check(deposited_on="3/2/2026", deposit_ref="Slip 7")

    envelope, (entry,), _images = receiving.read(world.desk, kept(treasurer, typed))

    facts = envelope.check
    assert (facts.written_on, facts.postmarked_on, facts.received_on, envelope.deposited_on) == (
        date(2026, 2, 26),
        date(2026, 2, 27),
        date(2026, 3, 2),
        date(2026, 3, 2),
    )
    assert (entry.gift.made_on, entry.gift.received_on) == (date(2026, 2, 27), date(2026, 3, 2))
    assert (entry.status, envelope.deposit_ref) == (Status.DEPOSITED, "Slip 7")


def test_a_day_without_a_figure_of_the_law_is_asked_for_again(treasurer: StaffBrowser) -> None:
    page = review(treasurer, check(received_on="3/2/2001", postmarked_on="", written_on=""))

    assert page.status_code == 422
    assert "Look at the year" in text_of(page)


def test_the_signed_words_are_those_of_the_draft(world: World, treasurer: StaffBrowser) -> None:
    draft = a_draft(world)
    with world.desk.database.writing() as session:
        drafts.keep(session, "token", {**draft.answers, "phone": "1"}, "older-words", world.clock())

    _envelope, (entry,), _images = receiving.read(world.desk, kept(treasurer, check(code=draft.code)))

    assert entry.gift.attestation is not None
    assert entry.gift.attestation.wording == "older-words"


# Keep ----------------------------------------------------------------------------------------------------------------


def test_saving_leads_to_the_envelope_with_the_next_check_in_focus(world: World, treasurer: StaffBrowser) -> None:
    answer = keep(treasurer, check())

    page = treasurer.get(answer.headers["Location"])
    assert "Kept." in text_of(page)
    assert re.search(r'<a class="press" href="/treasurer/checks\?received=3/2/2026"[^>]* autofocus', _plain(page))
    (public_id,) = envelopes(world)
    assert envelope_of(answer) == public_id
    assert receiving.read(world.desk, public_id)[0].keyed_by == "Robin treasurer"


def _plain(page: Any) -> str:
    html: str = page.get_data(as_text=True)
    return html.replace("%2F", "/")


def test_the_same_form_twice_is_one_check(world: World, treasurer: StaffBrowser) -> None:
    sent = carried(review(treasurer, check()))

    first = treasurer.client.post(KEEP, data=sent)
    second = treasurer.client.post(KEEP, data=sent)
    from_the_form = review(treasurer, check())

    assert first.status_code == second.status_code == from_the_form.status_code == 303
    assert envelope_of(first) == envelope_of(second) == envelope_of(from_the_form)
    assert len(envelopes(world)) == 1
    assert "Nothing was kept twice" in text_of(treasurer.get(second.headers["Location"]))


def test_a_browser_that_goes_back_and_changes_a_kept_check_is_asked(world: World, treasurer: StaffBrowser) -> None:
    kept(treasurer, check())

    changed = check(number="1002", amount="300")
    page = review(treasurer, changed)
    refused = keep(treasurer, changed)
    answer = keep(treasurer, changed, another="yes")
    again = keep(treasurer, changed, another="yes")

    assert "I have looked: this is another check" in text_of(page)
    assert refused.status_code == 422
    assert len(envelopes(world)) == 2
    assert envelope_of(answer) == envelope_of(again)


ALIKE = [
    pytest.param({"entry": "second-entry"}, id="same donor, number and amount"),
    pytest.param({"entry": "second-entry", "number": "9", "code": "x"}, id="same code"),
]


@pytest.mark.parametrize("changes", ALIKE)
def test_a_check_that_looks_the_same_is_asked_about_and_nothing_typed_is_lost(
    world: World, treasurer: StaffBrowser, changes: dict[str, str]
) -> None:
    code = a_draft(world).code
    changes = {name: code if text == "x" else text for name, text in changes.items()}
    kept(treasurer, check(code=code))

    page = review(treasurer, check(**changes))
    refused = keep(treasurer, check(**changes))

    assert "A check that looks the same is kept already" in text_of(page)
    assert refused.status_code == 422
    assert carried(refused)["last_name"] == "Sample"
    assert len(envelopes(world)) == 1
    assert keep(treasurer, check(**changes), another="yes").status_code == 303
    assert len(envelopes(world)) == 2


def test_two_people_who_key_the_same_envelope_keep_it_once(world: World, staff_browser: Browsers) -> None:
    one, other = staff_browser(Role.ASSISTANT, "Ann"), staff_browser(Role.ASSISTANT, "Bob")
    first, second = review(one, check(entry="entry-of-ann")), review(other, check(entry="entry-of-bob"))
    assert "looks the same" not in text_of(second)

    kept_one = one.client.post(KEEP, data=carried(first))
    kept_other = other.client.post(KEEP, data=carried(second))

    assert kept_one.status_code == 303
    assert kept_other.status_code == 422
    assert "keyed by Ann" in text_of(kept_other)
    assert carried(kept_other)["number"] == "1001"
    assert len(envelopes(world)) == 1


def test_two_checks_of_one_donor_with_other_numbers_are_two(world: World, treasurer: StaffBrowser) -> None:
    kept(treasurer, check())
    kept(treasurer, check(entry="second-entry", number="1002"))

    assert len(envelopes(world)) == 2


def test_back_from_the_review_brings_every_field(treasurer: StaffBrowser) -> None:
    sent = carried(review(treasurer, joint(share="100", amount="250")), "/treasurer/checks/mend")

    page = treasurer.client.post("/treasurer/checks/mend", data=sent)

    assert page.status_code == 200
    for name, text in joint(share="100", amount="250").items():
        html = page.get_data(as_text=True)
        shown = re.search(rf'name="{name}"[^>]* value="{re.escape(text)}"', html) or f'value="{text}" selected' in html
        assert shown, name


# A session that lapses, a page that is old ---------------------------------------------------------------------------


def test_a_lapsed_session_asks_to_sign_in_and_then_everything_is_still_there(
    world: World, treasurer: StaffBrowser
) -> None:
    opened = review(treasurer, check())
    world.clock.forward(minutes=31)

    asked = treasurer.client.post("/treasurer/checks/mend", data=carried(opened, "/treasurer/checks/mend"))
    assert asked.status_code == 401
    kept_there = carried(asked, "/treasurer/checks/mend")
    assert kept_there["bank"] == "Example Savings Bank"
    again = hire(world, "Terry", Role.TREASURER).browser(world)
    treasurer.client.set_cookie("staff", again.cookie)
    page = treasurer.client.post("/treasurer/checks/mend", data=kept_there)

    # Another person's page is that person's; the same person's goes on.
    assert page.status_code == 400


def test_the_same_person_signs_in_again_and_goes_on(world: World, terry: Any) -> None:
    browser = terry.browser(world)
    opened = carried(review(browser, check()))
    world.clock.forward(minutes=31)
    asked = browser.client.post(KEEP, data=opened)
    assert asked.status_code == 401
    browser.client.set_cookie("staff", terry.browser(world).cookie)

    answer = browser.client.post(KEEP, data=carried(asked))

    assert answer.status_code == 303
    assert len(envelopes(world)) == 1


def test_a_page_that_was_open_too_long_comes_back_with_everything(world: World, terry: Any) -> None:
    browser = terry.browser(world)
    opened = carried(review(browser, check()))
    world.clock.forward(hours=13)
    browser.client.set_cookie("staff", terry.browser(world).cookie)

    page = browser.client.post(KEEP, data=opened)

    assert page.status_code == 422
    assert "open for too long" in text_of(page)
    assert (value(page, "amount"), value(page, "bank")) == ("250", "Example Savings Bank")
    assert envelopes(world) == []


def test_a_forged_form_saves_nothing(world: World, treasurer: StaffBrowser) -> None:
    answer = treasurer.client.post(KEEP, data={**check(), "csrf_token": "forged"})

    assert answer.status_code == 422
    assert envelopes(world) == []


# Pictures ------------------------------------------------------------------------------------------------------------


def test_a_picture_is_sealed_before_it_reaches_the_books_and_opens_for_staff_alone(
    world: World, treasurer: StaffBrowser, auditor: StaffBrowser
) -> None:
    public_id = kept(treasurer, check(), image=(PNG, "front.png"))
    envelope, (entry,), ((image_id, media_type),) = receiving.read(world.desk, public_id)

    sealed = receiving.image(world.desk, image_id)
    assert sealed is not None
    assert PNG[8:40] not in sealed.sealed
    assert world.desk.vault.open(sealed.sealed, keeping.purpose(envelope.id)) == PNG
    assert (media_type, sealed.size, envelope.check.has_image) == ("image/png", len(PNG), True)
    assert "image" not in {task.kind for task in people.story(world.desk, entry.public_id).tasks if not task.closed_at}
    shown = auditor.get(f"/treasurer/images/{image_id}")
    assert shown.data == PNG
    assert shown.headers["Content-Type"] == "image/png"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Cache-Control"] == "no-store"
    assert world.app.test_client().get(f"/treasurer/images/{image_id}").status_code == 303
    assert auditor.get("/treasurer/images/no-such-picture").status_code == 404


def test_a_pdf_is_handed_out_as_a_file_and_never_shown_as_a_page(world: World, treasurer: StaffBrowser) -> None:
    public_id = kept(treasurer, check(), image=(PDF, "scan.pdf"))
    ((image_id, _type),) = receiving.read(world.desk, public_id)[2]

    shown = treasurer.get(f"/treasurer/images/{image_id}")

    assert shown.headers["Content-Disposition"].startswith("attachment")


def test_a_picture_that_was_moved_to_another_envelope_does_not_open(world: World, treasurer: StaffBrowser) -> None:
    from donations import check_models  # noqa: PLC0415 - a thief writes past the books

    one = kept(treasurer, check(), image=(PNG, "front.png"))
    other = kept(treasurer, check(entry="second-entry", number="1002"))
    ((image_id, _type),) = receiving.read(world.desk, one)[2]
    with world.desk.database.writing() as session:
        row = session.query(check_models.Image).one()
        row.envelope_id = receiving.read(world.desk, other)[0].id

    shown = treasurer.get(f"/treasurer/images/{image_id}")

    assert shown.status_code == 500
    assert "cannot be opened" in text_of(shown)


LIES = [
    pytest.param(JPEG, "front.png", "calls itself .png", id="a JPEG that calls itself PNG"),
    pytest.param(b"MZ" + b"\0" * 100, "front.jpg", "not a JPEG, PNG or PDF", id="a program"),
    pytest.param(b"x" * (LARGEST + 1), "front.jpg", "larger than 10 MB", id="too large"),
]


@pytest.mark.parametrize("content, name, words", LIES)
def test_a_file_that_lies_is_refused_and_the_check_stays_typed(
    world: World, treasurer: StaffBrowser, content: bytes, name: str, words: str
) -> None:
    page = keep(treasurer, check(), image=(content, name))

    assert page.status_code == 422
    assert words in text_of(page)
    assert carried(page)["last_name"] == "Sample"
    assert envelopes(world) == []


def test_a_picture_may_come_later_and_an_empty_choice_is_told(world: World, treasurer: StaffBrowser) -> None:
    public_id = kept(treasurer, check())
    address = f"/treasurer/checks/{public_id}/image"

    def send(picture: tuple[bytes, str] | None = None) -> Any:
        token = token_of(treasurer.get(f"/treasurer/checks/{public_id}"))
        body, kind = multipart({"csrf_token": token}, picture)
        return treasurer.client.post(address, data=body, content_type=kind)

    assert "Choose a file" in text_of(send())
    assert "not a JPEG" in text_of(send((b"GIF89a", "a.gif")))
    assert send((JPEG, "a.jpg")).status_code == 303
    assert [kind for _id, kind in receiving.read(world.desk, public_id)[2]] == ["image/jpeg"]


def test_only_the_doors_of_pictures_take_a_large_body(treasurer: StaffBrowser) -> None:
    answer = treasurer.client.post("/treasurer/checks/review", data={"amount": "1" * 70_000})

    assert answer.status_code == 413


# What becomes of it --------------------------------------------------------------------------------------------------


def act(browser: StaffBrowser, public_id: str, name: str, **typed: str) -> Any:
    page = f"/treasurer/checks/{public_id}"
    version = re.search(r'name="version" value="(\d+)"', browser.get(page).get_data(as_text=True))
    sent = {"on": "3/2/2026", "version": version[1] if version else "1", **typed}
    return browser.post(f"{page}/{name}", sent, page=page)


def state(world: World, public_id: str) -> tuple[Status, str]:
    envelope, (entry, *_rest), _images = receiving.read(world.desk, public_id)
    return entry.status, envelope.deposit_ref


def test_a_deposit_closes_its_work_and_twice_the_same_is_once(world: World, assistant: StaffBrowser) -> None:
    public_id = kept(assistant, check())

    first = act(assistant, public_id, "deposit", ref="Slip 7", version="1")
    second = act(assistant, public_id, "deposit", ref="Slip 7", version="1")

    assert first.status_code == second.status_code == 303
    assert state(world, public_id) == (Status.DEPOSITED, "Slip 7")
    assert "Deposit it or return it" not in text_of(assistant.get(f"/treasurer/checks/{public_id}"))


def test_a_stale_page_changes_nothing_and_says_so(
    world: World, assistant: StaffBrowser, treasurer: StaffBrowser
) -> None:
    public_id = kept(assistant, check())
    act(assistant, public_id, "deposit", ref="Slip 7")

    late = act(treasurer, public_id, "return", reason="Not ours", version="1", sure="yes")

    assert late.status_code == 409
    assert "Another hand changed this check" in text_of(late)
    assert state(world, public_id) == (Status.DEPOSITED, "Slip 7")


ENDS = [
    pytest.param("return", Status.RETURNED, "Received", id="returned undeposited"),
    pytest.param("bounce", Status.BOUNCED, "Deposited", id="bounced"),
]


@pytest.mark.parametrize("name, status, before", ENDS)
def test_an_end_is_asked_once_with_the_sum_then_counts_no_longer(
    world: World, treasurer: StaffBrowser, name: str, status: Status, before: str
) -> None:
    public_id = kept(treasurer, check())
    if name == "bounce":
        act(treasurer, public_id, "deposit", ref="Slip 7")

    asked = act(treasurer, public_id, name, reason="Not sufficient funds")
    assert asked.status_code == 200
    assert "$250.00" in text_of(asked)
    assert "cannot be taken back" in text_of(asked)
    assert f"State {before}" in text_of(asked)
    sure = carried(asked, f"/treasurer/checks/{public_id}/{name}")
    answer = treasurer.client.post(f"/treasurer/checks/{public_id}/{name}", data=sure)

    assert answer.status_code == 303
    assert state(world, public_id)[0] is status
    assert "counts toward no total" in text_of(treasurer.get(answer.headers["Location"]))
    entry = receiving.read(world.desk, public_id)[1][0]
    acts = people.story(world.desk, entry.public_id).acts
    assert ("Robin treasurer", "Not sufficient funds") in {(each.actor, each.note) for each in acts}


MISSING = [
    pytest.param("deposit", {"ref": ""}, "deposit slip", id="no slip"),
    pytest.param("deposit", {"ref": "7", "on": "3/3/2026"}, "Enter a day from 3/2/2026", id="a day to come"),
    pytest.param("deposit", {"ref": "7", "on": "3/1/2026"}, "Enter a day from 3/2/2026", id="a day before it came"),
    pytest.param("return", {"reason": ""}, "Enter the reason", id="no reason"),
    pytest.param("return", {"reason": "x" * 201}, "Shorten this", id="a long reason"),
]


@pytest.mark.parametrize("name, typed, words", MISSING)
def test_what_an_act_lacks_is_told_and_what_was_typed_stays(
    world: World, treasurer: StaffBrowser, name: str, typed: dict[str, str], words: str
) -> None:
    public_id = kept(treasurer, check())

    page = act(treasurer, public_id, name, **typed)

    assert page.status_code == 422
    assert words in text_of(page)
    assert state(world, public_id)[0] is Status.RECEIVED


def test_there_is_no_such_envelope(treasurer: StaffBrowser) -> None:
    assert treasurer.get("/treasurer/checks/no-such-envelope").status_code == 404


# Roles ---------------------------------------------------------------------------------------------------------------

ALLOWED = [
    pytest.param(Role.TREASURER, "deposit", True, id="a treasurer deposits"),
    pytest.param(Role.TREASURER, "return", True, id="a treasurer returns"),
    pytest.param(Role.ASSISTANT, "deposit", True, id="an assistant deposits"),
    pytest.param(Role.ASSISTANT, "return", False, id="an assistant returns nothing"),
    pytest.param(Role.AUDITOR, "deposit", False, id="an auditor deposits nothing"),
    pytest.param(Role.AUDITOR, "bounce", False, id="an auditor bounces nothing"),
    pytest.param(Role.AUDITOR, "image", False, id="an auditor adds no picture"),
]


@pytest.mark.parametrize("role, name, allowed", ALLOWED)
def test_each_role_does_what_is_its_own(
    world: World, staff_browser: Browsers, role: Role, name: str, allowed: bool
) -> None:
    public_id = kept(staff_browser(Role.ASSISTANT, "Ann"), check())
    browser = staff_browser(role, "Somebody")

    answer = browser.post(
        f"/treasurer/checks/{public_id}/{name}", {"on": "3/2/2026", "version": "1", "ref": "7", "reason": "x"}
    )

    assert (answer.status_code != 403) is allowed
    assert allowed or state(world, public_id)[0] is Status.RECEIVED


def test_an_auditor_reads_an_envelope_and_keys_nothing(
    world: World, assistant: StaffBrowser, auditor: StaffBrowser
) -> None:
    public_id = kept(assistant, check())

    page = auditor.get(f"/treasurer/checks/{public_id}")

    assert page.status_code == 200
    assert "<button" not in page.get_data(as_text=True).partition("<main")[2]
    assert auditor.get("/treasurer/checks").status_code == 403
    for address in ("", "/review", "/mend", "/keep"):
        assert auditor.post(f"/treasurer/checks{address}", check()).status_code == 403
    assert len(envelopes(world)) == 1


# The same law at both doors ------------------------------------------------------------------------------------------

SAME: list[Any] = [
    pytest.param({}, id="nothing to say"),
    pytest.param({"amount": "5000", "confirmed": "5000"}, id="over the limit"),
    pytest.param({"occupation": "", "employer": "", "work": ""}, id="no work"),
    pytest.param({"employer": "n/a"}, id="a placeholder for an employer"),
    pytest.param({"country": "FR", "state": "", "postal_code": "75001"}, id="an address abroad"),
    pytest.param({"first_name": "Acme", "last_name": "Widgets LLC"}, id="an organization"),
    pytest.param({"last_name": "", "address1": ""}, id="name and street left out"),
    pytest.param({"state": "XX"}, id="a state that is none"),
    pytest.param({"attest_age": None, "attest_citizenship": None}, id="statements left open"),
]
AT_ONE_DOOR = {"SRC-03", "SRC-12", "REC-03", "LIM-10"}
"""About what only a card, or only a check, shows."""


@pytest.mark.parametrize("changes", SAME)
def test_the_same_facts_find_the_same_at_the_web_form_and_at_the_desk(
    world: World, changes: dict[str, str | None]
) -> None:

    committee, today, now = world.settings.committee, world.context.today(), world.clock()
    amount = str(changes.get("amount", "250"))
    web_fields = {name: text for name, text in changes.items() if name not in {"amount", "confirmed"}}
    web = DonationForm(MultiDict(fields(preset="other", amount=amount, **web_fields)), committee=committee, presets=())
    desk = CheckForm(
        MultiDict(check(**{"postmarked_on": "", "signer1": "", **changes})), committee=committee, today=today
    )
    offer = intake.Offer(web.contribution("offered", today, "words"), "form", None, "", False, "", None, ())
    online = intake.judge(world.desk, offer, now).findings
    (judged,) = receiving.preview(world.desk, desk.keyed("form", "words"), now).shares
    at_desk = judged.judgement.findings

    def plain(found: Any) -> set[tuple[Any, ...]]:
        return {
            (each.rule, each.field, each.citation, each.excess)
            for each in found
            if each.rule not in AT_ONE_DOOR or each.field == "attest_personal_card"
        }

    assert plain(at_desk) == plain(online)
