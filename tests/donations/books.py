"""Shorter ways into the books, past the form; and what has to be true of them whatever has happened."""

import secrets
from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from compliance import wording
from compliance.contribution import AdjustmentKind, AdjustmentStatus, Contribution, Contributor, Method, Standing
from donations import intake, judgement, ledger, models
from donations.db import Database
from donations.desk import Desk
from donations.intake import Offer
from donations.ledger import Entry, NewDecision, NewGift, Status
from donations.models import MOVES
from donations.vault import Vault
from tests.donations.world import COMMITTEE, World
from tests.factories import a_contribution, a_contributor, an_address, an_attestation

TAKEN = frozenset({Status.CAPTURED, Status.SETTLED})
ROBIN = a_contributor()
JORDAN = a_contributor(
    first_name="Jordan", last_name="Quill", email="jordan@example.org", address=an_address(line1="9 Elm St")
)


FIRST_NAMES = ("Ada", "Bruno", "Carla", "Diego", "Edith", "Fyodor", "Greta", "Hugo", "Ines", "Jonas", "Kira", "Leon")
LAST_NAMES = (
    "Abbott",
    "Bilbao",
    "Cortez",
    "Dvorak",
    "Ekholm",
    "Fuchs",
    "Grimaldi",
    "Hwang",
    "Ivanov",
    "Jokinen",
    "Katz",
)


def stranger(number: int) -> Contributor:
    """One of many people who have nothing to do with one another."""
    first = FIRST_NAMES[number % len(FIRST_NAMES)]
    last = LAST_NAMES[number * 7 % len(LAST_NAMES)]
    where = an_address(line1=f"{100 + number} {last} Street", postal_code=f"{45000 + number}")
    return a_contributor(first_name=first, last_name=last, email=f"{first}.{number}@example.net", address=where)


def a_gift(amount: str = "250.00", who: Contributor = ROBIN, **changes: Any) -> Contribution:
    """A gift as the form gives it, for the primary of the tests' committee."""
    on = changes.pop("on", date(2026, 3, 2))
    given: dict[str, Any] = {
        "contributor": who,
        "election": "P2026",
        "attestation": replace(an_attestation(), wording=wording.VERSION),
    }
    return a_contribution(amount, on, **(given | changes))


def bare_desk(database: Database, payments: Any) -> Desk:
    """A desk over a database alone, with something in the place of Stripe."""
    return Desk(database, payments, COMMITTEE, "http://localhost", Vault(bytes(range(32))))


def offered(world: World, amount: str = "250.00", who: Contributor = ROBIN, **changes: Any) -> str:
    """Keep a gift and open its card page; answers its public id."""
    now = world.clock()
    on = world.desk.committee.local_date(now)
    offer = Offer(a_gift(amount, who, **{"on": on, **changes}), secrets.token_hex(8))
    entry = intake.keep(world.desk, offer, intake.judge(world.desk, offer, now), now)
    return intake.open_card_page(world.desk, entry.public_id, now).public_id


def paid(world: World, amount: str = "250.00", who: Contributor = ROBIN, number: str = "4242424242424242") -> str:
    """Have a card authorised for a new gift; nobody of ours has looked yet."""
    public_id = offered(world, amount, who)
    world.pay(public_id, number=number, name=f"{who.first_name} {who.last_name}")
    return public_id


def given(world: World, amount: str = "250.00", who: Contributor = ROBIN, number: str = "4242424242424242") -> Entry:
    """Give from the offer to whatever comes of it."""
    return world.advance(paid(world, amount, who, number))


def booked(world: World, amount: str, status: Status = Status.SETTLED, who: Contributor = ROBIN, **changes: Any) -> int:
    """Put a row into the books as it stands, by any channel; answers its number."""
    method = changes.pop("method", Method.CHECK)
    made_on = changes.pop("made_on", date(2026, 2, 2))
    gift = replace(
        a_gift(amount, who), method=method, made_on=made_on, received_on=made_on, standing=Standing.COMPLETED
    )
    gift = replace(gift, election=changes.pop("election", "P2026"))
    new = NewGift(gift, judgement.keys(who), gift.election or "P2026", None)
    with world.desk.database.writing() as session:
        entry = ledger.offer(session, new, world.clock())
        row = session.get_one(models.Contribution, entry.id)
        row.status = status
        for name, value in changes.items():
            setattr(row, name, value)
        return entry.id


