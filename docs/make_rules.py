"""Writes docs/rules.md from the rules: `python docs/make_rules.py`."""  # noqa: INP001 - a script, in no package

from pathlib import Path
from typing import Final

from compliance import handbook

PAGE: Final = Path(__file__).with_name("rules.md")

if __name__ == "__main__":
    PAGE.write_text(handbook.text(), encoding="utf-8")
