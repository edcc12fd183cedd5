"""Settlement: room is taken where money is authorised, and no lost answer of Stripe's takes twice or leaves behind."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from compliance.committee import PrepaidCards
from compliance.contribution import AdjustmentStatus
from compliance.money import Money
from donations import ledger, settlement
from donations.desk import PaymentsUnavailable
from donations.ledger import Status
from donations.settlement import NoSuchGift
from tests.donations.books import (
    JORDAN,
    ROBIN,
    agree,
    booked,
    decisions,
    every,
    given,
    journal,
    later,
    letters,
    notes,
    offered,
    paid,
    receipts,
    stranger,
)
from tests.donations.world import COMMITTEE, World

CAPTURE = "/v1/payment_intents/*/capture"
CANCEL = "/v1/payment_intents/*/cancel"
IMPATIENT = (0.3, 0.3)


def rules(world: World, public_id: str) -> list[str]:
    return list(world.read(public_id).rules)


def posts(world: World, ending: str) -> list[Any]:
    return [each for each in world.sandbox.requests if each.method == "POST" and each.path.endswith(ending)]


# Room ----------------------------------------------------------------------------------------------------------------


def test_a_form_that_is_not_paid_holds_no_room(world: World) -> None:
    for _ in range(3):
        offered(world, "3300.00")

    assert given(world, "3300.00").status is Status.CAPTURED
    agree(world)


def test_two_tabs_both_get_to_the_card_page_and_only_one_is_captured(world: World) -> None:
    first, second = paid(world, "2000.00"), paid(world, "2000.00")

    assert world.advance(first).status is Status.CAPTURED
    assert world.advance(second).status is Status.CANCELED

    assert rules(world, second) == ["LIM-01"]
    assert world.captured_cents() == 200000
    agree(world)


def test_exactly_the_limit_is_captured_and_one_cent_more_is_let_go(world: World) -> None:
    assert given(world, "3000.00").status is Status.CAPTURED
    over, exact, more = paid(world, "300.01"), paid(world, "300.00"), paid(world, "1.00")

    assert world.advance(over).status is Status.CANCELED
    assert world.advance(exact).status is Status.CAPTURED
    assert world.advance(more).status is Status.CANCELED

    assert world.captured_cents() == 330000
    agree(world)


def test_what_came_by_other_channels_takes_room_too(world: World) -> None:
    waiting, over = paid(world, "300.00"), paid(world, "300.01")
    booked(world, "3000.00")

    assert world.advance(over).status is Status.CANCELED
    assert world.advance(waiting).status is Status.CAPTURED


def test_another_election_has_room_of_its_own(world: World) -> None:
    assert given(world, "3300.00").status is Status.CAPTURED
    public_id = offered(world, "3300.00", election="G2026")
    world.pay(public_id)

    assert world.advance(public_id).status is Status.CAPTURED


def test_money_that_is_being_let_go_does_not_bar_the_next_try(world: World) -> None:
    wrong_code = paid(world, "3300.00", number="4000000000000101")
    world.sandbox.faults.next("POST", CANCEL, status=429)
    with_code = paid(world, "3300.00")

    with pytest.raises(PaymentsUnavailable):
        world.advance(wrong_code)

    assert world.read(wrong_code).status is Status.CANCELING
    assert world.advance(with_code).status is Status.CAPTURED
    later(world)
    assert world.read(wrong_code).status is Status.CANCELED
    agree(world)


def _refund(world: World, public_id: str, cents: int) -> Any:
    intent = world.read(public_id).payment_intent_id
    assert intent is not None
    refund = world.desk.payments.refund(intent, Money(cents), f"refund:{public_id}:{cents}")
    world.deliver_all()
    return refund


def test_a_refund_that_succeeded_gives_its_room_back_and_one_that_fails_takes_it_again(world: World) -> None:
    first = given(world, "3300.00")
    refund = _refund(world, first.public_id, 100000)
    assert world.advance(paid(world, "1000.00")).status is Status.CAPTURED

    world.sandbox.settle_refund(refund.ref, "failed")
    world.deliver_all()

    assert world.read(first.public_id).gift.adjustments[0].status is AdjustmentStatus.FAILED
    assert world.read(first.public_id).status is Status.CAPTURED
    # The room was given away meanwhile: no more can come, and the treasurer has an excess to mend.
    assert world.advance(paid(world, "1.00")).status is Status.CANCELED


def test_a_refund_that_waits_gives_no_room_yet(world: World) -> None:
    first = given(world, "3300.00", number="4000000000007726")
    refund = _refund(world, first.public_id, 330000)
    assert refund.status is AdjustmentStatus.PENDING
    early = world.advance(paid(world, "500.00"))

    world.sandbox.settle_refund(refund.ref, "succeeded")
    world.deliver_all()

    assert early.status is Status.CANCELED
    assert world.advance(paid(world, "500.00")).status is Status.CAPTURED


def test_a_dispute_keeps_its_room_until_it_is_lost(world: World) -> None:
    first = given(world, "3300.00")
    dispute = world.sandbox.create_dispute(first.charge_id or "")
    world.deliver_all()
    assert world.advance(paid(world, "100.00")).status is Status.CANCELED

    world.sandbox.close_dispute(dispute["id"], "lost")
    world.deliver_all()

    assert world.read(first.public_id).gift.adjustments[0].status is AdjustmentStatus.LOST
    assert world.advance(paid(world, "3300.00")).status is Status.CAPTURED


def test_a_dispute_that_is_won_goes_on_counting(world: World) -> None:
    first = given(world, "3300.00")
    dispute = world.sandbox.create_dispute(first.charge_id or "")
    world.sandbox.close_dispute(dispute["id"], "won")
    world.deliver_all()

    assert world.read(first.public_id).gift.adjustments[0].status is AdjustmentStatus.WON
    assert world.advance(paid(world, "1.00")).status is Status.CANCELED


# The second judgement ------------------------------------------------------------------------------------------------


def test_the_second_judgement_knows_the_card(world: World) -> None:
    entry = given(world, number="4000001240000000")

    first, second = decisions(world, entry.public_id)
    assert entry.status is Status.HELD
    assert "card" not in first.facts
    assert first.facts["answered"] == {"occupation": True, "employer": True}
    assert [answer for answer in first.facts["statements"].values() if answer is True] == [True] * 5
    assert second.facts["card"]["country"] == "CA"
    assert [found["rule"] for found in second.findings] == ["SRC-07"]


def test_prepaid_cards_are_refused_where_the_committee_says_so(make_world: Callable[..., World]) -> None:
    world = make_world(committee=replace(COMMITTEE, prepaid_cards=PrepaidCards.REFUSE))
    public_id = offered(world)

    # The card page itself refuses the card; one that came through all the same is let go by the law.
    assert world.pay(public_id, number="5105105105105100").status == "invalid"
    assert world.advance(public_id).status is Status.CHECKOUT_OPEN


EASTERN = [
    pytest.param(datetime(2026, 6, 3, 3, 59, tzinfo=UTC), date(2026, 6, 2), Status.CAPTURED, id="23:59 on the day"),
    pytest.param(datetime(2026, 6, 3, 4, 1, tzinfo=UTC), date(2026, 6, 3), Status.CANCELED, id="00:01 on the next"),
    pytest.param(datetime(2026, 3, 8, 4, 59, tzinfo=UTC), date(2026, 3, 7), Status.CAPTURED, id="before summer time"),
    pytest.param(datetime(2026, 3, 9, 3, 59, tzinfo=UTC), date(2026, 3, 8), Status.CAPTURED, id="after summer time"),
]


@pytest.mark.parametrize("authorised, on, status", EASTERN)
def test_a_gift_is_made_when_it_is_authorised_by_the_committees_own_date(
    world: World, authorised: datetime, on: date, status: Status
) -> None:
    world.clock.now = authorised - timedelta(minutes=10)
    public_id = offered(world)
    world.clock.now = authorised
    world.pay(public_id)
    world.clock.forward(hours=30)

    entry = world.advance(public_id)

    assert entry.status is status
    assert (entry.gift.made_on, entry.gift.received_on) == (on, on)
    assert entry.authorized_at == authorised
    assert entry.rules == (() if status is Status.CAPTURED else ("LIM-06",))


def test_an_amount_that_is_not_the_one_on_record_waits_for_the_treasurer(world: World) -> None:
    public_id = offered(world, "250.00")
    with world.desk.database.writing() as session:
        ledger.note(session, world.read(public_id), amount=Money(240000))
    world.pay(public_id)

    entry = world.advance(public_id)

    assert entry.status is Status.HELD
    assert entry.rules == ("ENG-01",)
    assert world.captured_cents() == 0


def test_what_is_changed_while_stripe_is_read_is_judged_as_it_then_stands(world: World) -> None:
    public_id = paid(world, "100.00")
    reading = world.desk.payments.read
    entry = world.read(public_id)

    class Meddler:
        """Changes the offer between the reading of the row and the booking."""

        done = False

        def __getattr__(self, name: str) -> Any:
            return getattr(world.desk.payments, name)

        def read(self, session_id: str) -> Any:
            answer = reading(session_id)
            if not self.done:
                self.done = True
                with world.desk.database.writing() as session:
                    ledger.note(session, entry, amount=Money(330000))
            return answer

    meddled = replace(world.desk, payments=Meddler())  # type: ignore[arg-type]

    assert settlement.advance(meddled, public_id, world.clock()).rules == ("ENG-01",)
    assert world.captured_cents() == 0


# An answer that is lost ----------------------------------------------------------------------------------------------

LOST = [
    pytest.param(lambda faults, path: faults.next("POST", path, status=500), id="500 before"),
    pytest.param(lambda faults, path: faults.next("POST", path, status=500, after_effect=True), id="500 after"),
    pytest.param(lambda faults, path: faults.next("POST", path, status=429), id="429"),
    pytest.param(lambda faults, path: faults.next("POST", path, status=409), id="409"),
    pytest.param(lambda faults, path: faults.drop_connection("POST", path), id="dropped before"),
    pytest.param(lambda faults, path: faults.drop_connection("POST", path, after_effect=True), id="dropped after"),
    pytest.param(lambda faults, path: faults.timeout_before_effect("POST", path), id="silence before"),
    pytest.param(lambda faults, path: faults.timeout_after_effect("POST", path), id="silence after"),
]


def test_an_answer_lost_while_capturing_or_canceling_is_made_up_by_the_sweeper(
    make_world: Callable[..., World],
) -> None:
    world = make_world(patience=IMPATIENT)
    for number, case in enumerate(LOST):
        act = case.values[0]
        who = stranger(number)
        taken, let_go = paid(world, "100.00", who), paid(world, "100.00", who, number="4000000000000101")
        for public_id, path in ((taken, CAPTURE), (let_go, CANCEL)):
            act(world.sandbox.faults, path)  # type: ignore[operator]
            try:
                world.advance(public_id)
            except PaymentsUnavailable:
                assert world.read(public_id).status in {Status.CAPTURING, Status.CANCELING}, case.id
        for _ in range(4):
            world.clock.forward(minutes=1)
            world.sweep()
        assert world.read(taken).status is Status.CAPTURED, case.id
        assert world.read(let_go).status is Status.CANCELED, case.id
    assert world.captured_cents() == 10000 * len(LOST)
    agree(world)


def test_a_failure_that_is_replayed_under_its_key_is_passed_by_a_new_one(world: World) -> None:
    public_id = paid(world)
    world.sandbox.faults.next("POST", CAPTURE, status=500)  # Stored under the key: every repeat meets it again.

    for _ in range(5):
        try:
            world.advance(public_id)
        except PaymentsUnavailable:
            assert world.read(public_id).status is Status.CAPTURING

    keys = [each.idempotency_key for each in posts(world, "/capture")]
    assert keys == [f"{public_id}:capture"] * 3 + [f"{public_id}:capture:3"]
    assert world.read(public_id).status is Status.CAPTURED


def test_a_key_that_stripe_forgot_captures_nothing_twice(make_world: Callable[..., World]) -> None:
    world = make_world(patience=IMPATIENT)
    public_id = paid(world)
    world.sandbox.faults.timeout_after_effect("POST", CAPTURE)
    with pytest.raises(PaymentsUnavailable):
        world.advance(public_id)

    world.clock.forward(days=2)
    world.sandbox.prune_idempotency()
    world.sweep()

    assert world.read(public_id).status is Status.CAPTURED
    assert len(posts(world, "/capture")) == 1
    assert world.captured_cents() == 25000
    assert receipts(world) == {"robin@example.org": 1}


def test_nothing_is_decided_twice_while_stripe_is_away(world: World) -> None:
    public_id = paid(world)
    world.sandbox.faults.next("GET", "/v1/checkout/sessions/*", status=503, times=3)

    for _ in range(3):
        with pytest.raises(PaymentsUnavailable):
            world.advance(public_id)
    assert world.read(public_id).status is Status.CHECKOUT_OPEN

    assert world.advance(public_id).status is Status.CAPTURED
    assert len(decisions(world, public_id)) == 2


# What happens elsewhere ----------------------------------------------------------------------------------------------


def test_an_authorisation_that_ends_while_held_is_over_and_gives_its_room_back(world: World) -> None:
    entry = given(world, "3300.00", number="5105105105105100")
    assert entry.status is Status.HELD
    later(world, days=7, minutes=5)

    assert world.read(entry.public_id).status is Status.AUTHORIZATION_EXPIRED
    assert given(world, "3300.00").status is Status.CAPTURED
    assert [letter.kind for letter in letters(world)] == ["held", "not_taken", "receipt"]


def test_an_authorisation_that_ends_while_capturing_is_over(world: World) -> None:
    public_id = paid(world)
    world.sandbox.faults.next("POST", CAPTURE, status=503)
    with pytest.raises(PaymentsUnavailable):
        world.advance(public_id)

    world.sandbox.expire_authorization(world.read(public_id).payment_intent_id or "")
    later(world)

    assert world.read(public_id).status is Status.AUTHORIZATION_EXPIRED
    agree(world)


def _at_stripe(world: World, public_id: str, act: str, **params: Any) -> None:
    """Do it as in Stripe's dashboard, past us."""
    client = world.desk.payments._client  # noqa: SLF001 - the dashboard is no part of ours
    intent = world.read(public_id).payment_intent_id
    getattr(client.v1.payment_intents, act)(intent, params)


