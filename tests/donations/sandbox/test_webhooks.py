"""Events: stored, signed, delivered, tried again, listed."""

import json
import time

import pytest
import stripe

from donations.sandbox.server import Sandbox
from tests.donations.sandbox.journey import KEY, SECRET, Clock, Endpoint, Journey, listening, running


def test_the_donor_goes_on_once_the_endpoint_has_heard(told_journey: Journey, endpoint: Endpoint) -> None:
    told_journey.attempt("4242424242424242")

    assert endpoint.events[-1].type == "checkout.session.completed"


def test_the_donor_waits_no_longer_than_was_set(told_journey: Journey, endpoint: Endpoint) -> None:
    told_journey.sandbox.completion_wait = 0.1
    endpoint.gate.clear()

    result = told_journey.attempt("4242424242424242")

    assert (result.status, endpoint.events) == ("complete", [])
    endpoint.gate.set()


def test_an_event_names_its_version_its_mode_and_its_request(told_journey: Journey, endpoint: Endpoint) -> None:
    intent = told_journey.authorized()
    told_journey.client.v1.payment_intents.cancel(intent.id, {}, {"idempotency_key": "gift-1:cancel"})
    assert told_journey.sandbox.wait_until_delivered()

    event = endpoint.events[-1]

    assert (event.api_version, event.livemode) == (stripe.api_version, False)
    assert event.request is not None
    assert event.request.idempotency_key == "gift-1:cancel"
    assert event.data.object["id"] == intent.id
    assert told_journey.client.v1.events.retrieve(event.id).pending_webhooks == 0


def test_an_event_that_was_refused_is_delivered_again(told_journey: Journey, endpoint: Endpoint) -> None:
    endpoint.answers = [500, 302, 200]
    session = told_journey.session()

    told_journey.client.v1.checkout.sessions.expire(session.id)

    assert endpoint.wait_for(3)
    assert told_journey.sandbox.wait_until_delivered()
    assert len({event.id for event in endpoint.events}) == 1


def test_after_the_last_retry_an_event_stays_undelivered_and_is_listed_as_such(clock: Clock) -> None:
    with listening() as endpoint, running(clock, webhook=endpoint.url, delays=(0.01,)) as journey:
        endpoint.answers = [500, 500]
        journey.client.v1.checkout.sessions.expire(journey.session().id)
        assert endpoint.wait_for(2)
        assert journey.sandbox.wait_until_delivered()
        journey.client.v1.checkout.sessions.expire(journey.session().id)
        assert endpoint.wait_for(3)
        assert journey.sandbox.wait_until_delivered()
        lists = journey.client.v1.events

        undelivered = lists.list({"delivery_success": False}).data
        delivered = lists.list({"delivery_success": True}).data

        assert [event.id for event in undelivered] == [endpoint.events[0].id]
        assert undelivered[0].pending_webhooks == 1
        assert [event.id for event in delivered] == [endpoint.events[-1].id]


def test_an_endpoint_that_does_not_answer_is_tried_again(told_journey: Journey, endpoint: Endpoint) -> None:
    told_journey.sandbox.delivery_timeout = 0.1
    endpoint.gate.clear()
    session = told_journey.session()
    told_journey.client.v1.checkout.sessions.expire(session.id)
    until = time.monotonic() + 5
    pending = "SELECT attempts FROM deliveries"
    while told_journey.sandbox._store.rows(pending) == [(0,)] and time.monotonic() < until:  # noqa: SLF001 - no other sign
        told_journey.sandbox.wait_until_delivered(0.05)

    endpoint.gate.set()

    assert endpoint.wait_for(2)


