"""A running sandbox; whatever a test made it say is held against the contract afterwards."""

from collections.abc import Iterator

import pytest
import stripe

from tests.donations.sandbox import contract
from tests.donations.sandbox.journey import Clock, Endpoint, Journey, listening, running


@pytest.fixture(autouse=True)
def no_telemetry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe, "enable_telemetry", False)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def journey(clock: Clock) -> Iterator[Journey]:
    """A sandbox without an endpoint."""
    with running(clock) as started:
        yield started
        contract.check(started.sandbox)


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """A webhook endpoint."""
    with listening() as opened:
        yield opened


@pytest.fixture
def told_journey(clock: Clock, endpoint: Endpoint) -> Iterator[Journey]:
    """A sandbox that delivers to the endpoint."""
    with running(clock, webhook=endpoint.url) as started:
        yield started
        contract.check(started.sandbox)
