"""Donors: the search, a person with every gift and total, and everything about one gift. Nothing here is decided."""

from typing import Any, Final

from flask import redirect, render_template, request, url_for

from compliance import wording
from compliance.contribution import Work
from donations import adjustments, correspondence, filed, people, refunds
from donations.context import Context, current
from donations.people import MOST, OnePerson, Person
from donations.treasurer import room, texts, words
from donations.treasurer.auth import Answer, Right, blueprint, current_staff, needs
from donations.treasurer.righting_forms import NO_REASON, text
from donations.treasurer.sorting import Columns

_LONGEST: Final = 120
GIFTS: Final = Columns(
    {
        "received": lambda entry: entry.gift.received_on,
        "for": lambda entry: entry.counted_election,
        "state": lambda entry: words.STATES.get(entry.status, entry.status),
        "amount": lambda entry: entry.gift.amount,
    },
    largest=frozenset({"received", "amount"}),
)
"""By what the gifts of one person can be sorted."""


@blueprint.get("/donors")
@needs(Right.READ)
def donors() -> Answer:
    """Ask for whom to look."""
    return render_template("treasurer/search.html", asked="", found=None, most=MOST)


@blueprint.post("/donors")
@needs(Right.READ)
def find_donors() -> Answer:
    """Show who was found; what was asked stands in no address."""
    asked = text(request.form, "words", _LONGEST)
    found = people.search(current().desk, asked)
    return render_template("treasurer/search.html", asked=asked, found=found, most=MOST)


@blueprint.get("/donors/<public_id>")
@needs(Right.READ)
def donor(public_id: str) -> Answer:
    """Show a person: every gift, and each total with the rows it is made of."""
    return _donor_page(current(), public_id)


@blueprint.post("/donors/<public_id>/same")
@needs(Right.DECIDE)
def same_person(public_id: str) -> Answer:
    """Keep the treasurer's word on who is who; all totals follow it."""
    here, other, word = current(), request.form.get("other", ""), request.form.get("word", "")
    reason = text(request.form, "reason")
    if word not in {"one", "two"} or not reason:
        return _donor_page(
            here, public_id, problem=NO_REASON if word else "Choose: one person, or two.", about=other
        ), 422
    try:
        people.tell(
            here.desk,
            public_id,
            other,
            same=word == "one",
            by=current_staff().name,
            reason=reason,
            now=here.now(),
        )
    except OnePerson:
        problem = "Name, e-mail and address of both are the same: nothing tells these two apart."
        return _donor_page(here, public_id, problem=problem, about=other), 409
    return redirect(url_for("treasurer.donor", public_id=public_id, done=word), 303)


@blueprint.get("/gifts/<public_id>")
@needs(Right.READ)
def gift(public_id: str) -> Answer:
    """Show everything about one gift."""
    here = current()
    story = people.story(here.desk, public_id)
    entry, committee = story.entry, here.settings.committee
    return render_template(
        "treasurer/gift.html",
        story=story,
        entry=entry,
        reference=correspondence.reference(entry),
        state=words.STATES.get(entry.status, entry.status),
        refundable=refunds.refundable(entry),
        by_stripe=refunds.by_stripe(entry),
        over=adjustments.excess(here.desk, public_id, here.now()).amount,
        letters=[
            (kind, told)
            for kind, told in texts.KINDS.items()
            if texts.about(committee, story, kind, by_email=False) is not None
        ],
        missing=texts.missing(story) if words.is_missing(story) else (),
        works=[(each.value, wording.WORK[each]) for each in Work],
        amended=filed.items(here.desk, [public_id]),
        falls=filed.falls(here.desk, entry.gift.received_on, sums=False),
        done=request.args.get("done", ""),
        **words.shown(here),
    )


def _donor_page(here: Context, public_id: str, **shown: Any) -> str:
    told = people.person(here.desk, public_id, here.now())
    order = GIFTS.order(request.args.get("sort", ""))
    return render_template(
        "treasurer/person.html",
        public_id=public_id,
        person=told,
        gifts=order.of(told.entries),
        order=order,
        bars={total.name: room.bar(total) for total in told.totals},
        width=room.WIDTH,
        pairs=_pairs(here, told),
        amended=filed.items(here.desk, [each.public_id for each in told.entries]),
        **{"problem": "", "about": "", "done": request.args.get("done", ""), **shown},
        **words.shown(here),
    )


def _pairs(here: Context, person: Person) -> list[tuple[str, list[Any], tuple[str, ...]]]:
    """Who may be the same, grouped by the record that was typed: one question for each, and what it would touch."""
    groups: dict[tuple[str, str, str], list[Any]] = {}
    for entry in person.possible:
        groups.setdefault((entry.keys.name, entry.keys.email, entry.keys.address), []).append(entry)
    began = min(entry.gift.received_on for entry in person.entries)
    return [
        (
            entries[0].public_id,
            entries,
            filed.falls(here.desk, max(began, min(entry.gift.received_on for entry in entries))),
        )
        for entries in groups.values()
    ]
