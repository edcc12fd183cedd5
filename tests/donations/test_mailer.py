"""The mailers: a real conversation with a mail server on loopback, encrypted where a password goes over it."""

import socket
from collections.abc import Iterator
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path

import pytest

from donations import mailer
from donations.mailer import FolderMailer, MailUnavailable, SmtpMailer
from tests.donations.post_office import PostOffice, certificate


@pytest.fixture
def cert(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate that the standard library trusts for the length of a test."""
    path = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """A mail server without encryption."""
    with PostOffice() as opened:
        yield opened


def a_letter() -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Receipt"
    message["From"] = "treasurer@example.org"
    message["To"] = "robin@example.org"
    message.set_content("Thank you.\n.\nA line with one dot alone.\n")
    return message


def test_a_letter_reaches_the_server_with_every_line(office: PostOffice) -> None:
    SmtpMailer(f"smtp://localhost:{office.port}").send(a_letter(), "00000001-receipt")

    (letter,) = office.letters
    assert b"Subject: Receipt" in letter
    assert b"X-Reference: 00000001-receipt" in letter
    assert b"\r\n..\r\nA line with one dot alone." in letter
    assert office.heard[-1].upper() == "QUIT"


def test_a_password_never_goes_where_others_can_hear_it(office: PostOffice) -> None:
    with pytest.raises(MailUnavailable, match="SMTPNotSupportedError"):
        SmtpMailer(f"smtp://user:secret@localhost:{office.port}").send(a_letter(), "n")

    assert office.letters == []
    assert not any(said.startswith(("AUTH", "MAIL")) for said in office.heard)


def test_with_a_password_the_conversation_is_encrypted_first(cert: Path) -> None:
    with PostOffice(cert, auth=True) as office:
        SmtpMailer(f"smtp://us%40er:p%3Ass@localhost:{office.port}").send(a_letter(), "n")

    assert len(office.letters) == 1
    assert next(said for said in office.heard if "AUTH" in said).startswith("tls AUTH PLAIN")
    assert not any(said.startswith(("AUTH", "MAIL", "RCPT")) for said in office.heard)


def test_encryption_is_used_whenever_it_is_offered(cert: Path) -> None:
    with PostOffice(cert) as office:
        SmtpMailer(f"smtp://localhost:{office.port}").send(a_letter(), "n")

    assert any(said.startswith("tls MAIL") for said in office.heard)


def test_smtps_is_encrypted_from_the_first_word(cert: Path) -> None:
    with PostOffice(cert, at_once=True, auth=True) as office:
        SmtpMailer(f"smtps://user:secret@localhost:{office.port}").send(a_letter(), "n")

    assert len(office.letters) == 1
    assert all(said.startswith("tls ") for said in office.heard)


def test_a_server_that_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    unknown = certificate(tmp_path)
    with PostOffice(unknown, auth=True) as office, pytest.raises(MailUnavailable, match="SSLCertVerificationError"):
        SmtpMailer(f"smtp://user:secret@localhost:{office.port}").send(a_letter(), "n")

    assert office.letters == []


REFUSALS = [
    pytest.param({"EHLO": None}, "SMTPServerDisconnected", id="hangs up at once"),
    pytest.param({"MAIL": "451 later"}, "SMTPSenderRefused", id="refuses the sender"),
    pytest.param({"RCPT": "550 no such person"}, "SMTPRecipientsRefused", id="knows no such person"),
    pytest.param({"DATA": "452 full"}, "SMTPDataError", id="is full"),
    pytest.param({"TAKEN": "554 spam"}, "SMTPDataError", id="does not take it"),
    pytest.param({"TAKEN": None}, "SMTPServerDisconnected", id="hangs up without a word"),
]


@pytest.mark.parametrize("answers, named", REFUSALS)
def test_whatever_is_not_taken_is_to_be_tried_again(answers: dict[str, str | None], named: str) -> None:
    with PostOffice(answers=answers) as office, pytest.raises(MailUnavailable, match=named):
        SmtpMailer(f"smtp://localhost:{office.port}").send(a_letter(), "n")


@pytest.mark.parametrize("goodbye", ["421 closing", None])
def test_a_letter_that_was_taken_is_not_sent_again_for_want_of_a_goodbye(goodbye: str | None) -> None:
    with PostOffice(answers={"QUIT": goodbye}) as office:
        SmtpMailer(f"smtp://localhost:{office.port}").send(a_letter(), "n")

    assert len(office.letters) == 1


def test_a_server_that_is_away_or_silent_is_to_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailer, "_SECONDS", 0.2)
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(MailUnavailable, match=r"TimeoutError|Disconnected"):
            SmtpMailer(f"smtp://localhost:{port}").send(a_letter(), "n")
    with pytest.raises(MailUnavailable, match="ConnectionRefusedError"):
        SmtpMailer(f"smtp://localhost:{port}").send(a_letter(), "n")


def test_a_folder_takes_letters_and_gives_them_back(tmp_path: Path) -> None:
    folder = FolderMailer(tmp_path / "outbox")

    name = folder.send(a_letter(), "00000001-receipt")

    assert name == "00000001-receipt.eml"
    assert b"Thank you." in folder.read(name)
    assert [path.name for path in (tmp_path / "outbox").iterdir()] == [name]


def test_a_folder_that_cannot_be_written_is_to_be_tried_again(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file is in the way")

    with pytest.raises(MailUnavailable, match="FileExistsError"):
        FolderMailer(tmp_path / "outbox").send(a_letter(), "n")
