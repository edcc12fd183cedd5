"""The limit: reading a person's history and judging a gift, in books of ten thousand and of a hundred thousand rows.

The floor is one indexed read of that person's rows, because the sum has to come from somewhere. That the larger books
cost no more than the small ones is the point: the second figure's floor is the first.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

import sqlalchemy as sa

from bench.measuring import NOW, Figure, a_gift, application, beside, fill
from donations import judgement, models
from donations.desk import Desk

ROUNDS = 100


def measure() -> Iterator[Figure]:
    """At ten thousand rows against the read alone, and at a hundred thousand against ten thousand."""
    chance = random.Random(7)
    with application() as (_, desk):
        fill(desk, 10_000, chance)
        small = beside(
            "history and judgement, 10,000 rows",
            _judge(desk, 10_000),
            _read(desk, 10_000),
            floor_name="the rows alone",
            limit=15,
            rounds=ROUNDS,
        )
        yield small
        fill(desk, 100_000, chance)
        large = beside(
            "history and judgement, 100,000 rows",
            _judge(desk, 100_000),
            _read(desk, 100_000),
            floor_name="the rows alone",
            limit=15,
            rounds=ROUNDS,
        )
        yield large
        yield replace(
            large, name="... the larger books against the small", floor=small.value, floor_name="10,000 rows", limit=2
        )


def _judge(desk: Desk, rows: int) -> Callable[[], object]:
    chance = random.Random(11)

    def judge() -> None:
        gift = a_gift(desk, rows, chance)
        with desk.database.reading() as session:
            judgement.judge(session, desk.committee, gift, NOW)

    return judge


def _read(desk: Desk, rows: int) -> Callable[[], object]:
    chance = random.Random(11)
    table = models.Contribution.__table__

    def read() -> None:
        key = judgement.keys(a_gift(desk, rows, chance).contributor).name
        asked = sa.select(table.c.id, table.c.amount_cents, table.c.status).where(table.c.name_key == key)
        with desk.database.reading() as session:
            session.execute(asked).all()

    return read
