"""The operator's commands, as real processes where it matters: what they do, print and answer."""

import json
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from donations import cli
from tests.donations.running import PATIENCE, ROOT, Donor, House, committee_file, environment, running, until

NOT_DONE, REFUSED = 1, 2
PREPAID = "5105105105105100"
BY = ("--by", "Terry Sample", "--reason", "Spoke with Robin; the card is a personal one.")


@pytest.fixture
def idle(tmp_path: Path) -> House:
    """A folder with a committee, where nothing runs."""
    return House(tmp_path)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """`donations run` at work."""
    with running(tmp_path) as started:
        yield started


# What is typed -------------------------------------------------------------------------------------------------------


def test_python_m_donations_is_donations(tmp_path: Path) -> None:
    for program in ([sys.executable, "-m", "donations"], [str(Path(sys.executable).with_name("donations"))]):
        ended = subprocess.run(
            [*program, "--help"], cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
        )

        assert ended.returncode == 0
        for command in ("run", "check", "migrate", "sweep", "held", "accept", "refuse", "screen"):
            assert re.search(rf"^    {command} ", ended.stdout, re.MULTILINE), command
    assert list(tmp_path.iterdir()) == []


NOT_UNDERSTOOD = [
    pytest.param([], "COMMAND", id="nothing"),
    pytest.param(["give"], "invalid choice: 'give'", id="no such command"),
    pytest.param(["accept", "gift"], "--by, --reason", id="nobody decides"),
    pytest.param(["accept", "gift", "--by", " ", "--reason", "x"], "argument --by: say it in words", id="a blank name"),
    pytest.param(["refuse", "gift", "--by", "T", "--reason", ""], "argument --reason: say it in words", id="no reason"),
    pytest.param(["sweep", "--every", "0"], "give a number of seconds from 1 to 3600", id="no pause"),
    pytest.param(["sweep", "--every", "nan"], "give a number of seconds from 1 to 3600", id="no number"),
    pytest.param(["sweep", "--every", "often"], "give a number of seconds from 1 to 3600", id="a word"),
    pytest.param(["screen"], "FILE", id="nothing to screen"),
]


