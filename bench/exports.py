"""`python -m bench.exports [--rows 1000000]`: large exports, beside the bare command-line dump of the same rows.

The floors are `sqlite3 -csv` and PostgreSQL's COPY through psql: the least in which the same rows leave the database.
Each export is the command `donations export` in a process of its own, by turns with its floor. Time is the CPU time of
the process and of the database's server together, because other work on the machine does not lengthen it; the time by
the clock is told beside. Memory is the highest resident memory of the process, everything it loaded included.

The books end in September 2026, and can be reported from then on.
"""

import argparse
import hashlib
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
"""At most so many million bytes."""
_CHILD: Final = """
import os, resource, sys
from pathlib import Path
from donations import cli

code = cli.main(sys.argv[1:])
try:
    status = Path("/proc/self/status").read_text()
    memory = int(status.split("VmHWM:")[1].split()[0]) * 1024
except (OSError, IndexError):
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(memory)
sys.exit(code)
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


def _timed(
    command: list[str], out: Path, server_seconds: Callable[[], float], environ: dict[str, str] | None = None
) -> Run:
    before, served, start = resource.getrusage(resource.RUSAGE_CHILDREN), server_seconds(), time.perf_counter()
    with out.open("wb") as file:
        subprocess.run(command, check=True, stdout=file, env=environ)  # noqa: S603 - ours
    clock, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    time.sleep(0.2)  # The server takes a moment to count in a process that has ended.
    own = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(own + server_seconds() - served, clock)


def _exported(books: _Sqlite | _Postgres, kind: str, folder: Path) -> Run:
    told, out = folder / "told", folder / f"out.{kind}"
    asked = (
        ["contributions"]
        if kind == "csv"
        else ["--from", str(many.START), "--to", str(many.END), "--report", "Q3", "--signed", str(many.END)]
    )
    command = [sys.executable, "-c", _CHILD, "export", kind, *asked, "--out", str(out)]
    environ = os.environ | {
        "SECRET_KEY": "b" * 64, "DATA_KEY": "b" * 64, "DATABASE_URL": books.url, "INSTANCE": str(folder),
    }  # fmt: skip
    run = _timed(command, told, books.server_seconds, environ)
    with out.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        lines = sum(1 for _ in file)
    return Run(run.cpu, run.clock, json.dumps([lines, digest, int(told.read_text().split()[-1])]))


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
        kept = ratio <= limit and memory <= MEMORY * 1_000_000
        print(
            f"{books.name:<11}{kind}  {own:7.2f} s  {ratio:5.2f} x  (limit {limit:g})  {books.floor}: {floor:.2f} s  "
            f"by the clock {by_clock:.2f} x  {memory / 1e6:4.0f} MB (limit {MEMORY})  {lines:,} lines  {digest[:12]}"
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
