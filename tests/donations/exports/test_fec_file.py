"""Records of the FEC's file, one at a time."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.committee import Office
from compliance.contribution import Address
from compliance.election import Election
from compliance.money import ZERO, Money
from donations.exports import fec_file, layouts, records
from donations.exports.fec_file import Body
from donations.exports.filing_text import How
from donations.exports.records import (
    Cover,
    Entry,
    Gift,
    Giver,
    Name,
    Notice,
    Payment,
    Place,
    Refund,
    ScheduleA,
    Statement,
    Status,
    Urgent,
)
from donations.exports.writing import Unwritable
from tests.donations.exports import filings, readers
from tests.factories import a_contributor, an_address

NAME = Name("Sample", "Robin")
PLACE = Place("1 Test Road", "", "Columbus", "OH", "43215")
ON = date(2027, 2, 1)
GIFT = ScheduleA("C1", NAME, PLACE, "P2028", ON, Money(250_00), Money(300_00), "Acme", "Engineer")
ENTRIES: tuple[Entry, ...] = (
    GIFT,
    Refund("R1", NAME, PLACE, "P2028", ON, Money(50_00), "Contribution refund"),
    Payment("F1", "Stripe, Inc.", PLACE, ON, Money(9_53), "Credit card processing fees"),
    Statement("T1", "A statement.", "SA17A", "C1"),
    Urgent("C2", NAME, PLACE, ON, Money(1000_00), "Acme", "Engineer"),
)
TEXTS = st.text(st.characters(codec=None), max_size=50)
NAMES = TEXTS.map("A".__add__) | TEXTS
AMOUNTS = st.integers(-99_999_999, 999_999_999).map(Money)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def written(data: bytes) -> dict[str, str]:
    """Read a line back by the rules of the format, by the names of its columns."""
    assert data.endswith(b"\r\n")
    cells = data.removesuffix(b"\r\n").decode("ascii").split("\x1c")
    columns = readers.layout_of(cells[0]).columns
    assert len(cells) == len(columns)
    return dict(zip([column.name for column in columns], cells, strict=True))


def told(cells: dict[str, str]) -> dict[str, str]:
    return {name: cell for name, cell in cells.items() if cell}


def test_a_receipt_fills_its_columns_and_no_other() -> None:
    cells = written(Body(Office.PRESIDENT, "C00999999").schedule_a(GIFT))

    assert told(cells) == {
        "form_type": "SA17A",
        "filer_committee_id_number": "C00999999",
        "transaction_id": "C1",
        "entity_type": "IND",
        "contributor_last_name": "Sample",
        "contributor_first_name": "Robin",
        "contributor_street_1": "1 Test Road",
        "contributor_city": "Columbus",
        "contributor_state": "OH",
        "contributor_zip_code": "43215",
        "election_code": "P2028",
        "contribution_date": "20270201",
        "contribution_amount": "250.00",
        "contribution_aggregate": "300.00",
        "contributor_employer": "Acme",
        "contributor_occupation": "Engineer",
    }


def test_a_memo_entry_points_at_the_receipt_it_belongs_to() -> None:
    memo = GIFT._replace(
        transaction_id="M1F", memo=True, memo_text="Redesignation to G2028", back_reference="C1", back_schedule="SA17A"
    )

    cells = written(Body(Office.PRESIDENT, "C00999999").schedule_a(memo))

    assert (cells["memo_code"], cells["memo_text_description"]) == ("X", "Redesignation to G2028")
    assert (cells["back_reference_tran_id_number"], cells["back_reference_sched_name"]) == ("C1", "SA17A")


@pytest.mark.parametrize(
    "office, form_types",
    [
        (Office.PRESIDENT, ["SA17A", "SB28A", "SB23", "TEXT", "F65"]),
        (Office.HOUSE, ["SA11AI", "SB20A", "SB17", "TEXT", "F65"]),
        (Office.SENATE, ["SA11AI", "SB20A", "SB17", "TEXT", "F65"]),
    ],
)
def test_an_entry_stands_on_the_line_of_its_form(office: Office, form_types: list[str]) -> None:
    body = Body(office, "C00999999")

    assert [body.line(entry).split(b"\x1c")[0].decode() for entry in ENTRIES] == form_types


def test_a_named_function_writes_the_same_as_line() -> None:
    body = Body(Office.HOUSE, "C00999999")
    gift, refund, payment, statement, urgent = ENTRIES

    assert body.schedule_a(GIFT) == body.line(gift)
    assert isinstance(refund, Refund)
    assert body.refund(refund) == body.line(refund)
    assert isinstance(payment, Payment)
    assert body.payment(payment) == body.line(payment)
    assert isinstance(statement, Statement)
    assert body.statement(statement) == body.line(statement)
    assert isinstance(urgent, Urgent)
    assert body.urgent(urgent) == body.line(urgent)


@pytest.mark.parametrize(
    "cents, amount",
    [
        (0, "0.00"),
        (1, "0.01"),
        (-1, "-0.01"),
        (250_00, "250.00"),
        (-123_45, "-123.45"),
        (999_999_999_99, "999999999.99"),
    ],
)
def test_an_amount_has_two_decimals_and_no_commas(cents: int, amount: str) -> None:
    cells = written(Body(Office.HOUSE, "C00999999").schedule_a(GIFT._replace(amount=Money(cents))))

    assert cells["contribution_amount"] == amount


@pytest.mark.parametrize(
    "entry, column",
    [
        (GIFT._replace(name=Name("", "Robin")), "contributor_last_name"),
        (GIFT._replace(name=Name("Sample", " ")), "contributor_first_name"),
        (GIFT._replace(name=Name("\ue000", "Robin")), "contributor_last_name"),
        (GIFT._replace(transaction_id=""), "transaction_id"),
        (GIFT._replace(transaction_id="C" * 21), "transaction_id"),
        (GIFT._replace(transaction_id="c1"), "transaction_id"),
        (GIFT._replace(back_reference="C" * 21), "back_reference_tran_id_number"),
        (GIFT._replace(election="P-2028"), "election_code"),
        (GIFT._replace(place=PLACE._replace(state="OHIO")), "contributor_state"),
        (GIFT._replace(amount=Money(99_999_999_999_99)), "contribution_amount"),
        (Payment("F1", "", PLACE, ON, ZERO, "Fees"), "payee_organization_name"),
        (Urgent("C2", Name("Sample", ""), PLACE, ON, Money(1000_00)), "contributor_first_name"),
        (Statement("", "Text", "F3PN"), "transaction_id_number"),
    ],
)
def test_what_the_fec_would_refuse_is_not_written(entry: Entry, column: str) -> None:
    with pytest.raises(Unwritable) as fault:
        Body(Office.PRESIDENT, "C00999999").line(entry)

    assert (fault.value.column, fault.value.transaction_id) == (column, entry.transaction_id)


def test_a_fault_names_no_person() -> None:
    with pytest.raises(Unwritable) as fault:
        Body(Office.PRESIDENT, "C00999999").line(GIFT._replace(election="P-2028"))

    assert str(fault.value) == "SchA C1: election_code is blank or does not fit its column"


def test_every_change_of_an_entry_is_told() -> None:
    entry = GIFT._replace(
        name=Name("Müller", "R" * 21),
        employer="Café «Ünal»",
        place=PLACE._replace(zip_code="1234567890"),
        purpose="\ue000",
    )

    changes = {column: (change.after, change.how) for column, change in Body(Office.HOUSE, "C00999999").changes(entry)}

    assert changes == {
        "contributor_last_name": ("Muller", How.FOLDED),
        "contributor_first_name": ("R" * 20, How.SHORTENED),
        "contributor_zip_code": ("123456789", How.SHORTENED),
        "contribution_purpose_descrip": ("", How.LOST),
        "contributor_employer": ("Cafe <<Unal>>", How.FOLDED),
    }


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: type(entry).__name__)
def test_plain_text_changes_nothing(entry: Entry) -> None:
    assert list(Body(Office.HOUSE, "C00999999").changes(entry)) == []


REFUSABLE = ("_name", "_id", "_id_number", "state", "election_code")


def _or_refused(entry: Entry) -> dict[str, str] | None:
    """Give the line; None where it was refused for a code that does not fit or a name of nothing."""
    try:
        return written(Body(Office.PRESIDENT, "C00%99").line(entry))
    except Unwritable as refused:
        if not refused.column.endswith(REFUSABLE):
            raise
        return None


def _one_by_one(giver: Giver) -> bytes | str:
    """A giver's receipts as entries of their own, or the column that refuses one."""
    body = Body(Office.PRESIDENT, "C00%99")
    try:
        return b"".join(body.line(giver.entry(gift)) for gift in giver.gifts)
    except Unwritable as refused:
        return refused.column


