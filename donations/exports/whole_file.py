"""Files that are whole or not there: written beside, brought to the disk, and then put in their place."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

_AT_ONCE: Final = 1 << 20


@contextmanager
def atomic(path: Path) -> Iterator[IO[bytes]]:
    """Open a file to write; it takes the place of `path` only when the block ends well, else nothing is left of it.

    Readable by its owner alone, because exports hold names and addresses. A link is followed, not replaced.
    """
    path = path.resolve()
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(number, "wb", buffering=_AT_ONCE) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _keep_name(path.parent)


@contextmanager
def aside(path: Path) -> Iterator[IO[bytes]]:
    """Open a nameless file on the disk of `path`, for a body whose head is known only at its end."""
    with tempfile.TemporaryFile(dir=path.resolve().parent, buffering=_AT_ONCE) as body:
        yield body


def compose(path: Path, head: bytes, body: IO[bytes]) -> None:
    """Write a whole file: the head, then all of the body from its beginning."""
    body.seek(0)
    with atomic(path) as file:
        file.write(head)
        shutil.copyfileobj(body, file, _AT_ONCE)


def _keep_name(folder: Path) -> None:
    """Bring the folder to the disk, which holds the name. Windows opens no folders and needs none of this."""
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
