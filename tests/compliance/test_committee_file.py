"""The committee's file: what it says becomes a committee, and every fault in it is told at once, in plain words."""

import copy
import tomllib
from collections.abc import Callable
from datetime import date
from typing import Any, Final

import pytest

from compliance import committee_file
from compliance.committee import (
    Committee,
    Disputes,
    Fees,
    FiledName,
    Filer,
    Office,
    Payee,
    PostalAddress,
    PrepaidCards,
    Reports,
)
from compliance.money import Money

TODAY: Final = date(2026, 3, 2)
SOUND: Final = tomllib.loads("""
[committee]
name = "Example for Congress"
fec_id = "C00000001"
candidate = "Robin Example"
office = "H"
state = "OH"
district = "03"
treasurer = "Terry Sample"
treasurer_in_office = true
timezone = "America/New_York"

[committee.address]
street1 = "PO Box 1776"
city = "Columbus"
state = "OH"
postal_code = "43216"

[cycle]
start = 2024-11-06
end = 2026-11-03

[contributions]

[[elections]]
code = "G2026"
date = 2026-11-03

[[elections]]
code = "P2026"
date = 2026-06-02
net_debts = "12,500.00"
""")


def read(document: dict[str, Any], today: date = TODAY) -> tuple[Committee | None, list[str], list[str]]:
    faults: list[str] = []
    notices: list[str] = []
    return committee_file.committee(document, "v1", today, faults, notices), faults, notices


def changed(where: str, value: object) -> dict[str, Any]:
    """The sound file with one value put in another's place; None takes it out."""
    document = copy.deepcopy(SOUND)
    *tables, key = where.split(".")
    table: Any = document
    for name in tables:
        table = table[int(name) if name.isdigit() else name]
    if value is None:
        del table[key]
    else:
        table[key] = value
    return document


def test_a_sound_file_becomes_a_committee() -> None:
    committee, faults, notices = read(SOUND)

    assert (faults, notices) == ([], [])
    assert committee is not None
    assert (committee.name, committee.office, committee.state, committee.district) == (
        "Example for Congress",
        Office.HOUSE,
        "OH",
        "03",
    )
    assert committee.address == PostalAddress("PO Box 1776", "Columbus", "OH", "43216")
    assert committee.version == "v1"


def test_what_may_be_left_out_has_the_defaults_of_the_law_and_the_house() -> None:
    committee, _, _ = read(SOUND)

    assert committee is not None
    assert committee.cap == Money(3_300_00)
    assert committee.minimum == Money(1_00)
    assert committee.prepaid_cards is PrepaidCards.HOLD


def test_elections_stand_in_the_order_of_their_dates_with_their_net_debts() -> None:
    committee, _, _ = read(SOUND)

    assert committee is not None
    assert [(each.code, each.net_debts) for each in committee.elections] == [
        ("P2026", Money(12_500_00)),
        ("G2026", Money(0)),
    ]


