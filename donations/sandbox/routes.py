"""The part of the API that is played: each method and path with its parameter types and what it does."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import stripe.params as p
import stripe.params.checkout as checkout_params
import stripe.params.radar as radar_params

from donations.sandbox import balance, disputes, endpoints, intents, listing, refunds, reviews, sessions
from donations.sandbox.account import Account, merge_metadata
from donations.sandbox.errors import NOT_FOUND, ApiError, Json

Work = Callable[[Account, str, Json], Json]


@dataclass(frozen=True, slots=True)
class Route:
    """One operation; `pattern` names the object's id, where there is one."""

    method: str
    pattern: re.Pattern[str]
    params: type
    work: Work


def _list(kind: str, path: str) -> Work:
    def work(account: Account, _id: str, params: Json) -> Json:
        return listing.page(account, kind, path, params)

    return work


def _retrieve(kind: str, param: str) -> Work:
    def work(account: Account, object_id: str, _params: Json) -> Json:
        return account.find(kind, object_id, param)

    return work


def _balance(account: Account, _id: str, _params: Json) -> Json:
    return balance.summary(account)


def _update_charge(account: Account, charge_id: str, params: Json) -> Json:
    paid = account.find("charge", charge_id, "charge")
    merge_metadata(paid, params)
    account.store.save(paid)
    return paid


def _route(method: str, path: str, params: type, work: Work) -> Route:
    return Route(method, re.compile(path.replace("{id}", r"(?P<id>[A-Za-z0-9_]+)")), params, work)


def _readable(path: str, kind: str, listed: type, retrieved: type, param: str = "id") -> tuple[Route, Route]:
    return (
        _route("GET", path, listed, _list(kind, path)),
        _route("GET", f"{path}/{{id}}", retrieved, _retrieve(kind, param)),
    )


_SESSIONS, _INTENTS, _HOOKS = "/v1/checkout/sessions", "/v1/payment_intents", "/v1/webhook_endpoints"

ROUTES: tuple[Route, ...] = (
    *_readable(
        _SESSIONS,
        "checkout.session",
        checkout_params.SessionListParams,
        checkout_params.SessionRetrieveParams,
        "session",
    ),
    _route("POST", _SESSIONS, checkout_params.SessionCreateParams, sessions.create),
    _route("POST", f"{_SESSIONS}/{{id}}", checkout_params.SessionUpdateParams, sessions.update),
    _route("POST", f"{_SESSIONS}/{{id}}/expire", checkout_params.SessionExpireParams, sessions.expire),
    _route("GET", f"{_SESSIONS}/{{id}}/line_items", checkout_params.SessionListLineItemsParams, sessions.line_items),
    *_readable(_INTENTS, "payment_intent", p.PaymentIntentListParams, p.PaymentIntentRetrieveParams, "intent"),
    _route("POST", _INTENTS, p.PaymentIntentCreateParams, intents.create),
    _route("POST", f"{_INTENTS}/{{id}}", p.PaymentIntentUpdateParams, intents.update),
    _route("POST", f"{_INTENTS}/{{id}}/capture", p.PaymentIntentCaptureParams, intents.capture),
    _route("POST", f"{_INTENTS}/{{id}}/cancel", p.PaymentIntentCancelParams, intents.cancel),
    *_readable("/v1/charges", "charge", p.ChargeListParams, p.ChargeRetrieveParams, "charge"),
    _route("POST", "/v1/charges/{id}", p.ChargeUpdateParams, _update_charge),
    *_readable("/v1/refunds", "refund", p.RefundListParams, p.RefundRetrieveParams, "refund"),
    _route("POST", "/v1/refunds", p.RefundCreateParams, refunds.create),
    _route("POST", "/v1/refunds/{id}", p.RefundUpdateParams, refunds.update),
    _route("POST", "/v1/refunds/{id}/cancel", p.RefundCancelParams, refunds.cancel),
    *_readable("/v1/disputes", "dispute", p.DisputeListParams, p.DisputeRetrieveParams, "dispute"),
    _route("POST", "/v1/disputes/{id}", p.DisputeUpdateParams, disputes.update),
    _route("POST", "/v1/disputes/{id}/close", p.DisputeCloseParams, disputes.close),
    *_readable("/v1/events", "event", p.EventListParams, p.EventRetrieveParams),
    _route("GET", "/v1/balance", p.BalanceRetrieveParams, _balance),
    *_readable(
        "/v1/balance_transactions",
        "balance_transaction",
        p.BalanceTransactionListParams,
        p.BalanceTransactionRetrieveParams,
    ),
    *_readable("/v1/payouts", "payout", p.PayoutListParams, p.PayoutRetrieveParams, "payout"),
    *_readable("/v1/reviews", "review", p.ReviewListParams, p.ReviewRetrieveParams, "review"),
    _route("POST", "/v1/reviews/{id}/approve", p.ReviewApproveParams, reviews.approve),
    *_readable(
        "/v1/radar/early_fraud_warnings",
        "radar.early_fraud_warning",
        radar_params.EarlyFraudWarningListParams,
        radar_params.EarlyFraudWarningRetrieveParams,
        "early_fraud_warning",
    ),
    *_readable(
        _HOOKS, "webhook_endpoint", p.WebhookEndpointListParams, p.WebhookEndpointRetrieveParams, "webhook_endpoint"
    ),
    _route("POST", _HOOKS, p.WebhookEndpointCreateParams, endpoints.create),
    _route("POST", f"{_HOOKS}/{{id}}", p.WebhookEndpointUpdateParams, endpoints.update),
)


def match(method: str, path: str) -> tuple[Route, str]:
    """Answer the operation of a request and the id in its path; raises ApiError where there is none."""
    for route in ROUTES:
        matched = route.pattern.fullmatch(path)
        if matched and route.method == method:
            return route, matched.groupdict().get("id", "")
    raise ApiError(
        f"Unrecognized request URL ({method}: {path[:200]}). The sandbox plays only a part of the API.",
        status=NOT_FOUND,
    )
