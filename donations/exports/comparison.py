"""What differs between two files of one report, entry by entry; in a file of its own on the disk, never in memory."""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Final

_SEPARATOR: Final = b"\x1c"
_ENTRIES: Final = (b"SA", b"SB", b"TEXT")


class How(StrEnum):
    """What became of an entry."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry that the newer file tells otherwise, by its transaction id."""

    transaction_id: str
    how: How


def lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Give the lines of a file that comes in pieces, without their ends."""
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\r\n")
        yield from whole
    if rest:
        yield rest


def transaction_id(line: bytes) -> str:
    """Give the id of an entry's line; blank for the header and the cover."""
    fields = line.split(_SEPARATOR, 3)
    return fields[2].decode("ascii") if line.startswith(_ENTRIES) and len(fields) > 2 else ""  # noqa: PLR2004


class Comparison:
    """Compares with an older file: each line of the newer one is shown to it, then it tells what is left over."""

    def __init__(self, older: Iterable[bytes]) -> None:
        """Read the older file, in pieces."""
        self._folder = tempfile.TemporaryDirectory()
        self._kept = sqlite3.connect(Path(self._folder.name) / "older.db", isolation_level=None)
        self._kept.execute("PRAGMA journal_mode=OFF")
        self._kept.execute("PRAGMA synchronous=OFF")
        self._kept.execute("CREATE TABLE older (id TEXT PRIMARY KEY, digest BLOB) WITHOUT ROWID")
        self._kept.execute("BEGIN")
        rows = ((number, _digest(line)) for line in lines(older) if (number := transaction_id(line)))
        self._kept.executemany("INSERT OR REPLACE INTO older VALUES (?, ?)", rows)

    def show(self, line: bytes) -> Difference | None:
        """Say how a line of the newer file differs, once; None where it does not."""
        line = line.removesuffix(b"\r\n")
        number = transaction_id(line)
        if not number:
            return None
        found = self._kept.execute("SELECT digest FROM older WHERE id = ?", (number,)).fetchone()
        if found is None:
            return Difference(number, How.ADDED)
        self._kept.execute("DELETE FROM older WHERE id = ?", (number,))
        return None if found[0] == _digest(line) else Difference(number, How.CHANGED)

    def rest(self) -> Iterator[Difference]:
        """Give what only the older file has, in the order of the ids."""
        for (number,) in self._kept.execute("SELECT id FROM older ORDER BY id"):
            yield Difference(number, How.REMOVED)

    def close(self) -> None:
        """Take the file away."""
        self._kept.close()
        self._folder.cleanup()


def _digest(line: bytes) -> bytes:
    return sha256(line).digest()[:16]
