"""Whole files, byte for byte, and what three readers and the FEC's schemas make of them."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import hardmoney
import pytest

from compliance import cover
from compliance.committee import Office
from compliance.cover import Figures
from compliance.money import Money
from donations.exports import fec_file
from donations.exports.fec_file import Body
from donations.exports.records import Name, Place, ScheduleA, Status
from tests.donations.exports import filings, readers, schemas

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
FILINGS: dict[str, Callable[[], bytes]] = {
    "f3pn.fec": lambda: filings.a_report(filings.PRESIDENT),
    "f3n.fec": lambda: filings.a_report(filings.HOUSE),
    "f3pa.fec": lambda: filings.a_report(filings.PRESIDENT, Status.AMENDED, original="1234567", number=1),
    "f6n.fec": filings.a_notice,
}


@pytest.mark.parametrize("name", FILINGS)
def test_a_filing_is_the_same_byte_for_byte(name: str) -> None:
    assert FILINGS[name]() == (GOLDEN / name).read_bytes()


@pytest.mark.parametrize("name", FILINGS)
def test_hardmoney_finds_nothing(name: str) -> None:
    readers.hardmoney_clean(GOLDEN / name)


@pytest.mark.parametrize("name", FILINGS)
def test_fecfile_reads_every_value_back(name: str) -> None:
    readers.fecfile_values(GOLDEN / name)


@pytest.mark.parametrize("name", FILINGS)
def test_fastfec_reads_every_value_back(name: str) -> None:
    readers.fastfec_rows(GOLDEN / name)


@pytest.mark.skipif(not schemas.FOLDER.exists(), reason=schemas.ABSENT)
@pytest.mark.parametrize("name", FILINGS)
def test_the_fecs_schemas_find_nothing(name: str) -> None:
    assert list(schemas.faults(GOLDEN / name)) == []


@pytest.mark.skipif(not schemas.FOLDER.exists(), reason=schemas.ABSENT)
@pytest.mark.parametrize("was, now", [(b"Returned check of", b""), (b"SA17A", b"SA17AI"), (b"20270103", b"2027013")])
def test_the_fecs_schemas_find_a_fault(tmp_path: Path, was: bytes, now: bytes) -> None:
    path = tmp_path / "wrong.fec"
    line = b"Returned check of 2026-12-15" if not now else was
    path.write_bytes((GOLDEN / "f3pn.fec").read_bytes().replace(line, now))

    assert list(schemas.faults(path)) != []


@pytest.mark.parametrize(
    "check, was, now",
    [
        (readers.hardmoney_clean, b"20270103", b"20270230"),
        (readers.hardmoney_clean, b"\x1c13775.01\x1c", b"\x1c13775.02\x1c"),
        (readers.fecfile_values, b"Returned check", b'"Returned check'),
        (readers.fastfec_rows, b"\x1cFox\x1c", b"\x1c\x1c\x1c"),
    ],
)
def test_a_check_finds_a_fault(tmp_path: Path, check: Callable[[Path], None], was: bytes, now: bytes) -> None:
    path = tmp_path / "wrong.fec"
    path.write_bytes((GOLDEN / "f3pn.fec").read_bytes().replace(was, now))

    with pytest.raises(AssertionError):
        check(path)


def test_an_amendment_tells_the_whole_report_again() -> None:
    new, amended = readers.rows(GOLDEN / "f3pn.fec"), readers.rows(GOLDEN / "f3pa.fec")

    assert amended[0].cells[5:7] == ("FEC-1234567", "1")
    assert (new[1].form_type, amended[1].form_type) == ("F3PN", "F3PA")
    assert new[2:-1] == amended[2:-1]


@pytest.mark.parametrize("name", FILINGS)
def test_no_transaction_stands_twice(name: str) -> None:
    names = ("transaction_id", "transaction_id_number")
    ids = [row.named[each] for row in readers.rows(GOLDEN / name) for each in names if each in row.named]

    assert len(ids) == len(set(ids)) > 0


def test_every_sign_that_may_be_typed_is_read_back_by_all(tmp_path: Path) -> None:
    chance = Random(28)
    signs = [*map(chr, range(0x20, 0x7F)), *'üßéŁ张—“”’"\t\n\x1c']

    def typed(most: int) -> str:
        return "A" + "".join(chance.choices(signs, k=chance.randint(0, most)))

    body = Body(Office.PRESIDENT, "C00999999")
    entry = next(each for each in filings.entries(Office.PRESIDENT) if isinstance(each, ScheduleA))
    lines = [
        body.schedule_a(
            entry._replace(
                transaction_id=f"C{number}",
                name=Name(typed(35), typed(25), typed(25), typed(12), typed(12)),
                place=Place(typed(40), typed(40), typed(40), "OH", "43215"),
                employer=typed(40),
                occupation=typed(40),
                purpose=typed(110),
                memo_text=typed(110),
            )
        )
        for number in range(300)
    ]
    path = tmp_path / "odd.fec"
    cover_line = fec_file.cover(filings.PRESIDENT, filings.a_cover(Office.PRESIDENT))
    path.write_bytes(fec_file.header("Example Ledger", "1.0") + cover_line + b"".join(lines))

    readers.fecfile_values(path)
    readers.fastfec_rows(path)
    assert [str(finding) for finding in hardmoney.parse_file(path).validate()] == []


@pytest.mark.parametrize("office", [Office.PRESIDENT, Office.HOUSE])
def test_the_figures_added_up_by_hand_are_those_of_the_form(office: Office) -> None:
    figures = filings.figures(office)
    cash = "6" if office is Office.PRESIDENT else "23"
    ours = (
        Figures(Money(13775_01), Money(325_00), Money(600_00), Money(441_20)),
        Figures(Money(14325_01), Money(525_00), Money(600_00), Money(441_20)),
    )

    assert cover.check(office, figures) == []
    assert cover.cover(office, ours, ({cash: Money(1000_00)}, {})) == figures
