"""Putting right at the desk: refunds, an excess, changes, sources; who may, what is asked once, what is kept."""

import re
from datetime import date

import pytest
from werkzeug.test import TestResponse

from compliance.contribution import AccountKind
from donations import adjustments, people
from donations.adjustments import ChangeStatus
from donations.desk import Entry
from donations.staff import Role
from tests.donations.books import given, letters
from tests.donations.righting import acts, is_open, keyed, over, tasks_of, totals
from tests.donations.treasurer.colleagues import StaffBrowser, hire
from tests.donations.world import World, token_of
from tests.factories import a_check, a_contributor, an_address


@pytest.fixture
def desk(world: World) -> StaffBrowser:
    return hire(world).browser(world)


def words(page: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.get_data(as_text=True)).split())


def sent(browser: StaffBrowser, path: str, typed: dict[str, str], *, page: str | None = None) -> TestResponse:
    return browser.post(path, typed, page=page or "/treasurer/donors")


def to(entry: Entry, *more: str) -> str:
    return "/".join(("/treasurer/gifts", entry.public_id, *more))


# Refunds -------------------------------------------------------------------------------------------------------------

WHOLE = {"part": "whole", "way": "stripe", "reason": "asked for it"}
PART = {"part": "part", "amount": "400", "way": "stripe", "reason": "asked for it"}


def test_a_refund_shows_what_it_does_before_it_is_made_and_is_made_once_the_sum_is_typed(
    world: World, desk: StaffBrowser
) -> None:
    entry = given(world, "1,000.00")

    look = words(sent(desk, to(entry, "refund"), PART))
    assert "Refund $400.00 to Robin Sample?" in look
    assert "$1,000.00 $600.00" in look
    assert "Form 3, line 20(a), itemized on Schedule B" in look
    assert totals(world, entry)["P2026"] == "$1,000.00"

    done = sent(desk, to(entry, "refund"), {**PART, "sure": "yes", "again": "$400.00"})
    assert done.headers["Location"].endswith("?done=refund")
    assert totals(world, entry)["P2026"] == "$600.00"
    assert ("Terry", "refund", "", "pending") in acts(world, entry)
    assert "Refund, 2 March 2026 made by Stripe, Terry: asked for it $400.00" in words(desk.get(to(entry)))


def test_a_refund_of_a_receipt_that_was_not_itemized_is_in_the_lines_total_only(
    world: World, desk: StaffBrowser
) -> None:
    entry = given(world, "200.00")

    assert "line’s total only" in words(sent(desk, to(entry, "refund"), WHOLE)).replace("&#39;", "’")


@pytest.mark.parametrize("again", ["", "4000", "399.99", "four hundred"])
def test_another_sum_typed_makes_no_refund(world: World, desk: StaffBrowser, again: str) -> None:
    entry = given(world, "1,000.00")

    page = sent(desk, to(entry, "refund"), {**PART, "sure": "yes", "again": again})

    assert page.status_code == 422
    assert "Type the sum, 400.00, to refund it." in words(page)
    assert world.sandbox_list("/v1/refunds") == []


