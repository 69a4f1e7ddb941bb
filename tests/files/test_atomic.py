"""A file is whole or not there, and a place that cannot be written is named."""

import errno
import os

import pytest

from gdviz.files.atomic import appearing, ready


def test_a_file_appears_when_it_is_complete(tmp_path):
    path = tmp_path / "new" / "a.gif"
    with appearing(path) as temporary:
        assert temporary.name == "a.gif", "FFmpeg goes by the suffix"
        assert temporary.parent.parent == path.parent, "the same file system"
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


def test_an_error_of_another_place_keeps_its_name(tmp_path):
    with pytest.raises(OSError, match="No space left") as caught, appearing(tmp_path / "a.gif"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "elsewhere")
    assert caught.value.filename == "elsewhere"


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
