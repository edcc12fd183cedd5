"""Memory and start: a fresh process with the whole application against one with an empty Flask application.

The floor is the framework itself: whoever answers by Flask has that much in memory.
"""

import json
import subprocess
import sys
from collections.abc import Iterator

from bench.measuring import Figure

_TELL = """
import json, resource, sys, time
from pathlib import Path
try:  # The kernel's own figure for this program; what getrusage tells includes what started it.
    kept = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    memory = int(kept.split()[1]) / 1024
except (OSError, StopIteration):
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * (1024 if sys.platform == "darwin" else 1))
print(json.dumps([memory, time.process_time() * 1000]))
"""
_WHOLE = f"""
from bench.measuring import application
with application() as (app, desk):
    client = app.test_client()
    assert client.get("/give").status_code == 200
    {_TELL.replace(chr(10), chr(10) + "    ")}
"""
_BARE = f"""
from flask import Flask
app = Flask("bare")
app.add_url_rule("/", "index", lambda: "constant")
assert app.test_client().get("/").status_code == 200
{_TELL}
"""


def measure() -> Iterator[Figure]:
    """Resident memory at its highest, and CPU until the first page is answered."""
    whole, bare = _fresh(_WHOLE), _fresh(_BARE)
    yield Figure("memory of one process", whole[0], bare[0], "MiB", 5, "an empty Flask application")
    yield Figure("from nothing to the first page", whole[1], bare[1], "ms", 14, "an empty Flask application")


def _fresh(program: str) -> list[float]:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - ours
    told: list[float] = json.loads(done.stdout)
    return told
