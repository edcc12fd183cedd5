"""The settings: read once, frozen, silent about secrets; all faults of environment and file are told at once."""

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

import config
from compliance.money import Money
from config import ConfigError, Settings

TODAY: Final = date(2026, 3, 2)
SAMPLE: Final = config.HERE / "committee.toml"
SECRETS: Final = {
    "SECRET_KEY": "session-secret-" + "x" * 32,
    "DATA_KEY": "d0" * 32,
    "STRIPE_SECRET_KEY": "sk_test_" + "k" * 32,
    "STRIPE_WEBHOOK_SECRET": "whsec_" + "w" * 32,
    "SMTP_URL": "smtp://clerk:mail-password@mail.example.org:587",
    "DATABASE_URL": "postgresql://clerk:books-password@db.example.org/books",
}
TRYING: Final = {**SECRETS, "SITE_URL": "http://127.0.0.1:5000"}


@pytest.fixture
def own_file(tmp_path: Path) -> Path:
    """A committee's file of its own: the sample with another FEC id."""
    return write(tmp_path, SAMPLE.read_text(encoding="utf-8").replace("C00000000", "C00000001"))


@pytest.fixture
def live(own_file: Path) -> dict[str, str]:
    """An environment in which real money may move."""
    return {
        **SECRETS,
        "STRIPE_SECRET_KEY": "sk_live_" + "k" * 32,
        "SITE_URL": "https://give.example.org",
        "COMMITTEE_FILE": str(own_file),
    }


def write(folder: Path, text: str) -> Path:
    path = folder / "committee.toml"
    path.write_text(text, encoding="utf-8")
    return path


def sample(old: str, new: str) -> str:
    text = SAMPLE.read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new)


def faults_of(environ: dict[str, str], today: date = TODAY) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        config.read(environ, today)
    return caught.value.faults


# What is read --------------------------------------------------------------------------------------------------------


def test_the_sample_committee_can_be_used_and_says_that_it_is_fictional() -> None:
    settings = config.read(TRYING, TODAY)

    assert "fictional" in settings.committee.name
    assert settings.committee.cap == Money(3_300_00)
    assert settings.committee.fec_id == config.SAMPLE_ID
    assert settings.notices == ()
    assert not settings.live
    assert not settings.secure


def test_the_sample_committee_can_be_used_on_each_day_until_its_last_election() -> None:
    last = config.read(TRYING, TODAY).committee.elections[-1].on

    notices = config.read(TRYING, last).notices

    assert not any("is past" in notice for notice in notices)


def test_a_live_environment_moves_real_money_over_https(live: dict[str, str]) -> None:
    settings = config.read(live, TODAY)

    assert settings.live
    assert settings.secure
    assert settings.stripe_api_base is None
    assert settings.limits == config.Limits()


def test_addresses_lose_the_slash_at_their_end_and_values_their_blanks() -> None:
    settings = config.read(
        {
            **TRYING,
            "SITE_URL": " https://give.example.org/ ",
            "STRIPE_API_BASE": "http://127.0.0.1:12111/",
            "MAIL_FROM": " gifts@example.org ",
            "INSTANCE": "/var/lib/gifts",
            "TRUSTED_PROXIES": "2",
        },
        TODAY,
    )

    assert settings.site_url == "https://give.example.org"
    assert settings.stripe_api_base == "http://127.0.0.1:12111"
    assert settings.mail_from == "gifts@example.org"
    assert settings.instance == Path("/var/lib/gifts")
    assert settings.trusted_proxies == 2


def test_letters_come_from_the_contact_address_unless_another_is_named() -> None:
    assert config.read(TRYING, TODAY).mail_from == "treasurer@example.org"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "[::1]"])
def test_only_loopback_may_stand_in_for_stripe_and_opens_the_limits_wide(host: str) -> None:
    settings = config.read({**TRYING, "STRIPE_API_BASE": f"http://{host}:12111"}, TODAY)

    assert settings.limits == config.SANDBOX_LIMITS


def test_the_version_of_the_configuration_changes_with_every_byte_of_the_file(tmp_path: Path) -> None:
    changed = write(tmp_path, SAMPLE.read_text(encoding="utf-8") + "# a word\n")

    versions = [
        config.read({**TRYING, "COMMITTEE_FILE": str(path)}, TODAY).committee.version for path in (SAMPLE, changed)
    ]

    assert len(set(versions)) == 2


