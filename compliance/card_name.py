"""What the name on a card is to the donor's name (SRC-03)."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from compliance import names
from compliance.contribution import Contributor
from compliance.text import words

_TRADES: Final = frozenset(
    words("""
    agency associates bakery builders business clinic club consultants consulting construction contracting
    corporate farms fund group insurance landscaping logistics management media motors partners plumbing
    properties realty restaurant salon services solutions store studio studios systems technologies trucking
    ventures
    """)
)
"""Words that make a business of a name without naming its legal form."""

_LONGEST: Final = 12
"""How many words are looked at; a card bears 26 characters."""


class CardName(StrEnum):
    """Whose name the card bears."""

    BLANK = "blank"
    DONOR = "donor"
    PARTLY = "partly"
    """The donor's first name with another last name, or one of the two names alone."""
    OTHER_PERSON = "other_person"
    BUSINESS = "business"


def relation(contributor: Contributor, name_on_card: str) -> CardName:
    """Say whose name the card bears.

    The donor's passes in any order, with initials, middle name, suffix, title, nickname or near spelling. Another
    first name is another person's card, also under the same last name.
    """
    whole = words(name_on_card)
    own = {*words(contributor.first_name), *words(contributor.middle_name), *words(contributor.last_name)}
    if not whole:
        return CardName.BLANK
    if not (names.LEGAL_FORMS | _TRADES).isdisjoint(set(whole) - own):
        return CardName.BUSINESS
    mine = names.read(contributor)
    suffixes = {names.SUFFIXES[word] for word in whole if word in names.TRAILING}
    if mine.suffix and suffixes and mine.suffix not in suffixes:
        return CardName.OTHER_PERSON
    return _person(contributor, _printed(name_on_card, own))


def _person(contributor: Contributor, printed: tuple[str, ...]) -> CardName:
    mine = names.read(contributor)
    rests = tuple(_without_last_name(contributor, printed))
    run_together = "".join(printed) in {mine.first + mine.last, mine.last + mine.first}
    if run_together or any(_bears_first_name(contributor, rest) for rest in rests):
        return CardName.DONOR
    if rests:
        return CardName.OTHER_PERSON if all(rests) else CardName.PARTLY
    return CardName.PARTLY if _has_full_first_name(contributor, printed) else CardName.OTHER_PERSON


def _printed(name_on_card: str, own: set[str]) -> tuple[str, ...]:
    # A title or suffix is passed over, unless it is a name of this donor's.
    passed_over = (names.TITLES | names.TRAILING | names.DEGREES) - own
    parts = words(name_on_card, dot=" ")[:_LONGEST]
    return tuple(part for part in parts if part not in passed_over)


def _runs(printed: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Give every run of words, and the words around it: a card may part or join what a donor does not."""
    for start in range(len(printed)):
        for end in range(start + 1, len(printed) + 1):
            yield printed[start:end], printed[:start] + printed[end:]


def _without_last_name(contributor: Contributor, printed: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for run, rest in _runs(printed):
        if _is_last_name(contributor, run):
            yield rest


def _is_last_name(contributor: Contributor, run: tuple[str, ...]) -> bool:
    mine, core = names.read(contributor), names.last_words(contributor)
    joined = "".join(run)
    if joined == mine.last or joined in core:
        return True
    # Joined with an initial or a particle, almost anything is near: "C Sample", "de la". And "Robin" is near
    # "Robinson": for such a donor it still is the first name.
    whole_words = all(len(word) > 1 and word not in names.PARTICLES for word in run)
    return (
        whole_words
        and (names.near(joined, "".join(core)) or (len(run) == 1 and names.near(joined, mine.last)))
        and not names.near(joined, mine.first)
    )


def _bears_first_name(contributor: Contributor, rest: tuple[str, ...]) -> bool:
    """Tell whether what stands beside the last name is the donor's first name, full or as an initial.

    Beside a full name an initial counts only where it comes first: "R Quinn" may be Robin, "Chris R" is not.
    """
    if _has_full_first_name(contributor, rest):
        return True
    mine = names.read(contributor)
    if len(mine.middle) > 1 and any("".join(run) == mine.middle for run, _ in _runs(rest)):
        return True
    initials = rest if all(len(part) == 1 for part in rest) else rest[:1]
    return any(names.is_initial(part, mine.first) for part in initials)


def _has_full_first_name(contributor: Contributor, printed: tuple[str, ...]) -> bool:
    mine = names.read(contributor).first
    forms = {form for form in (mine, *words(contributor.first_name)) if len(form) > 1 and form not in names.TITLES}
    full = ("".join(run) for run, _ in _runs(printed))
    return any(names.first_names_akin(name, form) for name in full if len(name) > 1 for form in forms)
