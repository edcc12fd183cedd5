"""A PostgreSQL server for one run of the tests: the one named by TEST_POSTGRES_URL, or a throw-away cluster of our own.

The cluster lives in a temporary folder and answers on a Unix socket in it, so it meets no other server and nobody else
meets it. A keeper process of its own (`keeper`) holds it, and removes it when we end, however we end.
"""

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from tests.provision import system
from tests.provision.system import CannotProvide, Package

PACKAGE = Package(
    need="A PostgreSQL server",
    apt=("postgresql",),
    debian="sudo apt-get install postgresql",
    fedora="sudo dnf install postgresql-server",
    macos="brew install postgresql@17",
    otherwise="set TEST_POSTGRES_URL to the address of a server on which databases may be created",
)


class PostgresServer:
    """A running server, on which each test gets databases of its own."""

    def __init__(self, url: str) -> None:
        # Whoever wrote the address may have left the driver to chance; ours is psycopg.
        self._url = sa.make_url(url).set(drivername="postgresql+psycopg")
        self._engine = sa.create_engine(self._url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        # Several runs may share one server.
        self._prefix = f"donations_{os.getpid()}_{secrets.token_hex(3)}"
        self._made: list[str] = []
        self._templates: dict[str, str] = {}

    def create(self, template: str = "template0") -> str:
        """Create a database, empty or a copy of the template, and answer its address."""
        name = f"{self._prefix}_{len(self._made)}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self._made.append(name)
        # A slash needs no quoting in a query, and "%" has a meaning of its own in Alembic's configuration.
        return self._url.set(database=name).render_as_string(hide_password=False).replace("%2F", "/")

    def drop(self, url: str) -> None:
        """Drop a database that `create` made, whoever is still connected to it."""
        self._execute(f'DROP DATABASE IF EXISTS "{sa.make_url(url).database}" WITH (FORCE)')

    def template(self, name: str, build: Callable[[str], None]) -> str:
        """A database built once, to be copied by `create(template=...)`.

        `build` is told its address, fills it, and must leave no connection open.
        """
        if name not in self._templates:
            url = self.create()
            build(url)
            self._templates[name] = str(sa.make_url(url).database)
        return self._templates[name]

    def close(self) -> None:
        """Drop whatever was made here and is still there."""
        for name in self._made:
            self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(sa.text(statement))


@contextmanager
def server_url() -> Iterator[str]:
    """The address of a server that runs while the block does: TEST_POSTGRES_URL, else a throw-away cluster."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield given
        return
    command = [sys.executable, "-m", "tests.provision.keeper", str(find_or_install())]
    # In a session of its own, the keeper does not hear Ctrl-C; it hears that its standard input has closed.
    keeper = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    with keeper:
        assert keeper.stdout is not None
        first_line = keeper.stdout.readline()
        if not first_line.startswith("postgresql"):
            message = f"The throw-away PostgreSQL cluster did not start:\n{first_line}{keeper.stdout.read()}"
            raise CannotProvide(message)
        try:
            yield first_line.strip()
        finally:
            keeper.communicate()


def find_or_install() -> Path:
    """The folder of the server's programs; the system's package is installed where there is none."""
    folder = find_programs()
    if folder is None:
        system.install(PACKAGE)
        folder = find_programs()
    if folder is None:
        raise CannotProvide(PACKAGE.how_to_get())
    return folder


def find_programs() -> Path | None:
    """The folder that holds initdb, pg_ctl and postgres, the newest version first; None where there is none."""
    return next((folder for folder in _likely_folders() if _is_complete(folder)), None)


def _likely_folders() -> Iterator[Path]:
    for pattern in (
        "/usr/lib/postgresql/*/bin",
        "/usr/pgsql-*/bin",
        "/opt/homebrew/opt/postgresql*/bin",
        "/usr/local/opt/postgresql*/bin",
        "/Applications/Postgres.app/Contents/Versions/*/bin",
    ):
        yield from sorted(Path("/").glob(pattern.lstrip("/")), key=_version, reverse=True)
    in_path = system.first_program(["initdb"])
    if in_path:
        yield in_path.resolve().parent
    pg_config = system.first_program(["pg_config"])
    if pg_config:
        told = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False).stdout.strip()
        yield Path(told)


def _version(folder: Path) -> int:
    """The version in a folder's name: 17 for /usr/lib/postgresql/17/bin, 0 where there is none."""
    return int("".join(filter(str.isdigit, folder.parent.name)) or "0")


def _is_complete(folder: Path) -> bool:
    return all(os.access(folder / program, os.X_OK) for program in ("initdb", "pg_ctl", "postgres"))
