"""Ways: what each way becomes in the books."""

from datetime import UTC, date, datetime

import pytest

from compliance import ways
from compliance.contribution import AdjustmentKind, AdjustmentStatus
from compliance.money import Money
from compliance.ways import Option, Remedy

NOON = datetime(2024, 3, 15, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "wanted, kind, election",
    [
        (Remedy.REFUND, AdjustmentKind.REFUND, None),
        (Remedy.WRITTEN_REDESIGNATION, AdjustmentKind.REDESIGNATION, "G2024"),
        (Remedy.PRESUMPTIVE_REDESIGNATION, AdjustmentKind.REDESIGNATION, "G2024"),
        (Remedy.WRITTEN_REATTRIBUTION, AdjustmentKind.REATTRIBUTION, None),
        (Remedy.PRESUMPTIVE_REATTRIBUTION, AdjustmentKind.REATTRIBUTION, None),
    ],
)
def test_each_way_becomes_its_adjustment(wanted: Remedy, kind: AdjustmentKind, election: str | None) -> None:
    option = Option(wanted, True, "Why.", Money(5_00), "law", date(2024, 5, 14), election=election)

    made = ways.adjustment(option, Money(1_00), "ref", NOON)

    assert (made.kind, made.status, made.amount) == (kind, AdjustmentStatus.SUCCEEDED, Money(1_00))
    assert (made.ref, made.at, made.election) == ("ref", NOON, election)
