"""Remedy: what is open for an excess, to the cent and the day; an option that is applied cures and breaks nothing."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from compliance import aggregate, remedy
from compliance.contribution import AdjustmentKind, Case, Contribution, Method, Standing
from compliance.election import Election
from compliance.money import ZERO, Money
from compliance.remedy import Effect, Holder, Option, Remedy
from tests.factories import (
    GENERAL,
    PRIMARY,
    a_case,
    a_check,
    a_committee,
    a_contribution,
    a_contributor,
    a_reattribution,
    a_redesignation,
    a_refund,
    an_earlier_gift,
)

RECEIVED = date(2024, 3, 15)
SIXTIETH = date(2024, 5, 14)
JOINT = a_check(printed_names=("Robin Sample", "Chris Sample"))
CHRIS = "Chris Sample"


def noon(on: date) -> datetime:
    """Noon in Columbus."""
    return datetime(on.year, on.month, on.day, 16, tzinfo=UTC)


def recorded(
    amount: str = "$5,000",
    on: date = RECEIVED,
    *,
    prior: Iterable[Contribution] = (),
    check: Any = None,
    today: date | None = None,
    elections: Any = (PRIMARY, GENERAL),
    **changes: Any,
) -> Case:
    """A recorded gift by check, undesignated."""
    given: dict[str, Any] = {"election": None, "method": Method.CHECK, "standing": Standing.COMPLETED}
    gift = a_contribution(amount, on, **(given | changes))
    return a_case(gift, prior, check=check, at=noon(today or on), committee=a_committee(elections=elections))


def ways(case: Case, **known: Any) -> dict[tuple[Remedy, str], Option]:
    """All the options for the case's own excess, by way and by election or person."""
    found = remedy.options(case, remedy.excess_of(case), **known)
    return {(each.remedy, each.election or each.holder): each for each in found}


def way(case: Case, wanted: Remedy, target: str = "", **known: Any) -> Option:
    """One of the options."""
    return ways(case, **known)[wanted, target]


# The excess ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "case, excess",
    [
        pytest.param(recorded("3299.99"), "0", id="a cent below"),
        pytest.param(recorded("3300"), "0", id="exactly"),
        pytest.param(recorded("3300.01"), "0.01", id="a cent above"),
        pytest.param(recorded("300", prior=[an_earlier_gift("$3,000.01")]), "0.01", id="with history"),
        pytest.param(recorded("300", prior=[an_earlier_gift("$4,000")]), "300", id="never more than the gift"),
        pytest.param(recorded("5000", adjustments=(a_refund("$700"),)), "1000", id="refunded in part"),
        pytest.param(recorded("5000", adjustments=(a_redesignation("$1,700"),)), "0", id="moved"),
        pytest.param(recorded("5000", adjustments=(a_reattribution("$1,699.99"),)), "0.01", id="given away but a cent"),
        pytest.param(recorded("5000", standing=Standing.OFFERED), "1700", id="while it is keyed"),
        pytest.param(recorded("5000", contributor=a_contributor(is_candidate=True)), "0", id="the candidate's own"),
        pytest.param(recorded("500", date(2024, 6, 4), election="P2024"), "0", id="on the day of its election"),
        pytest.param(recorded("500", date(2024, 6, 5), election="P2024"), "500", id="after it"),
        pytest.param(
            recorded(
                "500.01",
                date(2024, 6, 5),
                election="P2024",
                elections=(replace(PRIMARY, net_debts=Money(500_00)), GENERAL),
            ),
            "0.01",
            id="a cent beyond what is owed from it",
        ),
        pytest.param(recorded("500", date(2024, 11, 6)), "500", id="for no election ahead"),
        pytest.param(recorded("500", election="R2024"), "0", id="for an election not listed"),
    ],
)
def test_the_excess_is_what_is_to_be_put_right_today(case: Case, excess: str) -> None:
    assert remedy.excess_of(case) == Money.parse(excess)


@pytest.mark.parametrize("excess", [ZERO, Money(-1)])
def test_without_an_excess_there_is_nothing_to_do(excess: Money) -> None:
    assert remedy.options(recorded(), excess) == ()


