"""Home: the work that waits, the three figures under it, and what was received on each day."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from flask import render_template, request, url_for

from compliance.deadlines import TaskKind
from donations import held as holding
from donations import inquiry, worklist
from donations.context import Context, current
from donations.treasurer import chart, days, findings, finishing
from donations.treasurer.auth import Answer, Right, blueprint, needs
from donations.treasurer.sorting import Columns, Order
from donations.worklist import HELD, OF_CHECK, Item, Waiting

KINDS: Final[dict[str, str]] = {
    HELD: "Held gifts",
    TaskKind.DEPOSIT: "Not deposited",
    TaskKind.RETURN: "To be returned",
    TaskKind.SOURCE: "Questionable source",
    inquiry.ILLEGAL: "Found unlawful",
    TaskKind.EXCESS: "Over the limit",
    TaskKind.CURRENCY: "Currency",
    TaskKind.ATTRIBUTION: "Whose gift",
    TaskKind.STATEMENTS: "Statements left out",
    TaskKind.IDENTIFICATION: "Name or address missing",
    TaskKind.OCCUPATION_AND_EMPLOYER: "Occupation or employer missing",
    TaskKind.SAME_DONOR: "Possible same donors",
    TaskKind.IMAGE: "Picture missing",
    TaskKind.NOTICE: "48-hour notice",
    TaskKind.NOTICE_OF_SUM: "48-hour notice, by sum",
    TaskKind.LOOK: "To be looked at",
}
DUES: Final = {"late": "Late", "today": "Today", "week": "Within 7 days", "later": "Later"}
_WORDS: Final[dict[str, str]] = {
    HELD: "Decide",
    TaskKind.DEPOSIT: "Deposit",
    TaskKind.RETURN: "Return",
    TaskKind.IMAGE: "Add the picture",
    TaskKind.EXCESS: "Put right",
    TaskKind.SAME_DONOR: "Compare",
    TaskKind.OCCUPATION_AND_EMPLOYER: "Ask",
    TaskKind.IDENTIFICATION: "Ask",
}
_PAGES: Final[dict[str, str]] = {
    TaskKind.EXCESS: "excess",
    TaskKind.SOURCE: "source",
    inquiry.ILLEGAL: "source",
    TaskKind.SAME_DONOR: "donor",
}
_ON_A_PAGE: Final = 50
_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the queue as it is shown: `left` in words, `due` to set off what is late."""

    item: Item
    kind: str
    left: str
    due: str
    address: str
    act: str


@blueprint.get("/")
@needs(Right.READ)
def home() -> Answer:
    """Show the work that waits, by what is asked in the address."""
    here = current()
    every = [(each, _due(each)) for each in worklist.queue(here.desk, here.now())]
    kinds, days_due = {each.kind for each, _ in every}, Counter(due for _, due in every)
    state, due = request.args.get("state", ""), request.args.get("due", "")
    order = COLUMNS.order(request.args.get("sort", ""))
    wanted = _ordered(here, [each for each, its in every if state in {"", each.kind} and due in {"", its}], order)
    after = _after(wanted, request.args.get("after", ""))
    shown = wanted[after : after + _ON_A_PAGE]
    figures = worklist.figures(here.desk, here.now())
    return render_template(
        "treasurer/home.html",
        rows=[_row(item, here.today()) for item in _reasoned(here, worklist.items(here.desk, shown))],
        more=_key(shown[-1]) if len(wanted) > after + _ON_A_PAGE else "",
        total=len(every),
        late=days_due["late"],
        state=state,
        due=due,
        order=order,
        states=[(kind, words) for kind, words in KINDS.items() if kind in kinds],
        dues=[(kind, words) for kind, words in DUES.items() if kind in days_due],
        figures=figures,
        chart=chart.draw(figures.per_day, figures.period_start, figures.period_end, here.today()),
    )


COLUMNS: Final = Columns(
    {
        "due": lambda waiting: waiting.due_on,
        "what": lambda waiting: KINDS.get(waiting.kind, waiting.kind),
        "whose": lambda item: item.who.casefold(),
        "amount": lambda item: item.amount,
    }
)


def _ordered(here: Context, wanted: list[Waiting], order: Order) -> list[Waiting]:
    """Put the work into the order that is asked for; all of it is read only where that is by name or by sum."""
    if order.column in {"whose", "amount"}:
        return [item.waiting for item in order.of(worklist.items(here.desk, wanted))]
    return order.of(wanted)


def _reasoned(here: Context, items: list[Item]) -> list[Item]:
    """Say of held gifts why they are, in words."""
    if not any(item.kind == HELD for item in items):
        return items
    held = {entry.public_id: entry for entry in holding.waiting(here.desk)}
    return [
        replace(item, sentence=findings.why(held[item.public_id]), citation=", ".join(held[item.public_id].rules))
        if item.kind == HELD and item.public_id in held
        else item
        for item in items
    ]


def _key(waiting: Waiting) -> str:
    """Where the next page begins."""
    return f"{waiting.refs[0]}.{waiting.kind}"


def _after(every: list[Waiting], asked: str) -> int:
    """How many go before, to the row that the page before ended with, if it is still there."""
    return next((at for at, each in enumerate(every, 1) if asked and _key(each) == asked), 0)


def _row(item: Item, today: date) -> Row:
    waiting = item.waiting
    kind, act = KINDS.get(item.kind, item.kind), _WORDS.get(item.kind, "Open")
    return Row(item, kind, _left(waiting, today), _due(waiting), _address(item), act)


def _left(waiting: Waiting, today: date) -> str:
    if waiting.hours is not None:
        return days.left(waiting.hours)
    return days.until(waiting.due_on, today) if waiting.due_on else "no date"


def _due(waiting: Waiting) -> str:
    if (waiting.hours is not None and waiting.hours < 0) or (waiting.days is not None and waiting.days < 0):
        return "late"
    ahead = waiting.days if waiting.days is not None else (waiting.hours or 0) // 24
    if ahead == 0:
        return "today"
    return "week" if ahead <= _WEEK else "later"


def _address(item: Item) -> str:
    """The page on which this work is done."""
    if item.kind == HELD:
        return url_for("treasurer.held_gift", public_id=item.public_id)
    if item.envelope and item.kind in OF_CHECK:
        return url_for("treasurer.envelope", public_id=item.envelope)
    if item.kind in finishing.KINDS:
        return url_for("treasurer.work", public_id=item.public_id, kind=item.kind)
    return url_for(f"treasurer.{_PAGES.get(item.kind, 'gift')}", public_id=item.public_id)
