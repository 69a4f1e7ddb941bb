"""The lock of a directory: one at a time, and no file is written through it."""

import errno
import os
import subprocess
import sys

import pytest

from gdviz.runs.folder import Folder, FolderError
from gdviz.runs.lock import LOCK, DirectoryLock, is_held

HOLDER = """
import os, sys
from gdviz.runs.folder import Folder
from gdviz.runs.lock import DirectoryLock
folder = Folder(".")
lock = DirectoryLock.take(folder)
print(lock is not None, flush=True)
sys.stdin.read()
os._exit(9)
"""


def test_one_process_has_it_at_a_time_and_it_ends_with_the_process(tmp_path):
    command = [sys.executable, "-c", HOLDER]
    with subprocess.Popen(command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "True\n"
        with Folder(tmp_path) as folder:
            assert DirectoryLock.take(folder) is None
            other.stdin.close()
            other.wait()
            lock = DirectoryLock.take(folder)
            assert lock.certain
            lock.release()


def test_it_can_be_had_again_once_it_was_let_go(tmp_path):
    with Folder(tmp_path) as folder:
        first = DirectoryLock.take(folder)
        assert DirectoryLock.take(folder) is None
        first.release()
        first.release()
        second = DirectoryLock.take(folder)
        assert second.certain
        second.release()
        assert folder.kinds().keys() == {LOCK}


@pytest.mark.parametrize("kind", ["link", "dangling", "fifo", "hard"])
def test_a_planted_file_does_no_harm(tmp_path, kind):
    (tmp_path / "bashrc").write_text("alias")
    home = tmp_path / "run"
    home.mkdir()
    {
        "link": lambda path: path.symlink_to("../bashrc"),
        "dangling": lambda path: path.symlink_to("../new"),
        "fifo": os.mkfifo,
        "hard": lambda path: os.link(tmp_path / "bashrc", path),
    }[kind](home / LOCK)
    with Folder(home) as folder, pytest.raises(FolderError, match=r"\.lock"):
        DirectoryLock.take(folder)
    assert (tmp_path / "bashrc").read_text() == "alias"
    assert not (tmp_path / "new").exists()


def test_where_there_are_no_locks_it_is_held_and_not_certain(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    monkeypatch.setattr("gdviz.runs.lock.lock_descriptor", refuse)
    with Folder(tmp_path) as folder:
        lock = DirectoryLock.take(folder)
        assert not lock.certain
        lock.release()


def test_whether_a_process_is_recording_can_be_asked_without_being_in_its_way(tmp_path):
    assert is_held(tmp_path) is None
    with Folder(tmp_path) as folder:
        lock = DirectoryLock.take(folder)
        assert is_held(tmp_path) is True
        lock.release()
    assert is_held(tmp_path) is False
    (tmp_path / LOCK).unlink()
    (tmp_path / LOCK).symlink_to(tmp_path / "elsewhere")
    assert is_held(tmp_path) is None
