"""Urgent: the 48-hour notices, Form 6: what is due now, the file, and what the FEC was told (RPT-07).

A gift of $1,000 or more that comes in the last days before an election is told within 48 hours of its receipt; online
that is the moment the donor authorized it. What nobody has marked as filed stays on the list, however late.
"""

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO, Final

from sqlalchemy.orm import Session

from compliance import deadlines
from compliance.deadlines import TaskKind
from compliance.money import Money
from donations import duties, exported, givers, heading, ledger, notified, planning, reckonings, registers, tasks
from donations.desk import Desk, Entry
from donations.exported import Export, NewExport
from donations.exports import fec_file, whole_file
from donations.exports.records import Notice, Status
from donations.exports.writing import Rewritten, Unwritable
from donations.notified import Form, Notified, NotNotified

__all__ = ["Form", "NotNotified", "Notified"]

_KINDS: Final = (TaskKind.NOTICE, TaskKind.NOTICE_OF_SUM)


class NothingToTell(Exception):
    """A notice cannot be made as it was asked for; the message says why, in a sentence for the treasurer."""


@dataclass(frozen=True, slots=True)
class Due:
    """A contribution that the FEC is to be told of: `hours` are left, below zero if late.

    `together` is what the same donor gave in these days, this gift included. `by_sum` says that the gift alone does
    not call for a notice, but the sum may: that is for the treasurer to decide. `held` says that the money is not taken
    yet, and cannot be told before it is: the hours run all the same. `beside` is the transaction of the gift with which
    it came to the sum, where that one has the work. `rewritten` is what the file would show otherwise than the books.
    """

    ref: str
    transaction_id: str
    who: str
    amount: Money
    received_on: date
    due_at: datetime
    hours: int
    election: str
    together: Money
    by_sum: bool
    held: bool = False
    beside: str = ""
    rewritten: tuple[Rewritten, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether it is to be told, and can be."""
        return not (self.by_sum or self.held)


@dataclass(frozen=True, slots=True)
class Unfiled:
    """The notice's file that was made last and is not marked as filed; `refs` are its contributions' public ids."""

    form: str
    refs: tuple[str, ...]
    sums: Money
    sha256: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class Written:
    """A notice's file: what it holds and its fingerprint. `refs` are the public ids of its contributions."""

    form: Form
    refs: tuple[str, ...]
    sums: Money
    size: int
    sha256: str
    rewritten: tuple[Rewritten, ...] = ()
    """What it shows otherwise than the books: shown to whoever makes it, and kept nowhere."""


# What is due ---------------------------------------------------------------------------------------------------------


def due(desk: Desk, now: datetime) -> list[Due]:
    """The notices due, the most urgent first.

    Sums that may call for one stand among them, set apart by `by_sum`, and what is held, set apart by `held`.
    """
    with desk.database.reading() as session:
        alone = _untold(session, desk, now)
        waiting = tasks.waiting(session, TaskKind.NOTICE_OF_SUM)
        known = {entry.public_id for entry in alone}
        by_sum = ledger.by_refs(session, waiting - known)
        found = [_due(session, desk, entry, now) for entry in alone]
        found += [replace(_due(session, desk, entry, now), held=True) for entry in _held(session, desk, now)]
        for entry in by_sum:
            summed = replace(_due(session, desk, entry, now), by_sum=True)
            listed = {each.ref for each in found} | {each.public_id for each in by_sum}
            found.append(summed)
            # The sum can be told whole: its clock is that of the gift that made it.
            found += [
                replace(
                    _due(session, desk, other, now),
                    by_sum=True,
                    beside=summed.transaction_id,
                    due_at=summed.due_at,
                    hours=summed.hours,
                )
                for other in _beside(session, desk, entry, now)
                if other.public_id not in listed
            ]
    return sorted(found, key=lambda each: (each.due_at, each.ref))


def filed(desk: Desk, most: int = 50) -> list[Notified]:
    """The contributions that the FEC was told of, the last one first."""
    with desk.database.reading() as session:
        return notified.newest(session, most)


def refs(desk: Desk, notices: Iterable[Notified]) -> dict[int, str]:
    """The public ids of the contributions of some notices, by their numbers."""
    with desk.database.reading() as session:
        return reckonings.public_ids(session, {each.contribution_id for each in notices})


def _untold(session: Session, desk: Desk, now: datetime) -> list[Entry]:
    """The gifts that call for a notice by themselves, were not told, and whose work nobody has closed."""
    windows = deadlines.notice_windows(desk.committee)
    least = deadlines.notice_from(desk.committee.local_date(now))
    large = notified.large(session, least, windows)
    numbers = [entry.id for entry in large]
    done = tasks.closed(session, TaskKind.NOTICE, numbers) | set(notified.of(session, numbers))
    return [entry for entry in large if entry.id not in done]


def _held(session: Session, desk: Desk, now: datetime) -> list[Entry]:
    """The gifts that call for a notice once somebody has taken them."""
    least = deadlines.notice_from(desk.committee.local_date(now))
    large = [entry for entry in registers.held(session) if entry.gift.amount >= least]
    return [entry for entry in large if deadlines.notice_election(desk.committee, entry.gift.received_on)]


def _beside(session: Session, desk: Desk, entry: Entry, now: datetime) -> list[Entry]:
    """What the same donor gave in these days that calls for no notice by itself, and of which the FEC was not told."""
    others = deadlines.notice_others(duties.weigh(session, desk.committee, entry, now).case)
    least = deadlines.notice_from(entry.gift.received_on)
    small = ledger.by_refs(session, {gift.ref for gift in others if gift.amount < least})
    found = [each for each in small if each.status in notified.TAKEN]
    numbers = [each.id for each in found]
    done = notified.of(session, numbers).keys() | notified.parts(session, numbers)
    return [each for each in found if each.id not in done]


def _due(session: Session, desk: Desk, entry: Entry, now: datetime) -> Due:
    gift, committee = entry.gift, desk.committee
    case = duties.weigh(session, committee, entry, now).case
    body = fec_file.Body(committee.office, committee.fec_id)
    due_at = deadlines.notice_due_at(deadlines.notice_start(committee, gift.received_on, entry.authorized_at))
    election = deadlines.notice_election(committee, gift.received_on)
    return Due(
        ref=entry.public_id,
        transaction_id=f"C{entry.id}",
        who=gift.contributor.full_name,
        amount=gift.amount,
        received_on=gift.received_on,
        due_at=due_at,
        hours=int((due_at - now).total_seconds() // 3600),
        election=election.dated_name if election else "",
        together=deadlines.notice_sum(case),
        by_sum=False,
        rewritten=body.rewritten(givers.urgent(committee, entry, case.prior)),
    )


# The file ------------------------------------------------------------------------------------------------------------


def write(  # noqa: PLR0913 - what is told, signed by whom and when, where it goes
    desk: Desk,
    out: Path | BinaryIO,
    refs: Iterable[str],
    *,
    signed_on: date,
    by: str,
    now: datetime,
    signer: str = "",
    amends: str = "",
) -> Written:
    """Write a notice of some contributions, by their public ids; an empty `signer` is the committee's own.

    `amends` is the filing number of the first notice; its amendment is whole, and tells all of its contributions
    again. What came since stands in a notice of its own. A file takes its place only when it is whole and on record.
    Raises `NothingToTell`.
    """
    with ExitStack() as stack:
        # The file is whole on the disk before it is on record, and on record before it takes its place.
        file = stack.enter_context(whole_file.atomic(out)) if isinstance(out, Path) else out
        with desk.database.writing() as session:
            first = notified.by_number(session, amends) if amends else []
            entries = _told(session, desk, refs, first, amends=amends, now=now)
            try:
                content, rewritten = _content(
                    session, desk, entries, first, signed_on=signed_on, signer=signer, amends=amends, now=now
                )
            except Unwritable as error:
                raise NothingToTell(heading.unwritable(error)) from error
            made = Written(
                form=Form.AMENDMENT if amends else Form.NEW,
                refs=tuple(entry.public_id for entry in entries),
                sums=Money.total(entry.gift.amount for entry in entries),
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
                rewritten=rewritten,
            )
            counts = {"form": made.form, "contributions": [entry.id for entry in entries], "cents": made.sums.cents}
            exported.note(session, NewExport("f6", made.sha256, made.size, counts), by=by, now=now)
            file.write(content)
            if file is not out:
                whole_file.to_disk(file)
    return made


def _told(  # noqa: PLR0913 - what is told, or told again
    session: Session, desk: Desk, refs: Iterable[str], first: Sequence[Notified], *, amends: str, now: datetime
) -> list[Entry]:
    """The contributions that a notice tells of; raises `NothingToTell`."""
    wanted = set(refs)
    entries = {entry.id: entry for entry in ledger.by_refs(session, wanted)}
    if len(entries) < len(wanted):
        raise NothingToTell("One of these contributions is not in the books.")
    if amends and (not first or any(each.form is not Form.NEW for each in first)):
        raise NothingToTell("An amendment names the filing number of the first notice.")
    if amends:
        return _first(session, entries, first)
    told = sorted(notified.of(session, entries))
    if told:
        raise NothingToTell(f"The FEC was told of C{told[0]} before: amend that notice.")
    if not entries:
        raise NothingToTell("No notice is due.")
    parts = notified.parts(session, entries)
    for number in sorted(entries):
        if number in parts:
            raise NothingToTell(f"C{number} was made by a reattribution; its receipt was told as it came.")
        _owed(session, desk, entries[number], now)
    return [entries[number] for number in sorted(entries)]


def _owed(session: Session, desk: Desk, entry: Entry, now: datetime) -> None:
    """Hold a contribution to what a notice may tell; raises `NothingToTell`."""
    gift, committee = entry.gift, desk.committee
    if entry.status not in notified.TAKEN:
        raise NothingToTell(f"C{entry.id} is {entry.status.replace('_', ' ')}: a notice tells of receipts that stand.")
    if deadlines.notice_election(committee, gift.received_on) is None:
        raise NothingToTell(f"C{entry.id} was received on {gift.received_on}, which no notice is about.")
    least = deadlines.notice_from(gift.received_on)
    together = deadlines.notice_sum(duties.weigh(session, committee, entry, now).case)
    if max(gift.amount, together) < least:
        raise NothingToTell(f"C{entry.id} is {gift.amount}, {together} of its donor in these days; below {least}.")


def _first(session: Session, wanted: Iterable[int], first: Sequence[Notified]) -> list[Entry]:
    """The contributions of a first notice, in their order; raises `NothingToTell` where others are wanted."""
    numbers = sorted(each.contribution_id for each in first)
    if set(wanted) - set(numbers):
        raise NothingToTell("An amendment tells what its first notice told; write a new notice of what came since.")
    return [entry for number in numbers if (entry := ledger.by_id(session, number)) is not None]


def _content(  # noqa: PLR0913 - what is told, signed by whom and when
    session: Session,
    desk: Desk,
    entries: Sequence[Entry],
    first: Sequence[Notified],
    *,
    signed_on: date,
    signer: str,
    amends: str,
    now: datetime,
) -> tuple[bytes, tuple[Rewritten, ...]]:
    committee = desk.committee
    number = _amendments(session, first) + 1 if amends else 0
    cover = Notice(
        status=Status.AMENDED if amends else Status.NEW,
        candidate_id=committee.reports.candidate_fec_id,
        candidate=planning.name_of(committee.reports.candidate or committee.candidate),
        signer=planning.name_of(signer or committee.reports.signer or committee.treasurer),
        signed_on=signed_on,
        amended_on=first[0].filed_on if first else None,
    )
    filer = planning.filer_of(committee)
    rewritten = fec_file.cover_changes("F6", fec_file.parts_of(filer, candidate=cover.candidate, signer=cover.signer))
    body = fec_file.Body(committee.office, committee.fec_id, rewritten.append)
    lines = [
        fec_file.header(planning.SOFTWARE, version("donations"), original=amends, number=number),
        fec_file.notice(filer, cover),
    ]
    weighed = [duties.weigh(session, committee, entry, now) for entry in entries]
    lines += [body.urgent(givers.urgent(committee, each.entry, each.case.prior)) for each in weighed]
    return b"".join(lines), tuple(rewritten)


def _amendments(session: Session, first: Sequence[Notified]) -> int:
    """How often a first notice was amended."""
    told = notified.of(session, [each.contribution_id for each in first])
    since = {each.filing_number for found in told.values() for each in found if each.form is Form.AMENDMENT}
    return len(since)


# What was filed ------------------------------------------------------------------------------------------------------


def mark_filed(  # noqa: PLR0913 - which notice of what, under which number, by whose hand
    desk: Desk,
    refs: Iterable[str],
    number: str,
    *,
    by: str,
    now: datetime,
    filed_on: date | None = None,
    sha256: str = "",
) -> list[Notified]:
    """Keep that the FEC was told of what the last file tells, and close the work, all in one transaction.

    `refs` are the public ids of its contributions; none are those of the file. Where no file waits to be filed, the
    notice was made elsewhere, and they say what it tells. A contribution that was told before stands in an amendment
    now. `filed_on` is the committee's date, today unless said; `sha256` the file's that was sent, if that is known.
    Raises `NothingToTell` or `NotNotified`.
    """
    wanted = set(refs)
    with desk.database.writing() as session:
        waiting, named = _waiting(session), ledger.by_refs(session, wanted)
        if len(named) < len(wanted):
            raise NothingToTell("One of these contributions is not in the books.")
        if sha256 and (waiting is None or waiting.sha256 != sha256.lower()):
            raise NothingToTell("Another file was made since; look whether the FEC has that one.")
        entries = _marked(session, named, waiting)
        told = notified.of(session, [entry.id for entry in entries])
        if told and len(told) < len(entries):
            raise NothingToTell("Some of these were told before, and some were not: mark one notice at a time.")
        form = Form.AMENDMENT if told else Form.NEW
        on = filed_on or desk.committee.local_date(now)
        file = waiting.sha256 if waiting else ""
        marked = []
        for entry in entries:
            notice = Notified(entry.id, form, number, on, file, by, now)
            notified.mark(session, notice)
            for kind in _KINDS:
                closing = f"told the FEC on {on}, filing {number}"
                tasks.close(session, entry.id, kind, by=by, closing=closing, now=now)
            ledger.note_act(session, entry, f"file {form}", by, now, number)
            marked.append(notice)
        return marked


def unfiled(desk: Desk) -> Unfiled | None:
    """The file that was made last, where it waits to be marked as filed."""
    with desk.database.reading() as session:
        last = _waiting(session)
        if last is None:
            return None
        entries = [entry for number in last.counts["contributions"] if (entry := ledger.by_id(session, number))]
        return Unfiled(
            form=str(last.counts["form"]),
            refs=tuple(entry.public_id for entry in entries),
            sums=Money(last.counts["cents"]),
            sha256=last.sha256,
            made_at=last.made_at,
            made_by=last.made_by,
        )


def _waiting(session: Session) -> Export | None:
    last = exported.last(session, "f6")
    return last if last and not notified.has_file(session, last.sha256) else None


def _marked(session: Session, named: Sequence[Entry], waiting: Export | None) -> list[Entry]:
    """What is marked: what the file tells. Raises `NothingToTell` where something else was named, or nothing at all."""
    if waiting is None and not named:
        raise NothingToTell("No file of a notice waits to be filed; name the contributions that the notice told.")
    if waiting is None:
        return list(named)
    numbers = sorted(waiting.counts["contributions"])
    if named and sorted(entry.id for entry in named) != numbers:
        told = ", ".join(f"C{number}" for number in numbers)
        raise NothingToTell(f"The file that was made last tells of {told}, and of nothing else; write what was filed.")
    return [entry for number in numbers if (entry := ledger.by_id(session, number)) is not None]
