"""Check entry: find who gave, key the check, look at what the law says, keep it. A view only translates.

Nothing typed is lost: whatever is wrong, the page that comes back carries every field, until the check is kept.
"""

import secrets
from typing import Any, Final

from flask import redirect, render_template, request, url_for

from compliance import wording
from donations import filed, mailing, people, receiving, settlement
from donations.context import Context, current
from donations.drafts import Draft
from donations.mailing import Slip
from donations.paper import code as codes
from donations.places import COUNTRY_CHOICES, STATE_CHOICES
from donations.treasurer import days, keeping, known, uploads
from donations.treasurer.auth import Answer, Right, blueprint, current_staff, needs
from donations.treasurer.check_form import ACCOUNTS, TWICE_ABOVE, CheckForm, Problem

_SLIPS: Final = 5
"""So many codes are offered for a mistyped one."""


# Who gave? -----------------------------------------------------------------------------------------------------------


@blueprint.get("/checks")
@needs(Right.KEY_CHECKS)
def checks() -> Answer:
    """Ask for the code on the form, or for a name and a ZIP code."""
    return _start(request.args.get("received", ""))


@blueprint.post("/checks")
@needs(Right.KEY_CHECKS)
def look_up() -> Answer:
    """Find what is known already, and open the check's form with it."""
    here, asked = current(), request.form
    batch, code = asked.get("received_on", ""), asked.get("code", "").strip()
    last_name, postal_code = asked.get("last_name", "").strip(), asked.get("postal_code", "").strip()
    if asked.get("donor"):
        return _entry(here, _form(here, known.of_gift(settlement.read(here.desk, asked["donor"])), batch), [])
    if code:
        return _by_code(here, code, batch)
    if last_name and postal_code and "new" not in asked:
        found = people.search(here.desk, f"{last_name} {postal_code}")
        if found:
            return _start(batch, found=found)
    given = {"last_name": last_name, "postal_code": postal_code}
    return _entry(here, _form(here, given, batch), [])


def _by_code(here: Context, typed: str, batch: str) -> Answer:
    found = mailing.look_up(here.desk, typed, here.now())
    if isinstance(found, Draft):
        return _entry(here, _form(here, known.of_draft(found), batch), [], found)
    if isinstance(found, Slip):
        near = [codes.spaced(each) for each in found.near[:_SLIPS]]
        return _start(batch, code=typed, problem="There is a slip in this code. Compare it with the sheet.", near=near)
    told = "No form is kept under this code: it was deleted, or is older than 90 days. Key the check from the paper."
    return _start(batch, code=typed, problem=told)


def _start(batch: str, *, code: str = "", problem: str = "", **found: Any) -> Answer:
    page = render_template(
        "treasurer/checks.html",
        batch=batch,
        code=code[:200],
        problem=problem,
        near=found.get("near", []),
        found=found.get("found", []),
    )
    return page, 422 if problem else 200


# The check -----------------------------------------------------------------------------------------------------------


@blueprint.post("/checks/mend")
@needs(Right.KEY_CHECKS)
def mend_check() -> Answer:
    """Show the form again, with everything in it."""
    here = current()
    return _entry(here, _posted(here), keeping.token_problems())


@blueprint.post("/checks/review")
@needs(Right.KEY_CHECKS)
def review_check() -> Answer:
    """Say what the law says of the check as it is keyed; nothing is kept yet."""
    here = current()
    form = _posted(here)
    return _not_ready(here, form) or _review(here, form, [])


