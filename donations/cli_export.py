"""The operator's door to what goes to the FEC: export a period, read amounts from outside, mark a report as filed."""

import argparse
import os
import sys
import tomllib
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from compliance.money import AmountError
from donations import opening, reports, spreadsheets, surveying, urgent
from donations.opening import Books
from donations.reports import Amounts, Asked, BooksDisagree, CannotReport, NotFiled, Rewritten, Written

_OPERATOR: Final = "operator"
_ROWS: Final = 20
"""So many rows of a kind are told."""


def put(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Put `export` among the commands."""
    export = acts.add_parser("export", help="write what goes to the FEC, and lists of the books")
    kinds = export.add_subparsers(required=True, metavar="WHAT")
    fec = kinds.add_parser("fec", help="a report of a period: Form 3P for president, Form 3 for House and Senate")
    _period(fec)
    fec.add_argument("--report", default="", metavar="CODE", help="Q1, Q2, Q3, YE, M2 to M12, 12P, 12G, 30G, TER …")
    made = fec.add_mutually_exclusive_group(required=True)
    made.add_argument("--out", type=_file, metavar="FILE", help="the file to write, ending in .fec")
    made.add_argument("--preview", action="store_true", help="tell what the report would say, and write nothing")
    fec.add_argument("--signed", type=_day, metavar="DATE", help="the day the treasurer signs; else today")
    fec.add_argument(
        "--others", type=_amounts, metavar="FILE", help="amounts from outside this system (TOML): see the guide"
    )
    fec.add_argument("--amends", default="", metavar="NUMBER", help="the FEC’s filing number of the original")
    fec.set_defaults(act=_with_books(_fec))
    f6 = kinds.add_parser("f6", help="the 48-hour notices due now (Form 6), with the hours left")
    f6.add_argument("ids", nargs="*", metavar="ID", help="tell of these contributions only; else of all due")
    f6.add_argument("--out", type=_file, metavar="FILE", help="the file to write; without it they are listed only")
    f6.add_argument("--signed", type=_day, metavar="DATE", help="the day the treasurer signs; else today")
    f6.add_argument("--amends", default="", metavar="NUMBER", help="the FEC’s filing number of the first notice")
    f6.add_argument("--filed", default="", metavar="NUMBER", help="remember the last file as filed under this number")
    f6.add_argument("--by", default=_OPERATOR, type=_words, metavar="NAME", help="who filed them")
    f6.set_defaults(act=_with_books(_f6))
    csv = kinds.add_parser("csv", help="a list of the books for spreadsheets, in which no text is taken for a formula")
    csv.add_argument("list", choices=spreadsheets.LISTS, metavar="LIST", help=", ".join(spreadsheets.LISTS))
    csv.add_argument("--from", dest="start", type=_day, metavar="DATE", help="the first day; else all from the first")
    csv.add_argument("--to", dest="end", type=_day, metavar="DATE", help="the last day; else today")
    csv.add_argument("--exact", action="store_true", help="every text as the books have it, for machines")
    csv.add_argument("--out", metavar="FILE", help="the file to write, - for standard output; else named by the list")
    csv.set_defaults(act=_with_books(_csv))
    filed = kinds.add_parser("filed", help="mark the last export of a period as filed; the period is locked then")
    _period(filed)
    filed.add_argument("--number", required=True, metavar="NUMBER", help="the filing number that the FEC answered with")
    filed.add_argument("--on", type=_day, metavar="DATE", help="the day it was filed; else today")
    filed.add_argument("--report", default="", metavar="CODE", help="the report’s code; else that of its last export")
    filed.add_argument("--amends", default="", metavar="NUMBER", help="the FEC’s filing number of the original")
    filed.add_argument("--sha256", default="", metavar="DIGEST", help="of the file that was sent; another is refused")
    filed.add_argument("--by", required=True, type=_words, metavar="NAME", help="who filed it")
    filed.set_defaults(act=_with_books(_filed))


def _period(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="start", required=True, type=_day, metavar="DATE", help="the first day")
    parser.add_argument("--to", dest="end", required=True, type=_day, metavar="DATE", help="the last day")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write a day like 2028-03-31") from None


def _words(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("say it in words")
    return text.strip()


def _file(text: str) -> Path:
    if text == "-":
        raise argparse.ArgumentTypeError("name a file: what goes to the FEC is whole or not there, and no stream")
    return Path(text)


def _amounts(text: str) -> Amounts:
    """Read amounts from outside out of a TOML file: tables A and B, each a form's line and an amount in quotes."""
    try:
        document: dict[str, Any] = tomllib.loads(Path(text).read_text(encoding="utf-8"))
        if strange := sorted(document.keys() - {"A", "B"}):
            raise argparse.ArgumentTypeError(f"there are the tables A and B, and no {', '.join(strange)}")
        for column, lines in document.items():
            if not isinstance(lines, dict):
                raise argparse.ArgumentTypeError(f'{column} is a table: write [{column}], then lines like "6" = "5.00"')
        return {
            column: {line: reports.amount(_text(amount)) for line, amount in document.get(column, {}).items()}
            for column in ("A", "B")
        }
    except OSError as error:
        raise argparse.ArgumentTypeError(f"the file cannot be read ({error.strerror})") from error
    except AmountError as error:
        raise argparse.ArgumentTypeError('write amounts as text, like "6" = "1234.56"') from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise argparse.ArgumentTypeError(f"this is not TOML with the tables A and B ({error})") from error


def _text(amount: object) -> str:
    """An amount as it is written; a number without quotes may have been rounded before it came here."""
    return amount if isinstance(amount, str) else ""


def _with_books(act: Callable[[argparse.Namespace, Books], int]) -> Callable[[argparse.Namespace], int]:
    """Open the books for an act, and close them behind it."""

    def opened(asked: argparse.Namespace) -> int:
        here = opening.books(os.environ)
        try:
            return act(asked, here)
        finally:
            here.desk.database.close()

    return opened


def _fec(asked: argparse.Namespace, here: Books) -> int:
    what = Asked(
        asked.start, asked.end, asked.report, signed_on=asked.signed, others=asked.others, amends=asked.amends
    )  # fmt: skip
    if asked.preview:
        return _preview(what, here)
    try:
        written = reports.write(here.desk, what, asked.out, by=_OPERATOR, now=here.now(), tick=_progress())
    except BooksDisagree as error:
        return _cannot(error, error.refs)
    except CannotReport as error:
        return _cannot(error)
    except OSError as error:
        print(f"{asked.out} cannot be written ({error.strerror}).", file=sys.stderr)
        return 1
    finally:
        _end_progress()
    _tell(written, asked.out)
    return 0


def _preview(what: Asked, here: Books) -> int:
    """Tell a preview's figures, and the first rows of those that ask for a look; answers 1 where something stops it."""
    try:
        seen = surveying.preview(here.desk, what, here.now(), figure=surveying.EVERY, most=_ROWS)
    except BooksDisagree as error:
        return _cannot(error, error.refs)
    except CannotReport as error:
        return _cannot(error)
    report = seen.report
    print(
        f"Preview: {report.form_type} {report.code}, {report.period.start} to {report.period.end}; nothing is written"
    )
    print(f"  due {report.due}" if report.due else "  the calendar has no due date for these days")
    if not report.complete:
        print(f"  {reports.NOT_COMPLETE}")
    if seen.filed:
        print(f"  filed as {seen.filed.filing_number}; {len(seen.items)} waiting for an amendment")
    if seen.gap:
        print(f"  Look again: no report that is filed covers {seen.gap[0]} to {seen.gap[1]}")
    for key, figure in seen.figures.items():
        if key == "changed" and seen.last is None:
            print("  the period was not exported yet")
            continue
        total = f", {figure.total}" if figure.total else ""
        print(f"  {figure.count:>7,} {surveying.FIGURES[key]}{total}")
        if key in surveying.TO_LOOK_AT:
            _rows(figure)
    return 1 if seen.figures["stops"].count else 0


def _rows(figure: surveying.Figure) -> None:
    for row in figure.rows:
        told = (row.transaction_id, row.who, str(row.on or ""), str(row.amount or ""), row.note)
        print(f"            {'  '.join(_plain(each) for each in told if each)}")
    if figure.count > len(figure.rows):
        print(f"            and {figure.count - len(figure.rows):,} more")


def _plain(text: str) -> str:
    """A text of the books for a terminal, which acts on signs that do not show."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def _f6(asked: argparse.Namespace, here: Books) -> int:
    now = here.now()
    due = urgent.due(here.desk, now)
    for each in due:
        _tell_due(each)
    print(f"{len(due)} due" if due else "No 48-hour notice is due.")
    # An amendment tells what its first notice told; what is marked is what the last file tells.
    refs = asked.ids or ([] if asked.amends else [each.ref for each in due if each.ready])
    not_done = "written"
    try:
        if asked.out is not None:
            signed_on = asked.signed or here.desk.committee.local_date(now)
            made = urgent.write(
                here.desk, asked.out, refs, signed_on=signed_on, by=asked.by, now=now, amends=asked.amends
            )
            print(f"{asked.out}: {made.form}, {_many(len(made.refs))}, {made.sums}, SHA-256 {made.sha256}")
            _tell_rewritten(made.rewritten, len(made.rewritten))
        not_done = "marked as filed"
        if asked.filed:
            told = urgent.mark_filed(here.desk, asked.ids, asked.filed, by=asked.by, now=now)
            file = told[0].sha256
            print(f"Remembered as filed under {asked.filed}: {_many(len(told))}{f', SHA-256 {file}' if file else ''}.")
    except (urgent.NothingToTell, urgent.NotNotified) as error:
        print(f"Nothing was {not_done}. {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{asked.out} cannot be written ({error.strerror}).", file=sys.stderr)
        return 1
    return 0


def _many(number: int) -> str:
    return "1 contribution" if number == 1 else f"{number:,} contributions"


def _tell_due(due: urgent.Due) -> None:
    hours = f"{due.hours} hours left" if due.hours >= 0 else f"{-due.hours} hours LATE"
    print(f"{due.ref}  {due.amount}  {due.received_on}  {due.election}  {hours}")
    if due.together != due.amount:
        only = "; only the sum calls for a notice: name it to tell of it" if due.by_sum else ""
        only = f"{only}, with {due.beside}" if due.beside else only
        print(f"  the same donor gave {due.together} in these days{only}")
    if due.held:
        print("  held: decide first whether it is taken, then tell of it")
    for each in due.rewritten:
        print(f"  in the file {each.words}")


def _csv(asked: argparse.Namespace, here: Books) -> int:
    what = spreadsheets.Asked(asked.list, asked.start, asked.end, asked.exact)
    out = asked.out or what.file_name
    try:
        if out == "-":
            for piece in spreadsheets.stream(here.desk, what, by=_OPERATOR, now=here.now()):
                sys.stdout.buffer.write(piece)
            sys.stdout.flush()
            return 0
        written = spreadsheets.write(here.desk, what, Path(out), by=_OPERATOR, now=here.now(), tick=_progress("rows"))
    except BooksDisagree as error:
        return _cannot(error, error.refs)
    except spreadsheets.CannotList as error:
        print(f"Nothing was written. {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{out} cannot be written ({error.strerror}).", file=sys.stderr)
        return 1
    finally:
        _end_progress()
    variant = "EXACT: for machines; a spreadsheet may run formulas in it" if asked.exact else "for spreadsheets"
    print(f"{out}: {spreadsheets.LISTS[what.name]} ({variant})")
    print(f"  {written.rows:,} rows, {written.size:,} bytes, SHA-256 {written.sha256}")
    return 0


def _progress(what: str = "contributions read") -> Callable[[int, int], None] | None:
    """Show a bar of how far it is, on a terminal alone; a bare count where nobody knows how many there are."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, whole: int) -> None:
        part = min(done / whole, 1) if whole else 0
        bar = f"[{'#' * int(part * _BAR):.<{_BAR}}] {part:4.0%}  " if whole else ""
        print(f"\r{bar}{done:,} {what}", end="", file=sys.stderr, flush=True)

    return show


_BAR: Final = 30


def _end_progress() -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)


