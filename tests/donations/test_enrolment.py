"""From the operator's command to an account that opens: the one-time link, its two steps, and what ends it."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from donations import cli, credentials, enrolment, models, staff_models, staffing
from donations.accounts import Role
from donations.enrolment import LinkEnded, NameTaken, NoSuchAccount, UnfitName, UnfitPassword, WrongCode
from donations.staffing import Refusal
from tests.donations.treasurer.colleagues import PASSWORD, code_of, hire
from tests.donations.world import World


def link_for(world: World, name: str = "Terry", password: str | None = None) -> str:
    return enrolment.add(world.gate, name, Role.TREASURER, world.clock(), password=password)


def test_a_person_chooses_a_password_ties_a_phone_and_comes_in(world: World) -> None:
    gate, now = world.gate, world.clock()

    first = link_for(world)
    assert enrolment.setup(gate, first, now).secret == ""
    following = enrolment.choose_password(gate, first, PASSWORD, now)
    state = enrolment.setup(gate, following, now)
    codes = enrolment.finish(gate, following, code_of(state.secret, now), now)

    half = staffing.sign_in(gate, "Terry", PASSWORD, address="192.0.2.1", browser="", now=now)
    assert isinstance(half, str)
    assert isinstance(staffing.second_step(gate, half, codes[0], address="192.0.2.1", now=now), str)
    assert state.address.startswith("otpauth://totp/Example%20for%20Congress:Terry?secret=")


def test_the_link_of_each_step_ends_with_the_step(world: World) -> None:
    gate, now = world.gate, world.clock()
    first = link_for(world)
    following = enrolment.choose_password(gate, first, PASSWORD, now)

    with pytest.raises(LinkEnded):
        enrolment.setup(gate, first, now)

    enrolment.finish(gate, following, code_of(enrolment.setup(gate, following, now).secret, now), now)
    for ended in (first, following):
        with pytest.raises(LinkEnded):
            enrolment.setup(gate, ended, now)
        with pytest.raises(LinkEnded):
            enrolment.choose_password(gate, ended, PASSWORD, now)
        with pytest.raises(LinkEnded):
            enrolment.finish(gate, ended, "000000", now)


def test_a_link_works_for_24_hours_and_its_second_step_no_longer(world: World) -> None:
    gate = world.gate
    first = link_for(world)

    world.clock.forward(hours=24, seconds=-1)
    following = enrolment.choose_password(gate, first, PASSWORD, world.clock())
    assert enrolment.setup(gate, following, world.clock()).secret

    world.clock.forward(seconds=1)
    with pytest.raises(LinkEnded):
        enrolment.setup(gate, following, world.clock())


def test_a_newer_link_ends_the_older_one_and_a_closed_account_has_none(world: World) -> None:
    gate, now = world.gate, world.clock()
    older = link_for(world)
    newer = enrolment.reset(gate, "Terry", now)

    with pytest.raises(LinkEnded):
        enrolment.setup(gate, older, now)
    assert enrolment.setup(gate, newer, now).name == "Terry"

    enrolment.disable(gate, "Terry", now)
    with pytest.raises(LinkEnded):
        enrolment.setup(gate, newer, now)


@pytest.mark.parametrize("token", ["", "x", "None"])
def test_a_made_up_link_opens_nothing(world: World, token: str) -> None:
    hire(world)

    with pytest.raises(LinkEnded):
        enrolment.setup(world.gate, token, world.clock())


def test_an_unfit_password_leaves_the_link_as_it_was(world: World) -> None:
    first = link_for(world)

    with pytest.raises(UnfitPassword, match="your name"):
        enrolment.choose_password(world.gate, first, "terry at the old weir", world.clock())

    assert enrolment.setup(world.gate, first, world.clock()).secret == ""


def test_a_wrong_code_leaves_the_account_closed_and_the_link_open(world: World) -> None:
    gate, now = world.gate, world.clock()
    link = link_for(world, password=PASSWORD)

    with pytest.raises(WrongCode):
        enrolment.finish(gate, link, "000000", now)

    assert staffing.sign_in(gate, "Terry", PASSWORD, address="", browser="", now=now) is Refusal.WRONG
    assert enrolment.setup(gate, link, now).secret


def test_the_second_step_cannot_be_taken_before_the_first(world: World) -> None:
    with pytest.raises(WrongCode):
        enrolment.finish(world.gate, link_for(world), "000000", world.clock())


def test_the_code_that_finished_the_set_up_does_not_sign_in(world: World) -> None:
    gate, now = world.gate, world.clock()
    terry = hire(world)

    half = staffing.sign_in(gate, "Terry", PASSWORD, address="", browser="", now=now)
    assert isinstance(half, str)
    assert staffing.second_step(gate, half, terry.code(-1), address="", now=now) is Refusal.WRONG
    assert isinstance(staffing.second_step(gate, half, terry.code(), address="", now=now), str)


def test_a_reset_takes_password_second_factor_and_recovery_codes_away(world: World) -> None:
    gate, now = world.gate, world.clock()
    hire(world)
    hire(world, "Robin", Role.AUDITOR)

    enrolment.reset(gate, "terry", now)

    assert staffing.sign_in(gate, "Terry", PASSWORD, address="", browser="", now=now) is Refusal.WRONG
    with world.desk.database.reading() as session:
        row = session.scalars(sa.select(staff_models.StaffMember).where(staff_models.StaffMember.name == "Terry")).one()
        assert (row.password_hash, row.totp_secret, row.ready_at) == ("", None, None)
        assert session.execute(sa.select(sa.func.count(staff_models.RecoveryCode.id))).scalar_one() == 10


def test_accounts_that_are_not_there_or_cannot_be_called_so_are_told(world: World) -> None:
    gate, now = world.gate, world.clock()
    link_for(world)

    with pytest.raises(NameTaken):
        link_for(world, "TERRY")
    with pytest.raises(UnfitName):
        link_for(world, "T")
    with pytest.raises(UnfitPassword):
        link_for(world, "Robin", "too short")
    for act in (enrolment.disable, enrolment.reset):
        with pytest.raises(NoSuchAccount):
            act(gate, "Nobody", now)
    assert [account.name for account in enrolment.everyone(gate)] == ["Terry"]


def test_a_link_is_kept_as_a_hash(world: World) -> None:
    link = link_for(world)

    with world.desk.database.reading() as session:
        kept = session.scalars(sa.select(staff_models.StaffMember.setup_hash)).one()
        lines = session.scalars(sa.select(models.JournalEntry)).all()

    assert kept == credentials.fingerprint(link)
    assert not any(link in line.after + line.note for line in lines)


def test_a_set_up_stands_in_the_journal_from_the_link_to_the_open_door(world: World) -> None:
    began = world.clock()
    first = link_for(world)
    world.clock.forward(minutes=5)
    following = enrolment.choose_password(world.gate, first, PASSWORD, world.clock())
    code = code_of(enrolment.setup(world.gate, following, world.clock()).secret, world.clock())
    enrolment.finish(world.gate, following, code, world.clock())

    with world.desk.database.reading() as session:
        lines = session.scalars(sa.select(models.JournalEntry).order_by(models.JournalEntry.id)).all()
        assert [(line.actor, line.act, line.before, line.after) for line in lines] == [
            ("operator", "staff.add", "", "treasurer"),
            ("operator", "staff.link", "", "link made"),
            ("Terry", "staff.password", "", "chosen"),
            ("Terry", "staff.set_up", "to be set up", "open"),
        ]
        assert lines[-1].at - began == timedelta(minutes=5)


# The operator's commands ---------------------------------------------------------------------------------------------


@pytest.fixture
def told(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> "Told":
    """Types commands about the world's accounts; answers what was printed."""
    for name, value in {
        "INSTANCE": str(world.settings.instance),
        "DATABASE_URL": world.settings.database_url,
        "SITE_URL": "https://give.example.org",
        "DATA_KEY": world.settings.data_key.hex(),
    }.items():
        monkeypatch.setenv(name, value)
    return Told(monkeypatch, capsys)


