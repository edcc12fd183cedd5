"""The part of a check's form that is about one contributor: who gives, work, and the statements on the signed form."""

from typing import Final

from wtforms import Form

from compliance.contribution import Address, Attestation, Contributor, Work
from donations import places
from donations.fields import Line, Tick, untouched_amount

_WORK: Final = frozenset(Work)


class PersonForm(Form):
    """One contributor, as the form or the check names this person."""

    has_form = Tick("form enclosed")
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
    phone = Line("phone number", 40)
    work = Line("work situation", 20)
    occupation = Line("occupation", 100)
    employer = Line("employer", 100)
    attest_citizenship = Tick("statement")
    attest_own_funds = Tick("statement")
    attest_personal_card = Tick("statement")
    attest_age = Tick("statement")
    attest_not_contractor = Tick("statement")

    def contributor(self) -> Contributor:
        """State the person as the law's noun."""
        state = self.state.data
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
                state=state.upper() if state.upper() in places.STATES else state,
                postal_code=self.postal_code.data,
                country=(self.country.data or places.HOME).upper(),
            ),
        )

    def situation(self) -> Work | None:
        """The work situation; None when it is not said."""
        return Work(self.work.data) if self.work.data in _WORK else None

    def attestation(self, wording: str) -> Attestation | None:
        """The statements as they are ticked on the signed form; None when no form came with the check."""
        if not self.has_form.data:
            return None
        return Attestation(
            citizenship=self.attest_citizenship.data,
            own_funds=self.attest_own_funds.data,
            personal_card=self.attest_personal_card.data,
            age=self.attest_age.data,
            not_contractor=self.attest_not_contractor.data,
            wording=wording,
        )


class OtherForm(PersonForm):
    """The second signer of a joint account; `share` is this person's part."""

    share = Line("share", 40, tidied=untouched_amount)
    same_address = Tick("same address")
