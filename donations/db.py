"""The database: engines, sessions, column types; SQLite's writers queue fairly, PostgreSQL's lock by key.

A `Database` gives two kinds of transaction. `reading()` sees one snapshot and may not write. `writing()` may write; on
SQLite it waits its turn in a queue and begins at once as the one writer, because the driver's own begin comes after
the first read and then fails or loses an update.
"""

import hashlib
import itertools
import sqlite3
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry

from compliance.money import Money

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has one process, which the thread queue serves
    fcntl = None  # type: ignore[assignment]

MIGRATIONS: Final = Path(__file__).resolve().parent.parent / "migrations"
_BUSY_SECONDS: Final = 10
"""So long one waits for one's turn to write, and then for the database; whoever has waited in vain hears it."""


class Base(DeclarativeBase):
    """What every table inherits; the names of constraints are the same on every database."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Cents(sa.types.TypeDecorator[Money]):
    """Money at rest: whole cents."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Money | None, dialect: sa.Dialect) -> int | None:  # noqa: ARG002 - the API's
        """Turn money into cents."""
        return None if value is None else value.cents

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> Money | None:  # noqa: ARG002 - the API's
        """Turn cents into money."""
        return None if value is None else Money(value)


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware UTC instant; a naive one is refused. SQLite keeps it as text that sorts by time."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Turn an aware instant into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must know its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Give the instant back as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class UnknownRevision(Exception):
    """Raised for tables at a revision that is not among the migrations, as a newer version of this software has it."""


class _FairQueue:
    """First come, first served, between the threads of a process; `flock` on a file between processes."""

    def __init__(self, path: Path | None, patience: float = _BUSY_SECONDS) -> None:
        self._path = path
        self._patience = patience
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._busy = False
        self._holder: int | None = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        with self._guard:
            if self._holder == threading.get_ident():
                raise RuntimeError("one writing transaction inside another would wait for itself for ever")
            ticket = threading.Event()
            if self._busy or self._waiting:
                self._waiting.append(ticket)
            else:
                self._busy = True
                ticket.set()
        try:
            self._wait(ticket)
        except BaseException:  # Whoever is called away while waiting leaves the queue, or hands its turn on.
            with self._guard:
                if ticket in self._waiting:
                    self._waiting.remove(ticket)
                else:
                    self._next()
            raise
        self._holder = threading.get_ident()
        try:
            with self._between_processes():
                yield
        finally:
            with self._guard:
                self._holder = None
                self._next()

    def _wait(self, ticket: threading.Event) -> None:
        if not ticket.wait(self._patience):
            raise sa.exc.OperationalError("a turn to write", None, TimeoutError())

    def _next(self) -> None:
        if self._waiting:
            self._waiting.popleft().set()
        else:
            self._busy = False

    @contextmanager
    def _between_processes(self) -> Iterator[None]:
        if self._path is None or fcntl is None:
            yield
            return
        handle: IO[bytes]
        with self._path.open("ab") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


