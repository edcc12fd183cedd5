"""The balance: what each movement is worth after fees, and payouts of what has come together."""

from donations.sandbox import shapes, shapes_after
from donations.sandbox.account import Account
from donations.sandbox.errors import Json
from donations.sandbox.state import Query

_DAY = 86400
DISPUTE_FEE = 1500


def fee(amount: int) -> int:
    """Answer Stripe's usual fee in cents: 2.9 % rounded half up, and 30 cents.

    >>> fee(25000), fee(100)
    (755, 33)
    """
    return (amount * 29 + 500) // 1000 + 30


def move(  # noqa: PLR0913 - a movement is all of these
    account: Account, kind: str, source: str, *, amount: int, cost: int = 0, at_once: bool = False
) -> Json:
    """Record a movement of the balance, in cents; `cost` is the fee taken with it."""
    now = account.time()
    category = {"adjustment": "dispute" if amount < 0 else "dispute_reversal"}.get(kind, kind)
    moment = {
        "created": now,
        "available_on": now if at_once else now + 2 * _DAY,
        "status": "available" if at_once else "pending",
        "type": kind,
        "reporting_category": category,
    }
    moved = shapes.balance_transaction(amount, cost, source, moment)
    account.store.insert(moved, {"payout": None})
    return moved


def pay_out(account: Account) -> Json | None:
    """Pay out everything not yet paid out; answer None where that is not more than nothing."""
    waiting = account.store.select(Query("balance_transaction", [("json_extract(note, '$.payout') IS ?", None)]))
    total = sum(moved["net"] for moved in waiting)
    if total <= 0:
        return None
    paid = shapes_after.payout(total, account.time())
    out = move(account, "payout", paid["id"], amount=-total, at_once=True)
    paid["balance_transaction"] = out["id"]
    account.store.insert(paid)
    for moved in [*waiting, out]:
        account.store.save(
            {**moved, "status": "available", "available_on": min(moved["available_on"], paid["created"])}
        )
        account.store.save_note(moved["id"], {"payout": paid["id"]})
    account.emit("payout.created", paid)
    for change, told in (
        ({"status": "paid"}, "payout.paid"),
        ({"reconciliation_status": "completed"}, "payout.reconciliation_completed"),
    ):
        paid.update(change)
        account.store.save(paid)
        account.emit(told, paid)
    return paid


def summary(account: Account) -> Json:
    """Answer the Balance object."""
    rows = account.store.rows(
        "SELECT json_extract(body, '$.status'), SUM(json_extract(body, '$.net')) FROM objects "
        "WHERE kind = 'balance_transaction' GROUP BY 1",
    )
    sums = {status: int(total) for status, total in rows}
    return {
        "object": "balance",
        "livemode": False,
        **{
            state: [{"amount": sums.get(state, 0), "currency": "usd", "source_types": {"card": sums.get(state, 0)}}]
            for state in ("available", "pending")
        },
    }
