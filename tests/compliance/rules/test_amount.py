"""Amount: unread, in another currency, and at the minimum and a cent to either side."""

from dataclasses import replace

import pytest

from compliance.money import ZERO, Money
from compliance.rules import amount
from tests.compliance.asking import fields, findings_of
from tests.factories import a_case, a_committee, a_contribution


@pytest.mark.parametrize("typed", ["", "abc", "1.234", "-5"])
def test_an_amount_that_was_not_read_is_asked_for_again(typed: str) -> None:
    case = a_case(a_contribution("0"), unread_amount=typed)

    assert fields(findings_of(amount.readable_amount, case)) == ["amount"]
    assert findings_of(amount.at_least_the_minimum, case) == ()


def test_an_amount_that_was_read_is_not() -> None:
    assert findings_of(amount.readable_amount, a_case()) == ()


@pytest.mark.parametrize(
    "currency, taken", [("USD", True), ("usd", True), ("EUR", False), ("", False), ("USDC", False)]
)
def test_only_us_dollars_are_taken(currency: str, taken: bool) -> None:
    findings = findings_of(amount.us_dollars, a_case(a_contribution(currency=currency)))

    assert (findings == ()) is taken


@pytest.mark.parametrize(
    "given, minimum, taken",
    [
        pytest.param(99, 100, False, id="a cent below"),
        pytest.param(100, 100, True, id="the minimum"),
        pytest.param(101, 100, True, id="a cent above"),
        pytest.param(0, 0, False, id="zero is never enough"),
        pytest.param(1, 0, True, id="a cent without a minimum"),
        pytest.param(-100, 100, False, id="negative"),
    ],
)
def test_a_gift_is_at_least_the_minimum(given: int, minimum: int, taken: bool) -> None:
    gift = replace(a_contribution(), amount=Money(given))
    case = a_case(gift, committee=a_committee(minimum=Money(minimum)))

    findings = findings_of(amount.at_least_the_minimum, case)

    assert (findings == ()) is taken


def test_the_message_names_the_minimum() -> None:
    (finding,) = findings_of(amount.at_least_the_minimum, a_case(a_contribution("0.99")))
    (smallest,) = findings_of(
        amount.at_least_the_minimum, a_case(a_contribution("0"), committee=a_committee(minimum=ZERO))
    )

    assert finding.message == "Enter $1 or more."
    assert smallest.message == "Enter $0.01 or more."
