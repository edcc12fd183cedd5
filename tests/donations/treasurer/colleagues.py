"""Members of the staff for tests: accounts, their phones, and browsers in which they are signed in."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import pyotp
from werkzeug.test import TestResponse

from donations import enrolment, staffing
from donations.staff import Gate, Role
from donations.staffing import Refusal
from tests.donations.world import Clock, Visitor, World, token_of

PASSWORD = "seven quiet herons by the weir"
HERE = "192.0.2.7"


class Place(Protocol):
    """Where somebody works: a world, or as much of one as sign-in needs."""

    clock: Clock
    gate: Gate


@dataclass
class Colleague:
    """One member of the staff, with a phone that shows codes, and the recovery codes on paper."""

    place: Place
    name: str
    role: Role
    secret: str
    recovery_codes: list[str] = field(default_factory=list)
    password: str = PASSWORD

    def code(self, steps: int = 0) -> str:
        """What the phone shows, so many half minutes from now."""
        return code_of(self.secret, self.place.clock(), steps)

    def browser(self, world: World) -> "StaffBrowser":
        """A browser in which this person is signed in. It uses a recovery code up."""
        browser = StaffBrowser(world)
        gate, now = world.gate, world.clock()
        half = staffing.sign_in(gate, self.name, self.password, address=HERE, browser="Firefox on Linux", now=now)
        assert not isinstance(half, Refusal)
        token = staffing.second_step(gate, half, self.recovery_codes.pop(), address=HERE, now=now)
        assert not isinstance(token, Refusal)
        browser.cookie = token
        return browser


class StaffBrowser(Visitor):
    """A browser at the treasurer's door."""

    def get(self, address: str) -> TestResponse:
        """Open a page."""
        return self.client.get(address)

    def post(
        self, address: str, typed: dict[str, str] | None = None, *, page: str = "/treasurer/account"
    ) -> TestResponse:
        """Send a form with the token that stands on a page."""
        return self.client.post(address, data={**(typed or {}), "csrf_token": token_of(self.get(page))})

    @property
    def cookie(self) -> str:
        """The session's token, or nothing."""
        kept = self.client.get_cookie("staff")
        return kept.value if kept else ""

    @cookie.setter
    def cookie(self, token: str) -> None:
        self.client.set_cookie("staff", token)


def code_of(secret: str, now: datetime, steps: int = 0) -> str:
    """The code of the half minute that is so many away from now."""
    return pyotp.TOTP(secret).generate_otp(int(now.timestamp()) // 30 + steps)


def hire(place: Place, name: str = "Terry", role: Role = Role.TREASURER) -> Colleague:
    """Make an account and set it up; the code of the half minute before this one is used up by that."""
    gate, now = place.gate, place.clock()
    link = enrolment.add(gate, name, role, now, password=PASSWORD)
    colleague = Colleague(place, name, role, enrolment.setup(gate, link, now).secret)
    colleague.recovery_codes = enrolment.finish(gate, link, colleague.code(-1), now)
    return colleague
