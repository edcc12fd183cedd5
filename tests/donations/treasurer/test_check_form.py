"""What is read off a check, and how it becomes what the desk takes."""

from datetime import date
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from compliance.contribution import AccountKind, Method, Work
from compliance.money import Money
from donations.treasurer import days
from donations.treasurer.check_form import CheckForm
from donations.treasurer.days import NotADay
from tests.donations.treasurer.papers import check, joint
from tests.donations.world import COMMITTEE

TODAY = date(2026, 3, 2)


def a_form(typed: dict[str, str]) -> CheckForm:
    return CheckForm(MultiDict(typed), committee=COMMITTEE, today=TODAY)


def problems(**changes: str | None) -> list[str | None]:
    return [problem.field for problem in a_form(check(**changes)).problems()]


def test_a_whole_check_has_no_problems_and_becomes_one_share() -> None:
    keyed = a_form(check()).keyed("form", "words")

    (share,) = keyed.shares
    assert (keyed.amount, keyed.submission, keyed.check.number) == (Money(25000), "form", "1001")
    assert (share.gift.method, share.gift.election, share.gift.work) == (Method.CHECK, "P2026", Work.EMPLOYED)
    assert (share.gift.made_on, share.gift.received_on) == (date(2026, 2, 27), TODAY)
    assert share.gift.attestation is not None
    assert share.gift.attestation.wording == "words"
    assert keyed.check.account is AccountKind.PERSONAL


def test_without_a_form_nobody_was_asked_for_statements_and_no_election_is_designated() -> None:
    (share,) = a_form(check(has_form=None, election="")).keyed("form", "words").shares

    assert share.gift.attestation is None
    assert share.gift.election is None


MADE = [
    pytest.param("2/27/2026", "yes", date(2026, 2, 27), id="the postmark, kept"),
    pytest.param("2/27/2026", None, TODAY, id="a postmark that is not kept"),
    pytest.param("", "yes", TODAY, id="no postmark"),
]


@pytest.mark.parametrize("postmark, kept, made_on", MADE)
def test_a_check_is_made_on_the_postmark_only_while_it_is_kept(postmark: str, kept: str | None, made_on: date) -> None:
    keyed = a_form(check(postmarked_on=postmark, envelope_kept=kept)).keyed("form", "words")

    assert keyed.shares[0].gift.made_on == made_on


WRONG: list[Any] = [
    pytest.param({"amount": ""}, ["amount"], id="no amount"),
    pytest.param({"amount": "25o"}, ["amount"], id="an amount with a letter"),
    pytest.param({"amount": "1.234"}, ["amount"], id="three decimals"),
    pytest.param({"amount": "0"}, ["amount"], id="nothing"),
    pytest.param({"amount": "100000000"}, ["amount"], id="more than any check"),
    pytest.param({"received_on": ""}, ["received_on"], id="no day of receipt"),
    pytest.param({"received_on": "2/30/2026"}, ["received_on"], id="a day that is none"),
    pytest.param({"received_on": "3/3/2026"}, ["received_on"], id="a receipt tomorrow"),
    pytest.param({"written_on": "Tuesday"}, ["written_on"], id="a date in words"),
    pytest.param({"postmarked_on": "3/3/2026"}, ["postmarked_on"], id="a postmark after receipt"),
    pytest.param({"deposited_on": "3/3/2026", "deposit_ref": "7"}, ["deposited_on"], id="a deposit tomorrow"),
    pytest.param({"deposited_on": "3/1/2026", "deposit_ref": "7"}, ["deposited_on"], id="a deposit before receipt"),
    pytest.param({"deposited_on": "3/2/2026"}, ["deposit_ref"], id="a deposit without a slip"),
    pytest.param({"account": "swiss"}, ["account"], id="an unknown account"),
    pytest.param({"election": "P1999"}, ["election"], id="an unknown election"),
    pytest.param({"share": "100"}, ["signer2"], id="a part without a second signer"),
    pytest.param({"signer2": "Chris Sample"}, ["other_last_name"], id="a second signer without a name"),
    pytest.param({"number": "1" * 21}, ["number"], id="a long number"),
    pytest.param({"amount": "", "received_on": "x"}, ["amount", "received_on"], id="two at once"),
]


@pytest.mark.parametrize("changes, fields", WRONG)
def test_what_has_to_be_read_once_more_is_named_all_at_once(changes: dict[str, str], fields: list[str]) -> None:
    assert problems(**changes) == fields


LEFT_OUT = {"first_name": "", "last_name": "", "address1": "", "city": "", "state": "", "postal_code": "4321"}


