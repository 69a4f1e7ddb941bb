"""What the panel of a classifier has: points, and what makes scores all over their plane."""

import numpy as np
import pytest

import gdviz
from gdviz.analysis.predictions import predicted
from gdviz.pages.boundary import MOMENTS, boundary_of, whole_numbers, why_not_plane
from gdviz.runs.preprocessing import expand
from gdviz.style.themes import DARK, LIGHT


def params_of(told, arrays, index=0):
    model = told["models"][index]
    return model["low"] + model["unit"] * arrays[f"boundary.{index}.params"]


@pytest.mark.parametrize("problem", ["logistic", "svm", "softmax", "mlp"])
def test_kept_parameters_predict_what_the_recorded_do(problem, tmp_path):
    run, arrays = gdviz.solve(problem, steps=20, out=tmp_path / "run"), {}
    told = boundary_of([run], run.landscape, (LIGHT, DARK), arrays)
    rows = np.searchsorted(run.step, arrays["boundary.0.step"])
    kept = params_of(told, arrays)
    assert np.abs(kept - run.params[rows]).max() <= np.ptp(run.params) / 65535
    points = np.stack([arrays["boundary.x"], arrays["boundary.y"]], axis=-1)
    assert predicted(run, kept[-1], points) == pytest.approx(predicted(run, run.params[-1], points), abs=2e-2)
    assert told["models"][0]["kind"] == run.problem["model"]
    assert (arrays["boundary.label"] == run.data["y"]).all()
    count = len(told["classes"])
    for name in ("light", "dark"):
        assert len(told["looks"][name]) == count
        assert len(told["shades"][name]) == 2 * count


def test_monomials_and_their_scale_are_told(tmp_path):
    places = np.random.default_rng(0).normal(size=(30, 2))
    data = gdviz.Data.of(places, (places**2).sum(axis=1) > 1).expanded(2).standardized()
    run, arrays = gdviz.solve("logistic", data=data, steps=5, out=tmp_path / "run"), {}
    told = boundary_of([run], run.landscape, (LIGHT, DARK), arrays)
    model = told["models"][0]
    points = np.stack([arrays["boundary.x"], arrays["boundary.y"]], axis=-1)
    columns = np.stack([points[:, term].prod(axis=1) for term in model["terms"]], axis=-1)
    assert (columns == expand(points, 2)).all()
    assert (columns - model["means"]) / model["scales"] == pytest.approx(np.asarray(run.data["X"]))


def test_recorded_scores_are_kept_at_some_moments(tmp_path):
    points = np.random.default_rng(0).normal(size=(20, 2))
    weights = np.array([1.0, -2.0])
    with gdviz.record(
        tmp_path / "run", data=(points, np.arange(20) % 2), predict=lambda x: step + x @ weights
    ) as record:
        for step in range(50):
            record.step(weights * step, 1.0)
    run, arrays = gdviz.load(tmp_path / "run"), {}
    told = boundary_of([run], None, (LIGHT, DARK), arrays)
    model, steps = told["models"][0], arrays["boundary.0.step"]
    assert model["kind"] == "recorded"
    assert len(steps) == MOMENTS
    assert (steps[0], steps[-1]) == (0, 50)
    grids = [run.arrays[f"boundary.{side}"] for side in "xy"]
    across, up = np.meshgrid(*grids)
    scores = (model["low"] + model["unit"] * arrays["boundary.0.score"][0]).reshape(model["shape"])
    assert scores[0] == pytest.approx(np.clip(across - 2 * up, -16, 16), abs=0.01)


def test_whole_numbers_are_as_near_as_they_can_be():
    values = np.array([[0.0, 1.0], [np.nan, np.inf], [-3.0, 2.5]])
    kept, low, unit = whole_numbers(values)
    assert low + unit * kept == pytest.approx(np.array([[0.0, 1.0], [-3.0, 2.5], [-3.0, 2.5]]), abs=unit / 2)
    assert whole_numbers(np.full((2, 2), 7.0))[1:] == (7.0, 1.0)


def test_others_have_no_plane(solved):
    assert why_not_plane(solved("bowl"))
    arrays = {}
    assert boundary_of([solved("bowl")], None, (LIGHT, DARK), arrays) is None
    assert not arrays
