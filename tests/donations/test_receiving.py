"""Checks as they come: always kept, with the work they open, in one transaction; deposited, returned, bounced."""

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from compliance.contribution import AccountKind, Method, Standing
from compliance.finding import Kind
from compliance.money import Money
from donations import receiving
from donations.desk import Status
from donations.receiving import Envelope, Keyed, NotThere, SameCheck, Share, Stale
from tests.donations.books import JORDAN, ROBIN, a_gift
from tests.donations.righting import BY, acts, is_open, keyed, tasks_of, totals
from tests.donations.world import World
from tests.factories import a_check

ON = date(2026, 3, 2)


def a_form(*amounts: str, number: str = "1001", submission: str | None = None) -> Keyed:
    people = (ROBIN, JORDAN)
    shares = tuple(
        Share(replace(a_gift(amount, who), method=Method.CHECK, standing=Standing.COMPLETED))
        for amount, who in zip(amounts or ("250.00",), people, strict=False)
    )
    check = a_check(number=number, received_on=ON, postmarked_on=ON, written_on=ON)
    whole = Money.total(share.gift.amount for share in shares)
    return Keyed(submission or secrets.token_hex(8), check, whole, shares)


def keep(world: World, form: Keyed, *, another: bool = False) -> Envelope:
    return receiving.keep(world.desk, form, by=BY, now=world.clock(), another=another)


def shares_of(world: World, envelope: Envelope) -> list[str]:
    return [entry.public_id for entry in receiving.read(world.desk, envelope.public_id)[1]]


def test_nothing_is_kept_by_a_preview(world: World) -> None:
    told = receiving.preview(world.desk, a_form("4,000.00"), world.clock())

    assert Kind.EXCESSIVE in {finding.kind for finding in told.shares[0].judgement.findings}
    assert {task.kind for task in told.shares[0].tasks} >= {"deposit", "excess"}
    with pytest.raises(NotThere):
        receiving.read(world.desk, "none")


@pytest.mark.parametrize(
    "account, amount, work",
    [
        (AccountKind.PERSONAL, "4,000.00", "excess"),
        (AccountKind.BUSINESS, "100.00", "source"),
        (AccountKind.UNION, "100.00", "source"),
    ],
)
def test_whatever_the_law_says_the_money_is_recorded_with_its_work(
    world: World, account: AccountKind, amount: str, work: str
) -> None:
    entry = keyed(world, amount, check=a_check(account=account), deposited=False)

    assert entry.status is Status.RECEIVED
    assert is_open(world, entry, work) is True
    assert is_open(world, entry, "deposit") is True
    assert totals(world, entry)["cycle"] == f"${amount}"


def test_the_same_form_again_gives_the_envelope_it_made(world: World) -> None:
    form = a_form(submission="one form")

    assert keep(world, form).public_id == keep(world, form).public_id


def test_a_check_that_looks_the_same_is_asked_about_and_another_is_kept(world: World) -> None:
    first = keep(world, a_form())

    with pytest.raises(SameCheck) as asked:
        keep(world, a_form())

    assert [each.public_id for each in asked.value.earlier] == [first.public_id]
    assert keep(world, a_form(), another=True).public_id != first.public_id


def test_a_check_without_a_number_that_came_the_same_day_is_asked_about(world: World) -> None:
    kept = keep(world, a_form("50.00", number=""))

    with pytest.raises(SameCheck) as asked:
        keep(world, a_form("50.00", number=""))

    assert [each.public_id for each in asked.value.earlier] == [kept.public_id]
    assert keep(world, a_form("50.01", number="")).public_id != kept.public_id


def test_another_number_another_amount_or_another_person_is_no_same_check(world: World) -> None:
    keep(world, a_form())

    keep(world, a_form(number="1002"))
    keep(world, a_form("250.01"))
    other = a_form()
    keep(world, replace(other, shares=(replace(other.shares[0], gift=a_form("1.00", "250.00").shares[1].gift),)))


def test_shares_that_are_not_the_check_are_refused(world: World) -> None:
    form = a_form("100.00", "150.00")

    with pytest.raises(ValueError, match="do not add up"):
        keep(world, replace(form, amount=Money.parse("250.01")))


