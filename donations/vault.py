"""The vault: seals what must not be read from a stolen database (AES-256-GCM, the key outside the database).

A sealed value begins with its version; what it is for is bound into it, so that a value copied into another row or
column does not open there.
"""

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
_VERSION: Final = b"\x01"
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16


class CannotOpen(Exception):
    """A sealed value was changed, is for another purpose, or was sealed with another key."""


class Vault:
    """Seals and opens with one key."""

    def __init__(self, key: bytes) -> None:
        """Take the key: exactly 32 bytes."""
        if len(key) != KEY_BYTES:
            raise ValueError(f"a vault's key has {KEY_BYTES} bytes")
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, purpose: str) -> bytes:
        """Seal a value for one purpose, like "totp:7" for the seventh account's secret."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _VERSION + nonce + self._cipher.encrypt(nonce, plain, _bound(purpose))

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """Open a value that was sealed for this purpose; raises `CannotOpen`."""
        head = len(_VERSION) + _NONCE_BYTES
        if not sealed.startswith(_VERSION) or len(sealed) < head + _TAG_BYTES:
            raise CannotOpen("not a sealed value of a known version")
        try:
            return self._cipher.decrypt(sealed[len(_VERSION) : head], sealed[head:], _bound(purpose))
        except InvalidTag as error:
            raise CannotOpen("changed, for another purpose, or under another key") from error


def _bound(purpose: str) -> bytes:
    return _VERSION + purpose.encode()
