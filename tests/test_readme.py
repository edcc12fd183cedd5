"""Promises about README.md: what an operator must know stands in it, and what stands in it is true."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
import stripe

import config
from donations.payments import EVENT_TYPES

ROOT: Final = Path(__file__).parent.parent
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
DECISIONS: Final = ROOT / "docs" / "decisions"


class Noting(dict[str, str]):
    """An environment that notes what is asked of it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)


def settings() -> set[str]:
    """Every setting that the configuration asks for, and the port of `donations run`."""
    environ = Noting()
    with pytest.raises(config.ConfigError):
        config.read(environ, date(2026, 3, 2))
    return environ.asked | {"PORT"}


def test_every_setting_has_its_row_and_every_row_is_a_setting() -> None:
    rows = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))

    assert rows == settings()


def test_the_endpoint_is_told_exactly_the_events_that_are_read() -> None:
    named = re.findall(r"^   ([a-z_]+(?:\.[a-z_]+)+)$", README, re.MULTILINE)

    assert named == list(EVENT_TYPES)


def test_the_endpoint_is_told_the_version_that_the_library_speaks() -> None:
    assert f"`{stripe.StripeClient('sk_test_0')._requestor._options.stripe_version}`" in README  # noqa: SLF001


def test_every_command_of_the_operator_is_named() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "donations", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout

    for command in re.findall(r"^    ([a-z]+) ", told, re.MULTILINE):
        assert re.search(rf"donations {command}|make {command}", README), command


def test_every_file_and_heading_that_a_page_leads_to_is_there() -> None:
    for page in (ROOT / "README.md", *DECISIONS.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)]+)\)|src=\"([^\"]+)\"", text):
            path, _, heading = "".join(target).partition("#")
            if path.startswith("http"):
                continue
            assert (page.parent / path).exists(), path
            if heading and not path:
                headings = [re.sub(r"[^a-z0-9 -]", "", each.lower()).replace(" ", "-") for each in _headings(text)]
                assert heading in headings, heading


def _headings(text: str) -> list[str]:
    return re.findall(r"^#+ (.+)$", text, re.MULTILINE)


def test_every_decision_has_its_three_parts_and_its_place_in_the_list() -> None:
    listed = (DECISIONS / "README.md").read_text(encoding="utf-8")
    pages = sorted(path for path in DECISIONS.glob("*.md") if path.name != "README.md")

    assert pages
    for page in pages:
        assert page.name in listed, page.name
        parts = [each for each in _headings(page.read_text(encoding="utf-8")) if not each[0].isdigit()]
        assert parts == ["Context", "Decision", "Consequences"], page.name


def test_every_task_that_the_readme_names_is_one_of_make() -> None:
    tasks = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    for task in re.findall(r"make ([a-z]+)", README):
        assert task in tasks | {"python"}, task
