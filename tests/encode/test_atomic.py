"""A file is whole or not there, and a place that cannot be written is named."""

import errno
import os

import pytest

from gdviz.encode import appearing, ready, write


def test_a_file_appears_when_it_is_complete(tmp_path):
    path = tmp_path / "new" / "a.gif"
    with appearing(path) as temporary:
        assert temporary.parent == path.parent
        assert temporary.suffix == ".gif", "FFmpeg goes by the suffix"
        temporary.write_text("whole")
        assert not path.exists()
    assert [(file.name, file.read_text()) for file in path.parent.iterdir()] == [("a.gif", "whole")]


@pytest.mark.parametrize("error", [ValueError("words"), KeyboardInterrupt(), ChildProcessError("a painter ended")])
def test_what_goes_wrong_leaves_the_old_file_and_keeps_its_words(error, tmp_path):
    path = tmp_path / "a.gif"
    path.write_text("old")

    def fail():
        with appearing(path) as temporary:
            temporary.write_text("half")
            raise error

    with pytest.raises(type(error)) as caught:
        fail()
    assert caught.value is error
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("a.gif", "old")]


def test_an_error_of_the_disk_names_the_file_and_not_the_temporary_one(tmp_path):
    path = tmp_path / "a.gif"
    with pytest.raises(OSError, match="No space left") as caught, appearing(path) as temporary:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(temporary))
    assert (caught.value.filename, caught.value.errno) == (str(path), errno.ENOSPC)


def test_a_place_is_made_ready(tmp_path):
    path = tmp_path / "new" / "deep" / "a.gif"
    assert ready(str(path)) == path
    assert path.parent.is_dir()
    assert not path.exists()
    with pytest.raises(IsADirectoryError, match=r"deep is a directory; give a file name with -o"):
        ready(path.parent)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_directory_that_is_write_protected_is_named(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(PermissionError, match=r"cannot write in .*; choose another file with -o"):
        ready(tmp_path / "a.gif")
    tmp_path.chmod(0o700)


def test_missing_directories_are_made(clip, tmp_path):
    assert write(tmp_path / "new" / "deep" / "a.png", clip(), 20).exists()


def test_an_unwritable_place_is_named(clip, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        write(tmp_path / "file" / "a.gif", clip(), 20)
    (tmp_path / "b.gif").mkdir()
    with pytest.raises(IsADirectoryError, match=r"b\.gif is a directory"):
        write(tmp_path / "b.gif", clip(), 20)
