"""The lists: the books' rows for spreadsheets, in the order in which they came. It only reads.

The long ones come as lines of text that the database itself puts together, because a million rows go through here:
each text in double quotes, doubled within, numbers and days bare, a comma between, CRLF at the end.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from donations import check_models, models
from donations.db import batches
from donations.receipts import NEVER_CAME

AT_ONCE: Final = 2000
_ENDING: Final = "\r\n"


class _Text(NamedTuple):
    """What somebody typed, or Stripe named."""

    of: Any


class _Code(NamedTuple):
    """One of our own words, which need no doubling of quotes; NULL is an empty text."""

    of: Any


class _Bare(NamedTuple):
    """A number or a day; NULL is blank."""

    of: Any


class _Cents(NamedTuple):
    """An amount that is there, and not below zero."""

    of: Any


_Columns = dict[str, _Text | _Code | _Bare | _Cents]
_gift, _envelope, _payout = models.Contribution, check_models.Envelope, models.Payout
_PART: Final = _gift.id.in_(
    sa.select(check_models.Change.to_contribution_id).where(check_models.Change.to_contribution_id.is_not(None))
)

_CONTRIBUTIONS: Final[_Columns] = {
    "transaction_id": _Code(sa.literal("C").concat(sa.cast(_gift.id, sa.Text))),
    "contributor_last_name": _Text(_gift.last_name),
    "contributor_first_name": _Text(_gift.first_name),
    "contributor_middle_name": _Text(_gift.middle_name),
    "contributor_suffix": _Text(_gift.suffix),
    "contributor_street_1": _Text(_gift.address1),
    "contributor_street_2": _Text(_gift.address2),
    "contributor_city": _Text(_gift.city),
    "contributor_state": _Text(_gift.state),
    "contributor_zip_code": _Text(_gift.postal_code),
    "contributor_country": _Text(_gift.country),
    "contributor_employer": _Text(_gift.employer),
    "contributor_occupation": _Text(_gift.occupation),
    "check_number": _Text(sa.func.coalesce(_envelope.number, "")),
    "payout_id": _Text(sa.func.coalesce(_gift.payout_id, "")),
    "contributor_work": _Code(_gift.work),
    "election_code": _Code(_gift.counted_election),
    "contribution_date": _Bare(_gift.received_on),
    "contribution_amount": _Cents(sa.type_coerce(_gift.amount, sa.BigInteger)),
    "memo_code": _Code(sa.case((_PART, "X"), else_="")),
    "status": _Code(_gift.status),
    "method": _Code(_gift.method),
    "designated_election": _Code(_gift.election),
    "made_date": _Bare(_gift.made_on),
    "ended_date": _Bare(_envelope.ended_on),
}
_FEES: Final[_Columns] = {
    "record": _Code(sa.literal("contribution")),
    "transaction_id": _Code(sa.literal("C").concat(sa.cast(_gift.id, sa.Text))),
    "payout_id": _Text(sa.func.coalesce(_gift.payout_id, "")),
    "payout_date": _Bare(_payout.paid_on),
    "contribution_date": _Bare(_gift.received_on),
    "contribution_amount": _Cents(sa.type_coerce(_gift.amount, sa.BigInteger)),
    "fee_amount": _Cents(sa.type_coerce(_gift.fee, sa.BigInteger)),
}

CONTRIBUTIONS: Final = tuple(_CONTRIBUTIONS)
FEES: Final = tuple(_FEES)


@dataclass(frozen=True, slots=True)
class Adjusted:
    """An adjustment of a gift that came: numbers in the books, in cents; `on` is the committee's date, where kept."""

    number: int
    contribution: int
    kind: str
    status: str
    method: str
    cents: int
    last_name: str
    first_name: str
    middle_name: str
    suffix: str
    counted_election: str
    election: str | None
    on: date | None
    at: datetime
    changed_at: datetime
    ref: str


def contributions(session: Session, start: date, through: date) -> Iterator[list[str]]:
    """Each contribution that came between two days, both included; what was refused or never paid is left out."""
    asked = (
        sa.select(_line(session, _CONTRIBUTIONS))
        .outerjoin_from(_gift, _envelope, _envelope.id == _gift.envelope_id)
        .where(_came(), _gift.received_on.between(start, through))
        .order_by(_gift.id)
    )
    return _lines(session, asked)


