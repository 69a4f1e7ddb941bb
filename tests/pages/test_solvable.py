"""Which functions a page can solve, and what it says of those that it cannot."""

import json

import numpy as np
import pytest

import gdviz
from gdviz.pages import solvable as module
from gdviz.pages.solvable import NotSolvableError, solvable, why_no_momentum_plane
from gdviz.problems import PROBLEMS

ANALYTIC = [name for name in PROBLEMS if not PROBLEMS[name].takes_data]


@pytest.fixture
def solved(tmp_path):
    def run_of(problem, optimizer="gd", **options):
        return gdviz.solve(problem, optimizer, out=tmp_path / "run", **{"steps": 2, **options})

    return run_of


@pytest.mark.parametrize("name", ANALYTIC)
def test_every_analytic_problem_can_be_solved(name, solved):
    found = solvable([solved(name)])
    assert found.entry["kind"] == "expression"
    assert "hessian(" in found.script
    json.dumps(found.entry, allow_nan=False)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("slope", {"kind": "least squares", "factor": 2.0, "ridge": 0.0}),
        ("line", {"kind": "least squares", "factor": 1.0, "ridge": 0.0}),
        ("polynomial", {"kind": "least squares", "factor": 1.0, "ridge": 0.0}),
        ("linear", {"kind": "least squares", "factor": 1.0, "ridge": 0.0}),
        ("logistic", {"kind": "classifier", "judge": "logistic", "ridge": 0.0}),
        ("sigmoid-squared-error", {"kind": "classifier", "judge": "sigmoid-squared-error", "ridge": 0.0}),
        ("svm", {"kind": "classifier", "judge": "svm", "ridge": 0.01}),
    ],
)
def test_models_come_with_their_data(name, kind, solved):
    run = solved(name)
    found = solvable([run])
    assert {key: found.entry[key] for key in kind} == kind
    assert found.script == ""
    assert found.arrays["design"].shape == (len(run.data["y"]), run.params.shape[1])
    residuals = found.arrays["design"] @ run.params[0] - found.arrays["target"]
    if kind["kind"] == "least squares":
        assert kind["factor"] / 2 * np.mean(residuals**2) == pytest.approx(run.loss[0], rel=1e-12)
    assert ("newton" in [each["name"] for each in found.entry["optimizers"]]) is (name != "svm")


def test_an_own_function_is_solved_from_its_text(solved):
    found = solvable([solved(None, function="x**2*y**2 + abs(x)", domain=[-1, 1, -2, 2])])
    assert "Math.abs(v0)" in found.script
    assert found.entry["names"] == ["x", "y"]


@pytest.mark.parametrize(
    ("name", "settings", "sentence"),
    [
        ("rosenbrock", {"dimension": 7}, "A function of 7 variables is too long for a page: the run is played."),
        ("softmax", {}, "A page cannot train this model: the run is played."),
    ],
)
def test_what_cannot_be_solved_is_said(name, settings, sentence, solved):
    with pytest.raises(NotSolvableError, match=sentence):
        solvable([solved(name, settings=settings)])


def test_many_points_are_played(solved, monkeypatch):
    monkeypatch.setattr(module, "MOST_NUMBERS", 150)
    with pytest.raises(NotSolvableError, match="These 100 points are too many"):
        solvable([solved("line")])


def test_a_recorded_training_is_played(tmp_path):
    p = np.array([2.0, 1.0])
    with gdviz.record(tmp_path / "run", loss=lambda p: float(p @ p), lr=0.1) as run:
        run.step(p, gradient=2 * p)
    with pytest.raises(NotSolvableError, match="does not know this run's function"):
        solvable([gdviz.load(tmp_path / "run")])


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": "himmelblau"}, "bowl"),
        ({"options": {"kappa": 6.0}}, "bowl"),
        ({"options": {"kappa": "</script>"}}, "bowl"),
        ({"options": {"function": "</script><script>alert(1)</script>"}}, "bowl"),
        ({"options": {"function": "x**2 + y**2"}}, "bowl"),
        ({"name": "constructor"}, "bowl"),
    ],
)
def test_a_run_that_says_another_function_than_it_recorded_is_played(change, problem, solved, tmp_path):
    run = solved(problem)
    manifest = json.loads((run.path / "run.json").read_text())
    manifest["problem"].update(change)
    (run.path / "run.json").write_text(json.dumps(manifest))
    with pytest.raises(NotSolvableError, match="does not know this run's function"):
        solvable([gdviz.load(run.path)])


@pytest.mark.parametrize(
    ("name", "settings", "curvatures"),
    [
        ("bowl", {"kappa": 9.0}, [1.0, 9.0]),
        ("ravine", {"kappa": 40.0}, [1.0, 40.0]),
        ("half-square", {}, [1.0]),
        ("booth", {}, [2.0, 18.0]),
        ("matyas", {}, [0.04, 1.0]),
        ("saddle", {}, None),
        ("rosenbrock", {}, None),
        ("logistic", {}, None),
    ],
)
def test_the_curvatures_of_quadratics_are_known(name, settings, curvatures, solved):
    run = solved(name, settings=settings)
    found = solvable([run]).entry["curvatures"]
    assert (found is None) is (curvatures is None)
    if curvatures:
        np.testing.assert_allclose(found, curvatures, rtol=1e-12)
    assert (why_no_momentum_plane([run]) is None) is (curvatures is not None)


def test_the_curvatures_of_least_squares_are_those_of_the_design(solved):
    run = solved("line")
    design = np.column_stack([np.ones(len(run.data["X"])), run.data["X"]])
    expected = np.linalg.eigvalsh(design.T @ design / len(design))
    np.testing.assert_allclose(solvable([run]).entry["curvatures"], expected, rtol=1e-12)


def test_how_runs_were_made_is_told(solved):
    run = solved("bowl", "adam", settings={"beta1": 0.8}, lr=0.3, schedule="step:5,0.5", start=[1.0, 2.0], patience=4)
    [told] = solvable([run]).entry["recorded"]
    assert told["optimizer"] == "adam"
    assert told["rate"] == 0.3
    assert (told["settings"]["beta1"], told["settings"]["convention"]) == (0.8, "torch")
    assert told["schedule"] == {"name": "step", "options": {"every": 5, "gamma": 0.5}}
    assert (told["start"], told["patience"]) == ([1.0, 2.0], 4)


def test_batches_are_told_to_be_left_out(solved):
    assert "every step uses all data" in solvable([solved("line", batch=10)]).entry["note"]
    assert solvable([solved("line")]).entry["note"] == ""
