"""What a file is, and whether it says the truth about itself."""

import pytest

from donations.treasurer import uploads
from donations.treasurer.uploads import LARGEST, Refused
from tests.donations.treasurer.papers import JPEG, PDF, PNG

TRUE = [
    pytest.param("front.jpg", "image/jpeg", JPEG, "image/jpeg", id="a JPEG"),
    pytest.param("FRONT.JPEG", "image/pjpeg", JPEG, "image/jpeg", id="a JPEG in capitals"),
    pytest.param("front.png", "image/png", PNG, "image/png", id="a PNG"),
    pytest.param("scan.pdf", "application/pdf", PDF, "application/pdf", id="a PDF"),
    pytest.param("scan", "application/octet-stream", PDF, "application/pdf", id="a scanner that names nothing"),
    pytest.param("", "", PNG, "image/png", id="no name and no type"),
]
LIES = [
    pytest.param("front.png", "image/png", JPEG, "calls itself .png", id="a JPEG under a PNG's name"),
    pytest.param("front.jpg", "image/png", JPEG, "calls itself .jpg", id="a JPEG sent as PNG"),
    pytest.param("front.html", "image/png", PNG, "calls itself .html", id="a PNG under a page's name"),
    pytest.param("front.jpg.exe", "image/jpeg", JPEG, "calls itself .exe", id="two endings"),
    pytest.param("front", "text/html", PDF, "calls itself text/html", id="a PDF sent as a page"),
    pytest.param("front.png", "image/png", b"<script>alert(1)</script>", "not a JPEG", id="a script"),
    pytest.param("front.jpg", "image/jpeg", b"GIF89a" + JPEG, "not a JPEG", id="a GIF"),
    pytest.param("front.jpg", "image/jpeg", b"\n" + JPEG, "not a JPEG", id="something in front"),
    pytest.param("front.png", "image/png", PNG[:-1], "end is missing", id="cut off"),
    pytest.param("front.pdf", "application/pdf", PDF + b"x" * 3000, "end is missing", id="much behind its end"),
    pytest.param("front.pdf", "application/pdf", b"", "empty", id="nothing"),
]


@pytest.mark.parametrize("name, said, content, media_type", TRUE)
def test_a_file_that_is_what_it_says_is_kept_by_what_it_is(
    name: str, said: str, content: bytes, media_type: str
) -> None:
    picture = uploads.examine(name, said, content)

    assert (picture.media_type, picture.content) == (media_type, content)


@pytest.mark.parametrize("name, said, content, words", LIES)
def test_a_file_that_lies_or_is_broken_is_refused_in_a_sentence(
    name: str, said: str, content: bytes, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        uploads.examine(name, said, content)


def test_ten_megabytes_fit_and_a_byte_more_does_not() -> None:
    filled = JPEG[:-2] + b"\0" * (LARGEST - len(JPEG)) + JPEG[-2:]

    assert len(uploads.examine("a.jpg", "image/jpeg", filled).content) == LARGEST
    with pytest.raises(Refused, match="larger than 10 MB"):
        uploads.examine("a.jpg", "image/jpeg", filled + JPEG[-2:])


def test_a_downloads_name_says_nothing_about_anybody() -> None:
    assert uploads.file_name("application/pdf") == "check.pdf"
