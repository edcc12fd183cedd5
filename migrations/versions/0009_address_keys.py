"""Address keys: made anew, because more spellings of one address read alike now; what was typed stays as it is."""

import sqlalchemy as sa
from alembic import op

from compliance import addresses
from compliance.contribution import Address

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ROWS = 5_000

_gifts = sa.table(
    "contributions",
    *map(sa.column, ("id", "address1", "address2", "city", "state", "postal_code", "country", "address_key")),
)


def upgrade() -> None:
    connection = op.get_bind()
    last = 0
    while rows := connection.execute(
        sa.select(_gifts).where(_gifts.c.id > last).order_by(_gifts.c.id).limit(_ROWS)
    ).all():
        last = rows[-1].id
        made = [{"gift": row.id, "made": _key(row)} for row in rows]
        changed = [new for new, row in zip(made, rows, strict=True) if new["made"] != row.address_key]
        if changed:
            connection.execute(
                sa.update(_gifts).where(_gifts.c.id == sa.bindparam("gift")).values(address_key=sa.bindparam("made")),
                changed,
            )


def downgrade() -> None:
    """Leave the keys: they are for finding alone, and an older version finds as much by them."""


def _key(row: sa.Row[tuple[str, ...]]) -> str:
    # The keys have to be those that the application makes for the next gift, so it is asked and not copied.
    typed = Address(
        line1=row.address1,
        line2=row.address2,
        city=row.city,
        state=row.state,
        postal_code=row.postal_code,
        country=row.country,
    )
    return addresses.key(typed)