def test_a_payment_canceled_at_stripe_is_canceled(world: World) -> None:
    for reason in ("requested_by_customer", "fraudulent", "duplicate", "abandoned"):
        entry = given(world, number="5105105105105100")
        _at_stripe(world, entry.public_id, "cancel", cancellation_reason=reason)
        world.deliver_all()

        assert world.read(entry.public_id).status is Status.CANCELED
        assert notes(world, entry.public_id, "move")[-1] == reason


def test_a_payment_captured_at_stripe_is_captured_and_shown_to_the_treasurer(world: World) -> None:
    entry = given(world, number="5105105105105100")

    _at_stripe(world, entry.public_id, "capture")
    world.deliver_all()

    assert world.read(entry.public_id).status is Status.CAPTURED
    assert notes(world, entry.public_id, "flag") == [
        "Stripe captured this gift outside of the campaign's hands, while it was held."
    ]
    assert receipts(world) == {"robin@example.org": 1}
    agree(world)


def test_less_than_was_authorised_captured_at_stripe_is_told_to_the_treasurer_and_no_receipt_goes(world: World) -> None:
    entry = given(world, number="5105105105105100")

    _at_stripe(world, entry.public_id, "capture", amount_to_capture=10000)
    world.deliver_all()

    after = world.read(entry.public_id)
    assert after.status is Status.CAPTURED
    assert after.rules == ("SRC-11", "ENG-01")
    assert "Stripe captured $100.00 of this gift of $250.00 (ENG-01)." in notes(world, entry.public_id, "flag")
    assert receipts(world) == {}


