"""CheckForm: what is read off a check, its envelope and the form that came with it; and its way into `receiving.Keyed`.

Money that has come is always recorded: nothing that a contributor left out or wrote wrongly is a problem here, the law
says what becomes of it. A problem is only what staff can read once more: an amount, a date, who signed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from werkzeug.datastructures import MultiDict
from wtforms import Form, FormField

from compliance import attribution, delivery
from compliance.committee import Committee
from compliance.contribution import AccountKind, CheckFacts, Contribution, Contributor, Method, Standing
from compliance.money import ZERO, AmountError, Money
from donations.fields import Line, Tick, untouched_amount
from donations.receiving import Keyed, Share
from donations.treasurer import days
from donations.treasurer.giver_form import OtherForm, PersonForm

TWICE_ABOVE: Final = Money(1000_00)
"""A check of more is keyed twice, the second time without seeing the first."""
_LARGEST: Final = Money(99_999_999_99)
_ACCOUNTS: Final = frozenset(AccountKind)

ACCOUNTS: Final = {
    AccountKind.PERSONAL: "Personal",
    AccountKind.JOINT: "Joint",
    AccountKind.BUSINESS: "Business or corporation",
    AccountKind.LLC: "Limited liability company (LLC)",
    AccountKind.PARTNERSHIP: "Partnership",
    AccountKind.UNION: "Union",
    AccountKind.TRUST: "Trust",
    AccountKind.OTHER: "Other",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence that says what to do, the field it stands at, and the rule it comes from."""

    field: str | None
    message: str
    rule: str = "DESK"


