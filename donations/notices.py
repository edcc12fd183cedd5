"""Notices: letters and calls to contributors, kept as they went out; append-only, by trigger (REC-04)."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from donations import check_models as models


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice: `medium` is email, letter or call; `sent_on` is the committee's date."""

    kind: str
    medium: str
    to: str
    subject: str
    body: str
    wording_version: str
    sent_on: date
    actor: str
    at: datetime
    id: int = 0
    contribution_id: int = 0


def keep(session: Session, contribution_id: int, notice: Notice) -> int:
    """Keep a notice that goes out; answers its number."""
    row = models.Notice(
        contribution_id=contribution_id,
        kind=notice.kind,
        medium=notice.medium,
        to=notice.to,
        subject=notice.subject,
        body=notice.body,
        wording_version=notice.wording_version,
        sent_on=notice.sent_on,
        at=notice.at,
        actor=notice.actor,
    )
    session.add(row)
    session.flush()
    return row.id


def of(session: Session, contribution_id: int) -> list[Notice]:
    """All notices about a contribution, the first one first."""
    return _many(session, models.Notice.contribution_id == contribution_id)


def find(session: Session, notice_id: int) -> Notice | None:
    """Find a notice by its number."""
    found = _many(session, models.Notice.id == notice_id)
    return found[0] if found else None


def _many(session: Session, condition: sa.ColumnElement[bool]) -> list[Notice]:
    rows = session.scalars(sa.select(models.Notice).where(condition).order_by(models.Notice.id))
    return [
        Notice(
            r.kind,
            r.medium,
            r.to,
            r.subject,
            r.body,
            r.wording_version,
            r.sent_on,
            r.actor,
            r.at,
            r.id,
            r.contribution_id,
        )
        for r in rows
    ]