ONE_FAULT = [
    pytest.param("committee.name", None, "[committee] name: give the committee's full name.", id="no name"),
    pytest.param("committee.name", "  ", "[committee] name: give the committee's full name.", id="blank name"),
    pytest.param("committee.name", 7, "[committee] name: give the committee's full name.", id="a number for a name"),
    pytest.param(
        "committee.nmae", "x", "[committee] nmae: there is no such setting; look for a slip in its name.", id="a slip"
    ),
    pytest.param(
        "committee.fec_id", "C123", '[committee] fec_id: give the FEC id, like "C00123456".', id="short FEC id"
    ),
    pytest.param(
        "committee.office",
        "X",
        '[committee] office: give "P" (president), "H" (House) or "S" (Senate).',
        id="unknown office",
    ),
    pytest.param(
        "committee.state",
        35,
        "[committee] state: give the two-letter state, or leave it empty.",
        id="a number as state",
    ),
    pytest.param(
        "committee.state", "", "[committee] state: a House or Senate committee needs its state.", id="House, no state"
    ),
    pytest.param(
        "committee.district",
        "",
        '[committee] district: a House committee needs its district, "00" where it is at large.',
        id="House, no district",
    ),
    pytest.param(
        "committee.district", "3", '[committee] district: give two digits, like "03".', id="district of one digit"
    ),
    pytest.param(
        "committee.treasurer_in_office",
        "yes",
        "[committee] treasurer_in_office: say true or false.",
        id="a word for a truth",
    ),
    pytest.param(
        "committee.timezone",
        "America/Nowhere",
        '[committee] timezone: give a time zone, like "America/New_York".',
        id="unknown time zone",
    ),
    pytest.param(
        "committee.timezone",
        "../../etc",
        '[committee] timezone: give a time zone, like "America/New_York".',
        id="a path for a time zone",
    ),
    pytest.param(
        "committee.address.postal_code",
        "4321",
        '[committee.address] postal_code: give a ZIP code, like "43216".',
        id="ZIP code of four digits",
    ),
    pytest.param(
        "committee.address.street2",
        2,
        "[committee.address] street2: give text, or leave it out.",
        id="number, not text",
    ),
    pytest.param("committee.address", None, "[committee.address] is missing.", id="no address"),
    pytest.param("contributions", None, "[contributions] is missing.", id="no contributions"),
    pytest.param("cycle", None, "[cycle] is missing.", id="no cycle"),
    pytest.param(
        "contributions.cap",
        3300.0,
        '[contributions] cap: give the limit for each election, in quotes, like "3300.00".',
        id="a float for the cap",
    ),
    pytest.param(
        "contributions.cap",
        3300,
        '[contributions] cap: give the limit for each election, in quotes, like "3300.00".',
        id="a whole number for the cap",
    ),
    pytest.param(
        "contributions.cap",
        "3300.001",
        '[contributions] cap: give the limit for each election, in quotes, like "3300.00".',
        id="a tenth of a cent",
    ),
    pytest.param(
        "contributions.cap",
        "0.00",
        '[contributions] cap: give the limit for each election, in quotes, like "3300.00".',
        id="a cap of nothing",
    ),
    pytest.param(
        "contributions.minimum",
        "3300.01",
        "[contributions] minimum: $3,300.01 is above the cap of $3,300.00; lower it.",
        id="minimum a cent above the cap",
    ),
    pytest.param(
        "contributions.prepaid_cards",
        "take",
        '[contributions] prepaid_cards: say "hold" or "refuse".',
        id="prepaid cards",
    ),
    pytest.param(
        "cycle.end",
        "2026-11-03",
        "[cycle] end: give a date, like 2028-11-07 (the day of the next general election).",
        id="a date in quotes",
    ),
    pytest.param("cycle.end", date(2024, 11, 6), "[cycle] end: it must come after the start.", id="end with the start"),
    pytest.param(
        "elections",
        [],
        "[[elections]]: name at least one election, with its code and date, in double brackets.",
        id="no elections",
    ),
    pytest.param(
        "elections",
        {"code": "P2026"},
        "[[elections]]: name at least one election, with its code and date, in double brackets.",
        id="single brackets",
    ),
    pytest.param("elections", ["P2026"], "[elections 1] is missing.", id="an election that is no table"),
    pytest.param(
        "elections.1.code",
        "Primary",
        '[elections 2] code: give the FEC code, like "P2028".',
        id="a word for a code",
    ),
    pytest.param(
        "elections.0.date",
        date(2026, 11, 4),
        "[[elections]] G2026: 2026-11-04 is after the end of the cycle, 2026-11-03; one of them is a slip.",
        id="an election after the cycle",
    ),
    pytest.param(
        "committee.address.state", "XX", '[committee.address] state: give two letters, like "OH".', id="no state"
    ),
    pytest.param(
        "committee.state", "XX", "[committee] state: give the two-letter state, or leave it empty.", id="state sought"
    ),
    pytest.param(
        "committee.name", "Example\u202e for Congress", "[committee] name: give the committee's full name.", id="bidi"
    ),
    pytest.param("committee.name", "Example\x00", "[committee] name: give the committee's full name.", id="NUL"),
    pytest.param("elections.1.code", "G2026", "[[elections]]: two elections have the same code.", id="a code twice"),
    pytest.param(
        "elections.0.net_debts",
        12.5,
        '[elections 1] net_debts: give an amount, in quotes, like "0.00".',
        id="float debt",
    ),
]


