"""The errors the sandbox answers with, in the shape Stripe gives them."""

from typing import Any

Json = dict[str, Any]

OK = 200
BAD_REQUEST = 400
UNAUTHORIZED = 401
NOT_FOUND = 404
CONFLICT = 409
TOO_MANY = 429
SERVER_ERROR = 500


class ApiError(Exception):
    """Raised wherever a request cannot be done; carries the status and the `error` object of the answer."""

    def __init__(
        self, message: str, *, status: int = BAD_REQUEST, kind: str = "invalid_request_error", **more: object
    ) -> None:
        """Keep the answer; `more` holds further fields of the error object, such as `code` and `param`."""
        super().__init__(message)
        self.status = status
        self.error: Json = {"type": kind, "message": message, **{k: v for k, v in more.items() if v is not None}}

    @property
    def body(self) -> Json:
        """The JSON answer."""
        code = self.error.get("code")
        link = {"doc_url": f"https://docs.stripe.com/error-codes/{str(code).replace('_', '-')}"} if code else {}
        return {"error": {**self.error, **link}}


def invalid(message: str, param: str | None = None, code: str | None = None) -> ApiError:
    """A parameter has a value that cannot be used."""
    return ApiError(message, param=param, code=code)


def missing(kind: str, object_id: str, param: str = "id") -> ApiError:
    """There is no object with this id."""
    name = kind.replace(".", "_")
    return ApiError(f"No such {name}: '{object_id}'", status=NOT_FOUND, code="resource_missing", param=param)


def not_played(param: str) -> ApiError:
    """Stripe knows this parameter and the sandbox does not act on it: refused rather than silently ignored."""
    return ApiError(f"The sandbox does not play the parameter {param}.", param=param)


def unexpected_state(message: str, intent: Json) -> ApiError:
    """The PaymentIntent is not in a state that allows this; the error carries it as it is now."""
    return ApiError(message, code="payment_intent_unexpected_state", payment_intent=intent)
