"""A held contribution waits for a person: take it or let it go, before the authorisation ends.

A person may clear a doubt, not lift the limit: the law is asked again, under the lock, before the money is taken.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from compliance.finding import Finding, Kind, Outcome
from donations import duties, judgement, ledger, registers, settlement
from donations.desk import Desk
from donations.judgement import Judgement
from donations.ledger import Entry, NewDecision, Status
from donations.settlement import NoSuchGift


class NotHeld(Exception):
    """Only a held contribution waits for a person."""


class Barred(Exception):
    """A held contribution may not be taken: what bars it stands in `findings`."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        """Keep the barring findings and say them."""
        self.findings = tuple(finding for finding in findings if finding.kind in judgement.BARRING)
        super().__init__(" ".join(f"{finding.rule}: {finding.message}" for finding in self.findings))


def waiting(desk: Desk) -> list[Entry]:
    """All that waits for a person, the most urgent first."""
    with desk.database.reading() as session:
        return registers.held(session)


def findings(desk: Desk, entry: Entry) -> list[dict[str, object]]:
    """What the last judgement about a contribution found."""
    with desk.database.reading() as session:
        kept = ledger.decisions(session, entry)
    return list(kept[-1].findings) if kept else []


def sums(desk: Desk, entry: Entry) -> dict[str, str | None]:
    """The totals that the last judgement about a contribution rests on, as plain figures."""
    with desk.database.reading() as session:
        kept = ledger.decisions(session, entry)
    return dict(kept[-1].sums) if kept else {}


def accept(desk: Desk, public_id: str, *, by: str, reason: str, now: datetime) -> Entry:
    """Take a held contribution; raises `NoSuchGift`, `NotHeld`, or `Barred` where the limit has been used since."""
    entry = settlement.read(desk, public_id)
    keys = judgement.keys(entry.gift.contributor, entry.card)
    with desk.database.writing() as session:
        judgement.hold(desk, session, [keys], also=judgement.debt_locks(desk.committee, [entry.gift]))
        fresh = _still_held(session, public_id)
        judged = judgement.judge(
            session, desk.committee, fresh.gift, now, card=fresh.card, further=_other_amount(session, fresh)
        )
        if judged.barred:
            raise Barred(judged.findings)
        ledger.decide(session, fresh, _by_person(judged, "accepted", by, reason), now)
        ledger.move(session, fresh, Status.CAPTURING, now, actor=by, why=reason)
    return settlement.advance(desk, public_id, now)


def refuse(desk: Desk, public_id: str, *, by: str, reason: str, now: datetime) -> Entry:
    """Let a held contribution go, and the room it held; raises `NoSuchGift` or `NotHeld`."""
    entry = settlement.read(desk, public_id)
    with desk.database.writing() as session:
        judgement.hold(desk, session, [judgement.keys(entry.gift.contributor, entry.card)])
        fresh = _still_held(session, public_id)
        judged = judgement.judge(session, desk.committee, fresh.gift, now, card=fresh.card)
        ledger.decide(session, fresh, _by_person(judged, "refused", by, reason), now)
        let_go = ledger.move(session, fresh, Status.CANCELING, now, actor=by, why=reason)
        duties.settle(session, desk.committee, let_go, now, by=by)
    return settlement.advance(desk, public_id, now)


def _other_amount(session: Session, entry: Entry) -> list[Finding]:
    """A gift cannot be taken whose bank has set another amount aside than the books say (ENG-01)."""
    authorized = [each for each in ledger.decisions(session, entry) if each.stage == "authorized"]
    if not any(found["rule"] == "ENG-01" for each in authorized for found in each.findings):
        return []
    message = "The amount authorised is not the amount on record. Refuse it, and ask the contributor to give again."
    return [Finding(Kind.PROHIBITED, "ENG-01", Outcome.HELD_FOR_REVIEW, message, "practice", "amount")]


def _still_held(session: Session, public_id: str) -> Entry:
    entry = ledger.take(session, public_id)
    if entry is None:
        raise NoSuchGift(public_id)
    if entry.status is not Status.HELD:
        raise NotHeld(f"it is {entry.status}")
    return entry


def _by_person(judged: Judgement, stage: str, by: str, reason: str) -> NewDecision:
    return replace(judged.record(stage), actor=by, reason=reason)
