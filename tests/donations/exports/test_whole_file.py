"""A file is whole or not there."""

import os
import time
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
        with whole_file.composed(path, b"head ", body):
            assert not path.exists()

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


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such things")
def test_nothing_takes_the_place_of_what_is_no_regular_file(tmp_path: Path) -> None:
    pipe, folder, device = tmp_path / "pipe", tmp_path / "folder", tmp_path / "device"
    os.mkfifo(pipe)
    folder.mkdir()
    device.symlink_to(os.devnull)

    for path in (pipe, folder, device):
        for way in (whole_file.atomic, whole_file.aside):
            with pytest.raises(whole_file.NotAFile, match="not a regular file"), way(path):
                pass

    assert (pipe.is_fifo(), folder.is_dir(), Path(os.devnull).is_char_device()) == (True, True, True)
    assert sorted(tmp_path.iterdir()) == [device, folder, pipe]


def aged(path: Path, days: int) -> Path:
    """A file or folder that was last written to so many days ago."""
    then = time.time() - days * 86_400
    os.utime(path, (then, then))
    return path


def test_what_a_killed_run_left_of_the_same_file_is_removed_after_a_day(tmp_path: Path) -> None:
    names = ".report.fec.a1.part", ".report.fec.b2.part", ".other.fec.c3.part", "report.fec.part"
    old, fresh, other, own = (tmp_path / name for name in names)
    for each in (old, fresh, other, own):
        each.write_bytes(b"half")
    for each in (old, other, own):
        aged(each, 2)

    with whole_file.atomic(tmp_path / "report.fec") as file:
        file.write(b"whole")

    assert sorted(tmp_path.iterdir()) == sorted([fresh, other, own, tmp_path / "report.fec"])


def test_a_run_has_a_folder_of_its_own_and_removes_what_killed_ones_left(tmp_path: Path) -> None:
    place = tmp_path / "exports"
    for name in ("export-old", "export-fresh", "else"):
        (place / name).mkdir(parents=True)
        (place / name / "report.fec").write_bytes(b"half")
    for name in ("export-old", "else"):
        aged(place / name, 2)

    with whole_file.workshop(place) as own:
        assert (own.parent, list(own.iterdir())) == (place, [])
        assert own.stat().st_mode & 0o077 == 0 or os.name == "nt"

    assert sorted(each.name for each in place.iterdir()) == ["else", "export-fresh"]
