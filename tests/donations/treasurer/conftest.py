"""Browsers of the staff: each role's, signed in."""

from collections.abc import Callable

import pytest

from donations.staff import Role
from tests.donations.treasurer.colleagues import Colleague, StaffBrowser, hire
from tests.donations.world import World


@pytest.fixture
def terry(world: World) -> Colleague:
    """A treasurer, who is not signed in."""
    return hire(world)


@pytest.fixture
def staff_browser(world: World) -> Callable[..., StaffBrowser]:
    """Makes a browser in which somebody of a role is signed in: `staff_browser(Role.AUDITOR)`."""

    def make(role: Role = Role.TREASURER, name: str = "") -> StaffBrowser:
        return hire(world, name or f"Robin {role}", role).browser(world)

    return make


@pytest.fixture
def treasurer(staff_browser: Callable[..., StaffBrowser]) -> StaffBrowser:
    """A browser in which a treasurer is signed in."""
    return staff_browser(Role.TREASURER)


@pytest.fixture
def assistant(staff_browser: Callable[..., StaffBrowser]) -> StaffBrowser:
    """A browser in which an assistant is signed in."""
    return staff_browser(Role.ASSISTANT)


@pytest.fixture
def auditor(staff_browser: Callable[..., StaffBrowser]) -> StaffBrowser:
    """A browser in which an auditor is signed in."""
    return staff_browser(Role.AUDITOR)
