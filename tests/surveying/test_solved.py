"""The landscape of solved runs taken again: the problem's own loss, on any plane."""

import shutil

import numpy as np
import pytest

import gdviz
from gdviz.landscapes import sampling
from gdviz.problems import PROBLEMS
from gdviz.runs.manifest import RunError
from gdviz.solving.recovery import specification_of
from gdviz.surveying.solved import survey_solved

HOW = {"samples": 7, "progress": False}


@pytest.fixture
def run(tmp_path):
    return gdviz.solve("softmax", "adam", steps=12, out=tmp_path / "run")


def value_at(run, loss_of, i, j):
    scape = run.landscape
    place = scape.origin + np.array([scape.x[i], scape.y[j]]) @ scape.axes
    whole = run.arrays["plane.origin"] + place @ run.arrays["plane.axes"] if "plane.axes" in run.arrays else place
    return float(specification_of(loss_of).problem.value(whole))


@pytest.mark.parametrize(
    ("options", "is_new"),
    [
        ({}, False),
        ({"plane": "random", "seed": 2}, True),
        ({"plane": "hessian"}, True),
        ({"through": ["first", "6", "last"]}, True),
    ],
    ids=str,
)
def test_the_stored_loss_is_the_problems(options, is_new, run, tmp_path):
    out = {"out": tmp_path / "new"} if is_new else {}
    (taken,) = survey_solved([run.path], **out, **HOW, **options)
    assert taken.path == (tmp_path / "new" if is_new else run.path)
    for i, j in np.random.default_rng(0).integers(7, size=(20, 2)):
        assert taken.landscape.loss[j, i] == pytest.approx(value_at(taken, run, i, j), rel=1e-9)


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_landscape_of_every_problem_is_taken_again(name, tmp_path, monkeypatch):
    monkeypatch.setitem(sampling.survey.__kwdefaults__, "samples", 9)
    run = gdviz.solve(name, steps=2, out=tmp_path / "run")
    problem, count = specification_of(run).problem, run.params.shape[1]
    for options in ({}, {"plane": "random"}, {"plane": "hessian"}, {"through": ["first", "1", "last"]}):
        out = {"out": tmp_path / "new"} if options else {}
        if options and count < 3:
            what = "--through" if "through" in options else "--plane"
            with pytest.raises(ValueError, match=f"all of which its landscape shows; leave out {what}"):
                survey_solved([run.path], samples=5, progress=False, **options, **out)
            continue
        (taken,) = survey_solved([run.path], samples=5, progress=False, **options, **out)
        scape = taken.landscape
        place = scape.origin + np.array([scape.x[1], *scape.y[3:4]]) @ scape.axes
        whole = taken.arrays["plane.origin"] + place @ taken.arrays["plane.axes"] if options else place
        assert scape.loss.T[(1, 3)[: scape.loss.ndim]] == pytest.approx(
            float(problem.value(whole)), rel=1e-9, nan_ok=True
        )
        shutil.rmtree(tmp_path / "new", ignore_errors=True)


@pytest.mark.parametrize("name", ["parabola", "bowl"])
def test_a_new_run_of_all_parameters_keeps_path_and_method(name, tmp_path):
    run = gdviz.solve(name, steps=4, out=tmp_path / "run")
    (taken,) = survey_solved([run.path], out=tmp_path / "new", **HOW)
    np.testing.assert_allclose(taken.params, run.params)
    np.testing.assert_allclose(taken.loss, run.loss)
    assert (taken.optimizer["title"], taken.steps) == (run.optimizer["title"], 4)
    ends = [(grid[0], grid[-1]) for grid in (run.landscape.x, run.landscape.y) if len(grid)]
    assert [(grid[0], grid[-1]) for grid in (taken.landscape.x, taken.landscape.y) if len(grid)] == ends


def test_steps_lie_where_the_path_was_then(run, tmp_path):
    (taken,) = survey_solved([run.path], through=["first", "6", "last"], out=tmp_path / "new", **HOW)
    whole = taken.arrays["plane.origin"] + taken.params @ taken.arrays["plane.axes"]
    np.testing.assert_allclose(whole, run.params[[0, 6, -1]], atol=1e-9)
    np.testing.assert_allclose(taken.loss, run.loss[[0, 6, -1]], rtol=1e-12)
    (line,) = survey_solved([run.path], through=["0", "12"], out=tmp_path / "line", **HOW)
    assert line.landscape.loss.shape == (7,)


