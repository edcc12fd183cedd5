"""Each class of test card, played."""

import pytest
import stripe

from donations.sandbox import cards
from tests.donations.sandbox.journey import Journey

_DECLINED = [card for card in cards.published() if card.code and card.three_d_secure != "required"]
_ACCEPTED = [card for card in cards.published() if not card.code and card.funding != "prepaid"]


def _cvc(card: cards.Card) -> str:
    return "1" * card.cvc_length


@pytest.mark.parametrize("card", _ACCEPTED, ids=lambda card: card.number[-8:])
def test_a_good_card_is_authorized_with_its_issuers_facts(journey: Journey, card: cards.Card) -> None:
    charge = journey.authorized(card.number, cvc=_cvc(card)).latest_charge

    assert isinstance(charge, stripe.Charge)
    assert charge.payment_method_details is not None
    shown = charge.payment_method_details.card
    assert shown is not None
    assert shown.checks is not None
    assert (shown.country, shown.funding, shown.brand) == (card.country, card.funding, card.brand)
    assert shown.checks.to_dict() == {
        "address_line1_check": "pass",
        "address_postal_code_check": "pass",
        "cvc_check": "pass",
        **card.checks,
    }
    assert charge.outcome is not None
    assert charge.outcome.risk_level == card.risk_level
    assert bool(shown.three_d_secure) == (card.three_d_secure == "required")


@pytest.mark.parametrize("card", _DECLINED, ids=lambda card: card.number[-8:])
def test_a_declined_card_leaves_the_session_open_for_another(journey: Journey, card: cards.Card) -> None:
    session = journey.session()

    declined = journey.sandbox.pay(session.id, number=card.number)
    after_decline = journey.intent(declined)
    paid = journey.sandbox.pay(session.id)

    assert (declined.status, declined.code) == ("declined", card.code)
    assert after_decline.status == "requires_payment_method"
    assert after_decline.last_payment_error is not None
    assert after_decline.last_payment_error.code == card.code
    assert (paid.status, paid.payment_intent) == ("complete", declined.payment_intent)
    assert journey.told()[:3] == ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"]
    assert journey.intent(paid).last_payment_error is None


@pytest.mark.parametrize("number", ["4000000000009987", "4000000000009979"], ids=["lost", "stolen"])
def test_the_holder_of_a_lost_or_stolen_card_hears_only_of_a_decline(journey: Journey, number: str) -> None:
    assert journey.attempt(number).message == "Your card was declined. Try another card."


def test_three_d_secure_may_be_failed_left_or_completed(journey: Journey) -> None:
    session, number = journey.session(), "4000008400000027"

    left = journey.sandbox.pay(session.id, number=number, authentication="abandon")
    waiting = journey.intent(left)
    failed = journey.sandbox.pay(session.id, number=number, authentication="fail")
    refused = journey.intent(failed)
    done = journey.sandbox.pay(session.id, number=number)

    assert (left.status, waiting.status) == ("requires_action", "requires_action")
    assert (failed.status, failed.code) == ("declined", "payment_intent_authentication_failure")
    assert refused.latest_charge is None
    assert done.status == "complete"
    assert "payment_intent.requires_action" in journey.told()


def test_a_card_may_be_declined_after_its_authentication(journey: Journey) -> None:
    result = journey.attempt("4000008400001629")

    assert (result.status, result.code, result.decline_code) == ("declined", "card_declined", "generic_decline")


def test_a_prepaid_card_is_refused_on_the_page_where_it_is_blocked_and_only_there(journey: Journey) -> None:
    blocked = journey.sandbox.pay(journey.session().id, number="5105105105105100")
    session = journey.session(payment_method_options={"card": {"request_three_d_secure": "automatic"}})
    free = journey.sandbox.pay(session.id, number="5105105105105100")

    assert (blocked.status, list(blocked.errors), blocked.payment_intent) == ("invalid", ["number"], None)
    assert free.status == "complete"


def test_the_captcha_card_waits_for_its_tick(journey: Journey) -> None:
    session = journey.session()

    assert journey.sandbox.pay(session.id, number="4000000000001208", captcha=False).status == "captcha"
    assert journey.sandbox.pay(session.id, number="4000000000001208").status == "complete"


@pytest.mark.parametrize(
    "typed, wrong",
    [
        ({"number": "4242424242424241"}, "number"),
        ({"number": ""}, "number"),
        ({"number": "4111111111111111"}, "number"),
        ({"exp": "10/26"}, "exp"),
        ({"exp": "13/30"}, "exp"),
        ({"exp": "soon"}, "exp"),
        ({"exp": "12/99"}, "exp"),
        ({"cvc": "12"}, "cvc"),
        ({"cvc": "1234"}, "cvc"),
        ({"number": "378282246310005", "cvc": "123"}, "cvc"),
        ({"name": " "}, "name"),
        ({"zip": "4321"}, "zip"),
        ({"zip": ""}, "zip"),
        ({"line1": ""}, "line1"),
        ({"state": ""}, "state"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_slip_on_the_page_is_told_and_no_attempt_is_made(journey: Journey, typed: dict[str, str], wrong: str) -> None:
    result = journey.sandbox.pay(journey.session().id, **typed)  # type: ignore[arg-type]

    assert (result.status, list(result.errors), result.payment_intent) == ("invalid", [wrong], None)
    assert journey.told() == []


def test_a_card_is_good_through_the_month_it_expires_in(journey: Journey) -> None:
    assert journey.attempt("4242424242424242", exp="11 / 2026").status == "complete"


def test_the_highest_risk_passes_with_its_level_or_is_blocked(journey: Journey) -> None:
    passed = journey.attempt("4000000000004954")
    journey.sandbox.blocks_highest_risk = True
    blocked = journey.attempt("4000000000004954")

    assert passed.status == "complete"
    assert (blocked.status, blocked.decline_code) == ("declined", "fraudulent")


def test_a_payment_of_elevated_risk_is_reviewed(journey: Journey) -> None:
    intent = journey.authorized("4000000000009235")
    assert isinstance(intent.review, str)

    review = journey.client.v1.reviews.approve(intent.review)

    assert (review.open, review.closed_reason) == (False, "approved")
    assert "review.opened" in journey.told()
    assert journey.told()[-1] == "review.closed"
    assert journey.client.v1.payment_intents.retrieve(intent.id).review is None


def test_cancelling_closes_the_review(journey: Journey) -> None:
    intent = journey.authorized("4000000000009235")

    journey.client.v1.payment_intents.cancel(intent.id)

    assert journey.client.v1.reviews.retrieve(str(intent.review)).closed_reason == "canceled"


def test_no_card_number_is_kept_anywhere(journey: Journey) -> None:
    journey.captured()
    journey.attempt("4000000000001208", captcha=False)
    journey.attempt("4111111111111111")

    kept = str([journey.sandbox.events(), journey.sandbox.requests])
    assert "4242424242424242" not in kept
    assert "4000000000001208" not in kept
