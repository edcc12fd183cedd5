"""People: find a contributor, see all that is known of one person, and say who is who (IDN-09)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from compliance import review
from compliance.contribution import Contribution, Method, Standing
from compliance.money import ZERO, Money
from donations import changes, envelopes, judgement, ledger, notices, tasks, verdicts
from donations.changes import Change
from donations.desk import Desk, Entry
from donations.ledger import NewDecision
from donations.notices import Notice
from donations.settlement import NoSuchGift
from donations.tasks import Task

__all__ = ["NoSuchGift"]
_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Found:
    """One person of a search: the newest gift's id leads to the page; `gifts` are counted and uncounted ones."""

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


@dataclass(frozen=True, slots=True)
class Story:
    """One gift with everything that was decided, sent, asked and left to do about it."""

    entry: Entry
    decisions: tuple[NewDecision, ...]
    tasks: tuple[Task, ...]
    notices: tuple[Notice, ...]
    changes: tuple[Change, ...]
    acts: tuple[ledger.Act, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """All that is known of one person, newest gift first."""

    entries: tuple[Entry, ...]
    totals: tuple[Total, ...]
    possible: tuple[Entry, ...]
    names: tuple[str, ...]
    addresses: tuple[str, ...]
    emails: tuple[str, ...]


def search(desk: Desk, words: str) -> list[Found]:
    """Find persons by part of a name, an e-mail address, a ZIP code, a check number or a form's code."""
    with desk.database.reading() as session:
        found = ledger.search(session, words.strip(), _MOST)
        ids = [each.id for each in envelopes.by_number(session, words.strip())]
        ids += [each.id for each in envelopes.by_draft(session, words.strip().upper().replace(" ", ""))]
        for envelope_id in ids:
            found += ledger.by_envelope(session, envelope_id)
    return _by_person(found)


def known(desk: Desk, last_name: str, postal_code: str) -> list[Found]:
    """Find persons with this last name in this ZIP code, whoever gave last first."""
    with desk.database.reading() as session:
        return _by_person(ledger.by_name_and_zip(session, last_name.strip(), postal_code.strip()[:5], _MOST))


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
        entries = sorted(ledger.by_refs(session, refs), key=lambda each: (each.gift.received_on, each.id), reverse=True)
        uncounted = ledger.uncounted(session, entry.keys)
        entries += [each for each in uncounted if each.public_id not in refs]
        possible = ledger.by_refs(session, {gift.ref for gift in case.possible})
        totals = tuple(_totals(desk, entries, probe, now, session))
    persons = [each.gift.contributor for each in entries]
    return Person(
        entries=tuple(entries),
        totals=totals,
        possible=tuple(possible),
        names=tuple(dict.fromkeys(_name(each) for each in entries)),
        addresses=tuple(
            dict.fromkeys(
                ", ".join(
                    x
                    for x in (p.address.line1, p.address.line2, p.address.city, p.address.state, p.address.postal_code)
                    if x
                )
                for p in persons
            )
        ),
        emails=tuple(dict.fromkeys(p.email for p in persons if p.email)),
    )


def story(desk: Desk, public_id: str) -> Story:
    """Everything about one gift; raises `NoSuchGift`."""
    with desk.database.reading() as session:
        entry = ledger.find(session, public_id)
        if entry is None:
            raise NoSuchGift(public_id)
        return Story(
            entry,
            tuple(ledger.decisions(session, entry)),
            tuple(tasks.of(session, entry.id)),
            tuple(notices.of(session, entry.id)),
            tuple(changes.of(session, entry.id)),
            tuple(ledger.acts(session, entry)),
        )


def tell(  # noqa: PLR0913 - who says what of which two, and why
    desk: Desk, one: str, other: str, *, same: bool, by: str, reason: str, now: datetime
) -> None:
    """Keep the treasurer's word that two gifts are of one person, or of two; all totals follow it at once."""
    with desk.database.writing() as session:
        pair = [ledger.find(session, public_id) for public_id in (one, other)]
        for entry in pair:
            if entry is None:
                raise NoSuchGift(one)
        verdicts.give(session, one, other, same=same, by=by, reason=reason, now=now)
        for entry in pair:
            if entry is not None:
                word = f"{'one person' if same else 'two persons'}: {one} {other}. {reason}"
                ledger.note_act(session, entry, "verdict", by, now, word)
                tasks.close(session, entry.id, "same_donor", by=by, closing=word, now=now)


def _by_person(found: Sequence[Entry]) -> list[Found]:
    persons: dict[tuple[str, str], list[Entry]] = {}
    for entry in sorted({each.id: each for each in found}.values(), key=lambda each: -each.id):
        persons.setdefault((entry.keys.name, entry.keys.email or entry.keys.address), []).append(entry)
    return [_found(entries) for entries in persons.values()][:_MOST]


def _found(entries: Sequence[Entry]) -> Found:
    newest = entries[0]
    address = newest.gift.contributor.address
    return Found(
        public_id=newest.public_id,
        name=_name(newest),
        place=", ".join(x for x in (address.city, f"{address.state} {address.postal_code}".strip()) if x),
        email=newest.gift.contributor.email,
        gifts=len(entries),
        last_on=newest.gift.received_on,
    )


def _name(entry: Entry) -> str:
    person = entry.gift.contributor
    return " ".join(x for x in (person.first_name, person.middle_name, person.last_name, person.suffix) if x)


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


def _totals(desk: Desk, entries: Sequence[Entry], probe: Contribution, now: datetime, session: Session) -> list[Total]:
    found = []
    elections = dict.fromkeys(each.counted_election for each in entries if each.counted_election)
    for code in elections:
        case = judgement.judge(session, desk.committee, replace(probe, election=code), now).case
        parts = [Part(each, review.totals(replace(case, prior=(each.gift,))).election) for each in entries]
        limit = review.limit_in_force(desk.committee, probe.made_on).amount
        total = review.totals(case).election
        found.append(Total(code, total, _counting(parts), limit, max(limit - total, ZERO)))
    case = judgement.judge(session, desk.committee, probe, now).case
    for name, figure in (("cycle", "cycle"), ("calendar year", "calendar_year")):
        parts = [Part(each, getattr(review.totals(replace(case, prior=(each.gift,))), figure)) for each in entries]
        found.append(Total(name, getattr(review.totals(case), figure), _counting(parts)))
    return found


def _counting(parts: Sequence[Part]) -> tuple[Part, ...]:
    return tuple(part for part in parts if part.counts)
