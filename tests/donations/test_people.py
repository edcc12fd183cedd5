"""People: the search groups by person, a person's totals are made of their rows, and a verdict moves them at once."""

import itertools
import shutil
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.contribution import Contributor
from compliance.money import Money
from donations import adjustments, people, refunds
from donations.adjustments import CannotAdjust
from donations.desk import Entry
from donations.people import OnePerson
from donations.refunds import CannotRefund
from donations.settlement import NoSuchGift
from tests.donations.books import JORDAN, ROBIN, booked, offered
from tests.donations.books import given as paid_for
from tests.donations.righting import (
    BY,
    acts,
    ask_to_redesignate,
    by_check,
    is_open,
    keyed,
    over,
    sign,
    slowly,
    tasks_of,
    totals,
)
from tests.donations.world import World
from tests.factories import a_contributor, an_address

ROB = a_contributor(first_name="Rob")
JOSE = a_contributor(
    first_name="José", last_name="Núñez-O’Brien", email="j.nunez@example.org", address=an_address(postal_code="43004")
)
ELSEWHERE = a_contributor(email="robin@example.net", address=an_address(line1="77 Far Street", postal_code="90210"))


def names(world: World, words: str) -> list[str]:
    return [found.name for found in people.search(world.desk, words)]


# The search ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def crowd(world: World) -> World:
    for who in (ROBIN, JORDAN, JOSE):
        keyed(world, "100.00", who=who)
    keyed(world, "100.00", who=ROBIN, number="777123")
    return world


@pytest.mark.parametrize(
    "words, expected",
    [
        ("sample", ["Robin Sample"]),
        ("SAMPLE robin", ["Robin Sample"]),
        ("robin@example.org", ["Robin Sample"]),
        ("quill", ["Jordan Quill"]),
        ("jose nunez", ["José Núñez-O’Brien"]),
        ("NÚÑEZ", ["José Núñez-O’Brien"]),
        ("obrien", ["José Núñez-O’Brien"]),
        ("43004", ["José Núñez-O’Brien"]),
        ("777123", ["Robin Sample"]),
        ("sample 43215", ["Robin Sample"]),
        ("sample 43004", []),
        ("nobody", []),
        ("", []),
        ("   ", []),
        ("%", []),
        ("_", []),
        ("' OR 1=1 --", []),
    ],
)
def test_a_search_finds_by_name_e_mail_zip_and_check_number_once_for_each_person(
    crowd: World, words: str, expected: list[str]
) -> None:
    assert names(crowd, words) == expected


def test_a_search_counts_the_gifts_of_each_person_and_the_newest_comes_first(crowd: World) -> None:
    found = people.search(crowd.desk, "example.org")

    assert [(each.name, each.gifts) for each in found] == [
        ("Robin Sample", 2),
        ("José Núñez-O’Brien", 1),
        ("Jordan Quill", 1),
    ]


def test_two_persons_of_one_name_are_two_rows_until_the_treasurer_says_otherwise(world: World) -> None:
    here, there = keyed(world, "100.00"), keyed(world, "100.00", who=ELSEWHERE)
    assert names(world, "robin sample") == ["Robin Sample", "Robin Sample"]

    people.tell(world.desk, here.public_id, there.public_id, same=True, by=BY, reason="moved", now=world.clock())

    assert names(world, "robin sample") == ["Robin Sample"]


def test_what_was_offered_and_never_paid_is_not_found(world: World) -> None:
    offered(world, "100.00")

    assert names(world, "sample") == []


# A person ------------------------------------------------------------------------------------------------------------


def test_every_total_is_the_sum_of_its_rows(world: World) -> None:
    booked(world, "2,000.00", who=JORDAN)
    first, second = keyed(world, "3,000.00"), keyed(world, "1,000.00")
    keyed(world, "500.00", election="G2026")
    by_check(world, first, "400.00")
    sign(world, ask_to_redesignate(world, second, "300.00"))

    told = people.person(world.desk, first.public_id, world.clock())

    assert {each.name: str(each.amount) for each in told.totals} == {
        "P2026": "$3,300.00",
        "G2026": "$800.00",
        "cycle": "$4,100.00",
        "calendar year": "$4,100.00",
    }
    for total in told.totals:
        assert sum(part.counts.cents for part in total.parts) == total.amount.cents
        assert total.limit is None or total.amount + (total.remaining or total.over) == total.limit


