"""Addresses: which spellings are one address, and which are two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import addresses
from compliance.contribution import Address
from tests.factories import an_address

HOME = an_address(line1="12 North Main Street", line2="Apartment 4B", postal_code="43215")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"line1": "12 N Main St", "line2": "Apt 4B"}, id="short forms"),
        pytest.param({"line1": "12 N. Main St.", "line2": "Apt. 4-B"}, id="dots and a hyphen"),
        pytest.param({"line1": "12 NORTH MAIN STREET", "line2": "#4b"}, id="case and a number sign"),
        pytest.param({"line1": "12 North Main St, Apt 4B", "line2": ""}, id="both lines in one"),
        pytest.param({"line1": "12 North Main Street", "line2": "Unit # 4 B"}, id="unit"),
        pytest.param({"line1": "12 North Main Street", "line2": "4B"}, id="bare number"),
        pytest.param({"postal_code": "43215-1234"}, id="ZIP+4"),
        pytest.param({"city": "Columbus, Ohio"}, id="another city name under the same ZIP code"),
        pytest.param({"state": "oh", "country": "usa"}, id="state and country spelt otherwise"),
        pytest.param({"line1": "12  Nörth\u200b Main Street"}, id="accent, blank and invisible"),
    ],
)
def test_common_forms_are_one_address(changes: dict[str, str]) -> None:
    given = {"line1": HOME.line1, "line2": HOME.line2, "postal_code": HOME.postal_code} | changes

    assert addresses.key(an_address(**given)) == addresses.key(HOME) != ""


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"line1": "13 North Main Street"}, id="another house"),
        pytest.param({"line1": "12 South Main Street"}, id="another side of town"),
        pytest.param({"line1": "12 North Main Avenue"}, id="another street"),
        pytest.param({"line2": "Apt 4C"}, id="another flat"),
        pytest.param({"line2": ""}, id="no flat"),
        pytest.param({"postal_code": "43216"}, id="another ZIP code"),
        pytest.param({"country": "CA"}, id="another country"),
    ],
)
def test_other_places_are_other_addresses(changes: dict[str, str]) -> None:
    given = {"line1": HOME.line1, "line2": HOME.line2, "postal_code": HOME.postal_code} | changes

    assert addresses.key(an_address(**given)) != addresses.key(HOME)


@pytest.mark.parametrize(
    "one, other",
    [
        ("P.O. Box 12", "PO Box 12"),
        ("Post Office Box 12", "P O Box #12"),
        ("1 First Street NW", "1 1st St. Northwest"),
        ("1 Saint Marys Pl", "1 St. Mary's Place"),
    ],
)
def test_boxes_ordinals_and_saints_read_alike(one: str, other: str) -> None:
    assert addresses.key(an_address(line1=one)) == addresses.key(an_address(line1=other))


def test_the_house_number_keeps_apart_from_a_numbered_street() -> None:
    assert addresses.key(an_address(line1="1 23rd St")) != addresses.key(an_address(line1="12 3rd St"))


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(an_address(line1=""), id="no street"),
        pytest.param(an_address(line1="n/a"), id="placeholder"),
        pytest.param(an_address(line1="Apt"), id="nothing but the word for a flat"),
        pytest.param(Address("1 Test Road", "", "", ""), id="no place"),
        pytest.param(Address("1 Test Road", "", "", "", country="CA"), id="no place abroad"),
    ],
)
def test_there_is_no_key_without_street_and_place(address: Address) -> None:
    assert addresses.key(address) == ""


def test_city_and_state_stand_in_for_a_zip_code_that_cannot_be_read() -> None:
    assert addresses.key(an_address(postal_code="?")) == "us columbus oh 1 testrd"


def test_a_foreign_address_goes_by_its_postal_code_or_its_city() -> None:
    assert addresses.key(an_address(line1="Rue de l'Été", postal_code="k1a 0b1", country="CA")) == "ca k1a0b1 ruedelete"
    assert addresses.key(an_address(postal_code="", country="ca", state="")) == "ca columbus 1 testrd"


@given(st.builds(Address, st.text(), st.text(), st.text(), st.text(), st.text(), st.text()))
def test_any_text_has_a_key_or_none(address: Address) -> None:
    assert addresses.key(address) == addresses.key(address).strip()
