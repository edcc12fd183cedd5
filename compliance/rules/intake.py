"""Whether the committee may take anything at all."""

from collections.abc import Iterator

from compliance.contribution import Case
from compliance.finding import Finding, Kind, Outcome


def treasurer_in_office(case: Case) -> Iterator[Finding]:
    """A committee without a treasurer in office may accept no contribution.

    Answers: SRC-13 PROHIBITED intake_closed.
    Law: 52 USC 30102(a); 11 CFR 102.7(b).
    """
    if not case.committee.treasurer_in_office:
        yield Finding(
            Kind.PROHIBITED,
            "SRC-13",
            Outcome.INTAKE_CLOSED,
            "The campaign cannot take contributions at the moment. Come back in a few days.",
            "52 USC 30102(a); 11 CFR 102.7(b)",
        )
