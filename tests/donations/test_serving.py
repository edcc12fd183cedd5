"""`donations run` as the operator meets it: a real process, started, ended, killed and started again."""

import re
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from donations.sandbox.server import Sandbox
from tests.donations.running import Donor, House, committee_file, gift_id, listens, running, until
from tests.donations.world import KEY, SECRET

REFUSED = 2


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """`donations run` at work."""
    with running(tmp_path) as started:
        yield started


@pytest.fixture
def idle(tmp_path: Path) -> House:
    """A folder and a port where nothing runs yet."""
    return House(tmp_path)


# Starting and ending -------------------------------------------------------------------------------------------------


def test_it_starts_without_a_question_and_prints_its_address(house: House) -> None:
    page = requests.get(f"{house.address}/", timeout=30)

    assert page.status_code == 200
    assert "Give to Example for Congress" in page.text
    assert f"Open {house.address} in a browser." in house.log
    assert "TEST - no real money" in house.log


def test_a_command_names_the_address_at_which_it_was_started(house: House) -> None:
    added = house.command("user", "add", "Terry Sample", "--role", "treasurer", PORT="")
    elsewhere = house.command("user", "reset", "Terry Sample", PORT="", SITE_URL="https://example.org")

    assert f"{house.address}/treasurer/setup/" in added.stdout
    assert "https://example.org/treasurer/setup/" in elsewhere.stdout


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order_and_it_starts_again_in_seconds(house: House, how: signal.Signals) -> None:
    assert house.end(how) == 0
    assert "Traceback" not in house.log

    began = time.monotonic()
    house.begin()

    assert time.monotonic() - began < 20
    assert requests.get(f"{house.address}/", timeout=30).status_code == 200


def test_secrets_are_made_once_and_readable_by_their_owner_alone(house: House) -> None:
    addresses = {"sandbox_address", "site_address"}  # Where the two were found last is no secret, and may change.
    kept = {path.name: path.read_text() for path in house.instance.glob("*_*") if path.name not in addresses}
    modes = {path.stat().st_mode & 0o777 for path in house.instance.glob("*_*") if path.name in kept}
    house.end()

    house.begin()

    assert set(kept) == {"data_key", "secret_key", "sandbox_key", "sandbox_webhook_secret"}
    assert modes == {0o600}
    assert kept == {name: (house.instance / name).read_text() for name in kept}


def test_requests_are_logged_by_route_and_never_by_what_was_sent(house: House) -> None:
    robin = Donor(house)
    public_id = robin.give()
    requests.get(f"{house.address}/give?source=a-secret-word", timeout=30)
    requests.get(f"{house.address}/nowhere/robin@example.org", timeout=30)

    until(lambda: "(no such page) 404" in house.log, "the requests are logged")

    assert re.search(r"POST /give 303, \d+ ms", house.log)
    for personal in ("Robin", "example.org", "Columbus", "a-secret-word", "4242 4242 4242 4242\n", public_id):
        assert personal not in house.log


# What keeps it from starting -----------------------------------------------------------------------------------------


def test_a_taken_port_is_told_with_the_way_out(idle: House) -> None:
    with socket.create_server(("127.0.0.1", idle.port)):
        ended = idle.command("run")

    assert ended.returncode == REFUSED
    assert ended.stderr == (
        f"Another program holds port {idle.port}. Stop it, or choose another: PORT={idle.port + 10} make run\n"
    )


def test_a_taken_port_is_told_with_a_key_too(idle: House) -> None:
    with socket.create_server(("127.0.0.1", idle.port)):
        ended = idle.command("run", STRIPE_SECRET_KEY=KEY)

    assert ended.returncode == REFUSED
    assert ended.stderr.startswith(f"Another program holds port {idle.port}.")


def test_a_second_run_in_the_same_folder_is_refused_and_harms_nothing(house: House) -> None:
    ended = house.command("run", PORT=str(House(house.folder).port))

    assert ended.returncode == REFUSED
    assert ended.stderr.startswith(f"Another `donations run` is using {house.instance}.")
    robin = Donor(house)
    robin.waits_for(robin.give(), "captured")


FAULTS = [
    pytest.param({"PORT": "0"}, "PORT: give a number from 1 to 65534.", id="port 0"),
    pytest.param({"PORT": "65535"}, "PORT: give a number from 1 to 65534.", id="no room for the sandbox"),
    pytest.param({"PORT": "five"}, "PORT: give a number from 1 to 65534.", id="a word for a port"),
    pytest.param(
        {"INSTANCE": __file__}, f"INSTANCE: {__file__} cannot be used as a folder (File exists).", id="folder"
    ),
    pytest.param(
        {"STRIPE_API_BASE": "http://127.0.0.1:9"},
        "STRIPE_API_BASE is set without STRIPE_SECRET_KEY. Give both, or neither to use the sandbox.",
        id="base without a key",
    ),
    pytest.param(
        {"STRIPE_WEBHOOK_SECRET": "whsec_1"},
        "STRIPE_WEBHOOK_SECRET is set without STRIPE_SECRET_KEY. Give both, or neither to use the sandbox.",
        id="webhook secret without a key",
    ),
    pytest.param(
        {"DATABASE_URL": "postgresql://clerk:secret-word@127.0.0.1:9/books"},
        "DATABASE_URL: postgresql+psycopg://clerk:***@127.0.0.1:9/books does not answer, or cannot be written.",
        id="database away",
    ),
    pytest.param({"SECRET_KEY": "short"}, "SECRET_KEY: give a random text of at least 32 characters.", id="secret"),
]


