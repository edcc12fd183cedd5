"""The work that waits: held gifts and open tasks, the most urgent first; and the three figures under it.

The queue may be long and a page of it is short: what it takes to order and to count is read of all, the rest of those
that are shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from compliance.deadlines import TaskKind
from compliance.money import Money
from donations import envelopes, ledger, planning, registers, tasks
from donations.desk import Desk, Entry
from donations.exports import report_calendar

HELD: Final = "held"
OF_CHECK: Final = frozenset({TaskKind.DEPOSIT, TaskKind.RETURN, TaskKind.IMAGE})
"""Work about a check, done once whoever shares it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row of the queue, as far as it is counted by: `days` or `hours` are what is left, below zero if late.

    `refs` are the public ids of the gifts it is about: one, or the shares of a check. `tasks` are its numbers in the
    books; a held gift has none.
    """

    kind: str
    refs: tuple[str, ...]
    due_on: date | None
    days: int | None
    hours: int | None
    tasks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the queue as it is shown: what, about whose gift, with the whole sum where several share a check."""

    waiting: Waiting
    sentence: str
    citation: str
    who: str
    amount: Money
    envelope: str | None
    """The public id of the envelope that it came in."""
    rule: str = ""

    @property
    def kind(self) -> str:
        """What sort of work it is."""
        return self.waiting.kind

    @property
    def public_id(self) -> str:
        """The gift that it is about, the first of several shares."""
        return self.waiting.refs[0]


@dataclass(frozen=True, slots=True)
class Figures:
    """Received in this reporting period and in this election cycle, net of refunds; and what is held."""

    period_start: date
    period_end: date
    period: Money
    cycle: Money
    held: Money
    per_day: tuple[tuple[date, Money], ...]


def queue(desk: Desk, now: datetime) -> list[Waiting]:
    """All that waits for a person, the most urgent first; work about a check that several share is one."""
    today = desk.committee.local_date(now)
    with desk.database.reading() as session:
        found = [_held(desk, public_id, ends, now) for public_id, ends in registers.held_until(session)]
        joined: dict[tuple[str, int], int] = {}
        for task in tasks.outline(session):
            shared = task.envelope_id if task.kind in OF_CHECK else None
            at = joined.setdefault((task.kind, shared), len(found)) if shared else len(found)
            if at < len(found):
                one = found[at]
                found[at] = replace(one, refs=(*one.refs, task.contribution), tasks=(*one.tasks, task.id))
            else:
                found.append(_waiting(task, today, now))
    return sorted(found, key=lambda each: (each.due_on is None, each.due_on or date.max, each.hours or 0))


def items(desk: Desk, some: Sequence[Waiting]) -> list[Item]:
    """Read what it takes to show some of the queue."""
    with desk.database.reading() as session:
        gifts = {
            entry.public_id: entry for entry in ledger.by_refs(session, {ref for each in some for ref in each.refs})
        }
        work = {task.id: task for task in tasks.many(session, [each.tasks[0] for each in some if each.tasks])}
        ids = {gift.envelope_id for gift in gifts.values() if gift.envelope_id}
        came_in = {number: envelope.public_id for number, envelope in envelopes.many(session, ids).items()}
    return [
        _item(each, [gifts[ref] for ref in each.refs], work[each.tasks[0]] if each.tasks else None, came_in)
        for each in some
    ]


def figures(desk: Desk, now: datetime) -> Figures:
    """The three figures, and what was received on each day of the period."""
    today = desk.committee.local_date(now)
    start, end = period(desk, today)
    cycle = desk.committee.cycle
    with desk.database.reading() as session:
        per_day = registers.received_per_day(session, start, end)
        return Figures(
            period_start=start,
            period_end=end,
            period=Money.total(amount for _day, amount in per_day),
            cycle=registers.received_between(session, cycle.start, cycle.end),
            held=registers.held_sum(session),
            per_day=tuple(each for each in per_day if each[0] <= today),
        )


def period(desk: Desk, on: date) -> tuple[date, date]:
    """The period of the regular report that covers a day, both ends included, as far as it lies in its cycle (RPT-08).

    A month or a quarter; before and after a general election, the days of those reports.
    """
    committee = desk.committee
    report = report_calendar.covering(on, planning.pace_of(committee), committee.elections)
    start = committee.cycle.start if report.start < committee.cycle.start <= on else report.start
    return start, report.end


def _held(desk: Desk, public_id: str, ends: datetime | None, now: datetime) -> Waiting:
    return Waiting(
        kind=HELD,
        refs=(public_id,),
        due_on=desk.committee.local_date(ends) if ends else None,
        days=None,
        hours=_hours(ends, now),
    )


def _waiting(task: tasks.Outline, today: date, now: datetime) -> Waiting:
    return Waiting(
        kind=task.kind,
        refs=(task.contribution,),
        due_on=task.due_on,
        days=(task.due_on - today).days if task.due_on else None,
        hours=_hours(task.due_at, now),
        tasks=(task.id,),
    )


def _hours(until: datetime | None, now: datetime) -> int | None:
    return int((until - now).total_seconds() // 3600) if until else None


def _item(waiting: Waiting, entries: list[Entry], task: tasks.Task | None, came_in: dict[int, str]) -> Item:
    envelope_id = entries[0].envelope_id
    return Item(
        waiting=waiting,
        sentence=task.sentence if task else f"Accept or refuse a held gift ({', '.join(entries[0].rules)}).",
        citation=task.citation if task else "",
        who=", ".join(_name(entry) for entry in entries),
        amount=Money.total(entry.gift.amount for entry in entries),
        envelope=came_in.get(envelope_id) if envelope_id else None,
        rule=task.rule if task else "",
    )


def _name(entry: Entry) -> str:
    person = entry.gift.contributor
    return f"{person.first_name} {person.last_name}".strip()
