"""A file is whole or not there, and a place that cannot be written is named."""

import errno
import os
import subprocess
import sys

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


# Every kind of file that is written, on a disk that has no room for more than 100 bytes of each.
FULL = """
import resource, signal, sys
from pathlib import Path
import gdviz
from gdviz.analysis.tables import tabulate
from gdviz.analysis.tabular import FORMS, write_table
from gdviz.slides.deck import SUFFIXES, deck
from gdviz.encode import FORMATS
run = gdviz.load(sys.argv[1])
film = gdviz.draw("loss", [run], "film.mp4", size=(64, 36), fps=2, seconds=1)
def drawing(**how):
    return lambda path: gdviz.draw("loss", [run], path, size=(160, 90), seconds=0.2, **how)
made = {f"figure{suffix}": drawing() for suffix in FORMATS}
made |= {"small.gif": drawing(max_bytes=10**6), "shared.gif": drawing(jobs=2)}
made |= {f"deck{suffix}": lambda path: deck(["film.mp4"], path) for suffix in SUFFIXES}
made |= {f"table{suffix}": lambda path: write_table(tabulate([run]), path) for suffix in FORMS}
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
for name, make in made.items():
    Path(name).write_text("of yesterday")
    try:
        make(Path(name))
    except OSError as error:
        place = {name: name, str(Path(sys.argv[2])): "TMPDIR"}.get(error.filename, error.filename)
        print(name, place, Path(name).read_text())
    else:
        print(name, "was written")
print(sorted(path.name for path in Path().iterdir()) == sorted(["film.mp4", *made]))
"""


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
def test_a_full_disk_leaves_what_was_there_and_is_named_for_every_kind_of_file(solved, tmp_path):
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    (tmp_path / "home").mkdir()
    words = [sys.executable, "-c", FULL, str(solved("bowl").path.resolve()), str(scratch)]
    environment = {**os.environ, "TMPDIR": str(scratch)}
    shown = subprocess.run(
        words, cwd=tmp_path / "home", env=environment, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert shown.pop() == "True"
    names = {line.split()[0] for line in shown}
    assert names >= {"figure.gif", "figure.pdf", "figure.svg", "figure.mp4", "deck.html", "deck.pptx", "table.md"}
    # The films of a deck wait among temporary files.
    elsewhere = {name for name in names if name.startswith("deck.")}
    for line in shown:
        name, _, rest = line.partition(" ")
        assert rest == f"{'TMPDIR' if name in elsewhere else name} of yesterday"
    assert list(scratch.iterdir()) == []


def test_a_file_that_another_program_has_open_on_windows_is_told(tmp_path, monkeypatch):
    path = tmp_path / "a.gif"
    path.write_text("old")

    def refuse(self, target):
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(type(path), "replace", refuse)
    with (
        pytest.raises(PermissionError, match=r"a\.gif cannot be replaced; close it where it is open"),
        appearing(path) as made,
    ):
        made.write_text("new")
    assert path.read_text() == "old"