def test_settings_are_frozen() -> None:
    settings: Any = config.read(TRYING, TODAY)

    for field in dataclasses.fields(Settings):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(settings, field.name, None)


def test_the_settings_written_out_show_no_secret() -> None:
    shown = repr(config.read(TRYING, TODAY))

    for secret in (*SECRETS.values(), "mail-password", "books-password"):
        assert secret not in shown
    assert "http://127.0.0.1:5000" in shown


# Faults of the environment -------------------------------------------------------------------------------------------


def test_an_empty_environment_is_told_all_that_it_lacks() -> None:
    assert [fault.partition(":")[0] for fault in faults_of({})] == [
        "SECRET_KEY",
        "DATABASE_URL",
        "STRIPE_SECRET_KEY",
        "SITE_URL",
    ]


ENVIRONMENT = [
    pytest.param(
        "SECRET_KEY", "x" * 31, "SECRET_KEY: give a random text of at least 32 characters.", id="31 characters"
    ),
    *(
        pytest.param(
            "DATA_KEY",
            digits,
            "DATA_KEY: give 64 random hexadecimal digits; they seal what is kept most private.",
            id=f"{len(digits)} of {digits[:1]}",
        )
        for digits in ("d" * 63, "g" * 64)
    ),
    pytest.param(
        "DATABASE_URL",
        "mysql://db/books",
        "DATABASE_URL: give an address that begins with sqlite:/// or postgresql://.",
        id="another database",
    ),
    pytest.param(
        "DATABASE_URL",
        "sqlite://",
        "DATABASE_URL: give an address that begins with sqlite:/// or postgresql://.",
        id="SQLite in memory",
    ),
    pytest.param(
        "STRIPE_SECRET_KEY",
        "pk_test_123",
        "STRIPE_SECRET_KEY: give the secret key from Stripe; it begins with sk_test_ or sk_live_.",
        id="the publishable key",
    ),
    pytest.param(
        "STRIPE_WEBHOOK_SECRET",
        "we_123",
        "STRIPE_WEBHOOK_SECRET: give the endpoint's signing secret; it begins with whsec_.",
        id="the endpoint's id",
    ),
    *(
        pytest.param(
            "STRIPE_API_BASE",
            base,
            'STRIPE_API_BASE: only an address on this machine may stand in for Stripe, like "http://127.0.0.1:12111".',
            id=base,
        )
        for base in (
            "https://stripe.example.org",
            "http://127.0.0.1.example.org",
            "http://10.0.0.1:12111",
            "127.0.0.1:12111",
            "http://127.0.0.1:port",
            "http://[::1",
        )
    ),
    *(
        pytest.param(
            "SITE_URL",
            site,
            'SITE_URL: give the address people open, with nothing after it, like "https://give.example.org".',
            id=site or "nothing",
        )
        for site in (
            "",
            "give.example.org",
            "ftp://give.example.org",
            "https://",
            "https://[::1",
            "https://give.example.org:port",
            "https://example.org/give",
            "https://example.org?from=mail",
            "https://clerk@example.org",
        )
    ),
    *(
        pytest.param(
            "SMTP_URL",
            server,
            "SMTP_URL: give the mail server, like smtp://user:password@host:587 or smtps://….",
            id=server,
        )
        for server in ("mail.example.org:587", "http://mail.example.org", "smtp://", "smtp://mail.example.org:port")
    ),
    *(
        pytest.param(
            "MAIL_FROM", sender, "MAIL_FROM: give the e-mail address that letters come from, without a name.", id=sender
        )
        for sender in ("gifts", "Gifts <gifts@example.org>", "gifts@example")
    ),
    *(
        pytest.param(
            "TRUSTED_PROXIES",
            number,
            "TRUSTED_PROXIES: give the number of proxies in front of the application, 0 to 9.",
            id=number,
        )
        for number in ("10", "-1", "one", "²")
    ),
]


