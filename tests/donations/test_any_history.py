"""Any history: what may happen to gifts, in any order, against a model that is small enough to be seen to be right."""

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from compliance.contribution import Contributor
from compliance.money import Money
from donations import held
from donations.held import Barred
from donations.ledger import Status
from tests.donations.books import JORDAN, ROBIN, agree, offered
from tests.donations.world import COMMITTEE, World

CAP = COMMITTEE.cap.cents
PEOPLE: dict[str, tuple[Contributor, str]] = {
    "robin": (ROBIN, "4242424242424242"),
    "jordan": (JORDAN, "5555555555554444"),
}
PREPAID, DECLINED = "5105105105105100", "4000000000000002"
AMOUNTS = st.sampled_from([100, 100_000, 165_000, 165_001, 329_999, 330_000]) | st.integers(100, 330_000)


@dataclass
class Gift:
    """What the model knows of a gift; `money` is offered, waiting, held, taken or gone."""

    person: str
    cents: int
    money: str = "offered"
    prepaid: bool = False
    back: int = 0
    lost: bool = False
    refunds: list[str] = field(default_factory=list)

    @property
    def counts(self) -> int:
        """What it takes of its person's limit."""
        return 0 if self.lost or self.money not in {"held", "taken"} else self.cents - self.back


class History(RuleBasedStateMachine):
    """The model, and the real thing beside it."""

    make: Callable[[], World]

    def __init__(self) -> None:
        super().__init__()
        self.world = type(self).make()
        self.gifts: dict[str, Gift] = {}

    def teardown(self) -> None:
        """End as after a bad day: everything is swept, and the books agree."""
        self._sweep(40)
        self._sweep(5)
        agree(self.world)
        self.world.__exit__()

    def room(self, person: str) -> int:
        return CAP - sum(gift.counts for gift in self.gifts.values() if gift.person == person)

    def some(self, money: str, number: int) -> tuple[str, Gift]:
        found = [(public_id, gift) for public_id, gift in self.gifts.items() if gift.money == money]
        return found[number % len(found)]

    def any_are(self, *money: str) -> bool:
        return any(gift.money in money for gift in self.gifts.values())

    def decided(self, gift: Gift) -> None:
        """What the law says once the money is authorised."""
        if gift.cents > self.room(gift.person):
            gift.money = "gone"
        else:
            gift.money = "held" if gift.prepaid else "taken"

    # What may happen --------------------------------------------------------------------------------------------------

    @rule(person=st.sampled_from(sorted(PEOPLE)), cents=AMOUNTS)
    def offer(self, person: str, cents: int) -> None:
        public_id = offered(self.world, Money(cents).plain, PEOPLE[person][0])
        self.gifts[public_id] = Gift(person, cents)

    @precondition(lambda self: self.any_are("offered"))
    @rule(number=st.integers(0, 9), prepaid=st.booleans(), declined_first=st.booleans())
    def pay(self, number: int, *, prepaid: bool, declined_first: bool) -> None:
        public_id, gift = self.some("offered", number)
        who, card = PEOPLE[gift.person]
        name = f"{who.first_name} {who.last_name}"
        if declined_first:
            assert self.world.pay(public_id, number=DECLINED, name=name).status == "declined"
        gift.prepaid = prepaid and gift.person == "robin"
        paid = self.world.pay(public_id, number=PREPAID if gift.prepaid else card, name=name)
        gift.money = "waiting" if paid.status == "complete" else "gone"

    @precondition(lambda self: self.any_are("waiting"))
    @rule(number=st.integers(0, 9))
    def the_donor_returns(self, number: int) -> None:
        public_id, gift = self.some("waiting", number)
        self.decided(gift)
        self.world.advance(public_id)

    @precondition(lambda self: self.any_are("waiting"))
    @rule(number=st.integers(0, 9), seed=st.integers(0, 99))
    def messages_come_shuffled_doubled_and_some_never(self, number: int, seed: int) -> None:
        public_id, gift = self.some("waiting", number)
        chance = random.Random(seed)
        told = [event for event in self.world.sandbox.events() if public_id in str(event)]
        some = chance.choices(told, k=max(1, len(told)))
        self.decided(gift)
        for event in some:
            assert self.world.deliver(event).status_code == 200

    @precondition(lambda self: self.any_are("held"))
    @rule(number=st.integers(0, 9), take=st.booleans())
    def a_person_decides(self, number: int, *, take: bool) -> None:
        public_id, gift = self.some("held", number)
        act = held.accept if take else held.refuse
        try:
            act(self.world.desk, public_id, by="Terry", reason="known", now=self.world.clock())
        except Barred:
            assert take
            assert self.room(gift.person) < 0  # A refund that failed late has brought an excess.
            return
        gift.money = "taken" if take else "gone"

    @precondition(lambda self: self.any_are("taken"))
    @rule(number=st.integers(0, 9), part=st.integers(1, 4), told=st.booleans())
    def a_refund(self, number: int, part: int, *, told: bool) -> None:
        public_id, gift = self.some("taken", number)
        cents = min(gift.cents // part, gift.cents - gift.back)
        if gift.lost or cents < 1:
            return
        intent = self.world.read(public_id).payment_intent_id or ""
        refund = self.world.desk.payments.refund(intent, Money(cents), f"r{len(gift.refunds)}:{public_id}")
        gift.refunds.append(refund.ref)
        gift.back += cents
        self._tell(told=told)

    @precondition(lambda self: self.any_are("taken"))
    @rule(number=st.integers(0, 9), end=st.sampled_from(["won", "lost"]))
    def a_dispute(self, number: int, end: str) -> None:
        public_id, gift = self.some("taken", number)
        if gift.lost or gift.back:
            return
        charge = self.world.read(public_id).charge_id or ""
        if self.world.sandbox_list("/v1/disputes") and any(
            each["charge"] == charge for each in self.world.sandbox_list("/v1/disputes")
        ):
            return
        dispute = self.world.sandbox.create_dispute(charge)
        self._tell(told=True)
        self.world.sandbox.close_dispute(dispute["id"], end)
        gift.lost = end == "lost"
        self._tell(told=True)

    @rule(minutes=st.sampled_from([3, 11, 40]))
    def time_passes_and_the_sweeper_goes_round(self, minutes: int) -> None:
        self._sweep(minutes)

    # ------------------------------------------------------------------------------------------------------------------

    def _tell(self, *, told: bool) -> None:
        """Stripe's messages come, or the sweeper asks for them."""
        if told:
            for event in self.world.events():
                if event["type"].startswith(("refund.", "charge.refunded", "charge.dispute.")):
                    assert self.world.deliver(event).status_code == 200
        else:
            self._sweep(1)

    def _sweep(self, minutes: int) -> None:
        self.world.clock.forward(minutes=minutes)
        waiting = {public_id: gift for public_id, gift in self.gifts.items() if gift.money == "waiting"}
        self.world.sweep(deep=True)
        # The order in which it looks is its own: what it took must fit, and what it let go must not.
        for public_id, gift in waiting.items():
            status = self.world.read(public_id).status
            gift.money = {Status.CAPTURED: "taken", Status.HELD: "held", Status.CANCELED: "gone"}.get(status, "waiting")
        for gift in waiting.values():
            assert gift.money != "gone" or gift.cents > self.room(gift.person), "a needless refusal"
        for public_id, gift in self.gifts.items():
            if gift.money == "offered" and self.world.read(public_id).status is Status.EXPIRED:
                gift.money = "gone"

    @invariant()
    def nobody_is_over_the_limit(self) -> None:
        for person in PEOPLE:
            assert self.room(person) >= 0

    @invariant()
    def the_books_say_what_the_model_says(self) -> None:
        says = {"offered": {Status.CHECKOUT_OPEN}, "waiting": {Status.CHECKOUT_OPEN}, "held": {Status.HELD}}
        says |= {"taken": {Status.CAPTURED}, "gone": {Status.CANCELED, Status.EXPIRED}}
        for public_id, gift in self.gifts.items():
            assert self.world.read(public_id).status in says[gift.money], gift
        taken = sum(gift.cents for gift in self.gifts.values() if gift.money == "taken")
        assert self.world.captured_cents() == taken


def _run(make: Callable[[], World], examples: int, steps: int) -> None:
    class Here(History):
        pass

    Here.make = staticmethod(make)
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=checks, database=None
        ),
    )


