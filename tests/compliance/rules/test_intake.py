"""Intake: nothing is taken without a treasurer."""

from compliance.rules import intake
from tests.compliance.asking import findings_of
from tests.factories import a_case, a_committee


def test_a_committee_with_a_treasurer_takes_contributions() -> None:
    assert findings_of(intake.treasurer_in_office, a_case()) == ()


def test_a_committee_without_a_treasurer_takes_none() -> None:
    case = a_case(committee=a_committee(treasurer_in_office=False))

    (finding,) = findings_of(intake.treasurer_in_office, case)

    assert finding.rule == "SRC-13"
