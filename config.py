"""Settings: frozen, read once from the environment and the committee's file; all faults are told at once."""

import hashlib
import ipaddress
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from compliance import committee_file
from compliance.committee import Committee
from compliance.committee_file import Table, amounts, pattern, text
from compliance.money import Money

HERE: Final = Path(__file__).resolve().parent
SAMPLE_ID: Final = "C00000000"
"""The FEC id of the fictional committee in committee.toml: no committee has it."""
_SHORTEST_SECRET: Final = 32
_MAIL_ADDRESS: Final = r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+"


class ConfigError(Exception):
    """The configuration cannot be used; `faults` holds every reason, in plain words."""

    def __init__(self, faults: list[str]) -> None:
        """Keep the faults and make one readable message of them."""
        self.faults = faults
        super().__init__("The configuration has faults:\n" + "\n".join(f"  - {fault}" for fault in faults))


@dataclass(frozen=True, slots=True)
class Page:
    """The words and colour of the committee's pages. `accent` has contrast enough on white, `accent_dark` on black."""

    headline: str
    lead: str
    privacy: str
    contact_email: str
    presets: tuple[Money, ...]
    accent: str
    accent_dark: str


@dataclass(frozen=True, slots=True)
class Limits:
    """How often one address, one e-mail and one browser may try, before the door asks them to wait."""

    attempts_per_address: int = 20
    attempts_per_email: int = 8
    declines_per_browser: int = 10
    proofs_per_email: int = 3
    neutral_answers_a_day: int = 3
    offers_a_day: int = 12
    """Offers in the name of somebody with a history, from browsers that have not proved the e-mail (ENG-05)."""
    window_minutes: int = 10
    shortest_form_seconds: int = 2
    longest_form_hours: int = 12


SANDBOX_LIMITS: Final = Limits(
    attempts_per_address=100_000,
    attempts_per_email=100_000,
    declines_per_browser=100_000,
    offers_a_day=100_000,
    shortest_form_seconds=0,
)
"""Wide open where no real money moves, so that trying and testing are not held up."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the wiring needs to know.

    `stripe_api_base` is None for Stripe itself, else an address on loopback. `notices` are things the operator is to
    be told at the start that do not stop it.
    """

    secret_key: str = field(repr=False)
    data_key: bytes = field(repr=False)
    database_url: str = field(repr=False)
    stripe_secret_key: str = field(repr=False)
    stripe_webhook_secret: str = field(repr=False)
    stripe_api_base: str | None
    site_url: str
    smtp_url: str = field(repr=False)
    mail_from: str
    instance: Path
    committee: Committee
    page: Page
    limits: Limits = Limits()
    trusted_proxies: int = 0
    notices: tuple[str, ...] = ()

    @property
    def live(self) -> bool:
        """Whether real money moves."""
        return "_live_" in self.stripe_secret_key

    @property
    def secure(self) -> bool:
        """Whether the site is reached by https, so that cookies may demand it."""
        return self.site_url.startswith("https://")


def read(environ: Mapping[str, str], today: date, slips: Iterable[str] = ()) -> Settings:
    """Read the settings; `today` decides which limit of the law bounds the committee's cap.

    Raises `ConfigError` with every fault there is, `slips` that were found before among them.
    """
    faults: list[str] = list(slips)
    notices: list[str] = []
    path = Path(environ.get("COMMITTEE_FILE") or HERE / "committee.toml")
    committee, page = _committee_and_page(path, today, faults, notices)
    values = {name: environ.get(name, "").strip() for name in _NAMES}
    _secrets(values, faults)
    _stripe(values, faults, notices)
    _mail(values, faults)
    site = values["SITE_URL"].rstrip("/")
    if not re.fullmatch(r"https?://[^/?#@]+", site) or _address(site) is None:
        faults.append('SITE_URL: give the address people open, with nothing after it, like "https://give.example.org".')
    elif _is_live(values) and not site.startswith("https://"):
        faults.append("SITE_URL: real money needs an address that begins with https://.")
    if _is_live(values) and committee and committee.fec_id == SAMPLE_ID:
        faults.append(f"COMMITTEE_FILE: {path} is the fictional sample; real money needs your own committee's file.")
    proxies = values["TRUSTED_PROXIES"] or "0"
    if not re.fullmatch(r"[0-9]", proxies):
        faults.append("TRUSTED_PROXIES: give the number of proxies in front of the application, 0 to 9.")
    if faults or committee is None or page is None:
        raise ConfigError(faults)
    base = values["STRIPE_API_BASE"] or None
    return Settings(
        secret_key=values["SECRET_KEY"],
        data_key=_data_key(values),
        database_url=values["DATABASE_URL"],
        stripe_secret_key=values["STRIPE_SECRET_KEY"],
        stripe_webhook_secret=values["STRIPE_WEBHOOK_SECRET"],
        stripe_api_base=base.rstrip("/") if base else None,
        site_url=site,
        smtp_url=values["SMTP_URL"],
        mail_from=values["MAIL_FROM"] or page.contact_email,
        instance=Path(values["INSTANCE"] or HERE / "instance"),
        committee=committee,
        page=page,
        limits=SANDBOX_LIMITS if base else Limits(),
        trusted_proxies=int(proxies),
        notices=tuple(notices),
    )


