"""Instrument: the other individuals whose names a check bears."""

import pytest

from compliance import instrument
from compliance.contribution import AccountKind
from tests.factories import a_check, a_contributor


@pytest.mark.parametrize(
    "names, others",
    [
        ((), ()),
        (("Robin Sample",), ()),
        (("Robin Sample", "Chris Sample"), ("Chris Sample",)),
        (("Chris Sample", "R. Sample"), ("Chris Sample",)),
        (("Robin Sample", "Chris Sample", "CHRIS  SAMPLE", "Kim Jones"), ("Chris Sample", "Kim Jones")),
        (("Robin Sample", "Sample Joinery LLC", "", "n/a"), ()),
        (("Robin Jones", "Chris Jones"), ("Chris Jones",)),
        (("Robin Jones", "Robin Sample"), ("Robin Jones",)),
        (("Robin Sample", "Robin Sample Jr"), ("Robin Sample Jr",)),
        (("Chris Sample", "Kim Jones"), ("Chris Sample", "Kim Jones")),
    ],
    ids=str,
)
def test_the_others_are_individuals_and_not_the_contributor(names: tuple[str, ...], others: tuple[str, ...]) -> None:
    assert instrument.others(a_contributor(), names) == others


@pytest.mark.parametrize("account", AccountKind)
def test_only_an_account_of_persons_bears_persons(account: AccountKind) -> None:
    check = a_check(account=account, printed_names=("Robin Sample", "Chris Sample"))

    of_persons = account in {AccountKind.PERSONAL, AccountKind.JOINT}

    assert instrument.printed_others(a_contributor(), check) == (("Chris Sample",) if of_persons else ())


def test_a_check_that_does_not_bear_the_contributor_says_nothing_of_others() -> None:
    check = a_check(printed_names=("Chris Sample", "Kim Jones"))

    assert instrument.printed_others(a_contributor(), check) == ()
    assert instrument.printed_others(a_contributor(), None) == ()


def test_a_signature_is_known_whatever_its_spelling() -> None:
    check = a_check(signers=("chris  SAMPLE",))

    assert instrument.has_signed("Chris Sample", check)
    assert not instrument.has_signed("Robin Sample", check)
