"""What does the cover of a report say? The lines of Form 3P and Form 3, and the sums by which they are made.

The lines and their sums are data, `rows`; everything else reads them there. Column A is the period, column B the
election cycle to date. Lines 14 and 15 of Form 3P stand in column A, but are figures of the cycle to date.

Law: 11 CFR 104.3(a)-(b).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from compliance.committee import Office
from compliance.money import ZERO, Money

Others = Mapping[str, Money]
"""What comes from outside this system in one column, by the key of a line that `stated` names."""

Values = dict[tuple[str, str], Money]
"""A cover: the amount of each line, by column ("A" or "B") and key."""


class NotStated(ValueError):
    """Raised for a line that nobody may state: it is reckoned, comes from the books alone, or is not on the form."""


class Row(NamedTuple):
    """One line of a form; `columns` are those in which it stands, `total` is how it is made of others of its column.

    A line of the other column is named with it: "B:17e". Without a total a line is told, not reckoned.
    """

    key: str
    words: str
    columns: str = "AB"
    total: str = ""

    @property
    def label(self) -> str:
        """The line as the form numbers it.

        >>> Row("17ai", "Individuals, itemized").label
        '17(a)(i)'
        """
        return _labelled(self.key)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the books themselves know, for one column: contributions, refunds and the processor's fees."""

    individuals_itemized: Money = ZERO
    individuals_unitemized: Money = ZERO
    refunds_individuals: Money = ZERO
    operating: Money = ZERO


FORM_3P: Final = (
    Row("6", "Cash on hand at the beginning of the reporting period", "A"),
    Row("7", "Total receipts this period", "A", "22"),
    Row("8", "Subtotal", "A", "6 + 7"),
    Row("9", "Total disbursements this period", "A", "30"),
    Row("10", "Cash on hand at the close of the reporting period", "A", "8 - 9"),
    Row("11", "Debts and obligations owed to the committee", "A"),
    Row("12", "Debts and obligations owed by the committee", "A"),
    Row("13", "Expenditures subject to limitation", "A"),
    Row("14", "Net contributions, cycle to date", "A", "B:17e - B:28d"),
    Row("15", "Net operating expenditures, cycle to date", "A", "B:23 - B:20a"),
    Row("16", "Federal funds"),
    Row("17ai", "Contributions from individuals, itemized"),
    Row("17aii", "Contributions from individuals, unitemized"),
    Row("17aiii", "Contributions from individuals, total", total="17ai + 17aii"),
    Row("17b", "Contributions from political party committees"),
    Row("17c", "Contributions from other political committees"),
    Row("17d", "Contributions from the candidate"),
    Row("17e", "Total contributions, other than loans", total="17aiii + 17b + 17c + 17d"),
    Row("18", "Transfers from affiliated or other party committees"),
    Row("19a", "Loans received from or guaranteed by the candidate"),
    Row("19b", "Other loans"),
    Row("19c", "Total loans", total="19a + 19b"),
    Row("20a", "Offsets to expenditures: operating"),
    Row("20b", "Offsets to expenditures: fundraising"),
    Row("20c", "Offsets to expenditures: legal and accounting"),
    Row("20d", "Total offsets to expenditures", total="20a + 20b + 20c"),
    Row("21", "Other receipts"),
    Row("22", "Total receipts", total="16 + 17e + 18 + 19c + 20d + 21"),
    Row("23", "Operating expenditures"),
    Row("24", "Transfers to other authorized committees"),
    Row("25", "Fundraising disbursements"),
    Row("26", "Exempt legal and accounting disbursements"),
    Row("27a", "Repayments of loans made or guaranteed by the candidate"),
    Row("27b", "Other loan repayments"),
    Row("27c", "Total loan repayments", total="27a + 27b"),
    Row("28a", "Refunds of contributions to individuals"),
    Row("28b", "Refunds of contributions to political party committees"),
    Row("28c", "Refunds of contributions to other political committees"),
    Row("28d", "Total contribution refunds", total="28a + 28b + 28c"),
    Row("29", "Other disbursements"),
    Row("30", "Total disbursements", total="23 + 24 + 25 + 26 + 27c + 28d + 29"),
    Row("31", "Items on hand to be liquidated", "A"),
)
"""For a presidential candidate's committee. The form says some totals twice: 7 and 22, 9 and 30."""

