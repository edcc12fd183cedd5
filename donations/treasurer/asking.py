"""Asking and finding: letters about a gift, calls, answers, and the source that is in question (W3, W4, W5)."""

from typing import Any, Final

from flask import Response, abort, make_response, redirect, render_template, request, url_for

from donations import adjustments, correspondence, inquiry, people, refunds
from donations.adjustments import Text
from donations.context import Context, current
from donations.inquiry import CannotFind
from donations.people import Story
from donations.treasurer import days, texts, words
from donations.treasurer.auth import Answer, Right, blueprint, current_staff, needs
from donations.treasurer.righting_forms import AnswerForm, Problems, day, lines

_CALLS: Final = {"best_efforts": "occupation and employer", "evidence": "the source of the money"}


# Letters -------------------------------------------------------------------------------------------------------------


@blueprint.get("/gifts/<public_id>/letters/<kind>")
@needs(Right.DECIDE)
def letter(public_id: str, kind: str) -> Answer:
    """Show a letter before it goes out."""
    return _letter_page(current(), public_id, kind)


@blueprint.post("/gifts/<public_id>/letters/<kind>")
@needs(Right.DECIDE)
def send_letter(public_id: str, kind: str) -> Answer:
    """Keep a letter, and mail it or lead to its print."""
    here, medium = current(), request.form.get("medium", "")
    story = people.story(here.desk, public_id)
    written = texts.about(here.settings.committee, story, kind, by_email=medium == "email")
    if written is None:
        abort(404)
    if medium not in {"email", "letter"} or (medium == "email" and not story.entry.gift.contributor.email):
        return _letter_page(here, public_id, kind, problem="Choose how the letter goes out."), 422
    number = _sent(here, public_id, kind, texts.kept(written, medium, texts.addressed(story.entry, medium)))
    return redirect(url_for("treasurer.notice", notice_id=number, done=medium), 303)


def _sent(here: Context, public_id: str, kind: str, written: Text) -> int:
    by, now = current_staff().name, here.now()
    if kind not in inquiry.REQUESTS:
        return adjustments.send_notice(here.desk, public_id, kind, written, by=by, now=now)
    return inquiry.ask(
        here.desk,
        public_id,
        kind,
        medium=written.medium,
        to=written.to,
        subject=written.subject,
        body=written.body,
        by=by,
        now=now,
    )


def _letter_page(here: Context, public_id: str, kind: str, problem: str = "") -> str:
    story = people.story(here.desk, public_id)
    committee = here.settings.committee
    ways = {
        medium: texts.about(committee, story, kind, by_email=medium == "email")
        for medium in ("email", "letter")
        if medium == "letter" or story.entry.gift.contributor.email
    }
    if None in ways.values():
        abort(404)
    return render_template(
        "treasurer/notice.html",
        entry=story.entry,
        reference=correspondence.reference(story.entry),
        title=texts.KINDS[kind],
        kind=kind,
        ways=ways,
        place=texts.place(story.entry.gift.contributor),
        notice=None,
        problem=problem,
        done="",
        **words.shown(here),
    )


@blueprint.get("/notices/<int(max=2147483647):notice_id>")
@needs(Right.READ)
def notice(notice_id: int) -> Answer:
    """Show a letter as it was kept."""
    here = current()
    found, entry = adjustments.notice(here.desk, notice_id)
    return render_template(
        "treasurer/notice.html",
        entry=entry,
        reference=correspondence.reference(entry),
        title=found.subject,
        kind=found.kind,
        ways={},
        notice=found,
        problem="",
        done=request.args.get("done", ""),
        **words.shown(here),
    )


@blueprint.get("/notices/<int(max=2147483647):notice_id>.pdf")
@needs(Right.READ)
def notice_pdf(notice_id: int) -> Response:
    """Print a letter as it was kept, with the form that goes with it."""
    here = current()
    found, entry = adjustments.notice(here.desk, notice_id)
    is_change = found.kind.startswith("change:")
    change = adjustments.change(here.desk, int(found.kind.split(":")[1]))[0] if is_change else None
    pdf = texts.printed(here.settings.committee, found, entry, change, test=not here.settings.live)
    answer = make_response(pdf)
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="letter-{notice_id}.pdf"'
    return answer


# Calls and answers ---------------------------------------------------------------------------------------------------


