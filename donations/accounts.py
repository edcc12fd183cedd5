"""Accounts of the staff, kept: who may come in, by what, and their recovery codes. Tokens and codes come hashed.

What is proved, and how often it may be tried, is the desk's to decide (`staffing`).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from donations import journal
from donations import staff_models as models
from donations.staff_models import Role

__all__ = ["Role"]

SETUP_LIFE: Final = timedelta(hours=24)


class NameTaken(Exception):
    """An account has this name already, however its letters are cased."""


class NoSuchAccount(Exception):
    """No account has this name."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it stood when it was read."""

    id: int
    name: str
    role: Role
    created_at: datetime
    password_hash: str
    totp_secret: bytes | None
    ready_at: datetime | None
    disabled_at: datetime | None
    setup_ends_at: datetime | None

    @property
    def open(self) -> bool:
        """Whether it can be signed in to."""
        return self.ready_at is not None and self.disabled_at is None


def name_key(name: str) -> str:
    """How a name is found, however its letters are cased and its spaces set."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def is_name(name: str) -> bool:
    """Whether an account may be called so: 3 to 64 letters or digits, and between them spaces or . _ @ + ' -."""
    return re.fullmatch(r"[^\W_][\w .@+'-]{1,62}[^\W_]", name) is not None


# Accounts ------------------------------------------------------------------------------------------------------------


def add(session: Session, name: str, role: Role, now: datetime, by: str) -> Account:
    """Open an account that cannot be signed in to yet; raises `NameTaken`."""
    key = name_key(name)
    if session.scalar(sa.select(models.StaffMember.id).where(models.StaffMember.name_key == key)) is not None:
        raise NameTaken(name)
    row = models.StaffMember(name=name, name_key=key, role=role, created_at=now)
    session.add(row)
    session.flush()
    journal.write(session, now, by, "staff.add", None, "", role, name)
    return of_row(row)


def find(session: Session, name: str) -> Account | None:
    """Find an account by its name."""
    row = session.scalars(
        sa.select(models.StaffMember).where(models.StaffMember.name_key == name_key(name))
    ).one_or_none()
    return None if row is None else of_row(row)


def named(session: Session, name: str) -> Account:
    """Find an account that is there; raises `NoSuchAccount`."""
    found = find(session, name)
    if found is None:
        raise NoSuchAccount(name)
    return found


def take(session: Session, account_id: int) -> Account:
    """Read an account as it is now, and keep other hands off it until the transaction ends."""
    return of_row(_row(session, account_id))


def everyone(session: Session) -> list[Account]:
    """All accounts, by name."""
    return [of_row(row) for row in session.scalars(sa.select(models.StaffMember).order_by(models.StaffMember.name_key))]


def change_role(session: Session, account: Account, role: Role, now: datetime, by: str) -> None:
    """Give an account another role, from its next request on."""
    _row(session, account.id).role = role
    journal.write(session, now, by, "staff.role", None, account.role, role, account.name)


def disable(session: Session, account: Account, now: datetime, by: str) -> None:
    """Close an account: its sessions end, its set-up link too."""
    row = _row(session, account.id)
    row.disabled_at, row.setup_hash, row.setup_ends_at = now, None, None
    end_all(session, account.id, now)
    journal.write(session, now, by, "staff.disable", None, _state(account), "disabled", account.name)


def reset(session: Session, account: Account, now: datetime, by: str) -> None:
    """Take password, second factor and recovery codes away, and open a disabled account: it is set up anew."""
    row = _row(session, account.id)
    row.password_hash, row.totp_secret, row.ready_at, row.disabled_at = "", None, None, None
    session.execute(sa.delete(models.RecoveryCode).where(models.RecoveryCode.staff_id == account.id))
    end_all(session, account.id, now)
    journal.write(session, now, by, "staff.reset", None, _state(account), "to be set up", account.name)


def set_password(session: Session, account_id: int, password_hash: str) -> None:
    """Keep the hash of a password."""
    _row(session, account_id).password_hash = password_hash


def end_all(session: Session, account_id: int, now: datetime) -> None:
    """End every session of an account."""
    row = models.StaffSession
    session.execute(sa.update(row).where(row.staff_id == account_id, row.ended_at.is_(None)).values(ended_at=now))


