"""Which names are one name: suffixes, initials, nicknames, near spellings; and which are no person's."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from rapidfuzz.distance import JaroWinkler

from compliance import nicknames
from compliance.contribution import Contributor
from compliance.text import spelled, squeezed, words

NEAR: Final = 0.90
"""The Jaro-Winkler likeness from which two spellings may be one name (IDN-09)."""
_SLIP: Final = 1e-9
"""The likeness is a sum of fractions in binary: what is nine tenths on paper comes out a hair below it."""

SUFFIXES: Final = {
    "jr": "jr", "jnr": "jr", "junior": "jr",
    "sr": "sr", "snr": "sr", "senior": "sr",
    "ii": "2", "2nd": "2", "second": "2",
    "iii": "3", "3rd": "3", "third": "3",
    "iv": "4", "4th": "4", "fourth": "4",
    "v": "5", "5th": "5", "fifth": "5",
}  # fmt: skip
"""What tells father from son. "MD" or "Esq" does not, and is passed over."""

TRAILING: Final = frozenset(words("jr jnr sr snr ii 2nd iii 3rd iv 4th 5th"))
"""The suffixes that are never surnames: they may be cut off a last name in which they were typed."""

TITLES: Final = frozenset(words("mr mrs ms miss mx dr doctor prof professor rev reverend hon sir madam sra srta"))
DEGREES: Final = frozenset(words("md phd esq esquire cpa dds dvm rn jd mba usn usa usaf usmc ret"))

PARTICLES: Final = frozenset(
    words("de da do dos das del della di du la las le los el al van von der den mc mac o st san y")
)
"""Parts of last names that say nothing about whose they are."""

LEGAL_FORMS: Final = frozenset(
    words("""
    llc llp lllp pllc plc inc incorporated corp corporation corporations ltd limited co company companies
    foundation union pac superpac trust partnership association assn committee enterprises holdings gmbh
    nonprofit dba
    """)
)
"""Words that only an organization's name bears (SRC-03, SRC-06), as whole words."""

TRADES: Final = frozenset(
    words("""
    associates carpentry catering cleaning coalition construction consultants consulting contracting contractors
    dentistry department electrical engineering enterprise federation flooring handyman heating hvac institute
    insurance investments joinery landscaping logistics ministries nonprofits orthodontics painting paving
    photography plumbing properties realtors realty restaurant restoration roofing services solutions systems
    technologies technology teamsters trucking university ventures kiwanis rotary afscme ibew seiu uaw ufcw
    """)
)
"""Words that make a business, a society or a union of a name, and are nobody's last name."""

GROUPS: Final = frozenset(
    words("""
    agency alliance auto bakery bank baptist bros brothers builders business campaign catholic center church clinic
    club college communications corporate council creative deli democratic democrats design designs electric
    episcopal estate estates farm farms firm fitness fund gallery group holding hospital industries international
    league libertarian lodge lutheran management market marketing media methodist ministry motors network office
    offices partners party pharmacy presbyterian productions publishing rentals repair republican republicans
    salon school shop society sons store studio studios supply transport
    """)
)
"""Words that do so too and may be last names as well: Lucy Church, Henry Lodge."""

SHORT_FORMS: Final = frozenset(words("lp pa pc sa"))
"""Legal forms that are initials, states and names too, and mean a business only behind another name."""

_ALSO_SURNAMES: Final = frozenset({"co", "pac", "union", "trust", "company"})
"""Legal forms that are people's last names as well."""


