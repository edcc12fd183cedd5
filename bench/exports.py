"""`python -m bench.exports [--rows 1000000]`: large exports, beside the bare command-line dump of the same rows.

The floors are `sqlite3 -csv` and PostgreSQL's COPY through psql: the least in which the same rows leave the database.
Each export runs in a process of its own, which does nothing else, and by turns with its floor. Time is the CPU time of
the process and of the database's server together, because other work on the machine does not lengthen it; the time by
the clock is told beside. Memory is the highest resident memory of the process, everything it loaded included.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
import sqlalchemy as sa

from bench import many
from donations.db import Database
from tests.provision import postgres
from tests.provision.system import CannotProvide

LIMITS: Final = {
    ("sqlite", "csv"): 4.0,
    ("sqlite", "fec"): 6.0,
    ("postgresql", "csv"): 6.0,
    ("postgresql", "fec"): 10.0,
}
"""At most so many times the floor."""
MEMORY: Final = 100
"""At most so many MiB."""
_CHILD: Final = """
import json, os, resource, sys
from datetime import UTC, date, datetime
from pathlib import Path
import config
from donations import reports, spreadsheets
from donations.db import Database
from donations.desk import Desk
from donations.vault import Vault

url, kind, out, first, last = sys.argv[1:]
now = datetime(2026, 11, 20, 17, tzinfo=UTC)
settings = config.read({
    "SECRET_KEY": "b" * 64, "DATA_KEY": "b" * 64, "DATABASE_URL": url, "SITE_URL": "http://localhost",
    "STRIPE_SECRET_KEY": "sk_test_bench", "STRIPE_WEBHOOK_SECRET": "whsec_bench",
    "STRIPE_API_BASE": "http://127.0.0.1:1", "INSTANCE": str(Path(out).parent),
}, now.date())
desk = Desk(Database(url), None, settings.committee, "http://localhost", Vault(bytes(32)))
if kind == "fec":
    asked = reports.Asked(date.fromisoformat(first), date.fromisoformat(last), "Q3", signed_on=now.date())
    written = reports.write(desk, asked, Path(out), by="bench", now=now)
    lines = sum(written.counts.entries.values())
else:
    written = spreadsheets.write(desk, spreadsheets.Asked("contributions"), Path(out), by="bench", now=now)
    lines = written.rows
desk.database.close()
try:
    status = Path("/proc/self/status").read_text()
    memory = int(status.split("VmHWM:")[1].split()[0]) / 1024
except (OSError, IndexError):
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * (1024 if sys.platform == "darwin" else 1))
print(json.dumps([lines, written.sha256, memory]))
"""
_COLUMNS: Final = (
    "id, status, method, amount_cents, received_on, made_on, counted_election, first_name, middle_name, last_name, "
    "suffix, address1, address2, city, state, postal_code, country, work, occupation, employer, payout_id, "
    "name_key, email_key, address_key"
)
_DUMP: Final = f"SELECT {_COLUMNS} FROM contributions"  # noqa: S608 - ours


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took, in seconds, and told."""

    cpu: float
    clock: float
    told: str = ""


class _Sqlite:
    name = "sqlite"
    floor = "sqlite3 -csv"

    def __init__(self, folder: Path, given: str) -> None:
        self.url = given or f"sqlite:///{folder}/books.db"

    def dump(self, out: Path) -> Run:
        path = sa.make_url(self.url).database or ""
        return _timed(["sqlite3", "-csv", path, _DUMP], out, self.server_seconds)

    def server_seconds(self) -> float:
        return 0.0


