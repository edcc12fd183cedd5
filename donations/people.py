"""People: find a contributor, see all that is known of one person, and say who is who (IDN-09)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from compliance import identity, review
from compliance.contribution import Case, Contribution, Contributor, Method, Standing
from compliance.money import ZERO, Money
from compliance.text import fold, squeezed
from donations import (
    amendments,
    changes,
    corrections,
    duties,
    envelopes,
    judgement,
    ledger,
    notices,
    registers,
    tasks,
    verdicts,
)
from donations.changes import Change
from donations.corrections import Correction
from donations.desk import Desk, Entry
from donations.envelopes import Envelope
from donations.ledger import NewDecision
from donations.notices import Notice
from donations.registers import Act
from donations.settlement import NoSuchGift
from donations.tasks import Task

__all__ = ["Act", "Change", "Correction", "NewDecision", "NoSuchGift", "Notice", "Task"]
MOST: Final = 50
"""So many persons are shown of a search."""
_GIFTS: Final = 250
_WORDS: Final = 6


class OnePerson(Exception):
    """A verdict that tells nothing: both gifts have the same name, e-mail and address, or are one gift."""


@dataclass(frozen=True, slots=True)
class Found:
    """One person of a search: the newest gift's id leads to the page; `gifts` are those the search has found."""

    public_id: str
    name: str
    place: str
    email: str
    gifts: int
    last_on: date


@dataclass(frozen=True, slots=True)
class Part:
    """What one gift adds to a total."""

    entry: Entry
    counts: Money


@dataclass(frozen=True, slots=True)
class Total:
    """A total with the rows it is made of; `limit` and `remaining` stand for an election only."""

    name: str
    amount: Money
    parts: tuple[Part, ...]
    limit: Money | None = None
    remaining: Money | None = None

    @property
    def over(self) -> Money:
        """What is over the limit."""
        return max(self.amount - self.limit, ZERO) if self.limit is not None else ZERO


@dataclass(frozen=True, slots=True)
class Known:
    """A name or an address, and since which gift it was given."""

    since: date
    words: str


@dataclass(frozen=True, slots=True)
class Story:
    """One gift with everything that was decided, sent, asked and left to do about it."""

    entry: Entry
    decisions: tuple[NewDecision, ...]
    tasks: tuple[Task, ...]
    notices: tuple[Notice, ...]
    changes: tuple[Change, ...]
    corrections: tuple[Correction, ...]
    acts: tuple[Act, ...]
    envelope: Envelope | None
    images: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """All that is known of one person, newest gift first; names, addresses and e-mails by when they were given."""

    entries: tuple[Entry, ...]
    totals: tuple[Total, ...]
    possible: tuple[Entry, ...]
    names: tuple[Known, ...]
    addresses: tuple[Known, ...]
    emails: tuple[Known, ...]
    tasks: tuple[Task, ...]


def search(desk: Desk, words: str) -> list[Found]:
    """Find persons by words of a name, an e-mail address, a ZIP code, a check number or a form's code.

    At most `MOST`, the one with the newest gift first.
    """
    typed = words.split()[:_WORDS]
    with desk.database.reading() as session:
        found = registers.search(session, [(word.lower(), squeezed(fold(word))) for word in typed], _GIFTS)
        joined = "".join(typed)
        for envelope in (*envelopes.by_number(session, joined), *envelopes.by_draft(session, joined.upper())):
            found += ledger.by_envelope(session, envelope.id)
        told = verdicts.about(session, {each.keys.name for each in found})
    rest = sorted({each.id: each for each in found}.values(), key=lambda each: -each.id) if typed else []
    said = [identity.Verdict(word.one, word.other, word.same) for word in told]
    persons: list[Found] = []
    while rest and len(persons) < MOST:
        first, *others = rest
        same = {gift.ref for gift in identity.split(first.gift, "", [each.gift for each in others], said).prior}
        persons.append(_found([first, *(each for each in others if each.public_id in same)]))
        rest = [each for each in others if each.public_id not in same]
    return persons


