"""Days as staff type them, month first as on a check, or year first, never guessed; and how long there is still."""

import re
from datetime import date, datetime, tzinfo
from typing import Final

from compliance import wording

_AMERICAN: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]((?:20)?[0-9]{2})", re.ASCII)
_ISO: Final = re.compile(r"(20[0-9]{2})-([0-9]{2})-([0-9]{2})", re.ASCII)
HINT: Final = "Month, day, year, like 3/2/2026"


class NotADay(ValueError):
    """Raised when a text is no day that can be read in one way."""


def read(text: str) -> date | None:
    """Read a day; None when the text is blank. Raises `NotADay`.

    >>> read("3/2/26"), read("2026-03-02"), read("")
    (datetime.date(2026, 3, 2), datetime.date(2026, 3, 2), None)
    """
    typed = text.strip()
    if not typed:
        return None
    try:
        if found := _AMERICAN.fullmatch(typed):
            month, day, year = (int(part) for part in found.groups())
            return date(year if year > 99 else 2000 + year, month, day)  # noqa: PLR2004 - two figures are of this century
        if found := _ISO.fullmatch(typed):
            year, month, day = (int(part) for part in found.groups())
            return date(year, month, day)
    except ValueError as error:
        raise NotADay(text) from error
    raise NotADay(text)


def read_or_none(text: str) -> date | None:
    """Read a day; None when there is none, or none that can be read."""
    try:
        return read(text)
    except NotADay:
        return None


def write(on: date | None) -> str:
    """Write a day as it is typed; nothing for none.

    >>> write(date(2026, 3, 2))
    '3/2/2026'
    """
    return f"{on.month}/{on.day}/{on.year}" if on else ""


def moment(at: datetime, zone: tzinfo) -> str:
    """Write a moment as the committee's clocks show it, with the name of their time.

    >>> from zoneinfo import ZoneInfo
    >>> moment(datetime.fromisoformat("2026-11-29T23:50:00+00:00"), ZoneInfo("America/New_York"))
    '29 November 2026, 6:50 PM EST'
    """
    there = at.astimezone(zone)
    return f"{wording.long_date(there.date())}, {there.hour % 12 or 12}:{there:%M %p} {there.tzname()}"


_DAY: Final = 24
_IN_HOURS: Final = 48
"""Below this, what is left is counted in hours."""


def span(hours: int) -> str:
    """Say a time in words: in hours below two days, else in days.

    >>> span(0), span(1), span(47), span(48)
    ('less than an hour', '1 hour', '47 hours', '2 days')
    """
    number, unit = (hours, "hour") if hours < _IN_HOURS else (hours // _DAY, "day")
    return f"{number} {unit}{'' if number == 1 else 's'}" if number else "less than an hour"


def left(hours: int) -> str:
    """Say what is left of a time in hours, or how late it is.

    >>> left(30), left(-3), left(-1)
    ('30 hours left', '3 hours late', '1 hour late')
    """
    return f"{span(hours)} left" if hours >= 0 else f"{span(-hours)} late"


def until(due_on: date, today: date) -> str:
    """Say how many days there are until a day, or how late it is.

    >>> until(date(2026, 3, 3), date(2026, 3, 2)), until(date(2026, 3, 2), date(2026, 3, 2))
    ('1 day left', 'today')
    """
    days = (due_on - today).days
    words = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return "today" if not days else f"{words} left" if days > 0 else f"{words} late"
