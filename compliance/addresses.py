"""How a mailing address reads when its spelling is set aside."""

import re
from dataclasses import replace
from functools import lru_cache
from itertools import dropwhile
from typing import Final

from compliance.contribution import Address
from compliance.places import country_code, is_domestic, zip5
from compliance.text import fold, is_answer, squeezed, words

_WRITTEN: Final = """
aly alley ally; anx annex; arc arcade; ave avenue av aven; bch beach; bg burg; bgs burgs; blf bluff; blfs bluffs;
bnd bend; bldg building; blvd boulevard boul; br branch; brg bridge; brk brook; brks brooks; btm bottom; byp bypass;
byu bayou; cir circle circ; cirs circles; clb club; clf cliff; clfs cliffs; cmn common; cmns commons; cor corner;
cors corners; cp camp; cpe cape; cres crescent; crk creek; crse course; crst crest; cswy causeway; ct court; cts courts;
ctr center centre cntr; ctrs centers; curv curve; cv cove; cvs coves; cyn canyon; dl dale; dm dam; dr drive drv;
drs drives; dv divide; est estate; ests estates; expy expressway; ext extension; exts extensions; fl floor flr;
fld field; flds fields; fls falls; flt flat; flts flats; frd ford; frds fords; frg forge; frk fork; frks forks;
frst forest; fry ferry; ft fort; fwy freeway; gdn garden; gdns gardens; gln glen; glns glens; grn green; grns greens;
grv grove; grvs groves; gtwy gateway; hbr harbor harbour; hl hill; hls hills; holw hollow; hts heights; hvn haven;
hwy highway hiway; inlt inlet; is island; iss islands; jct junction; jcts junctions; knl knoll; knls knolls; ky key;
kys keys; lck lock; lcks locks; ldg lodge; lf loaf; lgt light; lgts lights; lk lake; lks lakes; lndg landing; ln lane;
lp loop; mdw meadow; mdws meadows; ml mill; mls mills; mnr manor; mnrs manors; msn mission; mt mount; mtn mountain;
mtns mountains; mtwy motorway; nck neck; opas overpass; orch orchard; pkwy parkway pkway pky; pl place; pln plain;
plns plains; plz plaza; pne pine; pnes pines; pr prairie; prt port; prts ports; psge passage; pt point; pts points;
radl radial; rd road; rdg ridge; rdgs ridges; rds roads; riv river; rnch ranch; rpd rapid; rpds rapids; rst rest;
rte route rt; shl shoal; shls shoals; shr shore; shrs shores; skwy skyway; smt summit; spg spring; spgs springs;
sq square; sqs squares; st street str saint; sta station; stra stravenue; strm stream; sts streets; ter terrace terr;
tpke turnpike; trak track; trce trace; trfy trafficway; trl trail; trlr trailer; trwy throughway; tunl tunnel; un union;
upas underpass; via viaduct; vis vista; vl ville; vlg village; vlgs villages; vly valley; vlys valleys; vw view;
vws views; wl well; wls wells; wy way; xing crossing; xrd crossroad; xrds crossroads;
bsmt basement; frnt front; hngr hangar; lbby lobby; lowr lower; ofc office; ph penthouse; spc space; uppr upper;
n north; s south; e east; w west; ne northeast; nw northwest; se southeast; sw southwest
"""
"""Short forms as the Postal Service has them (Publication 28, appendixes B and C), each with what stands for it."""

