"""Reviews of payments of elevated risk: opened with the payment, closed by a person or by its end."""

from donations.sandbox import shapes_after
from donations.sandbox.account import Account
from donations.sandbox.errors import Json, invalid


def open_for(account: Account, intent: Json, paid: Json) -> None:
    """Open a review of a payment and name it in both the charge and the PaymentIntent."""
    review = shapes_after.review(paid, account.time())
    account.store.insert(review)
    paid["review"] = intent["review"] = review["id"]
    account.emit("review.opened", review)


def close_for(account: Account, intent: Json, reason: str) -> None:
    """Close the payment's review, if one is open."""
    review = account.linked("review", intent, "review")
    if review is not None and review["open"]:
        _close(account, review, reason)


def approve(account: Account, review_id: str, _params: Json) -> Json:
    """Close a review as approved."""
    review = account.find("review", review_id, "review")
    if not review["open"]:
        raise invalid("This review is already closed.")
    intent = account.linked("payment_intent", review, "payment_intent")
    paid = account.linked("charge", review, "charge")
    for reviewed in (intent, paid):
        if reviewed is not None:
            account.store.save({**reviewed, "review": None})
    return _close(account, review, "approved")


def _close(account: Account, review: Json, reason: str) -> Json:
    review.update(open=False, closed_reason=reason, reason=reason)
    account.store.save(review)
    account.emit("review.closed", review)
    return review
