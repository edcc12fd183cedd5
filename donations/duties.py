"""Duties: the work that follows from a person's totals, opened and closed as the totals change.

A refund that fails late, a dispute that is won, a check that bounces, a word on who is who: each can bring an excess
back or take it away, of this gift or of a later one of the same person. Whoever changes what counts calls `settle`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from compliance import deadlines, remedy, review
from compliance.committee import Committee
from compliance.contribution import Case, CheckFacts
from compliance.deadlines import Task, TaskKind
from compliance.money import ZERO, Money
from donations import envelopes, judgement, ledger, tasks
from donations.ledger import COUNTED, Entry
from donations.tasks import NewTask
from donations.tasks import Task as Known

ILLEGAL: Final = "found_illegal"
"""The work of a gift that was found unlawful after it was deposited (W5)."""
_ENGINE: Final = "engine"
_OF_CARDS: Final = frozenset({TaskKind.NOTICE, TaskKind.NOTICE_OF_SUM, TaskKind.SAME_DONOR})
"""Work that card gifts open, too; their other doubts are settled before the money is taken."""
_GIVEN_BACK: Final = "nothing of it is left"


@dataclass(frozen=True, slots=True)
class Weighed:
    """A recorded gift before the law today; `case` has all other gifts, `earlier` those recorded before it.

    Of two gifts that pass the limit together, the one that was recorded later is the one that is over it.
    """

    entry: Entry
    case: Case
    earlier: Case
    excess: Money


def weigh(session: Session, committee: Committee, entry: Entry, now: datetime) -> Weighed:
    """Ask the law about a gift as it stands in the books now."""
    envelope = envelopes.by_id(session, entry.envelope_id) if entry.envelope_id else None
    check = envelope.check if envelope else None
    case = _case(session, committee, entry, now, check)
    others = ledger.by_refs(session, [gift.ref for gift in case.prior])
    before = replace(case, prior=tuple(each.gift for each in others if each.id < entry.id))
    return Weighed(entry, case, before, remedy.excess_of(before) if entry.status in COUNTED else ZERO)


def settle(session: Session, committee: Committee, entry: Entry, now: datetime, *, by: str = _ENGINE) -> None:
    """Open, close and open again what a person's totals ask for, of all gifts of the person who made this one.

    An excess is open as long as there is one, whatever was said of it before. Best efforts are opened once, and closed
    when the answer has come; what a person closed stays closed.
    """
    fresh = ledger.by_id(session, entry.id) or entry
    case = _case(session, committee, fresh, now)
    entries = ledger.by_refs(session, {fresh.public_id, *(gift.ref for gift in case.prior)})
    counted = [each for each in entries if each.status in COUNTED]
    for each, over in zip(entries, remedy.excesses(case, [each.gift for each in entries]), strict=True):
        prior = tuple(other.gift for other in counted if other.id != each.id)
        earlier = tuple(other.gift for other in counted if other.id < each.id)
        whole = replace(case, gift=each.gift, prior=prior, card=each.card)
        weighed = Weighed(each, whole, replace(whole, prior=earlier), over if each.status in COUNTED else ZERO)
        known = {task.kind: task for task in tasks.of(session, each.id)}
        _settle_excess(session, weighed, known, now, by)
        _settle_best_efforts(session, weighed, known, now, by)
        _settle_source(session, weighed, known, now, by)


def _case(session: Session, committee: Committee, entry: Entry, now: datetime, check: CheckFacts | None = None) -> Case:
    """A recorded gift beside the person's others.

    What everybody has given since a past election bars a gift that is to be taken, and makes no excess of one that was.
    """
    judged = judgement.judge(session, committee, entry.gift, now, card=entry.card, check=check)
    return replace(judged.case, committee=committee)


def open_work(session: Session, entry: Entry, work: tuple[Task, ...], now: datetime) -> None:
    """Open the work that the law has for a recorded gift."""
    for task in work:
        tasks.open_one(session, entry.id, new_task(task), now)


def open_card_work(session: Session, committee: Committee, entry: Entry, now: datetime) -> None:
    """Open what a captured card gift asks of a person: the 48-hour notice, and who may be the same donor (RPT-07)."""
    judged = judgement.judge(session, committee, entry.gift, now, card=entry.card)
    work = deadlines.work_for(judged.case, judged.findings, received_at=entry.authorized_at)
    open_work(session, entry, tuple(task for task in work if task.kind in _OF_CARDS), now)


def look(session: Session, committee: Committee, entry: Entry, sentence: str, now: datetime) -> None:
    """Put something that Stripe tells of a gift before the treasurer: in the journal, and as work."""
    ledger.flag(session, entry, sentence, now)
    due_on = deadlines.deposit(committee.local_date(now)).due_on
    tasks.open_one(session, entry.id, NewTask(TaskKind.LOOK, "ENG-01", "practice", sentence, due_on), now)


def new_task(task: Task) -> NewTask:
    """Put the law's task into the form in which it is kept."""
    return NewTask(
        kind=task.kind,
        rule=task.rule,
        citation=task.citation,
        sentence=task.sentence,
        due_on=task.due_on,
        due_at=task.due_at,
        steps=tuple((step.due_on, step.sentence) for step in task.earlier),
    )


