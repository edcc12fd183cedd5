"""One envelope: its check, shares, work and pictures; and what becomes of the check."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import Response, abort, make_response, redirect, render_template, request, url_for

from donations import filed, people, receiving
from donations.context import Context, current
from donations.desk import Status
from donations.fields import tidy
from donations.people import Story
from donations.receiving import Envelope
from donations.treasurer import auth, days, finishing, keeping, uploads
from donations.treasurer.auth import Answer, Right, blueprint, current_staff, needs
from donations.treasurer.check_form import ACCOUNTS, Problem
from donations.vault import CannotOpen

_LONGEST: Final = 200
_STALE: Final = "Another hand changed this check since you opened the page. Look at it as it is now, then go on."
DONE: Final = {
    "new": "Kept. The work it opened stands below.",
    "before": "This form has kept its check already; here it is. Nothing was kept twice.",
    "deposit": "The deposit is written down.",
    "return": "The return is written down. The check no longer counts toward any total.",
    "bounce": "Written down: the bank did not pay. The check no longer counts toward any total.",
    "image": "The picture is kept, sealed. Only staff can open it.",
}


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody wants to write down about a check: on which day, and the slip or the reason."""

    name: str
    on: date | None
    words: str
    problems: tuple[Problem, ...]


@blueprint.get("/checks/<public_id>")
@needs(Right.READ)
def envelope(public_id: str) -> Answer:
    """Show an envelope."""
    return _page(current(), public_id)


@blueprint.post("/checks/<public_id>/deposit")
@needs(Right.KEY_CHECKS)
def deposit(public_id: str) -> Answer:
    """Write down a deposit."""
    here = current()
    act = _act(here, public_id, "deposit", "ref", "Enter the number of the deposit slip: it ties the check to it.")
    if act.problems:
        return _page(here, public_id, act=act), 422
    return _do(
        here, public_id, act, lambda on, **by: receiving.deposit(here.desk, public_id, on=on, ref=act.words, **by)
    )


@blueprint.post("/checks/<public_id>/bounce")
@needs(Right.KEY_CHECKS)
def bounce(public_id: str) -> Answer:
    """Write down that the bank did not pay; asked once more with the sum."""
    return _end(public_id, "bounce", receiving.bounce)


@blueprint.post("/checks/<public_id>/return")
@needs(Right.DECIDE)
def give_back(public_id: str) -> Answer:
    """Write down that the check went back undeposited; asked once more with the sum."""
    return _end(public_id, "return", receiving.give_back)


def _end(public_id: str, name: str, do: Callable[..., Envelope]) -> Answer:
    here = current()
    act = _act(here, public_id, name, "reason", "Enter the reason: it stands in the record beside your name.")
    if act.problems:
        return _page(here, public_id, act=act), 422
    if request.form.get("sure") != "yes":
        return _page(here, public_id, act=act, sure=True)
    return _do(here, public_id, act, lambda on, **by: do(here.desk, public_id, on=on, reason=act.words, **by))


def _act(here: Context, public_id: str, name: str, field: str, missing: str) -> Act:
    """Read an act and what is wrong with it: a day between receipt and today, and some words."""
    on, words = days.read_or_none(request.form.get("on", "")), tidy(request.form.get(field))
    received_on = _read(here, public_id)[0].check.received_on or here.today()
    problems = []
    if on is None or not received_on <= on <= here.today():
        told = f"Enter a day from {days.write(received_on)}, when it came, to today, like {days.write(here.today())}."
        problems.append(Problem(f"{name}-on", told))
    if not words or len(words) > _LONGEST:
        problems.append(Problem(f"{name}-{field}", missing if not words else f"Shorten this to {_LONGEST} characters."))
    return Act(name, on, words, tuple(problems))


def _do(here: Context, public_id: str, act: Act, do: Callable[..., Envelope]) -> Answer:
    """Do it, unless another hand was first; the same act sent twice is done once."""
    version = request.form.get("version", "")
    try:
        do(
            act.on,
            version=int(version) if re.fullmatch("[0-9]{1,9}", version) else 0,
            by=current_staff().name,
            now=here.now(),
        )
    except (receiving.Stale, receiving.NotThere):
        kept, *_rest = _read(here, public_id)
        if act.name != "deposit" or (kept.deposited_on, kept.deposit_ref) != (act.on, act.words):
            return _page(here, public_id, act=act, stale=_STALE), 409
    return redirect(url_for("treasurer.envelope", public_id=public_id, kept=act.name), 303)


# Pictures ------------------------------------------------------------------------------------------------------------


@blueprint.post("/checks/<public_id>/image")
@needs(Right.KEY_CHECKS)
def add_image(public_id: str) -> Answer:
    """Keep a picture of the check or of its envelope, sealed."""
    here = current()
    found, *_rest = _read(here, public_id)
    sent = [each for each in request.files.getlist("image") if each.filename]
    try:
        pictures = [uploads.read(each) for each in sent]
    except uploads.Refused as fault:
        return _page(here, public_id, picture=str(fault)), 422
    if not pictures:
        return _page(here, public_id, picture="Choose a file: a JPEG, PNG or PDF of the check."), 422
    keeping.add(here, found, pictures, current_staff().name)
    return redirect(url_for("treasurer.envelope", public_id=public_id, kept="image"), 303)


@blueprint.get("/images/<public_id>")
@needs(Right.READ)
def image(public_id: str) -> Answer:
    """Open a picture for staff. It is never run as a page: nothing in it may load or start anything."""
    here = current()
    sealed = receiving.image(here.desk, public_id)
    if sealed is None:
        abort(404)
    try:
        content = here.desk.vault.open(sealed.sealed, keeping.purpose(sealed.envelope_id))
    except CannotOpen:
        text = "It was sealed with another key, or changed. Tell the operator which check it belongs to."
        return auth.page("treasurer/message.html", 500, title="This picture cannot be opened", text=text)
    return _file(content, sealed.media_type)


def _file(content: bytes, media_type: str) -> Response:
    answer = make_response(content)
    shown = "inline" if media_type.startswith("image/") else "attachment"
    answer.headers["Content-Type"] = media_type
    answer.headers["Content-Disposition"] = f'{shown}; filename="{uploads.file_name(media_type)}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    answer.headers["Cache-Control"] = "no-store"
    return answer


# The page ------------------------------------------------------------------------------------------------------------


def _read(here: Context, public_id: str) -> tuple[Envelope, list[Story], list[tuple[str, str]]]:
    try:
        found, entries, images = receiving.read(here.desk, public_id)
    except receiving.NotThere:
        abort(404)
    return found, [people.story(here.desk, entry.public_id) for entry in entries], images


def _page(here: Context, public_id: str, **shown: Any) -> str:
    found, stories, images = _read(here, public_id)
    status = stories[0].entry.status if stories else Status.RECEIVED
    word = request.args.get("kept", "")
    told = {"act": None, "sure": False, "stale": "", "picture": "", "done": DONE.get(word, ""), **shown}
    return render_template(
        "treasurer/envelope.html",
        envelope=found,
        stories=stories,
        images=images,
        amended=filed.items(here.desk, [story.entry.public_id for story in stories]),
        status=status,
        elections={each.code: each.dated_name for each in here.settings.committee.elections},
        account=ACCOUNTS[found.check.account],
        accept=uploads.ACCEPTED,
        today=days.write(here.today()),
        batch=days.write(found.check.received_on),
        keyed_on=here.settings.committee.local_date(found.keyed_at),
        finished_by_word=finishing.KINDS,
        next_focus=word in {"new", "before"},
        **told,
    )
