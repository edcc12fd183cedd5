"""The operator's part of the treasurer's door: `donations user add|list|role|disable|reset`."""

import argparse
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from donations import enrolment
from donations.enrolment import Account, NameTaken, NoSuchAccount, UnfitName, UnfitPassword
from donations.staff import Role

if TYPE_CHECKING:
    from donations.context import Context

_Act = Callable[["Context", argparse.Namespace], None]
_NOT_DONE: Final = 1


def put(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Put `user` among the commands."""
    users = acts.add_parser("user", help="who comes in at the treasurer's door").add_subparsers(
        required=True, metavar="ACT"
    )
    add = users.add_parser("add", help="open an account and print its one-time set-up link, which works for 24 hours")
    _name(add)
    _role(add)
    _password(add)
    add.set_defaults(act=lambda asked: _told(asked, _add))
    users.add_parser("list", help="list the accounts").set_defaults(act=lambda asked: _told(asked, _list))
    role = users.add_parser("role", help="give a person another role, from the next request on")
    _name(role)
    _role(role)
    role.set_defaults(act=lambda asked: _told(asked, _change))
    disable = users.add_parser("disable", help="close an account and end its sessions at once")
    _name(disable)
    disable.set_defaults(act=lambda asked: _told(asked, _disable))
    reset = users.add_parser(
        "reset", help="take password, second factor and recovery codes away, and print a new set-up link"
    )
    _name(reset)
    _password(reset)
    reset.set_defaults(act=lambda asked: _told(asked, _reset))


def _name(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="what the person signs in with, and stands in the journal as")


def _role(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--role", required=True, type=Role, choices=list(Role), help="what the person is there for")


def _password(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the password from the first line of standard input; the link then asks for the second factor alone",
    )


def _told(asked: argparse.Namespace, act: _Act) -> int:
    from donations import serving  # noqa: PLC0415 - with all that a server loads, which other commands do without

    here = serving.open_context(os.environ)
    try:
        act(here, asked)
    except NameTaken:
        return _not_done("There is an account of this name already.")
    except NoSuchAccount:
        return _not_done("There is no account of this name. `donations user list` lists them.")
    except UnfitName:
        return _not_done("Give a name of 3 to 64 letters or digits; between them may stand spaces and . _ @ + ' -.")
    except UnfitPassword as fault:
        return _not_done(str(fault))
    finally:
        here.desk.database.close()
    return 0


def _not_done(words: str) -> int:
    print(words, file=sys.stderr)
    return _NOT_DONE


def _add(here: "Context", asked: argparse.Namespace) -> None:
    _link(here, enrolment.add(here.gate, asked.name, asked.role, here.now(), password=_typed(asked)))


def _reset(here: "Context", asked: argparse.Namespace) -> None:
    _link(here, enrolment.reset(here.gate, asked.name, here.now(), password=_typed(asked)))


def _typed(asked: argparse.Namespace) -> str | None:
    return sys.stdin.readline().rstrip("\r\n") if asked.password_stdin else None


def _link(here: "Context", token: str) -> None:
    print("Hand this link to the person alone. It works once, within 24 hours:")
    print(f"{here.settings.site_url}/treasurer/setup/{token}")


def _change(here: "Context", asked: argparse.Namespace) -> None:
    enrolment.change_role(here.gate, asked.name, asked.role, here.now())
    print(f"{asked.name} is {asked.role} from now on.")


def _disable(here: "Context", asked: argparse.Namespace) -> None:
    enrolment.disable(here.gate, asked.name, here.now())
    print(f"{asked.name} is signed out and cannot sign in. `donations user reset` opens the account again.")


def _list(here: "Context", _asked: argparse.Namespace) -> None:
    everyone = enrolment.everyone(here.gate)
    for account in everyone:
        print(f"{account.name}  {account.role}  {_state(here, account)}")
    if not everyone:
        print("There are no accounts yet. Make one: donations user add NAME --role treasurer")


def _state(here: "Context", account: Account) -> str:
    if account.disabled_at is not None:
        return "disabled"
    if account.ready_at is not None:
        return "can sign in"
    ended = account.setup_ends_at is None or account.setup_ends_at <= here.now()
    return "set-up link has ended" if ended else "to be set up"
