"""What a check shows: whose account, names and hand, which bank; without a check these rules answer nothing."""

from collections.abc import Iterator
from typing import Final, assert_never

from compliance import card_name, law
from compliance.card_name import CardName
from compliance.contribution import AccountKind, Case
from compliance.finding import Finding, Kind, Outcome
from compliance.text import is_name

_OWN: Final = "52 USC 30118, 30122; 11 CFR 110.4(b), 114.2"
_SIGNED: Final = "11 CFR 104.8(c), 110.1(k)(2)"
_IMAGE: Final = "11 CFR 102.9(a)(4)"


def kind_of_account(case: Case) -> Iterator[Finding]:
    """A corporation's or a union's account may not be drawn on; another that is not a person's is looked into.

    A limited liability company says in writing that it may give, and to whose limits the gift counts (110.1(g)(5)).

    Answers: SRC-09 PROHIBITED rejected_ineligible.
    Answers: SRC-09 REVIEW needs_evidence.
    Answers: SRC-09 REVIEW held_for_review.
    Law: 52 USC 30118; 11 CFR 114.2. 11 CFR 110.1(g)(5). 11 CFR 110.1(e). 11 CFR 103.3(b)(1).
    """
    if case.check is None:
        return
    match case.check.account:
        case AccountKind.PERSONAL | AccountKind.JOINT:
            return
        case AccountKind.BUSINESS:
            yield _account(Kind.PROHIBITED, "A business's account may not be drawn on.", "52 USC 30118; 11 CFR 114.2")
        case AccountKind.UNION:
            yield _account(Kind.PROHIBITED, "A union's account may not be drawn on.", "52 USC 30118; 11 CFR 114.2")
        case AccountKind.LLC:
            if not case.check.llc_statement:
                message = "A limited liability company says in writing that it may give, and whose gift this is. Ask."
                yield _account(Kind.REVIEW, message, "11 CFR 110.1(g)(5)", Outcome.NEEDS_EVIDENCE)
        case AccountKind.PARTNERSHIP:
            message = "A partnership's gift counts for the partnership and for each partner. Ask who gives how much."
            yield _account(Kind.REVIEW, message, "11 CFR 110.1(e)", Outcome.HELD_FOR_REVIEW)
        case AccountKind.TRUST | AccountKind.OTHER:
            message = "This account is not a person's own. Ask whose money it holds."
            yield _account(Kind.REVIEW, message, "11 CFR 103.3(b)(1)", Outcome.HELD_FOR_REVIEW)
        case never:
            assert_never(never)


def printed_names(case: Case) -> Iterator[Finding]:
    """A personal check bears the contributor's name; a business's or another person's is looked into.

    The contributor's first name with another last name is only shown to the treasurer. A check without a printed name
    says nothing, and what is known not to be a person's account is another rule's matter.

    Answers: SRC-03 REVIEW held_for_review.
    Answers: SRC-03 FLAG accepted_flagged.
    Law: 52 USC 30118, 30122; 11 CFR 110.4(b), 114.2.
    """
    if case.check is None or case.check.account not in {AccountKind.PERSONAL, AccountKind.JOINT}:
        return
    printed = _relations(case, case.check.printed_names)
    if CardName.BUSINESS in printed:
        yield _review("SRC-03", "A name printed on the check looks like a business's.", _OWN)
    elif printed and CardName.DONOR not in printed:
        if CardName.PARTLY in printed:
            yield _flag("SRC-03", "The name printed on the check differs in part from the contributor's.", _OWN)
        else:
            yield _review("SRC-03", "The name printed on the check is not the contributor's.", _OWN)


def signatures(case: Case) -> Iterator[Finding]:
    """A check is the gift of who signed it; of several signers equally, unless they say otherwise (LIM-10).

    Answers: LIM-10 REVIEW held_for_review.
    Answers: LIM-10 FLAG accepted_flagged.
    Law: 11 CFR 104.8(c), 110.1(k)(2).
    """
    if case.check is None:
        return
    signed = _relations(case, [name for name in case.check.signers if is_name(name)])
    if not signed:
        yield _review("LIM-10", "Nobody has signed the check, so nobody is known to give it.", _SIGNED)
    elif CardName.DONOR not in signed and CardName.PARTLY not in signed:
        yield _review("LIM-10", "The contributor has not signed the check. It is the gift of who did.", _SIGNED)
    elif len(signed) > 1:
        yield _flag("LIM-10", "Several people signed: the check is theirs equally, unless they say otherwise.", _SIGNED)
    elif CardName.DONOR not in signed:
        yield _flag("LIM-10", "The signature differs in part from the contributor's name.", _SIGNED)


def drawn_on_a_foreign_bank(case: Case) -> Iterator[Finding]:
    """A check on a foreign bank calls for evidence that the contributor is a citizen or permanent resident.

    Answers: SRC-07 REVIEW needs_evidence.
    Law: 11 CFR 110.20(a)(4)-(5), (a)(7).
    """
    if case.check is not None and case.check.foreign_bank:
        yield Finding(
            Kind.REVIEW,
            "SRC-07",
            Outcome.NEEDS_EVIDENCE,
            "This check is drawn on a foreign bank. Ask for evidence, such as a copy of a valid U.S. passport.",
            "11 CFR 110.20(a)(4)-(5), (a)(7)",
        )


def picture_kept(case: Case) -> Iterator[Finding]:
    """Of a check above $50 a picture is kept.

    It is the committee that keeps it, and nothing is missing from the contributor: so it is shown to the treasurer,
    and never asked of anybody nor a reason to refuse.

    Answers: REC-03 FLAG accepted_flagged.
    Law: 11 CFR 102.9(a)(4).
    """
    over = law.check_image_over(case.gift.received_on).amount
    if case.check is not None and not case.check.has_image and case.gift.amount > over:
        yield _flag("REC-03", f"A picture of a check above {over.brief} is kept. Take one before the deposit.", _IMAGE)


def _relations(case: Case, printed: tuple[str, ...] | list[str]) -> list[CardName]:
    found = (card_name.relation(case.gift.contributor, name) for name in printed)
    return [relation for relation in found if relation is not CardName.BLANK]


def _account(kind: Kind, message: str, citation: str, outcome: Outcome = Outcome.REJECTED_INELIGIBLE) -> Finding:
    return Finding(kind, "SRC-09", outcome, message, citation, field="account")


def _review(rule: str, message: str, citation: str) -> Finding:
    return Finding(Kind.REVIEW, rule, Outcome.HELD_FOR_REVIEW, message, citation)


def _flag(rule: str, message: str, citation: str) -> Finding:
    return Finding(Kind.FLAG, rule, Outcome.ACCEPTED_FLAGGED, message, citation)
