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


@pytest.mark.parametrize(
    "spellings",
    [
        pytest.param(["One Test Road", "1 Test Rd"], id="house number in words"),
        pytest.param(["Twenty-One Oak St", "Twenty One Oak Street", "21 Oak St"], id="of two words"),
        pytest.param(["1 Eleventh St", "1 11th Street"], id="eleventh"),
        pytest.param(["1 Twenty-Second St", "1 Twenty Second St", "1 22nd St"], id="twenty-second"),
        pytest.param(["1 Ninetieth St", "1 90th St"], id="ninetieth"),
        pytest.param(["12 Co Rd 5", "12 County Road 5", "12 CR 5", "12 Co. Rd. #5"], id="county road"),
        pytest.param(["12 State Route 5", "12 SR 5", "12 S.R. 5", "12 St Rd 5", "12 State Hwy 5"], id="state route"),
        pytest.param(["12 US Highway 23", "12 U.S. 23", "12 US Hwy 23", "12 U S Route 23"], id="US highway"),
        pytest.param(["RR 2 Box 9", "Rural Route 2, Box 9", "R.R. 2 Box #9", "RFD 2 Box 9", "RR2 Box 9"], id="rural"),
        pytest.param(["1 Oak Way", "1 Oak Wy"], id="way"),
        pytest.param(["1 Oak Cove", "1 Oak Cv"], id="cove"),
        pytest.param(["1 Oak Ridge", "1 Oak Rdg"], id="ridge"),
        pytest.param(["1 Oak Bend", "1 Oak Bnd"], id="bend"),
        pytest.param(["1 Oak Lake", "1 Oak Lk"], id="lake"),
        pytest.param(["1 Oak Springs", "1 Oak Spgs"], id="springs"),
        pytest.param(["1 Oak Creek", "1 Oak Crk"], id="creek"),
        pytest.param(["1 Oak Trace", "1 Oak Trce"], id="trace"),
        pytest.param(["1 Oak Loop", "1 Oak Lp"], id="loop"),
    ],
)
def test_postal_short_forms_and_numbers_in_words_read_alike(spellings: list[str]) -> None:
    assert len({addresses.key(an_address(line1=line)) for line in spellings} - {""}) == 1


@pytest.mark.parametrize(
    "line1, line2",
    [
        ("12 North Main Street Apt 4B", ""), ("Apt 4B", "12 North Main St"), ("#4B", "12 N Main St"),
        ("4B", "12 North Main St"), ("Apt 4B, 12 North Main St", ""), ("Unit # 4B", "12 N. Main St"),
    ],
)  # fmt: skip
def test_a_flat_may_stand_in_either_line(line1: str, line2: str) -> None:
    assert addresses.key(an_address(line1=line1, line2=line2, postal_code="43215")) == addresses.key(HOME)


def test_a_floor_is_told_by_either_number_and_is_no_flat() -> None:
    floors = [("12 Oak St", "Floor 2"), ("12 Oak St", "2nd Floor"), ("12 Oak St", "Second Fl"), ("Fl 2", "12 Oak St")]

    (floor,) = {addresses.key(an_address(line1=line1, line2=line2)) for line1, line2 in floors}

    assert floor != addresses.key(an_address(line1="12 Oak St", line2="Apt 2"))


@pytest.mark.parametrize(
    "one, other",
    [
        ("1 Oak Ridge", "1 Oak Ridges"), ("12 County Road 5", "12 State Route 5"), ("1 11th St", "11 1st St"),
        ("1 Twenty First St", "1 Twentieth St"), ("12 US 23", "12 CR 23"),
    ],
)  # fmt: skip
def test_roads_that_only_look_alike_stay_apart(one: str, other: str) -> None:
    assert addresses.key(an_address(line1=one)) != addresses.key(an_address(line1=other))


@pytest.mark.parametrize(
    "line1, line2",
    [
        ("12 Oak St", ""), ("12 Oak St", "Apt 4B"), ("12 Oak St", "4B"), ("12 Oak St", "B"), ("12 Oak St Unit 3", ""),
        ("Apt 4", "12 Oak St"), ("12 Oak St", "2nd Floor"), ("12 Oak St", "# 7"), ("12 Oak Street", "Lot 7"),
    ],
)  # fmt: skip
def test_a_house_is_the_same_with_and_without_a_flat(line1: str, line2: str) -> None:
    assert addresses.house(an_address(line1=line1, line2=line2)) == "us 43215 12 oakst"


@pytest.mark.parametrize("line1", ["12 No Name Road", "RR 2 Box 9", "12 Highway 5", "PO Box 4", "Unit Road", "?"])
def test_where_no_flat_is_named_the_house_is_the_whole_address(line1: str) -> None:
    address = an_address(line1=line1)

    assert addresses.house(address) == addresses.key(address)


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
