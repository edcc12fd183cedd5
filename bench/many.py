"""Books as large as one likes, made from a seed and put in at once: contributions of people who give several times.

Names repeat as they do in a country, about half of the donors pass the itemizing figure, 1 gift in 100 is refunded;
one in ten came by check, of which some bounced; some disputes were lost. Rows go past the desks, as an import would.
"""

import random
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any, Final

import psycopg
import sqlalchemy as sa

from compliance import wording
from compliance.contribution import Address, Contributor
from donations import check_models, judgement, models
from donations.db import Database
from donations.ledger import Status

START: Final = date(2025, 1, 1)
END: Final = date(2026, 9, 30)
_DAYS: Final = (END - START).days + 1
_GIFTS_EACH: Final = 10 / 3


def _words(text: str) -> list[str]:
    return text.split()


_FIRST: Final = _words(
    "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph "
    "Jessica Thomas Sarah Charles Karen Christopher Lisa Daniel Nancy Matthew Betty Anthony Sandra Mark Margaret "
    "Donald Ashley Steven Kimberly Andrew Emily Paul Donna Joshua Michelle Kenneth Carol Kevin Amanda Brian Melissa "
    "George Ruth Edward Sharon Ronald Laura Timothy Cynthia Jason Kathleen Jeffrey Amy Ryan Angela José Zoë D’Arcy Ngọc"
)
_BEGINNINGS: Final = _words(
    "Al Bar Cor Dun El Fair Gar Hal Is Jen Kirk Lan Mor Nor Os Pen Quin Ros San Tor Un Val Wes Yar"
)
_MIDDLES: Final = ["", "a", "be", "der", "i", "ling", "man", "o", "sing", "wick"]
_ENDS: Final = [
    "bert",
    "by",
    "dale",
    "field",
    "ford",
    "ham",
    "land",
    "ley",
    "mann",
    "ner",
    "son",
    "stein",
    "ton",
    "well",
]
_ODD_LAST: Final = ("Núñez", "O’Brien", "Müller", "St. John", "Nguyễn", "van der Berg", "Smith, Jr.", "Åström")
_STREETS: Final = ("Main Street", "Oak Ave", "N. 3rd St", "Elm Street", "County Road 9", "Church Lane", "Broadway")
_CITIES: Final = (
    ("Columbus", "OH", 43085), ("Austin", "TX", 73301), ("Fresno", "CA", 93650), ("Albany", "NY", 12201),
    ("Mesa", "AZ", 85201), ("Tampa", "FL", 33601), ("Boise", "ID", 83701), ("San Juan", "PR", 901),
)  # fmt: skip
_JOBS: Final = (
    ("employed", "Carpenter", "Example Joinery"), ("employed", "Teacher", "Example Unified School District No. 12"),
    ("employed", "Nurse", "St. Example Hospital"), ("retired", "", ""), ("self_employed", "Potter", ""),
    ("employed", "Engineer", "Example, Sample & Sons"), ("not_employed", "", ""), ("student", "", ""),
    ("employed", "Consultant", "Example & Partners"), ("employed", "Attorney", "Sample Law"), ("employed", "", ""),
    ("employed", "Software Engineer", 'The "Quoted" Works'),
)  # fmt: skip
_FORMULA: Final = ("employed", "@sales", '=HYPERLINK("http://example.org")')
_GIFTS: Final = (500, 1000, 1500, 2500, 2700, 3500, 5000, 7500, 10000, 12345, 15000, 20000, 25000, 50000, 100000)
_PERSON: Final = _words(
    "first_name middle_name last_name email address1 address2 city state postal_code work occupation employer "
    "name_key email_key address_key"
)
_NOW: Final = datetime(2026, 10, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Size:
    """What is in the books: contributions, and what happened to them."""

    contributions: int
    donors: int
    refunds: int
    bounced: int
    disputes: int


def fill(database: Database, contributions: int, seed: int = 4) -> Size:
    """Fill migrated, empty books; the same seed makes the same books on every database."""
    books = _Books(random.Random(seed), contributions, as_text=database.sqlite)
    put = _into_sqlite if database.sqlite else _into_postgresql
    for table, rows in books.tables():
        put(database, table, rows)
    return Size(contributions, books.donors, books.refunds, books.bounced, books.disputes)


class _Books:
    def __init__(self, chance: random.Random, contributions: int, *, as_text: bool) -> None:
        self._chance, self._count, self._as_text = chance, contributions, as_text
        self.donors = max(1, round(contributions / _GIFTS_EACH))
        self.refunds = self.bounced = self.disputes = 0
        self._persons: list[tuple[str, ...] | None] = [None] * self.donors
        self._envelopes: list[dict[str, Any]] = []
        self._later: list[dict[str, Any]] = []
        self._asked: list[dict[str, Any]] = []
        self._fees: dict[str, list[Any]] = {}

    def tables(self) -> Iterator[tuple[sa.Table, Iterator[dict[str, Any]]]]:
        """Each table with its rows, in the order in which they point at each other."""
        gifts = list(self._gifts())
        yield _table(check_models.Envelope), iter(self._envelopes)
        yield _table(models.Contribution), (self._filled(number, each) for number, each in enumerate(gifts, 1))
        yield _table(models.Adjustment), iter(self._later)
        yield _table(check_models.Notice), iter(self._asked)
        yield (
            _table(models.Payout),
            (
                {"id": name, "paid_on": self._day(on), "fees_cents": fees, "recorded_at": self._at}
                for name, (on, fees) in self._fees.items()
            ),
        )

    @property
    def _at(self) -> Any:
        return self._instant(_NOW)

    def _instant(self, at: datetime) -> Any:
        return f"{at:%Y-%m-%d %H:%M:%S.%f}" if self._as_text else at

    def _day(self, on: date) -> Any:
        return on.isoformat() if self._as_text else on

    def _gifts(self) -> Iterator[tuple[int, int, date, str, int | None]]:
        """Whose, how much, when, how it stands, in which envelope."""
        chance = self._chance
        generous = [chance.random() for _ in range(self.donors)]
        for number in range(1, self._count + 1):
            donor = number - 1 if number <= self.donors else chance.randrange(self.donors)
            # Half of the people give small sums, a few of them often.
            most = len(_GIFTS) if generous[donor] > 0.45 else 9
            cents = _GIFTS[chance.randrange(most)]
            on = START + timedelta(days=(number - 1) * _DAYS // self._count)
            by_check = chance.random() < 0.1
            if not by_check:
                yield donor, cents, on, Status.SETTLED, None
                continue
            fate = chance.random()
            status = Status.BOUNCED if fate < 0.01 else Status.DEPOSITED
            self.bounced += status is Status.BOUNCED
            self._envelopes.append(self._envelope(number, cents, on, status))
            yield donor, cents, on, status, len(self._envelopes)

    def _envelope(self, number: int, cents: int, on: date, status: Status) -> dict[str, Any]:
        ended = self._day(on + timedelta(days=9)) if status is Status.BOUNCED else None
        return {
            "id": len(self._envelopes) + 1, "public_id": f"envelope-{number:012}", "submission": f"envelope-{number}",
            "draft_code": "", "number": str(1000 + number % 9000), "bank": "First Example Bank", "amount_cents": cents,
            "account": "individual", "printed_names": "[]", "signers": "[]", "foreign_bank": False,
            "llc_statement": False, "written_on": self._day(on), "postmarked_on": None, "envelope_kept": True,
            "received_on": self._day(on), "deposited_on": self._day(on), "deposit_ref": f"slip {on:%j}",
            "ended_on": ended, "keyed_by": "Terry Sample", "keyed_at": self._at, "version": 2,
        }  # fmt: skip

    def _filled(self, number: int, gift: tuple[int, int, date, str, int | None]) -> dict[str, Any]:
        donor, cents, on, status, envelope = gift
        person = dict(self._constant)
        person.update(zip(_PERSON, self._known(donor), strict=True))
        chance = self._chance
        fee, payout = None, None
        if envelope is None:
            fee, payout = 30 + cents * 29 // 1000, f"po_{on:%G%V}"
            kept = self._fees.setdefault(payout, [on, 0])
            kept[0], kept[1] = max(kept[0], on), kept[1] + fee
        fate = chance.random()
        if status is not Status.BOUNCED and fate < 0.012:
            self._happened(number, cents, on, fate)
        day = self._day(on)
        if person["occupation"] == "" and person["work"] == "employed" and fate < 0.5:
            self._asked.append(self._notice(number, day))
        return person | {
            "id": number, "public_id": f"bench-{number:012}", "submission": f"bench-{number}", "status": status,
            "method": "card" if envelope is None else "check", "amount_cents": cents, "made_on": day,
            "received_on": day, "fee_cents": fee, "payout_id": payout, "envelope_id": envelope,
        }  # fmt: skip

    def _happened(self, number: int, cents: int, on: date, fate: float) -> None:
        lost = fate >= 0.01
        self.disputes += lost
        self.refunds += not lost
        then = min(on + timedelta(days=20), END)
        at = self._instant(datetime(then.year, then.month, then.day, 16, tzinfo=UTC))
        amount = cents if lost or fate < 0.005 else cents // 2
        self._later.append({
            "id": len(self._later) + 1, "contribution_id": number, "ref": f"bench:{number}", "stripe_id": None,
            "method": "stripe", "election": None, "actor": "Terry Sample", "reason": "bench",
            "on": None if lost else self._day(then),
            "kind": "dispute" if lost else "refund", "status": "lost" if lost else "succeeded", "amount_cents": amount,
            "at": at, "changed_at": at,
        })  # fmt: skip

    def _notice(self, number: int, day: Any) -> dict[str, Any]:
        return {
            "id": len(self._asked) + 1, "contribution_id": number, "kind": "best_efforts", "medium": "email",
            "to": "x@example.org", "subject": "About your contribution", "body": "Please tell us.",
            "wording_version": wording.VERSION, "sent_on": day, "at": self._at, "actor": "Terry Sample",
        }  # fmt: skip

    def _known(self, donor: int) -> tuple[str, ...]:
        """All that is the same in each of a person's gifts, made once."""
        known = self._persons[donor]
        if known is None:
            known = self._persons[donor] = self._person(donor)
        return known

    @staticmethod
    def _person(donor: int) -> tuple[str, ...]:
        chance = random.Random(donor)
        first, last = _FIRST[int(len(_FIRST) * chance.random() ** 1.5)], _last(chance)
        city, state, zip_code = _CITIES[chance.randrange(len(_CITIES))]
        street = f"{chance.randrange(1, 9999)} {_STREETS[chance.randrange(len(_STREETS))]}"
        second = f"Apt. {chance.randrange(1, 99)}, rear" if chance.random() < 0.1 else ""
        middle = chance.choice("ABCDEFGHJKLMNPRST") if chance.random() < 0.3 else ""
        address = Address(street, city, state, f"{zip_code + donor % 90:05}", "US", second)
        email = f"p{donor}@example.net"
        who = Contributor(first, last, address, middle, email=email)
        keys = judgement.keys(who)
        work, occupation, employer = _JOBS[chance.randrange(len(_JOBS))] if chance.random() > 0.01 else _FORMULA
        return (
            first, middle, last, email, street, second, city, state, address.postal_code, work, occupation, employer,
            keys.name, keys.email, keys.address,
        )  # fmt: skip

    @cached_property
    def _constant(self) -> dict[str, Any]:
        return {
            "currency": "usd", "election": "P2028", "counted_election": "P2028", "suffix": "", "phone": "",
            "country": "US", "message": "", "updates": False, "source": "", "attest_citizenship": True,
            "attest_own_funds": True, "attest_personal_card": True, "attest_age": True, "attest_not_contractor": True,
            "attested_at": self._at, "wording_version": wording.VERSION, "created_at": self._at,
            "authorized_at": self._at, "captured_at": self._at, "attempt": 1, "declines": 0, "act_tries": 0,
            "readings": 1, "card_name": "", "card_fingerprint": "", "card_wallet": "", "risk_level": "", "rules": "[]",
        }  # fmt: skip


def _last(chance: random.Random) -> str:
    if chance.random() < 0.02:
        return chance.choice(_ODD_LAST)
    begin, middle, end = chance.choice(_BEGINNINGS), chance.choice(_MIDDLES), chance.choice(_ENDS)
    # Some names are far more usual than others.
    return "Smith" if chance.random() < 0.008 else f"{begin}{middle}{end}"


def _table(model: Any) -> sa.Table:
    table: sa.Table = model.__table__
    return table


def _by_columns(rows: Iterable[dict[str, Any]], names: list[str]) -> Iterator[tuple[Any, ...]]:
    return (tuple(row.get(name) for name in names) for row in rows)


def _into_sqlite(database: Database, table: sa.Table, rows: Iterator[dict[str, Any]]) -> None:
    names = [column.name for column in table.columns]
    places = ", ".join("?" * len(names))
    statement = f"INSERT INTO {table.name} ({', '.join(map(_quoted, names))}) VALUES ({places})"  # noqa: S608 - ours
    connection = sqlite3.connect(str(database.url.database))
    try:
        with connection:
            connection.executemany(statement, _by_columns(rows, names))
    finally:
        connection.close()


def _into_postgresql(database: Database, table: sa.Table, rows: Iterator[dict[str, Any]]) -> None:
    names = [column.name for column in table.columns]
    statement = f"COPY {table.name} ({', '.join(map(_quoted, names))}) FROM STDIN"
    address = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for row in _by_columns(rows, names):
                copy.write_row(row)
        connection.commit()
        connection.autocommit = True
        connection.execute(f"VACUUM ANALYZE {table.name}".encode())


def _quoted(name: str) -> str:
    return f'"{name}"'
