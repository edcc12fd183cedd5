"""The nouns: who gave, what, how, and what has happened to it since."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from compliance.committee import Committee
from compliance.money import Money


class Method(StrEnum):
    """The channel a contribution came by; all count toward the limit (LIM-04)."""

    CARD = "online_card"
    CHECK = "offline_check"
    CASH = "cash"
    IN_KIND = "in_kind"
    LOAN = "loan"
    EARMARKED = "earmarked"


class Standing(StrEnum):
    """Whether money is there: the first three count in every total (LIM-04), the others in none."""

    COMPLETED = "completed"
    AUTHORIZED = "authorized"
    HELD = "held"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    BOUNCED = "bounced"
    RETURNED_UNDEPOSITED = "returned_undeposited"
    OFFERED = "offered"
    """Judged but not paid: holds no room (LIM-14)."""


class Work(StrEnum):
    """What a contributor answers about work; all but the first two answer occupation and employer (IDN-04)."""

    EMPLOYED = "employed"
    SELF_EMPLOYED = "self_employed"
    RETIRED = "retired"
    STUDENT = "student"
    HOMEMAKER = "homemaker"
    NOT_EMPLOYED = "not_employed"


class Check(StrEnum):
    """What the card's bank answers about a typed value. Unavailable and unchecked are not "fail" (SRC-12)."""

    PASS = "pass"  # noqa: S105 - the bank's word, not a password
    FAIL = "fail"
    UNAVAILABLE = "unavailable"
    UNCHECKED = "unchecked"


class AccountKind(StrEnum):
    """Whose account a check is drawn on, as the person who holds it reads the check."""

    PERSONAL = "personal"
    JOINT = "joint"
    BUSINESS = "business"
    UNION = "union"
    LLC = "llc"
    PARTNERSHIP = "partnership"
    TRUST = "trust"
    OTHER = "other"


class AdjustmentKind(StrEnum):
    """What can happen to a contribution after it is complete."""

    REFUND = "refund"
    DISPUTE = "dispute"
    REDESIGNATION = "redesignation"
    """Part of it counts for another election."""
    REATTRIBUTION = "reattribution"
    """Part of it is another person's, whose own contribution stands beside it in the books."""


class AdjustmentStatus(StrEnum):
    """How far an adjustment has come: the last three for disputes, the first three for all others.

    A redesignation or reattribution that is not effective (110.1(l)(5)) has failed.
    """

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Address:
    """A mailing address as it was typed; `country` is the two-letter ISO code."""

    line1: str
    city: str
    state: str
    postal_code: str
    country: str = "US"
    line2: str = ""


@dataclass(frozen=True, slots=True)
class Contributor:
    """One person as that person wrote the name. `is_candidate` is set by staff alone (LIM-11)."""

    first_name: str
    last_name: str
    address: Address
    middle_name: str = ""
    suffix: str = ""
    email: str = ""
    is_candidate: bool = False

    @property
    def full_name(self) -> str:
        """The name as a letter or a signature bears it."""
        parts = (self.first_name, self.middle_name, self.last_name, self.suffix)
        return " ".join(part for part in map(str.strip, parts) if part)


@dataclass(frozen=True, slots=True)
class Attestation:
    """The five eligibility statements as ticked, with the version of the words shown (SRC-08)."""

    citizenship: bool
    own_funds: bool
    personal_card: bool
    age: bool
    not_contractor: bool
    wording: str = ""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What the bank and Stripe say about the card, read after it was authorised; None or blank is "not told"."""

    country: str | None = None
    funding: str | None = None
    brand: str | None = None
    name: str = ""
    fingerprint: str = ""
    wallet: str = ""
    cvc_check: Check | None = None
    line1_check: Check | None = None
    postal_code_check: Check | None = None
    risk_level: str = ""


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """What can be read off a check and its envelope; names as they are printed and signed, in their order.

    `llc_statement` is the writing that 110.1(g)(5) asks of an LLC. `has_image` and `envelope_kept` speak of what the
    committee keeps: a picture of the check, and the envelope or a picture of it. A date that cannot be read is None.
    """

    number: str = ""
    account: AccountKind = AccountKind.PERSONAL
    printed_names: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()
    foreign_bank: bool = False
    has_image: bool = False
    llc_statement: bool = False
    written_on: date | None = None
    postmarked_on: date | None = None
    envelope_kept: bool = False
    received_on: date | None = None
    bank: str = ""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What happened to a contribution later: it changes what the contribution counts for, never the contribution.

    `election` is the one to which a redesignation moves the amount; for a refund, a lost dispute or a reattribution
    it is the one whose part is taken first, None where it is the contribution's own. A dispute without an amount is
    about all of it.
    """

    kind: AdjustmentKind
    status: AdjustmentStatus
    amount: Money
    ref: str = ""
    at: datetime | None = None
    election: str | None = None


@dataclass(frozen=True, slots=True)
class Contribution:
    """One gift of one person.

    `made_on` decides limits (DAT-01), `received_on` decides reports (DAT-02), both in the committee's time zone.
    `election` is the FEC code the contributor designated, None when undesignated (LIM-05).
    """

    ref: str
    contributor: Contributor
    amount: Money
    method: Method
    standing: Standing
    made_on: date
    received_on: date
    election: str | None
    currency: str = "USD"
    work: Work | None = None
    occupation: str = ""
    employer: str = ""
    message: str = ""
    attestation: Attestation | None = None
    card_fingerprint: str = ""
    adjustments: tuple[Adjustment, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """All that a rule may know.

    `gift` is under review; `prior` is everything else the same contributor has given, in any order; `possible` are
    gifts of persons who may be the same (IDN-09). `at` is the moment of judging. `card` is None before payment,
    `check` for whatever did not come by check.
    `unread_amount` is the typed text when it could not be read as money; `gift.amount` is then zero.
    """

    gift: Contribution
    committee: Committee
    at: datetime
    prior: tuple[Contribution, ...] = ()
    possible: tuple[Contribution, ...] = ()
    card: CardFacts | None = None
    unread_amount: str | None = None
    unreadable: tuple[str, ...] = field(default=())
    """Names of form fields whose text has not the shape its field needs."""
    check: CheckFacts | None = None
