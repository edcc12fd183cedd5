"""Work: whether occupation and employer are answered, now or on file."""

from datetime import date
from typing import Any

import pytest

from compliance import work
from compliance.contribution import Standing, Work
from tests.factories import a_case, a_contribution, an_earlier_gift

NOTHING: dict[str, Any] = {"occupation": "", "employer": ""}
BOTH: dict[str, Any] = {"occupation": "Carpenter", "employer": "Example Joinery"}


@pytest.mark.parametrize(
    "situation, texts, answered",
    [
        (Work.EMPLOYED, BOTH, (True, True)),
        (Work.EMPLOYED, {"occupation": "IT", "employer": "X"}, (True, True)),
        (Work.EMPLOYED, NOTHING, (False, False)),
        (Work.EMPLOYED, {"occupation": "Carpenter", "employer": ""}, (True, False)),
        (Work.EMPLOYED, {"occupation": "\u200b", "employer": "n/a"}, (False, False)),
        (Work.EMPLOYED, {"occupation": "Retired", "employer": ""}, (True, False)),
        (Work.SELF_EMPLOYED, {"occupation": "Carpenter", "employer": ""}, (True, True)),
        (Work.SELF_EMPLOYED, NOTHING, (False, True)),
        (Work.RETIRED, NOTHING, (True, True)),
        (Work.STUDENT, NOTHING, (True, True)),
        (Work.HOMEMAKER, NOTHING, (True, True)),
        (Work.NOT_EMPLOYED, NOTHING, (True, True)),
        (None, BOTH, (True, True)),
        (None, NOTHING, (False, False)),
        (None, {"occupation": "Carpenter", "employer": "none"}, (True, False)),
        (None, {"occupation": "", "employer": "Example Joinery"}, (False, True)),
        (None, {"occupation": "Retired", "employer": ""}, (True, True)),
        (None, {"occupation": "HOMEMAKER", "employer": "None"}, (True, True)),
        (None, {"occupation": "Student", "employer": ""}, (True, True)),
        (None, {"occupation": "Unemployed", "employer": ""}, (True, True)),
        (None, {"occupation": "Not employed", "employer": ""}, (True, True)),
        (None, {"occupation": "Retired teacher", "employer": ""}, (True, True)),
        (None, {"occupation": "Teacher (retired)", "employer": ""}, (True, True)),
        (None, {"occupation": "Semi-retired", "employer": ""}, (True, False)),
        (None, {"occupation": "Teacher", "employer": "Retired"}, (True, True)),
        (None, {"occupation": "Retiree", "employer": ""}, (True, True)),
        (None, {"occupation": "Housewife", "employer": ""}, (True, True)),
        (None, {"occupation": "Full-time student", "employer": ""}, (True, True)),
        (None, {"occupation": "Student counselor", "employer": ""}, (True, False)),
        (None, {"occupation": "Self-employed", "employer": ""}, (True, True)),
        (None, {"occupation": "Self employed carpenter", "employer": "n/a"}, (True, True)),
        (None, {"occupation": "123", "employer": "00"}, (False, False)),
        (None, {"occupation": "None", "employer": "None"}, (False, False)),
    ],
    ids=str,
)
def test_a_gift_answers_for_itself(situation: Work | None, texts: dict[str, Any], answered: tuple[bool, bool]) -> None:
    assert work.by_itself(a_contribution(work=situation, **texts)) == answered


