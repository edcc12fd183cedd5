"""How a mailing address reads when its spelling is set aside."""

import re
from typing import Final

from compliance.contribution import Address
from compliance.places import country_code, is_domestic, zip5
from compliance.text import fold, is_answer, squeezed, words

_SHORT: Final = {
    "alley": "aly", "avenue": "ave", "av": "ave", "boulevard": "blvd", "boul": "blvd", "circle": "cir", "court": "ct",
    "crescent": "cres", "crossing": "xing", "drive": "dr", "drv": "dr", "expressway": "expy", "extension": "ext",
    "fort": "ft", "freeway": "fwy", "gardens": "gdns", "heights": "hts", "highway": "hwy", "hiway": "hwy",
    "junction": "jct", "lane": "ln", "mount": "mt", "mountain": "mtn", "parkway": "pkwy", "pkway": "pkwy",
    "place": "pl", "plaza": "plz", "point": "pt", "road": "rd", "route": "rte", "saint": "st", "square": "sq",
    "station": "sta", "street": "st", "str": "st", "terrace": "ter", "trail": "trl", "turnpike": "tpke",
    "valley": "vly", "building": "bldg", "floor": "fl",
    "north": "n", "south": "s", "east": "e", "west": "w",
    "northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw",
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th",
    "sixth": "6th", "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th",
}  # fmt: skip

_UNIT: Final = frozenset(words("apartment apt appt unit suite ste room rm no number num"))
"""Words before the number of a flat; one stands for the other, and a "#" for all, so they are left out."""

_BOX: Final = re.compile(r"\b(?:p\s*o\s*b(?:ox)?|post\s*office\s*box)\b")
_HOUSE: Final = re.compile(r"[0-9]+[a-z]?")


def key(address: Address) -> str:
    """Give country, place and street in one spelling, both street lines as one.

    The place is the ZIP's first five digits, else city and state. Empty where the street or the place is missing.
    """
    if not is_answer(address.line1):
        return ""
    place = _place(address)
    line = _BOX.sub("pobox ", fold(f"{address.line1} {address.line2}").replace(".", "").replace("-", ""))
    parts = [_SHORT.get(word, word) for word in words(line) if word not in _UNIT]
    if not (place and parts):
        return ""
    # The house number stands apart: "1 23rd St" is not "12 3rd St".
    house = 1 if _HOUSE.fullmatch(parts[0]) else 0
    return " ".join((*place, *parts[:house], "".join(parts[house:]))).strip()


def _place(address: Address) -> tuple[str, ...]:
    city = tuple(part for part in (squeezed(address.city), squeezed(address.state)) if part)
    if is_domestic(address.country):
        digits = zip5(address.postal_code)
        return ("us", digits) if digits else city and ("us", *city)
    postal = squeezed(address.postal_code)
    country = country_code(address.country).lower()
    return (country, postal) if postal else city and (country, *city)
