"""The pages through which one comes in: sign-in, second step, set-up."""

import io
from typing import Final

import segno
from flask import Response, abort, g, make_response, redirect, render_template, request, url_for

from donations import enrolment, staffing
from donations.context import current
from donations.enrolment import LinkEnded, UnfitPassword, WrongCode
from donations.security import client_address
from donations.staffing import Refusal
from donations.treasurer import auth
from donations.treasurer.auth import Answer, blueprint, own_path

_WAIT_SECONDS: Final = int(staffing.SPAN.total_seconds())
_LONGEST: Final = 256
_WORDS: Final = {
    Refusal.WRONG: "Name and password do not go together. Look at both once more.",
    Refusal.WAIT: "Too many tries. Wait 15 minutes, then try again.",
    Refusal.ENDED: "That took more than ten minutes. Sign in again.",
}
_STALE: Final = "This page was open for long. Sign in now."
_WRONG_CODE: Final = (
    "This code does not open the door. Each code works once, for half a minute: wait for the next one. "
    "If it fails again, look whether the phone's clock is right."
)


# Sign-in -------------------------------------------------------------------------------------------------------------


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Answer:
    """Ask for name and password."""
    here = current()
    if request.method == "POST":
        return _signed_in() if g.token_fault is None else _sign_in_page(_STALE, 400)
    presence = staffing.present(here.gate, auth.token(), here.now())
    if presence is not None and presence.through:
        return redirect(own_path(request.args.get("next")), 303)
    return _sign_in_page()


def _signed_in() -> Answer:
    here = current()
    name, password = (request.form.get(field, "")[:_LONGEST] for field in ("name", "password"))
    came = staffing.sign_in(here.gate, name, password, address=client_address(), browser=_browser(), now=here.now())
    if isinstance(came, Refusal):
        return _sign_in_page(_WORDS[came], 429 if came is Refusal.WAIT else 422, name)
    staffing.leave(here.gate, auth.token(), here.now())
    return _onward(url_for("treasurer.second_step", next=own_path(request.form.get("next"))), came)


def _sign_in_page(problem: str = "", status: int = 200, name: str = "") -> Response:
    asked = request.form.get("next") or request.args.get("next")
    page = auth.page(
        "treasurer/entrance/sign_in.html",
        status,
        problem=problem,
        name=name,
        going=own_path(asked),
        asked=bool(asked),
        out="out" in request.args,
    )
    return _with_wait(page)


# The second step -----------------------------------------------------------------------------------------------------


@blueprint.route("/second-step", methods=["GET", "POST"])
def second_step() -> Answer:
    """Ask for the second factor, to come in or to show anew who is there."""
    here = current()
    presence = staffing.present(here.gate, auth.token(), here.now())
    if presence is None:
        return redirect(url_for("treasurer.sign_in", next=own_path(request.values.get("next"))), 303)
    if request.method != "POST":
        return _second_page(through=presence.through)
    typed = request.form.get("code", "").strip() or request.form.get("recovery", "").strip()
    came = staffing.second_step(here.gate, auth.token(), typed[:_LONGEST], address=client_address(), now=here.now())
    if came is Refusal.ENDED:
        return _sign_in_page(_WORDS[came], 422)
    if isinstance(came, Refusal):
        problem, status = (_WORDS[came], 429) if came is Refusal.WAIT else (_WRONG_CODE, 422)
        return _second_page(problem, status, through=presence.through)
    return _onward(own_path(request.form.get("next")), came)


def _second_page(problem: str = "", status: int = 200, *, through: bool) -> Response:
    page = auth.page(
        "treasurer/entrance/second_step.html",
        status,
        problem=problem,
        going=own_path(request.values.get("next")),
        through=through,
        by_recovery=bool(request.form.get("recovery", "").strip()),
    )
    return _with_wait(page)


# Setting up ----------------------------------------------------------------------------------------------------------


@blueprint.route("/setup/<token>", methods=["GET", "POST"])
def setup(token: str) -> Answer:
    """Let a person choose the password, then tie the second factor to it."""
    here = current()
    try:
        state = enrolment.setup(here.gate, token, here.now())
        if not state.secret:
            return _choose_password(token, state.name)
        return _tie_app(token, state)
    except LinkEnded:
        return auth.page("treasurer/entrance/ended.html", 410)


def _choose_password(token: str, name: str) -> Answer:
    problem = ""
    if request.method == "POST":
        password = request.form.get("password", "")
        if password != request.form.get("repeated", ""):
            problem = "The two are not the same. Enter the password again, twice."
        else:
            try:
                following = enrolment.choose_password(current().gate, token, password, current().now())
                return redirect(url_for("treasurer.setup", token=following), 303)
            except UnfitPassword as fault:
                problem = str(fault)
    return auth.page("treasurer/entrance/password.html", 422 if problem else 200, problem=problem, name=name)


def _tie_app(token: str, state: enrolment.Setup) -> Answer:
    problem = ""
    if request.method == "POST":
        try:
            codes = enrolment.finish(current().gate, token, request.form.get("code", ""), current().now())
            return render_template("treasurer/entrance/codes.html", codes=codes, first=True)
        except WrongCode:
            problem = "This is not the code the app shows now. Enter the six digits that stand beside this account."
    return auth.page(
        "treasurer/entrance/factor.html",
        422 if problem else 200,
        problem=problem,
        state=state,
        letters=" ".join(state.secret[at : at + 4] for at in range(0, len(state.secret), 4)),
        qr=url_for("treasurer.setup_qr", token=token),
    )


@blueprint.get("/setup/<token>/code.svg")
def setup_qr(token: str) -> Answer:
    """The secret for the authenticator app, as a picture."""
    try:
        state = enrolment.setup(current().gate, token, current().now())
    except LinkEnded:
        abort(404)
    if not state.secret:
        abort(404)
    drawing = io.BytesIO()
    segno.make(state.address, error="m", micro=False).save(
        drawing, kind="svg", scale=4, border=4, dark="#000", light="#fff", xmldecl=False, svgclass=None, lineclass=None
    )
    return make_response(drawing.getvalue(), 200, {"Content-Type": "image/svg+xml"})


# What they share -----------------------------------------------------------------------------------------------------


def _onward(where: str, token: str) -> Answer:
    answer = make_response(redirect(where, 303))
    return auth.keep(answer, token)


def _with_wait(page: Response) -> Response:
    if page.status_code == 429:  # noqa: PLR2004 - too many tries
        page.headers["Retry-After"] = str(_WAIT_SECONDS)
    return page


def _browser() -> str:
    """What browser this is, in a few words: it helps a person to know their own sessions."""
    agent = request.user_agent.string
    families = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    systems = (
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    )
    browser = next((words for mark, words in families if mark in agent), "A browser")
    system = next((words for mark, words in systems if mark in agent), "")
    return f"{browser} on {system}" if system else browser
