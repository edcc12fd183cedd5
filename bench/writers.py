"""SQLite's writers: eight threads in each of two processes, with the fair queue and without it.

The floor is SQLite's own busy handler, which lets writers guess when to try again: it is quick for most and very slow
for a few. The queue is there for those few, so what has a limit is the slowest hundredth against the middle.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.measuring import Figure
from donations.db import Database

WRITES = 150
_WRITER = """
import json, sys, threading, time
from datetime import UTC, datetime, timedelta
from donations import limits
from donations.db import Database
url, fair, writes = sys.argv[1], sys.argv[2] == "fair", int(sys.argv[3])
database, now, taken, lock = Database(url), datetime(2026, 3, 2, tzinfo=UTC), [], threading.Lock()
if not fair:
    from contextlib import nullcontext
    database._queue.turn = nullcontext
def write():
    own = []
    for _ in range(writes):
        start = time.perf_counter()
        with database.writing() as session:
            limits.hit(session, "k", now, timedelta(hours=1))
        own.append((time.perf_counter() - start) * 1000)
    with lock:
        taken.extend(own)
with database.writing() as session:
    limits.hit(session, "warm", now, timedelta(hours=1))
print("ready", flush=True)
sys.stdin.readline()
hands = [threading.Thread(target=write) for _ in range(8)]
for hand in hands: hand.start()
for hand in hands: hand.join()
print(json.dumps(taken), flush=True)
"""


def measure() -> Iterator[Figure]:
    """The middle and the slowest hundredth, each way."""
    fair, unfair = _run("fair"), _run("unfair")
    yield Figure("a writer's wait, middle, with the queue", fair[49], unfair[49], "ms", 100, "without")
    yield Figure("a writer's wait, slowest hundredth", fair[98], unfair[98], "ms", 2, "without")
    yield Figure("... against the middle, with the queue", fair[98], fair[49], "ms", 15, "the middle")
    yield Figure("... against the middle, without", unfair[98], unfair[49], "ms", 1e6, "the middle")


def _run(way: str) -> list[float]:
    """The percentiles of all waits."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'books.db'}"
        database = Database(url)
        database.migrate()
        database.close()
        command = [sys.executable, "-c", _WRITER, url, way, str(WRITES)]
        writers = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ours
            for _ in range(2)
        ]
        for writer in writers:
            if writer.stdout is None or writer.stdout.readline() != "ready\n":
                raise RuntimeError("a writer did not start")
        taken: list[float] = []
        for writer in writers:
            if writer.stdin is not None:
                writer.stdin.write("go\n")
                writer.stdin.flush()
        for writer in writers:
            taken += json.loads(writer.communicate()[0])
    return statistics.quantiles(taken, n=100)
