"""`donations run`: the application, its sweeper and, where no key is given, the Stripe sandbox, in one process."""

import errno
import logging
import os
import signal
import socket
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

from flask import Flask, Response, g, request
from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from config import Settings
from donations import context, correspondence, opening, security, sweeper
from donations.context import Context
from donations.correspondence import Office
from donations.opening import CannotStart
from donations.sandbox.server import Sandbox
from donations.sandbox.state import StateError

if sys.platform != "win32":
    import fcntl

log = logging.getLogger(__name__)
access = logging.getLogger("donations.access")
_EVERY: Final = 2.0
_DEEP_EVERY: Final = 600.0
_THREADS: Final = 8


def run(environ: Mapping[str, str]) -> None:
    """Serve until told to stop. Raises `CannotStart` or `config.ConfigError`."""
    from donations.wiring import create_app  # noqa: PLC0415 - the pages: a third of the memory of what needs none

    os.umask(0o077)  # Books, letters and keys are the owner's alone.
    signal.signal(signal.SIGTERM, leave)
    port = opening.port_of(environ)
    values = opening.with_defaults(environ, port)
    with ExitStack() as stack:
        _hold_folder(Path(values["INSTANCE"]), stack)
        if opening.wants_sandbox(environ):
            # What is wrong elsewhere is told before anything is started.
            opening.read(environ, {**values, "STRIPE_API_BASE": "http://127.0.0.1:1"})
            check_port(port)
            values["STRIPE_API_BASE"] = start_sandbox(values, port, stack)
        settings = opening.read(environ, values)
        opening.migrate(settings)
        app = create_app(settings)
        server = _listen(log_requests(app), settings, port)
        opening.running_address(values).write_text(settings.site_url)
        stack.callback(server.close)
        here: Context = app.extensions["donations"]
        stop = threading.Event()
        worker = threading.Thread(target=keep_sweeping, args=(here, stop), name="sweeper", daemon=True)
        worker.start()
        stack.callback(worker.join, 5)
        stack.callback(stop.set)
        _announce(settings, sandbox=opening.wants_sandbox(environ))
        server.run()


def _listen(app: Flask, settings: Settings, port: int) -> BaseWSGIServer | MultiSocketServer:
    """Open the port; nothing is answered before `run()`."""
    try:
        return create_server(
            app,
            host="127.0.0.1",
            port=port,
            threads=_THREADS,
            ident=None,
            clear_untrusted_proxy_headers=settings.trusted_proxies == 0,
            max_request_body_size=security.LARGEST_UPLOAD,
        )
    except OSError as error:
        raise _port_taken(port, error) from error


def _hold_folder(instance: Path, stack: ExitStack) -> None:
    """Keep the folder for this process alone: two sandboxes and two sets of secrets in one would spoil each other."""
    if sys.platform == "win32":
        return
    held = stack.enter_context((instance / "run.lock").open("ab"))
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise CannotStart(
            f"Another `donations run` is using {instance}. Stop it, or give this one a folder of its own: "
            "INSTANCE=/path/to/folder"
        ) from error


def log_requests(app: Flask) -> Flask:
    """Log each request: method, route, answer and time. The route, not the address: an address may open a paper."""
    access.setLevel(logging.INFO)

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        if request.endpoint not in {"static", "public.theme"}:
            route = request.url_rule.rule if request.url_rule else "(no such page)"
            taken = (time.perf_counter() - g.get("began", time.perf_counter())) * 1000
            access.info("%s %s %d, %.0f ms", request.method, route, response.status_code, taken)
        return response

    return app


