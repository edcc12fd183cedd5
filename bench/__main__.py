"""`python -m bench`: measure everything, or what is named, and tell each figure beside its floor.

Ends with 1 when a figure is over its limit, and names it.
"""

import sys
import time
from collections.abc import Callable, Iterator

from bench import form, limit, memory, paper, receipt, writers
from bench.measuring import Figure

MEASUREMENTS: dict[str, Callable[[], Iterator[Figure]]] = {
    "form": form.measure,
    "limit": limit.measure,
    "receipt": receipt.measure,
    "memory": memory.measure,
    "writers": writers.measure,
}


def main(names: list[str]) -> int:
    """Measure; answers the exit status."""
    unknown = set(names) - {*MEASUREMENTS, "paper"}
    if unknown:
        print(f"There is no measurement {', '.join(sorted(unknown))}; there are {', '.join([*MEASUREMENTS, 'paper'])}.")
        return 2
    began = time.monotonic()
    over: list[str] = []
    for name, measure in MEASUREMENTS.items():
        if names and name not in names:
            continue
        for figure in measure():
            print(figure, flush=True)
            if not figure.kept:
                over.append(figure.name)
    if (not names or "paper" in names) and paper.main():
        over.append("paper")
    print(f"{time.monotonic() - began:.0f} s")
    if over:
        print(f"Over the limit: {'; '.join(over)}")
    return int(bool(over))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
