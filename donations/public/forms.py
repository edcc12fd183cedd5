"""DonationForm: what the donor typed, and whether it has a shape at all.

Only shape is judged here. What is missing and what is unlawful is for the law to say, so that it is said alike at every
door. No text is guessed into another one: what cannot be read in exactly one way is given back as a problem.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from email_validator import EmailNotValidError, validate_email
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form

from compliance.committee import Committee
from compliance.contribution import Address, Attestation, Contribution, Contributor, Method, Standing, Work
from compliance.money import ZERO, AmountError, Money
from donations import places
from donations.fields import Line, Tick, tidy_lines, untouched_amount

OTHER: Final = "other"
"""The value of `preset` that sends to the field `amount`."""

_ZIP: Final = re.compile(r"[0-9]{5}(?:[- ]?[0-9]{4})?")
_WORK: Final = frozenset(Work)


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence that says what to do, the field it stands at, and the rule it comes from."""

    field: str | None
    message: str
    rule: str
    citation: str = ""


class DonationForm(Form):
    """The form at /give: its fields in the order of the page. Lengths leave room: only an export shortens (IDN-11)."""

    preset = Line("amount", 20, tidied=untouched_amount)
    amount = Line("amount", 40, tidied=untouched_amount)
    election = Line("election", 10)
    first_name = Line("first name", 60)
    middle_name = Line("middle name", 60)
    last_name = Line("last name", 90)
    suffix = Line("suffix", 20)
    address1 = Line("street address", 100)
    address2 = Line("second address line", 100)
    city = Line("city", 60)
    state = Line("state", 60)
    postal_code = Line("ZIP code", 20)
    country = Line("country", 2, default=places.HOME)
    email = Line("e-mail address", 254)
    updates = Tick("updates")
    phone = Line("phone number", 40)
    message = Line("message", 500, tidied=tidy_lines)
    work = Line("work situation", 20)
    occupation = Line("occupation", 100)
    employer = Line("employer", 100)
    attest_citizenship = Tick("statement")
    attest_own_funds = Tick("statement")
    attest_personal_card = Tick("statement")
    attest_age = Tick("statement")
    attest_not_contractor = Tick("statement")
    source = Line("source", 80)

    def __init__(
        self,
        posted: MultiDict[str, str] | None = None,
        *,
        committee: Committee,
        presets: Sequence[Money],
        answers: Mapping[str, str | bool] | None = None,
    ) -> None:
        """Read what was posted, or else what was stored, or else nothing."""
        super().__init__(posted, data=dict(answers or {}))
        self.presets = {amount.plain.removesuffix(".00"): amount for amount in presets}
        self.states = places.STATE_CHOICES
        self.countries = places.COUNTRY_CHOICES
        self.codes = frozenset(election.code for election in committee.elections)
        self._values = {name: posted.getlist(name) if posted is not None else [] for name in self._fields}
        self.country.data = (self.country.data or places.HOME).upper()
        self.state.data = self._state()
        self.source.data = self.source.data[: self.source.longest]

    @classmethod
    def from_answers(cls, answers: Mapping[str, str | bool], *, committee: Committee, presets: Sequence[Money]) -> Self:
        """Fill the form with stored answers, to go on after a payment was declined or left."""
        return cls(committee=committee, presets=presets, answers=answers)

    def answers(self) -> dict[str, str | bool]:
        """Give every answer by its field's name, to be stored and come back by `from_answers`."""
        return {name: field.data for name, field in self._fields.items()}

    @property
    def domestic(self) -> bool:
        """Whether the address is in the United States, its territories or a military post (SRC-07)."""
        return self.country.data == places.HOME

    def problems(self) -> list[Problem]:
        """List everything that has no readable shape, in the order of the page."""
        return [problem for name in self._fields for problem in self._problems_of(name)]

    def unreadable(self) -> tuple[str, ...]:
        """Name the fields with a problem, for `Case.unreadable`."""
        return tuple(dict.fromkeys(problem.field for problem in self.problems() if problem.field))

    def typed_amount(self) -> str:
        """Give the amount as the donor stated it; where two are stated both, so that neither can be read."""
        return " or ".join([*(x for x in self._all("preset") if x != OTHER), *self._all("amount")])

    def unread_amount(self) -> str | None:
        """Give the text that is no amount; "" when nothing was stated, None when it can be read (AMT-01)."""
        return self.typed_amount() if self.stated_amount() is None else None

    def stated_amount(self) -> Money | None:
        """Give the one amount that was stated; None when there is none, more than one, or none that can be read."""
        if any(_chosen_amount(self)) or any(len(self._values[name]) > 1 for name in ("preset", "amount")):
            return None
        try:
            return Money.parse(self.typed_amount())
        except AmountError:
            return None

    def contribution(self, ref: str, today: date, wording_version: str) -> Contribution:
        """State the gift as the law's noun. `today` is the committee's date; the amount is zero when unreadable."""
        work = self.work.data
        return Contribution(
            ref=ref,
            contributor=self._contributor(),
            amount=self.stated_amount() or ZERO,
            method=Method.CARD,
            standing=Standing.OFFERED,
            made_on=today,
            received_on=today,
            election=self.election.data or None,
            work=Work(work) if work in _WORK else None,
            occupation=self.occupation.data,
            employer=self.employer.data,
            message=self.message.data,
            attestation=Attestation(
                citizenship=self.attest_citizenship.data,
                own_funds=self.attest_own_funds.data,
                personal_card=self.attest_personal_card.data,
                age=self.attest_age.data,
                not_contractor=self.attest_not_contractor.data,
                wording=wording_version,
            ),
        )

    def _contributor(self) -> Contributor:
        return Contributor(
            first_name=self.first_name.data,
            middle_name=self.middle_name.data,
            last_name=self.last_name.data,
            suffix=self.suffix.data,
            email=self.email.data,
            address=Address(
                line1=self.address1.data,
                line2=self.address2.data,
                city=self.city.data,
                state=self.state.data,
                postal_code=self.postal_code.data,
                country=self.country.data or places.HOME,
            ),
        )

    def _state(self) -> str:
        typed = self.state.data
        return typed.upper() if typed.upper() in places.STATES else typed

    def _all(self, name: str) -> list[str]:
        """Give every stated amount of `preset` or `amount` that is not blank; the stored one when none was posted."""
        values = map(untouched_amount, self._values[name]) if self._values[name] else [self._fields[name].data]
        return [text for text in values if text.strip()]

    def _problems_of(self, name: str) -> Iterator[Problem]:
        field = self._fields[name]
        if len(self._values[name]) > 1:
            yield _repeated(name, field)
            return
        yield from (Problem(name, *told) for told in _SHAPES.get(name, _any_shape)(self))
        if isinstance(field, Line) and name not in {"preset", "amount"} and len(field.data) > field.longest:
            told = f"Shorten your {field.words} to {field.longest} characters; it now has {len(field.data)}."
            yield Problem(name, told, "IDN-11")


