"""Reports: a period of the books in the FEC's form: checked, written, kept, and marked as filed.

A file is whole or not there. Nothing is written from books whose sums do not agree; the rows are named instead.
"""

import hashlib
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Final

from sqlalchemy.orm import Session

from compliance import cover
from compliance.committee import Office
from compliance.money import ZERO, Money
from compliance.remarks import NOT_COMPLETE
from compliance.schedules import Kind
from donations import agreeing, amendments, exported, filings, heading, planning, reckonings
from donations.composing import Composer, Period, Told
from donations.desk import Desk, Tick
from donations.exported import Export
from donations.exports import comparison, fec_file, layouts, whole_file
from donations.exports.comparison import Comparison, Difference
from donations.exports.records import Gift, Giver, Payment, Refund, ScheduleA, Statement
from donations.exports.writing import Rewritten
from donations.filings import Filed, NewFiling, NotFiled
from donations.planning import SOFTWARE, Amounts, Asked, BooksDisagree, CannotReport, Report, settle

__all__ = [
    "NOT_COMPLETE", "Amounts", "Asked", "BooksDisagree", "CannotReport", "Filed", "NotFiled", "Period", "Report",
    "Rewritten",
]  # fmt: skip

_TOTALS: Final = {
    "F3P": {"receipts": "22", "disbursements": "30"},
    "F3": {"receipts": "16", "disbursements": "22"},
}
"""The lines of the cover by which a person knows a file again."""
_SHOWN: Final = 50
"""So many texts are shown before and after; the preview has them all."""
_ITEMIZED: Final = ("17ai", "11ai")
"""The line of Form 3P, and of Form 3, whose entries all stand in the file."""


@dataclass(slots=True)
class Counts:
    """What a file holds: so many entries of each kind, and what they come to."""

    entries: dict[str, int] = field(default_factory=dict)
    sums: dict[str, Money] = field(default_factory=dict)
    itemized: Money = ZERO
    """What the entries of Schedule A that count come to."""
    otherwise: int = 0
    """So many texts stand in the file otherwise than in the books."""
    rewritten: list[Rewritten] = field(default_factory=list)
    """The first of them. They name people: they are shown to whoever exports, and kept nowhere."""

    def rewrite(self, found: Rewritten) -> None:
        """Count a text that the file shows otherwise than the books."""
        self.otherwise += 1
        if len(self.rewritten) < _SHOWN:
            self.rewritten.append(found)

    def add(self, told: Told) -> None:
        """Count an entry."""
        kind, entry = kind_of(told), told.entry
        self.entries[kind] = self.entries.get(kind, 0) + 1
        if isinstance(entry, (ScheduleA, Refund, Payment)):
            self.sums[kind] = self.sums.get(kind, ZERO) + entry.amount
            if isinstance(entry, ScheduleA) and not entry.memo:
                self.itemized += entry.amount

    def add_gifts(self, gifts: list[Gift]) -> None:
        """Count a giver's plain receipts."""
        given = Money(sum([gift.amount.cents for gift in gifts]))
        self.entries[Kind.RECEIPT] = self.entries.get(Kind.RECEIPT, 0) + len(gifts)
        self.sums[Kind.RECEIPT] = self.sums.get(Kind.RECEIPT, ZERO) + given
        self.itemized += given


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written. `figures` is its cover, by column and line."""

    report: Report
    sha256: str
    size: int
    counts: Counts
    figures: Mapping[tuple[str, str], Money]

    @property
    def doubts(self) -> list[str]:
        """What of the amounts from outside is to be looked at again."""
        return cover.doubts(heading.office(self.report), self.report.others)


def kind_of(told: Told) -> str:
    """Name an entry's kind: receipt, bounced, chargeback, refund, memo, fee, statement."""
    if isinstance(told.entry, Payment):
        return "fee"
    if isinstance(told.entry, Statement) or told.line is None:
        return "statement"
    return "memo" if told.line.memo else told.line.kind


