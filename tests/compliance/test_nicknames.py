"""Nicknames: forms of one name, and names that only look so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import nicknames

NAMES = ["bob", "robert", "rob", "bill", "william", "liam", "betty", "elizabeth", "pepe", "jose", "robin", "chris"]


@pytest.mark.parametrize(
    "one, other",
    [("bob", "robert"), ("bill", "william"), ("peggy", "margaret"), ("jack", "john"), ("dick", "richard"),
     ("pepe", "jose"), ("paco", "francisco"), ("lupe", "guadalupe"), ("kate", "katherine"), ("ted", "edward")],
)  # fmt: skip
def test_well_known_forms_are_akin(one: str, other: str) -> None:
    assert nicknames.akin(one, other)
    assert nicknames.akin(other, one)


@pytest.mark.parametrize("one, other", [("bob", "bill"), ("john", "joan"), ("robin", "chris"), ("zz", "zz"), ("", "")])
def test_other_names_are_not(one: str, other: str) -> None:
    assert not nicknames.akin(one, other)


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_likeness_goes_both_ways(one: str, other: str) -> None:
    assert nicknames.akin(one, other) == nicknames.akin(other, one)


def test_a_word_of_the_table_is_a_first_name() -> None:
    assert nicknames.is_known("tony")
    assert nicknames.is_known("felix")
    assert not nicknames.is_known("acme")
    assert not nicknames.is_known("")