@pytest.mark.parametrize("name, value, fault", ENVIRONMENT)
def test_one_fault_of_the_environment_is_told_in_plain_words(name: str, value: str, fault: str) -> None:
    assert faults_of({**TRYING, name: value}) == [fault]


LIVE = [
    pytest.param(
        "STRIPE_API_BASE",
        "http://127.0.0.1:12111",
        "STRIPE_API_BASE: a live key may be used with Stripe alone; take this setting out.",
        id="the sandbox",
    ),
    pytest.param(
        "STRIPE_WEBHOOK_SECRET",
        "",
        "STRIPE_WEBHOOK_SECRET: with a live key Stripe's messages must be verified; it begins with whsec_.",
        id="no webhook secret",
    ),
    pytest.param(
        "DATA_KEY",
        "",
        "DATA_KEY: with a live key give 64 random hexadecimal digits; keep them apart from the database's backups.",
        id="no data key",
    ),
    pytest.param(
        "SITE_URL",
        "http://give.example.org",
        "SITE_URL: real money needs an address that begins with https://.",
        id="no https",
    ),
    pytest.param(
        "SMTP_URL",
        "",
        "SMTP_URL: receipts must reach people; give the mail server, like smtp://user:password@host:587.",
        id="no mail server",
    ),
    pytest.param(
        "COMMITTEE_FILE",
        "",
        f"COMMITTEE_FILE: {SAMPLE} is the fictional sample; real money needs your own committee's file.",
        id="the fictional committee",
    ),
]


@pytest.mark.parametrize("kind", ["sk", "rk"])
@pytest.mark.parametrize("name, value, fault", LIVE)
def test_a_live_key_is_refused_where_money_would_be_at_risk(
    live: dict[str, str], kind: str, name: str, value: str, fault: str
) -> None:
    key = f"{kind}_live_" + "k" * 32

    assert faults_of({**live, "STRIPE_SECRET_KEY": key, name: value}) == [fault]


def test_a_test_key_without_a_webhook_secret_starts_with_a_notice() -> None:
    settings = config.read({**TRYING, "STRIPE_WEBHOOK_SECRET": ""}, TODAY)

    (notice,) = settings.notices
    assert notice.startswith("STRIPE_WEBHOOK_SECRET is not set")


# Faults of the file --------------------------------------------------------------------------------------------------


def test_faults_of_the_file_and_of_the_environment_are_told_together(tmp_path: Path) -> None:
    text = sample('cap = "3300.00"', 'cap = "9999.00"').replace("#9c1c2e", "crimson").replace("[cycle]", "[cicle]")
    path = write(tmp_path, text)

    faults = faults_of({**TRYING, "COMMITTEE_FILE": str(path), "SECRET_KEY": "short"})

    assert [fault.partition(":")[0] for fault in faults] == [
        "[cicle]",
        "[cycle] is missing.",
        "[contributions] cap",
        "[page] accent",
        "SECRET_KEY",
    ]


def test_the_message_of_the_exception_holds_each_fault_on_its_own_line() -> None:
    message = str(ConfigError(["one", "two"]))

    assert message == "The configuration has faults:\n  - one\n  - two"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "none.toml"

    assert faults_of({**TRYING, "COMMITTEE_FILE": str(path)}) == [
        f"COMMITTEE_FILE: {path} cannot be read (No such file or directory)."
    ]


def test_a_file_that_is_not_toml_is_told_with_the_line(tmp_path: Path) -> None:
    path = write(tmp_path, "[committee]\nname = Example\n")

    (fault,) = faults_of({**TRYING, "COMMITTEE_FILE": str(path)})

    assert fault.startswith(f"COMMITTEE_FILE: {path} is not TOML: ")
    assert "line 2" in fault


def test_a_file_that_is_not_utf8_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "committee.toml"
    path.write_bytes(b'name = "\xff"')

    (fault,) = faults_of({**TRYING, "COMMITTEE_FILE": str(path)})

    assert "is not TOML" in fault


