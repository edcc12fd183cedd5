"""The committee's file, once parsed: checked whole and turned into a `Committee`; every fault in plain words."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from compliance import review
from compliance.committee import (
    Committee,
    Cycle,
    Disputes,
    Fees,
    Filer,
    Office,
    Payee,
    PostalAddress,
    PrepaidCards,
    Reports,
)
from compliance.election import Election
from compliance.money import Money
from compliance.places import STATES
from compliance.text import visible

T = TypeVar("T")


class Table:
    """One table of the file: answers its values and notes what is wrong with them."""

    def __init__(self, name: str, values: object, faults: list[str]) -> None:
        self.name = name
        self.faults = faults
        self.values: dict[str, Any] = values if isinstance(values, dict) else {}
        self.missing = not isinstance(values, dict)
        self.asked: set[str] = set()
        if self.missing:
            faults.append(f"[{name}] is missing.")

    def read(self, key: str, translate: Callable[[Any], T], need: str, default: object = None) -> T | None:
        """Answer a value, or None after noting that it is not what is needed."""
        self.asked.add(key)
        try:
            return translate(self.values.get(key, default))
        except (ValueError, TypeError, ZoneInfoNotFoundError, OSError):
            if not self.missing:
                self.faults.append(f"[{self.name}] {key}: {need}")
            return None

    def finish(self) -> None:
        """Note every key that nobody asked for."""
        for key in sorted(set(self.values) - self.asked):
            self.faults.append(f"[{self.name}] {key}: there is no such setting; look for a slip in its name.")


def text(value: object) -> str:
    """Text that says something, all of which can be seen."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return any_text(value)


def any_text(value: object) -> str:
    """Text, perhaps empty; no mark in it that cannot be seen, because it is printed on paper and in mail headers."""
    if not isinstance(value, str):
        raise TypeError
    if visible(value) != value:
        raise ValueError
    return value.strip()


def pattern(pattern: str) -> Callable[[object], str]:
    """Text of a shape."""

    def translate(value: object) -> str:
        text = any_text(value)
        if not re.fullmatch(pattern, text):
            raise ValueError
        return text

    return translate


def state_of(value: object) -> str:
    """A state, territory or military post."""
    if value not in STATES:
        raise ValueError
    return str(value)


def amount(value: object) -> Money:
    """An amount written as text, so that no float comes near money."""
    return Money.parse(any_text(value))


def positive(value: object) -> Money:
    """An amount above zero."""
    stated = amount(value)
    if not stated:
        raise ValueError
    return stated


def day(value: object) -> date:
    """A date."""
    if not isinstance(value, date):
        raise TypeError
    return date(value.year, value.month, value.day)


