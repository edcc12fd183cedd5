"""One's own account: where one is signed in, signing out, recovery codes, and the keys of the keyboard."""

from flask import Response, g, make_response, redirect, render_template, request, session, url_for

from donations import staffing
from donations.context import current
from donations.treasurer import auth
from donations.treasurer.auth import Answer, Right, blueprint, current_staff, needs


@blueprint.get("/account")
@needs(Right.OWN)
def account() -> Answer:
    """Show where one is signed in, and how many recovery codes are left."""
    here = current()
    return render_template(
        "treasurer/entrance/account.html",
        sessions=staffing.sessions(here.gate, current_staff(), here.now()),
        own=g.presence.session_id,
        codes_left=staffing.codes_left(here.gate, current_staff()),
        ended=request.args.get("ended", ""),
    )


@blueprint.post("/account/sessions/<int(max=2147483647):session_id>/end")
@needs(Right.OWN)
def end_session(session_id: int) -> Answer:
    """End one of one's own sessions."""
    here = current()
    ended = staffing.end_session(here.gate, current_staff(), session_id, here.now())
    if session_id == g.presence.session_id:
        return _left()
    return redirect(url_for("treasurer.account", ended="one" if ended else "none"), 303)


@blueprint.post("/account/sessions/end")
@needs(Right.OWN)
def end_sessions() -> Answer:
    """Sign out everywhere."""
    here = current()
    staffing.end_sessions(here.gate, current_staff(), here.now())
    return _left()


@blueprint.post("/sign-out")
@needs(Right.OWN)
def sign_out() -> Answer:
    """End this session."""
    here = current()
    staffing.end_session(here.gate, current_staff(), g.presence.session_id, here.now())
    return _left()


@blueprint.post("/account/codes")
@needs(Right.OWN, fresh=True)
def new_codes() -> Answer:
    """Make new recovery codes and show them once."""
    here = current()
    codes = staffing.new_codes(here.gate, current_staff(), here.now())
    return render_template("treasurer/entrance/codes.html", codes=codes, first=False)


@blueprint.get("/help")
@needs(Right.OWN)
def help_page() -> Answer:
    """Show the keys of the keyboard."""
    return render_template("treasurer/help.html")


def _left() -> Response:
    session.pop("browser", None)  # Forms that were opened before are of no more use.
    return auth.drop(make_response(redirect(url_for("treasurer.sign_in", out=1), 303)))
