"""What a test sees in a browser: what the form on a page holds and says, and what came of it in the books."""

from collections import Counter

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from donations import models
from tests.donations.public.pages import Element, Reader
from tests.donations.world import World

on_sqlite = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
"""For what the door does before any book is opened: one database is enough."""

TABLES = (models.Contribution, models.Decision, models.JournalEntry, models.Letter, models.Proof)


def read(page: TestResponse) -> Reader:
    """Read a page; it has to be well formed."""
    return Reader(page.get_data(as_text=True))


def title(page: TestResponse) -> str:
    """The title of a page."""
    (found,) = read(page).all("title")
    return found.words


def _value(element: Element) -> str | None:
    match element.tag, element["type"]:
        case "input", "radio" | "checkbox":
            return element["value"] if "checked" in element else None
        case "input", _:
            return element["value"]
        case "textarea", _:
            return element.text.removeprefix("\n")
        case _:
            return None


def shown(page: TestResponse) -> dict[str, str]:
    """What the form on a page sends when it is sent as it stands, but for its token; blank fields left out."""
    held: dict[str, str] = {}
    for element in read(page).all("input", "textarea", "option"):
        if element.tag == "option":
            choice = next(outer for outer in element.around() if outer.tag == "select")
            if "selected" in element:
                held[choice["name"]] = element.attributes.get("value", element.words)
            continue
        value = _value(element)
        if value:
            held[element["name"]] = value
    held.pop("csrf_token", None)
    return held


def filled(typed: dict[str, str]) -> dict[str, str]:
    """What was typed, without the fields left blank."""
    return {name: value for name, value in typed.items() if value}


def summary(page: TestResponse) -> list[tuple[str, str]]:
    """The problems that stand in the summary on top: rule and sentence."""
    reader = read(page)
    items = [each for each in reader.all("li") if any(outer["id"] == "problems" for outer in each.around())]
    return [(each["data-rule"], each.words) for each in items]


def told_at(page: TestResponse, field: str) -> set[str]:
    """The rules of the sentences that stand at a field, which has to be marked and tied to them."""
    reader = read(page)
    there = [each for each in reader.elements if each["id"] == f"{field}-problem"]
    if not there:
        return set()
    marked = reader.by_id(field)
    assert marked["aria-invalid"] == "true"
    assert f"{field}-problem" in marked["aria-describedby"].split()
    return {
        each["data-rule"]
        for each in reader.all("span")
        if each["data-rule"] and any(outer["id"] == f"{field}-problem" for outer in each.around())
    }


def books(world: World) -> Counter[str]:
    """How many rows there are in each table that a gift leaves something in."""
    with world.desk.database.reading() as session:
        return Counter(
            {
                table.__tablename__: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
                for table in TABLES
            }
        )


def rows(world: World) -> list[models.Contribution]:
    """Every contribution in the books, oldest first."""
    with world.desk.database.reading() as session:
        return list(session.scalars(sa.select(models.Contribution).order_by(models.Contribution.id)))


def calls(world: World, path: str = "") -> list[tuple[str, str]]:
    """The requests that Stripe has had so far."""
    return [(each.method, each.path) for each in world.sandbox.requests if path in each.path]


def nothing_came_of_it(world: World) -> bool:
    """Whether nothing is in the books and Stripe was not asked for anything."""
    return not books(world).total() and not calls(world)
