"""What proves a person: passwords by Argon2id, one-time codes, recovery codes, random tokens. Nothing is kept here."""

import base64
import hashlib
import hmac
import re
import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final, Protocol

import argon2
import pyotp

SHORTEST: Final = 15
LONGEST: Final = 128
RECOVERY_CODES: Final = 10
_STEP_SECONDS: Final = 30
_AT_ONCE: Final = 2
"""How many passwords are hashed at the same time: each takes 64 MiB."""
_WAITING: Final = 2
"""How many more may wait for their turn: whoever tries passwords must not hold every thread of the house."""
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No I, L, O, U: what a person reads as one of these is understood as what was meant."""
_CODE_LENGTH: Final = 24
"""Five bits each: 120 bits."""
_COMMON_IN_A_ROW: Final = """
passwordpassword passwordispassword mypasswordispassword thisismypassword thisisapassword thisisthepassword
password12345678 password123456789 password1234567890 passw0rdpassw0rd p4ssw0rdp4ssw0rd passwordpassword1
changemechangeme changeme12345678 changemeplease123 letmeinletmein12 letmeinplease123 letmeinnowplease adminadminadmin
administrator123 administrator1234 administratoradministrator welcomewelcome12 welcome123456789 qwertyuiopasdfgh
qwertyuiopasdfghjkl qwertyuiopasdfghjklzxcvbnm qwertyuiop12345 qwertyuiop123456 qwertyuiop1234567890
qwertyuiop123456789 1q2w3e4r5t6y7u8i 1q2w3e4r5t6y7u8i9o0p 1qaz2wsx3edc4rfv 1qaz2wsx3edc4rfv5tgb zaq12wsxcde34rfv
zxcvbnmasdfghjkl zxcvbnmasdfghjklqwertyuiop asdfghjklqwertyuiop asdfghjkl123456 asdfghjklzxcvbnm abcdefghijklmno
abcdefghijklmnop abcdefghijklmnopq abcdefghijklmnopqrstuvwxyz abcdefgh12345678 abc123abc123abc123 abcd1234abcd1234
aa12345678aa12345678 123456789012345 1234567890123456 12345678901234567890 012345678901234 0123456789012345
0123456789abcdef 9876543210987654 987654321098765 987654321012345 123456789987654321 1234567887654321 123456789qwerty
qwerty123456789 qwerty1234567890 123456789abcdef 123456789abcdefg iloveyouiloveyou iloveyousomuch123 iloveyouforever
iloveyou12345678 iloveyou123456789 sunshinesunshine footballfootball baseballbaseball princessprincess
supermansuperman trustno1trustno1 dragondragondragon correcthorsebatterystaple correcthorsebattery
opensesameopensesame nopasswordneeded dontforgetmypassword secretsecretsecret secretpassword123 thequickbrownfox
thequickbrownfoxjumps mypasswordmypassword computercomputer internetinternet whateverwhatever startrekstartrek
donationsdonations treasurertreasurer campaigntreasurer contributioncontribution federalelectioncommission
"""
_COMMON: Final = frozenset(_COMMON_IN_A_ROW.split())
"""Common ones of 15 characters and more, without spaces and signs; the shorter ones are refused by their length."""


class Busy(Exception):
    """So many passwords are being looked at that this one is not."""


class Hasher(Protocol):
    """Keeps passwords as hashes that are slow to try; may raise `Busy`."""

    def hash(self, password: str) -> str:
        """Make a hash to be kept."""

    def verify(self, kept: str, password: str) -> bool:
        """Whether the password is the one whose hash is kept."""

    def outdated(self, kept: str) -> bool:
        """Whether the hash was made with other parameters than today's."""

    def decoy(self) -> str:
        """Make a hash of nobody's password, which costs as much to verify as any."""