@pytest.mark.parametrize(
    "now, earlier, answered",
    [
        pytest.param({"work": Work.EMPLOYED}, BOTH, (True, True), id="both on file"),
        pytest.param({"work": Work.EMPLOYED}, {"occupation": "Carpenter"}, (True, False), id="one on file"),
        pytest.param({"work": Work.EMPLOYED}, {"work": Work.RETIRED}, (False, False), id="retired once, employed now"),
        pytest.param({"work": Work.EMPLOYED}, {"occupation": "Retired"}, (False, False), id="retired in words"),
        pytest.param(
            {"work": Work.EMPLOYED}, {"work": Work.SELF_EMPLOYED, "occupation": "Cook"}, (True, False), id="self"
        ),
        pytest.param({"work": Work.SELF_EMPLOYED}, {"occupation": "Carpenter"}, (True, True), id="occupation on file"),
        pytest.param({"work": None}, {"work": Work.RETIRED}, (True, True), id="nothing now, retired on file"),
        pytest.param({"work": None}, BOTH, (True, True), id="nothing now, both on file"),
        pytest.param({"work": None, "occupation": "Cook"}, {"employer": "Diner"}, (True, True), id="half and half"),
        pytest.param({"work": Work.EMPLOYED}, BOTH | {"on": date(2022, 11, 9)}, (True, True), id="first day of cycle"),
        pytest.param({"work": Work.EMPLOYED}, BOTH | {"on": date(2022, 11, 8)}, (False, False), id="the cycle before"),
        pytest.param({"work": Work.EMPLOYED}, BOTH | {"standing": Standing.FAILED}, (False, False), id="a failed gift"),
        pytest.param({"work": Work.EMPLOYED}, BOTH | {"standing": Standing.HELD}, (True, True), id="a held gift"),
    ],
)
def test_what_is_on_file_in_the_cycle_answers_too(
    now: dict[str, Any], earlier: dict[str, Any], answered: tuple[bool, bool]
) -> None:
    case = a_case(a_contribution(**(NOTHING | now)), [an_earlier_gift(**earlier)])

    assert work.answered(case) == answered


@pytest.mark.parametrize(
    "answer, filed",
    [
        ((None, "Retired teacher", ""), ("NONE", "Retired teacher")),
        ((None, "Self-employed", "n/a"), ("SELF-EMPLOYED", "Self-employed")),
        ((None, "Self-employed potter", "Clay Works"), ("Clay Works", "Self-employed potter")),
        ((Work.EMPLOYED, "Self-employed", ""), ("", "Self-employed")),
    ],
    ids=str,
)
def test_a_situation_typed_into_the_occupation_is_filed_as_what_it_is(
    answer: tuple[Work | None, str, str], filed: tuple[str, str]
) -> None:
    assert work.Answer(*answer).filed == filed


@pytest.mark.parametrize(
    "own, others, said",
    [
        pytest.param((None, "", ""), [], ("", ""), id="nobody says anything"),
        pytest.param((None, "", ""), [(Work.RETIRED, "", "")], ("NONE", "RETIRED"), id="another's whole answer"),
        pytest.param(
            (None, "", ""), [(None, "", ""), (Work.EMPLOYED, "Potter", "Clay")], ("Clay", "Potter"), id="later"
        ),
        pytest.param(
            (None, "", ""), [(Work.EMPLOYED, "Potter", ""), (Work.RETIRED, "", "")], ("", "Potter"), id="no mixture"
        ),
        pytest.param((Work.EMPLOYED, "Potter", ""), [(Work.RETIRED, "", "")], ("", "Potter"), id="retired says no job"),
        pytest.param((Work.EMPLOYED, "Potter", ""), [(None, "retired", "Clay")], ("", "Potter"), id="nor when typed"),
        pytest.param((Work.EMPLOYED, "Potter", ""), [(None, "", "Clay")], ("Clay", "Potter"), id="typed employer"),
        pytest.param((Work.EMPLOYED, "", "Clay"), [(None, "Potter", "n/a")], ("Clay", "Potter"), id="typed occupation"),
        pytest.param((Work.EMPLOYED, "Potter", "Clay"), [(None, "Smith", "Forge")], ("Clay", "Potter"), id="own first"),
    ],
)
def test_a_gifts_work_is_completed_only_by_what_belongs_to_it(
    own: tuple[Work | None, str, str], others: list[tuple[Work | None, str, str]], said: tuple[str, str]
) -> None:
    assert work.completed(work.Answer(*own), [work.Answer(*each) for each in others]) == said