class CheckForm(PersonForm):
    """The whole check: its fields in the order in which a hand turns it over. The first person stands in it directly.

    `entry` names this piece of work for ever, `code` is the draft's, `confirmed` the amount that was keyed twice.
    """

    amount = Line("amount", 40, tidied=untouched_amount)
    number = Line("check number", 20)
    bank = Line("bank", 100)
    account = Line("kind of account", 16, default=AccountKind.PERSONAL.value)
    printed1 = Line("printed name", 120)
    printed2 = Line("second printed name", 120)
    signer1 = Line("signature", 120)
    signer2 = Line("second signature", 120)
    foreign_bank = Tick("foreign bank")
    llc_statement = Tick("statement of the company")
    received_on = Line("day of receipt", 12)
    written_on = Line("date on the check", 12)
    postmarked_on = Line("postmark", 12)
    envelope_kept = Tick("envelope kept")
    deposited_on = Line("day of deposit", 12)
    deposit_ref = Line("deposit slip", 60)
    share = Line("share", 40, tidied=untouched_amount)
    other: "FormField[OtherForm]" = FormField(OtherForm, separator="_")
    entry = Line("entry", 40)
    code = Line("code", 8)
    confirmed = Line("amount", 40)

    def __init__(
        self,
        posted: MultiDict[str, str] | None = None,
        *,
        committee: Committee,
        today: date,
        answers: Mapping[str, Any] | None = None,
    ) -> None:
        """Read what was posted, or else what is known already, or else nothing."""
        super().__init__(posted, data=dict(answers or {}))
        self.committee = committee
        self.today = today
        self.codes = frozenset(election.code for election in committee.elections)

    @property
    def second(self) -> OtherForm:
        """The second signer's part of the form."""
        return self.other.form

    @property
    def joint(self) -> bool:
        """Whether two people signed, so that the check is the gift of both."""
        return bool(self.signer2.data)

    def answers(self) -> dict[str, str | bool]:
        """Every answer by its field's name, the second signer's with `other_` in front."""
        found = {name: field.data for name, field in self._fields.items() if name != "other"}
        return found | {f"other_{name}": field.data for name, field in self.second._fields.items()}

    # What was read -----------------------------------------------------------------------------------------------

    def stated_amount(self) -> Money | None:
        """The amount of the check; None when it cannot be read in one way."""
        return _money(self.amount.data)

    @property
    def to_confirm(self) -> bool:
        """Whether the amount is to be keyed a second time."""
        amount = self.stated_amount()
        return amount is not None and amount > TWICE_ABOVE and _money(self.confirmed.data) != amount

    def confirm(self, typed: str) -> list[Problem]:
        """Take the amount as it was keyed the second time; where it is not the first, both are asked for again."""
        if _money(typed) == self.stated_amount():
            self.confirmed.data = typed
            return []
        self.amount.data = self.confirmed.data = ""
        told = "The two amounts you keyed are not the same. Read the check again, and key the amount anew."
        return [Problem("amount", told, "AMT-01")]

    def day(self, name: str) -> date | None:
        """A date of the form; None when it is blank or cannot be read."""
        return days.read_or_none(self._fields[name].data)

    def keyed(self, submission: str, wording: str) -> Keyed:
        """State the check as the desk takes it; only a form without problems. `wording` is the signed form's."""
        amount, received_on = self.stated_amount(), self.day("received_on")
        if amount is None or received_on is None:
            raise ValueError("a form with problems is not keyed")
        check = self._check(received_on)
        made_on = delivery.made_on(received_on, check.postmarked_on, envelope_kept=check.envelope_kept)
        shares = tuple(
            Share(_gift(form, giver, part, (made_on, received_on), wording), form.phone.data)
            for form, giver, part in self._parts(amount)
        )
        return Keyed(submission, check, amount, shares, self.code.data)

    def _parts(self, amount: Money) -> list[tuple[PersonForm, Contributor, Money]]:
        """Whose the check is: one person's, or both signers' (LIM-10); a part of nothing is nobody's gift."""
        giver, other = self.contributor(), self.second.contributor()
        if not self.joint:
            return [(self, giver, amount)]
        if self.second.same_address.data:
            other = replace(other, address=giver.address)
        parts = attribution.shares(amount, (giver.last_name, other.last_name), self._stated(amount))
        both = zip((self, self.second), (giver, other), parts, strict=True)
        return [(form, person, part) for form, person, (_name, part) in both if part]

    def _stated(self, amount: Money) -> tuple[Money, ...]:
        """What the signers state as their parts; one part says the other."""
        typed = [self.share.data.strip(), self.second.share.data.strip()]
        one, other = (_money(text) if text else None for text in typed)
        if one is None and other is None:
            return ()
        return (
            one if one is not None else amount - (other or ZERO),
            other if other is not None else amount - (one or ZERO),
        )

    def _check(self, received_on: date) -> CheckFacts:
        return CheckFacts(
            number=self.number.data,
            account=AccountKind(self.account.data),
            printed_names=tuple(x for x in (self.printed1.data, self.printed2.data) if x),
            signers=tuple(x for x in (self.signer1.data, self.signer2.data) if x),
            foreign_bank=self.foreign_bank.data,
            llc_statement=self.llc_statement.data,
            written_on=self.day("written_on"),
            postmarked_on=self.day("postmarked_on"),
            envelope_kept=self.envelope_kept.data,
            received_on=received_on,
            bank=self.bank.data,
        )

    # What is wrong -----------------------------------------------------------------------------------------------

    def problems(self) -> list[Problem]:
        """Everything that staff have to read once more, in the order of the page."""
        found = [*self._amount_problems(), *self._day_problems(), *self._share_problems(), *self._other_problems()]
        return found + list(_too_long(self, "")) + list(_too_long(self.second, "other_"))

    def _amount_problems(self) -> Iterator[Problem]:
        amount = self.stated_amount()
        if not self.amount.data.strip():
            yield Problem("amount", "Enter the amount of the check.", "AMT-01")
        elif amount is None:
            yield Problem("amount", "Enter the amount in dollars and cents, like 250 or 1,250.50.", "AMT-01")
        elif not ZERO < amount <= _LARGEST:
            yield Problem("amount", "Read the amount once more: no check is for this sum.", "AMT-02")

    def _day_problems(self) -> Iterator[Problem]:
        read: dict[str, date | None] = {}
        for field in (self.received_on, self.written_on, self.postmarked_on, self.deposited_on):
            try:
                read[field.name] = days.read(field.data)
            except days.NotADay:
                yield Problem(field.name, f"Enter the {field.words} as month, day and year, like 3/2/2026.", "DAT-02")
        if not self.received_on.data:
            yield Problem("received_on", "Enter the day on which the committee had the check in hand.", "DAT-02")
        yield from self._order_problems(read)

    def _order_problems(self, read: Mapping[str, date | None]) -> Iterator[Problem]:
        received, deposited, postmarked = (read.get(x) for x in ("received_on", "deposited_on", "postmarked_on"))
        if received and received > self.today:
            yield Problem("received_on", "This day of receipt is still to come. Look at the year.", "DAT-02")
        if postmarked and received and postmarked > received:
            told = (
                "The postmark is later than the day of receipt. Read both once more; leave an unclear postmark blank."
            )
            yield Problem("postmarked_on", told, "DAT-03")
        if deposited and not (received or deposited) <= deposited <= self.today:
            yield Problem("deposited_on", "A check is deposited after it came, and not later than today.", "REC-02")
        if deposited and not self.deposit_ref.data:
            yield Problem(
                "deposit_ref", "Enter the number of the deposit slip: it ties the check to its deposit.", "REC-02"
            )

    def _share_problems(self) -> Iterator[Problem]:
        amount, typed = self.stated_amount(), (self.share.data.strip(), self.second.share.data.strip())
        if any(typed) and not self.joint:
            told = "Parts are for two signers. Enter the second signature, or leave the parts blank."
            yield Problem("signer2", told, "LIM-10")
        if amount is None or not self.joint or not any(typed):
            return
        unread = [
            name for name, text in zip(("share", "other_share"), typed, strict=True) if text and _money(text) is None
        ]
        yield from (Problem(name, "Enter this part in dollars and cents, like 125.", "LIM-10") for name in unread)
        if not unread:
            parts = self._stated(amount)
            if Money.total(parts) != amount or min(parts) < ZERO:
                told = f"The parts come to {Money.total(parts)}; the check is {amount}. Read them once more."
                yield Problem("share" if typed[0] else "other_share", told, "LIM-10")

    def _other_problems(self) -> Iterator[Problem]:
        if self.account.data not in _ACCOUNTS:
            yield Problem("account", "Choose the kind of account.", "SRC-09")
        for name, form in (("election", self), ("other_election", self.second)):
            if form.election.data and form.election.data not in self.codes:
                yield Problem(name, "Choose the election that the form names, or none.", "LIM-05")
        if self.joint and not (self.second.first_name.data or self.second.last_name.data):
            told = "Two people signed, so the check is a gift of both. Enter the second one’s name."
            yield Problem("other_last_name", told, "LIM-10")


# Inside --------------------------------------------------------------------------------------------------------------


def _money(text: str) -> Money | None:
    try:
        return Money.parse(text)
    except AmountError:
        return None


def _gift(
    form: PersonForm, giver: Contributor, part: Money, made_and_received: tuple[date, date], wording: str
) -> Contribution:
    made_on, received_on = made_and_received
    return Contribution(
        ref="keyed",
        contributor=giver,
        amount=part,
        method=Method.CHECK,
        standing=Standing.OFFERED,
        made_on=made_on,
        received_on=received_on,
        election=form.election.data or None,
        work=form.situation(),
        occupation=form.occupation.data,
        employer=form.employer.data,
        attestation=form.attestation(wording),
    )


def _too_long(form: Form, prefix: str) -> Iterator[Problem]:
    for name, field in form._fields.items():
        if isinstance(field, Line) and len(field.data) > field.longest:
            yield Problem(f"{prefix}{name}", f"Shorten the {field.words} to {field.longest} characters.", "IDN-11")
