"""Money: what is read, what is refused, and how it is written."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from compliance.money import ZERO, AmountError, Money

DIGITS = "0123456789"


def slow_reader(text: str) -> int | None:
    """Read an amount the long way, sign by sign: cents, or None where the text is no amount."""
    text = text.strip(" \t\r\n")
    if len(text) > 40:
        return None
    text = text.removeprefix("$")
    dollars, point, cents = text.partition(".")
    if point and not (1 <= len(cents) <= 2 and all(sign in DIGITS for sign in cents)):
        return None
    groups = dollars.split(",")
    if not all(groups) or not all(sign in DIGITS for group in groups for sign in group):
        return None
    if len(groups) > 1 and (len(groups[0]) > 3 or groups[0][0] == "0" or any(len(group) != 3 for group in groups[1:])):
        return None
    total = 0
    for sign in "".join(groups) + (cents + "00")[:2]:
        total = total * 10 + DIGITS.index(sign)
    return total


@pytest.mark.parametrize(
    "typed, cents",
    [
        pytest.param("250", 250_00, id="whole dollars"),
        pytest.param("250.5", 250_50, id="one decimal"),
        pytest.param("250.05", 250_05, id="two decimals"),
        pytest.param("$1,250.00", 1250_00, id="sign and commas"),
        pytest.param("  25\t\r\n", 25_00, id="blanks around"),
        pytest.param("0", 0, id="zero is an amount, if too small a one"),
        pytest.param("007", 7_00, id="leading zeros"),
        pytest.param("1,234,567.89", 1_234_567_89, id="millions"),
    ],
)
def test_an_amount_that_reads_one_way_is_read(typed: str, cents: int) -> None:
    assert Money.parse(typed) == Money(cents)


@pytest.mark.parametrize(
    "typed",
    ["", " ", "$", ".", ".50", "5.", "1.234", "1,25", "12,34.5", "1,0000", ",100", "0,100", "1,,000", "-5", "+5", "1e3",
     "5 0", "$ 5", "5$", "$$5", "USD 5", "1.2.3", "٢٥", "１２", "5\u200b", "½", "0x10", "1_000", "NaN", "inf", "1'000",  # noqa: RUF001
     "5,", "9" * 41, "\u00a05", "5.0\u0660"],
)  # fmt: skip
def test_any_other_text_is_refused_and_never_guessed(typed: str) -> None:
    with pytest.raises(AmountError, match="not an amount"):
        Money.parse(typed)


@given(st.text(alphabet="0123456789$,. \t-+e٣", max_size=12) | st.text(max_size=8))
@example("1,000,000.00")
@example("1" * 40)
@example("1" * 41)
def test_the_parser_and_a_slow_obvious_reader_agree(typed: str) -> None:
    expected = slow_reader(typed)

    if expected is None:
        with pytest.raises(AmountError):
            Money.parse(typed)
    else:
        assert Money.parse(typed).cents == expected


@given(st.integers(min_value=0, max_value=10**12))
def test_what_is_written_reads_back_the_same(cents: int) -> None:
    money = Money(cents)

    assert Money.parse(str(money)) == Money.parse(money.plain) == Money.parse(money.brief) == money


@given(st.lists(st.integers(min_value=-(10**9), max_value=10**9)))
def test_a_total_is_the_sum_in_any_order(amounts: list[int]) -> None:
    total = Money.total(Money(cents) for cents in amounts)

    assert total == Money.total(Money(cents) for cents in reversed(amounts)) == Money(sum(amounts))
    assert total - total == ZERO
    assert -total + total == ZERO


@pytest.mark.parametrize("cents", [1.0, True, "100", None])
def test_cents_are_a_whole_number_or_nothing(cents: object) -> None:
    with pytest.raises(TypeError, match="whole number"):
        Money(cents)  # type: ignore[arg-type]


def test_only_zero_is_false() -> None:
    assert not ZERO
    assert Money(-1)


@pytest.mark.parametrize(
    "cents, plain, brief, written",
    [(0, "0.00", "$0", "$0.00"), (5, "0.05", "$0.05", "$0.05"), (-330_001, "-3300.01", "-$3,300.01", "-$3,300.01")],
)
def test_an_amount_is_written_in_three_ways(cents: int, plain: str, brief: str, written: str) -> None:
    money = Money(cents)

    assert (money.plain, money.brief, str(money)) == (plain, brief, written)
