"""Whose names a check bears beside the contributor's: those to whom part of it may be reattributed (LIM-09)."""

from collections.abc import Iterable

from compliance import card_name
from compliance.card_name import CardName
from compliance.contribution import AccountKind, CheckFacts, Contributor
from compliance.text import is_name, squeezed

_OF_PERSONS = frozenset({AccountKind.PERSONAL, AccountKind.JOINT})


def others(contributor: Contributor, names: Iterable[str]) -> tuple[str, ...]:
    """Give the names that are other individuals', each once and in their order.

    A business's name is nobody's. The contributor's own name is left out: the first that is it, else the first that is
    it in part; another of the same name may be the father or the son.

    >>> from compliance.contribution import Address
    >>> others(Contributor("Robin", "Sample", Address("", "", "", "")), ("Chris Sample", "R. Sample", "Sample LLC"))
    ('Chris Sample',)
    """
    related = [(name, card_name.relation(contributor, name)) for name in names if is_name(name)]
    persons = [(name, relation) for name, relation in related if relation is not CardName.BUSINESS]
    for own in (CardName.DONOR, CardName.PARTLY):
        mine = next((each for each in persons if each[1] is own), None)
        if mine is not None:
            persons.remove(mine)
            break
    return tuple({squeezed(name): name for name, _ in reversed(persons)}.values())[::-1]


def printed_others(contributor: Contributor, check: CheckFacts | None) -> tuple[str, ...]:
    """Give the other individuals printed on a check of persons' own; none where the contributor is not on it."""
    if check is None or check.account not in _OF_PERSONS or not _bears(contributor, check.printed_names):
        return ()
    return others(contributor, check.printed_names)


def has_signed(name: str, check: CheckFacts) -> bool:
    """Tell whether that name is among those that signed."""
    return squeezed(name) in {squeezed(signer) for signer in check.signers}


def _bears(contributor: Contributor, names: Iterable[str]) -> bool:
    return any(card_name.relation(contributor, name) in {CardName.DONOR, CardName.PARTLY} for name in names)
