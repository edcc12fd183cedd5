"""What was typed is read in one way or not at all."""

from datetime import date

import pytest

from compliance.contribution import Method, Standing, Work
from compliance.money import ZERO, Money
from donations import places
from donations.public.forms import DonationForm, Problem
from tests.donations.public.sample import ANSWERS, COMMITTEE, PAGE, a_form

TODAY = date(2026, 11, 20)


def told(form: DonationForm) -> list[tuple[str | None, str]]:
    return [(problem.field, problem.rule) for problem in form.problems()]


def test_a_well_filled_form_has_no_problem() -> None:
    form = a_form()

    assert form.problems() == []
    assert form.unreadable() == ()


def test_an_empty_form_has_no_problem_of_shape_because_what_is_missing_is_for_the_law_to_say() -> None:
    form = DonationForm(committee=COMMITTEE, presets=PAGE.presets)

    assert form.problems() == []
    assert form.unread_amount() == ""
    assert form.contribution("r", TODAY, "v").amount == ZERO


@pytest.mark.parametrize(
    "field,value,rule",
    [
        ("preset", "999", "AMT-01"),
        ("preset", "2\u202e50", "AMT-01"),
        ("preset", " 250", "AMT-01"),
        ("election", "P2032", "LIM-05"),
        ("state", "Ohio", "IDN-02"),
        ("state", "ZZ", "IDN-02"),
        ("postal_code", "4321", "IDN-02"),
        ("postal_code", "43215-12", "IDN-02"),
        ("postal_code", "４３２１５", "IDN-02"),  # noqa: RUF001 - full-width digits are the case
        ("country", "PR", "IDN-02"),
        ("country", "XX", "IDN-02"),
        ("email", "robin", "IDN-09"),
        ("email", "robin@example.org, other@example.org", "IDN-09"),
        ("email", "renée@example.org", "IDN-09"),
        ("work", "boss", "IDN-04"),
    ],
)
def test_what_has_not_the_shape_of_its_field_is_a_problem_at_that_field(field: str, value: str, rule: str) -> None:
    form = a_form(**{field: value})

    assert told(form) == [(field, rule)]
    assert form.unreadable() == (field,)


@pytest.mark.parametrize(
    "field,value",
    [
        ("election", ""),
        ("election", "G2028"),
        ("state", "PR"),
        ("state", "AE"),
        ("state", "oh"),
        ("postal_code", "02139-1234"),
        ("postal_code", "02139 1234"),
        ("postal_code", "021391234"),
        ("country", ""),
        ("country", "us"),
        ("email", "jorg@exämple.org"),
        ("email", "robin+give@example.org"),
        ("last_name", "O’Brien-Łukasiewicz y de la Peña"),
        ("first_name", "李"),
        ("phone", "call my office"),
    ],
)
def test_what_people_truly_write_is_taken(field: str, value: str) -> None:
    form = a_form(**{field: value})

    assert form.problems() == []


def test_an_address_abroad_needs_no_state_and_any_postal_code_will_do() -> None:
    form = a_form(country="DE", state="ZZ", postal_code="10 115")

    assert form.problems() == []
    assert not form.domestic
    assert form.contribution("r", TODAY, "v").contributor.address.country == "DE"


@pytest.mark.parametrize("field", [*ANSWERS, "amount", "middle_name", "phone", "message", "updates", "source"])
def test_two_values_for_one_field_are_refused_even_when_they_agree(field: str) -> None:
    value = ANSWERS.get(field, "25")

    form = a_form((field, value), **{field: value})

    assert field in form.unreadable()
    assert form.problems()[0].message.startswith(("Enter one", "Tick this box once"))


@pytest.mark.parametrize("field", ["preset", "amount"])
def test_two_amounts_make_no_amount(field: str) -> None:
    form = a_form((field, "25"), without="preset", **{field: "25"})

    assert form.stated_amount() is None
    assert form.unread_amount() == "25 or 25"
    assert form.contribution("r", TODAY, "v").amount == ZERO


@pytest.mark.parametrize("amount", ["300", "250", "250.00", "x"])
def test_a_preset_and_another_amount_together_are_asked_about(amount: str) -> None:
    form = a_form(amount=amount)

    assert form.problems() == [Problem("amount", "Choose $250, or enter another amount: not both.", "AMT-01")]
    assert form.unread_amount() == f"250 or {amount}"


@pytest.mark.parametrize(
    "preset,amount,read",
    [
        ("250", "", Money(25000)),
        ("250", "  ", Money(25000)),
        ("other", "300", Money(30000)),
        ("", " $3,300.5 ", Money(330050)),
        ("1000", "", Money(100000)),
    ],
)
def test_one_stated_amount_is_read(preset: str, amount: str, read: Money) -> None:
    form = a_form(preset=preset, amount=amount)

    assert form.problems() == []
    assert form.unread_amount() is None
    assert form.contribution("r", TODAY, "v").amount == read


