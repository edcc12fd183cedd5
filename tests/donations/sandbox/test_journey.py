"""A contribution's journey, from the session to the payout."""

import stripe

from tests.donations.sandbox.journey import Endpoint, Journey


def test_a_contribution_is_authorized_captured_and_paid_out(told_journey: Journey, endpoint: Endpoint) -> None:
    client, session = told_journey.client, told_journey.session()
    assert (session.status, session.payment_intent, session.payment_status) == ("open", None, "unpaid")

    paid = told_journey.sandbox.pay(session.id)

    assert paid.status == "complete"
    assert paid.redirect_url == f"http://127.0.0.1:9/gifts/gift-1?session={session.id}"
    seen = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
    intent = seen.payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    assert (seen.status, intent.status, intent.amount_capturable) == ("complete", "requires_capture", 25000)
    assert intent.metadata["contribution_id"] == "gift-1"

    taken = client.v1.payment_intents.capture(intent.id, {}, {"idempotency_key": "gift-1:capture"})
    assert (taken.status, taken.amount_received) == ("succeeded", 25000)
    payout = told_journey.sandbox.payout()
    assert payout is not None
    assert payout["amount"] == 25000 - 755
    moved = client.v1.balance_transactions.list({"payout": payout["id"]}).data
    assert [(entry.type, entry.net) for entry in moved] == [("payout", -24245), ("charge", 24245)]
    assert told_journey.sandbox.wait_until_delivered()
    assert [event.type for event in endpoint.events] == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.amount_capturable_updated",
        "checkout.session.completed",
        "charge.captured",
        "payment_intent.succeeded",
        "payout.created",
        "payout.paid",
        "payout.reconciliation_completed",
    ]


def test_the_charge_tells_the_card_and_what_was_typed(journey: Journey) -> None:
    intent = journey.authorized(name="Robin Q Sample", zip="43215", line1="1 Test Road")

    charge = intent.latest_charge
    assert isinstance(charge, stripe.Charge)
    assert charge.payment_method_details is not None
    card = charge.payment_method_details.card
    assert card is not None
    assert card.checks is not None
    assert (card.country, card.funding, card.brand, card.last4, card.wallet) == ("US", "credit", "visa", "4242", None)
    assert (card.checks.cvc_check, card.checks.address_postal_code_check) == ("pass", "pass")
    assert card.capture_before == int(journey.clock().timestamp()) + 7 * 86400
    assert charge.billing_details.name == "Robin Q Sample"
    assert charge.billing_details.address is not None
    assert (charge.billing_details.address.line1, charge.billing_details.address.postal_code) == (
        "1 Test Road",
        "43215",
    )
    assert charge.outcome is not None
    assert (charge.captured, charge.outcome.risk_level) == (False, "normal")


def test_a_card_has_one_fingerprint_and_two_cards_have_two(journey: Journey) -> None:
    fingerprints = []
    for number in ("4242424242424242", "4242424242424242", "4000056655665556"):
        charge = journey.authorized(number).latest_charge
        assert isinstance(charge, stripe.Charge)
        assert charge.payment_method_details is not None
        assert charge.payment_method_details.card is not None
        fingerprints.append(charge.payment_method_details.card.fingerprint)

    assert fingerprints[0] == fingerprints[1] != fingerprints[2]


def test_without_manual_capture_the_money_is_taken_at_once(journey: Journey) -> None:
    session = journey.session(payment_intent_data={"metadata": {"contribution_id": "gift-1"}})

    result = journey.sandbox.pay(session.id)

    assert journey.intent(result).status == "succeeded"
    assert journey.client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_a_session_is_found_by_when_it_was_made_and_by_its_payment(journey: Journey) -> None:
    first = journey.session()
    journey.clock.turn(seconds=10)
    second = journey.session()
    result = journey.sandbox.pay(second.id)
    sessions, since = journey.client.v1.checkout.sessions, int(journey.clock().timestamp())

    assert [s.id for s in sessions.list().data] == [second.id, first.id]
    assert [s.id for s in sessions.list({"created": {"gte": since}}).data] == [second.id]
    assert [s.id for s in sessions.list({"payment_intent": str(result.payment_intent)}).data] == [second.id]
    assert [s.id for s in sessions.list({"status": "open"}).data] == [first.id]
    assert sessions.line_items.list(first.id).data[0].amount_total == 25000


def test_lists_are_read_page_by_page_in_both_directions(journey: Journey) -> None:
    made = [journey.session().id for _ in range(5)]
    sessions = journey.client.v1.checkout.sessions

    newest = sessions.list({"limit": 2})
    older = sessions.list({"limit": 2, "starting_after": newest.data[-1].id})
    back = sessions.list({"limit": 2, "ending_before": older.data[0].id})

    assert [s.id for s in newest.data] == made[:2:-1]
    assert [s.id for s in back.data] == [s.id for s in newest.data]
    assert (newest.has_more, back.has_more) == (True, False)
    assert [s.id for s in sessions.list({"limit": 2}).auto_paging_iter()] == made[::-1]


def test_every_wanted_depth_is_expanded(journey: Journey) -> None:
    intent = journey.captured()
    paths = ["payment_intent.latest_charge.balance_transaction", "line_items"]
    found = journey.client.v1.checkout.sessions.list({"payment_intent": intent.id}).data[0]

    session = journey.client.v1.checkout.sessions.retrieve(found.id, {"expand": paths})

    assert isinstance(session.payment_intent, stripe.PaymentIntent)
    charge = session.payment_intent.latest_charge
    assert isinstance(charge, stripe.Charge)
    assert isinstance(charge.balance_transaction, stripe.BalanceTransaction)
    assert charge.balance_transaction.fee == 755
    (listed,) = journey.client.v1.charges.list({"payment_intent": intent.id, "expand": ["data.refunds"]}).data
    assert listed.refunds is not None
    assert listed.refunds.data == []


def test_a_late_balance_transaction_comes_with_a_charge_updated(journey: Journey) -> None:
    journey.sandbox.late_balance = True
    charge = journey.captured().latest_charge
    assert isinstance(charge, stripe.Charge)
    assert charge.balance_transaction is None

    journey.clock.turn(seconds=2)
    journey.sandbox.tick()

    assert journey.client.v1.charges.retrieve(charge.id).balance_transaction
    assert journey.told()[-1] == "charge.updated"


def test_the_balance_tells_what_is_pending_and_available(journey: Journey) -> None:
    journey.captured()
    journey.captured("4000000000000077")

    balance = journey.client.v1.balance.retrieve()

    assert (balance.pending[0].amount, balance.available[0].amount) == (24245, 24245)


def test_metadata_of_a_session_is_merged(journey: Journey) -> None:
    session = journey.session()
    changed = journey.client.v1.checkout.sessions.update(session.id, {"metadata": {"note": "later"}})

    assert changed.metadata is not None
    assert changed.metadata.to_dict() == {"contribution_id": "gift-1", "note": "later"}