class Bearer(StrEnum):
    """Whom a donor's name names."""

    PERSON = "person"
    UNCLEAR = "unclear"
    ORGANIZATION = "organization"


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name as it is compared: letters and digits alone, the suffix in one spelling."""

    first: str
    middle: str
    last: str
    suffix: str

    @property
    def key(self) -> str:
        """First, last and suffix; empty when there is no full name.

        >>> Name("robin", "q", "sample", "jr").key
        'robin sample jr'
        """
        if not (self.first and self.last):
            return ""
        return " ".join(part for part in (self.first, self.last, self.suffix) if part)


def read(contributor: Contributor) -> Name:
    """Bring a contributor's name into the form in which it is compared.

    A title typed before the first name and a suffix typed behind the last one are told from the name itself.
    """
    first = words(contributor.first_name)
    if len(first) > 1 and first[0] in TITLES:
        first = first[1:]
    last, typed_behind = _last_and_suffix(contributor)
    suffix = SUFFIXES.get(squeezed(contributor.suffix), typed_behind)
    return Name("".join(first), squeezed(contributor.middle_name), "".join(last), suffix)


def last_words(contributor: Contributor) -> tuple[str, ...]:
    """Give the words of a last name, each of which may stand for it; particles only where there is nothing else.

    >>> from compliance.contribution import Address
    >>> last_words(Contributor("Ana", "de la Cruz-Soto", Address("", "", "", "")))
    ('cruz', 'soto')
    """
    last, _ = _last_and_suffix(contributor)
    return tuple(word for word in last if word not in PARTICLES) or last


def all_words(contributor: Contributor) -> frozenset[str]:
    """Give the words of first and last name, in whatever field they were typed.

    >>> from compliance.contribution import Address
    >>> sorted(all_words(Contributor("Moore", "Alexandra, Jr.", Address("", "", "", ""))))
    ['alexandra', 'moore']
    """
    last, _ = _last_and_suffix(contributor)
    return frozenset((*words(contributor.first_name), *last))


def near(one: str, other: str) -> bool:
    """Tell whether two folded names are equal or nearly so."""
    return one == other or (min(len(one), len(other)) > 1 and JaroWinkler.similarity(one, other) >= NEAR - _SLIP)


def is_initial(one: str, other: str) -> bool:
    """Tell whether one of two folded names is the initial of the other."""
    return bool(one and other) and 1 in {len(one), len(other)} and one[0] == other[0]


def first_names_akin(one: str, other: str) -> bool:
    """Tell whether two folded first names may be one person's: near, a nickname, or an initial of the other.

    >>> first_names_akin("robyn", "robin"), first_names_akin("bob", "robert"), first_names_akin("r", "robin")
    (True, True, True)
    """
    return near(one, other) or nicknames.akin(one, other) or is_initial(one, other)


def middles_agree(one: str, other: str) -> bool:
    """Tell whether two folded middle names may be one person's; a blank one or an initial contradicts little."""
    return not one or not other or one == other or is_initial(one, other)


def last_names_related(one: Contributor, other: Contributor) -> bool:
    """Tell whether two last names may be one family's: near, or with a word in common."""
    return not set(last_words(one)).isdisjoint(last_words(other)) or near(read(one).last, read(other).last)


def bearer(contributor: Contributor) -> Bearer:
    """Tell a person from an organization by the words in its name (SRC-06).

    "Co", "Union" and a few others are surnames too: as the whole last name they say nothing behind known first
    names, and are unclear behind another word. So are "Church" or "Bank", which no first name makes an organization;
    two such words do: "Rotary Club", "Democratic Party".
    """
    first, last = words(contributor.first_name), spelled(contributor.last_name)
    beside = (*first, *words(contributor.middle_name), *spelled(contributor.suffix))
    every = (*beside, *last)
    if not TRADES.isdisjoint(every) or _is_told_by_its_form(contributor) or _is_of_something(first, last):
        return Bearer.ORGANIZATION
    known = first != () and all(nicknames.is_known(word) for word in first)
    if not LEGAL_FORMS.isdisjoint(every):
        surname = len(last) == 1 and last[0] in _ALSO_SURNAMES and "." not in contributor.last_name
        if not (surname and first and LEGAL_FORMS.isdisjoint(beside)):
            return Bearer.ORGANIZATION
        if known:
            return Bearer.PERSON
        return Bearer.UNCLEAR if len(first) == 1 and GROUPS.isdisjoint(first) else Bearer.ORGANIZATION
    if sum(word in GROUPS for word in every) > 1:
        return Bearer.ORGANIZATION
    surname = known and (len(last) == 1 or GROUPS.isdisjoint(last[-1:]))
    return Bearer.PERSON if surname or GROUPS.isdisjoint(last) else Bearer.UNCLEAR


def _is_told_by_its_form(contributor: Contributor) -> bool:
    """Tell "P.C.", "S. A." or "LP" at the end of a name; "Pa" and "Sá" are last names, and "Sample, PA" a physician."""
    last, suffix = spelled(contributor.last_name), spelled(contributor.suffix)
    if not SHORT_FORMS.isdisjoint(suffix) and suffix != ("pa",):
        return True
    written_in_letters = last != words(contributor.last_name, dot=" ")
    return last[-1:] in {("lp",), ("pc",)} or (written_in_letters and not SHORT_FORMS.isdisjoint(last[-1:]))


def _is_of_something(first: tuple[str, ...], last: tuple[str, ...]) -> bool:
    """Tell "Friends of", "University of Ohio", "Local 12": words that stand in no person's name."""
    of = any("of" in part for part in (first, last) if len(part) > 1)
    every = (*first, *last)
    return of or any(one == "local" and other.isdigit() for one, other in pairwise(every))


def _last_and_suffix(contributor: Contributor) -> tuple[tuple[str, ...], str]:
    last, suffix = words(contributor.last_name), ""
    while len(last) > 1 and last[-1] in TRAILING | DEGREES:
        suffix = SUFFIXES.get(last[-1], suffix)
        last = last[:-1]
    return last, suffix
