"""Amendments: what touches a filed period since it was filed, item by item.

A change of the books that a filed report would tell otherwise is an item of an amendment, in the transaction of the
change itself. So it is for each later report of the cycle, whose Column B it moves.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from donations import filing_models as models
from donations import filings, rows
from donations.filings import Filed

_LATER: Final = "Figures of the cycle to date: "


@dataclass(frozen=True, slots=True)
class Item:
    """A change that touches the period of an original; `settled_by_id` is the amendment that carries it."""

    id: int
    report_id: int
    contribution_id: int | None
    at: datetime
    actor: str
    what: str
    settled_by_id: int | None


def touch(  # noqa: PLR0913 - which day, whose gift, what, by whom, when
    session: Session, on: date, contribution_id: int | None, what: str, *, by: str, now: datetime, sums: bool = True
) -> list[Filed]:
    """Note a change about a day; each filed report that it touches gets an item. Answers those reports.

    `what` names nobody. A payout's fees are about no contribution. `sums` says that amounts change, so that later
    reports of the cycle are touched too. One query where nothing was filed since. A report that is being marked at this
    moment is waited for.
    """
    filings.wait_for(session, to_mark=False)
    moved = [each for each in filings.moved_by(session, on) if sums or each.from_on <= on]
    for each in moved:
        note(session, each.id, contribution_id, what if each.from_on <= on else _LATER + what, by=by, now=now)
    return moved


def note(  # noqa: PLR0913 - which report, whose gift, what, by whom, when
    session: Session, report_id: int, contribution_id: int | None, what: str, *, by: str, now: datetime
) -> None:
    """Keep an item for one original; for what changed between the making of its file and its marking, too."""
    session.add(models.AmendmentItem(report_id=report_id, contribution_id=contribution_id, at=now, actor=by, what=what))
    session.flush()


def day(on: date) -> str:
    """A day in the words of an item."""
    return f"{on.day} {on:%B %Y}"


def waiting(session: Session, report_id: int | None = None) -> list[Item]:
    """What no amendment has carried yet, of one original or of all, in the order in which it came."""
    table = models.AmendmentItem
    own = [table.report_id == report_id] if report_id is not None else []
    return _items(session, table.settled_by_id.is_(None), *own)


def about(session: Session, contribution_ids: Iterable[int]) -> list[Item]:
    """Every item about some contributions, settled or not, in the order in which they came."""
    found: list[Item] = []
    for some in rows.parts(sorted(set(contribution_ids))):
        found += _items(session, models.AmendmentItem.contribution_id.in_(some))
    return sorted(found, key=lambda item: item.id)


def carried_by(session: Session, amendment_id: int) -> list[Item]:
    """The items that an amendment settled."""
    return _items(session, models.AmendmentItem.settled_by_id == amendment_id)


def _items(session: Session, *conditions: sa.ColumnElement[bool]) -> list[Item]:
    found = session.scalars(sa.select(models.AmendmentItem).where(*conditions).order_by(models.AmendmentItem.id))
    return [
        Item(row.id, row.report_id, row.contribution_id, row.at, row.actor, row.what, row.settled_by_id)
        for row in found
    ]
