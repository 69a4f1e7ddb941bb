"""What dead processes left beside runs is cleared away or put back; nothing else is touched."""

import os
import shutil

import pytest

from gdviz.runs.folder import Folder
from gdviz.runs.leftovers import clear_leftovers
from gdviz.runs.lock import LOCK, DirectoryLock
from gdviz.runs.run import load
from gdviz.runs.writer import RunWriter

CHANCE = "0123456789abcdef"


def make(path, loss):
    """Leave a run whose only number is its loss."""
    about = {"problem": {"name": "hand-made"}, "optimizer": {"name": "none"}}
    with RunWriter.create(path, about, state={"params": [0.0], "loss": loss, "step": 0}, step={}, fixed={}) as made:
        made.finish("max_steps", "")


def loss_of(path):
    return float(load(path).loss[0])


@pytest.fixture
def home(tmp_path):
    """Return a directory with what a process left that was killed between taking the old run away and the new one in.

    There is no run in the place itself.
    """
    make(tmp_path / "old", 1.0)
    make(tmp_path / "new", 2.0)
    (tmp_path / "old").rename(tmp_path / f".run.{CHANCE}.old")
    (tmp_path / "new").rename(tmp_path / f".run.{CHANCE}.new")
    return tmp_path


def names(home):
    return {path.name for path in home.iterdir()}


def test_the_old_run_comes_back_where_no_other_took_its_place(home):
    clear_leftovers(home)
    assert names(home) == {"run"}
    assert loss_of(home / "run") == 1.0


@pytest.mark.parametrize("where", ["run", "other"])
def test_the_next_run_anywhere_in_the_directory_clears_away(home, where):
    make(home / where, 3.0)
    assert names(home) == {"run", where}
    assert loss_of(home / where) == 3.0


def test_what_has_a_successor_goes(home):
    shutil.copytree(home / f".run.{CHANCE}.new", home / "run")
    clear_leftovers(home)
    assert names(home) == {"run"}
    assert loss_of(home / "run") == 2.0


def test_a_directory_that_had_just_been_made_goes(home):
    (home / f".x.{CHANCE}.new").mkdir()
    clear_leftovers(home)
    assert names(home) == {"run"}


def test_what_a_living_process_holds_stays(home):
    before = names(home)
    with Folder(home / f".run.{CHANCE}.new") as new, Folder(home / f".run.{CHANCE}.old") as old:
        held = [DirectoryLock.take(new), DirectoryLock.take(old)]
        clear_leftovers(home)
        assert names(home) == before
        for one in held:
            one.release()


def test_where_there_are_no_locks_none_is_taken_for_dead(home, monkeypatch):
    before = names(home)
    take = DirectoryLock.take.__func__
    monkeypatch.setattr(
        DirectoryLock, "take", classmethod(lambda cls, folder: cls(take(cls, folder).file, certain=False))
    )
    clear_leftovers(home)
    assert names(home) == before


@pytest.mark.parametrize(
    "harm",
    [
        lambda at: (at / "thesis.tex").write_text("years of work"),
        lambda at: (at / "notes").mkdir(),
        lambda at: (at / "params.npy").unlink() or (at / "params.npy").symlink_to("/etc/hostname"),
        lambda at: (at / LOCK).unlink() or os.mkfifo(at / LOCK),
        lambda at: (at / "run.json").write_text('{"mine": 1}'),
    ],
)
def test_what_is_not_gdvizs_is_left_alone(home, harm):
    for what in ("old", "new"):
        harm(home / f".run.{CHANCE}.{what}")
    before = {path: path.lstat().st_mtime_ns for path in home.rglob("*")}
    clear_leftovers(home)
    assert {path: path.lstat().st_mtime_ns for path in home.rglob("*")} == before


def test_links_files_and_other_names_are_left_alone(tmp_path):
    make(tmp_path / "mine", 1.0)
    (tmp_path / f".link.{CHANCE}.new").symlink_to("mine")
    (tmp_path / f".file.{CHANCE}.new").touch()
    for name in (f"run.{CHANCE}.new", f".run.{CHANCE[1:]}.new", f".run.{CHANCE}.part", f".{CHANCE}.new"):
        (tmp_path / name).mkdir()
    before = names(tmp_path)
    clear_leftovers(tmp_path)
    clear_leftovers(tmp_path / "nowhere")
    assert names(tmp_path) == before
    assert loss_of(tmp_path / "mine") == 1.0
