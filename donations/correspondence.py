"""Letters: write what is due in the outbox, from the books and the templates, and hand it to the mailer.

A receipt says what the books say at the moment it is written. Donors' text goes into a letter's body and the name
beside the address, never into another header.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime, make_msgid
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from compliance import wording
from compliance.committee import Committee
from compliance.enclosures import Letter as Form
from compliance.money import Money
from donations import judgement, ledger, outbox, proofs
from donations.desk import Desk
from donations.ledger import Entry
from donations.mailer import FolderMailer, Mailer, MailUnavailable
from donations.outbox import Letter
from donations.paper.letters import Page, letters_pdf
from donations.paper.receipt import Receipt
from donations.paper.receipt import receipt_pdf as draw_receipt

log = logging.getLogger(__name__)
TEMPLATES: Final = Path(__file__).resolve().parent.parent / "templates"
_BATCH: Final = 20
_SILENCES: Final = 3
"""After so many letters in a row that the mail server did not take, the rest waits for the next round."""
_GIVE_UP_AFTER: Final = timedelta(days=7)
_LIVES: Final = {"proof": proofs.LIFE}
"""How long a letter is of use; after that it is not sent any more."""
_SUBJECTS: Final = {
    "receipt": "Receipt for your contribution",
    "held": "Your contribution is being looked at",
    "not_taken": "Your contribution was not taken",
    "details": "About the gift you offered",
    "proof": "Confirm your e-mail address",
}


class CommitteePage(Protocol):
    """The committee's page, as far as a letter speaks of it."""

    @property
    def contact_email(self) -> str:
        """Where people may write to."""


@dataclass(frozen=True, slots=True)
class Office:
    """What letters are written with: the desk, the committee's page, the sender, and whether money is real."""

    desk: Desk
    page: CommitteePage
    mailer: Mailer
    sender: str
    testing: bool


def deliver(office: Office, clock: Callable[[], datetime]) -> tuple[int, int]:
    """Write and send what is due; answers how many went out and how many are to be tried again.

    A letter that cannot be written or sent keeps no other waiting; one that still cannot after a week is let go.
    """
    gone = waiting = silences = 0
    while gone + waiting < _BATCH and silences < _SILENCES:
        now = clock()  # For each letter: at a slow server, those before it would use up the time it is kept for us.
        with office.desk.database.writing() as session:
            letter = outbox.take(session, now)
        if letter is None:
            break
        try:
            sent = _send(office, letter, now)
        except MailUnavailable as error:
            silences += 1
            sent = _later(office, letter, now, error)
        except Exception as error:  # noqa: BLE001 - one letter that cannot be written keeps no other waiting
            sent = _later(office, letter, now, error)
        else:
            silences = 0
        gone, waiting = gone + sent, waiting + (not sent)
    return gone, waiting


def _send(office: Office, letter: Letter, now: datetime) -> bool:
    if now - letter.created_at > _LIVES.get(letter.kind, _GIVE_UP_AFTER * 2):
        with office.desk.database.writing() as session:
            outbox.given_up(session, letter)
        return False
    copy = office.mailer.send(_write(office, letter, now), f"{letter.id:08d}-{letter.kind}")
    with office.desk.database.writing() as session:
        outbox.sent(session, letter, now, copy)
    return True


def _later(office: Office, letter: Letter, now: datetime, error: Exception) -> bool:
    """Leave a letter for later, or let it go; the log names the letter and never a person."""
    known = isinstance(error, (MailUnavailable, LetterCannotBeWritten))
    why = str(error) if known else type(error).__name__
    with office.desk.database.writing() as session:
        if now - letter.created_at < _GIVE_UP_AFTER:
            log.warning("letter %d (%s) waits: %s", letter.id, letter.kind, why)
            outbox.failed(session, letter, now)
        else:
            log.error("letter %d (%s) was never sent: %s", letter.id, letter.kind, why)
            outbox.given_up(session, letter)
    return False


class LetterCannotBeWritten(Exception):
    """The letter's contribution is not in the books, or its address is none."""


def receipt_pdf(committee: Committee, entry: Entry, *, testing: bool) -> bytes:
    """Draw the receipt of a captured contribution: the same bytes for the same gift."""
    return draw_receipt(receipt_of(committee, entry, testing=testing))


def receipt_of(committee: Committee, entry: Entry, *, testing: bool) -> Receipt:
    """State what a receipt says about a contribution."""
    brand = (entry.card.brand or "card").replace("_", " ").title() if entry.card else ""
    card = f"{brand} ending in {entry.card_last4}" if brand and entry.card_last4 else brand
    return Receipt.of(committee, entry.gift, reference(entry), card, test=testing)


def reference(entry: Entry) -> str:
    """A short name for a gift, to read out on the telephone."""
    return f"W-{entry.id:06d}"


