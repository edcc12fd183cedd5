"""The vault: what is sealed opens for its purpose, with its key, unchanged - and not otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.vault import CannotOpen, Vault

KEY = bytes(range(32))
VAULT = Vault(KEY)


@given(st.binary(max_size=300), st.text(max_size=40))
def test_what_was_sealed_opens_again(plain: bytes, purpose: str) -> None:
    assert VAULT.open(VAULT.seal(plain, purpose), purpose) == plain


def test_a_sealed_value_begins_with_its_version_and_shows_nothing_of_what_is_in_it() -> None:
    sealed = VAULT.seal(b"a secret of sixteen", "totp:1")

    assert sealed[0] == 1
    assert len(sealed) == 1 + 12 + len(b"a secret of sixteen") + 16
    assert b"secret" not in sealed


def test_the_same_value_is_never_sealed_the_same_twice() -> None:
    assert len({VAULT.seal(b"x", "totp:1") for _ in range(1000)}) == 1000


def test_a_value_opens_for_its_own_purpose_alone() -> None:
    sealed = VAULT.seal(b"secret", "totp:1")

    for other in ("totp:11", "totp:2", "", "check-image:1"):
        with pytest.raises(CannotOpen):
            VAULT.open(sealed, other)


def test_a_value_opens_with_its_own_key_alone() -> None:
    sealed = VAULT.seal(b"secret", "totp:1")

    with pytest.raises(CannotOpen):
        Vault(bytes(reversed(KEY))).open(sealed, "totp:1")


def test_a_change_of_any_single_byte_is_found() -> None:
    sealed = VAULT.seal(b"secret", "totp:1")

    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(CannotOpen):
            VAULT.open(bytes(changed), "totp:1")


def test_a_value_that_was_cut_short_does_not_open() -> None:
    sealed = VAULT.seal(b"", "totp:1")

    for length in range(len(sealed)):
        with pytest.raises(CannotOpen):
            VAULT.open(sealed[:length], "totp:1")


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_has_32_bytes(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(bytes(length))