REPORTS_FAULTS = [
    pytest.param({"filer": "weekly"}, '[reports] filer: say "quarterly" or "monthly".', id="filer"),
    pytest.param(
        {"filer": "monthly"},
        '[reports] filer: only a presidential committee may report monthly; say "quarterly".',
        id="monthly for the House",
    ),
    pytest.param({"fees": "year"}, '[reports] fees: say "payout" or "month".', id="fees"),
    pytest.param({"disputes": "lost"}, '[reports] disputes: say "negative" or "refund".', id="disputes"),
    pytest.param(
        {"signer": 7}, "[reports] signer: give the name of who signs, or leave it empty for the treasurer.", id="signer"
    ),
    pytest.param(
        {"candidate": 7},
        '[reports] candidate: give the name as it is filed, like "Example, Robin A.".',
        id="candidate",
    ),
    pytest.param(
        {"candidate_fec_id": "C00000001"},
        '[reports] candidate_fec_id: give the candidate\'s FEC id, like "P00000001", or leave it empty.',
        id="a committee's id for the candidate",
    ),
    pytest.param(
        {"candidate_fec_id": "P00000001"},
        '[reports] candidate_fec_id: for this office the id begins with "H".',
        id="a president's id for the House",
    ),
    pytest.param(
        {"feees": "month"}, "[reports] feees: there is no such setting; look for a slip in its name.", id="slip"
    ),
    pytest.param("quarterly", "[reports] is missing.", id="a word for the table"),
    pytest.param({"processor": "Stripe"}, "[reports.processor] is missing.", id="a word for the processor"),
    pytest.param(
        {"processor": {"name": "", "street1": "1 Way", "city": "Reno", "state": "NV", "postal_code": "89501"}},
        "[reports.processor] name: give the name of the card processor.",
        id="a processor without a name",
    ),
    pytest.param(
        {"processor": {"name": "Pay", "street1": "1 Way", "city": "Reno", "state": "NV", "postal_code": "895"}},
        '[reports.processor] postal_code: give a ZIP code, like "43216".',
        id="a processor without a place",
    ),
]


@pytest.mark.parametrize("reports, fault", REPORTS_FAULTS)
def test_a_fault_in_what_the_reports_ask_for_is_told_once(reports: object, fault: str) -> None:
    committee, faults, _ = read({**SOUND, "reports": reports})

    assert faults == [fault]
    assert committee is None


def test_the_reports_have_their_usual_settings_where_the_file_says_nothing() -> None:
    committee, _, _ = read(SOUND)

    assert committee is not None
    assert committee.reports == Reports()
    assert committee.reports.filer is Filer.QUARTERLY
    assert committee.reports.processor.address.lines == (
        "354 Oyster Point Blvd",
        "South San Francisco, CA 94080",
    )
    assert committee.signer == FiledName("Sample", "Terry")
    assert committee.filed_candidate == FiledName("Example", "Robin")


def test_the_reports_are_set_in_the_file() -> None:
    processor = {"name": "Pay", "street1": "1 Way", "city": "Reno", "state": "NV", "postal_code": "89501"}
    document = changed("committee.office", "P") | {
        "reports": {
            "filer": "monthly",
            "fees": "month",
            "disputes": "refund",
            "signer": "van Deputy, Alex B., Jr.",
            "candidate": "Example, Robin A.",
            "candidate_fec_id": "P00000001",
            "processor": processor,
        }
    }

    committee, faults, _ = read(document)

    assert faults == []
    assert committee is not None
    assert committee.reports == Reports(
        Filer.MONTHLY,
        Fees.MONTH,
        Disputes.REFUND,
        "van Deputy, Alex B., Jr.",
        "Example, Robin A.",
        "P00000001",
        Payee("Pay", PostalAddress("1 Way", "Reno", "NV", "89501")),
    )
    assert committee.signer == FiledName("van Deputy", "Alex", "B.", "Jr.")
    assert committee.filed_candidate == FiledName("Example", "Robin", "A.")


@pytest.mark.parametrize("where, value, fault", ONE_FAULT)
def test_one_fault_is_told_once_and_gives_no_committee(where: str, value: object, fault: str) -> None:
    committee, faults, _ = read(changed(where, value))

    assert faults == [fault]
    assert committee is None


def test_an_empty_file_names_every_table_that_is_missing() -> None:
    committee, faults, _ = read({})

    assert committee is None
    assert faults == [
        "[committee] is missing.",
        "[committee.address] is missing.",
        "[contributions] is missing.",
        "[cycle] is missing.",
        "[[elections]]: name at least one election, with its code and date, in double brackets.",
    ]


def test_an_empty_table_names_every_value_that_it_lacks() -> None:
    _, faults, _ = read(changed("cycle", {}))

    assert [fault.partition(":")[0] for fault in faults] == ["[cycle] start", "[cycle] end"]


def test_faults_of_every_table_are_told_together() -> None:
    document = changed("committee.treasurer", None)
    document["contributions"]["cap"] = "9999.00"
    document["cycle"]["start"] = 2024
    document["elections"][0]["date"] = "soon"

    _, faults, _ = read(document)

    assert [fault.partition(":")[0] for fault in faults] == [
        "[committee] treasurer",
        "[cycle] start",
        "[elections 1] date",
        "[contributions] cap",
    ]


