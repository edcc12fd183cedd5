"""Check: the account, the names, the signatures, the bank and the picture; and the same law as for a card."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import review
from compliance.contribution import AccountKind, AdjustmentStatus, Case, CheckFacts, Contribution, Method, Work
from compliance.finding import Kind, Outcome
from compliance.money import Money
from compliance.review import Rule
from compliance.rules import check
from tests.compliance.asking import findings_of
from tests.factories import (
    a_card,
    a_case,
    a_check,
    a_contribution,
    a_contributor,
    a_dispute,
    an_address,
    an_attestation,
    an_earlier_gift,
)

ALL = (
    check.kind_of_account,
    check.printed_names,
    check.signatures,
    check.drawn_on_a_foreign_bank,
    check.picture_kept,
)


def by_check(facts: CheckFacts | None = None, amount: str = "250", **changes: Any) -> Case:
    """A gift by check."""
    return a_case(a_contribution(amount, **({"method": Method.CHECK} | changes)), check=facts or a_check())


def told(rule: Rule, **facts: Any) -> list[tuple[str, Kind, Outcome]]:
    """Ask one rule about a check."""
    return [(each.rule, each.kind, each.outcome) for each in findings_of(rule, by_check(a_check(**facts)))]


@pytest.mark.parametrize("rule", ALL)
@pytest.mark.parametrize("method", Method)
def test_without_a_check_nothing_is_said(rule: Rule, method: Method) -> None:
    assert findings_of(rule, a_case(a_contribution("5000", method=method))) == ()


@pytest.mark.parametrize("rule", ALL)
def test_a_good_check_raises_nothing(rule: Rule) -> None:
    assert told(rule) == []


PROHIBITED = [("SRC-09", Kind.PROHIBITED, Outcome.REJECTED_INELIGIBLE)]
LOOKED_INTO = [("SRC-09", Kind.REVIEW, Outcome.HELD_FOR_REVIEW)]


@pytest.mark.parametrize(
    "account, statement, answer",
    [
        (AccountKind.PERSONAL, False, []),
        (AccountKind.JOINT, False, []),
        (AccountKind.BUSINESS, False, PROHIBITED),
        (AccountKind.BUSINESS, True, PROHIBITED),
        (AccountKind.UNION, False, PROHIBITED),
        (AccountKind.LLC, False, [("SRC-09", Kind.REVIEW, Outcome.NEEDS_EVIDENCE)]),
        (AccountKind.LLC, True, []),
        (AccountKind.PARTNERSHIP, False, LOOKED_INTO),
        (AccountKind.PARTNERSHIP, True, LOOKED_INTO),
        (AccountKind.TRUST, False, LOOKED_INTO),
        (AccountKind.OTHER, False, LOOKED_INTO),
    ],
)
def test_an_account_is_a_persons_own(account: AccountKind, statement: bool, answer: Any) -> None:
    assert told(check.kind_of_account, account=account, llc_statement=statement) == answer


HELD = [("SRC-03", Kind.REVIEW, Outcome.HELD_FOR_REVIEW)]
SHOWN = [("SRC-03", Kind.FLAG, Outcome.ACCEPTED_FLAGGED)]


@pytest.mark.parametrize(
    "names, answer",
    [
        ((), []),
        ((" ", ""), []),
        (("R. Sample",), []),
        (("Chris Sample", "Robin Sample"), []),
        (("Robin Jones",), SHOWN),
        (("Robin Jones", "Chris Jones"), SHOWN),
        (("Chris Sample",), HELD),
        (("Chris Jones", "Kim Jones"), HELD),
        (("Sample Joinery LLC",), HELD),
        (("Robin Sample", "Sample Joinery LLC"), HELD),
    ],
    ids=str,
)
@pytest.mark.parametrize("account", [AccountKind.PERSONAL, AccountKind.JOINT])
def test_a_check_bears_the_contributors_name(names: tuple[str, ...], answer: Any, account: AccountKind) -> None:
    assert told(check.printed_names, printed_names=names, account=account) == answer


@pytest.mark.parametrize("account", sorted(set(AccountKind) - {AccountKind.PERSONAL, AccountKind.JOINT}))
def test_on_another_account_the_name_is_no_question_of_its_own(account: AccountKind) -> None:
    assert told(check.printed_names, printed_names=("Sample Joinery LLC",), account=account) == []


UNSIGNED = [("LIM-10", Kind.REVIEW, Outcome.HELD_FOR_REVIEW)]
SHARED = [("LIM-10", Kind.FLAG, Outcome.ACCEPTED_FLAGGED)]


@pytest.mark.parametrize(
    "signers, answer, word",
    [
        ((), UNSIGNED, "Nobody"),
        (("", "n/a", "-"), UNSIGNED, "Nobody"),
        (("Robin Sample",), [], ""),
        (("R Sample",), [], ""),
        (("Robin Sample", " "), [], ""),
        (("Chris Sample",), UNSIGNED, "has not signed"),
        (("Chris Sample", "Kim Jones"), UNSIGNED, "has not signed"),
        (("Robin Sample", "Chris Sample"), SHARED, "equally"),
        (("Chris Sample", "Robin Sample"), SHARED, "equally"),
        (("Robin Jones",), SHARED, "in part"),
        (("Robin Jones", "Chris Jones"), SHARED, "equally"),
    ],
    ids=str,
)
def test_a_check_is_the_gift_of_who_signed_it(signers: tuple[str, ...], answer: Any, word: str) -> None:
    findings = findings_of(check.signatures, by_check(a_check(signers=signers)))

    assert [(each.rule, each.kind, each.outcome) for each in findings] == answer
    assert all(word in finding.message for finding in findings)


def test_a_foreign_bank_calls_for_evidence() -> None:
    answer = [("SRC-07", Kind.REVIEW, Outcome.NEEDS_EVIDENCE)]

    assert told(check.drawn_on_a_foreign_bank, foreign_bank=True) == answer


@pytest.mark.parametrize(
    "amount, kept, asked",
    [
        ("49.99", False, False),
        ("50.00", False, False),
        ("50.01", False, True),
        ("50.01", True, False),
        ("5000", False, True),
    ],
)
def test_above_fifty_dollars_a_picture_is_kept(amount: str, kept: bool, asked: bool) -> None:
    findings = findings_of(check.picture_kept, by_check(a_check(has_image=kept), amount))

    assert [(each.rule, each.kind) for each in findings] == ([("REC-03", Kind.FLAG)] if asked else [])


# The same facts, once through the page and once through the post ------------------------------------------------------

OF_ONE_CHANNEL = {rule for rule in review.RULES if rule.__module__.rpartition(".")[2] in {"card", "cash", "check"}}

people = st.builds(
    a_contributor,
    first_name=st.sampled_from(("Robin", "Robyn", "", "Acme")),
    last_name=st.sampled_from(("Sample", "LLC", "Union", "n/a")),
    email=st.sampled_from(("robin@example.org", "robin@", "")),
    address=st.builds(
        an_address,
        line1=st.sampled_from(("1 Test Road", "")),
        state=st.sampled_from(("OH", "ZZ", "")),
        postal_code=st.sampled_from(("43215", "4321", "")),
        country=st.sampled_from(("US", "PR", "CA")),
    ),
    is_candidate=st.booleans(),
)
facts = st.fixed_dictionaries(
    {
        "contributor": people,
        "election": st.sampled_from(("P2024", "G2024", "R2024", None)),
        "work": st.none() | st.sampled_from(Work),
        "occupation": st.sampled_from(("", "Carpenter", "n/a")),
        "employer": st.sampled_from(("", "Example Joinery")),
        "message": st.sampled_from(("", "My boss will reimburse me")),
        "currency": st.sampled_from(("USD", "EUR")),
        "attestation": st.builds(
            an_attestation, citizenship=st.booleans(), own_funds=st.booleans(), personal_card=st.booleans()
        ),
    }
)
history = st.lists(
    st.builds(
        lambda cents, election, method, adjustments: replace(
            an_earlier_gift(election=election, method=method, adjustments=tuple(adjustments)), amount=Money(cents)
        ),
        st.integers(min_value=0, max_value=4_000_00),
        st.sampled_from(("P2024", "G2024", None)),
        st.sampled_from((Method.CARD, Method.CHECK)),
        st.lists(st.builds(a_dispute, st.sampled_from((AdjustmentStatus.OPEN, AdjustmentStatus.LOST))), max_size=1),
    ),
    max_size=3,
)


@given(
    facts,
    st.integers(min_value=0, max_value=5_000_00),
    st.dates(date(2022, 11, 9), date(2024, 12, 31)),
    history,
    history,
)
def test_the_same_facts_by_card_and_by_check_give_the_same_findings(
    said: dict[str, Any], cents: int, on: date, prior: list[Contribution], possible: list[Contribution]
) -> None:
    by_card = replace(a_contribution(on=on, **said), amount=Money(cents))
    on_paper = replace(by_card, method=Method.CHECK)
    web = a_case(by_card, prior, possible, card=a_card(name=""))
    mail = a_case(on_paper, prior, possible, check=a_check(printed_names=(), signers=("Robin Sample",)))

    for rule in review.RULES:
        if rule not in OF_ONE_CHANNEL:
            told_of_card, told_of_check = findings_of(rule, web), findings_of(rule, mail)
            if rule.__name__ == "statements":
                # The law asks for no boxes, so on paper they are asked for and nothing is refused for them.
                assert [each.rule for each in told_of_card] == [each.rule for each in told_of_check]
                assert {each.kind for each in told_of_check} <= {Kind.INCOMPLETE}
            else:
                assert told_of_card == told_of_check
