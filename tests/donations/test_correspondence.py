"""Letters: each goes out once, late if it must, and nothing that a person typed gets out of its place."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest

from compliance.money import Money
from donations import correspondence, held, ledger, outbox
from donations.correspondence import Office
from donations.ledger import Status
from donations.mailer import MailUnavailable, SmtpMailer
from tests.donations.books import JORDAN, ROBIN, given, letters, offered, paid, receipts, stranger
from tests.donations.post_office import PostOffice
from tests.donations.world import World
from tests.factories import an_address

PREPAID = "5105105105105100"


def office(world: World, mailer: Any = None) -> Office:
    return Office(world.desk, world.settings.page, mailer or world.outbox, world.settings.mail_from, testing=True)


def text(letter: EmailMessage, kind: str = "plain") -> str:
    body = letter.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_a_receipt_goes_out_once_with_its_pdf(world: World) -> None:
    given(world)

    for _ in range(3):
        world.mail()
        world.clock.forward(minutes=20)
        world.sweep(deep=True)

    (letter,) = world.mail()
    assert letter["To"] == "robin@example.org"
    assert letter["From"] == "Example for Congress <treasurer@example.org>"
    assert "$250.00" in text(letter)
    assert "$250.00" in text(letter, "html")
    (pdf,) = letter.iter_attachments()
    assert pdf.get_content_type() == "application/pdf"
    assert pdf.get_filename() == "receipt.pdf"
    assert pdf.get_content().startswith(b"%PDF-")
    assert letters(world)[0].facts == {}


def test_each_sort_of_letter_says_what_it_is_for(world: World) -> None:
    given(world, number=PREPAID)
    given(world, who=JORDAN, number="4000000000000101")
    sent = world.mail()

    assert [letter["Subject"] for letter in sent] == [
        "Your contribution is being looked at",
        "Your contribution was not taken",
    ]
    assert "This is a prepaid card." in text(sent[0])
    assert "The card's security code did not match." in text(sent[1])
    assert "nothing was charged" in text(sent[1]).casefold()
    assert all(letter["Auto-Submitted"] == "auto-generated" for letter in sent)
    assert not any(list(letter.iter_attachments()) for letter in sent)


def test_what_the_history_decided_is_not_put_into_the_letter(world: World) -> None:
    given(world, "3300.00")
    given(world, "5.00")

    last = world.mail()[-1]

    assert last["Subject"] == "Your contribution was not taken"
    assert "3,300" not in text(last)
    assert "a person of the campaign looks at it with you" in text(last)


def test_a_mail_server_that_is_away_for_three_days_delays_every_receipt_and_loses_none(world: World) -> None:
    world.outbox.away = True
    for number in range(4):
        given(world, "20.00", stranger(number))
    for _ in range(12):
        world.clock.forward(hours=6)
        world.mail()
    assert world.outbox.letters == []

    world.outbox.away = False
    world.clock.forward(minutes=15)
    world.mail()

    assert receipts(world) == {stranger(number).email: 1 for number in range(4)}


def test_a_letter_waits_a_minute_then_twice_as_long_and_never_more_than_a_quarter_of_an_hour(world: World) -> None:
    world.outbox.away = True
    given(world)
    waits = []
    for _ in range(7):
        world.mail()
        next_at = letters(world)[0].next_at
        assert next_at is not None
        waits.append(int((next_at - world.clock()).total_seconds() // 60))
        world.clock.now = next_at

    assert waits == [1, 2, 4, 8, 15, 15, 15]


@dataclass
class Choosy:
    """A mail server that will not have some letters."""

    fails: Any
    letters: list[EmailMessage] = field(default_factory=list)

    def send(self, message: EmailMessage, name: str) -> str:
        self.fails(message)
        self.letters.append(message)
        return name


def test_a_letter_that_cannot_be_sent_keeps_no_other_waiting(world: World) -> None:
    given(world, "20.00", stranger(1))
    given(world, "20.00", stranger(2))

    def fails(message: EmailMessage) -> None:
        if message["To"] == stranger(1).email:
            raise RuntimeError("nobody foresaw this")

    choosy = Choosy(fails)
    gone, waiting = correspondence.deliver(office(world, choosy), world.clock)

    assert (gone, waiting) == (1, 1)
    assert [letter["To"] for letter in choosy.letters] == [stranger(2).email]


def test_a_round_stops_when_the_server_takes_nothing(world: World) -> None:
    tried = []
    for number in range(5):
        given(world, "20.00", stranger(number))

    def fails(message: EmailMessage) -> None:
        tried.append(message["To"])
        raise MailUnavailable("away")

    assert correspondence.deliver(office(world, Choosy(fails)), world.clock) == (0, 3)
    assert len(tried) == 3


def test_a_slow_server_and_two_senders_send_nothing_twice(world: World) -> None:
    for number in range(4):
        given(world, "20.00", stranger(number))

    def fails(_message: EmailMessage) -> None:
        world.clock.forward(seconds=100)  # Four of them outlast the two minutes for which a letter is kept.
        correspondence.deliver(office(world), world.clock)

    slow = Choosy(fails)
    correspondence.deliver(office(world, slow), world.clock)

    sent = [letter["To"] for letter in [*slow.letters, *world.outbox.letters]]
    assert sorted(sent) == sorted(stranger(number).email for number in range(4))


@pytest.mark.parametrize("seconds, free", [(119, False), (120, True)])
def test_each_letter_is_kept_for_two_minutes_from_the_moment_it_is_taken(
    world: World, seconds: int, free: bool
) -> None:
    taken: list[outbox.Letter | None] = []
    for number in range(2):
        given(world, "20.00", stranger(number))

    def fails(_message: EmailMessage) -> None:
        if not slow.letters:
            world.clock.forward(seconds=60)
            return
        world.clock.forward(seconds=seconds)
        with world.desk.database.writing() as session:
            taken.append(outbox.take(session, world.clock()))

    slow = Choosy(fails)
    correspondence.deliver(office(world, slow), world.clock)

    assert [letter is not None for letter in taken] == [free]


def test_a_sender_that_dies_with_a_letter_in_hand_leaves_it_to_be_sent(world: World) -> None:
    given(world)
    with world.desk.database.writing() as session:
        assert outbox.take(session, world.clock()) is not None

    assert world.mail() == []
    world.clock.forward(minutes=3)
    assert len(world.mail()) == 1


def test_a_letter_that_cannot_be_sent_for_a_week_is_let_go(world: World) -> None:
    given(world)
    world.outbox.away = True
    for _ in range(9):
        world.clock.forward(days=1)
        world.mail()

    (letter,) = letters(world)
    assert (letter.next_at, letter.sent_at) == (None, None)


def test_a_link_that_has_ended_is_not_mailed_any_more(world: World) -> None:
    world.outbox.away = True
    world.visitor().client.get("/give")
    with world.desk.database.writing() as session:
        outbox.put(session, key="p", kind="proof", to="a@example.org", facts={"token": "t"}, now=world.clock())
    world.mail()
    world.outbox.away = False
    world.clock.forward(minutes=16)

    assert world.mail() == []
    assert letters(world)[0].next_at is None
    assert letters(world)[0].facts == {}


HOSTILE = [
    "Robin\r\nBcc: everybody@example.com",
    "Robin\nSubject: another",
    "<script>alert(1)</script>",
    '"Robin" <evil@example.com>',
    "{{ 7 * 7 }}{% raw %}",
    "Zoë 王 🎈 עִבְרִית",
    "R" * 400,
    "=?utf-8?q?Robin?=",
    "\u202eniboR",
]


HEADERS = {"Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "X-Reference"}
HEADERS |= {"MIME-Version", "Content-Type"}


def test_a_hostile_name_stays_in_the_body(world: World) -> None:
    for name in HOSTILE:
        public_id = paid(world, "10.00")
        with world.desk.database.writing() as session:
            ledger.note(session, world.read(public_id), first_name=name, last_name=name, address1=name)
        if world.advance(public_id).status is Status.HELD:
            held.accept(world.desk, public_id, by="Terry", reason="known", now=world.clock())
        sent = len(world.outbox.letters)
        letters_ = world.mail()[sent:]

        for letter in letters_:
            read = message_from_bytes(letter.as_bytes(policy=SMTP), policy=SMTP)
            assert set(read.keys()) == HEADERS, name
            assert str(read["To"]) == "robin@example.org", name
            assert "<script>" not in text(letter, "html")
            assert "49" not in text(letter).split(",")[0]
        assert letters_[-1]["Subject"] == "Receipt for your contribution", name


NO_ADDRESSES = ["no at sign", "a@b\r\nBcc: x@y.example", "@", "a b@example.org", ""]


def test_an_address_that_is_none_is_never_sent_to_and_keeps_no_other_waiting(world: World) -> None:
    now = world.clock()
    with world.desk.database.writing() as session:
        for number, address in enumerate(NO_ADDRESSES):
            outbox.put(session, key=f"p{number}", kind="proof", to=address, facts={"token": "t"}, now=now)
    given(world)

    assert [letter["To"] for letter in world.mail()] == ["robin@example.org"]


def test_a_receipt_reaches_a_real_mail_server(world: World) -> None:
    given(world, who=replace(ROBIN, address=an_address(line1="Straße 1")))

    with PostOffice() as post:
        gone, _ = correspondence.deliver(office(world, SmtpMailer(f"smtp://localhost:{post.port}")), world.clock)

    assert gone == 1
    read = message_from_bytes(post.letters[0], policy=SMTP)
    assert read["To"] == "robin@example.org"
    assert [part.get_content_type() for part in read.iter_attachments()] == ["application/pdf"]


def test_a_letter_about_a_gift_that_is_not_in_the_books_waits(world: World) -> None:
    with world.desk.database.writing() as session:
        outbox.put(session, key="x", kind="receipt", to="a@example.org", facts={}, now=world.clock())

    assert world.mail() == []


def test_a_held_gift_says_until_when_in_the_committees_own_time(world: World) -> None:
    entry = given(world, number=PREPAID)

    until = correspondence.held_until(world.desk.committee, entry)
    assert until is not None
    assert until.endswith("2026, 13:00 EDT")  # Summer time has begun meanwhile.
    assert correspondence.held_until(world.desk.committee, replace(entry, capture_before=None)) is None
    assert correspondence.reasons(world.desk, world.read(offered(world, "1.00", JORDAN))) == []


def test_the_gift_of_a_name_with_no_last_digits_has_a_receipt(world: World) -> None:
    entry = replace(given(world), card_last4="")

    receipt = correspondence.receipt_of(world.desk.committee, entry, testing=True)

    assert receipt.card == "Visa"
    assert receipt.amount == Money(25000)
    assert world.clock() - entry.created_at < timedelta(days=1)
