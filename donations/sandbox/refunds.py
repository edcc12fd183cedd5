"""Refunds of captured charges: most succeed at once, some later, some fail days after."""

from donations.sandbox import balance, cards, reviews, shapes
from donations.sandbox.account import Account, merge_metadata
from donations.sandbox.errors import Json, invalid, not_played
from donations.sandbox.state import Query

_STANDING = ("pending", "succeeded")


def create(account: Account, _id: str, params: Json) -> Json:
    """Give back all or part of a captured charge."""
    for param in params:
        if param not in ("amount", "charge", "payment_intent", "reason", "metadata", "expand"):
            raise not_played(param)
    paid = _charge(account, params)
    amount = _amount(account, paid, params)
    refund = shapes.refund(paid, amount, account.time(), params)
    way = cards.by_fingerprint(paid["payment_method_details"]["card"]["fingerprint"]).refunds
    if way == "pending":
        refund["status"], refund["pending_reason"] = "pending", "processing"
    else:
        refund["balance_transaction"] = balance.move(account, "refund", refund["id"], amount=-amount)["id"]
    account.store.insert(refund)
    if way != "succeed":
        task = "settle_refund" if way == "pending" else "fail_refund"
        account.schedule(task, refund["id"], account.time() + account.refund_delay)
    _count(account, paid, amount)
    account.emit("refund.created", refund)
    account.emit("charge.refunded", paid)
    return refund


def _charge(account: Account, params: Json) -> Json:
    if ("charge" in params) == ("payment_intent" in params):
        raise invalid("One of the following params should be provided for this request: payment_intent or charge.")
    if "charge" in params:
        paid = account.find("charge", params["charge"], "charge")
    else:
        intent = account.find("payment_intent", params["payment_intent"], "payment_intent")
        if not intent["latest_charge"]:
            raise invalid(
                f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.", "payment_intent"
            )
        paid = account.find("charge", intent["latest_charge"])
    if not paid["captured"]:
        raise invalid(
            f"The charge {paid['id']} was not captured. Cancel its PaymentIntent instead.", code="charge_not_refundable"
        )
    return paid


def _amount(account: Account, paid: Json, params: Json) -> int:
    left = int(paid["amount_captured"] - paid["amount_refunded"])
    if _is_charged_back(account, paid):
        raise invalid(f"Charge {paid['id']} has been charged back; cannot issue a refund.", code="charge_disputed")
    if left == 0:
        raise invalid(f"Charge {paid['id']} has already been refunded.", code="charge_already_refunded")
    amount = int(params.get("amount", left))
    if amount < 1:
        raise invalid("Invalid positive integer", "amount", "parameter_invalid_integer")
    if amount > left:
        raise invalid(
            f"Refund amount ({amount} cents) is greater than unrefunded amount on charge ({left} cents)", "amount"
        )
    return amount


def _is_charged_back(account: Account, paid: Json) -> bool:
    """Answer whether a dispute has taken the money; an inquiry has not, and a won one has given it back."""
    of_charge = Query("dispute", [("json_extract(body, '$.charge') = ?", paid["id"])])
    disputes = account.store.select(of_charge)
    return any(dispute["status"] != "won" and not dispute["is_charge_refundable"] for dispute in disputes)


def _count(account: Account, paid: Json, amount: int) -> None:
    paid["amount_refunded"] += amount
    paid["refunded"] = paid["amount_refunded"] == paid["amount_captured"]
    account.store.save(paid)
    intent = account.linked("payment_intent", paid, "payment_intent")
    if paid["refunded"] and intent is not None:
        reviews.close_for(account, intent, "refunded")


def settle(account: Account, refund: Json, status: str) -> Json:
    """Let a standing refund come to its end; a failed one gives the money back to the balance."""
    if refund["status"] not in _STANDING:
        raise invalid(f"The refund {refund['id']} is {refund['status']} and cannot change.")
    if status == "succeeded":
        return _succeed(account, refund)
    if status in ("failed", "canceled"):
        return _undo(account, refund, status)
    raise invalid(f"A refund cannot become {status}.", "status")


def _succeed(account: Account, refund: Json) -> Json:
    before = {"status": refund["status"]}
    if refund["balance_transaction"] is None:
        moved = balance.move(account, "refund", refund["id"], amount=-refund["amount"])
        refund["balance_transaction"] = moved["id"]
    refund["status"] = "succeeded"
    refund.pop("pending_reason", None)
    account.store.save(refund)
    account.emit("refund.updated", refund, before)
    account.emit("charge.refund.updated", refund, before)
    return refund


def _undo(account: Account, refund: Json, status: str) -> Json:
    before = {"status": refund["status"]}
    refund.pop("pending_reason", None)
    refund["status"] = status
    refund["failure_reason"] = "expired_or_canceled_card" if status == "failed" else "merchant_request"
    if refund["balance_transaction"] is not None:
        moved = balance.move(account, "refund_failure", refund["id"], amount=refund["amount"])
        refund["failure_balance_transaction"] = moved["id"]
    account.store.save(refund)
    _count(account, account.find("charge", refund["charge"]), -refund["amount"])
    account.emit("refund.updated", refund, before)
    account.emit("charge.refund.updated", refund, before)
    if status == "failed":
        account.emit("refund.failed", refund)
    return refund


def update(account: Account, refund_id: str, params: Json) -> Json:
    """Change the refund's metadata."""
    refund = account.find("refund", refund_id, "refund")
    merge_metadata(refund, params)
    account.store.save(refund)
    account.emit("refund.updated", refund)
    return refund


def cancel(account: Account, refund_id: str, _params: Json) -> Json:
    """Refuse: only a refund that waits for the customer can be cancelled, and a card's never does."""
    refund = account.find("refund", refund_id, "refund")
    raise invalid(
        f"You cannot cancel this refund because it has a status of {refund['status']}; only requires_action can be."
    )