class Database:
    """One database, reached by its URL (sqlite:///… or postgresql://…)."""

    def __init__(self, url: str) -> None:
        """Make the engines; nothing is opened yet."""
        parsed = sa.make_url(url)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.url: Final = parsed
        self.sqlite: Final = parsed.get_backend_name() == "sqlite"
        if self.sqlite:
            path = parsed.database
            if not path or path == ":memory:":
                raise ValueError("SQLite needs a file: threads and processes share it")
            self._queue = _FairQueue(Path(f"{path}.queue"))
            self._writer = _sqlite_engine(parsed, "BEGIN IMMEDIATE")
            self._reader = _sqlite_engine(parsed, "BEGIN", query_only=True)
        else:
            self._writer = sa.create_engine(parsed, pool_size=16, max_overflow=16, pool_pre_ping=True)
            self._reader = self._writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session on one snapshot; it cannot write."""
        with Session(self._reader) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session that commits when the block ends well, and undoes everything when it does not."""
        if self.sqlite:
            with self._queue.turn(), Session(self._writer) as session, session.begin():
                yield session
        else:
            with Session(self._writer, expire_on_commit=False) as session, session.begin():
                yield session

    def lock(self, session: Session, keys: Iterable[str]) -> None:
        """Hold these keys until the transaction ends; others that want one of them wait.

        Taken in one order everywhere, so that two who want the same keys never wait for each other. On SQLite
        `writing()` is alone already.
        """
        if self.sqlite:
            return
        for number in sorted({_lock_number(key) for key in keys if key}):
            session.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables to a revision (the newest by default); what is there already is left alone.

        Raises `UnknownRevision` and `sqlalchemy.exc.SQLAlchemyError`.
        """
        if self.sqlite and self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        if revision == "head" and self._is_newest():
            return
        from alembic import command  # noqa: PLC0415 - a tenth of a process's memory, for what is done once a release
        from alembic.config import Config  # noqa: PLC0415 - the same
        from alembic.util import CommandError  # noqa: PLC0415 - the same

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self._writer.connect() as connection:
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, revision)
            except CommandError as error:
                raise UnknownRevision(str(error)) from error
            connection.commit()

    def is_there(self) -> bool:
        """Whether there are books already. A server that does not answer is not asked."""
        if not self.sqlite:
            return True
        path = Path(str(self.url.database))
        return path.exists() and path.stat().st_size > 0

    def _is_newest(self) -> bool:
        """Whether the tables are at the newest revision: a migration's file is named by its own.

        Asked of the writer: a database that cannot be written must not pass for one that is ready.
        """
        names = [path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("*.py")]
        with self._writer.connect() as connection:
            if not sa.inspect(connection).has_table("alembic_version"):
                return False
            return connection.scalars(sa.text("SELECT version_num FROM alembic_version")).all() == [max(names)]

    def ping(self) -> None:
        """Ask the database for an answer; raises `sqlalchemy.exc.SQLAlchemyError` when there is none."""
        with self.reading() as session:
            session.execute(sa.text("SELECT 1"))

    def close(self) -> None:
        """Close every connection."""
        self._writer.dispose()
        self._reader.dispose()


def batches(session: Session, asked: sa.Select[*tuple[Any, ...]], size: int) -> Generator[list[tuple[Any, ...]]]:
    """Give rows as the driver has them, so many at once and never all, on the session's snapshot.

    Nothing is turned into our own types: that costs more than the reading, and the longest walks can do without.
    What is asked for must hold no donor's words, for its values are written into the statement. Raises
    `sqlalchemy.exc.DatabaseError`, which tells nothing of the rows.
    """
    connection = session.connection()
    written = asked.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    driver: Any = connection.connection.driver_connection
    # PostgreSQL's driver would fetch the whole answer at once if the server did not keep the place by a name.
    named = {} if connection.dialect.name == "sqlite" else {"name": f"walk_{next(_walks)}"}
    try:
        with closing(driver.cursor(**named)) as cursor:
            cursor.execute(str(written))
            while some := cursor.fetchmany(size):
                yield some
    except connection.dialect.loaded_dbapi.Error as error:
        # The driver's own words may hold a donor's; its kind is enough.
        raise sa.exc.DatabaseError("a walk of the books", None, Exception(type(error).__name__)) from None


_walks: Final = itertools.count()


def _lock_number(key: str) -> int:
    digest = hashlib.sha256(key.encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _sqlite_engine(url: sa.URL, begin: str, *, query_only: bool = False) -> sa.Engine:
    engine = sa.create_engine(url, connect_args={"timeout": _BUSY_SECONDS}, pool_size=16, max_overflow=16)

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # The driver begins nothing by itself; the event below does.
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")  # NORMAL may lose the last commits in a power cut.
        cursor.execute("PRAGMA foreign_keys=ON")
        if query_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def start(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


Json: Final[Any] = sa.JSON
