"""A file is whole or not there."""

import os
from pathlib import Path

import pytest

from donations.exports import whole_file


def test_a_file_takes_its_place_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.fec"

    with whole_file.atomic(path) as file:
        file.write(b"whole")
        assert not path.exists()

    assert path.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [path]


def _fail_halfway(path: Path, fault: type[BaseException]) -> None:
    with whole_file.atomic(path) as file:
        file.write(b"half")
        file.flush()
        raise fault


@pytest.mark.parametrize("fault", [RuntimeError, KeyboardInterrupt])
def test_a_file_that_fails_leaves_what_was_there(tmp_path: Path, fault: type[BaseException]) -> None:
    path = tmp_path / "report.fec"
    path.write_bytes(b"before")

    with pytest.raises(fault):
        _fail_halfway(path, fault)

    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_the_head_is_written_before_a_body_that_came_first(tmp_path: Path) -> None:
    path = tmp_path / "report.fec"

    with whole_file.aside(path) as body:
        body.write(b"body")
        assert list(tmp_path.iterdir()) == []
        whole_file.compose(path, b"head ", body)

    assert path.read_bytes() == b"head body"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), whole_file.atomic(tmp_path / "none" / "report.fec"):
        pass


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such bits")
def test_only_its_owner_reads_an_export(tmp_path: Path) -> None:
    path = tmp_path / "report.fec"

    with whole_file.atomic(path):
        pass

    assert path.stat().st_mode & 0o777 == 0o600
