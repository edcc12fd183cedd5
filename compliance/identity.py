"""Who is this? The keys by which one person's gifts are aggregated, and who may be the same person.

Names and addresses are normalised for matching only; what was typed is kept. No rule asks these questions: a case
comes to the rules with its gifts already told apart.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from compliance import addresses, names
from compliance.contribution import Contribution, Contributor
from compliance.text import squeezed, visible


class Relation(StrEnum):
    """What two records of a name are to one another (IDN-09)."""

    SAME = "same"
    POSSIBLE = "possible"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class History:
    """Other gifts told apart: `prior` by the same person, `possible` by one who may be the same; in the order given."""

    prior: tuple[Contribution, ...]
    possible: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A treasurer's word that two records are of one person, or of two; it goes before any likeness (IDN-09)."""

    one: Contributor
    other: Contributor
    same: bool


class Mark(NamedTuple):
    """What tells one record of a person from another: the keys as the books keep them, the middle name as typed."""

    name_key: str
    email_key: str
    address_key: str
    middle_name: str

    @property
    def keys(self) -> tuple[str, str, str]:
        """What a verdict is remembered by."""
        return self[:3]

    @property
    def is_whole(self) -> bool:
        """Whether it tells enough to know the same person by again."""
        return self.name_key != "" and (self.email_key != "" or self.address_key != "")


Words = Mapping[frozenset[tuple[str, str, str]], bool]
"""The treasurer's words on pairs of records, each named by its three keys: one person's or not; the last one told."""

_DOTLESS: Final = frozenset({"gmail.com", "googlemail.com"})


def name_key(contributor: Contributor) -> str:
    """Give the normalised first name, last name and suffix: the key to look up and to lock by.

    Empty where there is no full name. The middle name is not part of it.

    >>> from compliance.contribution import Address
    >>> name_key(Contributor("José", "Núñez, Jr.", Address("", "", "", "")))
    'jose nunez jr'
    """
    return names.read(contributor).key


def email_key(contributor: Contributor) -> str:
    """Give the e-mail address without case and tag, at Gmail also without dots; empty where there is none.

    >>> from compliance.contribution import Address
    >>> email_key(Contributor("", "", Address("", "", "", ""), email="Robin.Q+gift@GoogleMail.com"))
    'robinq@gmail.com'
    """
    typed = "".join(visible(contributor.email).split()).casefold()
    local, at, domain = typed.rpartition("@")
    domain = domain.rstrip(".")
    if not (at and local and domain):
        return ""
    untagged = local.split("+", 1)[0] or local
    if domain in _DOTLESS:
        return f"{untagged.replace('.', '') or untagged}@gmail.com"
    return f"{untagged}@{domain}"


def address_key(contributor: Contributor) -> str:
    """Give the street lines and ZIP code in one spelling; empty where there is no street line or no place.

    >>> from compliance.contribution import Address
    >>> address_key(Contributor("", "", Address("12 North Main Street", "Columbus", "OH", "43215-1", "US", "Apt. 4-B")))
    'us columbus oh 12 nmainst4b'
    >>> address_key(Contributor("", "", Address("12 N. Main St. #4B", "Columbus", "OH", "43215-0001")))
    'us 43215 12 nmainst4b'
    """
    return addresses.key(contributor.address)


def relation(one: Contributor, other: Contributor, *, shared_card: bool = False) -> Relation:
    """Say whether two records are one person's (IDN-09); `shared_card` when both paid by one card.

    The same: name with e-mail, or name with address. Possibly: one e-mail or address with a nickname or a near spelling
    of the first name, whatever the last name is, because people marry and fields are mixed up; with the same words in
    another order; with contradicting middle names; with a suffix on one side only under one e-mail; one name in one
    house where one side leaves out the flat; one card under unrelated names. Not the same: a name alone; one address
    with another first name or another suffix.
    """
    return _relation(_Record.of(one), _Record.of(other), {}, shared_card=shared_card)