def test_events_are_listed_by_type_and_time(journey: Journey) -> None:
    journey.authorized()
    journey.clock.turn(minutes=1)
    since = int(journey.clock().timestamp())
    journey.authorized()
    events = journey.client.v1.events

    both = events.list({"types": ["charge.succeeded", "checkout.session.completed"], "created": {"gte": since}}).data
    charges = events.list({"type": "charge.*"}).data

    assert [event.type for event in both] == ["checkout.session.completed", "charge.succeeded"]
    assert [event.type for event in charges] == ["charge.succeeded"] * 2
    with pytest.raises(stripe.InvalidRequestError, match="up to 20"):
        events.list({"types": ["charge.succeeded"] * 21})


def test_events_are_listed_for_thirty_days(journey: Journey) -> None:
    journey.authorized()

    journey.clock.turn(days=31)

    told = {event.type for event in journey.client.v1.events.list({"limit": 100}).data}
    assert told == {"charge.expired", "payment_intent.canceled"}


def test_a_test_may_collect_sign_and_hand_over_events_itself(clock: Clock) -> None:
    sandbox = Sandbox(state_path=None, secret_key=KEY, webhook_url=None, webhook_secret=SECRET, now=clock)
    sandbox.deliver_webhooks = False
    try:
        journey = Journey(sandbox, stripe.StripeClient(KEY), clock)
        sandbox.start()
        session = requests_session(journey)
        sandbox.pay(session)
        (event,) = sandbox.events("checkout.session.completed")
        payload = json.dumps(event)

        read = stripe.Webhook.construct_event(payload, sandbox.sign(payload), SECRET)

        assert read.id == event["id"]
        assert event["pending_webhooks"] == 1
        sandbox.mark_delivered(event["id"])
        assert sandbox.events("checkout.session.completed")[0]["pending_webhooks"] == 0
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(payload, sandbox.sign(payload, at=1), SECRET)
    finally:
        sandbox.stop()


def requests_session(journey: Journey) -> str:
    """A session asked for without the library's own client."""
    client = stripe.StripeClient(KEY, base_addresses={"api": journey.sandbox.base_url})
    return client.v1.checkout.sessions.create(journey.parameters()).id


def test_an_event_may_be_delivered_twice(told_journey: Journey, endpoint: Endpoint) -> None:
    told_journey.client.v1.checkout.sessions.expire(told_journey.session().id)
    assert endpoint.wait_for(1)
    assert told_journey.sandbox.wait_until_delivered()

    told_journey.sandbox.deliver_again(endpoint.events[0].id)

    assert endpoint.wait_for(2)
    assert endpoint.events[0].id == endpoint.events[1].id


def test_what_was_stored_while_nothing_was_delivered_goes_out_later(told_journey: Journey, endpoint: Endpoint) -> None:
    told_journey.sandbox.deliver_webhooks = False
    told_journey.client.v1.checkout.sessions.expire(told_journey.session().id)
    assert endpoint.events == []

    told_journey.sandbox.deliver_webhooks = True

    assert endpoint.wait_for(1)


def test_an_added_endpoint_hears_what_it_asked_for_with_its_own_secret(journey: Journey) -> None:
    hooks = journey.client.v1.webhook_endpoints
    with listening() as other:
        made = hooks.create(
            {"url": other.url, "enabled_events": ["charge.succeeded"], "api_version": "2026-10-28.endive"}
        )
        other.secret = str(made.secret)

        journey.authorized()

        assert other.wait_for(1)
        assert journey.sandbox.wait_until_delivered()
        assert [event.type for event in other.events] == ["charge.succeeded"]
        assert hooks.retrieve(made.id).secret is None
        assert hooks.update(made.id, {"disabled": True}).status == "disabled"
        assert made.id in [endpoint.id for endpoint in hooks.list().data]


def test_no_endpoint_elsewhere_is_taken(journey: Journey) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        journey.client.v1.webhook_endpoints.create({"url": "https://example.org/hook", "enabled_events": ["*"]})
    with pytest.raises(ValueError, match="this machine only"):
        Sandbox(state_path=None, secret_key=KEY, webhook_url="http://example.org/hook", webhook_secret=SECRET)
