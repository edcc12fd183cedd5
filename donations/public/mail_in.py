"""The mail-in form's pages: how to mail a check, the blank sheet, the one that is filled in, and its private link."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from flask import Response, g, make_response, redirect, render_template, request, url_for

from compliance import wording
from compliance.contribution import Work
from compliance.election import designated_or_next
from compliance.money import Money
from donations import mailing, places, visitors
from donations.context import Context, current
from donations.drafts import Draft
from donations.fields import Line
from donations.paper import code as codes
from donations.paper.lettering import lacking
from donations.public import give as giving
from donations.public import pages
from donations.public.forms import DonationForm, Problem
from donations.public.views import Answer, blueprint

_NOT_ASKED: Final = frozenset({"updates", "message", "source"})
"""Fields of the form for cards that the sheet has not."""
_PDF: Final = "application/pdf"


@blueprint.get("/give/mail")
def mail() -> Answer:
    """How to mail a check, and the form in two ways: blank, or filled in here."""
    here = current()
    return _form_page(here, _form(here), [])


@blueprint.get("/give/mail/form.pdf")
def mail_form() -> Answer:
    """The blank form, the same for everybody."""
    here = current()
    if not _is_open(here):
        return redirect(url_for("public.mail"), 302)
    answer = _pdf(mailing.blank(here.desk, here.today(), testing=not here.settings.live), "contribution-form.pdf")
    answer.headers["Cache-Control"] = "public, max-age=300"
    answer.add_etag()
    return answer.make_conditional(request)


@blueprint.route("/give/mail/filled", methods=["GET", "POST"])
def mail_filled() -> Answer:
    """Keep what was typed as a draft, and lead to its private page; or say what is to be mended."""
    here = current()
    if request.method != "POST":
        return redirect(url_for("public.mail"), 303)
    form = DonationForm(request.form, committee=here.settings.committee, presets=here.settings.page.presets)
    problems, status = _guard(here, form)
    if problems:
        return _form_page(here, form, problems, status=status)
    token = mailing.token(here.settings.secret_key, g.ticket.submission)
    mailing.keep(here.desk, token, _answers(form), here.now())
    return redirect(url_for("public.mail_draft", token=token), 303)


@blueprint.get("/give/mail/draft/<token>")
def mail_draft(token: str) -> Answer:
    """What is kept of a form, for the one who filled it in."""
    here = current()
    draft = mailing.find(here.desk, token, here.now())
    if draft is None:
        return _ended()
    form = _form(here, draft)
    judged = _judged(here, form)
    return render_template(
        "public/mail_draft.html",
        token=token,
        code=codes.spaced(draft.code),
        until=here.settings.committee.local_date(draft.expires_at),
        remarks=[*(finding.message for finding in judged.findings), *judged.remarks],
        complete=judged.complete,
        facts=_facts(here, form),
        ticked=[statement for statement in wording.STATEMENTS if form[statement.field].data],
    )


@blueprint.get("/give/mail/draft/<token>/form.pdf")
def mail_draft_form(token: str) -> Answer:
    """The filled form, to print."""
    here = current()
    draft = mailing.find(here.desk, token, here.now())
    if draft is None:
        return _ended()
    form = _form(here, draft)
    paper = mailing.filled(
        here.desk, draft, _written(form), _judged(here, form), here.today(), testing=not here.settings.live
    )
    return _pdf(paper, "my-contribution-form.pdf")


@blueprint.route("/give/mail/draft/<token>/change", methods=["GET", "POST"])
def mail_draft_change(token: str) -> Answer:
    """The answers of a draft, to be changed."""
    here = current()
    draft = mailing.find(here.desk, token, here.now())
    if draft is None:
        return _ended()
    if request.method != "POST":
        return _form_page(here, _form(here, draft), [], token=token)
    form = DonationForm(request.form, committee=here.settings.committee, presets=here.settings.page.presets)
    problems, status = _guard(here, form)
    if problems:
        return _form_page(here, form, problems, status=status, token=token)
    if mailing.change(here.desk, token, _answers(form), here.now()) is None:
        return _ended()
    return redirect(url_for("public.mail_draft", token=token), 303)


@blueprint.post("/give/mail/draft/<token>/delete")
def mail_draft_delete(token: str) -> Answer:
    """Delete a draft."""
    if not mailing.remove(current().desk, token):
        return _ended()
    told = "A sheet that you have printed already stays good: what counts is what stands on it and your signature."
    return _note("Your answers are deleted", "Nothing is kept of this form.", told)


@blueprint.get("/c/<code>")
def mail_code(code: str) -> Answer:
    """The address in a sheet's QR code: the same page for every code, whether there is a draft or not."""
    told = "This code lets the campaign find the answers on a mailed form. It shows nothing to anybody else."
    yours = "Is it your form? Then change it by the link that you got when you made it."
    slip = "" if codes.check(codes.read(code)) else "There is a slip in this code: compare it with the sheet."
    return _note("For the campaign’s use", *(text for text in (told, slip, yours) if text))


# The page ------------------------------------------------------------------------------------------------------------


def _form(here: Context, draft: Draft | None = None) -> DonationForm:
    """A blank form, or one with a draft's answers."""
    page = here.settings.page
    answers: dict[str, str | bool] = {}
    if draft is not None:
        amount = Money.parse(str(draft.answers["amount"]))
        answers = {**draft.answers, "amount": "", **pages.amount_answers(amount, page.presets)}
    return DonationForm.from_answers(answers, committee=here.settings.committee, presets=page.presets)


