"""Where the passing files of the tests go: into memory where there is room, for what is thrown away needs no disk."""

import shutil
from pathlib import Path

SHARED = Path("/dev/shm")  # noqa: S108 - what is made here is made by mkdtemp
ROOM = 3 * 2**30
"""Bytes that must be free; a run takes less than a third of it."""


def folder() -> Path | None:
    """A folder in memory with room enough; None where there is none."""
    try:
        return SHARED if shutil.disk_usage(SHARED).free >= ROOM else None
    except OSError:
        return None
