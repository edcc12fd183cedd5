"""Every page of the donor's door in every state, rendered without views, and a small reader of HTML."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from flask import Flask, render_template
from jinja2 import StrictUndefined

import donations
from compliance import wording
from compliance.committee import Committee
from compliance.money import Money
from donations.paper.receipt import Receipt
from donations.public.forms import DonationForm, Problem
from tests.donations.public.sample import COMMITTEE, GENERAL, PAGE, PRIMARY, a_form

ROOT: Final = Path(donations.__file__).resolve().parent.parent
STATIC: Final = ROOT / "donations" / "static"
PROBLEMS: Final = [
    Problem(None, "Wait a little, then send the form again.", "ENG-03"),
    Problem("preset", "Choose one of the amounts, or enter another amount.", "AMT-01"),
    Problem("amount", "Enter an amount, like 25 or 25.50.", "AMT-01"),
    Problem("election", "Choose the election your contribution is for.", "LIM-05"),
    Problem("last_name", "Enter your last name.", "IDN-01"),
    Problem("last_name", "Enter it in letters <b>.", "IDN-11"),
    Problem("state", "Choose your state.", "IDN-02"),
    Problem("message", "Shorten your message.", "IDN-11"),
    Problem("work", "Choose your work situation.", "IDN-04"),
    Problem("employer", "Enter the name of your employer.", "IDN-03"),
    Problem("attest_age", "Tick the box if you are at least 18 years old.", "SRC-04"),
]
_ROUTES: Final = {
    "front": "/",
    "give": "/give",
    "mail": "/give/mail",
    "mail_form": "/give/mail/form.pdf",
    "mail_filled": "/give/mail/filled",
    "mail_draft": "/give/mail/draft/<token>",
    "mail_draft_form": "/give/mail/draft/<token>/form.pdf",
    "mail_draft_change": "/give/mail/draft/<token>/change",
    "mail_draft_delete": "/give/mail/draft/<token>/delete",
    "not_true": "/give/not-eligible",
    "proof": "/give/proof",
    "gift": "/gifts/<public_id>",
    "privacy": "/privacy",
    "theme": "/theme.css",
}


def an_app(committee: Committee = COMMITTEE, *, testing: bool = True) -> Flask:
    """Make an application that has the pages' names and words, and nothing else."""
    app = Flask("pages", template_folder=str(ROOT / "templates"), static_folder=str(STATIC))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        committee=committee,
        page=PAGE,
        wording=wording,
        testing=testing,
        csrf_token=lambda: "a-token",
        asset=lambda name: f"/static/{name}",
    )
    for name, rule in _ROUTES.items():
        app.add_url_rule(rule, f"public.{name}", lambda **_: "", methods=["GET", "POST"])
    return app


def render(template: str, *, committee: Committee = COMMITTEE, testing: bool = True, **context: Any) -> str:
    """Render one template."""
    with an_app(committee, testing=testing).test_request_context():
        return render_template(template, **context)


def give(form: DonationForm | None = None, **context: Any) -> str:
    """Render the form, blank unless told otherwise."""
    shown = {
        "form": form or DonationForm(committee=COMMITTEE, presets=PAGE.presets),
        "problems": [],
        "elections": [PRIMARY, GENERAL],
        "election": PRIMARY,
        "cap": COMMITTEE.cap,
        "resumed": None,
        "proved": False,
        "source": "",
    }
    return render("public/give.html", **{**shown, **context})


def mail_in(form: DonationForm | None = None, template: str = "mail", **context: Any) -> str:
    """Render the page of the mail-in form, blank unless told otherwise."""
    shown = {
        "form": form or DonationForm(committee=COMMITTEE, presets=PAGE.presets),
        "problems": [],
        "elections": [PRIMARY, GENERAL],
        "election": PRIMARY,
        "cap": COMMITTEE.cap,
        "open": True,
        "token": "tok",
    }
    return render(f"public/{template}.html", **{**shown, **context})


def mail_draft(**context: Any) -> str:
    """Render the private page of a mail-in form."""
    shown = {
        "token": "tok",
        "code": "ADXZ VJXB",
        "until": PRIMARY.on,
        "remarks": [],
        "facts": [("Amount", "$250.00")],
        "ticked": wording.STATEMENTS,
        "complete": True,
    }
    return render("public/mail_draft.html", **{**shown, **context})


def gift(phase: str, **facts: Any) -> str:
    """Render the page of a gift."""
    shown = {
        "id": "abc",
        "reference": "W-000012",
        "amount": Money(25000),
        "election_words": wording.for_election(PRIMARY),
        "phase": phase,
        "made_on": None,
        "held_until": None,
        "reasons": [],
        "rules": [],
        "resume_url": None,
        "refresh": None,
        "receipt_url": None,
        "mail_copy_url": None,
        "adjustments": [],
    }
    return render("public/gift.html", gift=SimpleNamespace(**{**shown, **facts}))


def message(**facts: Any) -> str:
    """Render the page of a failure."""
    shown = {"title": "There is no such page", "text": "Nothing was charged.", "back_url": None, "retry_after": None}
    return render("public/message.html", **{**shown, **facts})


_CANNOT: Final = Problem("attest_citizenship", "Only citizens may give.", "SRC-01", "52 USC 30121")
_EMAIL: Final = Problem("email", "Enter your e-mail address.", "IDN-09")

