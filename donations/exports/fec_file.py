"""The FEC's file: each function gives the bytes of one record, as wide as its layout and ended by CRLF.

It writes what it is told, line by line as `writing` has it. Whether an entry belongs there, and what the sums are, is
settled before.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Final, assert_never

from compliance.committee import Office
from donations.exports import filing_text, layouts
from donations.exports.filing_text import Change
from donations.exports.layouts import Layout
from donations.exports.records import (
    Cover,
    Entry,
    Filer,
    Gift,
    Giver,
    Name,
    Notice,
    Payment,
    Refund,
    ScheduleA,
    Statement,
    Status,
    Urgent,
)
from donations.exports.writing import COVER, ENDING, SEPARATOR, Heard, Rewritten, Unwritable, Writer, cell, cell_pattern

_PERSON: Final = "last_name first_name middle_name prefix suffix"
_PLACE: Final = "street_1 street_2 city state zip_code"


def cover_changes(record: str, texts: Mapping[str, str]) -> list[Rewritten]:
    """Tell which texts of a cover, by their columns, the file shows otherwise than they are."""
    layout = layouts.layout(record)
    changes = {name: filing_text.changed(text, layout.columns[layout.at(name)].most) for name, text in texts.items()}
    return [Rewritten(COVER, name, each.before, each.after) for name, each in changes.items() if each]


def parts_of(filer: Filer, **persons: Name) -> dict[str, str]:
    """Give the texts of a cover by their columns: the committee's, and those of the persons it names."""
    told = {"committee_name": filer.name, **dict(zip(_PLACE.split(), filer.place, strict=True))}
    for prefix, person in persons.items():
        told |= _parts(prefix, person)
    return told


@lru_cache(maxsize=8192)
def _dollars(cents: int) -> str:
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02d}"


@lru_cache(maxsize=8192)
def _day(on: date) -> str:
    return on.isoformat().replace("-", "")


def _x(value: object) -> str:
    return "X" if value else ""


def _columns(prefix: str, names: str) -> str:
    return " ".join(f"{prefix}_{name}" for name in names.split())


def header(software: str, version: str, *, original: str = "", number: int = 0) -> bytes:
    r"""Give the first line. An amendment names the filing it amends, as the FEC numbered it, and counts from 1.

    >>> header("Ledger", "1", original="1234567", number=2).split(b"\x1c")[5:7]
    [b'FEC-1234567', b'2']
    """
    if bool(original) != bool(number):
        message = "an amendment has both the original's number and its own count; a new report has neither"
        raise ValueError(message)
    layout = layouts.layout("HDR")
    return _line(
        layout,
        {
            "record_type": "HDR",
            "ef_type": "FEC",
            "fec_version": layout.version,
            "soft_name": software,
            "soft_ver": version,
            "report_id": f"FEC-{original.removeprefix('FEC-')}" if original else "",
            "report_number": str(number) if number else "",
        },
    )


def cover(filer: Filer, told: Cover) -> bytes:
    """Give a report's second line, F3P or F3. Every line of the form must be in its figures, and no other.

    Raises `Unwritable` where one is missing, and `ValueError` for one that the form does not have.
    """
    layout = layouts.layout(layouts.form(filer.office).form)
    strangers = told.figures.keys() - {column.line for column in layout.columns}
    if strangers:
        message = f"{layout.record} has no line {', '.join(map(':'.join, sorted(strangers)))}"
        raise ValueError(message)
    figures = {line: _dollars(amount.cents) for line, amount in told.figures.items()}
    return _line(layout, _filer(filer, layout, told.status) | _report(filer, told), figures)


def notice(filer: Filer, told: Notice) -> bytes:
    """Give a 48-hour notice's second line, F6."""
    layout = layouts.layout("F6")
    values = {
        "original_amendment_date": _day(told.amended_on) if told.amended_on else "",
        "candidate_id_number": told.candidate_id,
        "candidate_office": filer.office.value,
        "candidate_state": filer.state,
        "candidate_district": filer.district,
        "date_signed": _day(told.signed_on),
        **_parts("candidate", told.candidate),
        **_parts("signer", told.signer),
    }
    return _line(layout, _filer(filer, layout, told.status) | values)


def form_type(filer: Filer, status: Status) -> str:
    """Give the form type of a report's cover, which a statement about the whole report points back at: "F3PN"."""
    return f"{layouts.form(filer.office).form}{status}"


