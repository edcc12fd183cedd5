"""Putting an excess right: refunds, redesignations, reattributions; and the work that follows the totals."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

import pytest

from compliance.contribution import AccountKind, AdjustmentStatus
from compliance.money import Money
from compliance.remedy import Remedy, Validity
from donations import adjustments, people, refunds
from donations.adjustments import AskedAlready, CannotAdjust, ChangeStatus, Text, Wish
from donations.desk import PaymentsUnavailable, Status
from donations.refunds import CannotRefund
from donations.settlement import NoSuchGift
from tests.donations.books import JORDAN, booked, given, letters
from tests.donations.righting import (
    BY,
    EMAIL,
    NOTICE,
    acts,
    ask_to_redesignate,
    by_check,
    give_back,
    is_open,
    keyed,
    over,
    sign,
    tasks_of,
    totals,
)
from tests.donations.world import World
from tests.factories import a_check, a_contributor

ALEX = {"first_name": "Alex", "last_name": "Sample", "email": "alex@example.org"}
JOINT = a_check(
    account=AccountKind.JOINT, printed_names=("Robin Sample", "Alex Sample"), signers=("Robin Sample",), has_image=True
)


@pytest.fixture(autouse=True)
def _strangers(world: World) -> None:
    booked(world, "2,000.00", who=JORDAN)


# Refunds -------------------------------------------------------------------------------------------------------------


def test_a_refund_by_stripe_lowers_all_three_totals_and_says_who_did_it_and_why(world: World) -> None:
    entry = given(world, "1,000.00")

    refunded = give_back(world, entry, "400.00", reason="asked for it")

    assert totals(world, entry) == {
        "P2026": "$600.00", "G2026": "$0.00", "cycle": "$600.00", "calendar year": "$600.00"
    }  # fmt: skip
    assert refunded.gift.amount == Money.parse("1,000.00")
    made = people.story(world.desk, entry.public_id).corrections[0]
    assert (made.method, made.actor, made.reason, made.on) == ("stripe", BY, "asked for it", date(2026, 3, 2))
    assert (BY, "refund", "", "pending") in acts(world, entry)
    assert ("stripe", "refund", "pending", "succeeded") in acts(world, entry)


def test_the_same_form_twice_gives_back_once(world: World) -> None:
    entry = given(world, "1,000.00")

    for _ in range(3):
        give_back(world, entry, "100.00", form="one-form")

    assert totals(world, entry)["P2026"] == "$900.00"
    assert len(world.sandbox_list("/v1/refunds")) == 1


def test_two_forms_give_back_twice(world: World) -> None:
    entry = given(world, "1,000.00")

    give_back(world, entry, "100.00")
    give_back(world, entry, "100.00")

    assert totals(world, entry)["P2026"] == "$800.00"


@pytest.mark.parametrize("amount", ["1,000.01", "0.00"], ids=["a cent too much", "nothing"])
def test_never_more_than_is_left_and_never_nothing(world: World, amount: str) -> None:
    entry = given(world, "1,000.00")

    with pytest.raises(CannotRefund, match=r"\$1,000\.00 can still"):
        refunds.refund(world.desk, entry.public_id, Money.parse(amount), form="f", by=BY, reason="r", now=world.clock())


def test_a_pending_refund_counts_for_nothing_yet_and_is_not_given_back_again(world: World) -> None:
    entry = given(world, "1,000.00", number="4000000000007726")

    pending = give_back(world, entry, "1,000.00")

    assert [each.status for each in pending.gift.adjustments] == [AdjustmentStatus.PENDING]
    assert totals(world, entry)["P2026"] == "$1,000.00"
    assert str(refunds.refundable(pending)) == "$0.00"


def test_a_refund_that_fails_late_counts_again_and_can_be_made_again(world: World) -> None:
    entry = given(world, "1,000.00")
    made = give_back(world, entry, "1,000.00")
    stripe_id = world.sandbox_list("/v1/refunds")[0]["id"]
    world.sandbox.settle_refund(stripe_id, "failed")

    world.deliver_all()

    failed = world.read(entry.public_id)
    assert made.gift.adjustments[0].status is AdjustmentStatus.SUCCEEDED
    assert failed.gift.adjustments[0].status is AdjustmentStatus.FAILED
    assert totals(world, entry)["P2026"] == "$1,000.00"
    assert str(refunds.refundable(failed)) == "$1,000.00"
    assert ("stripe", "refund", "succeeded", "failed") in acts(world, entry)


def test_nothing_is_given_back_before_it_came(world: World) -> None:
    entry = keyed(world, "1,000.00")

    with pytest.raises(CannotRefund, match="nothing of it was given back before"):
        by_check(world, entry, "300.00", on=date(2026, 3, 1))


def test_a_committees_check_gives_back_at_once_and_when_it_is_never_paid_the_gift_counts_again(world: World) -> None:
    entry = keyed(world, "1,000.00", on=date(2026, 2, 27))
    made = by_check(world, entry, "300.00", on=date(2026, 3, 1))

    assert totals(world, entry)["P2026"] == "$700.00"
    told = people.story(world.desk, entry.public_id).corrections[0]
    assert (told.method, told.on, told.reason) == ("check", date(2026, 3, 1), "over the limit (check 2001)")

    ref = made.gift.adjustments[0].ref
    refunds.stop_check(world.desk, ref, by=BY, reason="never cashed", now=world.clock())

    assert totals(world, entry)["P2026"] == "$1,000.00"
    assert (BY, "refund", "succeeded", "failed") in acts(world, entry)
    with pytest.raises(CannotRefund, match="Only a refund by the committee"):
        refunds.stop_check(world.desk, ref, by=BY, reason="again", now=world.clock())


def test_a_refund_by_stripe_cannot_be_stopped_here(world: World) -> None:
    entry = give_back(world, given(world), "1.00")

    with pytest.raises(CannotRefund, match="Only a refund by the committee"):
        refunds.stop_check(world.desk, entry.gift.adjustments[0].ref, by=BY, reason="r", now=world.clock())
    with pytest.raises(NoSuchGift):
        refunds.stop_check(world.desk, "no such refund", by=BY, reason="r", now=world.clock())


def test_a_check_is_not_given_back_by_stripe(world: World) -> None:
    with pytest.raises(CannotRefund, match="did not come by card"):
        give_back(world, keyed(world), "1.00")


def test_what_was_not_taken_is_not_given_back(world: World) -> None:
    with pytest.raises(CannotRefund, match="this gift is received"):
        by_check(world, keyed(world, deposited=False), "1.00")


def test_money_that_the_bank_has_taken_back_is_given_back_in_no_way_until_the_dispute_ends(world: World) -> None:
    entry = given(world, "1,000.00", number="4000000000000259")
    world.deliver_all()

    disputed = world.read(entry.public_id)

    assert [each.status for each in disputed.gift.adjustments] == [AdjustmentStatus.OPEN]
    assert totals(world, entry)["P2026"] == "$1,000.00"
    with pytest.raises(CannotRefund, match="The bank looks into this payment"):
        give_back(world, entry, "1.00")
    with pytest.raises(CannotRefund, match=r"\$0\.00 can still"):
        by_check(world, entry, "1.00")


def test_when_stripe_does_not_answer_the_refund_waits_and_the_sweeper_makes_it_once(
    make_world: Callable[..., World],
) -> None:
    world = make_world(patience=(1, 0.5))
    entry = given(world, "1,000.00")
    world.sandbox.faults.timeout_after_effect("POST", "/v1/refunds", seconds=20)

    with pytest.raises(PaymentsUnavailable):
        give_back(world, entry, "400.00")

    assert totals(world, entry)["P2026"] == "$1,000.00"
    world.clock.forward(seconds=11)
    world.sweep()
    assert totals(world, entry)["P2026"] == "$600.00"
    assert len(world.sandbox_list("/v1/refunds")) == 1


def test_twenty_at_once_never_give_back_more_than_the_gift(world: World) -> None:
    entry = given(world, "1,000.00")
    told: list[str] = []

    def ask() -> None:
        try:
            give_back(world, entry, "300.00")
            told.append("made")
        except (CannotRefund, PaymentsUnavailable) as fault:
            told.append(type(fault).__name__)

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    world.clock.forward(seconds=11)
    world.sweep(deep=True)

    assert len(told) == 20
    assert sum(refund["amount"] for refund in world.sandbox_list("/v1/refunds")) == 90000
    assert totals(world, entry)["P2026"] == "$100.00"


def test_twenty_checks_at_once_never_give_back_more_than_the_gift(world: World) -> None:
    entry = keyed(world, "1,000.00")
    made: list[str] = []

    def ask(number: int) -> None:
        try:
            by_check(world, entry, "300.00", check_number=str(number))
            made.append("made")
        except CannotRefund:
            pass

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(1, 21)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert made == ["made"] * 3
    assert totals(world, entry)["P2026"] == "$100.00"


# The work of an excess follows the totals ----------------------------------------------------------------------------


def test_an_excess_is_of_the_gift_that_came_later_and_the_earlier_one_has_none(world: World) -> None:
    first, second = keyed(world, "3,000.00"), keyed(world, "1,000.00")

    assert (over(world, first), over(world, second)) == ("$0.00", "$700.00")
    assert (is_open(world, first), is_open(world, second)) == (None, True)
    assert tasks_of(world, second)["excess"].due_on == date(2026, 3, 2) + timedelta(days=60)


def test_giving_the_excess_back_closes_its_work_and_a_cent_less_does_not(world: World) -> None:
    keyed(world, "3,000.00")
    second = keyed(world, "1,000.00")

    by_check(world, second, "699.99")
    assert (over(world, second), is_open(world, second)) == ("$0.01", True)

    by_check(world, second, "0.01")
    assert (over(world, second), is_open(world, second)) == ("$0.00", False)
    assert tasks_of(world, second)["excess"].closed_by == BY


def test_giving_back_the_earlier_gift_closes_the_work_of_the_later_one(world: World) -> None:
    first, second = keyed(world, "3,000.00"), keyed(world, "1,000.00")

    by_check(world, first, "700.00")

    assert is_open(world, second) is False


def test_an_excess_that_was_given_back_is_open_again_when_the_refund_fails_late(world: World) -> None:
    first = given(world, "3,000.00")
    second = keyed(world, "1,000.00")
    give_back(world, first, "700.00")
    assert is_open(world, second) is False

    world.sandbox.settle_refund(world.sandbox_list("/v1/refunds")[0]["id"], "failed")
    world.deliver_all()

    assert is_open(world, second) is True
    assert ("engine", "reopen excess", "deposited", "deposited") in acts(world, second)


def test_a_refund_that_fails_after_the_room_was_given_again_opens_work_where_there_was_none(world: World) -> None:
    first = give_back(world, given(world, "3,300.00"), "3,300.00")
    second = given(world, "3,300.00")
    assert second.status is Status.CAPTURED
    assert is_open(world, second) is None

    world.sandbox.settle_refund(world.sandbox_list("/v1/refunds")[0]["id"], "failed")
    world.deliver_all()

    assert totals(world, first)["P2026"] == "$6,600.00"
    assert (over(world, second), is_open(world, second)) == ("$3,300.00", True)


def test_a_lost_dispute_closes_an_excess(world: World) -> None:
    disputed = given(world, "3,000.00", number="4000000000000259")
    world.deliver_all()
    second = keyed(world, "1,000.00")
    assert is_open(world, second) is True

    world.sandbox.close_dispute(world.sandbox_list("/v1/disputes")[0]["id"], "lost")
    world.deliver_all()

    assert totals(world, disputed)["P2026"] == "$1,000.00"
    assert is_open(world, second) is False


def test_a_check_that_bounces_takes_the_excess_of_a_later_one_away(world: World) -> None:
    from donations import receiving  # noqa: PLC0415 - only here

    first, second = keyed(world, "3,000.00"), keyed(world, "1,000.00")
    assert is_open(world, second) is True
    with world.desk.database.reading() as session:
        from donations import envelopes  # noqa: PLC0415 - a test may look

        envelope = envelopes.by_id(session, first.envelope_id or 0)
    assert envelope is not None

    receiving.bounce(
        world.desk,
        envelope.public_id,
        version=envelope.version,
        on=date(2026, 3, 2),
        reason="no funds",
        by=BY,
        now=world.clock(),
    )

    assert (over(world, first), is_open(world, second)) == ("$0.00", False)


# Redesignation in writing --------------------------------------------------------------------------------------------


def test_a_signed_redesignation_moves_the_excess_and_closes_its_work(world: World) -> None:
    keyed(world, "3,000.00")
    second = keyed(world, "1,000.00")

    asked = ask_to_redesignate(world, second)
    assert totals(world, second)["P2026"] == "$4,000.00"
    done = sign(world, asked)

    assert done.status is ChangeStatus.EFFECTIVE
    assert totals(world, second) == {
        "P2026": "$3,300.00", "G2026": "$700.00", "cycle": "$4,000.00", "calendar year": "$4,000.00"
    }  # fmt: skip
    assert is_open(world, second) is False
    told = [act for act in acts(world, second) if act[0] == BY]
    assert (BY, "ask written_redesignation", "deposited", "deposited") in told
    assert (BY, "sign written_redesignation", "deposited", "deposited") in told
    assert (BY, "redesignation", "", "succeeded") in told


def test_what_was_asked_is_kept_as_a_notice_and_mailed_with_a_link_that_is_kept_nowhere(world: World) -> None:
    second = keyed(world, "4,000.00")

    asked = ask_to_redesignate(world, second)

    story = people.story(world.desk, second.public_id)
    assert [(each.kind, each.medium, each.body) for each in story.notices] == [
        (f"change:{asked.change.id}:0", "email", EMAIL.body)
    ]
    letter = next(each for each in letters(world) if each.kind == "notice")
    assert letter.facts["token"] == asked.tokens[0]
    world.mail()
    assert next(each for each in letters(world) if each.kind == "notice").facts == {}
    assert asked.tokens[0] not in str(story)


@pytest.mark.parametrize(
    "amount, election, why",
    [
        ("700.01", "G2026", r"at most \$700\.00"),
        ("0.00", "G2026", r"at most \$700\.00"),
        ("700.00", "S2026", "not open"),
        ("700.00", "P2026", "not open"),
    ],
    ids=["a cent too much", "nothing", "no such election", "its own election"],
)
def test_what_is_not_open_cannot_be_asked(world: World, amount: str, election: str, why: str) -> None:
    second = keyed(world, "4,000.00")

    with pytest.raises(CannotAdjust, match=why):
        ask_to_redesignate(world, second, amount, election)
    assert people.story(world.desk, second.public_id).notices == ()


def test_nothing_is_asked_where_nothing_is_over(world: World) -> None:
    with pytest.raises(CannotAdjust, match="Nothing is over the limit"):
        ask_to_redesignate(world, keyed(world, "3,300.00"), "1.00")


def test_a_signature_counts_on_the_sixtieth_day_and_not_on_the_day_after(world: World) -> None:
    second = keyed(world, "4,000.00")
    asked = ask_to_redesignate(world, second)
    assert asked.change.due_on == date(2026, 5, 1)
    world.clock.forward(days=61)

    with pytest.raises(CannotAdjust, match="The last day for this was 1 May 2026"):
        sign(world, asked, on=date(2026, 5, 2))
    assert sign(world, asked, on=date(2026, 5, 1)).status is ChangeStatus.EFFECTIVE


@pytest.mark.parametrize("on", [date(2026, 3, 1), date(2026, 3, 3)], ids=["before the gift", "tomorrow"])
def test_a_signature_comes_after_the_gift_and_not_in_the_future(world: World, on: date) -> None:
    asked = ask_to_redesignate(world, keyed(world, "4,000.00"))

    with pytest.raises(CannotAdjust, match="not in the future"):
        sign(world, asked, on=on)


def test_a_signature_that_came_before_the_refund_was_offered_makes_nothing_effective(world: World) -> None:
    second = keyed(world, "4,000.00")
    world.clock.forward(days=3)
    asked = ask_to_redesignate(world, second)

    with pytest.raises(CannotAdjust, match="not effective without the request that tells Robin Sample of the refund"):
        sign(world, asked, on=date(2026, 3, 4))
    assert totals(world, second)["G2026"] == "$0.00"


def test_nobody_else_signs(world: World) -> None:
    asked = ask_to_redesignate(world, keyed(world, "4,000.00"))

    with pytest.raises(CannotAdjust, match="Robin Sample sign this, nobody else"):
        sign(world, asked, "Jordan Quill")
    assert sign(world, asked, "  robin   SAMPLE ").status is ChangeStatus.EFFECTIVE


def test_a_second_signature_of_the_same_hand_changes_nothing(world: World) -> None:
    second = keyed(world, "4,000.00")
    asked = ask_to_redesignate(world, second)

    once, twice = sign(world, asked), sign(world, asked)

    assert once == twice
    assert totals(world, second)["G2026"] == "$700.00"


def test_a_change_that_is_signed_after_the_excess_was_given_back_moves_nothing(world: World) -> None:
    second = keyed(world, "4,000.00")
    asked = ask_to_redesignate(world, second)
    by_check(world, second, "700.00")

    with pytest.raises(CannotAdjust, match="Nothing is over the limit"):
        sign(world, asked)
    assert totals(world, second)["G2026"] == "$0.00"


def test_of_two_ways_that_were_asked_only_the_first_to_be_signed_moves_money(world: World) -> None:
    second = keyed(world, "4,000.00")
    one, other = ask_to_redesignate(world, second), ask_to_redesignate(world, second, "600.00")

    sign(world, one)

    with pytest.raises(CannotAdjust, match="Nothing is over the limit"):
        sign(world, other)
    assert totals(world, second)["G2026"] == "$700.00"


def test_the_same_is_not_asked_twice(world: World) -> None:
    second = keyed(world, "4,000.00")
    asked = ask_to_redesignate(world, second)

    with pytest.raises(AskedAlready) as fault:
        ask_to_redesignate(world, second)

    assert fault.value.change_id == asked.change.id
    assert len(people.story(world.desk, second.public_id).notices) == 1


def test_room_that_was_used_meanwhile_is_not_passed_by_a_signature(world: World) -> None:
    second = keyed(world, "4,000.00")
    asked = ask_to_redesignate(world, second)
    keyed(world, "3,300.00", election="G2026")

    with pytest.raises(CannotAdjust, match="has given all that may be given"):
        sign(world, asked)


def test_a_change_can_be_withdrawn_and_then_nobody_signs_it(world: World) -> None:
    second = keyed(world, "4,000.00")
    asked = ask_to_redesignate(world, second)

    ended = adjustments.void(world.desk, asked.change.id, by=BY, reason="the donor wants a refund", now=world.clock())

    assert ended.status is ChangeStatus.VOID
    with pytest.raises(CannotAdjust, match="void already"):
        sign(world, asked)
    with pytest.raises(CannotAdjust, match="void already"):
        adjustments.void(world.desk, asked.change.id, by=BY, reason="again", now=world.clock())
    assert (BY, "void written_redesignation", "deposited", "deposited") in acts(world, second)


def test_an_effective_change_whose_records_are_missing_is_undone_and_its_excess_is_open_again(world: World) -> None:
    second = keyed(world, "4,000.00")
    done = sign(world, ask_to_redesignate(world, second))
    assert is_open(world, second) is False

    adjustments.void(world.desk, done.id, by=BY, reason="the signature was lost", now=world.clock())

    assert totals(world, second)["P2026"] == "$4,000.00"
    assert (over(world, second), is_open(world, second)) == ("$700.00", True)


def test_a_link_opens_what_it_is_for_and_a_fresh_one_ends_the_one_before(world: World) -> None:
    asked = ask_to_redesignate(world, keyed(world, "4,000.00"))

    opened = adjustments.by_token(world.desk, asked.tokens[0])
    assert opened is not None
    assert (opened.signer, opened.signed, opened.change.id) == ("Robin Sample", False, asked.change.id)
    assert adjustments.by_token(world.desk, asked.tokens[0] + "x") is None

    fresh = adjustments.send_again(world.desk, asked.change.id, 0, EMAIL, by=BY, now=world.clock())
    assert adjustments.by_token(world.desk, asked.tokens[0]) is None
    assert adjustments.by_token(world.desk, fresh) is not None


# What the law presumes -----------------------------------------------------------------------------------------------


def presume(world: World, public_id: str, amount: str = "700.00", to: str = "G2026") -> adjustments.Change:
    wish = Wish(Remedy.PRESUMPTIVE_REDESIGNATION, Money.parse(amount), to)
    return adjustments.presume(world.desk, public_id, wish, [NOTICE], by=BY, now=world.clock())


def test_an_undesignated_gift_before_the_primary_is_presumed_for_the_general_with_its_notice(world: World) -> None:
    second = keyed(world, "4,000.00", election=None)

    done = presume(world, second.public_id)

    assert done.status is ChangeStatus.EFFECTIVE
    assert totals(world, second)["G2026"] == "$700.00"
    assert [each.medium for each in people.story(world.desk, second.public_id).notices] == ["letter"]
    assert adjustments.standing(world.desk, done.id, world.clock()).validity is Validity.VALID


def test_nothing_is_presumed_of_a_designated_gift(world: World) -> None:
    second = keyed(world, "4,000.00", election="P2026")

    with pytest.raises(CannotAdjust, match=r"designated the election|not open"):
        presume(world, second.public_id)


def test_what_is_presumed_without_a_notice_is_not_effective(world: World) -> None:
    second = keyed(world, "4,000.00", election=None)
    wish = Wish(Remedy.PRESUMPTIVE_REDESIGNATION, Money.parse("700.00"), "G2026")

    with pytest.raises(CannotAdjust, match="not effective without the notice to Robin Sample"):
        adjustments.presume(world.desk, second.public_id, wish, [], by=BY, now=world.clock())
    assert people.story(world.desk, second.public_id).changes == ()


def test_what_is_presumed_is_not_asked_for_and_what_is_asked_for_is_not_presumed(world: World) -> None:
    second = keyed(world, "4,000.00", election=None)
    written = Wish(Remedy.WRITTEN_REDESIGNATION, Money.parse("700.00"), "G2026")
    presumed = Wish(Remedy.PRESUMPTIVE_REDESIGNATION, Money.parse("700.00"), "G2026")

    with pytest.raises(CannotAdjust, match="without a signature"):
        adjustments.presume(world.desk, second.public_id, written, [NOTICE], by=BY, now=world.clock())
    with pytest.raises(CannotAdjust, match="is not asked for"):
        adjustments.ask(world.desk, second.public_id, presumed, [NOTICE], by=BY, now=world.clock())


# Reattribution -------------------------------------------------------------------------------------------------------


def joint(world: World, amount: str = "4,000.00") -> tuple[str, Wish]:
    entry = keyed(world, amount, check=JOINT)
    return entry.public_id, Wish(Remedy.WRITTEN_REATTRIBUTION, Money.parse("700.00"), None, ALEX)


def test_a_reattribution_wants_both_signatures_and_gives_the_other_person_a_gift_of_their_own(world: World) -> None:
    public_id, wish = joint(world)
    asked = adjustments.ask(world.desk, public_id, wish, [EMAIL, EMAIL], by=BY, now=world.clock())
    assert len(asked.tokens) == 2

    assert sign(world, asked, "Robin Sample").status is ChangeStatus.ASKED
    assert totals(world, world.read(public_id))["P2026"] == "$4,000.00"
    done = sign(world, asked, "Alex Sample")

    assert done.status is ChangeStatus.EFFECTIVE
    part = world.read(done.to_contribution or "")
    assert totals(world, world.read(public_id))["P2026"] == "$3,300.00"
    assert totals(world, part)["P2026"] == "$700.00"
    assert part.status is Status.DEPOSITED
    assert part.gift.contributor.full_name == "Alex Sample"
    assert (part.gift.attestation.citizenship, part.gift.message) == (False, "")  # type: ignore[union-attr]
    assert is_open(world, part, "occupation_and_employer") is True
    assert is_open(world, world.read(public_id)) is False


def test_each_of_two_signers_has_a_link_of_their_own(world: World) -> None:
    public_id, wish = joint(world)
    asked = adjustments.ask(world.desk, public_id, wish, [EMAIL, EMAIL], by=BY, now=world.clock())

    opened = [adjustments.by_token(world.desk, token) for token in asked.tokens]

    assert [each.signer if each else None for each in opened] == ["Robin Sample", "Alex Sample"]


def test_the_other_persons_part_can_be_given_back_by_check(world: World) -> None:
    public_id, wish = joint(world)
    asked = adjustments.ask(world.desk, public_id, wish, [EMAIL, EMAIL], by=BY, now=world.clock())
    sign(world, asked, "Robin Sample")
    part = world.read(sign(world, asked, "Alex Sample").to_contribution or "")

    by_check(world, part, "700.00")

    assert totals(world, part)["P2026"] == "$0.00"
    with pytest.raises(CannotAdjust, match="Something has happened to the other person"):
        adjustments.void(world.desk, asked.change.id, by=BY, reason="r", now=world.clock())


def test_a_void_reattribution_counts_whole_again_for_the_first_and_nothing_for_the_other(world: World) -> None:
    public_id, wish = joint(world)
    asked = adjustments.ask(world.desk, public_id, wish, [EMAIL, EMAIL], by=BY, now=world.clock())
    sign(world, asked, "Robin Sample")
    part = world.read(sign(world, asked, "Alex Sample").to_contribution or "")

    adjustments.void(world.desk, asked.change.id, by=BY, reason="a signature is missing", now=world.clock())

    assert totals(world, world.read(public_id))["P2026"] == "$4,000.00"
    assert totals(world, part)["P2026"] == "$0.00"
    assert is_open(world, world.read(public_id)) is True


def test_a_reattribution_makes_no_new_excess(world: World) -> None:
    alex = a_contributor(first_name="Alex", email="alex@example.org")
    keyed(world, "3,000.00", who=alex)
    public_id, wish = joint(world)

    with pytest.raises(CannotAdjust, match=r"at most \$300\.00"):
        adjustments.ask(world.desk, public_id, wish, [EMAIL], by=BY, now=world.clock())


def test_a_presumed_reattribution_wants_a_printed_name_a_picture_and_a_notice_to_each(world: World) -> None:
    from donations import receiving  # noqa: PLC0415 - only here

    public_id, _wish = joint(world)
    wish = Wish(Remedy.PRESUMPTIVE_REATTRIBUTION, Money.parse("700.00"), None, ALEX)

    with pytest.raises(CannotAdjust, match=r"the notice to Alex Sample.*the picture of the check"):
        adjustments.presume(world.desk, public_id, wish, [NOTICE], by=BY, now=world.clock())

    with world.desk.database.reading() as session:
        from donations import envelopes  # noqa: PLC0415 - a test may look

        envelope = envelopes.by_id(session, world.read(public_id).envelope_id or 0)
    assert envelope is not None
    receiving.add_image(
        world.desk, envelope.public_id, media_type="image/png", size=1, sealed=b"x", by=BY, now=world.clock()
    )
    done = adjustments.presume(world.desk, public_id, wish, [NOTICE, NOTICE], by=BY, now=world.clock())
    assert done.status is ChangeStatus.EFFECTIVE


def test_a_card_gift_is_never_presumed_to_be_anothers(world: World) -> None:
    entry = world.read(_card_excess(world))
    wish = Wish(Remedy.PRESUMPTIVE_REATTRIBUTION, Money.parse("100.00"), None, ALEX)

    with pytest.raises(CannotAdjust, match=r"never for a card|not open"):
        adjustments.presume(world.desk, entry.public_id, wish, [NOTICE, NOTICE], by=BY, now=world.clock())


def _card_excess(world: World) -> str:
    first = give_back(world, given(world, "3,300.00"), "3,300.00")
    second = given(world, "1,000.00")
    world.sandbox.settle_refund(world.sandbox_list("/v1/refunds")[0]["id"], "failed")
    world.deliver_all()
    assert over(world, first) == "$0.00"
    return second.public_id


# Faults --------------------------------------------------------------------------------------------------------------


def test_what_is_not_there_is_told(world: World) -> None:
    wish = Wish(Remedy.WRITTEN_REDESIGNATION, Money.parse("1.00"), "G2026")
    for act in (
        lambda: adjustments.excess(world.desk, "none", world.clock()),
        lambda: adjustments.ask(world.desk, "none", wish, [], by=BY, now=world.clock()),
        lambda: adjustments.change(world.desk, 999),
        lambda: adjustments.void(world.desk, 999, by=BY, reason="r", now=world.clock()),
        lambda: adjustments.notice(world.desk, 999),
        lambda: adjustments.send_notice(
            world.desk, "none", "thanks", Text("call", "", "s", "b"), by=BY, now=world.clock()
        ),
        lambda: refunds.refund(world.desk, "none", Money.parse("1.00"), form="f", by=BY, reason="r", now=world.clock()),
    ):
        with pytest.raises(NoSuchGift):
            act()


def test_a_gift_that_was_not_taken_cannot_be_moved(world: World) -> None:
    entry = keyed(world, "4,000.00", deposited=False)

    with pytest.raises(CannotAdjust, match="this gift is received"):
        ask_to_redesignate(world, entry)


def test_two_who_sign_and_refund_at_the_same_moment_never_put_right_more_than_the_excess(world: World) -> None:
    second = keyed(world, "4,000.00")
    asked = ask_to_redesignate(world, second)

    def quietly(act: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            with suppress(CannotAdjust, CannotRefund):
                act()

        return run

    threads = [
        threading.Thread(target=quietly(lambda: sign(world, asked))),
        threading.Thread(target=quietly(lambda: by_check(world, second, "700.00"))),
        threading.Thread(target=quietly(lambda: sign(world, asked))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert over(world, second) == "$0.00"
    assert is_open(world, second) is False
    moved = [each for each in world.read(second.public_id).gift.adjustments if each.election == "G2026"]
    assert len(moved) <= 1
