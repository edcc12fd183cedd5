"""What the treasurer's door says when something fails: what happened to what was entered, and what to do."""

import logging
import traceback
from typing import Final

from flask import Response
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from donations.credentials import Busy
from donations.desk import PaymentsRefused, PaymentsUnavailable
from donations.settlement import NoSuchGift
from donations.treasurer import auth

log = logging.getLogger(__name__)
_PAGES: Final = {
    400: (
        "This form cannot be used",
        "Nothing was saved. Somebody else opened it, or it is more than 12 hours old: open the page again.",
    ),
    403: ("Your role does not open this", "Nothing was changed. Ask the treasurer, or the operator for another role."),
    404: ("There is nothing here", "The address has a slip, or what it led to is gone."),
    405: ("That does not work here", "Nothing was saved. Open the page again and send it from there."),
    413: ("That was too much at once", "Nothing was saved. Send less text, or a smaller file."),
    429: ("Many tries in a short time", "Wait 15 minutes, then try again."),
    500: ("Something failed on our side", "Look whether it was saved before you try again."),
    503: ("The books do not answer", "Nothing was saved. Wait a minute, then go back and send it again."),
}


@auth.blueprint.errorhandler(HTTPException)
def http(error: HTTPException) -> Response:
    """Answer with the page for a status."""
    return _page(error.code or 500)


@auth.blueprint.errorhandler(SQLAlchemyError)
def books(error: SQLAlchemyError) -> Response:
    """Say that the books do not answer."""
    log.error("the database did not answer: %s", type(error).__name__)
    answer = _page(503)
    answer.headers["Retry-After"] = "30"
    return answer


@auth.blueprint.errorhandler(Busy)
def busy(_error: Busy) -> Response:
    """Say that many sign in at once."""
    words = ("Many sign in at this moment", "Wait half a minute, then try again.")
    answer = auth.page("treasurer/message.html", 503, title=words[0], text=words[1])
    answer.headers["Retry-After"] = "30"
    return answer


@auth.blueprint.errorhandler(NoSuchGift)
def missing(_error: NoSuchGift) -> Response:
    """Say that there is no such gift."""
    return _page(404)


@auth.blueprint.errorhandler(PaymentsUnavailable)
@auth.blueprint.errorhandler(PaymentsRefused)
def stripe(error: Exception) -> Response:
    """Say that Stripe does not answer."""
    log.error("Stripe did not answer: %s", error)
    text = "Look whether it was saved before you try again."
    return auth.page("treasurer/message.html", 503, title="Stripe does not answer", text=text)


@auth.blueprint.errorhandler(Exception)
def last(error: Exception) -> Response:
    """Say that something failed, with the way back to the desk."""
    # The traceback tells lines of code; the message, which may carry what somebody typed, stays out.
    log.error("unexpected %s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
    return _page(500)


def _page(code: int) -> Response:
    title, text = _PAGES.get(code, _PAGES[500 if code >= 500 else 400])  # noqa: PLR2004 - the server's side or not
    return auth.page("treasurer/message.html", code, title=title, text=text)
