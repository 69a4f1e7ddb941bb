"""The open directory of a run: no link is followed, nothing else than regular files is opened."""

import os
import stat
from types import SimpleNamespace

import pytest

from gdviz.runs.folder import Folder, FolderError

KINDS = {
    "a link to a file": lambda path: path.symlink_to("secret"),
    "a link out": lambda path: path.symlink_to("../outside"),
    "a dangling link": lambda path: path.symlink_to("nowhere"),
    "a loop": lambda path: path.symlink_to(path.name),
    "a FIFO": lambda path: os.mkfifo(path),
    "a directory": lambda path: path.mkdir(),
}


@pytest.fixture
def home(tmp_path):
    home = tmp_path / "run"
    home.mkdir()
    (tmp_path / "outside").write_bytes(b"outside")
    (home / "secret").write_bytes(b"secret")
    return home


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("opening", ["read", "update"])
def test_what_is_no_regular_file_is_refused_by_its_name(home, kind, opening):
    KINDS[kind](home / "field.npy")
    with Folder(home) as folder, pytest.raises(FolderError, match=r"field\.npy is (a link|no regular file)"):
        getattr(folder, opening)("field.npy")


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_file_is_never_written_through_what_is_there(home, kind):
    KINDS[kind](home / "field.npy")
    with Folder(home) as folder, pytest.raises(FileExistsError):
        folder.create("field.npy")
    assert (home / "secret").read_bytes() == b"secret"


def test_a_file_is_replaced_and_not_what_a_link_of_its_name_leads_to(home):
    (home / "run.json").symlink_to("secret")
    with Folder(home) as folder:
        folder.replace("run.json", lambda file: file.write(b"new"))
    assert (home / "run.json").read_bytes() == b"new"
    assert not (home / "run.json").is_symlink()
    assert (home / "secret").read_bytes() == b"secret"


def test_what_cannot_be_written_leaves_the_old_file_and_nothing_else(home):
    (home / "run.json").write_bytes(b"old")

    def fail(file):
        file.write(b"half")
        raise OSError("full")

    with Folder(home) as folder, pytest.raises(OSError, match="full"):
        folder.replace("run.json", fail)
    assert {path.name: path.read_bytes() for path in home.iterdir()} == {"run.json": b"old", "secret": b"secret"}


def test_a_file_with_a_second_name_is_read_but_not_changed(home, tmp_path):
    os.link(tmp_path / "outside", home / "field.npy")
    with Folder(home) as folder:
        with folder.read("field.npy") as file:
            assert file.read() == b"outside"
        with pytest.raises(FolderError, match="hard link"):
            folder.update("field.npy")


@pytest.mark.parametrize("name", ["../outside", "a/b", "", ".", "..", "a\0b", "/etc/passwd"])
def test_a_name_that_leads_out_is_refused(home, name):
    with Folder(home) as folder, pytest.raises(FolderError, match="not the name of a file"):
        folder.read(name)


def test_a_file_is_changed_in_place_and_made_anew(home):
    with Folder(home) as folder:
        with folder.create("field.npy") as file:
            file.write(b"12345")
        with folder.update("field.npy") as file:
            file.seek(2)
            file.write(b"x")
        with folder.read("field.npy") as file:
            assert file.read() == b"12x45"
        folder.remove("field.npy")
        folder.remove("field.npy")
        assert folder.kinds() == {"secret": stat.S_IFREG}


def test_the_directory_stays_the_one_that_was_opened(home):
    with Folder(home) as folder:
        assert folder.is_in_place()
        home.rename(home.with_name("moved"))
        assert not folder.is_in_place()
        home.symlink_to("/")
        assert not folder.is_in_place()
        with folder.read("secret") as file:
            assert file.read() == b"secret"


def test_what_vanishes_while_it_is_listed_is_not_in_it(home, monkeypatch):
    (home / "going").write_bytes(b"")
    scan = os.scandir

    class Scanned:
        """A listing, of which a file has gone before it is looked at."""

        def __init__(self, where):
            with scan(where) as entries:
                self.entries = list(entries)
            (home / "going").unlink()

        def __enter__(self):
            return self.entries

        def __exit__(self, *_):
            pass

    with Folder(home) as folder:
        monkeypatch.setattr(os, "scandir", Scanned)
        assert folder.kinds() == {"secret": stat.S_IFREG}


@pytest.mark.parametrize("readers", [0, 3, 1000])
def test_on_windows_a_file_is_replaced_once_its_readers_have_closed_it(home, monkeypatch, readers):
    waits = []

    def replace(*names, **where):
        if len(waits) < readers:
            raise PermissionError(13, "in use")
        return os.replace(*names, **where)  # noqa: PTH105 (as it is replaced)

    around = SimpleNamespace(**{**vars(os), "name": "nt", "replace": replace})
    monkeypatch.setattr("gdviz.runs.folder.os", around)
    monkeypatch.setattr("gdviz.runs.folder.time", SimpleNamespace(sleep=waits.append))
    with Folder(home) as folder:
        if readers > 100:
            with pytest.raises(OSError, match="in use"):
                folder.replace("a", lambda file: file.write(b"new"))
        else:
            folder.replace("a", lambda file: file.write(b"new"))
            assert (home / "a").read_bytes() == b"new"
    assert len(waits) == min(readers, 50)
    assert not list(home.glob(".*.new"))
