"""The manifest of a fleet: what is read of it, and what is refused in words that name the file."""

import json

import pytest

from gdviz.runs.fleet_manifest import FLEET, read_fleet_manifest
from gdviz.runs.folder import Folder
from gdviz.runs.manifest import RunError

ENTRY = {"dtype": "<f8", "shape": [], "axis": "state"}
PLAIN = {
    "format": "gdviz-fleet",
    "format_version": 1,
    "runs": 2,
    "planned": 3,
    "common": {"problem": {}},
    "fields": {"loss": ENTRY, "surface.x": {**ENTRY, "axis": "fixed"}},
    "index": ["steps", "line", "loss"],
}
WRONG = {
    "is not the manifest of a fleet": {"format": "gdviz-run"},
    "has format version 2; this gdviz reads 1": {"format_version": 2},
    "has format version True": {"format_version": True},
    "runs is not a whole number from 0": {"runs": -1},
    "common is not an object": {"common": []},
    "describes the field 'a/b' wrongly": {"fields": {"a/b": ENTRY}},
    "describes the field 'index' wrongly": {"fields": {"index": ENTRY}},
    "has an index of other columns": {"index": ["steps", "line"]},
    "reach is not a list of 2": {"reach": [[1.0]]},
}


def written(home, manifest):
    (home / FLEET).write_text(json.dumps(manifest))
    with Folder(home) as folder:
        return read_fleet_manifest(folder)


def test_a_manifest_is_read_as_it_was_written(tmp_path):
    assert written(tmp_path, PLAIN) == PLAIN


@pytest.mark.parametrize("words", WRONG)
def test_what_is_no_manifest_is_told(tmp_path, words):
    with pytest.raises(RunError, match=f"fleet.json.*{words}"):
        written(tmp_path, PLAIN | WRONG[words])


def test_a_manifest_that_lacks_something_or_is_missing_is_told(tmp_path):
    with pytest.raises(RunError, match="planned is not there"):
        written(tmp_path, {name: entry for name, entry in PLAIN.items() if name != "planned"})
    (tmp_path / FLEET).unlink()
    with Folder(tmp_path) as folder, pytest.raises(RunError, match=r"fleet\.json cannot be read"):
        read_fleet_manifest(folder)
