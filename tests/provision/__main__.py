"""Provides what the tests need, once for all their processes, then runs the command that stands after `--`.

python -m tests.provision -- python -m pytest --numprocesses 2
"""

import os
import signal
import subprocess
import sys

from tests.provision import chromium, memory, postgres
from tests.provision.system import CannotProvide


def main(arguments: list[str]) -> int:
    """The command's own exit status; 2, with a plain message, where a need cannot be met."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    try:
        browser = chromium.find_or_install()
        with postgres.server_url() as url:
            provided = {"CHROME": str(browser), "TEST_POSTGRES_URL": url}
            folder = memory.folder()
            if folder is not None:
                provided["TMPDIR"] = str(folder)
            return _run(command, {**os.environ, **provided})
    except CannotProvide as reason:
        print(reason, file=sys.stderr)  # noqa: T201 It is for the person who typed the command.
        return 2


def _run(command: list[str], environment: dict[str, str]) -> int:
    """Run a command to its end; a signal that ends us is handed on, and we wait for its end all the same."""
    with subprocess.Popen(command, env=environment) as child:
        # The terminal sends Ctrl-C to the child as well; it tells what it was doing, and ends by itself.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda received, _frame: child.send_signal(received))
        status = child.wait()
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
