"""Keeps tests off the network: from this process, only loopback and Unix sockets are open.

It stands before Python's own sockets, which every library here goes through, and before the looking up of names too. A
refused attempt is remembered, so that a test fails even when the code under test swallows the error.

It is no audit hook, though Python offers those for this: a hook runs at every event, `sys.settrace` among them, and
Python 3.11 then fails whichever of two threads begins meanwhile under coverage, and leaves its connection open.
"""

import ipaddress
import socket
from collections.abc import Callable
from functools import wraps
from typing import Any

_armed = False
_refused: list[str] = []
_METHODS = ("connect", "connect_ex", "sendto", "sendmsg")
_LOOKUPS = ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr")
_ADDRESS_OF_SENDMSG = 3


class NetworkClosed(RuntimeError):
    """A test reached for a host that is not this machine."""


def close() -> None:
    """Refuse, from now on, whatever leads beyond loopback."""
    global _armed  # noqa: PLW0603 What stands before the sockets stands there once.
    if not _armed:
        _armed = True
        for name in _METHODS:
            setattr(socket.socket, name, _guarded_method(name, getattr(socket.socket, name)))
        for name in _LOOKUPS:
            setattr(socket, name, _guarded_lookup(name, getattr(socket, name)))


def refused() -> list[str]:
    """The attempts refused since the last time this was asked."""
    attempts = list(_refused)
    _refused.clear()
    return attempts


def is_open(host: object) -> bool:
    """Whether a host, by name or by address, is this machine itself."""
    if isinstance(host, bytes | bytearray):
        host = host.decode("ascii", "replace")
    if not isinstance(host, str):
        return host is None
    if host in {"", "localhost", socket.gethostname()}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _guarded_method(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def guarded(sock: socket.socket, *given: Any) -> Any:
        # The address is the last that these are given; a message may be sent without one.
        address = given[-1] if name != "sendmsg" or len(given) > _ADDRESS_OF_SENDMSG else None
        if sock.family in {socket.AF_INET, socket.AF_INET6} and isinstance(address, tuple):
            _refuse_stranger(f"socket.{name}", address[0])
        return original(sock, *given)

    return guarded


def _guarded_lookup(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def guarded(host: Any, *given: Any, **named: Any) -> Any:
        _refuse_stranger(f"socket.{name}", host)
        return original(host, *given, **named)

    return guarded


def _refuse_stranger(what: str, host: object) -> None:
    if not is_open(host):
        _refused.append(f"{what}: {host!r}")
        message = f"Tests have no network but loopback; this one reached for {host!r}."
        raise NetworkClosed(message)
