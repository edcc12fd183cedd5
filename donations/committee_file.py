"""The committee's TOML file: read, checked whole, and turned into a `Committee` and the words of its page."""

import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from compliance import review
from compliance.committee import Committee, Cycle, Office, PostalAddress, PrepaidCards
from compliance.election import Election
from compliance.money import Money
from donations.colour import BLACK, WHITE, readable_on


@dataclass(frozen=True, slots=True)
class Page:
    """The words and colour of the committee's pages. `accent` has contrast enough on white, `accent_dark` on black."""

    headline: str
    lead: str
    privacy: str
    contact_email: str
    presets: tuple[Money, ...]
    accent: str
    accent_dark: str


T = TypeVar("T")


class _Table:
    """One table of the file: answers its values and notes what is wrong with them."""

    def __init__(self, name: str, values: object, faults: list[str]) -> None:
        self.name = name
        self.faults = faults
        self.values: dict[str, Any] = values if isinstance(values, dict) else {}
        self.asked: set[str] = set()
        if not isinstance(values, dict):
            faults.append(f"[{name}] is missing.")

    def read(self, key: str, translate: Callable[[Any], T], need: str, default: object = None) -> T | None:
        """Answer a value, or None after noting that it is not what is needed."""
        self.asked.add(key)
        try:
            return translate(self.values.get(key, default))
        except (ValueError, TypeError, ZoneInfoNotFoundError, OSError):
            if self.values:
                self.faults.append(f"[{self.name}] {key}: {need}")
            return None

    def finish(self) -> None:
        """Note every key that nobody asked for."""
        for key in sorted(set(self.values) - self.asked):
            self.faults.append(f"[{self.name}] {key}: there is no such setting; look for a slip in its name.")


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value.strip()


def _any_text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value.strip()


def _pattern(pattern: str) -> Callable[[object], str]:
    def translate(value: object) -> str:
        text = _any_text(value)
        if not re.fullmatch(pattern, text):
            raise ValueError
        return text

    return translate


def _amount(value: object) -> Money:
    return Money.parse(_any_text(value))


def _positive(value: object) -> Money:
    amount = _amount(value)
    if not amount:
        raise ValueError
    return amount


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError
    return date(value.year, value.month, value.day)


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _amounts(value: object) -> tuple[Money, ...]:
    if not isinstance(value, list) or not value:
        raise TypeError
    return tuple(_positive(each) for each in value)


def read(path: Path, today: date, faults: list[str], notices: list[str]) -> tuple[Committee | None, Page | None]:
    """Read the file; every fault and every thing to tell the operator is added to the lists given.

    `today` decides which limit of the law bounds the cap. None stands for a part that has faults.
    """
    try:
        raw = path.read_bytes()
        document = tomllib.loads(raw.decode())
    except OSError as error:
        faults.append(f"COMMITTEE_FILE: {path} cannot be read ({error.strerror}).")
        return None, None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"COMMITTEE_FILE: {path} is not TOML: {error}.")
        return None, None
    before = len(faults)
    unknown = sorted(set(document) - {"committee", "contributions", "cycle", "elections", "page"})
    faults.extend(f"[{name}]: there is no such table; look for a slip in its name." for name in unknown)
    committee = _committee(document, hashlib.sha256(raw).hexdigest()[:16], faults)
    page = _page(document, faults, notices)
    if committee and len(faults) == before:
        _bounds(committee, page, today, faults, notices)
    return committee, page


def _committee(document: Mapping[str, Any], version: str, faults: list[str]) -> Committee | None:
    before = len(faults)
    table = _Table("committee", document.get("committee"), faults)
    place = _Table("committee.address", table.values.get("address"), faults)
    money = _Table("contributions", document.get("contributions"), faults)
    table.asked.add("address")
    street1 = place.read("street1", _text, "give the first line of the postal address.")
    street2 = place.read("street2", _any_text, "give text, or leave it out.", "")
    city = place.read("city", _text, "give the city.")
    state = place.read("state", _pattern("[A-Z]{2}"), 'give two letters, like "OH".')
    postal_code = place.read("postal_code", _pattern(r"[0-9]{5}(-[0-9]{4})?"), 'give a ZIP code, like "43216".')
    name = table.read("name", _text, "give the committee's full name.")
    fec_id = table.read("fec_id", _pattern("C[0-9]{8}"), 'give the FEC id, like "C00123456".')
    candidate = table.read("candidate", _text, "give the candidate's name.")
    office = table.read("office", Office, 'give "P" (president), "H" (House) or "S" (Senate).')
    sought = table.read("state", _pattern("([A-Z]{2})?"), "give the two-letter state, or leave it empty.", "")
    district = table.read("district", _pattern("([0-9]{2})?"), 'give two digits, like "03".', "")
    treasurer = table.read("treasurer", _text, "give the treasurer's name.")
    in_office = table.read("treasurer_in_office", _truth, "say true or false.")
    timezone = table.read("timezone", _zone, 'give a time zone, like "America/New_York".')
    cap = money.read("cap", _positive, 'give the limit for each election, like "3300.00".', "3300.00")
    minimum = money.read("minimum", _positive, 'give the smallest gift, like "1.00".', "1.00")
    prepaid = money.read("prepaid_cards", PrepaidCards, 'say "hold" or "refuse".', "hold")
    for each in (table, place, money):
        each.finish()
    if office in {Office.HOUSE, Office.SENATE} and not sought:
        faults.append("[committee] state: a House or Senate committee needs its state.")
    if office is Office.HOUSE and not district:
        faults.append('[committee] district: a House committee needs its district, "00" where it is at large.')
    cycle = _cycle(document, faults)
    elections = _elections(document, faults)
    # The names in the second row only tell mypy what a list without new faults already means.
    if (
        len(faults) > before
        or None in (street1, street2, city, state, postal_code, name, fec_id, candidate, sought, district, treasurer)
        or (office is None or in_office is None or timezone is None or cap is None)
        or (minimum is None or prepaid is None or cycle is None)
    ):
        return None
    return Committee(
        name=name or "",
        office=office,
        timezone=timezone,
        cycle=cycle,
        elections=elections,
        cap=cap,
        minimum=minimum,
        prepaid_cards=prepaid,
        treasurer_in_office=in_office,
        version=version,
        fec_id=fec_id or "",
        candidate=candidate or "",
        state=sought or "",
        district=district or "",
        treasurer=treasurer or "",
        address=PostalAddress(street1 or "", city or "", state or "", postal_code or "", street2 or ""),
    )


