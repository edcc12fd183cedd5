"""What a filing tells: names, places, entries and covers, before they become lines. Values only.

Text stands here as the books have it; `fec_file` folds it. Identifiers, codes and ZIP codes are already the FEC's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from compliance.committee import Office
from compliance.contribution import Address, Contributor
from compliance.election import Election
from compliance.money import Money
from compliance.places import TERRITORIES, country_code, is_foreign, state_code
from donations.exports.filing_text import zip_code

HOME = "US"
FOREIGN = "ZZ"
"""The FEC's state code for an address abroad."""


class Name(NamedTuple):
    """A person's name in the FEC's five parts."""

    last: str
    first: str
    middle: str = ""
    prefix: str = ""
    suffix: str = ""


class Place(NamedTuple):
    """An address in the FEC's five columns; see `place` for what becomes of one abroad."""

    street_1: str
    street_2: str
    city: str
    state: str
    zip_code: str


def name(contributor: Contributor) -> Name:
    """Give a contributor's name as filings part it."""
    return Name(contributor.last_name, contributor.first_name, contributor.middle_name, suffix=contributor.suffix)


def place(address: Address) -> Place:
    """Give an address as filings write it. Abroad the state is ZZ, and province and country follow the city.

    >>> place(Address("1 Elm St", "Erie", "pa", "16501-0001"))
    Place(street_1='1 Elm St', street_2='', city='Erie', state='PA', zip_code='165010001')
    >>> place(Address("2 Rue Neuve", "Lyon", "", "69001", "FR"))
    Place(street_1='2 Rue Neuve', street_2='', city='Lyon, FR', state='ZZ', zip_code='69001')
    """
    country = country_code(address.country)
    city, state = address.city, state_code(address.state) or address.state
    if country in TERRITORIES:
        state = country
    elif country != HOME and is_foreign(address):
        city = ", ".join(part for part in (city, address.state, address.country) if part)
        state = FOREIGN
    return Place(address.line1, address.line2, city, state, zip_code(address.postal_code))


class ScheduleA(NamedTuple):
    """An individual's itemized receipt. `aggregate` is the election cycle's to date, after this entry.

    `memo` entries are in no total. `back_reference` is the transaction of `back_schedule` ("SA17A") this belongs to.
    """

    transaction_id: str
    name: Name
    place: Place
    election: str
    on: date
    amount: Money
    aggregate: Money
    employer: str = ""
    occupation: str = ""
    purpose: str = ""
    memo: bool = False
    memo_text: str = ""
    back_reference: str = ""
    back_schedule: str = ""


class Gift(NamedTuple):
    """One plain receipt of a giver: what differs from the others."""

    transaction_id: str
    election: str
    on: date
    amount: Money
    aggregate: Money


class Giver(NamedTuple):
    """A person's plain receipts together, for whoever writes many of them; each is an entry of Schedule A."""

    name: Name
    place: Place
    employer: str
    occupation: str
    gifts: list[Gift]

    def entry(self, gift: Gift) -> ScheduleA:
        """Give one of the receipts as an entry."""
        number, election, on, amount, aggregate = gift
        return ScheduleA(number, self.name, self.place, election, on, amount, aggregate, self.employer, self.occupation)


class Refund(NamedTuple):
    """A contribution paid back to an individual whose receipt was itemized: Schedule B."""

    transaction_id: str
    name: Name
    place: Place
    election: str
    on: date
    amount: Money
    purpose: str
    memo_text: str = ""


class Payment(NamedTuple):
    """Money paid to an organization for operating the campaign: Schedule B. A processor's fees, for one."""

    transaction_id: str
    organization: str
    place: Place
    on: date
    amount: Money
    purpose: str
    memo_text: str = ""


class Statement(NamedTuple):
    """A TEXT record: about one transaction, on line `back_form` ("SA17A"), or about the report, of that form type."""

    transaction_id: str
    text: str
    back_form: str
    back_reference: str = ""


class Urgent(NamedTuple):
    """One contribution on a 48-hour notice; the amount is this receipt's, never a sum."""

    transaction_id: str
    name: Name
    place: Place
    on: date
    amount: Money
    employer: str = ""
    occupation: str = ""


Entry = ScheduleA | Refund | Payment | Statement | Urgent


class Status(StrEnum):
    """The letter that ends a form type. A notice is new or an amendment, never a termination."""

    NEW = "N"
    AMENDED = "A"
    TERMINATION = "T"


@dataclass(frozen=True, slots=True)
class Filer:
    """The committee that files. `state` and `district` are the seat's, for the House and the Senate."""

    office: Office
    committee_id: str
    name: str
    place: Place
    state: str = ""
    district: str = ""
    new_address: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """A report's second line. `figures` holds every line of the form, by column and line: ("A", "17ai").

    `election` is told by pre- and post-election reports alone, `election_state` by those before any but the general.
    `primary` and `general` say what a presidential committee was active in.
    """

    status: Status
    report_code: str
    start: date
    end: date
    treasurer: Name
    signed_on: date
    figures: Mapping[tuple[str, str], Money]
    election: Election | None = None
    election_state: str = ""
    primary: bool = False
    general: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A 48-hour notice's second line. `amended_on` is the day the FEC filed the original, on an amendment alone."""

    status: Status
    candidate_id: str
    candidate: Name
    signer: Name
    signed_on: date
    amended_on: date | None = None
