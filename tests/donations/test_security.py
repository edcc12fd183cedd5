"""The guards of every door: form tokens, sizes, odd requests, headers, cookies, and where a request comes from."""

import dataclasses
import json
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from config import Limits
from donations import models
from donations.security import content_policy
from donations.wiring import create_app
from tests.donations.public.browsing import filled, nothing_came_of_it, on_sqlite, rows, shown, summary, title
from tests.donations.world import WIDE_OPEN, World, fields, signature, token_of

WEBHOOK = "webhooks.stripe"
UNKNOWN = "/nothing/here"
STATIC = "/static/site.css"
SITE = "https://give.example.org"
SAME_FOR_ALL = {"static", "public.theme", "public.mail_form"}
"""What may be kept by a browser, because everybody gets the same."""


def address(app: Flask, rule: Rule) -> str:
    """A route's address, with something in each of its places."""
    places = {name: "site.css" if name == "filename" else "7" for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, places)


def routes(app: Flask, method: str) -> Iterator[tuple[str, str]]:
    """Every route that takes a method: its name and an address of it."""
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()):
            yield rule.endpoint, address(app, rule)


def is_refused(answer: TestResponse) -> bool:
    """Whether a request was turned away: asked to sign in, not allowed, not found, or ended."""
    return answer.status_code in {303, 400, 401, 403, 404, 410}


# Form tokens ---------------------------------------------------------------------------------------------------------


@on_sqlite
def test_every_route_that_takes_a_form_refuses_one_without_a_true_token(world: World) -> None:
    robin, stranger = world.visitor(), world.visitor()
    own, theirs = robin.open_form(), stranger.open_form()
    # Not the last sign: some of its bits mean nothing, and the token might stay what it was.
    forged = own[:-10] + ("A" if own[-10] != "A" else "B") + own[-9:]
    bad: list[dict[str, Any]] = [
        {},
        {"csrf_token": ""},
        {"csrf_token": "x"},
        {"csrf_token": forged},
        {"csrf_token": theirs},
        {"csrf_token": [own, own]},
        {"csrf_token": "\u20ac.\x00.x"},
    ]

    answers = [
        (endpoint, data, robin.client.post(path, data={**fields(), **data}))
        for endpoint, path in routes(world.app, "POST")
        for data in bad
        if endpoint != WEBHOOK
    ]

    assert {endpoint for endpoint, _, _ in answers} >= {"public.give", "public.proof", "public.prove"}
    assert [(endpoint, data, answer.status) for endpoint, data, answer in answers if not is_refused(answer)] == []
    assert nothing_came_of_it(world)


@on_sqlite
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_route_takes_another_method_that_changes_things(world: World, method: str) -> None:
    assert list(routes(world.app, method)) == []


@on_sqlite
def test_a_form_without_this_browsers_mark_comes_back_with_all_that_was_typed_and_a_good_token(world: World) -> None:
    robin = world.visitor()

    answer = robin.client.post("/give", data=fields(updates="yes"))

    assert answer.status_code == 400
    assert title(answer).startswith("Error: ")
    assert shown(answer) == filled(fields(updates="yes"))
    ((rule, said),) = summary(answer)
    assert rule == "ENG-01"
    assert "All you entered is kept" in said
    assert robin.send(shown(answer), token_of(answer)).status_code == 303


@on_sqlite
@pytest.mark.parametrize("seconds, status", [(12 * 3600, 303), (12 * 3600 + 1, 422)], ids=["twelve hours", "more"])
def test_a_form_that_was_open_for_more_than_twelve_hours_is_asked_for_once_more(
    world: World, seconds: int, status: int
) -> None:
    robin = world.visitor()
    token = robin.open_form()
    world.clock.forward(seconds=seconds)

    answer = robin.send(fields(), token)

    assert answer.status_code == status
    if status == 422:
        assert shown(answer) == filled(fields())
        assert robin.send(shown(answer), token_of(answer)).status_code == 303


@on_sqlite
def test_a_token_of_another_house_is_none(make_world: Callable[..., World]) -> None:
    world = make_world()
    robin = world.visitor()
    token = robin.open_form()
    object.__setattr__(world.context, "settings", dataclasses.replace(world.settings, secret_key="y" * 64))

    assert robin.send(fields(), token).status_code == 400


# The webhook ---------------------------------------------------------------------------------------------------------

EVENT = json.dumps({"id": "evt_1", "object": "event"}).encode()


