"""The name on the card: the donor's in all the ways a card writes it, and not the donor's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import card_name
from compliance.card_name import CardName
from tests.factories import a_contributor


@pytest.mark.parametrize(
    "printed",
    [
        "Robin Sample",
        "ROBIN SAMPLE",
        "SAMPLE ROBIN",
        "SAMPLE/ROBIN",
        "SAMPLE, ROBIN",
        "MR ROBIN Q SAMPLE",
        "R SAMPLE",
        "R. Q. SAMPLE",
        "SAMPLE R",
        "ROBYN SAMPLE",
        "ROBIN SAMPEL",
        "ROBIN SAMPLE JR",
        "DR ROBIN SAMPLE MD",
        "ROBINSAMPLE",
        "SAMPLEROBIN",
        "R QUINN SAMPLE",
        "ROBIN QUINN SAMPLE",
        "ROBIN SAMPLE-JONES",
        "ROBIN & CHRIS SAMPLE",
        "RÓBIN SAMPLE",
        "ROB SAMPLE",
        "C ROBIN SAMPLE",
        "ROBIN SAMPLE ESQ",
        "ROBIN SAMPLE PHD",
        "ROBIN SAMPLE III",
        "ROBIN JONES SAMPLE",
        "ROBIN CHURCH SAMPLE",
        "ROBIN SAMPLE JONES",
        "ROBIN SAMPLE-BEAUREGARD",
        "ROBIN SAMPLE Y LOPEZ",
        "ROBIN SAMPLE AND CHRIS",
        "SAMPLE ROBIN P C",
        "SAMPLE ROBIN QUINLAN",
        "P L C SAMPLE ROBIN",
        "C/O ROBIN SAMPLE",
    ],
)
def test_the_donors_name_passes_in_any_dress(printed: str) -> None:
    assert card_name.relation(a_contributor(), printed) is CardName.DONOR


@pytest.mark.parametrize("printed", ["", "  ", "\u200b", "--", "."])
def test_a_blank_name_says_nothing(printed: str) -> None:
    assert card_name.relation(a_contributor(), printed) is CardName.BLANK


@pytest.mark.parametrize(
    "printed",
    [
        "ACME LLC",
        "ACME L.L.C.",
        "Robin Sample LLC",
        "ROBIN SAMPLE INC.",
        "SAMPLE & CO",
        "SAMPLE FOUNDATION",
        "LOCAL 12 UNION",
        "SAMPLE FAMILY TRUST",
        "FRIENDS OF SAMPLE PAC",
        "ROBIN SAMPLE PLLC",
        "ROBIN SAMPLE CONSULTING",
        "SAMPLE CORP",
        "ACME LTD",
        "ROBIN SAMPLE PC",
        "ROBIN SAMPLE P.C.",
        "ROBIN SAMPLE P C",
        "ROBIN SAMPLE PA",
        "ROBIN SAMPLE MD PA",
        "ROBIN SAMPLE S.A.",
        "R SAMPLE PC",
        "ROBIN SAMPLE LP",
        "ROBIN SAMPLE L L C",
        "LAW OFFICES OF ROBIN SAMPLE",
        "FRIENDS OF ROBIN SAMPLE",
        "ROBIN SAMPLE LAW FIRM",
        "ROBIN SAMPLE & SONS",
        "SAMPLE & SONS",
        "ROBIN SAMPLE CHURCH",
        "CHURCH ROBIN SAMPLE",
        "ROBIN SAMPLE BANK",
        "ROBIN SAMPLE ENTERPRISE",
        "ROBIN SAMPLE HOLDING",
        "ROBIN SAMPLE SUPPLY",
        "ROBIN SAMPLE ELECTRIC",
        "ROBIN SAMPLE JOINERY",
    ],
)
def test_a_business_is_told_even_when_it_bears_the_donors_name(printed: str) -> None:
    assert card_name.relation(a_contributor(), printed) is CardName.BUSINESS


@pytest.mark.parametrize(
    "printed",
    [
        "CHRIS SAMPLE",
        "CHRIS R SAMPLE",
        "CHRIS JONES",
        "R JONES",
        "C SAMPLE",
        "VALUED CUSTOMER",
        "RS",
        "1234",
        "ED SAMPLE",
        "SAMPLE JORDAN",
    ],
)
def test_another_person_is_told_also_under_the_same_last_name(printed: str) -> None:
    assert card_name.relation(a_contributor(), printed) is CardName.OTHER_PERSON


@pytest.mark.parametrize("printed", ["ROBIN JONES", "SAMPLE", "ROBIN", "MS ROBIN Q JONES"])
def test_half_of_the_name_is_told_as_half(printed: str) -> None:
    assert card_name.relation(a_contributor(), printed) is CardName.PARTLY


@pytest.mark.parametrize("printed", ["ROBIN SAMPLE BEAUREGARD", "ROBIN SAMPLE ACMEWORKS", "R SAMPLE ZZYZX"])
def test_a_word_behind_the_whole_name_that_we_know_as_nobodys_is_shown(printed: str) -> None:
    assert card_name.relation(a_contributor(), printed) is CardName.PARTLY


@pytest.mark.parametrize("printed", ["ROBIN SAMPLE ZZ", "ROBIN SAMPLE QUINTUS", "ROBIN QUINTUS SAMPLE"])
def test_two_letters_or_ones_own_middle_name_are_no_other_word(printed: str) -> None:
    assert card_name.relation(a_contributor(middle_name="Quintus"), printed) is CardName.DONOR


@pytest.mark.parametrize(
    "last, printed",
    [
        ("Johnson", "JOHNSON MICHAEL"),
        ("Johnson", "AMY JOHNSON"),
        ("Smith", "SMITH JOE"),
        ("Martinez", "MARTINEZ JOSE"),
    ],
)
def test_a_short_first_name_does_not_vanish_in_a_long_last_name(last: str, printed: str) -> None:
    assert card_name.relation(a_contributor(last_name=last), printed) is CardName.OTHER_PERSON


@pytest.mark.parametrize("printed", ["ROBIN VANDERWAL", "ROBIN VANDER WALL", "ROBIN VANDER WAL"])
def test_a_card_that_parts_a_last_name_may_still_misspell_a_letter_of_it(printed: str) -> None:
    assert card_name.relation(a_contributor(last_name="Vanderwal"), printed) is CardName.DONOR


COUPLES = [
    ("Patrick", "Patricia"), ("Daniel", "Danielle"), ("Eric", "Erica"), ("Robert", "Roberta"), ("Joseph", "Josephine"),
    ("George", "Georgia"), ("Michael", "Michelle"), ("Paul", "Paula"), ("Carl", "Carla"), ("Andrew", "Andrea"),
]  # fmt: skip


@pytest.mark.parametrize("one, other", [*COUPLES, *((other, one) for one, other in COUPLES)])
def test_two_known_first_names_however_near_are_two_people(one: str, other: str) -> None:
    assert card_name.relation(a_contributor(first_name=one), f"{other} SAMPLE") is CardName.OTHER_PERSON


@pytest.mark.parametrize(
    "one, other",
    [("Steven", "Stephen"), ("Sara", "Sarah"), ("Brian", "Bryan"), ("Jesse", "Jessie"), ("Patricia", "Patrica"),
     ("Michael", "Micheal"), ("Ana", "Anna")],
)  # fmt: skip
def test_two_spellings_of_a_first_name_are_one(one: str, other: str) -> None:
    assert card_name.relation(a_contributor(first_name=one), f"{other} SAMPLE") is CardName.DONOR


@pytest.mark.parametrize(
    "donor, printed, relation",
    [
        ({"first_name": "Robert", "last_name": "O'Brien-Smith"}, "BOB O BRIEN SMITH", CardName.DONOR),
        ({"first_name": "José", "last_name": "de la Cruz"}, "JOSE DELACRUZ", CardName.DONOR),
        ({"first_name": "José", "last_name": "de la Cruz"}, "JOSE CRUZ", CardName.DONOR),
        ({"first_name": "José", "last_name": "de la Cruz"}, "JOSE DE LA VEGA", CardName.PARTLY),
        ({"first_name": "Maryann"}, "MARY ANN SAMPLE", CardName.DONOR),
        ({"first_name": "Mary Ann"}, "MARY SAMPLE", CardName.DONOR),
        ({"first_name": "Mr Robin"}, "MR JONES", CardName.OTHER_PERSON),
        ({"first_name": "James", "middle_name": "Robin"}, "ROBIN SAMPLE", CardName.DONOR),
        ({"first_name": "James", "middle_name": "R"}, "ROBIN SAMPLE", CardName.OTHER_PERSON),
        ({"first_name": "R"}, "ROBIN SAMPLE", CardName.DONOR),
        ({"first_name": "R", "middle_name": "Q"}, "CHRIS SAMPLE", CardName.OTHER_PERSON),
        ({"middle_name": "Quinn"}, "CHRIS SAMPLE", CardName.OTHER_PERSON),
        ({"middle_name": "Q"}, "Q SAMPLE", CardName.OTHER_PERSON),
        ({"middle_name": "Quinn"}, "QUINN SAMPLE", CardName.DONOR),
        ({"last_name": "van den Berg"}, "ROBIN VANDENBERGH", CardName.DONOR),
        ({"last_name": "van den Berg"}, "ROBIN BERGH", CardName.DONOR),
        ({"last_name": "van den Berg"}, "ROBIN VAN DEN BERGH", CardName.DONOR),
        ({"last_name": "Smith Jones"}, "ROBIN SMYTH JONES", CardName.DONOR),
        ({}, "J R SAMPLE", CardName.DONOR),
        ({}, "J Q SAMPLE", CardName.OTHER_PERSON),
        ({"first_name": "Al"}, "ALI SAMPLE", CardName.DONOR),
        ({"first_name": "J Robin"}, "CHRIS J SAMPLE", CardName.OTHER_PERSON),
        ({"first_name": "Maria", "last_name": "Marin"}, "MARIA JONES", CardName.PARTLY),
        ({"first_name": "Robin", "last_name": "Robinson"}, "ROBIN SAMPLE", CardName.PARTLY),
        ({"first_name": "Robin", "last_name": "Robinson"}, "ROBIN ROBINSON", CardName.DONOR),
        ({"first_name": "Gabrielle", "last_name": "Union"}, "GABRIELLE UNION", CardName.DONOR),
        ({"first_name": "Gabrielle", "last_name": "Union"}, "GABRIELLE UNION LLC", CardName.BUSINESS),
        ({"first_name": "Sun", "last_name": "Hon"}, "SUN HON", CardName.DONOR),
        ({"suffix": "Jr"}, "ROBIN SAMPLE SR", CardName.OTHER_PERSON),
        ({"suffix": "Jr"}, "ROBIN SAMPLE JR", CardName.DONOR),
        ({"suffix": "Jr"}, "ROBIN SAMPLE", CardName.DONOR),
        ({"last_name": "Smith Jones"}, "SMITH JONES", CardName.PARTLY),
        ({"first_name": "", "last_name": ""}, "ROBIN SAMPLE", CardName.OTHER_PERSON),
        ({"first_name": "Paul", "middle_name": "Carter"}, "P.C. SAMPLE", CardName.DONOR),
        ({"first_name": "Paul", "middle_name": "Carter"}, "SAMPLE, P.C.", CardName.DONOR),
        ({"first_name": "Paul", "middle_name": "Carter"}, "PAUL SAMPLE LP", CardName.BUSINESS),
        ({"first_name": "Mai", "last_name": "Pa"}, "MAI PA", CardName.DONOR),
        ({"first_name": "Maria", "last_name": "Sá"}, "MARIA SA", CardName.DONOR),
        ({"first_name": "Maria", "last_name": "Costa"}, "MARIA COSTA SÁ", CardName.DONOR),
        ({"last_name": "Church"}, "ROBIN CHURCH", CardName.DONOR),
        ({"last_name": "Church"}, "ROBIN CHURCH BANK", CardName.BUSINESS),
        ({"last_name": "Banks"}, "ROBIN BANKS", CardName.DONOR),
        ({"first_name": "李", "last_name": "明"}, "李 明", CardName.DONOR),
    ],
)
def test_names_that_are_harder_to_tell(donor: dict[str, str], printed: str, relation: CardName) -> None:
    assert card_name.relation(a_contributor(**donor), printed) is relation


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=40))
def test_any_text_has_some_relation(first: str, last: str, printed: str) -> None:
    assert card_name.relation(a_contributor(first_name=first, last_name=last), printed) in CardName


def test_a_name_without_end_is_answered_as_well() -> None:
    assert card_name.relation(a_contributor(), "ROBIN SAMPLE " + "X " * 5000) is CardName.DONOR
