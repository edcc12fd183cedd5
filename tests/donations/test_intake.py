"""Taking an offer in: one gift a form, one live card page a gift, and nobody pays what is no longer offered."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from compliance.money import Money
from donations import intake, ledger
from donations.desk import PaymentsRefused, PaymentsUnavailable
from donations.intake import AlreadyPaid, Offer
from donations.ledger import Entry, ImpossibleMove, Status
from tests.donations.books import ROBIN, a_gift, agree, decisions, every, given, later, offered, paid
from tests.donations.world import World, dollars


def keep(world: World, offer: Offer) -> Entry:
    now = world.clock()
    return intake.keep(world.desk, offer, intake.judge(world.desk, offer, now), now)


def sessions(world: World) -> list[str]:
    """How the card pages at Stripe stand, oldest first."""
    return [each["status"] for each in world.sandbox_list("/v1/checkout/sessions")][::-1]


def test_the_same_form_twice_is_one_gift_and_two_forms_are_two(world: World) -> None:
    first = keep(world, Offer(a_gift(), "one"))
    again = keep(world, Offer(a_gift(), "one"))
    other = keep(world, Offer(a_gift(), "two"))

    assert first.public_id == again.public_id != other.public_id
    assert len(decisions(world, first.public_id)) == 1


def test_the_same_form_from_eight_hands_at_once_is_one_gift(world: World) -> None:
    offer = Offer(a_gift(), "one")
    judged = intake.judge(world.desk, offer, world.clock())
    made: list[Any] = []

    def press() -> None:
        try:
            made.append(intake.keep(world.desk, offer, judged, world.clock()).public_id)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test tells
            made.append(error)

    hands = [threading.Thread(target=press) for _ in range(8)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert made == [every(world)[0].public_id] * 8
    assert len(every(world)) == 1


def test_trying_again_is_the_same_gift_with_another_card_page(world: World) -> None:
    public_id = offered(world, "100.00")

    again = keep(world, Offer(a_gift("150.00"), "again", resumes=public_id))
    opened = intake.open_card_page(world.desk, again.public_id, world.clock())

    assert opened.public_id == public_id
    assert opened.attempt == 2
    assert opened.gift.amount == Money(15000)
    assert sessions(world) == ["expired", "open"]
    world.pay(public_id)
    assert world.advance(public_id).status is Status.CAPTURED
    assert world.captured_cents() == 15000


def test_a_changed_amount_is_never_asked_for_by_the_old_card_page(world: World) -> None:
    public_id = offered(world, "100.00")
    old = world.read(public_id).checkout_url

    entry = keep(world, Offer(a_gift("150.00"), "again", resumes=public_id))

    assert old is not None
    assert entry.checkout_url is None
    assert sessions(world) == ["expired"]


def test_a_gift_that_was_paid_meanwhile_is_not_offered_again(world: World) -> None:
    public_id = paid(world)

    with pytest.raises(AlreadyPaid):
        keep(world, Offer(a_gift("10.00"), "again", resumes=public_id))

    assert world.advance(public_id).status is Status.CAPTURED
    with pytest.raises(AlreadyPaid):
        keep(world, Offer(a_gift("10.00"), "again", resumes=public_id))
    assert len(every(world)) == 1


def test_a_form_is_kept_when_the_gift_it_goes_on_with_is_unknown(world: World) -> None:
    assert keep(world, Offer(a_gift(), "one", resumes="nobody-knows-this")).status is Status.DRAFT


def test_a_page_that_turns_out_to_be_paid_leads_to_the_gift(world: World) -> None:
    public_id = paid(world)

    assert intake.open_card_page(world.desk, public_id, world.clock()).status is Status.CAPTURED
    assert sessions(world) == ["complete"]
    agree(world)


def test_a_gift_that_is_paid_has_no_card_page(world: World) -> None:
    entry = given(world)

    with pytest.raises(ImpossibleMove):
        intake.open_card_page(world.desk, entry.public_id, world.clock())


def test_an_answer_that_is_lost_is_a_new_attempt_and_the_unseen_page_takes_nothing(world: World) -> None:
    entry = keep(world, Offer(a_gift(), "one"))
    page, faults = "/v1/checkout/sessions", world.sandbox.faults
    ways: list[Callable[[], None]] = [
        lambda: faults.next("POST", page, status=500, after_effect=True),
        lambda: faults.drop_connection("POST", page, after_effect=True),
        lambda: faults.next("POST", page, status=500),
    ]
    for lose in ways:
        lose()
        with pytest.raises(PaymentsUnavailable):
            intake.open_card_page(world.desk, entry.public_id, world.clock())
        assert world.read(entry.public_id).status is Status.DRAFT

    opened = intake.open_card_page(world.desk, entry.public_id, world.clock())

    assert opened.attempt == 4
    keys = [each.idempotency_key for each in world.sandbox.requests if each.path == "/v1/checkout/sessions"]
    assert keys == [f"{entry.public_id}:checkout:{number}" for number in (1, 2, 3, 4)]
    world.pay(entry.public_id)
    assert world.advance(entry.public_id).status is Status.CAPTURED


def test_a_second_attempt_whose_answer_is_lost_is_closed_in_the_end(world: World) -> None:
    public_id = offered(world)
    world.sandbox.faults.next("POST", "/v1/checkout/sessions", status=500)
    with pytest.raises(PaymentsUnavailable):
        intake.open_card_page(world.desk, public_id, world.clock())
    assert world.read(public_id).checkout_session_id is None

    later(world, minutes=3)
    assert world.read(public_id).status is Status.CHECKOUT_OPEN
    later(world, minutes=32)

    assert world.read(public_id).status is Status.EXPIRED
    assert intake.open_card_page(world.desk, public_id, world.clock()).status is Status.CHECKOUT_OPEN


@pytest.mark.parametrize("status", [400, 404])
def test_an_old_page_that_stripe_will_not_close_and_that_is_open_still_keeps_the_new_one_away(
    world: World, status: int
) -> None:
    public_id = offered(world, "6.00")
    world.sandbox.faults.next("POST", "/v1/checkout/sessions/*/expire", status=status)
    now = world.clock()
    offer = Offer(a_gift("5.00"), "another form", resumes=public_id)

    with pytest.raises(PaymentsUnavailable):
        intake.keep(world.desk, offer, intake.judge(world.desk, offer, now), now)

    assert world.read(public_id).gift.amount == Money(600)
    assert sessions(world) == ["open"]


def test_an_old_page_that_cannot_be_closed_keeps_the_new_one_away(world: World) -> None:
    public_id = offered(world)
    world.sandbox.faults.next("POST", "/v1/checkout/sessions/*/expire", status=503)

    with pytest.raises(PaymentsUnavailable):
        intake.open_card_page(world.desk, public_id, world.clock())

    assert world.read(public_id).attempt == 1
    world.pay(public_id)
    assert world.advance(public_id).status is Status.CAPTURED


class Slow:
    """Stripe, whose first card page takes as long as another hand needs."""

    def __init__(self, payments: Any, meanwhile: Any) -> None:
        self.payments, self.meanwhile = payments, meanwhile

    def __getattr__(self, name: str) -> Any:
        return getattr(self.payments, name)

    def start(self, order: Any) -> Any:
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        page = self.payments.start(order)
        meanwhile()
        return page


def test_a_page_that_asks_for_what_is_no_longer_offered_is_shown_to_nobody(world: World) -> None:
    entry = keep(world, Offer(a_gift("100.00"), "one"))

    def revise() -> None:
        keep(world, Offer(a_gift("200.00"), "two", resumes=entry.public_id))

    slow = replace(world.desk, payments=Slow(world.desk.payments, revise))  # type: ignore[arg-type]
    opened = intake.open_card_page(slow, entry.public_id, world.clock())

    assert opened.checkout_url is None
    assert world.read(entry.public_id).gift.amount == Money(20000)
    assert intake.open_card_page(world.desk, entry.public_id, world.clock()).checkout_url is not None


def test_a_double_press_leads_to_the_one_card_page(world: World) -> None:
    entry = keep(world, Offer(a_gift(), "one"))
    second: list[Entry] = []
    hand = threading.Thread(
        target=lambda: second.append(intake.open_card_page(world.desk, entry.public_id, world.clock()))
    )
    reading = threading.Event()

    class Watched(Slow):
        def start(self, order: Any) -> Any:
            hand.start()
            reading.wait(0.6)  # The second press waits, and keeps no transaction open meanwhile.
            return self.payments.start(order)

    watched = replace(world.desk, payments=Watched(world.desk.payments, None))  # type: ignore[arg-type]
    first = intake.open_card_page(watched, entry.public_id, world.clock())
    hand.join(20)

    assert first.status is Status.CHECKOUT_OPEN
    assert world.read(entry.public_id).checkout_url
    assert sessions(world).count("open") >= 1
    assert second[0].checkout_url == world.read(entry.public_id).checkout_url
    world.pay(entry.public_id)
    assert world.advance(entry.public_id).status is Status.CAPTURED


def test_a_double_press_whose_first_hand_died_gets_a_page_of_its_own(world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(intake, "_GLANCES", 2)
    entry = keep(world, Offer(a_gift(), "one"))

    class Away(Slow):
        """Reads the row, and before it counts its attempt another hand counts one, and dies."""

    with world.desk.database.reading() as session:
        stale = ledger.find(session, entry.public_id)
    assert stale is not None
    with world.desk.database.writing() as session:
        ledger.note(session, stale, attempt=1, checkout_expires_at=world.clock())

    assert intake._next_attempt(world.desk, stale, world.clock()) is None  # noqa: SLF001 - the race itself
    assert intake.open_card_page(world.desk, entry.public_id, world.clock()).attempt == 2


def test_what_only_the_history_decides_is_mailed_and_not_shown(world: World) -> None:
    given(world, "3300.00")
    offer = Offer(a_gift("5.00"), "over")
    judged = intake.judge(world.desk, offer, world.clock())

    assert judged.barred
    assert [finding.rule for finding in intake.visible(judged.findings, known=True)] == ["LIM-01"]
    assert intake.visible(judged.findings, known=False) == []
    assert intake.tell_details(world.desk, judged, world.clock()) == 1
    assert intake.tell_details(world.desk, judged, world.clock()) == 1
    (letter,) = [each for each in world.mail() if "offered" in each["Subject"]]
    assert letter["To"] == "robin@example.org"
    assert "$3,300" in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_the_form_itself_says_over_the_limit_by_itself_to_anyone(world: World) -> None:
    answer = world.visitor().send(dollars("3300.01"))

    assert answer.status_code == 422
    assert 'data-rule="LIM-01"' in answer.get_data(as_text=True)


def test_a_title_and_a_statement_that_stripe_takes_are_made_of_any_election(world: World) -> None:
    public_id = offered(world, who=ROBIN, election="G2026")

    (session,) = world.sandbox_list("/v1/checkout/sessions")
    assert session["client_reference_id"] == public_id
    assert session["customer_email"] == "robin@example.org"
    assert session["metadata"] == {"contribution_id": public_id}


def test_what_stripe_refuses_is_told_and_the_gift_kept(world: World) -> None:
    entry = keep(world, Offer(a_gift(who=replace(ROBIN, email="not an address")), "one"))
    world.sandbox.faults.next("POST", "/v1/checkout/sessions", status=400)

    with pytest.raises(PaymentsRefused):
        intake.open_card_page(world.desk, entry.public_id, world.clock())

    assert world.read(entry.public_id).status is Status.DRAFT
