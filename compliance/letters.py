"""The letters to contributors, as data: what each says, and what goes with it. `wording.VERSION` covers them too.

Every amount and day comes from the law, the committee or the gift. A request for what is missing speaks of nothing
else, and no letter asks for money.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from compliance import law
from compliance.committee import Committee
from compliance.contribution import Contribution, Method
from compliance.election import Election, designated_or_next
from compliance.enclosures import WORK, Letter, addressee, listed
from compliance.finding import Finding
from compliance.money import Money
from compliance.ways import Option, Remedy
from compliance.wording import BEST_EFFORTS, for_election, limit_sentence, long_date

_EVIDENCE: Final = {
    "SRC-07": (
        "Are you a U.S. citizen? Then a copy of your current, valid U.S. passport answers our question. Are you a "
        "lawfully admitted permanent resident? Then a copy of your green card, or other evidence of it, does. Few "
        "people see the copy, and it is removed when it is no longer needed."
    ),
    "SRC-09": (
        "Federal law does not let corporations and labor unions give, and asks other organizations whose gift it is. "
        "Tell us in writing whose account the check was drawn on, whether its owner is incorporated or taxed as a "
        "corporation, and whose money it was. A limited liability company adds that it may give, and to whom the gift "
        "is to be attributed."
    ),
    "SRC-06": (
        "Federal law lets a person give, but no corporation and no labor union. Tell us in writing who gave, and whose "
        "money it was."
    ),
}
_OWN_MONEY: Final = (
    "Federal law lets a person give only what is that person's own. Tell us in writing whose money and whose account "
    "it was, and that nobody provided it to you or pays you back."
)


# Requests ------------------------------------------------------------------------------------------------------------


def best_efforts_request(
    committee: Committee,
    gift: Contribution,
    missing: Iterable[str] = WORK,
    *,
    by_email: bool = False,
) -> Letter:
    """Ask for what is missing about a contributor, once and about nothing else (W3); `missing` are form fields.

    Law: 11 CFR 104.7(b)(2).
    """
    asked = listed(missing)
    paragraphs = [f"Thank you for {_gift(gift)}.", BEST_EFFORTS, f"We do not know your {asked} yet."]
    if "occupation" in asked:
        paragraphs.append(
            "Your occupation is your job title, or that you are self-employed, retired, a student, a homemaker or not "
            "employed."
        )
    if "employer" in asked:
        paragraphs.append("Your employer is the organization or the person you work for, if there is one.")
    paragraphs.append("It is part of our public report to the Federal Election Commission.")
    paragraphs.append(
        f"Answer this e-mail with your {asked}."
        if by_email
        else f"Write your {asked} on the enclosed card, which bears our address, and mail it back to us."
    )
    enclosures = () if by_email else (f"A return card addressed to {addressee(committee)}",)
    return _letter(committee, gift, f"Your {asked}", paragraphs, enclosures)


def evidence_request(committee: Committee, gift: Contribution, findings: Iterable[Finding]) -> Letter:
    """Ask for evidence that a gift came from a lawful source (W4); what is asked depends on what was found.

    Law: 11 CFR 103.3(b)(1), 110.20(a)(4)-(5), (a)(7).
    """
    asked = dict.fromkeys(_EVIDENCE.get(finding.rule, _OWN_MONEY) for finding in findings) or {_OWN_MONEY: None}
    last = law.QUESTIONABLE.after(gift.received_on)
    paragraphs = (
        f"Thank you for {_gift(gift)}.",
        "Before we may keep it, federal law has us make sure that it came from a lawful source.",
        *asked,
        f"Your answer has to reach us by {long_date(last)}. If we cannot be sure by then, we refund your contribution.",
    )
    return _letter(committee, gift, "A question about your contribution", paragraphs)


# An excess -----------------------------------------------------------------------------------------------------------


def excess_options(committee: Committee, gift: Contribution, excess: Money, options: Iterable[Option]) -> Letter:
    """Tell a contributor of an excess and of what can be done about it; the refund is told as the alternative (W2).

    Law: 11 CFR 110.1(b)(5)(ii)(A), (k)(3)(ii)(A).
    """
    written = [option for option in options if option.open]
    moved = [option for option in written if option.remedy is Remedy.WRITTEN_REDESIGNATION]
    given = [option for option in written if option.remedy is Remedy.WRITTEN_REATTRIBUTION]
    last = long_date(law.EXCESS.after(gift.received_on))
    paragraphs = [
        f"Thank you for {_gift(gift)}.",
        f"{_reason(committee, gift, excess)} This is what can be done about it.",
        f"You may have the {excess.brief} back. Tell us, and we refund it.",
    ]
    paragraphs += [
        f"Or you may say in writing that {_part(option, excess)} is for the {_named(committee, option.election)}. Sign "
        "the enclosed form, and send it back."
        for option in moved
    ]
    paragraphs += [
        f"Or, if you meant your contribution to be from {option.holder} too, and the money was that person's own, you "
        f"may both say in writing that {_part(option, excess)} is {option.holder}'s, as far as {option.holder} may "
        "still give so much. Both of you sign the enclosed form, and send it back."
        for option in given
    ]
    if moved or given:
        paragraphs.append(f"The signed form has to reach us by {last}. Without it we refund the {excess.brief}.")
    else:
        paragraphs.append(f"We refund it by {last}.")
    forms = ["Redesignation form"] * bool(moved) + ["Reattribution form"] * bool(given)
    return _letter(committee, gift, f"{excess.brief} of your contribution", paragraphs, forms)


def presumptive_redesignation_notice(committee: Committee, gift: Contribution, amount: Money, to: Election) -> Letter:
    """Tell a contributor that part of an undesignated gift counts for another election, and of the refund (W2).

    Law: 11 CFR 110.1(b)(5)(ii)(B)-(C).
    """
    paragraphs = (
        f"Thank you for {_gift(gift)}.",
        f"{_reason(committee, gift, amount)} You had not said for which election it was.",
        f"We have therefore redesignated {amount.brief} of it for {for_election(to)}. You need not do anything.",
        f"You may have the {amount.brief} refunded instead. Tell us, and we refund it.",
    )
    return _letter(committee, gift, f"{amount.brief} of your contribution", paragraphs)


def presumptive_reattribution_notice(
    committee: Committee, gift: Contribution, amount: Money, other: str, *, to: str = ""
) -> Letter:
    """Tell each of two people that part of a check counts as the other's, and of the refund; `to` is who is written to.

    Law: 11 CFR 110.1(k)(3)(ii)(B).
    """
    first = gift.contributor.full_name
    came = f"the contribution of {gift.amount.brief} that we received on {long_date(gift.received_on)}"
    paragraphs = (
        f"Thank you for {came}. The check bears the names of {first} and {other}.",
        _reason(committee, gift, amount, whose="it", person=first),
        f"We have therefore attributed {amount.brief} of it to {other} and the rest to {first}, and need no answer.",
        f"If it was not meant to be from both of you, you may have the {amount.brief} refunded. Tell us, and we do it.",
    )
    return _letter(committee, gift, f"{amount.brief} of a joint contribution", paragraphs, to=to or first)


# Money that goes back ------------------------------------------------------------------------------------------------


def refund_letter(  # noqa: PLR0913 - what is refunded of which gift, how and why
    committee: Committee,
    gift: Contribution,
    amount: Money,
    reason: str,
    *,
    check_number: str = "",
    on: date | None = None,
) -> Letter:
    """Say that a gift or a part of it goes back: by the committee's check, else as it came. `reason` is a sentence."""
    day = f" on {long_date(on)}" if on else ""
    if check_number:
        how = f"Our check {check_number} for it is enclosed."
    elif gift.method is Method.CARD:
        how = f"We sent it back{day} to the card it came from; your bank may take some days to show it."
    else:
        how = f"We sent it back to you{day}."
    paragraphs = (f"Thank you for {_gift(gift)}.", f"We refund {amount.brief} of it. {reason}", how)
    enclosed = (f"Check {check_number} for {amount}",) if check_number else ()
    return _letter(committee, gift, f"Refund of {amount.brief}", paragraphs, enclosed)


