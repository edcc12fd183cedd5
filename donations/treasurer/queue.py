"""Home: the work that waits, the three figures under it, and what was received on each day."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from flask import render_template, request, url_for

from compliance.deadlines import TaskKind
from donations import inquiry, worklist
from donations.context import current
from donations.treasurer import chart, days, finishing
from donations.treasurer.auth import Answer, Right, blueprint, needs
from donations.worklist import Item

HELD: Final = "held"
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
_OF_CHECK: Final = frozenset({TaskKind.DEPOSIT, TaskKind.RETURN, TaskKind.IMAGE})
"""Work about a check, done once whoever shares it."""
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
    """One row of the queue as it is shown: `left` in words, `due` for the filter, `late` to set it off."""

    item: Item
    kind: str
    left: str
    due: str
    address: str
    act: str

    @property
    def key(self) -> str:
        """Where the next page begins."""
        return f"{self.item.public_id}.{self.item.kind}"


@blueprint.get("/")
@needs(Right.READ)
def home() -> Answer:
    """Show the work that waits, by what is asked in the address."""
    here = current()
    rows = [_row(item, here.today()) for item in _once(worklist.queue(here.desk, here.now()))]
    state, due = request.args.get("state", ""), request.args.get("due", "")
    wanted = [row for row in rows if state in {"", row.item.kind} and due in {"", row.due}]
    after = [row.key for row in wanted].index(key) + 1 if (key := _after(wanted)) else 0
    figures = worklist.figures(here.desk, here.now())
    return render_template(
        "treasurer/home.html",
        rows=wanted[after : after + _ON_A_PAGE],
        more=wanted[after + _ON_A_PAGE - 1].key if len(wanted) > after + _ON_A_PAGE else "",
        total=len(rows),
        late=sum(row.due == "late" for row in rows),
        state=state,
        due=due,
        states=[(kind, words) for kind, words in KINDS.items() if any(row.item.kind == kind for row in rows)],
        dues=[(kind, words) for kind, words in DUES.items() if any(row.due == kind for row in rows)],
        figures=figures,
        chart=chart.draw(figures.per_day, figures.period_start, figures.period_end, here.today()),
    )


def _once(items: list[Item]) -> list[Item]:
    """Take work about a check that several share together: one row for all of them, with the whole sum."""
    found: dict[tuple[str, str], Item] = {}
    for item in items:
        key = (item.kind, item.envelope if item.envelope and item.kind in _OF_CHECK else item.public_id)
        earlier = found.get(key)
        found[key] = item if earlier is None else _joined(earlier, item)
    return list(found.values())


def _joined(one: Item, other: Item) -> Item:
    return replace(one, who=f"{one.who}, {other.who}", amount=one.amount + other.amount)


def _after(rows: list[Row]) -> str:
    """The row that the page before ended with, if it is still there."""
    asked = request.args.get("after", "")
    return asked if any(row.key == asked for row in rows) else ""


def _row(item: Item, today: date) -> Row:
    kind = KINDS.get(item.kind, item.kind)
    return Row(item, kind, _left(item, today), _due(item), _address(item), _WORDS.get(item.kind, "Open"))


def _left(item: Item, today: date) -> str:
    if item.hours is not None:
        return days.left(item.hours)
    return days.until(item.due_on, today) if item.due_on else "no date"


def _due(item: Item) -> str:
    if (item.hours is not None and item.hours < 0) or (item.days is not None and item.days < 0):
        return "late"
    ahead = item.days if item.days is not None else (item.hours or 0) // 24
    if ahead == 0:
        return "today"
    return "week" if ahead <= _WEEK else "later"


def _address(item: Item) -> str:
    """The page on which this work is done."""
    if item.kind == HELD:
        return url_for("treasurer.held_gift", public_id=item.public_id)
    if item.envelope and item.kind in _OF_CHECK:
        return url_for("treasurer.envelope", public_id=item.envelope)
    if item.kind in finishing.KINDS:
        return url_for("treasurer.work", public_id=item.public_id, kind=item.kind)
    return url_for(f"treasurer.{_PAGES.get(item.kind, 'gift')}", public_id=item.public_id)
