"""A season of a small campaign: every way in which money comes and goes, for the tests of reports."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from compliance.contribution import AccountKind, Contributor
from compliance.money import Money
from compliance.remedy import Remedy
from donations import adjustments, inquiry, receiving
from donations.adjustments import Wish
from donations.desk import Entry
from tests.donations.books import ROBIN, given
from tests.donations.righting import BY, EMAIL, ask_to_redesignate, by_check, keyed, sign
from tests.donations.world import World
from tests.factories import a_check, a_contributor, an_address

WORK: Final[Any] = {"occupation": "Potter", "employer": "Clay Works"}
ALEX = {"first_name": "Alex", "last_name": "Sample", "email": "alex@example.org"}
JOINT = a_check(account=AccountKind.JOINT, printed_names=("Robin Sample", "Alex Sample"), signers=("Robin Sample",))


def person(first: str, last: str, number: int) -> Contributor:
    """Somebody with a home and an e-mail of their own."""
    home = an_address(line1=f"{number} Elm Street", postal_code=f"{45000 + number}")
    return a_contributor(first_name=first, last_name=last, email=f"{first}.{last}@example.net".lower(), address=home)


DANA, ERIN, FRED, GAIL, HUGO = (
    person(*name, number)
    for number, name in enumerate(
        [("Dana", "Ortiz"), ("Erin", "Núñez"), ("Fred", "Fox"), ("Gail", "Ivers"), ("Hugo", "Ng")], 1
    )
)


@dataclass
class Season:
    """What was given, by names the tests speak of."""

    small: Entry
    redesignated: Entry
    shared: Entry
    card: Entry
    disputed: Entry
    bounced: Entry
    unanswered: Entry


def a_season(world: World, *, paid_out: bool = True) -> Season:
    """Live through March 2026: it begins on the 2nd and ends a fortnight later, all of it in the first quarter."""
    small = keyed(world, "150.00", DANA, **WORK)
    redesignated = keyed(world, "4,000.00", ERIN, **WORK)
    shared = keyed(world, "4,000.00", ROBIN, check=JOINT, **WORK)
    card = given(world, "1,000.00", FRED)
    disputed = given(world, "500.00", GAIL, number="4000000000000259")
    bounced = keyed(world, "300.00", HUGO, **WORK)
    unanswered = keyed(world, "250.00", person("Ivo", "Jones", 7), work=None, occupation="", employer="")
    world.deliver_all()
    world.clock.forward(days=1)
    keyed(world, "50.00", DANA, **WORK)
    world.clock.forward(days=1)
    keyed(world, "0.01", DANA, **WORK)
    inquiry.ask(
        world.desk, unanswered.public_id, "best_efforts", medium="call", to="", subject="Work", body="We asked.",
        by=BY, now=world.clock(),
    )  # fmt: skip
    world.clock.forward(days=1)
    by_check(world, small, "100.00")
    world.clock.forward(days=1)
    keyed(world, "25.00", DANA, **WORK)
    sign(world, ask_to_redesignate(world, redesignated), signer="Erin Núñez")
    wish = Wish(Remedy.WRITTEN_REATTRIBUTION, Money.parse("700.00"), None, ALEX)
    asked = adjustments.ask(world.desk, shared.public_id, wish, [EMAIL, EMAIL], by=BY, now=world.clock())
    sign(world, asked, "Robin Sample")
    sign(world, asked, "Alex Sample")
    world.clock.forward(days=3)
    by_check(world, world.read(card.public_id), "400.00", check_number="2002")
    world.clock.forward(days=3)
    for dispute in world.sandbox_list("/v1/disputes"):
        world.sandbox.close_dispute(dispute["id"], "lost")
    if paid_out:
        world.sandbox.payout()
    world.deliver_all()
    world.sweep()
    return Season(*(world.read(each.public_id) for each in (
        small, redesignated, shared, card, disputed, bounced, unanswered,
    )))  # fmt: skip


def bounce(world: World, entry: Entry, on: date) -> None:
    """Write down that a deposited check was not paid."""
    with world.desk.database.reading() as session:
        from donations import envelopes  # noqa: PLC0415 - only the books open the tables; a test may look

        envelope = envelopes.by_id(session, entry.envelope_id or 0)
    assert envelope is not None
    receiving.bounce(
        world.desk, envelope.public_id, version=envelope.version, on=on, reason="no funds", by=BY, now=world.clock()
    )