def check_returned(committee: Committee, gift: Contribution, check_number: str, reason: str) -> Letter:
    """Say that a check goes back undeposited; `reason` is a sentence."""
    number = f" {check_number}" if check_number else ""
    paragraphs = (
        f"Thank you for {_gift(gift)}.",
        f"We return your check{number}. {reason}",
        "We have not deposited it, and it counts toward no limit.",
    )
    return _letter(committee, gift, "Your check", paragraphs, (f"Your check{number} for {gift.amount}",))


def check_bounced(committee: Committee, gift: Contribution, check_number: str) -> Letter:
    """Say that the bank did not pay a check."""
    number = f" {check_number}" if check_number else ""
    unpaid = f"The bank did not pay your check{number}, so we have not received the {gift.amount.brief}."
    paragraphs = (
        f"Thank you for {_gift(gift)}.",
        f"{unpaid} It counts toward no limit, and you owe us nothing.",
        "If you did not expect this, your bank can tell you why.",
    )
    return _letter(committee, gift, "Your check was not paid", paragraphs)


# Words ---------------------------------------------------------------------------------------------------------------


def _letter(  # noqa: PLR0913 - what a letter is made of
    committee: Committee,
    gift: Contribution,
    subject: str,
    paragraphs: Iterable[str],
    enclosures: Sequence[str] = (),
    *,
    to: str = "",
) -> Letter:
    greeting = f"Dear {to or gift.contributor.full_name},"
    signed = f"{committee.treasurer}, treasurer of {committee.name}" if committee.treasurer else committee.name
    return Letter(subject, (greeting, *paragraphs, signed), tuple(enclosures))


def _gift(gift: Contribution) -> str:
    return f"your contribution of {gift.amount.brief}, which we received on {long_date(gift.received_on)}"


def _reason(
    committee: Committee, gift: Contribution, excess: Money, whose: str = "your contribution", person: str = "you"
) -> str:
    part = f"{excess.brief} of {whose}"
    election = designated_or_next(committee.elections, gift.election, gift.made_on)
    if election is None:
        return f"No election of this campaign lies ahead for which {part} could be."
    if gift.made_on > election.on:
        owed = f"{election.net_debts.brief} is" if election.net_debts else "nothing is"
        past = f"The {election.dated_name} was past when it was given, and {owed} still owed from it."
        return f"{past} {part} is more than that."
    limit = limit_sentence(law.limit_in_force(committee, gift.made_on).amount)
    have = "have" if person == "you" else "has"
    return f"{limit} {part} is over that for {for_election(election)}, with all that {person} {have} given for it."


def _part(option: Option, excess: Money) -> str:
    return f"the {excess.brief}" if option.cures == excess else f"{option.cures.brief} of it"


def _named(committee: Committee, code: str | None) -> str:
    election = committee.election(code or "")
    return election.dated_name if election else f"election {code}"