def test_a_person_is_the_same_from_whichever_gift_the_page_is_opened(world: World) -> None:
    entries = [keyed(world, "100.00"), paid_for(world, "100.00"), keyed(world, "100.00", election="G2026")]

    opened = [people.person(world.desk, each.public_id, world.clock()) for each in entries]

    assert opened[0] == opened[1] == opened[2]


def test_changes_of_name_and_address_are_told_with_their_day_the_newest_first(world: World) -> None:
    keyed(world, "100.00")
    world.clock.forward(days=10)
    moved = a_contributor(middle_name="Q", address=an_address(line1="9 New Lane"))
    entry = keyed(world, "100.00", who=moved)

    told = people.person(world.desk, entry.public_id, world.clock())

    assert [(each.words, each.since) for each in told.names] == [
        ("Robin Q Sample", date(2026, 3, 12)),
        ("Robin Sample", date(2026, 3, 2)),
    ]
    assert [each.words for each in told.addresses] == [
        "9 New Lane, Columbus, OH 43215",
        "1 Test Road, Columbus, OH 43215",
    ]


def test_what_bounced_or_was_refused_is_on_the_page_and_in_no_total(world: World) -> None:
    keyed(world, "100.00")
    refused = paid_for(world, "3,300.00")

    told = people.person(world.desk, refused.public_id, world.clock())

    assert len(told.entries) == 2
    assert totals(world, refused)["P2026"] == "$100.00"


def test_nobody_is_told_for_a_gift_that_is_not_there(world: World) -> None:
    entry = keyed(world, "100.00")
    for act in (
        lambda: people.person(world.desk, "none", world.clock()),
        lambda: people.story(world.desk, "none"),
        lambda: people.tell(world.desk, entry.public_id, "none", same=True, by=BY, reason="r", now=world.clock()),
    ):
        with pytest.raises(NoSuchGift):
            act()


# Who is who ----------------------------------------------------------------------------------------------------------


def test_one_person_brings_an_excess_and_two_persons_take_it_away(world: World) -> None:
    first, second = keyed(world, "3,000.00"), keyed(world, "1,000.00", who=ROB)
    assert (over(world, second), is_open(world, second)) == ("$0.00", None)

    people.tell(world.desk, first.public_id, second.public_id, same=True, by=BY, reason="one hand", now=world.clock())
    assert totals(world, first)["P2026"] == totals(world, second)["P2026"] == "$4,000.00"
    assert (over(world, second), is_open(world, second)) == ("$700.00", True)

    people.tell(world.desk, second.public_id, first.public_id, same=False, by=BY, reason="father", now=world.clock())
    assert totals(world, second)["P2026"] == "$1,000.00"
    assert (over(world, second), is_open(world, second)) == ("$0.00", False)

    people.tell(world.desk, first.public_id, second.public_id, same=True, by=BY, reason="no, one", now=world.clock())
    assert is_open(world, second) is True


def test_a_verdict_closes_the_question_and_stands_in_both_journals(world: World) -> None:
    first, second = keyed(world, "100.00"), keyed(world, "100.00", who=ROB)
    assert is_open(world, second, "same_donor") is True

    people.tell(world.desk, second.public_id, first.public_id, same=False, by=BY, reason="cousins", now=world.clock())

    assert is_open(world, second, "same_donor") is False
    assert (BY, "verdict", "deposited", "deposited") in acts(world, first)
    assert (BY, "verdict", "deposited", "deposited") in acts(world, second)
    assert people.person(world.desk, first.public_id, world.clock()).possible == ()


def test_one_person_opens_best_efforts_where_both_together_pass_two_hundred(world: World) -> None:
    lacking: dict[str, Any] = {"work": None, "occupation": "", "employer": ""}
    first = keyed(world, "150.00", **lacking)
    second = keyed(world, "150.00", who=ROB, **lacking)
    assert is_open(world, second, "occupation_and_employer") is None

    people.tell(world.desk, first.public_id, second.public_id, same=True, by=BY, reason="one", now=world.clock())

    assert is_open(world, second, "occupation_and_employer") is True
    assert tasks_of(world, second)["occupation_and_employer"].due_on == date(2026, 4, 1)


