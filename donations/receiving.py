"""Take a contribution in that came by mail: show what the law says, keep the check, open the work it brings.

Money that has come is always recorded: a finding opens work with its date, in the same transaction, and never bars
the entry. The desk also keeps what becomes of the check: deposited, returned, bounced.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from compliance import deadlines, review
from compliance.contribution import CheckFacts, Contribution
from compliance.deadlines import Task, TaskKind
from compliance.money import Money
from donations import amendments, duties, envelopes, filings, judgement, ledger, tasks
from donations.desk import Desk, Entry, Status
from donations.envelopes import Envelope, NewEnvelope, Stale
from donations.judgement import Judgement
from donations.ledger import NewGift

__all__ = ["Envelope", "Keyed", "NotThere", "Preview", "SameCheck", "Share", "Stale"]


class NotThere(Exception):
    """No envelope has this id, or it is not in the state that was asked of it."""


class SameCheck(Exception):
    """A check with the same number and amount of one of these persons is kept already: `earlier` says which."""

    def __init__(self, earlier: tuple[Envelope, ...]) -> None:
        """Keep the earlier ones."""
        self.earlier = earlier
        super().__init__(", ".join(each.public_id for each in earlier))


@dataclass(frozen=True, slots=True)
class Share:
    """What one person gave by a check: the gift as the law's noun, and what the law does not ask about."""

    gift: Contribution
    phone: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Keyed:
    """An envelope as it was keyed; `amount` is the whole check, the shares add up to it."""

    submission: str
    check: CheckFacts
    amount: Money
    shares: tuple[Share, ...]
    draft_code: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """One share before it is kept: what the law says, the work it would open, and the totals it comes to."""

    share: Share
    judgement: Judgement
    tasks: tuple[Task, ...]
    totals: dict[str, Money]
    remaining: Money | None


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything to look at before a check is kept."""

    shares: tuple[Judged, ...]
    earlier: tuple[Envelope, ...]


def preview(desk: Desk, keyed: Keyed, now: datetime) -> Preview:
    """Ask the law about a keyed check; nothing is kept."""
    with desk.database.reading() as session:
        judged = tuple(_judge(session, desk, keyed.check, share, now) for share in keyed.shares)
        return Preview(judged, _earlier(session, keyed))


def known_submission(desk: Desk, submission: str) -> Envelope | None:
    """Find the envelope that this very form has made already."""
    with desk.database.reading() as session:
        return envelopes.by_submission(session, submission)


def keep(desk: Desk, keyed: Keyed, *, by: str, now: datetime, another: bool = False) -> Envelope:
    """Keep a check with its shares, judgements and work, all in one transaction.

    The same form again gives the envelope it made. `another` says that a person has looked: this is not the check
    that looks the same. Raises `SameCheck` otherwise, and `ValueError` when the shares are not the check.
    """
    if Money.total(share.gift.amount for share in keyed.shares) != keyed.amount:
        raise ValueError("the shares do not add up to the check")
    keys = [judgement.keys(share.gift.contributor) for share in keyed.shares]
    with desk.database.writing() as session:
        debts = judgement.debt_locks(desk.committee, [share.gift for share in keyed.shares])
        judgement.hold(desk, session, keys, also=[f"form:{keyed.submission}", *debts])
        made = envelopes.by_submission(session, keyed.submission)
        if made is not None:
            return made
        earlier = _earlier(session, keyed)
        if earlier and not another:
            raise SameCheck(earlier)
        new = NewEnvelope(keyed.submission, keyed.check, keyed.amount, keyed.draft_code)
        envelope = envelopes.keep(session, new, by, now)
        for share in keyed.shares:
            _keep_share(session, desk, envelope, share, by=by, now=now)
        return envelope


def read(desk: Desk, public_id: str) -> tuple[Envelope, list[Entry], list[tuple[str, str]]]:
    """Read an envelope, its shares and the ids and types of its pictures; raises `NotThere`."""
    with desk.database.reading() as session:
        envelope = _found(session, public_id)
        return envelope, ledger.by_envelope(session, envelope.id), envelopes.images(session, envelope.id)


def deposit(  # noqa: PLR0913 - who deposits which check, when, where
    desk: Desk, public_id: str, *, version: int, on: date, ref: str, by: str, now: datetime
) -> Envelope:
    """Write down that a check was deposited; raises `NotThere` or `Stale`."""
    with desk.database.writing() as session:
        envelope = _change(session, desk, public_id, version, Status.DEPOSITED, by, now, ref)
        for entry in ledger.by_envelope(session, envelope.id):
            tasks.close(session, entry.id, TaskKind.DEPOSIT, by=by, closing=f"deposited {on}: {ref}", now=now)
        return envelopes.change(session, envelope, deposited_on=on, deposit_ref=ref)


def give_back(  # noqa: PLR0913 - who returns which check, when and why
    desk: Desk, public_id: str, *, version: int, on: date, reason: str, by: str, now: datetime
) -> Envelope:
    """Write down that a check went back undeposited; it no longer counts (LIM-04). Raises `NotThere` or `Stale`."""
    with desk.database.writing() as session:
        envelope = _change(session, desk, public_id, version, Status.RETURNED, by, now, reason)
        _close_all(session, desk, envelope, by, f"returned {on}: {reason}", now)
        _touch(session, envelope, f"went back on {amendments.day(on)}", on, by, now)
        return envelopes.change(session, envelope, ended_on=on)


def bounce(  # noqa: PLR0913 - who writes down which check, when and why
    desk: Desk, public_id: str, *, version: int, on: date, reason: str, by: str, now: datetime
) -> Envelope:
    """Write down that a deposited check was not paid; it no longer counts (LIM-04). Raises `NotThere` or `Stale`."""
    with desk.database.writing() as session:
        envelope = _change(session, desk, public_id, version, Status.BOUNCED, by, now, reason)
        _close_all(session, desk, envelope, by, f"bounced {on}: {reason}", now)
        _touch(session, envelope, f"was not paid on {amendments.day(on)}", on, by, now)
        return envelopes.change(session, envelope, ended_on=on)


def add_image(  # noqa: PLR0913 - the facts of one picture
    desk: Desk, public_id: str, *, media_type: str, size: int, sealed: bytes, by: str, now: datetime
) -> str:
    """Keep a sealed picture with an envelope; answers its public id. Raises `NotThere`."""
    with desk.database.writing() as session:
        envelope = _found(session, public_id)
        made = envelopes.add_image(session, envelope, media_type=media_type, size=size, sealed=sealed, by=by, now=now)
        for entry in ledger.by_envelope(session, envelope.id):
            tasks.close(session, entry.id, TaskKind.IMAGE, by=by, closing="picture kept", now=now)
            ledger.note_act(session, entry, "add image", by, now, made)
        return made


def image(desk: Desk, public_id: str) -> envelopes.SealedImage | None:
    """Find a picture, still sealed."""
    with desk.database.reading() as session:
        return envelopes.image(session, public_id)


# Inside --------------------------------------------------------------------------------------------------------------


def _judge(session: Session, desk: Desk, check: CheckFacts, share: Share, now: datetime) -> Judged:
    judged = judgement.judge(session, desk.committee, share.gift, now, check=check)
    totals = review.totals(judged.case)
    return Judged(
        share=share,
        judgement=judged,
        tasks=deadlines.work_for(judged.case, judged.findings),
        totals={"election": totals.election, "cycle": totals.cycle, "calendar_year": totals.calendar_year},
        remaining=judged.remaining,
    )


def _keep_share(  # noqa: PLR0913 - one share of one envelope, by whom and when
    session: Session, desk: Desk, envelope: Envelope, share: Share, *, by: str, now: datetime
) -> None:
    judged = _judge(session, desk, envelope.check, share, now)
    new = NewGift(
        gift=share.gift,
        keys=judgement.keys(share.gift.contributor),
        counted_election=judgement.counted_election(desk.committee, share.gift),
        submission=None,
        phone=share.phone,
        source=share.source,
    )
    entry = ledger.receive(session, new, envelope.id, by=by, now=now, rules=judged.judgement.rules)
    ledger.decide(session, entry, judged.judgement.record("received"), now)
    duties.open_work(session, entry, judged.tasks, now)


def _earlier(session: Session, keyed: Keyed) -> tuple[Envelope, ...]:
    """Checks that look like this one: same number and amount of one of these persons, or keyed under the same code."""
    names = {judgement.keys(share.gift.contributor).name for share in keyed.shares}
    alike = [
        envelope
        for envelope in envelopes.like(session, keyed.check.number, keyed.amount, keyed.check.received_on)
        if names & {entry.keys.name for entry in ledger.by_envelope(session, envelope.id)}
    ]
    coded = envelopes.by_draft(session, keyed.draft_code) if keyed.draft_code else []
    return tuple({each.id: each for each in (*alike, *coded)}.values())


def _found(session: Session, public_id: str) -> Envelope:
    envelope = envelopes.find(session, public_id)
    if envelope is None:
        raise NotThere(public_id)
    return envelope


def _change(  # noqa: PLR0913, PLR0917 - who moves which check where, when and why
    session: Session, desk: Desk, public_id: str, version: int, to: Status, by: str, now: datetime, why: str
) -> Envelope:
    envelope = envelopes.take(session, public_id)  # Held first: whoever comes second sees what the first one did.
    if envelope is None:
        raise NotThere(public_id)
    if envelope.version != version:
        raise Stale(public_id)
    shares = ledger.by_envelope(session, envelope.id)
    judgement.hold(desk, session, [entry.keys for entry in shares])
    for entry in shares:
        if to not in ledger.MOVES[entry.status]:
            raise NotThere(f"{entry.status} does not become {to}")
        ledger.move(session, entry, to, now, actor=by, why=why)
    return envelope


def _touch(  # noqa: PLR0913, PLR0917 - what became of which check, on which day, by whose hand
    session: Session, envelope: Envelope, what: str, on: date, by: str, now: datetime
) -> None:
    """Note that a filed report would tell an ended check otherwise.

    One that ended before its report was signed should not stand in it; one that ended later is a negative entry of
    that day, which mostly is in a period that is still open.
    """
    for entry in ledger.by_envelope(session, envelope.id):
        told_in = filings.covering(session, entry.gift.received_on)
        if told_in is not None:
            day = on if told_in.signed_on <= on else entry.gift.received_on
            told = f"C{entry.id} {what}; that was kept after the report was filed."
            amendments.touch(session, day, entry.id, told, by=by, now=now)


def _close_all(  # noqa: PLR0913, PLR0917 - what ended with which check, by whose hand
    session: Session, desk: Desk, envelope: Envelope, by: str, closing: str, now: datetime
) -> None:
    for entry in ledger.by_envelope(session, envelope.id):
        for task in tasks.of(session, entry.id):
            tasks.close(session, entry.id, task.kind, by=by, closing=closing, now=now)
        duties.settle(session, desk.committee, entry, now, by=by)  # Another gift may be over the limit no longer.