@on_sqlite
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no signature"),
        pytest.param({"Stripe-Signature": ""}, id="an empty one"),
        pytest.param({"Stripe-Signature": "t=1,v1=0"}, id="a made-up one"),
        pytest.param({"Stripe-Signature": signature(EVENT, secret="whsec_other")}, id="another's"),
        pytest.param({"Stripe-Signature": signature(EVENT, at=1_700_000_000)}, id="an old one"),
        pytest.param({"Stripe-Signature": signature(b"{}")}, id="one of another message"),
        pytest.param({"Stripe-Signature": signature(EVENT)}, id="a true one on what is no event"),
    ],
)
def test_the_webhook_needs_a_signature_and_says_nothing_more(world: World, headers: dict[str, str]) -> None:
    answer = world.app.test_client().post("/webhooks/stripe", data=EVENT, headers=headers)

    assert (answer.status_code, answer.get_data()) == (400, b"not accepted\n")
    assert nothing_came_of_it(world)


@on_sqlite
@pytest.mark.parametrize("body", [b"", b"\x00", b"\xff\xfe", b"[]", b"null", b"{", b'{"id": 5}', b"[" * 100_000])
def test_a_signed_message_that_cannot_be_read_is_refused_and_does_not_fail(world: World, body: bytes) -> None:
    answer = world.app.test_client().post("/webhooks/stripe", data=body, headers={"Stripe-Signature": signature(body)})

    assert answer.status_code == 400


@on_sqlite
def test_the_webhook_takes_a_true_message_without_a_token_and_only_by_post(world: World) -> None:
    world.visitor().give(fields())
    client = world.app.test_client()

    assert world.deliver(world.events()[0]).status_code == 200
    assert client.get("/webhooks/stripe").status_code == 405


@on_sqlite
def test_a_message_over_256_kilobytes_is_refused(world: World) -> None:
    client = world.app.test_client()

    fits = client.post("/webhooks/stripe", data=b" " * (256 * 1024))
    over = client.post("/webhooks/stripe", data=b" " * (256 * 1024 + 1))

    assert (fits.status_code, over.status_code) == (400, 413)


# Sizes and odd bodies ------------------------------------------------------------------------------------------------


@on_sqlite
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_a_body_over_64_kilobytes_is_refused_with_a_calm_page(world: World, kind: str) -> None:
    robin = world.visitor()
    body = b"message=" + b"m" * (64 * 1024)

    answers = [
        robin.client.post(path, data=body, content_type=kind)
        for endpoint, path in routes(world.app, "POST")
        if endpoint.startswith("public.")
    ]

    assert {answer.status_code for answer in answers} == {413}
    assert title(answers[0]).startswith("That was too much at once")
    assert "Nothing was charged" in answers[0].get_data(as_text=True)
    assert nothing_came_of_it(world)


@on_sqlite
def test_a_body_that_does_not_say_its_length_is_refused_because_it_would_be_cut_off(world: World) -> None:
    robin = world.visitor()
    body = urlencode({"csrf_token": robin.open_form(), **fields(preset=None), "amount": "1"}).encode() + b"000"

    answer = robin.client.post(
        "/give",
        content_type="application/x-www-form-urlencoded",
        environ_overrides={
            "wsgi.input": BytesIO(body),
            "wsgi.input_terminated": True,
            "HTTP_TRANSFER_ENCODING": "chunked",
        },
    )

    assert answer.status_code == 411
    assert nothing_came_of_it(world)


ODD_BODIES = {
    "ten thousand fields": ("application/x-www-form-urlencoded", b"a=&" * 10_000),
    "ten thousand values of one field": ("application/x-www-form-urlencoded", b"email=&" * 9_000),
    "bad UTF-8": ("application/x-www-form-urlencoded", b"first_name=%ff%fe\xff&last_name=\xc3\x28"),
    "NUL bytes": ("application/x-www-form-urlencoded", b"first_name=%00\x00&email=a%00@b.example"),
    "half an escape": ("application/x-www-form-urlencoded", b"first_name=%&last_name=%4&email=%zz"),
    "no name": ("application/x-www-form-urlencoded", b"=&=x&&&;;"),
    "a lone surrogate": ("application/x-www-form-urlencoded", b"first_name=%ed%a0%80"),
    "multipart without a boundary": ("multipart/form-data", b"--b\r\n\r\n"),
    "multipart that breaks off": (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="x"',
    ),
    "multipart with a file": (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="email"; filename="../../etc/passwd"\r\n\r\nx\r\n--b--\r\n',
    ),
    "multipart with a strange charset": (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="email"\r\nContent-Type: a/b; charset=nope\r\n\r\nx\r\n--b--',
    ),
    "multipart of a thousand parts": (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n\r\n' * 900 + b"--b--",
    ),
    "JSON": ("application/json", b'{"first_name": "Robin"}'),
    "JSON that is none": ("application/json", b"{"),
    "no type": ("", b"first_name=Robin"),
    "a type of our own": ("x/y; charset=\xe2\x82\xac", b"\x00" * 100),
    "nothing": ("application/x-www-form-urlencoded", b""),
}


