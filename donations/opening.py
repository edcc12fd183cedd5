"""Opening: what the environment says, the books it names, and the clock, for everything an operator starts.

Only the clock that is handed on from here is ever read. Nothing here needs the pages, the letters or Stripe's library.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import ArgumentError, SQLAlchemyError

import config
from config import Settings
from donations.db import Database, UnknownRevision
from donations.desk import Desk
from donations.payment_words import NoPayments
from donations.vault import Vault

Clock = Callable[[], datetime]


class CannotStart(Exception):
    """The application cannot start; the message says why and what to do."""


def utc_now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Books:
    """The desk of a command that only reads the books and keeps what was exported, and its clock."""

    desk: Desk
    clock: Clock = utc_now

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return self.clock()


def books(environ: Mapping[str, str]) -> Books:
    """Open the books alone, brought to their newest form; there is no way to Stripe.

    Raises `CannotStart`, also where there are no books: a slip in the address makes no empty ones.
    """
    settings = settings_for(environ)
    database = _database(settings)
    if not database.is_there():
        raise CannotStart(f"There are no books at {shown(settings)}. `donations migrate` makes them.")
    migrate(settings)
    return Books(Desk(database, NoPayments(), settings.committee, settings.site_url, Vault(settings.data_key)))


def settings_for(environ: Mapping[str, str]) -> Settings:
    """The settings for a command of the operator's: those that `run` has started with, and its sandbox.

    Where nothing says the site's address, it is the one at which `run` was started last from the same folder.
    """
    values = with_defaults(environ, port_of(environ))
    running = running_address(values)
    if not (environ.get("SITE_URL") or environ.get("PORT")) and running.exists():
        values["SITE_URL"] = running.read_text()
    if wants_sandbox(environ):
        known = sandbox_address(values)
        values["STRIPE_API_BASE"] = known.read_text() if known.exists() else f"http://127.0.0.1:{port_of(environ) + 1}"
    return read(environ, values)


def migrate(settings: Settings) -> None:
    """Bring the database to its newest form; raises `CannotStart` where there is none to bring."""
    database = _database(settings)
    try:
        database.migrate()
    except (SQLAlchemyError, OSError) as error:
        raise CannotStart(f"DATABASE_URL: {shown(settings)} does not answer, or cannot be written.") from error
    except UnknownRevision as error:
        raise CannotStart(
            f"DATABASE_URL: {shown(settings)} was made by another version of this software, whose migrations this one "
            f"does not have ({error}). Start that version, or a newer one."
        ) from error
    finally:
        database.close()


def shown(settings: Settings) -> str:
    """The database's address without its password."""
    url = _database(settings).url
    hidden = {name: "***" if "pass" in name else value for name, value in url.query.items()}
    return url.set(query=hidden).render_as_string(hide_password=True)


def _database(settings: Settings) -> Database:
    try:
        return Database(settings.database_url)
    except (ValueError, TypeError, ArgumentError) as error:
        raise CannotStart("DATABASE_URL: this is not the address of a database.") from error


def port_of(environ: Mapping[str, str]) -> int:
    """The port to serve on: PORT, or 5000; also where PORT is none, of which `read` tells."""
    text = environ.get("PORT") or "5000"
    return int(text) if _is_port(text) else 5000


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text) < 65535  # noqa: PLR2004 - the last port


def read(environ: Mapping[str, str], values: Mapping[str, str]) -> Settings:
    """Read the settings out of the environment's `values` with what need not be said; raises `config.ConfigError`.

    What is wrong with the environment itself is told together with every other fault.
    """
    slips = [] if _is_port(environ.get("PORT") or "5000") else ["PORT: give a number from 1 to 65534."]
    slips += [
        f"{name} is set without STRIPE_SECRET_KEY. Give both, or neither to use the sandbox."
        for name in ("STRIPE_API_BASE", "STRIPE_WEBHOOK_SECRET")
        if environ.get(name) and wants_sandbox(environ)
    ]
    return config.read(values, utc_now().date(), slips)


def _kept_secret(path: Path) -> str:
    """A random text, made once and readable by its owner alone."""
    if not path.exists():
        beside = path.with_suffix(".part")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        beside.replace(path)
    return path.read_text().strip()


def wants_sandbox(environ: Mapping[str, str]) -> bool:
    """Whether the built-in sandbox stands in for Stripe: where no key is given."""
    return not environ.get("STRIPE_SECRET_KEY")


def with_defaults(environ: Mapping[str, str], port: int) -> dict[str, str]:
    """What need not be said to try the application: an own folder, secrets of its own, SQLite.

    Raises `CannotStart` where the folder cannot be used.
    """
    values = dict(environ)
    instance = Path(values.get("INSTANCE") or config.HERE / "instance").absolute()
    try:
        instance.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotStart(f"INSTANCE: {instance} cannot be used as a folder ({error.strerror}).") from error
    values["INSTANCE"] = str(instance)
    if not values.get("SECRET_KEY"):
        values["SECRET_KEY"] = _kept_secret(instance / "secret_key")
    if not values.get("DATA_KEY") and "_live_" not in values.get("STRIPE_SECRET_KEY", ""):
        values["DATA_KEY"] = _kept_secret(instance / "data_key")
    if not values.get("DATABASE_URL"):
        values["DATABASE_URL"] = f"sqlite:///{instance / 'donations.db'}"
    if not values.get("SITE_URL"):
        values["SITE_URL"] = f"http://127.0.0.1:{port}"
    if not values.get("STRIPE_SECRET_KEY"):
        values["STRIPE_SECRET_KEY"] = f"sk_test_{_kept_secret(instance / 'sandbox_key')}"
        values["STRIPE_WEBHOOK_SECRET"] = f"whsec_{_kept_secret(instance / 'sandbox_webhook_secret')}"
    return values


def sandbox_address(values: Mapping[str, str]) -> Path:
    """The file that keeps the address of the sandbox that was started last."""
    return Path(values["INSTANCE"]) / "sandbox_address"


def running_address(values: Mapping[str, str]) -> Path:
    """The file that keeps the address at which `run` was started last."""
    return Path(values["INSTANCE"]) / "site_address"
