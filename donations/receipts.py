"""The receipts: the whole books in one ordered walk, name after name, for reports and lists. It only reads.

All that was received stands together by the name it was matched under, so that one person is never far apart and
memory does not grow with the books. Names that a treasurer's word or a reattribution ties together come last, as one.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import chain, groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from compliance.contribution import AdjustmentStatus, Contributor
from donations import check_models, models, rows
from donations.db import Instant, batches
from donations.models import Status

_AT_ONCE: Final = 500
_TOOK_EFFECT: Final = (AdjustmentStatus.SUCCEEDED, AdjustmentStatus.LOST)

TAKEN: Final = (Status.CAPTURED, Status.SETTLED, Status.RECEIVED, Status.DEPOSITED)
"""Money that has come and is still there, or was given back since; only this and what bounced is ever reported."""
IN_QUESTION: Final = ("excess", "source", "found_illegal")
"""The work that a report has to speak of while it is open: 11 CFR 103.3(b)(5)."""
CHANGE: Final = "change:"
"""So begins the kind of a letter about a redesignation or reattribution."""
ENDED: Final = (Status.BOUNCED, Status.RETURNED)
NEVER_CAME: Final = tuple(status for status in Status if status not in {*TAKEN, *ENDED})


class Giver(NamedTuple):
    """What a contribution says of its giver, as it was typed."""

    first_name: str
    middle_name: str
    last_name: str
    suffix: str
    address1: str
    address2: str
    city: str
    state: str
    postal_code: str
    country: str
    work: str | None
    occupation: str
    employer: str


class Row(NamedTuple):
    """One contribution as it stands in the books; `ended_on` is the day its check bounced or was returned.

    What is told of its giver comes as one text, which is read for the few of whom a report tells it.
    """

    number: int
    status: str
    cents: int
    election: str
    name_key: str
    email_key: str
    address_key: str
    middle_name: str
    received_on: date
    ended_on: date | None
    created_at: datetime | str
    """As the database has it; `recorded_at` reads it."""
    told: str

    @property
    def giver(self) -> Giver:
        """What it says of its giver."""
        return giver(self.told)

    @property
    def recorded_at(self) -> datetime:
        """When it was put into the books, in UTC."""
        at = self.created_at if isinstance(self.created_at, datetime) else datetime.fromisoformat(self.created_at)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at


@lru_cache(maxsize=64)  # A person's gifts stand side by side and mostly tell the same.
def giver(told: str) -> Giver:
    """Read what a row tells of its giver."""
    return Giver._make(json.loads(told))


class Change(NamedTuple):
    """One adjustment that took effect once; `on` is None where only the moment is known, `ended_at` where it fell."""

    name_key: str
    contribution: int
    number: int
    kind: str
    status: str
    cents: int
    election: str | None
    on: date | None
    at: datetime
    changed_at: datetime
    ref: str


class Remark(NamedTuple):
    """What else is on record about a contribution: `what` is a notice's or a piece of work's kind, `rule` its rule."""

    name_key: str
    contribution: int
    what: str
    at: datetime
    closed_at: datetime | None
    rule: str = ""


class Moved(NamedTuple):
    """A redesignation or reattribution that took effect on a day, by the name of its adjustment.

    `part` is the contribution that a reattribution made, 0 for a redesignation.
    """

    source: int
    part: int
    ref: str
    on: date


class Group(NamedTuple):
    """All of one name (or of names tied together): the contributions, and what happened to them, by their numbers."""

    rows: list[Row]
    changes: Mapping[int, list[Change]] = MappingProxyType({})
    remarks: Mapping[int, list[Remark]] = MappingProxyType({})
    tied: bool = False


def groups(
    session: Session, through: date, moved: Iterable[Moved], heard: Callable[[int], None] | None = None
) -> Iterator[Group]:
    """Walk all contributions received until a day, name after name; in each, in the order in which they came.

    `heard` is told from time to time how many were read.
    """
    tied = _tied(session, moved)
    apart: dict[str, list[Group]] = defaultdict(list)
    with closing(_changes(session)) as later, closing(_remarks(session)) as told:
        changes, remarks = _Along(later), _Along(told)
        for name, found in _by_name(session, through, heard):
            group = Group(found, changes.at(name), remarks.at(name), name in tied)
            if group.tied:
                apart[tied[name]].append(group)
            else:
                yield group
    for first in sorted(apart):
        yield Group(
            sorted(row for group in apart[first] for row in group.rows),
            {number: each for group in apart[first] for number, each in group.changes.items()},
            {number: each for group in apart[first] for number, each in group.remarks.items()},
            tied=True,
        )


def moved(session: Session) -> list[Moved]:
    """The redesignations and reattributions that took effect, also those found void since, as they were asked for."""
    table, gift = check_models.Change, models.Contribution
    found = session.execute(
        sa.select(table.contribution_id, table.to_contribution_id, gift.public_id, table.id, table.effective_on)
        .join(gift, gift.id == table.contribution_id)
        .where(table.effective_on.is_not(None))
        .order_by(table.id)
    )
    return [Moved(source, part or 0, f"{ref}:change:{number}", on) for source, part, ref, number, on in found if on]


def words(session: Session) -> list[tuple[Contributor, Contributor, bool]]:
    """Every word of a treasurer on who is who, in the order in which they were given (IDN-09)."""
    one, other = sa.orm.aliased(models.Contribution), sa.orm.aliased(models.Contribution)
    found = session.execute(
        sa.select(one, other, check_models.Verdict.same)
        .select_from(check_models.Verdict)
        .join(one, one.id == check_models.Verdict.one_id)
        .join(other, other.id == check_models.Verdict.other_id)
        .order_by(check_models.Verdict.id)
    )
    return [(rows.contributor_of(a), rows.contributor_of(b), same) for a, b, same in found]


# Inside ---------------------------------------------------------------------------------------------------------------


def _by_name(
    session: Session, through: date, heard: Callable[[int], None] | None = None
) -> Iterator[tuple[str, list[Row]]]:
    gift, envelope = models.Contribution, check_models.Envelope
    sqlite = session.get_bind().dialect.name == "sqlite"
    said = [getattr(gift, name) for name in Giver._fields]
    told = sa.func.json_array(*said) if sqlite else sa.cast(sa.func.array_to_json(array(said)), sa.Text)
    asked = (
        sa.select(
            gift.id,
            gift.status,
            sa.type_coerce(gift.amount, sa.BigInteger),
            gift.counted_election,
            gift.name_key,
            gift.email_key,
            gift.address_key,
            gift.middle_name,
            gift.received_on,
            envelope.ended_on,
            sa.type_coerce(gift.created_at, sa.types.NullType()),  # Read by the few that need it.
            # Sorting and handing over one text takes half the time of as many columns.
            told,
        )
        .outerjoin(envelope, envelope.id == gift.envelope_id)
        # Said by what did not come, so that nothing tempts the database to look rows up one by one.
        .where(gift.status.not_in(NEVER_CAME), gift.received_on <= through)
        .order_by(*_order(session, gift.name_key, gift.id))
    )
    days = _Days()
    with closing(batches(session, asked, _AT_ONCE)) as stream:
        for name, some in groupby(chain.from_iterable(_counted(stream, heard)), itemgetter(_NAME)):
            # fmt: off
            yield name, [
                _tuple(Row, (number, status, cents, election, key, email, home, middle, days[on], days[end], at, says))
                for number, status, cents, election, key, email, home, middle, on, end, at, says in some
            ]
            # fmt: on


def _counted(stream: Iterable[list[Any]], heard: Callable[[int], None] | None) -> Iterator[list[Any]]:
    read = 0
    for some in stream:
        yield some
        read += len(some)
        if heard:
            heard(read)


_NAME: Final = Row._fields.index("name_key")
_tuple: Final = tuple.__new__
"""Makes a `Row` of all its values in half the time."""


def _changes(session: Session) -> Generator[Change]:
    gift, later = models.Contribution, models.Adjustment
    asked = (
        sa.select(
            gift.name_key,
            later.contribution_id,
            later.id,
            later.kind,
            later.status,
            sa.type_coerce(later.amount, sa.BigInteger),
            later.election,
            later.on,
            later.at,
            later.changed_at,
            later.ref,
        )
        .join(gift, gift.id == later.contribution_id)
        .where(
            sa.or_(
                later.status.in_(_TOOK_EFFECT),
                # What had taken effect and fell later: a refund that failed late, a change found void.
                sa.and_(later.status == AdjustmentStatus.FAILED, _had_taken_effect(later)),
            )
        )
        .order_by(*_order(session, gift.name_key, later.id))
    )
    with closing(_stream(session, asked)) as stream:
        yield from map(Change._make, stream)


def _had_taken_effect(later: type[models.Adjustment]) -> sa.Exists:
    line = models.JournalEntry
    return sa.exists().where(
        line.contribution_id == later.contribution_id,
        line.act == later.kind,
        line.note == later.ref,
        line.before == AdjustmentStatus.SUCCEEDED,
    )


def _remarks(session: Session) -> Generator[Remark]:
    gift, notice, work = models.Contribution, check_models.Notice, check_models.Work
    none = sa.literal("").label("rule")
    told = (
        sa.select(gift.name_key, notice.contribution_id, notice.kind, notice.at, sa.null().label("closed_at"), none)
        .join(gift, gift.id == notice.contribution_id)
        .where(sa.or_(notice.kind.in_(["best_efforts", "evidence"]), notice.kind.startswith(CHANGE)))
    )
    done = sa.select(gift.name_key, work.contribution_id, work.kind, work.opened_at, work.closed_at, work.rule).join(
        gift, gift.id == work.contribution_id
    )
    # What was closed and opened again stands in the journal alone: a report of an earlier day has to know.
    act = models.JournalEntry
    acts = (
        sa.select(gift.name_key, act.contribution_id, act.act, act.at, sa.null(), none)
        .join(gift, gift.id == act.contribution_id)
        .where(
            act.contribution_id.in_(sa.select(work.contribution_id).where(work.kind.in_(IN_QUESTION))),
            act.act.in_([f"{word} {kind}" for word in ("close", "done", "reopen") for kind in IN_QUESTION]),
        )
    )
    both = sa.union_all(told, done, acts).subquery()
    columns = both.c
    asked = sa.select(
        columns.name_key,
        columns.contribution_id,
        columns.kind,
        sa.type_coerce(columns.at, Instant()),
        sa.type_coerce(columns.closed_at, Instant()),
        columns.rule,
    ).order_by(*_order(session, columns.name_key, columns.contribution_id))
    with closing(_stream(session, asked)) as stream:
        yield from map(Remark._make, stream)


def _order(session: Session, name: Any, number: Any) -> tuple[Any, Any]:
    # By code points on both databases, as Python compares, so that several walks keep step.
    # Sorted apart from any index: along one, a million rows would be looked up one by one.
    sqlite = session.get_bind().dialect.name == "sqlite"
    return (UnaryExpression(name, operator=custom_op("+")) if sqlite else sa.collate(name, "C")), number


def _stream(session: Session, asked: sa.Executable) -> Generator[Any]:
    # Said of this statement alone: what the same session writes later must not be fetched piece by piece.
    with closing(session.connection().execute(asked, execution_options={"yield_per": _AT_ONCE})) as answer:
        for some in answer.partitions(_AT_ONCE):
            yield from some


class _Days(dict[Any, Any]):
    """Days as the driver has them, as days: each is read once."""

    def __missing__(self, told: date | str | None) -> date | None:
        day = self[told] = date.fromisoformat(told) if isinstance(told, str) else told
        return day


class _Along:
    """A second walk that keeps step with the first: what stands under a name, once that name has come."""

    def __init__(self, found: Iterator[Any]) -> None:
        self._found = found
        self._next = next(found, None)

    def at(self, name: str) -> Mapping[int, list[Any]]:
        """All that stands under a name, by the contributions' numbers; names that were passed over are left out."""
        if self._next is None or self._next.name_key > name:
            return _NOTHING
        here: dict[int, list[Any]] = {}
        while self._next is not None and self._next.name_key <= name:
            if self._next.name_key == name:
                here.setdefault(self._next.contribution, []).append(self._next)
            self._next = next(self._found, None)
        return here


_NOTHING: Final[Mapping[int, list[Any]]] = MappingProxyType({})


def _tied(session: Session, moved: Iterable[Moved]) -> dict[str, str]:
    """The names that a word or a reattribution ties together, each with the first of them."""
    gift = models.Contribution
    pairs = [(each.source, each.part) for each in moved if each.part]
    pairs += session.execute(
        sa.select(check_models.Verdict.one_id, check_models.Verdict.other_id).where(check_models.Verdict.same)
    ).all()
    names: dict[int, str] = {}
    for some in rows.parts(sorted({number for pair in pairs for number in pair})):
        names.update(session.execute(sa.select(gift.id, gift.name_key).where(gift.id.in_(some))).all())
    together: dict[str, set[str]] = {}
    for one, other in pairs:
        whole = together.get(names[one], {names[one]}) | together.get(names[other], {names[other]})
        together.update(dict.fromkeys(whole, whole))
    return {name: min(whole) for name, whole in together.items()}