def _settle_excess(session: Session, weighed: Weighed, known: Mapping[str, Known], now: datetime, by: str) -> None:
    entry, kind = weighed.entry, TaskKind.EXCESS
    if kind not in known:
        if weighed.excess:
            _open_one(session, weighed, kind, now, by)
    elif not weighed.excess:
        if tasks.close(session, entry.id, kind, by=by, closing="nothing is over the limit now", now=now):
            ledger.note_act(session, entry, "close excess", by, now, "nothing is over the limit now")
    elif tasks.reopen(session, entry.id, kind):
        ledger.note_act(session, entry, "reopen excess", by, now, f"{weighed.excess} is over the limit")


def _settle_best_efforts(
    session: Session, weighed: Weighed, known: Mapping[str, Known], now: datetime, by: str
) -> None:
    entry, kind = weighed.entry, TaskKind.OCCUPATION_AND_EMPLOYER
    if kind not in known:
        if entry.status in COUNTED and review.lacks_answers(weighed.case):
            _open_one(session, weighed, kind, now, by)
    elif not review.lacks_answers(weighed.case) and tasks.close(
        session, entry.id, kind, by=by, closing="nothing is missing now", now=now
    ):
        ledger.note_act(session, entry, f"close {kind}", by, now, "nothing is missing now")


def _settle_source(session: Session, weighed: Weighed, known: Mapping[str, Known], now: datetime, by: str) -> None:
    """Close what is in question about a source when all of it was given back; open it again when that has failed."""
    entry = weighed.entry
    left = review.totals(replace(weighed.case, prior=(entry.gift,))).cycle
    for task in known.values():
        if task.kind not in {TaskKind.SOURCE, ILLEGAL}:
            continue
        if not left and tasks.close(session, entry.id, task.kind, by=by, closing=_GIVEN_BACK, now=now):
            ledger.note_act(session, entry, f"close {task.kind}", by, now, _GIVEN_BACK)
        if left and task.closing == _GIVEN_BACK and tasks.reopen(session, entry.id, task.kind):
            ledger.note_act(session, entry, f"reopen {task.kind}", by, now, f"{left} of it counts again")


def _open_one(session: Session, weighed: Weighed, kind: TaskKind, now: datetime, by: str) -> None:
    for task in deadlines.work_for(weighed.earlier, review.review(weighed.earlier)):
        if task.kind is kind and tasks.open_one(session, weighed.entry.id, new_task(task), now):
            ledger.note_act(session, weighed.entry, f"open {kind}", by, now, task.sentence)
