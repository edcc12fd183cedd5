"""Capture, cancellation, expiry, refunds and disputes."""

from collections.abc import Callable

import pytest
import stripe

from donations.sandbox.errors import ApiError
from tests.donations.sandbox.journey import Journey


def _charge_id(intent: stripe.PaymentIntent) -> str:
    charge = intent.latest_charge
    return charge if isinstance(charge, str) else str(charge and charge.id)


def _refused(work: Callable[[], object]) -> stripe.InvalidRequestError:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        work()
    return caught.value


def test_a_second_capture_is_refused_and_shows_the_payment_as_it_is(journey: Journey) -> None:
    intent = journey.captured()

    error = _refused(lambda: journey.client.v1.payment_intents.capture(intent.id))

    assert (error.code, error.http_status) == ("payment_intent_unexpected_state", 400)
    assert error.error is not None
    assert error.error.payment_intent is not None
    assert error.error.payment_intent.status == "succeeded"


def test_a_part_may_be_captured_and_the_rest_is_released_without_a_refund(journey: Journey) -> None:
    intent = journey.authorized()

    taken = journey.client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 10000})

    charge = journey.client.v1.charges.retrieve(_charge_id(taken))
    assert (taken.amount_received, charge.amount_captured, charge.amount_refunded) == (10000, 10000, 0)


def test_more_than_is_held_cannot_be_captured(journey: Journey) -> None:
    intent = journey.authorized()

    error = _refused(lambda: journey.client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 25001}))

    assert error.code == "amount_too_large"


def test_cancelling_releases_the_money_without_a_refund(journey: Journey) -> None:
    intent = journey.authorized()

    ended = journey.client.v1.payment_intents.cancel(intent.id, {"cancellation_reason": "requested_by_customer"})

    charge = journey.client.v1.charges.retrieve(_charge_id(ended))
    assert (ended.status, ended.cancellation_reason) == ("canceled", "requested_by_customer")
    assert (charge.refunded, charge.amount_refunded, charge.captured) == (False, 0, False)
    assert journey.told()[-1] == "payment_intent.canceled"
    assert journey.client.v1.refunds.list().data == []
    error = _refused(lambda: journey.client.v1.payment_intents.capture(intent.id))
    assert error.code == "payment_intent_unexpected_state"


def test_the_payment_of_an_open_session_cannot_be_cancelled_directly(journey: Journey) -> None:
    result = journey.attempt("4000000000000002")

    error = _refused(lambda: journey.client.v1.payment_intents.cancel(str(result.payment_intent)))
    journey.sandbox.expire_session(result.session_id)

    assert error.code == "payment_intent_unexpected_state"
    assert journey.intent(result).status == "canceled"


@pytest.mark.parametrize("seconds, status", [(-1, "requires_capture"), (0, "canceled")], ids=["before", "at"])
def test_an_authorization_lapses_after_seven_days(journey: Journey, seconds: int, status: str) -> None:
    intent = journey.authorized()

    journey.clock.turn(days=7, seconds=seconds)

    seen = journey.client.v1.payment_intents.retrieve(intent.id)
    assert seen.status == status
    if status == "canceled":
        assert seen.cancellation_reason == "expired"
        assert journey.told()[-2:] == ["charge.expired", "payment_intent.canceled"]


def test_an_authorization_may_be_made_to_lapse(journey: Journey) -> None:
    intent = journey.authorized()

    assert journey.sandbox.expire_authorization(intent.id)["status"] == "canceled"


@pytest.mark.parametrize("seconds, status", [(-1, "open"), (0, "expired")], ids=["before", "at"])
def test_a_session_ends_at_its_time(journey: Journey, seconds: int, status: str) -> None:
    session = journey.session()

    journey.clock.turn(minutes=31, seconds=seconds)

    assert journey.client.v1.checkout.sessions.retrieve(session.id).status == status
    assert ("checkout.session.expired" in journey.told()) == (status == "expired")


def test_an_ended_session_takes_no_payment_and_a_complete_one_does_not_end(journey: Journey) -> None:
    sessions, ended, complete = journey.client.v1.checkout.sessions, journey.session(), journey.session()
    journey.sandbox.pay(complete.id)

    assert sessions.expire(ended.id).url is None

    assert journey.sandbox.pay(ended.id).status == "closed"
    assert journey.sandbox.pay(complete.id).status == "closed"
    assert "status of complete" in str(_refused(lambda: sessions.expire(complete.id)))


def test_a_refund_in_parts_ends_with_a_refunded_charge(journey: Journey) -> None:
    intent, refunds = journey.captured(), journey.client.v1.refunds

    part = refunds.create({"payment_intent": intent.id, "amount": 10000, "reason": "requested_by_customer"})
    too_much = _refused(lambda: refunds.create({"payment_intent": intent.id, "amount": 15001}))
    rest = refunds.create({"charge": _charge_id(intent)})

    charge = journey.client.v1.charges.retrieve(_charge_id(intent))
    assert (part.status, rest.amount, charge.refunded, too_much.param) == ("succeeded", 15000, True, "amount")
    assert _refused(lambda: refunds.create({"payment_intent": intent.id})).code == "charge_already_refunded"
    assert {r.id for r in refunds.list({"payment_intent": intent.id}).data} == {part.id, rest.id}
    changed = refunds.update(part.id, {"metadata": {"why": "excess"}})
    assert changed.metadata is not None
    assert changed.metadata.to_dict() == {"why": "excess"}
    assert "status of succeeded" in str(_refused(lambda: refunds.cancel(part.id)))


