"""The FEC's own schemas for records, where they are: they describe transactions, so each line is told in their words.

The data lies beside the repository on the machines that have it; its README says what the schemas cannot judge.
"""

import csv
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft7Validator

from tests.donations.exports import readers
from tests.donations.exports.readers import Row

FOLDER: Final = Path(__file__).resolve().parents[3].parent / "shared" / "fec"
ABSENT: Final = f"the FEC's columns and schemas are not on this machine ({FOLDER.name} beside the repository)"

# A schema is written for Form 3X; its line stands in for ours.
_INSTEAD: Final = {"SA17A": "SA11AI", "SB20A": "SB28A", "SB17": "SB21B", "SB23": "SB21B"}
_RECEIPT: Final[dict[str, object]] = {"aggregation_group": "GENERAL"}
_ADDED: Final[dict[str, dict[str, object]]] = {
    "INDIVIDUAL_RECEIPT": _RECEIPT | {"transaction_type_identifier": "INDIVIDUAL_RECEIPT"},
    "RETURN_RECEIPT": _RECEIPT | {"transaction_type_identifier": "RETURN_RECEIPT"},
    "INDIVIDUAL_REFUNDS": _RECEIPT | {"transaction_type_identifier": "REFUND_INDIVIDUAL_CONTRIBUTION"},
    "DISBURSEMENTS": {
        "aggregation_group": "GENERAL_DISBURSEMENT",
        "aggregate_amount": 0,  # No such column exists in a file.
        "transaction_type_identifier": "OPERATING_EXPENDITURE",
    },
}
_SIGNED: Final = {"F3": {"L6c", "L7c", "L8", "L27"}, "F3P": {"L10", "L14", "L15"}}


def columns(record: str) -> list[dict[str, str]]:
    """Give the FEC's columns of a record."""
    with (FOLDER / "columns" / f"{record}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def faults(path: Path) -> Iterator[str]:
    """Yield what the schemas find wrong in a file, line by line."""
    for number, row in enumerate(readers.rows(path), start=1):
        name = _schema_of(row)
        for error in _validator(name).iter_errors(_instance(row, name)):
            if not _cannot_judge(row, error.absolute_path):
                yield f"line {number} ({row.form_type}, {name}): {error.message}"


def _schema_of(row: Row) -> str:
    match row.layout.record:
        case "SchA":
            negative = row.named["contribution_amount"].startswith("-") and not row.named["memo_code"]
            return "RETURN_RECEIPT" if negative else "INDIVIDUAL_RECEIPT"
        case "SchB":
            return "INDIVIDUAL_REFUNDS" if row.named["entity_type"] == "IND" else "DISBURSEMENTS"
        case "TEXT":
            return "Text"
        case "HDR" | "F3" as record:
            return record
        case record:
            return f"backlog/{record}"


@cache
def _rules(name: str) -> dict[str, Any]:
    rules: dict[str, Any] = json.loads((FOLDER / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    return rules


@cache
def _validator(name: str) -> Draft7Validator:
    Draft7Validator.check_schema(_rules(name))
    return Draft7Validator(_rules(name))


def _instance(row: Row, name: str) -> dict[str, object]:
    properties = _rules(name)["properties"]
    told: dict[str, object] = dict(_ADDED.get(name, {}))
    for column, cell in zip(columns(row.layout.record), row.cells, strict=True):
        key = column["schema_name"]
        if key in properties and (cell or name.startswith("backlog/")):
            value = _value(cell, column, properties[key])
            if value is not None:
                told[key] = value
    return told


def _value(cell: str, column: dict[str, str], rule: dict[str, Any]) -> object:
    """Give a cell as the schemas have it; None for a blank that has no other form."""
    if "number" in rule.get("type", ()) or "integer" in rule.get("type", ()):
        return float(cell) if cell else None
    if "boolean" in rule.get("type", ()) or column["schema_name"] == "memo_code":
        return cell == "X"
    if column["type"] == "NUM-8" and "-" in rule.get("pattern", ""):
        return f"{cell[:4]}-{cell[4:6]}-{cell[6:]}"
    return _INSTEAD.get(cell, cell) if column["seq"] == "1" else cell


def _cannot_judge(row: Row, where: Any) -> bool:
    """Whether a fault is in a net line, which may be negative although the schemas know no minus."""
    return "".join(map(str, where)).split("_")[0] in _SIGNED.get(row.layout.record, ())
