"""Promises about the whole: who may come in, what guards each door, and that nothing is left unsaid or half done."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

import config
from compliance import review
from tests.donations.conftest import make_world, migrated_file, migrated_url, world
from tests.donations.public.browsing import on_sqlite
from tests.donations.world import World, fields

__all__ = ["make_world", "migrated_file", "migrated_url", "world"]

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted([*ROOT.glob("compliance/**/*.py"), *ROOT.glob("donations/**/*.py"), ROOT / "config.py"])
LONGEST = 400

PUBLIC = {
    "public.front",
    "public.give",
    "public.gift",
    "public.healthz",
    "public.mail",
    "public.not_true",
    "public.privacy",
    "public.proof",
    "public.theme",
    "static",
}
"""Open to everybody: they name nobody, or only what the same browser has just typed."""

BY_A_SIGNED_LINK = {"public.mail_copy", "public.receipt"}
BY_A_LINK_FOR_ONCE = {"public.prove", "public.sign", "public.sign_now", "treasurer.setup"}
"""Open to whoever holds an unguessable link."""

BY_A_SIGNATURE = {"webhooks.stripe"}
"""Open to what Stripe has signed."""

BY_A_SECRET_CODE = {
    "public.mail_code",
    "public.mail_draft",
    "public.mail_draft_change",
    "public.mail_draft_delete",
    "public.mail_draft_form",
    "public.mail_filled",
    "public.mail_form",
}
"""The mail-in form: blank for everybody, filled in for whoever holds its code."""

STAFF_DOOR = {"treasurer.sign_in"}
"""Where the staff knock."""


MONEY = sorted(
    path
    for path in CODE
    if {"compliance", "exports"} & set(path.parts)
    or path.stem
    in {
        *("amendments", "composing", "exported", "filings", "givers", "heading", "ledger", "lists", "payouts"),
        *("agreeing", "planning", "receipts", "reckonings", "refunds", "registers", "reporting", "reports"),
        *("spreadsheets", "surveying", "urgent"),
    }
)
"""What adds money up, keeps it and tells it."""

LIKENESS = {"names", "identity"}
"""How like two names are is no sum."""


def address(world: World, endpoint: str) -> Iterator[tuple[str, set[str]]]:
    """Every address of an endpoint, with the methods it takes."""
    places = world.app.url_map.bind("localhost")
    for rule in world.app.url_map.iter_rules(endpoint):
        values = {name: "site.css" if name == "filename" else "7" for name in rule.arguments}
        yield places.build(endpoint, values), set(rule.methods or ())


@on_sqlite
def test_every_route_is_on_the_list_or_guarded(world: World) -> None:
    links = BY_A_SIGNED_LINK | BY_A_LINK_FOR_ONCE | BY_A_SECRET_CODE
    listed = PUBLIC | links | BY_A_SIGNATURE | STAFF_DOOR
    endpoints = {rule.endpoint for rule in world.app.url_map.iter_rules()}
    stranger = world.visitor().client

    unguarded = []
    for endpoint in sorted(endpoints - listed):
        for path, methods in address(world, endpoint):
            for method in methods & {"GET", "POST"}:
                answer = stranger.open(path, method=method)
                to_sign_in = answer.status_code == 303 and "sign-in" in answer.headers["Location"]
                if not to_sign_in and answer.status_code not in {400, 401, 403, 404}:
                    unguarded.append((endpoint, method, answer.status))

    assert unguarded == []


@on_sqlite
def test_what_stands_on_the_list_is_a_route(world: World) -> None:
    endpoints = {rule.endpoint for rule in world.app.url_map.iter_rules()}

    assert (PUBLIC | BY_A_SIGNED_LINK | BY_A_SIGNATURE) - endpoints == set()


@on_sqlite
def test_a_link_or_a_code_that_was_made_up_opens_nothing(world: World) -> None:
    stranger = world.visitor().client

    for endpoint in sorted(BY_A_SIGNED_LINK):
        for path, _ in address(world, endpoint):
            assert stranger.get(path).status_code == 404
    for endpoint in sorted(BY_A_LINK_FOR_ONCE):
        for path, methods in address(world, endpoint):
            if "POST" in methods:
                assert stranger.post(path).status_code in {400, 404, 410}


@on_sqlite
def test_every_route_that_takes_a_form_refuses_it_without_a_token_and_changes_nothing(world: World) -> None:
    stranger = world.visitor().client
    taken = []
    for rule in world.app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.endpoint in BY_A_SIGNATURE:
            continue
        for path, _ in address(world, rule.endpoint):
            if 200 <= stranger.post(path, data=fields()).status_code < 300:
                taken.append(rule.endpoint)

    assert taken == []


# What is written down ------------------------------------------------------------------------------------------------


def documents() -> str:
    """All that an operator may read."""
    pages = [*ROOT.glob("README.md"), *(ROOT / "docs").rglob("*.md")]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def settings() -> set[str]:
    """Every name that is read from the environment."""
    sources = [*CODE, ROOT / "donations" / "serving.py"]
    read = re.compile(r"""environ(?:\.get\(|\[)\s*["']([A-Z][A-Z_]+)["']""")
    return {name for path in sources for name in read.findall(path.read_text(encoding="utf-8"))} | set(config._NAMES)  # noqa: SLF001 - the list itself


def test_the_settings_are_found_in_the_code() -> None:
    assert {"SECRET_KEY", "DATABASE_URL", "STRIPE_SECRET_KEY", "COMMITTEE_FILE", "SITE_URL"} <= settings()


def test_every_setting_is_documented() -> None:
    pages = documents()

    assert [name for name in sorted(settings()) if name not in pages] == []


@pytest.mark.parametrize("rule", review.RULES, ids=lambda rule: f"{rule.__module__}.{rule.__name__}")
def test_every_rule_cites_its_law_is_on_the_page_of_rules_and_is_tested(rule: review.Rule) -> None:
    said = inspect.getdoc(rule) or ""
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))

    assert re.search(r"^Law: \S", said, re.MULTILINE)
    ids = set(re.findall(r"^Answers: ([A-Z]{3}-[0-9]{2}) ", said, re.MULTILINE))
    assert ids
    assert {each for each in ids if each not in page} == set()
    assert f"`{rule.__module__.removeprefix('compliance.')}.{rule.__name__}`" in page
    assert {each for each in ids if each not in tests} == set()


# How it is built -----------------------------------------------------------------------------------------------------

TEMPLATES = sorted(str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.*"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_compiles_and_is_named_by_somebody(name: str) -> None:
    loader = FileSystemLoader(ROOT / "templates")
    environment = Environment(loader=loader, undefined=StrictUndefined, autoescape=True)

    environment.get_template(name)

    named = "\n".join(path.read_text(encoding="utf-8") for path in [*CODE, *(ROOT / "templates").rglob("*.*")])
    stem = name.rpartition(".")[0]
    assert name in named or name.startswith("email/") or stem in named


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_marks_a_text_as_safe_or_turns_escaping_off(name: str) -> None:
    text = (ROOT / "templates" / name).read_text(encoding="utf-8")

    assert not re.search(r"\|\s*safe\b|autoescape\s+false|Markup", text)


def test_no_code_marks_a_text_as_safe() -> None:
    marked = [str(path.relative_to(ROOT)) for path in CODE if "Markup(" in path.read_text(encoding="utf-8")]

    assert marked == []


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in CODE
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }

    assert long == {}


def test_nothing_is_left_for_later() -> None:
    left = re.compile("TO" + r"DO\b|FIX" + r"ME\b")
    everything = [*CODE, *(ROOT / "tests").rglob("*.py"), *(ROOT / "templates").rglob("*.*"), ROOT / "Makefile"]

    found = [str(path.relative_to(ROOT)) for path in everything if left.search(path.read_text(encoding="utf-8"))]

    assert found == []


def test_every_module_says_first_what_it_owns() -> None:
    first = ('"""', 'r"""', "ruff")
    silent = [
        str(path.relative_to(ROOT))
        for path in CODE
        if not path.read_text(encoding="utf-8").lstrip("# \n").startswith(first) and path.stat().st_size
    ]

    assert silent == []


def test_nothing_that_reckons_with_money_knows_a_float() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in MONEY
        if path.stem not in LIKENESS
        for line in _floats(path.read_text(encoding="utf-8"))
    ]

    assert found == []
    assert _floats("a = 1.5\nb = float(c)\nd = e / 2\nf = folder / 'name'") == [1, 2, 3]


def _floats(text: str) -> list[int]:
    """The lines that know a float, or may make one by dividing; what stands after a slash may be a part of a path."""
    return sorted(
        node.lineno
        for node in ast.walk(ast.parse(text))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and not _is_path(node.right))
    )


def _is_path(part: ast.expr) -> bool:
    words = isinstance(part, ast.Constant) and isinstance(part.value, str)
    return words or isinstance(part, ast.JoinedStr) or (isinstance(part, ast.Name) and part.id == "version")
