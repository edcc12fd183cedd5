"""The ledger: every move in the table and none beside it, its journal, and the history of a person among others."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from compliance.contribution import Adjustment, AdjustmentKind, AdjustmentStatus, Method
from compliance.money import Money
from donations import judgement, ledger, models, registers
from donations.ledger import ImpossibleMove, NewGift, Status
from donations.models import COUNTED, MOVES
from tests.donations.books import JORDAN, ROBIN, a_gift, booked, decisions, given, journal, offered
from tests.donations.world import World
from tests.factories import a_contributor, an_address

# Moves ---------------------------------------------------------------------------------------------------------------


def test_every_move_in_the_table_is_made_and_every_other_refused(world: World) -> None:
    booked(world, "10.00")
    number = _entry(world, 1).id

    for before in Status:
        for after in sorted(MOVES[before]):
            _put(world, number, before)
            with world.desk.database.writing() as session:
                assert ledger.move(session, _seen(session, number), after, world.clock()).status is after
        _put(world, number, before)
        with world.desk.database.writing() as session:
            for after in set(Status) - MOVES[before]:
                with pytest.raises(ImpossibleMove):
                    ledger.move(session, _seen(session, number), after, world.clock())
        assert _entry(world, number).status is before


def test_what_is_over_never_goes_on() -> None:
    ended = {Status.SETTLED, Status.CANCELED, Status.AUTHORIZATION_EXPIRED, Status.BOUNCED, Status.RETURNED}

    assert {status for status in Status if not MOVES[status]} == ended
    assert set(MOVES) == set(Status)


def test_no_move_leads_back_from_money_that_was_held_to_an_offer() -> None:
    for status in COUNTED:
        assert not MOVES[status] & {Status.DRAFT, Status.CHECKOUT_OPEN, Status.EXPIRED}


def test_a_move_from_where_the_gift_no_longer_is_is_refused(world: World) -> None:
    public_id = offered(world)
    seen = world.read(public_id)
    with world.desk.database.writing() as session:
        ledger.move(session, seen, Status.EXPIRED, world.clock())

    with pytest.raises(ImpossibleMove), world.desk.database.writing() as session:
        ledger.move(session, seen, Status.AUTHORIZED, world.clock())


def test_a_move_that_is_undone_leaves_no_line_in_the_journal(world: World) -> None:
    public_id = offered(world)
    before = journal(world, public_id)

    with pytest.raises(ZeroDivisionError), world.desk.database.writing() as session:
        _ = ledger.move(session, world.read(public_id), Status.EXPIRED, world.clock()), 1 // 0

    assert world.read(public_id).status is Status.CHECKOUT_OPEN
    assert journal(world, public_id) == before


def test_the_journal_tells_the_whole_way_of_a_gift(world: World) -> None:
    entry = given(world)

    assert journal(world, entry.public_id) == [
        ("offer", "", "draft"),
        ("move", "draft", "checkout_open"),
        ("move", "checkout_open", "authorized"),
        ("move", "authorized", "capturing"),
        ("move", "capturing", "captured"),
    ]


def test_an_offer_that_is_paid_for_cannot_be_revised(world: World) -> None:
    entry = given(world)
    new = NewGift(a_gift("5.00"), entry.keys, "P2026", "another")

    with pytest.raises(ImpossibleMove), world.desk.database.writing() as session:
        ledger.revise(session, entry, new, world.clock())


# What is kept for good -----------------------------------------------------------------------------------------------

CHANGES = [
    "UPDATE {table} SET actor = 'nobody'",
    "DELETE FROM {table}",
    "DELETE FROM {table} WHERE id = 1",
    "UPDATE {table} SET at = at WHERE id = 1",
]


def test_decisions_journal_and_notices_cannot_be_changed_emptied_or_replaced(world: World) -> None:
    _notice(world, given(world).id)
    replaced = "INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = 1"
    emptied = replaced if world.desk.database.sqlite else "TRUNCATE {table} CASCADE"

    for table, statement in product(("decisions", "journal", "notices"), (*CHANGES, emptied)):
        before = _count(world, table)
        with pytest.raises(DBAPIError, match="append-only"), world.desk.database.writing() as session:
            session.execute(sa.text(statement.format(table=table)))
        assert _count(world, table) == before > 0


def test_a_decision_holds_facts_sums_findings_and_versions_and_nothing_personal(world: World) -> None:
    given(world, "3000.00")
    second = given(world, "500.00")

    offered_, authorized = decisions(world, second.public_id)

    assert (offered_.stage, authorized.stage) == ("offered", "authorized")
    assert authorized.outcome == "rejected_over_cap"
    assert authorized.facts["amount"] == "500.00"
    assert authorized.facts["limit"] == "3300.00"
    assert authorized.facts["made_on"] == "2026-03-02"
    assert authorized.facts["card"]["funding"] == "credit"
    assert authorized.sums["election"] == "3000.00"
    assert authorized.sums["remaining_for_election"] == "300.00"
    assert [(found["rule"], found["excess"]) for found in authorized.findings if found["kind"] == "EXCESSIVE"] == [
        ("LIM-01", "200.00")
    ]
    assert set(authorized.versions) >= {"rules", "wording", "committee"}
    assert all(authorized.versions.values())
    told = repr([offered_, authorized]).casefold()
    for personal in (
        "robin",
        "sample",
        "example.org",
        "test road",
        "43215",
        "columbus",
        "carpenter",
        "joinery",
        "4242",
    ):
        assert personal not in told


# A person among others -----------------------------------------------------------------------------------------------


def _crowd(world: World) -> None:
    """Other people's rows, near and far."""
    booked(world, "100.00", who=JORDAN)
    booked(world, "200.00", who=a_contributor(first_name="Jamie", email="jamie@example.org"))  # At Robin's address.
    far = an_address(line1="77 Far Lane", city="Dayton", postal_code="45402")
    booked(world, "300.00", who=a_contributor(email="other.robin@example.org", address=far))  # The name alone.
    booked(world, "400.00", Status.CHECKOUT_OPEN, ROBIN)
    booked(world, "500.00", Status.CANCELED, ROBIN)


