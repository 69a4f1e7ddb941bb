"""What is unfinished lies in a folder that goes with the work, or with the next work when its process was killed."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from gdviz.files.scratch import LOCK, PREFIX, leaving_no_scratch, scratch, sweep_out

HOLD = """
import sys, time
from gdviz.files.scratch import scratch
with scratch(sys.argv[1]) as folder:
    (folder / "half.gif").write_bytes(b"half")
    print(folder, flush=True)
    time.sleep(300)
"""


@pytest.fixture(autouse=True)
def place_for_temporary_files(tmp_path, monkeypatch):
    """Have one of its own, for what is swept."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    return tmp_path / "tmp"


@pytest.fixture
def holder(tmp_path):
    """Start a process that holds a folder in tmp_path, and give both."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield process, Path(process.stdout.readline().strip())
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.mark.parametrize("error", [None, ValueError, KeyboardInterrupt])
def test_a_folder_goes_with_its_block(error, tmp_path):
    def work():
        with scratch(tmp_path) as folder:
            assert folder.parent == tmp_path
            (folder / "deep").mkdir()
            (folder / "deep" / "file").write_text("half")
            if error is not None:
                raise error

    if error is None:
        work()
    else:
        with pytest.raises(error):
            work()
    assert [path.name for path in tmp_path.iterdir()] == ["tmp"]


def test_it_lies_among_temporary_files_unless_told_otherwise(place_for_temporary_files):
    with scratch() as folder:
        assert folder.parent == place_for_temporary_files


def test_what_a_killed_process_leaves_is_swept_by_the_next_and_what_a_living_one_holds_is_not(holder, tmp_path):
    process, folder = holder
    with scratch(tmp_path):
        assert (folder / "half.gif").read_bytes() == b"half"
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (folder / "half.gif").exists(), "nobody could clean up"
    with scratch(tmp_path):
        assert not folder.exists()


def test_leftovers_among_temporary_files_are_swept_by_work_anywhere(holder, tmp_path, place_for_temporary_files):
    process, folder = holder
    process.kill()
    process.wait()
    left = folder.rename(place_for_temporary_files / folder.name)
    with scratch(tmp_path / "tmp" / ".."):
        assert not left.exists()


def test_what_processes_leave_that_are_ended_is_gone_with_them(holder, tmp_path):
    process, folder = holder
    with leaving_no_scratch(tmp_path):
        process.kill()
        process.wait()
        assert folder.exists()
    assert not folder.exists()


def test_only_what_was_made_here_is_swept(tmp_path):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / LOCK).write_text("held")
    (tmp_path / f"{PREFIX}file").write_text("mine")
    (tmp_path / f"{PREFIX}link").symlink_to(theirs, target_is_directory=True)
    for name, lock in (("nolock", None), ("young", ""), ("linked", theirs / LOCK)):
        folder = tmp_path / f"{PREFIX}{name}"
        folder.mkdir()
        (folder / "thesis").write_text("mine")
        if isinstance(lock, Path):
            (folder / LOCK).symlink_to(lock)
        elif lock is not None:
            (folder / LOCK).write_text(lock)
    before = sorted(tmp_path.rglob("*"))
    sweep_out(tmp_path)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only the superuser gives files away")
def test_what_another_user_left_is_not_swept(holder, tmp_path):
    process, folder = holder
    process.kill()
    process.wait()
    os.chown(folder, 12345, -1)
    sweep_out(tmp_path)
    assert folder.exists()
    os.chown(folder, os.geteuid(), -1)
    sweep_out(tmp_path)
    assert not folder.exists()


FULL = os.strerror(errno.ENOSPC)


def test_an_error_of_the_disk_names_the_place_that_is_full(tmp_path):
    def fill(*where):
        raise OSError(errno.ENOSPC, FULL, *map(str, where))

    for blame, named in ((None, tmp_path), (tmp_path / "a.gif", tmp_path / "a.gif")):
        with pytest.raises(OSError, match="No space") as caught, scratch(tmp_path, blame=blame):
            fill()
        assert caught.value.filename == str(named)
        with pytest.raises(OSError, match="No space") as caught, scratch(tmp_path, blame=blame) as folder:
            fill(folder / "half")
        assert caught.value.filename == str(named)
        with pytest.raises(OSError, match="No space") as caught, scratch(tmp_path, blame=blame) as folder:
            raise OSError(errno.ENOSPC, FULL, str(tmp_path / "original"), None, str(folder / "copy"))
        assert caught.value.filename == str(named)
        with pytest.raises(OSError, match="No space") as caught, scratch(tmp_path, blame=blame):
            fill(tmp_path / "elsewhere")
        assert caught.value.filename == str(tmp_path / "elsewhere")
        with pytest.raises(OSError, match="No space") as caught, scratch(tmp_path, blame=blame), scratch():
            fill()
        assert caught.value.filename == str(tmp_path / "tmp"), "the inner one"


def test_what_falls_over_its_own_cleaning_up_is_an_error_of_the_disk(tmp_path):
    def fall():
        try:
            raise OSError(errno.ENOSPC, FULL)
        finally:
            int("a page")

    with pytest.raises(OSError, match="No space") as caught, scratch(tmp_path):
        fall()
    assert caught.value.filename == str(tmp_path)


def test_a_folder_that_cannot_be_made_names_the_place(tmp_path, monkeypatch):
    def full(**how):
        raise OSError(errno.ENOSPC, FULL, f"{how['dir']}/{PREFIX}x")

    monkeypatch.setattr("tempfile.mkdtemp", full)
    with pytest.raises(OSError, match="No space") as caught, scratch(tmp_path, blame=tmp_path / "a.gif"):
        pass
    assert caught.value.filename == str(tmp_path / "a.gif")


@pytest.mark.parametrize(("free", "error"), [(0, OSError), (10**9, EOFError)])
def test_what_falls_over_a_truncated_file_is_an_error_of_the_disk_where_that_is_full(
    free, error, tmp_path, monkeypatch
):
    monkeypatch.setattr("shutil.disk_usage", lambda place: SimpleNamespace(free=free))
    with pytest.raises(error) as caught, scratch(tmp_path):
        raise EOFError("truncated")
    assert getattr(caught.value, "filename", None) == (str(tmp_path) if free == 0 else None)
    with pytest.raises(ValueError, match="a mistake"), scratch(tmp_path):
        raise ValueError("a mistake")


def test_where_there_is_no_place_for_temporary_files_it_is_said_what_to_set(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr("tempfile._candidate_tempdir_list", lambda: [str(tmp_path / "no")])
    with pytest.raises(
        OSError, match=r"^no place for temporary files can be written; set TMPDIR to one that has room$"
    ):
        scratch(tmp_path).__enter__()
