"""The whole way of a gift, without a browser: form, card page, decision, receipt."""

import pytest

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
    pytest.param("378282246310005", "captured", [], id="amex"),
    pytest.param("5105105105105100", "held", ["SRC-11"], id="prepaid"),
    pytest.param("4000001240000000", "held", ["SRC-07"], id="issued in Canada"),
    pytest.param("4000000000000010", "held", ["SRC-12"], id="street and postal checks fail"),
    pytest.param("4000000000000028", "captured", [], id="street check fails alone"),
    pytest.param("4000000000000036", "captured", [], id="postal check fails alone"),
    pytest.param("4000000000000044", "captured", [], id="address checks unavailable"),
    pytest.param("4000000000000101", "canceled", ["SRC-12"], id="security code fails"),
    pytest.param("4000000000009235", "captured", ["SRC-12"], id="elevated risk"),
    pytest.param("4000000000000002", "checkout_open", [], id="declined"),
]


@pytest.mark.parametrize("number, status, rules", CARDS)
def test_each_card_of_the_sandbox_ends_as_the_rules_say(
    world: World, number: str, status: str, rules: list[str]
) -> None:
    robin = world.visitor()

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
