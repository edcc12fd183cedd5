"""What the bank says about the card, once it is known; before payment these rules answer nothing."""

from collections.abc import Iterator
from typing import Final, assert_never

from compliance import card_name
from compliance.card_name import CardName
from compliance.committee import PrepaidCards
from compliance.contribution import Case, Check
from compliance.finding import Finding, Kind, Outcome
from compliance.places import is_domestic

_PRACTICE: Final = "committee practice"
_FUNDING: Final = frozenset({"credit", "debit", "prepaid"})


def security_code(case: Case) -> Iterator[Finding]:
    """A card whose security code the bank finds wrong is refused; an answer that is missing is not wrong.

    Answers: SRC-12 PROHIBITED rejected_payment_method.
    Law: committee practice.
    """
    if case.card is not None and case.card.cvc_check is Check.FAIL:
        yield Finding(
            Kind.PROHIBITED,
            "SRC-12",
            Outcome.REJECTED_PAYMENT_METHOD,
            "The card's security code did not match. Try again with the code on your card.",
            _PRACTICE,
        )


def billing_address(case: Case) -> Iterator[Finding]:
    """A card whose bank finds both street and ZIP code wrong is held; one of them right is enough.

    Answers: SRC-12 REVIEW held_for_review.
    Law: compare FEC AO 2007-30.
    """
    card = case.card
    if card is not None and card.line1_check is Check.FAIL and card.postal_code_check is Check.FAIL:
        yield _hold("SRC-12", "Your bank knows another address for this card.", "compare FEC AO 2007-30")


def prepaid_card(case: Case) -> Iterator[Finding]:
    """A prepaid or gift card shows nobody's name: refused or held, as the committee has chosen.

    A card of which nobody says what it is, is held.

    Answers: SRC-11 PROHIBITED rejected_payment_method.
    Answers: SRC-11 REVIEW held_for_review.
    Law: committee policy.
    """
    if case.card is None:
        return
    funding = (case.card.funding or "").lower()
    if funding == "prepaid" and case.committee.prepaid_cards is PrepaidCards.REFUSE:
        yield Finding(
            Kind.PROHIBITED,
            "SRC-11",
            Outcome.REJECTED_PAYMENT_METHOD,
            "The campaign takes no prepaid or gift cards. Use your own credit or debit card.",
            "committee policy",
        )
    elif funding == "prepaid":
        yield _hold("SRC-11", "This is a prepaid card.", "committee policy")
    elif funding not in _FUNDING:
        yield _hold("SRC-11", "We could not learn what sort of card this is.", "committee policy")


def issued_abroad(case: Case) -> Iterator[Finding]:
    """A card issued outside the United States calls for evidence; one of unknown country is looked at.

    The territories are not abroad.

    Answers: SRC-07 REVIEW needs_evidence.
    Answers: SRC-07 REVIEW held_for_review.
    Law: 11 CFR 110.20(a)(4)-(5), (a)(7).
    """
    citation = "11 CFR 110.20(a)(4)-(5), (a)(7)"
    if case.card is None:
        return
    if not case.card.country:
        yield _hold("SRC-07", "We could not learn in which country this card was issued.", citation)
    elif not is_domestic(case.card.country):
        yield Finding(
            Kind.REVIEW,
            "SRC-07",
            Outcome.NEEDS_EVIDENCE,
            "This card was issued outside the United States. The campaign asks you for evidence, such as a copy of "
            "your valid U.S. passport, before it takes your gift.",
            citation,
        )


def name_on_card(case: Case) -> Iterator[Finding]:
    """The card is the contributor's own: a business's or another person's card is held.

    The contributor's first name under another last name is only shown to the treasurer; people marry. So is a word
    behind the whole name that may be one more last name or a firm's. A blank name says nothing.

    Answers: SRC-03 REVIEW held_for_review.
    Answers: SRC-03 FLAG accepted_flagged.
    Law: 52 USC 30118, 30122; 11 CFR 110.4(b), 114.2.
    """
    citation = "52 USC 30118, 30122; 11 CFR 110.4(b), 114.2"
    if case.card is None:
        return
    match card_name.relation(case.gift.contributor, case.card.name):
        case CardName.BUSINESS:
            yield _hold("SRC-03", "The name on the card looks like a business's.", citation)
        case CardName.OTHER_PERSON:
            yield _hold("SRC-03", "The name on the card is not the contributor's.", citation)
        case CardName.PARTLY:
            yield _flag("SRC-03", "The name on the card differs in part from the contributor's.", citation)
        case CardName.DONOR | CardName.BLANK:
            return
        case never:
            assert_never(never)


def wallet_without_card(case: Case) -> Iterator[Finding]:
    """A payment through Link tells too little about the card behind it, and is held.

    Answers: SRC-12 REVIEW held_for_review.
    Law: committee practice.
    """
    if case.card is not None and (case.card.brand or "").lower() == "link":
        yield _hold("SRC-12", "This payment does not show whose card stands behind it.", _PRACTICE)


def risk_of_fraud(case: Case) -> Iterator[Finding]:
    """A payment that the processor rates at the highest risk is held, an elevated one shown to the treasurer.

    Answers: SRC-12 REVIEW held_for_review.
    Answers: SRC-12 FLAG accepted_flagged.
    Law: committee practice.
    """
    risk = case.card.risk_level.lower() if case.card is not None else ""
    if risk == "highest":
        yield _hold("SRC-12", "The card processor rates this payment at the highest risk.", _PRACTICE)
    elif risk == "elevated":
        yield _flag("SRC-12", "The card processor rates this payment at an elevated risk.", _PRACTICE)


def _hold(rule: str, why: str, citation: str) -> Finding:
    message = f"{why} A person at the campaign looks at the gift before it is taken."
    return Finding(Kind.REVIEW, rule, Outcome.HELD_FOR_REVIEW, message, citation)


def _flag(rule: str, why: str, citation: str) -> Finding:
    return Finding(Kind.FLAG, rule, Outcome.ACCEPTED_FLAGGED, why, citation)
