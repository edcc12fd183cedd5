"""What lies on the desk: a check as it is keyed, a form's draft, and pictures of all three kinds."""

import mimetypes
import re
from typing import Any

from werkzeug.test import TestResponse

from compliance import wording
from donations import mailing
from donations.drafts import Draft
from tests.donations.treasurer.colleagues import StaffBrowser
from tests.donations.world import World

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32 + b"\0\0\0\0IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 32 + b"\xff\xd9"
PDF = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"

STATEMENTS = tuple(statement.field for statement in wording.STATEMENTS)


def check(**changes: str | None) -> dict[str, str]:
    """What staff key who have Robin Sample's check for $250 and a signed form; None leaves a field out."""
    typed: dict[str, str | None] = {
        "entry": "entry-of-the-tests",
        "amount": "250",
        "number": "1001",
        "bank": "Example Savings Bank",
        "account": "personal",
        "printed1": "Robin Sample",
        "signer1": "Robin Sample",
        "received_on": "3/2/2026",
        "written_on": "2/26/2026",
        "postmarked_on": "2/27/2026",
        "envelope_kept": "yes",
        **person(),
        **changes,
    }
    return {name: value for name, value in typed.items() if value is not None}


def person(prefix: str = "", **changes: str | None) -> dict[str, str | None]:
    """What staff key about one contributor who signed a form."""
    typed: dict[str, str | None] = {
        "has_form": "yes",
        "election": "P2026",
        "first_name": "Robin",
        "last_name": "Sample",
        "address1": "1 Test Road",
        "city": "Columbus",
        "state": "OH",
        "postal_code": "43215",
        "country": "US",
        "email": "robin@example.org",
        "work": "employed",
        "occupation": "Carpenter",
        "employer": "Example Joinery",
        **dict.fromkeys(STATEMENTS, "yes"),
        **changes,
    }
    return {f"{prefix}{name}": value for name, value in typed.items()}


def joint(**changes: str | None) -> dict[str, str]:
    """A check of Robin and Chris Sample's joint account, signed by both."""
    other = person("other_", first_name="Chris", email="chris@example.org", employer="Example Mill")
    both = {"account": "joint", "printed2": "Chris Sample", "signer2": "Chris Sample"}
    return check(**{**both, **other, **changes})


def a_draft(world: World, token: str = "token", **changes: Any) -> Draft:
    """The form that Robin filled in on the page."""
    answers: dict[str, Any] = {
        "amount": "250.00",
        "election": "P2026",
        "first_name": "Robin",
        "middle_name": "",
        "last_name": "Sample",
        "suffix": "",
        "address1": "1 Test Road",
        "address2": "",
        "city": "Columbus",
        "state": "OH",
        "postal_code": "43215",
        "country": "US",
        "email": "robin@example.org",
        "phone": "",
        "work": "employed",
        "occupation": "Carpenter",
        "employer": "Example Joinery",
        **dict.fromkeys(STATEMENTS, True),
        **changes,
    }
    return mailing.keep(world.desk, token, answers, world.clock())


def review(staff: StaffBrowser, typed: dict[str, str]) -> TestResponse:
    """Send a keyed check to be looked at."""
    return staff.post("/treasurer/checks/review", typed)


def keep(staff: StaffBrowser, typed: dict[str, str], **more: Any) -> TestResponse:
    """Look at a keyed check and save it; a picture goes along as `image=(file, name)`."""
    picture = more.pop("image", None)
    body, kind = multipart({**carried(review(staff, typed)), **more}, picture)
    return staff.client.post("/treasurer/checks/keep", data=body, content_type=kind)


def multipart(typed: dict[str, str], picture: tuple[bytes, str] | None = None) -> tuple[bytes, str]:
    """A form with a file as a browser sends it, and its type."""
    parts = [(f'name="{name}"\r\n', value.encode()) for name, value in typed.items()]
    if picture is not None:
        content, name = picture
        said = mimetypes.guess_type(name)[0] or "application/octet-stream"
        parts.append((f'name="image"; filename="{name}"\r\nContent-Type: {said}\r\n', content))
    marked = [f"--edge\r\nContent-Disposition: form-data; {head}\r\n".encode() + body + b"\r\n" for head, body in parts]
    return b"".join([*marked, b"--edge--\r\n"]), "multipart/form-data; boundary=edge"


def kept(staff: StaffBrowser, typed: dict[str, str], **more: Any) -> str:
    """Save a keyed check; answers its envelope's public id."""
    answer = keep(staff, typed, **more)
    assert answer.status_code == 303, text_of(answer)
    return envelope_of(answer)


def carried(page: TestResponse, action: str = "/treasurer/checks/keep") -> dict[str, str]:
    """What the hidden fields of a page's form hold."""
    html = page.get_data(as_text=True)
    found = re.search(rf'<form method="post" action="{action}".*?</form>', html, re.DOTALL)
    assert found is not None, text_of(page)
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', found[0])
    return {name: _unescaped(value) for name, value in fields}


def envelope_of(answer: TestResponse) -> str:
    """The envelope that an answer leads to."""
    return answer.headers["Location"].partition("?")[0].rpartition("/")[2]


def text_of(page: TestResponse) -> str:
    """The words on a page, without its marks."""
    html = re.sub(r"<(script|style|svg).*?</\1>", "", page.get_data(as_text=True), flags=re.DOTALL)
    return " ".join(_unescaped(re.sub(r"<[^>]+>", " ", html)).split())


def _unescaped(text: str) -> str:
    for mark, plain in (("&#39;", "'"), ("&#34;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(mark, plain)
    return text
