"""What the API's door lets in: keys, parameters, repeated keys, and failures that a test scripts."""

import threading
import time
from typing import Any

import pytest
import requests
import stripe

from tests.donations.sandbox.journey import KEY, Journey, a_client

SESSIONS = "/v1/checkout/sessions"


def test_another_key_is_refused(journey: Journey) -> None:
    stranger = a_client(journey.sandbox.base_url, "sk_test_other")

    with pytest.raises(stripe.AuthenticationError) as caught:
        stranger.v1.payment_intents.list()

    assert caught.value.http_status == 401
    assert requests.get(f"{journey.sandbox.base_url}/v1/events", timeout=5).status_code == 401


def test_every_answer_bears_a_request_id_and_a_date(journey: Journey) -> None:
    asked = requests.get(f"{journey.sandbox.base_url}/v1/events", headers={"Authorization": f"Bearer {KEY}"}, timeout=5)

    assert asked.headers["Request-Id"].startswith("req_")
    assert asked.headers["Date"].endswith("GMT")


def test_another_api_version_is_refused(journey: Journey) -> None:
    options: Any = {"stripe_version": "2020-08-27"}

    with pytest.raises(stripe.InvalidRequestError, match="speaks API version"):
        journey.client.v1.events.list({}, options)


def test_what_is_not_played_is_not_found(journey: Journey) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL") as caught:
        journey.client.v1.customers.list()

    assert caught.value.http_status == 404


@pytest.mark.parametrize("object_id", ["pi_missing", "ch_missing"])
def test_a_missing_object_is_named(journey: Journey, object_id: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        journey.client.v1.payment_intents.retrieve(object_id)

    assert (caught.value.http_status, caught.value.code, caught.value.param) == (404, "resource_missing", "intent")


def test_an_object_of_another_kind_is_missing(journey: Journey) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="No such payment_intent"):
        journey.client.v1.payment_intents.retrieve(journey.session().id)


@pytest.mark.parametrize(
    "changes, code, param",
    [
        ({"payment_method_types": ["card"]}, "parameter_unknown", "payment_method_types"),
        ({"wallet_options": {"link": {"shown": "never"}}}, "parameter_unknown", "wallet_options[link][shown]"),
        ({"idempotency_key": "k"}, "parameter_unknown", "idempotency_key"),
        ({"expires_at": "soon"}, "parameter_invalid_integer", "expires_at"),
        ({"ui_mode": "hosted"}, None, "ui_mode"),
        ({"mode": ""}, "parameter_invalid_empty", "mode"),
        ({"mode": "subscription"}, None, "mode=subscription"),
        ({"adaptive_pricing": {"enabled": "yes"}}, None, "adaptive_pricing[enabled]"),
        ({"line_items": "all"}, None, "line_items"),
        ({"line_items": None}, "parameter_missing", "line_items"),
        ({"line_items": [{"price": "price_1", "quantity": 1}]}, "resource_missing", "line_items[0][price]"),
        ({"line_items": [{"quantity": 1}]}, "parameter_missing", "line_items[0][price_data]"),
        ({"success_url": None}, "parameter_missing", "success_url"),
        ({"success_url": "gifts"}, "url_invalid", "success_url"),
        ({"customer_email": "robin"}, "email_invalid", "customer_email"),
        ({"client_reference_id": "x" * 201}, None, "client_reference_id"),
        ({"metadata": {"k": "v" * 501}}, None, "metadata[k]"),
        ({"metadata": {f"k{i}": "v" for i in range(51)}}, None, "metadata"),
        ({"customer": "cus_1"}, None, "customer"),
        ({"allowed_payment_method_types": ["us_bank_account"]}, None, "allowed_payment_method_types"),
        ({"payment_intent_data": {"capture_method": "later"}}, None, "payment_intent_data[capture_method]"),
        (
            {"payment_intent_data": {"statement_descriptor_suffix": "A SUFFIX TOO LONG"}},
            None,
            "payment_intent_data[statement_descriptor_suffix]",
        ),
    ],
    ids=lambda value: str(value)[:50],
)
def test_a_wrong_parameter_is_refused_by_name(
    journey: Journey, changes: dict[str, Any], code: str | None, param: str
) -> None:
    # Sent by hand where the library would keep the parameter for itself.
    ask = _post if "idempotency_key" in changes else _ask
    with pytest.raises(stripe.InvalidRequestError) as caught:
        ask(journey, changes)

    assert (caught.value.code, caught.value.param, caught.value.http_status) == (code, param, 400)


