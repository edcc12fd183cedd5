"""Where an address is: the states, territories and military posts, which are not foreign (SRC-07)."""

import re
from functools import lru_cache
from typing import Final

from compliance.contribution import Address
from compliance.text import visible

TERRITORIES: Final = frozenset({"PR", "GU", "VI", "AS", "MP", "UM"})
MILITARY: Final = frozenset({"AA", "AE", "AP"})
_FIFTY_AND_DC: Final = """
    AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND
    OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY
"""
STATES: Final = frozenset(_FIFTY_AND_DC.split()) | TERRITORIES | MILITARY
"""Every two-letter code that a domestic address may bear."""

_HOME: Final = {
    "": "US",
    "USA": "US",
    "UNITED STATES": "US",
    "UNITED STATES OF AMERICA": "US",
    "PUERTO RICO": "PR",
    "GUAM": "GU",
    "US VIRGIN ISLANDS": "VI",
    "AMERICAN SAMOA": "AS",
    "NORTHERN MARIANA ISLANDS": "MP",
}
_ZIP: Final = re.compile(r"(?P<zip5>[0-9]{5})(?:[- ]?[0-9]{4})?")
_MILITARY_ZIP: Final = re.compile(r"09[0-8]|340|96[2-6]")


@lru_cache(maxsize=1024)  # A report asks again and again for the same few.
def country_code(text: str) -> str:
    """Give the two-letter code of a country; blank is the United States, as on a domestic envelope.

    >>> country_code("u.s.a."), country_code("pr"), country_code("ca")
    ('US', 'PR', 'CA')
    """
    plain = " ".join(visible(text).replace(".", "").upper().split())
    return _HOME.get(plain, plain)


def is_domestic(country: str) -> bool:
    """Tell whether a country is the United States or one of its territories."""
    return country_code(country) in TERRITORIES | {"US"}


@lru_cache(maxsize=1024)
def state_code(text: str) -> str | None:
    """Give the two-letter code of a state, territory or military post; None for anything else."""
    code = visible(text).strip().upper()
    return code if code in STATES else None


def zip5(text: str) -> str | None:
    """Give the five digits of a ZIP code or ZIP+4; None for anything else.

    >>> zip5("02139-4307"), zip5("2139")
    ('02139', None)
    """
    read = _ZIP.fullmatch(visible(text).strip())
    return read["zip5"] if read else None


def is_foreign(address: Address) -> bool:
    """Tell whether an address lies abroad; a military post does not, also under its host country's name."""
    if is_domestic(address.country):
        return False
    digits = zip5(address.postal_code)
    return not (state_code(address.state) in MILITARY and digits is not None and _MILITARY_ZIP.match(digits))