# Setting up ----------------------------------------------------------------------------------------------------------


def begin_setup(session: Session, account_id: int, token_hash: str, ends_at: datetime) -> None:
    """Let the link with this token set the account up; a link made before ends."""
    row = _row(session, account_id)
    row.setup_hash, row.setup_ends_at = token_hash, ends_at


def by_setup(session: Session, token_hash: str, now: datetime) -> Account | None:
    """Find the account that a set-up link is for; None when the link has ended."""
    row = session.scalars(
        sa.select(models.StaffMember).where(
            models.StaffMember.setup_hash == token_hash,
            models.StaffMember.setup_ends_at > now,
            models.StaffMember.disabled_at.is_(None),
        )
    ).one_or_none()
    return None if row is None else of_row(row)


def set_secret(session: Session, account_id: int, sealed: bytes) -> None:
    """Keep the secret of the authenticator app, sealed."""
    row = _row(session, account_id)
    row.totp_secret, row.totp_step = sealed, None


def finish_setup(session: Session, account: Account, code_hashes: Iterable[str], now: datetime) -> None:
    """Open the door to an account that has password and second factor; its link ends."""
    row = _row(session, account.id)
    row.ready_at, row.setup_hash, row.setup_ends_at = now, None, None
    end_all(session, account.id, now)
    _keep_codes(session, account.id, code_hashes)
    journal.write(session, now, account.name, "staff.set_up", None, "to be set up", "open", account.name)


# The second factor ---------------------------------------------------------------------------------------------------


def use_step(session: Session, account_id: int, step: int) -> bool:
    """Use the code of a half minute up; False when it, or a later one, was used before."""
    row = models.StaffMember
    newer = sa.or_(row.totp_step.is_(None), row.totp_step < step)
    return changed(session, sa.update(row).where(row.id == account_id, newer).values(totp_step=step))


def use_code(session: Session, account_id: int, code_hash: str, now: datetime) -> bool:
    """Use a recovery code up; False when there is none such left."""
    row = models.RecoveryCode
    mine = (row.staff_id == account_id, row.code_hash == code_hash, row.used_at.is_(None))
    return changed(session, sa.update(row).where(*mine).values(used_at=now))


def codes_left(session: Session, account_id: int) -> int:
    """How many recovery codes an account has left."""
    row = models.RecoveryCode
    left = sa.select(sa.func.count()).where(row.staff_id == account_id, row.used_at.is_(None))
    return session.execute(left).scalar_one()


def replace_codes(session: Session, account: Account, code_hashes: Iterable[str], now: datetime) -> None:
    """Give an account new recovery codes; the former ones end."""
    before = codes_left(session, account.id)
    session.execute(sa.delete(models.RecoveryCode).where(models.RecoveryCode.staff_id == account.id))
    _keep_codes(session, account.id, code_hashes)
    after = codes_left(session, account.id)
    journal.write(session, now, account.name, "staff.codes", None, str(before), str(after), account.name)


def _keep_codes(session: Session, account_id: int, code_hashes: Iterable[str]) -> None:
    session.add_all(models.RecoveryCode(staff_id=account_id, code_hash=each) for each in code_hashes)
    session.flush()


# Rows ----------------------------------------------------------------------------------------------------------------


def _row(session: Session, account_id: int) -> models.StaffMember:
    return session.scalars(
        sa.select(models.StaffMember)
        .where(models.StaffMember.id == account_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def changed(session: Session, statement: sa.Update) -> bool:
    """Do an update; answers whether it met a row."""
    done: Any = session.execute(statement.execution_options(synchronize_session=False))
    return bool(done.rowcount)


def _state(account: Account) -> str:
    if account.disabled_at is not None:
        return "disabled"
    return "open" if account.ready_at is not None else "to be set up"


def of_row(row: models.StaffMember) -> Account:
    """Copy an account out of its row."""
    return Account(
        row.id,
        row.name,
        Role(row.role),
        row.created_at,
        row.password_hash,
        row.totp_secret,
        row.ready_at,
        row.disabled_at,
        row.setup_ends_at,
    )
