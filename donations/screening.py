"""Screens gifts that are described in JSON: translated into a case, judged by the law, translated back.

No database, no network and no settings: all that a judgement needs stands in the document. A document that cannot be
read is answered with the reason, and never keeps the next one from being judged.
"""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, TextIO
from zoneinfo import ZoneInfo

from compliance import identity, review, wording
from compliance.committee import Committee, Cycle, Office, PrepaidCards
from compliance.contribution import (
    Address,
    Adjustment,
    AdjustmentKind,
    AdjustmentStatus,
    Attestation,
    CardFacts,
    Case,
    Check,
    Contribution,
    Contributor,
    Method,
    Standing,
    Work,
)
from compliance.election import Election
from compliance.finding import Finding
from compliance.money import ZERO, AmountError, Money
from donations.description import Part, UnreadableError, is_whole, read

Result = dict[str, Any]

SAME_DONOR: Final = "same_as_contribution"
_DEFAULT_CAP: Final = Money(3_300_00)
_DEFAULT_MINIMUM: Final = Money(1_00)
_KEPT: Final = frozenset(Standing) - {Standing.OFFERED}
_REFUND: Final = frozenset({AdjustmentStatus.PENDING, AdjustmentStatus.SUCCEEDED, AdjustmentStatus.FAILED})
_STRIPES_REFUND: Final = {
    "requires_action": AdjustmentStatus.PENDING.value,
    "canceled": AdjustmentStatus.FAILED.value,
    "cancelled": AdjustmentStatus.FAILED.value,
}
"""What Stripe says of a refund and the law does not; neither gave anything back."""
_DISPUTE: Final = frozenset({AdjustmentStatus.OPEN, AdjustmentStatus.WON, AdjustmentStatus.LOST})
_CARD_FACTS: Final = (
    "card_country",
    "card_funding",
    "card_brand",
    "card_fingerprint",
    "name_on_card",
    "wallet",
    "cvc_check",
    "avs_street",
    "avs_postal",
    "risk_level",
)


def main(path: str, stdin: BinaryIO, stdout: TextIO) -> int:
    """Screen a file, or with "-" what comes in, and write the results.

    One document over several lines is answered with indented JSON, a line with a line, in their order. Returns 0 once
    every document has its answer, also where that is "unreadable", and 2 where the file cannot be read at all.
    """
    try:
        content = stdin.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        stdout.write(f"{json.dumps(_unreadable(f'{path}: {error.strerror}'))}\n")
        return 2
    # What is no UTF-8 becomes lone surrogates, by which the line, and no other, is told to be unreadable.
    documents = _documents(content.decode("utf-8-sig", errors="surrogateescape"))
    for document in documents:
        indent, separators = (2, None) if "\n" in document else (None, (",", ":"))
        stdout.write(f"{json.dumps(_screen_document(document), indent=indent, separators=separators)}\n")
    return 0


def screen_text(text: str) -> list[Result]:
    """Screen one JSON document, over as many lines as it likes, or JSON Lines; blank lines are passed over.

    Where nothing stands at all, that is told as a document that cannot be read.
    """
    return [_screen_document(document) for document in _documents(text)]


def _documents(text: str) -> list[str]:
    """Part a text into documents; only one that stands alone may have several lines."""
    whole = text.removeprefix("\ufeff").strip(" \t\r\n")
    lines = [line for line in whole.split("\n") if line.strip()]
    if len(lines) < 2 or is_whole(whole):  # noqa: PLR2004 - one line is one document
        return [whole]
    # Of what begins as a document of many lines and does not end as one, no line is a gift; where one is, it was a
    # broken line that began so.
    return [whole] if lines[0].strip() == "{" and not any(map(_describes_a_gift, lines)) else lines


def _describes_a_gift(line: str) -> bool:
    try:
        document = read(line)
    except UnreadableError:
        return False
    return isinstance(document, dict) and not {"contribution", "input"}.isdisjoint(document)


def screen(document: object) -> Result:
    """Judge one described gift, and give outcome, findings, sums and versions; never raises.

    An object that holds the description under "input" is read there.
    """
    try:
        whole = Part.of(document, "the document")
        described = whole.part_or_none("input") or whole
        return _judged(_case(described))
    except (UnreadableError, review.NoFigureError) as error:
        return _unreadable(str(error))
    except OverflowError:
        return _unreadable("an instant lies outside the calendar")
    except RecursionError:
        return _unreadable("nested too deeply")


