"""Exported: each export that was made, the file of the last one of a period, and the figures from outside.

It tells what has changed since the last export of a period: that one's file is kept, until the next takes its place.
"""

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from compliance.money import ZERO, Money
from donations import filing_models as models

_PART: Final = 1 << 18
_QUICKLY: Final = 1
"""How hard zlib tries: a third of the time for a file that is a fifth larger, and soon replaced by the next."""

Figures = Mapping[str, Mapping[str, Money]]
"""Amounts by the column (A, B) and the line of the cover."""


class NotTheFile(Exception):
    """What was to be kept as an export's file is not the file that was made."""


@dataclass(frozen=True, slots=True)
class NewExport:
    """An export: `kind` is fec, f6 or csv; `counts` holds numbers of records and sums in cents, nothing personal."""

    kind: str
    sha256: str
    size: int
    counts: dict[str, Any]
    from_on: date | None = None
    through_on: date | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """An export as it was made."""

    id: int
    kind: str
    from_on: date | None
    through_on: date | None
    made_at: datetime
    made_by: str
    sha256: str
    size: int
    counts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Others:
    """Amounts from outside this system for one period, as they were last keyed."""

    figures: dict[str, dict[str, Money]]
    cash_at_start: Money
    keyed_by: str
    keyed_at: datetime


# Exports -------------------------------------------------------------------------------------------------------------


def note(session: Session, new: NewExport, *, by: str, now: datetime) -> Export:
    """Write down that an export was made."""
    row = models.Exported(
        kind=new.kind,
        from_on=new.from_on,
        through_on=new.through_on,
        made_at=now,
        made_by=by,
        sha256=new.sha256,
        size=new.size,
        counts=new.counts,
    )
    session.add(row)
    session.flush()
    return _export(row)


def keep(session: Session, export: Export, pieces: Iterable[bytes]) -> None:
    """Keep the file of an export in the place of that of the one before, of the same kind and period.

    Raises `NotTheFile` where the bytes are not those that `export` names.
    """
    row, part = models.Exported, models.ExportedPart
    same = sa.select(row.id).where(
        row.kind == export.kind, row.from_on == export.from_on, row.through_on == export.through_on
    )
    session.execute(sa.delete(part).where(part.export_id.in_(same)))
    digest = hashlib.sha256()
    for seq, piece in enumerate(_parts(pieces)):
        digest.update(piece)
        session.execute(sa.insert(part), {"export_id": export.id, "seq": seq, "data": zlib.compress(piece, _QUICKLY)})
    if digest.hexdigest() != export.sha256:
        raise NotTheFile(f"{digest.hexdigest()} is not {export.sha256}")


def _parts(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one size."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= _PART:
            yield bytes(waiting[:_PART])
            del waiting[:_PART]
    if waiting:
        yield bytes(waiting)


def last(session: Session, kind: str, start: date | None = None, end: date | None = None) -> Export | None:
    """The last export of a kind for a period."""
    row = models.Exported
    asked = sa.select(row).where(row.kind == kind, row.from_on == start, row.through_on == end)
    found = session.scalar(asked.order_by(row.id.desc()).limit(1))
    return _export(found) if found else None


def newest(session: Session, most: int) -> list[Export]:
    """The exports that were made last, the newest first."""
    return [
        _export(row)
        for row in session.scalars(sa.select(models.Exported).order_by(models.Exported.id.desc()).limit(most))
    ]


def file(session: Session, export_id: int) -> Iterator[bytes]:
    """The file of an export, piece by piece; nothing where it is kept no longer."""
    table, seq = models.ExportedPart, 0
    asked = sa.select(table.data).where(table.export_id == export_id)
    while (data := session.scalar(asked.where(table.seq == seq))) is not None:
        yield zlib.decompress(data)
        seq += 1


# Figures from outside ------------------------------------------------------------------------------------------------


def key_figures(  # noqa: PLR0913 - which figures of which period, by whom, when
    session: Session, start: date, end: date, figures: Figures, cash_at_start: Money, *, by: str, now: datetime
) -> None:
    """Keep the amounts from outside for a period; what was keyed before stays on record."""
    session.add(
        models.OtherFigures(
            from_on=start,
            through_on=end,
            figures={column: {line: each.cents for line, each in lines.items()} for column, lines in figures.items()},
            cash_at_start=cash_at_start,
            keyed_by=by,
            keyed_at=now,
        )
    )
    session.flush()


def figures(session: Session, start: date, end: date) -> Others | None:
    """The amounts from outside for a period, as they were keyed last."""
    table = models.OtherFigures
    asked = sa.select(table).where(table.from_on == start, table.through_on == end).order_by(table.id.desc()).limit(1)
    row = session.scalar(asked)
    if row is None:
        return None
    kept = {column: {line: Money(cents) for line, cents in lines.items()} for column, lines in row.figures.items()}
    return Others(kept, row.cash_at_start or ZERO, row.keyed_by, row.keyed_at)


def _export(row: models.Exported) -> Export:
    return Export(
        row.id, row.kind, row.from_on, row.through_on, row.made_at, row.made_by, row.sha256, row.size, row.counts
    )
