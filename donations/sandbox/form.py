"""Bracketed form encoding, `a[b][0][c]=v`, read into a tree of strings."""

import re
from collections.abc import Iterable

from donations.sandbox.errors import invalid

Tree = dict[str, "str | Tree"]

_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_PART = re.compile(r"\[([^\[\]]*)\]")
_DEEPEST = 12


def decode(pairs: Iterable[tuple[str, str]]) -> Tree:
    """Answer the tree that the pairs spell; lists are still objects with the keys "0", "1", ..."""
    tree: Tree = {}
    for name, value in pairs:
        matched = _NAME.fullmatch(name)
        if matched is None:
            raise invalid(f"Invalid parameter name: {name[:80]}", name[:80])
        _put(tree, [matched[1], *_PART.findall(matched[2])], value)
    return tree


def _put(tree: Tree, path: list[str], value: str) -> None:
    if len(path) > _DEEPEST:
        raise invalid("The parameters are nested too deeply.", path[0])
    node = tree
    for part in path[:-1]:
        below = node.setdefault(part or str(len(node)), {})
        if isinstance(below, str):
            raise invalid(f"Invalid object: {path[0]} is given both as a value and as an object.", path[0])
        node = below
    node[path[-1] or str(len(node))] = value
