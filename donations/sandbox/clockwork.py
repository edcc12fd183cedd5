"""What happens by itself when the sandbox's clock reaches its moment."""

from collections.abc import Callable, Mapping

from donations.sandbox import disputes, intents, refunds, sessions
from donations.sandbox.account import Account

_ANSWERS_KEPT_SECONDS = 7 * 86400


def _expire_session(account: Account, session_id: str) -> None:
    session = account.find("checkout.session", session_id)
    if session["status"] == "open":
        sessions.close(account, session)


def _end_refund(status: str) -> Callable[[Account, str], None]:
    def end(account: Account, refund_id: str) -> None:
        refund = account.find("refund", refund_id)
        if refund["status"] == ("pending" if status == "succeeded" else "succeeded"):
            refunds.settle(account, refund, status)

    return end


def _open_dispute(reason: str, *, inquiry: bool = False) -> Callable[[Account, str], None]:
    def dispute(account: Account, charge_id: str) -> None:
        paid = account.find("charge", charge_id)
        if not (paid["refunded"] or paid["disputed"]):
            disputes.open_for(account, charge_id, reason, inquiry=inquiry)

    return dispute


def _warn(account: Account, charge_id: str) -> None:
    disputes.warn(account, charge_id)


def _fill_balance(account: Account, charge_id: str) -> None:
    paid = account.find("charge", charge_id)
    account.emit("charge.updated", intents.book(account, paid), {"balance_transaction": None})


TASKS: Mapping[str, Callable[[Account, str], None]] = {
    "expire_session": _expire_session,
    "expire_authorization": intents.expire,
    "settle_refund": _end_refund("succeeded"),
    "fail_refund": _end_refund("failed"),
    "fill_balance": _fill_balance,
    "dispute:fraudulent": _open_dispute("fraudulent"),
    "dispute:product_not_received": _open_dispute("product_not_received"),
    "inquiry:general": _open_dispute("general", inquiry=True),
    "early_fraud_warning": _warn,
}


def tick(account: Account) -> None:
    """Do all that is due, in the order in which it fell due; only within a transaction."""
    now = account.time()
    while due := account.store.rows(
        "SELECT rowid, task, object_id FROM due WHERE at <= ? ORDER BY at, rowid LIMIT 1",
        now,
    ):
        ((row, task, object_id),) = due
        account.store.run("DELETE FROM due WHERE rowid = ?", row)
        TASKS[task](account, object_id)
    account.store.run("DELETE FROM answers WHERE created < ?", now - _ANSWERS_KEPT_SECONDS)
