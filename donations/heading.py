"""Heading: the first two lines of a report's file, header and cover."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version

from compliance.committee import Committee, Office
from compliance.money import Money
from donations.exports import fec_file, layouts
from donations.exports.records import Cover
from donations.exports.writing import Unwritable
from donations.planning import SOFTWARE, CannotReport, Report, filer_of


def office(report: Report) -> Office:
    """An office whose form this is: the House and the Senate have one."""
    return Office.PRESIDENT if report.form == "F3P" else Office.HOUSE


def lines(committee: Committee, report: Report, figures: Mapping[tuple[str, str], Money]) -> bytes:
    """Give a file's header and cover. Raises `CannotReport` where the format cannot take one of them."""
    original = report.original.filing_number if report.original else ""
    filer = filer_of(committee)
    told = Cover(
        status=report.status,
        report_code=report.code,
        start=report.period.start,
        end=report.period.end,
        treasurer=report.signer,
        signed_on=report.signed_on,
        figures=figures,
        election=report.election,
        election_state=committee.state if report.election else "",
        primary=_active(committee, report, "P"),
        general=_active(committee, report, "G"),
    )
    with _in_words():
        header = fec_file.header(SOFTWARE, version("donations"), original=original, number=report.amendment)
        return header + fec_file.cover(filer, told)


def unwritable(error: Unwritable) -> str:
    """The sentence for a record that the format cannot take."""
    where = error.transaction_id or error.record
    return (
        f"{where} cannot be written: its {layouts.in_words(error.column)} is blank or does not fit the column. Look at "
        "the committee’s file, at who signs (a first and a last name), and at the amounts from outside."
    )


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn a header or a cover that the format cannot take into `CannotReport`."""
    try:
        yield
    except Unwritable as error:
        raise CannotReport(unwritable(error)) from error


def _active(committee: Committee, report: Report, letter: str) -> bool:
    """Whether a presidential committee was active in an election: the next one that is not held yet."""
    ahead = [each for each in committee.elections if each.on >= report.period.start]
    first = min(ahead, key=lambda each: each.on, default=None)
    return committee.office is Office.PRESIDENT and first is not None and first.type == letter
