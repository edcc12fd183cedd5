"""The page of a gift in every state: what it says to people and to programs, and that it names nobody."""

import json
import re
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pypdf import PdfReader
from werkzeug.test import TestResponse

from donations import correspondence
from donations.mailer import FolderMailer
from donations.public import pages
from tests.donations.public.browsing import on_sqlite, read, title
from tests.donations.world import Visitor, World, dollars, fields, rules_on

CANARIES: dict[str, str | None] = {
    "first_name": "Zephyrine",
    "middle_name": "Quixota",
    "last_name": "Vandersloot",
    "email": "canary@heron.example",
    "phone": "614 555 0188",
    "address1": "77 Canary Lane",
    "address2": "Unit Heron",
    "city": "Yellow Springs",
    "postal_code": "45387",
    "occupation": "Ornithologist",
    "employer": "Finch and Wren",
    "message": "Sing on, birdie",
    "source": "leaflet-9",
}
GOOD, PREPAID, BAD_CODE, DECLINED = "4242424242424242", "5105105105105100", "4000000000000101", "4000000000000002"


def seen_in(text: str) -> list[str]:
    """The canaries that a text lets out."""
    folded = text.casefold()
    return [value for value in CANARIES.values() if value and value.casefold() in folded]


def page_of(visitor: Visitor, public_id: str) -> TestResponse:
    """The gift's page, as a person reads it."""
    return visitor.client.get(f"/gifts/{public_id}")


def a_gift(world: World, state: str) -> tuple[Visitor, str]:
    """A gift of Zephyrine's in some state, and the browser that made it."""
    giver = world.visitor()
    typed = fields(**CANARIES)
    if state in {"open", "left", "expired", "declined"}:
        public_id = giver.offer(typed)
        if state == "declined":
            world.pay(public_id, number=DECLINED, name="Zephyrine Vandersloot")
        if state == "expired":
            world.sandbox.expire_session(world.read(public_id).checkout_session_id or "")
        world.clock.forward(minutes=31 if state == "left" else 1)
        return giver, public_id
    number = {"held": PREPAID, "not taken": BAD_CODE}.get(state, GOOD)
    public_id = giver.give(typed, number=number)
    if state == "refunded":
        world.desk.payments.refund(
            world.read(public_id).payment_intent_id or "", world.read(public_id).gift.amount, "k"
        )
        world.deliver_all()
    return giver, public_id


STATES = {
    "open": ("checkout_open", "Your contribution is not finished"),
    "left": ("expired", "This contribution has ended"),
    "expired": ("expired", "This contribution has ended"),
    "declined": ("checkout_open", "Your contribution is not finished"),
    "held": ("held", "A person will look at this"),
    "not taken": ("canceled", "We did not take this contribution"),
    "received": ("captured", "Thank you"),
    "refunded": ("captured", "Thank you"),
}


@pytest.mark.parametrize("state", STATES)
@on_sqlite
def test_a_gift_says_how_it_stands_and_names_nobody(world: World, state: str) -> None:
    giver, public_id = a_gift(world, state)
    stranger = world.visitor()

    shown = [page_of(each, public_id) for each in (giver, stranger)]
    told = [each.state(public_id) for each in (giver, stranger)]

    status, heading = STATES[state]
    for page in shown:
        assert page.status_code == 200
        assert title(page).startswith(heading)
        assert seen_in(page.get_data(as_text=True) + str(page.headers)) == []
    assert told[0] == told[1]
    assert list(told[0]) == ["adjustments", "amount_cents", "election", "id", "rules", "status"]
    assert (told[0]["id"], told[0]["status"]) == (public_id, status)
    assert (told[0]["amount_cents"], told[0]["election"]) == (25000, "P2026")
    assert seen_in(json.dumps(told[0])) == []


def test_programs_read_exactly_six_things(world: World) -> None:
    _, public_id = a_gift(world, "refunded")

    answer = world.visitor().client.get(f"/gifts/{public_id}", headers={"Accept": "application/json"})

    assert answer.content_type == "application/json"
    assert answer.get_json() == {
        "id": public_id,
        "status": "captured",
        "amount_cents": 25000,
        "election": "P2026",
        "rules": [],
        "adjustments": [{"kind": "refund", "status": "succeeded", "amount_cents": 25000}],
    }


