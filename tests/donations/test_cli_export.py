"""The operator's exports: what is written, told and refused."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa

from compliance.deadlines import TaskKind
from donations import cli, filing_models, models, opening, reckonings, surveying, tasks
from donations.payment_words import PaymentsUnavailable
from donations.tasks import NewTask
from tests.donations.books import JORDAN
from tests.donations.exports import readers
from tests.donations.righting import by_check, keyed
from tests.donations.running import committee_file, environment
from tests.donations.season import HUGO, WORK, a_season, person
from tests.donations.world import World

NOT_DONE = 1
FAULT = 2
INTERRUPTED = 130
Q1 = ("--from", "2026-01-01", "--to", "2026-03-31")
PERSONAL = ("Ng", "Hugo", "Elm Street", "example.net", "Jordan", "Quill")


@pytest.fixture
def at(tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The operator's shell before the books of a world; whose committee's cycle has begun with 2026."""
    file = committee_file(tmp_path, start="2026-01-01")
    told = {
        "INSTANCE": str(tmp_path / "instance"),
        "COMMITTEE_FILE": str(file),
        "DATABASE_URL": world.settings.database_url,
    }
    for name, value in environment(**told).items():
        monkeypatch.setenv(name, value)
    return world


def test_a_period_is_exported_and_told(at: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a_season(at)

    status = cli.main(["export", "fec", *Q1, "--out", str(tmp_path / "q1.fec")])

    told = capsys.readouterr()
    assert (status, told.err) == (0, "")
    assert "F3N Q1, 2026-01-01 to 2026-03-31" in told.out
    assert "due 2026-04-15" in told.out
    assert re.search(r"^ +8 receipts, \$10,075\.01$", told.out, re.MULTILINE)
    assert "not a complete report" in told.out
    assert not any(word in told.out for word in PERSONAL)
    readers.all_agree(tmp_path / "q1.fec")


def test_an_export_loads_no_part_of_the_server(at: World, tmp_path: Path) -> None:
    a_season(at)
    telling = (
        "import sys; from donations import cli; "
        "code = cli.main(sys.argv[1:]); print(*sys.modules, file=sys.stderr); sys.exit(code)"
    )

    for asked in (("fec", *Q1), ("csv", "contributions")):
        done = subprocess.run(
            [sys.executable, "-c", telling, "export", *asked, "--out", str(tmp_path / asked[0])],
            capture_output=True,
            text=True,
            check=True,
        )
        loaded = {name.partition(".")[0] for name in done.stderr.split()}
        assert (tmp_path / asked[0]).stat().st_size > 0
        assert loaded >= {"sqlalchemy", "donations"}
        assert not loaded & {"alembic", "flask", "jinja2", "reportlab", "stripe", "waitress", "wtforms"}


@pytest.mark.usefixtures("at")
def test_a_desk_of_the_books_alone_has_no_way_to_stripe() -> None:
    desk = opening.books(os.environ).desk
    try:
        with pytest.raises(PaymentsUnavailable, match="no way to Stripe"):
            desk.payments.payout("po_1")
    finally:
        desk.database.close()


def test_unchanged_books_are_exported_to_the_same_bytes(at: World, tmp_path: Path) -> None:
    a_season(at)
    for name in ("one", "other"):
        assert cli.main(["export", "fec", *Q1, "--out", str(tmp_path / name)]) == 0

    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_each_text_that_the_file_shows_otherwise_is_told_before_and_after(
    at: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = keyed(at, "300.00", person("Zoë", "Quist\x1b[2J", 40), **WORK)
    other = keyed(at, "20.00", person("Zoë", "Quist\x1b[2J", 40), **WORK)
    keyed(at, "300.00", HUGO, **WORK)

    status = cli.main(["export", "fec", *Q1, "--out", str(tmp_path / "q1.fec")])

    told = capsys.readouterr()
    assert (status, told.err) == (0, "")
    assert "\x1b" not in told.out
    assert "4 texts stand in the file otherwise than in the books:" in told.out
    assert re.findall(r"^    (C\d+)  first name: “Zoë” becomes “Zoe”$", told.out, re.MULTILINE) == [
        f"C{entry.id}",
        f"C{other.id}",
    ]
    assert "Ng" not in told.out
    with at.desk.database.reading() as session:
        (kept,) = session.scalars(sa.select(filing_models.Exported.counts)).all()
    assert "Zo" not in json.dumps(kept)


def test_no_more_than_twenty_of_them_are_told(at: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(21):
        keyed(at, "300.00", person("Zoë", "Quist", 40 + number), **WORK)

    assert cli.main(["export", "fec", *Q1, "--out", str(tmp_path / "q1.fec")]) == 0

    told = capsys.readouterr().out
    assert "21 texts stand in the file otherwise" in told
    assert told.count("becomes") == 20
    assert "and 1 more" in told


def test_the_day_of_signing_is_told_and_where_it_comes_from(
    at: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keyed(at, "300.00", HUGO, **WORK)
    out = ["export", "fec", *Q1, "--out", str(tmp_path / "q1.fec")]

    told = []
    for further in (["--signed", "2026-04-10"], [], ["--signed", "2026-04-10"]):
        assert cli.main([*out, *further]) == 0
        told += re.findall(r"^  signed .*$", capsys.readouterr().out, re.MULTILINE)

    assert told == ["  signed 2026-04-10", "  signed 2026-04-10 as the last export", "  signed 2026-04-10"]


def test_a_preview_tells_every_figure_and_writes_nothing(
    at: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keyed(at, "300.00", person("Zoë", "Quist", 40), work=None, occupation="", employer="")
    keyed(at, "3,300.01", HUGO, **WORK)

    status = cli.main(["export", "fec", *Q1, "--preview"])

    told = capsys.readouterr()
    assert (status, told.err) == (0, "")
    assert "Preview: F3N Q1, 2026-01-01 to 2026-03-31; nothing is written" in told.out
    assert all(words in told.out for key, words in surveying.FIGURES.items() if key != "changed")
    assert "2 Receipts on Schedule A, $3,600.01" in told.out
    assert "Zoë Quist  2026-03-02  $300.00  occupation, employer" in told.out
    assert "P2026: $3,300.01, over by $0.01" in told.out
    assert "first name: “Zoë” becomes “Zoe”" in told.out
    assert "the period was not exported yet" in told.out
    with at.desk.database.reading() as session:
        assert session.scalars(sa.select(filing_models.Exported.id)).all() == []
    assert {each.name for each in tmp_path.iterdir() if "books.db" not in each.name} == {"committee.toml", "instance"}


def test_a_preview_tells_what_changed_since_the_export_and_what_stops_the_next(
    at: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keyed(at, "300.00", HUGO, **WORK)
    assert cli.main(["export", "fec", *Q1, "--out", str(tmp_path / "q1.fec")]) == 0
    added = keyed(at, "300.00", JORDAN, **WORK)
    with at.desk.database.writing() as session:
        session.execute(sa.update(models.Contribution).where(models.Contribution.id == added.id).values(first_name=""))

    status = cli.main(["export", "fec", *Q1, "--preview"])

    told = capsys.readouterr().out
    assert status == NOT_DONE
    assert re.search(rf"1 What stops the export\n +C{added.id}  .*The first name is blank", told)
    assert "Entries that differ from the last export" in told


def test_a_period_that_cannot_be_reported_has_no_preview(at: World, capsys: pytest.CaptureFixture[str]) -> None:
    keyed(at, "300.00", HUGO, **WORK)

    status = cli.main(["export", "fec", "--from", "2026-01-02", "--to", "2026-02-27", "--preview"])

    assert status == NOT_DONE
    assert "no report for these days" in capsys.readouterr().err


def test_a_filed_period_is_exported_again_as_an_amendment_alone(
    at: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keyed(at, "300.00", HUGO, **WORK)
    out = ["export", "fec", *Q1, "--out", str(tmp_path / "q1.fec")]
    assert cli.main(out) == 0
    assert cli.main(["export", "filed", *Q1, "--number", "1900001", "--by", "Terry"]) == 0
    assert cli.main(out) == 0
    keyed(at, "400.00", JORDAN, on=date(2026, 3, 20), **WORK)
    capsys.readouterr()

    assert cli.main(out) == NOT_DONE
    assert "add --amends 1900001" in capsys.readouterr().err
    assert cli.main([*out, "--amends", "1900001"]) == 0


def test_amounts_from_outside_come_from_a_file(at: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keyed(at, "300.00", HUGO, **WORK)
    (tmp_path / "others.toml").write_text('[A]\n"23" = "1000.00"\n"17" = "50.00"\n[B]\n"17" = "50.00"\n')
    out = tmp_path / "q1.fec"

    status = cli.main(["export", "fec", *Q1, "--out", str(out), "--others", str(tmp_path / "others.toml")])

    assert status == 0
    assert "not a complete report" not in capsys.readouterr().out
    (_header, cover, *_) = readers.rows(out)
    assert (cover.figure("A", "23"), cover.figure("A", "27")) == ("1000.00", "1250.00")


def test_cash_from_outside_may_be_below_zero(at: World, tmp_path: Path) -> None:
    keyed(at, "300.00", HUGO, **WORK)
    (tmp_path / "others.toml").write_text('[A]\n"23" = "-1000.00"\n')
    out = tmp_path / "q1.fec"

    assert cli.main(["export", "fec", *Q1, "--out", str(out), "--others", str(tmp_path / "others.toml")]) == 0

    (_header, cover, *_) = readers.rows(out)
    assert (cover.figure("A", "23"), cover.figure("A", "27")) == ("-1000.00", "-700.00")
    readers.hardmoney_clean(out)


@pytest.mark.parametrize(
    "text, told",
    [
        ("[A]\n23 = 5.0\n", "amounts as text"),
        ("[A", "not TOML"),
        ('A = "x"', "A is a table: write [A]"),
        ("A = 5", "A is a table: write [A]"),
        ('[C]\n"17" = "5.00"\n', "no C"),
        ('[A]\n"17ai" = "5.00"\n', "17ai"),
        ('[A]\n"99" = "5.00"\n', "99"),
    ],
    ids=["a number", "broken", "no table", "a number for a table", "no column", "ours alone", "no line"],
)
def test_a_file_of_amounts_that_cannot_be_read_is_told(
    at: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    keyed(at, "300.00", HUGO, **WORK)
    (tmp_path / "others.toml").write_text(text)
    typed = ["export", "fec", *Q1, "--out", str(tmp_path / "q1.fec"), "--others", str(tmp_path / "others.toml")]

    try:
        status = cli.main(typed)
    except SystemExit as ended:
        status = int(ended.code or 0)

    assert status != 0
    assert told in capsys.readouterr().err
    assert not (tmp_path / "q1.fec").exists()


@pytest.mark.parametrize(
    "typed, told",
    [
        (["--from", "2026-03-31", "--to", "2026-01-01"], "ends before it starts"),
        (["--from", "2026-01-01", "--to", "2026-03-30"], "no report for these days"),
        (["--from", "2025-01-01", "--to", "2025-03-31"], "election cycle from 2026-01-01"),
        ([*Q1, "--report", "Q9"], "Q9 is no report code"),
        (["--from", "2026-01-01", "--to", "2026-03-20", "--report", "Q1"], "This period ends on 2026-03-31"),
        ([*Q1, "--amends", "123"], "names the filing number of an original"),
    ],
)
def test_what_cannot_be_reported_is_refused_in_one_sentence(
    at: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], typed: list[str], told: str
) -> None:
    keyed(at, "300.00", HUGO, **WORK)

    status = cli.main(["export", "fec", *typed, "--out", str(tmp_path / "q1.fec")])

    said = capsys.readouterr().err
    assert status == NOT_DONE
    assert said.startswith("Nothing was written. ")
    assert told in said
    assert not (tmp_path / "q1.fec").exists()


def test_a_folder_that_is_not_there_is_told(at: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keyed(at, "300.00", HUGO, **WORK)

    status = cli.main(["export", "fec", *Q1, "--out", str(tmp_path / "away" / "q1.fec")])

    assert status == NOT_DONE
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.usefixtures("at")
@pytest.mark.parametrize("kind", ["fec", "f6"])
def test_what_goes_to_the_fec_is_written_to_a_file_and_no_stream(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SystemExit):
        cli.main(["export", kind, *(Q1 if kind == "fec" else ()), "--out", "-"])

    assert "name a file" in capsys.readouterr().err
    assert not (tmp_path / "-").exists()


def test_what_is_no_regular_file_keeps_its_place(at: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keyed(at, "300.00", HUGO, **WORK)

    for out in (os.devnull, str(tmp_path)):
        assert cli.main(["export", "fec", *Q1, "--out", out]) == NOT_DONE
        assert f"{out} cannot be written (it is there already, and is not a regular file)." in capsys.readouterr().err

    assert not Path(os.devnull).is_file()


def test_a_report_is_marked_as_filed_and_its_period_is_locked(
    at: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keyed(at, "300.00", HUGO, **WORK)
    cli.main(["export", "fec", *Q1, "--out", str(tmp_path / "q1.fec")])

    marked = cli.main(["export", "filed", *Q1, "--number", "1900001", "--by", "Terry Sample"])
    again = cli.main(["export", "filed", *Q1, "--number", "1900002", "--by", "Terry Sample"])

    told = capsys.readouterr()
    assert (marked, again) == (0, NOT_DONE)
    assert "is filed as 1900001." in told.out
    assert "filed already" in told.err


def test_what_is_marked_is_told_by_its_digest_and_goes_by_the_code_of_the_export(
    at: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keyed(at, "300.00", HUGO, **WORK)
    last = ("--from", "2026-01-01", "--to", "2026-03-20")
    assert cli.main(["export", "fec", *last, "--report", "TER", "--out", str(tmp_path / "ter.fec")]) == 0
    digest = sha256((tmp_path / "ter.fec").read_bytes()).hexdigest()
    typed = ["export", "filed", *last, "--number", "1900001", "--by", "Terry Sample"]

    other = cli.main([*typed, "--report", "Q1"])
    another = cli.main([*typed, "--sha256", "0" * 64])
    marked = cli.main([*typed, "--sha256", digest])

    told = capsys.readouterr()
    assert (other, another, marked) == (NOT_DONE, NOT_DONE, 0)
    assert "is TER, not Q1" in told.err
    assert f"another file; its SHA-256 is {digest}" in told.err
    assert f"F3 TER, 2026-01-01 to 2026-03-20, is filed as 1900001.\n  SHA-256 {digest}\n" in told.out


def test_an_amount_that_does_not_fit_the_cover_is_told_in_one_sentence(
    at: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keyed(at, "300.00", HUGO, **WORK)
    (tmp_path / "others.toml").write_text('[A]\n"23" = "9999999999.99"\n')
    out = tmp_path / "q1.fec"

    status = cli.main(["export", "fec", *Q1, "--out", str(out), "--others", str(tmp_path / "others.toml")])

    assert (status, out.exists()) == (NOT_DONE, False)
    assert capsys.readouterr().err == (
        "Nothing was written. Line 23, column A: the form has room for $999,999,999.99 at most, not "
        "$9,999,999,999.99.\n"
    )


def test_a_cycle_that_is_less_than_its_period_is_told_and_cash_alone_makes_a_report_complete(
    at: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keyed(at, "300.00", HUGO, **WORK)
    (tmp_path / "others.toml").write_text('[A]\n"17" = "50.00"\n"21" = "0.00"\n[B]\n"17" = "20.00"\n')

    cli.main(["export", "fec", *Q1, "--out", str(tmp_path / "q1.fec"), "--others", str(tmp_path / "others.toml")])

    told = capsys.readouterr().out
    assert "  Look again: Line 17: column B, the cycle to date, is $20.00, less than $50.00 of the period" in told
    assert told.count("Look again") == 1
    assert "not a complete report" in told
    assert [row.form_type for row in readers.rows(tmp_path / "q1.fec")].count("TEXT") == 1


def test_the_notices_that_are_due_are_listed_with_their_hours_and_written(
    at: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    today = datetime.now(UTC).date()
    election = today + timedelta(days=10)
    committee_file(tmp_path, start="2026-01-01", end=str(election))
    at.clock.now = datetime.now(UTC) - timedelta(hours=5)
    large = keyed(at, "1,500.00", HUGO, **WORK)
    keyed(at, "999.99", JORDAN, **WORK)

    listed = cli.main(["export", "f6"])
    written = cli.main(["export", "f6", "--out", str(tmp_path / "f6.fec"), "--filed", "1900009"])
    after = cli.main(["export", "f6"])

    told = capsys.readouterr()
    assert (listed, written, after) == (0, 0, 0)
    assert re.search(
        rf"^{large.public_id}  \$1,500\.00  \S+  primary election of .*  \d\d hours left$", told.out, re.MULTILINE
    )
    assert told.out.endswith("No 48-hour notice is due.\n")
    readers.all_agree(tmp_path / "f6.fec")
    assert [row.form_type for row in readers.rows(tmp_path / "f6.fec")] == ["HDR", "F6N", "F65"]


@pytest.fixture
def before_the_primary(at: World, tmp_path: Path) -> World:
    """Ten days before an election, on the clock of the command."""
    committee_file(tmp_path, start="2026-01-01", end=str(datetime.now(UTC).date() + timedelta(days=10)))
    at.clock.now = datetime.now(UTC) - timedelta(hours=5)
    return at


def test_a_donors_other_gifts_of_the_days_stand_beside_the_sum_with_their_ids(
    before_the_primary: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = keyed(before_the_primary, "600.00", person("Zoë", "Quist", 40), **WORK)
    second = keyed(before_the_primary, "400.00", person("Zoë", "Quist", 40), **WORK)

    world = before_the_primary
    with world.desk.database.writing() as session:  # The books of the test know another primary than the command.
        decide = NewTask(TaskKind.NOTICE_OF_SUM, "RPT-07", "11 CFR 104.5(f)", "Decide whether to tell the FEC.")
        tasks.open_one(session, second.id, decide, world.clock())

    assert cli.main(["export", "f6"]) == 0
    listed = capsys.readouterr().out
    assert cli.main(["export", "f6", first.public_id, second.public_id, "--out", str(tmp_path / "f6.fec")]) == 0

    assert all(entry.public_id in listed for entry in (first, second))
    assert f"name it to tell of it, with C{second.id}" in listed
    assert listed.count("in the file first name: “Zoë” becomes “Zoe”") == 2
    assert "2 texts stand in the file otherwise than in the books" in capsys.readouterr().out
    assert [row.form_type for row in readers.rows(tmp_path / "f6.fec")] == ["HDR", "F6N", "F65", "F65"]


def test_a_notice_is_marked_as_its_file_tells_it_and_amended_without_naming_its_gifts(
    before_the_primary: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world, out = before_the_primary, tmp_path / "amendment.fec"
    first = keyed(world, "1,500.00", HUGO, **WORK)
    assert cli.main(["export", "f6", "--out", str(tmp_path / "f6.fec")]) == 0
    since = keyed(world, "2,000.00", JORDAN, **WORK)

    marked = cli.main(["export", "f6", "--filed", "1900009"])
    told = capsys.readouterr()
    amended = cli.main(["export", "f6", "--out", str(out), "--amends", "1900009", "--filed", "1900010"])
    again = capsys.readouterr()

    assert (marked, amended, again.err) == (0, 0, "")
    assert re.search(
        r"^Remembered as filed under 1900009: 1 contribution, SHA-256 [0-9a-f]{64}\.$", told.out, re.MULTILINE
    )
    assert [row.form_type for row in readers.rows(out)] == ["HDR", "F6A", "F65"]
    assert cli.main(["export", "f6"]) == 0
    left = capsys.readouterr().out
    assert (since.public_id in left, first.public_id in left) == (True, False)


def test_a_file_that_was_written_and_cannot_be_marked_is_told_so(
    before_the_primary: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keyed(before_the_primary, "1,500.00", HUGO, **WORK)

    status = cli.main(["export", "f6", "--out", str(tmp_path / "f6.fec"), "--filed", "none"])

    told = capsys.readouterr()
    assert status == NOT_DONE
    assert told.err.startswith("Nothing was marked as filed. Enter the filing number")
    assert (tmp_path / "f6.fec").exists()


def test_nothing_personal_is_kept_of_an_export(at: World, tmp_path: Path) -> None:
    a_season(at)
    cli.main(["export", "fec", *Q1, "--out", str(tmp_path / "q1.fec")])

    with at.desk.database.reading() as session:
        from donations import exported  # noqa: PLC0415 - a test may look

        kept = exported.last(session, "fec", date(2026, 1, 1), date(2026, 3, 31))
    assert kept is not None
    assert not any(word in json.dumps(kept.counts) for word in PERSONAL)


@pytest.mark.parametrize("asked, told", [
    (("fec", *Q1), r"\r\[#{30}\] 100%  (\d+) contributions read\r\x1b\[K$"),
    (("csv", "contributions"), r"\r\[#{30}\] 100%  (\d+) rows\r\x1b\[K$"),
    (("csv", "donors"), r"\r(\d+) rows\r\x1b\[K$"),
])  # fmt: skip
def test_a_terminal_is_shown_how_far_it_is_and_a_pipe_is_not(  # noqa: PLR0917 - fixtures
    at: World,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    asked: tuple[str, ...],
    told: str,
) -> None:
    a_season(at)
    command = ["export", *asked, "--out", str(tmp_path / "out")]
    assert cli.main(command) == 0
    assert capsys.readouterr().err == ""

    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert cli.main(command) == 0

    shown = re.search(told, capsys.readouterr().err)
    assert shown
    assert int(shown[1]) > 1


def test_a_slip_in_the_address_of_the_books_makes_no_empty_ones(
    at: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    a_season(at)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/typo/bokks.db")

    assert cli.main(["export", "fec", *Q1, "--out", str(tmp_path / "q1.fec")]) == FAULT

    assert "There are no books at" in capsys.readouterr().err
    assert not (tmp_path / "typo").exists()
    assert not (tmp_path / "q1.fec").exists()


@pytest.mark.parametrize("address", ["sqlite:///:memory:", "postgresql://u:p@127.0.0.1:abc/x", "books"])
@pytest.mark.usefixtures("at")
def test_an_address_that_is_none_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", address)

    assert cli.main(["export", "fec", *Q1, "--out", str(tmp_path / "q1.fec")]) == FAULT

    assert "DATABASE_URL" in capsys.readouterr().err


def test_an_interrupted_export_does_not_pass_for_a_done_one(
    at: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    a_season(at)

    def interrupted(*_asked: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(reckonings, "uneven_envelopes", interrupted)

    assert cli.main(["export", "fec", *Q1, "--out", str(tmp_path / "q1.fec")]) == INTERRUPTED

    assert capsys.readouterr().err == "Stopped.\n"
    assert not (tmp_path / "q1.fec").exists()


def test_an_answer_that_cannot_be_told_does_not_end_in_a_trace(at: World, tmp_path: Path) -> None:
    a_season(at)
    command = [sys.executable, "-m", "donations", "export", "fec", *Q1, "--out", str(tmp_path / "q1.fec")]

    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)

    assert done.returncode == NOT_DONE
    assert done.stderr == "It stopped short: No space left on device. Look at what was done before you repeat it.\n"
    assert (tmp_path / "q1.fec").exists()


def test_what_the_driver_says_of_a_row_is_not_told(
    at: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_season(at)
    if not at.desk.database.sqlite:
        pytest.skip("PostgreSQL takes no text that is none")
    with at.desk.database.writing() as session:
        session.execute(sa.text("UPDATE contributions SET last_name = CAST(x'fffe6162' AS TEXT)"))

    for asked in (("fec", *Q1), ("csv", "contributions"), ("csv", "donors")):
        assert cli.main(["export", *asked, "--out", str(tmp_path / "out")]) == FAULT
        told = capsys.readouterr().err
        assert told == "The database does not answer (DatabaseError).\n"


def test_days_that_cannot_be_true_stop_the_list_of_donors_and_the_row_is_named(
    at: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = keyed(at, "300.00", HUGO, **WORK)
    by_check(at, entry, "100.00")
    with at.desk.database.writing() as session:
        session.execute(sa.update(models.Adjustment).values(on=date(2020, 1, 1)))

    assert cli.main(["export", "csv", "donors", "--out", str(tmp_path / "donors.csv")]) == NOT_DONE

    assert entry.public_id in capsys.readouterr().err
    assert not (tmp_path / "donors.csv").exists()
