"""Nobody learns from the form what another person has given (ENG-05)."""

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from config import Limits
from donations import models
from tests.donations.public.browsing import on_sqlite, rows, summary, title
from tests.donations.world import WIDE_OPEN, Visitor, World, dollars, fields, rules_on, token_of

ROBIN = "robin@example.org"
SAME_STREET: dict[str, str | None] = {"email": "stranger@example.net"}
"""Robin's name and street beside an address of the stranger's own: the same person to the law (IDN-09)."""


def text_of(letter: EmailMessage) -> str:
    """The plain text of a letter."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def letters_to(world: World, address: str, subject: str) -> list[EmailMessage]:
    """The letters of one subject that went to an address."""
    return [each for each in world.mail() if each["To"] == address and subject in each["Subject"]]


def prove(visitor: Visitor, address: str) -> TestResponse:
    """Ask for a link, read the mail, open the link and press its button."""
    asked = visitor.client.get("/give/proof")
    sent = visitor.client.post("/give/proof", data={"email": address, "csrf_token": token_of(asked)})
    assert sent.status_code == 200
    found = re.search(r"http://localhost(/give/proof/\S+)", text_of(visitor.world.mail()[-1]))
    assert found is not None
    page = visitor.client.get(found[1])
    return visitor.client.post(found[1], data={"csrf_token": token_of(page)})


def seen(answer: TestResponse) -> tuple[int, list[tuple[str, str]], bytes]:
    """All that a browser gets to see of an answer."""
    return answer.status_code, sorted(answer.headers), answer.get_data()


def is_neutral(answer: TestResponse) -> bool:
    """Whether this is the calm page."""
    return answer.status_code == 422 and title(answer).startswith("About this gift")


def over_by_history(world: World) -> Visitor:
    """A world in which Robin has given $3,000; answers a browser of nobody in particular."""
    world.visitor().give(dollars("3000"))
    world.mail()
    return world.visitor()


# The calm page -------------------------------------------------------------------------------------------------------


def test_over_the_limit_by_history_alone_gets_a_page_without_rule_and_sum_and_nothing_is_kept(world: World) -> None:
    stranger = over_by_history(world)

    answer = stranger.send(dollars("300.01"))

    page = answer.get_data(as_text=True)
    assert is_neutral(answer)
    assert "We can&#39;t take this gift online as it stands; we have written to you" in page
    assert rules_on(answer) == set()
    assert "$" not in page
    assert "Robin" not in page
    assert len(rows(world)) == 1


@on_sqlite
def test_the_calm_page_is_the_same_byte_for_byte_whatever_the_history_is(world: World) -> None:
    world.visitor().give(dollars("3000"))
    world.visitor().give(dollars("1", first_name="Kim", email="kim@example.org", address1="9 Elm Street"))

    over_a_little = world.visitor().send(dollars("300.01"))
    over_by_far = world.visitor().send(dollars("3300"))
    another_person = world.visitor().send(
        dollars("3300", first_name="Kim", email="kim@example.org", address1="9 Elm Street")
    )

    assert is_neutral(over_a_little)
    assert seen(over_a_little) == seen(over_by_far) == seen(another_person)


@on_sqlite
def test_the_calm_page_sets_no_cookie_that_an_accepted_gift_would_not(world: World) -> None:
    stranger = over_by_history(world)

    answer = stranger.send(dollars("3300"))

    assert "Set-Cookie" not in answer.headers
    with stranger.client.session_transaction() as cookie:
        assert set(cookie) == {"browser"}


def test_the_figures_go_to_the_address_on_file_and_never_to_the_one_that_was_typed(world: World) -> None:
    stranger = over_by_history(world)

    answer = stranger.send(dollars("300.01", **SAME_STREET))

    assert is_neutral(answer)
    assert letters_to(world, "stranger@example.net", "") == []
    (letter,) = letters_to(world, ROBIN, "About the gift")
    assert "we did not take your gift of $300.01" in text_of(letter)
    assert "For this election you can still give $300.00" in text_of(letter)


@on_sqlite
def test_the_letter_after_all_is_given_says_so(world: World) -> None:
    world.visitor().give(dollars("3300"))

    world.visitor().send(dollars("1"))

    (letter,) = letters_to(world, ROBIN, "About the gift")
    assert "You have given all that one person may give for this election." in text_of(letter)


@on_sqlite
def test_a_problem_that_can_be_seen_without_the_history_is_told_first_and_says_nothing_of_it(world: World) -> None:
    stranger = over_by_history(world)

    answer = stranger.send(dollars("3300", attest_age=None))

    assert [rule for rule, _ in summary(answer)] == ["SRC-04"]
    assert letters_to(world, ROBIN, "About the gift") == []


# Three a day ---------------------------------------------------------------------------------------------------------


def test_after_three_calm_answers_a_day_the_person_gets_the_calm_page_for_every_gift(world: World) -> None:
    over_by_history(world)
    answers = [_post(world, number, "3300") for number in range(3)]
    assert all(is_neutral(answer) for answer in answers)

    lawful = _post(world, 77, "1")
    over = _post(world, 78, "3300")

    assert seen(lawful) == seen(over) == seen(answers[0])
    assert len(letters_to(world, ROBIN, "About the gift")) == 3


def _post(world: World, number: int, amount: str, **changes: str | None) -> TestResponse:
    world.clock.forward(seconds=1)
    visitor = world.visitor()
    typed = {**dollars(amount, **changes), "csrf_token": visitor.open_form()}
    return visitor.client.post("/give", data=typed, environ_overrides={"REMOTE_ADDR": f"10.0.0.{number}"})


@on_sqlite
def test_after_three_calm_answers_a_day_the_address_gets_the_calm_page_for_every_person(world: World) -> None:
    for name in ("Ann", "Ben", "Cleo"):
        person: dict[str, str | None] = {"first_name": name, "email": f"{name}@example.org", "address1": f"{name} St"}
        world.visitor().give(dollars("3300", **person))
        assert is_neutral(_post(world, 7, "5", **person))

    nobody = _post(world, 7, "5", first_name="Dora", email="dora@example.org", address1="4 Elm Street")
    elsewhere = _post(world, 8, "5", first_name="Dora", email="dora@example.org", address1="4 Elm Street")

    assert is_neutral(nobody)
    assert elsewhere.status_code == 303


def test_the_next_day_answers_are_given_again(world: World) -> None:
    over_by_history(world)
    for number in range(4):
        _post(world, number, "3300")
    assert is_neutral(_post(world, 9, "1"))

    world.clock.forward(days=1)

    assert _post(world, 9, "1").status_code == 303


@on_sqlite
def test_bisecting_a_neighbours_total_ends_after_three_answers(world: World) -> None:
    over_by_history(world)
    low, high = 100, 330_000

    for step in range(20):
        middle = (low + high) // 2
        if is_neutral(_post(world, step, f"{middle // 100}.{middle % 100:02d}")):
            high = middle
        else:
            low = middle + 1

    # Three true answers: under $1,650, under $825, under $412; from the fourth on all are alike.
    assert len(letters_to(world, ROBIN, "About the gift")) == 3
    assert high == low == 100


@on_sqlite
def test_what_the_work_fields_tell_of_the_history_counts_as_an_answer_too(world: World) -> None:
    silent: dict[str, str | None] = {"work": None, "occupation": "", "employer": ""}
    world.visitor().give(dollars("150", **silent))
    asked = [_post(world, number, "60", **silent) for number in range(3)]

    fourth = _post(world, 9, "60", **silent)

    assert [rules_on(answer) for answer in asked] == [{"IDN-03"}] * 3
    assert is_neutral(fourth)


@on_sqlite
def test_the_number_of_answers_is_a_setting(make_world: Callable[..., World]) -> None:
    world = make_world(limits=Limits(attempts_per_email=100, shortest_form_seconds=0, neutral_answers_a_day=1))
    over_by_history(world)
    assert is_neutral(_post(world, 1, "3300"))

    assert is_neutral(_post(world, 2, "1"))


# Whose e-mail is proved ----------------------------------------------------------------------------------------------


def test_a_person_who_reads_the_mail_on_file_is_told_the_figures_as_often_as_asked(world: World) -> None:
    robin = over_by_history(world)
    assert prove(robin, ROBIN).status_code == 200

    begin = "A person may give at most $3,300 per election, and your earlier gifts count."

    answers = [robin.send(dollars("300.01")) for _ in range(5)]

    for answer in answers:
        assert summary(answer) == [
            (
                "LIM-01",
                f"{begin} For the primary election of 2 June 2026 you can still give $300.",
            )
        ]
    assert letters_to(world, ROBIN, "About the gift") == []
    assert robin.send(dollars("300")).status_code == 303


@on_sqlite
def test_a_proved_person_is_not_held_up_by_what_strangers_have_used_up(world: World) -> None:
    robin = over_by_history(world)
    for number in range(5):
        _post(world, number, "3300")
    prove(robin, ROBIN)

    assert robin.send(dollars("300")).status_code == 303


@on_sqlite
def test_a_stranger_who_proves_an_address_of_his_own_learns_nothing_of_the_person_at_that_street(world: World) -> None:
    stranger = over_by_history(world)
    assert prove(stranger, "stranger@example.net").status_code == 200

    answer = stranger.send(dollars("300.01", **SAME_STREET))

    assert is_neutral(answer)


@on_sqlite
def test_not_even_after_a_gift_of_a_dollar_in_that_persons_name(world: World) -> None:
    stranger = over_by_history(world)
    prove(stranger, "stranger@example.net")
    stranger.give(dollars("1", **SAME_STREET))

    answer = stranger.send(dollars("3300", **SAME_STREET))

    assert is_neutral(answer)


@on_sqlite
def test_a_person_with_two_addresses_on_file_is_told_once_both_are_proved(world: World) -> None:
    robin = over_by_history(world)
    robin.give(dollars("100", email="robin@work.example"))
    prove(robin, ROBIN)
    assert is_neutral(robin.send(dollars("300")))

    prove(robin, "robin@work.example")

    assert "you can still give $200" in robin.send(dollars("300")).get_data(as_text=True)


@on_sqlite
def test_two_mailboxes_that_matching_takes_for_one_are_proved_apart(world: World) -> None:
    world.visitor().give(dollars("3000", email="robin@strasse.example"))
    stranger = world.visitor()
    assert prove(stranger, "robin@stra\u00dfe.example").status_code == 200

    answer = stranger.send(dollars("3300", email="robin@stra\u00dfe.example"))
    lie = stranger.send(dollars("3300", email="robin@strasse.example"))

    assert is_neutral(answer)
    assert is_neutral(lie)


@on_sqlite
def test_a_proof_is_good_for_thirty_days_and_for_the_browser_that_pressed_the_button(world: World) -> None:
    robin = over_by_history(world)
    prove(robin, ROBIN)

    other = world.visitor().send(dollars("3300"))
    world.clock.forward(days=29, hours=23)
    before = robin.send(dollars("3300"))
    world.clock.forward(hours=2)
    after = robin.send(dollars("3300"))

    assert is_neutral(other)
    assert rules_on(before) == {"LIM-01"}
    assert is_neutral(after)


@on_sqlite
def test_the_cookie_of_a_proved_browser_names_nobody_and_cannot_be_written_by_hand(world: World) -> None:
    robin = over_by_history(world)
    prove(robin, ROBIN)

    with robin.client.session_transaction() as cookie:
        kept = str(dict(cookie))
    assert "robin" not in kept
    cookies = robin.client.get_cookie("session")
    assert cookies is not None
    # Not the last sign: some of its bits mean nothing, and the cookie might stay what it was.
    own = cookies.value
    robin.client.set_cookie("session", own[:-10] + ("A" if own[-10] != "A" else "B") + own[-9:])
    assert is_neutral(robin.send(dollars("3300")))


# The link ------------------------------------------------------------------------------------------------------------


def ask(visitor: Visitor, address: str, number: int = 1) -> TestResponse:
    """Ask for a link."""
    token = token_of(visitor.client.get("/give/proof"))
    data = {"email": address, "csrf_token": token}
    return visitor.client.post("/give/proof", data=data, environ_overrides={"REMOTE_ADDR": f"10.1.0.{number}"})


def links(world: World) -> list[str]:
    """The addresses in the letters, oldest first."""
    return [
        found[1]
        for letter in world.mail()
        if (found := re.search(r"http://localhost(/give/proof/\S+)", text_of(letter)))
    ]


def press(visitor: Visitor, link: str) -> int:
    """Open a link and press its button."""
    page = visitor.client.get(link)
    assert page.status_code == 200
    return visitor.client.post(link, data={"csrf_token": token_of(page)}).status_code


def test_a_link_works_once(world: World) -> None:
    robin = world.visitor()
    ask(robin, ROBIN)
    (link,) = links(world)

    assert press(robin, link) == 200
    assert press(robin, link) == 410
    assert press(world.visitor(), link) == 410


@on_sqlite
def test_opening_a_link_without_pressing_uses_nothing_up_and_marks_nobody(world: World) -> None:
    robin = over_by_history(world)
    ask(robin, ROBIN)
    link = links(world)[-1]
    for _ in range(3):
        assert robin.client.get(link).status_code == 200
        assert robin.client.head(link).status_code == 200

    assert is_neutral(robin.send(dollars("3300")))
    assert press(robin, link) == 200


@on_sqlite
@pytest.mark.parametrize("seconds, status", [(15 * 60 - 1, 200), (15 * 60, 410)], ids=["just in time", "too late"])
def test_a_link_lives_fifteen_minutes(world: World, seconds: int, status: int) -> None:
    robin = world.visitor()
    ask(robin, ROBIN)
    (link,) = links(world)

    world.clock.forward(seconds=seconds)

    assert press(robin, link) == status


@on_sqlite
@pytest.mark.parametrize("token", ["x", "A" * 32, "%00", "%F0%9F%92%B8", "a" * 5000, "..%2f..%2fetc", "'--"])
def test_a_link_that_was_made_up_does_not_work_and_does_not_fail(world: World, token: str) -> None:
    stranger = world.visitor()
    csrf = token_of(stranger.client.get("/give/proof"))

    answer = stranger.client.post(f"/give/proof/{token}", data={"csrf_token": csrf})

    assert answer.status_code in {404, 410}


@on_sqlite
def test_asking_for_a_link_answers_alike_for_known_and_unknown_addresses(world: World) -> None:
    over_by_history(world)

    known, unknown = ask(world.visitor(), ROBIN), ask(world.visitor(), "nobody@example.org")

    assert seen(known) == seen(unknown)


@on_sqlite
def test_an_address_gets_at_most_three_links_an_hour_and_nobody_is_told(world: World) -> None:
    answers = [ask(world.visitor(), ROBIN, number) for number in range(5)]

    assert len({answer.get_data() for answer in answers}) == 1
    assert len(links(world)) == 3
    world.clock.forward(hours=1)
    ask(world.visitor(), ROBIN)
    assert len(links(world)) == 4


@on_sqlite
def test_one_visitor_cannot_send_links_to_the_whole_world(world: World) -> None:
    stranger = world.visitor()

    for number in range(40):
        assert ask(stranger, f"person{number}@example.org").status_code == 200

    world.mail()
    assert len(links(world)) == WIDE_OPEN.proofs_per_email * 10


@on_sqlite
@pytest.mark.parametrize("typed", ["", "robin", "a@b", "robin@example.org\r\nBcc: all@example.org", "x" * 300])
def test_what_is_no_address_is_asked_for_again(world: World, typed: str) -> None:
    answer = ask(world.visitor(), typed)

    assert answer.status_code == 422
    assert title(answer).startswith("Error: ")
    assert rules_on(answer) == {"ENG-05"}
    assert world.mail() == []


def test_the_books_keep_a_link_only_as_a_hash_once_it_is_sent(world: World) -> None:
    ask(world.visitor(), ROBIN)
    (link,) = links(world)
    token = link.rpartition("/")[2]

    with world.desk.database.reading() as session:
        proofs = session.scalars(sa.select(models.Proof.token_hash)).all()
        letters = session.execute(sa.select(models.Letter.key, models.Letter.facts)).all()
    assert token not in str(proofs)
    assert token not in str([letter.key for letter in letters])
    assert token not in str([letter.facts for letter in letters])


@on_sqlite
def test_the_form_offers_the_proof_quietly_and_no_longer_once_it_is_there(world: World) -> None:
    robin = world.visitor()
    before = robin.client.get("/give").get_data(as_text=True)
    prove(robin, ROBIN)

    after = robin.client.get("/give").get_data(as_text=True)

    assert "Given before?" in before
    assert "Given before?" not in after
    assert "robin" not in after.casefold()
    assert robin.send(fields()).status_code == 303
