"""Lists and expansion: pages of objects, newest first, and ids replaced by the objects they name."""

from donations.sandbox.account import Account
from donations.sandbox.errors import Json, invalid
from donations.sandbox.state import Query

_LARGEST_PAGE, _DEFAULT_PAGE, _MOST_TYPES, _DEEPEST = 100, 10, 20, 4
_KEPT_SECONDS = 30 * 86400
_COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_PAGING = ("limit", "starting_after", "ending_before", "expand")
_UNDELIVERED = "EXISTS (SELECT 1 FROM deliveries WHERE event_id = objects.id AND status <> 'ok')"

EXPANDABLE = {
    "checkout.session": {"payment_intent", "customer", "line_items"},
    "payment_intent": {"latest_charge", "payment_method", "review", "customer"},
    "charge": {"balance_transaction", "payment_intent", "review", "failure_balance_transaction", "customer", "refunds"},
    "refund": {"balance_transaction", "charge", "payment_intent", "payment_method", "failure_balance_transaction"},
    "dispute": {"charge", "payment_intent"},
    "balance_transaction": {"source"},
    "payout": {"balance_transaction", "failure_balance_transaction"},
    "review": {"charge", "payment_intent"},
    "radar.early_fraud_warning": {"charge", "payment_intent"},
}


def page(account: Account, kind: str, url: str, params: Json) -> Json:
    """Answer one page of a list."""
    limit = params.get("limit", _DEFAULT_PAGE)
    if not 1 <= limit <= _LARGEST_PAGE:
        raise invalid(f"This value must be between 1 and {_LARGEST_PAGE}.", "limit", "parameter_invalid_integer")
    after, before = params.get("starting_after"), params.get("ending_before")
    if after and before:
        raise invalid(
            "You may only provide one of these parameters: starting_after, ending_before.", code="parameters_exclusive"
        )
    for cursor, param in ((after, "starting_after"), (before, "ending_before")):
        if cursor:
            account.find(kind, cursor, param)
    where = [condition for name, value in params.items() if name not in _PAGING for condition in _where(name, value)]
    if kind == "event":
        where.append(("created >= ?", account.time() - _KEPT_SECONDS))
    found = account.store.select(Query(kind, where, after, before, limit + 1))
    more = len(found) > limit
    # Going backwards, the surplus one is the newest.
    data = found[-limit:] if before else found[:limit]
    return {"object": "list", "data": data, "has_more": more, "url": url}


def _where(name: str, value: object) -> list[tuple[str, object]]:
    if name == "delivery_success":
        return [(f"{'NOT ' if value else ''}{_UNDELIVERED} AND ?", 1)]
    if name == "payout":
        return [("json_extract(note, '$.payout') = ?", value)]
    if name == "types" and isinstance(value, list):
        if len(value) > _MOST_TYPES:
            raise invalid(f"You may specify up to {_MOST_TYPES} types.", "types")
        return [(f"json_extract(body, '$.type') IN ({', '.join('?' * len(value))})", value)]
    if name == "type" and isinstance(value, str):
        return [("json_extract(body, '$.type') GLOB ?", value)]
    if isinstance(value, dict):
        return [condition for key, below in value.items() for condition in _below(name, key, below)]
    # The name is one of the library's own parameters: it has passed the schema.
    return [(f"json_extract(body, '$.{name}') = ?", value)]


def _below(name: str, key: str, value: object) -> list[tuple[str, object]]:
    if key in _COMPARISONS:
        return [(f"json_extract(body, '$.{name}') {_COMPARISONS[key]} ?", value)]
    return [(f"json_extract(body, '$.{name}.{key}') = ?", value)]


def expand(account: Account, answer: Json, paths: list[str]) -> Json:
    """Answer the same with the named fields expanded; `data.` leads into the objects of a list."""
    for path in paths:
        steps = path.split(".")
        if len(steps) > _DEEPEST + 1:
            raise invalid("You cannot expand more than 4 levels of a property.", "expand")
        if answer["object"] == "list":
            if steps[0] != "data":
                raise _cannot(path)
            for obj in answer["data"]:
                _expand(account, obj, steps[1:], path)
        else:
            _expand(account, answer, steps, path)
    return answer


def _cannot(path: str) -> Exception:
    message = f"This property cannot be expanded ({path[:80]})."
    return invalid(message, "expand")


def _expand(account: Account, obj: Json, steps: list[str], path: str) -> None:
    if not steps:
        return
    name = steps[0]
    if name not in EXPANDABLE.get(obj["object"], ()):
        raise _cannot(path)
    value = obj.get(name)
    if name == "line_items":
        value = obj[name] = _line_items(account, obj)
    elif name == "refunds":
        value = obj[name] = _refunds(account, obj)
    elif isinstance(value, str):
        value = obj[name] = account.store.get(value)
    if isinstance(value, dict) and value["object"] != "list":
        _expand(account, value, steps[1:], path)


def _line_items(account: Account, session: Json) -> Json:
    items = account.store.note(session["id"])["line_items"]
    url = f"/v1/checkout/sessions/{session['id']}/line_items"
    return {"object": "list", "data": items, "has_more": False, "url": url}


def _refunds(account: Account, paid: Json) -> Json:
    found = account.store.select(Query("refund", [("json_extract(body, '$.charge') = ?", paid["id"])]))
    return {"object": "list", "data": found, "has_more": False, "url": f"/v1/charges/{paid['id']}/refunds"}
