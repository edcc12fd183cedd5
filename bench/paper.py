"""The mail-in form: what one filled-in sheet costs, as a ratio to the same sheet without its QR code.

The floor is that sheet, because all but the code has to be drawn in any case. The blank form is made once and then
given from memory; its bytes are told beside.
"""

import statistics
import time
from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from compliance import wording
from compliance.committee import Committee, Cycle, Office, PostalAddress, PrepaidCards
from compliance.election import Election
from compliance.money import Money
from donations.paper import mail_in
from donations.paper.mail_in import Ask, Filled

LIMIT = 2.0
"""A filled sheet may cost this many times the floor, and no more."""

_ROUNDS = 60
_ELECTIONS = (Election("P2028", date(2028, 8, 24)), Election("G2028", date(2028, 11, 7)))
_COMMITTEE = Committee(
    name="Example for President",
    office=Office.PRESIDENT,
    timezone=ZoneInfo("America/New_York"),
    cycle=Cycle(date(2024, 11, 6), date(2028, 11, 7)),
    elections=_ELECTIONS,
    cap=Money(330000),
    minimum=Money(100),
    prepaid_cards=PrepaidCards.HOLD,
    treasurer_in_office=True,
    version="bench",
    address=PostalAddress("PO Box 1776", "Columbus", "OH", "43216"),
)
_ASK = Ask(_COMMITTEE, _ELECTIONS, _COMMITTEE.cap)
_ANSWERS = {
    "amount": "250.00",
    "first_name": "Łukasz",
    "last_name": "Жанна-Nguyễn",
    "address1": "1 Test Road",
    "city": "Columbus",
    "state": "OH",
    "postal_code": "43215",
    "country": "United States",
    "work": "employed",
    "occupation": "Carpenter",
    "employer": "Example Joinery",
    **{statement.field: "yes" for statement in wording.STATEMENTS},
}


def _sheet(link: str) -> bytes:
    return mail_in.filled(_ASK, Filled(_ANSWERS, "ADXZVJXB", link))


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def main() -> int:
    """Measure, tell, and answer 1 when a limit is passed."""
    link = "https://give.example.org/c/ADXZVJXB"
    _sheet(link)
    pairs = [(_milliseconds(lambda: _sheet(link)), _milliseconds(lambda: _sheet(""))) for _ in range(_ROUNDS)]
    with_code = statistics.median(one for one, _ in pairs)
    floor = statistics.median(other for _, other in pairs)
    ratio = with_code / floor
    print(f"filled sheet   {with_code:6.1f} ms   {ratio:.2f} of the same without its code (limit {LIMIT})")
    print(f"filled sheet   {len(_sheet(link)):6,} bytes, blank {len(mail_in.blank(_ASK)):,} bytes")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
