"""How donor text reads in a filing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.exports import filing_text
from donations.exports.filing_text import Change, How


@pytest.mark.parametrize(
    "typed, filed",
    [
        ("Müller", "Muller"),
        ("Mu\u0308ller", "Muller"),
        ("Straße", "Strasse"),
        ("Søren Łukasz", "Soren Lukasz"),
        ("José Núñez", "Jose Nunez"),
        ("张伟", "ZhangWei"),
        ("O’Neil “Kit” – Ames", "O'Neil 'Kit' - Ames"),
        ('The "Kit"', "The 'Kit'"),
        ("  two  blanks ", "two  blanks"),
        ("one\ttwo\r\nthree\nfour\u2028five", "one two three four five"),
        ("fs\x1cfield", "fs field"),
        ("bell\x07\x7f", "bell"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("\u00a0hard\u00a0blank", "hard blank"),
        ("\ud800", ""),
    ],
    ids=ascii,
)
def test_text_is_folded_by_one_rule(typed: str, filed: str) -> None:
    assert filing_text.fold(typed) == filed
    assert filing_text.clean(typed, 100) == filed


@pytest.mark.parametrize(
    "typed, most, filed",
    [("A" * 30, 30, "A" * 30), ("A" * 31, 30, "A" * 30), ("AB CD", 3, "AB"), ("Straße", 6, "Strass")],
)
def test_text_is_cut_at_its_columns_end(typed: str, most: int, filed: str) -> None:
    assert filing_text.clean(typed, most) == filed


@pytest.mark.parametrize(
    "typed, most, change",
    [
        ("Sample", 30, None),
        (" Sample ", 30, None),
        ("", 30, None),
        ("  ", 30, None),
        ("Müller", 30, Change("Müller", "Muller", How.FOLDED)),
        ("Samples", 6, Change("Samples", "Sample", How.SHORTENED)),
        ("Straße", 6, Change("Straße", "Strass", How.BOTH)),
        ("\ue000\ue001", 30, Change("\ue000\ue001", "", How.LOST)),
    ],
    ids=ascii,
)
def test_a_change_is_told_before_and_after(typed: str, most: int, change: Change | None) -> None:
    assert filing_text.changed(typed, most) == change


@pytest.mark.parametrize(
    "typed, filed",
    [("22150", "22150"), ("22150-1234", "221501234"), ("22150 1234", "221501234"), ("k1a 0b1", "K1A0B1"), ("", "")],
)
def test_a_zip_code_has_no_dash(typed: str, filed: str) -> None:
    assert filing_text.zip_code(typed) == filed


@given(st.text(st.characters(codec=None), max_size=60), st.integers(1, 40))
def test_whatever_is_typed_fits_its_column(typed: str, most: int) -> None:
    filed = filing_text.clean(typed, most)

    assert len(filed) <= most
    assert all(" " <= sign <= "~" and sign != '"' for sign in filed)
    assert filed == filed.strip(" ")
    assert filing_text.clean(filed, most) == filed


@given(st.text(max_size=60), st.integers(1, 40))
def test_nothing_changes_untold(typed: str, most: int) -> None:
    change = filing_text.changed(typed, most)

    after = filing_text.clean(typed, most)
    assert after == (change.after if change else typed.strip(" "))
