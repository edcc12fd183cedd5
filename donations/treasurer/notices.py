"""48-hour notices: what is due and by when, Form 6 for those that are chosen, and what was filed."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import Any

from flask import Response, redirect, render_template, request, url_for

from compliance.deadlines import TaskKind
from compliance.money import Money
from donations import urgent
from donations.context import Context, current
from donations.treasurer import days
from donations.treasurer.auth import Answer, Right, blueprint, current_staff, needs
from donations.treasurer.report_forms import FiledForm, SignForm
from donations.urgent import Due, NothingToTell, Notified, NotNotified, Unfiled


@dataclass(frozen=True, slots=True)
class Filing:
    """One notice as it was filed, with the public ids of its contributions."""

    first: Notified
    refs: tuple[str, ...]


@blueprint.get("/reports/notices")
@needs(Right.READ)
def notices() -> Answer:
    """List what is due, the most urgent first, and what was filed."""
    return _page(current())


@blueprint.post("/reports/notices")
@needs(Right.EXPORT)
def export_notice() -> Answer:
    """Hand out Form 6 for what was chosen, or an amendment of a notice that was filed."""
    here = current()
    form = SignForm.read(request.form, today=here.today())
    if form.problems or form.on is None:
        return _page(here, problems=form.problems, typed=form.values), 422
    file, amends = BytesIO(), request.form.get("amends", "")[:20]
    try:
        made = urgent.write(
            here.desk,
            file,
            _chosen(),
            signed_on=form.on,
            by=current_staff().name,
            now=here.now(),
            signer=form.signer,
            amends=amends,
        )
    except NothingToTell as fault:
        words = str(fault) if amends or _chosen() else "Choose what the notice is to tell."
        return _page(here, problems={"chosen": words}, typed=form.values), 422
    answer = Response(file.getvalue(), mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{made.form}-{here.today()}.fec"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/reports/notices/filed")
@needs(Right.EXPORT)
def mark_notice() -> Answer:
    """Mark a notice as filed; asked once more with its sum."""
    here = current()
    form, last = FiledForm.read(request.form, today=here.today()), urgent.unfiled(here.desk)
    # A page that was opened before the file was made names no gifts beside the number: they are those of the file.
    chosen = _chosen() or list(last.refs if last else ())
    problems = dict(form.problems) if chosen else {"chosen": "Choose what the notice tells.", **form.problems}
    if last and chosen and set(chosen) != set(last.refs):
        problems["chosen"] = "The last file tells of other gifts. Tick just those, or export what was filed."
    if problems or form.on is None:
        return _page(here, problems=problems, typed=form.values), 422
    if request.form.get("sure") != "yes":
        return _page(here, sure=form, chosen=chosen, typed=form.values)
    by, digest = current_staff().name, request.form.get("sha256", "")
    try:
        urgent.mark_filed(here.desk, chosen, form.number, by=by, now=here.now(), filed_on=form.on, sha256=digest)
    except (NothingToTell, NotNotified) as fault:
        return _page(here, problems={"number": str(fault)}, typed=form.values), 422
    return redirect(url_for("treasurer.notices", done="filed"), 303)


def _chosen() -> list[str]:
    return [ref[:40] for ref in request.form.getlist("chosen")]


def _page(here: Context, **told: Any) -> str:
    due, last = urgent.due(here.desk, here.now()), urgent.unfiled(here.desk)
    chosen = set(told.pop("chosen", None) or _chosen())
    committee = here.settings.committee
    typed: Mapping[str, str] = {
        "signer": committee.reports.signer or committee.treasurer,
        "signed_on": days.write(here.today()),
        "number": "",
        "filed_on": days.write(here.today()),
        **told.pop("typed", {}),
    }
    sure: FiledForm | None = told.pop("sure", None)
    return render_template(
        "treasurer/notices.html",
        due=due,
        chosen=chosen or (_ticked(due, last) if request.method == "GET" else set()),
        marked=chosen,
        telling=_telling(due, chosen, last),
        last=last,
        untold=[
            each for each in due if last and last.form == urgent.Form.NEW and each.ready and each.ref not in last.refs
        ],
        filings=_filings(here),
        sure=sure,
        typed=typed,
        sum_kind=TaskKind.NOTICE_OF_SUM,
        zone=committee.timezone,
        day=days.HINT,
        left=days.left,
        **{"problems": {}, "done": request.args.get("done", ""), **told},
    )


def _ticked(due: list[Due], last: Unfiled | None) -> set[str]:
    """What is ticked from the start: what the file tells that waits to be marked as filed, else all that is due."""
    return set(last.refs) if last else {each.ref for each in due if each.ready}


def _telling(due: list[Due], chosen: set[str], last: Unfiled | None) -> tuple[int, Money]:
    """How many gifts were chosen, and what they come to."""
    if last and chosen == set(last.refs):
        return len(chosen), last.sums
    found = [each.amount for each in due if each.ref in chosen]
    return len(chosen), Money.total(found)


def _filings(here: Context) -> list[Filing]:
    every = urgent.filed(here.desk)
    refs = urgent.refs(here.desk, every)
    made = groupby(sorted(every, key=lambda each: (each.marked_at, each.filing_number)), key=lambda x: x.filing_number)
    groups = [list(each) for _, each in made]
    return [Filing(each[0], tuple(refs[one.contribution_id] for one in each)) for each in reversed(groups)]
