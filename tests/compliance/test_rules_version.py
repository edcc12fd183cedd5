"""The version of the rules tells rules apart: what they say does not change without it (ENG-02)."""

import ast
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import compliance
from compliance import review

ROOT = Path(compliance.__file__).parent
DIGEST: Final = ("2026-11-30.1", "750acf9157633fe6")
"""A version, and the digest of the rules that bear it."""


def test_the_rules_do_not_change_without_a_new_version() -> None:
    told = (review.RULES_VERSION, digest(path.read_text(encoding="utf-8") for path in sources()))

    assert told == DIGEST, (
        "A rule or a figure reads otherwise than this version's did. Raise RULES_VERSION in compliance/review.py, so "
        "that decisions kept before can be told from those after, run docs/make_rules.py, and write down here what is: "
        f"DIGEST = {told}"
    )


def sources() -> list[Path]:
    return [ROOT / "law.py", *sorted((ROOT / "rules").glob("*.py"))]


def digest(texts: Iterator[str]) -> str:
    """A digest of what code does: no comment, docstring or layout is in it, nor what one Python adds to another's."""
    whole = "\n".join(piece for text in texts for piece in _pieces(_undocumented(ast.parse(text))))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def _undocumented(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        for name, value in ast.iter_fields(node):
            if name == "body" and isinstance(value, list):  # Texts that stand alone: docstrings, also below a name.
                value[:] = [each for each in value if not _is_text(each)] or [ast.Pass()]
    return tree


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _pieces(node: object) -> Iterator[str]:
    match node:
        case ast.AST():
            yield type(node).__name__
            for name, value in ast.iter_fields(node):
                if value not in (None, []):  # Newer Pythons know of more that may be left out.
                    yield name
                    yield from _pieces(value)
            yield "."
        case list():
            for each in node:
                yield from _pieces(each)
            yield ","
        case _:
            yield repr(node)


SOURCE = (
    'LIMIT = 3300\n"""Dollars."""\n\n\ndef rule(gift: int) -> bool:\n    """Say whether."""\n    return gift > LIMIT\n'
)


@pytest.mark.parametrize(
    "old, new, same",
    [
        ("Dollars", "Whole dollars", True),
        ("Say whether", "Tell whether", True),
        ("> LIMIT", "> LIMIT  # as typed", True),
        ("3300", "3_300", True),
        ("3300", "3301", False),
        ("gift > ", "gift >= ", False),
        ("gift > LIMIT", "LIMIT > gift", False),
    ],
)
def test_the_digest_sees_what_is_done_and_not_what_is_told(old: str, new: str, same: bool) -> None:
    changed = SOURCE.replace(old, new)

    assert changed != SOURCE
    assert (digest(iter([SOURCE])) == digest(iter([changed]))) is same
