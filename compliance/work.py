"""Whether occupation and employer are answered, by a gift itself or by what is on file."""

from typing import Final, assert_never

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


def filed(work: Work | None, occupation: str, employer: str) -> tuple[str, str]:
    """Give employer and occupation as a schedule states them; blank is not known, and nothing is guessed (RPT-03).

    >>> filed(Work.SELF_EMPLOYED, "Potter", "")
    ('SELF-EMPLOYED', 'Potter')
    >>> filed(None, "retired", ""), filed(Work.EMPLOYED, "n/a", "Acme")
    (('NONE', 'retired'), ('Acme', ''))
    """
    if work in _FILED:
        return _FILED[work]
    told = occupation if is_answer(occupation) else ""
    if work is Work.SELF_EMPLOYED:
        return "SELF-EMPLOYED", told
    where = employer if is_answer(employer) else ""
    if not where and work is None and squeezed(occupation) in _NEEDS_NO_EMPLOYER:
        where = "NONE"
    return where, told
