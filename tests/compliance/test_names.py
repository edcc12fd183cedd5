"""Names: reading them, comparing them, and telling a person from an organization."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import names
from compliance.names import Bearer, Name
from tests.factories import a_contributor


@pytest.mark.parametrize(
    "given_name, name",
    [
        pytest.param({}, Name("robin", "", "sample", ""), id="plain"),
        pytest.param({"first_name": "Mr. Robin"}, Name("robin", "", "sample", ""), id="title before"),
        pytest.param({"first_name": "Dr"}, Name("dr", "", "sample", ""), id="a title alone is the name"),
        pytest.param({"first_name": "Mary-Ann"}, Name("maryann", "", "sample", ""), id="hyphen"),
        pytest.param({"middle_name": "Q."}, Name("robin", "q", "sample", ""), id="middle"),
        pytest.param({"suffix": "Jr."}, Name("robin", "", "sample", "jr"), id="suffix"),
        pytest.param({"suffix": "Junior"}, Name("robin", "", "sample", "jr"), id="suffix in full"),
        pytest.param({"suffix": "2nd"}, Name("robin", "", "sample", "2"), id="numbered suffix"),
        pytest.param({"suffix": "MD"}, Name("robin", "", "sample", ""), id="a degree is no suffix"),
        pytest.param({"last_name": "Sample, Jr."}, Name("robin", "", "sample", "jr"), id="suffix in the last name"),
        pytest.param({"last_name": "Sample III MD"}, Name("robin", "", "sample", "3"), id="suffix and degree"),
        pytest.param({"last_name": "Sample Jr", "suffix": "Sr"}, Name("robin", "", "sample", "sr"), id="two suffixes"),
        pytest.param(
            {"last_name": "Sample Jr", "suffix": "MD"}, Name("robin", "", "sample", "jr"), id="field has none"
        ),
        pytest.param({"last_name": "Jr"}, Name("robin", "", "jr", ""), id="a suffix alone is the name"),
        pytest.param({"last_name": "Senior"}, Name("robin", "", "senior", ""), id="a surname that is a suffix too"),
        pytest.param({"last_name": "O'Brien"}, Name("robin", "", "obrien", ""), id="apostrophe"),
    ],
)
def test_a_name_is_read_into_its_parts(given_name: dict[str, str], name: Name) -> None:
    assert names.read(a_contributor(**given_name)) == name


@pytest.mark.parametrize("missing", ["first_name", "last_name"])
def test_half_a_name_has_no_key(missing: str) -> None:
    assert names.read(a_contributor(**{missing: "-"})).key == ""


def test_the_key_holds_first_last_and_suffix() -> None:
    assert names.read(a_contributor(middle_name="Q", suffix="Jr")).key == "robin sample jr"


@pytest.mark.parametrize(
    "one, other, akin",
    [
        ("robin", "robin", True), ("robin", "robyn", True), ("robert", "bob", True), ("r", "robin", True),
        ("robin", "r", True), ("jon", "john", True), ("john", "joan", False), ("robin", "chris", False),
        ("r", "c", False), ("", "robin", False), ("robin", "", False), ("a", "al", True),
        ("al", "ali", True), ("", "r", False),
    ],
)  # fmt: skip
def test_first_names_are_akin_when_near_short_or_initial(one: str, other: str, akin: bool) -> None:
    assert names.first_names_akin(one, other) is akin


def test_near_begins_at_nine_tenths() -> None:
    assert names.near("smithjones", "smith")
    assert not names.near("roberta", "robin")
    assert not names.near("a", "ab")


@pytest.mark.parametrize("one, other", [("rhonda", "rona"), ("sela", "sheila")])
def test_nine_tenths_on_paper_are_near_though_binary_fractions_fall_short(one: str, other: str) -> None:
    assert names.near(one, other)
    assert names.near(other, one)


@pytest.mark.parametrize(
    "one, other, agree",
    [("", "quinn", True), ("q", "quinn", True), ("quinn", "quinn", True), ("quinn", "paul", False), ("q", "p", False)],
)
def test_middle_names_agree_unless_they_contradict(one: str, other: str, agree: bool) -> None:
    assert names.middles_agree(one, other) is agree
    assert names.middles_agree(other, one) is agree


@pytest.mark.parametrize(
    "one, other, related",
    [
        ("Sample", "Sample", True),
        ("Sample", "Sampel", True),
        ("Sample-Jones", "Jones", True),
        ("de la Cruz", "de la Vega", False),
        ("Sample", "Jones", False),
        ("Sample Jr", "Jones Jr", False),
    ],
)
def test_last_names_are_related_by_likeness_or_a_common_word(one: str, other: str, related: bool) -> None:
    assert names.last_names_related(a_contributor(last_name=one), a_contributor(last_name=other)) is related


def test_a_last_name_of_particles_alone_is_still_a_name() -> None:
    assert names.last_words(a_contributor(last_name="De La O")) == ("de", "la", "o")


@pytest.mark.parametrize(
    "first, last, bearer",
    [
        pytest.param("Robin", "Sample", Bearer.PERSON, id="a person"),
        pytest.param("Vince", "Lincoln", Bearer.PERSON, id="inc inside a word"),
        pytest.param("Corpus", "Incandela", Bearer.PERSON, id="corp inside a word"),
        pytest.param("Acme", "LLC", Bearer.ORGANIZATION, id="LLC"),
        pytest.param("Acme", "L.L.C.", Bearer.ORGANIZATION, id="dotted LLC"),
        pytest.param("", "Acme, Inc.", Bearer.ORGANIZATION, id="all in the last name"),
        pytest.param("Acme Inc", "Robin", Bearer.ORGANIZATION, id="all in the first name"),
        pytest.param("Robin", "Sample PLLC", Bearer.ORGANIZATION, id="a person's company"),
        pytest.param("Sample", "Foundation", Bearer.ORGANIZATION, id="foundation"),
        pytest.param("Sample Family", "Trust", Bearer.ORGANIZATION, id="family trust"),
        pytest.param("Friends of", "PAC", Bearer.ORGANIZATION, id="PAC"),
        pytest.param("Acme", "Co.", Bearer.ORGANIZATION, id="dotted Co"),
        pytest.param("", "Union", Bearer.ORGANIZATION, id="no first name"),
        pytest.param("Acme Corp", "Union", Bearer.ORGANIZATION, id="another legal form beside it"),
        pytest.param("Acme", "Co", Bearer.UNCLEAR, id="Co behind an unknown word"),
        pytest.param("Tony", "Co", Bearer.PERSON, id="Co behind a first name"),
        pytest.param("Gabrielle", "Union", Bearer.PERSON, id="Union behind a first name"),
        pytest.param("Mary Ann", "Trust", Bearer.PERSON, id="two first names"),
        pytest.param("First Baptist", "Church", Bearer.ORGANIZATION, id="two words that are seldom names"),
        pytest.param("Ohio Democratic", "Party", Bearer.ORGANIZATION, id="a party"),
        pytest.param("Rotary", "Club", Bearer.ORGANIZATION, id="a club"),
        pytest.param("Church", "Union", Bearer.ORGANIZATION, id="a legal form behind a group"),
        pytest.param("Teamsters", "Local 12", Bearer.ORGANIZATION, id="a union"),
        pytest.param("Teamsters", "Union", Bearer.ORGANIZATION, id="a union by name"),
        pytest.param("Weavers", "Local 12", Bearer.ORGANIZATION, id="a local"),
        pytest.param("Friends of", "Robin", Bearer.ORGANIZATION, id="friends of"),
        pytest.param("University", "of Ohio", Bearer.ORGANIZATION, id="university"),
        pytest.param("Law Offices of", "Robin Sample", Bearer.ORGANIZATION, id="law offices"),
        pytest.param("Estate of", "Robin Sample", Bearer.ORGANIZATION, id="estate"),
        pytest.param("Sample Plumbing", "Services", Bearer.ORGANIZATION, id="trade"),
        pytest.param("Robin", "Sample Roofing", Bearer.ORGANIZATION, id="a person's trade"),
        pytest.param("ABC", "LP", Bearer.ORGANIZATION, id="LP"),
        pytest.param("ABC", "P.C.", Bearer.ORGANIZATION, id="dotted PC"),
        pytest.param("ABC", "P C", Bearer.ORGANIZATION, id="PC in letters"),
        pytest.param("ABC", "L L C", Bearer.ORGANIZATION, id="LLC in letters"),
        pytest.param("Acme", "S.A.", Bearer.ORGANIZATION, id="dotted SA"),
        pytest.param("Robin", "Sample, P.A.", Bearer.ORGANIZATION, id="dotted PA"),
        pytest.param("Robin", "Sample PA", Bearer.PERSON, id="a physician assistant"),
        pytest.param("P.C.", "Wren", Bearer.PERSON, id="initials before a name"),
        pytest.param("José", "Sá", Bearer.PERSON, id="Sá is a surname"),
        pytest.param("Mai", "Pa", Bearer.PERSON, id="Pa is a surname"),
        pytest.param("Jose", "Sa.", Bearer.PERSON, id="one dot is a slip"),
        pytest.param("Mary", "Church", Bearer.PERSON, id="Church behind a first name"),
        pytest.param("Mary", "Church Terrell", Bearer.PERSON, id="Church before another last name"),
        pytest.param("Church", "Wren", Bearer.PERSON, id="Church before a last name"),
        pytest.param("Tony", "Banks", Bearer.PERSON, id="Banks"),
        pytest.param("Kim", "Parish", Bearer.PERSON, id="Parish"),
        pytest.param("Denzel", "Law", Bearer.PERSON, id="Law"),
        pytest.param("Zorah", "Church", Bearer.UNCLEAR, id="Church behind an unknown word"),
        pytest.param("Chase", "Bank", Bearer.UNCLEAR, id="Bank behind an unknown word"),
        pytest.param("", "Church", Bearer.UNCLEAR, id="Church alone"),
        pytest.param("Mary", "Sample & Sons", Bearer.UNCLEAR, id="and sons"),
        pytest.param("Local", "Sample", Bearer.PERSON, id="local without a number"),
        pytest.param("Of", "Sample", Bearer.PERSON, id="of alone"),
    ],
)
def test_an_organization_is_told_by_its_legal_form(first: str, last: str, bearer: Bearer) -> None:
    assert names.bearer(a_contributor(first_name=first, last_name=last)) is bearer


@pytest.mark.parametrize(
    "suffix, bearer", [("P.C.", Bearer.ORGANIZATION), ("LP", Bearer.ORGANIZATION), ("PA", Bearer.PERSON)]
)
def test_a_short_form_in_the_suffix_is_a_firms_unless_it_is_a_physicians(suffix: str, bearer: Bearer) -> None:
    assert names.bearer(a_contributor(suffix=suffix)) is bearer


@pytest.mark.parametrize("field", ["middle_name", "suffix"])
def test_a_legal_form_is_looked_for_in_every_part_of_the_name(field: str) -> None:
    assert names.bearer(a_contributor(**{field: "LLC"})) is Bearer.ORGANIZATION
    assert names.bearer(a_contributor(**{"last_name": "Co", field: "LLC"})) is Bearer.ORGANIZATION


@given(st.text(), st.text(), st.text(), st.text())
def test_any_text_is_read_as_some_name(first: str, middle: str, last: str, suffix: str) -> None:
    person = a_contributor(first_name=first, middle_name=middle, last_name=last, suffix=suffix)

    assert names.read(person) == names.read(person)
    assert names.bearer(person) in Bearer
    assert names.last_names_related(person, person)
