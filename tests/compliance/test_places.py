"""Places: states, territories, military posts, ZIP codes, and what is abroad."""

import pytest

from compliance import places
from compliance.contribution import Address
from tests.factories import an_address


@pytest.mark.parametrize("code", ["OH", "DC", "PR", "GU", "VI", "AS", "MP", "UM", "AA", "AE", "AP"])
def test_every_domestic_code_is_known(code: str) -> None:
    assert places.state_code(f" {code.lower()} ") == code


def test_there_are_fifty_states_a_district_six_territories_and_three_military_codes() -> None:
    assert len(places.STATES) == 50 + 1 + 6 + 3


@pytest.mark.parametrize("typed", ["", "ZZ", "Ohio", "O", "FM", "ON", "OHH"])
def test_any_other_state_is_unknown(typed: str) -> None:
    assert places.state_code(typed) is None


@pytest.mark.parametrize("typed", ["02139", "02139-4307", "021394307", "02139 4307", " 02139 ", "02139\u200b"])
def test_a_zip_code_is_read_to_its_first_five_digits(typed: str) -> None:
    assert places.zip5(typed) == "02139"


@pytest.mark.parametrize("typed", ["", "2139", "021390", "02139-43", "02139--4307", "ABCDE", "K1A 0B1", "٠٢١٣٩"])
def test_anything_else_is_no_zip_code(typed: str) -> None:
    assert places.zip5(typed) is None


@pytest.mark.parametrize(
    "typed", ["US", "us", "U.S.", "USA", "United States", "", "PR", "puerto rico", "GU", "VI", "AS", "MP", "UM"]
)
def test_the_country_and_its_territories_are_domestic(typed: str) -> None:
    assert places.is_domestic(typed)
    assert not places.is_foreign(an_address(country=typed))


@pytest.mark.parametrize("typed", ["CA", "GB", "MX", "FM", "DE", "XX"])
def test_any_other_country_is_foreign(typed: str) -> None:
    assert not places.is_domestic(typed)
    assert places.is_foreign(an_address(country=typed))


@pytest.mark.parametrize(
    "address, foreign",
    [
        pytest.param(
            an_address(city="APO", state="AE", postal_code="09012", country="DE"), False, id="post in Germany"
        ),
        pytest.param(an_address(city="FPO", state="AP", postal_code="96349", country="JP"), False, id="ship off Japan"),
        pytest.param(an_address(city="APO", state="AA", postal_code="34001", country="BR"), False, id="post in Brazil"),
        pytest.param(an_address(city="Ascoli", state="AP", postal_code="63100", country="IT"), True, id="Italian AP"),
        pytest.param(an_address(state="AE", postal_code="", country="DE"), True, id="no ZIP code"),
        pytest.param(an_address(state="OH", postal_code="09012", country="DE"), True, id="no military state"),
    ],
)
def test_a_military_post_is_not_abroad_whatever_country_hosts_it(address: Address, foreign: bool) -> None:
    assert places.is_foreign(address) is foreign
