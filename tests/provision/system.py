"""Finds the system's programs, and installs the system's packages where that is allowed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


class CannotProvide(Exception):
    """Something that the tests need is neither here nor may be installed by them; the message says what to type."""


@dataclass(frozen=True, slots=True)
class Package:
    """A need, the packages of Debian that fill it, and the command for whoever must fill it by hand."""

    need: str
    apt: tuple[str, ...]
    debian: str
    fedora: str
    macos: str
    otherwise: str

    def how_to_get(self) -> str:
        """What a person is told to type."""
        return (
            f"{self.need} was not found, and these tests do not run without it. Install it:\n"
            f"  Debian, Ubuntu:  {self.debian}\n"
            f"  Fedora:          {self.fedora}\n"
            f"  macOS:           {self.macos}\n"
            f"or {self.otherwise}."
        )


def first_program(names: Iterable[str], folders: Iterable[Path] = ()) -> Path | None:
    """The first of these programs that can be run, looked for in PATH and then in the folders."""
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *map(str, folders)])
    found = (shutil.which(name, path=path) for name in names)
    return next((Path(program) for program in found if program), None)


def install(package: Package) -> None:
    """Install a package with apt-get, as root or through a sudo that asks nothing.

    Raises CannotProvide where there is neither, or where apt-get fails.
    """
    as_root = _as_root()
    apt_get = shutil.which("apt-get")
    if as_root is None or apt_get is None:
        raise CannotProvide(package.how_to_get())
    command = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", apt_get, "-o", "DPkg::Lock::Timeout=300", "-qq"]
    print(f"Installing {package.need}: apt-get install {' '.join(package.apt)}", file=sys.stderr, flush=True)  # noqa: T201 Said before a long wait.
    for step in (["update"], ["install", "-y", "--no-install-recommends", *package.apt]):
        done = subprocess.run(
            [*command, *step], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        if done.returncode != 0:
            message = f"apt-get {' '.join(step)} failed:\n{done.stdout}\n{package.how_to_get()}"
            raise CannotProvide(message)


def _as_root() -> list[str] | None:
    """What to put before a command that needs root, or None where we may not."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None