@on_sqlite
@pytest.mark.parametrize("odd", ODD_BODIES)
def test_an_odd_body_is_refused_and_nothing_fails(world: World, odd: str) -> None:
    kind, body = ODD_BODIES[odd]
    robin = world.visitor()
    robin.open_form()

    for endpoint, path in routes(world.app, "POST"):
        answer = robin.client.post(path, data=body, headers={"Content-Type": kind.encode().decode("latin-1")})
        assert 400 <= answer.status_code < 500 or answer.status_code == 303, (endpoint, answer.status)
        assert "Traceback" not in answer.get_data(as_text=True)
    assert nothing_came_of_it(world)


@on_sqlite
@pytest.mark.parametrize("odd", ["bad UTF-8", "NUL bytes", "half an escape", "a lone surrogate", "no name"])
def test_odd_bytes_with_a_good_token_are_asked_about_like_any_other_slip(world: World, odd: str) -> None:
    _, body = ODD_BODIES[odd]
    robin = world.visitor()
    token = robin.open_form().encode()

    answer = robin.client.post(
        "/give", data=body + b"&csrf_token=" + token, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code in {400, 422}
    assert "\x00" not in answer.get_data(as_text=True)


@on_sqlite
def test_bytes_that_no_database_can_hold_are_taken_out_before_they_come_there(world: World) -> None:
    robin = world.visitor()

    public_id = robin.offer(
        fields(
            first_name="Rob\x00in", last_name="Sam\ud800ple".encode("utf-8", "replace").decode(), message="a\x00b\x1bc"
        )
    )

    entry = world.read(public_id)
    assert entry.gift.contributor.first_name == "Robin"
    assert entry.gift.message == "abc"


@pytest.mark.parametrize("field", ["first_name", "email", "phone", "message", "source", "postal_code", "election"])
def test_a_nul_byte_in_any_field_reaches_no_database(world: World, field: str) -> None:
    robin = world.visitor()

    answer = robin.send({**fields(), field: (fields().get(field) or "x") + "\x00"})

    assert answer.status_code == 303
    assert len(rows(world)) == 1


# Methods and headers -------------------------------------------------------------------------------------------------


@on_sqlite
def test_every_page_answers_head_like_get_without_a_body(world: World) -> None:
    for endpoint, path in routes(world.app, "GET"):
        with world.visitor().client.get(path) as got, world.visitor().client.head(path) as headed:
            assert (endpoint, headed.status_code) == (endpoint, got.status_code)
            assert headed.get_data() == b""


@on_sqlite
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_no_method_on_any_route_fails_and_a_wrong_one_is_told_what_is_right(world: World, method: str) -> None:
    client = world.visitor().client
    for rule in world.app.url_map.iter_rules():
        with client.open(address(world.app, rule), method=method) as answer:
            assert answer.status_code < 500
            if answer.status_code == 405:
                # Another view may have the same address for other methods.
                assert set(answer.allow) >= (rule.methods or set())
                assert method not in answer.allow


def headers_of(world: World) -> Iterator[tuple[str, TestResponse]]:
    """An answer of every route, and of every sort of failure."""
    visitor = world.visitor()
    for endpoint, path in routes(world.app, "GET"):
        yield endpoint, visitor.client.get(path)
    for endpoint, path in routes(world.app, "POST"):
        yield f"{endpoint}, refused", visitor.client.post(path)
    yield "404", visitor.client.get(UNKNOWN)
    yield "404 as JSON", visitor.client.get(UNKNOWN, headers={"Accept": "application/json"})
    yield "405", visitor.client.delete("/give")
    yield "413", visitor.client.post("/give", data=b"x" * 70_000)
    yield "303", visitor.send(fields())
    yield "options", visitor.client.options("/give")


@on_sqlite
def test_every_answer_carries_the_headers_that_keep_a_browser_safe(world: World) -> None:
    for name, answer in headers_of(world):
        headers = answer.headers
        answer.close()
        assert headers["X-Content-Type-Options"] == "nosniff", name
        assert headers["X-Frame-Options"] == "DENY", name
        assert headers["Referrer-Policy"] == "no-referrer", name
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", name
        assert "payment=()" in headers["Permissions-Policy"], name
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'"), name
        assert "frame-ancestors 'none'" in policy, name
        assert "base-uri 'none'" in policy, name
        assert "unsafe-eval" not in policy, name
        assert "Strict-Transport-Security" not in headers, name
        if name not in SAME_FOR_ALL:
            assert headers["Cache-Control"] == "no-store", name


@on_sqlite
def test_over_https_the_browser_is_told_to_stay_there_and_cookies_are_bound_to_it(
    make_world: Callable[..., World],
) -> None:
    world = make_world(site_url=SITE)
    client = world.app.test_client()

    answer = client.get("/give", base_url=SITE)

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    (cookie,) = answer.headers.getlist("Set-Cookie")
    name, *flags = cookie.split("; ")
    assert name.startswith("__Host-session=")
    assert set(flags) == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}
    sent = {**fields(), "csrf_token": token_of(answer)}
    assert client.post("/give", data=sent, base_url=SITE).status_code == 303