def person(desk: Desk, public_id: str, now: datetime) -> Person:
    """Gather the person who made a gift; raises `NoSuchGift`."""
    today = desk.committee.local_date(now)
    with desk.database.reading() as session:
        entry = ledger.find(session, public_id)
        if entry is None:
            raise NoSuchGift(public_id)
        probe = _probe(entry.gift, today)
        case = judgement.judge(session, desk.committee, probe, now, card=entry.card).case
        refs = {gift.ref for gift in case.prior} | {public_id}
        entries = ledger.by_refs(session, refs)
        entries += [each for each in registers.uncounted(session, entry.keys) if each.public_id not in refs]
        entries.sort(key=lambda each: (each.gift.received_on, each.id), reverse=True)
        possible = ledger.by_refs(session, {gift.ref for gift in case.possible})
        work = [task for each in entries for task in tasks.of(session, each.id) if task.closed_at is None]
    givers = [(each.gift.received_on, each.gift.contributor) for each in reversed(entries)]
    return Person(
        entries=tuple(entries),
        totals=tuple(_totals(desk, entries, case)),
        possible=tuple(possible),
        names=_known((on, giver.full_name) for on, giver in givers),
        addresses=_known((on, address_of(giver)) for on, giver in givers),
        emails=_known((on, giver.email) for on, giver in givers),
        tasks=tuple(sorted(work, key=lambda task: (task.due_on is None, task.due_on or today, task.id))),
    )


def story(desk: Desk, public_id: str) -> Story:
    """Everything about one gift; raises `NoSuchGift`."""
    with desk.database.reading() as session:
        entry = ledger.find(session, public_id)
        if entry is None:
            raise NoSuchGift(public_id)
        envelope = envelopes.by_id(session, entry.envelope_id) if entry.envelope_id else None
        return Story(
            entry,
            tuple(ledger.decisions(session, entry)),
            tuple(tasks.of(session, entry.id)),
            tuple(notices.of(session, entry.id)),
            tuple(changes.of(session, entry.id)),
            tuple(corrections.of(session, entry.id)),
            tuple(registers.acts(session, entry)),
            envelope,
            tuple(name for name, _type in envelopes.images(session, envelope.id)) if envelope else (),
        )


def tell(  # noqa: PLR0913 - who says what of which two, and why
    desk: Desk, one: str, other: str, *, same: bool, by: str, reason: str, now: datetime
) -> None:
    """Keep the treasurer's word that two gifts are of one person, or of two; all totals follow it at once.

    So does the work that hangs on them: an excess that appears opens, one that is gone is closed. Raises `NoSuchGift`,
    or `OnePerson` where the two records are alike and no word can tell them apart.
    """
    word = f"{'one person' if same else 'two persons'}: {one} {other}. {reason}"
    with desk.database.reading() as session:
        keys = [each.keys for each in _pair(session, one, other)]
    with desk.database.writing() as session:
        judgement.hold(desk, session, keys)
        pair = _pair(session, one, other)
        if len({judgement.keys(each.gift.contributor) for each in pair}) < len(pair):
            raise OnePerson(one)
        before = [_days(session, desk, each, now) for each in pair]
        verdicts.give(session, one, other, same=same, by=by, reason=reason, now=now)
        after = [_days(session, desk, each, now) for each in pair]
        if (before[0] == before[1]) != (after[0] == after[1]):
            _touch(session, desk, pair, before if same else after, by, now)
        for entry in pair:
            ledger.note_act(session, entry, "verdict", by, now, word)
            tasks.close(session, entry.id, "same_donor", by=by, closing=word, now=now)
        for entry in pair:
            duties.settle(session, desk.committee, entry, now, by=by)


