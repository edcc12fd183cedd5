"""The journal: one line for each act - who, when, from what, to what - in the transaction of the act itself.

Nothing updates or deletes a line; triggers in the database see to that.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from donations import models


def write(  # noqa: PLR0913, PLR0917 - a line of the journal is these facts
    session: Session,
    at: datetime,
    actor: str,
    act: str,
    contribution_id: int | None,
    before: str,
    after: str,
    note: str = "",
) -> None:
    """Write a line. `actor` is a person's name, or "engine", "stripe", "donor", "operator"."""
    session.add(
        models.JournalEntry(
            at=at, actor=actor, act=act, contribution_id=contribution_id, before=before, after=after, note=note
        )
    )
