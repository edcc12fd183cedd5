"""Drafts are kept, changed, found by two ways, and gone after 90 days; they are never money."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from donations import drafts, mailing, models
from donations.drafts import Draft
from donations.mailing import NoDraft, Slip
from donations.paper import code as codes
from tests.donations.world import World

ANSWERS = {"amount": "250.00", "first_name": "Łukasz", "attest_age": True, "election": ""}
OTHERS = {**ANSWERS, "first_name": "Robin"}


def keep(world: World, token: str = "t", **changed: object) -> Draft:
    return mailing.keep(world.desk, token, {**ANSWERS, **changed}, world.clock())


@pytest.fixture
def crowd(world: World) -> World:
    """Other people's drafts, so that a question that forgets to ask whose is found out."""
    for number in range(5):
        mailing.keep(world.desk, f"other-{number}", OTHERS, world.clock())
    return world


def count(world: World) -> int:
    with world.desk.database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(models.Draft)) or 0


def test_a_draft_is_found_by_its_link_and_by_its_code_with_all_its_answers(crowd: World) -> None:
    kept = keep(crowd)

    assert codes.check(kept.code)
    assert mailing.find(crowd.desk, "t", crowd.clock()) == kept
    assert mailing.look_up(crowd.desk, kept.code, crowd.clock()) == kept
    assert (dict(kept.answers), kept.revision) == (ANSWERS, 1)
    assert kept.expires_at == crowd.clock() + timedelta(days=90)


def test_the_token_itself_is_kept_nowhere(world: World) -> None:
    keep(world, "a-secret-token")

    with world.desk.database.reading() as session:
        row = session.scalars(sa.select(models.Draft)).one()
        assert "a-secret-token" not in repr(vars(row))


def test_the_same_form_again_is_the_same_draft(crowd: World) -> None:
    first = keep(crowd)

    assert keep(crowd) == first
    assert count(crowd) == 6


def test_a_changed_form_keeps_its_code_and_says_that_it_changed(crowd: World) -> None:
    first = keep(crowd)
    crowd.clock.forward(days=10)

    changed = mailing.change(crowd.desk, "t", {**ANSWERS, "amount": "25.00"}, crowd.clock())

    assert changed is not None
    assert (changed.code, changed.revision, changed.answers["amount"]) == (first.code, 2, "25.00")
    assert (changed.created_at, changed.changed_at) == (first.created_at, crowd.clock())
    assert changed.expires_at == crowd.clock() + timedelta(days=90)


def test_a_deleted_draft_is_gone_and_the_others_stay(crowd: World) -> None:
    kept = keep(crowd)

    assert mailing.remove(crowd.desk, "t")
    assert not mailing.remove(crowd.desk, "t")
    assert mailing.find(crowd.desk, "t", crowd.clock()) is None
    assert mailing.change(crowd.desk, "t", ANSWERS, crowd.clock()) is None
    assert mailing.look_up(crowd.desk, kept.code, crowd.clock()) == NoDraft(kept.code)
    assert count(crowd) == 5


def test_a_draft_ends_after_90_days_and_the_sweeper_takes_it(crowd: World) -> None:
    kept = keep(crowd)
    crowd.clock.forward(days=89, hours=23)
    assert mailing.find(crowd.desk, "t", crowd.clock()) == kept
    crowd.clock.forward(hours=1)

    assert mailing.find(crowd.desk, "t", crowd.clock()) is None
    assert mailing.change(crowd.desk, "t", OTHERS, crowd.clock()) is None
    assert mailing.look_up(crowd.desk, kept.code, crowd.clock()) == NoDraft(kept.code)
    later = mailing.keep(crowd.desk, "later", OTHERS, crowd.clock())
    crowd.sweep(deep=True)

    assert count(crowd) == 1
    assert mailing.find(crowd.desk, "later", crowd.clock()) == later


def test_a_slip_in_a_code_is_told_with_the_drafts_that_are_near(crowd: World) -> None:
    kept = keep(crowd)
    letter = next(each for each in codes.ALPHABET if each != kept.code[3])
    slipped = kept.code[:3] + letter + kept.code[4:]

    assert mailing.look_up(crowd.desk, slipped.lower(), crowd.clock()) == Slip(slipped, (kept.code,))


def test_a_slip_near_nobodys_code_suggests_nothing(world: World) -> None:
    assert mailing.look_up(world.desk, "AAAAAAAB", world.clock()) == Slip("AAAAAAAB", ())
    assert mailing.look_up(world.desk, "", world.clock()) == Slip("", ())
    assert mailing.look_up(world.desk, "x" * 5000, world.clock()) == Slip("X" * 5000, ())


def test_a_scanned_address_opens_the_draft(world: World) -> None:
    kept = keep(world)

    assert mailing.look_up(world.desk, mailing.link(world.desk, kept.code), world.clock()) == kept
    assert mailing.link(world.desk, kept.code) == f"http://localhost/c/{kept.code}"


def test_a_draft_is_no_contribution(world: World) -> None:
    keep(world, amount="3300.00")

    with world.desk.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(models.Contribution)) == 0


def test_only_codes_of_living_drafts_are_given(crowd: World) -> None:
    kept = keep(crowd)

    with crowd.desk.database.reading() as session:
        assert drafts.given(session, [kept.code, "AAAAAAAA"], crowd.clock()) == {kept.code}
        assert drafts.given(session, [], crowd.clock()) == set()
        assert drafts.is_taken(session, kept.code)
        assert not drafts.is_taken(session, "AAAAAAAA")