# Refund --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days, words", [(60, "always open"), (61, "ended on 14 May 2024")])
def test_a_refund_is_open_on_any_day(days: int, words: str) -> None:
    option = way(recorded(today=RECEIVED + timedelta(days=days)), Remedy.REFUND)

    assert option.open
    assert words in option.why
    assert option.cures == Money(1_700_00)
    assert option.effects == (Effect("P2024", Money(5_000_00), Money(3_300_00)),)
    assert (option.due_on, option.records, option.notices, option.voids) == (SIXTIETH, ("the refund",), (), "")


def test_no_more_is_cured_than_the_gift_has() -> None:
    (option, *_) = remedy.options(recorded("100"), Money(500_00))

    assert option.cures == Money(100_00)


def test_a_gift_for_no_election_is_refunded_or_redesignated_to_one_with_debts() -> None:
    owed = (PRIMARY, replace(GENERAL, net_debts=Money(200_00)))
    found = ways(recorded("500", date(2024, 11, 6), elections=owed))

    assert found[Remedy.REFUND, ""].effects == (Effect(None, Money(500_00), ZERO),)
    assert found[Remedy.WRITTEN_REDESIGNATION, "G2024"].cures == Money(200_00)
    assert not found[Remedy.WRITTEN_REDESIGNATION, "P2024"].open
    assert not found[Remedy.PRESUMPTIVE_REDESIGNATION, ""].open


# Redesignation -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given, cures", [("$1,599.99", 1_700_00), ("$1,600", 1_700_00), ("$1,600.01", 1_699_99)])
def test_as_much_is_redesignated_as_fits_the_other_election(given: str, cures: int) -> None:
    case = recorded(prior=[an_earlier_gift(given, election="G2024")])

    for wanted in (Remedy.WRITTEN_REDESIGNATION, Remedy.PRESUMPTIVE_REDESIGNATION):
        option = way(case, wanted, "G2024")
        assert (option.open, option.cures, option.due_on) == (True, Money(cures), SIXTIETH)
        before = Money.parse(given)
        assert option.effects == (
            Effect("P2024", Money(5_000_00), Money(5_000_00 - cures)),
            Effect("G2024", before, before + Money(cures)),
        )
        assert "110.1(l)(5)" in option.voids


def test_where_nothing_fits_the_way_is_closed_and_says_so() -> None:
    option = way(recorded(prior=[an_earlier_gift("$3,300", election="G2024")]), Remedy.WRITTEN_REDESIGNATION, "G2024")

    assert (option.open, option.cures, option.effects) == (False, ZERO, ())
    assert "has given all" in option.why


def test_a_written_redesignation_needs_the_offer_of_a_refund_and_a_signature() -> None:
    option = way(recorded(election="P2024"), Remedy.WRITTEN_REDESIGNATION, "G2024")

    assert option.records == ("the change in writing, signed by Robin Sample",)
    assert option.notices == ("the request that tells Robin Sample of the refund, sent before anything is signed",)


@pytest.mark.parametrize("remedy_", [each for each in Remedy if each is not Remedy.REFUND])
@pytest.mark.parametrize("days, is_open", [(60, True), (61, False)])
def test_after_sixty_days_only_a_refund_is_left(remedy_: Remedy, days: int, is_open: bool) -> None:
    found = remedy.options(recorded(check=JOINT, today=RECEIVED + timedelta(days=days)), Money(1_00))

    options = [each for each in found if each.remedy is remedy_]
    assert [each.open for each in options] == [is_open]
    assert is_open or "Only a refund is left" in options[0].why


@pytest.mark.parametrize(
    "debts, today, cures",
    [
        pytest.param(0, date(2024, 6, 4), 1_700_00, id="on its day"),
        pytest.param(0, date(2024, 6, 5), 0, id="past, nothing owed"),
        pytest.param(99_99, date(2024, 6, 5), 99_99, id="past, something owed"),
        pytest.param(1_700_00, date(2024, 6, 5), 1_700_00, id="past, enough owed"),
    ],
)
def test_a_past_election_takes_a_redesignation_within_its_net_debts(debts: int, today: date, cures: int) -> None:
    elections = (replace(PRIMARY, net_debts=Money(debts)), GENERAL)
    case = recorded(on=date(2024, 6, 1), election="G2024", elections=elections, today=today)

    option = way(case, Remedy.WRITTEN_REDESIGNATION, "P2024")

    assert (option.open, option.cures) == (cures > 0, Money(cures))
    assert option.open or "nothing is owed" in option.why


