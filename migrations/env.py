"""Run the migrations on the connection that `donations.db.Database.migrate` hands over (`donations migrate`).

SQLite changes a table by making it anew; what points at it must not be asked meanwhile, and is asked at the end.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import context

from donations import check_models, filing_models, models, staff_models  # noqa: F401 - the tables fill the one metadata
from donations.db import Base

connection: sa.Connection = context.config.attributes["connection"]


def ask_references() -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"rows point at rows that are not there: {broken[:5]}")


@contextmanager
def references_asked_at_the_end() -> Iterator[None]:
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("the connection is closed")
    driver.execute("PRAGMA foreign_keys=OFF")  # It has no effect inside a transaction, and none has begun.
    try:
        yield
        ask_references()
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with references_asked_at_the_end(), context.begin_transaction():
    context.run_migrations()