FORM_3: Final = (
    Row("6a", "Total contributions, other than loans", total="11e"),
    Row("6b", "Total contribution refunds", total="20d"),
    Row("6c", "Net contributions", total="6a - 6b"),
    Row("7a", "Total operating expenditures", total="17"),
    Row("7b", "Total offsets to operating expenditures", total="14"),
    Row("7c", "Net operating expenditures", total="7a - 7b"),
    Row("8", "Cash on hand at the close of the reporting period", "A", "27"),
    Row("9", "Debts and obligations owed to the committee", "A"),
    Row("10", "Debts and obligations owed by the committee", "A"),
    Row("11ai", "Contributions from individuals, itemized"),
    Row("11aii", "Contributions from individuals, unitemized"),
    Row("11aiii", "Contributions from individuals, total", total="11ai + 11aii"),
    Row("11b", "Contributions from political party committees"),
    Row("11c", "Contributions from other political committees"),
    Row("11d", "Contributions from the candidate"),
    Row("11e", "Total contributions, other than loans", total="11aiii + 11b + 11c + 11d"),
    Row("12", "Transfers from other authorized committees"),
    Row("13a", "Loans made or guaranteed by the candidate"),
    Row("13b", "All other loans"),
    Row("13c", "Total loans", total="13a + 13b"),
    Row("14", "Offsets to operating expenditures"),
    Row("15", "Other receipts"),
    Row("16", "Total receipts", total="11e + 12 + 13c + 14 + 15"),
    Row("17", "Operating expenditures"),
    Row("18", "Transfers to other authorized committees"),
    Row("19a", "Repayments of loans made or guaranteed by the candidate"),
    Row("19b", "Repayments of all other loans"),
    Row("19c", "Total loan repayments", total="19a + 19b"),
    Row("20a", "Refunds of contributions to individuals other than political committees"),
    Row("20b", "Refunds of contributions to political party committees"),
    Row("20c", "Refunds of contributions to other political committees"),
    Row("20d", "Total contribution refunds", total="20a + 20b + 20c"),
    Row("21", "Other disbursements"),
    Row("22", "Total disbursements", total="17 + 18 + 19c + 20d + 21"),
    Row("23", "Cash on hand at the beginning of the reporting period", "A"),
    Row("24", "Total receipts this period", "A", "16"),
    Row("25", "Subtotal", "A", "23 + 24"),
    Row("26", "Total disbursements this period", "A", "22"),
    Row("27", "Cash on hand at the close of the reporting period", "A", "25 - 26"),
)
"""For the committee of a candidate for the House or the Senate. Line 8 is said again at the end of column A, 27."""

_OURS_3P: Final = ("17ai", "17aii", "28a", "23")
_OURS_3: Final = ("11ai", "11aii", "20a", "17")
"""Where each of the `Figures` stands, in their order; the first two are the books' alone."""


def rows(office: Office) -> tuple[Row, ...]:
    """Give the lines of the form that a candidate for this office files, in its order."""
    return FORM_3P if office is Office.PRESIDENT else FORM_3


def stated(office: Office) -> tuple[Row, ...]:
    """Say which lines a person may state, because the books do not know them, or not all of them.

    What is stated of a line that the books fill too comes on top of theirs.
    """
    alone = filled(office)[:2]
    return tuple(row for row in rows(office) if not row.total and row.key not in alone)