def test_a_past_election_with_debts_takes_nothing_from_who_gave_all_for_it() -> None:
    elections = (replace(PRIMARY, net_debts=Money(100_00)), GENERAL)
    case = recorded(on=date(2024, 6, 5), elections=elections, prior=[an_earlier_gift("$3,300")])

    assert "has given all" in way(case, Remedy.PRESUMPTIVE_REDESIGNATION, "P2024").why


def test_every_other_election_is_answered_for() -> None:
    runoff = Election("R2024", date(2024, 7, 2))

    found = ways(recorded(elections=(PRIMARY, runoff, GENERAL)))

    assert {target for way_, target in found if way_ is Remedy.WRITTEN_REDESIGNATION} == {"R2024", "G2024"}


@pytest.mark.parametrize(
    "on, target, is_open",
    [
        pytest.param(date(2024, 6, 3), "G2024", True, id="the day before the primary"),
        pytest.param(date(2024, 6, 4), "", False, id="the day of the primary"),
        pytest.param(date(2024, 6, 5), "P2024", True, id="the day after the primary"),
        pytest.param(date(2024, 11, 4), "P2024", True, id="the day before the general"),
        pytest.param(date(2024, 11, 5), "", False, id="the day of the general"),
    ],
)
def test_a_redesignation_is_presumed_by_the_day_the_gift_was_made(on: date, target: str, is_open: bool) -> None:
    elections = (replace(PRIMARY, net_debts=Money(9_000_00)), GENERAL)

    option = way(recorded(on=on, elections=elections), Remedy.PRESUMPTIVE_REDESIGNATION, target)

    assert option.open is is_open
    assert not is_open or option.notices == ("the notice to Robin Sample of the amount and the right to a refund",)


def test_it_is_the_day_made_that_counts_and_not_the_day_received() -> None:
    case = recorded(on=date(2024, 6, 7), made_on=date(2024, 6, 3))

    assert way(case, Remedy.PRESUMPTIVE_REDESIGNATION, "G2024").open


def test_what_is_presumed_for_the_primary_stays_within_its_net_debts() -> None:
    elections = (replace(PRIMARY, net_debts=Money(250_00)), GENERAL)

    option = way(recorded(on=date(2024, 7, 1), elections=elections), Remedy.PRESUMPTIVE_REDESIGNATION, "P2024")

    assert option.cures == Money(250_00)
    assert option.citation == "11 CFR 110.1(b)(5)(ii)(C)"


@pytest.mark.parametrize("election", ["P2024", "G2024"])
def test_a_designated_gift_is_never_presumed_to_be_for_another_election(election: str) -> None:
    option = way(recorded(election=election), Remedy.PRESUMPTIVE_REDESIGNATION)

    assert not option.open
    assert "designated" in option.why


@pytest.mark.parametrize(
    "elections",
    [
        pytest.param((PRIMARY,), id="no general"),
        pytest.param((Election("G2024", date(2024, 6, 4)),), id="no primary"),
        pytest.param((Election("R2024", date(2024, 6, 4)), GENERAL), id="a runoff"),
    ],
)
def test_without_the_other_election_nothing_is_presumed(elections: Any) -> None:
    assert not way(recorded(elections=elections), Remedy.PRESUMPTIVE_REDESIGNATION).open


def test_the_general_is_the_first_after_the_primary_and_the_primary_the_last_before_it() -> None:
    elections = (
        replace(PRIMARY, code="P2022", on=date(2022, 6, 1), net_debts=Money(9_000_00)),
        replace(PRIMARY, net_debts=Money(9_000_00)),
        GENERAL,
        replace(GENERAL, code="G2026", on=date(2026, 11, 3)),
    )

    assert way(recorded(elections=elections), Remedy.PRESUMPTIVE_REDESIGNATION, "G2024").open
    assert way(recorded(on=date(2024, 7, 1), elections=elections), Remedy.PRESUMPTIVE_REDESIGNATION, "P2024").open