def test_a_history_holds_this_persons_counted_gifts_and_nobody_elses(world: World) -> None:
    _crowd(world)
    ours = booked(world, "40.00")

    with world.desk.database.reading() as session:
        judged = judgement.judge(session, world.desk.committee, a_gift("1.00"), world.clock())

    assert [gift.amount for gift in judged.case.prior] == [Money(4000)]
    assert {gift.ref for gift in judged.case.prior} == {_entry(world, ours).public_id}


def test_a_history_follows_a_person_to_another_email_and_address(world: World) -> None:
    _crowd(world)
    moved = an_address(line1="5 New Street", city="Akron", postal_code="44301")
    booked(world, "10.00", who=a_contributor(address=moved))  # The e-mail of the one, the address of the next.
    booked(world, "20.00", who=a_contributor(address=moved, email="robin.new@example.org"))

    with world.desk.database.reading() as session:
        judged = judgement.judge(session, world.desk.committee, a_gift("1.00"), world.clock())

    assert sorted(gift.amount.cents for gift in judged.case.prior) == [1000, 2000]


def test_room_is_held_by_money_that_is_there_or_promised_and_by_nothing_else(world: World) -> None:
    number = booked(world, "100.00")
    room = {}

    for status in Status:
        _put(world, number, status)
        with world.desk.database.reading() as session:
            room[status] = judgement.judge(session, world.desk.committee, a_gift("1.00"), world.clock()).remaining

    there = {"authorized", "held", "capturing", "captured", "settled", "received", "deposited"}
    assert room == {status: Money(320000 if status.value in there else 330000) for status in Status}


def test_a_gift_counts_by_whatever_channel_it_came(world: World) -> None:
    for method in Method:
        booked(world, "500.00", method=method)

    with world.desk.database.reading() as session:
        judged = judgement.judge(session, world.desk.committee, a_gift("300.01"), world.clock())

    assert len(Method) == 6
    assert judged.remaining == Money(30000)
    assert judged.barred


def test_more_names_at_one_address_than_one_statement_asks_for_are_read(world: World) -> None:
    with world.desk.database.writing() as session:
        for number in range(520):
            who = a_contributor(first_name="Pat", last_name=f"Q{number}x", email=f"p{number}@example.org")
            ledger.offer(session, NewGift(a_gift("1.00", who), judgement.keys(who), "P2026", None), world.clock())
        session.execute(sa.update(models.Contribution).values(status=Status.SETTLED))
    booked(world, "70.00")

    with world.desk.database.reading() as session:
        judged = judgement.judge(session, world.desk.committee, a_gift("1.00"), world.clock())
        named = registers.by_charges(session, [f"ch_{number}" for number in range(70_000)])

    assert [gift.amount for gift in judged.case.prior] == [Money(7000)]
    assert named == []


