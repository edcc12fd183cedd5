"""The pages a donor's browser sees: the card page and its steps, and an index of what has happened.

Nothing that is typed into the number, date or code fields is ever sent back, kept or logged.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, Response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from donations.sandbox import attempts, balance, clockwork
from donations.sandbox.account import Account
from donations.sandbox.attempts import CardEntry, PaymentResult
from donations.sandbox.delivery import Courier
from donations.sandbox.errors import NOT_FOUND, ApiError, Json
from donations.sandbox.sessions import PAGE
from donations.sandbox.state import Query

_PAYMENT_REQUIRED, _UNPROCESSABLE, _GONE, _FORBIDDEN = 402, 422, 410, 403
_SHOWN = 25
_USEFUL = (
    ("4242 4242 4242 4242", "succeeds"),
    ("4000 0566 5566 5556", "succeeds, debit"),
    ("5105 1051 0510 5100", "prepaid"),
    ("4000 0000 0000 0002", "declined"),
    ("4000 0000 0000 9995", "insufficient funds"),
    ("4000 0084 0000 0027", "asks for 3-D Secure"),
    ("4000 0012 4000 0000", "issued in Canada"),
    ("4000 0000 0000 0101", "security code check fails"),
    ("4000 0000 0000 0036", "ZIP check fails"),
    ("4000 0000 0000 9235", "elevated risk"),
    ("4000 0000 0000 0259", "disputed after capture"),
    ("4000 0000 0000 5126", "its refund fails later"),
)
COUNTRIES = (("US", "United States"), ("CA", "Canada"), ("GB", "United Kingdom"), ("IE", "Ireland"), ("MX", "Mexico"))


@dataclass(slots=True)
class Pages:
    """The pages of one Account."""

    account: Account
    courier: Courier
    completion_wait: float = 10
    """Seconds to wait for the endpoint's answer to `checkout.session.completed` before the donor goes on."""

    def register(self, app: Flask) -> None:
        """Add the pages to the application."""
        page = f"{PAGE}<session_id>"
        app.add_url_rule(page, "card", self.card, methods=["GET"])
        app.add_url_rule(page, "pay", self.pay, methods=["POST"])
        app.add_url_rule(f"{page}/captcha", "captcha", self.captcha, methods=["GET", "POST"])
        app.add_url_rule(f"{page}/authenticate", "authenticate", self.authenticate, methods=["GET", "POST"])
        app.add_url_rule("/", "index", self.index, methods=["GET"])
        app.add_url_rule("/payouts", "payouts", self.pay_out, methods=["POST"])
        app.register_error_handler(ApiError, _not_here)

    def card(self, session_id: str) -> BaseResponse:
        """Show the card page."""
        return self._form(self._session(session_id), {}, {})

    def pay(self, session_id: str) -> BaseResponse:
        """Take the card page."""
        typed = {name: request.form.get(name, "") for name in CardEntry.__slots__}
        result = self.submit(session_id, CardEntry(**typed))
        shown = {name: value for name, value in typed.items() if name not in ("number", "exp", "cvc")}
        return self._go_on(result, shown)

    def submit(self, session_id: str, entry: CardEntry) -> PaymentResult:
        """Take what the card page sends, and wait as Stripe's page does."""
        with self.account.store.transaction():
            clockwork.tick(self.account)
            result = attempts.submit(self.account, session_id, entry)
        return self.waited(result)

    def captcha(self, session_id: str) -> BaseResponse:
        """Show or take the page that asks for a tick."""
        session = self._session(session_id)
        if request.method == "POST" and request.form.get("human"):
            return self._go_on(self.tick_captcha(session_id), {})
        with self.account.store.transaction():
            if attempts.waiting(self.account, session, "captcha") is None:
                return redirect(f"{PAGE}{session_id}", 303)
        missed = request.method == "POST"
        return _page("captcha.html", _UNPROCESSABLE if missed else 200, session=session, missed=missed)

    def tick_captcha(self, session_id: str) -> PaymentResult:
        """Pass the captcha."""
        with self.account.store.transaction():
            result = attempts.pass_captcha(self.account, session_id)
        return self.waited(result)

    def authenticate(self, session_id: str) -> BaseResponse:
        """Show or take the page that stands for the bank's."""
        session = self._session(session_id)
        if request.method == "POST" and request.form.get("outcome") in ("complete", "fail"):
            return self._go_on(self.finish_authentication(session_id, passed=request.form["outcome"] == "complete"), {})
        with self.account.store.transaction():
            if attempts.waiting(self.account, session, "authenticate") is None:
                return redirect(f"{PAGE}{session_id}", 303)
        return _page("authenticate.html", session=session)

    def finish_authentication(self, session_id: str, *, passed: bool) -> PaymentResult:
        """Complete or fail 3-D Secure."""
        with self.account.store.transaction():
            result = attempts.authenticate(self.account, session_id, passed=passed)
        return self.waited(result)

    def waited(self, result: PaymentResult) -> PaymentResult:
        """Answer the result once the endpoint has heard of a completion, or was given long enough."""
        if result.event_id is not None and self.courier.running:
            self.courier.wait_for_attempt(result.event_id, self.completion_wait)
        return result

    def index(self) -> BaseResponse:
        """Show what has happened lately; no names."""
        with self.account.store.transaction():
            clockwork.tick(self.account)
            kinds = ("checkout.session", "payment_intent", "refund", "dispute", "payout", "event")
            found = {kind: self.account.store.select(Query(kind, limit=_SHOWN)) for kind in kinds}
        return _page("index.html", found=found, total=balance.summary(self.account))

    def pay_out(self) -> BaseResponse:
        """Pay the balance out, from the index's button; refused when another site sent the browser here."""
        if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            return Response("Refused.\n", _FORBIDDEN, mimetype="text/plain")
        with self.account.store.transaction():
            balance.pay_out(self.account)
        return redirect("/", 303)

    def _session(self, session_id: str) -> Json:
        with self.account.store.transaction():
            clockwork.tick(self.account)
            return self.account.find("checkout.session", session_id, "session")

    def _go_on(self, result: PaymentResult, shown: Json) -> BaseResponse:
        session = self._session(result.session_id)
        match result.status:
            case "complete":
                response = redirect(str(result.redirect_url), 303)
            case "captcha":
                return redirect(f"{PAGE}{result.session_id}/captcha", 303)
            case "requires_action":
                return redirect(f"{PAGE}{result.session_id}/authenticate", 303)
            case _:
                return self._form(session, shown, dict(result.errors), result.message)
        response.headers["Content-Security-Policy"] = _policy(session)
        return response

    def _form(self, session: Json, shown: Json, errors: dict[str, str], message: str | None = None) -> BaseResponse:
        if session["status"] != "open":
            return _page("closed.html", _GONE, session=session)
        with self.account.store.transaction():
            items = self.account.store.note(session["id"])["line_items"]
        status = _UNPROCESSABLE if errors else _PAYMENT_REQUIRED if message else 200
        return _page(
            "card.html",
            status,
            session=session,
            items=items,
            typed=shown,
            errors=errors,
            message=message,
            cards=_USEFUL,
            countries=COUNTRIES,
        )


def _policy(session: Json | None) -> str:
    """Answer the content policy; a form may lead on to where the session's own addresses are, and nowhere else."""
    targets = {"'self'"}
    for name in ("success_url", "cancel_url"):
        if session is not None and session[name]:
            parts = urlsplit(session[name])
            targets.add(f"{parts.scheme}://{parts.netloc}")
    forms = " ".join(sorted(targets))
    shown = "default-src 'none'; style-src 'self'; img-src data:"
    return f"{shown}; form-action {forms}; base-uri 'none'; frame-ancestors 'none'"


def _page(template: str, status: int = 200, *, session: Json | None = None, **values: object) -> Response:
    response = Response(render_template(template, session=session, **values), status)
    response.headers["Content-Security-Policy"] = _policy(session)
    return response


def _not_here(error: ApiError) -> Response:
    del error
    return _page("missing.html", NOT_FOUND)
