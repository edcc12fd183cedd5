"""Putting right what was given: refunds, an excess, and the changes that are asked for and signed."""

from collections.abc import Mapping
from typing import Any

from flask import abort, g, redirect, render_template, request, url_for

from compliance.money import Money
from donations import adjustments, correspondence, filed, people, refunds, settlement
from donations.adjustments import AskedAlready, CannotAdjust, Excess, Option, Remedy, Text
from donations.context import Context, current
from donations.desk import Entry, PaymentsUnavailable
from donations.people import Total
from donations.refunds import CannotRefund
from donations.treasurer import days, texts, words
from donations.treasurer.auth import Answer, Right, blueprint, current_staff, needs
from donations.treasurer.righting_forms import NO_REASON, RefundForm, SignatureForm, WishForm, amount, confirmed, text

# Refunds -------------------------------------------------------------------------------------------------------------


@blueprint.get("/gifts/<public_id>/refund")
@needs(Right.REFUND)
def refund(public_id: str) -> Answer:
    """Ask what is given back, how and why."""
    wanted = amount(request.args, "amount")
    typed = {"part": "part", "amount": wanted.plain} if wanted else {}
    return _refund_page(current(), settlement.read(current().desk, public_id), typed)


@blueprint.post("/gifts/<public_id>/refund")
@needs(Right.REFUND)
def make_refund(public_id: str) -> Answer:
    """Show what a refund will do; once the sum is typed again, make it."""
    here = current()
    entry = settlement.read(here.desk, public_id)
    form = RefundForm.read(
        request.form, left=refunds.refundable(entry), since=entry.gift.received_on, today=here.today()
    )
    if request.form.get("sure") == "yes" and refunds.was_asked(entry, g.ticket.submission):
        return redirect(url_for("treasurer.gift", public_id=public_id, done="refund"), 303)
    if form.problems or form.amount is None:
        return _refund_page(here, entry, form.values, problems=form.problems), 422
    if request.form.get("sure") != "yes":
        return _refund_page(here, entry, form.values, form=form)
    if not confirmed(request.form, form.amount):
        problems = {"again": f"Type the sum, {form.amount.plain}, to refund it."}
        return _refund_page(here, entry, form.values, form=form, problems=problems), 422
    return _refunded(here, entry, form, form.amount)


def _refunded(here: Context, entry: Entry, form: RefundForm, wanted: Money) -> Answer:
    done = "refund"
    try:
        refunds.refund(
            here.desk,
            entry.public_id,
            wanted,
            form=g.ticket.submission,
            by=current_staff().name,
            reason=form.reason,
            now=here.now(),
            check_number=form.check_number,
            on=form.on,
        )
    except CannotRefund as fault:
        return _refund_page(here, entry, form.values, problems={"amount": str(fault)}), 409
    except PaymentsUnavailable:
        done = "waits"
    return redirect(url_for("treasurer.gift", public_id=entry.public_id, done=done), 303)


def _refund_page(here: Context, entry: Entry, typed: Mapping[str, str], **shown: Any) -> str:
    form: RefundForm | None = shown.pop("form", None)
    wanted = form.amount if form else None
    totals = people.person(here.desk, entry.public_id, here.now()).totals if wanted else ()
    return render_template(
        "treasurer/refund.html",
        entry=entry,
        reference=correspondence.reference(entry),
        left=refunds.refundable(entry),
        by_stripe=refunds.by_stripe(entry),
        over=adjustments.excess(here.desk, entry.public_id, here.now()).amount,
        typed=typed,
        form=form,
        effects=_after(totals, entry, wanted) if wanted else [],
        falls=filed.falls(here.desk, form.on if form else None),
        reported=refunds.reported(here.desk, entry.public_id, here.now()),
        **{"problems": {}, **shown},
        **words.shown(here),
    )


def _after(totals: tuple[Total, ...], entry: Entry, wanted: Money) -> list[tuple[str, Money, Money]]:
    """Each total that the gift counts in, before and after the refund."""
    found = []
    for total in totals:
        counts = next((part.counts for part in total.parts if part.entry.id == entry.id), None)
        if counts:
            found.append((total.name, total.amount, total.amount - min(wanted, counts)))
    return found


@blueprint.post("/gifts/<public_id>/refund/stop")
@needs(Right.REFUND)
def stop_refund(public_id: str) -> Answer:
    """Write down that the committee's refund check was never paid."""
    here, reason = current(), text(request.form, "reason")
    if not reason:
        abort(400)
    try:
        refunds.stop_check(
            here.desk, request.form.get("ref", ""), by=current_staff().name, reason=reason, now=here.now()
        )
    except CannotRefund:
        return redirect(url_for("treasurer.gift", public_id=public_id, done="not_stopped"), 303)
    return redirect(url_for("treasurer.gift", public_id=public_id, done="stopped"), 303)


# An excess -----------------------------------------------------------------------------------------------------------


@blueprint.get("/gifts/<public_id>/excess")
@needs(Right.READ)
def excess(public_id: str) -> Answer:
    """Show what is over the limit, the sums, and every way to put it right."""
    return _excess_page(current(), public_id)


