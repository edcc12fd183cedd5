"""Verdicts: a treasurer's word that two gifts are of one person or of two; the latest word holds (IDN-09)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from compliance.contribution import Contributor
from donations import check_models, models, rows


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
    """One verdict with the two contributors it speaks of."""

    refs: frozenset[str]
    one: Contributor
    other: Contributor
    same: bool


def about(session: Session, refs: Iterable[str]) -> list[Word]:
    """The verdicts that touch any of these gifts, in the order in which they were given."""
    one, other = aliased(models.Contribution), aliased(models.Contribution)
    named = sorted(set(refs))
    found = session.execute(
        sa.select(one, other, check_models.Verdict.same)
        .select_from(check_models.Verdict)
        .join(one, one.id == check_models.Verdict.one_id)
        .join(other, other.id == check_models.Verdict.other_id)
        .where(sa.or_(one.public_id.in_(named), other.public_id.in_(named)))
        .order_by(check_models.Verdict.id)
    )
    return [
        Word(frozenset((a.public_id, b.public_id)), rows.contributor_of(a), rows.contributor_of(b), same)
        for a, b, same in found
    ]
