"""The whole way of a gift, without a browser: form, card page, decision, receipt."""

from collections.abc import Iterator

import pytest

from donations.sandbox import cards
from tests.donations.sandbox import contract
from tests.donations.world import World, dollars, fields, rules_on


def test_a_gift_of_250_dollars_is_captured_and_gets_its_receipt(world: World) -> None:
    robin = world.visitor()

    public_id = robin.give(fields())

    assert robin.state(public_id) == {
        "id": public_id,
        "status": "captured",
        "amount_cents": 25000,
        "election": "P2026",
        "rules": [],
        "adjustments": [],
    }
    (receipt,) = world.mail()
    assert receipt["To"] == "robin@example.org"
    assert "$250.00" in receipt.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert [part.get_content_type() for part in receipt.iter_attachments()] == ["application/pdf"]
    assert world.captured_cents() == 25000


CARDS = [
    pytest.param("4242424242424242", "captured", [], id="plain"),
    pytest.param("4000056655665556", "captured", [], id="debit"),
    pytest.param("5555555555554444", "captured", [], id="mastercard"),
    pytest.param("5200828282828210", "captured", [], id="mastercard debit"),
    pytest.param("378282246310005", "captured", [], id="amex"),
    pytest.param("6011111111111117", "captured", [], id="discover"),
    pytest.param("5105105105105100", "held", ["SRC-11"], id="prepaid"),
    pytest.param("4000001240000000", "held", ["SRC-07"], id="issued in Canada"),
    pytest.param("4000000000000010", "held", ["SRC-12"], id="street and postal checks fail"),
    pytest.param("4000000000000028", "captured", [], id="street check fails alone"),
    pytest.param("4000000000000036", "captured", [], id="postal check fails alone"),
    pytest.param("4000000000000044", "captured", [], id="address checks unavailable"),
    pytest.param("4000000000000101", "canceled", ["SRC-12"], id="security code fails"),
    pytest.param("4000000000009235", "captured", ["SRC-12"], id="elevated risk"),
    pytest.param("4000000000004954", "held", ["SRC-12"], id="highest risk"),
    pytest.param("4100000000000019", "checkout_open", [], id="blocked as fraud"),
    pytest.param("4000000000000002", "checkout_open", [], id="declined"),
    pytest.param("4000000000009995", "checkout_open", [], id="insufficient funds"),
    pytest.param("4000000000009987", "checkout_open", [], id="lost"),
    pytest.param("4000000000009979", "checkout_open", [], id="stolen"),
    pytest.param("4000000000000069", "checkout_open", [], id="expired"),
    pytest.param("4000000000000127", "checkout_open", [], id="wrong security code"),
    pytest.param("4000000000000119", "checkout_open", [], id="processing error"),
    pytest.param("4000008260000000", "held", ["SRC-07"], id="issued in Britain"),
    pytest.param("4000004840008001", "held", ["SRC-07"], id="issued in Mexico"),
    pytest.param("4000008400000027", "captured", [], id="3-D Secure"),
    pytest.param("4000000000003220", "held", ["SRC-07"], id="3-D Secure, issued in Ireland"),
    pytest.param("4000008400001629", "checkout_open", [], id="declined after 3-D Secure"),
    # Where the issuer's country is not known, nobody knows that it is no foreign one.
    pytest.param("4000000000003055", "held", ["SRC-07"], id="3-D Secure not required"),
    pytest.param("4000002500003155", "held", ["SRC-07"], id="3-D Secure on session"),
    pytest.param("4000002760003184", "held", ["SRC-07"], id="3-D Secure always"),
    pytest.param("4000003800000446", "held", ["SRC-07"], id="set up before"),
    pytest.param("4000000000001208", "held", ["SRC-07"], id="captcha"),
    pytest.param("4000000000000259", "captured", [], id="disputed as fraud"),
    pytest.param("4000000000002685", "captured", [], id="disputed as not received"),
    pytest.param("4000000000001976", "captured", [], id="inquiry"),
    pytest.param("4000000000005423", "captured", [], id="early warning of fraud"),
    pytest.param("4000000000007726", "captured", [], id="refunds pend"),
    pytest.param("4000000000005126", "captured", [], id="refunds fail"),
    pytest.param("4000000000000077", "captured", [], id="available at once"),
]


def test_no_published_card_is_left_out() -> None:
    assert {each.values[0] for each in CARDS} == {card.number for card in cards.published()}


@pytest.fixture
def checked(world: World) -> Iterator[World]:
    """A world whose every request to Stripe, and every answer, is held against Stripe's contract in the end."""
    yield world
    contract.check(world.sandbox)


@pytest.mark.parametrize("number, status, rules", CARDS)
def test_each_card_of_the_sandbox_ends_as_the_rules_say(
    checked: World, number: str, status: str, rules: list[str]
) -> None:
    world, robin = checked, checked.visitor()

    public_id = robin.give(fields(), number=number)

    state = robin.state(public_id)
    assert (state["status"], state["rules"]) == (status, rules)
    assert world.captured_cents() == (25000 if status == "captured" else 0)


def test_exactly_the_limit_in_two_gifts_is_taken_and_one_cent_more_is_not(world: World) -> None:
    robin = world.visitor()
    robin.give(dollars("3000"))
    robin.give(dollars("300.00"))

    answer = robin.send(dollars("1.00"))

    assert answer.status_code == 422
    assert rules_on(answer) == set()
    assert world.captured_cents() == 330000