def test_one_form_sent_twice_refunds_once(world: World, desk: StaffBrowser) -> None:
    entry = given(world, "1,000.00")
    token = token_of(sent(desk, to(entry, "refund"), PART))
    form = {**PART, "sure": "yes", "again": "400", "csrf_token": token}

    answers = [desk.client.post(to(entry, "refund"), data=form) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [303, 303, 303]
    assert len(world.sandbox_list("/v1/refunds")) == 1


def test_a_whole_refund_sent_twice_is_no_error(world: World, desk: StaffBrowser) -> None:
    entry = given(world, "1,000.00")
    token = token_of(sent(desk, to(entry, "refund"), WHOLE))
    form = {**WHOLE, "sure": "yes", "again": "1000", "csrf_token": token}

    answers = [desk.client.post(to(entry, "refund"), data=form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]


@pytest.mark.parametrize(
    "typed, told",
    [
        ({"part": "part", "amount": "1000.01"}, "Enter a sum of at most $1,000.00"),
        ({"part": "part", "amount": "-5"}, "Enter a sum of at most"),
        ({"part": ""}, "Enter a sum of at most"),
        ({"way": ""}, "Choose how it goes back."),
        ({"reason": " "}, "Enter the reason"),
        ({"way": "check", "check_number": ""}, "Enter the number of the committee"),
        ({"way": "check", "check_number": "2001", "on": "3/32/2026"}, "Enter the day as month, day, year"),
        ({"way": "check", "check_number": "2001", "on": "3/3/2026"}, "This day lies ahead."),
        ({"way": "check", "check_number": "2001", "on": "3/1/2026"}, "The gift came on 3/2/2026."),
    ],
    ids=[
        "a cent too much",
        "below zero",
        "nothing chosen",
        "no way",
        "no reason",
        "no number",
        "no day",
        "tomorrow",
        "before the gift",
    ],
)
def test_what_is_missing_is_told_and_what_was_typed_is_kept(
    world: World, desk: StaffBrowser, typed: dict[str, str], told: str
) -> None:
    entry = given(world, "1,000.00")

    page = sent(desk, to(entry, "refund"), {**WHOLE, "reason": "kept as typed", **typed})

    assert page.status_code == 422
    assert told in words(page)
    if "reason" not in typed:
        assert "kept as typed" in page.get_data(as_text=True)


def test_a_refund_by_the_committees_check_is_kept_with_its_number_and_day(world: World, desk: StaffBrowser) -> None:
    entry = keyed(world, "1,000.00", on=date(2026, 2, 27))
    typed = {**PART, "way": "check", "check_number": "2001", "on": "3/1/2026"}
    assert "did not come by card" in words(desk.get(to(entry, "refund")))

    sent(desk, to(entry, "refund"), {**typed, "sure": "yes", "again": "400"})

    told = people.story(world.desk, entry.public_id).corrections[0]
    assert (told.method, told.on, told.reason) == ("check", date(2026, 3, 1), "asked for it (check 2001)")

    stopped = sent(desk, to(entry, "refund", "stop"), {"ref": told.ref, "reason": "never cashed"})
    assert stopped.headers["Location"].endswith("done=stopped")
    assert totals(world, entry)["P2026"] == "$1,000.00"


def test_a_pending_refund_and_one_that_failed_are_shown_for_what_they_are(world: World, desk: StaffBrowser) -> None:
    entry = given(world, "1,000.00", number="4000000000007726")
    sent(desk, to(entry, "refund"), {**WHOLE, "sure": "yes", "again": "1000"})

    assert "on its way: the gift counts until it is made" in words(desk.get(to(entry)))

    world.sandbox.settle_refund(world.sandbox_list("/v1/refunds")[0]["id"], "failed")
    world.deliver_all()
    assert "failed: the gift counts as before" in words(desk.get(to(entry)))


def test_when_stripe_is_away_the_refund_waits_and_the_page_says_so(world: World, desk: StaffBrowser) -> None:
    entry = given(world, "1,000.00")
    world.sandbox.faults.next("POST", "/v1/refunds", status=500)

    done = sent(desk, to(entry, "refund"), {**WHOLE, "sure": "yes", "again": "1000"})
    assert done.headers["Location"].endswith("done=waits")
    page = words(desk.get(done.headers["Location"]))
    assert "do not ask for it again" in page
    assert "Stripe has not answered yet" in page

    world.clock.forward(days=1, seconds=11)
    world.sandbox.prune_idempotency()
    world.sweep()
    assert totals(world, entry)["P2026"] == "$0.00"


def test_a_dispute_is_shown_and_the_answer_to_the_bank_stays_at_stripe(world: World, desk: StaffBrowser) -> None:
    entry = given(world, "1,000.00", number="4000000000000259")
    world.deliver_all()

    page = words(desk.get(to(entry)))
    assert "open: the gift counts until the bank decides" in page
    assert "Answer the bank at Stripe" in page

    world.sandbox.close_dispute(world.sandbox_list("/v1/disputes")[0]["id"], "lost")
    world.deliver_all()
    assert "lost: the gift counts no longer" in words(desk.get(to(entry)))


# An excess -----------------------------------------------------------------------------------------------------------

ASK = {"remedy": "written_redesignation", "election": "G2026", "amount": "700", "medium": "email"}


def test_an_excess_shows_its_sums_its_clock_and_every_way_with_why_not(world: World, desk: StaffBrowser) -> None:
    keyed(world, "3,000.00")
    entry = keyed(world, "1,000.00")

    page = words(desk.get(to(entry, "excess")))

    assert "$700.00 over the limit" in page
    assert "1 May 2026 (60 days left)" in page
    assert "this gift $1,000.00 Total $4,000.00 Limit $3,300.00 Over $700.00" in page
    assert "$4,000.00 $3,300.00" in page
    assert "The contributor has designated the election, so nothing is presumed." in page
    assert "Nobody else is known to whom the account belongs." in page


def test_a_redesignation_is_asked_by_e_mail_with_the_refund_as_the_alternative(
    world: World, desk: StaffBrowser
) -> None:
    entry = keyed(world, "4,000.00")

    look = words(sent(desk, to(entry, "excess"), ASK))
    assert "You may have the $700 back. Tell us, and we refund it." in look
    assert people.story(world.desk, entry.public_id).changes == ()

    done = sent(desk, to(entry, "excess"), {**ASK, "sure": "yes"})
    page = words(desk.get(done.headers["Location"]))
    assert "Asked, not effective yet." in page
    assert "Missing: the change in writing, signed by Robin Sample" in page
    letter = world.mail()[-1]
    assert letter["To"] == "robin@example.org"
    body = letter.get_body(("plain",))
    assert body is not None
    assert "You may have the $700 back." in body.get_content()
    assert re.search(r"http://localhost/sign/[\w-]{32}", body.get_content())
    form = next(letter.iter_attachments())
    assert (form.get_filename(), form.get_content_type()) == ("form.pdf", "application/pdf")
    assert "/sign/" not in desk.get(done.headers["Location"]).get_data(as_text=True)


def test_the_same_form_twice_asks_once(world: World, desk: StaffBrowser) -> None:
    entry = keyed(world, "4,000.00")

    answers = [sent(desk, to(entry, "excess"), {**ASK, "sure": "yes"}) for _ in range(2)]

    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert len([each for each in letters(world) if each.kind == "notice"]) == 1


def asked(world: World, desk: StaffBrowser, **typed: str) -> tuple[Entry, str]:
    entry = keyed(world, "4,000.00")
    done = sent(desk, to(entry, "excess"), {**ASK, "sure": "yes", **typed})
    return entry, done.headers["Location"].partition("?")[0]


def test_a_signature_on_paper_is_keyed_with_its_day_and_puts_it_right(world: World, desk: StaffBrowser) -> None:
    entry, change = asked(world, desk, medium="letter")

    wrong = sent(desk, f"{change}/signature", {"signer": "Jordan Quill", "on": "yesterday"})
    assert wrong.status_code == 422
    assert "Choose who has signed." in words(wrong)

    sent(desk, f"{change}/signature", {"signer": "Robin Sample", "on": "3/2/2026"})
    page = words(desk.get(change))
    assert "Effective since 2 March 2026." in page
    assert "Every record that it needs is here." in page
    assert is_open(world, entry) is False
    assert totals(world, entry)["G2026"] == "$700.00"


def test_after_the_sixtieth_day_a_change_that_nobody_signed_is_shown_as_void(world: World, desk: StaffBrowser) -> None:
    _entry, change = asked(world, desk)
    world.clock.forward(days=61)
    browser = hire(world, "Late").browser(world)

    page = words(browser.get(change))

    assert "Void unless its records are found" in page
    assert "Refund instead" in page
    late = sent(browser, f"{change}/signature", {"signer": "Robin Sample", "on": "5/2/2026"})
    assert late.status_code == 409
    assert "The last day for this was 1 May 2026" in words(late)


def test_a_change_is_withdrawn_with_a_reason(world: World, desk: StaffBrowser) -> None:
    entry, change = asked(world, desk)

    assert sent(desk, f"{change}/void", {"reason": ""}).status_code == 422
    sent(desk, f"{change}/void", {"reason": "a refund is wanted"})

    assert people.story(world.desk, entry.public_id).changes[0].status is ChangeStatus.VOID
    assert sent(desk, f"{change}/void", {"reason": "again"}).status_code == 409


def test_a_request_is_sent_again_with_a_fresh_link(world: World, desk: StaffBrowser) -> None:
    _entry, change = asked(world, desk)
    first = next(each for each in letters(world) if each.kind == "notice").facts["token"]

    sent(desk, f"{change}/again", {})

    assert adjustments.by_token(world.desk, first) is None
    assert len([each for each in letters(world) if each.kind == "notice"]) == 2


def test_a_presumption_is_made_with_its_notice(world: World, desk: StaffBrowser) -> None:
    entry = keyed(world, "4,000.00", election=None)
    typed = {**ASK, "remedy": "presumptive_redesignation", "medium": "email"}

    look = words(sent(desk, to(entry, "excess"), typed))
    assert "We have therefore redesignated $700 of it" in look
    assert "You may have the $700 refunded instead." in look
    sent(desk, to(entry, "excess"), {**typed, "sure": "yes"})

    assert totals(world, entry)["G2026"] == "$700.00"
    assert is_open(world, entry) is False


def test_a_reattribution_names_the_other_person_and_asks_both(world: World, desk: StaffBrowser) -> None:
    check = a_check(account=AccountKind.JOINT, printed_names=("Robin Sample", "Alex Sample"), signers=("Robin Sample",))
    entry = keyed(world, "4,000.00", check=check)
    typed = {"remedy": "written_reattribution", "election": "", "amount": "700", "medium": "email"}

    lacking = sent(desk, to(entry, "excess"), typed)
    assert lacking.status_code == 422
    assert "Enter the other person’s first name." in words(lacking)

    both = {**typed, "first_name": "Alex", "last_name": "Sample", "email": "alex@example.org", "sure": "yes"}
    done = sent(desk, to(entry, "excess"), both)
    page = words(desk.get(done.headers["Location"]))
    assert "signed by Robin Sample; the change in writing, signed by Alex Sample" in page
    assert {letter["To"] for letter in world.mail()[-2:]} == {"robin@example.org", "alex@example.org"}


@pytest.mark.parametrize(
    "typed, told",
    [
        ({"amount": "700.01"}, r"at most \$700.00"),
        ({"amount": "x"}, "Enter a sum"),
        ({"medium": ""}, "Choose how the letter goes out"),
        ({"remedy": "magic"}, "Choose a way"),
        ({"election": "S2026"}, "not open"),
        ({"remedy": "presumptive_redesignation"}, "designated the election|not open"),
    ],
    ids=["a cent too much", "no sum", "no way out", "no remedy", "no election", "not presumed"],
)
def test_what_cannot_be_asked_is_told(world: World, desk: StaffBrowser, typed: dict[str, str], told: str) -> None:
    entry = keyed(world, "4,000.00")

    page = sent(desk, to(entry, "excess"), {**ASK, **typed, "sure": "yes"})

    assert page.status_code in {409, 422}
    assert re.search(told, words(page))
    assert over(world, entry) == "$700.00"
    assert people.story(world.desk, entry.public_id).changes == ()


# The source, letters and calls ---------------------------------------------------------------------------------------


def corporate(world: World) -> Entry:
    return keyed(world, "500.00", check=a_check(account=AccountKind.BUSINESS), deposited=True)


def test_a_questionable_source_shows_ten_and_thirty_days_and_is_found_lawful_in_writing(
    world: World, desk: StaffBrowser
) -> None:
    entry = corporate(world)
    page = words(desk.get(to(entry, "source")))
    assert "By 12 March 2026 (10 days left)" in page
    assert "By 1 April 2026 (30 days left)" in page

    empty = sent(desk, to(entry, "source", "lawful"), {"finding": "n/a"})
    assert empty.status_code == 422
    unasked = sent(desk, to(entry, "source", "lawful"), {"finding": "A sole proprietor’s own account."})
    assert "at least one request on record" in words(unasked)
    sent(desk, to(entry, "letters", "evidence"), {"medium": "letter"})
    sent(desk, to(entry, "source", "lawful"), {"finding": "A sole proprietor’s own account: letter of 3 March."})

    assert is_open(world, entry, "source") is False
    page = words(desk.get(to(entry, "source")))
    assert "Found lawful by Terry: A sole proprietor’s own account: letter of 3 March." in page
    assert ("Terry", "find lawful", "deposited", "deposited") in acts(world, entry)


def test_a_refund_of_all_of_it_closes_a_questionable_source_and_its_failure_opens_it_again(
    world: World, desk: StaffBrowser
) -> None:
    entry = corporate(world)
    typed = {**WHOLE, "way": "check", "check_number": "2001", "on": "3/2/2026", "sure": "yes", "again": "500"}
    sent(desk, to(entry, "refund"), typed)
    assert is_open(world, entry, "source") is False

    ref = people.story(world.desk, entry.public_id).corrections[0].ref
    sent(desk, to(entry, "refund", "stop"), {"ref": ref, "reason": "came back"})

    assert is_open(world, entry, "source") is True


def test_evidence_is_asked_for_by_letter_and_the_work_stays_open(world: World, desk: StaffBrowser) -> None:
    entry = corporate(world)
    assert "whose account the check was drawn on" in words(desk.get(to(entry, "letters", "evidence")))

    done = sent(desk, to(entry, "letters", "evidence"), {"medium": "letter"})

    page = words(desk.get(done.headers["Location"]))
    assert "Print it, sign it, and mail it today." in page
    assert "to Robin Sample, 1 Test Road, Columbus, OH 43215" in page
    assert is_open(world, entry, "source") is True
    pdf = desk.get(done.headers["Location"].partition("?")[0] + ".pdf")
    assert pdf.content_type == "application/pdf"
    assert pdf.data.startswith(b"%PDF")


def test_illegality_found_later_opens_a_refund_of_thirty_days(world: World, desk: StaffBrowser) -> None:
    entry = keyed(world, "500.00")

    page = sent(desk, to(entry, "source", "unlawful"), {"on": "3/3/2026", "reason": "another’s money"})
    assert page.status_code == 422
    sent(desk, to(entry, "source", "unlawful"), {"on": "3/2/2026", "reason": "It was another’s money."})

    assert tasks_of(world, entry)["found_illegal"].due_on == date(2026, 4, 1)
    again = sent(desk, to(entry, "source", "unlawful"), {"on": "3/2/2026", "reason": "It was another’s money."})
    assert "This is open already." in words(again)


def lacking_work(world: World) -> Entry:
    return keyed(world, "500.00", work=None, occupation="", employer="")


def test_best_efforts_are_one_request_and_a_late_answer_is_put_on_file(world: World, desk: StaffBrowser) -> None:
    entry = lacking_work(world)
    assert is_open(world, entry, "occupation_and_employer") is True

    look = words(desk.get(to(entry, "letters", "best_efforts")))
    assert "Federal law requires us to use our best efforts" in look
    sent(desk, to(entry, "letters", "best_efforts"), {"medium": "letter"})
    assert is_open(world, entry, "occupation_and_employer") is False

    world.clock.forward(days=2)
    browser = hire(world, "Later").browser(world)
    typed = {"work": "employed", "occupation": "Carpenter", "employer": "Example Joinery"}
    sent(browser, to(entry, "answer"), typed)
    answered = world.read(entry.public_id).gift
    assert (answered.work, answered.occupation, answered.employer) == ("employed", "Carpenter", "Example Joinery")
    assert ("Later", "answer work", "deposited", "deposited") in acts(world, entry)


def test_an_answer_closes_the_work_of_the_persons_other_gifts_and_an_empty_one_closes_none(
    world: World, desk: StaffBrowser
) -> None:
    first, second = lacking_work(world), lacking_work(world)

    sent(desk, to(first, "answer"), {"work": "employed", "occupation": "", "employer": "n/a"})
    assert is_open(world, first, "occupation_and_employer") is True

    sent(desk, to(first, "answer"), {"work": "retired", "occupation": "", "employer": ""})
    assert is_open(world, first, "occupation_and_employer") is False
    assert is_open(world, second, "occupation_and_employer") is False


def test_a_call_is_written_down_with_its_day(world: World, desk: StaffBrowser) -> None:
    entry = lacking_work(world)

    nothing = sent(desk, to(entry, "calls"), {"kind": "best_efforts", "on": "", "said": ""})
    assert nothing.headers["Location"].endswith("no_call")
    sent(desk, to(entry, "calls"), {"kind": "best_efforts", "on": "3/2/2026", "said": "Asked; will write."})

    kept = people.story(world.desk, entry.public_id).notices[0]
    assert (kept.medium, kept.body, kept.actor, kept.sent_on) == (
        "call",
        "Asked; will write.",
        "Terry",
        date(2026, 3, 2),
    )
    assert is_open(world, entry, "occupation_and_employer") is False


def test_a_letter_is_offered_only_where_there_is_something_to_say(world: World, desk: StaffBrowser) -> None:
    entry = keyed(world, "100.00")
    nameless = keyed(world, "100.00", who=a_contributor(address=an_address(line1="", postal_code="")))

    assert [kind for kind in LETTERS if desk.get(to(entry, "letters", kind)).status_code == 200] == []
    assert "We do not know your mailing address yet." in words(desk.get(to(nameless, "letters", "identification")))
    sent(desk, to(nameless, "letters", "identification"), {"medium": "letter"})
    assert is_open(world, nameless, "identification") in {None, False}


LETTERS = ("best_efforts", "identification", "evidence", "refund", "returned", "bounced", "none")


def test_a_letter_tells_of_the_refund(world: World, desk: StaffBrowser) -> None:
    entry = keyed(world, "500.00")
    assert desk.get(to(entry, "letters", "refund")).status_code == 404
    typed = {**WHOLE, "way": "check", "check_number": "2001", "on": "3/2/2026", "sure": "yes", "again": "500"}
    sent(desk, to(entry, "refund"), typed)

    done = sent(desk, to(entry, "letters", "refund"), {"medium": "letter"})

    page = words(desk.get(done.headers["Location"]))
    assert "We refund $500 of it. Asked for it." in page
    assert "Enclosed: Check 2001 for $500.00" in page


# Who may -------------------------------------------------------------------------------------------------------------

ACTS = [
    ("refund", WHOLE),
    ("refund/stop", {"ref": "r", "reason": "x"}),
    ("excess", {**ASK, "sure": "yes"}),
    ("source/lawful", {"finding": "it is lawful"}),
    ("source/unlawful", {"on": "3/2/2026", "reason": "it is not"}),
    ("letters/best_efforts", {"medium": "letter"}),
    ("calls", {"kind": "best_efforts", "on": "3/2/2026", "said": "asked"}),
    ("answer", {"work": "retired"}),
]


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.AUDITOR])
@pytest.mark.parametrize("act, typed", ACTS, ids=[act for act, _ in ACTS])
def test_only_the_treasurer_acts(world: World, role: Role, act: str, typed: dict[str, str]) -> None:
    browser = hire(world, "Other", role).browser(world)
    entry = keyed(world, "4,000.00")
    before = people.story(world.desk, entry.public_id)

    assert sent(browser, to(entry, act), typed).status_code == 403
    assert people.story(world.desk, entry.public_id) == before


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.AUDITOR])
def test_everybody_on_the_staff_reads(world: World, desk: StaffBrowser, role: Role) -> None:
    entry, change = asked(world, desk)
    browser = hire(world, "Other", role).browser(world)

    for path in (to(entry), to(entry, "excess"), to(entry, "source"), f"/treasurer/donors/{entry.public_id}", change):
        page = browser.get(path)
        assert page.status_code == 200
        forms = re.findall(r'<form method="post" action="([^"]+)"', page.get_data(as_text=True))
        assert set(forms) <= {"/treasurer/sign-out"}
    assert browser.get(to(entry, "refund")).status_code == 403


