"""The gate of the treasurer's door: password, second factor, sessions.

Who guesses learns nothing: an unknown name, a disabled account and a wrong password cost the same work, count the same
and hear the same. A try is counted before it is looked at, so that many at once are not more than the limit.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final

from sqlalchemy.orm import Session

from donations import accounts, credentials, journal, limits, staff_sessions
from donations.accounts import Account
from donations.staff import Gate, Staff
from donations.staff_sessions import StaffSession

log = logging.getLogger(__name__)
TRIES: Final = 5
SPAN: Final = timedelta(minutes=15)
"""So many failures in so long, for one account and for one address."""
FRESH: Final = timedelta(minutes=10)
"""So long after the second factor a session may do what asks for it anew."""
_WINDOW: Final = timedelta(minutes=1)
_TOUCH: Final = timedelta(seconds=10)
"""A session's use is noted at most so often; it may end so much earlier than its half hour, never later."""


class Refusal(Enum):
    """Why somebody does not come in."""

    WRONG = auto()
    WAIT = auto()
    """Too many failures: not even looked at."""
    ENDED = auto()
    """The session, or the link, has ended."""


@dataclass(frozen=True, slots=True)
class Presence:
    """A member of the staff in a browser. `through` says whether the second factor was given, `proved_at` when."""

    staff: Staff
    session_id: int
    proved_at: datetime | None

    @property
    def through(self) -> bool:
        """Whether the second factor was given."""
        return self.proved_at is not None

    def fresh(self, now: datetime) -> bool:
        """Whether it was given a short while ago."""
        return self.proved_at is not None and now - self.proved_at < FRESH


# Coming in -----------------------------------------------------------------------------------------------------------


def sign_in(  # noqa: PLR0913 - what is typed, where it comes from, and when
    gate: Gate, name: str, password: str, *, address: str, browser: str, now: datetime
) -> str | Refusal:
    """Check name and password; answers the token of a session that still wants its second factor.

    Raises `credentials.Busy`, and then has counted nothing, when too many try at once.
    """
    keys = _keys(gate, accounts.name_key(name), address)
    with gate.desk.database.writing() as session:
        if not _count(gate, session, keys, now):
            return Refusal.WAIT
        account = accounts.find(session, name)
    kept = account.password_hash if account is not None and account.open else gate.hasher.decoy()
    try:
        right = gate.hasher.verify(kept, password)
    except credentials.Busy:
        with gate.desk.database.writing() as session:
            _take_back(session, keys, now)
        raise
    if not right or account is None or not account.open:
        return _failed(gate, account, keys, now)
    newer = gate.hasher.hash(password) if gate.hasher.outdated(account.password_hash) else None
    with gate.desk.database.writing() as session:
        gate.desk.database.lock(session, keys)
        fresh = accounts.take(session, account.id)
        if not fresh.open or fresh.password_hash != account.password_hash:
            return Refusal.WRONG
        _take_back(session, keys, now)
        if newer:
            accounts.set_password(session, account.id, newer)
        token = credentials.new_token()
        staff_sessions.start(session, account.id, credentials.fingerprint(token), browser, now)
    return token


def second_step(gate: Gate, token: str, typed: str, *, address: str, now: datetime) -> str | Refusal:
    """Check a one-time code or a recovery code; answers the session's new token.

    It serves the second half of a sign-in, and a session that must show anew who uses it.
    """
    with gate.desk.database.writing() as session:
        sitting = staff_sessions.find(session, credentials.fingerprint(token), now)
        if sitting is None:
            return Refusal.ENDED
        keys = _keys(gate, accounts.name_key(sitting.account.name), address)
        if not _count(gate, session, keys, now):
            return Refusal.WAIT
        account = accounts.take(session, sitting.account.id)
        how = _second_factor(gate, session, account, typed, now)
        if how is None:
            _note_if_locked(session, account, keys, now)
            return Refusal.WRONG
        _take_back(session, keys, now)
        fresh_token = credentials.new_token()
        staff_sessions.prove(session, sitting.id, credentials.fingerprint(fresh_token), now)
        act = "staff.sign_in" if sitting.proved_at is None else "staff.prove"
        journal.write(session, now, account.name, act, None, "", "signed in", how)
    return fresh_token


