"""Whether occupation and employer are answered, by a gift itself or by what is on file."""

from collections.abc import Iterable
from typing import Final, NamedTuple, assert_never

from compliance import aggregate
from compliance.contribution import Case, Contribution, Work
from compliance.text import says_work, squeezed, words

_NO_EMPLOYER: Final = frozenset(
    words("""
    retired retiree student fulltimestudent parttimestudent collegestudent universitystudent graduatestudent gradstudent
    highschoolstudent lawstudent medicalstudent homemaker housewife househusband stayathomemom stayathomemother
    stayathomedad stayathomefather stayathomeparent unemployed notemployed notcurrentlyemployed notworking outofwork
    disabled
    """)
)
"""Answers that need no employer as typed into the occupation, on paper or in an import, where nobody chose one."""
_NOT_QUITE: Final = frozenset(words("semi partly partially not nearly almost soon"))


def answered(case: Case) -> tuple[bool, bool]:
    """Tell whether occupation and employer are known, from this gift or from earlier ones in the cycle (IDN-07)."""
    occupation, employer = by_itself(case.gift)
    for earlier in case.prior:
        if occupation and employer:
            break
        if earlier.standing in aggregate.COUNTED and aggregate.same_cycle(
            case.committee.cycle, earlier.received_on, case.gift.received_on
        ):
            had_occupation, had_employer = _on_file(earlier, case.gift.work)
            occupation = occupation or had_occupation
            employer = employer or had_employer
    return occupation, employer


def by_itself(gift: Contribution) -> tuple[bool, bool]:
    """Tell whether a gift's own answers say the occupation, and the employer where one is needed."""
    occupation, employer = says_work(gift.occupation), says_work(gift.employer)
    match gift.work:
        case None:
            return occupation, employer or _needs_no_employer(gift.occupation) or _is_own_employer(gift.occupation)
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
    occupation = says_work(earlier.occupation) and not _needs_no_employer(earlier.occupation)
    return occupation, says_work(earlier.employer)


def _needs_no_employer(occupation: str) -> bool:
    """Tell "Retired", "Retired teacher" and "Teacher (retired)" from a job; a semi-retired person has one."""
    parts = words(occupation)
    retired = parts[:1] == ("retired",) or (parts[-1:] == ("retired",) and _NOT_QUITE.isdisjoint(parts))
    return retired or squeezed(occupation) in _NO_EMPLOYER


def _is_own_employer(occupation: str) -> bool:
    return squeezed(occupation).startswith("selfemployed")


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
        told = self.occupation if says_work(self.occupation) else ""
        if self.work is Work.SELF_EMPLOYED:
            return "SELF-EMPLOYED", told
        where = self.employer if says_work(self.employer) else ""
        if not where and self.work is None and _needs_no_employer(self.occupation):
            where = "NONE"
        if not where and self.work is None and _is_own_employer(self.occupation):
            where = "SELF-EMPLOYED"
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
        if typed and not _needs_no_employer(other.occupation):
            employer = employer or (other.employer if says_work(other.employer) else "")
            occupation = occupation or theirs[1]
    return employer, occupation
