"""Cover: the lines of Form 3P and Form 3, and the sums that hold them together."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import cover
from compliance.committee import Office
from compliance.cover import Figures, NotStated, Row
from compliance.money import ZERO, Money

NOTHING = (Figures(), Figures())
COLUMNS = ("A", "B")
offices = st.sampled_from(Office)
amounts = st.builds(Money, st.integers(-1_000_00, 10_000_00))


def dollars(amount: int) -> Money:
    return Money(amount * 100)


def figures(itemized: int, unitemized: int, refunds: int, operating: int) -> Figures:
    return Figures(dollars(itemized), dollars(unitemized), dollars(refunds), dollars(operating))


OURS = (figures(1_000, 200, 30, 4), figures(5_000, 600, 70, 8))


@pytest.mark.parametrize(
    "office, itemized", [(Office.PRESIDENT, "17ai"), (Office.HOUSE, "11ai"), (Office.SENATE, "11ai")]
)
def test_each_office_has_its_form(office: Office, itemized: str) -> None:
    values = cover.cover(office, OURS, ({}, {}))

    assert (values["A", itemized], values["B", itemized]) == (dollars(1_000), dollars(5_000))


def test_form_3p_by_hand() -> None:
    others = (
        {"6": dollars(10_000), "17b": dollars(40), "17d": dollars(50), "16": dollars(3), "18": dollars(7),
         "19a": dollars(60), "19b": dollars(1), "20a": dollars(2), "20b": dollars(5), "20c": dollars(6),
         "21": dollars(9), "23": dollars(100), "24": dollars(11), "25": dollars(12), "26": dollars(13),
         "27a": dollars(14), "27b": dollars(15), "28a": dollars(16), "28b": dollars(17), "28c": dollars(18),
         "29": dollars(19), "11": dollars(21), "12": dollars(22), "13": dollars(23), "31": dollars(24)},
        {"17c": dollars(80), "20a": dollars(300), "23": dollars(2_000), "28a": dollars(5)},
    )  # fmt: skip

    values = cover.cover(Office.PRESIDENT, OURS, others)

    assert {key: values["A", key].cents // 100 for key in ("17aiii", "17e", "19c", "20d", "22", "7")} == {
        "17aiii": 1_200, "17e": 1_290, "19c": 61, "20d": 13, "22": 1_383, "7": 1_383
    }  # fmt: skip
    assert {key: values["A", key].cents // 100 for key in ("23", "27c", "28a", "28d", "30", "9", "8", "10")} == {
        "23": 104, "27c": 29, "28a": 46, "28d": 81, "30": 269, "9": 269, "8": 11_383, "10": 11_114
    }  # fmt: skip
    assert {key: values["A", key].cents // 100 for key in ("11", "12", "13", "31")} == {
        "11": 21, "12": 22, "13": 23, "31": 24
    }  # fmt: skip
    assert (values["B", "17e"], values["B", "28d"]) == (dollars(5_680), dollars(75))


def test_net_lines_of_form_3p_stand_in_column_a_and_are_cycle_to_date() -> None:
    others = ({"23": dollars(50_000)}, {"20a": dollars(300), "23": dollars(2_000)})

    values = cover.cover(Office.PRESIDENT, OURS, others)

    assert values["A", "14"] == dollars(5_600 - 70)
    assert values["A", "15"] == dollars(2_008 - 300)
    assert ("B", "14") not in values


def test_form_3_by_hand() -> None:
    others = (
        {"23": dollars(10_000), "11b": dollars(1), "11c": dollars(2), "11d": dollars(3), "12": dollars(4),
         "13a": dollars(5), "13b": dollars(6), "14": dollars(7), "15": dollars(8), "17": dollars(100),
         "18": dollars(9), "19a": dollars(10), "19b": dollars(11), "20b": dollars(12), "20c": dollars(13),
         "21": dollars(14), "9": dollars(15), "10": dollars(16)},
        {"14": dollars(300), "20a": dollars(1)},
    )  # fmt: skip

    values = cover.cover(Office.HOUSE, OURS, others)

    assert {key: values["A", key].cents // 100 for key in ("11aiii", "11e", "13c", "16", "24", "6a")} == {
        "11aiii": 1_200, "11e": 1_206, "13c": 11, "16": 1_236, "24": 1_236, "6a": 1_206
    }  # fmt: skip
    assert {key: values["A", key].cents // 100 for key in ("17", "19c", "20d", "22", "26", "6b", "6c", "7a", "7c")} == {
        "17": 104, "19c": 21, "20d": 55, "22": 203, "26": 203, "6b": 55, "6c": 1_151, "7a": 104, "7c": 97
    }  # fmt: skip
    assert {key: values["A", key].cents // 100 for key in ("23", "25", "27", "8", "9", "10")} == {
        "23": 10_000, "25": 11_236, "27": 11_033, "8": 11_033, "9": 15, "10": 16
    }  # fmt: skip
    assert (values["B", "6b"], values["B", "7c"]) == (dollars(71), dollars(8 - 300))
    assert not {("B", "23"), ("B", "8"), ("B", "27")} & set(values)


@pytest.mark.parametrize("office, lines, columns", [(Office.PRESIDENT, 42, 31), (Office.HOUSE, 39, 31)])
def test_each_form_has_the_lines_and_columns_of_the_format(office: Office, lines: int, columns: int) -> None:
    values = cover.cover(office, NOTHING, ({}, {}))

    assert len([key for column, key in values if column == "A"]) == lines
    assert len([key for column, key in values if column == "B"]) == columns
    assert set(values.values()) == {ZERO}


@pytest.mark.parametrize("office", Office)
def test_each_total_is_made_of_lines_that_stand_on_the_form(office: Office) -> None:
    on_the_form = set(cover.cover(office, NOTHING, ({}, {})))

    for row in cover.rows(office):
        for column in row.columns:
            named = [term.split(":") for term in re.split(r" [+-] ", row.total) if term]
            assert {(parts[0] if parts[1:] else column, parts[-1]) for parts in named} <= on_the_form


@pytest.mark.parametrize(
    "office, column, key",
    [
        pytest.param(Office.PRESIDENT, 0, "17ai", id="itemized is the books'"),
        pytest.param(Office.PRESIDENT, 1, "17aii", id="unitemized is the books'"),
        pytest.param(Office.SENATE, 0, "11ai", id="itemized is the books', Form 3"),
        pytest.param(Office.PRESIDENT, 0, "22", id="a total"),
        pytest.param(Office.PRESIDENT, 1, "6", id="cash has no column B"),
        pytest.param(Office.HOUSE, 1, "23", id="cash has no column B, Form 3"),
        pytest.param(Office.HOUSE, 0, "28b", id="a line of the other form"),
    ],
)
def test_what_nobody_may_state_is_refused(office: Office, column: int, key: str) -> None:
    others: list[dict[str, Money]] = [{}, {}]
    others[column][key] = dollars(1)

    with pytest.raises(NotStated, match=f"column {COLUMNS[column]}: {re.escape(Row(key, '').label)}$"):
        cover.cover(office, NOTHING, (others[0], others[1]))


def test_what_is_stated_of_a_line_that_the_books_fill_comes_on_top() -> None:
    values = cover.cover(Office.PRESIDENT, OURS, ({"23": dollars(6)}, {"28a": dollars(30)}))

    assert (values["A", "23"], values["B", "28a"]) == (dollars(10), dollars(100))


def test_the_cash_at_the_beginning_is_stated() -> None:
    assert cover.stated(Office.PRESIDENT)[0] == Row("6", "Cash on hand at the beginning of the reporting period", "A")
    assert "23" in {row.key for row in cover.stated(Office.HOUSE)}


@pytest.mark.parametrize("key, label", [("6", "6"), ("6a", "6(a)"), ("17aiii", "17(a)(iii)"), ("28d", "28(d)")])
def test_a_line_is_named_as_the_form_numbers_it(key: str, label: str) -> None:
    assert Row(key, "").label == label


@given(offices, st.data())
def test_every_cover_adds_up_whatever_is_stated(office: Office, data: st.DataObject) -> None:
    ours = st.builds(Figures, amounts, amounts, amounts, amounts)
    keys = [[row.key for row in cover.stated(office) if column in row.columns] for column in COLUMNS]
    others = [data.draw(st.dictionaries(st.sampled_from(each), amounts)) for each in keys]

    values = cover.cover(office, (data.draw(ours), data.draw(ours)), (others[0], others[1]))

    assert cover.check(office, values) == []


@given(offices, st.data(), amounts.filter(bool))
def test_a_total_that_was_changed_is_found(office: Office, data: st.DataObject, change: Money) -> None:
    values = cover.cover(office, OURS, ({}, {}))
    totals = [(column, row.key) for row in cover.rows(office) if row.total for column in row.columns]
    column, key = data.draw(st.sampled_from(totals))

    values[column, key] += change

    assert any(
        told.startswith(f"Line {Row(key, '').label}, column {column}, is ") for told in cover.check(office, values)
    )


def test_what_does_not_add_up_is_told_in_words() -> None:
    values = cover.cover(Office.PRESIDENT, OURS, ({}, {}))

    values["A", "14"] = dollars(1)
    values["A", "20d"] = dollars(0)
    values["A", "28d"] = dollars(31)

    assert cover.check(Office.PRESIDENT, values) == [
        "Line 14, column A, is $1.00, but 17(e) of column B - 28(d) of column B comes to $5,530.00.",
        "Line 28(d), column A, is $31.00, but 28(a) + 28(b) + 28(c) comes to $30.00.",
        "Line 30, column A, is $34.00, but 23 + 24 + 25 + 26 + 27(c) + 28(d) + 29 comes to $35.00.",
    ]


def test_what_is_missing_is_told_first() -> None:
    values = cover.cover(Office.HOUSE, OURS, ({}, {}))

    del values["B", "11e"]

    assert cover.check(Office.HOUSE, values) == ["Line 11(e), column B, is missing."]