@on_sqlite
@pytest.mark.parametrize(
    "accept, kind",
    [
        ("application/json", "application/json"),
        ("text/html", "text/html; charset=utf-8"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
        ("application/json;q=0.5, text/html;q=0.4", "application/json"),
        ("image/png", "text/html; charset=utf-8"),
        ("\u20ac;q=x", "text/html; charset=utf-8"),
    ],
)
def test_the_page_is_html_unless_json_is_asked_for(world: World, accept: str, kind: str) -> None:
    public_id = world.visitor().offer(fields())

    answer = world.visitor().client.get(f"/gifts/{public_id}", headers={"Accept": accept.encode().decode("latin-1")})

    assert (answer.status_code, answer.content_type) == (200, kind)


@on_sqlite
def test_a_held_gift_says_why_and_until_when_and_that_nothing_is_charged(world: World) -> None:
    giver, public_id = a_gift(world, "held")

    page = page_of(giver, public_id)

    assert rules_on(page) == {"SRC-11"}
    said = read(page).all("main")[0].words
    assert (
        "It is not charged, and will be only if a person of the campaign accepts it, by 9 March 2026, 13:00 EDT" in said
    )
    assert giver.state(public_id)["rules"] == ["SRC-11"]


@on_sqlite
def test_whoever_is_asked_for_evidence_is_told_how_to_give_it(world: World) -> None:
    giver = world.visitor()
    public_id = giver.give(fields(), number="4000001240000000")

    said = read(page_of(giver, public_id)).all("main")[0].words
    body = world.mail()[-1].get_body(("plain",))
    assert body is not None

    for told in (said, " ".join(str(body.get_content()).split())):
        assert "To give the evidence, write to treasurer@example.org and name the reference" in told
        assert "Do not send a copy of a passport by e-mail unless the campaign asks you to." in told
        assert "A decision can be made until 9 March 2026" in told
    assert "evidence" not in read(page_of(*a_gift(world, "received"))).all("main")[0].words


@on_sqlite
def test_a_refund_stands_beside_the_payment_on_the_page(world: World) -> None:
    giver, public_id = a_gift(world, "refunded")

    facts = [(each.words) for each in read(page_of(giver, public_id)).all("dt", "dd")]

    assert facts[-2:] == ["Refund, succeeded", "$250.00"]


@on_sqlite
def test_ids_are_random_and_long_enough_that_nobody_guesses_one(world: World) -> None:
    ids = {world.visitor().offer(fields()) for _ in range(5)}

    assert len(ids) == 5
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", each) for each in ids)


ODD = [
    "x", "A" * 22, "A" * 10_000, "1", "0", "-1", "..", "../give", "..%2fgive", "%2e%2e%2fetc%2fpasswd", "%00",
    "A%00" * 8, "AAAAAAAAAAAAAAAA%00", "AAAAAAAAAAAAAAAA%0a", "%F0%9F%92%B8" * 5, "%ff%fe%fd%fc" * 5, "%E2%80%AE" * 8,
    "'%20OR%201=1--aaaaaaa", "%3Cscript%3Ealert(1)%3C/script%3E", "{{7*7}}aaaaaaaaaaaaa", "%25s%25n%25s%25n%25s%25n",
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("paper", ["", "/receipt.pdf", "/mail"], ids=["page", "receipt", "letter"])
@on_sqlite
def test_an_id_that_is_none_is_not_found_and_nothing_fails(world: World, odd: str, paper: str) -> None:
    stranger = world.visitor()

    answer = stranger.client.get(f"/gifts/{odd}{paper}")

    assert answer.status_code in ({404, 308} if odd.startswith("..") else {404})
    assert "alert(1)" not in answer.get_data(as_text=True)
    assert "49aaa" not in answer.get_data(as_text=True)


# The receipt ---------------------------------------------------------------------------------------------------------


def receipt_link(page: TestResponse) -> str | None:
    """The address of the receipt on a page."""
    found = [each["href"] for each in read(page).all("a") if "receipt.pdf" in each["href"]]
    return found[0] if found else None


def test_the_browser_that_gave_finds_its_receipt_and_it_says_what_the_books_say(world: World) -> None:
    giver, public_id = a_gift(world, "received")
    link = receipt_link(page_of(giver, public_id))
    assert link is not None

    answer = giver.client.get(link)

    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    sheets = PdfReader(BytesIO(answer.get_data())).pages
    said = " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())
    for words in (
        "$250.00",
        "Zephyrine",
        "Vandersloot",
        "2 March 2026",
        "primary election",
        "I am at least 18 years old.",
        "Contributions are not deductible as charitable contributions",
        "Paid for by Example for Congress",
        "Visa ending in 4242",
        "TEST",
    ):
        assert words in said
    assert len(sheets) == 1


@pytest.mark.parametrize("state", ["open", "held", "not taken", "expired"])
@on_sqlite
def test_a_gift_that_is_not_received_has_no_receipt(world: World, state: str) -> None:
    giver, public_id = a_gift(world, state)
    token = pages.links(world.context).dumps(public_id)

    assert receipt_link(page_of(giver, public_id)) is None
    assert giver.client.get(f"/gifts/{public_id}/receipt.pdf?token={token}").status_code == 404


@on_sqlite
def test_another_browser_sees_the_page_and_no_way_to_the_papers(world: World) -> None:
    _, public_id = a_gift(world, "received")

    page = page_of(world.visitor(), public_id)

    assert receipt_link(page) is None
    assert "token" not in page.get_data(as_text=True)


@on_sqlite
def test_a_link_to_the_receipt_ends_after_an_hour_and_the_page_has_a_fresh_one(world: World) -> None:
    giver, public_id = a_gift(world, "received")
    signer = pages.links(world.context)
    old = _signed_at(signer, public_id, time.time() - 3700)
    new = _signed_at(signer, public_id, time.time() - 3500)

    assert giver.client.get(f"/gifts/{public_id}/receipt.pdf?token={old}").status_code == 410
    assert giver.client.get(f"/gifts/{public_id}/receipt.pdf?token={new}").status_code == 200
    assert giver.client.get(receipt_link(page_of(giver, public_id)) or "").status_code == 200


def _signed_at(signer: Any, public_id: str, moment: float) -> str:
    made = signer.make_signer(signer.salt)
    made.get_timestamp = lambda: int(moment)
    return str(made.sign(signer.dump_payload(public_id)).decode())


@on_sqlite
def test_a_link_to_the_receipt_is_good_for_its_own_gift_alone(world: World) -> None:
    giver, one = a_gift(world, "received")
    other = giver.give(dollars("20", first_name="Kim", email="kim@example.org"))
    token = parse_qs(urlsplit(receipt_link(page_of(giver, one)) or "").query)["token"][0]

    assert giver.client.get(f"/gifts/{one}/receipt.pdf?token={token}").status_code == 200
    assert giver.client.get(f"/gifts/{other}/receipt.pdf?token={token}").status_code == 404


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "%00", "\u20ac", "A" * 4000], ids=range(6))
@on_sqlite
def test_a_link_that_was_made_up_is_not_found(world: World, token: str) -> None:
    giver, public_id = a_gift(world, "received")

    for paper in ("receipt.pdf", "mail"):
        answer = giver.client.get(f"/gifts/{public_id}/{paper}?token={token}")
        assert answer.status_code == 404
        assert seen_in(answer.get_data(as_text=True)) == []