@on_sqlite
def test_the_cookie_holds_no_person(world: World) -> None:
    robin = world.visitor()
    robin.give(fields(first_name="Zephyrine", email="canary@heron.example"))

    with robin.client.session_transaction() as cookie:
        kept = json.dumps(dict(cookie))

    assert set(json.loads(kept)) == {"browser", "gifts"}
    assert "zephyrine" not in kept.casefold()
    assert "heron" not in kept


@on_sqlite
def test_on_a_real_site_forms_lead_to_stripe_alone(world: World) -> None:
    real = dataclasses.replace(world.settings, stripe_api_base=None)

    assert "form-action 'self' https://checkout.stripe.com;" in content_policy(real)


@on_sqlite
def test_a_host_that_was_made_up_appears_in_no_link_and_in_no_request_to_stripe(world: World) -> None:
    robin = world.visitor()
    page = robin.client.get("/give", headers={"Host": "evil.example"}, base_url="http://localhost")

    robin.send(fields())

    assert "evil.example" not in page.get_data(as_text=True)
    assert "evil.example" not in str([each.params for each in world.sandbox.requests])


# Where a request comes from ------------------------------------------------------------------------------------------

ONE_TRY = Limits(attempts_per_address=1, attempts_per_email=1000, declines_per_browser=1000, shortest_form_seconds=0)


def tries(world: World, *origins: tuple[str, str | None]) -> list[int]:
    """Send one form from each origin: the address of the connection, and what a proxy says."""
    answers = []
    for remote, forwarded in origins:
        visitor = world.visitor()
        typed = {**fields(), "csrf_token": visitor.open_form()}
        headers = {"X-Forwarded-For": forwarded} if forwarded else {}
        answer = visitor.client.post("/give", data=typed, headers=headers, environ_overrides={"REMOTE_ADDR": remote})
        answers.append(answer.status_code)
    return answers


@on_sqlite
def test_without_a_proxy_nobody_can_say_that_he_comes_from_elsewhere(make_world: Callable[..., World]) -> None:
    world = make_world(limits=ONE_TRY, trusted_proxies=0)

    assert tries(world, ("10.0.0.1", "1.1.1.1"), ("10.0.0.1", "2.2.2.2"), ("10.0.0.2", "1.1.1.1")) == [303, 429, 303]


@on_sqlite
def test_behind_one_proxy_its_word_counts_and_the_visitors_own_does_not(make_world: Callable[..., World]) -> None:
    world = make_world(limits=ONE_TRY, trusted_proxies=1)

    assert tries(
        world,
        ("127.0.0.1", "1.1.1.1"),
        ("127.0.0.1", "2.2.2.2"),
        ("127.0.0.1", "9.9.9.9, 1.1.1.1"),
        ("127.0.0.1", "8.8.8.8, 2.2.2.2"),
    ) == [303, 303, 429, 429]


