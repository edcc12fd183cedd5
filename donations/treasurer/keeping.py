"""What stands between the check's form and the receiving desk: is it kept already, what does the law say, its pictures.

A form that is opened gets a name for ever. Sent twice with the same facts it is one check; sent again with other facts
it may be another, and staff are asked.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from flask import g

from compliance import review
from compliance.contribution import Contribution
from compliance.deadlines import Task
from compliance.election import designated_or_next
from compliance.finding import Finding
from compliance.money import ZERO, Money
from donations import receiving
from donations.context import Context
from donations.desk import Entry
from donations.receiving import Envelope, Judged, Keyed
from donations.treasurer.check_form import CheckForm, Problem
from donations.treasurer.uploads import Picture

ENTRY: Final = re.compile(r"[A-Za-z0-9_-]{12,40}")


class NoFigure(Exception):
    """The law has no limit on file for the day of a check; the message is the sentence for staff."""


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part of a check as it is shown before it is kept."""

    gift: Contribution
    election: str
    findings: tuple[Finding, ...]
    tasks: tuple[Task, ...]
    totals: dict[str, Money]
    before: Money | None
    after: Money | None

    @property
    def over(self) -> Money:
        """What of it is over the limit, whatever the law says of the rest."""
        return -self.after if self.after is not None and self.after < ZERO else ZERO


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything to look at before a check is kept; `kept` is what this very form has kept already."""

    keyed: Keyed
    parts: tuple[Part, ...]
    earlier: tuple[Envelope, ...]
    kept: Envelope | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A check that is kept, and whether it was just now."""

    envelope: Envelope
    new: bool

    @property
    def word(self) -> str:
        """For the address of the page that comes."""
        return "new" if self.new else "before"


def token_problems() -> list[Problem]:
    """Say what is wrong with the page's mark; everything typed is kept."""
    if g.token_fault is None:
        return []
    told = "This page was open for too long." if g.token_fault.old else "This page belongs to another visit."
    return [Problem(None, f"{told} All you entered is kept: look it over and send it again.", "ENG-01")]


def look(here: Context, form: CheckForm, wording: str) -> Seen:
    """Ask the law about a check, and the books whether it is there already; raises `NoFigure`."""
    keyed = form.keyed(_submission(form), wording)
    made = receiving.known_submission(here.desk, keyed.submission)
    if made is not None and _says_the_same(here, made, keyed):
        return Seen(keyed, (), (), made)
    try:
        preview = receiving.preview(here.desk, keyed, here.now())
    except review.NoFigureError as error:
        raise NoFigure("No limit of the law is on file for this day. Look at the year.") from error
    earlier = {each.public_id: each for each in (*preview.earlier, *((made,) if made else ()))}
    return Seen(keyed, tuple(_part(here, each) for each in preview.shares), tuple(earlier.values()))


def keep(here: Context, form: CheckForm, wording: str, by: str, *, another: bool) -> Kept:
    """Keep a check; raises `receiving.SameCheck` when it looks like one that is kept and nobody said it is another."""
    keyed = form.keyed(_submission(form), wording)
    made = receiving.known_submission(here.desk, keyed.submission)
    if made is not None and not _says_the_same(here, made, keyed):
        if not another:
            raise receiving.SameCheck((made,))
        keyed = form.keyed(_submission(form, changed=True), wording)
        made = receiving.known_submission(here.desk, keyed.submission)
    envelope = made or receiving.keep(here.desk, keyed, by=by, now=here.now(), another=another)
    return Kept(_deposited(here, form, envelope, by), new=made is None)


def _deposited(here: Context, form: CheckForm, envelope: Envelope, by: str) -> Envelope:
    """Write down the deposit that was keyed with a check, also when the answer to the first try was lost."""
    deposited_on = form.day("deposited_on")
    if deposited_on is None or envelope.deposited_on is not None or envelope.ended_on is not None:
        return envelope
    try:
        return receiving.deposit(
            here.desk,
            envelope.public_id,
            version=envelope.version,
            on=deposited_on,
            ref=form.deposit_ref.data,
            by=by,
            now=here.now(),
        )
    except (receiving.Stale, receiving.NotThere):  # The other press of a double one was first.
        return receiving.read(here.desk, envelope.public_id)[0]


def add(here: Context, envelope: Envelope, pictures: list[Picture], by: str) -> None:
    """Seal pictures and keep them with an envelope."""
    for picture in pictures:
        receiving.add_image(
            here.desk,
            envelope.public_id,
            media_type=picture.media_type,
            size=len(picture.content),
            sealed=here.desk.vault.seal(picture.content, purpose(envelope.id)),
            by=by,
            now=here.now(),
        )


def purpose(envelope_id: int) -> str:
    """What a picture is sealed for: it opens in no other envelope."""
    return f"image:{envelope_id}"


# Inside --------------------------------------------------------------------------------------------------------------


def _part(here: Context, judged: Judged) -> Part:
    gift = judged.share.gift
    election = designated_or_next(here.settings.committee.elections, gift.election, gift.made_on)
    return Part(
        gift=gift,
        election=election.dated_name if election else "",
        findings=judged.judgement.findings,
        tasks=judged.tasks,
        totals=judged.totals,
        before=judged.remaining,
        after=judged.remaining - gift.amount if judged.remaining is not None else None,
    )


def _submission(form: CheckForm, *, changed: bool = False) -> str:
    said = f"{sorted(form.answers().items())}" if changed else ""
    return hashlib.sha256(f"check:{form.entry.data}:{said}".encode()).hexdigest()


def _says_the_same(here: Context, made: Envelope, keyed: Keyed) -> bool:
    """Whether a form that came again says what it said when it was kept; a picture may have come since."""
    _envelope, entries, _images = receiving.read(here.desk, made.public_id)
    facts = (made.check.number, made.check.bank, made.check.account, made.check.signers, made.check.printed_names)
    dates = (made.check.received_on, made.check.written_on, made.check.postmarked_on)
    check = keyed.check
    return (
        made.amount == keyed.amount
        and facts == (check.number, check.bank, check.account, check.signers, check.printed_names)
        and dates == (check.received_on, check.written_on, check.postmarked_on)
        and [_said(each) for each in entries] == [_said_by(share.gift) for share in keyed.shares]
    )


def _said(entry: Entry) -> tuple[object, ...]:
    return _said_by(entry.gift)


def _said_by(gift: Contribution) -> tuple[object, ...]:
    return gift.contributor, gift.amount, gift.election, gift.made_on