PAGES: Final[dict[str, Callable[[], str]]] = {
    "front": lambda: render("public/front.html", elections=[PRIMARY, GENERAL], cap=COMMITTEE.cap),
    "front, nothing open": lambda: render("public/front.html", elections=[], cap=COMMITTEE.cap),
    "give": give,
    "give, one election": lambda: give(elections=[GENERAL], election=GENERAL),
    "give, filled": lambda: give(a_form(updates="yes", message="Go!"), proved=True),
    "give, problems": lambda: give(a_form(state="Ohio", attest_age=""), problems=PROBLEMS),
    "give, one problem": lambda: give(a_form(), problems=PROBLEMS[4:5], elections=[GENERAL], election=GENERAL),
    "give, declined": lambda: give(a_form(), resumed="declined"),
    "give, left": lambda: give(a_form(), resumed="left"),
    "give, expired": lambda: give(a_form(), resumed="expired"),
    "give, unavailable": lambda: give(a_form(), resumed="unavailable"),
    "cannot": lambda: render("public/cannot.html", problems=[_CANNOT], resume_url="/give"),
    "neutral": lambda: render("public/neutral.html"),
    "not true": lambda: render("public/not_true.html"),
    "mail": mail_in,
    "mail, one election": lambda: mail_in(elections=[GENERAL], election=GENERAL),
    "mail, problems": lambda: mail_in(
        a_form(state="Ohio", attest_age=""), problems=[each for each in PROBLEMS if each.field != "message"]
    ),
    "mail, closed": lambda: mail_in(open=False),
    "mail, changing": lambda: mail_in(a_form(), template="mail_change"),
    "mail, made": lambda: mail_draft(remarks=["Write it in by hand."], complete=False),
    "mail, told": lambda: render("public/mail_note.html", title="For the campaign’s use", texts=("One.", "Two.")),
    "privacy": lambda: render("public/privacy.html"),
    "proof": lambda: render("public/proof.html", sent=False, problems=[], email=""),
    "proof, a problem": lambda: render("public/proof.html", sent=False, problems=[_EMAIL], email="x"),
    "proof, sent": lambda: render("public/proof.html", sent=True, problems=[], email=""),
    "proved": lambda: render("public/proved.html", ok=True, token="t", done=False),
    "proved, done": lambda: render("public/proved.html", ok=True, token="", done=True),
    "proved, too late": lambda: render("public/proved.html", ok=False, token="", done=False),
    "message": message,
    "message, wait": lambda: message(back_url="/give", retry_after=600),
    "gift, open": lambda: gift("open", resume_url="/give"),
    "gift, checking": lambda: gift("checking", refresh=2),
    "gift, received": lambda: gift(
        "received", receipt_url="/r", mail_copy_url="/m", adjustments=[("Refund", Money(1))]
    ),
    "gift, held": lambda: gift("held", held_until="26 November 2026", reasons=["A foreign card."], rules=["SRC-07"]),
    "gift, not taken": lambda: gift("not_taken", reasons=["The code did not match."], rules=["SRC-12"]),
    "gift, ended": lambda: gift("ended", resume_url="/give"),
}
"""A name for each page and state, and how to render it."""


def mail(name: str, kind: str) -> str:
    """Render one e-mail."""
    receipt = Receipt.of(COMMITTEE, a_form().contribution("r", PRIMARY.on, "v"), "W-000012", "Visa ending in 4242")
    return render(
        f"email/{name}.{kind}",
        receipt=receipt,
        gift_url="https://give.example.org/gifts/abc",
        give_url="https://give.example.org/give",
        link="https://give.example.org/give/proof/xyz",
        minutes=15,
        name="Robin O'Sample",
        amount=Money(25000),
        remaining=Money(20000),
        election_words=wording.for_election(PRIMARY),
        cap=COMMITTEE.cap,
        reference="W-000012",
        reasons=["A foreign card."],
        held_until="26 November 2026",
    )


@dataclass
class Element:
    """An element with its attributes, its text and what it stands in."""

    tag: str
    attributes: dict[str, str]
    inside: "Element | None"
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        """Give an attribute, "" where there is none."""
        return self.attributes.get(name, "")

    def __contains__(self, name: str) -> bool:
        """Tell whether there is such an attribute."""
        return name in self.attributes

    def around(self) -> Iterator["Element"]:
        """Go outward."""
        outer = self.inside
        while outer is not None:
            yield outer
            outer = outer.inside

    @property
    def words(self) -> str:
        """The text with all blanks as one."""
        return " ".join(self.text.split())


class Reader(HTMLParser):
    """Reads a page into a list of elements, in their order."""

    _VOID: Final = frozenset({"meta", "link", "input", "br"})

    def __init__(self, html: str) -> None:
        """Read it all."""
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        assert not self._open, f"left open: {[element.tag for element in self._open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice on {tag}: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs}, self._open[-1] if self._open else None)
        self.elements.append(element)
        if tag not in self._VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last; another is a fault of the page."""
        assert self._open, f"{tag} was never opened"
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        """Give a text to everything around it."""
        for element in self._open:
            element.text += data

    def all(self, *tags: str) -> list[Element]:
        """Give the elements of some names."""
        return [element for element in self.elements if element.tag in tags]

    def by_id(self, name: str) -> Element:
        """Give the one element with an id."""
        (found,) = [element for element in self.elements if element["id"] == name]
        return found