class Told:
    """The command line."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, *typed: str, given: str = "") -> tuple[int, str, str]:
        import io  # noqa: PLC0415 - only here

        self._monkeypatch.setattr("sys.stdin", io.StringIO(given))
        code = cli.main(["user", *typed])
        printed = self._capsys.readouterr()
        return code, printed.out, printed.err


def test_the_operator_gets_a_link_to_hand_on(world: World, told: Told) -> None:
    code, out, _ = told("add", "Terry Sample", "--role", "assistant")

    assert code == 0
    link = out.split()[-1]
    assert link.startswith("https://give.example.org/treasurer/setup/")
    assert enrolment.setup(world.gate, link.rpartition("/")[2], enrolment_time()).name == "Terry Sample"


def test_with_a_password_on_standard_input_the_second_factor_alone_is_left(world: World, told: Told) -> None:
    code, out, _ = told("add", "Terry", "--role", "treasurer", "--password-stdin", given=f"{PASSWORD}\nmore\n")

    assert code == 0
    assert enrolment.setup(world.gate, out.split()[-1].rpartition("/")[2], enrolment_time()).secret
    assert PASSWORD not in out


def test_accounts_are_listed_with_role_and_state(world: World, told: Told) -> None:
    hire(world)
    told("add", "Robin", "--role", "auditor")
    told("add", "Closed", "--role", "assistant")
    told("disable", "closed")
    told("role", "ROBIN", "--role", "assistant")

    assert told("list") == (
        0,
        "Closed  assistant  disabled\nRobin  assistant  to be set up\nTerry  treasurer  can sign in\n",
        "",
    )


def test_an_empty_list_says_how_to_begin(told: Told) -> None:
    assert "donations user add NAME --role treasurer" in told("list")[1]


NOT_DONE = [
    pytest.param(["add", "TERRY", "--role", "auditor"], "already", id="the name is taken"),
    pytest.param(["add", "al", "--role", "auditor"], "3 to 64", id="no name"),
    pytest.param(["add", "Robin", "--role", "auditor", "--password-stdin"], "at least 15", id="no password"),
    pytest.param(["disable", "Nobody"], "no account", id="nobody is disabled"),
    pytest.param(["reset", "Nobody"], "no account", id="nobody is reset"),
    pytest.param(["role", "Nobody", "--role", "auditor"], "no account", id="nobody has a role"),
]


@pytest.mark.parametrize("typed, words", NOT_DONE)
def test_what_was_not_done_is_said_on_the_error_stream(world: World, told: Told, typed: list[str], words: str) -> None:
    hire(world)

    code, out, err = told(*typed)

    assert (code, out) == (1, "")
    assert words in err
    assert [account.name for account in enrolment.everyone(world.gate)] == ["Terry"]


def test_a_reset_prints_a_new_link(world: World, told: Told) -> None:
    hire(world)

    code, out, _ = told("reset", "Terry")

    assert code == 0
    assert "/treasurer/setup/" in out
    assert "to be set up" in told("list")[1]


def enrolment_time() -> datetime:
    """The real time, by which the command line made the link."""
    return datetime.now(UTC)
