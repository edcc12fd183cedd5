"""E-mail out: by SMTP, or into a folder where nothing is sent. It does not know what it carries."""

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

_SECONDS: Final = 20


class MailUnavailable(Exception):
    """The mail server could not be reached or did not take the letter; it is to be tried again."""


class Mailer(Protocol):
    """Whatever takes a letter."""

    def send(self, message: EmailMessage, name: str) -> str:
        """Take a letter; `name` is a file-safe name for it. Answers where a copy lies, or "".

        Raises `MailUnavailable`.
        """


class SmtpMailer:
    """A mail server: smtp:// (with STARTTLS whenever it is offered, and demanded with a password) or smtps://."""

    def __init__(self, url: str) -> None:
        """Read the address; nothing is opened yet."""
        parts = urlsplit(url)
        self._tls = parts.scheme == "smtps"
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (465 if self._tls else 587)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")

    def send(self, message: EmailMessage, name: str) -> str:
        """Hand a letter to the server."""
        message["X-Reference"] = name
        try:
            server = self._connect()
            try:
                if self._user:
                    server.login(self._user, self._password)
                server.send_message(message)
                # The letter is taken: whatever a goodbye meets, it is not to be sent a second time.
                with suppress(OSError, smtplib.SMTPException):
                    server.quit()
            finally:
                server.close()
        except (OSError, smtplib.SMTPException) as error:
            raise MailUnavailable(type(error).__name__) from error
        return ""

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._tls:
            return smtplib.SMTP_SSL(self._host, self._port, timeout=_SECONDS, context=context)
        server = smtplib.SMTP(self._host, self._port, timeout=_SECONDS)
        try:
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            elif self._user:
                raise smtplib.SMTPNotSupportedError(  # noqa: TRY301 - the one place where the connection is closed
                    "the server offers no encryption, and a password would be seen"
                )
        except BaseException:
            server.close()
            raise
        return server


class FolderMailer:
    """A folder in place of a mail server, for trying and testing: one .eml file a letter."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made when the first letter comes."""
        self._folder = folder

    def read(self, name: str) -> bytes:
        """Read a letter back."""
        return (self._folder / name).read_bytes()

    def send(self, message: EmailMessage, name: str) -> str:
        """Write the letter beside, then rename, so that no half letter is ever seen."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / f"{name}.eml"
            beside = path.with_suffix(".part")
            beside.write_bytes(message.as_bytes())
            beside.replace(path)
        except OSError as error:
            raise MailUnavailable(type(error).__name__) from error
        return path.name
