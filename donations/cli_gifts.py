"""The operator's part of the gifts: `donations held|accept|refuse`, and the what-if of `screen`."""

import argparse
import os
import sys
from typing import TYPE_CHECKING

from compliance.money import Money
from donations.payment_words import PaymentsRefused, PaymentsUnavailable

if TYPE_CHECKING:
    from donations.context import Context
    from donations.desk import Entry

# What a server loads is loaded by the commands that need it alone: an export does with half the memory.


def put(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Put `held`, `accept`, `refuse` and `screen` among the commands."""
    acts.add_parser("held", help="list the gifts that wait for a person, the most urgent first").set_defaults(act=_held)
    for name, act, text in (("accept", _accept, "take a held gift"), ("refuse", _refuse, "let a held gift go")):
        decide = acts.add_parser(name, help=text)
        decide.add_argument("id", metavar="ID")
        decide.add_argument("--by", required=True, type=_words, metavar="NAME", help="who decides")
        decide.add_argument("--reason", required=True, type=_words, metavar="TEXT", help="why, for the record")
        decide.set_defaults(act=act)
    screen = acts.add_parser(
        "screen", help="judge a described gift (JSON, or JSON Lines for many) and print the result"
    )
    screen.add_argument("file", metavar="FILE", help='a file, or "-" for standard input')
    screen.set_defaults(act=_screen)


def _words(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("say it in words")
    return text.strip()


def _screen(asked: argparse.Namespace) -> int:
    from donations import screening  # noqa: PLC0415 - see above

    return screening.main(asked.file, sys.stdin.buffer, sys.stdout)


def _held(_asked: argparse.Namespace) -> int:
    from donations import held, serving  # noqa: PLC0415 - see above

    here = serving.open_context(os.environ)
    waiting = held.waiting(here.desk)
    for entry in waiting:
        _tell(here, entry)
    print(f"{len(waiting)} waiting" if waiting else "Nothing waits for a person.")
    return 0


def _tell(here: "Context", entry: "Entry") -> None:
    from donations import held  # noqa: PLC0415 - see above

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
    from donations import held, serving, settlement  # noqa: PLC0415 - see above

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
