"""The treasurer's door: who comes in, by what, how far, and for how long."""

import re
from collections.abc import Callable, Iterator
from typing import Final

import pytest
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from donations import enrolment, security
from donations.accounts import Role
from donations.credentials import Busy
from donations.staff import Right, rights
from donations.treasurer import auth
from tests.donations.treasurer.colleagues import PASSWORD, Colleague, StaffBrowser, code_of, hire
from tests.donations.world import World, token_of

PUBLIC: Final = {
    "static",
    "webhooks.stripe",
    "treasurer.sign_in",
    "treasurer.second_step",
    "treasurer.setup",
    "treasurer.setup_qr",
}
"""Open to everybody, each by its name; the donor's pages are those of `public`."""


def rules(world: World) -> Iterator[Rule]:
    return world.app.url_map.iter_rules()


def guarded(world: World) -> list[tuple[str, str, str]]:
    """Every endpoint behind the guard: its name, a method, an address."""
    found = []
    for rule in rules(world):
        if rule.endpoint.startswith("treasurer.") and rule.endpoint not in PUBLIC:
            values = {name: 1 if "Integer" in type(kind).__name__ else "x" for name, kind in rule._converters.items()}  # noqa: SLF001 - werkzeug's only way
            with world.app.test_request_context():
                address = str(world.app.url_map.bind("localhost").build(rule.endpoint, values))
            methods = (rule.methods or set()) & {"GET", "POST"}
            found += [(rule.endpoint, method, address) for method in sorted(methods)]
    return found


def text(page: TestResponse) -> str:
    return page.get_data(as_text=True)


# Every route ---------------------------------------------------------------------------------------------------------


def test_every_route_is_public_by_name_or_guarded_by_role(world: World) -> None:
    for rule in rules(world):
        if rule.endpoint in PUBLIC or rule.endpoint.startswith("public."):
            continue
        with world.app.test_request_context():
            declared = auth.declared(rule.endpoint)
        assert rule.endpoint.startswith("treasurer."), f"{rule.endpoint} stands at no door"
        assert declared is not None, f"{rule.endpoint} declares no right: give it @needs(Right.…)"


def test_nothing_but_the_treasurers_door_stands_under_its_address(world: World) -> None:
    for rule in rules(world):
        assert rule.rule.startswith("/treasurer/") == rule.endpoint.startswith("treasurer."), rule.rule


def test_the_pages_through_which_one_comes_in_are_four() -> None:
    assert {name for name in PUBLIC if name.startswith("treasurer.")} == auth.PUBLIC


def test_without_a_session_no_guarded_page_opens(world: World) -> None:
    hire(world)
    stranger = StaffBrowser(world)
    token = token_of(stranger.get("/treasurer/sign-in"))

    for endpoint, method, address in guarded(world):
        answer = stranger.client.open(address, method=method, data={"csrf_token": token} if method == "POST" else None)
        if method == "GET":
            assert answer.status_code == 303, endpoint
            assert answer.headers["Location"].startswith("/treasurer/sign-in?next="), endpoint
        else:
            assert answer.status_code in {400, 401}, endpoint


def test_a_password_alone_opens_no_guarded_page(world: World, terry: Colleague) -> None:
    browser = half_way(world, terry)

    for endpoint, method, address in guarded(world):
        if method == "GET":
            assert browser.get(address).headers["Location"].startswith("/treasurer/sign-in"), endpoint


MATRIX: Final = {
    Role.TREASURER: {Right.OWN, Right.READ, Right.KEY_CHECKS, Right.DECIDE, Right.REFUND, Right.EXPORT},
    Role.ASSISTANT: {Right.OWN, Right.READ, Right.KEY_CHECKS},
    Role.AUDITOR: {Right.OWN, Right.READ},
}


def test_each_role_has_these_rights_and_no_others() -> None:
    assert {role: set(rights(role)) for role in Role} == MATRIX


