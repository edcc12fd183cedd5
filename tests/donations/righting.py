"""What the tests of putting things right stand on: checks in hand, what is asked, and slow sums."""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from compliance.contribution import AdjustmentKind, AdjustmentStatus, CheckFacts, Contributor, Method, Standing
from compliance.money import Money
from compliance.remedy import Remedy
from donations import adjustments, people, receiving, refunds
from donations.adjustments import Asked, Change, Text, Wish
from donations.desk import Entry
from donations.receiving import Keyed, Share
from donations.tasks import Task
from tests.donations.books import ROBIN, a_gift
from tests.donations.world import World
from tests.factories import a_check

BY = "Terry Sample"
EMAIL = Text("email", "robin@example.org", "About your contribution", "You may have it refunded instead.")
NOTICE = Text("letter", "1 Test Road", "About your contribution", "It now counts for the general; ask for a refund.")


def keyed(
    world: World,
    amount: str = "250.00",
    who: Contributor = ROBIN,
    *,
    election: str | None = "P2026",
    deposited: bool = True,
    check: CheckFacts | None = None,
    **changes: Any,
) -> Entry:
    """Key a check that came today, and deposit it."""
    today = world.desk.committee.local_date(world.clock())
    on = changes.pop("on", today)
    number = changes.pop("number", secrets.token_hex(3))
    facts = replace(
        check or a_check(printed_names=(who.full_name,), signers=(who.full_name,)),
        number=number,
        received_on=on,
        postmarked_on=on,
        written_on=on,
    )
    gift = replace(
        a_gift(amount, who, on=on, election=election, **changes), method=Method.CHECK, standing=Standing.COMPLETED
    )
    form = Keyed(secrets.token_hex(8), facts, gift.amount, (Share(gift),))
    envelope = receiving.keep(world.desk, form, by=BY, now=world.clock(), another=True)
    if deposited:
        receiving.deposit(
            world.desk, envelope.public_id, version=envelope.version, on=on, ref="slip 1", by=BY, now=world.clock()
        )
    return receiving.read(world.desk, envelope.public_id)[1][0]


def give_back(world: World, entry: Entry, amount: str, **how: Any) -> Entry:
    """Refund a part of a gift, by a form of its own."""
    given = {"form": secrets.token_hex(8), "by": BY, "reason": "over the limit", "now": world.clock()}
    return refunds.refund(world.desk, entry.public_id, Money.parse(amount), **{**given, **how})


def by_check(world: World, entry: Entry, amount: str, **how: Any) -> Entry:
    """Refund a part of a gift by the committee's check."""
    return give_back(world, entry, amount, **{"check_number": "2001", **how})


def over(world: World, entry: Entry) -> str:
    """What is over the limit by a gift now."""
    return str(adjustments.excess(world.desk, entry.public_id, world.clock()).amount)


def ask_to_redesignate(world: World, entry: Entry, amount: str = "700.00", to: str = "G2026") -> Asked:
    """Ask in writing, by e-mail."""
    wish = Wish(Remedy.WRITTEN_REDESIGNATION, Money.parse(amount), to)
    return adjustments.ask(world.desk, entry.public_id, wish, [EMAIL], by=BY, now=world.clock())


def sign(world: World, asked: Asked | Change, signer: str = "Robin Sample", on: date | None = None) -> Change:
    """Sign, on paper."""
    change = asked.change if isinstance(asked, Asked) else asked
    today = world.desk.committee.local_date(world.clock())
    return adjustments.sign(world.desk, change.id, signer=signer, how="paper", on=on or today, by=BY, now=world.clock())


def tasks_of(world: World, entry: Entry) -> dict[str, Task]:
    """The work about a gift, by its kind."""
    return {task.kind: task for task in people.story(world.desk, entry.public_id).tasks}


def is_open(world: World, entry: Entry, kind: str = "excess") -> bool | None:
    """Whether work about a gift is open; None where there never was such work."""
    task = tasks_of(world, entry).get(kind)
    return None if task is None else task.closed_at is None


def totals(world: World, entry: Entry) -> dict[str, str]:
    """The person's totals by name, as the person's page shows them."""
    told = people.person(world.desk, entry.public_id, world.clock()).totals
    return {total.name: str(total.amount) for total in told}


def acts(world: World, entry: Entry) -> list[tuple[str, str, str, str]]:
    """The journal of a gift: who, what, from what, to what."""
    return [(act.actor, act.act, act.before, act.after) for act in people.story(world.desk, entry.public_id).acts]


def slowly(entries: Iterable[Entry]) -> dict[str, int]:
    """Add up cents per election, gift by gift, without the code that is under test.

    For gifts of which nothing was taken from a part that had been moved.
    """
    sums: dict[str, int] = {}
    for entry in entries:
        left = entry.gift.amount.cents
        for each in entry.gift.adjustments:
            if each.kind is AdjustmentKind.REDESIGNATION and each.status is AdjustmentStatus.SUCCEEDED:
                left -= each.amount.cents
                sums[each.election or ""] = sums.get(each.election or "", 0) + each.amount.cents
            elif each.status is AdjustmentStatus.SUCCEEDED or each.status is AdjustmentStatus.LOST:
                left -= each.amount.cents
        sums[entry.counted_election] = sums.get(entry.counted_election, 0) + left
    return sums
