"""The donor's door: requests in, pages out. A view only translates."""

from dataclasses import asdict
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    abort,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

import config
from compliance.contribution import Method
from compliance.election import Election, designated_or_next
from compliance.money import Money
from compliance.review import limit_in_force
from donations import correspondence, csrf, intake, settlement, watch
from donations.context import Context, current
from donations.desk import Entry, ImpossibleMove, PaymentsRefused, PaymentsUnavailable, Status
from donations.public import give as giving
from donations.public import pages
from donations.public.forms import DonationForm, Problem

blueprint = Blueprint("public", __name__)
Answer = BaseResponse | str | tuple[str, int] | tuple[str, int, dict[str, str]]
_RECEIPT_SECONDS: Final = 3600


@blueprint.get("/")
def front() -> Answer:
    """The short front page: give online, mail a check."""
    here = current()
    return render_template("public/front.html", elections=_open_elections(here), cap=_cap(here))


@blueprint.route("/give", methods=["GET", "POST"])
def give() -> Answer:
    """The form, and what comes of it."""
    return _take() if request.method == "POST" else _show()


def _show() -> Answer:
    here = current()
    resumed = giving.own_unpaid(request.args.get("from"))
    entry, sure = _looked_at(here, resumed) if resumed else (None, True)
    if entry is not None and (entry.status not in intake.UNPAID or not sure):
        return redirect(url_for("public.gift", public_id=entry.public_id), 303)
    if entry is not None and here.now() - entry.created_at < timedelta(hours=2):
        return _form_page(here, pages.form_for(here, entry), [], resumed=pages.how_it_ended(entry), resumes=resumed)
    asked = request.args
    answers = pages.linked_answers(asked.get("amount", ""), asked.get("source", ""), here.settings.page.presets)
    form = DonationForm.from_answers(answers, committee=here.settings.committee, presets=here.settings.page.presets)
    return _form_page(here, form, [])


def _take() -> Answer:
    here = current()
    posted: MultiDict[str, str] = request.form
    match giving.answer(here, posted):
        case giving.Mend(form, problems, status, retry_after):
            resumes = g.ticket.resumes if g.ticket else None
            page = _form_page(here, form, problems, resumes=giving.own_unpaid(resumes), status=status)
            if retry_after:
                page.headers["Retry-After"] = str(retry_after)
            return page
        case giving.Cannot(problems, form):
            way_back = {"resume_url": url_for("public.give"), "form": form, "again": giving.AGAIN}
            return render_template("public/cannot.html", problems=problems, **way_back), 422
        case giving.Neutral():
            return render_template("public/neutral.html"), 422
        case giving.Kept(entry):
            giving.remember(entry.public_id)
            return _to_card_page(here, entry)
        case giving.Paid(public_id):
            return redirect(url_for("public.gift", public_id=public_id), 303)


def _to_card_page(here: Context, entry: Entry) -> Answer:
    """Lead to the card page: the one that is open already, or a new one."""
    if entry.status is Status.CHECKOUT_OPEN and entry.checkout_url and pages.still_open(entry, here.now()):
        return redirect(_allowed(here, entry.checkout_url), 303)
    if entry.status not in intake.UNPAID:
        return redirect(url_for("public.gift", public_id=entry.public_id), 303)
    try:
        opened = intake.open_card_page(here.desk, entry.public_id, here.now())
    except (PaymentsUnavailable, PaymentsRefused, ImpossibleMove):
        page = _form_page(
            here, pages.form_for(here, entry), [], resumed="unavailable", resumes=entry.public_id, status=503
        )
        page.headers["Retry-After"] = "30"
        return page
    if opened.attempt > entry.attempt and opened.status is Status.CHECKOUT_OPEN and opened.checkout_url:
        return redirect(_allowed(here, opened.checkout_url), 303)
    return redirect(url_for("public.gift", public_id=entry.public_id), 303)


def _allowed(here: Context, url: str) -> str:
    """Only Stripe's card page, or its stand-in on this machine, may be led to."""
    parts = urlsplit(url)
    local = here.settings.stripe_api_base and parts.scheme in {"http", "https"} and config.is_loopback(parts.hostname)
    if not (local or url.startswith("https://checkout.stripe.com/")):
        abort(502)
    return url


def _form_page(  # noqa: PLR0913 - the states of one page
    here: Context,
    form: DonationForm,
    problems: list[Problem],
    *,
    resumed: str | None = None,
    resumes: str | None = None,
    status: int = 200,
) -> Response:
    elections = _open_elections(here)
    chosen = designated_or_next(here.settings.committee.elections, form.election.data or None, here.today())
    shown = chosen or (elections or here.settings.committee.elections)[0]
    page = render_template(
        "public/give.html",
        form=form,
        problems=problems,
        elections=elections or [shown],
        election=shown,
        cap=_cap(here),
        resumed=resumed,
        proved=bool(session.get("proved")),
        source=form.source.data,
        csrf_token=lambda: csrf.issue(resumes),
    )
    return make_response(page, status)


def _open_elections(here: Context) -> list[Election]:
    """The elections ahead, soonest first; past ones are closed online (LIM-06)."""
    return [election for election in here.settings.committee.elections if election.on >= here.today()]


