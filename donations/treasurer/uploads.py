"""Pictures of checks: what a file is by its own bytes, whether it says the truth about itself, how large it may be."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from werkzeug.datastructures import FileStorage

LARGEST: Final = 10 * 1024 * 1024
"""Bytes; a sheet at 300 dpi is a tenth of it."""

ACCEPTED: Final = "image/jpeg,image/png,application/pdf"
"""What the file dialogue offers."""


class Refused(Exception):
    """A file is not kept; the message is the sentence for whoever sent it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A file that is what it says."""

    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Kind:
    words: str
    media_type: str
    said: frozenset[str]
    endings: frozenset[str]
    begins: bytes
    ends: bytes
    tail: int
    """How many bytes from the end the last mark may stand."""


_KINDS: Final = (
    _Kind(
        "a JPEG picture",
        "image/jpeg",
        frozenset({"image/jpeg", "image/jpg", "image/pjpeg"}),
        frozenset({".jpg", ".jpeg", ".jpe", ".jfif"}),
        b"\xff\xd8\xff",
        b"\xff\xd9",
        64 * 1024,
    ),
    _Kind(
        "a PNG picture",
        "image/png",
        frozenset({"image/png", "image/x-png"}),
        frozenset({".png"}),
        b"\x89PNG\r\n\x1a\n",
        b"IEND\xaeB`\x82",
        64,
    ),
    _Kind(
        "a PDF",
        "application/pdf",
        frozenset({"application/pdf", "application/x-pdf"}),
        frozenset({".pdf"}),
        b"%PDF-",
        b"%%EOF",
        2048,
    ),
)
_SILENT: Final = frozenset({"", "application/octet-stream"})
"""Types by which a browser says that it does not know."""


def read(sent: FileStorage) -> Picture:
    """Read a file that was sent; raises `Refused`."""
    return examine(sent.filename or "", sent.mimetype or "", sent.stream.read(LARGEST + 1))


def examine(name: str, said: str, content: bytes) -> Picture:
    """Say what a file is by its bytes; raises `Refused` when it is nothing we keep, or calls itself something else."""
    if not content:
        raise Refused("This file is empty. Take the picture again.")
    if len(content) > LARGEST:
        raise Refused("This file is larger than 10 MB. Scan it smaller: 300 dots an inch are enough.")
    kind = next((each for each in _KINDS if content.startswith(each.begins)), None)
    if kind is None:
        raise Refused("This file is not a JPEG, PNG or PDF, whatever it is called. Save the picture as one of them.")
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if (said not in _SILENT and said not in kind.said) or (ending and ending not in kind.endings):
        claim = ending or said
        raise Refused(f"This file calls itself {claim}, but it is {kind.words}. Look where it comes from.")
    if kind.ends not in content[-kind.tail :]:
        raise Refused(f"This file begins like {kind.words}, but its end is missing. Send it again.")
    return Picture(kind.media_type, content)


def file_name(media_type: str) -> str:
    """A name under which a picture is downloaded; it says nothing about anybody."""
    return f"check.{media_type.rpartition('/')[2]}"