def fees(session: Session, start: date, through: date) -> Iterator[list[str]]:
    """Each contribution of which a fee was kept, and that came between two days, both included; with its payout."""
    asked = (
        sa.select(_line(session, _FEES))
        .outerjoin_from(_gift, _payout, _payout.id == _gift.payout_id)
        .where(_came(), _gift.fee.is_not(None), _gift.received_on.between(start, through))
        .order_by(_gift.id)
    )
    return _lines(session, asked)


def adjustments(session: Session) -> Iterator[Adjusted]:
    """Each adjustment of a contribution that came, whatever has become of it, in the order in which they were made."""
    later = models.Adjustment
    cents = sa.type_coerce(later.amount, sa.BigInteger)
    asked = (
        sa.select(
            later.id,
            later.contribution_id,
            later.kind,
            later.status,
            later.method,
            # A dispute that does not tell how much is about the whole gift.
            sa.case((cents != 0, cents), else_=sa.type_coerce(_gift.amount, sa.BigInteger)),
            _gift.last_name,
            _gift.first_name,
            _gift.middle_name,
            _gift.suffix,
            _gift.counted_election,
            later.election,
            later.on,
            later.at,
            later.changed_at,
            later.ref,
        )
        .join(_gift, _gift.id == later.contribution_id)
        .where(_came())
        .order_by(later.id)
    )
    for each in session.connection().execution_options(yield_per=AT_ONCE).execute(asked):
        yield Adjusted(*each)


# Inside ---------------------------------------------------------------------------------------------------------------


def _came() -> sa.ColumnElement[bool]:
    # Said by what did not come, so that nothing tempts the database away from the order of the rows.
    return _gift.status.not_in(NEVER_CAME)


def _lines(session: Session, asked: sa.Select[str]) -> Iterator[list[str]]:
    for some in batches(session, asked, AT_ONCE):
        yield [line for (line,) in some]


def _line(session: Session, columns: _Columns) -> sa.ColumnElement[str]:
    sqlite = session.get_bind().dialect.name == "sqlite"
    return _printed(columns) if sqlite else _joined(columns)


def _printed(columns: _Columns) -> sa.ColumnElement[str]:
    """SQLite writes the whole line in one go; its %w doubles the quotes."""
    pattern: list[str] = []
    given: list[Any] = []
    for column in columns.values():
        match column:
            case _Text(of):
                pattern.append('"%w"')
                given.append(of)
            case _Code(of):
                pattern.append('"%s"')
                given.append(of)
            case _Bare(of):
                pattern.append("%s")
                given.append(of)
            case _Cents(of):
                pattern.append("%d.%02d")
                given += [of // 100, of - of // 100 * 100]
    return sa.func.printf(",".join(pattern) + _ENDING, *given)


def _joined(columns: _Columns) -> sa.ColumnElement[str]:
    """PostgreSQL joins any number of pieces at once, and takes NULL for nothing."""
    pieces: list[Any] = []
    for column in columns.values():
        match column:
            case _Text(of):
                pieces += ['"', sa.func.replace(of, '"', '""'), '",']
            case _Code(of):
                pieces += ['"', of, '",']
            case _Bare(of):
                pieces += [sa.func.to_char(of, "YYYY-MM-DD") if isinstance(of.type, sa.Date) else of, ","]
            case _Cents(of):
                pieces += [of // 100, ".", sa.func.substr(sa.cast(100 + of - of // 100 * 100, sa.Text), 2), ","]
    return sa.func.concat(*_few(pieces[:-1]), _ENDING)


def _few(pieces: list[Any]) -> list[Any]:
    """Words that stand side by side as one: PostgreSQL takes 100 pieces at most."""
    fewer: list[Any] = []
    for each in pieces:
        if isinstance(each, str) and fewer and isinstance(fewer[-1], str):
            fewer[-1] += each
        else:
            fewer.append(each)
    return fewer