class Argon2Hasher:
    """Argon2id; its parameters stand in each hash. Memory is in KiB."""

    def __init__(self, *, time_cost: int = 3, memory_cost: int = 64 * 1024, parallelism: int = 4) -> None:
        """Take the parameters; the usual ones follow RFC 9106 for machines with little memory."""
        self._hasher = argon2.PasswordHasher(time_cost, memory_cost, parallelism)
        self._turns = threading.BoundedSemaphore(_AT_ONCE)
        self._places = threading.BoundedSemaphore(_AT_ONCE + _WAITING)

    def hash(self, password: str) -> str:
        """Make a hash to be kept."""
        with self._turn():
            return self._hasher.hash(_normal(password))

    def verify(self, kept: str, password: str) -> bool:
        """Whether the password is the one whose hash is kept."""
        with self._turn():
            try:
                return self._hasher.verify(kept, _normal(password))
            except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
                return False

    def outdated(self, kept: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)

    def decoy(self) -> str:
        """Make a hash of nobody's password, which costs as much to verify as any."""
        own = self._hasher
        salt, digest = (
            base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (own.salt_len, own.hash_len)
        )
        return f"$argon2id$v=19$m={own.memory_cost},t={own.time_cost},p={own.parallelism}${salt}${digest}"

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            with self._turns:
                yield
        finally:
            self._places.release()


def password_fault(password: str, name: str) -> str | None:
    """What a person is to do about a password they chose; None when it can be used."""
    plain = re.sub(r"[\W_]", "", _normal(password).casefold())
    if len(_normal(password)) < SHORTEST:
        return f"Choose a password of at least {SHORTEST} characters. A few words in a row do well."
    if len(_normal(password)) > LONGEST:
        return f"Choose a password of at most {LONGEST} characters."
    own = re.sub(r"[\W_]", "", _normal(name).casefold())
    if own and own in plain:
        return "Choose a password that does not contain your name here."
    if plain in _COMMON or re.fullmatch(r"(.{1,8}?)\1+", plain) or not plain:
        return "Choose another password: this one is among the first that are tried."
    return None


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


# Tokens and recovery codes -------------------------------------------------------------------------------------------


def new_token() -> str:
    """Make a token of 256 bits, for a cookie or a link."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """What is kept of a token or a recovery code: enough chance is in it that its plain SHA-256 tells nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_recovery_codes() -> list[str]:
    """Make ten codes, to be shown once."""
    return [
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(6)) for _ in range(RECOVERY_CODES)
    ]


def recovery_fingerprint(typed: str) -> str | None:
    """What is kept of a recovery code, however it was typed; None when it cannot be one.

    >>> recovery_fingerprint("oooo-iiii") is None
    True
    >>> recovery_fingerprint("OOOO-iiii-" + "abcd" * 4) == recovery_fingerprint("0000 1111 " + "ABCD" * 4)
    True
    """
    plain = re.sub(r"[\s-]", "", typed).upper().translate(str.maketrans("OIL", "011"))
    if len(plain) != _CODE_LENGTH or not set(plain) <= set(_LETTERS):
        return None
    return fingerprint(plain)


def fingerprints(codes: list[str]) -> list[str]:
    """What is kept of recovery codes."""
    return [kept for code in codes if (kept := recovery_fingerprint(code))]


# One-time codes ------------------------------------------------------------------------------------------------------


def new_secret() -> str:
    """Make the secret that an authenticator app shares: 160 bits in letters."""
    return pyotp.random_base32()


def totp_purpose(account_id: int) -> str:
    """What an account's secret is sealed for."""
    return f"totp:{account_id}"


def app_address(secret: str, name: str, committee: str) -> str:
    """What the QR code holds: the address from which an authenticator app takes the secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=committee)


def matching_step(secret: str, typed: str, now: datetime) -> int | None:
    """The half minute whose code this is, of the present one and its two neighbours; None when it is none of them."""
    code = re.sub(r"\s", "", typed)
    if not re.fullmatch(r"[0-9]{6}", code):
        return None
    present = int(now.timestamp()) // _STEP_SECONDS
    totp = pyotp.TOTP(secret)
    found = None
    for step in (present, present - 1, present + 1):
        if hmac.compare_digest(totp.generate_otp(step), code) and found is None:
            found = step
    return found
