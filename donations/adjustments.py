"""Put an excess right without giving it back: redesignate or reattribute, as far as the law and the records allow.

A correction points at a contribution and never changes it. It changes totals only once it is effective: signed by
everybody it needs after the refund was offered, or presumed where the law allows and with its notice kept (W2). What
is asked is asked again when it becomes effective, because totals move in between. Refunds have a desk of their own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from compliance import wording
from compliance.enclosures import Letter
from compliance.remedy import ChangeStanding, Option, Remedy
from compliance.text import squeezed
from donations import changes, changing, duties, judgement, ledger, notices, outbox, settlement
from donations.changes import Change, ChangeStatus, NewChange
from donations.changing import CannotAdjust, Excess, Wish, signers
from donations.desk import Desk, Entry
from donations.ledger import Keys
from donations.notices import Notice
from donations.settlement import NoSuchGift

__all__ = [
    "AskedAlready",
    "CannotAdjust",
    "Change",
    "ChangeStatus",
    "Excess",
    "NoSuchGift",
    "Notice",
    "Option",
    "Remedy",
    "Wish",
    "signers",
]
_NAMES: Final = ("first_name", "middle_name", "last_name", "suffix", "email", "occupation", "employer")


class AskedAlready(CannotAdjust):
    """The very same is asked for already, by the change `change_id`."""

    def __init__(self, change_id: int) -> None:
        """Keep which change it is."""
        self.change_id = change_id
        super().__init__("This is asked for already.")


@dataclass(frozen=True, slots=True)
class Text:
    """A letter as it goes out: `medium` is email or letter, `to` an e-mail address or the lines of a postal one.

    `forms` go with an e-mail as PDF; for the post they are printed with the letter.
    """

    medium: str
    to: str
    subject: str
    body: str
    forms: tuple[Letter, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A change that is asked for, and the signing link's token of each person who has to sign, in the law's order."""

    change: Change
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signing:
    """What a signing link opens: the change, its gift, and who signs by this link."""

    change: Change
    entry: Entry
    signer: str
    signed: bool


# Looking -------------------------------------------------------------------------------------------------------------


def excess(desk: Desk, public_id: str, now: datetime) -> Excess:
    """Say what is over the limit by a recorded gift today, and what is open for it; raises `NoSuchGift`."""
    with desk.database.reading() as session:
        return changing.excess(session, desk, changing.gift(session, public_id), now)


def consider(desk: Desk, public_id: str, wish: Wish, now: datetime) -> tuple[Excess, Option]:
    """Say what a wish would do, before anything is written; raises `NoSuchGift` or `CannotAdjust`."""
    with desk.database.reading() as session:
        entry = changing.gift(session, public_id)
        return _considered(session, desk, entry, wish, now)


def change(desk: Desk, change_id: int) -> tuple[Change, Entry]:
    """Read a change and its gift; raises `NoSuchGift`."""
    with desk.database.reading() as session:
        found = changing.change(session, change_id)
        return found, changing.gift(session, found.contribution)


def standing(desk: Desk, change_id: int, now: datetime) -> ChangeStanding:
    """Say whether a change stands by its records, and what it lacks (110.1(l)(5)); raises `NoSuchGift`."""
    with desk.database.reading() as session:
        found = changing.change(session, change_id)
        return changing.standing(session, desk, found, changing.gift(session, found.contribution), now)


# Asking and presuming ------------------------------------------------------------------------------------------------


def ask(  # noqa: PLR0913 - what is asked about which gift, in which words, by whose hand
    desk: Desk, public_id: str, wish: Wish, texts: Iterable[Text], *, by: str, now: datetime
) -> Asked:
    """Ask for a redesignation or reattribution in writing, and keep the letters in which it was asked.

    One text for each person who has to sign, the contributor's first; the signing link goes into an e-mail by itself
    and is kept nowhere. Raises `NoSuchGift` or `CannotAdjust`; `AskedAlready` when a form was sent twice.
    """
    entry = settlement.read(desk, public_id)
    with desk.database.writing() as session:
        judgement.hold(desk, session, _people(entry, wish.other))
        new = _new_change(session, desk, changing.gift(session, public_id), wish, now)
        if wish.remedy not in changing.WRITTEN:
            raise CannotAdjust("What the law presumes is not asked for.")
        _not_twice(session, entry, new)
        made, tokens = changes.ask(session, entry.id, new, by, now)
        found = changing.change(session, made)
        ledger.note_act(session, entry, f"ask {wish.remedy}"[:40], by, now, _what(found))
        for number, text in enumerate(texts):
            _write(session, desk, entry, text, kind=f"change:{made}:{number}", by=by, now=now, token=tokens[number])
        return Asked(found, tokens)