def test_money_captured_at_stripe_before_we_looked_is_recorded_even_over_the_limit(world: World) -> None:
    given(world, "3300.00")
    public_id = paid(world, "100.00")
    (intent,) = [each for each in world.sandbox_list("/v1/payment_intents") if each["status"] == "requires_capture"]
    world.desk.payments.capture(intent["id"], "elsewhere")

    entry = world.advance(public_id)

    assert entry.status is Status.CAPTURED
    assert "LIM-01" in entry.rules
    assert notes(world, public_id, "flag") == [
        "Stripe captured this gift outside of the campaign's hands, while it was authorized."
    ]


def test_a_card_page_that_ends_unpaid_closes_the_gift(world: World) -> None:
    public_id = offered(world)
    world.clock.forward(minutes=32)

    world.sweep()

    assert world.read(public_id).status is Status.EXPIRED
    assert journal(world, public_id)[-1] == ("move", "checkout_open", "expired")


def test_a_card_page_that_ends_after_a_decline_was_never_authorised(world: World) -> None:
    public_id = offered(world)
    assert world.pay(public_id, number="4000000000000002").status == "declined"
    world.clock.forward(minutes=32)
    world.sweep()

    assert world.read(public_id).status is Status.EXPIRED
    assert world.read(public_id).authorized_at is None
    assert letters(world) == []


