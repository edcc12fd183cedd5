"""Attribution: the shares of several signers, to the cent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import attribution
from compliance.money import ZERO, Money

amounts = st.integers(min_value=0, max_value=10**9)


@pytest.mark.parametrize(
    "cents, signers, expected",
    [
        (1000, "A", (1000,)),
        (1000, "AB", (500, 500)),
        (1001, "AB", (501, 500)),
        (999, "AB", (500, 499)),
        (1001, "ABC", (334, 334, 333)),
        (1, "ABC", (1, 0, 0)),
        (0, "AB", (0, 0)),
    ],
)
def test_signers_share_equally_and_odd_cents_go_to_the_first(cents: int, signers: str, expected: tuple[int]) -> None:
    shared = attribution.shares(Money(cents), tuple(signers))

    assert shared == tuple(zip(signers, map(Money, expected), strict=True))


def test_what_signers_state_goes_before_equal_shares() -> None:
    shared = attribution.shares(Money(10_00), ("A", "B"), (Money(7_00), Money(3_00)))

    assert shared == (("A", Money(7_00)), ("B", Money(3_00)))


@pytest.mark.parametrize(
    "signers, stated",
    [
        pytest.param((), (), id="nobody signed"),
        pytest.param((), (10_00,), id="nobody signed, something stated"),
        pytest.param(("A", "B"), (5_00, 5_01), id="a cent too much"),
        pytest.param(("A", "B"), (5_00, 4_99), id="a cent too little"),
        pytest.param(("A", "B"), (10_00,), id="a share too few"),
        pytest.param(("A",), (5_00, 5_00), id="a share too many"),
        pytest.param(("A", "B"), (10_01, -1), id="less than nothing"),
    ],
)
def test_shares_that_do_not_add_up_are_refused(signers: tuple[str, ...], stated: tuple[int, ...]) -> None:
    with pytest.raises(attribution.SharesDoNotAddUp):
        attribution.shares(Money(10_00), signers, tuple(map(Money, stated)))


@given(amounts, st.lists(st.text(), min_size=1, max_size=9))
def test_equal_shares_lose_no_cent_and_differ_by_one_at_most(cents: int, signers: list[str]) -> None:
    shared = attribution.shares(Money(cents), signers)

    parts = [share.cents for _, share in shared]
    assert [signer for signer, _ in shared] == signers
    assert sum(parts) == cents
    assert parts == sorted(parts, reverse=True)
    assert parts[0] - parts[-1] <= 1


@given(st.lists(amounts, min_size=1, max_size=9))
def test_stated_shares_that_add_up_are_kept(stated: list[int]) -> None:
    shared = attribution.shares(Money(sum(stated)), ["X"] * len(stated), [Money(cents) for cents in stated])

    assert Money.total(share for _, share in shared) - Money(sum(stated)) == ZERO
    assert [share.cents for _, share in shared] == stated