def _zone(value: object) -> ZoneInfo:
    return ZoneInfo(_text(value))


def _cycle(document: Mapping[str, Any], faults: list[str]) -> Cycle | None:
    table = _Table("cycle", document.get("cycle"), faults)
    start = table.read("start", _day, "give a date, like 2024-11-06 (the day after the last general election).")
    end = table.read("end", _day, "give a date, like 2028-11-07 (the day of the next general election).")
    table.finish()
    if start is None or end is None:
        return None
    if start >= end:
        faults.append("[cycle] end: it must come after the start.")
    return Cycle(start, end)


def _elections(document: Mapping[str, Any], faults: list[str]) -> tuple[Election, ...]:
    rows = document.get("elections")
    if not isinstance(rows, list) or not rows:
        faults.append("[[elections]]: name at least one election, with its code and date.")
        return ()
    elections = []
    for number, row in enumerate(rows, start=1):
        table = _Table(f"elections {number}", row, faults)
        code = table.read("code", _pattern("[PGRSCE][0-9]{4}"), 'give the FEC code, like "P2028".')
        on = table.read("date", _day, "give a date, like 2028-11-07.")
        debts = table.read("net_debts", _amount, 'give an amount, like "0.00".', "0.00")
        table.finish()
        if code is not None and on is not None and debts is not None:
            elections.append(Election(code, on, debts))
    if len({election.code for election in elections}) < len(elections):
        faults.append("[[elections]]: two elections have the same code.")
    return tuple(sorted(elections, key=lambda election: election.on))


def _page(document: Mapping[str, Any], faults: list[str], notices: list[str]) -> Page | None:
    table = _Table("page", document.get("page"), faults)
    headline = table.read("headline", _text, "give the heading of the page.")
    lead = table.read("lead", _text, "give a sentence to stand under the heading.")
    privacy = table.read("privacy", _text, "say in one line what you do with people's data.")
    contact = table.read(
        "contact_email", _pattern(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "give an e-mail address people may write to."
    )
    presets = table.read("presets", _amounts, 'give a list of amounts, like ["25.00", "50.00"].')
    accent = table.read("accent", _pattern("#[0-9a-fA-F]{6}"), 'give a colour, like "#9c1c2e".')
    table.finish()
    if headline is None or lead is None or privacy is None or contact is None or presets is None or accent is None:
        return None
    readable, on_dark = readable_on(accent, WHITE), readable_on(accent, BLACK)
    if readable != accent.lower():
        notices.append(
            f"The accent {accent} has too little contrast for text on white; {readable} is used in its place."
        )
    return Page(headline, lead, privacy, contact, presets, readable, on_dark)


def _bounds(committee: Committee, page: Page | None, today: date, faults: list[str], notices: list[str]) -> None:
    try:
        bound = review.law_limit(today)
    except LookupError as error:
        faults.append(f"[contributions] cap: {error}")
        return
    if committee.cap > bound.amount:
        faults.append(
            f"[contributions] cap: {committee.cap} is above the limit of {bound.amount} for each election that the law "
            f"sets for {today.isoformat()}; lower it."
        )
    if not bound.published:
        notices.append(
            f"The FEC has not published the limit for {today.isoformat()} yet; the last published one, {bound.amount}, "
            "bounds the committee's cap until it does."
        )
    if committee.minimum > committee.cap:
        faults.append("[contributions] minimum: it is above the cap.")
    if page and any(preset > committee.cap for preset in page.presets):
        faults.append(f"[page] presets: each must be at most the cap of {committee.cap}.")
    if page and any(preset < committee.minimum for preset in page.presets):
        faults.append(f"[page] presets: each must be at least the minimum of {committee.minimum}.")
    if all(election.on < today for election in committee.elections):
        notices.append("Every election of the committee is past: no gift is accepted for a past election.")