def test_a_payment_made_in_the_last_second_of_a_closed_page_is_still_taken(world: World) -> None:
    public_id = paid(world)
    with world.desk.database.writing() as session:
        ledger.move(session, world.read(public_id), Status.EXPIRED, world.clock())

    assert world.advance(public_id).status is Status.CAPTURED
    agree(world)


def test_the_message_before_the_return_and_after_it_end_the_same(world: World) -> None:
    visitor = world.visitor()
    before, after = paid(world, "10.00"), paid(world, "20.00")

    for event in world.events():
        if before in str(event):
            assert world.deliver(event).status_code == 200
    world.clock.forward(seconds=5)
    assert visitor.state(before)["status"] == "captured"
    assert visitor.state(after)["status"] == "captured"
    world.deliver_all()

    assert {visitor.state(each)["status"] for each in (before, after)} == {"captured"}
    agree(world)
    assert receipts(world) == {"robin@example.org": 2}


def test_the_return_page_answers_while_stripe_is_away(world: World) -> None:
    public_id = paid(world)
    world.sandbox.faults.next("GET", "/v1/checkout/sessions/*", status=503)
    world.clock.forward(seconds=5)

    page = world.visitor().client.get(f"/gifts/{public_id}")

    assert page.status_code == 200
    assert world.read(public_id).status is Status.CHECKOUT_OPEN
    later(world)
    assert world.read(public_id).status is Status.CAPTURED


