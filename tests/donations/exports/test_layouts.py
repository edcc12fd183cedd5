"""The column lists, held against the FEC's where those are."""

import pytest

from compliance.committee import Office
from donations.exports import layouts
from tests.donations.exports import schemas

RECORDS = {"HDR": 8, "F3P": 206, "F3": 93, "SchA": 45, "SchB": 44, "TEXT": 6, "F6": 24, "F65": 20}


@pytest.mark.parametrize("record, width", RECORDS.items())
def test_a_record_has_its_columns(record: str, width: int) -> None:
    assert len(layouts.layout(record).columns) == width


@pytest.mark.skipif(not schemas.FOLDER.exists(), reason=schemas.ABSENT)
@pytest.mark.parametrize("record", RECORDS)
def test_the_columns_are_the_fecs(record: str) -> None:
    ours = [
        (column.name, column.kind, str(column.most), column.need.value) for column in layouts.layout(record).columns
    ]

    theirs = [(row["parser_name"], row["kind"], row["max_len"], row["required"]) for row in schemas.columns(record)]
    assert ours == theirs


@pytest.mark.skipif(not schemas.FOLDER.exists(), reason=schemas.ABSENT)
@pytest.mark.parametrize("record", ["F3P", "F3"])
def test_a_figures_key_is_the_line_its_column_names(record: str) -> None:
    for column, row in zip(layouts.layout(record).columns, schemas.columns(record), strict=True):
        key = row["schema_name"].split("_")[0]
        is_line = key[:1] == "L" and key[1:2].isdigit()

        assert column.line == ((row["column_ab"], key[1:]) if is_line else None)


@pytest.mark.parametrize("record, lines", [("F3P", 42 + 31), ("F3", 39 + 31)])
def test_no_two_columns_bear_one_figure(record: str, lines: int) -> None:
    keys = [column.line for column in layouts.layout(record).columns if column.line is not None]

    assert len(keys) == len(set(keys)) == lines


@pytest.mark.parametrize("office", Office)
def test_unitemized_money_has_no_schedule_line(office: Office) -> None:
    form = layouts.form(office)

    assert not {form.individuals, form.refunds, form.operating} & {"SA11AII", "SA17AII"}


@pytest.mark.parametrize("record", RECORDS)
def test_names_and_addresses_may_be_shortened_and_codes_may_not(record: str) -> None:
    for column in layouts.layout(record).columns:
        if column.name.endswith(
            ("_date", "amount", "state", "election_code", "tran_id_number", "memo_code", "_office")
        ):
            assert column.exact, column.name
        if column.name.endswith(("_last_name", "_prefix", "_city", "street_1", "zip_code", "employer", "descrip")):
            assert not column.exact, column.name


def test_a_column_that_is_not_there_is_not_found() -> None:
    with pytest.raises(KeyError):
        layouts.layout("SchA").at("payee_last_name")