def split(
    gift: Contribution, card_fingerprint: str, others: Iterable[Contribution], verdicts: Iterable[Verdict] = ()
) -> History:
    """Tell the other gifts apart: those of the gift's contributor, those of possibly the same, and the rest.

    "The same" is carried on: two gifts that a third one joins are one person's. "Possible" is said of a person to a
    person: where one record may be ours, all of that person's gifts may be, but it is not carried on to a third
    person. `card_fingerprint` is the new card's, blank while it is not known. `verdicts` go before likeness, the last
    one first; one about two records that no key tells apart says nothing.
    """
    others = tuple(others)
    words = told(verdicts)
    new_card = card_fingerprint or gift.card_fingerprint
    records = tuple(_Record.of(each.contributor) for each in (gift, *others))
    ours, *persons = _merged(list(_persons(records, words)), records, words)
    our_records = {records[number] for number in ours}

    def may_be_ours(number: int) -> bool:
        shared_card = _shared(new_card, others[number - 1].card_fingerprint)
        other = records[number]
        return _relation(records[0], other, words, shared_card=shared_card) is not Relation.DIFFERENT or any(
            _relation(record, other, words) is not Relation.DIFFERENT for record in our_records
        )

    possible = {number for person in persons if any(map(may_be_ours, person)) for number in person}
    return History(
        prior=tuple(other for number, other in enumerate(others, 1) if number in ours),
        possible=tuple(other for number, other in enumerate(others, 1) if number in possible),
    )


def persons(marks: Sequence[Mark], words: Words) -> list[frozenset[int]]:
    """Tell many records apart, by the same rule as `split`: each person's, by their numbers, the first record's first.

    Meant for whole books: a record is compared only with those of its name that share its e-mail or its address.
    """
    numbers: dict[Mark, list[int]] = defaultdict(list)
    for number, mark in enumerate(marks):
        numbers[mark].append(number)
    near: dict[tuple[str, str, str], list[Mark]] = defaultdict(list)
    for mark in numbers:
        for place in _places(mark):
            near[place].append(mark)
    waiting = dict.fromkeys(numbers)
    found = []
    while waiting:
        first = next(iter(waiting))
        del waiting[first]
        if not first.is_whole:  # Not even those who tell the same are known to be one.
            found += [frozenset((number,)) for number in numbers[first]]
            continue
        person, reached = set(numbers[first]), [first]
        while reached:
            one = reached.pop()
            for other in [each for place in _places(one) for each in near[place]]:
                if other in waiting and _one_person(one, other, words):
                    del waiting[other]
                    person.update(numbers[other])
                    reached.append(other)
        found.append(frozenset(person))
    return _joined(found, marks, words)


def _places(mark: Mark) -> Iterator[tuple[str, str, str]]:
    # Without a full name nobody is certainly the same.
    if mark.name_key and mark.email_key:
        yield mark.name_key, "email", mark.email_key
    if mark.name_key and mark.address_key:
        yield mark.name_key, "address", mark.address_key


def _one_person(one: Mark, other: Mark, words: Words) -> bool:
    told = words.get(frozenset((one.keys, other.keys))) if words else None
    if told is not None:
        return told
    return names.middles_agree(squeezed(one.middle_name), squeezed(other.middle_name))


def _joined(found: list[frozenset[int]], marks: Sequence[Mark], words: Words) -> list[frozenset[int]]:
    """Put together the persons whom a word makes one."""
    for pair, same in words.items():
        if same:
            one = [person for person in found if any(marks[number].keys in pair for number in person)]
            if len(one) > 1:
                found = [person for person in found if person not in one] + [frozenset().union(*one)]
    return sorted(found, key=min)


def all_apart(marks: Collection[tuple[str, str, str, str]]) -> bool:
    """Tell whether, words aside, each of different marks of one name is one person's: the usual case, told in no time.

    So it is where each tells enough to be known again, and no two share an e-mail or an address; `persons` would give
    each by itself. A mark may be told as a plain tuple.
    """
    _, emails, addresses, _ = map(set, zip(*marks, strict=True))
    apart = len(emails) == len(addresses) == len(marks)
    return apart and all(name and (email or address) for name, email, address, _ in marks)


