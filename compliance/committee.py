"""Committee: the facts about the campaign that the law and the forms ask for; instant → local date."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from compliance.election import Election
from compliance.money import Money


class Office(StrEnum):
    """The FEC's letters for the office sought."""

    PRESIDENT = "P"
    HOUSE = "H"
    SENATE = "S"


class PrepaidCards(StrEnum):
    """What the committee does with prepaid and gift cards (SRC-11, its own policy)."""

    REFUSE = "refuse"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Cycle:
    """The election cycle, both days included: day after the last general election to the next. 11 CFR 100.3(b)."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """Where checks and letters go: US, one or two street lines."""

    street1: str
    city: str
    state: str
    postal_code: str
    street2: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The address as it is written on an envelope, without the name."""
        return tuple(x for x in (self.street1, self.street2, f"{self.city}, {self.state} {self.postal_code}") if x)


@dataclass(frozen=True, slots=True)
class Committee:
    """An authorized candidate committee.

    `cap` is the committee's own per-election limit; the law's may be lower on a date and then binds. `timezone` gives
    every `*_on` date. `version` names this configuration in each stored decision (ENG-02).
    """

    name: str
    office: Office
    timezone: ZoneInfo
    cycle: Cycle
    elections: tuple[Election, ...]
    cap: Money
    minimum: Money
    prepaid_cards: PrepaidCards
    treasurer_in_office: bool
    version: str
    fec_id: str = ""
    candidate: str = ""
    state: str = ""
    district: str = ""
    treasurer: str = ""
    address: PostalAddress | None = None

    def local_date(self, at: datetime) -> date:
        """Turn an aware instant into the committee's own calendar date (DAT-04); raises `ValueError` if naive."""
        if at.tzinfo is None:
            message = "an instant must know its time zone"
            raise ValueError(message)
        return at.astimezone(self.timezone).date()

    def election(self, code: str) -> Election | None:
        """Find an election by its FEC code."""
        return next((election for election in self.elections if election.code == code), None)