def _cannot(error: CannotReport, refs: tuple[str, ...] = ()) -> int:
    print(f"Nothing was written. {error}", file=sys.stderr)
    for ref in refs:
        print(f"  {ref}", file=sys.stderr)
    return 1


def _tell(written: Written, out: Path) -> None:
    report = written.report
    print(f"{out}: {report.form_type} {report.code}, {report.period.start} to {report.period.end}")
    print(f"  due {report.due}" if report.due else "  the calendar has no due date for these days")
    for kind, number in sorted(written.counts.entries.items()):
        amount = written.counts.sums.get(kind)
        print(f"  {number:>7,} {kind}{'' if number == 1 else 's'}{f', {amount}' if amount is not None else ''}")
    print(f"  signed {report.signed_on}{' as the last export' if report.signed_before else ''}")
    print(f"  {written.size:,} bytes, SHA-256 {written.sha256}")
    _tell_rewritten(written.counts.rewritten, written.counts.otherwise)
    if not report.complete:
        print(f"  {reports.NOT_COMPLETE}")
    for doubt in written.doubts:
        print(f"  Look again: {doubt}")


def _tell_rewritten(found: Sequence[Rewritten], count: int) -> None:
    """Tell what a file shows otherwise than the books: to whoever makes it, and never to a log."""
    if not found:
        return
    print(f"  {count:,} {'text stands' if count == 1 else 'texts stand'} in the file otherwise than in the books:")
    for each in found[:_ROWS]:
        print(f"    {each.transaction_id}  {each.words}")
    if count > _ROWS:
        print(f"    and {count - _ROWS:,} more; --preview and the page have them")


def _filed(asked: argparse.Namespace, here: Books) -> int:
    now = here.now()
    filed_on = asked.on or here.desk.committee.local_date(now)
    what = Asked(asked.start, asked.end, asked.report, amends=asked.amends)
    try:
        filed = reports.mark_filed(
            here.desk, what, number=asked.number, filed_on=filed_on, by=asked.by, now=now, sha256=asked.sha256
        )
    except (CannotReport, NotFiled) as error:
        print(error, file=sys.stderr)
        return 1
    print(
        f"{filed.form} {filed.report_code}, {filed.from_on} to {filed.through_on}, is filed as {filed.filing_number}."
    )
    print(f"  SHA-256 {filed.sha256}")
    return 0
