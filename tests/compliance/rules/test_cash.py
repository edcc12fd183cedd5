"""Cash: currency of a known and of an unknown person, to the cent."""

from datetime import date
from typing import Any

import pytest

from compliance.contribution import Case, Contribution, Method, Standing
from compliance.money import Money
from compliance.rules import cash
from tests.compliance.asking import findings_of
from tests.factories import a_case, a_contribution, a_contributor, a_refund, an_earlier_gift

NOBODY = a_contributor(first_name="", last_name="Anonymous")


def currency(amount: str, prior: Any = (), **changes: Any) -> Case:
    """A gift in currency."""
    return a_case(a_contribution(amount, method=Method.CASH, **changes), prior)


def earlier(amount: str, **changes: Any) -> Contribution:
    """An earlier gift in currency."""
    return an_earlier_gift(amount, **({"method": Method.CASH} | changes))


@pytest.mark.parametrize(
    "amount, prior, excess, from_history",
    [
        pytest.param("99.99", [], None, False, id="a cent below"),
        pytest.param("100", [], None, False, id="exactly a hundred"),
        pytest.param("100.01", [], "0.01", False, id="a cent above"),
        pytest.param("60", [earlier("$39.99")], None, False, id="with history a cent below"),
        pytest.param("60", [earlier("$40")], None, False, id="with history exactly"),
        pytest.param("60", [earlier("$40.01")], "0.01", True, id="with history a cent above"),
        pytest.param("60", [earlier("$150")], "60", True, id="nothing left"),
        pytest.param("150", [earlier("$150")], "150", False, id="over alone, nothing left"),
        pytest.param("60", [earlier("$60", election="G2024")], "20", True, id="another election, one campaign"),
        pytest.param("60", [earlier("$60", adjustments=(a_refund("$20"),))], None, False, id="what went back"),
        pytest.param("60", [earlier("$60", standing=Standing.RETURNED_UNDEPOSITED)], None, False, id="returned"),
        pytest.param("60", [earlier("$60", on=date(2022, 11, 9))], "20", True, id="the first day of the cycle"),
        pytest.param("60", [earlier("$60", on=date(2022, 11, 8))], None, False, id="the cycle before"),
        pytest.param("60", [an_earlier_gift("$60")], None, False, id="a card is no currency"),
    ],
)
def test_a_person_gives_a_hundred_dollars_in_currency_at_most(
    amount: str, prior: Any, excess: str | None, from_history: bool
) -> None:
    findings = findings_of(cash.currency_in_a_campaign, currency(amount, prior))

    assert [finding.excess for finding in findings] == ([Money.parse(excess)] if excess else [])
    assert all(finding.from_history is from_history for finding in findings)


@pytest.mark.parametrize("amount, excess", [("49.99", None), ("50", None), ("50.01", "0.01"), ("150", "100")], ids=str)
def test_of_anonymous_currency_fifty_dollars_are_kept_at_most(amount: str, excess: str | None) -> None:
    case = currency(amount, contributor=NOBODY)

    findings = findings_of(cash.anonymous_currency, case)

    assert [finding.excess for finding in findings] == ([Money.parse(excess)] if excess else [])
    assert findings_of(cash.currency_in_a_campaign, case) == ()


@pytest.mark.parametrize("person", [{"first_name": ""}, {"last_name": "?"}, {}], ids=str)
def test_who_gives_one_name_is_not_anonymous(person: dict[str, str]) -> None:
    case = currency("50.01", contributor=a_contributor(**person))

    assert findings_of(cash.anonymous_currency, case) == ()


@pytest.mark.parametrize("method", [method for method in Method if method is not Method.CASH])
@pytest.mark.parametrize("person", [a_contributor(), NOBODY], ids=["known", "anonymous"])
def test_only_currency_is_currency(method: Method, person: Any) -> None:
    case = a_case(a_contribution("5000", method=method, contributor=person))

    assert findings_of(cash.currency_in_a_campaign, case) == ()
    assert findings_of(cash.anonymous_currency, case) == ()
