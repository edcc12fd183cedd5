"""Which names are one name: suffixes, initials, nicknames, near spellings; and which are no person's."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rapidfuzz.distance import JaroWinkler

from compliance import nicknames
from compliance.contribution import Contributor
from compliance.text import squeezed, words

NEAR: Final = 0.90
"""The Jaro-Winkler likeness from which two spellings may be one name (IDN-09)."""

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
    return one == other or (min(len(one), len(other)) > 1 and JaroWinkler.similarity(one, other) >= NEAR)


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
    """Tell a person from an organization by the legal form in its name (SRC-06).

    "Co", "Union" and a few others are surnames too: as the whole last name they say nothing behind known first
    names, and are unclear behind another word.
    """
    first, last = words(contributor.first_name), words(contributor.last_name)
    beside = (*first, *words(contributor.middle_name), *words(contributor.suffix))
    if LEGAL_FORMS.isdisjoint((*beside, *last)):
        return Bearer.PERSON
    surname = len(last) == 1 and last[0] in _ALSO_SURNAMES and "." not in contributor.last_name
    if not (surname and first and LEGAL_FORMS.isdisjoint(beside)):
        return Bearer.ORGANIZATION
    if all(nicknames.is_known(word) for word in first):
        return Bearer.PERSON
    return Bearer.UNCLEAR if len(first) == 1 else Bearer.ORGANIZATION


def _last_and_suffix(contributor: Contributor) -> tuple[tuple[str, ...], str]:
    last, suffix = words(contributor.last_name), ""
    while len(last) > 1 and last[-1] in TRAILING | DEGREES:
        suffix = SUFFIXES.get(last[-1], suffix)
        last = last[:-1]
    return last, suffix
