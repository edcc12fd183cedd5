"""Whose a check is that several people signed (LIM-10)."""

from collections.abc import Sequence
from typing import Final

from compliance.money import Money

CITATION: Final = "11 CFR 104.8(c), 110.1(k)(2)"


class SharesDoNotAddUp(ValueError):
    """Raised when what signers state is not one share for each of them, or not the amount of the check together."""


def shares(amount: Money, signers: Sequence[str], stated: Sequence[Money] = ()) -> tuple[tuple[str, Money], ...]:
    """Say what of a check is each signer's, in the order given: as they state, else equally; no cent is lost.

    Cents that do not divide go one by one to the first. `stated` has one share for each signer, or is empty. Raises
    `SharesDoNotAddUp`, also where nobody signed.

    Law: 11 CFR 104.8(c), 110.1(k)(2).

    >>> shares(Money(1000), ("Robin", "Chris", "Kim"))
    (('Robin', Money(cents=334)), ('Chris', Money(cents=333)), ('Kim', Money(cents=333)))
    """
    if not signers:
        raise SharesDoNotAddUp("nobody signed")
    if not stated:
        each, odd = divmod(amount.cents, len(signers))
        return tuple((signer, Money(each + (number < odd))) for number, signer in enumerate(signers))
    if len(stated) != len(signers) or Money.total(stated) != amount or min(stated) < Money(0):
        raise SharesDoNotAddUp("the shares are not one for each signer, or not the amount together")
    return tuple(zip(signers, stated, strict=True))
