"""Which files of a directory are a run's."""

import json
import os

import numpy as np
import pytest

from gdviz.runs.folder import Folder
from gdviz.runs.ownership import foreign_names, remove_run
from gdviz.wording import visible

FIELDS = {"params": {"dtype": "<f8", "shape": [2], "axis": "state"}, "metric.größe": {}}
MANIFEST = {"format": "gdviz-run", "format_version": 1, "fields": FIELDS}
CHANCE = "0123456789abcdef"

OURS = [
    "params.npy",
    "metric.größe.npy",
    ".lock",
    "surface.loss.npy",
    "basins.ends.npy",
    f".run.json.{CHANCE}.new",
    f".params.npy.{CHANCE}.new",
    f".surface.x.npy.{CHANCE}.new",
]
THEIRS = {
    "thesis.tex": lambda path: path.write_text("years of work"),
    "loss.npy": lambda path: np.save(path, np.zeros(3)),
    ".hidden": lambda path: path.touch(),
    ".DS_Store": lambda path: path.touch(),
    "PARAMS.npy": lambda path: path.touch(),
    "params.npy ": lambda path: path.touch(),
    "params.npy\n": lambda path: path.touch(),
    f".thesis.tex.{CHANCE}.new": lambda path: path.touch(),
    ".params.npy.new": lambda path: path.touch(),
    "surface.npy": lambda path: path.touch(),
    "notes": lambda path: path.mkdir(),
    "params.npy": lambda path: path.mkdir(),
    "surface.x.npy": lambda path: path.symlink_to("/etc/hostname"),
    ".lock": os.mkfifo,
}
MANIFESTS = {
    "of another program": '{"mine": 1}',
    "no JSON": "dear diary",
    "cut off": json.dumps(MANIFEST)[:-9],
    "empty": "",
    "a list": "[1]",
    "deep": "[" * 100_000,
    "bytes": "\x00\x01",
    "without fields": json.dumps({**MANIFEST, "fields": [1]}),
}


@pytest.fixture
def home(tmp_path):
    home = tmp_path / "run"
    home.mkdir()
    (home / "run.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    return home


def foreign(home, **options):
    with Folder(home) as folder:
        return foreign_names(folder, **options)


def test_a_runs_own_files_are_its_fields_lock_and_what_is_on_its_way_to_them(home):
    for name in OURS:
        (home / name).write_bytes(b"damaged")
    assert foreign(home) == []
    remove_run(home)
    assert not home.exists()


@pytest.mark.parametrize("name", THEIRS)
def test_anything_else_is_told_and_nothing_is_removed(home, name):
    THEIRS[name](home / name)
    (told,) = foreign(home)
    shown = visible(name)
    assert told == shown + ("/" if (home / name).is_dir() else " (a link)" if (home / name).is_symlink() else "")
    remove_run(home)
    assert {path.name for path in home.iterdir()} == {"run.json", name}


@pytest.mark.parametrize("manifest", MANIFESTS)
def test_without_a_runs_manifest_everything_is_foreign(home, manifest):
    (home / "run.json").write_text(MANIFESTS[manifest])
    (home / "params.npy").touch()
    (home / ".lock").touch()
    assert foreign(home) == foreign(home, hidden=True) == ["run.json", "params.npy", ".lock"]


@pytest.mark.parametrize("version", [0, 3, "1", None, 1e9])
def test_a_run_of_another_format_is_refused(home, version):
    (home / "run.json").write_text(json.dumps({**MANIFEST, "format_version": version}))
    with pytest.raises(
        ValueError, match=r"is a run of format version .*, and this gdviz knows 1 and 2; choose another"
    ):
        foreign(home)


def test_a_hidden_one_that_had_just_begun_is_ours(home):
    (home / "run.json").rename(home / f".run.json.{CHANCE}.new")
    (home / ".lock").touch()
    assert foreign(home, hidden=True) == []
    assert foreign(home) == [f".run.json.{CHANCE}.new", ".lock"]
    (home / "params.npy").touch()
    assert foreign(home, hidden=True) == ["params.npy"]


def test_a_removal_that_was_cut_short_can_be_taken_up(home, monkeypatch):
    for name in OURS:
        (home / name).touch()
    removed = []
    remove = Folder.remove

    def note(self, name):
        remove(self, name)
        removed.append(name)
        assert foreign(home, hidden=True) == []

    monkeypatch.setattr(Folder, "remove", note)
    remove_run(home)
    assert removed[-2:] == ["run.json", ".lock"]
    assert not home.exists()