def test_two_shares_are_two_gifts_of_two_persons(world: World) -> None:
    envelope = keep(world, a_form("100.00", "150.00"))

    assert [totals(world, world.read(each))["P2026"] for each in shares_of(world, envelope)] == ["$100.00", "$150.00"]


def test_two_hands_that_key_one_envelope_at_once_keep_it_once(world: World) -> None:
    form, made = a_form(submission="one envelope"), []

    def hand() -> None:
        made.append(keep(world, form).public_id)

    threads = [threading.Thread(target=hand) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 8
    assert len(set(made)) == 1


# What becomes of it --------------------------------------------------------------------------------------------------

Act = Callable[[World, Envelope], Envelope]


def deposit(world: World, envelope: Envelope) -> Envelope:
    return receiving.deposit(
        world.desk, envelope.public_id, version=envelope.version, on=ON, ref="slip 7", by=BY, now=world.clock()
    )


def give_back(world: World, envelope: Envelope) -> Envelope:
    return receiving.give_back(
        world.desk, envelope.public_id, version=envelope.version, on=ON, reason="corporate", by=BY, now=world.clock()
    )


def bounce(world: World, envelope: Envelope) -> Envelope:
    return receiving.bounce(
        world.desk, envelope.public_id, version=envelope.version, on=ON, reason="no funds", by=BY, now=world.clock()
    )


def test_a_deposit_closes_its_work_and_ties_the_gift_to_it(world: World) -> None:
    envelope = deposit(world, keep(world, a_form()))
    entry = world.read(shares_of(world, envelope)[0])

    assert (envelope.deposited_on, envelope.deposit_ref) == (ON, "slip 7")
    assert entry.status is Status.DEPOSITED
    assert is_open(world, entry, "deposit") is False
    assert (BY, "move", "received", "deposited") in acts(world, entry)


@pytest.mark.parametrize("end", ["returned", "bounced"])
def test_a_check_that_went_back_or_was_not_paid_counts_no_longer_and_closes_its_work(world: World, end: str) -> None:
    envelope = keep(world, a_form("4,000.00"))
    envelope = give_back(world, envelope) if end == "returned" else bounce(world, deposit(world, envelope))
    entry = world.read(shares_of(world, envelope)[0])

    assert entry.status == end
    assert totals(world, entry)["P2026"] == "$0.00"
    assert all(task.closed_at for task in tasks_of(world, entry).values())
    assert envelope.ended_on == ON


def test_a_check_is_not_bounced_before_its_deposit_nor_returned_after_it(world: World) -> None:
    envelope = keep(world, a_form())
    with pytest.raises(NotThere):
        bounce(world, envelope)
    deposited = deposit(world, envelope)
    with pytest.raises(NotThere):
        give_back(world, deposited)


def test_of_two_who_deposit_one_check_at_once_the_second_is_told_so(world: World) -> None:
    envelope = keep(world, a_form())
    told: list[object] = []

    def work() -> None:
        try:
            told.append(deposit(world, envelope).version)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test tells
            told.append(type(error))

    hands = [threading.Thread(target=work) for _ in range(2)]
    with _held(world, envelope):
        for hand in hands:
            hand.start()
        while not world.desk.database.sqlite and _waiting(world) < len(hands):
            pass
    for hand in hands:
        hand.join()

    assert sorted(told, key=str) == [2, Stale]
    assert world.read(shares_of(world, envelope)[0]).status is Status.DEPOSITED


@contextmanager
def _held(world: World, envelope: Envelope) -> Iterator[None]:
    """Keep what a change of a check asks for, so that all who want it are under way before one goes on."""
    keys = world.read(shares_of(world, envelope)[0]).keys
    with world.desk.database.writing() as session:
        world.desk.database.lock(session, keys.locks)
        yield


def _waiting(world: World) -> int:
    here = "datname = current_database() AND wait_event_type = 'Lock'"
    asked = sa.text(f"SELECT COUNT(*) FROM pg_stat_activity WHERE {here}")  # noqa: S608 - the test's own words
    with world.desk.database.reading() as session:
        return int(session.scalar(asked) or 0)


@pytest.mark.parametrize("act", [deposit, give_back])
def test_what_another_hand_has_changed_meanwhile_is_not_changed_again(world: World, act: Act) -> None:
    envelope = keep(world, a_form())
    deposit(world, envelope)

    with pytest.raises(Stale):
        act(world, envelope)
