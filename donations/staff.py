"""Who the staff are and what each role may do; and the gate: what sign-in and set-up work with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from donations.accounts import Role
from donations.credentials import Hasher
from donations.desk import Desk

__all__ = ["Gate", "Right", "Role", "Staff", "rights"]


class Right(StrEnum):
    """What a page or an act asks of the one who wants it."""

    OWN = "own"
    """One's own account: sessions, recovery codes, help."""
    READ = "read"
    """The queue, gifts, donors, decisions, figures, images of checks."""
    KEY_CHECKS = "key_checks"
    """Key a check, open a draft by its code, note a deposit or a bounced check."""
    DECIDE = "decide"
    """Accept or refuse a held gift, resolve an excess or a questionable source, merge or part donors."""
    REFUND = "refund"
    """Send money back."""
    EXPORT = "export"
    """Take lists and reports out of the house."""


_RIGHTS: Final[Mapping[Role, frozenset[Right]]] = {
    Role.TREASURER: frozenset(Right),
    Role.ASSISTANT: frozenset({Right.OWN, Right.READ, Right.KEY_CHECKS}),
    Role.AUDITOR: frozenset({Right.OWN, Right.READ}),
}


def rights(role: Role) -> frozenset[Right]:
    """What a role may do."""
    return _RIGHTS[role]


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of the staff who is signed in. The name stands in the journal."""

    id: int
    name: str
    role: Role

    def may(self, right: Right) -> bool:
        """Whether the role has a right."""
        return right in _RIGHTS[self.role]


@dataclass(frozen=True, slots=True)
class Gate:
    """What sign-in and set-up work with; `secret` keys the hashes under which tries are counted."""

    desk: Desk
    hasher: Hasher
    secret: str = field(repr=False)
