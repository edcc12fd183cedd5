"""The handbook: every rule is cited, tested, on the page, and the page is up to date."""

from pathlib import Path

import pytest

from compliance import handbook
from compliance.contribution import Case
from compliance.review import RULES, Rule

ROOT = Path(__file__).parents[2]


def test_the_page_is_what_the_rules_say_today() -> None:
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")

    assert page == handbook.text(), "docs/rules.md is stale: run python docs/make_rules.py"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_is_cited_and_on_the_page_and_tested(rule: Rule) -> None:
    told = handbook.entry(rule)
    family = told.module.rpartition(".")[2]
    tests = (ROOT / "tests" / "compliance" / "rules" / f"test_{family}.py").read_text(encoding="utf-8")

    assert told.answers
    assert told.law
    assert told.sentence.endswith(".")
    assert f"`rules.{family}.{told.function}`" in handbook.text()
    assert f"{family}.{told.function}" in tests


def test_every_function_of_a_family_that_looks_like_a_rule_is_in_the_list() -> None:
    listed = {(rule.__module__.rpartition(".")[2], rule.__name__) for rule in RULES}

    written = {
        (module.stem, line.removeprefix("def ").partition("(")[0])
        for module in (ROOT / "compliance" / "rules").glob("*.py")
        for line in module.read_text(encoding="utf-8").splitlines()
        if line.startswith("def ") and not line.startswith("def _")
    }

    assert written == listed
    assert len(RULES) == len(listed)


def silent(case: Case) -> object:
    """Say nothing of its answers."""
    return iter((case,))


def lawless(case: Case) -> object:
    """Say an answer and no law.

    Answers: LIM-01 EXCESSIVE rejected_over_cap.
    """
    return iter((case,))


@pytest.mark.parametrize("rule", [silent, lawless, lambda _: iter(())])
def test_a_rule_that_does_not_describe_itself_is_refused(rule: Rule) -> None:
    with pytest.raises(ValueError, match="does not say"):
        handbook.entry(rule)
