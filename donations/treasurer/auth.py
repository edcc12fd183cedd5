"""The guard of the treasurer's door: who is asked for, what each view needs, the cookie of a session.

The door is closed by default. Whatever is not public by name wants a session whose second factor was given, and a
right that the view has declared with `needs`; a view that declares none stays shut for everybody.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, TypeVar

from flask import Blueprint, Response, abort, current_app, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from donations import staffing
from donations.context import current
from donations.staff import Right, Role, Staff
from donations.staffing import Presence
from donations.treasurer import days

__all__ = ["Answer", "Right", "Role", "Staff", "blueprint", "current_staff", "needs"]

Answer = BaseResponse | str | tuple[str, int]
View = TypeVar("View", bound=Callable[..., Any])
blueprint: Final = Blueprint("treasurer", __name__, url_prefix="/treasurer")

PUBLIC: Final = frozenset({"treasurer.sign_in", "treasurer.second_step", "treasurer.setup", "treasurer.setup_qr"})
"""The pages through which one comes in."""

NAVIGATION: Final = (
    ("home", "Queue", Right.READ),
    ("checks", "Checks", Right.KEY_CHECKS),
    ("donors", "Donors", Right.READ),
    ("reports", "Reports", Right.EXPORT),
)
"""Views of this door, their words, and whom they are shown to; a view that is not there is not shown."""

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def needs(right: Right, *, fresh: bool = False) -> Callable[[View], View]:
    """Declare what a view asks of its visitor; `fresh`: that the second factor was given minutes ago."""

    def declare(view: View) -> View:
        view.needs = (right, fresh)  # type: ignore[attr-defined]
        return view

    return declare


def declared(endpoint: str) -> tuple[Right, bool] | None:
    """What a view has declared; None when it has declared nothing."""
    found: tuple[Right, bool] | None = getattr(current_app.view_functions[endpoint], "needs", None)
    return found


def current_staff() -> Staff:
    """Who is signed in; only behind the guard."""
    presence: Presence = g.presence
    return presence.staff


# The guard -----------------------------------------------------------------------------------------------------------


@blueprint.before_request
def guard() -> Answer | None:
    """Let through who may; lead the others to where they can show who they are."""
    endpoint = request.endpoint or ""
    if endpoint in PUBLIC:
        return None
    here = current()
    presence = staffing.present(here.gate, token(), here.now())
    if presence is None or not presence.through:
        return _ask("sign_in")
    g.presence = presence
    g.csrf_person = presence.staff.id
    wanted = declared(endpoint)
    if wanted is None or not presence.staff.may(wanted[0]):
        abort(403)
    # A bad token comes this far only where the view answers it itself, with everything typed kept.
    if request.method not in _SAFE and g.token_fault is None and g.ticket.person != presence.staff.id:
        abort(400)
    return None if not wanted[1] or presence.fresh(here.now()) else _ask("second_step")


def _ask(where: str) -> Answer:
    """Lead to a page of the entrance and back; what was sent stays in the browser, to be sent once more."""
    if request.method in _SAFE:
        return redirect(url_for(f"treasurer.{where}", next=own_path(request.full_path.rstrip("?"))), 303)
    if g.token_fault is not None and not g.token_fault.old:
        abort(400)  # What another site made a browser send is not shown as this person's own.
    sent = [(name, value) for name, values in request.form.lists() for value in values]
    page = render_template(
        "treasurer/entrance/again.html",
        where=url_for(f"treasurer.{where}", next=url_for("treasurer.home")),
        signed_in=where == "second_step",
        sent=sent,
        files=bool(request.files),
        target=own_path(request.full_path.rstrip("?")),
    )
    return page, 401


def own_path(asked: str | None) -> str:
    """Where one was going, when that lies behind this door; else its first page."""
    home = url_for("treasurer.home")
    safe = re.fullmatch(r"/treasurer/[A-Za-z0-9_.~/?&=%+,:-]*", asked or "") and "//" not in (asked or "")
    return asked if asked and safe else home


@blueprint.context_processor
def shown() -> dict[str, Any]:
    """What every page of this door knows: who is signed in, and what they may open."""
    presence: Presence | None = g.get("presence")
    staff = presence.staff if presence else None
    views = current_app.view_functions
    places = [
        (f"treasurer.{name}", words)
        for name, words, right in NAVIGATION
        if staff and staff.may(right) and f"treasurer.{name}" in views
    ]
    return {"staff": staff, "places": places, "Right": Right, "moment": _moment}


def _moment(at: datetime) -> str:
    return days.moment(at, current().settings.committee.timezone)


# The cookie ----------------------------------------------------------------------------------------------------------


def token() -> str:
    """The session's token that the browser sent, or nothing."""
    return request.cookies.get(_cookie(), "")


def keep(answer: Response, fresh_token: str) -> Response:
    """Give the browser its session's token."""
    secure = current().settings.secure
    answer.set_cookie(_cookie(), fresh_token, secure=secure, httponly=True, samesite="Strict", path="/")
    return answer


def drop(answer: Response) -> Response:
    """Take the token from the browser."""
    secure = current().settings.secure
    answer.delete_cookie(_cookie(), secure=secure, httponly=True, samesite="Strict", path="/")
    return answer


def _cookie() -> str:
    return "__Host-staff" if current().settings.secure else "staff"


def page(template: str, status: int = 200, **values: Any) -> Response:
    """Render a page as an answer that headers and cookies can be put on."""
    return make_response(render_template(template, **values), status)
