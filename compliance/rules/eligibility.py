"""Who may give: the five statements, individuals alone, and what a person needs to look at."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, assert_never

from compliance import names
from compliance.contribution import Attestation, Case, Method
from compliance.finding import Finding, Kind, Outcome
from compliance.places import is_foreign
from compliance.text import fold

_NOTHING: Final = Attestation(citizenship=False, own_funds=False, personal_card=False, age=False, not_contractor=False)


@dataclass(frozen=True, slots=True)
class _Box:
    rule: str
    field: str
    ticked: Callable[[Attestation], bool]
    citation: str
    message: str


_BOXES: Final = (
    _Box(
        "SRC-01",
        "attest_citizenship",
        lambda made: made.citizenship,
        "52 USC 30121; 11 CFR 110.20",
        "Tick the box if you are a U.S. citizen or permanent resident. Federal law lets only them give; a U.S. "
        "national can write to the campaign.",
    ),
    _Box(
        "SRC-02",
        "attest_own_funds",
        lambda made: made.own_funds,
        "52 USC 30122; 11 CFR 110.4(b)",
        "Tick the box if the money is your own and nobody pays you back. One person cannot give for another.",
    ),
    _Box(
        "SRC-03",
        "attest_personal_card",
        lambda made: made.personal_card,
        "52 USC 30118; 11 CFR 114.2",
        "Tick the box if the card is your own and personal. A business card, or another person's, cannot be used.",
    ),
    _Box(
        "SRC-04",
        "attest_age",
        lambda made: made.age,
        "committee policy; compare 11 CFR 110.19",
        "Tick the box if you are 18 or older. The campaign takes contributions from adults only.",
    ),
    _Box(
        "SRC-05",
        "attest_not_contractor",
        lambda made: made.not_contractor,
        "52 USC 30119; 11 CFR part 115",
        "Tick the box if you have no federal contract in your own name. Federal employees, and people who work for a "
        "contractor, may give.",
    ),
)

_QUESTIONS: Final = re.compile(
    r"""
    \breimburs | \brepa(?:y|ys|id|ying)\b | \bpa(?:y|ys|id|ying)\s+(?:me|us|him|her)\s+back\b
    | \bgave\s+me\s+(?:the|this)\s+money\b | \b(?:not|isnt)\s+my\s+(?:own\s+)?money\b | \bstraw\s+donor\b
    | \bon\s+behalf\s+of\b | \bin\s+(?:the|another|somebody|someone)s?\s+name\s+of\b
    | \bmy\s+(?:company|business|employer|boss|firm|union|church|corporation)\s+(?:\w+\s+){0,3}
      (?:pa(?:y|ys|id|ying)|g(?:ive|ives|iving|iven|ave)|cover|covers|covering|covered|send|sends|sent|funds|funded)\b
    | \b(?:company|corporate|business|union)\s+(?:card|account|money|funds|check|credit|expense)
    | \bnot\s+(?:an?\s+)?(?:(?:u\.?\s?s\.?|american|united\s+states)\s+)?(?:citizen|permanent\s+resident)
    | \bforeign\s+(?:national|citizen|government)
    | \b(?:british|canadian|chinese|french|german|indian|israeli|mexican|russian|ukrainian)\s+citizen
    | \b(?:student|work|tourist|h-?1b|j-?1|f-?1)\s+visa\b | \bundocumented\b | \bdaca\b
    | \b(?<!not\sa\s)(?:federal|government)\s+contract(?:or|ors|s)?\b
    | \bcontract\s+with\s+(?:the\s+)?(?:federal|government)
    | \bunder\s*(?:18|eighteen|age)\b | \b(?:i\s?am|im)\s+(?:only\s+)?1[0-7](?:\s+years?\s+old|\s*yo\b|\s*(?:[.,;!?]|$))
    | \bin\s+(?:exchange|return)\s+for\b | \bquid\s+pro\s+quo\b | \bbrib(?:e|es|ery)\b
    """,
    re.VERBOSE,
)
"""Words in a message that raise a legal question by themselves; they bring a person, never a refusal."""


def statements(case: Case) -> Iterator[Finding]:
    """A contributor makes all five eligibility statements, each time and for any amount (SRC-08).

    A gift by card without any record of them made none. The law asks to examine a gift and not for boxes (AO 2011-13),
    so for one that came another way the statements left out on its form are only asked for; one without a form is
    not asked.

    Answers: SRC-01 PROHIBITED rejected_attestation.
    Answers: SRC-02 PROHIBITED rejected_attestation.
    Answers: SRC-03 PROHIBITED rejected_attestation.
    Answers: SRC-04 PROHIBITED rejected_attestation.
    Answers: SRC-05 PROHIBITED rejected_attestation.
    Answers: SRC-01 INCOMPLETE needs_evidence.
    Answers: SRC-02 INCOMPLETE needs_evidence.
    Answers: SRC-03 INCOMPLETE needs_evidence.
    Answers: SRC-04 INCOMPLETE needs_evidence.
    Answers: SRC-05 INCOMPLETE needs_evidence.
    Law: 52 USC 30121; 11 CFR 110.20. 52 USC 30122; 11 CFR 110.4(b). 52 USC 30118; 11 CFR 114.2.
        committee policy; compare 11 CFR 110.19. 52 USC 30119; 11 CFR part 115.
    """
    made, by_card = case.gift.attestation, case.gift.method is Method.CARD
    if made is None and not by_card:
        return
    kind, outcome = (
        (Kind.PROHIBITED, Outcome.REJECTED_ATTESTATION) if by_card else (Kind.INCOMPLETE, Outcome.NEEDS_EVIDENCE)
    )
    for box in _BOXES:
        if not box.ticked(made or _NOTHING):
            message = box.message if by_card else box.message.replace("card", "account")
            yield Finding(kind, box.rule, outcome, message, box.citation, field=box.field)


def individuals_only(case: Case) -> Iterator[Finding]:
    """Only a person gives; a name that says what an organization is or does is not a person's (SRC-09).

    A word of this sort that is a surname too, behind a word that is no first name we know, is looked at by a person.

    Answers: SRC-06 PROHIBITED rejected_ineligible.
    Answers: SRC-06 REVIEW held_for_review.
    Law: 52 USC 30118; 11 CFR 114.2.
    """
    match names.bearer(case.gift.contributor):
        case names.Bearer.ORGANIZATION:
            kind, outcome = Kind.PROHIBITED, Outcome.REJECTED_INELIGIBLE
            message = "Only a person can give here, not an organization. Give in your own name, from your own money."
        case names.Bearer.UNCLEAR:
            kind, outcome = Kind.REVIEW, Outcome.HELD_FOR_REVIEW
            message = "The campaign looks at this gift first: the name may be a person's or an organization's."
        case names.Bearer.PERSON:
            return
        case never:
            assert_never(never)
    yield Finding(kind, "SRC-06", outcome, message, "52 USC 30118; 11 CFR 114.2", field="last_name")


def mailing_address_abroad(case: Case) -> Iterator[Finding]:
    """A mailing address abroad calls for evidence that the contributor is a citizen or permanent resident.

    The territories and military posts are not abroad. A copy of current U.S. passport papers is enough.

    Answers: SRC-07 REVIEW needs_evidence.
    Law: 11 CFR 110.20(a)(4)-(5), (a)(7).
    """
    if is_foreign(case.gift.contributor.address):
        yield Finding(
            Kind.REVIEW,
            "SRC-07",
            Outcome.NEEDS_EVIDENCE,
            "Your address is outside the United States. The campaign asks you for evidence, such as a copy of your "
            "valid U.S. passport, before it takes your gift.",
            "11 CFR 110.20(a)(4)-(5), (a)(7)",
            field="country",
        )


def legal_question_in_message(case: Case) -> Iterator[Finding]:
    """A message that itself raises a legal question is read by a person before the gift is taken.

    Only what the contributor writes to the campaign is read so. The employer's name never is (SRC-05).

    Answers: SRC-12 REVIEW held_for_review.
    Law: 11 CFR 103.3(b)(1).
    """
    if _QUESTIONS.search(" ".join(fold(case.gift.message).split())):
        yield Finding(
            Kind.REVIEW,
            "SRC-12",
            Outcome.HELD_FOR_REVIEW,
            "The campaign reads your message before it takes your gift.",
            "11 CFR 103.3(b)(1)",
            field="message",
        )