def _together(giver: Giver) -> bytes | str:
    try:
        return Body(Office.PRESIDENT, "C00%99").giver(giver)
    except Unwritable as refused:
        return refused.column


@given(
    st.builds(
        Giver,
        st.builds(Name, NAMES, NAMES, TEXTS, TEXTS, TEXTS),
        st.builds(Place, TEXTS, TEXTS, TEXTS, st.sampled_from(["OH", "ZZ", ""]) | TEXTS, TEXTS),
        TEXTS | st.just("100 % %s Clay"),
        TEXTS,
        st.lists(
            st.builds(
                Gift,
                st.sampled_from(["C1", "C22", "c3"]),
                st.sampled_from(["P2028", ""]) | TEXTS,
                DAYS,
                AMOUNTS,
                AMOUNTS,
            ),
            min_size=1,
            max_size=4,
        ),
    )
)
def test_a_givers_receipts_together_are_the_same_bytes_as_one_by_one(giver: Giver) -> None:
    assert _together(giver) == _one_by_one(giver)


@given(
    st.builds(
        ScheduleA,
        st.sampled_from(["C1", "C12B"]),
        st.builds(Name, NAMES, NAMES, TEXTS, TEXTS, TEXTS),
        st.builds(Place, TEXTS, TEXTS, TEXTS, st.sampled_from(["OH", "ZZ", ""]) | TEXTS, TEXTS),
        st.sampled_from(["P2028", ""]) | TEXTS,
        DAYS, AMOUNTS, AMOUNTS, TEXTS, TEXTS, TEXTS, st.booleans(), TEXTS,
    )
)  # fmt: skip
def test_any_text_in_a_receipt_leaves_its_columns_where_they_are(entry: ScheduleA) -> None:
    cells = _or_refused(entry)

    if cells is not None:
        assert cells["filer_committee_id_number"] == "C00%99"
        assert cells["contribution_date"] == f"{entry.on:%Y%m%d}"
        assert cells["contribution_amount"] == entry.amount.plain
        assert cells["contribution_aggregate"] == entry.aggregate.plain
        assert cells["memo_code"] == ("X" if entry.memo else "")
        changes = dict(Body(Office.PRESIDENT, "C00%99").changes(entry))
        for column, before in [
            ("contributor_last_name", entry.name.last),
            ("contributor_street_2", entry.place.street_2),
            ("contributor_employer", entry.employer),
            ("memo_text_description", entry.memo_text),
        ]:
            assert cells[column] == (changes[column].after if column in changes else before.strip(" "))