Told = Iterator[tuple[str, str]]
"""Sentences with their rules."""


def _repeated(name: str, field: Field) -> Problem:
    if name in {"preset", "amount"}:
        return Problem(name, "Enter one amount.", "AMT-01")
    if isinstance(field, Line):
        return Problem(name, f"Enter one {field.words}.", "ENG-01")
    return Problem(name, "Tick this box once, or leave it.", "ENG-01")


def _any_shape(_form: DonationForm) -> Told:
    yield from ()


def _chosen_amount(form: DonationForm) -> Told:
    chosen = form.preset.data
    if chosen and chosen != OTHER and chosen not in form.presets:
        yield "Choose one of the amounts, or enter another amount.", "AMT-01"


def _one_amount(form: DonationForm) -> Told:
    chosen = form.presets.get(form.preset.data)
    if chosen is not None and form.amount.data.strip():
        yield f"Choose {chosen.brief}, or enter another amount: not both.", "AMT-01"


def _known_election(form: DonationForm) -> Told:
    if form.election.data and form.election.data not in form.codes:
        yield "Choose the election your contribution is for.", "LIM-05"


def _known_state(form: DonationForm) -> Told:
    if form.domestic and form.state.data and form.state.data not in places.STATES:
        yield "Choose your state, territory or military post.", "IDN-02"


def _zip_code(form: DonationForm) -> Told:
    if form.domestic and form.postal_code.data and not _ZIP.fullmatch(form.postal_code.data):
        yield "Enter your ZIP code, like 02139.", "IDN-02"


def _known_country(form: DonationForm) -> Told:
    if form.country.data not in places.COUNTRIES:
        yield "Choose your country.", "IDN-02"


def _email(form: DonationForm) -> Told:
    try:
        if form.email.data:
            validate_email(form.email.data, check_deliverability=False, test_environment=True, allow_smtputf8=False)
    except EmailNotValidError:
        if not form.email.data.rpartition("@")[0].isascii():  # Few mail servers take such a one from another.
            yield (
                "Enter an e-mail address of plain letters before the @: your receipt would not reach this one.",
                "IDN-09",
            )
            return
        yield "Enter your e-mail address, like name@example.org.", "IDN-09"


def _known_work(form: DonationForm) -> Told:
    if form.work.data and form.work.data not in _WORK:
        yield "Choose your work situation.", "IDN-04"


_SHAPES: Final[Mapping[str, Callable[[DonationForm], Told]]] = {
    "preset": _chosen_amount,
    "amount": _one_amount,
    "election": _known_election,
    "state": _known_state,
    "postal_code": _zip_code,
    "country": _known_country,
    "email": _email,
    "work": _known_work,
}
"""What a field must look like once something stands in it; the rest takes any text."""
