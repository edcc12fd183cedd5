"""Finding: what a rule answers. Kind: what it means. Outcome: what it leads to."""

from dataclasses import dataclass
from enum import StrEnum

from compliance.money import Money


class Kind(StrEnum):
    """What a finding is; each door decides what it does about it."""

    PROHIBITED = "PROHIBITED"
    EXCESSIVE = "EXCESSIVE"
    INCOMPLETE = "INCOMPLETE"
    REVIEW = "REVIEW"
    FLAG = "FLAG"


class Outcome(StrEnum):
    """What becomes of a gift, in the order in which the first that applies is given."""

    INTAKE_CLOSED = "intake_closed"
    INVALID_AMOUNT = "invalid_amount"
    BELOW_MINIMUM = "below_minimum"
    INVALID_INPUT = "invalid_input"
    NEEDS_IDENTIFICATION = "needs_identification"
    REJECTED_ATTESTATION = "rejected_attestation"
    REJECTED_INELIGIBLE = "rejected_ineligible"
    NOT_ACCEPTED_FOR_PAST_ELECTION = "not_accepted_for_past_election"
    REJECTED_OVER_CAP = "rejected_over_cap"
    NEEDS_OCCUPATION_EMPLOYER = "needs_occupation_employer"
    REJECTED_PAYMENT_METHOD = "rejected_payment_method"
    NEEDS_EVIDENCE = "needs_evidence"
    HELD_FOR_REVIEW = "held_for_review"
    ACCEPTED_FLAGGED = "accepted_flagged"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer of one rule about one contribution.

    `rule` is the id in docs/rules.md; `field` is the form field it concerns, if one does; `excess` is the part over
    the limit, for EXCESSIVE only. `from_history` is true when other gifts, and not this one alone, decided it: a door
    shows such a finding only to a person whose e-mail is proved (ENG-05).
    """

    kind: Kind
    rule: str
    outcome: Outcome
    message: str
    citation: str
    field: str | None = None
    excess: Money | None = None
    from_history: bool = False
