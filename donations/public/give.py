"""The donation form's way through: read it, ask the law, keep it, lead to the card page. Each answer is a view's."""

import hashlib
import logging
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from flask import g, session
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import MultiDict

from compliance import wording
from compliance.contribution import Contribution
from compliance.finding import Finding
from donations import csrf, intake, judgement, visitors
from donations.context import Context
from donations.desk import Entry, PaymentsRefused, PaymentsUnavailable
from donations.intake import Offer
from donations.public.forms import DonationForm, Problem
from donations.security import client_address
from donations.visitors import Visitor

log = logging.getLogger(__name__)
PUBLIC_ID: Final = re.compile(r"[A-Za-z0-9_-]{16,32}")


@dataclass(frozen=True, slots=True)
class Mend:
    """The form comes back: what is to be mended stands in `problems`; `status` is the answer's code."""

    form: DonationForm
    problems: list[Problem]
    status: int = 422
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class Cannot:
    """This person, or this gift, cannot be taken online: a page that says why and what can be done.

    `form` is kept, because a slip may have been the reason.
    """

    problems: list[Problem]
    form: DonationForm


@dataclass(frozen=True, slots=True)
class Neutral:
    """The calm page that tells nothing (ENG-05)."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The gift is in the books, unpaid; the card page comes next."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class Paid:
    """The gift that was to be tried again is paid meanwhile: its page comes next."""

    public_id: str


Answer = Mend | Cannot | Neutral | Kept | Paid

AGAIN: Final = "again"
"""The mark on a form that only wants to be shown again, from the page that says why a gift cannot be taken."""

TOO_OLD: Final = "This page was open for too long."
BUSY: Final = (
    "We could not save this just now. Your card was not charged, and all you entered is kept here: "
    "press Give again in a minute, or mail a check."
)
NOT_OURS: Final = "Your browser did not send back this page's mark; it has to accept cookies from here."

FIXABLE: Final = frozenset(
    {
        "invalid_amount",
        "below_minimum",
        "invalid_input",
        "needs_identification",
        "rejected_attestation",
        "rejected_over_cap",
        "needs_occupation_employer",
        "not_accepted_for_past_election",
    }
)
"""Outcomes that the person can mend on the form. The others are explained on a page of their own."""


def answer(here: Context, posted: MultiDict[str, str]) -> Answer:
    """Take what was sent at /give and say what comes of it."""
    form = DonationForm(posted, committee=here.settings.committee, presets=here.settings.page.presets)
    try:
        return _answered(here, posted, form)
    except SQLAlchemyError as error:
        log.error("the database did not answer: %s", type(error).__name__)  # noqa: TRY400 - it may name people
        return Mend(form, [Problem(None, BUSY, "ENG-01")], 503, 30)


def _answered(here: Context, posted: MultiDict[str, str], form: DonationForm) -> Answer:
    refused = _token_problem(here, form)
    if refused:
        return refused
    if AGAIN in posted:
        return Mend(form, [], 200)
    ticket: csrf.Ticket = g.ticket
    submission, made = _made_before(here, ticket.submission, form)
    if made is not None:
        return Kept(made)
    resumes = own_unpaid(ticket.resumes)
    if resumes and intake.is_paid(here.desk, resumes):
        return Paid(resumes)
    offer = _offer(here, form, submission, resumes)
    refused = _too_many(here, form)
    if refused:
        return refused
    judged = intake.judge(here.desk, offer, here.now())
    return _judged(here, form, offer, judged)


def _judged(here: Context, form: DonationForm, offer: Offer, judged: judgement.Judgement) -> Answer:
    known = proved(here, form, judged)
    findings = intake.visible(judged.findings, known=known)
    problems = _merge(form, findings)
    if any(finding.from_history for finding in findings) and not known and _calm_used_up(here, form, count=True):
        return Neutral()
    for_page = [finding for finding in findings if finding.outcome not in FIXABLE]
    if for_page and not form.problems():
        return Cannot([_problem(finding) for finding in for_page], form)
    if problems:
        return Mend(form, problems)
    if not known and (_calm_used_up(here, form, count=False) or _offers_used_up(here, form, judged)):
        return Neutral()
    if judged.barred:  # Only the history decides, and this browser has not proved the e-mail.
        if not _calm_used_up(here, form, count=True):
            intake.tell_details(here.desk, judged, here.now())
        return Neutral()
    return _kept(here, form, offer, judged)


def _kept(here: Context, form: DonationForm, offer: Offer, judged: judgement.Judgement) -> Answer:
    try:
        entry = intake.keep(here.desk, offer, judged, here.now())
    except intake.AlreadyPaid:
        return Paid(offer.resumes or "")
    except (PaymentsUnavailable, PaymentsRefused):
        told = "We could not close your first card page. Your card was not charged. Press Give again in a minute."
        return Mend(form, [Problem(None, told, "ENG-01")], 503, 30)
    remember(entry.public_id)
    return Kept(entry)


# The person and the browser ------------------------------------------------------------------------------------------


def remember(public_id: str) -> None:
    """Let this browser come back to its own gifts; the cookie holds their ids and nothing about the person."""
    own = [each for each in session.get("gifts", []) if each != public_id]
    session["gifts"] = [*own, public_id][-10:]


def is_own(public_id: str) -> bool:
    """Whether this browser made the gift."""
    return public_id in session.get("gifts", [])


def own_unpaid(public_id: str | None) -> str | None:
    """The gift to go on with, if this browser made it."""
    return public_id if public_id and PUBLIC_ID.fullmatch(public_id) and is_own(public_id) else None


def mark_proved(here: Context, email_key: str) -> None:
    """Mark this browser for 30 days as one whose owner reads an address's mail."""
    marks = {key: until for key, until in session.get("proved", {}).items() if until > here.now().timestamp()}
    marks[visitors.mark(here.settings.secret_key, email_key)] = (here.now() + timedelta(days=30)).timestamp()
    session["proved"] = dict(list(marks.items())[-5:])
    session.permanent = True


