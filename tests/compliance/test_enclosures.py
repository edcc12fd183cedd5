"""Enclosures: the forms to sign and the card for an answer."""

from compliance import enclosures
from compliance.committee import PostalAddress
from compliance.money import Money
from tests.factories import GENERAL, a_committee, a_contribution

ADDRESS = PostalAddress("PO Box 1", "Columbus", "OH", "43216")
COMMITTEE = a_committee(address=ADDRESS)
GIFT = a_contribution("$5,000")


def test_the_return_card_bears_the_address_the_name_and_a_line_for_each_answer() -> None:
    card = enclosures.return_card(COMMITTEE, GIFT)

    assert card.paragraphs[:2] == (
        "To Example for Congress, PO Box 1, Columbus, OH 43216",
        "From Robin Sample",
    )
    assert [line.partition(":")[0] for line in card.paragraphs[2:]] == ["Occupation", "Employer"]
    assert enclosures.return_card(a_committee(), GIFT).paragraphs[0] == "To Example for Congress"


def test_what_is_asked_for_is_named_once_and_in_plain_words() -> None:
    assert enclosures.listed(("first_name", "last_name", "address1", "city")) == "full name and mailing address"
    assert enclosures.listed(("something new",)) == "something new"


def test_a_redesignation_says_how_much_is_for_which_election_and_names_the_refund() -> None:
    form = enclosures.redesignation_form(COMMITTEE, GIFT, Money(1_700_00), GENERAL)

    text = " ".join(form.paragraphs)
    assert "I, Robin Sample, contributed $5,000 that was received on 15 March 2024." in text
    assert "I redesignate $1,700 of it for the general election of 5 November 2024." in text
    assert "I may have the $1,700 refunded instead" in text
    assert text.count("Signature:") == 1


def test_a_reattribution_says_how_much_is_whose_and_is_signed_by_both() -> None:
    form = enclosures.reattribution_form(COMMITTEE, GIFT, Money(1_700_00), "Chris Sample")

    text = " ".join(form.paragraphs)
    assert "$3,300 from Robin Sample and $1,700 from Chris Sample" in text
    assert "our own money" in text
    assert "may be refunded instead" in text
    assert [line.partition(".")[0] for line in form.paragraphs if "Signature:" in line] == [
        "Robin Sample",
        "Chris Sample",
    ]
