"""What is typed where things are put right: read, tidied, and every problem told at once. The desks decide the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from compliance.contribution import Work
from compliance.money import ZERO, AmountError, Money
from compliance.remedy import Remedy
from compliance.text import squeezed, visible
from donations.adjustments import Wish
from donations.treasurer import days

LONGEST: Final = 500
_NAMES: Final = ("first_name", "middle_name", "last_name", "suffix", "email", "occupation", "employer")
_REATTRIBUTIONS: Final = frozenset({Remedy.WRITTEN_REATTRIBUTION, Remedy.PRESUMPTIVE_REATTRIBUTION})
NO_REASON: Final = "Enter the reason: it stands in the record beside your name."
_NO_DAY: Final = f"Enter the day as {days.HINT[0].lower()}{days.HINT[1:]}."

Problems = dict[str, str]
"""By the name of the field, in the order of the page."""


def text(typed: Mapping[str, str], name: str, longest: int = LONGEST) -> str:
    """Read one line, without what does not print."""
    return " ".join(visible(typed.get(name, "")).split())[:longest]


def lines(typed: Mapping[str, str], name: str, longest: int = 2000) -> str:
    """Read several lines, without what does not print."""
    told = (" ".join(visible(line).split()) for line in typed.get(name, "").splitlines())
    return "\n".join(told).strip()[:longest]


def amount(typed: Mapping[str, str], name: str) -> Money | None:
    """Read a sum; None where there is none, or none that can be read in one way."""
    try:
        read = Money.parse(typed.get(name, ""))
    except AmountError:
        return None
    return read if read > ZERO else None


def day(typed: Mapping[str, str], name: str, problems: Problems, *, latest: date) -> date | None:
    """Read a day that is not ahead, and note what is wrong with it."""
    try:
        read = days.read(typed.get(name, ""))
    except days.NotADay:
        read = None
    if read is None:
        problems[name] = _NO_DAY
    elif read > latest:
        problems[name] = "This day lies ahead. Enter the day on which it was."
    return read


@dataclass(frozen=True, slots=True)
class RefundForm:
    """A refund as it is asked for; `values` is what was typed, to be shown again."""

    amount: Money | None
    check_number: str
    on: date | None
    reason: str
    values: dict[str, str]
    problems: Problems = field(default_factory=dict)

    @classmethod
    def read(cls, typed: Mapping[str, str], *, left: Money, since: date, today: date) -> "RefundForm":
        """Read and check what can be checked without the books; `since` is the day on which the gift came."""
        problems: Problems = {}
        whole = typed.get("part") == "whole"
        wanted = left if whole else amount(typed, "amount")
        if wanted is None or wanted > left:
            problems["amount"] = f"Enter a sum of at most {left}, like 250.00."
        way, number, on = typed.get("way", ""), text(typed, "check_number", 20), None
        if way not in {"stripe", "check"}:
            problems["way"] = "Choose how it goes back."
        if way == "check":
            if not squeezed(number):
                problems["check_number"] = "Enter the number of the committee’s check."
            on = day(typed, "on", problems, latest=today)
            if on and on < since:
                problems["on"] = f"The gift came on {days.write(since)}. Enter the day of the refund check."
        reason = text(typed, "reason")
        if not squeezed(reason):
            problems["reason"] = NO_REASON
        names = ("part", "amount", "way", "check_number", "on", "reason")
        values = {name: typed.get(name, "")[:LONGEST] for name in names}
        return cls(wanted, number if way == "check" else "", on, reason, values, problems)


def confirmed(typed: Mapping[str, str], wanted: Money) -> bool:
    """Whether the sum was typed once more."""
    return amount(typed, "again") == wanted


@dataclass(frozen=True, slots=True)
class WishForm:
    """A redesignation or reattribution as it is asked for, and how the letter goes out."""

    wish: Wish | None
    medium: str
    values: dict[str, str]
    problems: Problems = field(default_factory=dict)

    @classmethod
    def read(cls, typed: Mapping[str, str], *, email: str) -> "WishForm":
        """Read and check what can be checked without the books."""
        problems: Problems = {}
        values = {name: text(typed, name, 200) for name in ("remedy", "election", "amount", "medium", *_NAMES)}
        wanted = amount(typed, "amount")
        if wanted is None:
            problems["amount"] = "Enter a sum, like 700.00."
        remedy = Remedy(values["remedy"]) if values["remedy"] in set(Remedy) else None
        if remedy is None:
            problems["remedy"] = "Choose a way."
        other = None
        if remedy in _REATTRIBUTIONS:
            other = {name: values[name] for name in _NAMES}
            for name, words in (("first_name", "first"), ("last_name", "last")):
                if not squeezed(other[name]):
                    problems[name] = f"Enter the other person’s {words} name."
        medium = values["medium"]
        if medium not in {"email", "letter"} or (medium == "email" and not email):
            problems["medium"] = "Choose how the letter goes out."
        election = values["election"] or None
        wish = Wish(remedy, wanted, election, other) if remedy and wanted and not problems else None
        return cls(wish, medium, values, problems)


@dataclass(frozen=True, slots=True)
class SignatureForm:
    """A signature on paper: who signed, and the day on which it came."""

    signer: str
    on: date | None
    values: dict[str, str]
    problems: Problems = field(default_factory=dict)

    @classmethod
    def read(cls, typed: Mapping[str, str], *, signers: tuple[str, ...], today: date) -> "SignatureForm":
        """Read it."""
        problems: Problems = {}
        signer = text(typed, "signer", 200)
        if signer not in signers:
            problems["signer"] = "Choose who has signed."
        on = day(typed, "on", problems, latest=today)
        return cls(signer, on, {"signer": signer, "on": typed.get("on", "")[:40]}, problems)


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """The answer to a request for occupation and employer."""

    work: Work | None
    occupation: str
    employer: str
    problems: Problems = field(default_factory=dict)

    @classmethod
    def read(cls, typed: Mapping[str, str]) -> "AnswerForm":
        """Read it."""
        chosen = typed.get("work", "")
        work = Work(chosen) if chosen in set(Work) else None
        problems = {} if work else {"work": "Choose the work situation."}
        return cls(work, text(typed, "occupation", 200), text(typed, "employer", 200), problems)
