"""The gate: password, second factor, sessions, and what somebody who guesses learns."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import sqlalchemy as sa

from donations import enrolment, models, staff_models, staffing
from donations.accounts import Role
from donations.credentials import Busy
from donations.db import Database
from donations.desk import Desk
from donations.payments import Payments
from donations.staff import Gate
from donations.staffing import Presence, Refusal
from donations.vault import CannotOpen, Vault
from tests.donations.treasurer.colleagues import HERE, PASSWORD, Colleague, hire
from tests.donations.world import COMMITTEE, NOON, Clock

SECOND = timedelta(seconds=1)


@dataclass
class CountingHasher:
    """Keeps passwords in the plain and counts what it is asked: time is measured in calls."""

    parameters: str = "today"
    calls: list[str] = field(default_factory=list)
    meanwhile: Callable[[], object] | None = None
    """What happens while a password is looked at."""

    def hash(self, password: str) -> str:
        self.calls.append("hash")
        return f"{self.parameters}:{password}"

    def verify(self, kept: str, password: str) -> bool:
        self.calls.append("verify")
        if self.meanwhile:
            self.meanwhile()
        return kept.partition(":")[2] == password

    def outdated(self, kept: str) -> bool:
        return kept.partition(":")[0] != self.parameters

    def decoy(self) -> str:
        return f"{self.parameters}:\0"


@pytest.fixture
def hasher() -> CountingHasher:
    return CountingHasher()


@dataclass
class Gatehouse:
    """As much of a world as the gate needs: books, a vault, a clock."""

    clock: Clock
    gate: Gate

    @property
    def database(self) -> Database:
        return self.gate.desk.database


@pytest.fixture
def world(migrated_url: str, hasher: CountingHasher) -> Iterator[Gatehouse]:
    database = Database(migrated_url)
    payments = Payments("sk_test_" + "k" * 32, "", "http://127.0.0.1:9")
    desk = Desk(database, payments, COMMITTEE, "http://localhost", Vault(bytes(range(32))))
    yield Gatehouse(Clock(), Gate(desk, hasher, "x" * 64))
    database.close()


@pytest.fixture(autouse=True)
def terry(world: Gatehouse) -> Colleague:
    """A treasurer whose phone is one code ahead of what was used."""
    hire(world, "Somebody Else", Role.AUDITOR)
    return hire(world)


def sign_in(world: Gatehouse, name: str = "Terry", password: str = PASSWORD, address: str = HERE) -> str | Refusal:
    gate, now = world.gate, world.clock()
    return staffing.sign_in(gate, name, password, address=address, browser="Firefox", now=now)


def second(world: Gatehouse, token: str | Refusal, typed: str, address: str = HERE) -> str | Refusal:
    assert isinstance(token, str)
    return staffing.second_step(world.gate, token, typed, address=address, now=world.clock())


def present(world: Gatehouse, token: str | Refusal) -> Presence | None:
    assert isinstance(token, str)
    return staffing.present(world.gate, token, world.clock())


def come_in(world: Gatehouse, who: Colleague) -> str:
    """Sign in from the start; the time goes to a half minute whose code is fresh."""
    world.clock.forward(seconds=90)
    token = second(world, sign_in(world, who.name), who.code())
    assert isinstance(token, str)
    return token


def journal(world: Gatehouse, act: str) -> list[tuple[str, str, str, str]]:
    with world.database.reading() as session:
        lines = session.scalars(
            sa.select(models.JournalEntry).where(models.JournalEntry.act == act).order_by(models.JournalEntry.id)
        )
        return [(line.actor, line.before, line.after, line.note) for line in lines]


# Name and password ---------------------------------------------------------------------------------------------------


def test_name_password_and_code_together_open_the_door(world: Gatehouse, terry: Colleague) -> None:
    half = sign_in(world, "TERRY")
    waiting = present(world, half)
    assert waiting is not None
    assert not waiting.through

    whole = second(world, half, terry.code())

    here = present(world, whole)
    assert here is not None
    assert here.through
    assert (here.staff.name, here.staff.role) == ("Terry", Role.TREASURER)


def test_each_step_gives_another_token_and_the_one_before_opens_nothing(world: Gatehouse, terry: Colleague) -> None:
    half = sign_in(world)
    whole = second(world, half, terry.code())

    assert half != whole
    assert present(world, half) is None
    assert present(world, whole) is not None


def test_tokens_are_kept_as_hashes(world: Gatehouse, terry: Colleague) -> None:
    token = come_in(world, terry)

    with world.database.reading() as session:
        kept = session.scalars(sa.select(staff_models.StaffSession.token_hash)).all()

    assert token not in kept
    assert all(len(each) == 64 for each in kept)


WRONG = [
    pytest.param("Terry", PASSWORD + "x", id="a wrong password"),
    pytest.param("Terry", "", id="no password"),
    pytest.param("Nobody", PASSWORD, id="a name that is not there"),
    pytest.param("", "", id="nothing"),
    pytest.param("Closed", PASSWORD, id="a disabled account"),
    pytest.param("Fresh", PASSWORD, id="an account without its second factor"),
    pytest.param("Bare", "", id="an account without a password"),
    pytest.param("Terry", "\0", id="the decoy's own password"),
    pytest.param("Nobody", "\0", id="the decoy's own password, for a name that is not there"),
]


@pytest.mark.parametrize("name, password", WRONG)
def test_whatever_is_wrong_the_answer_and_the_work_are_the_same(
    world: Gatehouse, hasher: CountingHasher, name: str, password: str
) -> None:
    gate, now = world.gate, world.clock()
    hire(world, "Closed", Role.AUDITOR)
    enrolment.disable(gate, "Closed", now)
    enrolment.add(gate, "Fresh", Role.AUDITOR, now, password=PASSWORD)
    enrolment.add(gate, "Bare", Role.AUDITOR, now)
    hasher.calls.clear()
    statements = Statements(world)

    answer = sign_in(world, name, password)

    assert answer is Refusal.WRONG
    assert hasher.calls == ["verify"]
    asked = list(statements.kinds)
    assert asked == sign_in_of_a_stranger(world)


class Statements:
    """Counts what the database is asked, by its first words."""

    def __init__(self, world: Gatehouse) -> None:
        self.kinds: list[str] = []
        for engine in {world.database._writer, world.database._reader}:  # noqa: SLF001 - to listen, not to act
            if isinstance(engine, sa.Engine):
                sa.event.listen(engine, "before_cursor_execute", self._note)

    def _note(self, *told: object) -> None:
        self.kinds.append(" ".join(str(told[2]).split()[:3]))


def sign_in_of_a_stranger(world: Gatehouse) -> list[str]:
    """What the database is asked when a name is tried that nobody has."""
    statements = Statements(world)
    assert sign_in(world, "Stranger", "of no account", "198.51.100.77") is Refusal.WRONG
    return statements.kinds


def test_a_password_kept_with_old_parameters_is_kept_anew_once_it_is_given(
    world: Gatehouse, hasher: CountingHasher
) -> None:
    hasher.parameters = "tomorrow"
    hasher.calls.clear()

    first = sign_in(world)
    second_time = sign_in(world)

    assert isinstance(first, str)
    assert isinstance(second_time, str)
    assert hasher.calls == ["verify", "hash", "verify"]
    with world.database.reading() as session:
        assert f"tomorrow:{PASSWORD}" in session.scalars(sa.select(staff_models.StaffMember.password_hash)).all()


def test_an_account_that_is_disabled_while_its_password_is_looked_at_stays_shut(
    world: Gatehouse, hasher: CountingHasher
) -> None:
    hasher.meanwhile = lambda: enrolment.disable(world.gate, "Terry", world.clock())

    assert sign_in(world) is Refusal.WRONG


def test_a_try_that_was_not_looked_at_is_not_counted(world: Gatehouse, hasher: CountingHasher) -> None:
    def busy() -> None:
        raise Busy

    hasher.meanwhile = busy
    for _ in range(6):
        with pytest.raises(Busy):
            sign_in(world)
    hasher.meanwhile = None

    assert isinstance(sign_in(world), str)


def test_a_wrong_password_is_not_kept_anew(world: Gatehouse, hasher: CountingHasher) -> None:
    hasher.parameters = "tomorrow"

    sign_in(world, password="another one, wrong")

    with world.database.reading() as session:
        assert f"today:{PASSWORD}" in session.scalars(sa.select(staff_models.StaffMember.password_hash)).all()


# Limits --------------------------------------------------------------------------------------------------------------


def addresses() -> list[str]:
    return [f"203.0.113.{number}" for number in range(1, 30)]


@pytest.mark.parametrize("name", ["Terry", "Nobody"])
def test_after_five_failures_an_account_is_not_looked_at_from_anywhere(
    world: Gatehouse, hasher: CountingHasher, name: str
) -> None:
    answers = [sign_in(world, name, "wrong", address) for address in addresses()[:5]]
    hasher.calls.clear()

    sixth = sign_in(world, name, PASSWORD, "203.0.113.200")

    assert answers == [Refusal.WRONG] * 5
    assert sixth is Refusal.WAIT
    assert hasher.calls == []


def test_after_five_failures_an_address_is_not_looked_at_for_any_account(world: Gatehouse) -> None:
    for number in range(5):
        assert sign_in(world, f"Guess {number}", "wrong") is Refusal.WRONG

    assert sign_in(world) is Refusal.WAIT
    assert isinstance(sign_in(world, address="203.0.113.200"), str)


def test_four_failures_bar_nobody(world: Gatehouse) -> None:
    for _ in range(4):
        sign_in(world, password="wrong")

    assert isinstance(sign_in(world), str)


def test_an_account_opens_again_after_fifteen_minutes_and_no_sooner(world: Gatehouse) -> None:
    for _ in range(5):
        sign_in(world, password="wrong")

    world.clock.forward(minutes=15, seconds=-1)
    assert sign_in(world) is Refusal.WAIT

    world.clock.forward(seconds=61)
    assert isinstance(sign_in(world), str)


def test_no_fifteen_minutes_hold_more_than_five_looks_however_they_are_spread(
    world: Gatehouse, hasher: CountingHasher
) -> None:
    looked: list[int] = []
    for second_of_try in range(0, 3600, 20):
        hasher.calls.clear()
        sign_in(world, password="wrong")
        if hasher.calls:
            looked.append(second_of_try)
        world.clock.forward(seconds=20)

    assert len(looked) >= 3 * 5
    assert all(later - earlier >= 15 * 60 for earlier, later in zip(looked, looked[5:], strict=False))


def test_signing_in_well_counts_nothing(world: Gatehouse, terry: Colleague) -> None:
    for _ in range(12):
        come_in(world, terry)
        world.clock.forward(seconds=-60)


def test_wrong_codes_and_wrong_passwords_count_together(world: Gatehouse, terry: Colleague) -> None:
    half = sign_in(world)
    for _ in range(3):
        sign_in(world, password="wrong")
    for _ in range(2):
        assert second(world, half, "000000") is Refusal.WRONG

    assert second(world, half, terry.code()) is Refusal.WAIT
    assert sign_in(world) is Refusal.WAIT


def test_many_tries_at_once_are_not_more_than_five_looks(world: Gatehouse, hasher: CountingHasher) -> None:
    hasher.calls.clear()
    answers: list[str | Refusal] = []
    threads = [threading.Thread(target=lambda: answers.append(sign_in(world, password="wrong"))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert hasher.calls == ["verify"] * 5
    assert sorted(answers, key=str) == [Refusal.WAIT] * 11 + [Refusal.WRONG] * 5


def test_a_locked_account_stands_in_the_journal_and_the_log_has_no_name(
    world: Gatehouse, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(9):
        sign_in(world, password="wrong")

    assert journal(world, "staff.locked") == [("engine", "open", "closed for a while", "Terry")]
    assert "Terry" not in caplog.text
    assert PASSWORD not in caplog.text


# The second factor ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("steps, taken", [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_whose_clock_is_half_a_minute_off_comes_in(
    world: Gatehouse, terry: Colleague, steps: int, taken: bool
) -> None:
    world.clock.forward(minutes=5)

    answer = second(world, sign_in(world), terry.code(steps))

    assert isinstance(answer, str) == taken


def test_a_code_is_taken_once(world: Gatehouse, terry: Colleague) -> None:
    world.clock.forward(minutes=5)
    code = terry.code()

    assert isinstance(second(world, sign_in(world), code), str)
    assert second(world, sign_in(world), code) is Refusal.WRONG
    world.clock.forward(seconds=30)
    assert second(world, sign_in(world), code) is Refusal.WRONG


def test_a_code_from_before_the_last_one_that_was_taken_is_refused(world: Gatehouse, terry: Colleague) -> None:
    world.clock.forward(minutes=5)
    earlier, later = terry.code(-1), terry.code()

    assert isinstance(second(world, sign_in(world), later), str)
    assert second(world, sign_in(world), earlier) is Refusal.WRONG
    assert isinstance(second(world, sign_in(world), terry.code(1)), str)


def test_two_who_send_the_same_code_at_once_are_not_both_let_in(world: Gatehouse, terry: Colleague) -> None:
    world.clock.forward(minutes=5)

    answers = at_once(world, terry.code())

    assert sum(isinstance(answer, str) for answer in answers) == 1


def test_two_who_send_the_same_recovery_code_at_once_are_not_both_let_in(world: Gatehouse, terry: Colleague) -> None:
    answers = at_once(world, terry.recovery_codes[0])

    assert sum(isinstance(answer, str) for answer in answers) == 1


def at_once(world: Gatehouse, typed: str) -> list[str | Refusal]:
    halves = [sign_in(world) for _ in range(4)]
    answers: list[str | Refusal] = []
    barrier = threading.Barrier(len(halves))

    def send(half: str | Refusal) -> None:
        barrier.wait()
        answers.append(second(world, half, typed))

    threads = [threading.Thread(target=send, args=(half,)) for half in halves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_recovery_code_stands_in_once(world: Gatehouse, terry: Colleague) -> None:
    code = terry.recovery_codes[3]

    assert isinstance(second(world, sign_in(world), code.lower().replace("-", " ")), str)
    assert second(world, sign_in(world), code) is Refusal.WRONG
    assert isinstance(second(world, sign_in(world), terry.recovery_codes[4]), str)
    assert journal(world, "staff.sign_in") == [
        ("Terry", "", "signed in", "by recovery code, 9 left"),
        ("Terry", "", "signed in", "by recovery code, 8 left"),
    ]


def test_anothers_code_opens_nothing(world: Gatehouse) -> None:
    robin = hire(world, "Robin", Role.ASSISTANT)

    assert second(world, sign_in(world), robin.code()) is Refusal.WRONG
    assert second(world, sign_in(world), robin.recovery_codes[0]) is Refusal.WRONG


def test_new_recovery_codes_end_the_former_ones(world: Gatehouse, terry: Colleague) -> None:
    here = present(world, come_in(world, terry))
    assert here is not None

    codes = staffing.new_codes(world.gate, here.staff, world.clock())

    assert staffing.codes_left(world.gate, here.staff) == 10
    assert second(world, sign_in(world), terry.recovery_codes[0]) is Refusal.WRONG
    assert isinstance(second(world, sign_in(world), codes[0]), str)
    assert journal(world, "staff.codes") == [("Terry", "10", "10", "Terry")]


def test_a_secret_that_was_copied_into_another_account_does_not_open_there(world: Gatehouse) -> None:
    hire(world, "Mallory", Role.AUDITOR)
    with world.database.writing() as session:
        secret = sa.select(staff_models.StaffMember.totp_secret).where(staff_models.StaffMember.name == "Mallory")
        session.execute(
            sa.update(staff_models.StaffMember)
            .where(staff_models.StaffMember.name == "Terry")
            .values(totp_secret=secret.scalar_subquery())
        )

    with pytest.raises(CannotOpen):
        second(world, sign_in(world), "000000")


def test_the_database_holds_no_secret_that_can_be_read(world: Gatehouse, terry: Colleague) -> None:
    with world.database.reading() as session:
        kept = [bytes(each or b"") for each in session.scalars(sa.select(staff_models.StaffMember.totp_secret))]
        codes = session.scalars(sa.select(staff_models.RecoveryCode.code_hash)).all()

    assert not any(terry.secret.encode() in each for each in kept)
    assert not {code.replace("-", "") for code in terry.recovery_codes} & set(codes)


# Sessions ------------------------------------------------------------------------------------------------------------


def test_a_session_ends_after_thirty_minutes_without_use(world: Gatehouse, terry: Colleague) -> None:
    token = come_in(world, terry)

    world.clock.forward(minutes=30, seconds=-1)
    assert present(world, token) is not None

    world.clock.forward(minutes=30, seconds=-1)
    assert present(world, token) is not None

    world.clock.forward(minutes=30)
    assert present(world, token) is None


def test_a_session_ends_after_twelve_hours_however_busy(world: Gatehouse, terry: Colleague) -> None:
    token = come_in(world, terry)
    began = world.clock()
    while world.clock() < began + timedelta(hours=12) - timedelta(minutes=20):
        world.clock.forward(minutes=20)
        assert present(world, token) is not None

    world.clock.now = began + timedelta(hours=12) - SECOND
    assert present(world, token) is not None

    world.clock.forward(seconds=1)
    assert present(world, token) is None


def test_showing_the_second_factor_anew_does_not_make_a_session_longer(world: Gatehouse, terry: Colleague) -> None:
    token = come_in(world, terry)
    began = world.clock()
    for _ in range(35):
        world.clock.forward(minutes=20)
        answer = second(world, token, terry.code())
        assert isinstance(answer, str)
        token = answer

    world.clock.now = began + timedelta(hours=12)
    assert present(world, token) is None


def test_a_password_waits_ten_minutes_for_its_code(world: Gatehouse, terry: Colleague) -> None:
    early, late = sign_in(world), sign_in(world)

    world.clock.forward(minutes=10, seconds=-1)
    assert isinstance(second(world, early, terry.code()), str)

    world.clock.forward(seconds=1)
    assert second(world, late, terry.code(1)) is Refusal.ENDED


def test_use_is_noted_every_ten_seconds_and_not_with_each_request(world: Gatehouse, terry: Colleague) -> None:
    token = come_in(world, terry)
    statements = Statements(world)

    for _ in range(21):
        present(world, token)
        world.clock.forward(seconds=1)

    assert sum(kind.startswith("UPDATE") for kind in statements.kinds) == 2


def test_the_second_factor_is_fresh_for_ten_minutes(world: Gatehouse, terry: Colleague) -> None:
    token = come_in(world, terry)

    world.clock.forward(minutes=10, seconds=-1)
    here = present(world, token)
    assert here is not None
    assert here.fresh(world.clock())

    world.clock.forward(seconds=1)
    assert not here.fresh(world.clock())


@pytest.mark.parametrize("token", ["", "x", "0" * 43, "' OR 1=1 --"])
def test_a_made_up_token_is_nobodys(world: Gatehouse, terry: Colleague, token: str) -> None:
    come_in(world, terry)

    assert present(world, token) is None


def test_a_new_role_counts_from_the_next_request(world: Gatehouse, terry: Colleague) -> None:
    token = come_in(world, terry)

    enrolment.change_role(world.gate, "terry", Role.AUDITOR, world.clock())

    here = present(world, token)
    assert here is not None
    assert here.staff.role is Role.AUDITOR


def disable(gate: Gate, world: Gatehouse) -> None:
    enrolment.disable(gate, "Terry", world.clock())


def reset(gate: Gate, world: Gatehouse) -> None:
    enrolment.reset(gate, "Terry", world.clock())


@pytest.mark.parametrize("act", [disable, reset])
def test_a_disabled_or_reset_account_is_signed_out_at_once_everywhere_and_nobody_else(
    world: Gatehouse, terry: Colleague, act: Callable[[Gate, Gatehouse], None]
) -> None:
    robin = hire(world, "Robin", Role.ASSISTANT)
    token, other, robins = come_in(world, terry), come_in(world, terry), come_in(world, robin)
    half = sign_in(world)

    act(world.gate, world)

    assert [present(world, each) for each in (token, other, half)] == [None, None, None]
    assert second(world, half, terry.code(1)) is Refusal.ENDED
    assert sign_in(world) is Refusal.WRONG
    assert present(world, robins) is not None


def test_a_session_that_was_disabled_does_not_come_back_when_the_account_does(
    world: Gatehouse, terry: Colleague
) -> None:
    token = come_in(world, terry)
    gate, now = world.gate, world.clock()
    enrolment.disable(gate, "Terry", now)
    link = enrolment.reset(gate, "Terry", now, password=PASSWORD)
    terry.secret = enrolment.setup(gate, link, now).secret
    enrolment.finish(gate, link, terry.code(), now)

    assert present(world, token) is None


@pytest.mark.parametrize("change", [{"disabled_at": NOON}, {"ready_at": None}])
def test_a_session_of_an_account_that_is_not_open_is_none_even_where_nobody_ended_it(
    world: Gatehouse, terry: Colleague, change: dict[str, object]
) -> None:
    token = come_in(world, terry)
    with world.database.writing() as session:
        session.execute(
            sa.update(staff_models.StaffMember).where(staff_models.StaffMember.name == "Terry").values(change)
        )

    assert present(world, token) is None


def test_one_may_end_ones_own_sessions_and_nobody_elses(world: Gatehouse, terry: Colleague) -> None:
    robin = hire(world, "Robin", Role.ASSISTANT)
    here, there = come_in(world, terry), come_in(world, terry)
    gate, now = world.gate, world.clock()
    me, my_other, her = present(world, here), present(world, there), present(world, come_in(world, robin))
    assert me is not None
    assert my_other is not None
    assert her is not None

    assert staffing.end_session(gate, me.staff, my_other.session_id, now)
    assert not staffing.end_session(gate, me.staff, my_other.session_id, now)
    assert not staffing.end_session(gate, me.staff, her.session_id, now)

    assert present(world, there) is None
    assert present(world, here) is not None
    assert [each.account.name for each in staffing.sessions(gate, her.staff, now)] == ["Robin"]
    assert journal(world, "staff.sign_out") == [("Terry", "signed in", "ended", "Terry")]


def test_signing_out_everywhere_leaves_no_session(world: Gatehouse, terry: Colleague) -> None:
    tokens = [come_in(world, terry) for _ in range(3)]
    here = present(world, tokens[0])
    assert here is not None

    staffing.end_sessions(world.gate, here.staff, world.clock())

    assert [present(world, token) for token in tokens] == [None, None, None]


def test_a_list_of_sessions_has_those_that_go_on_and_are_through(world: Gatehouse, terry: Colleague) -> None:
    come_in(world, terry)
    world.clock.forward(minutes=29)
    token = come_in(world, terry)
    sign_in(world)
    here = present(world, token)
    assert here is not None

    assert len(staffing.sessions(world.gate, here.staff, world.clock())) == 1