@dataclass(frozen=True, slots=True)
class _Record:
    """A contributor as compared: every key made once, because each is compared with many."""

    contributor: Contributor
    name: names.Name
    name_key: str
    email: str
    address: str

    @classmethod
    def of(cls, contributor: Contributor) -> "_Record":
        name = names.read(contributor)
        return cls(contributor, name, name.key, email_key(contributor), address_key(contributor))

    @property
    def keys(self) -> tuple[str, str, str]:
        """What a verdict is remembered by: the same record typed again is the same word's."""
        return self.name_key, self.email, self.address


def told(verdicts: Iterable[Verdict]) -> Words:
    """Bring verdicts into the form in which many records are told apart by them."""
    pairs = ((frozenset((_Record.of(each.one).keys, _Record.of(each.other).keys)), each.same) for each in verdicts)
    return {pair: same for pair, same in pairs if len(pair) > 1}


def _relation(one: _Record, other: _Record, told: Words, *, shared_card: bool = False) -> Relation:
    verdict = told.get(frozenset((one.keys, other.keys))) if told else None
    if verdict is not None:
        return Relation.SAME if verdict else Relation.DIFFERENT
    by_email = _shared(one.email, other.email)
    if by_email or _shared(one.address, other.address):
        if _shared(one.name_key, other.name_key):
            agree = names.middles_agree(one.name.middle, other.name.middle)
            return Relation.SAME if agree else Relation.POSSIBLE
        if _may_name_one(one, other) and _suffixes_allow(one.name, other.name, by_email=by_email):
            return Relation.POSSIBLE
    elif _shared(one.name_key, other.name_key) and _one_leaves_out_the_flat(one, other):
        return Relation.POSSIBLE
    if shared_card and (_names_akin(one, other) or not names.last_names_related(one.contributor, other.contributor)):
        return Relation.POSSIBLE
    return Relation.DIFFERENT


def _persons(records: tuple[_Record, ...], told: Words) -> Iterator[frozenset[int]]:
    """Give the records of one person after the other, by their numbers; the first holds the first record."""
    # Only records with the same name can be the same, so the others are never compared.
    by_name: dict[str, set[int]] = defaultdict(set)
    for number, record in enumerate(records):
        by_name[record.name_key].add(number)
    for number, record in enumerate(records):
        waiting = by_name[record.name_key]
        if number in waiting:
            waiting.discard(number)
            yield _closure(number, records, waiting, told)


def _merged(persons: list[frozenset[int]], records: tuple[_Record, ...], told: Words) -> list[frozenset[int]]:
    """Put together the persons whom a verdict makes one; the first still holds the first record."""
    for pair, same in told.items():
        if same:
            one = [person for person in persons if any(records[number].keys in pair for number in person)]
            rest = [person for person in persons if person not in one]
            persons = sorted([*rest, *([frozenset().union(*one)] if one else [])], key=min)
    return persons


def _closure(first: int, records: tuple[_Record, ...], waiting: set[int], told: Words) -> frozenset[int]:
    person = {first}
    reached = [first]
    while reached and waiting:
        record = records[reached.pop()]
        found = {number for number in waiting if _relation(record, records[number], told) is Relation.SAME}
        waiting -= found
        person |= found
        reached.extend(found)
    return frozenset(person)


def _shared(one: str, other: str) -> bool:
    return one != "" and one == other


def _names_akin(one: _Record, other: _Record) -> bool:
    whole = bool(one.name_key and other.name_key)
    a, b = one.name, other.name
    return whole and names.near(a.last, b.last) and names.first_names_akin(a.first, b.first)


def _may_name_one(a: _Record, b: _Record) -> bool:
    """Whether two names at one place may be one person's: akin first names, or one has all the words of the other."""
    if not (a.name_key and b.name_key):
        return False
    if names.first_names_akin(a.name.first, b.name.first):
        return True
    few, many = sorted((names.all_words(a.contributor), names.all_words(b.contributor)), key=len)
    return len(few) > 1 and few <= many


def _one_leaves_out_the_flat(one: _Record, other: _Record) -> bool:
    house = addresses.house(one.contributor.address)
    return house in {one.address, other.address} and _shared(house, addresses.house(other.contributor.address))


def _suffixes_allow(a: names.Name, b: names.Name, *, by_email: bool) -> bool:
    # Father and son live at one address; only one e-mail makes a suffix that one side left out a likely slip.
    return a.suffix == b.suffix or (by_email and not (a.suffix and b.suffix))