def election_words(committee: Committee, entry: Entry) -> str:
    """The election a contribution counts for, in words with its date."""
    election = committee.election(entry.counted_election)
    return wording.for_election(election) if election else entry.counted_election


def held_until(committee: Committee, entry: Entry) -> str | None:
    """Until when a held contribution can be decided, in words and the committee's own time."""
    if entry.capture_before is None:
        return None
    local = entry.capture_before.astimezone(committee.timezone)
    return f"{wording.long_date(local.date())}, {local:%H:%M} {local.tzname()}"


def reasons(desk: Desk, entry: Entry) -> list[str]:
    """Why a contribution is held or was not taken, as far as may be said: never what the history decided (ENG-05)."""
    with desk.database.reading() as session:
        kept = ledger.decisions(session, entry)
    judged = next((each for each in reversed(kept) if each.stage == "authorized"), None)
    if judged is None:
        return []
    kinds = {"REVIEW"} if judged.outcome in _HOLDING else {kind.value for kind in judgement.BARRING}
    told = [f for f in judged.findings if f["kind"] in kinds]
    said = [str(finding["message"]) for finding in told if not finding["from_history"]]
    return list(dict.fromkeys(said)) or ([_GENERAL] if told else [])


_HOLDING: Final = frozenset({"needs_evidence", "held_for_review"})
_GENERAL: Final = "The rules for contributions ask that a person of the campaign looks at it with you."


def copy_of_receipt(desk: Desk, mailer: Mailer, entry: Entry) -> str | None:
    """The HTML of the mailed receipt, where mail goes into a folder; None elsewhere, or before it went out."""
    if not isinstance(mailer, FolderMailer):
        return None
    with desk.database.reading() as session:
        names = outbox.copies(session, entry.id, "receipt")
    return _html_of(mailer.read(names[-1])) if names else None


def _html_of(letter: bytes) -> str | None:
    body = message_from_bytes(letter, policy=default).get_body(("html",))
    return str(body.get_content()) if body else None


# Writing -------------------------------------------------------------------------------------------------------------


def _write(office: Office, letter: Letter, now: datetime) -> EmailMessage:
    context = {
        "committee": office.desk.committee,
        "page": office.page,
        "wording": wording,
        "testing": office.testing,
        **_facts(office, letter),
    }
    message = EmailMessage()
    message["Subject"] = " ".join(str(letter.facts.get("subject", _SUBJECTS.get(letter.kind, ""))).split())
    message["From"] = _address(office.desk.committee.name, office.sender)
    message["To"] = _address("", letter.to)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(idstring=str(letter.id), domain=office.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_templates().get_template(f"email/{letter.kind}.txt").render(context))
    message.add_alternative(_templates().get_template(f"email/{letter.kind}.html").render(context), subtype="html")
    if letter.kind == "receipt":
        pdf = draw_receipt(context["receipt"])
        message.add_attachment(pdf, maintype="application", subtype="pdf", filename="receipt.pdf")
    if context.get("forms"):
        pdf = letters_pdf(office.desk.committee, context["forms"], test=office.testing)
        message.add_attachment(pdf, maintype="application", subtype="pdf", filename="form.pdf")
    return message


def _address(name: str, address: str) -> Address:
    try:
        return Address(name, addr_spec=address)
    except (ValueError, IndexError, MessageError) as error:
        raise LetterCannotBeWritten("the address is none") from error


def _facts(office: Office, letter: Letter) -> dict[str, Any]:
    desk, facts = office.desk, letter.facts
    if letter.kind == "proof":
        return {"link": f"{desk.site}/give/proof/{facts['token']}", "minutes": 15}
    if letter.kind == "details":
        return {
            "name": facts["name"],
            "amount": Money(facts["amount"]),
            "remaining": Money(facts["remaining"]),
            "election_words": facts["election"],
            "cap": Money(facts["cap"]),
            "give_url": f"{desk.site}/give",
        }
    if letter.kind == "notice":
        token = facts["token"]
        return {
            "title": facts["subject"],
            "paragraphs": facts["body"].split("\n\n"),
            "link": f"{desk.site}/sign/{token}" if token else "",
            "forms": [Page(Form(subject, tuple(paragraphs))) for subject, paragraphs in facts["forms"]],
        }
    with desk.database.reading() as session:
        entry = ledger.by_id(session, letter.contribution_id) if letter.contribution_id else None
    if entry is None:
        raise LetterCannotBeWritten("its contribution is not in the books")
    person = entry.gift.contributor
    shared = {"gift_url": f"{desk.site}/gifts/{entry.public_id}"}
    if letter.kind == "receipt":
        return {**shared, "receipt": receipt_of(desk.committee, entry, testing=office.testing)}
    return {
        **shared,
        "name": f"{person.first_name} {person.last_name}",
        "amount": entry.gift.amount,
        "election_words": election_words(desk.committee, entry),
        "reference": reference(entry),
        "reasons": reasons(desk, entry),
        "held_until": held_until(desk.committee, entry),
    }


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