# Writing -------------------------------------------------------------------------------------------------------------


def write(  # noqa: PLR0913 - which report, where to, by whom, when
    desk: Desk, asked: Asked, path: Path, *, by: str, now: datetime, tick: Tick | None = None
) -> Written:
    """Write a report into a file, and keep on record that it was; `tick` hears of contributions read.

    The file is a snapshot of one moment of the books, and appears whole or not at all. Raises `CannotReport`, and
    `BooksDisagree` with the rows to look at.
    """
    with whole_file.aside(path) as body:
        with desk.database.reading() as session:
            report = settle(session, desk, asked, today := desk.committee.local_date(now))
            planning.over(desk.committee, report, today)
            composing = planning.composer(session, desk, report)
            if tick:
                whole = reckonings.how_many(session, date.min, report.period.end)
                composing.heard = lambda read: tick(read, whole)
            counts = Counts()
            for each in planning.rewritten(desk.committee, report):
                counts.rewrite(each)
            with planning.naming(session):
                for piece in _pieces_of(session, desk, report, composing, counts):
                    body.write(piece)
            if wrong := next(agreeing.disagreements(session, composing), None):
                raise wrong
            figures = planning.cover_of(desk.committee, report, composing)
            _adds_up(figures, counts, report)
            head = heading.lines(desk.committee, report, figures)
            items = amendments.waiting(session, report.original.id) if report.original else []
            filed = None if report.original else filings.just(session, asked.start, asked.end)
        written = Written(report, *_digest(_pieces(head, body)), counts, figures)
        if filed is not None and filed.sha256 != written.sha256:
            raise CannotReport(
                f"This period is filed as {filed.filing_number}; what changed since waits for an amendment: add "
                f"--amends {filed.filing_number}."
            )
        # The record is made of a file that is whole on the disk, and before it takes its place: what lies there can
        # always be marked as filed, and what nobody could take away never is.
        with whole_file.composed(path, head, body):
            _keep(desk, asked, written, [item.id for item in items], _pieces(head, body), by, now)
    return written


def make(  # noqa: PLR0913 - which report, where it lies, by whom, when
    desk: Desk, asked: Asked, folder: Path, *, by: str, now: datetime, tick: Tick | None = None
) -> Written:
    """Write a report that is only kept, to be taken later; meanwhile it lies in `folder`. Raises as `write` does."""
    with whole_file.workshop(folder) as own:
        return write(desk, asked, own / "report.fec", by=by, now=now, tick=tick)


def mark_filed(  # noqa: PLR0913 - which report was filed under which number, by whom, when
    desk: Desk, asked: Asked, *, number: str, filed_on: date, by: str, now: datetime, sha256: str = ""
) -> Filed:
    """Mark the last export of a period as filed: its file is kept for good and the period is locked.

    An amendment settles the items that waited when its file was made. What changed between the export and the marking
    becomes an item of an amendment at once. `sha256` is the file's that was sent, if that is known. Raises
    `CannotReport` where there is no such export, and `NotFiled`.
    """
    today = desk.committee.local_date(now)
    seen = _seen(desk, asked, today, sha256)
    with desk.database.writing() as session:
        filings.wait_for(session, to_mark=True)
        last, report = _to_mark(session, desk, asked, today, sha256)
        if not asked.end <= filed_on <= today:
            raise NotFiled(f"A period is filed after its end, and not ahead of time: {filed_on} cannot be the day.")
        new = NewFiling(
            form=report.form,
            report_code=report.code,
            from_on=asked.start,
            through_on=asked.end,
            cycle_start=desk.committee.cycle.start,
            filing_number=number.strip(),
            signer=str(last.counts.get("signer", "")),
            signed_on=date.fromisoformat(last.counts["signed_on"]),
            filed_on=filed_on,
            software=str(last.counts.get("software", "")),
            format_version=str(last.counts.get("format", layouts.VERSION)),
            amends=asked.amends,
        )
        with tempfile.TemporaryFile() as file:
            for piece in exported.file(session, last.id):
                file.write(piece)
            filed = filings.mark(session, new, file, by=by, now=now, carries=last.counts.get("carries", ()))
        if (last.id, reckonings.stand(session, asked.end, seen.stand)) == (seen.export, seen.stand):
            changed = seen.changed
        else:  # Somebody was at the books meanwhile: they are walked once more, while whoever touches them waits.
            changed = list(_changed(session, desk, report, last))
        for about, what in changed:
            amendments.note(session, filed.amends_id or filed.id, about, what, by=by, now=now)
        return filed