def proved(here: Context, form: DonationForm, judged: judgement.Judgement) -> bool:
    """Whether this browser has proved the e-mail address in the form, and every one that the history stands under.

    The one in the form alone would not do: name and street make the same person too, so that anybody could write a
    neighbour's beside an address of his own and be told the neighbour's sums (ENG-05).
    """
    addresses = {form.email.data, *(earlier.contributor.email for earlier in judged.case.prior)}
    return all(_has_proved(here, address) for address in addresses)


def _has_proved(here: Context, address: str) -> bool:
    key = visitors.proof_key(address)
    until = session.get("proved", {}).get(visitors.mark(here.settings.secret_key, key), 0)
    return bool(key) and bool(until > here.now().timestamp())


def _made_before(here: Context, submission: str, form: DonationForm) -> tuple[str, Entry | None]:
    """Name this submission, and find the gift that it has made already, if it is a second press."""
    made = intake.known_submission(here.desk, submission)
    if made is None or _same(made, form):
        return submission, made
    changed = _another(submission, form)
    return changed, intake.known_submission(here.desk, changed)


def _same(made: Entry, form: DonationForm) -> bool:
    """Whether a form that came twice says the same: then it is a second press, not a second gift."""
    ticked = made.gift.attestation
    sent = form.contribution(made.gift.ref, made.gift.made_on, ticked.wording if ticked else "")
    beside = (made.phone, made.updates) == (form.phone.data, form.updates.data)
    return beside and _said(sent) == _said(made.gift) and not form.problems()


def _said(gift: Contribution) -> tuple[object, ...]:
    work = (gift.work, gift.occupation, gift.employer)
    return gift.amount, gift.election, gift.contributor, work, gift.message, gift.attestation


def _another(submission: str, form: DonationForm) -> str:
    """Name a form that came back changed after it had made a gift: another gift, the same however often it is sent."""
    return hashlib.sha256(f"{submission}{sorted(form.answers().items())}".encode()).hexdigest()


