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

    def holds(self, on: date) -> bool:
        """Tell whether a day lies in it."""
        return self.start <= on <= self.end


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


class Filer(StrEnum):
    """How often the committee reports; monthly is for presidential ones alone. 11 CFR 104.5(a)-(b)."""

    QUARTERLY = "quarterly"
    MONTHLY = "monthly"


class Fees(StrEnum):
    """How the processor's fees are told: an entry for each payout, or one for each month."""

    PAYOUT = "payout"
    MONTH = "month"


class Disputes(StrEnum):
    """How a lost dispute is told: as a negative receipt, or as a refund (REF-02)."""

    NEGATIVE = "negative"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Payee:
    """Whom the committee pays, and where that is."""

    name: str
    address: PostalAddress


@dataclass(frozen=True, slots=True)
class Reports:
    """What the reports to the FEC ask for beside the committee's own facts.

    An empty `signer` is the treasurer, an empty `candidate` the committee's. Names may be written "Last, First Middle"
    where their parts are not plain.
    """

    filer: Filer = Filer.QUARTERLY
    fees: Fees = Fees.PAYOUT
    disputes: Disputes = Disputes.NEGATIVE
    signer: str = ""
    candidate: str = ""
    candidate_fec_id: str = ""
    processor: Payee = Payee(
        "Stripe, Inc.", PostalAddress("354 Oyster Point Blvd", "South San Francisco", "CA", "94080")
    )


@dataclass(frozen=True, slots=True)
class FiledName:
    """A name in the parts that the FEC's forms ask for."""

    last: str
    first: str
    middle: str = ""
    suffix: str = ""


_SUFFIXES = frozenset({"JR", "SR", "II", "III", "IV", "V", "ESQ"})


def filed_name(name: str) -> FiledName:
    """Take a name apart as it is written: "First Middle Last Suffix", or "Last, First Middle, Suffix".

    >>> filed_name("Robin Q. van Sample Jr.")
    FiledName(last='Sample', first='Robin', middle='Q. van', suffix='Jr.')
    >>> filed_name("van Sample, Robin Q.")
    FiledName(last='van Sample', first='Robin', middle='Q.', suffix='')
    """
    parts = [part.split() for part in name.split(",")]
    suffix = ""
    if len(parts) > 1 and all(_is_suffix(word) for word in parts[-1]):
        suffix = " ".join(parts.pop())
    if len(parts) == 1:
        words = parts[0]
        if not suffix and words[2:] and _is_suffix(words[-1]):
            suffix = words.pop()
        last, given = words[-1:], words[:-1]
    else:
        last, given = parts[0], [word for part in parts[1:] for word in part]
    return FiledName(" ".join(last), "".join(given[:1]), " ".join(given[1:]), suffix)


def _is_suffix(word: str) -> bool:
    return word.rstrip(".").upper() in _SUFFIXES


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
    reports: Reports = Reports()

    @property
    def signer(self) -> FiledName:
        """Who signs the reports."""
        return filed_name(self.reports.signer or self.treasurer)

    @property
    def filed_candidate(self) -> FiledName:
        """The candidate as the reports name them."""
        return filed_name(self.reports.candidate or self.candidate)

    def local_date(self, at: datetime) -> date:
        """Turn an aware instant into the committee's own calendar date (DAT-04); raises `ValueError` if naive."""
        if at.tzinfo is None:
            message = "an instant must know its time zone"
            raise ValueError(message)
        return at.astimezone(self.timezone).date()

    def election(self, code: str) -> Election | None:
        """Find an election by its FEC code."""
        return next((election for election in self.elections if election.code == code), None)