def amount(text: str) -> Money:
    """Read an amount from outside as a person types it; cash may be below zero, unlike a gift. Raises `AmountError`.

    >>> str(amount("-1,250.50"))
    '-$1,250.50'
    """
    typed = text.strip()
    return -Money.parse(typed[1:]) if typed.startswith("-") else Money.parse(typed)


# Inside --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the books tell otherwise than the file of an export, as it was seen at one moment of theirs."""

    export: int
    stand: reckonings.Stand
    changed: list[tuple[int | None, str]]


def _seen(desk: Desk, asked: Asked, today: date, sha256: str) -> _Seen:
    """Compare the books with the file before anything is marked: the longest part of it, for which nobody waits."""
    with desk.database.reading() as session:
        last, report = _to_mark(session, desk, asked, today, sha256)
        stand = reckonings.stand(session, asked.end)
        return _Seen(last.id, stand, list(_changed(session, desk, report, last)))


def _to_mark(session: Session, desk: Desk, asked: Asked, today: date, sha256: str) -> tuple[Export, Report]:
    """The export that is marked, and its report; raises `CannotReport` where there is none, or it is another one."""
    last = exported.last(session, "fec", asked.start, asked.end)
    if last is None:
        raise CannotReport("Export the period first: what is filed is the file of its last export.")
    report = settle(session, desk, _as_exported(asked, last), today)
    _can_be_marked(last, report, sha256)
    planning.over(desk.committee, report, today)
    return last, report


def _as_exported(asked: Asked, last: Export) -> Asked:
    """The report that was exported: what is not said, and the day of signing, are those of the export."""
    signed_on = date.fromisoformat(last.counts["signed_on"])
    return replace(asked, code=asked.code or str(last.counts.get("code", "")), signed_on=signed_on)


def _can_be_marked(last: Export, report: Report, sha256: str) -> None:
    """Hold what is marked to what was exported; raises `CannotReport`."""
    told = last.counts
    if told.get("code", report.code) != report.code:
        raise CannotReport(f"The last export of this period is {told['code']}, not {report.code}; export it first.")
    if told.get("form_type") != report.form_type:
        raise CannotReport(f"The last export of this period is not a {report.form_type}; export it first.")
    if told.get("amends", "") != (report.original.filing_number if report.original else ""):
        raise CannotReport("The last export of this period amends another filing; export it first.")
    if told.get("number", report.amendment) != report.amendment:
        raise CannotReport("The last export of this period is filed already; export the next amendment first.")
    if sha256 and sha256.lower() != last.sha256:
        raise CannotReport(f"The last export of this period is another file; its SHA-256 is {last.sha256}.")


def _changed(session: Session, desk: Desk, report: Report, last: Export) -> Iterator[tuple[int | None, str]]:
    """What the books tell otherwise now than the file of an export: about which contribution, and what."""
    composing, entries = planning.composer(session, desk, report), False
    with planning.naming(session):
        for each in _differences(session, desk, report, composing, last):
            entries = True
            of_receipt = re.fullmatch(r"C(\d+)", each.transaction_id)
            about = int(of_receipt[1]) if of_receipt else None
            yield about, f"Entry {each.transaction_id} is {each.how} since the file was made."
    figures, kept = planning.cover_of(desk.committee, report, composing), last.counts.get("figures", {})
    for row in cover.rows(desk.committee.office):
        was = {column: Money(kept[column].get(row.key, 0)) for column in row.columns if kept}
        off = {column: figures[column, row.key] - amount for column, amount in was.items()}
        for column, amount in off.items():
            # What the entries or column A have told is not told again, and no sum of lines that were told.
            told = off["A"] == amount if column == "B" else entries and row.key in _ITEMIZED
            if amount and not row.total and not told:
                now = figures[column, row.key]
                yield None, f"Line {row.label} of column {column} is {now}, {was[column]} in the file."


