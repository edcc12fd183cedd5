"""The operator's watch: whether the books answer, and how old the oldest thing is that waits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from donations import events, outbox
from donations.desk import Desk


@dataclass(frozen=True, slots=True)
class Health:
    """How things stand; ages are whole seconds, 0 when nothing waits."""

    database: str
    oldest_letter_seconds: int = 0
    oldest_event_seconds: int = 0


def health(desk: Desk, now: datetime) -> Health:
    """Ask the books."""
    try:
        with desk.database.reading() as session:
            letter, event = outbox.oldest_due(session), events.oldest_pending(session)
    except SQLAlchemyError:
        return Health("unavailable")
    return Health("ok", _age(letter, now), _age(event, now))


def _age(since: datetime | None, now: datetime) -> int:
    return int((now - since).total_seconds()) if since else 0
