"""Accounts of the staff, from the operator's hand to the person's: made, set up through a one-time link, closed.

Only the operator makes and resets accounts; nothing at the door skips the second factor. The link is worth a new one
at each of its two steps, so that a copy of it neither sees the second factor's secret nor goes unnoticed.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from donations import accounts, credentials, journal
from donations.accounts import Account, NameTaken, NoSuchAccount, Role
from donations.staff import Gate

__all__ = ["Account", "NameTaken", "NoSuchAccount", "Setup"]

OPERATOR = "operator"
"""Who acts at the command line, in the journal's words."""


class UnfitName(Exception):
    """An account cannot be called so."""


class UnfitPassword(Exception):
    """A password cannot be used; the message says what to do."""


class LinkEnded(Exception):
    """A set-up link was used, is older than 24 hours, or another was made since."""


class WrongCode(Exception):
    """The code is not the authenticator app's."""


@dataclass(frozen=True, slots=True)
class Setup:
    """How far a set-up is: `secret` and `address` are for the authenticator app, empty before there is a password."""

    name: str
    secret: str = ""
    address: str = ""


# The operator --------------------------------------------------------------------------------------------------------


def add(gate: Gate, name: str, role: Role, now: datetime, *, password: str | None = None) -> str:
    """Open an account; answers the token of its set-up link. With a password, only the second factor is left to do.

    Raises `NameTaken`, `UnfitName` or `UnfitPassword`.
    """
    name = " ".join(name.split())
    if not accounts.is_name(name):
        raise UnfitName(name)
    kept = _hash(gate, password, name) if password is not None else None
    with gate.desk.database.writing() as session:
        account = accounts.add(session, name, role, now, OPERATOR)
        return _invite(gate, session, account, now, kept)


def reset(gate: Gate, name: str, now: datetime, *, password: str | None = None) -> str:
    """Take away all that proves a person, and open a disabled account; answers the token of a new set-up link.

    Raises `NoSuchAccount` or `UnfitPassword`.
    """
    kept = _hash(gate, password, name) if password is not None else None
    with gate.desk.database.writing() as session:
        account = accounts.named(session, name)
        accounts.reset(session, account, now, OPERATOR)
        return _invite(gate, session, account, now, kept)


def disable(gate: Gate, name: str, now: datetime) -> None:
    """Close an account at once; raises `NoSuchAccount`."""
    with gate.desk.database.writing() as session:
        accounts.disable(session, accounts.named(session, name), now, OPERATOR)


def change_role(gate: Gate, name: str, role: Role, now: datetime) -> None:
    """Give a person another role, from the next request on; raises `NoSuchAccount`."""
    with gate.desk.database.writing() as session:
        accounts.change_role(session, accounts.named(session, name), role, now, OPERATOR)


def everyone(gate: Gate) -> list[Account]:
    """All accounts, by name."""
    with gate.desk.database.reading() as session:
        return accounts.everyone(session)


def _invite(gate: Gate, session: Session, account: Account, now: datetime, password_hash: str | None) -> str:
    token = credentials.new_token()
    accounts.begin_setup(session, account.id, credentials.fingerprint(token), now + accounts.SETUP_LIFE)
    if password_hash is not None:
        accounts.set_password(session, account.id, password_hash)
        _share_secret(gate, session, account)
    journal.write(session, now, OPERATOR, "staff.link", None, "", "link made", account.name)
    return token


# The person ----------------------------------------------------------------------------------------------------------


def setup(gate: Gate, token: str, now: datetime) -> Setup:
    """Say how far the set-up behind a link is; raises `LinkEnded`."""
    with gate.desk.database.reading() as session:
        account = _behind(session, token, now)
    if not account.password_hash or account.totp_secret is None:
        return Setup(account.name)
    secret = gate.desk.vault.open(account.totp_secret, credentials.totp_purpose(account.id)).decode()
    return Setup(account.name, secret, credentials.app_address(secret, account.name, gate.desk.committee.name))


def choose_password(gate: Gate, token: str, password: str, now: datetime) -> str:
    """Keep the password of a new account; answers the token of the next step. Raises `LinkEnded`, `UnfitPassword`."""
    name = setup(gate, token, now).name
    kept = _hash(gate, password, name)
    with gate.desk.database.writing() as session:
        account = _behind(session, token, now)
        following = credentials.new_token()
        accounts.begin_setup(
            session, account.id, credentials.fingerprint(following), account.setup_ends_at or now + accounts.SETUP_LIFE
        )
        accounts.set_password(session, account.id, kept)
        _share_secret(gate, session, account)
        journal.write(session, now, account.name, "staff.password", None, "", "chosen", account.name)
    return following


def finish(gate: Gate, token: str, code: str, now: datetime) -> list[str]:
    """Open the account to a person whose app gives the right code; answers the recovery codes, to be shown once.

    Raises `LinkEnded` or `WrongCode`.
    """
    codes = credentials.new_recovery_codes()
    with gate.desk.database.writing() as session:
        account = _behind(session, token, now)
        if not account.password_hash or account.totp_secret is None:
            raise WrongCode
        secret = gate.desk.vault.open(account.totp_secret, credentials.totp_purpose(account.id)).decode()
        step = credentials.matching_step(secret, code, now)
        if step is None or not accounts.use_step(session, account.id, step):
            raise WrongCode
        accounts.finish_setup(session, account, credentials.fingerprints(codes), now)
    return codes


def _behind(session: Session, token: str, now: datetime) -> Account:
    account = accounts.by_setup(session, credentials.fingerprint(token), now)
    if account is None:
        raise LinkEnded
    return account


def _share_secret(gate: Gate, session: Session, account: Account) -> None:
    secret = credentials.new_secret().encode()
    accounts.set_secret(session, account.id, gate.desk.vault.seal(secret, credentials.totp_purpose(account.id)))


def _hash(gate: Gate, password: str, name: str) -> str:
    fault = credentials.password_fault(password, name)
    if fault is not None:
        raise UnfitPassword(fault)
    return gate.hasher.hash(password)