def presume(  # noqa: PLR0913 - what is presumed of which gift, told in which words, by whose hand
    desk: Desk, public_id: str, wish: Wish, texts: Iterable[Text], *, by: str, now: datetime
) -> Change:
    """Make a change that the law presumes, together with the notices without which it is void. Raises as `ask` does."""
    entry = settlement.read(desk, public_id)
    with desk.database.writing() as session:
        judgement.hold(desk, session, _people(entry, wish.other))
        new = _new_change(session, desk, changing.gift(session, public_id), wish, now)
        if wish.remedy in changing.WRITTEN or wish.remedy is Remedy.REFUND:
            raise CannotAdjust("Only what the law presumes is made without a signature.")
        made, _tokens = changes.ask(session, entry.id, new, by, now)
        found = changing.change(session, made)
        ledger.note_act(session, entry, f"make {wish.remedy}"[:40], by, now, _what(found))
        for number, text in enumerate(texts):
            _write(session, desk, entry, text, kind=f"change:{made}:{number}", by=by, now=now)
        return changing.conclude(session, desk, found, by, now)


def send_again(  # noqa: PLR0913 - which change, to which signer, in which words, by whose hand
    desk: Desk, change_id: int, number: int, text: Text, *, by: str, now: datetime
) -> str:
    """Send a request once more with a fresh link, which ends the one before; answers its token.

    Raises `NoSuchGift` or `CannotAdjust`.
    """
    with desk.database.writing() as session:
        found = changing.change(session, change_id)
        if found.status is not ChangeStatus.ASKED:
            raise CannotAdjust(f"This change is {found.status} already.")
        entry = changing.gift(session, found.contribution)
        token = changes.renew(session, change_id, number)
        _write(session, desk, entry, text, kind=f"change:{change_id}:{number}", by=by, now=now, token=token)
        return token


# Signing and ending --------------------------------------------------------------------------------------------------


def by_token(desk: Desk, token: str) -> Signing | None:
    """What a signing link opens; None when the link was never made, or has ended."""
    with desk.database.reading() as session:
        found = changes.by_token(session, token)
        if found is None:
            return None
        asked, number = found
        entry = changing.gift(session, asked.contribution)
        signer = signers(entry, asked)[number]
        return Signing(asked, entry, signer, signed=changing.has_signed(asked, signer))


def sign(  # noqa: PLR0913 - who signed which change, how, when, by whose hand
    desk: Desk, change_id: int, *, signer: str, how: str, on: date, by: str, now: datetime, said: str = ""
) -> Change:
    """Keep a signature; once every signature that the change needs is there, it is effective.

    `on` is the committee's date on which it came, `said` the words that were signed where they stood on a screen. The
    same signature again changes nothing. Raises `NoSuchGift`, or `CannotAdjust` when nobody of this name has to sign,
    its day has passed, it has ended, or it no longer fits.
    """
    before, entry = change(desk, change_id)
    with desk.database.writing() as session:
        judgement.hold(desk, session, _people(entry, before.other_person))
        found, entry = changing.change(session, change_id), changing.gift(session, before.contribution)
        name = next((each for each in signers(entry, found) if squeezed(each) == squeezed(signer)), None)
        if name is None:
            raise CannotAdjust(f"{' and '.join(signers(entry, found))} sign this, nobody else.")
        if changing.has_signed(found, name):
            return found
        _can_be_signed(desk, found, entry, on, now)
        signature = {"signer": name, "how": how, "on": on.isoformat(), "keyed_by": by, "said": said}
        signed = changes.sign(session, change_id, signature, now)
        ledger.note_act(session, entry, f"sign {found.remedy}"[:40], by, now, f"{name}, {how}, {on}")
        if not all(changing.has_signed(signed, each) for each in signers(entry, signed)):
            return signed
        return changing.conclude(session, desk, signed, by, now)


def void(desk: Desk, change_id: int, *, by: str, reason: str, now: datetime) -> Change:
    """End a change: withdrawn before it was effective, or void because its records are missing (110.1(l)(5)).

    What it had moved counts again as it was first given. Raises `NoSuchGift` or `CannotAdjust`.
    """
    before, entry = change(desk, change_id)
    with desk.database.writing() as session:
        judgement.hold(desk, session, _people(entry, before.other_person))
        found, entry = changing.change(session, change_id), changing.gift(session, before.contribution)
        if found.status is ChangeStatus.VOID:
            raise CannotAdjust("This change is void already.")
        if found.status is ChangeStatus.EFFECTIVE:
            changing.undo(session, desk, found, entry, by, now)
        ledger.note_act(session, entry, f"void {found.remedy}"[:40], by, now, reason)
        ended = changes.conclude(session, change_id, ChangeStatus.VOID)
        duties.settle(session, desk.committee, entry, now, by=by)
        return ended


