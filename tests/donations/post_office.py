"""A small mail server on loopback that does what a test tells it to."""

import socket
import ssl
import threading
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(folder: Path) -> Path:
    """Make a certificate for localhost that signs itself; key and certificate in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "localhost.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@dataclass
class PostOffice:
    """The server; `answers` replaces what it says to a command, and None closes the connection instead."""

    cert: Path | None = None
    """With it STARTTLS is offered; with `at_once` the connection begins encrypted."""
    at_once: bool = False
    auth: bool = False
    answers: dict[str, str | None] = field(default_factory=dict)
    letters: list[bytes] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    """The commands, each with "tls " before it where nobody else could hear it."""

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with suppress(OSError):
                self._talk(connection)

    def _encrypt(self, connection: socket.socket) -> ssl.SSLSocket:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(str(self.cert))
        return context.wrap_socket(connection, server_side=True)

    def _talk(self, connection: socket.socket) -> None:
        with ExitStack() as stack:
            stack.enter_context(connection)
            line = stack.enter_context(self._encrypt(connection)) if self.at_once else connection
            reader = stack.enter_context(line.makefile("rb"))
            line.sendall(b"220 ready\r\n")
            while said := reader.readline().decode().strip():
                word, secret = said.split()[0].upper(), isinstance(line, ssl.SSLSocket)
                self.heard.append(f"{'tls ' if secret else ''}{said.upper()}")
                answer = self.answers.get(word, self._answer(word, secret=secret))
                if answer is None:
                    return
                line.sendall(f"{answer}\r\n".encode())
                if word == "QUIT" or (answer.startswith("354") and not self._take(line, reader)):
                    return
                if word == "STARTTLS":
                    line = stack.enter_context(self._encrypt(connection))
                    reader = stack.enter_context(line.makefile("rb"))

    def _answer(self, word: str, *, secret: bool) -> str:
        offers = ["localhost", *(["STARTTLS"] if self.cert and not secret else []), *(["AUTH PLAIN"] * self.auth)]
        greeting = "\r\n".join(f"250{' ' if offer is offers[-1] else '-'}{offer}" for offer in offers)
        usual = {"EHLO": greeting, "STARTTLS": "220 go", "AUTH": "235 ok", "DATA": "354 go", "QUIT": "221 bye"}
        return usual.get(word, "250 ok")

    def _take(self, line: socket.socket, reader: IO[bytes]) -> bool:
        """Take a letter; says whether the conversation goes on."""
        body = b""
        while not body.endswith(b"\r\n.\r\n"):
            got = reader.readline()
            if not got:
                return False
            body += got
        self.letters.append(body[:-5])
        after = self.answers.get("TAKEN", "250 taken")
        if after is not None:
            line.sendall(f"{after}\r\n".encode())
        return after is not None
