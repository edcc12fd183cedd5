"""Whatever somebody types: nothing fails, and what is shown again is text and nothing else."""

from email.message import EmailMessage
from io import BytesIO

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from werkzeug.test import TestResponse

from donations.fields import tidy, tidy_lines
from tests.donations.public.browsing import on_sqlite, read, shown
from tests.donations.world import Visitor, World, dollars, fields, token_of

ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "</textarea><script>alert(1)</script>",
    "</title><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{7*7}}{% debug %}",
    "${7*7}#{7*7}",
    '=HYPERLINK("http://evil.example";"x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "Robin\r\nBcc: everybody@example.org",
    "Robin%0d%0aSubject: x",
    "<para><font name='x' color=\"[[[getattr(pow,'__globals__')]]]\">",
    '<img src="http://evil.example/x"/>',
    ") Tj ET /JavaScript (app.alert(1)) << /S /URI >>",
    "'; DROP TABLE contributions; --",
    "\u202eevil\u202c \u2066x\u2069 \ufeff",
    "Zo\u0308e\u0301 \U0001f469\u200d\U0001f680 \u0645\u0631\u062d\u0628\u0627 \u4f60\u597d",
    "\x00\x01\x1b[31m\x7f\x85",
    "..\\..\\..\\windows\\system32",
    "a" * 59,
    "\u0e01\u0e49" * 25,
    "% s %n %x {0} {name!r}",
]  # fmt: skip

TEXTS = ("first_name", "middle_name", "last_name", "suffix", "address1", "address2", "city", "postal_code", "email")
MORE = (
    "phone",
    "message",
    "occupation",
    "employer",
    "state",
    "country",
    "work",
    "election",
    "preset",
    "amount",
    "source",
)

anything = st.one_of(
    st.text(max_size=40),
    st.sampled_from(ATTACKS),
    st.text(alphabet=st.characters(categories=["Cc", "Cf", "Zl", "Zp", "Mn", "Co"]), max_size=20),
    st.builds(lambda one, two: one + two, st.sampled_from(ATTACKS), st.text(max_size=10)),
    st.integers(0, 1200).map(lambda size: "x" * size),
)
forms = st.dictionaries(st.sampled_from((*TEXTS, *MORE, "attest_age", "updates")), anything, min_size=1)
patient = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def is_only_text(page: TestResponse) -> bool:
    """Whether a page has no script but our own, no handler, no foreign address and no hidden sign."""
    reader = read(page)
    scripts = [each["src"] for each in reader.all("script")]
    handlers = [name for each in reader.elements for name in each.attributes if name.startswith("on")]
    leads = [each[name] for each in reader.elements for name in ("href", "src", "action") if name in each]
    own = all(lead.startswith(("/", "#", "mailto:", "http://127.0.0.1:")) for lead in leads)
    return all(each.startswith("/static/") for each in scripts) and not handlers and own


@patient
@given(typed=forms)
def test_any_text_in_any_field_is_refused_or_taken_and_comes_back_as_text(world: World, typed: dict[str, str]) -> None:
    robin = world.visitor()

    answer = robin.send({**fields(), **typed})

    assert answer.status_code in {303, 422}
    if answer.status_code == 422:
        assert is_only_text(answer)
        held = shown(answer)
        for name in TEXTS:
            if name in typed and name in held:
                assert held[name] == tidy(typed[name])
        if "message" in held and "message" in typed:
            assert held["message"] == tidy_lines(typed["message"])


@on_sqlite
@patient
@given(arguments=st.dictionaries(st.sampled_from(["amount", "source", "from", "email", "x"]), anything))
def test_any_text_in_a_link_opens_a_form_that_is_only_text(world: World, arguments: dict[str, str]) -> None:
    page = world.visitor().client.get("/give", query_string=arguments)

    assert page.status_code == 200
    assert is_only_text(page)


@on_sqlite
@patient
@given(address=anything)
def test_any_text_for_an_e_mail_to_be_proved_is_refused_or_taken(world: World, address: str) -> None:
    stranger = world.visitor()
    token = token_of(stranger.client.get("/give/proof"))

    answer = stranger.client.post("/give/proof", data={"email": address, "csrf_token": token})

    assert answer.status_code in {200, 422}
    assert is_only_text(answer)


@on_sqlite
@patient
@given(path=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_path_is_found_or_not_found(world: World, path: str) -> None:
    for front in ("/", "/gifts/", "/give/proof/", "/static/", "/webhooks/"):
        with world.visitor().client.get(front + path) as answer:
            assert answer.status_code < 500


# All the way through -------------------------------------------------------------------------------------------------


def paid(robin: Visitor, attack: str) -> str:
    """Give with an attack in every field that takes a text."""
    typed = dollars(
        "20",
        first_name=f"Robin {attack}"[:60],
        middle_name=attack[:60],
        last_name=f"Sample {attack}"[:90],
        suffix=attack[:20],
        address1=f"1 {attack}"[:100],
        address2=attack[:100],
        city=f"Columbus {attack}"[:60],
        phone=attack[:40],
        message=attack,
        occupation=f"Carpenter {attack}"[:100],
        employer=f"Joinery {attack}"[:100],
        source=attack,
    )
    public_id = robin.offer(typed)
    robin.world.pay(public_id, name=f"{typed['first_name']} {typed['last_name']}")
    robin.world.clock.forward(seconds=5)
    robin.state(public_id)
    return public_id


def headers_of(letter: EmailMessage) -> dict[str, str]:
    """A letter's headers, as they go on the wire."""
    head = letter.as_bytes().partition(b"\n\n")[0].decode("ascii")
    return dict(line.partition(": ")[::2] for line in head.replace("\n ", " ").splitlines())


@on_sqlite
@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_an_attack_in_every_field_goes_all_the_way_through_as_text(world: World, attack: str) -> None:
    robin = world.visitor()

    public_id = paid(robin, attack)

    assert robin.state(public_id)["status"] in {"captured", "held"}
    page = robin.client.get(f"/gifts/{public_id}")
    assert page.status_code == 200
    assert is_only_text(page)
    letters = world.mail()
    assert letters
    for letter in letters:
        headers = headers_of(letter)
        assert headers["To"] == "robin@example.org"
        assert not {"Bcc", "Cc", "Reply-To"} & set(headers)
        html = letter.get_body(("html",))
        assert html is not None
        shown_html = str(html.get_content())
        for evil in ("<script", "<img", "<svg", "onerror=alert(1)>", "<para"):
            assert evil not in shown_html
    for link in [each["href"] for each in read(page).all("a") if "receipt.pdf" in each["href"]]:
        paper = robin.client.get(link)
        assert paper.status_code == 200
        assert len(PdfReader(BytesIO(paper.get_data())).pages) == 1
        with pikepdf.open(BytesIO(paper.get_data())) as document:
            said = {str(name) for thing in document.objects if isinstance(thing, pikepdf.Dictionary) for name in thing}
        assert not {"/JavaScript", "/JS", "/OpenAction", "/AA", "/URI", "/Launch", "/EmbeddedFile"} & said