def test_a_gifts_page_speaks_the_treasurers_words_and_one_form_of_date(world: World, desk: StaffBrowser) -> None:
    entry = given(world, "500.00")

    told = words(desk.get(to(entry)))

    assert "When it was offered: nothing against it" in told
    assert "given for the election $0.00" in told
    assert "committee’s file " in told
    assert re.search(r"2 March 2026, \d{1,2}:\d\d [AP]M EST the rules State changed", told)
    assert not re.search(r"\bengine\b|\bmove\b|capturing|checkout_open|\b20\d\d-\d\d-\d\d \d", told)


def test_the_gifts_of_a_donor_stand_in_the_order_that_the_address_asks_for(world: World, desk: StaffBrowser) -> None:
    entry = given(world, "30.00")
    given(world, "90.00")
    given(world, "60.00")

    def sums(sort: str) -> list[str]:
        html = desk.get(f"/treasurer/donors/{entry.public_id}?sort={sort}").get_data(as_text=True)
        return re.findall(r'<td class="num">\$(\d+)', html.partition('id="gifts-title"')[2])

    assert sums("amount") == ["30", "60", "90"]
    assert sums("-amount") == ["90", "60", "30"]


def test_a_gift_that_is_not_there_is_told_behind_the_door(desk: StaffBrowser) -> None:
    for path in ("gifts/none", "gifts/none/excess", "gifts/none/refund", "donors/none", "changes/9", "notices/9"):
        page = desk.get(f"/treasurer/{path}")
        assert page.status_code == 404
        assert "There is nothing here" in words(page)
        assert "charged" not in words(page)


def test_hostile_text_stays_text_on_every_page(world: World, desk: StaffBrowser) -> None:
    nasty = "<script>alert(1)</script>{{7*7}}"
    who = a_contributor(first_name=nasty, address=an_address(line1=nasty), email="")
    entry = keyed(world, "4,000.00", who=who, occupation=nasty, employer=nasty, message=nasty)

    for path in (
        to(entry),
        to(entry, "excess"),
        to(entry, "source"),
        to(entry, "refund"),
        f"/treasurer/donors/{entry.public_id}",
    ):
        page = desk.get(path).get_data(as_text=True)
        assert "<script>alert" not in page
        assert "alert(1)49" not in page