@given(st.data())
def test_any_text_in_any_entry_gives_a_line_of_full_width(data: st.DataObject) -> None:
    number, code = st.just("C1") | TEXTS, st.sampled_from(["P2028", "", "TEXT"])
    person = st.builds(Name, NAMES, NAMES, TEXTS, TEXTS, TEXTS)
    place = st.builds(Place, TEXTS, TEXTS, TEXTS, st.sampled_from(["OH", "ZZ", ""]), TEXTS)
    kinds: list[st.SearchStrategy[Entry]] = [
        st.builds(Refund, number, person, place, code, DAYS, AMOUNTS, TEXTS, TEXTS),
        st.builds(Payment, number, NAMES, place, DAYS, AMOUNTS, TEXTS, TEXTS),
        st.builds(Statement, number, TEXTS, code, number),
        st.builds(Urgent, number, person, place, DAYS, AMOUNTS, TEXTS, TEXTS),
    ]

    _or_refused(data.draw(st.one_of(kinds)))


@pytest.mark.parametrize("original", ["1234567", "FEC-1234567"])
def test_an_amendments_header_names_the_original(original: str) -> None:
    cells = written(fec_file.header("Ledger", "1.0", original=original, number=3))

    assert (cells["report_id"], cells["report_number"]) == ("FEC-1234567", "3")


def test_a_new_reports_header_names_none() -> None:
    assert fec_file.header("Ledger", "1.0") == b"HDR\x1cFEC\x1c8.5\x1cLedger\x1c1.0\x1c\x1c\x1c\r\n"


@pytest.mark.parametrize("original, number", [("1234567", 0), ("", 1)])
def test_half_an_amendment_is_refused(original: str, number: int) -> None:
    with pytest.raises(ValueError, match="amendment"):
        fec_file.header("Ledger", "1.0", original=original, number=number)


@pytest.mark.parametrize("filer", [filings.PRESIDENT, filings.HOUSE], ids=["F3P", "F3"])
def test_every_line_of_the_form_stands_in_its_own_column(filer: records.Filer) -> None:
    figures = {line: Money(cents) for cents, line in enumerate(filings.figures(filer.office), start=1)}
    cover = replace(filings.a_cover(filer.office), figures=figures)

    cells = fec_file.cover(filer, cover).decode().removesuffix("\r\n").split("\x1c")

    columns = layouts.layout(layouts.form(filer.office).form).columns
    for column, cell in zip(columns, cells, strict=True):
        if column.line is not None:
            assert cell == figures[column.line].plain


