"""Tables in the order that an address asks for."""

import pytest

from donations.treasurer.sorting import Columns

FRUIT = Columns({"name": lambda row: row[0], "amount": lambda row: row[1]})
ROWS = [("pear", 2), ("apple", None), ("plum", 1), ("", 2)]


@pytest.mark.parametrize(
    "asked, names",
    [
        ("", ["pear", "apple", "plum", ""]),
        ("name", ["apple", "pear", "plum", ""]),
        ("-name", ["plum", "pear", "apple", ""]),
        ("amount", ["plum", "pear", "", "apple"]),
        ("-amount", ["pear", "", "plum", "apple"]),
        ("-", ["pear", "apple", "plum", ""]),
        ("__class__", ["pear", "apple", "plum", ""]),
    ],
)
def test_rows_stand_as_asked_and_blanks_last_either_way(asked: str, names: list[str]) -> None:
    assert [name for name, _amount in FRUIT.order(asked).of(ROWS)] == names


def test_a_head_says_its_order_and_leads_to_the_other_one() -> None:
    order = FRUIT.order("-amount")

    assert (order.asked, order.state("amount"), order.following("amount")) == ("-amount", "descending", "amount")
    assert (order.state("name"), order.following("name")) == ("none", "name")
    assert FRUIT.order("name").following("name") == "-name"
    assert FRUIT.order("nothing").asked == ""


def test_the_largest_sum_stands_first_when_sums_are_asked_for() -> None:
    assert FRUIT.order("").following("amount") == "-amount"