def _form_page(
    here: Context, form: DonationForm, problems: list[Problem], *, status: int = 200, token: str | None = None
) -> Response:
    asked = mailing.ask(here.desk, here.today())
    elections = asked.elections or here.settings.committee.elections
    chosen = designated_or_next(asked.elections, form.election.data or None, here.today())
    page = render_template(
        "public/mail_change.html" if token else "public/mail.html",
        form=form,
        problems=problems,
        elections=elections,
        election=chosen or elections[0],
        cap=asked.cap,
        open=_is_open(here),
        token=token,
    )
    answer = make_response(page, status)
    if status == 429:  # noqa: PLR2004 - too many
        answer.headers["Retry-After"] = str(here.settings.limits.window_minutes * 60)
    return answer


def _is_open(here: Context) -> bool:
    """Whether there is an election to give for, and somebody who may accept it (LIM-06, SRC-13)."""
    return here.settings.committee.treasurer_in_office and bool(mailing.ask(here.desk, here.today()).elections)


def _pdf(paper: bytes, name: str) -> Response:
    answer = make_response(paper)
    answer.headers["Content-Type"] = _PDF
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _note(title: str, *texts: str, status: int = 200) -> Answer:
    return make_response(render_template("public/mail_note.html", title=title, texts=texts), status)


def _ended() -> Answer:
    return _note(
        "There is no form under this link",
        "It was deleted, or its 90 days are over. Nothing is kept of it, and nothing was charged.",
        "A sheet that you have printed stays good. You can also make a new one.",
        status=410,
    )


# What was typed ------------------------------------------------------------------------------------------------------


def _guard(here: Context, form: DonationForm) -> tuple[list[Problem], int]:
    """Say what stands in the way of keeping a form, and the answer's code."""
    again = "All you entered is kept: look it over and press the button again."
    bounds = here.settings.limits
    if g.token_fault is not None:
        told = giving.TOO_OLD if g.token_fault.old else giving.NOT_OURS
        return [Problem(None, f"{told} {again}", "ENG-01")], 422 if g.token_fault.old else 400
    if g.ticket.age < bounds.shortest_form_seconds:
        return [Problem(None, f"That was very quick. {again}", "ENG-01")], 422
    tries = visitors.sheets(here.desk, giving.visitor(here), here.now(), timedelta(minutes=bounds.window_minutes))
    if tries > bounds.attempts_per_address:
        told = f"There have been many tries from here. Wait {bounds.window_minutes} minutes, or print the blank form."
        return [Problem(None, f"{told} {again}", "ENG-05")], 429
    return _problems(here, form), 422


def _judged(here: Context, form: DonationForm) -> mailing.Judged:
    gift = form.contribution("sheet", here.today(), wording.VERSION)
    return mailing.judge(here.desk, gift, here.now(), unread_amount=form.unread_amount())


def _problems(here: Context, form: DonationForm) -> list[Problem]:
    """Everything to mend before the form is printed, in the order of the page; shape first, then letters, then law."""
    problems = [problem for problem in form.problems() if problem.field not in _NOT_ASKED] + _letters(form)
    told = {"amount" if problem.field == "preset" else problem.field for problem in problems}
    problems += [
        Problem(finding.field, finding.message, finding.rule, finding.citation)
        for finding in _judged(here, form).findings
        if finding.field is None or finding.field not in told
    ]
    order = {name: place for place, name in enumerate(form._fields)}
    return sorted(problems, key=lambda problem: order.get(problem.field or "", -1))


def _letters(form: DonationForm) -> list[Problem]:
    """Say which letters the sheet's type cannot set; they are never turned into others, nor into boxes."""
    problems = []
    for name in wording.LABELS:
        field = form[name]
        strange = lacking(field.data)
        if strange and isinstance(field, Line):
            which = " ".join(strange)
            told = (
                f"The printed form cannot set {which} in your {field.words}. Write it in Latin, Greek or Cyrillic "
                "letters, as on your check, or fill in a blank form with a pen."
            )
            problems.append(Problem(name, told, "IDN-11"))
    return problems


def _answers(form: DonationForm) -> Mapping[str, Any]:
    """What is kept of a form: the sheet's answers, the amount as one figure."""
    kept = {name: answer for name, answer in form.answers().items() if name not in _NOT_ASKED | {"preset", "amount"}}
    stated = form.stated_amount()
    return {"amount": stated.plain if stated else "", **kept}


def _written(form: DonationForm) -> dict[str, str]:
    """The answers as they are to stand on the sheet."""
    written = {name: "yes" if answer is True else answer or "" for name, answer in form.answers().items()}
    stated = form.stated_amount()
    return {
        **written,
        "amount": str(stated).removeprefix("$") if stated else "",
        "country": places.COUNTRIES.get(form.country.data, form.country.data),
        "state": "" if form.state.data == places.ABROAD else form.state.data,
    }


def _facts(here: Context, form: DonationForm) -> list[tuple[str, str]]:
    """The answers as the private page lists them."""
    written = _written(form)
    election = here.settings.committee.election(form.election.data)
    written["election"] = wording.for_election(election) if election else ""
    written["work"] = wording.WORK[Work(form.work.data)] if form.work.data else ""
    listed = [(wording.PARTS[0], f"${written['amount']}")]
    listed += [(words.rstrip("?"), written[name]) for name, words in wording.LABELS.items()]
    return [(words, answer) for words, answer in listed if answer]
