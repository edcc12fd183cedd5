"""Holds a throw-away PostgreSQL cluster until its standard input closes, and then removes it.

A process of its own, because standard input closes however the one who started it ends: in peace, by Ctrl-C, or killed.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.provision import memory

SETTINGS = """
listen_addresses = ''
port = 5432
max_connections = 400
# What is thrown away need not survive a power cut.
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
max_wal_size = 256MB
"""


def main() -> None:
    """Start a cluster with the programs in the folder named first, print its address, and wait."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Turned into an exception, so that a cluster is removed on this road too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with cluster(Path(sys.argv[1])) as url:
        print(url, flush=True)  # noqa: T201 This is the answer.
        sys.stdin.read()


@contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """A running cluster for as long as the block lasts; its address."""
    account = unprivileged_account()
    folder = Path(tempfile.mkdtemp(prefix="donations-pg-", dir=_short_folder()))
    try:
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
        data = folder / "data"
        _as(account, folder, programs / "initdb", "--pgdata", data, "--username=donations", "--auth=trust",
            "--encoding=UTF8", "--locale=C", "--no-sync")  # fmt: skip
        with (data / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write(f"{SETTINGS}unix_socket_directories = '{folder}'\n")
        pg_ctl = (programs / "pg_ctl", "--pgdata", data, "--wait")
        try:
            _as(account, folder, *pg_ctl, "--timeout=60", "--log", folder / "log", "start")
            yield f"postgresql+psycopg://donations@/postgres?host={folder}&port=5432"
        except subprocess.CalledProcessError:
            log = folder / "log"
            print(log.read_text(encoding="utf-8") if log.exists() else "", flush=True)  # noqa: T201 It says why.
            raise
        finally:
            _as(account, folder, *pg_ctl, "--mode=immediate", "stop", check=False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unprivileged_account() -> pwd.struct_passwd | None:
    """Whom to run the server as: PostgreSQL refuses root. None where we are somebody else already."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    sys.exit("PostgreSQL refuses to run as root, and there is neither a user postgres nor a user nobody.")


def _short_folder() -> str:
    """Where the cluster's folder goes: a socket's whole path may have little more than a hundred characters."""
    in_memory = memory.folder()
    if in_memory is not None:
        return str(in_memory)
    return "/tmp" if os.access("/tmp", os.W_OK | os.X_OK) else tempfile.gettempdir()  # noqa: S108 mkdtemp makes it safe.


def _as(account: pwd.struct_passwd | None, folder: Path, *command: str | Path, check: bool = True) -> None:
    """Run a command as the account, in a folder it may enter; what it says is shown only if it fails."""
    said = folder / "said"
    with said.open("w", encoding="utf-8") as out:
        # Into a file and not a pipe: the server goes on holding what pg_ctl was given.
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            check=False,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )
    if check and done.returncode != 0:
        print(said.read_text(encoding="utf-8"), flush=True)  # noqa: T201 It says why.
        done.check_returncode()


if __name__ == "__main__":
    main()
