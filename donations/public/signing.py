"""The contributor's signing link: what a change would do, that a refund is the alternative, the name and one press.

Whoever holds the link may see the amount, the elections and the committee, and the names of those who sign a joint
statement; nothing else. A refusal says what to do and nothing of other gifts (ENG-05).
"""

from typing import Final

from flask import Response, make_response, render_template, request

from compliance import enclosures
from compliance.text import squeezed
from donations import adjustments
from donations.adjustments import CannotAdjust, ChangeStatus, Signing
from donations.context import Context, current
from donations.public.views import Answer, blueprint

_LONGEST: Final = 200
_NO_NAME: Final = "Enter your full name: it is your signature."
_OTHER_NAME: Final = "Enter your full name as it stands on your contribution."
_NO_TICK: Final = "Tick the box: without it this is no signature."


@blueprint.get("/sign/<token>")
def sign(token: str) -> Answer:
    """Show what is to be signed."""
    return _page(current(), adjustments.by_token(current().desk, token))


@blueprint.post("/sign/<token>")
def sign_now(token: str) -> Answer:
    """Keep the signature."""
    here = current()
    found = adjustments.by_token(here.desk, token)
    if found is None or _state(here, found) != "open":
        return _page(here, found)
    name, ticked = request.form.get("name", "").strip()[:_LONGEST], request.form.get("agree") == "yes"
    problems = _problems(found, name, ticked=ticked)
    if problems:
        return _page(here, found, problems=problems, name=name, ticked=ticked)
    try:
        adjustments.sign(
            here.desk,
            found.change.id,
            signer=found.signer,
            how="screen",
            on=here.today(),
            by="donor",
            now=here.now(),
            said=" ".join(_statement(here, found)),
        )
    except CannotAdjust:
        return _page(here, found, state="passed")
    return _page(here, adjustments.by_token(here.desk, token))


def _problems(found: Signing, name: str, *, ticked: bool) -> dict[str, str]:
    problems = {}
    if not squeezed(name):
        problems["name"] = _NO_NAME
    elif squeezed(name) != squeezed(found.signer):
        problems["name"] = _OTHER_NAME
    if not ticked:
        problems["agree"] = _NO_TICK
    return problems


def _state(here: Context, found: Signing) -> str:
    """How far a link has come: open, signed (others still sign), done, withdrawn, late."""
    if found.change.status is ChangeStatus.VOID:
        return "withdrawn"
    if found.signed:
        return "done" if found.change.status is ChangeStatus.EFFECTIVE else "signed"
    return "late" if here.today() > found.change.due_on else "open"


def _page(here: Context, found: Signing | None, *, state: str = "", **shown: object) -> Response:
    if found is None:
        return make_response(render_template("public/sign_ended.html", state="unknown", change=None), 404)
    state = state or _state(here, found)
    if state != "open":
        status = {"withdrawn": 410, "late": 410, "passed": 409}.get(state, 200)
        return make_response(render_template("public/sign_ended.html", state=state, change=found.change), status)
    told = {"problems": {}, "name": "", "ticked": False, **shown}
    page = render_template("public/sign.html", change=found.change, statement=_statement(here, found), **told)
    return make_response(page, 422 if told["problems"] else 200)


def _statement(here: Context, found: Signing) -> tuple[str, ...]:
    """The words that are signed: those of the form for the post, without its address and its lines for a pen."""
    gift, change, committee = found.entry.gift, found.change, here.settings.committee
    election = committee.election(change.to_election or "")
    if election is not None:
        form = enclosures.redesignation_form(committee, gift, change.amount, election)
    else:
        other = str((change.other_person or {}).get("name", ""))
        form = enclosures.reattribution_form(committee, gift, change.amount, other)
    return tuple(each for each in form.paragraphs if not each.startswith("To ") and "Signature:" not in each)