def truth(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise TypeError
    return value


def amounts(value: object) -> tuple[Money, ...]:
    """A list of amounts above zero."""
    if not isinstance(value, list) or not value:
        raise TypeError
    return tuple(positive(each) for each in value)


def committee(
    document: Mapping[str, Any], version: str, today: date, faults: list[str], notices: list[str]
) -> Committee | None:
    """Turn the parsed file into a committee; None when the list of faults grew. `version` names its text.

    `today` decides which figure of the law bounds the cap.
    """
    before = len(faults)
    table = Table("committee", document.get("committee"), faults)
    place = Table("committee.address", table.values.get("address"), faults)
    money = Table("contributions", document.get("contributions"), faults)
    table.asked.add("address")
    address = _address(place)
    name = table.read("name", text, "give the committee's full name.")
    fec_id = table.read("fec_id", pattern("C[0-9]{8}"), 'give the FEC id, like "C00123456".')
    candidate = table.read("candidate", text, "give the candidate's name.")
    office = table.read("office", Office, 'give "P" (president), "H" (House) or "S" (Senate).')
    sought = table.read("state", _state_sought, "give the two-letter state, or leave it empty.", "")
    district = table.read("district", pattern("([0-9]{2})?"), 'give two digits, like "03".', "")
    treasurer = table.read("treasurer", text, "give the treasurer's name.")
    in_office = table.read("treasurer_in_office", truth, "say true or false.")
    timezone = table.read("timezone", _zone, 'give a time zone, like "America/New_York".')
    cap, minimum = _cap(money), _minimum(money)
    prepaid = money.read("prepaid_cards", PrepaidCards, 'say "hold" or "refuse".', "hold")
    for each in (table, place, money):
        each.finish()
    if office in {Office.HOUSE, Office.SENATE} and sought == "":
        faults.append("[committee] state: a House or Senate committee needs its state.")
    if office is Office.HOUSE and district == "":
        faults.append('[committee] district: a House committee needs its district, "00" where it is at large.')
    reports = _reports(document, office, faults)
    cycle = _cycle(document, faults)
    elections = _elections(document, faults)
    _hold_against_law(cap, minimum, today, faults, notices)
    if elections and all(election.on < today for election in elections):
        notices.append("Every election of the committee is past: no gift is accepted for a past election.")
    if cycle is not None and cycle.start < cycle.end:
        _hold_to_cycle(cycle, elections, today, faults, notices)
    # The names in the second row only tell mypy what a list without new faults already means.
    if (
        len(faults) > before
        or None in (address, name, fec_id, candidate, sought, district, treasurer)
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
        address=address,
        reports=reports,
    )


def _address(place: Table) -> PostalAddress | None:
    street1 = place.read("street1", text, "give the first line of the postal address.")
    street2 = place.read("street2", any_text, "give text, or leave it out.", "")
    city = place.read("city", text, "give the city.")
    state = place.read("state", state_of, 'give two letters, like "OH".')
    postal_code = place.read("postal_code", pattern(r"[0-9]{5}(-[0-9]{4})?"), 'give a ZIP code, like "43216".')
    if street1 is None or street2 is None or city is None or state is None or postal_code is None:
        return None
    return PostalAddress(street1, city, state, postal_code, street2)


def _reports(document: Mapping[str, Any], office: Office | None, faults: list[str]) -> Reports:
    """What the reports ask for; the whole table may be left out."""
    usual = Reports()
    table = Table("reports", document.get("reports", {}), faults)
    table.asked.add("processor")
    filer = table.read("filer", Filer, 'say "quarterly" or "monthly".', usual.filer)
    fees = table.read("fees", Fees, 'say "payout" or "month".', usual.fees)
    disputes = table.read("disputes", Disputes, 'say "negative" or "refund".', usual.disputes)
    signer = table.read("signer", any_text, "give the name of who signs, or leave it empty for the treasurer.", "")
    candidate = table.read("candidate", any_text, 'give the name as it is filed, like "Example, Robin A.".', "")
    shape, need = "([PHS][0-9][A-Z0-9]{7})?", 'give the candidate\'s FEC id, like "P00000001", or leave it empty.'
    candidate_id = table.read("candidate_fec_id", pattern(shape), need, "")
    processor = _processor(table, faults) if "processor" in table.values else usual.processor
    table.finish()
    if filer is Filer.MONTHLY and office in {Office.HOUSE, Office.SENATE}:
        faults.append('[reports] filer: only a presidential committee may report monthly; say "quarterly".')
    if candidate_id and office is not None and not candidate_id.startswith(office):
        faults.append(f'[reports] candidate_fec_id: for this office the id begins with "{office}".')
    return Reports(
        filer=filer or usual.filer,
        fees=fees or usual.fees,
        disputes=disputes or usual.disputes,
        signer=signer or "",
        candidate=candidate or "",
        candidate_fec_id=candidate_id or "",
        processor=processor or usual.processor,
    )


def _processor(reports: Table, faults: list[str]) -> Payee | None:
    table = Table("reports.processor", reports.values["processor"], faults)
    name, address = table.read("name", text, "give the name of the card processor."), _address(table)
    table.finish()
    return None if name is None or address is None else Payee(name, address)


def bounds(document: Mapping[str, Any]) -> tuple[Money, Money] | None:
    """Answer the smallest and the largest gift, where both can be read; what is wrong with them is told elsewhere."""
    money = Table("contributions", document.get("contributions"), [])
    minimum, cap = _minimum(money), _cap(money)
    return None if minimum is None or cap is None else (minimum, cap)


def _cap(money: Table) -> Money | None:
    return money.read("cap", positive, 'give the limit for each election, in quotes, like "3300.00".', "3300.00")


def _minimum(money: Table) -> Money | None:
    return money.read("minimum", positive, 'give the smallest gift, in quotes, like "1.00".', "1.00")


def _zone(value: object) -> ZoneInfo:
    return ZoneInfo(text(value))


def _cycle(document: Mapping[str, Any], faults: list[str]) -> Cycle | None:
    table = Table("cycle", document.get("cycle"), faults)
    start = table.read("start", day, "give a date, like 2024-11-06 (the day after the last general election).")
    end = table.read("end", day, "give a date, like 2028-11-07 (the day of the next general election).")
    table.finish()
    if start is None or end is None:
        return None
    if start >= end:
        faults.append("[cycle] end: it must come after the start.")
    return Cycle(start, end)


def _elections(document: Mapping[str, Any], faults: list[str]) -> tuple[Election, ...]:
    rows = document.get("elections")
    if not isinstance(rows, list) or not rows:
        faults.append("[[elections]]: name at least one election, with its code and date, in double brackets.")
        return ()
    elections, codes = [], []
    for number, row in enumerate(rows, start=1):
        table = Table(f"elections {number}", row, faults)
        code = table.read("code", pattern("[PGRSCE][0-9]{4}"), 'give the FEC code, like "P2028".')
        on = table.read("date", day, "give a date, like 2028-11-07.")
        debts = table.read("net_debts", amount, 'give an amount, in quotes, like "0.00".', "0.00")
        table.finish()
        codes += [code] if code is not None else []
        if code is not None and on is not None and debts is not None:
            elections.append(Election(code, on, debts))
    if len(set(codes)) < len(codes):
        faults.append("[[elections]]: two elections have the same code.")
    return tuple(sorted(elections, key=lambda election: election.on))


def _hold_to_cycle(
    cycle: Cycle, elections: tuple[Election, ...], today: date, faults: list[str], notices: list[str]
) -> None:
    """An election of the cycle is not after its end; one before it may still have debts."""
    faults += [
        f"[[elections]] {each.code}: {each.on} is after the end of the cycle, {cycle.end}; one of them is a slip."
        for each in elections
        if each.on > cycle.end
    ]
    if cycle.end < today:
        notices.append(f"The election cycle has ended on {cycle.end}; give the dates of the next one.")


def _state_sought(value: object) -> str:
    return "" if value == "" else state_of(value)


def _hold_against_law(
    cap: Money | None, minimum: Money | None, today: date, faults: list[str], notices: list[str]
) -> None:
    """Hold the committee's own figures against the law's of the day: 11 CFR 110.1(b)(1)."""
    if cap is None:
        return
    if minimum is not None and minimum > cap:
        faults.append(f"[contributions] minimum: {minimum} is above the cap of {cap}; lower it.")
    try:
        bound = review.law_limit(today)
    except LookupError:
        faults.append(f"[contributions] cap: no limit of the law is known for {today.isoformat()}; is the clock right?")
        return
    if cap > bound.amount:
        faults.append(
            f"[contributions] cap: {cap} is above the limit of {bound.amount} for each election that the law "
            f"sets for {today.isoformat()}; lower it."
        )
    if not bound.published:
        notices.append(
            f"The FEC has not published the limit for {today.isoformat()} yet; the last published one, {bound.amount}, "
            "bounds the committee's cap until it does."
        )