_ONES: Final = words("one two three four five six seven eight nine")
_TEENS: Final = words("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
_TENS: Final = words("twenty thirty forty fifty sixty seventy eighty ninety")
_FIRST: Final = words("first second third fourth fifth sixth seventh eighth ninth")
_TENTH: Final = words(
    "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_TWENTIETH: Final = tuple(f"{ten.removesuffix('y')}ieth" for ten in _TENS)


def _numbers(ones: tuple[str, ...], teens: tuple[str, ...], tens: tuple[str, ...]) -> dict[str, int]:
    """Give the words for 1 to 99, those of two words run together."""
    joined = (ten + one for ten in _TENS for one in ones)
    return (
        {word: number for number, word in enumerate((*ones, *teens), 1)}
        | {word: 10 * number for number, word in enumerate(tens, 2)}
        | {word: 10 * (number // 9 + 2) + number % 9 + 1 for number, word in enumerate(joined)}
    )


def _ordinal(number: int) -> str:
    """Write an ordinal number in digits.

    >>> _ordinal(1), _ordinal(11), _ordinal(22), _ordinal(93)
    ('1st', '11th', '22nd', '93rd')
    """
    return f"{number}{'th' if number // 10 == 1 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


_COUNTED: Final = _numbers(_ONES, _TEENS, _TENS)
_SHORT: Final = {word: short for short, *others in map(words, _WRITTEN.split(";")) for word in others} | {
    word: _ordinal(number) for word, number in _numbers(_FIRST, _TENTH, _TWENTIETH).items()
}

_UNIT: Final = frozenset(words("apartment apt appt unit suite ste room rm no number num"))
"""Words before the number of a flat; one stands for the other, and a "#" for all, so they are left out."""

_INSIDE: Final = _UNIT | {"fl", "lot", "ph", "spc", "trlr"}
"""Words before what lies inside a house or a court."""

_PHRASES: Final = tuple(
    (re.compile(pattern), short)
    for pattern, short in (
        (rf"\b({'|'.join(_TENS)}) (?=(?:{'|'.join((*_ONES, *_FIRST))})\b)", r"\1"),
        (r"\b(?:p ?o ?b(?:ox)?|post ?office ?box)\b", "pobox"),
        (r"\b(?:r ?r|r ?f ?d|rural (?:route|rte|rt|delivery)) (?=(?:apt )?[0-9])", "rr "),
        (r"\b(?:(?:county|cnty|co) (?:road|rd|highway|hwy)|c ?r) (?=(?:apt )?[0-9])", "cr "),
        (r"\b(?:(?:state|st) (?:road|rd|route|rte|rt|highway|hwy)|s ?r) (?=(?:apt )?[0-9])", "sr "),
        (r"\bu ?s (?:(?:highway|hwy|route|rte|rt) )?(?=(?:apt )?[0-9])", "us "),
    )
)
"""What is written in more than one word, and its short form: numbers, boxes and numbered roads."""

_HOUSE: Final = re.compile(r"[0-9]+[a-z]?")
_FLAT: Final = re.compile(r"[0-9]+[a-z]?|[a-z][0-9]*")
_NUMBERED: Final = re.compile(r"([0-9]+)(?:st|nd|rd|th)")


def key(address: Address) -> str:
    """Give country, place and street in one spelling, both street lines as one.

    The place is the ZIP's first five digits, else city and state. Empty where the street or the place is missing.
    """
    return _key(address, _street(address))


@lru_cache(maxsize=1024)  # Who has a common name is compared with many.
def house(address: Address) -> str:
    """Give the key as it is without a flat; the same as `key` where none is named.

    >>> house(Address("12 Main St", "Columbus", "OH", "43215", line2="Apt 4B"))
    'us 43215 12 mainst'
    """
    second = words(_plain(address.line2))
    parts = _street(replace(address, line2="") if len(second) == 1 and _FLAT.fullmatch(second[0]) else address)
    inside = [at for at, part in enumerate(parts[:-1]) if at > 0 and part in _INSIDE and _FLAT.fullmatch(parts[at + 1])]
    return _key(address, parts[: inside[0]] if inside else parts)


def _key(address: Address, street: list[str]) -> str:
    place = _place(address)
    parts = [part for part in street if part not in _UNIT]
    if not (place and parts and is_answer(address.line1)):
        return ""
    # The house number stands apart: "1 23rd St" is not "12 3rd St".
    number = 1 if _HOUSE.fullmatch(parts[0]) else 0
    return " ".join((*place, *parts[:number], "".join(parts[number:]))).strip()


def _street(address: Address) -> list[str]:
    """Give the words of both lines in their short forms, what lies inside the house behind the street."""
    first, second = words(_plain(address.line1)), words(_plain(address.line2))
    if len(first) == 1 and _FLAT.fullmatch(first[0]) and len(second) > 1 and _begins_a_street(second[0]):
        first, second = second, first
    line = " ".join((*first, *second))
    for phrase, short in _PHRASES:
        line = phrase.sub(short, line)
    parts = [_SHORT.get(word, word) for word in line.split()]
    for at in range(len(parts) - 1):
        if parts[at + 1] == "fl" and (floor := _NUMBERED.fullmatch(parts[at])):
            parts[at : at + 2] = "fl", floor[1]
    inside = len(parts) - len([*dropwhile(_INSIDE.__contains__, parts)]) + 1
    if 1 < inside < len(parts) and _begins_a_street(parts[inside]):
        parts = parts[inside:] + parts[:inside]
    if len(parts) > 1 and parts[0] in _COUNTED:
        parts[0] = str(_COUNTED[parts[0]])
    return parts


def _begins_a_street(word: str) -> bool:
    return _HOUSE.fullmatch(word) is not None or word in _COUNTED


def _plain(line: str) -> str:
    return fold(line).replace(".", "").replace("-", "").replace("#", " apt ")


def _place(address: Address) -> tuple[str, ...]:
    city = tuple(part for part in (squeezed(address.city), squeezed(address.state)) if part)
    if is_domestic(address.country):
        digits = zip5(address.postal_code)
        return ("us", digits) if digits else city and ("us", *city)
    postal = squeezed(address.postal_code)
    country = country_code(address.country).lower()
    return (country, postal) if postal else city and (country, *city)
