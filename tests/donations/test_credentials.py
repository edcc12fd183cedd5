"""What proves a person: which passwords can be used, what is kept of them, one-time and recovery codes."""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest

from donations import credentials
from donations.credentials import Argon2Hasher, Busy

QUICK = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)

# Passwords -----------------------------------------------------------------------------------------------------------

USABLE = [
    pytest.param("seven herons by", id="15 characters, words"),
    pytest.param("k7!Qz0pW-4mXc_9", id="15 characters, signs"),
    pytest.param("sieben reiher am wehr und ein kahn", id="letters and spaces alone"),
    pytest.param("x" + "ab1 " * 31 + "yz9", id="128 characters"),
    pytest.param("πέντε ψαράδες κοιμούνται", id="Greek"),
]


@pytest.mark.parametrize("password", USABLE)
def test_a_password_of_15_to_128_characters_can_be_used_whatever_it_is_made_of(password: str) -> None:
    assert credentials.password_fault(password, "Terry") is None


UNFIT = [
    pytest.param("seven herons b", "at least 15", id="14 characters"),
    pytest.param("", "at least 15", id="nothing"),
    pytest.param("x" + "ab1 " * 31 + "yz90", "at most 128", id="129 characters"),
    pytest.param("the TERRY of old weirs", "your name", id="the name"),
    pytest.param("the t-e-r-r-y of old weirs", "your name", id="the name, spaced out"),
    pytest.param("passwordpassword", "first that are tried", id="a common one"),
    pytest.param("Correct Horse Battery Staple", "first that are tried", id="a common one, with spaces and capitals"),
    pytest.param("1234567890123456", "first that are tried", id="digits in a row"),
    pytest.param("aaaaaaaaaaaaaaaa", "first that are tried", id="one letter"),
    pytest.param("heron heron heron", "first that are tried", id="one word three times"),
    pytest.param("- - - - - - - - -", "first that are tried", id="signs alone"),
    pytest.param("ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ", "first that are tried", id="full-width letters"),  # noqa: RUF001
]


@pytest.mark.parametrize("password, told", UNFIT)
def test_an_unfit_password_is_refused_and_one_is_told_what_to_do(password: str, told: str) -> None:
    fault = credentials.password_fault(password, "Terry")

    assert fault is not None
    assert told in fault
    assert fault.startswith("Choose ")


def test_what_is_kept_of_a_password_is_argon2id_with_a_salt() -> None:
    one, other = QUICK.hash("seven herons by"), QUICK.hash("seven herons by")

    assert one.startswith("$argon2id$v=19$")
    assert one != other
    assert QUICK.verify(one, "seven herons by")
    assert not QUICK.verify(one, "seven herons bY")


def test_the_usual_parameters_are_three_rounds_over_64_megabytes() -> None:
    assert Argon2Hasher().decoy().startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_letter_is_the_same_however_its_accents_are_written() -> None:
    assert QUICK.verify(QUICK.hash("caf\u00e9 at the old weir"), "cafe\u0301 at the old weir")


def test_a_hash_with_other_parameters_is_outdated() -> None:
    other = Argon2Hasher(time_cost=2, memory_cost=8, parallelism=1)

    assert other.outdated(QUICK.hash("seven herons by"))
    assert not QUICK.outdated(QUICK.hash("seven herons by"))


def test_a_decoy_is_like_any_hash_and_no_password_is_its_own() -> None:
    decoy = QUICK.decoy()

    assert len(decoy) == len(QUICK.hash("seven herons by"))
    assert not QUICK.outdated(decoy)
    assert not QUICK.verify(decoy, "")
    assert decoy != QUICK.decoy()


def test_who_tries_passwords_cannot_hold_every_thread_of_the_house() -> None:
    slow = Argon2Hasher(time_cost=200, memory_cost=1024, parallelism=1)
    decoy = slow.decoy()
    answers: list[str] = []
    start = threading.Barrier(12)

    def look() -> None:
        start.wait()
        try:
            answers.append(str(slow.verify(decoy, "a guess at a password")))
        except Busy:
            answers.append("busy")

    threads = [threading.Thread(target=look) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 12
    assert "busy" in answers
    assert "False" in answers
    assert not slow.verify(decoy, "afterwards all places are free again")


@pytest.mark.parametrize("kept", ["", "plain", "$argon2id$v=19$m=8,t=1,p=1$x"])
def test_what_is_no_hash_verifies_nothing(kept: str) -> None:
    assert not QUICK.verify(kept, kept)


# Tokens and recovery codes -------------------------------------------------------------------------------------------


def test_a_token_has_256_bits_and_its_fingerprint_tells_nothing_of_it() -> None:
    tokens = {credentials.new_token() for _ in range(100)}

    assert len(tokens) == 100
    assert all(re.fullmatch(r"[\w-]{43}", token) for token in tokens)
    assert all(re.fullmatch(r"[0-9a-f]{64}", credentials.fingerprint(token)) for token in tokens)


def test_ten_recovery_codes_have_more_than_112_bits_each() -> None:
    codes = credentials.new_recovery_codes()

    assert len(set(codes)) == 10
    assert all(re.fullmatch("[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){5}", code) for code in codes)
    assert 24 * 5 >= 112


def test_a_recovery_code_is_known_however_it_is_typed() -> None:
    code = credentials.new_recovery_codes()[0]
    kept = credentials.recovery_fingerprint(code)

    assert kept is not None
    for typed in (code.lower(), code.replace("-", ""), code.replace("-", " "), f" {code}\n"):
        assert credentials.recovery_fingerprint(typed) == kept
    assert credentials.recovery_fingerprint("oI" * 12) == credentials.recovery_fingerprint("01" * 12)


@pytest.mark.parametrize("typed", ["", "123456", "A" * 23, "A" * 25, "U" * 24, "é" * 24])
def test_what_cannot_be_a_recovery_code_is_none(typed: str) -> None:
    assert credentials.recovery_fingerprint(typed) is None


# One-time codes ------------------------------------------------------------------------------------------------------


def test_the_codes_are_those_of_the_standard() -> None:
    # RFC 6238, appendix B: SHA-1, the last six of its eight digits.
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")):
        assert credentials.matching_step(secret, code, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


@pytest.mark.parametrize("off, taken", [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_the_code_of_this_half_minute_and_of_its_neighbours_is_taken(off: int, taken: bool) -> None:
    secret = credentials.new_secret()
    present = int(NOON.timestamp()) // 30
    code = _code(secret, NOON + timedelta(seconds=30 * off))

    found = credentials.matching_step(secret, code, NOON)

    assert found == (present + off if taken else None)


def test_a_code_may_be_typed_with_spaces_and_is_nothing_but_six_digits() -> None:
    secret = credentials.new_secret()
    code = _code(secret, NOON)

    assert credentials.matching_step(secret, f" {code[:3]} {code[3:]} ", NOON) is not None
    for typed in ("", code[:5], code + "0", "٠١٢٣٤٥", code[:5] + "x"):
        assert credentials.matching_step(secret, typed, NOON) is None


def test_the_app_is_told_who_and_for_whom() -> None:
    address = credentials.app_address("A" * 32, "Terry Sample", "Example for Congress")

    assert address == (
        f"otpauth://totp/Example%20for%20Congress:Terry%20Sample?secret={'A' * 32}&issuer=Example%20for%20Congress"
    )


def _code(secret: str, at: datetime) -> str:
    import pyotp  # noqa: PLC0415 - the phone, not our code

    return pyotp.TOTP(secret).at(at)