def _second_factor(gate: Gate, session: Session, account: Account, typed: str, now: datetime) -> str | None:
    """How the second factor was given, in words for the journal; None when it was not."""
    if account.totp_secret is not None:
        secret = gate.desk.vault.open(account.totp_secret, credentials.totp_purpose(account.id)).decode()
        step = credentials.matching_step(secret, typed, now)
        if step is not None:
            return "by code" if accounts.use_step(session, account.id, step) else None
    code = credentials.recovery_fingerprint(typed)
    if code is not None and accounts.use_code(session, account.id, code, now):
        return f"by recovery code, {accounts.codes_left(session, account.id)} left"
    return None


# Being in ------------------------------------------------------------------------------------------------------------


def present(gate: Gate, token: str, now: datetime) -> Presence | None:
    """Who holds this token, with the rights of this moment; None when the session has ended. It counts as use."""
    with gate.desk.database.reading() as session:
        sitting = staff_sessions.find(session, credentials.fingerprint(token), now)
    if sitting is None:
        return None
    if sitting.proved_at is not None and now - sitting.seen_at >= _TOUCH:
        with gate.desk.database.writing() as session:
            staff_sessions.touch(session, sitting.id, now)
    account = sitting.account
    return Presence(Staff(account.id, account.name, account.role), sitting.id, sitting.proved_at)


def sessions(gate: Gate, staff: Staff, now: datetime) -> list[StaffSession]:
    """A person's own sessions that go on, the last used first."""
    with gate.desk.database.reading() as session:
        return staff_sessions.of_account(session, staff.id, now)


def end_session(gate: Gate, staff: Staff, session_id: int, now: datetime) -> bool:
    """End one of a person's own sessions; False when there is none such."""
    with gate.desk.database.writing() as session:
        ended = staff_sessions.end(session, staff.id, session_id, now)
        if ended:
            journal.write(session, now, staff.name, "staff.sign_out", None, "signed in", "ended", staff.name)
    return ended


def leave(gate: Gate, token: str, now: datetime) -> None:
    """End whatever session this token is of: another takes its place in the browser."""
    with gate.desk.database.reading() as session:
        sitting = staff_sessions.find(session, credentials.fingerprint(token), now) if token else None
    if sitting is not None:
        with gate.desk.database.writing() as session:
            staff_sessions.end(session, sitting.account.id, sitting.id, now)


def end_sessions(gate: Gate, staff: Staff, now: datetime) -> None:
    """Sign a person out everywhere."""
    with gate.desk.database.writing() as session:
        accounts.end_all(session, staff.id, now)
        journal.write(session, now, staff.name, "staff.sign_out", None, "signed in", "ended everywhere", staff.name)


def codes_left(gate: Gate, staff: Staff) -> int:
    """How many recovery codes a person has left."""
    with gate.desk.database.reading() as session:
        return accounts.codes_left(session, staff.id)


def new_codes(gate: Gate, staff: Staff, now: datetime) -> list[str]:
    """Give a person new recovery codes, to be shown once; the former ones end."""
    codes = credentials.new_recovery_codes()
    with gate.desk.database.writing() as session:
        accounts.replace_codes(session, accounts.take(session, staff.id), credentials.fingerprints(codes), now)
    return codes


# Limits --------------------------------------------------------------------------------------------------------------


def _keys(gate: Gate, name_key: str, address: str) -> tuple[str, str]:
    """Under what tries are counted: the account, whether there is one or not, and the address."""
    return (
        limits.subject(gate.secret, "staff-account", name_key),
        limits.subject(gate.secret, "staff-address", address),
    )


def _count(gate: Gate, session: Session, keys: tuple[str, str], now: datetime) -> bool:
    """Count a try; False, and not counted, when there were too many."""
    gate.desk.database.lock(session, keys)
    if any(limits.within(session, key, now, _WINDOW, SPAN) >= TRIES for key in keys):
        return False
    for key in keys:
        limits.hit(session, key, now, _WINDOW)
    return True


def _take_back(session: Session, keys: tuple[str, str], now: datetime) -> None:
    for key in keys:
        limits.take_back(session, key, now, _WINDOW)


def _failed(gate: Gate, account: Account | None, keys: tuple[str, str], now: datetime) -> Refusal:
    """Look at the count, for an unknown name too: it is the same work."""
    with gate.desk.database.writing() as session:
        _note_if_locked(session, account, keys, now)
    return Refusal.WRONG


def _note_if_locked(session: Session, account: Account | None, keys: tuple[str, str], now: datetime) -> None:
    if limits.within(session, keys[0], now, _WINDOW, SPAN) >= TRIES and account is not None:
        log.warning("the account %s is closed for a while after many failures", account.id)
        journal.write(session, now, "engine", "staff.locked", None, "open", "closed for a while", account.name)