@pytest.mark.parametrize("amount", ["1.234", "1,00", "two", "-5", "1e3", "٢٥", "2\u200b5", "25 USD", "9" * 41])
def test_an_amount_that_cannot_be_read_is_given_back_and_counts_as_nothing(amount: str) -> None:
    form = a_form(preset="other", amount=amount)

    assert form.stated_amount() is None
    assert form.unread_amount()
    assert form.contribution("r", TODAY, "v").amount == ZERO


def test_a_hidden_character_never_makes_an_amount_readable() -> None:
    form = a_form(preset="other", amount="2\u202e50")

    assert form.unread_amount() == "2\ufffd50"


def test_a_preset_that_is_not_ours_is_not_read_as_an_amount() -> None:
    form = a_form(preset="999")

    assert form.unread_amount() == "999"


def test_control_and_direction_characters_go_and_letters_are_composed() -> None:
    form = a_form(first_name=" \u202eZoe\u0308\x00 ", last_name="Van\tDer\nBerg", employer="A\u200bB")

    person = form.contribution("r", TODAY, "v").contributor
    assert (person.first_name, person.last_name, form.employer.data) == ("Zoë", "Van Der Berg", "AB")


def test_a_message_keeps_its_lines() -> None:
    form = a_form(message=" one\r\ntwo\x07 \r\n")

    assert form.message.data == "one\ntwo"


def test_what_is_too_long_is_told_with_its_length_and_kept() -> None:
    form = a_form(city="x" * 61)

    assert [problem.message for problem in form.problems()] == ["Shorten your city to 60 characters; it now has 61."]
    assert form.city.data == "x" * 61


def test_where_a_person_came_from_is_cut_without_a_word() -> None:
    form = a_form(source="s" * 500)

    assert form.problems() == []
    assert form.source.data == "s" * 80


@pytest.mark.parametrize("word", ["on", "y", "yes", "true", "1", "YES"])
def test_a_box_is_ticked_by_a_word_that_says_so(word: str) -> None:
    assert a_form(attest_age=word).attest_age.data is True


@pytest.mark.parametrize("word", ["", "0", "no", "off", "false", "maybe"])
def test_a_box_is_ticked_by_nothing_else(word: str) -> None:
    assert a_form(attest_age=word).attest_age.data is False
    assert a_form(without="attest_age").attest_age.data is False


def test_problems_come_all_at_once_in_the_order_of_the_page() -> None:
    form = a_form(amount="3", state="Ohio", postal_code="1", email="x", work="boss")

    assert list(form.unreadable()) == ["amount", "state", "postal_code", "email", "work"]


def test_the_contribution_says_what_the_form_says() -> None:
    gift = a_form(middle_name="Q", suffix="Jr.", address2="Apt 2", message="Go!").contribution("r-1", TODAY, "w-1")

    assert (gift.ref, gift.amount, gift.election, gift.made_on) == ("r-1", Money(25000), "P2028", TODAY)
    assert (gift.method, gift.standing, gift.work) == (Method.CARD, Standing.OFFERED, Work.EMPLOYED)
    assert (gift.occupation, gift.employer, gift.message) == ("Carpenter", "Example Joinery", "Go!")
    assert (gift.contributor.middle_name, gift.contributor.suffix) == ("Q", "Jr.")
    assert gift.contributor.address.line2 == "Apt 2"
    assert gift.attestation is not None
    assert gift.attestation.wording == "w-1"
    assert gift.attestation.personal_card


def test_a_gift_without_an_election_is_undesignated_and_one_without_work_says_none() -> None:
    gift = a_form(without="election work").contribution("r", TODAY, "v")

    assert gift.election is None
    assert gift.work is None


def test_stored_answers_fill_the_form_again_with_every_tick() -> None:
    first = a_form(updates="yes", message="one\ntwo", preset="other", amount=" $12.50")

    again = DonationForm.from_answers(first.answers(), committee=COMMITTEE, presets=PAGE.presets)

    assert again.answers() == first.answers()
    assert again.contribution("r", TODAY, "v") == first.contribution("r", TODAY, "v")
    assert again.problems() == []


def test_stored_answers_that_contradict_are_asked_about_too() -> None:
    again = DonationForm.from_answers({"preset": "250", "amount": "3"}, committee=COMMITTEE, presets=PAGE.presets)

    assert again.unreadable() == ("amount",)


def test_territories_and_military_posts_are_states_and_no_countries() -> None:
    domestic = {"PR", "GU", "VI", "AS", "MP", "AA", "AE", "AP", "DC"}

    assert domestic <= set(places.STATES)
    assert not domestic & {"PR", "GU", "VI", "AS", "MP"} & set(places.COUNTRIES)
    assert dict(places.STATE_CHOICES)["OH"] == "OH - Ohio"
    assert (len(places.STATES), len(places.COUNTRIES)) == (59, 243)