def test_the_leading_eigenvalues_are_those_of_the_hessian(run, tmp_path):
    (taken,) = survey_solved([run.path], plane="hessian", out=tmp_path / "new", **HOW)
    gradient, end = specification_of(run).problem.gradient, run.params[-1]
    dense = np.stack([(gradient(end + move) - gradient(end - move)) / 2e-5 for move in 1e-5 * np.eye(len(end))])
    wanted = np.linalg.eigvalsh((dense + dense.T) / 2)[:-3:-1]
    np.testing.assert_allclose(taken.manifest["survey"]["eigenvalues"], wanted, rtol=1e-4)


def test_runs_of_one_problem_share_a_plane(run, tmp_path):
    other = gdviz.solve("softmax", "gd", steps=12, out=tmp_path / "other")
    taken = survey_solved([run.path, other.path], **HOW)
    assert [one.path for one in taken] == [run.path, other.path]
    assert (taken[0].landscape.loss == taken[1].landscape.loss).all()


def test_processes_that_are_not_forked_read_the_problem_from_the_run(run, tmp_path, monkeypatch):
    """A problem is made of closures, which do not travel."""
    monkeypatch.setattr("gdviz.surveying.hands.may_fork", lambda: False)
    (alone,) = survey_solved([run.path], plane="random", out=tmp_path / "alone", jobs=1, **HOW)
    (shared,) = survey_solved([run.path], plane="random", out=tmp_path / "shared", jobs=2, **HOW)
    np.testing.assert_array_equal(shared.landscape.loss, alone.landscape.loss)


@pytest.mark.parametrize("name", ["bowl", "bumpy"])
def test_of_one_or_two_parameters_the_box_is_the_problems_own(name, tmp_path):
    run = gdviz.solve(name, steps=5, out=tmp_path / "run")
    before = run.landscape
    (taken,) = survey_solved([run.path], progress=False)
    for field, value in before.fields().items():
        np.testing.assert_allclose(taken.landscape.fields()["surface." + field.rpartition(".")[2]], value, rtol=1e-12)


def test_basins_are_kept_and_a_resumed_run_says_nothing_of_a_survey(tmp_path):
    run = gdviz.solve("bowl", steps=5, out=tmp_path / "run", basins=6)
    before = run.arrays["basins.label"].copy()
    (taken,) = survey_solved([run.path], **HOW)
    assert (taken.arrays["basins.label"] == before).all()
    assert taken.manifest["survey"]["samples"] == 7
    assert "survey" not in gdviz.resume(run.path, steps=9).manifest


def recorded(out):
    with gdviz.record(out, title="Mine") as training:
        for step in range(4):
            training.step(np.arange(3.0) + step, 1.0)


def of_my_own(out):
    gdviz.solve(
        gdviz.Problem(
            title="Mine",
            formula="x^2",
            parameters=("x",),
            value=lambda p: p[..., 0] ** 2,
            gradient=lambda p: 2 * p,
            domain=np.array([[-2.0, 2.0]]),
            start=np.array([1.5]),
            lr=0.1,
            stride=0.1,
            steps=3,
        ),
        out=out,
    )


@pytest.mark.parametrize("make", [recorded, of_my_own])
def test_what_cannot_evaluate_says_where_its_landscape_is_taken(make, tmp_path):
    make(tmp_path / "run")
    with pytest.raises(RunError, match=r"does not say how its loss is computed.*gdviz\.landscape\(.*, loss\)"):
        survey_solved([tmp_path / "run"], **HOW)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"through": ["first", "99"]}, "such as 12, not '99'"),
        ({"through": ["first", "end"]}, "such as 6, not 'end'"),
        ({"through": ["first"]}, "two points or three"),
        ({"plane": "joint"}, "in a list"),
        ({"through": ["first", "last"], "plane": "random"}, "give one of"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_said_in_words(options, words, run, tmp_path):
    with pytest.raises(ValueError, match=words):
        survey_solved([run.path], out=None if "plane" in options else tmp_path / "new", **HOW, **options)


def test_runs_that_share_no_landscape_are_refused(run, tmp_path):
    other = gdviz.solve("bowl", steps=3, out=tmp_path / "other")
    with pytest.raises(ValueError, match="different problems"):
        survey_solved([run.path, other.path], **HOW)
    twin = shutil.copytree(run.path, tmp_path / "twin")
    for options in ({"out": tmp_path / "new"}, {"plane": "random"}, {"through": ["first", "last"]}):
        with pytest.raises(ValueError, match=r"one run|give neither place nor plane"):
            survey_solved([run.path, twin], **HOW, **options)
    with pytest.raises(ValueError, match="has 2 parameters, all of which"):
        survey_solved([other.path], plane="hessian", out=tmp_path / "new", **HOW)