@on_sqlite
@pytest.mark.parametrize(
    "one, other, shared",
    [
        pytest.param("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True, id="one household"),
        pytest.param("2001:db8:1:2::1", "2001:db8:1:3::1", False, id="two households"),
        pytest.param("10.0.0.1", "10.0.0.2", False, id="two of IPv4"),
        pytest.param("::ffff:10.0.0.1", "::ffff:10.0.0.2", False, id="two of IPv4 written as IPv6"),
        pytest.param("::ffff:10.0.0.1", "10.0.0.1", True, id="one of IPv4 in two ways of writing"),
        pytest.param("fe80::1%eth0", "fe80::2%eth0", True, id="a zone"),
        pytest.param("unix:", "", True, id="no address at all"),
    ],
)
def test_an_address_stands_for_a_household(
    make_world: Callable[..., World], one: str, other: str, shared: bool
) -> None:
    world = make_world(limits=ONE_TRY)

    assert tries(world, (one, None), (other, None)) == [303, 429 if shared else 303]


# How often -----------------------------------------------------------------------------------------------------------


@on_sqlite
def test_too_many_tries_from_one_address_wait_with_all_kept_and_then_go_on(make_world: Callable[..., World]) -> None:
    world = make_world(limits=Limits(attempts_per_address=3, attempts_per_email=100, shortest_form_seconds=0))
    for number in range(3):
        assert world.visitor().send(fields(email=f"p{number}@example.org")).status_code == 303
    robin = world.visitor()

    answer = robin.send(fields(updates="yes"))

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "600")
    assert shown(answer) == filled(fields(updates="yes"))
    ((_, said),) = summary(answer)
    assert "press Give again in 10 minutes" in said
    assert len(rows(world)) == 3
    world.clock.forward(minutes=10)
    assert robin.send(shown(answer), token_of(answer)).status_code == 303


@on_sqlite
def test_too_many_tries_for_one_e_mail_wait_an_hour_wherever_they_come_from(make_world: Callable[..., World]) -> None:
    world = make_world(limits=Limits(attempts_per_address=100, attempts_per_email=2, shortest_form_seconds=0))
    for spelled in ("robin@example.org", "ROBIN+x@Example.org"):
        assert world.visitor().send(fields(email=spelled)).status_code == 303

    answer = world.visitor().send(fields())

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert "press Give again in 60 minutes" in summary(answer)[0][1]
    assert world.visitor().send(fields(email="other@example.org")).status_code == 303
    world.clock.forward(hours=1)
    assert world.visitor().send(fields()).status_code == 303


@on_sqlite
def test_forms_that_were_refused_count_as_tries_too(make_world: Callable[..., World]) -> None:
    world = make_world(limits=Limits(attempts_per_address=2, attempts_per_email=100, shortest_form_seconds=0))
    for _ in range(2):
        assert world.visitor().send(fields(attest_age=None)).status_code == 422

    assert world.visitor().send(fields()).status_code == 429


def test_limits_are_kept_in_the_books_under_a_hash_for_all_processes(make_world: Callable[..., World]) -> None:
    world = make_world(limits=Limits(attempts_per_address=1, attempts_per_email=100, shortest_form_seconds=0))
    assert world.visitor().send(fields()).status_code == 303
    world.app = create_app(world.settings, mailer=world.outbox, clock=world.clock)

    assert world.visitor().send(fields()).status_code == 429
    assert "127.0.0.1" not in str(_tallies(world))
    assert "robin" not in str(_tallies(world))
    world.app.extensions["donations"].desk.database.close()


def _tallies(world: World) -> list[str]:
    with world.desk.database.reading() as session:
        return list(session.scalars(sa.select(models.Tally.key)))


@on_sqlite
def test_a_form_that_comes_back_too_fast_for_a_person_is_asked_for_once_more(
    make_world: Callable[..., World],
) -> None:
    world = make_world(limits=Limits(shortest_form_seconds=2))
    robin = world.visitor()
    token = robin.open_form()
    world.clock.forward(seconds=1)

    quick = robin.send(fields(), token)
    world.clock.forward(seconds=2)
    again = robin.send(shown(quick), token_of(quick))

    assert quick.status_code == 422
    assert shown(quick) == filled(fields())
    assert again.status_code == 303
    assert len(rows(world)) == 1


def test_the_limits_of_a_house_that_says_nothing_are_not_wide_open() -> None:
    assert Limits().attempts_per_address <= 20
    assert Limits().attempts_per_email <= 8
    assert Limits().neutral_answers_a_day == 3
    assert WIDE_OPEN.neutral_answers_a_day == 3
