"""Asking one rule, and holding its answers to what its docstring promises."""

from compliance import handbook
from compliance.contribution import Case
from compliance.finding import Finding
from compliance.review import RULES, Rule

_BLAMING = ("invalid", "prohibited", "please", "illegal", "error", "wrong")


def findings_of(rule: Rule, case: Case) -> tuple[Finding, ...]:
    """Ask the rule; every finding has to be one that the rule's docstring names, in words that blame nobody."""
    told = handbook.entry(rule)
    findings = tuple(rule(case))

    assert rule in RULES
    for finding in findings:
        assert handbook.Answer(finding.rule, finding.kind, finding.outcome) in told.answers
        assert finding.citation in told.law
        assert finding.message[0].isupper()
        assert finding.message.endswith(".")
        assert not any(word in finding.message.lower() for word in _BLAMING)
    return findings


def fields(findings: tuple[Finding, ...]) -> list[str | None]:
    """The form fields that the findings concern."""
    return [finding.field for finding in findings]