@blueprint.post("/gifts/<public_id>/calls")
@needs(Right.DECIDE)
def log_call(public_id: str) -> Answer:
    """Write down a request that was made in a call."""
    here, kind = current(), request.form.get("kind", "")
    problems: Problems = {}
    on, said = day(request.form, "on", problems, latest=here.today()), lines(request.form, "said")
    if kind not in _CALLS or problems or not said:
        return redirect(url_for("treasurer.gift", public_id=public_id, done="no_call"), 303)
    inquiry.ask(
        here.desk,
        public_id,
        kind,
        medium="call",
        to="",
        subject=f"Call about {_CALLS[kind]}",
        body=said,
        by=current_staff().name,
        now=here.now(),
        on=on,
    )
    return redirect(url_for("treasurer.gift", public_id=public_id, done="call"), 303)


@blueprint.post("/gifts/<public_id>/answer")
@needs(Right.DECIDE)
def key_answer(public_id: str) -> Answer:
    """Put an answer about occupation and employer on file."""
    here, form = current(), AnswerForm.read(request.form)
    done = "no_answer"
    if not form.problems:
        try:
            inquiry.answer_work(
                here.desk,
                public_id,
                work=form.work,
                occupation=form.occupation,
                employer=form.employer,
                by=current_staff().name,
                now=here.now(),
            )
            done = "answer"
        except CannotFind:
            done = "no_answer"
    return redirect(url_for("treasurer.gift", public_id=public_id, done=done), 303)


# The source ----------------------------------------------------------------------------------------------------------


@blueprint.get("/gifts/<public_id>/source")
@needs(Right.READ)
def source(public_id: str) -> Answer:
    """Show what is in question about the source of a gift, by when, and what can be done."""
    return _source_page(current(), public_id)


@blueprint.post("/gifts/<public_id>/source/lawful")
@needs(Right.DECIDE)
def find_lawful(public_id: str) -> Answer:
    """Keep the finding that a source is a lawful one."""
    here, finding = current(), lines(request.form, "finding")
    try:
        inquiry.find_lawful(here.desk, public_id, finding=finding, by=current_staff().name, now=here.now())
    except CannotFind as fault:
        return _source_page(here, public_id, problems={"finding": str(fault)}), 422
    return redirect(url_for("treasurer.source", public_id=public_id, done="lawful"), 303)


@blueprint.post("/gifts/<public_id>/source/unlawful")
@needs(Right.DECIDE)
def find_illegal(public_id: str) -> Answer:
    """Open the refund of a gift that was found to be unlawful later."""
    here, reason = current(), lines(request.form, "reason")
    problems: Problems = {}
    on = day(request.form, "on", problems, latest=here.today())
    try:
        if on is None or problems:
            return _source_page(here, public_id, problems=problems), 422
        by = current_staff().name
        inquiry.find_illegal(here.desk, public_id, reason=reason, discovered_on=on, by=by, now=here.now())
    except CannotFind as fault:
        return _source_page(here, public_id, problems={"reason": str(fault)}), 422
    return redirect(url_for("treasurer.source", public_id=public_id, done="unlawful"), 303)


def _source_page(here: Context, public_id: str, **shown: Any) -> str:
    story = people.story(here.desk, public_id)
    return render_template(
        "treasurer/source.html",
        story=story,
        entry=story.entry,
        reference=correspondence.reference(story.entry),
        tasks=[each for each in story.tasks if each.kind in {"source", inquiry.ILLEGAL}],
        questions=texts.questions(story),
        asked=[each for each in story.notices if each.kind == "evidence"],
        found=[each for each in story.decisions if each.stage in {"found_lawful", "found_illegal"}],
        refundable=refunds.refundable(story.entry),
        envelope=_undeposited(story),
        typed={name: request.form.get(name, "")[:2000] for name in ("finding", "reason", "on")},
        typed_today=days.write(here.today()),
        **{"problems": {}, "done": request.args.get("done", ""), **shown},
        **words.shown(here),
    )


def _undeposited(story: Story) -> str:
    """The envelope of a check that can still be returned; nothing for any other gift."""
    waits = story.envelope and not story.envelope.deposited_on and not story.envelope.ended_on
    return story.envelope.public_id if story.envelope and waits else ""
