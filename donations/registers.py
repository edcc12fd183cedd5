"""The registers: questions over many contributions at once, for histories, lists and figures. They write nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from compliance import contribution as nouns
from compliance.money import Money
from donations import models, rows
from donations.models import COUNTED, Status
from donations.rows import Entry, Keys

_TAKEN: Final = frozenset({Status.CAPTURED, Status.SETTLED, Status.RECEIVED, Status.DEPOSITED})


def asked_refunds(session: Session, most: int) -> list[tuple[str, nouns.Adjustment]]:
    """Refunds that we asked Stripe for and whose answer we never saw: the gift's public id, and the refund."""
    found = session.execute(
        sa.select(models.Contribution.public_id, models.Adjustment)
        .join(models.Contribution, models.Contribution.id == models.Adjustment.contribution_id)
        .where(
            models.Adjustment.kind == nouns.AdjustmentKind.REFUND,
            models.Adjustment.status == nouns.AdjustmentStatus.PENDING,
            models.Adjustment.method == "stripe",
            models.Adjustment.stripe_id.is_(None),
        )
        .order_by(models.Adjustment.id)
        .limit(most)
    )
    return [(public_id, rows.adjustment_of(row)) for public_id, row in found]


def uncounted(session: Session, keys: Keys) -> list[Entry]:
    """What this person offered or gave that counts for nothing: refused, expired, bounced, returned; newest first."""
    table = models.Contribution
    same = sa.or_(
        *(column == key for column, key in ((table.email_key, keys.email), (table.address_key, keys.address)) if key)
    )
    if not keys.name or not (keys.email or keys.address):
        return []
    return rows.many(session, sa.and_(table.name_key == keys.name, same, table.status.not_in(COUNTED)))[::-1]


def received_between(session: Session, start: date, end: date) -> Money:
    """What was received on these days, both included, less what was given back of it or lost in a dispute."""
    return Money.total(amount for _day, amount in received_per_day(session, start, end))


def received_per_day(session: Session, start: date, end: date) -> list[tuple[date, Money]]:
    """What was received on each day that had something, net, in order of the days."""
    gift, lost = models.Contribution, models.Adjustment
    # Not asked by status as well: SQLite would take the index of that, and read every row.
    gross = session.execute(
        sa.select(gift.received_on, gift.status, _sum(gift.amount))
        .where(gift.received_on.between(start, end))
        .group_by(gift.received_on, gift.status)
    )
    # Adjustments are few: all of them, so that no database begins with the gifts.
    gone = session.execute(
        sa.select(gift.received_on, gift.status, _sum(lost.amount))
        .join(gift, gift.id == lost.contribution_id)
        .where(
            sa.or_(
                sa.and_(lost.kind == nouns.AdjustmentKind.REFUND, lost.status == nouns.AdjustmentStatus.SUCCEEDED),
                lost.status == nouns.AdjustmentStatus.LOST,
                sa.and_(
                    lost.kind == nouns.AdjustmentKind.REATTRIBUTION, lost.status == nouns.AdjustmentStatus.SUCCEEDED
                ),
            ),
        )
        .group_by(gift.received_on, gift.status)
    )
    net: dict[date, int] = {}
    for on, status, cents in gross:
        if status in _TAKEN:
            net[on] = net.get(on, 0) + cents
    for on, status, cents in gone:
        if status in _TAKEN and on in net:
            net[on] -= cents
    return [(on, Money(net[on])) for on in sorted(net)]


def _sum(column: sa.orm.InstrumentedAttribute[Money]) -> sa.Cast[int]:
    return sa.cast(sa.func.sum(sa.type_coerce(column, sa.BigInteger)), sa.BigInteger)


def search(session: Session, words: Iterable[tuple[str, str]], most: int) -> list[Entry]:
    """Contributions in which every word stands: in the name, the e-mail address or the ZIP code; newest first.

    A word comes as it was typed, in small letters, and as the keys for matching spell it. Unpaid offers stay out.
    """
    table = models.Contribution
    named = sa.func.lower(table.first_name + " " + table.middle_name + " " + table.last_name + " " + table.suffix)
    wanted = [
        sa.or_(
            *(column.like(_within(typed), escape="\\") for column in (named, sa.func.lower(table.email))),
            table.postal_code.like(_within(typed)[1:], escape="\\"),
            *([table.name_key.like(_within(key), escape="\\")] if key else []),
        )
        for typed, key in words
    ]
    if not wanted:
        return []
    paid = table.status.not_in([Status.DRAFT, Status.CHECKOUT_OPEN, Status.EXPIRED])
    found = session.scalars(sa.select(table).where(paid, *wanted).order_by(table.id.desc()).limit(most)).all()
    return rows.entries(session, found)