# Guards --------------------------------------------------------------------------------------------------------------


def _token_problem(here: Context, form: DonationForm) -> Mend | None:
    if g.token_fault is not None:
        told = TOO_OLD if g.token_fault.old else NOT_OURS
        problem = Problem(None, f"{told} All you entered is kept: look it over and press Give again.", "ENG-01")
        return Mend(form, [problem], 422 if g.token_fault.old else 400)
    if g.ticket.age < here.settings.limits.shortest_form_seconds:
        return Mend(form, [Problem(None, "That was very quick. Look it over and press Give again.", "ENG-01")])
    return None


def visitor(here: Context, form: DonationForm | None = None) -> Visitor:
    """Who is at the door, as far as the form says."""
    keys = judgement.keys(form.contribution("", here.today(), "").contributor) if form else None
    return Visitor(here.settings.secret_key, client_address(), keys.name if keys else "", keys.email if keys else "")


def _too_many(here: Context, form: DonationForm) -> Mend | None:
    bounds = here.settings.limits
    if intake.declines(here.desk, session.get("gifts", [])) >= bounds.declines_per_browser:
        told = "Many cards were declined here. All you entered is kept; mail a check, or ask the campaign."
        return Mend(form, [Problem(None, told, "ENG-05")], 429, int(visitors.DAY.total_seconds()))
    window = timedelta(minutes=bounds.window_minutes)
    from_here, for_mail = visitors.tries(here.desk, visitor(here, form), here.now(), window)
    if from_here <= bounds.attempts_per_address and for_mail <= bounds.attempts_per_email:
        return None
    wait = window if from_here > bounds.attempts_per_address else visitors.HOUR
    seconds = int(wait.total_seconds())
    told = (
        "There have been many tries from here. All you entered is kept: "
        f"press Give again in {seconds // 60} minutes, or mail a check."
    )
    return Mend(form, [Problem(None, told, "ENG-05")], 429, seconds)


def _calm_used_up(here: Context, form: DonationForm, *, count: bool) -> bool:
    """Whether this person or this address has had its calm answers for the day; counts one more when asked to."""
    most = here.settings.limits.neutral_answers_a_day
    had = visitors.calm_answers(here.desk, visitor(here, form), here.now(), count=count)
    return had > most if count else had >= most


def _offers_used_up(here: Context, form: DonationForm, judged: judgement.Judgement) -> bool:
    """Whether so many offers came in this person's name today that their answers would tell a total; counts one."""
    if judged.barred or not judged.case.prior:
        return False
    return visitors.offers(here.desk, visitor(here, form), here.now()) > here.settings.limits.offers_a_day


# Translation ---------------------------------------------------------------------------------------------------------


def _offer(here: Context, form: DonationForm, submission: str, resumes: str | None) -> Offer:
    return Offer(
        gift=form.contribution("offered", here.today(), wording.VERSION),
        submission=submission,
        resumes=resumes,
        phone=form.phone.data,
        updates=form.updates.data,
        source=form.source.data,
        unread_amount=form.unread_amount(),
        unreadable=(),
    )


def _problem(finding: Finding) -> Problem:
    return Problem(finding.field, finding.message, finding.rule, finding.citation)


def _merge(form: DonationForm, findings: list[Finding]) -> list[Problem]:
    """All problems in the order of the page, shape first; one field is told one thing at a time about its shape."""
    shape = form.problems()
    if not form.email.data:
        shape.append(Problem("email", "Enter your e-mail address, so that your receipt can reach you.", "IDN-02"))
    told = {problem.field for problem in shape}
    if "preset" in told:
        told.add("amount")
    law = [_problem(finding) for finding in findings if finding.field not in told]
    order = {name: place for place, name in enumerate(form._fields)}
    return sorted([*shape, *law], key=lambda problem: order.get(problem.field or "", -1))