@pytest.mark.parametrize("settings, told", FAULTS)
def test_a_fault_ends_it_with_a_sentence_and_no_traceback(idle: House, settings: dict[str, str], told: str) -> None:
    ended = idle.command("run", **settings)

    assert ended.returncode == REFUSED
    assert told in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "secret-word" not in ended.stderr
    assert ended.stdout == ""


def test_every_fault_of_the_committee_file_is_told_before_anything_is_started(idle: House) -> None:
    committee_file(idle.folder, cap="9999.00", timezone="Nowhere", prepaid_cards="take")

    ended = idle.command("run", PORT="five", STRIPE_WEBHOOK_SECRET="whsec_1")

    assert ended.returncode == REFUSED
    assert "PORT: give a number from 1 to 65534." in ended.stderr
    assert "STRIPE_WEBHOOK_SECRET is set without STRIPE_SECRET_KEY." in ended.stderr
    for fault in ("[contributions] cap: $9,999.00 is above", "[committee] timezone:", "[contributions] prepaid_cards:"):
        assert fault in ended.stderr
    assert not (idle.instance / "sandbox.db").exists()


def test_a_sandbox_file_of_another_version_is_told(idle: House) -> None:
    idle.instance.mkdir()
    (idle.instance / "sandbox.db").write_text("this is no database, and long enough to be looked at" * 10)

    ended = idle.command("run")

    assert ended.returncode == REFUSED
    assert "sandbox.db" in ended.stderr
    assert "Traceback" not in ended.stderr


# A crash in the middle -----------------------------------------------------------------------------------------------


def test_a_gift_goes_on_after_the_process_was_killed_while_the_donor_was_at_the_card_page(house: House) -> None:
    robin = Donor(house)
    card_page = robin.offer()
    house.end(signal.SIGKILL)
    house.begin()

    public_id = gift_id(robin.pay(card_page))

    state = robin.waits_for(public_id, "captured")
    assert state["amount_cents"] == 25000
    until(lambda: list((house.instance / "outbox").glob("*-receipt.eml")), "the receipt is written")


@pytest.fixture
def other_sandbox() -> Iterator[Sandbox]:
    """A sandbox that is not the application's own child; its messages reach nobody."""
    sandbox = Sandbox(state_path=None, secret_key=KEY, webhook_url="http://127.0.0.1:9/unused", webhook_secret=SECRET)
    sandbox.completion_wait = 0
    sandbox.start()
    yield sandbox
    sandbox.stop()


def test_a_gift_paid_while_the_process_was_dead_is_captured_once_it_is_back(
    tmp_path: Path, other_sandbox: Sandbox
) -> None:
    settings = {
        "STRIPE_API_BASE": other_sandbox.base_url,
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_WEBHOOK_SECRET": SECRET,
    }
    with running(tmp_path, **settings) as house:
        robin = Donor(house)
        card_page = robin.offer()
        house.end(signal.SIGKILL)
        robin.pay(card_page)

        house.begin()

        (paid,) = other_sandbox.events("payment_intent.amount_capturable_updated")
        assert paid["data"]["object"]["amount"] == 25000
        until(lambda: other_sandbox.events("charge.captured"), "the sweeper has captured the gift")


def test_with_a_test_key_and_another_base_no_sandbox_of_its_own_is_started(
    tmp_path: Path, other_sandbox: Sandbox
) -> None:
    settings = {"STRIPE_API_BASE": other_sandbox.base_url, "STRIPE_SECRET_KEY": KEY}
    with running(tmp_path, **settings) as house:
        robin = Donor(house)

        public_id = robin.give()

        robin.waits_for(public_id, "captured")
        assert not listens(house.port + 1)
        assert not list(house.instance.glob("sandbox*"))
        assert "STRIPE_WEBHOOK_SECRET is not set" in house.log
        assert "a test key is in use" in house.log


def test_where_the_next_port_is_taken_the_sandbox_finds_another(tmp_path: Path) -> None:
    house = House(tmp_path)
    with socket.create_server(("127.0.0.1", house.port + 1)):
        try:
            house.begin()
            robin = Donor(house)
            robin.waits_for(robin.give(), "captured")
        finally:
            house.end()