def test_a_line_that_is_missing_is_not_written_as_nothing() -> None:
    cover = filings.a_cover(Office.PRESIDENT)
    figures = {line: amount for line, amount in cover.figures.items() if line != ("B", "17ai")}

    with pytest.raises(Unwritable, match="B:17ai"):
        fec_file.cover(filings.PRESIDENT, replace(cover, figures=figures))


def test_a_line_that_the_form_does_not_have_is_refused() -> None:
    cover = filings.a_cover(Office.HOUSE)

    with pytest.raises(ValueError, match="A:17ai"):
        fec_file.cover(filings.HOUSE, replace(cover, figures={**cover.figures, ("A", "17ai"): ZERO}))


def _before_the_primary(office: Office) -> Cover:
    return replace(
        filings.a_cover(office),
        report_code="12P",
        election=Election("P2028", date(2028, 5, 16)),
        election_state="IA",
        general=True,
    )


def test_a_pre_election_reports_cover_names_the_election() -> None:
    presidents = written(fec_file.cover(filings.PRESIDENT, _before_the_primary(Office.PRESIDENT)))
    houses = written(fec_file.cover(filings.HOUSE, _before_the_primary(Office.HOUSE)))

    assert (presidents["election_code"], presidents["date_of_election"]) == ("P2028", "20280516")
    assert (presidents["activity_primary"], presidents["activity_general"]) == ("X", "X")
    assert (houses["election_code"], houses["election_date"]) == ("P2028", "20280516")
    assert presidents["state_of_election"] == houses["state_of_election"] == "IA"
    assert (houses["election_state"], houses["election_district"]) == ("IA", "03")


def test_a_new_address_is_ticked() -> None:
    filer = replace(filings.HOUSE, new_address=True)

    assert written(fec_file.cover(filer, filings.a_cover(Office.HOUSE)))["change_of_address"] == "X"


@pytest.mark.parametrize(
    "status, form_type", [(Status.NEW, "F3PN"), (Status.AMENDED, "F3PA"), (Status.TERMINATION, "F3PT")]
)
def test_a_form_type_ends_in_its_status(status: Status, form_type: str) -> None:
    cells = written(fec_file.cover(filings.PRESIDENT, filings.a_cover(Office.PRESIDENT, status)))

    assert cells["form_type"] == form_type == fec_file.form_type(filings.PRESIDENT, status)


def test_an_amended_notice_names_the_day_of_the_original() -> None:
    notice = Notice(
        Status.AMENDED, "H8IA03999", Name("Roe", "Rae"), filings.TREASURER, date(2028, 5, 25), date(2028, 5, 24)
    )

    cells = written(fec_file.notice(filings.HOUSE, notice))

    assert (cells["form_type"], cells["original_amendment_date"]) == ("F6A", "20280524")
    assert (cells["candidate_office"], cells["candidate_state"], cells["candidate_district"]) == ("H", "IA", "03")


def test_a_cover_without_a_treasurer_is_not_written() -> None:
    with pytest.raises(Unwritable, match="treasurer_last_name"):
        fec_file.cover(filings.HOUSE, replace(filings.a_cover(Office.HOUSE), treasurer=Name("", "Pat")))


@pytest.mark.parametrize(
    "typed, place",
    [
        (an_address(), Place("1 Test Road", "", "Columbus", "OH", "43215")),
        (an_address(state="oh", postal_code="43215-0001"), Place("1 Test Road", "", "Columbus", "OH", "432150001")),
        (an_address(line2="Apt 2"), Place("1 Test Road", "Apt 2", "Columbus", "OH", "43215")),
        (
            an_address(city="Toronto", state="ON", postal_code="M4B 1B3", country="CA"),
            Place("1 Test Road", "", "Toronto, ON, CA", "ZZ", "M4B1B3"),
        ),
        (
            an_address(city="APO", state="AE", postal_code="09001", country="DE"),
            Place("1 Test Road", "", "APO", "AE", "09001"),
        ),
        (an_address(state="", country="PR", postal_code="00901"), Place("1 Test Road", "", "Columbus", "PR", "00901")),
    ],
    ids=["plain", "zip+4", "line 2", "abroad", "military", "territory"],
)
def test_an_address_is_told_as_filings_tell_it(typed: Address, place: Place) -> None:
    assert records.place(typed) == place


def test_a_contributors_name_is_told_in_parts() -> None:
    contributor = a_contributor(middle_name="Q", suffix="Jr")

    assert records.name(contributor) == Name("Sample", "Robin", "Q", "", "Jr")
