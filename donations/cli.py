"""The operator's door: run, migrate, sweep, the staff's accounts, the held gifts, and the what-if of `screen`."""

import argparse
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

import config
from compliance.money import Money
from donations import cli_export, cli_users, held, ledger, screening, serving, settlement
from donations.context import Context
from donations.payments import PaymentsRefused, PaymentsUnavailable
from donations.serving import CannotStart

_FAULT: Final = 2
_LONGEST_PAUSE: Final = 3600


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks; answers the exit code: 0 done, 1 not done, 2 not understood or not configured."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    asked = _parser().parse_args(arguments)
    try:
        return int(asked.act(asked))
    except (config.ConfigError, CannotStart) as fault:
        print(fault, file=sys.stderr)
        return _FAULT
    except SQLAlchemyError as error:
        print(f"The database does not answer ({type(error).__name__}).", file=sys.stderr)
        return _FAULT
    except KeyboardInterrupt:
        return 0


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
    acts.add_parser("held", help="list the gifts that wait for a person, the most urgent first").set_defaults(act=_held)
    for name, act, text in (("accept", _accept, "take a held gift"), ("refuse", _refuse, "let a held gift go")):
        decide = acts.add_parser(name, help=text)
        decide.add_argument("id", metavar="ID")
        decide.add_argument("--by", required=True, type=_words, metavar="NAME", help="who decides")
        decide.add_argument("--reason", required=True, type=_words, metavar="TEXT", help="why, for the record")
        decide.set_defaults(act=act)
    cli_users.put(acts)
    cli_export.put(acts)
    screen = acts.add_parser(
        "screen", help="judge a described gift (JSON, or JSON Lines for many) and print the result"
    )
    screen.add_argument("file", metavar="FILE", help='a file, or "-" for standard input')
    screen.set_defaults(act=lambda asked: screening.main(asked.file, sys.stdin.buffer, sys.stdout))
    return parser


def _words(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("say it in words")
    return text.strip()


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 1 <= seconds <= _LONGEST_PAUSE:
        raise argparse.ArgumentTypeError(f"give a number of seconds from 1 to {_LONGEST_PAUSE}")
    return seconds


def _run(_asked: argparse.Namespace) -> int:
    serving.run(os.environ)
    return 0


def _check(_asked: argparse.Namespace) -> int:
    settings = serving.settings_for(os.environ)
    committee = settings.committee
    stripe = "the built-in sandbox" if serving.wants_sandbox(os.environ) else "a test key: no real money"
    facts = {
        "Committee": f"{committee.name}, {committee.fec_id}",
        "Limit": f"{committee.cap} for each election ({', '.join(each.code for each in committee.elections)})",
        "Site": settings.site_url,
        "Stripe": "a live key: REAL MONEY" if settings.live else stripe,
        "Database": serving.shown(settings),
        "Mail": f"from {settings.mail_from}" if settings.smtp_url else f"into {settings.instance / 'outbox'}",
    }
    for name, fact in facts.items():
        print(f"{name + ':':<11}{fact}")
    for name in ("SECRET_KEY", "DATA_KEY", "DATABASE_URL", "SITE_URL"):
        if not os.environ.get(name) and not serving.wants_sandbox(os.environ):
            print(f"Note: {name} is not set; `donations run` has a default for it, another server has none.")
    for notice in settings.notices:
        print(f"Note: {notice}")
    print("The configuration can be used.")
    return 0


def _migrate(_asked: argparse.Namespace) -> int:
    serving.open_context(os.environ)
    print("The database is in its newest form.")
    return 0


def _sweep(asked: argparse.Namespace) -> int:
    here = serving.open_context(os.environ)
    if asked.every is None:
        print(serving.sweep_once(here, deep=True))
        return 0
    stop = threading.Event()
    # The round at hand is finished first. Another thread sets the event: this one may be inside its lock.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=stop.set).start())
    print(f"Going round every {asked.every:g} seconds; only what was done is told.", flush=True)
    serving.keep_sweeping(here, stop, asked.every, _tell_round)
    return 0


def _tell_round(done: serving.Round) -> None:
    if done.swept.looked_at or done.swept.events or done.sent or done.waiting:
        print(done, flush=True)


def _held(_asked: argparse.Namespace) -> int:
    here = serving.open_context(os.environ)
    waiting = held.waiting(here.desk)
    for entry in waiting:
        _tell(here, entry)
    print(f"{len(waiting)} waiting" if waiting else "Nothing waits for a person.")
    return 0


def _tell(here: Context, entry: ledger.Entry) -> None:
    person = entry.gift.contributor
    left = (entry.capture_before - here.now()) if entry.capture_before else None
    hours = f"{int(left.total_seconds() // 3600)} hours left" if left else "no end known"
    print(f"{entry.public_id}  {entry.gift.amount}  {entry.counted_election}  {hours}")
    print(f"  {person.first_name} {person.last_name}, {person.address.city} {person.address.state}")
    for finding in held.findings(here.desk, entry):
        print(f"  {finding['rule']} {finding['kind']} ({finding['citation']}): {finding['message']}")
    for name, figure in held.sums(here.desk, entry).items():
        print(f"  {name.replace('_', ' ')}: {Money.parse(figure) if figure else 'unknown'}")


def _accept(asked: argparse.Namespace) -> int:
    return _decide(asked, "taken")


def _refuse(asked: argparse.Namespace) -> int:
    return _decide(asked, "let go")


def _decide(asked: argparse.Namespace, word: str) -> int:
    here = serving.open_context(os.environ)
    act = held.accept if word == "taken" else held.refuse
    try:
        entry = act(here.desk, asked.id, by=asked.by, reason=asked.reason, now=here.now())
    except settlement.NoSuchGift:
        print("There is no gift with this id.", file=sys.stderr)
        return 1
    except held.NotHeld as error:
        print(f"This gift does not wait for a person: {error}.", file=sys.stderr)
        return 1
    except held.Barred as error:
        print(f"This gift cannot be taken: {error}", file=sys.stderr)
        return 1
    except (PaymentsUnavailable, PaymentsRefused):
        print(f"The decision is kept. Stripe did not answer; the sweeper sees to it that the gift is {word}.")
        return 0
    print(f"The gift is {word}: {entry.status}.")
    return 0