def journal(world: World, public_id: str) -> list[tuple[str, str, str]]:
    """What the journal tells of a gift, in order: act, before, after."""
    entry = world.read(public_id)
    with world.desk.database.reading() as session:
        rows = session.scalars(
            sa.select(models.JournalEntry)
            .where(models.JournalEntry.contribution_id == entry.id)
            .order_by(models.JournalEntry.id)
        )
        return [(row.act, row.before, row.after) for row in rows]


def notes(world: World, public_id: str, act: str) -> list[str]:
    """The notes of the journal about one sort of act."""
    entry = world.read(public_id)
    table = models.JournalEntry
    with world.desk.database.reading() as session:
        asked = sa.select(table.note).where(table.contribution_id == entry.id, table.act == act).order_by(table.id)
        return list(session.scalars(asked))


def decisions(world: World, public_id: str) -> list[NewDecision]:
    """All judgements about a gift."""
    entry = world.read(public_id)
    with world.desk.database.reading() as session:
        return ledger.decisions(session, entry)


def letters(world: World) -> list[models.Letter]:
    """Every letter that was ever put into the outbox."""
    with world.desk.database.reading() as session:
        rows = list(session.scalars(sa.select(models.Letter).order_by(models.Letter.id)))
        session.expunge_all()
        return rows


def every(world: World) -> list[Entry]:
    """All contributions, in the order in which they came."""
    with world.desk.database.reading() as session:
        ids = list(session.scalars(sa.select(models.Contribution.public_id).order_by(models.Contribution.id)))
        return [entry for each in ids if (entry := ledger.find(session, each))]


def agree(world: World) -> None:
    """The books and Stripe agree: what must hold after whatever has happened, once the sweeper has been round."""
    entries = every(world)
    intents = {intent["id"]: intent for intent in world.sandbox_list("/v1/payment_intents")}
    by_intent: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.payment_intent_id:
            by_intent[entry.payment_intent_id].append(entry)
    for intent_id, intent in intents.items():
        found = [entry for entry in by_intent[intent_id] if entry.status in TAKEN]
        if intent["amount_received"]:
            assert [entry.gift.amount.cents for entry in found] == [intent["amount_received"]], "taken, and not booked"
        else:
            assert not found, "booked, and not taken"
        if intent["status"] == "requires_capture":
            assert [entry.status for entry in by_intent[intent_id]] == [Status.HELD], "money that nobody looks after"
    _nobody_is_over(world, entries)
    for entry in entries:
        _moved_along_the_table(world, entry)


def _nobody_is_over(world: World, entries: list[Entry]) -> None:
    totals: dict[tuple[str, str], int] = defaultdict(int)
    for entry in entries:
        if entry.status in TAKEN:
            totals[entry.keys.name, entry.counted_election] += _left(entry)
    cap = world.desk.committee.cap.cents
    assert all(total <= cap for total in totals.values()), totals


def _left(entry: Entry) -> int:
    """What a gift still counts for, in cents: less what was given back, and nothing once its dispute is lost (REF)."""
    adjusted = entry.gift.adjustments
    if any(each.status is AdjustmentStatus.LOST for each in adjusted):
        return 0
    return entry.gift.amount.cents - sum(
        each.amount.cents
        for each in adjusted
        if each.kind is AdjustmentKind.REFUND and each.status is AdjustmentStatus.SUCCEEDED
    )


def _moved_along_the_table(world: World, entry: Entry) -> None:
    told = journal(world, entry.public_id)
    at = Status.DRAFT
    assert told[0] == ("offer", "", Status.DRAFT)
    for act, before, after in told:
        if act == "move":
            assert before == at, "a move that begins where no other ended"
            assert after in MOVES[Status(before)], "a move that is not in the table"
            at = Status(after)
    assert at == entry.status, "a move that is not in the journal"


def receipts(world: World) -> dict[str, int]:
    """How often a receipt went to each address."""
    sent: dict[str, int] = defaultdict(int)
    for letter in world.mail():
        if letter["Subject"].startswith("Receipt"):
            sent[letter["To"]] += 1
    return sent


def later(world: World, **ahead: float) -> None:
    """Let time pass and have the sweeper look at everything."""
    world.clock.forward(**(ahead or {"minutes": 3}))
    world.sweep(deep=True)
