"""Disputes, inquiries and early fraud warnings: what a cardholder's bank does after the money was taken."""

from donations.sandbox import balance, shapes_after
from donations.sandbox.account import Account, merge_metadata
from donations.sandbox.errors import Json, invalid, not_played

_OPEN = ("needs_response", "under_review", "warning_needs_response", "warning_under_review")


def open_for(account: Account, charge_id: str, reason: str, *, inquiry: bool = False) -> Json:
    """Open a dispute over a captured charge; it takes the money and a fee at once, an inquiry takes nothing."""
    paid = account.find("charge", charge_id, "charge")
    if not paid["captured"] or paid["refunded"] or paid["disputed"]:
        raise invalid(
            f"The charge {charge_id} cannot be disputed: it is not captured, is refunded, or is disputed already.",
            "charge",
        )
    dispute = shapes_after.dispute(paid, reason, account.time(), inquiry=inquiry)
    account.store.insert(dispute)
    account.store.save({**paid, "disputed": True})
    account.emit("charge.dispute.created", dispute)
    if not inquiry:
        _move(account, dispute, -dispute["amount"], balance.DISPUTE_FEE)
        account.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def _move(account: Account, dispute: Json, amount: int, cost: int = 0) -> None:
    moved = balance.move(account, "adjustment", dispute["id"], amount=amount, cost=cost)
    dispute["balance_transactions"].append(moved)
    account.store.save(dispute)


def close(account: Account, dispute_id: str, _params: Json) -> Json:
    """Accept a dispute as lost; an inquiry is only closed."""
    return decide(account, account.find("dispute", dispute_id, "dispute"), "lost")


def decide(account: Account, dispute: Json, status: str) -> Json:
    """Let a dispute end `won` or `lost`; a won one gives the money back, not the fee."""
    if status not in ("won", "lost"):
        raise invalid(f"A dispute ends won or lost, not {status}.", "status")
    if dispute["status"] not in _OPEN:
        raise invalid(f"This dispute is already closed ({dispute['status']}).")
    before = {"status": dispute["status"]}
    inquiry = dispute["status"].startswith("warning_")
    dispute["status"] = "warning_closed" if inquiry else status
    account.store.save(dispute)
    if status == "won" and not inquiry:
        _move(account, dispute, dispute["amount"])
        account.emit("charge.dispute.funds_reinstated", dispute)
    account.emit("charge.dispute.closed", dispute, before)
    return dispute


def update(account: Account, dispute_id: str, params: Json) -> Json:
    """Take evidence, and hand it in where `submit` is not false."""
    if "intended_submission_method" in params:
        raise not_played("intended_submission_method")
    dispute = account.find("dispute", dispute_id, "dispute")
    before = {"status": dispute["status"]}
    merge_metadata(dispute, params)
    evidence = params.get("evidence", {})
    if evidence and dispute["status"] not in _OPEN:
        raise invalid("This dispute is already closed.")
    dispute["evidence"].update(evidence)
    if evidence and params.get("submit", True):
        details = dispute["evidence_details"]
        details.update(has_evidence=True, submission_count=details["submission_count"] + 1, submission_method="manual")
        dispute["status"] = dispute["status"].replace("needs_response", "under_review")
    account.store.save(dispute)
    account.emit("charge.dispute.updated", dispute, before)
    return dispute


def warn(account: Account, charge_id: str) -> Json:
    """Record an issuer's early fraud warning about a charge."""
    warning = shapes_after.early_fraud_warning(account.find("charge", charge_id, "charge"), account.time())
    account.store.insert(warning)
    account.emit("radar.early_fraud_warning.created", warning)
    return warning
