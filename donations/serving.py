"""`donations run`: the application, its sweeper and, where no key is given, the Stripe sandbox, in one process."""

import logging
import os
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import Final

import waitress

import config
from config import Settings
from donations import context, correspondence, create_app, mailer_for, sweeper
from donations.context import Context
from donations.correspondence import Office
from donations.db import Database
from donations.sandbox.server import Sandbox

log = logging.getLogger(__name__)
_EVERY: Final = 2.0
_DEEP_EVERY: Final = 600.0
_THREADS: Final = 8


class CannotStart(Exception):
    """The application cannot start; the message says why and what to do."""


def run(environ: Mapping[str, str]) -> None:
    """Serve until told to stop. Raises `CannotStart` or `config.ConfigError`."""
    port = port_of(environ)
    values = with_defaults(environ, port)
    with ExitStack() as stack:
        wants_sandbox = not environ.get("STRIPE_SECRET_KEY")
        if wants_sandbox:
            # What is wrong elsewhere is told before anything is started.
            config.read({**values, "STRIPE_API_BASE": "http://127.0.0.1:1"}, context.utc_now().date())
            values["STRIPE_API_BASE"] = start_sandbox(values, port, stack)
        settings = config.read(values, context.utc_now().date())
        Database(settings.database_url).migrate()
        app = create_app(settings)
        here: Context = app.extensions["donations"]
        stop = threading.Event()
        worker = threading.Thread(target=keep_sweeping, args=(here, stop), name="sweeper", daemon=True)
        worker.start()
        stack.callback(worker.join, 5)
        stack.callback(stop.set)
        _announce(settings, sandbox=wants_sandbox)
        signal.signal(signal.SIGTERM, _leave)
        waitress.serve(
            app,
            host="127.0.0.1",
            port=port,
            threads=_THREADS,
            ident=None,
            clear_untrusted_proxy_headers=settings.trusted_proxies == 0,
            max_request_body_size=1024 * 1024,
        )


def with_defaults(environ: Mapping[str, str], port: int) -> dict[str, str]:
    """What need not be said to try the application: an own folder, secrets of its own, SQLite."""
    values = dict(environ)
    instance = Path(values.get("INSTANCE") or config.HERE / "instance")
    instance.mkdir(parents=True, exist_ok=True)
    values["INSTANCE"] = str(instance)
    if not values.get("SECRET_KEY"):
        values["SECRET_KEY"] = _kept_secret(instance / "secret_key")
    if not values.get("DATABASE_URL"):
        values["DATABASE_URL"] = f"sqlite:///{instance / 'donations.db'}"
    if not values.get("SITE_URL"):
        values["SITE_URL"] = f"http://127.0.0.1:{port}"
    if not values.get("STRIPE_SECRET_KEY"):
        values["STRIPE_SECRET_KEY"] = f"sk_test_{_kept_secret(instance / 'sandbox_key')}"
        values["STRIPE_WEBHOOK_SECRET"] = f"whsec_{_kept_secret(instance / 'sandbox_webhook_secret')}"
    return values


def start_sandbox(values: Mapping[str, str], port: int, stack: ExitStack) -> str:
    """Start the Stripe stand-in beside the application, on the next port where that is free; answers its address."""
    sandbox = Sandbox(
        state_path=Path(values["INSTANCE"]) / "sandbox.db",
        secret_key=values["STRIPE_SECRET_KEY"],
        webhook_url=f"http://127.0.0.1:{port}/webhooks/stripe",
        webhook_secret=values["STRIPE_WEBHOOK_SECRET"],
    )
    try:
        base = sandbox.start(port=port + 1)
    except (OSError, SystemExit):
        base = sandbox.start(port=0)
    stack.callback(sandbox.stop)
    _sandbox_address(values).write_text(base)
    return base


def _sandbox_address(values: Mapping[str, str]) -> Path:
    return Path(values["INSTANCE"]) / "sandbox_address"


def keep_sweeping(here: Context, stop: threading.Event, every: float = _EVERY) -> None:
    """Sweep and send letters until told to stop; a failure is logged, and the next round tries again."""
    office = office_of(here)
    last_deep = 0.0
    while not stop.is_set():
        now = here.now()
        deep = now.timestamp() - last_deep >= _DEEP_EVERY
        try:
            sweeper.sweep(here.desk, now, deep=deep)
            correspondence.deliver(office, now)
            last_deep = now.timestamp() if deep else last_deep
        except Exception as error:  # noqa: BLE001 - the sweeper outlives whatever one round meets
            log.error("the sweeper met %s; it tries again", type(error).__name__)  # noqa: TRY400 - it may name people
        stop.wait(every)


def office_of(here: Context) -> Office:
    """What letters are written with."""
    settings = here.settings
    return Office(here.desk, settings.page, here.mailer, settings.mail_from, testing=not settings.live)


def open_context(environ: Mapping[str, str]) -> Context:
    """The context for a command of the operator's: the same books and settings as the server's."""
    values = with_defaults(environ, port_of(environ))
    if not environ.get("STRIPE_SECRET_KEY"):
        known = _sandbox_address(values)
        values["STRIPE_API_BASE"] = known.read_text() if known.exists() else f"http://127.0.0.1:{port_of(environ) + 1}"
    settings = config.read(values, context.utc_now().date())
    Database(settings.database_url).migrate()
    return context.make(settings, mailer_for(settings))


def port_of(environ: Mapping[str, str]) -> int:
    """The port to serve on: PORT, or 5000; raises `CannotStart` when it is none."""
    text = environ.get("PORT") or "5000"
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65535:  # noqa: PLR2004 - the last port
        raise CannotStart("PORT: give a number from 1 to 65534.")
    return int(text)


def _kept_secret(path: Path) -> str:
    """A random text, made once and readable by its owner alone."""
    if not path.exists():
        beside = path.with_suffix(".part")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        beside.replace(path)
    return path.read_text().strip()


def check_port(port: int) -> None:
    """Raise `CannotStart` when another program holds the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CannotStart(
                f"Another program holds port {port}. Stop it, or choose another: PORT={port + 10} make run"
            ) from error


def _announce(settings: Settings, *, sandbox: bool) -> None:
    lines = [*(f"Note: {notice}" for notice in settings.notices), f"Open {settings.site_url} in a browser."]
    if sandbox:
        lines.append("TEST - no real money: the built-in Stripe sandbox takes Stripe's published test cards,")
        lines.append("for example 4242 4242 4242 4242 with any future date and any code.")
    elif not settings.live:
        lines.append("TEST - no real money: a test key is in use.")
    if not settings.smtp_url:
        lines.append(f"E-mail goes into {settings.instance / 'outbox'}.")
    lines.append("Press Ctrl-C to stop.")
    print("\n".join(lines), flush=True)  # noqa: T201 - this is said to the operator


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
