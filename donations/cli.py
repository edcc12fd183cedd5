"""The operator's door: run, migrate, sweep, the staff's accounts, the held gifts, and the what-if of `screen`."""

import argparse
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import SQLAlchemyError

import config
from donations import cli_export, cli_gifts, cli_users, opening
from donations.opening import CannotStart

if TYPE_CHECKING:
    from donations.serving import Round

_FAULT: Final = 2
_STOPPED: Final = 130
"""What shells say of a command that was interrupted."""
_LONGEST_PAUSE: Final = 3600


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks; answers the exit code.

    0 is done, 1 not done, 2 not understood or not configured, 130 interrupted.
    """
    os.umask(0o077)  # Books, letters and keys are the owner's alone.
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    given = sys.argv[1:] if arguments is None else arguments
    try:
        " ".join(given).encode()
    except UnicodeEncodeError:
        print("An argument cannot be read: it is not UTF-8.", file=sys.stderr)
        return _FAULT
    try:
        return _done(_parser().parse_args(given))
    except (config.ConfigError, CannotStart) as fault:
        print(fault, file=sys.stderr)
        return _FAULT
    except SQLAlchemyError as error:
        print(f"The database does not answer ({type(error).__name__}).", file=sys.stderr)
        return _FAULT
    except OSError as error:
        return _not_told(error)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return _STOPPED


def _done(asked: argparse.Namespace) -> int:
    code = int(asked.act(asked))
    if sys.stdout:
        sys.stdout.flush()  # What cannot be told is noticed here, and not when nobody can say so any more.
    return code


def _not_told(error: OSError) -> int:
    """Say that something could not be written, most likely the answer itself: the act may be done by then."""
    why = error.strerror or type(error).__name__
    print(f"It stopped short: {why}. Look at what was done before you repeat it.", file=sys.stderr)
    with suppress(OSError, ValueError, AttributeError):  # What still waits to be told goes nowhere, and in silence.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="donations", description="Takes contributions for a federal candidate committee."
    )
    acts = parser.add_subparsers(required=True, metavar="COMMAND")
    acts.add_parser("run", help="serve the application, with the Stripe sandbox where no key is given").set_defaults(
        act=_run
    )
    acts.add_parser("check", help="read the configuration and tell every fault").set_defaults(act=_check)
    acts.add_parser("migrate", help="bring the database to the newest form").set_defaults(act=_migrate)
    sweep = acts.add_parser("sweep", help="bring forward what a lost message or a crash left, and send letters")
    sweep.add_argument(
        "--every", type=_seconds, metavar="SECONDS", help="go on for ever, with this pause between rounds"
    )
    sweep.set_defaults(act=_sweep)
    cli_gifts.put(acts)
    cli_users.put(acts)
    cli_export.put(acts)
    return parser


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 1 <= seconds <= _LONGEST_PAUSE:
        raise argparse.ArgumentTypeError(f"give a number of seconds from 1 to {_LONGEST_PAUSE}")
    return seconds


def _run(_asked: argparse.Namespace) -> int:
    from donations import serving  # noqa: PLC0415 - a server's memory, which other commands do without

    with suppress(KeyboardInterrupt):
        serving.run(os.environ)
    return 0


def _check(_asked: argparse.Namespace) -> int:
    settings = opening.settings_for(os.environ)
    committee = settings.committee
    stripe = "the built-in sandbox" if opening.wants_sandbox(os.environ) else "a test key: no real money"
    facts = {
        "Committee": f"{committee.name}, {committee.fec_id}",
        "Limit": f"{committee.cap} for each election ({', '.join(each.code for each in committee.elections)})",
        "Site": settings.site_url,
        "Stripe": "a live key: REAL MONEY" if settings.live else stripe,
        "Database": opening.shown(settings),
        "Mail": f"from {settings.mail_from}" if settings.smtp_url else f"into {settings.instance / 'outbox'}",
    }
    for name, fact in facts.items():
        print(f"{name + ':':<11}{fact}")
    for name in ("SECRET_KEY", "DATA_KEY", "DATABASE_URL", "SITE_URL"):
        if not os.environ.get(name) and not opening.wants_sandbox(os.environ):
            print(f"Note: {name} is not set; `donations run` has a default for it, another server has none.")
    for notice in settings.notices:
        print(f"Note: {notice}")
    print("The configuration can be used.")
    return 0


def _migrate(_asked: argparse.Namespace) -> int:
    opening.migrate(opening.settings_for(os.environ))
    print("The database is in its newest form.")
    return 0


def _sweep(asked: argparse.Namespace) -> int:
    from donations import serving  # noqa: PLC0415 - the same

    here = serving.open_context(os.environ)
    if asked.every is None:
        print(serving.sweep_once(here, deep=True))
        return 0
    stop = threading.Event()
    # The round at hand is finished first. Another thread sets the event: this one may be inside its lock.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=stop.set).start())
    print(f"Going round every {asked.every:g} seconds; only what was done is told.", flush=True)
    with suppress(KeyboardInterrupt):
        serving.keep_sweeping(here, stop, asked.every, _tell_round)
    return 0


def _tell_round(done: "Round") -> None:
    if done.swept.looked_at or done.swept.events or done.sent or done.waiting:
        print(done, flush=True)