@on_sqlite
def test_a_signed_form_token_opens_no_papers(world: World) -> None:
    giver, public_id = a_gift(world, "received")

    answer = giver.client.get(f"/gifts/{public_id}/receipt.pdf?token={giver.open_form()}")

    assert answer.status_code == 404


# The letter in a folder ----------------------------------------------------------------------------------------------


@on_sqlite
def test_where_mail_goes_into_a_folder_the_giver_can_see_the_letter_and_its_page_can_do_nothing(
    make_world: Callable[..., World],
) -> None:
    world = make_world()
    folder = FolderMailer(world.settings.instance / "outbox")
    object.__setattr__(world.context, "mailer", folder)
    giver, public_id = a_gift(world, "received")
    world.outbox = folder  # type: ignore[assignment]
    _send(world, folder)

    link = next(each["href"] for each in read(page_of(giver, public_id)).all("a") if "/mail?" in each["href"])
    letter = giver.client.get(link)

    assert letter.status_code == 200
    assert "Zephyrine" in letter.get_data(as_text=True)
    assert letter.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "sandbox" in letter.headers["Content-Security-Policy"]
    assert "/mail?" not in page_of(world.visitor(), public_id).get_data(as_text=True)


def _send(world: World, mailer: FolderMailer) -> None:
    office = correspondence.Office(world.desk, world.settings.page, mailer, world.settings.mail_from, testing=True)
    assert correspondence.deliver(office, world.clock) == (1, 0)


@on_sqlite
def test_a_page_that_waits_refreshes_itself_without_script_and_moves_on(world: World) -> None:
    giver = world.visitor()
    public_id = giver.offer(fields())
    world.pay(public_id)
    world.sandbox.faults.next("POST", "/v1/payment_intents/*/capture", status=500)
    world.clock.forward(seconds=5)

    waiting = page_of(giver, public_id)
    world.clock.forward(seconds=5)
    for _ in range(3):
        page_of(giver, public_id)
        world.clock.forward(minutes=1)

    assert title(waiting).startswith("We are checking your card")
    assert 'http-equiv="refresh"' in waiting.get_data(as_text=True)
    assert giver.state(public_id)["status"] == "captured"
