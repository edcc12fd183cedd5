"""Verdicts: a treasurer's word that two gifts are of one person or of two; the latest word holds (IDN-09)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from compliance.contribution import Contributor
from donations import check_models, models, rows
from donations.rows import Keys


def give(  # noqa: PLR0913 - who says what of which two, when and why
    session: Session, one: str, other: str, *, same: bool, by: str, reason: str, now: datetime
) -> None:
    """Keep a verdict about two gifts, named by their public ids."""
    ids = dict(
        session.execute(
            sa.select(models.Contribution.public_id, models.Contribution.id).where(
                models.Contribution.public_id.in_([one, other])
            )
        ).all()
    )
    session.add(check_models.Verdict(one_id=ids[one], other_id=ids[other], same=same, at=now, actor=by, reason=reason))
    session.flush()


@dataclass(frozen=True, slots=True)
class Word:
    """One verdict: the two contributors it speaks of, and the records by which their gifts are found."""

    one: Contributor
    other: Contributor
    same: bool
    records: frozenset[Keys]


def about(session: Session, names: Iterable[str]) -> list[Word]:
    """The verdicts that touch records of any of these names, in the order in which they were given.

    A verdict speaks of records and not of gifts: it holds whatever became of the gift by which it was given.
    """
    given, gift = check_models.Verdict, models.Contribution
    found: dict[int, Word] = {}
    for some in rows.parts(sorted(set(names))):
        named = sa.select(gift.id).where(gift.name_key.in_(some))
        one, other = aliased(gift), aliased(gift)
        asked = (
            sa.select(given.id, given.same, one, other)
            .join(one, one.id == given.one_id)
            .join(other, other.id == given.other_id)
            .where(sa.or_(given.one_id.in_(named), given.other_id.in_(named)))
        )
        for number, same, a, b in session.execute(asked):
            records = frozenset(Keys(each.name_key, each.email_key, each.address_key) for each in (a, b))
            found[number] = Word(rows.contributor_of(a), rows.contributor_of(b), same, records)
    return [found[number] for number in sorted(found)]


def joined(session: Session, keys: Iterable[Keys]) -> set[Keys]:
    """These records and all that verdicts have ever made one with records of their names, from word to word."""
    reached, waiting = set(keys), set(keys)
    while waiting:
        words = about(session, {each.name for each in waiting})
        waiting = {record for word in words if word.same for record in word.records} - reached
        reached |= waiting
    return reached
