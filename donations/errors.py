"""What the browser hears when something fails: one calm page for each sort, and never a stack trace."""

import logging
import traceback
from typing import Final

from flask import Flask, Response, jsonify, make_response, render_template, request, url_for
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from donations.desk import PaymentsRefused, PaymentsUnavailable
from donations.settlement import NoSuchGift

log = logging.getLogger(__name__)

_PAGES: Final = {
    400: ("We could not read that", "Nothing was charged. Open the form again and send it from there."),
    403: ("This page is closed", "Nothing was charged."),
    404: ("There is no such page", "Nothing was charged. Look at the address once more, or begin at the front page."),
    405: ("That does not work here", "Nothing was charged. Open the form again and send it from there."),
    410: ("This link has ended", "Open the page of your gift again: it has a fresh link."),
    413: ("That was too much at once", "Nothing was charged. Open the form again and send less text."),
    429: ("Many tries in a short time", "Nothing was charged."),
    500: (
        "Something failed on our side",
        "What you had sent is safe if a page has told you so. Try again in a minute.",
    ),
    502: ("The card page did not open", "Your card was not charged. Try again in a minute."),
    503: ("We are busy for a moment", "Your card was not charged. Try again in a minute, or mail a check."),
}
_WAIT: Final = {429: 600, 503: 30}


def handle(app: Flask) -> None:
    """Give every sort of failure its page."""

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        answer = _page(error.code or 500)
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            answer.allow.update(error.valid_methods)
        return answer

    @app.errorhandler(SQLAlchemyError)
    def books(error: SQLAlchemyError) -> Response:
        log.error("the database did not answer: %s", type(error).__name__)
        return _page(503)

    @app.errorhandler(PaymentsUnavailable)
    @app.errorhandler(PaymentsRefused)
    def stripe(error: Exception) -> Response:
        log.error("Stripe did not answer: %s", error)
        return _page(503)

    @app.errorhandler(NoSuchGift)
    def missing(_error: NoSuchGift) -> Response:
        return _page(404)

    @app.errorhandler(Exception)
    def last(error: Exception) -> Response:
        # The traceback tells lines of code; the message, which may carry what somebody typed, stays out.
        log.error("unexpected %s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
        return _page(500)


def _page(code: int) -> Response:
    title, text = _PAGES.get(code, _PAGES[500 if code >= 500 else 400])  # noqa: PLR2004 - the server's side or not
    wait = _WAIT.get(code)
    if request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html") == "application/json":
        answer = make_response(jsonify({"error": title}), code)
    elif request.path.startswith("/webhooks/"):
        answer = make_response(f"{title}\n", code, {"Content-Type": "text/plain"})
    else:
        back = url_for("public.give") if code != 404 else None  # noqa: PLR2004 - not found
        answer = make_response(
            render_template("public/message.html", title=title, text=text, back_url=back, retry_after=wait), code
        )
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return answer
