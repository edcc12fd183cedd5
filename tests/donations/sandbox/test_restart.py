"""What a restart keeps."""

import subprocess
import sys
from pathlib import Path

import pytest

from donations.sandbox.server import Sandbox
from donations.sandbox.state import StateError, Store
from tests.donations.sandbox.journey import KEY, SECRET, Clock, listening, running


def test_objects_keys_and_pages_survive_a_restart(clock: Clock, tmp_path: Path) -> None:
    state = tmp_path / "sandbox" / "state.sqlite3"
    with running(clock, state=state) as before:
        intent, session = before.authorized(), before.session(key="gift-1:again")

    with running(clock, state=state) as after:
        again = after.session(key="gift-1:again")
        found = after.client.v1.checkout.sessions.retrieve(session.id)
        taken = after.client.v1.payment_intents.capture(intent.id)

        assert again.id == session.id
        assert found.url == f"{after.sandbox.base_url}/c/pay/{session.id}"
        assert taken.status == "succeeded"
        assert after.sandbox.pay(session.id).status == "complete"


def test_an_undelivered_event_is_delivered_after_a_restart(clock: Clock, tmp_path: Path) -> None:
    state = tmp_path / "state.sqlite3"
    with listening() as gone:
        pass
    with running(clock, state=state, webhook=gone.url, delays=()) as before:
        before.client.v1.checkout.sessions.expire(before.session().id)
        assert before.sandbox.wait_until_delivered()
        assert before.client.v1.events.list({"delivery_success": False}).data

    with listening() as endpoint, running(clock, state=state, webhook=endpoint.url) as after:
        assert endpoint.wait_for(1)
        assert after.sandbox.wait_until_delivered()
        assert after.client.v1.events.list({"delivery_success": False}).data == []


def test_what_fell_due_while_it_was_stopped_happens_at_the_next_start(clock: Clock, tmp_path: Path) -> None:
    state = tmp_path / "state.sqlite3"
    with running(clock, state=state) as before:
        intent = before.authorized()
    clock.turn(days=7)

    with running(clock, state=state) as after:
        assert after.client.v1.payment_intents.retrieve(intent.id).cancellation_reason == "expired"


def test_what_was_answered_survives_a_killed_process(clock: Clock, tmp_path: Path) -> None:
    state = tmp_path / "state.sqlite3"
    program = f"""
import os, sys
from datetime import datetime
from pathlib import Path
from tests.donations.sandbox.journey import Clock, running
with running(Clock(datetime.fromisoformat({clock().isoformat()!r})), state=Path({str(state)!r})) as journey:
    print(journey.captured().id, flush=True)
    os._exit(9)
"""
    root = Path(__file__).parents[3]
    killed = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, timeout=60, check=False
    )
    assert killed.returncode == 9, killed.stderr

    with running(clock, state=state) as after:
        assert after.client.v1.payment_intents.retrieve(killed.stdout.strip()).status == "succeeded"


def test_two_sandboxes_cannot_share_a_state(clock: Clock, tmp_path: Path) -> None:
    state = tmp_path / "state.sqlite3"

    with running(clock, state=state), pytest.raises(StateError, match="in use"):
        Store(state, lock_seconds=0.1)


def test_the_state_can_be_read_by_its_owner_alone(clock: Clock, tmp_path: Path) -> None:
    state = tmp_path / "state.sqlite3"
    with running(clock, state=state):
        assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}


@pytest.mark.parametrize("key", ["", "sk_live_123", "rk_live_123"])
def test_a_live_key_is_never_taken(key: str) -> None:
    with pytest.raises(ValueError, match="test key"):
        Sandbox(state_path=None, secret_key=key, webhook_url=None, webhook_secret=SECRET)


@pytest.mark.parametrize("host", ["0.0.0.0", "", "192.0.2.1", "example.org"])  # noqa: S104 - refused is the point
def test_only_loopback_is_bound(clock: Clock, host: str) -> None:
    sandbox = Sandbox(state_path=None, secret_key=KEY, webhook_url=None, webhook_secret=SECRET, now=clock)
    try:
        with pytest.raises(ValueError, match="loopback"):
            sandbox.start(host)
    finally:
        sandbox.stop()


def test_a_port_that_is_taken_is_told(clock: Clock) -> None:
    with running(clock) as first:
        second = Sandbox(state_path=None, secret_key=KEY, webhook_url=None, webhook_secret=SECRET, now=clock)
        try:
            with pytest.raises(OSError, match="in use"):
                second.start(port=int(first.sandbox.base_url.rpartition(":")[2]))
        finally:
            second.stop()


def test_what_is_due_happens_by_itself(clock: Clock) -> None:
    """The clock thread looks once a second."""
    with listening() as endpoint, running(clock, webhook=endpoint.url) as journey:
        journey.session()
        clock.turn(minutes=31)

        assert endpoint.wait_for(1)
        assert endpoint.events[0].type == "checkout.session.expired"


def test_a_stop_does_not_wait_for_a_silent_endpoint_and_the_event_goes_out_later(clock: Clock, tmp_path: Path) -> None:
    state = tmp_path / "state.sqlite3"
    with listening() as silent:
        silent.gate.clear()
        with running(clock, state=state, webhook=silent.url) as before:
            before.client.v1.checkout.sessions.expire(before.session().id)

    with listening() as endpoint, running(clock, state=state, webhook=endpoint.url):
        assert endpoint.wait_for(1)