# Reattribution -------------------------------------------------------------------------------------------------------


def test_a_card_gift_is_never_presumed_to_be_anothers() -> None:
    option = way(recorded(method=Method.CARD), Remedy.PRESUMPTIVE_REATTRIBUTION)

    assert not option.open
    assert "never for a card" in option.why


def test_a_check_with_one_name_is_presumed_to_be_nobody_elses() -> None:
    found = ways(recorded(check=a_check()))

    assert not found[Remedy.PRESUMPTIVE_REATTRIBUTION, ""].open
    assert not found[Remedy.WRITTEN_REATTRIBUTION, ""].open


@pytest.mark.parametrize(
    "room, cures",
    [(None, 1_700_00), (3_300_00, 1_700_00), (1_700_01, 1_700_00), (1_700_00, 1_700_00), (1_699_99, 1_699_99), (0, 0)],
)
@pytest.mark.parametrize("wanted", [Remedy.PRESUMPTIVE_REATTRIBUTION, Remedy.WRITTEN_REATTRIBUTION])
def test_as_much_is_reattributed_as_the_other_may_give(wanted: Remedy, room: int | None, cures: int) -> None:
    others = [Holder(CHRIS, Money(room))] if room is not None else []

    option = way(recorded(check=JOINT), wanted, CHRIS, others=others)

    assert (option.open, option.cures) == (cures > 0, Money(cures))
    assert option.room_known is (room is not None)
    if option.open:
        given = None if room is None else Money(3_300_00 - room)
        after = None if given is None else given + Money(cures)
        assert option.effects == (
            Effect("P2024", Money(5_000_00), Money(5_000_00 - cures)),
            Effect("P2024", given, after, CHRIS),
        )


def test_of_an_unknown_room_no_more_is_said_than_the_limit() -> None:
    option = way(recorded("9000", check=JOINT), Remedy.WRITTEN_REATTRIBUTION, CHRIS)

    assert option.cures == Money(3_300_00)
    assert "Look first" in option.why


def test_a_written_reattribution_needs_every_signature_and_a_presumed_one_a_notice_to_each() -> None:
    found = ways(recorded(check=JOINT))

    written, presumed = found[Remedy.WRITTEN_REATTRIBUTION, CHRIS], found[Remedy.PRESUMPTIVE_REATTRIBUTION, CHRIS]
    assert [("Robin" in each, "Chris" in each) for each in written.records] == [(True, False), (False, True)]
    assert len(written.notices) == 1
    assert [("Robin" in each, "Chris" in each) for each in presumed.notices] == [(True, False), (False, True)]
    assert presumed.records == ("the picture of the check with the names printed on it",)


def test_who_signed_too_has_a_share_and_more_needs_writing() -> None:
    both = replace(JOINT, signers=("Robin Sample", CHRIS))

    found = ways(recorded(check=both))

    assert "has signed too" in found[Remedy.PRESUMPTIVE_REATTRIBUTION, CHRIS].why
    assert not found[Remedy.PRESUMPTIVE_REATTRIBUTION, CHRIS].open
    assert found[Remedy.WRITTEN_REATTRIBUTION, CHRIS].open


def test_a_second_signer_who_is_not_printed_is_asked_in_writing() -> None:
    found = ways(recorded(check=a_check(signers=("Robin Sample", CHRIS))))

    assert found[Remedy.WRITTEN_REATTRIBUTION, CHRIS].open
    assert not found[Remedy.PRESUMPTIVE_REATTRIBUTION, ""].open


def test_a_person_who_is_named_to_us_is_asked_in_writing_also_for_a_card_gift() -> None:
    found = ways(recorded(method=Method.CARD), others=[Holder("Kim Jones", Money(100_00))])

    assert found[Remedy.WRITTEN_REATTRIBUTION, "Kim Jones"].cures == Money(100_00)
    assert not found[Remedy.PRESUMPTIVE_REATTRIBUTION, ""].open


# All together --------------------------------------------------------------------------------------------------------