def send_notice(  # noqa: PLR0913 - which notice about which gift, in which words, by whose hand
    desk: Desk, public_id: str, kind: str, text: Text, *, by: str, now: datetime
) -> int:
    """Keep a notice as it goes out, and put it into the outbox when it goes by e-mail; raises `NoSuchGift`."""
    with desk.database.writing() as session:
        return _write(session, desk, changing.gift(session, public_id), text, kind=kind, by=by, now=now)


def notice(desk: Desk, notice_id: int) -> tuple[Notice, Entry]:
    """Read a notice and the gift it is about; raises `NoSuchGift`."""
    with desk.database.reading() as session:
        found = notices.find(session, notice_id)
        entry = ledger.by_id(session, found.contribution_id) if found else None
        if found is None or entry is None:
            raise NoSuchGift(str(notice_id))
        return found, entry


# Inside --------------------------------------------------------------------------------------------------------------


def _people(entry: Entry, other: dict[str, Any] | None) -> list[Keys]:
    """Whom to hold while parts of a gift move: the contributor, and the other person."""
    return [entry.keys, *([judgement.keys(changing.other_person(entry, other))] if other else ())]


def _new_change(session: Session, desk: Desk, entry: Entry, wish: Wish, now: datetime) -> NewChange:
    """Ask the law whether a wish is open, and put it into the form in which it is kept."""
    _found, option = _considered(session, desk, entry, wish, now)
    told = {name: str((wish.other or {}).get(name, "")) for name in _NAMES}
    person = {**told, "name": changing.other_person(entry, wish.other).full_name} if wish.other else None
    return NewChange(wish.remedy, wish.amount, option.due_on, wish.to_election, person)


def _considered(session: Session, desk: Desk, entry: Entry, wish: Wish, now: datetime) -> tuple[Excess, Option]:
    if entry.status not in changing.TAKEN:
        raise CannotAdjust(f"Only money that was taken can be moved; this gift is {entry.status}.")
    other = changing.other_person(entry, wish.other) if wish.other else None
    found = changing.excess(session, desk, entry, now, other)
    return found, changing.open_option(found, wish, other)


def _not_twice(session: Session, entry: Entry, new: NewChange) -> None:
    for each in changes.of(session, entry.id):
        same = (each.remedy, each.amount, each.to_election, each.other_person)
        if each.status is ChangeStatus.ASKED and same == (new.remedy, new.amount, new.to_election, new.other_person):
            raise AskedAlready(each.id)


def _what(found: Change) -> str:
    return " ".join(
        x for x in (str(found.amount), "to", found.to_election or str((found.other_person or {})["name"])) if x
    )


def _can_be_signed(desk: Desk, asked: Change, entry: Entry, on: date, now: datetime) -> None:
    if asked.status is not ChangeStatus.ASKED:
        raise CannotAdjust(f"This change is {asked.status} already.")
    if on > asked.due_on:
        last = wording.long_date(asked.due_on)
        raise CannotAdjust(f"The last day for this was {last}; after it the excess has to be given back.")
    if not entry.gift.received_on <= on <= desk.committee.local_date(now):
        raise CannotAdjust("A signature comes after the gift and not in the future.")


def _write(  # noqa: PLR0913 - which letter about which gift, by whose hand, with which link
    session: Session, desk: Desk, entry: Entry, text: Text, *, kind: str, by: str, now: datetime, token: str = ""
) -> int:
    today = desk.committee.local_date(now)
    kept = Notice(kind, text.medium, text.to, text.subject, text.body, wording.VERSION, today, by, now)
    number = notices.keep(session, entry.id, kept)
    ledger.note_act(session, entry, f"notice {kind}"[:40], by, now, f"{text.medium}: {text.subject}")
    if text.medium == "email":
        forms = [[each.subject, list(each.paragraphs)] for each in text.forms]
        facts = {"subject": text.subject, "body": text.body, "token": token, "forms": forms}
        outbox.put(
            session, key=f"notice:{number}", kind="notice", to=text.to, facts=facts, now=now, contribution_id=entry.id
        )
    return number