def _filer(filer: Filer, layout: Layout, status: Status) -> dict[str, str]:
    return {
        "form_type": f"{layout.record}{status}",
        "filer_committee_id_number": filer.committee_id,
        "committee_name": filer.name,
        **dict(zip(_PLACE.split(), filer.place, strict=True)),
    }


def _report(filer: Filer, told: Cover) -> dict[str, str]:
    values = {
        "change_of_address": _x(filer.new_address),
        "report_code": told.report_code,
        "coverage_from_date": _day(told.start),
        "coverage_through_date": _day(told.end),
        "date_signed": _day(told.signed_on),
        **_parts("treasurer", told.treasurer),
    }
    held = told.election
    day = _day(held.on) if held else ""
    values["election_code"] = held.code if held else ""
    values["state_of_election"] = told.election_state
    if filer.office is Office.PRESIDENT:
        return values | {
            "date_of_election": day,
            "activity_primary": _x(told.primary),
            "activity_general": _x(told.general),
        }
    return values | {"election_date": day, "election_state": filer.state, "election_district": filer.district}


def _parts(prefix: str, person: Name) -> dict[str, str]:
    return {f"{prefix}_{part}": value for part, value in zip(_PERSON.split(), person, strict=True)}


def _line(layout: Layout, values: Mapping[str, str], figures: Mapping[tuple[str, str], str] | None = None) -> bytes:
    """Write a record that stands once in a file. Raises `KeyError` for a column the record does not have."""
    for name in values:
        layout.at(name)
    cells = []
    for column in layout.columns:
        value = values.get(column.name, "")
        if column.line is not None:
            value = (figures or {}).get(column.line, "")
            if not value:
                raise Unwritable(layout.record, column.figure)
        cells.append(cell(layout, column, value))
    return (SEPARATOR.join(cells) + ENDING).encode("ascii")


