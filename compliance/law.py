"""Every figure in the law, with the dates it is in force and its citation.

A change in the law is a new row here. A date that no row covers raises; nothing is guessed.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from compliance.committee import Committee
from compliance.money import Money


class NoFigureError(LookupError):
    """Raised when no row covers the date asked for."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure and the days, both included, on which it is in force; no `until` is "until further notice"."""

    since: date
    until: date | None
    amount: Money
    citation: str

    def covers(self, on: date) -> bool:
        """Tell whether the figure is in force on that day."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Limit:
    """What one person may give for one election on one day, and where the figure comes from.

    `published` is false where the FEC has not yet published its figure for that day, and the last one bounds it.
    """

    amount: Money
    source: str
    published: bool


@dataclass(frozen=True, slots=True)
class Period:
    """So many days after a day; the day itself does not count (DAT-05)."""

    days: int
    citation: str

    def after(self, on: date) -> date:
        """Give the last day of the period, which still is within it.

        >>> Period(10, "").after(date(2024, 2, 20))
        datetime.date(2024, 3, 1)
        """
        return on + timedelta(days=self.days)


_LIMIT: Final = "11 CFR 110.1(b)(1), 110.17"

PER_ELECTION: Final = (
    Row(date(2014, 11, 5), date(2018, 11, 6), Money(2_700_00), _LIMIT),
    Row(date(2018, 11, 7), date(2020, 11, 3), Money(2_800_00), _LIMIT),
    Row(date(2020, 11, 4), date(2022, 11, 8), Money(2_900_00), _LIMIT),
    Row(date(2022, 11, 9), date(2024, 11, 5), Money(3_300_00), _LIMIT),
    Row(date(2024, 11, 6), date(2026, 11, 3), Money(3_500_00), _LIMIT),
)
"""An individual to a candidate, per election (LIM-02, LIM-03).

Indexed in every odd year, and in force from the day after one general election to the next: 110.1(b)(1)(ii). The
figure is published some months late and applies back to that day; until then `bound_on` answers.
"""

ITEMIZED_OVER: Final = (Row(date(1980, 1, 8), None, Money(200_00), "11 CFR 104.3(a)(4), 104.7(b), 102.9(a)(2)"),)
"""Above this sum a contributor's occupation and employer are asked for, and the receipts are itemized (IDN-03)."""

CURRENCY: Final = (Row(date(1980, 1, 8), None, Money(100_00), "52 USC 30123; 11 CFR 110.4(c)(1)-(2)"),)
"""The most that one person may give in currency in a campaign (SRC-10)."""

ANONYMOUS_CURRENCY: Final = (Row(date(1980, 1, 8), None, Money(50_00), "11 CFR 110.4(c)(3)"),)
"""The most that may be kept of currency from nobody known (SRC-10)."""

CHECK_IMAGE_OVER: Final = (Row(date(1980, 1, 8), None, Money(50_00), "11 CFR 102.9(a)(4)"),)
"""Above this amount a picture of the check is kept (REC-03)."""

NOTICE_FROM: Final = (Row(date(1980, 1, 8), None, Money(1_000_00), "11 CFR 104.5(f)"),)
"""From this amount a contribution in the last days before an election is told to the FEC at once (RPT-07)."""

FORWARD: Final = Period(10, "11 CFR 102.8(a)")
"""From receipt by anybody to the treasurer (W1)."""

DEPOSIT: Final = Period(10, "11 CFR 103.3(a)")
"""From the treasurer's receipt to the bank, or back to the contributor (W1)."""

BEST_EFFORTS: Final = Period(30, "11 CFR 104.7(b)(2)")
"""From receipt to the request for what is missing (W3)."""

EXCESS: Final = Period(60, "11 CFR 103.3(b)(3), 110.1(b)(5), 110.1(k)(3)")
"""From receipt to the end of every way to put an excess right (W2)."""

QUESTIONABLE: Final = Period(30, "11 CFR 103.3(b)(1)")
"""From receipt to the answer whether a questionable source was a lawful one, or the refund (W4)."""

ILLEGAL: Final = Period(30, "11 CFR 103.3(b)(2)")
"""From the discovery that a contribution was illegal to its refund (W5)."""

NOTICE_HOURS: Final = 48
NOTICE_FIRST_DAY: Final = 19
NOTICE_LAST_DAY: Final = 3
"""The notice of 11 CFR 104.5(f) is due so many hours after receipt, for what is received from the first to the last of
these days before an election: after the 20th day, but more than 48 hours before 12:01 am of election day (RPT-07)."""


def _in_force(rows: tuple[Row, ...], on: date) -> Row:
    row = next((row for row in rows if row.covers(on)), None)
    if row is None:
        message = f"no published figure covers {on.isoformat()}"
        raise NoFigureError(message)
    return row


def limit_on(on: date) -> Money:
    """Give the FEC's published limit for one person and one election; raises `NoFigureError`.

    Law: 11 CFR 110.1(b)(1), 110.17.

    >>> str(limit_on(date(2024, 11, 5))), str(limit_on(date(2024, 11, 6)))
    ('$3,300.00', '$3,500.00')
    """
    return _in_force(PER_ELECTION, on).amount


def bound_on(on: date) -> Limit:
    """Give the published limit, or after the last row the last published one with `published` false.

    The figure has never gone down, and 110.17(d) only ever rounds it up or leaves it: the last one is safe to keep
    to. Raises `NoFigureError` for a day before the first row.

    Law: 11 CFR 110.1(b)(1)(ii), 110.17.

    >>> bound_on(date(2026, 11, 4)).published
    False
    """
    last = PER_ELECTION[-1]
    if last.until is not None and on > last.until:
        return Limit(last.amount, last.citation, published=False)
    row = _in_force(PER_ELECTION, on)
    return Limit(row.amount, row.citation, published=True)


def limit_in_force(committee: Committee, on: date) -> Limit:
    """Give the lower of the committee's own cap and the law's figure; raises `NoFigureError`.

    `published` speaks of the law's figure, also where the committee's cap is the lower one.
    """
    bound = bound_on(on)
    if committee.cap < bound.amount:
        return Limit(committee.cap, "the committee's own limit", bound.published)
    return bound


@lru_cache(maxsize=4096)
def itemized_over(on: date) -> Money:
    """Give the sum above which occupation and employer are needed; exactly this sum does not need them.

    Law: 11 CFR 104.3(a)(4), 104.7(b), 102.9(a)(2).
    """
    return _in_force(ITEMIZED_OVER, on).amount


def currency_limit(on: date) -> Row:
    """Give the most that one person may give in currency, with its citation; exactly so much is allowed."""
    return _in_force(CURRENCY, on)


def anonymous_currency_limit(on: date) -> Row:
    """Give the most that may be kept of anonymous currency, with its citation; exactly so much may be."""
    return _in_force(ANONYMOUS_CURRENCY, on)


def check_image_over(on: date) -> Row:
    """Give the amount above which a picture of the check is kept, with its citation; exactly so much needs none."""
    return _in_force(CHECK_IMAGE_OVER, on)


def notice_from(on: date) -> Row:
    """Give the amount from which the 48-hour notice is owed, with its citation; exactly so much needs it."""
    return _in_force(NOTICE_FROM, on)