@blueprint.post("/gifts/<public_id>/excess")
@needs(Right.DECIDE)
def put_right(public_id: str) -> Answer:
    """Show the letter of a change and what it will do; once that is confirmed, make or ask for the change."""
    here = current()
    email = settlement.read(here.desk, public_id).gift.contributor.email
    form = WishForm.read(request.form, email=email)
    if form.wish is None:
        return _excess_page(here, public_id, problems=form.problems, values=form.values), 422
    try:
        found, option = adjustments.consider(here.desk, public_id, form.wish, here.now())
        letters = texts.of_change(here.settings.committee, found, option, form.wish, form.medium)
        if request.form.get("sure") != "yes":
            return _excess_page(here, public_id, form=form, option=option, letters=letters, values=form.values)
        change_id = _changed(here, public_id, form, letters)
    except AskedAlready as fault:
        change_id = fault.change_id
    except CannotAdjust as fault:
        return _excess_page(here, public_id, problems={"amount": str(fault)}, values=form.values), 409
    return redirect(url_for("treasurer.change", change_id=change_id, done="made"), 303)


def _changed(here: Context, public_id: str, form: WishForm, letters: list[Text]) -> int:
    if form.wish is None:  # It was read by whoever called.
        raise CannotAdjust("Nothing was asked.")
    by, now = current_staff().name, here.now()
    if form.wish.remedy.startswith("presumptive"):
        return adjustments.presume(here.desk, public_id, form.wish, letters, by=by, now=now).id
    return adjustments.ask(here.desk, public_id, form.wish, letters, by=by, now=now).change.id


def _excess_page(here: Context, public_id: str, **shown: Any) -> str:
    found = adjustments.excess(here.desk, public_id, here.now())
    person = people.person(here.desk, public_id, here.now())
    work = next((each for each in people.story(here.desk, public_id).tasks if each.kind == "excess"), None)
    return render_template(
        "treasurer/excess.html",
        entry=found.entry,
        reference=correspondence.reference(found.entry),
        found=found,
        totals=[each for each in person.totals if each.limit is not None],
        work=work,
        ways=_ways(found),
        **{"problems": {}, "values": {}, "form": None, "option": None, "letters": [], **shown},
        **words.shown(here),
    )


def _ways(found: Excess) -> list[tuple[str, Option]]:
    """The law's options, each with a name by which its fields are told apart."""
    return [(f"way{number}", each) for number, each in enumerate(found.options) if each.remedy is not Remedy.REFUND]


# A change ------------------------------------------------------------------------------------------------------------


@blueprint.get("/changes/<int(max=2147483647):change_id>")
@needs(Right.READ)
def change(change_id: int) -> Answer:
    """Show a change: how it stands, its records, what is left to do."""
    return _change_page(current(), change_id)


@blueprint.post("/changes/<int(max=2147483647):change_id>/signature")
@needs(Right.DECIDE)
def key_signature(change_id: int) -> Answer:
    """Keep a signature that came on paper."""
    here = current()
    found, entry = adjustments.change(here.desk, change_id)
    form = SignatureForm.read(request.form, signers=adjustments.signers(entry, found), today=here.today())
    if form.problems or form.on is None:
        return _change_page(here, change_id, problems=form.problems, values=form.values), 422
    by = current_staff().name
    try:
        adjustments.sign(here.desk, change_id, signer=form.signer, how="paper", on=form.on, by=by, now=here.now())
    except CannotAdjust as fault:
        return _change_page(here, change_id, problems={"on": str(fault)}, values=form.values), 409
    return redirect(url_for("treasurer.change", change_id=change_id, done="signed"), 303)


@blueprint.post("/changes/<int(max=2147483647):change_id>/void")
@needs(Right.DECIDE)
def void_change(change_id: int) -> Answer:
    """Withdraw a change, or end one whose records are missing."""
    here, reason = current(), text(request.form, "reason")
    if not reason:
        return _change_page(here, change_id, problems={"reason": NO_REASON}), 422
    try:
        adjustments.void(here.desk, change_id, by=current_staff().name, reason=reason, now=here.now())
    except CannotAdjust as fault:
        return _change_page(here, change_id, problems={"reason": str(fault)}), 409
    return redirect(url_for("treasurer.change", change_id=change_id, done="void"), 303)


@blueprint.post("/changes/<int(max=2147483647):change_id>/again")
@needs(Right.DECIDE)
def ask_again(change_id: int) -> Answer:
    """Send the contributor a request once more, with a fresh link."""
    here = current()
    found, entry = adjustments.change(here.desk, change_id)
    sent = [each for each in people.story(here.desk, entry.public_id).notices if each.kind == f"change:{found.id}:0"]
    if not sent or not entry.gift.contributor.email:
        return _change_page(here, change_id, problems={"again": "There is no e-mail address to send it to."}), 409
    form, body = texts.of(here.settings.committee, entry, found), texts.without_enclosures(sent[0].body)
    again = Text("email", entry.gift.contributor.email, sent[0].subject, body, (form,))
    try:
        adjustments.send_again(here.desk, change_id, 0, again, by=current_staff().name, now=here.now())
    except CannotAdjust as fault:
        return _change_page(here, change_id, problems={"again": str(fault)}), 409
    return redirect(url_for("treasurer.change", change_id=change_id, done="again"), 303)


def _change_page(here: Context, change_id: int, **shown: Any) -> str:
    found, entry = adjustments.change(here.desk, change_id)
    story = people.story(here.desk, entry.public_id)
    signers = adjustments.signers(entry, found)
    return render_template(
        "treasurer/change.html",
        change=found,
        entry=entry,
        reference=correspondence.reference(entry),
        standing=adjustments.standing(here.desk, change_id, here.now()),
        notices=[each for each in story.notices if each.kind.startswith(f"change:{found.id}:")],
        unsigned=[name for name in signers if name not in {each["signer"] for each in found.signatures}],
        typed_today=days.write(here.today()),
        **{"problems": {}, "values": {}, "done": request.args.get("done", ""), **shown},
        **words.shown(here),
    )