def test_a_word_about_two_records_that_are_alike_is_refused(world: World) -> None:
    first, second = keyed(world, "100.00"), keyed(world, "100.00")

    for other in (first, second):
        with pytest.raises(OnePerson):
            people.tell(world.desk, first.public_id, other.public_id, same=False, by=BY, reason="r", now=world.clock())


# Any sequence --------------------------------------------------------------------------------------------------------

_NUMBERS = itertools.count()
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["give", "refund", "ask", "sign", "void", "stop"]),
        st.integers(min_value=0, max_value=5),
        st.integers(min_value=1, max_value=5_000_00),
    ),
    min_size=2,
    max_size=9,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_sequence_of_refunds_and_changes_keeps_totals_right_and_never_below_zero(
    steps: list[tuple[str, int, int]], migrated_file: Path, tmp_path: Path
) -> None:
    books = tmp_path / f"{next(_NUMBERS)}.db"
    shutil.copy(migrated_file, books)
    with World(f"sqlite:///{books}", tmp_path / "instance") as world:
        gifts = [keyed(world, "4,000.00"), keyed(world, "1,000.00")]
        for act, which, cents in steps:
            with suppress(CannotAdjust, CannotRefund):
                if act == "give":
                    election = ["P2026", "G2026"][which % 2]
                    gifts.append(keyed(world, Money(cents).plain, election=election))
                else:
                    _do(world, act, gifts[which % len(gifts)], Money(cents).plain)
        told = people.person(world.desk, gifts[0].public_id, world.clock())
        _totals_are_right(told)
        _work_follows(world, told)


def _do(world: World, act: str, entry: Entry, amount: str) -> None:
    asked = people.story(world.desk, entry.public_id).changes
    refunded = [each.ref for each in world.read(entry.public_id).gift.adjustments if ":refund:" in each.ref]
    if act == "refund":
        by_check(world, entry, amount)
    elif act == "ask":
        ask_to_redesignate(world, entry, amount)
    elif act == "sign" and asked:
        sign(world, asked[-1])
    elif act == "void" and asked:
        adjustments.void(world.desk, asked[-1].id, by=BY, reason="r", now=world.clock())
    elif act == "stop" and refunded:
        refunds.stop_check(world.desk, refunded[0], by=BY, reason="r", now=world.clock())


def _totals_are_right(told: people.Person) -> None:
    expected = slowly(told.entries)
    for total in told.totals:
        assert total.amount.cents >= 0
        assert sum(part.counts.cents for part in total.parts) == total.amount.cents
        if total.limit is None:
            assert total.amount.cents == sum(expected.values())
        elif not _taken_from_a_moved_part(told):
            assert total.amount.cents == expected.get(total.name, 0)


def _taken_from_a_moved_part(told: people.Person) -> bool:
    """Whether more was taken of a gift than stood in its own election: then it comes out of the moved part."""
    return any(
        sum(each.amount.cents for each in entry.gift.adjustments if each.status == "succeeded")
        > entry.gift.amount.cents
        for entry in told.entries
    )


def _work_follows(world: World, told: people.Person) -> None:
    """An excess is open exactly where there is one, and all of them together are what is over."""
    primary = next(total for total in told.totals if total.name == "P2026")
    sums = 0
    for entry in told.entries:
        excess = Money.parse(over(world, entry))
        assert bool(is_open(world, entry)) is bool(excess)
        if entry.counted_election == "P2026":
            sums += excess.cents
    assert sums == primary.over.cents


def test_a_stranger_is_never_in_a_persons_totals(world: World) -> None:
    strangers: list[Contributor] = [JORDAN, JOSE, ELSEWHERE]
    entry = keyed(world, "100.00")
    for who in strangers:
        keyed(world, "1,000.00", who=who)

    assert totals(world, entry)["P2026"] == "$100.00"
