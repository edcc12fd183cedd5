"""Promises about who imports whom: the contracts in pyproject.toml are complete, and each of them bites."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
LINTER: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
CONTRACTS = {contract["id"]: contract for contract in LINTER["contracts"]}
CONTAINERS = {"compliance": "floors-of-the-law", "donations": "floors-of-the-application"}

# What config.py may import of ours. It is a single module, so import-linter cannot look inside it.
OPEN_TO_SETTINGS = {"compliance.committee", "compliance.committee_file", "compliance.money"}

# For each contract an import that it must refuse: who imports, and what.
REFUSED = {
    "law-is-pure": ("compliance.wording", "time"),
    "floors-of-the-law": ("compliance.law", "compliance.aggregate"),
    "rules-apart": ("compliance.rules.cash", "compliance.rules.limit"),
    "rules-opened-by-review": ("compliance.remedy", "compliance.rules.limit"),
    "figures-stay-inside": ("donations.intake", "compliance.law"),
    "who-asks": ("donations.ledger", "compliance.review"),
    "who-speaks": ("donations.outbox", "compliance.wording"),
    "floors-of-the-application": ("donations.reports", "donations.intake"),
    "wiring": ("donations.context", "donations.wiring"),
    "who-keeps-the-books": ("donations.public", "donations.ledger"),
    "who-keeps-the-small-books": ("donations.payments", "donations.limits"),
    "tables": ("donations.signups", "donations.models"),
    "sessions": ("donations.adjustments", "donations.db"),
    "who-uses-the-tools": ("donations.treasurer", "donations.payments"),
    "settings-and-flask": ("donations.mailer", "flask"),
    "stripe": ("donations.exports", "stripe"),
    "reportlab": ("donations.cli", "reportlab"),
    "sandbox-imports-nothing": ("donations.sandbox", "donations.db"),
    "sandbox-started": ("donations.webhooks", "donations.sandbox"),
}


def floors(package: str) -> set[str]:
    """The modules of a package that have been given a floor."""
    contract = CONTRACTS[CONTAINERS[package]]
    layers = set(re.findall(r"\w+", " ".join(contract["layers"])))
    return layers | set(contract.get("exhaustive_ignores", []))


def modules(package: str) -> set[str]:
    """The modules that stand directly in a package."""
    in_files = {path.stem for path in (ROOT / package).glob("*.py")} - {"__init__", "__main__"}
    return in_files | {path.parent.name for path in (ROOT / package).glob("*/__init__.py")}


def imported(source: str) -> Iterator[str]:
    """Everything that a module imports, as full names; `from a import b` may mean a or a.b, and both are told."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def build_a_house(folder: Path, imports: dict[str, tuple[str, ...]]) -> None:
    """Write every planned module, empty but for the imports named."""
    planned = {f"{package}.{name}" for package in CONTAINERS for name in floors(package)}
    planned |= {"compliance", "donations", "compliance.rules.limit", "compliance.rules.cash"}
    for module in planned:
        path = folder.joinpath(*module.split("."))
        path.mkdir(parents=True, exist_ok=True)
        lines = [f"import {name}\n" for name in imports.get(module, ())]
        (path / "__init__.py").write_text("".join(lines), encoding="utf-8")
    (folder / "config.py").touch()


def lint(folder: Path) -> str:
    """What import-linter says of the house in a folder, under our contracts."""
    command = [
        str(Path(sys.executable).with_name("lint-imports")),
        "--config",
        str(ROOT / "pyproject.toml"),
        "--no-cache",
    ]
    environment = {**os.environ, "COLUMNS": "200"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.mark.parametrize("package", CONTAINERS)
def test_a_new_module_must_be_given_its_floor(package: str) -> None:
    without = modules(package) - floors(package)

    assert without == set(), f"give each a floor in [tool.importlinter] of pyproject.toml: {sorted(without)}"


def test_no_contract_speaks_of_a_module_that_has_no_floor() -> None:
    known = {f"*.{name}" for package in CONTAINERS for name in floors(package)} | {"*.rules.*"}
    starred = {
        name
        for contract in CONTRACTS.values()
        for key in ("modules", "source_modules", "protected_modules", "allowed_importers")
        for name in contract.get(key, [])
        if name.startswith("*.")
    }

    assert starred <= known


def test_the_settings_read_only_what_describes_the_committee() -> None:
    config = ROOT / "config.py"
    ours = {name for name in imported(config.read_text(encoding="utf-8")) if name.split(".")[0] in CONTAINERS}

    opened = {name for name in ours if not any(name.startswith(f"{module}.") for module in OPEN_TO_SETTINGS)}

    assert opened <= OPEN_TO_SETTINGS | {module.rpartition(".")[0] for module in OPEN_TO_SETTINGS}


def test_a_house_without_a_forbidden_import_keeps_every_contract(tmp_path: Path) -> None:
    build_a_house(
        tmp_path,
        {
            "donations.wiring": ("config", "flask", "donations.public", "donations.mailer"),
            "donations.serving": ("config", "flask", "donations.wiring", "donations.sandbox"),
            "donations.cli": ("donations.serving", "donations.sandbox", "donations.public"),
            "donations.webhooks": ("flask", "donations.context", "donations.intake", "donations.payments"),
            "donations.context": ("config", "flask", "donations.db", "donations.payments"),
            "donations.intake": ("compliance.review", "donations.ledger", "donations.payments"),
            "donations.payments": ("stripe", "compliance.money"),
            "donations.mailer": ("donations.outbox", "compliance.wording"),
            "donations.paper": ("reportlab", "compliance.wording"),
            "donations.ledger": ("donations.models", "compliance.contribution"),
            "compliance.review": ("compliance.rules.limit", "compliance.rules.cash"),
            "compliance.rules.limit": ("compliance.aggregate", "compliance.law"),
        },
    )

    said = lint(tmp_path)

    assert f"{len(CONTRACTS)} kept, 0 broken" in said, said


def test_each_contract_has_an_import_to_refuse() -> None:
    assert REFUSED.keys() == CONTRACTS.keys()


@pytest.mark.parametrize("key", REFUSED)
def test_a_contract_refuses_what_it_is_there_to_refuse(tmp_path: Path, key: str) -> None:
    importer, target = REFUSED[key]
    build_a_house(tmp_path, {importer: (target,)})

    said = lint(tmp_path)

    assert f"{CONTRACTS[key]['name']} BROKEN" in said, said