cents = st.integers(min_value=0, max_value=6_000_00)
codes = st.sampled_from(("P2024", "G2024", None))
changed = st.lists(
    st.builds(a_refund, st.just("$10"))
    | st.builds(a_redesignation, st.just("$20"), st.sampled_from(("P2024", "G2024")))
    | st.builds(a_reattribution, st.just("$30")),
    max_size=2,
)
prior_gifts = st.lists(
    st.builds(
        lambda amount, election, adjustments: replace(
            an_earlier_gift(election=election, adjustments=tuple(adjustments)), amount=Money(amount)
        ),
        st.integers(min_value=0, max_value=3_000_00),
        codes,
        changed,
    ),
    max_size=3,
)


@given(
    cents,
    st.dates(date(2024, 1, 1), date(2024, 12, 31)),
    codes,
    prior_gifts,
    changed,
    st.tuples(cents, cents),
    st.sampled_from((None, a_check(), JOINT)),
    st.integers(min_value=0, max_value=70),
    st.none() | st.integers(min_value=0, max_value=3_300_00),
)
def test_an_option_that_is_applied_cures_what_it_says_and_leaves_nobody_over_a_limit(  # noqa: PLR0917 - drawn facts
    amount: int,
    on: date,
    election: str | None,
    prior: list[Contribution],
    adjustments: list[Any],
    debts: tuple[int, int],
    check: Any,
    days: int,
    room: int | None,
) -> None:
    elections = (replace(PRIMARY, net_debts=Money(debts[0])), replace(GENERAL, net_debts=Money(debts[1])))
    case = recorded(
        on=on,
        prior=prior,
        check=check,
        today=on + timedelta(days=days),
        elections=elections,
        election=election,
        adjustments=tuple(adjustments),
    )
    case = replace(case, gift=replace(case.gift, amount=Money(amount)))
    excess = remedy.excess_of(case)
    assume(excess > ZERO)
    limit = Money(3_300_00) if on <= date(2024, 11, 5) else a_committee().cap

    def counted(told: Case) -> dict[str, Money]:
        gifts = (*told.prior, told.gift)
        return {each.code: aggregate.for_election(gifts, elections, each.code) for each in elections}

    for option in remedy.options(case, excess, others=[Holder(CHRIS, Money(room))] if room is not None else ()):
        assert option.why.endswith(".")
        assert (option.cures > ZERO) == option.open
        assert option.cures <= excess
        assert option.open == bool(option.effects)
        assert not option.room_known or not option.holder or room is None or option.cures <= Money(room)
        if option.open:
            made = remedy.adjustment(option, option.cures)
            after = replace(case, gift=replace(case.gift, adjustments=(*case.gift.adjustments, made)))
            before, now = counted(case), counted(after)
            assert remedy.excess_of(after) == excess - option.cures
            moved = made.kind is AdjustmentKind.REDESIGNATION
            left = aggregate.net(case.gift) if moved else aggregate.net(case.gift) - option.cures
            assert aggregate.net(after.gift) == left
            assert all(total <= max(limit, before[code]) for code, total in now.items())
            assert not moved or now[option.election or ""] <= limit
            for effect in option.effects:
                if not effect.holder and effect.election is not None:
                    assert (effect.before, effect.after) == (before[effect.election], now[effect.election])


@given(
    st.lists(
        st.builds(
            lambda amount, on, election, standing, adjustments: replace(
                an_earlier_gift(on=on, election=election, standing=standing, adjustments=tuple(adjustments)),
                amount=Money(amount),
            ),
            cents,
            st.dates(date(2024, 1, 1), date(2024, 12, 31)),
            codes,
            st.sampled_from((Standing.COMPLETED, Standing.HELD, Standing.BOUNCED)),
            changed,
        ),
        max_size=6,
    ),
    st.tuples(cents, cents),
)
def test_the_excess_of_each_of_many_is_that_beside_those_before_it(
    gifts: list[Contribution], debts: tuple[int, int]
) -> None:
    elections = (replace(PRIMARY, net_debts=Money(debts[0])), replace(GENERAL, net_debts=Money(debts[1])))
    case = recorded(elections=elections)

    alone = [
        remedy.excess_of(replace(case, gift=gift, prior=tuple(gifts[:number]))) for number, gift in enumerate(gifts)
    ]
    assert list(remedy.excesses(case, gifts)) == alone
