"""Keeps the sandbox's objects in SQLite, in a file that survives a crash or in memory.

One connection, one lock: every transaction runs alone, and what it wrote is there as a whole or not at all.
Objects are kept as Stripe would answer them, with a private note beside each for what Stripe would not tell.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from donations.sandbox.errors import Json

_VERSION = 1
_TABLES = """
CREATE TABLE objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, created INTEGER NOT NULL,
    body TEXT NOT NULL, note TEXT NOT NULL
);
CREATE INDEX objects_kind ON objects (kind, seq);
CREATE TABLE due (at INTEGER NOT NULL, task TEXT NOT NULL, object_id TEXT NOT NULL);
CREATE INDEX due_at ON due (at);
CREATE TABLE deliveries (
    event_id TEXT NOT NULL, endpoint_id TEXT NOT NULL, attempts INTEGER NOT NULL, next_at REAL NOT NULL,
    status TEXT NOT NULL, PRIMARY KEY (event_id, endpoint_id)
);
CREATE INDEX deliveries_next ON deliveries (status, next_at);
CREATE TABLE answers (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
    request_id TEXT NOT NULL, created INTEGER NOT NULL
);
"""


class StateError(RuntimeError):
    """Raised at the start when the state file is in use by another sandbox, or of another version."""


@dataclass(frozen=True, slots=True)
class Query:
    """Which objects of a kind a list asks for; `where` pairs an SQL condition with its value."""

    kind: str
    where: Sequence[tuple[str, object]] = ()
    after: str | None = None
    before: str | None = None
    limit: int | None = None


@dataclass(slots=True)
class Store:
    """The objects, and the tables beside them that `rows` and `run` reach."""

    path: Path | None
    on_commit: Callable[[], None] = field(default=lambda: None)
    lock_seconds: float = 5
    """How long to wait for a sandbox that is just stopping to give its file back."""
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _depth: int = 0
    _db: sqlite3.Connection = field(init=False)

    def __post_init__(self) -> None:
        """Open the file, or memory, and create the tables where they are missing."""
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch(mode=0o600)
        self._db = sqlite3.connect(
            self.path or ":memory:",
            isolation_level=None,
            check_same_thread=False,
            timeout=self.lock_seconds,
        )
        try:
            self._prepare()
        except sqlite3.OperationalError as error:
            self._db.close()
            raise StateError(f"The sandbox state {self.path} is in use by another sandbox: {error}") from error

    def _prepare(self) -> None:
        # An exclusive lock keeps a second sandbox off the same file; the write-ahead log survives a crash.
        for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = NORMAL"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute("BEGIN IMMEDIATE")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            for statement in _TABLES.split(";"):
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {_VERSION}")
        self._db.execute("COMMIT")
        if version not in (0, _VERSION):
            self._db.close()
            raise StateError(f"The sandbox state {self.path} has version {version}; remove it to begin anew.")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run alone and keep all or nothing; an inner one that fails undoes its own part only."""
        with self._lock:
            outermost, point = self._depth == 0, f"point_{self._depth}"
            self._db.execute("BEGIN IMMEDIATE" if outermost else f"SAVEPOINT {point}")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK" if outermost else f"ROLLBACK TO {point}")
                if not outermost:
                    self._db.execute(f"RELEASE {point}")
                raise
            else:
                self._db.execute("COMMIT" if outermost else f"RELEASE {point}")
            finally:
                self._depth -= 1
        if outermost:
            self.on_commit()

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Answer the rows of a query."""
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def run(self, sql: str, *values: object) -> int:
        """Run one statement and answer how many rows it touched."""
        with self._lock:
            return self._db.execute(sql, values).rowcount

    def insert(self, obj: Json, note: Json | None = None) -> None:
        """Keep a new object."""
        values = (obj["id"], obj["object"], obj["created"], json.dumps(obj), json.dumps(note or {}))
        self.run("INSERT INTO objects (id, kind, created, body, note) VALUES (?, ?, ?, ?, ?)", *values)

    def save(self, obj: Json) -> None:
        """Keep an object as it is now."""
        self.run("UPDATE objects SET body = ? WHERE id = ?", json.dumps(obj), obj["id"])

    def get(self, object_id: str) -> Json | None:
        """Answer the object with this id, of whatever kind."""
        found = self.rows("SELECT body FROM objects WHERE id = ?", object_id)
        return json.loads(found[0][0]) if found else None

    def note(self, object_id: str) -> Json:
        """Answer the private note beside an object."""
        found = self.rows("SELECT note FROM objects WHERE id = ?", object_id)
        note: Json = json.loads(found[0][0]) if found else {}
        return note

    def save_note(self, object_id: str, note: Json) -> None:
        """Keep the private note beside an object."""
        self.run("UPDATE objects SET note = ? WHERE id = ?", json.dumps(note), object_id)

    def select(self, query: Query) -> list[Json]:
        """Answer the objects a list asks for, newest first."""
        conditions, values, order = ["kind = ?"], [query.kind], "DESC"
        for condition, value in query.where:
            conditions.append(condition)
            values += list(value) if isinstance(value, (list, tuple)) else [value]  # type: ignore[list-item]
        if query.after:
            conditions.append("seq < (SELECT seq FROM objects WHERE id = ?)")
            values.append(query.after)
        if query.before:
            conditions.append("seq > (SELECT seq FROM objects WHERE id = ?)")
            values.append(query.before)
            order = "ASC"
        # Conditions are written in this package only; values are bound.
        sql = f"SELECT body FROM objects WHERE {' AND '.join(conditions)} ORDER BY seq {order} LIMIT ?"  # noqa: S608
        found = [json.loads(body) for (body,) in self.rows(sql, *values, query.limit or -1)]
        return found[::-1] if query.before else found

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            self._db.close()
