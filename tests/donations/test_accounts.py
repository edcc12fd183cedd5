"""The book of the staff's accounts: names, roles, what is used up once, what ends."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from donations import accounts, models, staff_models, staff_sessions
from donations.accounts import Account, NameTaken, NoSuchAccount, Role
from donations.db import Database

NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    """A database with another person's account, which every test must leave alone."""
    made = Database(migrated_url)
    with made.writing() as session:
        _open(session, "Somebody Else")
    yield made
    made.close()


def _open(session: Session, name: str, role: Role = Role.TREASURER) -> Account:
    account = accounts.add(session, name, role, NOON, "operator")
    accounts.set_password(session, account.id, "hash")
    accounts.set_secret(session, account.id, b"sealed")
    accounts.finish_setup(session, account, [f"{name}-{number}".ljust(64, "x") for number in range(3)], NOON)
    return accounts.named(session, name)


def test_a_name_is_found_however_its_letters_are_cased(database: Database) -> None:
    with database.writing() as session:
        made = accounts.add(session, "Terry Sample", Role.AUDITOR, NOON, "operator")

        for typed in ("Terry Sample", "terry sample", " TERRY  SAMPLE ", "Ｔerry Sample"):  # noqa: RUF001
            found = accounts.find(session, typed)
            assert found is not None
            assert found.id == made.id
        assert accounts.find(session, "Terry") is None


def test_a_name_is_taken_once(database: Database) -> None:
    with database.writing() as session:
        accounts.add(session, "Terry", Role.AUDITOR, NOON, "operator")

        with pytest.raises(NameTaken):
            accounts.add(session, "TERRY", Role.TREASURER, NOON, "operator")


@pytest.mark.parametrize("name", ["Al1", "Terry Sample", "t.sample@example.org", "O'Neil-Ärger", "x" * 64])
def test_people_may_be_called_so(name: str) -> None:
    assert accounts.is_name(name)


@pytest.mark.parametrize("name", ["", "Al", "x" * 65, " Terry", "Terry ", "Ter\nry", "<Terry>", "Terry\u202eX", "...."])
def test_an_account_may_not_be_called_so(name: str) -> None:
    assert not accounts.is_name(name)


def test_an_account_that_is_not_set_up_is_not_open(database: Database) -> None:
    with database.writing() as session:
        account = accounts.add(session, "Terry", Role.TREASURER, NOON, "operator")
        assert not account.open

        opened = _open(session, "Robin")
        assert opened.open
        accounts.disable(session, opened, NOON, "operator")
        assert not accounts.named(session, "Robin").open


def test_who_is_not_there_is_told(database: Database) -> None:
    with database.reading() as session, pytest.raises(NoSuchAccount):
        accounts.named(session, "Nobody")


def test_all_accounts_are_listed_by_name(database: Database) -> None:
    with database.writing() as session:
        for name in ("terry", "Robin", "Zoe"):
            accounts.add(session, name, Role.AUDITOR, NOON, "operator")

        assert [each.name for each in accounts.everyone(session)] == ["Robin", "Somebody Else", "terry", "Zoe"]


def test_the_database_knows_three_roles(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError), database.writing() as session:
        session.execute(sa.update(staff_models.StaffMember).values(role="king"))


def test_a_half_minute_is_used_once_and_none_before_it_after(database: Database) -> None:
    with database.writing() as session:
        terry, robin = _open(session, "Terry"), _open(session, "Robin")

        used = [accounts.use_step(session, terry.id, step) for step in (100, 100, 99, 101, 100)]

        assert used == [True, False, False, True, False]
        assert accounts.use_step(session, robin.id, 100)


def test_a_recovery_code_is_used_once_and_by_its_owner_alone(database: Database) -> None:
    with database.writing() as session:
        terry, robin = _open(session, "Terry"), _open(session, "Robin")
        code = "Terry-1".ljust(64, "x")

        assert not accounts.use_code(session, robin.id, code, NOON)
        assert accounts.use_code(session, terry.id, code, NOON)
        assert not accounts.use_code(session, terry.id, code, NOON)
        assert (accounts.codes_left(session, terry.id), accounts.codes_left(session, robin.id)) == (2, 3)


def test_new_recovery_codes_take_the_place_of_all(database: Database) -> None:
    with database.writing() as session:
        terry, robin = _open(session, "Terry"), _open(session, "Robin")

        accounts.replace_codes(session, terry, ["n" * 64], NOON)

        assert not accounts.use_code(session, terry.id, "Terry-1".ljust(64, "x"), NOON)
        assert accounts.use_code(session, terry.id, "n" * 64, NOON)
        assert accounts.codes_left(session, robin.id) == 3


def test_what_was_done_to_an_account_stands_in_the_journal(database: Database) -> None:
    with database.writing() as session:
        terry = _open(session, "Terry", Role.ASSISTANT)
        accounts.change_role(session, terry, Role.TREASURER, NOON, "operator")
        accounts.disable(session, terry, NOON + timedelta(hours=1), "operator")
        accounts.reset(session, accounts.named(session, "Terry"), NOON + timedelta(hours=2), "operator")

    with database.reading() as session:
        lines = session.scalars(
            sa.select(models.JournalEntry).where(models.JournalEntry.note == "Terry").order_by(models.JournalEntry.id)
        )
        assert [
            (line.actor, line.act, line.before, line.after, (line.at - NOON).seconds // 3600) for line in lines
        ] == [
            ("operator", "staff.add", "", "assistant", 0),
            ("Terry", "staff.set_up", "to be set up", "open", 0),
            ("operator", "staff.role", "assistant", "treasurer", 0),
            ("operator", "staff.disable", "open", "disabled", 1),
            ("operator", "staff.reset", "disabled", "to be set up", 2),
        ]


def test_what_proves_a_person_is_kept_as_hashes_or_sealed_and_the_journal_has_none_of_it(database: Database) -> None:
    with database.writing() as session:
        _open(session, "Terry")
        lines = session.scalars(sa.select(models.JournalEntry)).all()

        assert not any("hash" in (line.before + line.after + line.note) for line in lines)


def test_sessions_that_began_more_than_30_days_ago_are_dropped(database: Database) -> None:
    with database.writing() as session:
        terry = _open(session, "Terry")
        staff_sessions.start(session, terry.id, "a" * 64, "Firefox", NOON)
        staff_sessions.start(session, terry.id, "b" * 64, "Firefox", NOON + timedelta(seconds=1))

        staff_sessions.sweep(session, NOON + timedelta(days=30, seconds=1))

        assert session.scalars(sa.select(staff_models.StaffSession.token_hash)).all() == ["b" * 64]
