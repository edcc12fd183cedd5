"""One builder for each noun of the law; each makes a lawful, complete thing, and a test changes what it is about."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from compliance.committee import Committee, Cycle, Office, PrepaidCards
from compliance.contribution import (
    AccountKind,
    Address,
    Adjustment,
    AdjustmentKind,
    AdjustmentStatus,
    Attestation,
    CardFacts,
    Case,
    Check,
    CheckFacts,
    Contribution,
    Contributor,
    Method,
    Standing,
    Work,
)
from compliance.election import Election
from compliance.money import Money

PRIMARY = Election("P2024", date(2024, 6, 4))
GENERAL = Election("G2024", date(2024, 11, 5))
TODAY = date(2024, 3, 15)


def an_address(**changes: Any) -> Address:
    """A domestic address."""
    given: dict[str, Any] = {"line1": "1 Test Road", "city": "Columbus", "state": "OH", "postal_code": "43215"}
    return Address(**(given | changes))


def a_contributor(**changes: Any) -> Contributor:
    """Robin Sample of Columbus."""
    given: dict[str, Any] = {
        "first_name": "Robin",
        "last_name": "Sample",
        "email": "robin@example.org",
        "address": an_address(),
    }
    return Contributor(**(given | changes))


def an_attestation(**changes: bool) -> Attestation:
    """All five statements made."""
    given: dict[str, Any] = dict.fromkeys(("citizenship", "own_funds", "personal_card", "age", "not_contractor"), True)
    return Attestation(**(given | changes))


def a_card(**changes: Any) -> CardFacts:
    """A card about which the bank has nothing to say against."""
    given: dict[str, Any] = {
        "country": "US",
        "funding": "credit",
        "brand": "visa",
        "name": "ROBIN SAMPLE",
        "fingerprint": "fp_1",
        "cvc_check": Check.PASS,
        "line1_check": Check.PASS,
        "postal_code_check": Check.PASS,
        "risk_level": "normal",
    }
    return CardFacts(**(given | changes))


def a_check(**changes: Any) -> CheckFacts:
    """A personal check of Robin Sample's, pictured, that came in an envelope that is kept."""
    given: dict[str, Any] = {
        "number": "1001",
        "account": AccountKind.PERSONAL,
        "printed_names": ("Robin Sample",),
        "signers": ("Robin Sample",),
        "has_image": True,
        "written_on": TODAY,
        "postmarked_on": TODAY,
        "envelope_kept": True,
        "received_on": TODAY,
        "bank": "Example Savings Bank",
    }
    return CheckFacts(**(given | changes))


def a_committee(**changes: Any) -> Committee:
    """A House committee in the cycle of 2023 and 2024."""
    given: dict[str, Any] = {
        "name": "Example for Congress",
        "office": Office.HOUSE,
        "timezone": ZoneInfo("America/New_York"),
        "cycle": Cycle(date(2022, 11, 9), date(2024, 11, 5)),
        "elections": (PRIMARY, GENERAL),
        "cap": Money.parse("3300.00"),
        "minimum": Money.parse("1.00"),
        "prepaid_cards": PrepaidCards.HOLD,
        "treasurer_in_office": True,
        "version": "test",
    }
    return Committee(**(given | changes))


def a_contribution(amount: str = "$250.00", on: date = TODAY, **changes: Any) -> Contribution:
    """A card gift of a carpenter, for the primary, made and received on one day."""
    given: dict[str, Any] = {
        "ref": "gift",
        "contributor": a_contributor(),
        "amount": Money.parse(amount),
        "method": Method.CARD,
        "standing": Standing.OFFERED,
        "made_on": on,
        "received_on": on,
        "election": "P2024",
        "work": Work.EMPLOYED,
        "occupation": "Carpenter",
        "employer": "Example Joinery",
        "attestation": an_attestation(),
    }
    return Contribution(**(given | changes))


def an_earlier_gift(amount: str = "$100.00", on: date = date(2024, 1, 10), **changes: Any) -> Contribution:
    """A gift that is complete and counts; it says nothing about work."""
    given: dict[str, Any] = {
        "ref": "earlier",
        "standing": Standing.COMPLETED,
        "work": None,
        "occupation": "",
        "employer": "",
    }
    return a_contribution(amount, on, **(given | changes))


def a_refund(amount: str, status: AdjustmentStatus = AdjustmentStatus.SUCCEEDED) -> Adjustment:
    """A refund of part of a gift."""
    return Adjustment(AdjustmentKind.REFUND, status, Money.parse(amount))


def a_dispute(status: AdjustmentStatus, amount: str = "$0") -> Adjustment:
    """A dispute with the bank, about all of a gift where no amount is given."""
    return Adjustment(AdjustmentKind.DISPUTE, status, Money.parse(amount))


def a_redesignation(
    amount: str, election: str = "G2024", status: AdjustmentStatus = AdjustmentStatus.SUCCEEDED
) -> Adjustment:
    """Part of a gift, moved to another election."""
    return Adjustment(AdjustmentKind.REDESIGNATION, status, Money.parse(amount), election=election)


def a_reattribution(amount: str, status: AdjustmentStatus = AdjustmentStatus.SUCCEEDED) -> Adjustment:
    """Part of a gift, made another person's."""
    return Adjustment(AdjustmentKind.REATTRIBUTION, status, Money.parse(amount))


def a_case(
    gift: Contribution | None = None,
    prior: Iterable[Contribution] = (),
    possible: Iterable[Contribution] = (),
    **changes: Any,
) -> Case:
    """A gift before the law, at noon in Columbus on its day."""
    given: dict[str, Any] = {"committee": a_committee(), "at": datetime(2024, 3, 15, 16, tzinfo=UTC)}
    return Case(gift=gift or a_contribution(), prior=tuple(prior), possible=tuple(possible), **(given | changes))
