"""Keeps tests off the network: from this process, only loopback and Unix sockets are open.

It listens to Python's own audit events, so it sees every library that goes through Python's sockets, and the looking up
of names too. A refused attempt is remembered, so that a test fails even when the code under test swallows the error.
"""

import ipaddress
import socket
import sys

_armed = False
_refused: list[str] = []
_TO_ADDRESS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_TO_NAME = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_EVENTS = _TO_ADDRESS | _TO_NAME


class NetworkClosed(RuntimeError):
    """A test reached for a host that is not this machine."""


def close() -> None:
    """Refuse, from now on, whatever leads beyond loopback."""
    global _armed  # noqa: PLW0603 An audit hook can never be taken off again, only told to look away.
    if not _armed:
        _armed = True
        sys.addaudithook(_audit)


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


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if event not in _EVENTS:
        return
    if event in _TO_ADDRESS:
        sock, address = arguments[0], arguments[1]
        internet = isinstance(sock, socket.SocketType) and sock.family in {socket.AF_INET, socket.AF_INET6}
        if not internet or not isinstance(address, tuple):
            return
        host = address[0]
    else:
        host = arguments[0]
    if not is_open(host):
        _refused.append(f"{event}: {host!r}")
        message = f"Tests have no network but loopback; this one reached for {host!r}."
        raise NetworkClosed(message)
