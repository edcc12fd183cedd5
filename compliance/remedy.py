"""What may be done about an excess: refund, redesignation, reattribution; what each needs, by when, and what it does.

An excess is what a recorded gift has over the limit, or beyond the net debts of an election that is past. Every way
is answered with its reason, the closed ones too. Law: 11 CFR 110.1(b)(3), (b)(5), (k)(3), (l); 103.3(b)(3).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from compliance import aggregate, instrument, law, records
from compliance.contribution import Case, CheckFacts, Contribution, Standing
from compliance.election import Election, ElectionType
from compliance.money import ZERO, Money
from compliance.records import Change, ChangeStanding, Kept, Record, Validity, standing_of
from compliance.text import squeezed
from compliance.ways import Effect, Holder, Option, Remedy, adjustment

__all__ = [
    "Change",
    "ChangeStanding",
    "Effect",
    "Holder",
    "Kept",
    "Option",
    "Record",
    "Remedy",
    "Validity",
    "adjustment",
    "excess_of",
    "excesses",
    "options",
    "standing_of",
]

_REFUND: Final = "11 CFR 103.3(b)(3)"
_REDESIGNATED: Final = "11 CFR 110.1(b)(5)(ii)(A)"
_TO_GENERAL: Final = "11 CFR 110.1(b)(5)(ii)(B)"
_TO_PRIMARY: Final = "11 CFR 110.1(b)(5)(ii)(C)"
_REATTRIBUTED: Final = "11 CFR 110.1(k)(3)(ii)(A)"
_TO_PRINTED: Final = "11 CFR 110.1(k)(3)(ii)(B)"


@dataclass(frozen=True, slots=True)
class _Matter:
    case: Case
    gift: Contribution
    own: Election | None
    code: str | None
    excess: Money

    @property
    def today(self) -> date:
        return self.case.committee.local_date(self.case.at)

    @property
    def due_on(self) -> date:
        return law.EXCESS.after(self.gift.received_on)

    @property
    def limit(self) -> Money:
        return law.limit_in_force(self.case.committee, self.gift.made_on).amount

    def total(self, code: str | None) -> Money:
        """What the contributor has given for an election, this gift with it."""
        elections = self.case.committee.elections
        if code is None:
            return aggregate.parts(self.gift, elections)[None]
        return aggregate.for_election((*self.case.prior, self.gift), elections, code)

    def room(self, election: Election) -> Money:
        """What still fits there: under the limit, and for an election that is past within its net debts."""
        under = max(self.limit - self.total(election.code), ZERO)
        return min(under, election.net_debts) if election.on < self.today else under


def excess_of(case: Case) -> Money:
    """Say what of a recorded gift is to be put right today: over the limit, or beyond the net debts of a past election.

    What was refunded, moved or given away since is not. All other gifts of the contributor count, so of two gifts that
    pass the limit together each has the excess until one of them is put right. Raises `law.NoFigureError`.
    """
    matter = _matter(case, ZERO)
    others = aggregate.for_election(case.prior, case.committee.elections, matter.code) if matter.code else ZERO
    return _over(matter, others)


def excesses(case: Case, gifts: Iterable[Contribution]) -> Iterator[Money]:
    """Say the same of each of a person's recorded gifts, in their order, with those before it as the others.

    One sum runs along, so that many gifts take no longer than there are. Raises `law.NoFigureError`.
    """
    before: dict[str | None, Money] = {}
    for gift in gifts:
        matter = _matter(replace(case, gift=gift), ZERO)
        yield _over(matter, before.get(matter.code, ZERO))
        for code, amount in aggregate.parts(gift, case.committee.elections).items():
            before[code] = before.get(code, ZERO) + amount


def _over(matter: _Matter, others: Money) -> Money:
    """Say what of a gift is too much beside what the others come to for its election."""
    there = aggregate.parts(matter.gift, matter.case.committee.elections).get(matter.code, ZERO)
    if matter.own is None:
        return ZERO if matter.code else there
    room = there
    if not matter.gift.contributor.is_candidate:
        room = max(matter.limit - others, ZERO)
    if matter.gift.made_on > matter.own.on:
        room = min(room, matter.own.net_debts)
    return max(there - room, ZERO)


def options(case: Case, excess: Money, *, others: Iterable[Holder] = ()) -> tuple[Option, ...]:
    """Say what may be done about the excess of a recorded gift, every way with its answer, the refund first.

    The moment is `case.at`. `others` are persons to whom part may be reattributed, with their room where it is known;
    other names on the check are found there. No more than the gift still has is cured. Raises `law.NoFigureError`.
    """
    matter = _matter(case, excess)
    there = aggregate.parts(matter.gift, case.committee.elections).get(matter.code, ZERO)
    matter = replace(matter, excess=min(excess, there))
    if matter.excess <= ZERO:
        return ()
    return (_refund(matter), _presumed_for(matter), *_redesignations(matter), *_reattributions(matter, tuple(others)))


def _matter(case: Case, excess: Money) -> _Matter:
    # A check that is judged while it is keyed is recorded all the same.
    gift = case.gift if case.gift.standing in aggregate.COUNTED else replace(case.gift, standing=Standing.COMPLETED)
    own = aggregate.election_of(case)
    return _Matter(case, gift, own, own.code if own else gift.election, excess)


def _refund(matter: _Matter) -> Option:
    late = matter.today > matter.due_on
    why = f"The time for it ended on {_day(matter.due_on)}: refund at once." if late else "A refund is always open."
    return _opened(matter, Remedy.REFUND, why, matter.excess, _REFUND)


# Redesignation -------------------------------------------------------------------------------------------------------


def _redesignations(matter: _Matter) -> Iterator[Option]:
    for election in matter.case.committee.elections:
        if election.code != matter.code:
            yield _moved(matter, Remedy.WRITTEN_REDESIGNATION, election, _REDESIGNATED)


def _presumed_for(matter: _Matter) -> Option:
    """Presume that what is over was meant for the other of primary and general."""
    own, made_on = matter.own, matter.gift.made_on
    remedy, citation = Remedy.PRESUMPTIVE_REDESIGNATION, _TO_GENERAL
    if matter.gift.election is not None:
        return _closed(matter, remedy, "The contributor has designated the election, so nothing is presumed.", citation)
    if own is None or own.type not in {ElectionType.PRIMARY, ElectionType.GENERAL}:
        return _closed(matter, remedy, "Only between a primary and its general election is it presumed.", citation)
    if own.type is ElectionType.PRIMARY:
        other = _first(each for each in matter.case.committee.elections if _is_general(each) and each.on > own.on)
        if made_on >= own.on:
            return _closed(matter, remedy, f"The gift was not made before the {own.dated_name}.", citation)
    else:
        citation = _TO_PRIMARY
        other = _last(each for each in matter.case.committee.elections if _is_primary(each) and each.on < own.on)
        if made_on >= own.on or (other is not None and made_on <= other.on):
            return _closed(matter, remedy, "The gift was not made between the primary and the general.", citation)
    if other is None:
        return _closed(matter, remedy, "There is no other election to presume it for.", citation)
    return _moved(matter, remedy, other, citation)


def _moved(matter: _Matter, remedy: Remedy, election: Election, citation: str) -> Option:
    fits = min(matter.excess, matter.room(election))
    past = election.on < matter.today
    if fits > ZERO:
        within = ", within what is still owed from it" if past else ""
        why = f"{fits.brief} fits the {election.dated_name}{within}."
        return _opened(matter, remedy, why, fits, citation, election=election)
    if past and not election.net_debts:
        why = f"The {election.dated_name} is past, and nothing is owed from it."
    else:
        why = f"The contributor has given all that may be given for the {election.dated_name}."
    return _closed(matter, remedy, why, citation, election=election)


def _is_general(election: Election) -> bool:
    return election.type is ElectionType.GENERAL


def _is_primary(election: Election) -> bool:
    return election.type is ElectionType.PRIMARY


def _first(elections: Iterable[Election]) -> Election | None:
    return min(elections, key=lambda election: election.on, default=None)


def _last(elections: Iterable[Election]) -> Election | None:
    return max(elections, key=lambda election: election.on, default=None)


# Reattribution -------------------------------------------------------------------------------------------------------


def _reattributions(matter: _Matter, given: tuple[Holder, ...]) -> Iterator[Option]:
    person, check = matter.gift.contributor, matter.case.check
    printed = instrument.printed_others(person, check)
    signed = instrument.others(person, check.signers) if check is not None else ()
    known = {squeezed(holder.name): holder for holder in given}
    everybody = {squeezed(name): Holder(name) for name in (*printed, *signed)} | known
    if check is None:
        why = "It is presumed only for a check or other writing that bears several persons' names, never for a card."
        yield _closed(matter, Remedy.PRESUMPTIVE_REATTRIBUTION, why, _TO_PRINTED)
    elif not printed:
        why = "The check does not bear another individual's name beside the contributor's."
        yield _closed(matter, Remedy.PRESUMPTIVE_REATTRIBUTION, why, _TO_PRINTED)
    else:
        for name in printed:
            yield _presumed_to(matter, everybody[squeezed(name)], check)
    for holder in everybody.values():
        yield _given_to(matter, Remedy.WRITTEN_REATTRIBUTION, holder, _REATTRIBUTED)
    if not everybody:
        why = "Nobody else is known to whom the account belongs."
        yield _closed(matter, Remedy.WRITTEN_REATTRIBUTION, why, _REATTRIBUTED)


def _presumed_to(matter: _Matter, holder: Holder, check: CheckFacts) -> Option:
    if instrument.has_signed(holder.name, check):
        why = f"{holder.name} has signed too, and has a share of the check already."
        return _closed(matter, Remedy.PRESUMPTIVE_REATTRIBUTION, why, _TO_PRINTED, holder=holder)
    return _given_to(matter, Remedy.PRESUMPTIVE_REATTRIBUTION, holder, _TO_PRINTED)


def _given_to(matter: _Matter, remedy: Remedy, holder: Holder, citation: str) -> Option:
    fits = min(matter.excess, matter.limit if holder.room is None else holder.room)
    if fits <= ZERO:
        why = f"{holder.name} has given all that may be given for this election."
        return _closed(matter, remedy, why, citation, holder=holder)
    if holder.room is None:
        why = f"At most {fits.brief} can be {holder.name}'s. Look first at what {holder.name} has given."
    else:
        why = f"{fits.brief} can be {holder.name}'s."
    return _opened(matter, remedy, why, fits, citation, holder=holder)


# Answers -------------------------------------------------------------------------------------------------------------


def _opened(  # noqa: PLR0913 - what an option is made of
    matter: _Matter,
    remedy: Remedy,
    why: str,
    cures: Money,
    citation: str,
    *,
    election: Election | None = None,
    holder: Holder | None = None,
) -> Option:
    if remedy is not Remedy.REFUND and matter.today > matter.due_on:
        why = f"The time for it ended on {_day(matter.due_on)}. Only a refund is left."
        return _closed(matter, remedy, why, citation, election=election, holder=holder)
    change = Change(
        remedy, matter.gift.received_on, matter.gift.contributor.full_name, (holder.name,) if holder else ()
    )
    needs = records.needed(change)
    told = {Record.NOTICE, Record.REFUND_OFFERED}
    return replace(
        _closed(matter, remedy, why, citation, election=election, holder=holder),
        open=True,
        cures=cures,
        records=tuple(records.words(*need) for need in needs if need[0] not in told),
        notices=tuple(records.words(*need) for need in needs if need[0] in told),
        voids="" if remedy is Remedy.REFUND else records.VOIDS,
        effects=tuple(_effects(matter, cures, election, holder)),
    )


def _closed(  # noqa: PLR0913 - what an option is made of
    matter: _Matter,
    remedy: Remedy,
    why: str,
    citation: str,
    *,
    election: Election | None = None,
    holder: Holder | None = None,
) -> Option:
    return Option(
        remedy=remedy,
        open=False,
        why=why,
        cures=ZERO,
        citation=citation,
        due_on=matter.due_on,
        election=election.code if election else None,
        holder=holder.name if holder else "",
        room_known=holder is None or holder.room is not None,
    )


def _effects(matter: _Matter, cures: Money, election: Election | None, holder: Holder | None) -> Iterator[Effect]:
    before = matter.total(matter.code)
    yield Effect(matter.code, before, before - cures)
    if election is not None:
        there = matter.total(election.code)
        yield Effect(election.code, there, there + cures)
    if holder is not None:
        given = None if holder.room is None else matter.limit - holder.room
        yield Effect(matter.code, given, None if given is None else given + cures, holder.name)


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
