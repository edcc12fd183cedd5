"""Holds what the sandbox was asked and what it answered against the library's types, and Stripe's contract where it is.

The contract file lies beside the repository on the machines that have it; the library's own types always apply.
"""

import builtins
import functools
import json
import re
import sys
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import stripe
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from donations.sandbox.server import RecordedRequest, Sandbox

PATH = Path(__file__).resolve().parents[3].parent / "shared" / "stripe" / "stripe_contract.json"
ABSENT = f"Stripe's contract data is not on this machine ({PATH.name} beside the repository)"

_RESOURCES: dict[str, type] = {
    "balance": stripe.Balance,
    "balance_transaction": stripe.BalanceTransaction,
    "charge": stripe.Charge,
    "checkout.session": stripe.checkout.Session,
    "dispute": stripe.Dispute,
    "event": stripe.Event,
    "item": stripe.LineItem,
    "payment_intent": stripe.PaymentIntent,
    "payment_method": stripe.PaymentMethod,
    "payout": stripe.Payout,
    "price": stripe.Price,
    "radar.early_fraud_warning": stripe.radar.EarlyFraudWarning,
    "refund": stripe.Refund,
    "review": stripe.Review,
    "webhook_endpoint": stripe.WebhookEndpoint,
}


def check(sandbox: Sandbox) -> None:
    """Raise AssertionError for the first request, answer or event that breaks a contract."""
    for recorded in sandbox.requests:
        for fault in _faults(recorded):
            raise AssertionError(f"{recorded.method} {recorded.path} ({recorded.status}): {fault}")
    for event in sandbox.events():
        for fault in (*_misfits(event), *_event_faults(event)):
            raise AssertionError(f"{event['type']}: {fault}")


def _faults(recorded: RecordedRequest) -> Iterator[str]:
    if recorded.status == 200:
        yield from _misfits(recorded.body)
    if PATH.exists() and recorded.status != 404:
        yield from _contract_faults(recorded)


# The library's types ---------------------------------------------------------------------------------------------


class _Names(dict[str, object]):
    """Resolves a name in the library's annotations that it imports for type checkers only."""

    def __missing__(self, name: str) -> object:
        if hasattr(builtins, name):
            raise KeyError(name)
        return getattr(stripe, name, object)


@functools.cache
def _hints(resource: type) -> dict[str, Any]:
    names = _Names(vars(sys.modules[resource.__module__]))
    hints = typing.get_type_hints(resource, localns=names)
    return {name: hint for name, hint in hints.items() if not name.startswith("_") and not name.isupper()}


def _misfits(value: object, path: str = "") -> Iterator[str]:
    """What does not fit the library's type for an object, a list of objects, or an event with its object."""
    if not isinstance(value, dict):
        yield f"{path}: {value!r} is no object"
    elif value["object"] == "list":
        for item in value["data"]:
            yield from _misfits(item, f"{path}data.")
    else:
        yield from _fields(value, _RESOURCES[value["object"]], path)
        if value["object"] == "event":
            yield from _misfits(value["data"]["object"], f"{path}data.object.")


def _fields(value: dict[str, Any], resource: type, path: str) -> Iterator[str]:
    hints = _hints(resource)
    for name, hint in hints.items():
        if name not in value and type(None) not in typing.get_args(hint):
            yield f"{path}{name} is missing"
    for name, below in value.items():
        if name in hints and not _fits(below, hints[name]):
            yield f"{path}{name} = {below!r} is no {hints[name]}"
        elif name not in hints and resource in _RESOURCES.values():
            yield f"{path}{name} is unknown to the library"


def _fits(value: object, hint: Any) -> bool:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return any(_fits(value, choice) for choice in args)
    if origin is typing.Literal:
        return value in args
    if origin is list:
        return isinstance(value, list) and all(_fits(item, args[0]) for item in value)
    if hint in (int, str, bool, float, type(None)):
        return type(value) is hint
    if isinstance(hint, type) and issubclass(hint, stripe.StripeObject) and isinstance(value, dict):
        return not list(_fields(value, hint, ""))
    return not isinstance(hint, type) or isinstance(value, (dict, str))


# The published contract ------------------------------------------------------------------------------------------


@functools.cache
def _document() -> Any:
    return json.loads(PATH.read_text(encoding="utf-8"))


def version() -> str:
    """The API version the contract describes."""
    return str(_document()["info"]["version"])


@functools.cache
def _registry() -> Registry[Any]:
    registry: Registry[Any] = Registry()
    whole: Registry[Any] = registry.with_resource("urn:stripe", DRAFT202012.create_resource(_document()))
    return whole


def _errors(value: object, pointer: str) -> Iterator[str]:
    validator = Draft202012Validator({"$ref": f"urn:stripe#{pointer}"}, registry=_registry())
    for error in validator.iter_errors(value):
        yield f"{error.json_path}: {error.message[:300]}"


def _event_faults(event: dict[str, Any]) -> Iterator[str]:
    if PATH.exists():
        yield from _errors(event, "/components/schemas/event")
        known = _document()["x-webhook-events"][event["type"]]["data.object"]
        yield from _errors(event["data"]["object"], known.removeprefix("#"))


def _contract_faults(recorded: RecordedRequest) -> Iterator[str]:
    path, operation = _operation(recorded)
    base = f"/paths/{path.replace('/', '~1')}/{recorded.method.lower()}"
    answer = "200" if recorded.status == 200 else "default"
    yield from _errors(recorded.body, f"{base}/responses/{answer}/content/application~1json/schema")
    if recorded.status != 200:
        return
    if recorded.method == "POST":
        yield from _errors(recorded.params, f"{base}/requestBody/content/application~1x-www-form-urlencoded/schema")
        return
    known = {p["name"]: place for place, p in enumerate(operation["parameters"]) if p["in"] == "query"}
    for name, value in recorded.params.items():
        if name not in known:
            yield f"the parameter {name} is not in the contract"
        else:
            yield from _errors(value, f"{base}/parameters/{known[name]}/schema")


def _operation(recorded: RecordedRequest) -> tuple[str, Any]:
    for path, operations in _document()["paths"].items():
        pattern = re.sub(r"\\\{[a-z_]+\\\}", "[^/]+", re.escape(path))
        if re.fullmatch(pattern, recorded.path) and recorded.method.lower() in operations:
            return path, operations[recorded.method.lower()]
    raise AssertionError(f"{recorded.method} {recorded.path} is not in the contract")
