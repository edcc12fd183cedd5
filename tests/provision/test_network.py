"""The closed network."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.provision import network
from tests.provision.network import NetworkClosed


def connect(family: int, address: tuple[str, int] | str) -> None:
    with socket.socket(family) as sock:
        sock.settimeout(1)
        sock.connect(address)


def send_datagram() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(b"", ("192.0.2.1", 53))


def try_to_connect(address: tuple[str, int]) -> None:
    with socket.socket(socket.AF_INET) as sock:
        sock.settimeout(1)
        sock.connect_ex(address)


def send_message() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendmsg([b""], [], 0, ("192.0.2.1", 53))


@pytest.mark.parametrize(
    "reach",
    [
        pytest.param(lambda: connect(socket.AF_INET, ("192.0.2.1", 80)), id="IPv4"),
        pytest.param(lambda: connect(socket.AF_INET6, ("2001:db8::1", 80)), id="IPv6"),
        pytest.param(lambda: try_to_connect(("192.0.2.1", 80)), id="IPv4, without an error"),
        pytest.param(send_datagram, id="datagram"),
        pytest.param(send_message, id="message"),
        pytest.param(lambda: socket.getaddrinfo("api.stripe.com", 443), id="name"),
        pytest.param(lambda: socket.gethostbyname("api.stripe.com"), id="old name"),
        pytest.param(lambda: socket.create_connection(("api.stripe.com", 443), timeout=1), id="name and connection"),
    ],
)
def test_a_stranger_is_out_of_reach(reach: Callable[[], object]) -> None:
    with pytest.raises(NetworkClosed):
        reach()

    assert len(network.refused()) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_loopback_is_open(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection((host, server.getsockname()[1]), timeout=5).close()

    assert network.refused() == []


def test_a_unix_socket_is_open(tmp_path: Path) -> None:
    path = str(tmp_path / "s")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()

        connect(socket.AF_UNIX, path)

    assert network.refused() == []