_NAMES: Final = (
    "SECRET_KEY",
    "DATA_KEY",
    "DATABASE_URL",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "STRIPE_API_BASE",
    "SITE_URL",
    "SMTP_URL",
    "MAIL_FROM",
    "INSTANCE",
    "TRUSTED_PROXIES",
)


def _secrets(values: Mapping[str, str], faults: list[str]) -> None:
    if len(values["SECRET_KEY"]) < _SHORTEST_SECRET:
        faults.append(f"SECRET_KEY: give a random text of at least {_SHORTEST_SECRET} characters.")
    if values["DATA_KEY"] and not re.fullmatch("[0-9a-fA-F]{64}", values["DATA_KEY"]):
        faults.append("DATA_KEY: give 64 random hexadecimal digits; they seal what is kept most private.")
    elif not values["DATA_KEY"] and _is_live(values):
        faults.append(
            "DATA_KEY: with a live key give 64 random hexadecimal digits; keep them apart from the database's backups."
        )
    if not re.match(r"sqlite:///.|postgresql(\+psycopg)?://", values["DATABASE_URL"]):
        faults.append("DATABASE_URL: give an address that begins with sqlite:/// or postgresql://.")


def _data_key(values: Mapping[str, str]) -> bytes:
    """Where no real money moves, the key may follow from the other secret."""
    return bytes.fromhex(values["DATA_KEY"]) or hashlib.sha256(f"data\0{values['SECRET_KEY']}".encode()).digest()


def _stripe(values: Mapping[str, str], faults: list[str], notices: list[str]) -> None:
    key, secret, base = (values[f"STRIPE_{name}"] for name in ("SECRET_KEY", "WEBHOOK_SECRET", "API_BASE"))
    if not re.match(r"(sk|rk)_(test|live)_", key):
        faults.append("STRIPE_SECRET_KEY: give the secret key from Stripe; it begins with sk_test_ or sk_live_.")
    if base and _is_live(values):
        faults.append("STRIPE_API_BASE: a live key may be used with Stripe alone; take this setting out.")
    parts = _address(base)
    if base and (parts is None or parts.scheme not in {"http", "https"} or not is_loopback(parts.hostname)):
        faults.append(
            'STRIPE_API_BASE: only an address on this machine may stand in for Stripe, like "http://127.0.0.1:12111".'
        )
    if secret and not secret.startswith("whsec_"):
        faults.append("STRIPE_WEBHOOK_SECRET: give the endpoint's signing secret; it begins with whsec_.")
    elif not secret and _is_live(values):
        faults.append(
            "STRIPE_WEBHOOK_SECRET: with a live key Stripe's messages must be verified; it begins with whsec_."
        )
    elif not secret:
        notices.append(
            "STRIPE_WEBHOOK_SECRET is not set: Stripe's messages are refused, and gifts move on only when the donor "
            "returns or the sweeper looks."
        )