def _ask(journey: Journey, changes: dict[str, Any]) -> None:
    journey.client.raw_request("post", SESSIONS, **journey.parameters(**changes))


def _post(journey: Journey, parameters: dict[str, Any]) -> None:
    headers = {"Authorization": f"Bearer {KEY}"}
    answer = requests.post(f"{journey.sandbox.base_url}{SESSIONS}", data=parameters, headers=headers, timeout=5)
    error, refused = answer.json()["error"], stripe.InvalidRequestError
    raise refused(error["message"], error["param"], error["code"], http_status=answer.status_code)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("minutes, right", [(29.9, False), (30, True), (24 * 60, True), (24 * 60 + 0.1, False)])
def test_a_session_lasts_from_thirty_minutes_to_a_day(journey: Journey, minutes: float, right: bool) -> None:
    ends = int(journey.clock().timestamp() + minutes * 60)

    if right:
        assert journey.session(expires_at=ends).expires_at == ends
    else:
        with pytest.raises(stripe.InvalidRequestError, match="expires_at"):
            journey.session(expires_at=ends)


@pytest.mark.parametrize("cents, right", [(49, False), (50, True), (99_999_999, True), (100_000_000, False)])
def test_an_amount_has_a_least_and_a_most(journey: Journey, cents: int, right: bool) -> None:
    price = {"currency": "usd", "unit_amount": cents, "product_data": {"name": "Contribution"}}
    items = [{"quantity": 1, "price_data": price}]

    if right:
        assert journey.session(line_items=items).amount_total == cents
    else:
        with pytest.raises(stripe.InvalidRequestError):
            journey.session(line_items=items)


def test_a_property_that_cannot_be_expanded_is_refused(journey: Journey) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        journey.client.v1.checkout.sessions.retrieve(journey.session().id, {"expand": ["metadata"]})


def test_a_repeated_key_is_answered_as_the_first_time(journey: Journey) -> None:
    params = journey.parameters()

    first = journey.client.v1.checkout.sessions.create(params, {"idempotency_key": "gift:1"})
    second = journey.client.v1.checkout.sessions.create(params, {"idempotency_key": "gift:1"})

    assert first.id == second.id
    assert second.last_response is not None
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(journey.client.v1.checkout.sessions.list().data) == 1


def test_a_key_with_other_parameters_is_an_error(journey: Journey) -> None:
    journey.session(key="gift:1")

    with pytest.raises(stripe.IdempotencyError):
        journey.session(key="gift:1", customer_email="other@example.org")


def test_a_forgotten_key_is_a_new_one(journey: Journey) -> None:
    first = journey.session(key="gift:1")

    assert journey.sandbox.prune_idempotency() == 1

    assert journey.session(key="gift:1").id != first.id


def test_a_failure_of_the_operation_is_stored_too_but_one_of_its_parameters_is_not(journey: Journey) -> None:
    intent = journey.authorized()
    options: Any = {"idempotency_key": "capture"}
    wrong: Any = {"amount_to_capture": "all"}
    with pytest.raises(stripe.InvalidRequestError):
        journey.client.v1.payment_intents.capture(intent.id, wrong, options)
    with pytest.raises(stripe.InvalidRequestError):
        journey.client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 25001}, options)

    with pytest.raises(stripe.IdempotencyError):
        journey.client.v1.payment_intents.capture(intent.id, {}, options)


@pytest.mark.parametrize("after_effect", [False, True])
def test_a_scripted_500_is_stored_and_replayed(journey: Journey, after_effect: bool) -> None:
    intent = journey.authorized()
    journey.sandbox.faults.next("POST", "/v1/payment_intents/*/capture", status=500, after_effect=after_effect)

    for _ in range(2):
        with pytest.raises(stripe.APIError) as caught:
            journey.client.v1.payment_intents.capture(intent.id, {}, {"idempotency_key": "capture"})
        assert caught.value.http_status == 500

    status = journey.client.v1.payment_intents.retrieve(intent.id).status
    assert status == ("succeeded" if after_effect else "requires_capture")


@pytest.mark.parametrize("status, error", [(429, stripe.RateLimitError), (409, stripe.APIError)])
def test_an_answer_that_says_not_now_is_not_stored(
    journey: Journey, status: int, error: type[stripe.StripeError]
) -> None:
    intent = journey.authorized()
    journey.sandbox.faults.next("POST", "/v1/payment_intents/*/capture", status=status)

    with pytest.raises(error):
        journey.client.v1.payment_intents.capture(intent.id, {}, {"idempotency_key": "capture"})

    taken = journey.client.v1.payment_intents.capture(intent.id, {}, {"idempotency_key": "capture"})
    assert taken.status == "succeeded"