def _cap(here: Context) -> Money:
    return limit_in_force(here.settings.committee, here.today()).amount


# A gift --------------------------------------------------------------------------------------------------------------


@blueprint.get("/gifts/<public_id>")
def gift(public_id: str) -> Answer:
    """The state of a gift: a page, or JSON to those who ask for it. It names nobody."""
    here = current()
    entry, sure = _looked_at(here, public_id)
    if entry is None:
        abort(404)
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html")
    if best == "application/json":
        return jsonify(pages.gift_state(entry))
    if entry.status is Status.EXPIRED and giving.is_own(public_id) and entry.attempt == 0:
        return redirect(f"{url_for('public.give')}?from={public_id}", 303)
    return render_template(
        "public/gift.html", gift=pages.gift_page(here, entry, own=giving.is_own(public_id), sure=sure)
    )


@blueprint.get("/gifts/<public_id>/receipt.pdf")
def receipt(public_id: str) -> Answer:
    """The receipt, behind a link that was signed for this gift and ends after an hour."""
    here = current()
    _check_link(public_id)
    entry = settlement.read(here.desk, public_id)
    if entry.captured_at is None:
        abort(404)
    answer = make_response(correspondence.receipt_pdf(here.settings.committee, entry, testing=not here.settings.live))
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = 'inline; filename="receipt.pdf"'
    return answer


@blueprint.get("/gifts/<public_id>/mail")
def mail_copy(public_id: str) -> Answer:
    """The e-mail that was written, where mail goes into a folder: under `make run` only."""
    here = current()
    _check_link(public_id)
    page = correspondence.copy_of_receipt(here.desk, here.mailer, settlement.read(here.desk, public_id))
    if page is None:
        abort(404)
    answer = make_response(page)
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "sandbox allow-top-navigation-by-user-activation"
    )
    return answer


def _check_link(public_id: str) -> None:
    try:
        signed = links(current()).loads(request.args.get("token", ""), max_age=_RECEIPT_SECONDS)
    except SignatureExpired:
        abort(410)
    except BadSignature:
        abort(404)
    if signed != public_id:
        abort(404)


def links(here: Context) -> URLSafeTimedSerializer:
    """What signs the links to a gift's papers."""
    return pages.links(here)


def _looked_at(here: Context, public_id: str) -> tuple[Entry | None, bool]:
    """A gift as it stands, brought forward first where that may help; None when there is none.

    The second answer is False where Stripe was asked and did not say: then nobody knows whether the card was charged.
    """
    if not giving.PUBLIC_ID.fullmatch(public_id):
        return None, True
    try:
        entry = settlement.read(here.desk, public_id)
        if entry.gift.method is not Method.CARD:
            return None, True  # A mailed gift has no page out here.
        if pages.worth_a_look(entry, here.now()):
            entry = settlement.advance(here.desk, public_id, here.now())
    except settlement.NoSuchGift:
        return None, True
    except (PaymentsUnavailable, PaymentsRefused):
        return settlement.read(here.desk, public_id), False
    return entry, True


# The other pages -----------------------------------------------------------------------------------------------------


@blueprint.get("/give/not-eligible")
def not_true() -> Answer:
    """What a person can do for whom one of the statements is not true."""
    return render_template("public/not_true.html")


@blueprint.get("/privacy")
def privacy() -> Answer:
    """What is kept, and why."""
    return render_template("public/privacy.html")


@blueprint.route("/give/proof", methods=["GET", "POST"])
def proof() -> Answer:
    """Ask for a link that proves an e-mail address; the answer is the same whether it is known or not."""
    if request.method != "POST":
        return render_template("public/proof.html", sent=False, problems=[], email="")
    problems = pages.ask_for_proof(current(), request.form.get("email", ""))
    page = render_template(
        "public/proof.html", sent=not problems, problems=problems, email=request.form.get("email", "")
    )
    return page, 422 if problems else 200


@blueprint.route("/give/proof/<token>", methods=["GET", "POST"])
def prove(token: str) -> Answer:
    """The mailed link: a press of a button uses it up, because programs that look through mail open links."""
    pressed = request.method == "POST"
    done = pressed and pages.use_proof(current(), token)
    ok = done or not pressed
    return render_template("public/proved.html", ok=ok, token=token, done=done), 200 if ok else 410


@blueprint.get("/theme.css")
def theme() -> Answer:
    """The committee's colour, as a stylesheet."""
    page = current().settings.page
    css = (
        f":root{{--accent:{page.accent};--accent-ink:#ffffff}}"
        f"@media (prefers-color-scheme:dark){{:root{{--accent:{page.accent_dark};--accent-ink:#121210}}}}\n"
    )
    answer = make_response(css)
    answer.headers["Content-Type"] = "text/css; charset=utf-8"
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer


@blueprint.get("/healthz")
def healthz() -> Answer:
    """For the operator's watch: 200 when the books answer, with the age of what waits; 503 when they do not."""
    here = current()
    state = watch.health(here.desk, here.now())
    return make_response(jsonify(asdict(state)), 200 if state.database == "ok" else 503)