@pytest.mark.parametrize("office", ["S", "P"])
def test_only_a_house_committee_needs_a_district(office: str) -> None:
    document = changed("committee.office", office)
    del document["committee"]["district"]

    committee, faults, _ = read(document)

    assert faults == []
    assert committee is not None


def test_a_senate_committee_needs_its_state_and_a_presidential_one_does_not() -> None:
    senate, president = changed("committee.office", "S"), changed("committee.office", "P")
    del senate["committee"]["state"]
    del president["committee"]["state"]

    assert read(senate)[1] == ["[committee] state: a House or Senate committee needs its state."]
    assert read(president)[1] == []


# The law's figure ----------------------------------------------------------------------------------------------------


CAPS = [
    pytest.param(date(2024, 11, 5), "3300.00", True, id="last day of the old limit, at it"),
    pytest.param(date(2024, 11, 5), "3300.01", False, id="last day of the old limit, a cent above"),
    pytest.param(date(2024, 11, 6), "3300.01", True, id="first day of the new limit"),
    pytest.param(date(2026, 11, 3), "3500.00", True, id="last day of the published limit, at it"),
    pytest.param(date(2026, 11, 3), "3500.01", False, id="last day of the published limit, a cent above"),
    pytest.param(date(2026, 11, 4), "3500.00", True, id="not yet published, at the last one"),
    pytest.param(date(2026, 11, 4), "3500.01", False, id="not yet published, a cent above the last one"),
]


@pytest.mark.parametrize("today, cap, kept", CAPS)
def test_the_cap_is_bounded_by_the_law_of_the_day(today: date, cap: str, kept: bool) -> None:
    committee, faults, _ = read(changed("contributions.cap", cap), today)

    assert (faults == []) is kept
    assert (committee is not None) is kept
    if not kept:
        assert f"is above the limit of {law_of(today)} for each election that the law sets for {today}" in faults[0]


def law_of(today: date) -> Money:
    return Money(3_300_00) if today < date(2024, 11, 6) else Money(3_500_00)


def test_before_any_figure_of_the_law_no_cap_can_stand() -> None:
    _, faults, _ = read(SOUND, date(2014, 11, 4))

    assert faults == ["[contributions] cap: no limit of the law is known for 2014-11-04; is the clock right?"]


def test_where_the_fec_has_not_published_yet_the_operator_is_told() -> None:
    before, after = read(SOUND, date(2026, 11, 3)), read(SOUND, date(2026, 11, 4))

    assert before[2] == []
    assert after[2][0] == (
        "The FEC has not published the limit for 2026-11-04 yet; the last published one, $3,500.00, bounds the "
        "committee's cap until it does."
    )


def test_a_committee_whose_elections_are_all_past_is_told_so() -> None:
    on_the_day, the_day_after = read(SOUND, date(2026, 11, 3)), read(SOUND, date(2026, 11, 4))

    assert on_the_day[2] == []
    assert the_day_after[2][1:] == [
        "Every election of the committee is past: no gift is accepted for a past election.",
        "The election cycle has ended on 2026-11-03; give the dates of the next one.",
    ]


def test_a_code_that_stands_twice_is_told_beside_other_faults_of_the_same_election() -> None:
    document = changed("elections.1.code", "G2026")
    document["elections"][1]["date"] = "soon"

    assert read(document)[1] == [
        "[elections 2] date: give a date, like 2028-11-07.",
        "[[elections]]: two elections have the same code.",
    ]


# What the page asks for ----------------------------------------------------------------------------------------------


def test_the_bounds_of_a_gift_can_be_read_beside_other_faults() -> None:
    document = changed("committee.name", None)

    assert committee_file.bounds(document) == (Money(1_00), Money(3_300_00))


@pytest.mark.parametrize("key", ["cap", "minimum"])
def test_bounds_that_cannot_be_read_are_none(key: str) -> None:
    assert committee_file.bounds(changed(f"contributions.{key}", "much")) is None


REFUSED: list[Any] = [
    pytest.param(committee_file.amounts, [], id="no amounts"),
    pytest.param(committee_file.amounts, "25.00", id="one amount that is no list"),
    pytest.param(committee_file.amounts, ["25.00", "0.00"], id="an amount of nothing"),
    pytest.param(committee_file.amounts, ["25.00", 50], id="a number among texts"),
    pytest.param(committee_file.day, "2026-06-02", id="a date in quotes"),
]


@pytest.mark.parametrize("translate, value", REFUSED)
def test_a_value_of_another_kind_is_refused(translate: Callable[[object], object], value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        translate(value)


def test_amounts_are_read_in_their_order() -> None:
    assert committee_file.amounts(["50.00", "25.00"]) == (Money(50_00), Money(25_00))
