"""Exporting: a report's file made while its page is looked at, in a thread of its own.

A million gifts take a minute, and no browser and no proxy should have to wait for it: how far it is stands in the
books, and whoever closes the page finds the file later. Whatever goes wrong is told there, too.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from donations import export_runs, reports
from donations.desk import Desk
from donations.export_runs import Run
from donations.reports import Asked, BooksDisagree, CannotReport

__all__ = ["Run", "last", "start"]

log = logging.getLogger(__name__)
MOMENT: Final = 5.0
"""So many seconds the asker waits: most books are exported by then, and a wait needs no page."""
_BEAT: Final = timedelta(seconds=1)
_FAILED: Final = "The books or the disk did not answer. Nothing was made; export it again."


def start(  # noqa: PLR0913 - which report, where it is made, by whom, by which clock
    desk: Desk, asked: Asked, folder: Path, *, by: str, clock: Callable[[], datetime], moment: float = MOMENT
) -> Run | None:
    """Begin to make a report's file, and wait a moment for it; answers how it then stands.

    Where an export of the same period goes on already, nothing is begun, and that one is answered.
    """
    now = clock()
    with desk.database.writing() as session:
        desk.database.lock(session, [f"export:{asked.start}:{asked.end}"])
        run = export_runs.begin(session, asked.start, asked.end, by=by, now=now)
    if run is not None:
        work = threading.Thread(target=_make, args=(desk, run.id, asked, folder, by, clock), name="export", daemon=True)
        work.start()
        work.join(moment)
    return last(desk, asked.start, asked.end, clock())


def last(desk: Desk, start: date, end: date, now: datetime) -> Run | None:
    """How the export of a period stands that was asked for last."""
    with desk.database.reading() as session:
        return export_runs.last(session, start, end, now)


def _make(  # noqa: PLR0913, PLR0917 - a thread's whole errand
    desk: Desk, run_id: int, asked: Asked, folder: Path, by: str, clock: Callable[[], datetime]
) -> None:
    fault, refs = "", tuple[str, ...]()
    try:
        reports.make(desk, asked, folder, by=by, now=clock(), tick=_beating(desk, run_id, clock))
    except BooksDisagree as error:
        fault, refs = str(error), error.refs
    except CannotReport as error:
        fault = str(error)
    except Exception as error:  # noqa: BLE001 - nobody waits above: it is told on the page, and to the operator
        log.error("an export met %s", type(error).__name__)  # noqa: TRY400 - it may name people
        fault = _FAILED
    # Where the books are away, the run is taken for cut short after a while.
    with suppress(SQLAlchemyError), desk.database.writing() as session:
        export_runs.finish(session, run_id, clock(), fault=fault, refs=refs)


def _beating(desk: Desk, run_id: int, clock: Callable[[], datetime]) -> Callable[[int, int], None]:
    """Write down how far it is, at most once a second; a beat that cannot be kept stops no export."""
    beaten: datetime | None = None

    def tick(read: int, whole: int) -> None:
        nonlocal beaten
        now = clock()
        if beaten is None or now - beaten >= _BEAT:
            beaten = now
            with suppress(SQLAlchemyError), desk.database.writing() as session:
                export_runs.progress(session, run_id, read, whole, now)

    return tick
