"""Hooks for every run of pytest, wherever the tests lie: closed network, clean environment, coverage floors."""

import io
import os
import tomllib
from collections.abc import Generator, Iterator

import coverage
import hypothesis
import pytest
from coverage.exceptions import CoverageException

from tests.provision import network

# The settings of the application, and whatever could turn a connection elsewhere: a developer's own must not leak in.
_SETTINGS = ("SECRET_KEY", "DATA_KEY", "DATABASE_URL", "SITE_URL", "SMTP_URL", "COMMITTEE_FILE", "PORT")
_PREFIXES = ("STRIPE_", "PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGSERVICE", "PGOPTIONS")
_PROXIES = ("http_proxy", "https_proxy", "all_proxy")

_floors: list[str] = []

# Checks that depend on how busy the machine is would fail by chance.
hypothesis.settings.register_profile(
    "everyday",
    max_examples=80,
    derandomize=True,
    deadline=None,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile("soak", hypothesis.settings.get_profile("everyday"), max_examples=10_000,
                                     derandomize=False)  # fmt: skip
hypothesis.settings.load_profile("everyday")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that `make coverage` and `make test-browser` give."""
    parser.addoption(
        "--coverage-floors",
        action="store_true",
        help="fail unless the packages reach the coverage that pyproject.toml asks of them (needs --cov)",
    )
    parser.addoption(
        "--pictures", action="store_true", help="leave a picture of every page that the browser sees in tests/artifacts"
    )


def pytest_configure() -> None:
    """Clean the environment and close the network, before any test is collected."""
    for name in list(os.environ):
        if name in _SETTINGS or name.startswith(_PREFIXES) or name.lower() in _PROXIES:
            del os.environ[name]
    network.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, None, None]:
    """Fail a test that reached beyond loopback, even when its code swallowed the refusal."""
    network.refused()
    yield
    attempts = network.refused()
    if attempts:
        pytest.fail(f"reached beyond loopback: {', '.join(attempts)}", pytrace=False)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Hold the coverage floors, once pytest-cov has put together what all processes measured."""
    result = yield
    in_worker = hasattr(session.config, "workerinput")
    if session.config.getoption("coverage_floors") and not in_worker and not session.testsfailed:
        for package, floor, reached in _measured(session.config):
            kept = reached >= floor
            session.testsfailed += not kept
            _floors.append(f"{'kept  ' if kept else 'MISSED'}  {package}: {reached:.2f}%, floor {floor}%")
    return result


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which floors are kept."""
    if _floors:
        terminalreporter.section("coverage floors")
        for line in _floors:
            terminalreporter.write_line(line)


def _measured(config: pytest.Config) -> Iterator[tuple[str, int, float]]:
    """Each package that has a floor, its floor, and the per cent of lines and branches that the tests reached."""
    root = config.rootpath
    with (root / "pyproject.toml").open("rb") as file:
        floors = tomllib.load(file)["tool"]["coverage-floors"]
    data = coverage.Coverage(config_file=str(root / "pyproject.toml"))
    data.load()
    for package, floor in floors.items():
        try:
            reached = data.report(include=[f"{root / package}/*"], file=io.StringIO())
        except CoverageException:  # Nothing of it was measured.
            reached = 0.0
        yield package, floor, reached
