"""By when? Every deadline with its date, its law and a sentence; and the work that a recorded contribution opens."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, assert_never

from compliance import aggregate, attribution, law
from compliance.committee import Committee, Filer
from compliance.contribution import Case, Contribution, Method
from compliance.election import Election, ElectionType
from compliance.finding import Finding, Kind
from compliance.money import Money


class TaskKind(StrEnum):
    """What there is to do about a recorded contribution."""

    NOTICE = "notice_48_hours"
    NOTICE_OF_SUM = "notice_48_hours_sum"
    RETURN = "return"
    SOURCE = "source"
    CURRENCY = "currency"
    ATTRIBUTION = "attribution"
    SAME_DONOR = "same_donor"
    IMAGE = "image"
    DEPOSIT = "deposit"
    LOOK = "look"
    STATEMENTS = "statements"
    IDENTIFICATION = "identification"
    OCCUPATION_AND_EMPLOYER = "occupation_and_employer"
    EXCESS = "excess"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One date of the law: what is due by the end of that day."""

    due_on: date
    citation: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work with the day on which it is due, and what is due before; `due_at` where the law counts hours.

    `rule` is the first of those that opened it.
    """

    kind: TaskKind
    due_on: date
    rule: str
    citation: str
    sentence: str
    earlier: tuple[Deadline, ...] = ()
    due_at: datetime | None = None


_PRACTICE: Final = "committee practice"
_PAPER: Final = frozenset({Method.CHECK, Method.CASH})
_KINDS: Final = {
    "SRC-13": TaskKind.RETURN,
    "LIM-06": TaskKind.EXCESS,
    "LIM-10": TaskKind.ATTRIBUTION,
    "IDN-01": TaskKind.IDENTIFICATION,
    "IDN-02": TaskKind.IDENTIFICATION,
    "IDN-03": TaskKind.OCCUPATION_AND_EMPLOYER,
    "IDN-09": TaskKind.SAME_DONOR,
    "REC-03": TaskKind.IMAGE,
}
_SIMPLE: Final = {
    TaskKind.RETURN: (
        law.Period(law.DEPOSIT.days, "52 USC 30102(a); 11 CFR 102.7(b)"),
        "Return it: without a treasurer in office nothing may be accepted.",
    ),
    TaskKind.ATTRIBUTION: (
        law.Period(law.DEPOSIT.days, attribution.CITATION),
        "Record whose gift the check is, and how it is shared.",
    ),
    TaskKind.SAME_DONOR: (
        law.Period(law.DEPOSIT.days, _PRACTICE),
        "Decide whether earlier gifts are the same person's; if they are, all of them count together.",
    ),
    TaskKind.IMAGE: (
        law.Period(law.DEPOSIT.days, "11 CFR 102.9(a)(4)"),
        "Keep a picture of the check: take it before the deposit, or ask the bank for its own.",
    ),
    TaskKind.LOOK: (
        law.Period(law.DEPOSIT.days, _PRACTICE),
        "Look at what was entered, and put it right or return the gift.",
    ),
    TaskKind.STATEMENTS: (
        law.QUESTIONABLE,
        "Ask the contributor for the statements that were left out on the form.",
    ),
    TaskKind.IDENTIFICATION: (
        law.BEST_EFFORTS,
        "Ask at least once for the name or the address that is missing.",
    ),
}
"""Work that is one thing by one day. Where the law names no day, it is the day by which the gift is deposited."""

_ORDER: Final = {kind: number for number, kind in enumerate(TaskKind)}


# Single deadlines ----------------------------------------------------------------------------------------------------


def forward(received_on: date) -> Deadline:
    """Say by when whoever received a contribution hands it on to the treasurer."""
    return _of(law.FORWARD, "Hand it on to the treasurer.", received_on)


def deposit(treasurer_received_on: date) -> Deadline:
    """Say by when the treasurer deposits a contribution or returns it."""
    return _of(law.DEPOSIT, "Deposit it or return it.", treasurer_received_on)


def best_efforts(received_on: date) -> Deadline:
    """Say by when what is missing about a contributor is asked for at least once."""
    return _of(law.BEST_EFFORTS, "Ask at least once for what is missing, about this subject only.", received_on)


def excess(received_on: date) -> Deadline:
    """Say by when an excess is refunded, redesignated or reattributed; `excess_deposit` comes before."""
    return _of(law.EXCESS, "Refund, redesignate or reattribute the excess.", received_on)


def excess_deposit(received_on: date) -> Deadline:
    """Say by when a contribution with an excess is returned or deposited."""
    sentence = "Return it or deposit it; if it is deposited, do not spend the excess, and record why it may be one."
    return Deadline(law.DEPOSIT.after(received_on), "11 CFR 103.3(b)(3)-(4)", sentence)


def questionable(received_on: date) -> Deadline:
    """Say by when a questionable source is found lawful or refunded; `questionable_deposit` comes before."""
    sentence = "Find in writing that the source is a lawful one, after asking for evidence at least once, or refund it."
    return _of(law.QUESTIONABLE, sentence, received_on)


def questionable_deposit(received_on: date) -> Deadline:
    """Say by when a contribution from a questionable source is returned or deposited apart."""
    sentence = "Return it, or deposit it apart and do not spend it; record why it is in question."
    return Deadline(law.DEPOSIT.after(received_on), "11 CFR 103.3(b)(1), 103.3(b)(4)-(5)", sentence)


def discovered_illegal(discovered_on: date) -> Deadline:
    """Say by when a contribution is refunded that was taken for lawful and was found later not to be (W5)."""
    return _of(law.ILLEGAL, "Refund it; it was found to be unlawful after it was deposited.", discovered_on)


def notice_election(committee: Committee, received_on: date) -> Election | None:
    """Say before which of the candidate's elections a receipt of that day falls under the 48-hour notice.

    The first of them by date; None where it falls under none. It plays no part for which election the gift is. A
    committee that reports monthly owes none before a primary (FEC guidance).

    Law: 11 CFR 104.5(f).
    """
    near = (
        election
        for election in committee.elections
        if _owes_notices(committee, election)
        and law.NOTICE_LAST_DAY <= (election.on - received_on).days <= law.NOTICE_FIRST_DAY
    )
    return min(near, key=lambda election: election.on, default=None)


def notice_windows(committee: Committee) -> tuple[tuple[date, date], ...]:
    """The days, both included, on which a receipt may fall under the 48-hour notice."""
    return tuple(
        (election.on - timedelta(days=law.NOTICE_FIRST_DAY), election.on - timedelta(days=law.NOTICE_LAST_DAY))
        for election in committee.elections
        if _owes_notices(committee, election)
    )


def notice_from(received_on: date) -> Money:
    """The amount from which a receipt of that day is told at once; raises `law.NoFigureError`."""
    return law.notice_from(received_on).amount


def notice_sum(case: Case) -> Money:
    """What the contributor gave in the days of the 48-hour notice in which this gift came, this gift included.

    The notice is owed for each gift; the FEC speaks of a source, so that the treasurer is shown the sum.
    """
    return case.gift.amount + Money.total(aggregate.net(other) for other in notice_others(case))


def notice_others(case: Case) -> list[Contribution]:
    """What else the contributor gave in these days, of which something is left."""
    election = notice_election(case.committee, case.gift.received_on)
    if election is None:
        return []
    return [other for other in case.prior if _in_same_window(election, other) and aggregate.net(other)]


def notice_start(committee: Committee, received_on: date, received_at: datetime | None) -> datetime:
    """The instant from which the hours of a notice run: that of receipt, else the first moment of its day."""
    return received_at or datetime.combine(received_on, time.min, tzinfo=committee.timezone)


def notice_due_at(received_at: datetime) -> datetime:
    """Say when the notice is due: elapsed hours after the instant of receipt, in UTC."""
    return received_at.astimezone(UTC) + timedelta(hours=law.NOTICE_HOURS)


# Work ----------------------------------------------------------------------------------------------------------------


def work_for(
    case: Case,
    findings: Iterable[Finding],
    *,
    received_at: datetime | None = None,
    treasurer_received_on: date | None = None,
) -> tuple[Task, ...]:
    """Say what work a recorded contribution opens, one task of a kind, the most urgent first.

    `received_at` is the instant of receipt, for what is counted in hours; without it the first moment of the day of
    receipt counts. `treasurer_received_on` is the day on which the treasurer had it, without it the day of receipt.
    Raises `law.NoFigureError`.
    """
    by_kind: dict[TaskKind, list[Finding]] = {}
    for finding in findings:
        kind = _kind(finding)
        if kind is not None:
            by_kind.setdefault(kind, []).append(finding)
    tasks = [_task(kind, case, found) for kind, found in by_kind.items()]
    if case.gift.method in _PAPER:
        tasks.append(_deposit(case, treasurer_received_on or case.gift.received_on))
    tasks.extend(_notice(case, received_at))
    return tuple(sorted(tasks, key=lambda task: (task.due_on, _ORDER[task.kind])))


def _kind(finding: Finding) -> TaskKind | None:
    if finding.rule in _KINDS:
        return _KINDS[finding.rule]
    about_source = finding.rule.startswith("SRC")
    match finding.kind:
        case Kind.EXCESSIVE:
            return TaskKind.CURRENCY if about_source else TaskKind.EXCESS
        case Kind.PROHIBITED | Kind.REVIEW:
            return TaskKind.SOURCE if about_source else TaskKind.LOOK
        case Kind.INCOMPLETE:
            return TaskKind.STATEMENTS if about_source else TaskKind.LOOK
        case Kind.FLAG:
            return None
        case never:
            assert_never(never)


def _task(kind: TaskKind, case: Case, found: list[Finding]) -> Task:
    end, *earlier = _deadlines(kind, case.gift.received_on, found)
    return Task(kind, end.due_on, found[0].rule, end.citation, end.sentence, tuple(earlier))


def _deadlines(kind: TaskKind, received: date, found: list[Finding]) -> tuple[Deadline, ...]:
    """Give the end of a task, then what is due before it."""
    if kind is TaskKind.SOURCE:
        return questionable(received), questionable_deposit(received)
    if kind is TaskKind.EXCESS:
        return _with_sum(excess(received), found), excess_deposit(received)
    if kind is TaskKind.CURRENCY:
        end = Deadline(law.DEPOSIT.after(received), found[0].citation, found[0].message)
        return (_with_sum(end, found),)
    if kind is TaskKind.OCCUPATION_AND_EMPLOYER:
        missing = " and ".join(dict.fromkeys(each.field or "work" for each in found))
        return (_of(law.BEST_EFFORTS, f"Ask at least once for the {missing}, about this subject only.", received),)
    return (_of(*_SIMPLE[kind], received),)


def _deposit(case: Case, treasurer_received_on: date) -> Task:
    end, before = deposit(treasurer_received_on), forward(case.gift.received_on)
    return Task(TaskKind.DEPOSIT, end.due_on, "TRE-01", end.citation, end.sentence, (before,))


def _notice(case: Case, received_at: datetime | None) -> Iterator[Task]:
    gift, committee = case.gift, case.committee
    election = notice_election(committee, gift.received_on)
    if election is None:
        return
    figure = law.notice_from(gift.received_on)
    together = notice_sum(case)
    if max(gift.amount, together) < figure.amount:
        return
    due_at = notice_due_at(notice_start(committee, gift.received_on, received_at))
    if gift.amount >= figure.amount:
        kind, sentence = TaskKind.NOTICE, f"Tell the FEC of this {gift.amount.brief} before the {election.dated_name}."
    else:
        kind = TaskKind.NOTICE_OF_SUM
        sentence = (
            f"The contributor's gifts in the last days before the {election.dated_name} come to {together.brief}. "
            "Decide whether to tell the FEC."
        )
    yield Task(kind, committee.local_date(due_at), "RPT-07", figure.citation, sentence, due_at=due_at)


def _owes_notices(committee: Committee, election: Election) -> bool:
    return committee.reports.filer is Filer.QUARTERLY or election.type is ElectionType.GENERAL


def _in_same_window(election: Election, other: Contribution) -> bool:
    return law.NOTICE_LAST_DAY <= (election.on - other.received_on).days <= law.NOTICE_FIRST_DAY


def _with_sum(deadline: Deadline, found: list[Finding]) -> Deadline:
    over = next((each.excess for each in found if each.excess), None)
    if over is None:
        return deadline
    return Deadline(deadline.due_on, deadline.citation, f"{deadline.sentence} It is {over.brief}.")


def _of(period: law.Period, sentence: str, on: date) -> Deadline:
    return Deadline(period.after(on), period.citation, sentence)