PAGE = [
    pytest.param(
        'headline = "Give to', 'headlin = "Give to', "[page] headline: give the heading of the page.", id="slip"
    ),
    pytest.param(
        'contact_email = "treasurer@example.org"',
        'contact_email = "the treasurer"',
        "[page] contact_email: give an e-mail address people may write to.",
        id="no address",
    ),
    pytest.param(
        '"25.00", "50.00"',
        "25.00, 50.00",
        '[page] presets: give a list of amounts, in quotes, like ["25.00", "50.00"].',
        id="floats",
    ),
    pytest.param('"25.00"', '"50.00"', "[page] presets: one amount stands there twice.", id="twice"),
    pytest.param('"25.00"', '"0.99"', "[page] presets: each must be from $1.00 to $3,300.00.", id="below the minimum"),
    pytest.param('"25.00"', '"3300.01"', "[page] presets: each must be from $1.00 to $3,300.00.", id="above the cap"),
    pytest.param('accent = "#9c1c2e"', 'accent = "red"', '[page] accent: give a colour, like "#9c1c2e".', id="a word"),
]


@pytest.mark.parametrize("old, new, fault", PAGE)
def test_one_fault_of_the_page_is_told_in_plain_words(tmp_path: Path, old: str, new: str, fault: str) -> None:
    path = write(tmp_path, sample(old, new))

    assert fault in faults_of({**TRYING, "COMMITTEE_FILE": str(path)})


def test_presets_are_held_against_the_cap_also_beside_other_faults(tmp_path: Path) -> None:
    path = write(tmp_path, sample('"1000.00"]', '"5000.00"]').replace('treasurer = "Terry Sample"', ""))

    assert faults_of({**TRYING, "COMMITTEE_FILE": str(path)}) == [
        "[committee] treasurer: give the treasurer's name.",
        "[page] presets: each must be from $1.00 to $3,300.00.",
    ]


def test_presets_that_equal_the_minimum_and_the_cap_are_good(tmp_path: Path) -> None:
    path = write(tmp_path, sample('"25.00", "50.00", "100.00", "250.00", "1000.00"', '"1.00", "3300.00"'))

    settings = config.read({**TRYING, "COMMITTEE_FILE": str(path)}, TODAY)

    assert settings.page.presets == (Money(1_00), Money(3_300_00))


def test_an_empty_page_names_every_word_that_it_lacks(tmp_path: Path) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    path = write(tmp_path, text[: text.index("[page]")] + "[page]\n")

    faults = faults_of({**TRYING, "COMMITTEE_FILE": str(path)})

    assert [fault.partition(":")[0] for fault in faults] == [
        f"[page] {key}" for key in ("headline", "lead", "privacy", "contact_email", "presets", "accent")
    ]


def test_a_missing_page_is_told_once(tmp_path: Path) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    path = write(tmp_path, text[: text.index("[page]")])

    assert faults_of({**TRYING, "COMMITTEE_FILE": str(path)}) == ["[page] is missing."]


# Colour --------------------------------------------------------------------------------------------------------------


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2.2 defines it, written here a second time."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


COLOURS = [
    f"#{red}{green}{blue}" for red in ("00", "80", "ff") for green in ("00", "80", "ff") for blue in ("00", "ff")
]


@pytest.mark.parametrize("ground", [config.WHITE, config.BLACK])
@pytest.mark.parametrize("colour", [*COLOURS, "#9c1c2e", "#767676", "#777777"])
def test_every_colour_is_made_readable_on_white_and_on_black(colour: str, ground: str) -> None:
    readable = config.readable_on(colour, ground)

    assert contrast(readable, ground) >= 4.5
    if contrast(colour, ground) >= 4.5:
        assert readable == colour


def test_a_colour_without_contrast_is_darkened_and_the_operator_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, sample("#9c1c2e", "#FFCC00"))

    settings = config.read({**TRYING, "COMMITTEE_FILE": str(path)}, TODAY)

    assert settings.page.accent != "#ffcc00"
    assert settings.page.accent_dark == "#ffcc00"
    assert settings.notices == (
        f"The accent #FFCC00 has too little contrast for text on white; {settings.page.accent} is used in its place.",
    )


def test_a_colour_with_contrast_stays_as_it_is_without_a_word(tmp_path: Path) -> None:
    path = write(tmp_path, sample("#9c1c2e", "#9C1C2E"))

    settings = config.read({**TRYING, "COMMITTEE_FILE": str(path)}, TODAY)

    assert settings.page.accent == "#9c1c2e"
    assert settings.notices == ()
