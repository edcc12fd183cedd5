"""By when? Every deadline with its date, its law and a sentence; and the work that a recorded contribution opens."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from compliance.contribution import Case
from compliance.finding import Finding


class TaskKind(StrEnum):
    """What there is to do about a recorded contribution."""

    RETURN = "return"
    SOURCE = "source"
    STATEMENTS = "statements"
    EXCESS = "excess"
    CURRENCY = "currency"
    ATTRIBUTION = "attribution"
    IDENTIFICATION = "identification"
    OCCUPATION_AND_EMPLOYER = "occupation_and_employer"
    SAME_DONOR = "same_donor"
    IMAGE = "image"
    DEPOSIT = "deposit"
    NOTICE = "notice_48_hours"
    NOTICE_OF_SUM = "notice_48_hours_sum"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Step:
    """Something due on the way to the end of a task."""

    due_on: date
    sentence: str


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work with the day on which it is due; `due_at` where the law counts hours."""

    kind: TaskKind
    due_on: date
    rule: str
    citation: str
    sentence: str
    earlier: tuple[Step, ...] = ()
    due_at: datetime | None = None


def work_for(case: Case, findings: Iterable[Finding], *, received_at: datetime | None = None) -> tuple[Task, ...]:
    """Say what work a recorded contribution opens, the most urgent first.

    `received_at` is the instant of receipt, for what is counted in hours; without it the day's first moment counts.
    """
    raise NotImplementedError
