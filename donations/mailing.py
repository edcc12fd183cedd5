"""Mailing: the form that is printed and enclosed with a check; its answers are kept as a draft until the check comes.

Nothing here is money, and nothing here is asked of the books of money: who types is not known, so that what is said
about an amount rests on the form alone (ENG-05).
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from compliance import review, wording
from compliance.contribution import Case, Contribution, Method
from compliance.finding import Finding, Kind
from donations import drafts
from donations.desk import Desk
from donations.drafts import Draft
from donations.paper import code as codes
from donations.paper import mail_in
from donations.paper.mail_in import Ask, Filled


@dataclass(frozen=True, slots=True)
class Judged:
    """What the law says of a form: `findings` are mended before it is printed, `remarks` are printed on it."""

    findings: tuple[Finding, ...]
    remarks: tuple[str, ...]
    complete: bool = False
    """Nothing is left to be filled in by hand."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A code that cannot be right, with the codes of drafts that are one slip away from it."""

    typed: str
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoDraft:
    """A code that has the right shape, and no draft: it was deleted, has expired, or never was."""

    code: str


# The form ------------------------------------------------------------------------------------------------------------


def ask(desk: Desk, today: date) -> Ask:
    """Say what a form of today says: the elections ahead, soonest first (LIM-06), and the cap in force (LIM-02)."""
    ahead = sorted((each for each in desk.committee.elections if each.on >= today), key=lambda each: each.on)
    return Ask(desk.committee, tuple(ahead), review.limit_in_force(desk.committee, today).amount)


def judge(desk: Desk, gift: Contribution, now: datetime, *, unread_amount: str | None = None) -> Judged:
    """Ask the law about a form as it stands, as a check and without any history.

    Over the cap, without employer or with a statement left open it still prints, and says what will be asked.
    """
    check = replace(gift, method=Method.CHECK)
    cap = review.limit_in_force(desk.committee, gift.made_on).amount
    to_mend: list[Finding] = []
    remarks: dict[str, None] = {}
    found = review.review(Case(check, desk.committee, now, unread_amount=unread_amount))
    for finding in found:
        remark = wording.paper_remark(finding, cap)
        if remark is None:
            to_mend.append(finding)
        else:
            remarks[remark] = None
    found_open = any(finding.kind is Kind.INCOMPLETE for finding in found)
    return Judged(tuple(to_mend), tuple(remarks), complete=not found_open)


def blank(desk: Desk, today: date, *, testing: bool) -> bytes:
    """Give the form for everybody as a PDF."""
    return mail_in.blank(replace(ask(desk, today), testing=testing))


def filled(  # noqa: PLR0913 - whose form, what stands on it, and what is said of it
    desk: Desk, draft: Draft, written: Mapping[str, str], judged: Judged, today: date, *, testing: bool
) -> bytes:
    """Give a draft's form as a PDF; `written` are its answers as they are to stand in their boxes."""
    one = Filled(written, draft.code, link(desk, draft.code), draft.revision, judged.remarks, judged.complete)
    return mail_in.filled(replace(ask(desk, today), testing=testing), one)


def link(desk: Desk, code: str) -> str:
    """The address that the QR code holds: it says nothing to anybody but staff."""
    return f"{desk.site}/c/{code}"


# Drafts --------------------------------------------------------------------------------------------------------------


def keep(desk: Desk, token: str, answers: Mapping[str, Any], now: datetime) -> Draft:
    """Keep the answers of a form under its private link's token; the same form again changes the draft it made."""
    with desk.database.writing() as session:
        desk.database.lock(session, [f"draft:{token}"])
        kept = drafts.keep(session, token, answers, wording.VERSION, now)
        if kept is not None:
            return kept
        code = codes.make(secrets.randbelow(codes.CODES))
        while drafts.is_taken(session, code):
            code = codes.make(secrets.randbelow(codes.CODES))
        return drafts.begin(session, token, answers, wording.VERSION, now, code=code)


def change(desk: Desk, token: str, answers: Mapping[str, Any], now: datetime) -> Draft | None:
    """Change the answers of a draft, which keeps its code; None when its link has ended."""
    with desk.database.writing() as session:
        return drafts.keep(session, token, answers, wording.VERSION, now)


def find(desk: Desk, token: str, now: datetime) -> Draft | None:
    """Find the draft of a private link; None when the link has ended."""
    with desk.database.reading() as session:
        return drafts.by_token(session, token, now)


def remove(desk: Desk, token: str) -> bool:
    """Delete the draft of a private link; False when there was none."""
    with desk.database.writing() as session:
        return drafts.remove(session, token)


def look_up(desk: Desk, typed: str, now: datetime) -> Draft | Slip | NoDraft:
    """Find the draft of a code that was typed or scanned. For staff alone: it names a person."""
    code = codes.read(typed)
    with desk.database.reading() as session:
        if not codes.check(code):
            near = codes.suggest(code)
            given = drafts.given(session, near, now)
            return Slip(code, tuple(each for each in near if each in given))
        return drafts.by_code(session, code, now) or NoDraft(code)


def token(secret: str, submission: str) -> str:
    """Make the token of a form's private link from the form's own random name, so that a second press finds the first.

    Nobody can make it who does not know the secret.
    """
    digest = hmac.new(secret.encode(), f"draft\0{submission}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()