@blueprint.post("/checks/keep")
@needs(Right.KEY_CHECKS)
def keep_check() -> Answer:
    """Keep the check with its pictures; the same form twice keeps it once."""
    here = current()
    form = _posted(here)
    waiting = _not_ready(here, form)
    if waiting is not None:
        return waiting
    try:
        pictures = [uploads.read(each) for each in request.files.getlist("image") if each.filename]
        kept = keeping.keep(here, form, _wording(here, form), current_staff().name, another="another" in request.form)
    except uploads.Refused as fault:
        return _review(here, form, [Problem("image", str(fault))])
    except receiving.SameCheck:
        told = "A check that looks the same is kept already. Look at it, then say whether this is another one."
        return _review(here, form, [Problem("another", told)])
    if kept.new or not receiving.read(here.desk, kept.envelope.public_id)[2]:  # Also when the first answer was lost.
        keeping.add(here, kept.envelope, pictures, current_staff().name)
    return redirect(url_for("treasurer.envelope", public_id=kept.envelope.public_id, kept=kept.word), 303)


def _not_ready(here: Context, form: CheckForm) -> Answer | None:
    """The page that comes before a look at the whole: something to mend, or the amount once more; None when ready."""
    typed_again = request.form.get("amount_again")
    problems = [*keeping.token_problems(), *form.problems()]
    if not problems and form.to_confirm and typed_again is not None:
        problems = form.confirm(typed_again)
    if problems:
        return _entry(here, form, problems)
    if form.to_confirm:
        return render_template("treasurer/check_again.html", form=form, above=TWICE_ABOVE)
    return None


def _entry(here: Context, form: CheckForm, problems: list[Problem], draft: Draft | None = None) -> Answer:
    page = render_template(
        "treasurer/check_entry.html",
        form=form,
        problems=problems,
        draft=_listed(here, draft or _draft(here, form)),
        elections=here.settings.committee.elections,
        accounts=[(kind.value, words) for kind, words in ACCOUNTS.items()],
        states=STATE_CHOICES,
        countries=COUNTRY_CHOICES,
        above=TWICE_ABOVE,
    )
    return page, 422 if problems else 200


def _review(here: Context, form: CheckForm, problems: list[Problem]) -> Answer:
    draft = _draft(here, form)
    try:
        seen = keeping.look(here, form, _wording(here, form))
    except keeping.NoFigure as fault:
        return _entry(here, form, [Problem("received_on", str(fault))])
    if seen.kept is not None:
        return redirect(url_for("treasurer.envelope", public_id=seen.kept.public_id, kept="before"), 303)
    page = render_template(
        "treasurer/check_review.html",
        form=form,
        seen=seen,
        problems=problems,
        differences=known.differences(form, draft) if draft else [],
        draft=draft,
        accounts=ACCOUNTS,
        falls=filed.falls(here.desk, seen.keyed.check.received_on),
        accept=uploads.ACCEPTED,
    )
    return page, 422 if problems else 200


# Inside --------------------------------------------------------------------------------------------------------------


def _posted(here: Context) -> CheckForm:
    form = CheckForm(request.form, committee=here.settings.committee, today=here.today())
    form.entry.data = form.entry.data if keeping.ENTRY.fullmatch(form.entry.data) else secrets.token_urlsafe(12)
    return form


def _form(here: Context, answers: dict[str, Any], batch: str) -> CheckForm:
    """A form that has just been opened; `batch` is the day of receipt of the check before."""
    received_on = days.write(days.read_or_none(batch))
    opened = {**answers, "entry": secrets.token_urlsafe(12), "received_on": received_on}
    return CheckForm(committee=here.settings.committee, today=here.today(), answers=opened)


def _draft(here: Context, form: CheckForm) -> Draft | None:
    found = mailing.look_up(here.desk, form.code.data, here.now()) if form.code.data else None
    return found if isinstance(found, Draft) else None


def _wording(here: Context, form: CheckForm) -> str:
    """The version of the words that were signed: the draft's, or today's for a sheet that was filled in by hand."""
    draft = _draft(here, form)
    return draft.wording if draft else wording.VERSION


def _listed(here: Context, draft: Draft | None) -> list[tuple[str, str]]:
    return known.listed(draft, here.settings.committee.elections) if draft else []