def doubts(office: Office, others: Mapping[str, Others]) -> list[str]:
    """Say of what is stated, by column, which cycle to date is less than the period that it holds.

    >>> doubts(Office.HOUSE, {"A": {"17": Money(5000)}, "B": {"17": Money(2000)}})
    ['Line 17: column B, the cycle to date, is $20.00, less than $50.00 of the period in column A.']
    """
    column_a, column_b = others.get("A", {}), others.get("B", {})
    return [
        f"Line {row.label}: column B, the cycle to date, is {column_b.get(row.key, ZERO)}, less than "
        f"{column_a[row.key]} of the period in column A."
        for row in stated(office)
        if "B" in row.columns and row.key in column_a and column_b.get(row.key, ZERO) < column_a[row.key]
    ]


def cover(office: Office, ours: tuple[Figures, Figures], others: tuple[Others, Others]) -> Values:
    """Give every line of the cover, from the books' figures and what a person states, each for columns A and B.

    What nobody states is nothing. Raises `NotStated`.

    Law: 11 CFR 104.3(a)-(b).
    """
    values: Values = {}
    for column, figures, told in zip("AB", ours, others, strict=True):
        known = {row.key for row in stated(office) if column in row.columns}
        strange = sorted(set(told) - known)
        if strange:
            raise NotStated(f"not to be stated in column {column}: {', '.join(map(_labelled, strange))}")
        for row in rows(office):
            if column in row.columns and not row.total:
                values[column, row.key] = told.get(row.key, ZERO)
        for key, amount in zip(filled(office), _amounts(figures), strict=True):
            values[column, key] += amount
    totals = {(column, row.key): row.total for row in rows(office) for column in row.columns if row.total}
    return {
        (column, row.key): _reckoned(values, totals, (column, row.key))
        for column in "AB"
        for row in rows(office)
        if column in row.columns
    }


def check(office: Office, values: Mapping[tuple[str, str], Money]) -> list[str]:
    """Hold a cover to every sum of its form, and say in words what is missing or does not add up."""
    wanted = [(column, row) for column in "AB" for row in rows(office) if column in row.columns]
    missing = [
        f"Line {row.label}, column {column}, is missing." for column, row in wanted if (column, row.key) not in values
    ]
    if missing:
        return missing
    return [
        f"Line {row.label}, column {column}, is {values[column, row.key]}, "
        f"but {_in_words(row.total)} comes to {_sum(values, column, row.total)}."
        for column, row in wanted
        if row.total and values[column, row.key] != _sum(values, column, row.total)
    ]


def filled(office: Office) -> tuple[str, ...]:
    """Give the lines that the books fill: receipts itemized and not, refunds, and the processor's fees."""
    return _OURS_3P if office is Office.PRESIDENT else _OURS_3


def _amounts(figures: Figures) -> tuple[Money, ...]:
    return (
        figures.individuals_itemized,
        figures.individuals_unitemized,
        figures.refunds_individuals,
        figures.operating,
    )


def _terms(column: str, total: str) -> Iterator[tuple[bool, tuple[str, str]]]:
    """The lines of which one of that column is made; whether each is taken away."""
    for sign, named, key in re.findall(r"(?:([+-]) )?(?:([AB]):)?(\w+)", total):
        yield sign == "-", (named or column, key)


def _reckoned(values: Values, totals: Mapping[tuple[str, str], str], at: tuple[str, str]) -> Money:
    """One line's amount; the sums on the way to it are kept."""
    if at not in values:
        terms = [(minus, _reckoned(values, totals, of)) for minus, of in _terms(at[0], totals[at])]
        values[at] = Money.total(-amount if minus else amount for minus, amount in terms)
    return values[at]


def _sum(values: Mapping[tuple[str, str], Money], column: str, total: str) -> Money:
    return Money.total(-values[of] if minus else values[of] for minus, of in _terms(column, total))


def _in_words(total: str) -> str:
    return re.sub(r"(?:([AB]):)?(\d+[a-e]?i*)", _named, total)


def _named(found: re.Match[str]) -> str:
    column, key = found.groups()
    return f"{_labelled(key)} of column {column}" if column else _labelled(key)


def _labelled(key: str) -> str:
    return re.sub(r"^(\d+)([a-e])(i*)$", lambda read: f"{read[1]}({read[2]}){f'({read[3]})' if read[3] else ''}", key)