def test_what_the_contributor_left_out_never_bars_the_entry() -> None:
    form = a_form(check(**LEFT_OUT, email="not an address", work="", occupation="", employer="", number="", bank=""))

    assert form.problems() == []


SPLITS = [
    pytest.param("500", "", "", ["250.00", "250.00"], id="equal"),
    pytest.param("500.01", "", "", ["250.01", "250.00"], id="an odd cent goes to the first"),
    pytest.param("500", "200", "300", ["200.00", "300.00"], id="as stated"),
    pytest.param("500", "200", "", ["200.00", "300.00"], id="one part says the other"),
    pytest.param("500", "", "200", ["300.00", "200.00"], id="and the other way round"),
    pytest.param("500", "500", "", ["500.00"], id="all of it is the first one's"),
    pytest.param("500", "0", "", ["500.00"], id="all of it is the second one's"),
]


@pytest.mark.parametrize("amount, one, other, parts", SPLITS)
def test_a_joint_check_is_shared(amount: str, one: str, other: str, parts: list[str]) -> None:
    form = a_form(joint(amount=amount, share=one, other_share=other))

    assert form.problems() == []
    assert [share.gift.amount.plain for share in form.keyed("form", "words").shares] == parts


MISSED = [
    pytest.param("200", "200", "share", id="too little together"),
    pytest.param("300", "300", "share", id="too much together"),
    pytest.param("600", "", "share", id="one part more than the check"),
    pytest.param("", "600", "other_share", id="the other part more than the check"),
    pytest.param("half", "", "share", id="a part in words"),
]


@pytest.mark.parametrize("one, other, field", MISSED)
def test_parts_that_are_not_the_check_are_told_at_their_field(one: str, other: str, field: str) -> None:
    form = a_form(joint(amount="500", share=one, other_share=other))

    assert [problem.field for problem in form.problems()] == [field]


def test_the_second_signer_is_a_person_of_their_own_and_may_live_at_the_first_ones_address() -> None:
    keyed = a_form(joint(other_same_address="yes", other_address1="", other_city="", other_postal_code="")).keyed(
        "f", "w"
    )

    one, other = (share.gift for share in keyed.shares)
    assert (one.contributor.first_name, other.contributor.first_name) == ("Robin", "Chris")
    assert one.contributor.address == other.contributor.address
    assert (one.employer, other.employer) == ("Example Joinery", "Example Mill")
    assert keyed.check.signers == ("Robin Sample", "Chris Sample")


TWICE = [
    pytest.param("1000", False, id="a thousand"),
    pytest.param("1000.01", True, id="a cent more"),
]


@pytest.mark.parametrize("amount, asked", TWICE)
def test_above_a_thousand_the_amount_is_asked_twice(amount: str, asked: bool) -> None:
    assert a_form(check(amount=amount)).to_confirm is asked


def test_the_second_amount_may_be_written_otherwise_but_not_be_another() -> None:
    form = a_form(check(amount="2500"))

    assert form.confirm("$2,500.00") == []
    assert not form.to_confirm
    form = a_form(check(amount="2500"))
    assert [problem.field for problem in form.confirm("2050")] == ["amount"]
    assert form.amount.data == ""


def test_another_amount_after_that_is_asked_anew() -> None:
    form = a_form(check(amount="2600", confirmed="2500"))

    assert form.to_confirm


def test_all_answers_come_back_into_a_form() -> None:
    sent = a_form(joint(share="200"))

    again = CheckForm(committee=COMMITTEE, today=TODAY, answers=_nested(sent.answers()))

    assert again.answers() == sent.answers()


def _nested(answers: dict[str, str | bool]) -> dict[str, Any]:
    other = {name.removeprefix("other_"): answer for name, answer in answers.items() if name.startswith("other_")}
    return {**answers, "other": other}


DAYS = [
    pytest.param("3/2/2026", date(2026, 3, 2), id="as on a check"),
    pytest.param("03-02-26", date(2026, 3, 2), id="two figures of this century"),
    pytest.param("3.2.2026", date(2026, 3, 2), id="with points"),
    pytest.param("2026-03-02", date(2026, 3, 2), id="year first"),
    pytest.param(" ", None, id="nothing"),
]


@pytest.mark.parametrize("text, on", DAYS)
def test_a_day_is_read(text: str, on: date | None) -> None:
    assert days.read(text) == on


@pytest.mark.parametrize("text", ["3/2", "13/2/2026", "2/29/2026", "2026/3/2", "today", "3/2/1926", "3/2/2026x"])
def test_a_day_is_never_guessed(text: str) -> None:
    with pytest.raises(NotADay):
        days.read(text)
    assert days.read_or_none(text) is None