def _within(word: str) -> str:
    return "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the journal: who did what when, from what to what."""

    at: datetime
    actor: str
    act: str
    before: str
    after: str
    note: str


def acts(session: Session, entry: Entry) -> list[Act]:
    """All that was done about a contribution, the first act first."""
    found = session.scalars(
        sa.select(models.JournalEntry)
        .where(models.JournalEntry.contribution_id == entry.id)
        .order_by(models.JournalEntry.id)
    )
    return [Act(row.at, row.actor, row.act, row.before, row.after, row.note) for row in found]


def by_charges(session: Session, charge_ids: Sequence[str]) -> list[Entry]:
    """Find the contributions that charges paid, in the order of their ids."""
    found: list[Entry] = []
    for some in rows.parts(sorted(set(charge_ids))):
        found += rows.many(session, models.Contribution.charge_id.in_(some))
    return sorted(found, key=lambda entry: entry.id)


def held(session: Session) -> list[Entry]:
    """All that waits for a person, the most urgent first."""
    entries = rows.many(session, models.Contribution.status == Status.HELD)
    return sorted(entries, key=lambda entry: (entry.capture_before is None, entry.capture_before, entry.id))


def held_until(session: Session) -> list[tuple[str, datetime | None]]:
    """What waits for a person, by public ids, and until when each can be decided; the most urgent first."""
    table = models.Contribution
    found = session.execute(
        sa.select(table.public_id, table.capture_before)
        .where(table.status == Status.HELD)
        .order_by(table.capture_before.is_(None), table.capture_before, table.id)
    )
    return [(public_id, ends) for public_id, ends in found]


def held_sum(session: Session) -> Money:
    """What all held gifts come to."""
    table = models.Contribution
    return Money(session.scalar(sa.select(_sum(table.amount)).where(table.status == Status.HELD)) or 0)


def unfinished(session: Session, statuses: Iterable[Status], looked_before: datetime, most: int) -> list[Entry]:
    """Contributions in these states that were last looked at before a moment, the longest waiting first."""
    looked = sa.func.coalesce(models.Contribution.looked_at, models.Contribution.created_at)
    found = session.scalars(
        sa.select(models.Contribution)
        .where(models.Contribution.status.in_(list(statuses)), looked < looked_before)
        .order_by(looked, models.Contribution.id)
        .limit(most)
    ).all()
    return rows.entries(session, found)


def unpriced(session: Session, captured_before: datetime, most: int) -> list[Entry]:
    """Captured contributions whose processor fee is not known yet, the one looked at longest ago first."""
    table = models.Contribution
    taken = table.status.in_([Status.CAPTURED, Status.SETTLED])
    found = session.scalars(
        sa.select(table)
        .where(taken, table.fee.is_(None), table.captured_at < captured_before, table.looked_at < captured_before)
        .order_by(table.looked_at, table.id)
        .limit(most)
    ).all()
    return rows.entries(session, found)


def received_after(session: Session, election: str, on: date, but: str) -> Money:
    """What was given for an election after a day and counts, less what was given back; `but` is left out."""
    gift, later = models.Contribution, models.Adjustment
    counts = (gift.counted_election == election, gift.made_on > on, gift.status.in_(COUNTED), gift.public_id != but)
    given = session.scalar(sa.select(_sum(gift.amount)).where(*counts)) or 0
    back = (
        sa.select(_sum(later.amount))
        .join(gift, gift.id == later.contribution_id)
        .where(*counts, later.kind == nouns.AdjustmentKind.REFUND, later.status == nouns.AdjustmentStatus.SUCCEEDED)
    )
    return Money(given - (session.scalar(back) or 0))


def others(session: Session, keys: Keys, but: str) -> list[Entry]:
    """Every counted gift that may concern this person: by name, e-mail, address or card, and those persons' others.

    `but` is the public id to leave out. Sorting them into the same, the possible and the unrelated is the law's work.
    """
    table = models.Contribution
    pairs = (
        (table.name_key, keys.name),
        (table.email_key, keys.email),
        (table.address_key, keys.address),
        (table.card_fingerprint, keys.card),
    )
    wanted = [column == key for column, key in pairs if key]
    if not wanted:
        return []
    counted = table.status.in_(COUNTED)
    found = {row.id: row for row in session.scalars(sa.select(table).where(counted, sa.or_(*wanted)))}
    names = {row.name_key for row in found.values()} - {keys.name, ""}
    for some in rows.parts(sorted(names)):
        more = session.scalars(sa.select(table).where(counted, table.name_key.in_(some)))
        found.update({row.id: row for row in more})
    return [entry for entry in rows.entries(session, sorted(found.values(), key=_id)) if entry.public_id != but]


def _id(row: models.Contribution) -> int:
    return row.id