class Body:
    """Writes the lines that follow a cover, for one committee.

    `individuals`, `refunds` and `operating` are the schedule lines in use, for what points back at one. `heard` is
    told of each text that a line shows otherwise than the books.
    """

    def __init__(self, office: Office, committee_id: str, heard: Heard | None = None) -> None:
        self._heard, self._otherwise = heard, list[Rewritten]()
        hear = self._hear if heard else None
        form = layouts.form(office)
        self.form = form.form
        self.individuals, self.refunds, self.operating = form.individuals, form.refunds, form.operating
        filer = {"filer_committee_id_number": committee_id}
        back = "back_reference_tran_id_number back_reference_sched_name"
        donor = f"{_columns('contributor', _PERSON)} {_columns('contributor', _PLACE)}"
        payee = f"{_columns('payee', _PERSON)} {_columns('payee', _PLACE)}"
        self._schedule_a = Writer(
            layouts.layout("SchA"),
            f"transaction_id {back} {donor} election_code contribution_date contribution_amount contribution_aggregate"
            " contribution_purpose_descrip contributor_employer contributor_occupation memo_code memo_text_description",
            {"form_type": form.individuals, "entity_type": "IND", **filer},
            hear,
        )
        gift = "transaction_id election_code contribution_date contribution_amount contribution_aggregate"
        self._of_gift = tuple(self._schedule_a.layout.at(name) for name in gift.split())
        columns = self._schedule_a.layout.columns
        self._gift_fits = re.compile(SEPARATOR.join(cell_pattern(columns[place]) for place in self._of_gift)).fullmatch
        self._refund = Writer(
            layouts.layout("SchB"),
            f"transaction_id_number {payee} election_code"
            " expenditure_date expenditure_amount expenditure_purpose_descrip memo_text_description",
            {"form_type": form.refunds, "entity_type": "IND", **filer},
            hear,
        )
        self._payment = Writer(
            layouts.layout("SchB"),
            f"transaction_id_number payee_organization_name {_columns('payee', _PLACE)} expenditure_date"
            " expenditure_amount expenditure_purpose_descrip memo_text_description",
            {"form_type": form.operating, "entity_type": "ORG", **filer},
            hear,
        )
        self._statement = Writer(
            layouts.layout("TEXT"),
            "transaction_id_number back_reference_tran_id_number back_reference_sched_form_name text",
            {"rec_type": "TEXT", **filer},
            hear,
        )
        self._urgent = Writer(
            layouts.layout("F65"),
            f"transaction_id {donor} contribution_date contribution_amount contributor_employer contributor_occupation",
            {"form_type": "F65", "entity_type": "IND", **filer},
            hear,
        )

    def schedule_a(self, line: ScheduleA) -> bytes:
        """Give an individual's receipt: SA17A on Form 3P, SA11AI on Form 3."""
        return self._schedule_a.write(_schedule_a(line))

    def giver(self, giver: Giver) -> bytes:
        """Give all receipts of a giver, line after line: what they have in common is put together and held once."""
        first, *others = giver.gifts
        self._otherwise = []
        line = self._schedule_a.write(_schedule_a(giver.entry(first)))
        if not others:
            return line
        cells = line.decode("ascii").replace("%", "%%").split(SEPARATOR)
        for place in self._of_gift:
            cells[place] = "%s"
        template = SEPARATOR.join(cells)
        lines, otherwise = [line], self._otherwise
        for gift in others:
            values = _gift(gift)
            if self._gift_fits(SEPARATOR.join(values)):
                lines.append((template % values).encode("ascii"))
                if otherwise:
                    self._hear([each._replace(transaction_id=gift.transaction_id) for each in otherwise])
            else:
                lines.append(self._schedule_a.write(_schedule_a(giver.entry(gift))))
        return b"".join(lines)

    def _hear(self, found: list[Rewritten]) -> None:
        self._otherwise = found
        for each in found:
            if self._heard:
                self._heard(each)

    def refund(self, line: Refund) -> bytes:
        """Give a refund to an individual: SB28A on Form 3P, SB20A on Form 3."""
        return self._refund.write(_refund(line))

    def payment(self, line: Payment) -> bytes:
        """Give a payment to an organization: SB23 on Form 3P, SB17 on Form 3."""
        return self._payment.write(_payment(line))

    def statement(self, line: Statement) -> bytes:
        """Give a TEXT record."""
        return self._statement.write(_statement(line))

    def urgent(self, line: Urgent) -> bytes:
        """Give one contribution of a 48-hour notice: F65."""
        return self._urgent.write(_urgent(line))

    def line(self, entry: Entry) -> bytes:
        """Give any entry's record."""
        writer, values = self._told(entry)
        return writer.write(values)

    def changes(self, entry: Entry) -> Iterator[tuple[str, Change]]:
        """Tell each column of an entry that the file shows otherwise than the books: its name, before and after."""
        writer, values = self._told(entry)
        return ((column.name, change) for column, change in writer.changes(values))

    def rewritten(self, entry: Entry) -> tuple[Rewritten, ...]:
        """Tell the same with the entry's transaction."""
        number = entry.transaction_id
        return tuple(Rewritten(number, name, each.before, each.after) for name, each in self.changes(entry))

    def _told(self, entry: Entry) -> tuple[Writer, tuple[str, ...]]:
        match entry:
            case ScheduleA():
                return self._schedule_a, _schedule_a(entry)
            case Refund():
                return self._refund, _refund(entry)
            case Payment():
                return self._payment, _payment(entry)
            case Statement():
                return self._statement, _statement(entry)
            case Urgent():
                return self._urgent, _urgent(entry)
            case _:
                assert_never(entry)


def _schedule_a(line: ScheduleA) -> tuple[str, ...]:
    number, person, place, election, on, amount, aggregate, employer, occupation, purpose, memo, text, back, to = line
    return (
        number, back, to, *person, *place, election, _day(on), _dollars(amount.cents), _dollars(aggregate.cents),
        purpose, employer, occupation, "X" if memo else "", text,
    )  # fmt: skip


def _gift(gift: Gift) -> tuple[str, ...]:
    number, election, on, amount, aggregate = gift
    return number, election, _day(on), _dollars(amount.cents), _dollars(aggregate.cents)


def _refund(line: Refund) -> tuple[str, ...]:
    number, person, place, election, on, amount, purpose, text = line
    return (number, *person, *place, election, _day(on), _dollars(amount.cents), purpose, text)


def _payment(line: Payment) -> tuple[str, ...]:
    number, organization, place, on, amount, purpose, text = line
    return (number, organization, *place, _day(on), _dollars(amount.cents), purpose, text)


def _statement(line: Statement) -> tuple[str, ...]:
    number, text, form, back = line
    return (number, back, form, text)


def _urgent(line: Urgent) -> tuple[str, ...]:
    number, person, place, on, amount, employer, occupation = line
    return (number, *person, *place, _day(on), _dollars(amount.cents), employer, occupation)
