"""The checks that every other test of the sandbox ends with: that they run, and that they find what is wrong."""

import pytest
import stripe

from tests.donations.sandbox import contract
from tests.donations.sandbox.journey import Journey

needs_contract = pytest.mark.skipif(not contract.PATH.exists(), reason=contract.ABSENT)


def _last_answer(journey: Journey) -> dict[str, object]:
    return journey.sandbox.requests[-1].body


def test_every_sort_of_object_fits_the_library_and_the_contract(journey: Journey) -> None:
    """What other tests do not retrieve is retrieved here; the fixture checks it."""
    client = journey.client.v1
    journey.authorized("4000000000009235")
    journey.client.v1.refunds.create({"payment_intent": journey.captured("4000000000007726").id})
    journey.captured("4000000000000259")
    journey.captured("4000000000005423")
    journey.captured()
    journey.sandbox.payout()

    reads = (
        client.checkout.sessions,
        client.payment_intents,
        client.charges,
        client.refunds,
        client.disputes,
        client.events,
        client.balance_transactions,
        client.payouts,
        client.reviews,
        client.radar.early_fraud_warnings,
        client.webhook_endpoints,
    )
    for service in reads:
        found = service.list({"limit": 100}).data
        assert found
        assert service.retrieve(found[0].id).id == found[0].id


def test_errors_fit_the_contract(journey: Journey) -> None:
    for number in ("4000000000000002", "4242424242424242"):
        journey.attempt(number)
    with pytest.raises(stripe.InvalidRequestError):
        journey.client.v1.payment_intents.cancel(journey.captured().id)


def test_a_field_the_library_wants_is_missed(journey: Journey) -> None:
    journey.client.v1.charges.list({"payment_intent": journey.authorized().id})
    answer = _last_answer(journey)
    kept = answer["data"]
    answer["data"] = [{"id": "ch_1", "object": "charge"}]

    with pytest.raises(AssertionError, match="amount is missing"):
        contract.check(journey.sandbox)
    answer["data"] = kept


@needs_contract
def test_a_value_the_contract_forbids_is_found(journey: Journey) -> None:
    journey.session()
    answer = _last_answer(journey)
    answer["livemode"] = "no"

    with pytest.raises(AssertionError, match="livemode"):
        contract.check(journey.sandbox)
    answer["livemode"] = False


@needs_contract
def test_a_parameter_the_contract_does_not_know_is_found(journey: Journey) -> None:
    journey.session()
    params = journey.sandbox.requests[-1].params
    params["surprise"] = "yes"

    with pytest.raises(AssertionError, match="surprise"):
        contract.check(journey.sandbox)
    del params["surprise"]


@needs_contract
def test_the_contract_is_of_the_version_the_library_speaks() -> None:
    assert contract.version() == stripe.api_version