# Adjustments ---------------------------------------------------------------------------------------------------------


def test_an_adjustment_told_twice_is_kept_once_and_a_change_is_journaled(world: World) -> None:
    entry = given(world)
    pending = Adjustment(AdjustmentKind.REFUND, AdjustmentStatus.PENDING, Money(1000), "re_1", world.clock())
    done = Adjustment(AdjustmentKind.REFUND, AdjustmentStatus.SUCCEEDED, Money(1000), "re_1", world.clock())

    told = []
    for each in (pending, pending, done, done):
        with world.desk.database.writing() as session:
            told.append(ledger.adjust(session, entry, each, world.clock()))

    assert told == [True, False, True, False]
    assert [each.status for each in world.read(entry.public_id).gift.adjustments] == [AdjustmentStatus.SUCCEEDED]
    assert journal(world, entry.public_id)[-2:] == [("refund", "", "pending"), ("refund", "pending", "succeeded")]


# Forgetting ----------------------------------------------------------------------------------------------------------


def test_after_thirty_days_only_what_was_never_paid_is_forgotten(world: World) -> None:
    left = offered(world)
    world.clock.forward(minutes=40)
    world.sweep()
    taken = given(world, "20.00").public_id
    held = given(world, "30.00", JORDAN, number="5105105105105100").public_id
    assert world.read(left).status is Status.EXPIRED

    world.clock.forward(days=29)
    world.sweep(deep=True)
    assert world.read(left).gift.contributor.last_name == "Sample"
    world.clock.forward(days=1, minutes=1)
    world.sweep(deep=True)

    forgotten = world.read(left)
    assert "sample" not in repr(forgotten).casefold()
    assert "example.org" not in repr(forgotten)
    assert forgotten.gift.amount == Money(25000)
    assert forgotten.keys.locks == ()
    assert world.read(taken).gift.contributor == ROBIN
    assert world.read(held).gift.contributor == JORDAN


def test_an_offer_that_was_typed_anew_is_not_forgotten_by_its_first_date(world: World) -> None:
    public_id = offered(world)
    entry = world.read(public_id)
    world.clock.forward(days=31)
    world.advance(public_id)
    new = NewGift(a_gift("5.00"), entry.keys, "P2026", "another")
    with world.desk.database.writing() as session:
        ledger.revise(session, entry, new, world.clock())

    world.sweep(deep=True)

    assert world.read(public_id).gift.contributor == ROBIN


# Queues --------------------------------------------------------------------------------------------------------------


def test_the_held_are_listed_by_when_their_authorisation_ends(world: World) -> None:
    now = world.clock()
    late = booked(world, "1.00", Status.HELD, capture_before=now + timedelta(days=5))
    never = booked(world, "2.00", Status.HELD)
    soon = booked(world, "3.00", Status.HELD, capture_before=now + timedelta(days=1))
    booked(world, "4.00", Status.CAPTURED, capture_before=now)

    with world.desk.database.reading() as session:
        assert [entry.id for entry in registers.held(session)] == [soon, late, never]


def _entry(world: World, number: int) -> ledger.Entry:
    with world.desk.database.reading() as session:
        entry = ledger.by_id(session, number)
    assert entry is not None
    return entry


def _seen(session: Session, number: int) -> ledger.Entry:
    entry = ledger.by_id(session, number)
    assert entry is not None
    return entry


def _put(world: World, number: int, status: Status) -> None:
    with world.desk.database.writing() as session:
        session.get_one(models.Contribution, number).status = status


def _count(world: World, table: str) -> Any:
    with world.desk.database.reading() as session:
        return session.scalar(sa.text(f"SELECT COUNT(*) FROM {table}"))  # noqa: S608 - the test's own words


def _notice(world: World, contribution_id: int) -> None:
    row = (
        'INSERT INTO notices (id, contribution_id, kind, medium, "to", subject, body, wording_version, sent_on, at, '
        "actor) VALUES (1, :gift, 'k', 'mail', 't', 's', 'b', 'v', '2026-03-02', '2026-03-02 00:00:00', 'a')"
    )
    with world.desk.database.writing() as session:
        session.execute(sa.text(row), {"gift": contribution_id})
