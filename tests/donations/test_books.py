"""The small books: the outbox, the door's limits, proofs of an e-mail address, and Stripe's events."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from donations import events, limits, models, outbox, proofs
from donations.db import Database
from donations.events import StoredEvent
from tests.donations.test_cap_under_concurrency import at_once

NOW = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    """Empty books."""
    opened = Database(migrated_url)
    yield opened
    opened.close()


# Outbox --------------------------------------------------------------------------------------------------------------


def put(database: Database, key: str, at: datetime = NOW) -> bool:
    with database.writing() as session:
        return outbox.put(session, key=key, kind="proof", to="a@example.org", facts={"token": key}, now=at)


def test_the_same_letter_is_put_in_once(database: Database) -> None:
    assert [put(database, "one"), put(database, "one"), put(database, "two")] == [True, False, True]


def test_the_same_letter_from_many_hands_at_once_is_one(database: Database) -> None:
    new: list[bool] = []

    assert at_once([lambda: new.append(put(database, "one"))] * 12, 6) == []
    assert new.count(True) == 1


def test_the_outbox_keeps_no_token_once_a_letter_is_sent(database: Database) -> None:
    put(database, "a-secret-token")
    with database.writing() as session:
        letter = outbox.take(session, NOW)
        assert letter is not None
        assert letter.facts == {"token": "a-secret-token"}
        outbox.sent(session, letter, NOW)

    with database.reading() as session:
        (row,) = session.execute(sa.select(models.Letter.__table__)).all()
    assert "a-secret-token" not in str(row)


def test_a_letter_in_one_hand_is_in_no_other_and_comes_back_after_two_minutes(database: Database) -> None:
    put(database, "one")

    def take(at: datetime) -> int | None:
        with database.writing() as session:
            letter = outbox.take(session, at)
            return letter.tries if letter else None

    tried = [take(NOW), take(NOW), take(NOW + timedelta(seconds=119)), take(NOW + timedelta(seconds=120))]
    assert tried == [1, None, None, 2]


def test_letters_are_taken_in_the_order_in_which_they_are_due_each_by_one_hand(database: Database) -> None:
    for number in range(12):
        put(database, str(number), NOW + timedelta(seconds=number))
    taken: list[int] = []

    def take() -> None:
        with database.writing() as session:
            letter = outbox.take(session, NOW + timedelta(minutes=1))
            if letter:
                taken.append(letter.id)

    assert at_once([take] * 16, 4) == []
    assert sorted(taken) == sorted(set(taken))
    assert len(taken) == 12


def test_a_letter_that_nobody_can_send_is_let_go_with_what_it_said(database: Database) -> None:
    put(database, "one")
    with database.writing() as session:
        letter = outbox.take(session, NOW)
        assert letter is not None
        outbox.given_up(session, letter)

    with database.reading() as session:
        assert outbox.oldest_due(session) is None
        assert session.scalars(sa.select(models.Letter)).one().facts == {}


def test_the_watch_sees_the_oldest_letter_that_waits(database: Database) -> None:
    put(database, "one", NOW - HOUR)
    put(database, "two", NOW)

    with database.reading() as session:
        assert outbox.oldest_due(session) == NOW - HOUR
        assert outbox.copies(session, 1, "receipt") == []


# Limits --------------------------------------------------------------------------------------------------------------


def hit(database: Database, key: str = "k", at: datetime = NOW) -> int:
    with database.writing() as session:
        return limits.hit(session, key, at, HOUR)


def test_tries_are_counted_by_key_and_window(database: Database) -> None:
    assert [hit(database), hit(database), hit(database, "other"), hit(database, at=NOW + HOUR)] == [1, 2, 1, 1]
    assert hit(database, at=NOW + timedelta(minutes=59, seconds=59)) == 3

    with database.reading() as session:
        assert limits.count(session, "k", NOW, HOUR) == 3
        assert limits.count(session, "nobody", NOW, HOUR) == 0


def test_tries_at_once_are_all_counted_and_each_hears_its_own_number(database: Database) -> None:
    heard: list[int] = []

    assert at_once([lambda: heard.append(hit(database))] * 40, 8) == []
    assert sorted(heard) == list(range(1, 41))


def test_old_tallies_are_dropped_and_the_others_kept(database: Database) -> None:
    hit(database)
    hit(database, at=NOW + 3 * HOUR)
    with database.writing() as session:
        limits.sweep(session, NOW + 2 * HOUR)

    with database.reading() as session:
        assert [limits.count(session, "k", NOW + hours * HOUR, HOUR) for hours in (0, 3)] == [0, 1]


def test_whoever_is_limited_is_named_without_being_said() -> None:
    named = limits.subject("secret", "email", "robin@example.org")

    assert named == limits.subject("secret", "email", "robin@example.org")
    assert "robin" not in named
    assert len(named) <= 96
    others = {
        limits.subject("other", "email", "robin@example.org"),
        limits.subject("secret", "email", "robin@example.com"),
    }
    assert named not in others | {limits.subject("secret", "name", "robin@example.org")}


# Proofs --------------------------------------------------------------------------------------------------------------


def begin(database: Database) -> str:
    with database.writing() as session:
        return proofs.begin(session, "robin@example.org", NOW)


def use(database: Database, token: str, at: datetime = NOW) -> str | None:
    with database.writing() as session:
        return proofs.use(session, token, at)


def test_a_link_works_once_and_for_fifteen_minutes(database: Database) -> None:
    token, late, last = begin(database), begin(database), begin(database)

    assert use(database, token) == "robin@example.org"
    assert use(database, token) is None
    assert use(database, late, NOW + timedelta(minutes=15)) is None
    assert use(database, last, NOW + timedelta(minutes=14, seconds=59)) == "robin@example.org"
    assert use(database, "made-up") is None


def test_a_link_that_many_open_at_once_works_for_one(database: Database) -> None:
    token, proved = begin(database), []

    assert at_once([lambda: proved.append(use(database, token))] * 12, 6) == []
    assert [each for each in proved if each] == ["robin@example.org"]


def test_only_a_hash_of_a_token_is_kept_and_no_longer_than_it_lives(database: Database) -> None:
    token = begin(database)
    with database.reading() as session:
        assert token not in str(session.execute(sa.select(models.Proof.__table__)).all())

    with database.writing() as session:
        proofs.sweep(session, NOW + timedelta(minutes=16))

    with database.reading() as session:
        assert session.execute(sa.select(models.Proof.__table__)).all() == []


# Events --------------------------------------------------------------------------------------------------------------


def an_event(number: int, kind: str = "charge.captured") -> StoredEvent:
    return StoredEvent(f"evt_{number}", kind, "ch_1", "gift", "pi_1")


def keep(database: Database, event: StoredEvent, at: datetime = NOW) -> bool:
    with database.writing() as session:
        return events.keep(session, event, at)


def pending(database: Database, most: int = 10) -> list[str]:
    with database.reading() as session:
        return [event.id for event in events.pending(session, NOW + HOUR, most)]


def test_an_event_is_kept_once_and_wanted_until_it_is_applied(database: Database) -> None:
    assert [keep(database, an_event(1)), keep(database, an_event(1))] == [True, True]
    with database.writing() as session:
        assert [events.applied(session, "evt_1", NOW), events.applied(session, "evt_1", NOW)] == [True, False]

    assert not keep(database, an_event(1))
    assert pending(database) == []


def test_an_event_that_many_hands_hold_is_applied_by_one(database: Database) -> None:
    keep(database, an_event(1))
    done: list[bool] = []

    def apply() -> None:
        with database.writing() as session:
            done.append(events.applied(session, "evt_1", NOW))

    assert at_once([apply] * 12, 6) == []
    assert done.count(True) == 1


def test_an_event_that_fails_waits_behind_the_others(database: Database) -> None:
    for number in range(3):
        keep(database, an_event(number), NOW + timedelta(seconds=number))
    with database.writing() as session:
        events.failed(session, "evt_0", "nobody foresaw this")

    assert pending(database) == ["evt_1", "evt_2", "evt_0"]
    assert pending(database, 2) == ["evt_1", "evt_2"]


def test_unknown_events_and_declines_are_told(database: Database) -> None:
    keep(database, an_event(1, events.DECLINED))
    keep(database, an_event(2, events.DECLINED))
    keep(database, an_event(3))

    with database.reading() as session:
        assert events.unknown(session, [f"evt_{number}" for number in range(1, 1500)]) == {
            f"evt_{number}" for number in range(4, 1500)
        }
        assert events.declines(session, "gift") == 2
        assert events.declines(session, "another") == 0
        assert events.oldest_pending(session) == NOW