class _Postgres:
    name = "postgresql"
    floor = "COPY by psql"

    def __init__(self, server: str, given: str) -> None:
        self.url = given
        if not given:
            address = sa.make_url(server)
            with psycopg.connect(_plain(address), autocommit=True) as connection:
                connection.execute("DROP DATABASE IF EXISTS bench_exports")
                connection.execute("CREATE DATABASE bench_exports TEMPLATE template0")
            self.url = address.set(database="bench_exports").render_as_string(hide_password=False)

    def dump(self, out: Path) -> Run:
        plain = _plain(sa.make_url(self.url))
        return _timed(["psql", plain, "-c", f"COPY ({_DUMP}) TO STDOUT CSV"], out, self.server_seconds)

    def server_seconds(self) -> float:
        """The CPU time of the server’s processes that have ended; 0 where it cannot be told."""
        with psycopg.connect(_plain(sa.make_url(self.url))) as connection:
            folder = connection.execute("SHOW data_directory").fetchone()
        try:
            keeper = int((Path(str(folder[0] if folder else "")) / "postmaster.pid").read_text().split()[0])
            fields = Path(f"/proc/{keeper}/stat").read_text().rpartition(")")[2].split()
        except (OSError, ValueError):
            return 0.0
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _plain(url: sa.URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _timed(command: list[str], out: Path, server_seconds: Callable[[], float]) -> Run:
    before, served, start = resource.getrusage(resource.RUSAGE_CHILDREN), server_seconds(), time.perf_counter()
    with out.open("wb") as file:
        subprocess.run(command, check=True, stdout=file)  # noqa: S603 - ours
    clock, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    time.sleep(0.2)  # The server takes a moment to count in a process that has ended.
    own = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(own + server_seconds() - served, clock)


def _exported(books: _Sqlite | _Postgres, kind: str, folder: Path) -> Run:
    told = folder / "told"
    given = [books.url, kind, str(folder / f"out.{kind}"), str(many.START), str(many.END)]
    run = _timed([sys.executable, "-c", _CHILD, *given], told, books.server_seconds)
    return Run(run.cpu, run.clock, told.read_text())


def measure(books: _Sqlite | _Postgres, rows: int, folder: Path, rounds: int) -> Iterator[bool]:
    """Print each figure; answers whether it is within its limits."""
    database = Database(books.url)
    database.migrate()
    with database.reading() as session:
        empty = session.execute(sa.text("SELECT count(*) FROM contributions")).scalar() == 0
    if empty:
        print(f"{books.name}: {many.fill(database, rows)}", flush=True)
    database.close()
    for kind in ("csv", "fec"):
        books.dump(folder / "floor")
        pairs = [(books.dump(folder / "floor"), _exported(books, kind, folder)) for _ in range(rounds)]
        floor, own = (statistics.median(run.cpu for run in side) for side in zip(*pairs, strict=True))
        by_clock = statistics.median(run.clock for _, run in pairs) / statistics.median(run.clock for run, _ in pairs)
        lines, digest, memory = json.loads(pairs[-1][1].told)
        ratio, limit = own / floor, LIMITS[books.name, kind]
        kept = ratio <= limit and memory <= MEMORY
        print(
            f"{books.name:<11}{kind}  {own:7.2f} s  {ratio:5.2f} x  (limit {limit:g})  {books.floor}: {floor:.2f} s  "
            f"by the clock {by_clock:.2f} x  {memory:4.0f} MiB (limit {MEMORY})  {lines:,} lines  {digest[:12]}"
            f"{'' if kept else '  OVER ITS LIMIT'}",
            flush=True,
        )
        yield kept


def main(arguments: list[str] | None = None) -> int:
    """Measure, tell, and answer 1 when a limit is passed."""
    parser = argparse.ArgumentParser(prog="bench.exports", description="Large exports beside the bare dump.")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sqlite", default="", metavar="URL", help="books that `bench.many` has filled before")
    parser.add_argument("--postgresql", default="", metavar="URL", help="the same")
    asked = parser.parse_args(arguments)
    kept: list[bool] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            kept += measure(_Sqlite(folder, asked.sqlite), asked.rows, folder, asked.rounds)
        except FileNotFoundError as error:
            print(f"sqlite skipped: there is no {error.filename}")
        try:
            with postgres.server_url() as server:
                kept += measure(_Postgres(server, asked.postgresql), asked.rows, folder, asked.rounds)
        except (CannotProvide, FileNotFoundError) as error:
            print(f"postgresql skipped: {error}")
    return int(not all(kept))


if __name__ == "__main__":
    raise SystemExit(main())
