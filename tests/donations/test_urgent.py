"""48-hour notices: which are due and for how long, the file of Form 6, and what the FEC was told (RPT-07)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from compliance.committee import Filer, Reports
from compliance.contribution import Work
from compliance.money import Money
from compliance.remedy import Remedy
from donations import adjustments, exported, held, inquiry, notified, people, receiving, urgent
from donations.adjustments import Wish
from donations.desk import Desk, Entry
from donations.exports import whole_file
from donations.notified import Notified
from donations.urgent import Due, Form, NothingToTell, NotNotified
from tests.donations.books import JORDAN, given, offered, stranger
from tests.donations.righting import BY, EMAIL, acts, is_open, keyed, sign
from tests.donations.season import ALEX, JOINT, bounce, person
from tests.donations.test_held import PREPAID
from tests.donations.world import COMMITTEE, NOON, World

PRIMARY = date(2026, 6, 2)
NEAR = datetime(2026, 5, 20, 17, 0, tzinfo=NOON.tzinfo)
"""A noon in the last days before the primary."""
SIGNED = date(2026, 5, 21)


@pytest.fixture
def near(world: World) -> World:
    """The world in the last days before the primary."""
    world.clock.now = NEAR
    return world


def due(world: World) -> list[Due]:
    return urgent.due(world.desk, world.clock())


def write(world: World, *refs: str, amends: str = "") -> list[list[str]]:
    """Write a notice; answers its lines, taken apart."""
    file = BytesIO()
    urgent.write(world.desk, file, refs, signed_on=SIGNED, by=BY, now=world.clock(), amends=amends)
    return [line.split("\x1c") for line in file.getvalue().decode("ascii").split("\r\n")[:-1]]


def mark(world: World, number: str, *refs: str, on: date | None = None) -> list[Notified]:
    return urgent.mark_filed(world.desk, refs, number, by=BY, now=world.clock(), filed_on=on)


# What is due ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "days_before, amount, falls",
    [
        (20, "1,000.00", False),
        (19, "1,000.00", True),
        (3, "1,000.00", True),
        (2, "1,000.00", False),
        (10, "999.99", False),
        (10, "3,300.00", True),
    ],
)
def test_a_gift_of_the_figure_in_the_last_days_is_due(world: World, days_before: int, amount: str, falls: bool) -> None:
    world.clock.now = NEAR + timedelta(days=(PRIMARY - NEAR.date()).days - days_before)

    entry = keyed(world, amount)

    assert [each.ref for each in due(world)] == ([entry.public_id] if falls else [])


def test_the_hours_of_a_check_run_from_the_first_moment_of_its_day(near: World) -> None:
    keyed(near, "1,000.00")

    (found,) = due(near)

    assert found.due_at == datetime(2026, 5, 22, 4, tzinfo=NOON.tzinfo)
    assert found.hours == 35
    assert (found.transaction_id, found.who, found.election) == (
        f"C{_id(near, found.ref)}",
        "Robin Sample",
        "primary election of 2 June 2026",
    )
    near.clock.forward(hours=36)
    assert due(near)[0].hours == -1


def test_the_hours_of_a_gift_by_card_run_from_its_authorization(near: World) -> None:
    entry = given(near, "1000.00")
    near.clock.forward(hours=3)

    (found,) = due(near)

    assert entry.authorized_at is not None
    assert found.due_at == entry.authorized_at + timedelta(hours=48)
    assert found.hours == 45 - (entry.authorized_at < NEAR)


def _id(world: World, ref: str) -> int:
    return world.read(ref).id


def test_the_most_urgent_stands_first_and_the_sum_of_the_same_donor_is_shown(near: World) -> None:
    keyed(near, "100.00", who=JORDAN)
    first = keyed(near, "1,000.00")
    near.clock.forward(days=1)
    second = keyed(near, "1,200.00")
    other = keyed(near, "1,500.00", who=JORDAN)

    found = due(near)

    assert found[0].ref == first.public_id
    assert {each.ref: str(each.together) for each in found} == {
        first.public_id: "$2,200.00",
        second.public_id: "$2,200.00",
        other.public_id: "$1,600.00",
    }


def test_gifts_that_pass_the_figure_together_are_set_apart_and_all_of_them_stand_there(near: World) -> None:
    keyed(near, "5.00", on=date(2026, 5, 13))
    keyed(near, "999.99", JORDAN)
    first = keyed(near, "600.00")
    near.clock.forward(days=1)
    second = keyed(near, "400.00")

    found = {each.ref: each for each in due(near)}

    assert found.keys() == {first.public_id, second.public_id}
    assert {(each.by_sum, each.ready, str(each.together)) for each in found.values()} == {(True, False, "$1,000.00")}
    assert found[first.public_id].beside == f"C{second.id}"
    assert found[second.public_id].beside == ""
    assert found[first.public_id].due_at == found[second.public_id].due_at


def test_what_the_fec_was_told_of_does_not_stand_beside_a_sum_again(near: World) -> None:
    first, second = keyed(near, "600.00"), keyed(near, "400.00")
    write(near, first.public_id, second.public_id)
    mark(near, "1900001")

    third = keyed(near, "200.00")

    assert [each.ref for each in due(near)] == [third.public_id]


def test_what_the_file_would_show_otherwise_stands_beside_the_gift_and_is_told_of_the_file(near: World) -> None:
    entry = keyed(near, "1,000.00", person("Zoë", "Quist", 40))

    (found,) = due(near)
    made = urgent.write(near.desk, BytesIO(), [entry.public_id], signed_on=SIGNED, by=BY, now=near.clock())

    assert [each.words for each in found.rewritten] == ["first name: “Zoë” becomes “Zoe”"]
    assert made.rewritten == found.rewritten


def test_a_name_that_the_cover_of_a_notice_shows_otherwise_is_told(make_world: Any) -> None:
    world: World = make_world(committee=replace(COMMITTEE, candidate="Zoë Example"))
    world.clock.now = NEAR
    entry = keyed(world, "1,000.00")

    made = urgent.write(world.desk, BytesIO(), [entry.public_id], signed_on=SIGNED, by=BY, now=world.clock())

    assert [(each.transaction_id, each.words) for each in made.rewritten] == [
        ("cover", "candidate first name: “Zoë” becomes “Zoe”")
    ]


def test_a_large_gift_that_is_held_is_due_while_it_is_held_but_cannot_be_told(near: World) -> None:
    small, large = given(near, "500.00", JORDAN, number=PREPAID), given(near, "2000.00", number=PREPAID)
    assert (small.status, large.status) == ("held", "held")
    near.clock.forward(hours=40)

    (waits,) = due(near)

    assert (waits.ref, waits.held, waits.ready, waits.by_sum) == (large.public_id, True, False, False)
    assert waits.hours in {7, 8}
    held.accept(near.desk, large.public_id, by=BY, reason="passport seen", now=near.clock())
    (owed,) = due(near)
    assert (owed.ref, owed.ready, owed.due_at) == (large.public_id, True, waits.due_at)
    assert write(near, large.public_id)[2][2] == f"C{large.id}"


def test_what_nobody_marks_stays_however_late_and_what_bounced_or_was_closed_goes(near: World) -> None:
    late, closed, bounced = (keyed(near, "1,000.00", who=stranger(number)) for number in range(3))
    near.clock.forward(days=200)
    envelope = receiving.read(near.desk, _envelope(near, bounced))[0]
    receiving.bounce(
        near.desk,
        envelope.public_id,
        version=envelope.version,
        on=date(2026, 5, 25),
        reason="no funds",
        by=BY,
        now=near.clock(),
    )
    inquiry.done(near.desk, closed.public_id, "notice_48_hours", by=BY, closing="told by hand", now=near.clock())

    assert [each.ref for each in due(near)] == [late.public_id]


def _envelope(world: World, entry: Entry) -> str:
    envelope = people.story(world.desk, entry.public_id).envelope
    assert envelope is not None
    return envelope.public_id


def test_a_monthly_filer_owes_none_before_the_primary(near: World) -> None:
    keyed(near, "1,000.00")
    committee = replace(near.desk.committee, reports=Reports(filer=Filer.MONTHLY))
    monthly = replace(near.desk, committee=committee)

    assert len(due(near)) == 1
    assert _alone(monthly, near) == []


def _alone(desk: Desk, world: World) -> list[Due]:
    return [each for each in urgent.due(desk, world.clock()) if not each.by_sum]


# The file ------------------------------------------------------------------------------------------------------------


def test_the_file_tells_committee_candidate_signer_and_each_gift(near: World) -> None:
    first = keyed(near, "1,000.00", work=Work.EMPLOYED, occupation="Carpenter", employer="Joinery")
    second = keyed(near, "2,000.00", who=JORDAN)

    header, cover, *gifts = write(near, second.public_id, first.public_id)

    assert header[:3] == ["HDR", "FEC", "8.5"]
    assert (len(header), len(cover)) == (8, 24)
    assert cover[:9] == [
        "F6N",
        "C00000001",
        "",
        "Example for Congress",
        "PO Box 1776",
        "",
        "Columbus",
        "OH",
        "43216",
    ]
    assert cover[10:12] == ["Example", "Robin"]
    assert cover[15:20] == ["H", "OH", "03", "Sample", "Terry"]
    assert cover[-1] == "20260521"
    assert [line[2] for line in gifts] == [f"C{first.id}", f"C{second.id}"]
    assert gifts[0][3:8] == ["IND", "", "Sample", "Robin", ""]
    assert gifts[0][16:] == ["20260520", "1000.00", "Joinery", "Carpenter"]
    assert len(gifts[1]) == 20


def test_work_that_an_earlier_gift_told_is_told_again(near: World) -> None:
    keyed(near, "50.00", work=Work.EMPLOYED, occupation="Carpenter", employer="Joinery")
    entry = keyed(near, "1,000.00", work=None, occupation="", employer="")
    unknown = keyed(near, "1,000.00", who=JORDAN, work=None, occupation="", employer="")

    *_, told, untold = write(near, entry.public_id, unknown.public_id)

    assert told[18:] == ["Joinery", "Carpenter"]
    assert untold[18:] == ["", ""]


def test_a_notice_of_the_same_gifts_is_the_same_file(near: World) -> None:
    entry = keyed(near, "1,000.00")

    assert write(near, entry.public_id) == write(near, entry.public_id)


def test_the_file_takes_its_place_whole(near: World, tmp_path: Path) -> None:
    entry = keyed(near, "1,000.00")
    path = tmp_path / "notice.fec"

    made = urgent.write(near.desk, path, [entry.public_id], signed_on=SIGNED, by=BY, now=near.clock(), signer="Lee, Al")

    content = path.read_bytes()
    assert (made.form, made.refs, made.sums, made.size) == (
        Form.NEW,
        (entry.public_id,),
        Money(1_000_00),
        len(content),
    )
    assert b"\x1cLee\x1cAl\x1c" in content
    assert [each.name for each in tmp_path.iterdir() if each.suffix in {".fec", ".part"}] == ["notice.fec"]


NOTHING: list[tuple[Callable[[Entry], tuple[str, ...]], str, str]] = [
    (lambda _: (), "", "No notice is due"),
    (lambda _: ("none",), "", "not in the books"),
    (lambda entry: (entry.public_id,), "77", "number of the first notice"),
]


@pytest.mark.parametrize("refs, amends, sentence", NOTHING, ids=["nothing", "unknown", "amends nothing"])
def test_what_cannot_be_told_is_refused(
    near: World, refs: Callable[[Entry], tuple[str, ...]], amends: str, sentence: str
) -> None:
    entry = keyed(near, "1,000.00")

    with pytest.raises(NothingToTell, match=sentence):
        write(near, *refs(entry), amends=amends)


def _offered(world: World) -> str:
    return offered(world, "2000.00")


def _small(world: World) -> str:
    return keyed(world, "999.99").public_id


def _early(world: World) -> str:
    return keyed(world, "1,500.00", on=date(2026, 5, 13)).public_id


def _not_paid(world: World) -> str:
    entry = keyed(world, "1,500.00")
    bounce(world, entry, NEAR.date())
    return entry.public_id


def _waiting(world: World) -> str:
    return given(world, "2000.00", number=PREPAID).public_id


def _made_of_another(world: World) -> str:
    shared = keyed(world, "4,300.00", check=JOINT)
    wish = Wish(Remedy.WRITTEN_REATTRIBUTION, Money.parse("1,000.00"), None, ALEX)
    asked = adjustments.ask(world.desk, shared.public_id, wish, [EMAIL, EMAIL], by=BY, now=world.clock())
    sign(world, asked, "Robin Sample")
    return sign(world, asked, "Alex Sample").to_contribution or ""


UNTOLD = [
    pytest.param(_offered, "is checkout open: a notice tells of receipts that stand", id="never came"),
    pytest.param(_not_paid, "is bounced: a notice", id="not paid"),
    pytest.param(_waiting, "is held: a notice", id="held"),
    pytest.param(_small, r"is \$999\.99, \$999\.99 of its donor in these days; below \$1,000", id="too small"),
    pytest.param(_early, "received on 2026-05-13, which no notice is about", id="before the days"),
    pytest.param(_made_of_another, "made by a reattribution", id="a part"),
]


@pytest.mark.parametrize("make, sentence", UNTOLD)
def test_a_notice_tells_nothing_but_receipts_that_call_for_one(
    near: World, make: Callable[[World], str], sentence: str
) -> None:
    ref = make(near)

    with pytest.raises(NothingToTell, match=sentence):
        write(near, ref)


def test_a_gift_that_is_named_for_its_sum_is_told(near: World) -> None:
    keyed(near, "600.00")
    entry = keyed(near, "400.00")

    *_, told = write(near, entry.public_id)

    assert told[2] == f"C{entry.id}"


def test_a_signer_that_the_form_cannot_take_is_told_in_a_sentence_and_nothing_is_kept(
    near: World, tmp_path: Path
) -> None:
    entry = keyed(near, "1,000.00")

    with pytest.raises(NothingToTell, match="F6 cannot be written: its signer first name is blank"):
        urgent.write(
            near.desk, tmp_path / "f6.fec", [entry.public_id], signed_on=SIGNED, by=BY, now=near.clock(), signer="Cher"
        )

    assert not (tmp_path / "f6.fec").exists()
    assert urgent.unfiled(near.desk) is None


def test_a_file_in_its_place_has_its_record(near: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = keyed(near, "1,000.00")

    def gone(*_args: object, **_named: object) -> None:
        raise OSError(5, "disk gone")

    for module, name in ((exported, "note"), (whole_file, "to_disk")):
        with monkeypatch.context() as broken:
            broken.setattr(module, name, gone)
            with pytest.raises(OSError, match="disk gone"):
                urgent.write(
                    near.desk, tmp_path / "f6.fec", [entry.public_id], signed_on=SIGNED, by=BY, now=near.clock()
                )
        assert not (tmp_path / "f6.fec").exists()
        assert urgent.unfiled(near.desk) is None


# What was filed ------------------------------------------------------------------------------------------------------


def test_a_notice_that_was_filed_is_remembered_and_closes_its_work(near: World) -> None:
    entry = keyed(near, "1,000.00")
    other = keyed(near, "1,000.00", who=JORDAN)
    made = urgent.write(near.desk, BytesIO(), [entry.public_id], signed_on=SIGNED, by=BY, now=near.clock())
    assert is_open(near, entry, "notice_48_hours") is True

    (kept,) = mark(near, "1900001", entry.public_id)

    assert kept == Notified(entry.id, Form.NEW, "1900001", NEAR.date(), made.sha256, BY, NEAR)
    assert urgent.filed(near.desk) == [kept]
    assert [each.ref for each in due(near)] == [other.public_id]
    assert is_open(near, entry, "notice_48_hours") is False
    assert is_open(near, other, "notice_48_hours") is True
    assert (BY, "file F6N", "deposited", "deposited") in acts(near, entry)
    with pytest.raises(NothingToTell, match=f"C{entry.id} before"):
        write(near, entry.public_id, other.public_id)


def test_a_notice_by_sum_is_closed_too(near: World) -> None:
    keyed(near, "600.00")
    entry = keyed(near, "400.00")

    mark(near, "1900001", entry.public_id)

    assert due(near) == []
    assert is_open(near, entry, "notice_48_hours_sum") is False


def test_what_is_marked_is_what_the_last_file_tells_and_not_what_came_since(near: World) -> None:
    first = keyed(near, "1,000.00")
    write(near, first.public_id)
    since = keyed(near, "2,000.00", who=JORDAN)

    with pytest.raises(NothingToTell, match=f"tells of C{first.id}, and of nothing else"):
        mark(near, "1900001", first.public_id, since.public_id)
    with pytest.raises(NothingToTell, match="Another file"):
        urgent.mark_filed(near.desk, [], "1900001", by=BY, now=near.clock(), sha256="0" * 64)
    marked = mark(near, "1900001")

    assert [each.contribution_id for each in marked] == [first.id]
    assert [each.ref for each in due(near)] == [since.public_id]
    assert urgent.unfiled(near.desk) is None
    with pytest.raises(NothingToTell, match="No file of a notice waits"):
        mark(near, "1900002")


def test_what_was_not_made_here_is_named_and_has_no_fingerprint(near: World) -> None:
    first, second = keyed(near, "1,000.00"), keyed(near, "1,000.00", who=JORDAN)

    assert [each.sha256 for each in mark(near, "1", first.public_id, second.public_id)] == ["", ""]


def test_the_file_that_waits_to_be_marked_is_told(near: World) -> None:
    entry = keyed(near, "1,000.00")
    made = urgent.write(near.desk, BytesIO(), [entry.public_id], signed_on=SIGNED, by=BY, now=near.clock())

    waiting = urgent.unfiled(near.desk)

    assert waiting is not None
    assert (waiting.form, waiting.refs, waiting.sums) == (Form.NEW, (entry.public_id,), Money(1_000_00))
    assert (waiting.sha256, waiting.made_by, waiting.made_at) == (made.sha256, BY, NEAR)


def test_an_amendment_is_whole_and_names_the_first_notice_its_day_and_its_own_count(near: World) -> None:
    first, second = keyed(near, "1,000.00"), keyed(near, "2,000.00", who=JORDAN)
    refs = (first.public_id, second.public_id)
    mark(near, "1900001", *refs, on=date(2026, 5, 19))

    header, cover, *gifts = write(near, amends="1900001")

    assert header[5:7] == ["FEC-1900001", "1"]
    assert cover[:3] == ["F6A", "C00000001", "20260519"]
    assert [line[2] for line in gifts] == [f"C{first.id}", f"C{second.id}"]
    assert {each.form for each in mark(near, "1900002", *refs)} == {Form.AMENDMENT}
    assert write(near, amends="1900001")[0][5:7] == ["FEC-1900001", "2"]
    with pytest.raises(NothingToTell, match="number of the first notice"):
        write(near, amends="1900002")


def test_a_first_notice_cannot_take_in_what_came_since(near: World) -> None:
    first = keyed(near, "1,000.00")
    mark(near, "1900001", first.public_id)
    since = keyed(near, "1,000.00", who=JORDAN)

    with pytest.raises(NothingToTell, match="new notice of what came since"):
        write(near, since.public_id, amends="1900001")
    with pytest.raises(NothingToTell, match="one notice at a time"):
        mark(near, "1900002", first.public_id, since.public_id)


def test_a_mark_that_cannot_be_is_refused_and_nothing_is_kept(near: World) -> None:
    entry, other = keyed(near, "1,000.00"), keyed(near, "1,000.00", who=JORDAN)

    for refs, number in (((), "1"), (("none",), "1"), ((entry.public_id,), "FEC-1"), ((entry.public_id,), "")):
        with pytest.raises((NothingToTell, NotNotified)):
            mark(near, number, *refs)
    mark(near, "1", entry.public_id)
    with pytest.raises(NotNotified, match="already"):
        mark(near, "1", entry.public_id)

    assert [each.contribution_id for each in urgent.filed(near.desk)] == [entry.id]
    assert [each.ref for each in due(near)] == [other.public_id]


@pytest.mark.parametrize("form, sentence", [(Form.NEW, "an amendment"), (Form.AMENDMENT, "no notice")])
def test_the_book_keeps_one_first_notice_of_a_contribution(near: World, form: Form, sentence: str) -> None:
    entry = keyed(near, "1,000.00")
    new = Notified(entry.id, form, "2", NEAR.date(), "", BY, NEAR)
    if form is Form.NEW:
        mark(near, "1", entry.public_id)

    with pytest.raises(NotNotified, match=sentence), near.desk.database.writing() as session:
        notified.mark(session, new)