@pytest.mark.parametrize("role", list(Role))
def test_each_route_opens_to_the_roles_that_have_its_right_and_to_no_other(
    world: World, staff_browser: Callable[..., StaffBrowser], role: Role
) -> None:
    browser = staff_browser(role)
    token = token_of(browser.get("/treasurer/account"))

    for endpoint, method, address in guarded(world):
        with world.app.test_request_context():
            right = (auth.declared(endpoint) or (None,))[0]
        if right not in MATRIX[role]:
            sent = {"csrf_token": token} if method == "POST" else None
            assert browser.client.open(address, method=method, data=sent).status_code == 403, (role, endpoint)
        elif method == "GET":
            answer = browser.get(address)
            assert answer.status_code != 403, (role, endpoint)
            assert "/sign-in" not in answer.headers.get("Location", ""), (role, endpoint)


def test_a_view_that_declares_nothing_is_shut_for_everybody(world: World) -> None:
    world.app.add_url_rule("/treasurer/undeclared", endpoint="treasurer.undeclared", view_func=lambda: "open")
    browser = hire(world).browser(world)

    assert browser.get("/treasurer/undeclared").status_code == 403
    assert StaffBrowser(world).get("/treasurer/undeclared").status_code == 303


def test_an_address_that_is_not_there_tells_strangers_no_more_than_staff(world: World, treasurer: StaffBrowser) -> None:
    assert treasurer.get("/treasurer/none-such-page").status_code == 404
    assert StaffBrowser(world).get("/treasurer/none-such-page").status_code == 404


# Coming in -----------------------------------------------------------------------------------------------------------


def half_way(world: World, who: Colleague, going: str = "/treasurer/account") -> StaffBrowser:
    """A browser that has given name and password."""
    browser = StaffBrowser(world)
    answer = browser.post(
        "/treasurer/sign-in",
        {"name": who.name, "password": who.password, "next": going},
        page="/treasurer/sign-in",
    )
    assert answer.status_code == 303, text(answer)
    assert answer.headers["Location"].startswith("/treasurer/second-step?next=")
    return browser


def come_in(browser: StaffBrowser, code: str, going: str = "/treasurer/account") -> TestResponse:
    """Give the code."""
    page = f"/treasurer/second-step?next={going}"
    return browser.post("/treasurer/second-step", {"code": code, "next": going}, page=page)


def test_one_comes_in_by_password_and_code_and_arrives_where_one_was_going(world: World, terry: Colleague) -> None:
    stranger = StaffBrowser(world)
    asked = stranger.get("/treasurer/account?ended=one&page=2")
    assert asked.headers["Location"] == "/treasurer/sign-in?next=/treasurer/account?ended%3Done%26page%3D2"
    form = text(stranger.get(asked.headers["Location"]))
    going = "/treasurer/account?ended=one&amp;page=2"
    assert f'name="next" value="{going}"' in form

    browser = half_way(world, terry, "/treasurer/account?ended=one&page=2")
    answer = come_in(browser, terry.code(), "/treasurer/account?ended=one&page=2")

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/treasurer/account?ended=one&page=2"
    assert browser.get("/treasurer/account").status_code == 200


ELSEWHERE: Final = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "/treasurer//evil.example",
    "/treasurer/\\evil",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/give",
    "treasurer/",
    "/treasurer/\r\nSet-Cookie: a=b",
    "/treasurer/@evil.example",
    "",
]


@pytest.mark.parametrize("going", ELSEWHERE)
def test_one_is_led_nowhere_but_behind_this_door(world: World, terry: Colleague, going: str) -> None:
    browser = half_way(world, terry, going)
    page = browser.client.get("/treasurer/second-step", query_string={"next": going})
    answer = browser.client.post(
        "/treasurer/second-step", data={"code": terry.code(), "next": going, "csrf_token": token_of(page)}
    )

    assert answer.headers["Location"] == "/treasurer/"
    assert 'name="next" value="/treasurer/"' in text(page)
    again = browser.client.get("/treasurer/sign-in", query_string={"next": going})
    assert again.headers["Location"] == "/treasurer/"


def test_who_is_wrong_hears_the_same_whether_the_name_is_known_or_not(world: World, terry: Colleague) -> None:
    answers = []
    for name in (terry.name, "Other"):
        page = StaffBrowser(world).post(
            "/treasurer/sign-in", {"name": name, "password": "wrong"}, page="/treasurer/sign-in"
        )
        shown = re.sub(r'name="csrf_token" value="[^"]+"', "", text(page)).replace(f'value="{name}"', "")
        headers = {key: value for key, value in page.headers.items() if key not in {"Set-Cookie", "Content-Length"}}
        answers.append((page.status_code, shown, headers))

    assert answers[0] == answers[1]
    assert answers[0][0] == 422
    assert "Name and password do not go together" in answers[0][1]
    assert "wrong" not in answers[0][1]


