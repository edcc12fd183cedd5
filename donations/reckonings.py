"""Reckonings: sums and small questions over all contributions, made by the database itself. They only read.

A report's own sums are held to these: two ways to one figure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from compliance.contribution import AdjustmentKind, AdjustmentStatus
from compliance.money import ZERO, Money
from donations import check_models, filing_models, models, rows
from donations.receipts import ENDED, NEVER_CAME, TAKEN


def received(session: Session, start: date, through: date) -> dict[date, Money]:
    """What came on each of these days and is reported as it stands: checks that bounced and parts left out."""
    gift = models.Contribution
    made = sa.select(check_models.Change.to_contribution_id).where(check_models.Change.to_contribution_id.is_not(None))
    return _per_day(
        session,
        sa.select(gift.received_on, sa.func.sum(sa.type_coerce(gift.amount, sa.BigInteger)))
        # Said by what is left out, so that nothing tempts the database to look rows up one by one.
        .where(
            gift.status.not_in((*NEVER_CAME, *ENDED)), gift.received_on.between(start, through), gift.id.not_in(made)
        )
        .group_by(gift.received_on),
    )


def how_many(session: Session, start: date, through: date) -> int:
    """How many contributions came on these days, those among them that bounced or were returned since."""
    gift = models.Contribution
    came = gift.status.not_in(NEVER_CAME), gift.received_on.between(start, through)
    return session.scalar(sa.select(sa.func.count()).select_from(gift).where(*came)) or 0


def first_day(session: Session) -> date | None:
    """The day on which the first contribution came of those that are reported; None where none has."""
    gift = models.Contribution
    return session.scalar(sa.select(sa.func.min(gift.received_on)).where(gift.status.in_(TAKEN)))


def after(session: Session, end: date) -> tuple[int, Money]:
    """How many contributions came after a day, and what they come to."""
    gift = models.Contribution
    count, cents = session.execute(
        sa.select(sa.func.count(), sa.func.sum(sa.type_coerce(gift.amount, sa.BigInteger))).where(
            gift.status.in_(TAKEN), gift.received_on > end
        )
    ).one()
    return count, Money(int(cents or 0))


def after_rows(session: Session, end: date, offset: int, most: int) -> list[tuple[int, str, date, Money]]:
    """Some of the contributions that came after a day: number, name, day, amount, in the order of their days."""
    gift = models.Contribution
    return _rows(session, [gift.status.in_(TAKEN), gift.received_on > end], offset, most)


def untold(session: Session, days: tuple[date, date], filed: Iterable[tuple[date, date]]) -> tuple[int, Money]:
    """How many receipts came on some days, but on none that a filed report covers, and what they come to."""
    gift = models.Contribution
    count, cents = session.execute(
        sa.select(sa.func.count(), sa.func.sum(sa.type_coerce(gift.amount, sa.BigInteger))).where(*_untold(days, filed))
    ).one()
    return count, Money(int(cents or 0))


def untold_rows(
    session: Session, days: tuple[date, date], filed: Iterable[tuple[date, date]], offset: int, most: int
) -> list[tuple[int, str, date, Money]]:
    """Some of them: number, name, day, amount, in the order of their days."""
    return _rows(session, _untold(days, filed), offset, most)


def _untold(days: tuple[date, date], filed: Iterable[tuple[date, date]]) -> list[sa.ColumnElement[bool]]:
    gift = models.Contribution
    made = sa.select(check_models.Change.to_contribution_id).where(check_models.Change.to_contribution_id.is_not(None))
    covered = [sa.not_(gift.received_on.between(*each)) for each in filed]
    return [gift.status.in_(TAKEN), gift.received_on.between(*days), gift.id.not_in(made), *covered]


def _rows(
    session: Session, which: Iterable[sa.ColumnElement[bool]], offset: int, most: int
) -> list[tuple[int, str, date, Money]]:
    gift = models.Contribution
    found = session.execute(
        sa.select(gift.id, gift.first_name, gift.last_name, gift.received_on, gift.amount)
        .where(*which)
        .order_by(gift.received_on, gift.id)
        .offset(offset)
        .limit(most)
    )
    return [(number, f"{first} {last}", on, amount) for number, first, last, on, amount in found]


def of_days(session: Session, days: Iterable[date]) -> list[str]:
    """The public ids of all contributions received on some days, in the order in which they came."""
    gift = models.Contribution
    return list(session.scalars(sa.select(gift.public_id).where(gift.received_on.in_(list(days))).order_by(gift.id)))


def refunded(session: Session, start: date, through: date) -> Money:
    """What was given back on these days of what is reported, parts of other people's gifts too."""
    cents = session.scalar(
        sa.select(sa.func.sum(sa.type_coerce(models.Adjustment.amount, sa.BigInteger)))
        .select_from(models.Adjustment)
        .join(models.Contribution, models.Contribution.id == models.Adjustment.contribution_id)
        .where(*_refunds(start, through))
    )
    return Money(int(cents or 0))


