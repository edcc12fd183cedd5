"""The work that waits: held gifts and open tasks, the most urgent first; and the three figures under it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from compliance.money import Money
from donations import envelopes, ledger, registers, tasks
from donations.desk import Desk, Entry


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the queue: what, about whose gift, by when. `days` or `hours` are what is left, below zero if late."""

    kind: str
    sentence: str
    citation: str
    who: str
    amount: Money
    public_id: str
    due_on: date | None
    days: int | None
    hours: int | None
    envelope: str | None
    """The public id of the envelope that it came in."""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Received in this reporting period and in this election cycle, net of refunds; and what is held."""

    period_start: date
    period_end: date
    period: Money
    cycle: Money
    held: Money
    per_day: tuple[tuple[date, Money], ...]


def queue(desk: Desk, now: datetime) -> list[Item]:
    """All that waits for a person, the most urgent first."""
    today = desk.committee.local_date(now)
    with desk.database.reading() as session:
        held = registers.held(session)
        open_tasks = tasks.waiting(session)
        gifts = {
            entry.public_id: entry for entry in ledger.by_refs(session, {task.contribution for task in open_tasks})
        }
        ids = {gift.envelope_id for gift in gifts.values() if gift.envelope_id}
        came_in = {number: envelope.public_id for number, envelope in envelopes.many(session, ids).items()}
    items = [_held(desk, entry, now) for entry in held]
    items += [_task(task, gifts[task.contribution], came_in, today, now) for task in open_tasks]
    return sorted(items, key=lambda item: (item.due_on is None, item.due_on or date.max, item.hours or 0))


def figures(desk: Desk, now: datetime) -> Figures:
    """The three figures, and what was received on each day of the period."""
    today = desk.committee.local_date(now)
    start, end = quarter(today)
    cycle = desk.committee.cycle
    with desk.database.reading() as session:
        return Figures(
            period_start=start,
            period_end=end,
            period=registers.received_between(session, start, end),
            cycle=registers.received_between(session, cycle.start, cycle.end),
            held=Money.total(entry.gift.amount for entry in registers.held(session)),
            per_day=tuple(registers.received_per_day(session, start, min(end, today))),
        )


def quarter(on: date) -> tuple[date, date]:
    """The calendar quarter of a day, both ends included: the period of a quarterly filer (RPT-08)."""
    month = on.month - (on.month - 1) % 3
    start = date(on.year, month, 1)
    after = date(on.year + month // 10, (month + 2) % 12 + 1, 1)
    return start, after - timedelta(days=1)


def _held(desk: Desk, entry: Entry, now: datetime) -> Item:
    left = entry.capture_before - now if entry.capture_before else None
    rules = ", ".join(entry.rules)
    return Item(
        kind="held",
        sentence=f"Accept or refuse a held gift ({rules}).",
        citation="",
        who=_name(entry),
        amount=entry.gift.amount,
        public_id=entry.public_id,
        due_on=desk.committee.local_date(entry.capture_before) if entry.capture_before else None,
        days=None,
        hours=int(left.total_seconds() // 3600) if left else None,
        envelope=None,
    )


def _task(task: tasks.Task, entry: Entry, came_in: dict[int, str], today: date, now: datetime) -> Item:
    hours = int((task.due_at - now).total_seconds() // 3600) if task.due_at else None
    return Item(
        kind=task.kind,
        sentence=task.sentence,
        citation=task.citation,
        who=_name(entry),
        amount=entry.gift.amount,
        public_id=entry.public_id,
        due_on=task.due_on,
        days=(task.due_on - today).days if task.due_on else None,
        hours=hours,
        envelope=came_in.get(entry.envelope_id) if entry.envelope_id else None,
        rule=task.rule,
    )


def _name(entry: Entry) -> str:
    person = entry.gift.contributor
    return f"{person.first_name} {person.last_name}".strip()