@pytest.mark.usefixtures("terry")
def test_who_guesses_is_asked_to_wait(world: World) -> None:
    browser = StaffBrowser(world)
    for _ in range(5):
        browser.post("/treasurer/sign-in", {"name": "Terry", "password": "wrong"}, page="/treasurer/sign-in")

    answer = browser.post("/treasurer/sign-in", {"name": "Terry", "password": PASSWORD}, page="/treasurer/sign-in")

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    assert "Wait 15 minutes" in text(answer)


def test_a_wrong_code_is_told_and_a_code_that_was_used_is_wrong(world: World, terry: Colleague) -> None:
    assert come_in(half_way(world, terry), terry.code()).status_code == 303

    answer = come_in(half_way(world, terry), terry.code())

    assert answer.status_code == 422
    assert "Each code works once" in text(answer)
    assert "<title>Error: " in text(answer)


def test_a_recovery_code_opens_the_door_once(world: World, terry: Colleague) -> None:
    sent = {"recovery": terry.recovery_codes[0].lower(), "next": "/treasurer/"}
    answers = [
        half_way(world, terry).post("/treasurer/second-step", sent, page="/treasurer/second-step") for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [303, 422]
    assert "<details open>" in text(answers[1])


def test_without_a_password_there_is_no_second_step(world: World) -> None:
    assert StaffBrowser(world).get("/treasurer/second-step").headers["Location"].startswith("/treasurer/sign-in")


def test_a_second_step_that_took_too_long_begins_anew(world: World, terry: Colleague) -> None:
    browser = half_way(world, terry)
    token = token_of(browser.get("/treasurer/second-step"))
    world.clock.forward(minutes=10)

    answer = browser.client.post("/treasurer/second-step", data={"code": terry.code(), "csrf_token": token})

    assert answer.status_code in {303, 422}
    assert "sign-in" in answer.headers.get("Location", "") or "Sign in again" in text(answer)


def test_a_sign_in_page_that_was_open_too_long_is_shown_once_more(world: World, terry: Colleague) -> None:
    browser = StaffBrowser(world)
    token = token_of(browser.get("/treasurer/sign-in"))
    world.clock.forward(hours=12, seconds=1)
    typed = {"name": terry.name, "password": PASSWORD, "csrf_token": token}

    answer = browser.client.post("/treasurer/sign-in", data=typed)

    assert answer.status_code == 400
    assert "open for long" in text(answer)
    assert browser.cookie == ""


# The cookie ----------------------------------------------------------------------------------------------------------


def cookie_of(answer: TestResponse) -> str:
    return next(each for each in answer.headers.getlist("Set-Cookie") if "staff=" in each)


def test_the_cookie_is_for_this_host_for_https_and_for_no_script(make_world: Callable[..., World]) -> None:
    world = make_world(site_url="https://give.example.org")
    terry = hire(world)
    client = world.app.test_client()
    page = client.get("/treasurer/sign-in", base_url="https://give.example.org")

    answer = client.post(
        "/treasurer/sign-in",
        base_url="https://give.example.org",
        data={"name": "Terry", "password": terry.password, "csrf_token": token_of(page)},
    )

    name, *attributes = cookie_of(answer).split("; ")
    assert name.startswith("__Host-staff=")
    assert set(attributes) == {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"}


def test_the_token_is_new_after_the_password_and_new_after_the_code(world: World, terry: Colleague) -> None:
    browser = StaffBrowser(world)
    browser.cookie = "planted"
    browser.post("/treasurer/sign-in", {"name": "Terry", "password": PASSWORD}, page="/treasurer/sign-in")
    half = browser.cookie
    come_in(browser, terry.code())

    assert len({"planted", half, browser.cookie}) == 3
    for dead in ("planted", half):
        other = StaffBrowser(world)
        other.cookie = dead
        assert other.get("/treasurer/account").status_code == 303


def test_a_session_that_was_planted_ends_when_somebody_signs_in_over_it(world: World, terry: Colleague) -> None:
    mallory = hire(world, "Mallory", Role.AUDITOR).browser(world)
    victim = StaffBrowser(world)
    victim.cookie = mallory.cookie

    token = token_of(victim.get("/treasurer/help"))
    victim.client.delete_cookie("staff")
    assert mallory.get("/treasurer/account").status_code == 200
    victim.cookie = mallory.cookie
    sent = {"name": terry.name, "password": PASSWORD, "csrf_token": token}
    victim.client.post("/treasurer/sign-in", data=sent)

    assert victim.cookie != mallory.cookie
    assert mallory.get("/treasurer/account").status_code == 303


@pytest.mark.parametrize("forged", ["x", "0" * 43, "a.b.c", "é", "' OR '1'='1"])
def test_a_forged_cookie_opens_nothing(world: World, treasurer: StaffBrowser, forged: str) -> None:
    browser = StaffBrowser(world)
    browser.cookie = forged

    assert browser.get("/treasurer/account").status_code == 303
    assert treasurer.get("/treasurer/account").status_code == 200


def test_signing_out_ends_the_session_and_takes_the_cookie(treasurer: StaffBrowser) -> None:
    kept = treasurer.cookie

    answer = treasurer.post("/treasurer/sign-out")

    assert answer.headers["Location"] == "/treasurer/sign-in?out=1"
    assert "Max-Age=0" in cookie_of(answer)
    assert "You are signed out" in text(treasurer.get("/treasurer/sign-in?out=1"))
    treasurer.cookie = kept
    assert treasurer.get("/treasurer/account").status_code == 303


def test_after_thirty_minutes_one_signs_in_again(world: World, treasurer: StaffBrowser) -> None:
    world.clock.forward(minutes=30, seconds=-1)
    assert treasurer.get("/treasurer/account").status_code == 200

    world.clock.forward(minutes=30)
    assert treasurer.get("/treasurer/account").headers["Location"].startswith("/treasurer/sign-in")


def test_who_is_in_already_is_led_on(treasurer: StaffBrowser) -> None:
    assert treasurer.get("/treasurer/sign-in?next=/treasurer/help").headers["Location"] == "/treasurer/help"


def test_a_change_of_role_shows_with_the_next_page(world: World, treasurer: StaffBrowser) -> None:
    assert '<span class="opt">treasurer</span>' in text(treasurer.get("/treasurer/account"))

    enrolment.change_role(world.gate, "Robin treasurer", Role.AUDITOR, world.clock())

    assert '<span class="opt">auditor</span>' in text(treasurer.get("/treasurer/account"))


def test_a_disabled_person_is_out_with_the_next_page(world: World, treasurer: StaffBrowser) -> None:
    enrolment.disable(world.gate, "Robin treasurer", world.clock())

    assert treasurer.get("/treasurer/account").status_code == 303


# Forms that are not ours, or not this person's -----------------------------------------------------------------------


def forms(world: World) -> list[str]:
    return [address for _, method, address in guarded(world) if method == "POST"] + [
        "/treasurer/second-step",
        "/treasurer/setup/none-such",
    ]


def test_every_form_of_the_door_wants_a_token_of_this_browser(world: World, treasurer: StaffBrowser) -> None:
    foreign = token_of(hire(world, "Other", Role.TREASURER).browser(world).get("/treasurer/account"))
    kept = security._KEEPS_FORM | security._KEEPS_FORM_OF_STAFF  # noqa: SLF001 - those show the form again with all that was typed

    for endpoint, method, address in guarded(world):
        for token in ("", "forged", foreign):
            if method == "POST":
                answer = treasurer.client.post(address, data={"csrf_token": token})
                assert answer.status_code in ({400, 401, 404, 422} if endpoint in kept else {400}), (endpoint, token)
    for address in forms(world)[-2:]:
        assert treasurer.client.post(address, data={}).status_code == 400
    assert treasurer.get("/treasurer/account").status_code == 200


def test_a_form_shown_to_one_person_is_of_no_use_to_the_next_in_the_same_browser(world: World) -> None:
    terry, robin = hire(world), hire(world, "Robin", Role.TREASURER)
    browser = terry.browser(world)
    token = token_of(browser.get("/treasurer/account"))

    browser.cookie = robin.browser(world).cookie
    answer = browser.client.post("/treasurer/account/sessions/end", data={"csrf_token": token})

    assert answer.status_code == 400
    assert browser.get("/treasurer/account").status_code == 200


def test_a_donors_form_token_is_none_at_the_desk(treasurer: StaffBrowser) -> None:
    token = treasurer.open_form("/give")

    assert treasurer.client.post("/treasurer/sign-out", data={"csrf_token": token}).status_code == 400


def test_signing_out_ends_the_forms_that_were_open(world: World, terry: Colleague) -> None:
    browser = terry.browser(world)
    token = token_of(browser.get("/treasurer/account"))
    browser.post("/treasurer/sign-out")
    browser.cookie = terry.browser(world).cookie

    assert browser.client.post("/treasurer/sign-out", data={"csrf_token": token}).status_code == 400


def test_what_was_typed_into_a_session_that_had_ended_is_sent_after_signing_in_again(
    world: World, terry: Colleague
) -> None:
    browser = terry.browser(world)
    token = token_of(browser.get("/treasurer/account"))
    world.clock.forward(minutes=31)
    sent = {"csrf_token": token, "note": 'two\nlines & "quotes" <b>', "many": ["one", "two"]}

    answer = browser.client.post("/treasurer/account/sessions/end", data=sent)

    assert answer.status_code == 401
    page = text(answer)
    assert 'action="/treasurer/account/sessions/end"' in page
    assert 'name="note" value="two\nlines &amp; &#34;quotes&#34; &lt;b&gt;"' in page
    assert page.count('name="many"') == 2
    browser.cookie = terry.browser(world).cookie
    again = browser.client.post("/treasurer/account/sessions/end", data={"csrf_token": token_of(answer)})
    assert again.headers["Location"] == "/treasurer/sign-in?out=1"


def test_what_another_site_made_a_browser_send_is_not_shown_as_ones_own(world: World) -> None:
    hire(world)
    stranger = StaffBrowser(world)

    for endpoint, method, address in guarded(world):
        if method == "POST":
            answer = stranger.client.post(address, data={"note": "planted"})
            assert answer.status_code == 400, endpoint
            assert "planted" not in text(answer), endpoint


def test_an_act_that_asks_for_a_fresh_code_gets_one_and_goes_on(world: World, terry: Colleague) -> None:
    browser = terry.browser(world)
    world.clock.forward(minutes=10)

    answer = browser.post("/treasurer/account/codes")
    assert answer.status_code == 401
    assert "fresh code" in text(answer)
    before = browser.cookie
    assert come_in(browser, terry.code()).status_code == 303
    assert browser.cookie != before

    done = browser.client.post("/treasurer/account/codes", data={"csrf_token": token_of(answer)})
    assert done.status_code == 200
    assert len(re.findall(r"<code>([0-9A-Z-]{29})</code>", text(done))) == 10


# Setting up ----------------------------------------------------------------------------------------------------------


def test_an_account_is_set_up_from_the_link_to_the_recovery_codes(world: World) -> None:
    link = f"/treasurer/setup/{enrolment.add(world.gate, 'Terry', Role.TREASURER, world.clock())}"
    browser = StaffBrowser(world)

    for password, repeated, told in (
        ("too short", "too short", "at least 15"),
        (PASSWORD, PASSWORD + "x", "not the same"),
    ):
        answer = browser.post(link, {"password": password, "repeated": repeated}, page=link)
        assert answer.status_code == 422
        assert told in text(answer)
        assert password not in text(answer)
    answer = browser.post(link, {"password": PASSWORD, "repeated": PASSWORD}, page=link)
    following = answer.headers["Location"]
    assert browser.get(link).status_code == 410

    page = text(browser.get(following))
    secret = re.sub(r"\s", "", (re.search(r'class="secret">([^<]+)<', page) or ["", ""])[1])
    drawing = browser.get(f"{following}/code.svg")
    assert (drawing.status_code, drawing.mimetype) == (200, "image/svg+xml")
    assert "style" not in text(drawing)
    assert drawing.headers["Cache-Control"] == "no-store"
    assert browser.post(following, {"code": "000000"}, page=following).status_code == 422
    done = browser.post(following, {"code": code_of(secret, world.clock())}, page=following)

    assert len(re.findall(r"<code>[0-9A-Z-]{29}</code>", text(done))) == 10
    assert browser.get(following).status_code == 410
    assert browser.get(f"{following}/code.svg").status_code == 404
    assert browser.cookie == ""
    terry = Colleague(world, "Terry", Role.TREASURER, secret)
    assert come_in(half_way(world, terry), terry.code(1)).status_code == 303


def test_the_secret_is_shown_only_after_the_password(world: World) -> None:
    link = f"/treasurer/setup/{enrolment.add(world.gate, 'Terry', Role.TREASURER, world.clock())}"

    assert "otpauth" not in text(StaffBrowser(world).get(link))
    assert StaffBrowser(world).get(f"{link}/code.svg").status_code == 404


# One's own account ---------------------------------------------------------------------------------------------------


def test_one_sees_ones_own_sessions_and_ends_them(world: World, terry: Colleague) -> None:
    here, there = terry.browser(world), terry.browser(world)
    other = hire(world, "Robin", Role.AUDITOR).browser(world)
    page = text(here.get("/treasurer/account"))
    ends = re.findall(r'action="(/treasurer/account/sessions/\d+/end)"', page)
    foreign = re.findall(r'action="(/treasurer/account/sessions/\d+/end)"', text(other.get("/treasurer/account")))

    assert len(ends) == 2
    assert page.count("(this one)") == 1
    assert here.post(foreign[0]).headers["Location"].endswith("ended=none")
    for address in sorted(ends):
        here.post(address) if here.get("/treasurer/account").status_code == 200 else None

    assert here.get("/treasurer/account").status_code == 303
    assert other.get("/treasurer/account").status_code == 200
    assert there.cookie


def test_signing_out_everywhere_ends_every_browser_of_a_person(world: World, terry: Colleague) -> None:
    here, there = terry.browser(world), terry.browser(world)

    here.post("/treasurer/account/sessions/end")

    assert [each.get("/treasurer/account").status_code for each in (here, there)] == [303, 303]


# The pages -----------------------------------------------------------------------------------------------------------


def test_no_page_of_the_entrance_has_script_or_style_in_it(world: World, treasurer: StaffBrowser) -> None:
    stranger = StaffBrowser(world)
    pages = [stranger.get("/treasurer/sign-in"), stranger.get("/treasurer/setup/none-such")]
    pages += [treasurer.get(address) for address in ("/treasurer/account", "/treasurer/help", "/treasurer/second-step")]

    for page in pages:
        assert not re.search(r"<style| style=|<script(?! src=)| on[a-z]+=", text(page)), page.request.path
        assert page.headers["Cache-Control"] == "no-store"
        assert "Nothing was charged" not in text(page)


def test_navigation_shows_what_a_role_may_open(staff_browser: Callable[..., StaffBrowser]) -> None:
    shown = {role: set(navigation(staff_browser(role))) for role in Role}

    assert shown[Role.AUDITOR] <= shown[Role.ASSISTANT] <= shown[Role.TREASURER]
    assert "Queue" in shown[Role.AUDITOR]
    assert "Checks" not in shown[Role.AUDITOR]
    assert "Reports" not in shown[Role.ASSISTANT]


def navigation(browser: StaffBrowser) -> list[str]:
    places = text(browser.get("/treasurer/account")).partition('class="places"')[2].partition("</nav>")[0]
    return re.findall(r"<a [^>]*>([^<]+)</a>", places)


def test_the_browser_of_a_session_is_told_in_words(world: World, terry: Colleague) -> None:
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1"
    browser = StaffBrowser(world)
    browser.client.environ_base["HTTP_USER_AGENT"] = agent
    browser.post("/treasurer/sign-in", {"name": "Terry", "password": PASSWORD}, page="/treasurer/sign-in")
    come_in(browser, terry.code())

    assert "Safari on iPhone" in text(browser.get("/treasurer/account"))


# When something fails ------------------------------------------------------------------------------------------------


def test_failures_are_told_in_the_desks_words(world: World, treasurer: StaffBrowser) -> None:
    def broken() -> str:
        raise SQLAlchemyError

    def busy() -> str:
        raise Busy

    for name, view in (("broken", broken), ("busy", busy)):
        world.app.add_url_rule(f"/treasurer/{name}", f"treasurer.{name}", auth.needs(Right.OWN)(view))

    for name, words in (("broken", "The books do not answer"), ("busy", "Many sign in at this moment")):
        answer = treasurer.get(f"/treasurer/{name}")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert words in text(answer)
        assert "charged" not in text(answer)
