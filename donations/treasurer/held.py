"""Held gifts: what is known, what the law says, the sums; then the treasurer takes a gift or lets it go."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import redirect, render_template, request, url_for

from compliance.contribution import Check
from compliance.money import Money
from donations import held as holding
from donations import people
from donations.context import Context, current
from donations.desk import Entry, PaymentsRefused, PaymentsUnavailable, Status
from donations.people import Story, Total
from donations.places import COUNTRIES
from donations.treasurer import days, findings
from donations.treasurer.auth import Answer, Right, blueprint, current_staff, needs
from donations.treasurer.sorting import Columns
from donations.treasurer.words import BRANDS, STATES

LONGEST: Final = 500
WORDS: Final = {
    Status.HELD: "This gift is held. Nothing is charged until the treasurer accepts it.",
    Status.CAPTURING: "Accepted. Stripe is being asked for the money; the page of the gift says when it is there.",
    Status.CAPTURED: "Accepted. The card was charged.",
    Status.SETTLED: "Accepted. The card was charged, and the money is on its way to the bank.",
    Status.CANCELING: "Refused. Stripe is being asked to let the card’s hold go; nothing was charged.",
    Status.CANCELED: "Refused. The card’s hold was let go; nothing was charged.",
    Status.AUTHORIZATION_EXPIRED: "Too late: the bank’s hold has ended by itself. Nothing was charged.",
}
CHECKS: Final = {
    Check.PASS: "Agrees",
    Check.FAIL: "Does not agree",
    Check.UNAVAILABLE: "The bank does not say",
    Check.UNCHECKED: "Not checked",
}
_AWAY: Final = (
    "Stripe does not answer. Your decision is kept, and is carried out by itself as soon as Stripe answers. "
    "You need do nothing."
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One held gift in the list; `left` says in words how long the hold lasts."""

    entry: Entry
    hours: int
    left: str

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """Why it is held, in words, each with its rule."""
        return findings.reasons(self.entry)


COLUMNS: Final = Columns(
    {
        "due": lambda row: row.entry.capture_before,
        "why": lambda row: findings.why(row.entry),
        "whose": lambda row: row.entry.gift.contributor.full_name.casefold(),
        "amount": lambda row: row.entry.gift.amount,
    }
)


@blueprint.get("/held")
@needs(Right.READ)
def held() -> Answer:
    """List what is held, the most urgent first."""
    here = current()
    rows = [_waiting(entry, here.now()) for entry in holding.waiting(here.desk)]
    order = COLUMNS.order(request.args.get("sort", ""))
    return render_template("treasurer/held.html", rows=order.of(rows), order=order)


@blueprint.get("/held/<public_id>")
@needs(Right.READ)
def held_gift(public_id: str) -> Answer:
    """Show one gift with all that a decision rests on."""
    return _page(current(), public_id)


@blueprint.post("/held/<public_id>")
@needs(Right.DECIDE)
def decide(public_id: str) -> Answer:
    """Accept or refuse; asked once more with the sum before anything is done."""
    here = current()
    act, reason = request.form.get("act", ""), request.form.get("reason", "").strip()
    problem = _problem(act, reason)
    if problem:
        return _page(here, public_id, problem=problem, reason=reason), 422
    if request.form.get("sure") != "yes":
        return _page(here, public_id, asked=act, reason=reason)
    do = holding.accept if act == "accept" else holding.refuse
    try:
        do(here.desk, public_id, by=current_staff().name, reason=reason, now=here.now())
    except holding.NotHeld:
        return _page(here, public_id, problem="Another hand was first. What happened stands above."), 409
    except holding.Barred as fault:
        return _page(here, public_id, barred=fault.findings, reason=reason), 409
    except (PaymentsUnavailable, PaymentsRefused):
        return _page(here, public_id, problem=_AWAY), 503
    return redirect(url_for("treasurer.held_gift", public_id=public_id, done=act), 303)


def _problem(act: str, reason: str) -> str:
    if act not in {"accept", "refuse"}:
        return "Choose: accept or refuse."
    if not reason:
        return "Enter your reason: it stands in the record beside your name."
    if len(reason) > LONGEST:
        return f"Shorten your reason to {LONGEST} characters."
    return ""


def _page(here: Context, public_id: str, **shown: Any) -> str:
    story = people.story(here.desk, public_id)
    entry = story.entry
    person = people.person(here.desk, public_id, here.now())
    totals = [total for total in person.totals if total.limit is None or total.name == entry.counted_election]
    told = {"problem": "", "reason": "", "asked": "", "barred": (), "done": request.args.get("done", ""), **shown}
    return render_template(
        "treasurer/held_gift.html",
        entry=entry,
        held=entry.status is Status.HELD,
        words=WORDS.get(entry.status, f"This gift is {entry.status}."),
        left=days.span(_hours(entry, here.now())) if entry.capture_before else "",
        until=days.moment(entry.capture_before, here.settings.committee.timezone) if entry.capture_before else "",
        brands=BRANDS,
        states=STATES,
        findings=_findings(story),
        decisions=[each for each in story.decisions if each.actor != "engine"],
        totals=totals,
        rows=_rows(totals),
        checks=CHECKS,
        countries=COUNTRIES,
        possible=person.possible,
        election=here.settings.committee.election(entry.counted_election),
        **told,
    )


def _findings(story: Story) -> list[dict[str, Any]]:
    """What the last judgement of the law found."""
    judged = [each for each in story.decisions if each.findings]
    return list(judged[-1].findings) if judged else []


def _rows(totals: list[Total]) -> list[tuple[Entry, list[Money | None]]]:
    """Every gift that counts in any of the totals, with what it adds to each."""
    entries = {part.entry.public_id: part.entry for total in totals for part in total.parts}
    counted = [{part.entry.public_id: part.counts for part in total.parts} for total in totals]
    return [(entry, [figures.get(name) for figures in counted]) for name, entry in entries.items()]


def _waiting(entry: Entry, now: datetime) -> Waiting:
    hours = _hours(entry, now)
    return Waiting(entry, hours, days.left(hours) if entry.capture_before else "no date")


def _hours(entry: Entry, now: datetime) -> int:
    return int((entry.capture_before - now).total_seconds() // 3600) if entry.capture_before else 0