@pytest.fixture
def make_fresh(request: pytest.FixtureRequest, migrated_file: Path, tmp_path: Path) -> Callable[[], World]:
    """Makes a world over books of its own, as often as asked."""
    kind = request.param
    if kind == "postgresql":
        server = request.getfixturevalue("postgres_server")
        make_database = request.getfixturevalue("make_postgres_database")
        template = server.template("migrated", _migrate)
    count = 0

    def make() -> World:
        nonlocal count
        count += 1
        if kind == "postgresql":
            return World(make_database(template), tmp_path)
        path = tmp_path / f"{count}.db"
        shutil.copy(migrated_file, path)
        return World(f"sqlite:///{path}", tmp_path)

    return make


def _migrate(url: str) -> Any:
    from tests.donations import conftest  # noqa: PLC0415 - its way to build the one template

    return conftest._migrate(url)  # noqa: SLF001 - the same template as everybody's


@pytest.mark.parametrize("make_fresh, examples", [("sqlite", 5), ("postgresql", 3)], indirect=["make_fresh"])
def test_any_short_history_ends_as_the_model_says(make_fresh: Callable[[], World], examples: int) -> None:
    _run(make_fresh, examples, 12)


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("make_fresh", ["sqlite", "postgresql"], indirect=True)
def test_any_long_history_ends_as_the_model_says(make_fresh: Callable[[], World]) -> None:
    _run(make_fresh, 300, 50)