def is_loopback(host: str | None) -> bool:
    """Whether a host is this machine: where a stand-in for Stripe may be.

    >>> is_loopback("localhost"), is_loopback("127.0.0.2"), is_loopback("::1"), is_loopback("10.0.0.1")
    (True, True, True, False)
    """
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def _mail(values: Mapping[str, str], faults: list[str]) -> None:
    parts = _address(values["SMTP_URL"])
    if not values["SMTP_URL"]:
        if _is_live(values):
            faults.append(
                "SMTP_URL: receipts must reach people; give the mail server, like smtp://user:password@host:587."
            )
    elif parts is None or parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        faults.append("SMTP_URL: give the mail server, like smtp://user:password@host:587 or smtps://….")
    if values["MAIL_FROM"] and not re.fullmatch(_MAIL_ADDRESS, values["MAIL_FROM"]):
        faults.append("MAIL_FROM: give the e-mail address that letters come from, without a name.")


def _is_live(values: Mapping[str, str]) -> bool:
    return "_live_" in values["STRIPE_SECRET_KEY"]


def _address(text: str) -> SplitResult | None:
    """Take an address apart; None where it is none, its port included."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts


# The committee's file ------------------------------------------------------------------------------------------------


def _committee_and_page(
    path: Path, today: date, faults: list[str], notices: list[str]
) -> tuple[Committee | None, Page | None]:
    try:
        raw = path.read_bytes()
        document = tomllib.loads(raw.decode())
    except OSError as error:
        faults.append(f"COMMITTEE_FILE: {path} cannot be read ({error.strerror}).")
        return None, None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"COMMITTEE_FILE: {path} is not TOML: {error}.")
        return None, None
    unknown = sorted(set(document) - {"committee", "contributions", "cycle", "elections", "page", "reports"})
    faults.extend(f"[{name}]: there is no such table; look for a slip in its name." for name in unknown)
    committee = committee_file.committee(document, hashlib.sha256(raw).hexdigest()[:16], today, faults, notices)
    page = _page(document, faults, notices)
    bounds = committee_file.bounds(document)
    if page and len(set(page.presets)) < len(page.presets):
        faults.append("[page] presets: one amount stands there twice.")
    if page and bounds and any(not bounds[0] <= preset <= bounds[1] for preset in page.presets):
        faults.append(f"[page] presets: each must be from {bounds[0]} to {bounds[1]}.")
    return committee, page


def _page(document: Mapping[str, Any], faults: list[str], notices: list[str]) -> Page | None:
    table = Table("page", document.get("page"), faults)
    headline = table.read("headline", text, "give the heading of the page.")
    lead = table.read("lead", text, "give a sentence to stand under the heading.")
    privacy = table.read("privacy", text, "say in one line what you do with people's data.")
    contact = table.read("contact_email", pattern(_MAIL_ADDRESS), "give an e-mail address people may write to.")
    presets = table.read("presets", amounts, 'give a list of amounts, in quotes, like ["25.00", "50.00"].')
    accent = table.read("accent", pattern("#[0-9a-fA-F]{6}"), 'give a colour, like "#9c1c2e".')
    table.finish()
    if headline is None or lead is None or privacy is None or contact is None or presets is None or accent is None:
        return None
    readable, on_dark = readable_on(accent, WHITE), readable_on(accent, BLACK)
    if readable != accent.lower():
        notices.append(
            f"The accent {accent} has too little contrast for text on white; {readable} is used in its place."
        )
    return Page(headline, lead, privacy, contact, presets, readable, on_dark)


# Colour ------------------------------------------------------------------------------------------------------------

_TEXT_CONTRAST: Final = 4.5
WHITE: Final = "#ffffff"
BLACK: Final = "#121210"


def readable_on(colour: str, ground: str) -> str:
    """Move a colour away from its ground until text in it reads: a contrast of 4.5 to 1 (WCAG 2.2, 1.4.3).

    >>> readable_on("#ffcc00", WHITE) == "#ffcc00", readable_on("#9c1c2e", WHITE)
    (False, '#9c1c2e')
    """
    parts = _channels(colour)
    aim = 255 if _luminance(_channels(ground)) < 0.5 else 0  # noqa: PLR2004 - dark or light
    shades = ([round(part + (aim - part) * step / 100) for part in parts] for step in range(101))
    readable = next(shade for shade in shades if _contrast(shade, _channels(ground)) >= _TEXT_CONTRAST)
    return "#" + "".join(f"{part:02x}" for part in readable)


def _channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _luminance(channels: list[int]) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - WCAG's curve

    red, green, blue = (linear(channel / 255) for channel in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: list[int], other: list[int]) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
