"""What a card gift asks of a person after it was taken, and what a stranger may not learn from one."""

from collections.abc import Callable
from dataclasses import replace

from compliance.contribution import Adjustment, AdjustmentKind, AdjustmentStatus
from compliance.money import Money
from donations import held, intake, ledger, registers, tasks, worklist
from donations.ledger import How
from tests.donations.world import WIDE_OPEN, World, dollars, fields


def kinds(world: World, public_id: str) -> set[str]:
    with world.desk.database.reading() as session:
        return {task.kind for task in tasks.of(session, world.read(public_id).id)}


def test_a_large_card_gift_close_before_the_primary_opens_its_48_hour_notice(world: World) -> None:
    world.clock.forward(days=85)  # 26 May, a week before the primary.

    large = world.visitor().give(dollars("1500.00"))
    small = world.visitor().give(dollars("999.99", first_name="Kim", last_name="Other", email="kim@example.org"))

    assert "notice_48_hours" in kinds(world, large)
    assert "notice_48_hours" not in kinds(world, small)
    (waiting,) = [each for each in worklist.queue(world.desk, world.clock()) if each.kind == "notice_48_hours"]
    assert waiting.hours is not None
    assert 46 <= waiting.hours <= 48


def test_who_may_be_the_same_donor_reaches_the_queue_and_not_the_giver(world: World) -> None:
    world.visitor().give(dollars("10.00"))
    rob = world.visitor()

    public_id = rob.give(dollars("10.00", first_name="Rob", email="rob@example.org"))

    assert rob.state(public_id)["rules"] == []
    assert "same_donor" in kinds(world, public_id)


def test_a_held_gift_that_is_refused_takes_the_excess_away_that_it_had_made(world: World) -> None:
    robin = world.visitor()
    waiting = robin.give(dollars("3000.00"), number="5105105105105100")
    assert robin.state(waiting)["status"] == "held"

    held.refuse(world.desk, waiting, by="Terry", reason="a gift card", now=world.clock())
    taken = robin.give(dollars("3300.00"))

    assert robin.state(taken)["status"] == "captured"
    assert "excess" not in kinds(world, taken)


def test_figures_never_go_to_an_address_that_a_held_gift_brought_in(world: World) -> None:
    world.visitor().give(dollars("2000.00"))
    stranger = world.visitor()
    stranger.give(dollars("1.00", email="attacker@example.net"), name="Somebody Else")

    stranger.send(dollars("1400.00", email="attacker@example.net"))

    assert not [letter for letter in world.mail() if "still give" in str(letter.get_body(("plain",)))]


def test_a_part_that_was_not_given_to_another_after_all_still_counts_as_received(world: World) -> None:
    public_id = world.visitor().give(dollars("100.00"))
    entry = world.read(public_id)
    on = entry.gift.received_on
    given = Adjustment(AdjustmentKind.REATTRIBUTION, AdjustmentStatus.SUCCEEDED, Money(4000), "r", world.clock())

    with world.desk.database.writing() as session:
        ledger.adjust(session, entry, given, world.clock(), How(on))
        after = registers.received_between(session, on, on)
        ledger.adjust(session, entry, replace(given, status=AdjustmentStatus.FAILED), world.clock(), How(on))
        undone = registers.received_between(session, on, on)

    assert (after, undone) == (Money(6000), Money(10000))


def test_a_browser_whose_cards_are_declined_again_and_again_is_asked_to_mail_a_check(
    make_world: Callable[..., World],
) -> None:
    world = make_world(limits=replace(WIDE_OPEN, declines_per_browser=2))
    robin = world.visitor()
    for _ in range(2):
        robin.give(fields(), number="4000000000000002")
        world.deliver_all()

    answer = robin.send(fields())

    assert answer.status_code == 429
    assert "Many cards were declined here" in answer.get_data(as_text=True)
    assert world.visitor().send(fields(email="kim@example.org", last_name="Other")).status_code == 303


def test_offers_in_the_name_of_somebody_with_a_history_are_few_a_day_for_a_stranger(
    make_world: Callable[..., World],
) -> None:
    world = make_world(limits=replace(WIDE_OPEN, offers_a_day=3))
    world.visitor().give(dollars("100.00"))

    answers = [world.visitor().send(dollars("1.00", email=f"e{number}@example.net")) for number in range(5)]

    assert [answer.status_code for answer in answers] == [303, 303, 303, 422, 422]
    assert "written to you" in answers[-1].get_data(as_text=True)


def test_a_press_that_comes_while_the_first_page_opens_leads_to_that_page(world: World) -> None:
    robin = world.visitor()
    public_id = robin.offer(fields())
    first = world.read(public_id)
    stale = replace(first, checkout_session_id=None, checkout_url=None)

    assert intake._next_attempt(world.desk, stale, world.clock()) is None  # noqa: SLF001 - the moment between two presses
    assert world.read(public_id).checkout_session_id == first.checkout_session_id