def start_sandbox(values: Mapping[str, str], port: int, stack: ExitStack) -> str:
    """Start the Stripe stand-in beside the application, on the next port where that is free; answers its address."""
    try:
        sandbox = Sandbox(
            state_path=Path(values["INSTANCE"]) / "sandbox.db",
            secret_key=values["STRIPE_SECRET_KEY"],
            webhook_url=f"http://127.0.0.1:{port}/webhooks/stripe",
            webhook_secret=values["STRIPE_WEBHOOK_SECRET"],
        )
    except (StateError, sqlite3.Error) as error:
        raise CannotStart(f"The sandbox's file sandbox.db in {values['INSTANCE']} cannot be used: {error}") from error
    try:
        base = sandbox.start(port=port + 1)
    except OSError:
        base = sandbox.start(port=0)
    stack.callback(sandbox.stop)
    opening.sandbox_address(values).write_text(base)
    return base


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did: the sweeper's part, and how many letters went out and how many wait."""

    swept: sweeper.Swept
    sent: int
    waiting: int

    def __str__(self) -> str:
        """For the operator."""
        return (
            f"looked at {self.swept.looked_at}, events {self.swept.events}, without answer {self.swept.unanswered}; "
            f"letters sent {self.sent}, waiting {self.waiting}"
        )


def sweep_once(here: Context, *, deep: bool) -> Round:
    """Go round once: bring forward what was left, and send letters."""
    swept = sweeper.sweep(here.desk, here.now(), deep=deep)
    return Round(swept, *correspondence.deliver(office_of(here), here.now))


def keep_sweeping(
    here: Context,
    stop: threading.Event,
    every: float = _EVERY,
    tell: Callable[[Round], None] | None = None,
) -> None:
    """Go round until told to stop, deeply every ten minutes; a failure is logged, and the next round tries again."""
    deep_at = -_DEEP_EVERY
    while not stop.is_set():
        began = time.monotonic()
        deep = began - deep_at >= _DEEP_EVERY
        try:
            done = sweep_once(here, deep=deep)
        except Exception as error:  # noqa: BLE001 - the sweeper outlives whatever one round meets
            log.error("the sweeper met %s; it tries again", type(error).__name__)  # noqa: TRY400 - it may name people
        else:
            deep_at = began if deep else deep_at
            if tell:
                tell(done)
        stop.wait(every)


def office_of(here: Context) -> Office:
    """What letters are written with."""
    settings = here.settings
    return Office(here.desk, settings.page, here.mailer, settings.mail_from, testing=not settings.live)


def open_context(environ: Mapping[str, str]) -> Context:
    """The context for a command of the operator's: the same books and settings as the server's."""
    settings = opening.settings_for(environ)
    opening.migrate(settings)
    return context.make(settings, context.mailer_for(settings))


def check_port(port: int) -> None:
    """Raise `CannotStart` when another program holds the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise _port_taken(port, error) from error


def _port_taken(port: int, error: OSError) -> CannotStart:
    if error.errno == errno.EADDRINUSE:
        return CannotStart(f"Another program holds port {port}. Stop it, or choose another: PORT={port + 10} make run")
    return CannotStart(f"PORT: {port} cannot be opened ({error.strerror}).")


def _announce(settings: Settings, *, sandbox: bool) -> None:
    lines = [*(f"Note: {notice}" for notice in settings.notices), f"Open {settings.site_url} in a browser."]
    if sandbox:
        lines.append("TEST - no real money: the built-in Stripe sandbox takes Stripe's published test cards,")
        lines.append("for example 4242 4242 4242 4242 with any future date and any code.")
    elif not settings.live:
        lines.append("TEST - no real money: a test key is in use.")
    if not settings.smtp_url:
        lines.append(f"E-mail goes into {settings.instance / 'outbox'}.")
    lines.append(f"The treasurer's door is {settings.site_url}/treasurer/; make an account with")
    lines.append(".venv/bin/donations user add NAME --role treasurer.")
    lines.append("Press Ctrl-C to stop.")
    print("\n".join(lines), flush=True)  # noqa: T201 - this is said to the operator


def leave(_signal: int, _frame: FrameType | None) -> None:
    """End in order when the system asks to."""
    sys.exit(0)