def _screen_document(text: str) -> Result:
    if not text:
        return _unreadable("nothing is described")
    try:
        return screen(read(text))
    except UnreadableError as error:
        return _unreadable(str(error))


def _unreadable(reason: str) -> Result:
    return {"outcome": "unreadable", "reason": reason}


# Translating in -----------------------------------------------------------------------------------------------------


def _case(described: Part) -> Case:
    committee = _committee(described.part("committee"))
    at = described.instant("now")
    gift, unread = _gift(described.part("contribution"), committee, at)
    card = _card(described.part("contribution").part_or_none("payment"))
    same: list[Contribution] = []
    others: list[Contribution] = []
    for number, entry in enumerate(described.parts("history")):
        is_same = entry.fields.get("donor") in (None, SAME_DONOR)
        contributor = gift.contributor if is_same else _contributor(entry.part("donor"))
        (same if is_same else others).append(_earlier(entry, contributor, committee, f"history[{number}]"))
    told_apart = identity.split(gift, card.fingerprint if card else "", others)
    return Case(
        gift=gift,
        committee=committee,
        at=at,
        prior=(*same, *told_apart.prior),
        possible=told_apart.possible,
        card=card,
        unread_amount=unread,
    )


def _committee(part: Part) -> Committee:
    debts = part.part_or_none("net_debts_outstanding") or Part({}, part.path)
    cycle = part.part("cycle")
    # Sorted and without blanks, so that the same configuration has the same version, however it is laid out.
    canonical = json.dumps(part.fields, sort_keys=True, separators=(",", ":")).encode()
    return Committee(
        name=part.text("name"),
        office=part.choice("office", Office, Office.HOUSE),
        timezone=_timezone(part),
        cycle=Cycle(cycle.day("start"), cycle.day("end")),
        elections=tuple(_election(election, debts) for election in part.parts("elections")),
        cap=part.money("cap", _DEFAULT_CAP),
        minimum=part.money("minimum", _DEFAULT_MINIMUM),
        prepaid_cards=part.choice("prepaid_cards", PrepaidCards, PrepaidCards.HOLD),
        treasurer_in_office=part.flag("treasurer_in_office", default=True),
        version=hashlib.sha256(canonical).hexdigest()[:16],
    )


def _timezone(part: Part) -> ZoneInfo:
    try:
        return ZoneInfo(part.text("timezone", "America/New_York"))
    except (LookupError, ValueError, OSError):
        part.fault("timezone", "is not known")


def _election(part: Part, debts: Part) -> Election:
    election = Election(part.text("code"), part.day("date"), debts.money(part.text("code"), ZERO))
    try:
        _ = election.type
    except ValueError:
        part.fault("code", "does not begin with one of the FEC's letters")
    return election


def _gift(part: Part, committee: Committee, at: datetime) -> tuple[Contribution, str | None]:
    typed = part.fields.get("amount")
    try:
        amount, unread = Money.parse(typed if isinstance(typed, str) else ""), None
    except AmountError:
        # Judging the amount is part of the work, so it is passed on as it was typed.
        amount, unread = ZERO, typed if isinstance(typed, str) else json.dumps(typed)
    today = committee.local_date(part.instant("authorized_at") if part.fields.get("authorized_at") is not None else at)
    gift = Contribution(
        ref="contribution",
        contributor=_contributor(part.part_or_none("donor") or Part({}, part.path)),
        amount=amount,
        method=part.choice("channel", Method, Method.CARD),
        standing=Standing.OFFERED,
        made_on=today,
        received_on=today,
        election=part.text("election") or None,
        currency=part.text("currency", "USD"),
        work=part.choice_or_none("work", Work),
        occupation=part.text("occupation"),
        employer=part.text("employer"),
        message=part.text("message"),
        attestation=_attestation(part.part_or_none("attestations")),
    )
    return gift, unread


