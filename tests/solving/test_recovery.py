"""A run says by itself what it was made by."""

import json

import numpy as np
import pytest

import gdviz
from gdviz.problems import load_data
from gdviz.solving.recovery import specification_of
from gdviz.solving.schedules import SCHEDULES
from gdviz.solving.specification import specify

MADE = {
    "bowl": {"problem": "bowl", "optimizer": "momentum", "settings": {"momentum": 0.8}},
    "function": {"problem": None, "function": "x**2 + 3*y**4", "optimizer": "adam", "start": [1.0, -1.0]},
    "batches": {"problem": "logistic", "batch": 16, "epochs": 1, "seed": 3},
    "schedule": {"problem": "bowl", "schedule": SCHEDULES["step"](every=5, gamma=0.25), "tol_step": 1e-3},
}


@pytest.mark.parametrize("name", MADE)
def test_what_a_run_was_made_by_is_what_it_was_asked_for(tmp_path, name):
    spec = specify(**MADE[name], **({} if "epochs" in MADE[name] else {"steps": 8}))
    run = gdviz.solve(spec, out=tmp_path / "run")
    again = specification_of(run)
    assert again.name == spec.name
    assert again.manifest() == spec.manifest()


def test_scales_powers_and_plane_are_kept(tmp_path):
    data = load_data("moons", degree=2, standardize=True)
    spec = specify("logistic", data=data, plane=("1", "3"), steps=4)
    again = specification_of(gdviz.solve(spec, out=tmp_path / "run"))
    assert again.manifest() == spec.manifest()
    np.testing.assert_array_equal(again.problem.data["X"], data.X)


def test_other_steps_are_another_run(tmp_path):
    run = gdviz.solve("bowl", steps=4, out=tmp_path / "run")
    assert specification_of(run, steps=9).steps == 9


def test_a_run_that_this_version_makes_otherwise_is_refused(tmp_path):
    run = gdviz.solve("bowl", steps=4, out=tmp_path / "run")
    manifest = run.path / "run.json"
    about = json.loads(manifest.read_text())
    about["problem"]["domain"] = [[-9.0, 9.0], [-9.0, 9.0]]
    about["problem"]["title"] = "Another bowl"
    manifest.write_text(json.dumps(about))
    with pytest.raises(ValueError, match="was made by another gdviz: problem differ; solve it again"):
        specification_of(gdviz.load(run.path))