def test_money_that_was_not_captured_cannot_be_refunded(journey: Journey) -> None:
    intent = journey.authorized()

    assert _refused(lambda: journey.client.v1.refunds.create({"payment_intent": intent.id})).code == (
        "charge_not_refundable"
    )


@pytest.mark.parametrize("status", ["succeeded", "failed"])
def test_a_pending_refund_comes_to_either_end(journey: Journey, status: str) -> None:
    intent = journey.captured("4000000000007726")
    refund = journey.client.v1.refunds.create({"payment_intent": intent.id})

    journey.sandbox.settle_refund(refund.id, status)

    charge = journey.client.v1.charges.retrieve(_charge_id(intent))
    assert (refund.status, journey.client.v1.refunds.retrieve(refund.id).status) == ("pending", status)
    assert charge.amount_refunded == (25000 if status == "succeeded" else 0)
    assert ("refund.failed" in journey.told()) == (status == "failed")


def test_the_pending_refund_card_settles_by_itself(journey: Journey) -> None:
    intent = journey.captured("4000000000007726")
    refund = journey.client.v1.refunds.create({"payment_intent": intent.id})

    journey.clock.turn(seconds=10)

    assert journey.client.v1.refunds.retrieve(refund.id).status == "succeeded"


def test_a_refund_may_fail_after_it_succeeded_and_the_money_comes_back(journey: Journey) -> None:
    intent = journey.captured("4000000000005126")
    refund = journey.client.v1.refunds.create({"payment_intent": intent.id})
    journey.clock.turn(seconds=10)

    failed = journey.client.v1.refunds.retrieve(refund.id, {"expand": ["failure_balance_transaction"]})

    assert (refund.status, failed.status) == ("succeeded", "failed")
    assert isinstance(failed.failure_balance_transaction, stripe.BalanceTransaction)
    assert failed.failure_balance_transaction.amount == 25000
    assert journey.client.v1.charges.retrieve(_charge_id(intent)).amount_refunded == 0


@pytest.mark.parametrize(
    "number, reason", [("4000000000000259", "fraudulent"), ("4000000000002685", "product_not_received")]
)
def test_a_dispute_card_is_disputed_after_its_capture(journey: Journey, number: str, reason: str) -> None:
    intent = journey.captured(number)

    (dispute,) = journey.client.v1.disputes.list({"payment_intent": intent.id}).data

    assert (dispute.reason, dispute.status, dispute.amount) == (reason, "needs_response", 25000)
    assert [moved.net for moved in dispute.balance_transactions] == [-26500]
    assert _refused(lambda: journey.client.v1.refunds.create({"payment_intent": intent.id})).code == "charge_disputed"


def test_an_inquiry_takes_no_money_and_leaves_the_charge_refundable(journey: Journey) -> None:
    intent = journey.captured("4000000000001976")
    (dispute,) = journey.client.v1.disputes.list().data

    assert journey.client.v1.refunds.create({"payment_intent": intent.id}).status == "succeeded"
    assert (dispute.status, dispute.balance_transactions) == ("warning_needs_response", [])
    assert journey.client.v1.disputes.close(dispute.id).status == "warning_closed"


@pytest.mark.parametrize("status, net", [("won", -1500), ("lost", -26500)])
def test_a_dispute_is_won_or_lost(journey: Journey, status: str, net: int) -> None:
    intent = journey.captured()
    dispute = journey.sandbox.create_dispute(_charge_id(intent), reason="general")

    journey.sandbox.close_dispute(dispute["id"], status=status)

    seen = journey.client.v1.disputes.retrieve(dispute["id"])
    assert (seen.status, sum(moved.net for moved in seen.balance_transactions)) == (status, net)
    assert journey.told()[-1] == "charge.dispute.closed"
    assert ("charge.dispute.funds_reinstated" in journey.told()) == (status == "won")
    with pytest.raises(ApiError):
        journey.sandbox.close_dispute(dispute["id"], status="lost")


def test_evidence_puts_a_dispute_under_review(journey: Journey) -> None:
    dispute = journey.sandbox.create_dispute(_charge_id(journey.captured()))

    sent = journey.client.v1.disputes.update(dispute["id"], {"evidence": {"uncategorized_text": "A receipt."}})

    assert (sent.status, sent.evidence.uncategorized_text) == ("under_review", "A receipt.")


def test_an_issuer_warns_of_fraud(journey: Journey) -> None:
    intent = journey.captured("4000000000005423")

    (warning,) = journey.client.v1.radar.early_fraud_warnings.list({"payment_intent": intent.id}).data

    assert (warning.actionable, warning.charge) == (True, _charge_id(intent))
    assert "radar.early_fraud_warning.created" in journey.told()


def test_what_cannot_be_disputed_or_paid_out_is_not(journey: Journey) -> None:
    intent = journey.authorized()

    with pytest.raises(ApiError):
        journey.sandbox.create_dispute(_charge_id(intent))
    assert journey.sandbox.payout() is None


def test_a_payment_made_outside_a_session_waits_for_a_method_and_can_be_cancelled(journey: Journey) -> None:
    intents = journey.client.v1.payment_intents
    intent = intents.create({"amount": 500, "currency": "usd", "metadata": {"a": "1"}})

    changed = intents.update(intent.id, {"metadata": {"a": "", "b": "2"}, "description": "Test"})

    assert (intent.status, changed.description) == ("requires_payment_method", "Test")
    assert changed.metadata.to_dict() == {"b": "2"}
    assert intents.cancel(intent.id).status == "canceled"
    assert [found.id for found in intents.list({"limit": 1}).data] == [intent.id]
