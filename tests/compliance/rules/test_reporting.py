"""Reporting: occupation and employer from one cent over $200."""

from datetime import date
from typing import Any

import pytest

from compliance.contribution import Work
from compliance.rules import reporting
from tests.compliance.asking import fields, findings_of
from tests.factories import a_case, a_contribution, an_earlier_gift

UNANSWERED: dict[str, Any] = {"work": Work.EMPLOYED, "occupation": "", "employer": ""}


@pytest.mark.parametrize(
    "amount, prior, asked, from_history",
    [
        pytest.param("199.99", [], False, False, id="a cent below"),
        pytest.param("200.00", [], False, False, id="exactly two hundred"),
        pytest.param("200.01", [], True, False, id="a cent above"),
        pytest.param("100", [an_earlier_gift("$99.99")], False, False, id="with history a cent below"),
        pytest.param("100", [an_earlier_gift("$100")], False, False, id="with history exactly two hundred"),
        pytest.param("100", [an_earlier_gift("$100.01")], True, True, id="with history a cent above"),
        pytest.param("200", [an_earlier_gift("$0.01")], True, True, id="two hundred and a cent before"),
        pytest.param("200.01", [an_earlier_gift("$100")], True, False, id="the gift alone"),
        pytest.param("100", [an_earlier_gift("$101", election="G2024")], True, True, id="another election"),
        pytest.param("100", [an_earlier_gift("$101", on=date(2022, 11, 9))], True, True, id="another year, this cycle"),
        pytest.param("100", [an_earlier_gift("$101", on=date(2022, 11, 8))], False, False, id="another cycle"),
    ],
)
def test_above_two_hundred_occupation_and_employer_are_asked_for(
    amount: str, prior: Any, asked: bool, from_history: bool
) -> None:
    findings = findings_of(reporting.occupation_and_employer, a_case(a_contribution(amount, **UNANSWERED), prior))

    assert fields(findings) == (["occupation", "employer"] if asked else [])
    assert all(finding.from_history is from_history for finding in findings)


def test_a_calendar_year_that_spans_two_cycles_counts_by_itself() -> None:
    gift = a_contribution("100", on=date(2024, 12, 1), **UNANSWERED)

    findings = findings_of(reporting.occupation_and_employer, a_case(gift, [an_earlier_gift("$101")]))

    assert fields(findings) == ["occupation", "employer"]


@pytest.mark.parametrize(
    "answers, asked",
    [
        ({}, []),
        ({"employer": "n/a"}, ["employer"]),
        ({"occupation": "\u200b"}, ["occupation"]),
        ({"work": Work.SELF_EMPLOYED, "employer": ""}, []),
        ({"work": Work.SELF_EMPLOYED, "occupation": "", "employer": ""}, ["occupation"]),
        ({"work": Work.RETIRED, "occupation": "", "employer": ""}, []),
        ({"work": Work.STUDENT, "occupation": "", "employer": ""}, []),
        ({"work": Work.HOMEMAKER, "occupation": "", "employer": ""}, []),
        ({"work": Work.NOT_EMPLOYED, "occupation": "", "employer": ""}, []),
        ({"work": None, "occupation": "", "employer": ""}, ["occupation", "employer"]),
        ({"work": None, "occupation": "Retired", "employer": ""}, []),
    ],
    ids=str,
)
def test_only_what_is_missing_is_asked_for(answers: dict[str, Any], asked: list[str]) -> None:
    gift = a_contribution("200.01", **answers)

    assert fields(findings_of(reporting.occupation_and_employer, a_case(gift))) == asked


def test_the_work_situation_is_asked_for_where_none_was_chosen() -> None:
    gift = a_contribution("200.01", work=None, occupation="", employer="")

    occupation, _ = findings_of(reporting.occupation_and_employer, a_case(gift))

    assert "Choose your work situation" in occupation.message


def test_what_is_on_file_is_used() -> None:
    prior = [an_earlier_gift("$10", occupation="Carpenter", employer="Example Joinery")]

    assert findings_of(reporting.occupation_and_employer, a_case(a_contribution("250", **UNANSWERED), prior)) == ()
