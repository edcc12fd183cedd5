"""Identification: the shape of fields, a full name, a mailing address."""

from typing import Any

import pytest

from compliance.contribution import Case
from compliance.rules import identification
from tests.compliance.asking import fields, findings_of
from tests.factories import a_case, a_contribution, a_contributor, an_address

NOT_SAID = ["", " ", "\u200b", "\u3164", "n/a", "Unknown", "--"]


def case_of(person: dict[str, Any] | None = None, address: dict[str, str] | None = None, **changes: Any) -> Case:
    """A gift by a person with these parts of name and address."""
    contributor = a_contributor(**({"address": an_address(**(address or {}))} | (person or {})))
    return a_case(a_contribution(contributor=contributor), **changes)


def test_each_unreadable_field_is_asked_for_again_also_one_without_words_of_its_own() -> None:
    findings = findings_of(identification.readable_fields, case_of(unreadable=("postal_code", "source")))

    assert fields(findings) == ["postal_code", "source"]
    assert findings[0].message == "Enter your ZIP code, like 02139."
    assert findings_of(identification.readable_fields, case_of()) == ()


@pytest.mark.parametrize(
    "address, asked",
    [
        pytest.param({}, [], id="a state and a ZIP code"),
        pytest.param({"state": "pr", "postal_code": "00901"}, [], id="a territory"),
        pytest.param({"state": "AE", "postal_code": "09012"}, [], id="a military post"),
        pytest.param({"country": "GU", "state": "GU", "postal_code": "96910"}, [], id="a territory as the country"),
        pytest.param({"state": "ZZ"}, ["state"], id="no such state"),
        pytest.param({"state": "Ohio"}, ["state"], id="a state in full"),
        pytest.param({"postal_code": "4321"}, ["postal_code"], id="four digits"),
        pytest.param({"state": "XX", "postal_code": "K1A 0B1"}, ["state", "postal_code"], id="both"),
        pytest.param({"state": "", "postal_code": " "}, [], id="missing is another rule's matter"),
        pytest.param({"country": "CA", "state": "ON", "postal_code": "K1A 0B1"}, [], id="abroad there are other forms"),
    ],
)
def test_a_domestic_address_has_a_state_and_zip_code_that_exist(address: dict[str, str], asked: list[str]) -> None:
    assert fields(findings_of(identification.well_formed_address, case_of(address=address))) == asked


def test_a_field_already_told_unreadable_is_not_asked_for_twice() -> None:
    case = case_of(
        {"first_name": "", "last_name": "", "email": "x"},
        {"line1": "", "city": "", "state": "ZZ", "postal_code": "1"},
        unreadable=("first_name", "last_name", "email", "address1", "city", "state", "postal_code"),
    )

    assert findings_of(identification.well_formed_address, case) == ()
    assert findings_of(identification.well_formed_email, case) == ()
    assert findings_of(identification.full_name, case) == ()
    assert findings_of(identification.mailing_address, case) == ()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "robin@example.org",
        " robin@example.org ",
        "r.o-b+in'q@sub.example.co",
        "róbin@exämple.org",
        "1@2.de",
        f"{'a' * 242}@example.org",
    ],
)
def test_an_email_is_left_out_or_well_formed(typed: str) -> None:
    assert findings_of(identification.well_formed_email, case_of({"email": typed})) == ()


@pytest.mark.parametrize(
    "typed",
    [
        "robin",
        "robin@",
        "@example.org",
        "robin@example",
        "robin@@example.org",
        "ro bin@example.org",
        "a@b@example.org",
        "robin@example..org",
        ".robin@example.org",
        "robin.@example.org",
        "ro..bin@example.org",
        "robin@-example.org",
        "robin@example-.org",
        "robin@example.o",
        "robin@example.org,chris@example.org",
        "<robin@example.org>",
        "ro\u200bbin@example.org",
        "robin@exam_ple.o",
        "robin@example.org\nBcc: x@example.org",
        f"{'a' * 243}@example.org",
    ],
    ids=ascii,
)
def test_a_malformed_email_is_asked_for_again(typed: str) -> None:
    assert fields(findings_of(identification.well_formed_email, case_of({"email": typed}))) == ["email"]


@pytest.mark.parametrize("typed", NOT_SAID, ids=ascii)
@pytest.mark.parametrize("field", ["first_name", "last_name"])
def test_a_missing_name_is_asked_for(field: str, typed: str) -> None:
    assert fields(findings_of(identification.full_name, case_of({field: typed}))) == [field]


@pytest.mark.parametrize("typed", ["O", "Ng", "Na", "X", "李"])
def test_a_name_is_not_judged_by_its_length(typed: str) -> None:
    assert findings_of(identification.full_name, case_of({"first_name": typed, "last_name": typed})) == ()


@pytest.mark.parametrize("typed", NOT_SAID, ids=ascii)
@pytest.mark.parametrize(
    "key, field", [("line1", "address1"), ("city", "city"), ("state", "state"), ("postal_code", "postal_code")]
)
def test_a_missing_part_of_the_address_is_asked_for(key: str, field: str, typed: str) -> None:
    assert fields(findings_of(identification.mailing_address, case_of(address={key: typed}))) == [field]


@pytest.mark.parametrize(
    "address, asked",
    [
        pytest.param({"country": "CA", "state": "", "postal_code": ""}, [], id="abroad"),
        pytest.param({"country": "CA", "city": ""}, ["city"], id="abroad without a city"),
        pytest.param({"country": "PR", "state": "", "postal_code": "00901"}, [], id="the territory is its own state"),
        pytest.param({"country": "PR", "state": "", "postal_code": ""}, ["postal_code"], id="but has ZIP codes"),
        pytest.param({"country": "US", "state": ""}, ["state"], id="the country is no state"),
    ],
)
def test_what_an_address_needs_depends_on_the_country(address: dict[str, str], asked: list[str]) -> None:
    assert fields(findings_of(identification.mailing_address, case_of(address=address))) == asked
