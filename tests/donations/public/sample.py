"""A committee of our own with two elections ahead, its page, and a form filled in as it should be."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from compliance.committee import Committee, Cycle, Office, PostalAddress, PrepaidCards
from compliance.election import Election
from compliance.money import Money
from donations.public.forms import DonationForm

PRIMARY: Final = Election("P2028", date(2028, 8, 24))
GENERAL: Final = Election("G2028", date(2028, 11, 7))
COMMITTEE: Final = Committee(
    name="Example for President",
    office=Office.PRESIDENT,
    timezone=ZoneInfo("America/New_York"),
    cycle=Cycle(date(2024, 11, 6), date(2028, 11, 7)),
    elections=(PRIMARY, GENERAL),
    cap=Money(330000),
    minimum=Money(100),
    prepaid_cards=PrepaidCards.HOLD,
    treasurer_in_office=True,
    version="test",
    fec_id="C00000000",
    treasurer="Terry Sample",
    address=PostalAddress("PO Box 1776", "Columbus", "OH", "43216"),
)


@dataclass(frozen=True)
class SamplePage:
    """The committee's own words on the page."""

    headline: str = "Give to Example for President"
    lead: str = "A campaign that is made up."
    presets: tuple[Money, ...] = (Money(2500), Money(25000), Money(100000))
    privacy: str = "We use what you enter to follow the law."
    contact_email: str = "treasurer@example.org"


PAGE: Final = SamplePage()
ANSWERS: Final = {
    "preset": "250",
    "election": "P2028",
    "first_name": "Robin",
    "last_name": "Sample",
    "address1": "1 Test Road",
    "city": "Columbus",
    "state": "OH",
    "postal_code": "43215",
    "country": "US",
    "email": "robin@example.org",
    "work": "employed",
    "occupation": "Carpenter",
    "employer": "Example Joinery",
    "attest_citizenship": "yes",
    "attest_own_funds": "yes",
    "attest_personal_card": "yes",
    "attest_age": "yes",
    "attest_not_contractor": "yes",
}


def a_form(*more: tuple[str, str], without: str = "", **changed: str) -> DonationForm:
    """Post the sample's answers without some, then with changes, then with more values beside them."""
    kept = {name: value for name, value in ANSWERS.items() if name not in without.split()}
    pairs = list({**kept, **changed}.items())
    return DonationForm(MultiDict([*pairs, *more]), committee=COMMITTEE, presets=PAGE.presets)
