"""Who is at the door: how often they try, and whether they read the mail of an address (ENG-05).

Nothing here names anybody: what is counted is kept under a keyed hash.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from compliance import identity
from compliance.contribution import Address, Contributor
from donations import limits, outbox, proofs
from donations.desk import Desk

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at the door: `address` is where the request came from; `secret` keys the hashes."""

    secret: str
    address: str
    name_key: str = ""
    email_key: str = ""

    def subject(self, what: str, value: str) -> str:
        """Name who is limited, without saying who."""
        return limits.subject(self.secret, what, value)


def email_key(address: str) -> str:
    """The key by which an e-mail address is found and proved."""
    return identity.email_key(Contributor("", "", Address("", "", "", ""), email=address))


def proof_key(address: str) -> str:
    """The key under which an address is proved: the same as `email_key`, but never one key for two mailboxes.

    Beyond ASCII only the very same spelling counts: matching takes "straße.example" for "strasse.example", and
    anybody may own the one who wants to know about the other.
    """
    return email_key(address) if address.isascii() else address.strip()


def mark(secret: str, key: str) -> str:
    """What a browser that has proved an address carries in its cookie: it names nobody."""
    return limits.subject(secret, "proved", key)


def tries(desk: Desk, visitor: Visitor, now: datetime, window: timedelta) -> tuple[int, int]:
    """Count one try; answers how many there were from this address in the window, and for this e-mail in the hour."""
    with desk.database.writing() as session:
        from_here = limits.hit(session, visitor.subject("give-address", visitor.address), now, window)
        for_mail = visitor.email_key and limits.hit(
            session, visitor.subject("give-email", visitor.email_key), now, HOUR
        )
    return from_here, int(for_mail or 0)


def calm_answers(desk: Desk, visitor: Visitor, now: datetime, *, count: bool) -> int:
    """How many answers of this day told this person or this address that history decides; one more when counted."""
    subjects = [visitor.subject("calm-person", visitor.name_key), visitor.subject("calm-address", visitor.address)]
    if count:
        with desk.database.writing() as session:
            return max([limits.hit(session, each, now, DAY) for each in subjects])
    with desk.database.reading() as session:
        return max([limits.count(session, each, now, DAY) for each in subjects])


def offers(desk: Desk, visitor: Visitor, now: datetime) -> int:
    """Count one offer in this person's name; answers how many there were on this day.

    That an offer is taken tells something, too: whoever steps up the amount learns what is left.
    """
    with desk.database.writing() as session:
        return limits.hit(session, visitor.subject("offer-person", visitor.name_key), now, DAY)


def ask_for_proof(desk: Desk, visitor: Visitor, address: str, now: datetime, *, most: int) -> None:
    """Mail a one-time link to an address, at most so many an hour; nobody is told whether it went out."""
    key = proof_key(address)
    with desk.database.writing() as session:
        mails = limits.hit(session, visitor.subject("proof-email", key), now, HOUR)
        asked = limits.hit(session, visitor.subject("proof-address", visitor.address), now, HOUR)
        if mails <= most and asked <= most * 10:
            token = proofs.begin(session, key, now)
            name = visitor.subject("proof", token)  # A key stays; the token itself is kept nowhere for good.
            outbox.put(session, key=name, kind="proof", to=address, facts={"token": token}, now=now)


def use_proof(desk: Desk, token: str, now: datetime) -> str | None:
    """Use a link up; answers the key of the address it proves, None when it no longer works."""
    with desk.database.writing() as session:
        return proofs.use(session, token, now)


def sheets(desk: Desk, visitor: Visitor, now: datetime, window: timedelta) -> int:
    """Count one mail-in form that is filled in; answers how many there were from this address in the window."""
    with desk.database.writing() as session:
        return limits.hit(session, visitor.subject("mail-address", visitor.address), now, window)
