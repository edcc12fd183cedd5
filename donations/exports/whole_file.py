"""Files that are whole or not there: written beside, brought to the disk, and then put in their place."""

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

_AT_ONCE: Final = 1 << 18
_STALE: Final = 86_400
"""So many seconds after it was last written to, what lies half-written is of a run that was killed."""
_OWN: Final = "export-"
"""So begins the name of a folder in which one run writes."""


class NotAFile(OSError):
    """What is to be written is there already, and is a folder, a device or a pipe, whose place no file takes."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EINVAL, "it is there already, and is not a regular file", str(path))


@contextmanager
def atomic(path: Path) -> Iterator[IO[bytes]]:
    """Open a file to write; it takes the place of `path` only when the block ends well, else nothing is left of it.

    Readable by its owner alone, because exports hold names and addresses. A link is followed, not replaced. What a
    killed run left of the same file a day ago or longer is removed. Raises `NotAFile`.
    """
    path = _regular(path)
    _tidy(path.parent, f".{path.name}.", ".part")
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(number, "wb", buffering=_AT_ONCE) as file:
            yield file
            to_disk(file)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _keep_name(path.parent)


@contextmanager
def aside(path: Path) -> Iterator[IO[bytes]]:
    """Open a nameless file on the disk of `path`, for a body whose head is known only at its end.

    Raises `NotAFile` where `path` cannot be written later.
    """
    with tempfile.TemporaryFile(dir=_regular(path).parent, buffering=_AT_ONCE) as body:
        yield body


@contextmanager
def workshop(folder: Path) -> Iterator[Path]:
    """Open a folder of one's own in `folder`, and remove it at the end, with what killed runs left there."""
    folder.mkdir(parents=True, exist_ok=True)
    _tidy(folder, _OWN, "")
    with tempfile.TemporaryDirectory(prefix=_OWN, dir=folder) as own:
        yield Path(own)


@contextmanager
def composed(path: Path, head: bytes, body: IO[bytes]) -> Iterator[None]:
    """Write a whole file beside its place: the head, then all of the body from its beginning.

    When the block begins it is on the disk, and when the block ends well it takes its place.
    """
    body.seek(0)
    with atomic(path) as file:
        file.write(head)
        shutil.copyfileobj(body, file, _AT_ONCE)
        to_disk(file)
        yield


def to_disk(file: IO[bytes]) -> None:
    """Bring what was written to the disk: from then on it cannot fail for want of room."""
    file.flush()
    os.fsync(file.fileno())


def _regular(path: Path) -> Path:
    """Follow links to what is to be written; raises `NotAFile`."""
    try:
        path = path.resolve()
    except RuntimeError as error:  # A loop of links, before Python 3.13.
        raise NotAFile(path) from error
    if path.exists() and not path.is_file():
        raise NotAFile(path)
    return path


def _tidy(folder: Path, before: str, after: str) -> None:
    """Remove what a run that was killed has left, told by how its name begins and ends."""
    now = time.time()
    for each in folder.iterdir() if folder.is_dir() else ():
        if not (each.name.startswith(before) and each.name.endswith(after)):
            continue
        with suppress(OSError):  # Another run may have removed it first.
            if now - each.stat().st_mtime < _STALE:
                continue
            if each.is_dir():
                shutil.rmtree(each, ignore_errors=True)
            else:
                each.unlink()


def _keep_name(folder: Path) -> None:
    """Bring the folder to the disk, which holds the name. Windows opens no folders and needs none of this."""
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