def _differences(
    session: Session, desk: Desk, report: Report, composing: Composer, last: Export
) -> Iterator[Difference]:
    """The entries that the books tell otherwise now than the file of an export."""
    with closing(Comparison(exported.file(session, last.id))) as older:
        for line in comparison.lines(_pieces_of(session, desk, report, composing, Counts())):
            if different := older.show(line):
                yield different
        yield from older.rest()


def _pieces_of(session: Session, desk: Desk, report: Report, composing: Composer, counts: Counts) -> Iterator[bytes]:
    body = fec_file.Body(desk.committee.office, desk.committee.fec_id, counts.rewrite)
    if not report.complete:
        yield body.line(planning.not_complete(report))
    for told in composing.pieces(session):
        if isinstance(told, Giver):
            counts.add_gifts(told.gifts)
            yield body.giver(told)
        else:
            counts.add(told)
            yield body.line(told.entry)


def _adds_up(figures: Mapping[tuple[str, str], Money], counts: Counts, report: Report) -> None:
    """Hold the cover to the entries and to its own rules; raises `BooksDisagree`."""
    office = heading.office(report)
    wrong = cover.check(office, figures)
    line = _ITEMIZED[0] if office is Office.PRESIDENT else _ITEMIZED[1]
    if figures["A", line] != counts.itemized:
        wrong.append(f"line {line} is {figures['A', line]}, and its entries come to {counts.itemized}")
    if wrong:
        raise BooksDisagree("The cover does not add up: " + "; ".join(wrong) + ".")


def _digest(pieces: Iterable[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def _pieces(head: bytes, body: IO[bytes]) -> Iterator[bytes]:
    """The whole file, piece by piece."""
    yield head
    body.seek(0)
    while piece := body.read(1 << 18):
        yield piece


def _keep(  # noqa: PLR0913, PLR0917 - what was asked and written, what it carries, by whom, when
    desk: Desk, asked: Asked, written: Written, carries: list[int], pieces: Iterable[bytes], by: str, now: datetime
) -> None:
    report, figures = written.report, written.figures
    counts = {
        "code": report.code,
        "form_type": report.form_type,
        "signer": " ".join(part for part in (report.signer.first, report.signer.middle, report.signer.last) if part),
        "signed_on": report.signed_on.isoformat(),
        "software": f"{SOFTWARE} {version('donations')}",
        "format": layouts.VERSION,
        "amends": report.original.filing_number if report.original else "",
        "entries": written.counts.entries,
        "sums": {kind: amount.cents for kind, amount in written.counts.sums.items()},
        "complete": report.complete,
        "totals": {name: figures["A", line].cents for name, line in _TOTALS[report.form].items()},
        "number": report.amendment,
        "carries": carries,
        "figures": {
            column: {line: amount.cents for (of, line), amount in figures.items() if of == column} for column in "AB"
        },
    }
    new = exported.NewExport(
        "fec", written.sha256, written.size, counts, report.period.start, report.period.end
    )  # fmt: skip
    with desk.database.writing() as session:
        if asked.others is not None:
            # Whoever marks it, or amends it, goes by the same amounts.
            cash = asked.others.get("A", {}).get(planning.CASH[desk.committee.office], ZERO)
            exported.key_figures(session, report.period.start, report.period.end, asked.others, cash, by=by, now=now)
        kept = exported.note(session, new, by=by, now=now)
        exported.keep(session, kept, pieces)