@pytest.mark.parametrize("typed, told", NOT_UNDERSTOOD)
def test_what_is_not_understood_is_told_and_nothing_is_done(
    typed: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(typed)

    assert ended.value.code == REFUSED
    assert told in capsys.readouterr().err


# check and migrate ---------------------------------------------------------------------------------------------------


def test_check_tells_what_would_be_used_and_touches_no_database(idle: House) -> None:
    ended = idle.command("check")

    assert ended.returncode == 0
    assert "Example for Congress, C00000001" in ended.stdout
    assert "$3,300.00 for each election (P2026)" in ended.stdout
    assert "the built-in sandbox" in ended.stdout
    assert ended.stdout.endswith("The configuration can be used.\n")
    assert not (idle.instance / "donations.db").exists()


def test_check_says_real_money_and_hides_every_secret(idle: House) -> None:
    secrets = {
        "SECRET_KEY": "s" * 40,
        "DATA_KEY": "d0" * 32,
        "STRIPE_SECRET_KEY": "sk_live_" + "k" * 32,
        "STRIPE_WEBHOOK_SECRET": "whsec_" + "w" * 32,
        "DATABASE_URL": "postgresql://clerk:books-password@127.0.0.1:9/books",
        "SMTP_URL": "smtps://clerk:mail-password@mail.example.org",
    }

    ended = idle.command("check", SITE_URL="https://give.example.org", **secrets)

    assert ended.returncode == 0
    assert "a live key: REAL MONEY" in ended.stdout
    assert "clerk:***@127.0.0.1:9/books" in ended.stdout
    for secret in (*secrets.values(), "books-password", "mail-password"):
        assert secret not in ended.stdout + ended.stderr


def test_check_tells_which_settings_another_server_would_lack(idle: House) -> None:
    ended = idle.command("check", STRIPE_SECRET_KEY="sk_test_" + "k" * 32)

    assert ended.returncode == 0
    assert "a test key: no real money" in ended.stdout
    for name in ("SECRET_KEY", "DATA_KEY", "DATABASE_URL", "SITE_URL"):
        assert f"Note: {name} is not set;" in ended.stdout
    assert "Note: STRIPE_WEBHOOK_SECRET is not set" in ended.stdout


@pytest.mark.parametrize("typed", ["check", "migrate", "sweep", "held"])
def test_a_faulty_configuration_stops_every_command_without_a_traceback(idle: House, typed: str) -> None:
    committee_file(idle.folder, cap="9999.00")

    ended = idle.command(typed)

    assert ended.returncode == REFUSED
    assert "[contributions] cap: $9,999.00 is above the limit" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_migrate_makes_the_database_and_may_be_repeated(idle: House) -> None:
    ended = [idle.command("migrate") for _ in range(2)]

    assert [each.returncode for each in ended] == [0, 0]
    assert ended[1].stdout == "The database is in its newest form.\n"
    assert (idle.instance / "donations.db").exists()


def test_a_database_that_cannot_be_opened_is_told_without_a_traceback(
    idle: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    in_the_way = idle.folder / "books"
    in_the_way.mkdir()
    for name, value in idle.environ(DATABASE_URL=f"sqlite:///{in_the_way}").items():
        monkeypatch.setenv(name, value)

    assert cli.main(["held"]) == REFUSED

    told = capsys.readouterr().err
    assert told == f"DATABASE_URL: sqlite:///{in_the_way} does not answer, or cannot be written.\n"


def test_books_of_a_newer_version_are_refused_in_a_sentence(
    idle: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = idle.folder / "newer.db"
    for name, value in idle.environ(DATABASE_URL=f"sqlite:///{path}").items():
        monkeypatch.setenv(name, value)
    assert cli.main(["migrate"]) == 0
    with closing(sqlite3.connect(path)) as books, books:
        books.execute("UPDATE alembic_version SET version_num = '9999'")

    assert cli.main(["held"]) == REFUSED

    told = capsys.readouterr().err
    assert f"DATABASE_URL: sqlite:///{path} was made by another version of this software" in told
    assert "Traceback" not in told


# Held gifts ----------------------------------------------------------------------------------------------------------


def test_nothing_waits_at_first(idle: House) -> None:
    ended = idle.command("held")

    assert (ended.returncode, ended.stdout) == (0, "Nothing waits for a person.\n")


def test_a_held_gift_is_listed_and_accepted_and_then_waits_no_more(house: House) -> None:
    robin = Donor(house)
    public_id = robin.give(PREPAID)
    robin.waits_for(public_id, "held")

    listed = house.command("held")
    accepted = house.command("accept", public_id, *BY)
    again = house.command("accept", public_id, *BY)

    assert re.search(rf"^{public_id}  \$250\.00  P2026  \d+ hours left$", listed.stdout, re.MULTILINE)
    assert "Robin Sample, Columbus OH" in listed.stdout
    assert "SRC-11" in listed.stdout
    assert listed.stdout.endswith("1 waiting\n")
    assert (accepted.returncode, accepted.stdout) == (0, "The gift is taken: captured.\n")
    assert robin.state(public_id)["status"] == "captured"
    assert (again.returncode, again.stderr) == (
        NOT_DONE,
        "This gift does not wait for a person: it is captured.\n",
    )


def test_a_held_gift_is_refused_and_the_authorisation_goes_back(house: House) -> None:
    robin = Donor(house)
    public_id = robin.give(PREPAID)
    robin.waits_for(public_id, "held")

    refused = house.command("refuse", public_id, *BY)

    assert (refused.returncode, refused.stdout) == (0, "The gift is let go: canceled.\n")
    assert robin.state(public_id)["status"] == "canceled"
    assert house.command("held").stdout == "Nothing waits for a person.\n"


@pytest.mark.parametrize("typed", ["accept", "refuse"])
def test_an_unknown_gift_is_told(idle: House, typed: str) -> None:
    ended = idle.command(typed, "no-such-gift-at-all", *BY)

    assert (ended.returncode, ended.stderr) == (NOT_DONE, "There is no gift with this id.\n")


def test_a_decision_is_kept_while_stripe_is_away_and_carried_out_once_it_is_back(house: House) -> None:
    robin = Donor(house)
    public_id = robin.give(PREPAID)
    robin.waits_for(public_id, "held")
    house.end()

    decided = house.command("accept", public_id, *BY)
    house.begin()

    assert decided.returncode == 0
    assert decided.stdout.startswith("The decision is kept.")
    robin.waits_for(public_id, "captured")


# sweep ---------------------------------------------------------------------------------------------------------------


def test_one_round_of_the_sweeper_tells_what_it_did(house: House) -> None:
    ended = house.command("sweep")

    assert ended.returncode == 0
    assert re.fullmatch(r"looked at \d+, events \d+, without answer \d+; letters sent \d+, waiting \d+\n", ended.stdout)


def test_the_sweeper_goes_on_for_ever_sends_letters_and_ends_in_order(house: House) -> None:
    house.settings["INSTANCE"] = str(house.instance)
    log = house.folder / "sweeper"
    with log.open("wb") as out:
        sweeper = subprocess.Popen(
            [sys.executable, "-m", "donations", "sweep", "--every", "1"],
            cwd=ROOT,
            env=house.environ(),
            stdout=out,
            stderr=out,
        )
    try:
        until(lambda: "Going round every 1 seconds" in log.read_text(), "the sweeper has begun")
        robin = Donor(house)
        robin.waits_for(robin.give(), "captured")
        until(lambda: list((house.instance / "outbox").glob("*-receipt.eml")), "a receipt is written")

        sweeper.send_signal(signal.SIGTERM)

        assert sweeper.wait(PATIENCE) == 0, log.read_text()
        assert "Traceback" not in log.read_text(), log.read_text()
    finally:
        sweeper.kill()
        sweeper.wait(PATIENCE)
    assert len(list((house.instance / "outbox").glob("*-receipt.eml"))) == 1


# screen --------------------------------------------------------------------------------------------------------------


GIFT = {
    "committee": {
        "name": "Example for Congress",
        "office": "H",
        "timezone": "America/New_York",
        "treasurer_in_office": True,
        "cycle": {"start": "2022-11-09", "end": "2024-11-05"},
        "cap": "3300.00",
        "minimum": "1.00",
        "prepaid_cards": "hold",
        "elections": [{"code": "P2024", "date": "2024-06-04"}, {"code": "G2024", "date": "2024-11-05"}],
    },
    "now": "2024-03-15T15:00:00-04:00",
    "history": [],
    "contribution": {
        "channel": "online_card",
        "amount": "250.00",
        "currency": "USD",
        "election": "P2024",
        "donor": {
            "first": "Robin",
            "last": "Sample",
            "email": "robin@example.org",
            "address": {
                "line1": "1 Test Road",
                "city": "Columbus",
                "state": "OH",
                "zip": "43215",
                "country": "US",
            },
        },
        "work": "employed",
        "occupation": "Carpenter",
        "employer": "Example Joinery",
        "attestations": {
            "citizenship": True,
            "own_funds": True,
            "personal_card": True,
            "age": True,
            "not_contractor": True,
        },
    },
}


def test_screen_judges_a_file_without_settings_database_or_folder(idle: House) -> None:
    described = idle.folder / "gift.json"
    described.write_text(json.dumps(GIFT), encoding="utf-8")

    ended = idle.command("screen", str(described), COMMITTEE_FILE="/nowhere", INSTANCE="/nowhere/either")

    assert ended.returncode == 0
    assert json.loads(ended.stdout)["outcome"] == "accepted"
    assert not idle.instance.exists()


def test_screen_answers_json_lines_from_standard_input_one_by_one(idle: House) -> None:
    over = {**GIFT, "contribution": {**GIFT["contribution"], "amount": "3300.01"}}  # type: ignore[dict-item]
    lines = [json.dumps(GIFT), "no json", json.dumps(over)]

    ended = idle.command("screen", "-", stdin="\n".join(lines))

    results = [json.loads(line) for line in ended.stdout.splitlines()]
    assert ended.returncode == 0
    assert [result["outcome"] for result in (results[0], results[2])] == ["accepted", "rejected_over_cap"]
    assert len(results) == 3
    assert results[1].get("outcome") not in {"accepted", "accepted_flagged"}


def test_screen_tells_a_file_that_is_not_there(idle: House) -> None:
    ended = idle.command("screen", "/nowhere/gift.json")

    assert ended.returncode == REFUSED
    assert "No such file or directory" in ended.stdout
    assert "Traceback" not in ended.stderr