@pytest.mark.parametrize("after_effect", [False, True])
def test_a_dropped_connection_leaves_the_outcome_unknown(journey: Journey, after_effect: bool) -> None:
    intent = journey.authorized()
    journey.sandbox.faults.drop_connection("POST", f"/v1/payment_intents/{intent.id}/*", after_effect=after_effect)

    with pytest.raises(stripe.APIConnectionError):
        journey.client.v1.payment_intents.capture(intent.id, {}, {"idempotency_key": "capture"})

    status = journey.client.v1.payment_intents.retrieve(intent.id).status
    assert status == ("succeeded" if after_effect else "requires_capture")
    again = journey.client.v1.payment_intents.capture(intent.id, {}, {"idempotency_key": "capture"})
    assert again.status == "succeeded"
    assert len(journey.sandbox.events("charge.captured")) == 1


@pytest.mark.parametrize("after_effect", [False, True])
def test_silence_leaves_the_outcome_unknown(journey: Journey, after_effect: bool) -> None:
    intent = journey.authorized()
    hurried = a_client(journey.sandbox.base_url, timeout=(1, 0.2))
    plan = journey.sandbox.faults
    (plan.timeout_after_effect if after_effect else plan.timeout_before_effect)("POST", "/v1/payment_intents/*")

    with pytest.raises(stripe.APIConnectionError):
        hurried.v1.payment_intents.capture(intent.id)

    status = journey.client.v1.payment_intents.retrieve(intent.id).status
    assert status == ("succeeded" if after_effect else "requires_capture")
    assert plan.planned == 0


def test_two_requests_with_one_key_at_once_are_a_conflict(journey: Journey) -> None:
    intent = journey.authorized()
    hurried = a_client(journey.sandbox.base_url, timeout=(1, 0.7))
    journey.sandbox.faults.timeout_before_effect("POST", "/v1/payment_intents/*")
    lost: list[stripe.StripeError] = []

    def capture() -> None:
        try:
            hurried.v1.payment_intents.capture(intent.id, {}, {"idempotency_key": "capture"})
        except stripe.StripeError as error:
            lost.append(error)

    first = threading.Thread(target=capture)
    first.start()
    until = time.monotonic() + 5
    while journey.sandbox.faults.planned and time.monotonic() < until:
        threading.Event().wait(0.01)
    with pytest.raises(stripe.APIError) as caught:
        journey.client.v1.payment_intents.capture(intent.id, {}, {"idempotency_key": "capture"})
    first.join(5)

    assert caught.value.error is not None
    assert (caught.value.http_status, caught.value.error.code) == (409, "idempotency_key_in_use")
    assert isinstance(lost[0], stripe.APIConnectionError)


def test_forty_captures_at_once_take_the_money_once(journey: Journey) -> None:
    intent = journey.authorized()
    taken: list[str] = []

    def capture(number: int) -> None:
        try:
            client = a_client(journey.sandbox.base_url)
            client.v1.payment_intents.capture(intent.id, {}, {"idempotency_key": f"capture:{number}"})
            taken.append("taken")
        except stripe.InvalidRequestError as error:
            taken.append(str(error.code))

    threads = [threading.Thread(target=capture, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(taken) == ["payment_intent_unexpected_state"] * 39 + ["taken"]
    assert len(journey.sandbox.events("charge.captured")) == 1


@pytest.mark.parametrize("name", ["[a]", "a[b", "a[b]c", "mode[x]", "a" + "[b]" * 20])
def test_a_name_that_cannot_be_read_is_refused(journey: Journey, name: str) -> None:
    answer = requests.post(
        f"{journey.sandbox.base_url}{SESSIONS}",
        data={"mode": "payment", name: "v"},
        headers={"Authorization": f"Bearer {KEY}"},
        timeout=5,
    )

    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_planned_failures_may_be_forgotten(journey: Journey) -> None:
    journey.sandbox.faults.next("GET", "/v1/events", times=3)

    with pytest.raises(stripe.APIError):
        journey.client.v1.events.list()
    journey.sandbox.faults.clear()

    assert journey.client.v1.events.list().data == []


def test_a_key_is_no_longer_than_its_limit(journey: Journey) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="longer than 255"):
        journey.session(key="k" * 256)