def test_a_gift_that_nobody_knows_is_told_apart(world: World) -> None:
    with pytest.raises(NoSuchGift):
        world.advance("nobody-knows-this")


# Refunds and disputes ------------------------------------------------------------------------------------------------


def test_an_older_reading_of_a_refund_never_overwrites_a_newer_one(world: World) -> None:
    entry = given(world, number="4000000000007726")
    refund = world.desk.payments.refund(entry.payment_intent_id or "", Money(5000), "r1")
    assert refund.status is AdjustmentStatus.PENDING
    stale = world.desk.payments.adjustments(entry.payment_intent_id or "")

    class Late:
        """Hands out what was read before, once; meanwhile another hand has read and written."""

        done = False

        def __getattr__(self, name: str) -> Any:
            return getattr(world.desk.payments, name)

        def adjustments(self, intent_id: str) -> Any:
            if self.done:
                return world.desk.payments.adjustments(intent_id)
            self.done = True
            world.sandbox.settle_refund(refund.ref, "succeeded")
            settlement.refresh(world.desk, world.read(entry.public_id), world.clock())
            return stale

    late = replace(world.desk, payments=Late())  # type: ignore[arg-type]
    settlement.refresh(late, entry, world.clock())

    assert world.read(entry.public_id).gift.adjustments[0].status is AdjustmentStatus.SUCCEEDED


def test_a_refund_made_before_the_capture_was_known_is_booked_with_it(world: World) -> None:
    public_id = paid(world)
    world.sandbox.faults.next("GET", "/v1/payment_intents/*", status=503)
    with pytest.raises(PaymentsUnavailable):
        world.advance(public_id)
    intent = world.read(public_id).payment_intent_id or ""
    world.desk.payments.capture(intent, "elsewhere")
    world.desk.payments.refund(intent, Money(5000), "r1")

    entry = world.advance(public_id)

    assert entry.status is Status.CAPTURED
    assert [each.amount for each in world.read(public_id).gift.adjustments] == [Money(5000)]


def test_a_fee_that_comes_late_is_filled_in(world: World) -> None:
    world.sandbox.late_balance = True
    entry = given(world)
    assert entry.balance_transaction_id is None

    world.clock.forward(seconds=5)
    later(world, minutes=15)

    assert world.read(entry.public_id).balance_transaction_id is not None


def test_nothing_personal_but_the_email_goes_to_stripe(world: World) -> None:
    given(world)

    sent = repr([each.params for each in world.sandbox.requests if each.method == "POST"]).casefold()
    assert "robin@example.org" in sent
    for personal in ("sample", "test road", "columbus", "carpenter", "joinery"):
        assert personal not in sent.replace("robin@example.org", "")


def test_every_gift_of_other_people_is_left_alone(world: World) -> None:
    other = given(world, "10.00", JORDAN)
    before = world.read(other.public_id)

    given(world, "20.00", ROBIN)

    assert world.read(other.public_id) == before
    assert len(every(world)) == 2
