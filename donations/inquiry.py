"""Inquiry: ask a contributor, hear the answer, and find in writing (W3, W4, W5).

What was asked is a notice, what was found a decision; both are kept for good. A source that is not found lawful is
refunded; its work closes by itself when nothing of the gift is left, and opens again should the refund fail.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from compliance import deadlines, wording
from compliance.contribution import Work
from compliance.deadlines import TaskKind
from compliance.text import is_answer, says_work
from donations import amendments, duties, envelopes, judgement, ledger, notices, outbox, tasks
from donations.desk import Desk, Entry
from donations.duties import ILLEGAL
from donations.judgement import Judgement
from donations.notices import Notice
from donations.settlement import NoSuchGift
from donations.tasks import NewTask

__all__ = ["ILLEGAL", "NoSuchGift", "TaskKind"]
REQUESTS: Final = {
    "best_efforts": TaskKind.OCCUPATION_AND_EMPLOYER,
    "identification": TaskKind.IDENTIFICATION,
    "evidence": TaskKind.SOURCE,
    "statements": TaskKind.STATEMENTS,
}
"""What is asked, by the kind of its notice, and the work it belongs to."""
_DONE_BY_ASKING: Final = frozenset({TaskKind.OCCUPATION_AND_EMPLOYER, TaskKind.IDENTIFICATION})
"""Best efforts are one request in time, 11 CFR 104.7(b)(2); an answer is put on file whenever it comes."""


class CannotFind(Exception):
    """What was found or answered cannot be kept like this; the message says why, in a sentence for the treasurer."""


def ask(  # noqa: PLR0913 - what was asked about which gift, in which words, by whose hand
    desk: Desk,
    public_id: str,
    kind: str,
    *,
    medium: str,
    to: str,
    subject: str,
    body: str,
    by: str,
    now: datetime,
    on: date | None = None,
) -> int:
    """Keep a request as it goes out by e-mail or letter, or as it was made in a call; answers its number.

    Best efforts are made with it. `on` is the committee's date of a call. Raises `NoSuchGift`.
    """
    with desk.database.writing() as session:
        entry = _gift(session, public_id)
        sent_on = on or desk.committee.local_date(now)
        number = notices.keep(
            session, entry.id, Notice(kind, medium, to, subject, body, wording.VERSION, sent_on, by, now)
        )
        ledger.note_act(session, entry, f"notice {kind}"[:40], by, now, f"{medium}: {subject}")
        if medium == "email":
            facts = {"subject": subject, "body": body, "token": "", "forms": []}
            key = f"notice:{number}"
            outbox.put(session, key=key, kind="notice", to=to, facts=facts, now=now, contribution_id=entry.id)
        work = REQUESTS[kind]
        if work in _DONE_BY_ASKING:
            tasks.close(session, entry.id, work, by=by, closing=f"asked by {medium} on {sent_on}", now=now)
        return number


def answer_work(  # noqa: PLR0913 - what was answered about whose work, by whose hand
    desk: Desk, public_id: str, *, work: Work | None, occupation: str, employer: str, by: str, now: datetime
) -> Entry:
    """Put an answer to the best-efforts request on file, and close what it answers, of the person's other gifts too.

    Raises `NoSuchGift`, or `CannotFind` when it answers nothing.
    """
    if work is None and not says_work(occupation) and not says_work(employer):
        raise CannotFind("Enter the occupation and the employer, or choose a work situation.")
    with desk.database.writing() as session:
        entry = _gift(session, public_id)
        judgement.hold(desk, session, [entry.keys])
        before = f"{entry.gift.work or ''} / {entry.gift.occupation} / {entry.gift.employer}"
        answered = ledger.note(session, entry, work=work, occupation=occupation, employer=employer)
        after = f"{work or ''} / {occupation} / {employer}"
        ledger.note_act(session, answered, "answer work", by, now, f"{before} -> {after}")
        duties.settle(session, desk.committee, answered, now, by=by)
        _touch_work(session, desk, answered, by, now)
        return answered


def find_lawful(desk: Desk, public_id: str, *, finding: str, by: str, now: datetime) -> None:
    """Keep the treasurer's finding that a questionable source is a lawful one, with its evidence, and close the work.

    Raises `NoSuchGift`, or `CannotFind` where nothing is in question or nothing was written.
    """
    if not is_answer(finding):
        raise CannotFind("Write down the evidence, and why the source is a lawful one.")
    with desk.database.writing() as session:
        entry = _gift(session, public_id)
        if not any(notice.kind == "evidence" for notice in notices.of(session, entry.id)):
            raise CannotFind("Ask the contributor for evidence first: the law wants at least one request on record.")
        closed = [_close(session, entry, kind, by, finding, now) for kind in (TaskKind.SOURCE, ILLEGAL)]
        if not any(closed):
            raise CannotFind("Nothing about the source of this gift is open.")
        judged = _judged(session, desk, entry, now)
        ledger.decide(session, entry, _by_person(judged, "found_lawful", by, finding), now)
        ledger.note_act(session, entry, "find lawful", by, now, finding)


def find_illegal(  # noqa: PLR0913 - what was found of which gift, when, by whose hand
    desk: Desk, public_id: str, *, reason: str, discovered_on: date, by: str, now: datetime
) -> None:
    """Open the refund that is due within thirty days when a gift is found unlawful after it was deposited (W5).

    Raises `NoSuchGift` or `CannotFind`.
    """
    if not is_answer(reason):
        raise CannotFind("Write down what was found, and how.")
    with desk.database.writing() as session:
        entry = _gift(session, public_id)
        if not entry.gift.received_on <= discovered_on <= desk.committee.local_date(now):
            raise CannotFind("It was found after the gift came, and not in the future.")
        due = deadlines.discovered_illegal(discovered_on)
        task = NewTask(ILLEGAL, "TRE-03", due.citation, due.sentence, due.due_on)
        if not tasks.open_one(session, entry.id, task, now) and not tasks.reopen(session, entry.id, ILLEGAL):
            raise CannotFind("This is open already.")
        judged = _judged(session, desk, entry, now)
        ledger.decide(session, entry, _by_person(judged, "found_illegal", by, reason), now)
        ledger.note_act(session, entry, "find illegal", by, now, f"{discovered_on}: {reason}")


def done(  # noqa: PLR0913 - which work, by whom, with what, when
    desk: Desk, public_id: str, kind: str, *, by: str, closing: str, now: datetime
) -> bool:
    """Close a piece of work with what came of it; says whether it was open.

    Raises `NoSuchGift`, or `CannotFind` for an excess: it is over when it is put right, not when somebody says so.
    """
    if kind in {TaskKind.EXCESS, TaskKind.SOURCE, ILLEGAL}:
        raise CannotFind("This is closed by putting it right.")
    with desk.database.writing() as session:
        return _close(session, _gift(session, public_id), kind, by, closing, now)


# Inside --------------------------------------------------------------------------------------------------------------


def _gift(session: Session, public_id: str) -> Entry:
    entry = ledger.find(session, public_id)
    if entry is None:
        raise NoSuchGift(public_id)
    return entry


def _touch_work(session: Session, desk: Desk, answered: Entry, by: str, now: datetime) -> None:
    """Note that filed reports would now tell the work of a person, of this gift and of others without a word of it."""
    told = "the occupation and the employer were answered after the report was filed."
    weighed = duties.weigh(session, desk.committee, answered, now)
    silent = {other.ref for other in weighed.case.prior if other.work is None and not other.occupation}
    for entry in (answered, *ledger.by_refs(session, silent)):
        what = f"C{entry.id}: {told}"
        amendments.touch(session, entry.gift.received_on, entry.id, what, by=by, now=now, sums=False)


def _close(session: Session, entry: Entry, kind: str, by: str, closing: str, now: datetime) -> bool:  # noqa: PLR0913, PLR0917
    closed = tasks.close(session, entry.id, kind, by=by, closing=closing, now=now)
    if closed:
        ledger.note_act(session, entry, f"done {kind}"[:40], by, now, closing)
    return closed


def _judged(session: Session, desk: Desk, entry: Entry, now: datetime) -> Judgement:
    envelope = envelopes.by_id(session, entry.envelope_id) if entry.envelope_id else None
    check = envelope.check if envelope else None
    return judgement.judge(session, desk.committee, entry.gift, now, card=entry.card, check=check)


def _by_person(judged: Judgement, stage: str, by: str, reason: str) -> ledger.NewDecision:
    return replace(judged.record(stage), actor=by, reason=reason)
