"""What the name on a card is to the donor's name (SRC-03)."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from compliance import names, nicknames
from compliance.contribution import Contributor
from compliance.text import spelled, words

_LONGEST: Final = 12
"""How many words are looked at; a card bears 26 characters."""

_TELLING: Final = 3
"""Letters a word has to have before it tells a name from another, or a name from what is none."""

_SURNAMES: Final = frozenset(
    words("""
    adams aguilar alexander allen alvarez anderson andrews armstrong arnold bailey baker barnes bell bennett berry
    black boyd bradley brooks brown bryant burns butler campbell carpenter carroll carter castillo castro chavez chen
    clark cole coleman collins contreras cook cooper cox crawford cruz cunningham daniels davis diaz dixon duncan dunn
    edwards elliott ellis espinoza estrada evans ferguson fernandez fisher flores ford foster fox freeman garcia
    gardner garza gibson gomez gonzales gonzalez gordon graham grant gray green greene griffin guerrero gutierrez
    guzman hall hamilton harper harris harrison hart hawkins hayes henderson hernandez herrera hicks hill hoffman
    holmes hughes hunt hunter jackson jenkins jimenez johnson johnston jones jordan kaur kelley kelly kennedy khan
    kim king knight lane lawson lewis long lopez marshall martinez mason mcdonald medina mejia mendez mendoza meyer
    mills mitchell molina moore morales moreno morgan morris murphy murray myers navarro nelson nguyen nichols olson
    ortega ortiz owens palmer park parker patel patterson payne pena perez perkins perry peters peterson phillips
    pierce porter powell price ramirez ramos reed reyes reynolds rice richardson riley rios rivera roberts robertson
    robinson rodriguez rogers rojas romero ross ruiz salazar sanchez sanders sandoval santiago santos schmidt shaw
    silva simmons simpson singh smith snyder soto spencer stephens stevens stewart stone sullivan taylor thompson
    torres tran tucker turner valdez vargas vasquez vazquez vega wagner walker wallace wang ward warren washington
    watkins watson weaver webb weber wells west wheeler white williams williamson willis wilson wong wood woods wright
    yang young
    """)
)
"""Last names that many bear, so that one of them behind a donor's is taken for a second one."""


class CardName(StrEnum):
    """Whose name the card bears."""

    BLANK = "blank"
    DONOR = "donor"
    PARTLY = "partly"
    """The donor's first name with another last name, one of the two alone, or both and a word that is no name."""
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
    if _is_business(contributor, name_on_card, own):
        return CardName.BUSINESS
    mine = names.read(contributor)
    suffixes = {names.SUFFIXES[word] for word in whole if word in names.TRAILING}
    if mine.suffix and suffixes and mine.suffix not in suffixes:
        return CardName.OTHER_PERSON
    printed = _printed(name_on_card, own)
    found = _person(contributor, printed)
    hyphened = {word for part in name_on_card.split("-")[1:] for word in words(part)[:1]}
    if found is CardName.DONOR and _has_more_behind(contributor, printed, own | hyphened):
        return CardName.PARTLY
    return found


def _is_business(contributor: Contributor, name_on_card: str, own: set[str]) -> bool:
    """Tell a business by the words on its card; what is a name of this donor's says nothing.

    A word that may be a last name says so only at either end: "Robin Church Sample" is a person.
    """
    parts = spelled(name_on_card)[:_LONGEST]
    # Letters in front are initials: "P L C SAMPLE".
    every = {*words(name_on_card), *parts[1:]} - own
    return (
        not (names.LEGAL_FORMS | names.TRADES | {"of"}).isdisjoint(every)
        or not names.GROUPS.isdisjoint({parts[0], parts[-1]} - own)
        or _ends_in_a_form(contributor, name_on_card, own)
    )


def _ends_in_a_form(contributor: Contributor, name_on_card: str, own: set[str]) -> bool:
    """Tell the "P.C." of a firm, which stands behind a last name; behind a first name it is initials."""
    *front, form = spelled(name_on_card)
    mine = names.read(contributor)
    if not front or form not in names.SHORT_FORMS - own - {mine.first[:1] + mine.middle[:1]}:
        return False
    if form == "sa" and words(name_on_card, dot=" ")[-1] == form:  # "S.A." is a form, "Sá" a last name.
        return False
    return front[-1] in own - {mine.first} or not _is_first_name(front[-1], mine.first)


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
    # So is a long last name with a short first one: "Johnson Amy". A card that parts a name adds no letters.
    whole_words = whole_words and (len(run) == 1 or abs(len(joined) - len("".join(core))) <= 1)
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
    return any(_is_first_name(name, form) for name in full if len(name) > 1 for form in forms)


def _is_first_name(name: str, mine: str) -> bool:
    """Tell whether a card's first name may be the donor's.

    Two names that people bear are two people's however near they are, as Patrick's and Patricia's, who share a last
    name; but "Al" and "Ali" are too short to tell.
    """
    if nicknames.is_known(name) and nicknames.is_known(mine) and min(len(name), len(mine)) >= _TELLING:
        return name == mine or nicknames.akin(name, mine)
    return names.first_names_akin(name, mine)


def _has_more_behind(contributor: Contributor, printed: tuple[str, ...], own: set[str]) -> bool:
    """Tell whether behind first and last name stands a word that we know as nobody's name: "Robin Sample Acmeworks".

    A second last name behind a hyphen, or one that many bear, is a name.
    """
    behind = [
        printed[end:]
        for start in range(1, len(printed))
        for end in range(start + 1, len(printed) + 1)
        if _is_last_name(contributor, printed[start:end]) and _bears_first_name(contributor, printed[:start])
    ]
    return behind != [] and all(any(_is_nobodys_name(word, own) for word in rest) for rest in behind)


def _is_nobodys_name(word: str, own: set[str]) -> bool:
    return len(word) >= _TELLING and word not in own | _SURNAMES | {"and"} and not nicknames.is_known(word)
