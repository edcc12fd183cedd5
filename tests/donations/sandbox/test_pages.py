"""The card page as a browser meets it."""

import html
import re
from typing import Any

import pytest
import requests

from tests.donations.sandbox.journey import Journey

TYPED = {
    "number": "4242 4242 4242 4242",
    "exp": "12 / 49",
    "cvc": "123",
    "name": "Robin Sample",
    "line1": "1 Test Road",
    "city": "Columbus",
    "state": "OH",
    "zip": "43215",
    "country": "US",
}
TOKENS = {
    "number": "cc-number",
    "exp": "cc-exp",
    "cvc": "cc-csc",
    "name": "cc-name",
    "line1": "billing address-line1",
    "city": "billing address-level2",
    "state": "billing address-level1",
    "zip": "billing postal-code",
    "country": "billing country",
}


def _send(url: str, typed: dict[str, str] | None = None) -> requests.Response:
    if typed is None:
        return requests.get(url, timeout=10, allow_redirects=False)
    return requests.post(url, data=typed, timeout=10, allow_redirects=False)


def _page(journey: Journey, **changes: Any) -> str:
    return str(journey.session(**changes).url)


def test_the_page_shows_what_is_paid_and_asks_for_the_card(journey: Journey) -> None:
    shown = _send(_page(journey))

    assert shown.status_code == 200
    assert "TEST – no real money" in shown.text
    for told in (
        "Contribution to Sample for Senate (P2026)",
        "$250.00",
        "robin@example.org",
        "http://127.0.0.1:9/give",
    ):
        assert told in shown.text
    for name, token in TOKENS.items():
        assert re.search(rf'name="{name}"[^>]*autocomplete="{token}"', shown.text), name
    assert "<script" not in shown.text
    policy = shown.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' http://127.0.0.1:9;" in policy
    assert shown.headers["Cache-Control"] == "no-store"


def test_a_paid_page_leads_to_the_success_address_and_is_closed_then(journey: Journey) -> None:
    session = journey.session()
    url = str(session.url)

    paid = _send(url, TYPED)
    again = _send(url)

    assert paid.status_code == 303
    assert paid.headers["Location"] == f"http://127.0.0.1:9/gifts/gift-1?session={session.id}"
    assert again.status_code == 410
    assert "already paid" in again.text
    assert _send(url, TYPED).status_code == 410


def test_slips_are_told_beside_their_fields_and_only_harmless_text_is_kept(journey: Journey) -> None:
    shown = _send(_page(journey), {**TYPED, "cvc": "12", "zip": "ABC", "name": 'Robin "R" <Sample>'})

    assert shown.status_code == 422
    assert 'id="cvc-error"' in shown.text
    assert 'href="#zip"' in shown.text
    assert html.escape('Robin "R" <Sample>', quote=False).replace('"', "&#34;") in shown.text
    assert 'value="4242' not in shown.text
    assert 'value="12' not in shown.text


def test_a_decline_is_told_and_another_card_may_be_tried(journey: Journey) -> None:
    url = _page(journey)

    declined = _send(url, {**TYPED, "number": "4000000000009995"})
    paid = _send(url, TYPED)

    assert (declined.status_code, paid.status_code) == (402, 303)
    assert "insufficient funds" in declined.text
    assert "Nothing was charged" in declined.text


def test_three_d_secure_has_a_page_of_its_own(journey: Journey) -> None:
    url = _page(journey)

    asked = _send(url, {**TYPED, "number": "4000008400000027"})
    shown = _send(f"{url}/authenticate")
    failed = _send(f"{url}/authenticate", {"outcome": "fail"})
    gone = _send(f"{url}/authenticate")
    _send(url, {**TYPED, "number": "4000008400000027"})
    done = _send(f"{url}/authenticate", {"outcome": "complete"})

    assert (asked.status_code, asked.headers["Location"]) == (
        303,
        url.removeprefix(journey.sandbox.base_url) + "/authenticate",
    )
    assert "Complete authentication" in shown.text
    assert failed.status_code == 402
    assert (gone.status_code, gone.headers["Location"]) == (303, url.removeprefix(journey.sandbox.base_url))
    assert done.headers["Location"].startswith("http://127.0.0.1:9/gifts/")


def test_the_captcha_is_a_box_to_tick(journey: Journey) -> None:
    url = _page(journey)

    asked = _send(url, {**TYPED, "number": "4000000000001208"})
    missed = _send(f"{url}/captcha", {})
    done = _send(f"{url}/captcha", {"human": "yes"})

    assert asked.headers["Location"].endswith("/captcha")
    assert (missed.status_code, done.status_code) == (422, 303)
    assert "Tick the box" in missed.text


def test_without_a_required_address_only_country_and_zip_are_asked(journey: Journey) -> None:
    url = _page(journey, billing_address_collection="auto")

    shown = _send(url)
    paid = _send(url, {name: TYPED[name] for name in ("number", "exp", "cvc", "name", "zip", "country")})

    assert 'name="line1"' not in shown.text
    assert paid.status_code == 303


def test_an_expired_page_leads_back(journey: Journey) -> None:
    session = journey.session()
    journey.sandbox.expire_session(session.id)

    shown = _send(str(session.url))

    assert shown.status_code == 410
    assert "http://127.0.0.1:9/give" in shown.text


def test_an_unknown_page_is_not_found(journey: Journey) -> None:
    shown = _send(f"{journey.sandbox.base_url}/c/pay/cs_test_nothing")

    assert shown.status_code == 404
    assert "TEST – no real money" in shown.text


def test_the_index_shows_what_happened_and_pays_out(journey: Journey) -> None:
    journey.captured()
    base = journey.sandbox.base_url

    paid = _send(f"{base}/payouts", {})
    foreign = requests.post(f"{base}/payouts", headers={"Sec-Fetch-Site": "cross-site"}, timeout=5)
    shown = _send(base)

    assert (paid.status_code, foreign.status_code) == (303, 403)
    assert "checkout.session.completed" in shown.text
    assert "$242.45" in shown.text
    assert "Robin" not in shown.text


def test_a_request_under_another_name_is_refused(journey: Journey) -> None:
    shown = requests.get(journey.sandbox.base_url, headers={"Host": "example.org"}, timeout=5)

    assert shown.status_code == 400


@pytest.mark.parametrize("path", ["/static/sandbox.css"])
def test_the_stylesheet_is_small_and_our_own(journey: Journey, path: str) -> None:
    sheet = _send(journey.sandbox.base_url + path)

    assert sheet.status_code == 200
    assert len(sheet.content) < 5000
    assert "url(" not in sheet.text
