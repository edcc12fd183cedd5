"""Form tokens: that a form is ours and this browser's (CSRF), when it was opened, and which form it was.

One signed token does all three, so that the fields of the form stay what they are. It differs each time a form is
shown: two forms make two gifts, the same form sent twice makes one (ENG-03). A form that was shown to a member of the
staff is of use to that person alone, in the next session too.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import g, request, session
from itsdangerous import BadSignature, URLSafeSerializer

from donations import context

FIELD: Final = "csrf_token"
_SALT: Final = "form"


class BadToken(Exception):
    """A form's token is missing, forged, of another browser, or too old (`old`)."""

    def __init__(self, *, old: bool = False) -> None:
        """Keep whether it was ours once."""
        self.old = old
        super().__init__("old" if old else "not ours")


@dataclass(frozen=True, slots=True)
class Ticket:
    """A form that came back: its name for ever, its age in seconds, and the unpaid gift it goes on with, if any.

    `person` is the member of the staff it was shown to, 0 for everybody else.
    """

    submission: str
    age: float
    resumes: str | None
    person: int = 0


def issue(resumes: str | None = None) -> str:
    """Make the token for a form that is about to be shown."""
    browser = session.get("browser")
    if not isinstance(browser, str):
        browser = session["browser"] = secrets.token_urlsafe(16)
    here = context.current()
    shown = int(here.now().timestamp())
    return _serializer().dumps([secrets.token_urlsafe(9), browser, shown, resumes or "", g.get("csrf_person", 0)])


def check(now: datetime, longest_hours: int) -> Ticket:
    """Read the token of the form that was sent; raises `BadToken`."""
    sent = request.form.getlist(FIELD)
    if len(sent) != 1:
        raise BadToken
    try:
        _nonce, browser, shown, resumes, person = _serializer().loads(sent[0])
    except (BadSignature, ValueError, TypeError) as error:
        raise BadToken from error
    own = session.get("browser")
    if not isinstance(own, str) or not hmac.compare_digest(own, str(browser)):
        raise BadToken
    age = now.timestamp() - int(shown)
    if age > longest_hours * 3600:
        raise BadToken(old=True)
    return Ticket(hashlib.sha256(sent[0].encode()).hexdigest(), age, str(resumes) or None, int(person))


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(context.current().settings.secret_key, salt=_SALT)