def refunds_of(session: Session, start: date, through: date) -> dict[int, Money]:
    """The same by the numbers of the contributions."""
    later, gift = models.Adjustment, models.Contribution
    found = session.execute(
        sa.select(later.contribution_id, sa.func.sum(sa.type_coerce(later.amount, sa.BigInteger)))
        .join(gift, gift.id == later.contribution_id)
        .where(*_refunds(start, through))
        .group_by(later.contribution_id)
    )
    return {number: Money(int(cents)) for number, cents in found}


def _refunds(start: date, through: date) -> tuple[sa.ColumnElement[bool], ...]:
    later = models.Adjustment
    return (
        later.kind == AdjustmentKind.REFUND,
        later.status == AdjustmentStatus.SUCCEEDED,
        later.on.between(start, through),
        # The refunds are few: they lead to their gifts, not the gifts to them.
        models.Contribution.status.not_in(NEVER_CAME),
    )


def lost(session: Session, since: datetime, before: datetime) -> Money:
    """What disputes that were lost in a time have taken, the whole gift where none tells how much."""
    return Money.total(lost_of(session, since, before).values())


def lost_of(session: Session, since: datetime, before: datetime) -> dict[int, Money]:
    """The same by the numbers of the contributions."""
    later, gift = models.Adjustment, models.Contribution
    found: dict[int, Money] = {}
    for number, amount, whole in session.execute(
        sa.select(later.contribution_id, later.amount, gift.amount)
        .join(gift, gift.id == later.contribution_id)
        .where(
            later.kind == AdjustmentKind.DISPUTE,
            later.status == AdjustmentStatus.LOST,
            later.changed_at >= since,
            later.changed_at < before,
        )
    ):
        found[number] = found.get(number, ZERO) + (amount or whole)
    return found


def uneven_envelopes(session: Session) -> list[str]:
    """The public ids of contributions whose check's shares do not add up to the check."""
    gift, envelope = models.Contribution, check_models.Envelope
    made = sa.select(check_models.Change.to_contribution_id).where(check_models.Change.to_contribution_id.is_not(None))
    cents = sa.func.sum(sa.type_coerce(gift.amount, sa.BigInteger))
    uneven = (
        sa.select(gift.envelope_id)
        .join(envelope, envelope.id == gift.envelope_id)
        .where(gift.id.not_in(made))
        .group_by(gift.envelope_id, envelope.amount)
        .having(cents != sa.type_coerce(envelope.amount, sa.BigInteger))
    )
    return list(session.scalars(sa.select(gift.public_id).where(gift.envelope_id.in_(uneven)).order_by(gift.id)))


@dataclass(frozen=True, slots=True)
class Stand:
    """How far the books had come at one moment, as far as they tell of the days up to one day.

    `acts` are the newest lines of the journal about gifts of those days; numbers given before others may come later.
    """

    since: int
    acts: frozenset[int]
    others: tuple[int, ...]


def stand(session: Session, through: date, before: Stand | None = None) -> Stand:
    """Tell how far the books have come; two stands are equal where nothing that a report up to a day tells changed.

    `before` is the stand to compare with. It costs the same however many contributions there are.
    """
    act, gift, work = models.JournalEntry, models.Contribution, check_models.Work
    newest = session.scalar(sa.select(sa.func.max(act.id))) or 0
    since = before.since if before else max(newest - _LATE, 0)
    acts = session.scalars(
        sa.select(act.id).join(gift, gift.id == act.contribution_id).where(act.id > since, gift.received_on <= through)
    )
    asked = [
        sa.select(sa.func.max(check_models.Verdict.id)),
        sa.select(sa.func.max(check_models.Notice.id)),
        sa.select(sa.func.max(work.id)),
        sa.select(sa.func.count()).select_from(work).where(work.closed_at.is_not(None)),
        sa.select(sa.func.max(filing_models.OtherFigures.id)),
        sa.select(sa.func.count()).select_from(models.Payout),
        sa.select(sa.func.sum(sa.type_coerce(models.Payout.fees, sa.BigInteger))),
    ]
    return Stand(since, frozenset(acts), tuple(int(session.scalar(each) or 0) for each in asked))


_LATE: Final = 1000
"""So many lines of the journal may be under way at once, with numbers lower than one that can be seen already."""


def public_ids(session: Session, numbers: Iterable[int]) -> dict[int, str]:
    """The ids in addresses, by the numbers in the books."""
    gift = models.Contribution
    found: dict[int, str] = {}
    for some in rows.parts(sorted(set(numbers))):
        found.update(session.execute(sa.select(gift.id, gift.public_id).where(gift.id.in_(some))).all())
    return found


def _per_day(session: Session, asked: sa.Executable) -> dict[date, Money]:
    return {on: Money(int(cents)) for on, cents in session.execute(asked)}
