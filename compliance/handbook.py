"""The rules as a page for people: made from the rules' own docstrings, so that it cannot say anything else."""

import inspect
import re
from dataclasses import dataclass
from typing import Final

from compliance.finding import Kind, Outcome
from compliance.law import (
    ANONYMOUS_CURRENCY,
    BEST_EFFORTS,
    CHECK_IMAGE_OVER,
    CURRENCY,
    DEPOSIT,
    EXCESS,
    FORWARD,
    ILLEGAL,
    ITEMIZED_OVER,
    NOTICE_FROM,
    PER_ELECTION,
    QUESTIONABLE,
    Period,
    Row,
)
from compliance.review import RULES, RULES_VERSION, Rule

_ANSWERS: Final = re.compile(r"^Answers: ([A-Z]{3}-[0-9]{2}) ([A-Z]+) ([a-z_]+)\.$", re.MULTILINE)
_LAW: Final = re.compile(r"^Law: (.+)\.\s*\Z", re.MULTILINE | re.DOTALL)

_HEAD: Final = f"""\
# Rules

Made from the rules in `compliance/rules/` by `python docs/make_rules.py`; edit the rules, not this page.
Version {RULES_VERSION}. One outcome is given for a contribution, the first of these that any finding leads to:
{", ".join(f"`{outcome}`" for outcome in Outcome)}.
"""

_FOOT: Final = (
    "From the day after the last row the last published limit bounds the committee's cap, until the FEC publishes the "
    "next."
)


_PERIODS: Final = (
    ("Receipt: forward to the treasurer", FORWARD),
    ("The treasurer's receipt: deposit or return", DEPOSIT),
    ("Receipt: ask for what is missing (best efforts)", BEST_EFFORTS),
    ("Receipt: refund, redesignate or reattribute an excess", EXCESS),
    ("Receipt: find a questionable source lawful, or refund", QUESTIONABLE),
    ("Discovery that a gift was illegal: refund", ILLEGAL),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that a rule may give: the rule's id, its kind and what it leads to."""

    rule: str
    kind: Kind
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule as it describes itself."""

    module: str
    function: str
    sentence: str
    answers: tuple[Answer, ...]
    law: str


def entry(rule: Rule) -> Entry:
    """Read what a rule's docstring says of it; raises `ValueError` where it names no answer or no law."""
    told = inspect.getdoc(rule) or ""
    answers = tuple(Answer(found[1], Kind(found[2]), Outcome(found[3])) for found in _ANSWERS.finditer(told))
    law = _LAW.search(told)
    if not answers or law is None:
        message = f"{rule.__module__}.{rule.__qualname__} does not say what it answers and by which law"
        raise ValueError(message)
    sentence = told.partition("\n")[0]
    return Entry(rule.__module__, rule.__qualname__, sentence, answers, " ".join(law[1].split()))


def text() -> str:
    """Write the whole page in Markdown."""
    rows = [_row(entry(rule)) for rule in RULES]
    return "\n".join(
        (
            _HEAD,
            "| Rule | Kind: outcome | What it says | Law | Where |",
            "| --- | --- | --- | --- | --- |",
            *rows,
            "",
            "## Figures",
            "",
            "| Figure | From | To | Amount | Law |",
            "| --- | --- | --- | --- | --- |",
            *(_figure("Limit per election", row) for row in PER_ELECTION),
            *(_figure("Occupation and employer, itemization: over", row) for row in ITEMIZED_OVER),
            *(_figure("Currency from one person in a campaign: at most", row) for row in CURRENCY),
            *(_figure("Anonymous currency kept: at most", row) for row in ANONYMOUS_CURRENCY),
            *(_figure("Picture of a check kept: over", row) for row in CHECK_IMAGE_OVER),
            *(_figure("48-hour notice: from", row) for row in NOTICE_FROM),
            "",
            _FOOT,
            "",
            "## Periods",
            "",
            "| Period | Days after | Law |",
            "| --- | --- | --- |",
            *(_period(name, period) for name, period in _PERIODS),
            "",
        )
    )


def _row(rule: Entry) -> str:
    ids = ", ".join(dict.fromkeys(answer.rule for answer in rule.answers))
    leads = "<br>".join(dict.fromkeys(f"{answer.kind}: `{answer.outcome}`" for answer in rule.answers))
    where = f"`{rule.module.removeprefix('compliance.')}.{rule.function}`"
    return f"| {ids} | {leads} | {rule.sentence} | {rule.law} | {where} |"


def _period(name: str, period: Period) -> str:
    return f"| {name} | {period.days} | {period.citation} |"


def _figure(name: str, row: Row) -> str:
    until = row.until.isoformat() if row.until else "further notice"
    return f"| {name} | {row.since.isoformat()} | {until} | {row.amount} | {row.citation} |"