def _earlier(part: Part, contributor: Contributor, committee: Committee, ref: str) -> Contribution:
    on = committee.local_date(part.instant("authorized_at"))
    payment = part.part_or_none("payment") or part
    amount = part.money("amount")
    return Contribution(
        ref=part.text("ref", ref),
        contributor=contributor,
        amount=amount,
        method=part.choice("channel", Method, Method.CARD),
        standing=_standing(part),
        made_on=on,
        received_on=on,
        election=part.text("election") or None,
        work=part.choice_or_none("work", Work),
        occupation=part.text("occupation"),
        employer=part.text("employer"),
        card_fingerprint=payment.text("card_fingerprint"),
        adjustments=(*map(_refund, part.parts("refunds")), *_dispute(part.part_or_none("dispute"), amount)),
    )


def _standing(part: Part) -> Standing:
    standing = part.choice("status", Standing, Standing.COMPLETED)
    if standing not in _KEPT:
        part.fault("status", f"is none of {', '.join(sorted(_KEPT))}")
    return standing


def _refund(part: Part) -> Adjustment:
    said = part.text("status", AdjustmentStatus.SUCCEEDED)
    part = Part({**part.fields, "status": _STRIPES_REFUND.get(said, said)}, part.path)
    status = part.choice("status", AdjustmentStatus, AdjustmentStatus.SUCCEEDED)
    if status not in _REFUND:
        part.fault("status", f"is none of {', '.join(sorted(_REFUND))}")
    return Adjustment(AdjustmentKind.REFUND, status, part.money("amount"))


def _dispute(part: Part | None, amount: Money) -> tuple[Adjustment, ...]:
    if part is None:
        return ()
    status = part.choice("status", AdjustmentStatus, AdjustmentStatus.OPEN)
    if status not in _DISPUTE:
        part.fault("status", f"is none of {', '.join(sorted(_DISPUTE))}")
    return (Adjustment(AdjustmentKind.DISPUTE, status, amount),)


def _contributor(part: Part) -> Contributor:
    address = part.part_or_none("address") or Part({}, part.path)
    return Contributor(
        first_name=part.text("first"),
        middle_name=part.text("middle"),
        last_name=part.text("last"),
        suffix=part.text("suffix"),
        email=part.text("email"),
        is_candidate=part.flag("is_candidate", default=False),
        address=Address(
            line1=address.text("line1"),
            line2=address.text("line2"),
            city=address.text("city"),
            state=address.text("state"),
            postal_code=address.text("zip"),
            country=address.text("country", "US"),
        ),
    )


def _attestation(part: Part | None) -> Attestation | None:
    if part is None:
        return None
    return Attestation(
        citizenship=part.flag("citizenship", default=False),
        own_funds=part.flag("own_funds", default=False),
        personal_card=part.flag("personal_card", default=False),
        age=part.flag("age", default=False),
        not_contractor=part.flag("not_contractor", default=False),
    )


def _card(part: Part | None) -> CardFacts | None:
    # Without a single fact the gift is judged as at the form, before payment.
    if part is None or all(part.fields.get(fact) is None for fact in _CARD_FACTS):
        return None
    return CardFacts(
        country=part.text("card_country") or None,
        funding=part.text("card_funding") or None,
        brand=part.text("card_brand") or None,
        name=part.text("name_on_card"),
        fingerprint=part.text("card_fingerprint"),
        wallet=part.text("wallet"),
        cvc_check=part.choice_or_none("cvc_check", Check),
        line1_check=part.choice_or_none("avs_street", Check),
        postal_code_check=part.choice_or_none("avs_postal", Check),
        risk_level=part.text("risk_level"),
    )


# Translating out ----------------------------------------------------------------------------------------------------


def _judged(case: Case) -> Result:
    findings = review.review(case)
    remaining = review.remaining(case)
    totals = review.totals(case)
    return {
        "outcome": review.outcome(findings).value,
        "findings": [_finding(finding) for finding in findings],
        "remaining_for_election": remaining.plain if remaining is not None else None,
        "totals": {
            "election": totals.election.plain,
            "cycle": totals.cycle.plain,
            "calendar_year": totals.calendar_year.plain,
        },
        "versions": {
            "rules": review.RULES_VERSION,
            "wording": wording.VERSION,
            "committee": case.committee.version,
        },
    }


def _finding(finding: Finding) -> Result:
    return {
        "rule": finding.rule,
        "kind": finding.kind.value,
        "field": finding.field,
        "citation": finding.citation,
        "message": finding.message,
        "excess": finding.excess.plain if finding.excess is not None else None,
    }
