"""An election, its type and FEC code; which election a contribution counts for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from compliance.money import ZERO, Money


class ElectionType(StrEnum):
    """The FEC's letters. Each election has a limit of its own, also when unopposed: 11 CFR 100.2, 110.1(j)."""

    PRIMARY = "P"
    GENERAL = "G"
    RUNOFF = "R"
    SPECIAL = "S"
    CONVENTION = "C"
    RECOUNT = "E"


_NAMES = {
    ElectionType.PRIMARY: "primary election",
    ElectionType.GENERAL: "general election",
    ElectionType.RUNOFF: "runoff election",
    ElectionType.SPECIAL: "special election",
    ElectionType.CONVENTION: "convention",
    ElectionType.RECOUNT: "recount",
}


@dataclass(frozen=True, slots=True)
class Election:
    """One election the candidate is in.

    `code` is the FEC's, a letter and the year ("P2028"); `on` is its date (for a presidential primary the
    convention that nominates); `net_debts` is what is still owed from it, 11 CFR 110.1(b)(3). The committee's file
    tells what was owed on that day; what has come for the election since is subtracted before a gift is judged.
    """

    code: str
    on: date
    net_debts: Money = ZERO

    @property
    def type(self) -> ElectionType:
        """The type, read from the code's letter; raises `ValueError` for a letter the FEC does not use."""
        return ElectionType(self.code[:1])

    @property
    def name(self) -> str:
        """The election in words, for a sentence.

        >>> Election("G2028", date(2028, 11, 7)).name
        'general election'
        """
        return _NAMES[self.type]

    @property
    def dated_name(self) -> str:
        """The election in words with its date, day first.

        >>> Election("P2028", date(2028, 8, 24)).dated_name
        'primary election of 24 August 2028'
        """
        return f"{self.name} of {self.on.day} {self.on:%B %Y}"


def designated_or_next(elections: Iterable[Election], code: str | None, made_on: date) -> Election | None:
    """Say which election a contribution made on `made_on` counts for.

    The one designated in writing (`code`), else the next one on or after that date. None where there is no such.

    Law: 11 CFR 110.1(b)(2).
    """
    if code is not None:
        return next((election for election in elections if election.code == code), None)
    ahead = [election for election in elections if election.on >= made_on]
    return min(ahead, key=lambda election: election.on, default=None)
