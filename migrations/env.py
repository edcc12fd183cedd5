"""Run the migrations on the connection that `donations.db.Database.migrate` hands over (`donations migrate`)."""

from alembic import context

from donations import check_models, models  # noqa: F401 - the tables fill the one metadata
from donations.db import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
