"""The letters a treasurer sends, from the words of the law: as they are kept, mailed and printed."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from compliance import enclosures, letters
from compliance.committee import Committee
from compliance.contribution import AdjustmentKind, AdjustmentStatus, Contributor
from compliance.deadlines import TaskKind
from compliance.enclosures import WORK, Letter
from compliance.finding import Finding, Kind, Outcome
from compliance.money import Money
from donations import correspondence
from donations.adjustments import Change, Excess, Notice, Option, Remedy, Text, Wish
from donations.desk import Entry, Status
from donations.paper.letters import Page, letters_pdf
from donations.people import Story

_ENCLOSED: Final = "Enclosed: "
KINDS: Final = {
    "best_efforts": "Ask for occupation and employer",
    "identification": "Ask for name and address",
    "evidence": "Ask for evidence of a lawful source",
    "refund": "Tell of the refund",
    "returned": "Send the check back",
    "bounced": "Tell that the check was not paid",
}
"""The letters that can be written about a gift, apart from those of a change."""


def kept(letter: Letter, medium: str, to: str, forms: Iterable[Letter] = ()) -> Text:
    """Put a letter into the form in which it is kept: paragraphs parted by a blank line, enclosures as the last one."""
    enclosed = (_ENCLOSED + ", ".join(letter.enclosures),) if letter.enclosures and medium == "letter" else ()
    return Text(medium, to, letter.subject, "\n\n".join((*letter.paragraphs, *enclosed)), tuple(forms))


def place(person: Contributor) -> str:
    """The lines of a postal address, the name first."""
    home = person.address
    town = ", ".join(x for x in (home.city, " ".join(x for x in (home.state, home.postal_code) if x)) if x)
    country = "" if home.country == "US" else home.country
    return "\n".join(x for x in (person.full_name, home.line1, home.line2, town, country) if x)


def addressed(entry: Entry, medium: str) -> str:
    """Where a letter to the contributor goes."""
    person = entry.gift.contributor
    return person.email if medium == "email" else place(person)


# A change ------------------------------------------------------------------------------------------------------------


def of_change(committee: Committee, found: Excess, option: Option, wish: Wish, medium: str) -> list[Text]:
    """The letters of a change: to the contributor, and to the other person where one has to be told or has a link."""
    entry, gift = found.entry, found.entry.gift
    to, other = addressed(entry, medium), wish.other or {}
    election = committee.election(wish.to_election or "")
    match wish.remedy:
        case Remedy.PRESUMPTIVE_REDESIGNATION if election is not None:
            return [kept(letters.presumptive_redesignation_notice(committee, gift, wish.amount, election), medium, to)]
        case Remedy.PRESUMPTIVE_REATTRIBUTION:
            told = [(gift.contributor.full_name, medium, to), (option.holder, *_other(entry, option.holder, other))]
            notice = letters.presumptive_reattribution_notice
            return [kept(notice(committee, gift, wish.amount, option.holder, to=name), by, at) for name, by, at in told]
        case _:
            asked = letters.excess_options(committee, gift, found.amount, [replace(option, cures=wish.amount)])
            form = to_sign(committee, entry, wish.amount, wish.to_election, option.holder)
            first = kept(asked, medium, to, [form])
            if medium != "email" or not other.get("email"):
                return [first]
            said = tuple(each for each in form.paragraphs if "Signature:" not in each)
            return [first, kept(replace(form, paragraphs=said), "email", str(other["email"]))]


def to_sign(committee: Committee, entry: Entry, part: Money, to_election: str | None, other: str) -> Letter:
    """The form by which a change is signed on paper."""
    election = committee.election(to_election or "")
    if election is not None:
        return enclosures.redesignation_form(committee, entry.gift, part, election)
    return enclosures.reattribution_form(committee, entry.gift, part, other)


def of(committee: Committee, entry: Entry, change: Change) -> Letter:
    """The form by which a change that is kept is signed on paper."""
    other = str((change.other_person or {}).get("name", ""))
    return to_sign(committee, entry, change.amount, change.to_election, other)


def _other(entry: Entry, name: str, other: dict[str, str]) -> tuple[str, str]:
    """How the other person of a check is written to: by e-mail where the address is known, else at the same home."""
    if other.get("email"):
        return "email", other["email"]
    return "letter", "\n".join((name, *place(entry.gift.contributor).split("\n")[1:]))


# About a gift --------------------------------------------------------------------------------------------------------


def about(  # noqa: PLR0911 - one way out for each kind of letter
    committee: Committee, story: Story, kind: str, *, by_email: bool
) -> Letter | None:
    """A letter about a gift; None where there is nothing of this kind to say."""
    entry, gift = story.entry, story.entry.gift
    number = story.envelope.check.number if story.envelope else ""
    match kind:
        case "best_efforts" if _has(story, TaskKind.OCCUPATION_AND_EMPLOYER):
            return letters.best_efforts_request(committee, gift, missing(story), by_email=by_email)
        case "identification" if unknown(story):
            return letters.best_efforts_request(committee, gift, unknown(story), by_email=by_email)
        case "evidence" if _has(story, TaskKind.SOURCE):
            return letters.evidence_request(committee, gift, questions(story))
        case "refund":
            return _refund(committee, story)
        case "returned" if entry.status is Status.RETURNED:
            return letters.check_returned(committee, gift, number, _why(story, Status.RETURNED))
        case "bounced" if entry.status is Status.BOUNCED:
            return letters.check_bounced(committee, gift, number)
        case _:
            return None


def _has(story: Story, kind: TaskKind) -> bool:
    return any(task.kind == kind for task in story.tasks)


def unknown(story: Story) -> tuple[str, ...]:
    """The form fields of name and address that are blank."""
    giver, home = story.entry.gift.contributor, story.entry.gift.contributor.address
    told = {
        "first_name": giver.first_name,
        "last_name": giver.last_name,
        "address1": home.line1,
        "city": home.city,
        "state": home.state,
        "postal_code": home.postal_code,
    }
    return tuple(name for name, value in told.items() if not value.strip())


def missing(story: Story) -> tuple[str, ...]:
    """What of occupation and employer is not known of a contributor; both where nothing says which."""
    gift = story.entry.gift
    blank = tuple(name for name in WORK if not getattr(gift, name).strip())
    return blank or WORK


def questions(story: Story) -> list[Finding]:
    """What was found about the source of a gift, in the last judgement that found anything."""
    judged = [each for each in story.decisions if any(_of_source(found) for found in each.findings)]
    last = judged[-1].findings if judged else []
    return [
        Finding(Kind(f["kind"]), f["rule"], Outcome(f["outcome"]), f["message"], f["citation"])
        for f in last
        if _of_source(f)
    ]


def _of_source(found: dict[str, str]) -> bool:
    return found["rule"].startswith("SRC") and found["kind"] in {Kind.PROHIBITED, Kind.REVIEW}


def _refund(committee: Committee, story: Story) -> Letter | None:
    made = [
        each
        for each in story.corrections
        if each.kind is AdjustmentKind.REFUND and each.status is AdjustmentStatus.SUCCEEDED
    ]
    if not made:
        return None
    last = made[-1]
    number = last.reason.rpartition("(check ")[2].rstrip(")") if last.method == "check" else ""
    reason = last.reason.removesuffix(f" (check {number})")
    sentence = f"{reason[:1].upper()}{reason[1:].rstrip('.')}." if reason else ""
    return letters.refund_letter(committee, story.entry.gift, last.amount, sentence, check_number=number, on=last.on)


def _why(story: Story, status: Status) -> str:
    told = next((act.note for act in reversed(story.acts) if act.after == status), "")
    return f"{told[:1].upper()}{told[1:].rstrip('.')}." if told else ""


def without_enclosures(body: str) -> str:
    """A kept letter's text for an e-mail, with which nothing is enclosed."""
    *paragraphs, last = body.split("\n\n")
    return "\n\n".join(paragraphs) if last.startswith(_ENCLOSED) else body


# On paper ------------------------------------------------------------------------------------------------------------


def printed(committee: Committee, notice: Notice, entry: Entry, change: Change | None, *, test: bool) -> bytes:
    """A kept letter as PDF, with the form or the card that goes with it on a sheet of its own."""
    *paragraphs, last = notice.body.split("\n\n")
    enclosed = (last.removeprefix(_ENCLOSED),) if last.startswith(_ENCLOSED) else ()
    body = tuple(paragraphs) if enclosed else (*paragraphs, last)
    to = tuple(notice.to.split("\n")) if notice.medium == "letter" else ()
    first = Page(Letter(notice.subject, body, enclosed), notice.sent_on, to, correspondence.reference(entry))
    return letters_pdf(committee, [first, *_with(committee, notice, entry, change)], test=test)


def _with(committee: Committee, notice: Notice, entry: Entry, change: Change | None) -> Iterable[Page]:
    if notice.medium != "letter":
        return
    if notice.kind == "best_efforts":
        asked = [name for name in WORK if name in notice.subject]
        yield Page(enclosures.return_card(committee, entry.gift, asked or WORK))
    if change is None or change.remedy.startswith("presumptive"):
        return
    yield Page(of(committee, entry, change))