def address_of(giver: Contributor) -> str:
    """A postal address in one line."""
    home = giver.address
    place = " ".join(x for x in (home.state, home.postal_code) if x)
    country = "" if home.country == "US" else home.country
    return ", ".join(x for x in (home.line1, home.line2, home.city, place, country) if x)


# Inside --------------------------------------------------------------------------------------------------------------


def _days(session: Session, desk: Desk, entry: Entry, now: datetime) -> dict[str, date]:
    """When each gift of the person who made this one was received, this one included."""
    prior = duties.weigh(session, desk.committee, entry, now).case.prior
    return {entry.public_id: entry.gift.received_on, **{gift.ref: gift.received_on for gift in prior}}


def _touch(  # noqa: PLR0913, PLR0917 - which two, what each gave when, by whose hand
    session: Session, desk: Desk, pair: tuple[Entry, Entry], apart: list[dict[str, date]], by: str, now: datetime
) -> None:
    """Note that filed reports would tell two persons otherwise: from the first day on which both have given.

    What is itemized hangs on a person's sum in the cycle; until both have given, one alone has the sum of both.
    """
    cycle = desk.committee.cycle
    first = [min((on for on in each.values() if cycle.start <= on <= cycle.end), default=None) for each in apart]
    began = [on for on in first if on is not None]
    if len(began) == len(first):
        one, other = pair
        told = (
            f"C{one.id} and C{other.id}: a word on whether they are one person’s was given after the report was filed."
        )
        amendments.touch(session, max(began), one.id, told, by=by, now=now)


def _pair(session: Session, one: str, other: str) -> tuple[Entry, Entry]:
    first, second = ledger.find(session, one), ledger.find(session, other)
    if first is None or second is None:
        raise NoSuchGift(one if first is None else other)
    return first, second


def _found(entries: Sequence[Entry]) -> Found:
    newest = entries[0]
    giver = newest.gift.contributor
    place = " ".join(x for x in (giver.address.state, giver.address.postal_code) if x)
    return Found(
        public_id=newest.public_id,
        name=giver.full_name,
        place=", ".join(x for x in (giver.address.city, place) if x),
        email=giver.email,
        gifts=len(entries),
        last_on=max(each.gift.received_on for each in entries),
    )


def _known(told: Iterable[tuple[date, str]]) -> tuple[Known, ...]:
    known: dict[str, Known] = {}
    for since, words in told:
        if words:
            known.setdefault(words, Known(since, words))
    return tuple(reversed(known.values()))


def _probe(gift: Contribution, today: date) -> Contribution:
    """A gift of nothing by the same person today, to ask what the person has given."""
    return replace(
        gift,
        ref="",
        amount=ZERO,
        method=Method.CHECK,
        standing=Standing.OFFERED,
        made_on=today,
        received_on=today,
        adjustments=(),
    )


def _totals(desk: Desk, entries: Sequence[Entry], case: Case) -> list[Total]:
    """Every election of the committee, and every one that a gift counts for or was moved to; then cycle and year."""
    codes = [election.code for election in desk.committee.elections]
    codes += [each.counted_election for each in entries]
    codes += [moved.election or "" for each in entries for moved in each.gift.adjustments]
    found = []
    for code in dict.fromkeys(code for code in codes if code):
        asked = replace(case, gift=replace(case.gift, election=code))
        limit = review.limit_in_force(desk.committee, case.gift.made_on).amount
        total = review.totals(asked).election
        found.append(Total(code, total, _parts(asked, entries, "election"), limit, max(limit - total, ZERO)))
    for name, figure in (("cycle", "cycle"), ("calendar year", "calendar_year")):
        found.append(Total(name, getattr(review.totals(case), figure), _parts(case, entries, figure)))
    return found


def _parts(case: Case, entries: Sequence[Entry], figure: str) -> tuple[Part, ...]:
    parts = (Part(each, getattr(review.totals(replace(case, prior=(each.gift,))), figure)) for each in entries)
    return tuple(part for part in parts if part.counts)
