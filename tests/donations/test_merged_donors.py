"""Records that a treasurer's word makes one person's: one total at every door, and one lock (IDN-09, LIM-14)."""

import threading

import pytest

from donations import judgement, ledger, models, people
from donations.ledger import Status
from tests.donations.books import ROBIN, a_gift, booked, given, paid
from tests.donations.righting import BY
from tests.donations.world import World
from tests.factories import a_contributor, an_address

BOB = a_contributor(
    first_name="Bobbie", last_name="Other", email="bob@else.example", address=an_address(line1="77 Far Street")
)
CEE = a_contributor(
    first_name="Cee", last_name="Third", email="cee@third.example", address=an_address(line1="5 Third Avenue")
)


def ref(world: World, number: int) -> str:
    with world.desk.database.reading() as session:
        entry = ledger.by_id(session, number)
        assert entry is not None
        return entry.public_id


def one_person(world: World, one: int, other: int, *, same: bool = True) -> None:
    people.tell(world.desk, ref(world, one), ref(world, other), same=same, by=BY, reason="met", now=world.clock())


def room(world: World, who: object) -> tuple[int, str]:
    """How many gifts a person has given, and what may still be given."""
    with world.desk.database.reading() as session:
        judged = judgement.judge(session, world.desk.committee, a_gift("1.00", who), world.clock())  # type: ignore[arg-type]
        return len(judged.case.prior), str(judged.remaining)


def test_a_word_about_two_gifts_joins_all_the_others_of_both_records(world: World) -> None:
    first = booked(world, "1,000.00", who=ROBIN)
    other = booked(world, "1,000.00", who=BOB)
    booked(world, "1,000.00", who=BOB)

    one_person(world, first, other)

    assert room(world, ROBIN) == room(world, BOB) == (3, "$300.00")


def test_words_are_carried_on_from_record_to_record(world: World) -> None:
    robin, bob, cee = (booked(world, "1,000.00", who=who) for who in (ROBIN, BOB, CEE))

    one_person(world, robin, bob)
    one_person(world, bob, cee)

    assert room(world, ROBIN) == room(world, BOB) == room(world, CEE) == (3, "$300.00")

    one_person(world, bob, cee, same=False)

    assert room(world, ROBIN) == room(world, BOB) == (2, "$1,300.00")
    assert room(world, CEE) == (1, "$2,300.00")


@pytest.mark.parametrize("what_became", [Status.BOUNCED, Status.RETURNED, Status.CANCELED])
def test_a_word_holds_whatever_becomes_of_the_gift_by_which_it_was_given(world: World, what_became: Status) -> None:
    first = booked(world, "1,000.00", who=ROBIN)
    booked(world, "1,000.00", who=ROBIN)
    other = booked(world, "1,000.00", who=BOB)
    one_person(world, first, other)

    with world.desk.database.writing() as session:
        session.get_one(models.Contribution, first).status = what_became

    assert room(world, ROBIN) == room(world, BOB) == (2, "$1,300.00")


@pytest.mark.parametrize("amount, status", [("300.00", Status.CAPTURED), ("300.01", Status.CANCELED)])
def test_a_card_is_captured_up_to_the_limit_of_the_one_person_and_a_cent_more_is_let_go(
    world: World, amount: str, status: Status
) -> None:
    public_id = paid(world, amount, ROBIN)  # Authorised before the word was given.
    first = booked(world, "1,000.00", who=ROBIN)
    other = booked(world, "1,000.00", who=BOB)
    booked(world, "1,000.00", who=BOB)
    one_person(world, first, other)

    assert world.advance(public_id).status is status
    page = people.person(world.desk, ref(world, other), world.clock())
    assert next(total for total in page.totals if total.name == "P2026").over.cents == 0


def test_records_that_are_one_person_s_are_not_judged_at_the_same_time(world: World) -> None:
    """Whoever holds one record keeps the other waiting, until what was given under the one can be seen."""
    first = booked(world, "1,000.00", who=ROBIN)
    other = booked(world, "1,000.00", who=BOB)
    one_person(world, first, other)
    public_id = paid(world, "1,300.00", BOB)
    done = threading.Event()

    def advance() -> None:
        world.advance(public_id)
        done.set()

    with world.desk.database.writing() as session:
        judgement.hold(world.desk, session, [judgement.keys(ROBIN)])
        behind = threading.Thread(target=advance)
        behind.start()
        assert not done.wait(0.7)
        gift = a_gift("1,300.00", ROBIN)
        ledger.receive(
            session,
            ledger.NewGift(gift, judgement.keys(ROBIN), "P2026", None),
            None,
            by=BY,
            now=world.clock(),
            rules=[],
        )
    behind.join(30)

    assert world.read(public_id).status is Status.CANCELED


def test_those_whom_nothing_joins_do_not_wait_for_each_other(world: World) -> None:
    if world.desk.database.sqlite:
        return  # One writer at a time there, whoever gives.
    booked(world, "1,000.00", who=ROBIN)
    with world.desk.database.writing() as session:
        judgement.hold(world.desk, session, [judgement.keys(ROBIN)])
        assert given(world, "100.00", CEE).status is Status.CAPTURED
