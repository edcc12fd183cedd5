"""What the law finds, in the words of the desk: the rules speak to who gives, the desk reads about them.

A finding is known here by its rule, its outcome and its field. What has no words here reads as the rule put it: such a
sentence speaks of nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from compliance import review, wording
from compliance.committee import Committee
from compliance.contribution import Contribution, Method
from compliance.election import designated_or_next
from compliance.finding import Finding, Kind, Outcome
from compliance.money import Money
from compliance.places import is_domestic, is_foreign
from donations.context import current
from donations.desk import Entry
from donations.treasurer.auth import blueprint

_EVIDENCE: Final = "Ask for evidence, such as a copy of a valid U.S. passport."
_WORDS: Final[dict[tuple[str, str, str | None], str]] = {
    ("AMT-01", Outcome.INVALID_AMOUNT, "amount"): "The amount cannot be read in one way.",
    ("AMT-02", Outcome.INVALID_AMOUNT, "amount"): "The amount is not in U.S. dollars.",
    ("AMT-02", Outcome.BELOW_MINIMUM, "amount"): "The amount is below the least that the committee takes.",
    ("LIM-05", Outcome.INVALID_INPUT, "election"): "The election is none of this committee’s.",
    ("REC-03", Outcome.ACCEPTED_FLAGGED, None): "A picture of a check above $50 is kept: none is here yet.",
    ("SRC-06", Outcome.REJECTED_INELIGIBLE, "last_name"): "The name is an organization’s. Only a person can give.",
    ("SRC-06", Outcome.HELD_FOR_REVIEW, "last_name"): "The name may be a person’s or an organization’s.",
    ("SRC-07", Outcome.NEEDS_EVIDENCE, "country"): f"The mailing address is outside the United States. {_EVIDENCE}",
    ("SRC-11", Outcome.REJECTED_PAYMENT_METHOD, None): "A prepaid or gift card, which the committee does not take.",
    ("SRC-12", Outcome.REJECTED_PAYMENT_METHOD, None): "The card’s security code did not match.",
    ("SRC-12", Outcome.HELD_FOR_REVIEW, "message"): "The message may raise a legal question. Read it first.",
    ("SRC-13", Outcome.INTAKE_CLOSED, None): "The committee has no treasurer in office, so it may take nothing.",
    ("IDN-09", Outcome.HELD_FOR_REVIEW, None): "Earlier gifts may be the same person’s. Compare them first.",
}
_OF_A_CARD: Final[dict[tuple[str, str, str | None], str]] = {
    ("SRC-07", Outcome.NEEDS_EVIDENCE, None): f"This card was issued outside the United States. {_EVIDENCE}",
}
"""Where a check has other words of its own, which speak to the desk already."""
_STATEMENTS: Final = {each.field: each for each in wording.STATEMENTS}
_NAMES: Final = {**wording.LABELS, "work": "Work situation", "election": "Election"}
_MISSING: Final = frozenset({"IDN-01", "IDN-02", "IDN-03"})
_DAYS: Final = "; to be asked for within 30 days"


@dataclass(frozen=True, slots=True)
class Told:
    """One finding as the desk reads it; `excess` only where the sentence does not say it."""

    kind: str
    rule: str
    citation: str
    message: str
    excess: str = ""


@blueprint.context_processor
def shown() -> dict[str, Any]:
    """Every page of the desk can say what was found."""
    return {"told_of": lambda found, gift: told(current().settings.committee, found, gift)}


def told(committee: Committee, found: Iterable[Finding | Mapping[str, Any]], gift: Contribution) -> list[Told]:
    """Say what was found about a gift, as it is found now or as it was kept; what is missing stands together."""
    facts = [_facts(each) for each in found]
    said: list[Told] = []
    for fact in facts:
        same = [each for each in facts if _together(fact, each)]
        if same[0] is fact:
            said.append(_told(committee, fact, [each["field"] for each in same], gift))
    return said


def _facts(found: Finding | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(found, Finding):
        return {each.name: getattr(found, each.name) for each in fields(found)}
    return dict(found)


def _together(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if one is other:
        return True
    alike = all(one[name] == other[name] for name in ("rule", "kind", "outcome", "citation"))
    return alike and one["rule"] in _MISSING and one["kind"] == Kind.INCOMPLETE


def _told(committee: Committee, fact: Mapping[str, Any], about: list[str | None], gift: Contribution) -> Told:
    rule, message = fact["rule"], fact["message"]
    key = (rule, fact["outcome"], fact["field"])
    excess = _money(fact["excess"])
    if rule == "LIM-01" and excess:
        message, excess = _over(committee, excess, gift), ""
    elif rule == "LIM-06":
        message = message.partition(". ")[0].rstrip(".") + "."
    elif rule in _MISSING and fact["kind"] == Kind.INCOMPLETE:
        message = _lacking([each for each in about if each], fact["outcome"])
        message += "." if gift.method is Method.CARD else f"{_DAYS}."
    elif fact["field"] in _STATEMENTS:
        box = _STATEMENTS[fact["field"]]
        message = f"Not stated: “{box.text if gift.method is Method.CARD else box.paper_text}”"
    elif gift.method is Method.CARD and key in _OF_A_CARD:
        message = _OF_A_CARD[key]
    else:
        message = _WORDS.get(key, message).replace("Your bank knows", "The bank knows")
    return Told(fact["kind"], rule, fact["citation"], message, excess)


def _over(committee: Committee, excess: str, gift: Contribution) -> str:
    limit = review.limit_in_force(committee, gift.made_on).amount
    election = designated_or_next(committee.elections, gift.election, gift.made_on)
    return f"{excess} over the limit of {limit} for {f'the {election.dated_name}' if election else 'one election'}."


def _lacking(fields: list[str], outcome: str) -> str:
    """Name what is missing, or cannot be read, as one sentence without its end.

    >>> _lacking(["occupation", "employer"], Outcome.NEEDS_OCCUPATION_EMPLOYER)
    'Occupation and employer are missing'
    >>> _lacking(["postal_code"], Outcome.INVALID_INPUT)
    'ZIP code cannot be read'
    """
    names = [_NAMES.get(field, field) for field in fields]
    rest = [name if name.startswith("ZIP") else name[:1].lower() + name[1:] for name in names[1:]]
    listed = [*names[:1], *rest]
    joined = " and ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else "".join(listed) or "Something"
    if outcome == Outcome.INVALID_INPUT:
        return f"{joined} cannot be read"
    return f"{joined} {'are' if len(listed) > 1 else 'is'} missing"


def _money(excess: Money | str | None) -> str:
    """An excess as it is shown: it was kept as plain figures."""
    return str(Money.parse(excess)) if isinstance(excess, str) else str(excess) if excess else ""


# Why a gift is held --------------------------------------------------------------------------------------------------

_HELD: Final = {
    "SRC-03": "the name on the card is not quite the contributor’s",
    "SRC-06": "the name may be an organization’s",
    "SRC-12": "the payment or the message raises a question",
    "IDN-09": "earlier gifts may be the same person’s",
    "ENG-01": "the amount set aside is not the amount on record",
    "REF-02": "an earlier gift was disputed",
}


def reasons(entry: Entry) -> list[tuple[str, str]]:
    """Say in a few words why a gift is held, with the rule; from its row alone, so that a list stays cheap to read."""
    return [(_reason(rule, entry), rule) for rule in entry.rules]


def why(entry: Entry) -> str:
    """Say the same as one sentence."""
    words = "; ".join(words for words, _rule in reasons(entry)) or "to be looked at"
    return f"{words[:1].upper()}{words[1:]}."


def _reason(rule: str, entry: Entry) -> str:
    card = entry.card
    if rule == "SRC-07":
        if card is not None and card.country and not is_domestic(card.country):
            return "the card was issued abroad"
        abroad = is_foreign(entry.gift.contributor.address)
        return "the mailing address is abroad" if abroad else "nobody says where the card was issued"
    if rule == "SRC-11":
        return "a prepaid card" if card and card.funding == "prepaid" else "nobody says what sort of card this is"
    return _HELD.get(rule, "to be looked at")
