"""Whether occupation and employer are answered, by a gift itself or by what is on file."""

from collections.abc import Iterable
from typing import Final, NamedTuple, assert_never

from compliance import aggregate
from compliance.contribution import Case, Contribution, Work
from compliance.text import is_answer, squeezed, words

_NEEDS_NO_EMPLOYER: Final = frozenset(words("retired student homemaker unemployed notemployed notworking disabled"))
"""The same as typed into the occupation, on paper or in an import, where nobody chose a situation."""


def answered(case: Case) -> tuple[bool, bool]:
    """Tell whether occupation and employer are known, from this gift or from earlier ones in the cycle (IDN-07)."""
    occupation, employer = by_itself(case.gift)
    for earlier in case.prior:
        if earlier.standing in aggregate.COUNTED and aggregate.same_cycle(
            case.committee.cycle, earlier.received_on, case.gift.received_on
        ):
            had_occupation, had_employer = _on_file(earlier, case.gift.work)
            occupation = occupation or had_occupation
            employer = employer or had_employer
    return occupation, employer


def by_itself(gift: Contribution) -> tuple[bool, bool]:
    """Tell whether a gift's own answers say the occupation, and the employer where one is needed."""
    occupation, employer = is_answer(gift.occupation), is_answer(gift.employer)
    match gift.work:
        case None:
            return occupation, employer or squeezed(gift.occupation) in _NEEDS_NO_EMPLOYER
        case Work.EMPLOYED:
            return occupation, employer
        case Work.SELF_EMPLOYED:
            return occupation, True
        case Work.RETIRED | Work.STUDENT | Work.HOMEMAKER | Work.NOT_EMPLOYED:
            return True, True
        case never:
            assert_never(never)


def _on_file(earlier: Contribution, now: Work | None) -> tuple[bool, bool]:
    # A situation chosen now stands: an earlier "retired" names neither job nor employer of one who works.
    if now is None:
        return by_itself(earlier)
    occupation = is_answer(earlier.occupation) and squeezed(earlier.occupation) not in _NEEDS_NO_EMPLOYER
    return occupation, is_answer(earlier.employer)


REQUESTED: Final = "INFORMATION REQUESTED"
"""What a schedule says of occupation and employer that were asked for and not answered: 11 CFR 104.7(b)(3)."""

_FILED: Final = {
    Work.RETIRED: ("NONE", "RETIRED"),
    Work.STUDENT: ("NONE", "STUDENT"),
    Work.HOMEMAKER: ("NONE", "HOMEMAKER"),
    Work.NOT_EMPLOYED: ("NONE", "NOT EMPLOYED"),
}


class Answer(NamedTuple):
    """What one gift says of its giver's work."""

    work: Work | None
    occupation: str
    employer: str

    @property
    def filed(self) -> tuple[str, str]:
        """Employer and occupation as a schedule states them; blank is not known, and nothing is guessed (RPT-03).

        >>> Answer(Work.SELF_EMPLOYED, "Potter", "").filed
        ('SELF-EMPLOYED', 'Potter')
        >>> Answer(None, "retired", "").filed, Answer(Work.EMPLOYED, "n/a", "Acme").filed
        (('NONE', 'retired'), ('Acme', ''))
        """
        if self.work in _FILED:
            return _FILED[self.work]
        told = self.occupation if is_answer(self.occupation) else ""
        if self.work is Work.SELF_EMPLOYED:
            return "SELF-EMPLOYED", told
        where = self.employer if is_answer(self.employer) else ""
        if not where and self.work is None and squeezed(self.occupation) in _NEEDS_NO_EMPLOYER:
            where = "NONE"
        return where, told


def completed(own: Answer, others: Iterable[Answer]) -> tuple[str, str]:
    """Give employer and occupation with what the giver said with other gifts of the cycle, the nearest first (IDN-07).

    A gift that says nothing of work takes another's whole answer; one that says something takes only what was typed:
    an earlier "retired" names neither job nor employer of one who works.
    """
    employer, occupation = own.filed
    silent = own.work is None and not (employer or occupation)
    for other in others:
        if employer and occupation:
            break
        theirs = other.filed
        if silent and any(theirs):
            employer, occupation, silent = *theirs, False
            continue
        typed = other.work is None or other.work in {Work.EMPLOYED, Work.SELF_EMPLOYED}
        if typed and squeezed(other.occupation) not in _NEEDS_NO_EMPLOYER:
            employer = employer or (other.employer if is_answer(other.employer) else "")
            occupation = occupation or theirs[1]
    return employer, occupation
