"""Checks a request against the parameter types of the installed stripe library.

The library's own TypedDicts are the contract: a parameter they do not define is refused as the API refuses it,
and values are turned from strings into what the types say. An enumeration is taken at its word: where the library
says `Literal[...] | str`, only the literals pass.
"""

import functools
import re
import types
import typing
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from stripe import RequestOptions, StripeObject

from donations.sandbox.errors import ApiError, Json, invalid
from donations.sandbox.form import Tree

_OPTIONS = frozenset(RequestOptions.__annotations__)
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_METADATA_KEYS, _METADATA_KEY, _METADATA_VALUE = 50, 40, 500
_LONGEST = 5000


def read(params: type, tree: Tree) -> Json:
    """Answer the parameters with their proper types; raises ApiError at the first that is wrong."""
    return _object(params, tree, "")


@functools.cache
def fields(params: type) -> Mapping[str, Any]:
    """Answer the parameters of one of the library's TypedDicts, without the request options it inherits."""
    names = {"StripeContext": object, "Mapping": Mapping}
    hints = typing.get_type_hints(params, localns=names)
    return {name: hint for name, hint in hints.items() if name not in _OPTIONS}


def _object(params: type, tree: Tree, path: str) -> Json:
    known = fields(params)
    for name in tree:
        if name not in known:
            param = _join(path, name)
            raise invalid(f"Received unknown parameter: {param}", param, "parameter_unknown")
    for name in sorted(getattr(params, "__required_keys__", frozenset()) & known.keys()):
        if name not in tree:
            raise absent(_join(path, name))
    return {name: _value(known[name], raw, _join(path, name)) for name, raw in tree.items()}


def absent(param: str) -> ApiError:
    """A required parameter was not sent."""
    return invalid(f"Missing required param: {param}.", param, "parameter_missing")


def _join(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name


def _value(hint: object, raw: str | Tree, path: str) -> object:
    choices = list(_choices(hint))
    if isinstance(raw, dict):
        return _nested(choices, raw, path)
    literals = [value for choice in choices for value in _literals(choice)]
    if raw == "" and "" not in literals:
        raise invalid(
            f"You passed an empty string for '{path}', which cannot be unset.", path, "parameter_invalid_empty"
        )
    if raw in literals:
        return raw
    return _scalar(choices, [value for value in literals if value], raw, path)


def _choices(hint: object) -> typing.Iterator[object]:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        for choice in typing.get_args(hint):
            yield from _choices(choice)
    else:
        yield hint


def _literals(choice: object) -> tuple[Any, ...]:
    return typing.get_args(choice) if typing.get_origin(choice) is typing.Literal else ()


def _nested(choices: list[object], raw: Tree, path: str) -> object:
    numbered = all(key.isdigit() for key in raw)
    for choice in choices:
        origin = typing.get_origin(choice)
        if origin is list and numbered:
            (item,) = typing.get_args(choice)
            ordered = sorted(raw.items(), key=lambda pair: int(pair[0]))
            return [_value(item, value, f"{path}[{place}]") for place, (_, value) in enumerate(ordered)]
        if isinstance(choice, type) and hasattr(choice, "__required_keys__"):
            return _object(choice, raw, path)
        if origin is dict or (isinstance(origin, type) and issubclass(origin, StripeObject)):
            return _table(typing.get_args(choice)[-1], raw, path)
    raise invalid(f"Invalid value for {path}: an object or list was not expected here.", path)


def _table(item: object, raw: Tree, path: str) -> Json:
    if item is not str:
        return {key: _value(item, value, _join(path, key)) for key, value in raw.items()}
    if len(raw) > _METADATA_KEYS:
        raise invalid(f"{path} can hold at most {_METADATA_KEYS} keys.", path)
    for key, value in raw.items():
        if not isinstance(value, str) or len(key) > _METADATA_KEY or len(value) > _METADATA_VALUE:
            raise invalid(
                f"{path}: a key has at most {_METADATA_KEY} characters, a value {_METADATA_VALUE}.", _join(path, key)
            )
    return dict(raw)


def _scalar(choices: list[object], literals: list[Any], raw: str, path: str) -> object:
    if int in choices and _INTEGER.fullmatch(raw):
        return int(raw)
    if bool in choices and raw in ("true", "false"):
        return raw == "true"
    if Decimal in choices or float in choices:
        return _decimal(raw, path)
    if str in choices and not literals:
        return _text(raw, path)
    if literals:
        raise invalid(f"Invalid {path}: must be one of {', '.join(map(str, literals[:60]))}", path)
    if int in choices:
        raise invalid(f"Invalid integer: {raw[:40]}", path, "parameter_invalid_integer")
    if bool in choices:
        raise invalid(f"Invalid boolean: {raw[:40]}", path)
    message = "Invalid array" if any(typing.get_origin(c) is list for c in choices) else "Invalid object"
    raise invalid(message, path)


def _text(raw: str, path: str) -> str:
    if len(raw) > _LONGEST:
        raise invalid(f"Invalid string: {path} must be at most {_LONGEST} characters", path)
    return raw


def _decimal(raw: str, path: str) -> str:
    try:
        Decimal(raw)
    except InvalidOperation:
        raise invalid(f"Invalid decimal: {raw[:40]}", path) from None
    return raw
