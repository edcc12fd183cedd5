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
