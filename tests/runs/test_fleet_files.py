"""A fleet's files: nothing in them is trusted, and what is damaged is told by its name."""

import json
import os

import numpy as np
import pytest

from gdviz.runs.manifest import RunError
from gdviz.runs.run import load
from gdviz.solving.fleet import solve_fleet


@pytest.fixture
def home(tmp_path):
    tasks = [{"problem": "bowl", "lr": lr, "steps": 4, "every": 3} for lr in (0.1, 0.2, 0.3, 0.4)]
    return solve_fleet(tasks, tmp_path / "fleet").path


def damage(home, name):
    if name == "index beyond the rows":
        index = np.load(home / "index.npy")
        index[3, 0] = 99
        np.save(home / "index.npy", index)
    elif name == "index below zero":
        index = np.load(home / "index.npy")
        index[1, 2] = -7
        np.save(home / "index.npy", index)
    elif name == "runs of less than no step":
        index = np.load(home / "index.npy")
        index[0, 0] = -1
        np.save(home / "index.npy", index)
    elif name == "more runs than in the index":
        manifest = json.loads((home / "fleet.json").read_text())
        (home / "fleet.json").write_text(json.dumps(manifest | {"runs": 5}))
    elif name == "a line that is no JSON":
        text = (home / "runs.jsonl").read_bytes()
        (home / "runs.jsonl").write_bytes(text.replace(b"{", b"[", 1))
    elif name == "a line that is none of a run":
        text = (home / "runs.jsonl").read_bytes()
        (home / "runs.jsonl").write_bytes(text.replace(b'"lr": 0.1', b'"lr": -11', 1))
    elif name == "lines cut off":
        (home / "runs.jsonl").write_bytes(b"")
    elif name == "a link":
        (home / "loss.npy").rename(home.parent / "loss.npy")
        (home / "loss.npy").symlink_to(home.parent / "loss.npy")
    elif name == "a missing file":
        (home / "gradient.npy").unlink()


DAMAGES = {
    "index beyond the rows": r"index\.npy names rows of params\.npy that are not there",
    "index below zero": r"index\.npy names rows of params\.npy that are not there",
    "runs of less than no step": r"index\.npy has runs of less than no step",
    "more runs than in the index": r"index\.npy has 4 rows, and the fleet 5 runs",
    "a line that is no JSON": r"runs\.jsonl: the line of run 0 is not JSON",
    "a line that is none of a run": r"fleet:0 cannot be read: optimizer\.lr is not a number of 0 or more",
    "lines cut off": r"runs\.jsonl has no line at its byte 0, where that of run 0 begins",
    "a link": r"loss\.npy is a link",
    "a missing file": r"gradient\.npy is missing",
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_told_by_the_file_that_has_it(home, name):
    damage(home, name)
    manifest = home / "fleet.json"
    os.utime(manifest, ns=(1, 1))
    with pytest.raises(RunError, match=DAMAGES[name]):
        load(f"{home}:0")
