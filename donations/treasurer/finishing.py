"""Work that has no page of its own: what it is, by when, and a person's word on what came of it."""

from typing import Final

from flask import abort, redirect, render_template, request, url_for

from compliance.deadlines import TaskKind
from donations import inquiry, people
from donations.context import Context, current
from donations.fields import tidy
from donations.treasurer import days
from donations.treasurer.auth import Answer, Right, blueprint, current_staff, needs

KINDS: Final = frozenset(
    {
        TaskKind.ATTRIBUTION,
        TaskKind.LOOK,
        TaskKind.CURRENCY,
        TaskKind.NOTICE,
        TaskKind.NOTICE_OF_SUM,
        TaskKind.STATEMENTS,
    }
)
"""The others end by what is done on their own pages: a deposit, a refund, a letter, an answer."""
_LONGEST: Final = 500


@blueprint.get("/gifts/<public_id>/tasks/<kind>")
@needs(Right.READ)
def work(public_id: str, kind: str) -> Answer:
    """Show one piece of work."""
    return _page(current(), public_id, kind)


@blueprint.post("/gifts/<public_id>/tasks/<kind>")
@needs(Right.DECIDE)
def finish(public_id: str, kind: str) -> Answer:
    """Keep what came of it, and close it."""
    here, closing = current(), tidy(request.form.get("closing"))
    if kind not in KINDS:
        abort(404)
    if not closing or len(closing) > _LONGEST:
        told = (
            f"Shorten this to {_LONGEST} characters." if closing else "Enter what came of it: it stands in the record."
        )
        return _page(here, public_id, kind, told), 422
    inquiry.done(here.desk, public_id, kind, by=current_staff().name, closing=closing, now=here.now())
    return redirect(url_for("treasurer.work", public_id=public_id, kind=kind), 303)


def _page(here: Context, public_id: str, kind: str, problem: str = "") -> str:
    story = people.story(here.desk, public_id)
    task = next((each for each in story.tasks if each.kind == kind), None)
    if task is None or kind not in KINDS:
        abort(404)
    return render_template(
        "treasurer/work.html",
        entry=story.entry,
        envelope=story.envelope,
        task=task,
        left=days.until(task.due_on, here.today()) if task.due_on else "",
        findings=story.decisions[-1].findings if story.decisions else [],
        problem=problem,
    )
