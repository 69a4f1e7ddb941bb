"""The landscape of a run, of several, or of a model: in its plane, whole, and taken up where it was broken off."""

import shutil

import numpy as np
import pytest

import gdviz
from gdviz.surveying.courses import Course

rng = np.random.default_rng(0)
CURVES = np.linspace(0.1, 3, 12)
STARTS = rng.normal(size=12)


def bowl(theta):
    return 0.5 * (CURVES * np.asarray(theta) ** 2).sum(axis=-1)


def record(out, rate, keep="all", steps=40):
    theta = STARTS.copy()
    with gdviz.record(out, keep=keep, title="A bowl") as run:
        for _ in range(steps):
            run.step(theta, bowl(theta))
            theta = theta - rate * CURVES * theta
    return out


def at(run, i, j):
    """Return the whole parameters at a point of a run's grid."""
    scape = run.landscape
    place = scape.origin + np.array([scape.x[i], scape.y[j]]) @ scape.axes
    return run.arrays["plane.origin"] + place @ run.arrays["plane.axes"] if "plane.axes" in run.arrays else place


@pytest.mark.parametrize("keep", ["all", "plane"])
def test_a_runs_own_plane_holds_its_path(tmp_path, keep):
    path = record(tmp_path / "run", 0.3, keep)
    before = gdviz.load(path)
    run = gdviz.landscape(path, bowl, samples=9, progress=False)
    assert run.path == path
    assert (run.params == before.params).all()
    for i, j in rng.integers(9, size=(20, 2)):
        assert run.landscape.loss[j, i] == pytest.approx(bowl(at(run, i, j)), rel=1e-6)
    points = run.landscape.project(run.params)
    assert (points[:, 0] > run.landscape.x[0]).all()
    assert (points[:, 0] < run.landscape.x[-1]).all()
    assert run.manifest["survey"]["plane"] == "path"


@pytest.mark.parametrize("keep", ["all", "plane"])
def test_runs_share_a_plane_that_holds_their_ends(tmp_path, keep):
    paths = [record(tmp_path / name, rate, keep) for name, rate in (("a", 0.3), ("b", 0.05))]
    ends = [Course.of(gdviz.load(path)).end for path in paths]
    runs = gdviz.landscape(paths, bowl, samples=9, progress=False)
    assert len({run.landscape.loss.tobytes() for run in runs}) == 1
    for run, end, path in zip(runs, ends, paths, strict=True):
        place = run.landscape.project(run.params)[-1]
        whole = run.landscape.origin + place @ run.landscape.axes
        if keep == "plane":
            whole = run.arrays["plane.origin"] + place @ run.arrays["plane.axes"]
        np.testing.assert_allclose(whole, end, atol=1e-6 * np.linalg.norm(STARTS))
        assert run.path == path
        assert run.landscape.height(place) == pytest.approx(bowl(end), abs=0.05)


@pytest.mark.parametrize(
    ("options", "points"),
    [
        ({"plane": "random"}, 1),
        ({"directions": (np.eye(12)[0], np.eye(12)[3])}, 1),
        ({"through": (STARTS, 0 * STARTS, np.arange(12.0))}, 3),
        ({"through": (STARTS, 0 * STARTS)}, 2),
    ],
    ids=str,
)
def test_a_resumed_survey_equals_an_unbroken_one_bit_for_bit(options, points, tmp_path):
    def ask(out, loss):
        return gdviz.landscape(STARTS, loss, out=tmp_path / out, samples=12, progress=False, **options)

    def breaks(theta):
        nonlocal calls
        calls += 1
        if calls > 12 + (60 if len(options.get("through", ())) != 2 else 6):
            raise KeyboardInterrupt
        return one(theta)

    def one(theta):
        return float(0.5 * (CURVES @ np.asarray(theta).reshape(12) ** 2))

    whole, calls = ask("whole", one), 0
    with pytest.raises(KeyboardInterrupt):
        ask("broken", breaks)
    half = gdviz.load(tmp_path / "broken")
    assert 0 < half.manifest["survey"]["taken"] < 12
    assert np.isfinite(half.landscape.loss).all()
    again = []
    resumed = ask("broken", lambda theta: again.append(1) or one(theta))
    assert len(again) < 12 * 12
    for name in whole.arrays:
        assert whole.arrays[name].tobytes() == resumed.arrays[name].tobytes(), name
    assert len(resumed.params) == points
    assert resumed.manifest["survey"]["taken"] == 12
    np.testing.assert_allclose(resumed.loss[0], bowl(STARTS))


def test_a_survey_of_another_loss_is_not_gone_on_with(tmp_path):
    def breaks(theta):
        nonlocal calls
        calls += 1
        if calls > 60:
            raise KeyboardInterrupt
        return float(bowl(theta.ravel()))

    calls = 0
    with pytest.raises(KeyboardInterrupt):
        gdviz.landscape(STARTS, breaks, out=tmp_path / "run", samples=12, progress=False)
    run = gdviz.landscape(STARTS, lambda theta: 2 * bowl(theta), out=tmp_path / "run", samples=12, progress=False)
    fresh = gdviz.landscape(STARTS, lambda theta: 2 * bowl(theta), out=tmp_path / "fresh", samples=12, progress=False)
    assert (run.landscape.loss == fresh.landscape.loss).all()


def test_two_parameters_are_their_own_plane_and_one_is_a_line(tmp_path):
    two = gdviz.landscape([3.0, -1.0], lambda p: p[..., 0] ** 2 + p[..., 1], out=tmp_path / "a", progress=False)
    assert two.landscape.is_whole_space
    assert two.landscape.loss.shape == (41, 41)
    assert two.landscape.loss[40, 0] == two.landscape.x[0] ** 2 + two.landscape.y[40]
    one = gdviz.landscape([3.0], lambda p: p[..., 0] ** 2, out=tmp_path / "b", samples=7, progress=False)
    np.testing.assert_allclose(one.landscape.loss, one.landscape.x**2)


@pytest.mark.parametrize(
    ("give", "words"),
    [
        ({"plane": "pca"}, "pca"),
        ({"normalize": "unit"}, "filter"),
        ({"batchnorm": "train"}, "recompute"),
        ({"samples": 3}, "samples=41"),
        ({"reach": 0}, "reach=0.5"),
        ({"seed": -1}, "from 0 to 4294967295, not -1"),
        ({"seed": 2**32}, "seed=1"),
        ({"plane": "hessian"}, "gradient="),
        ({"through": (STARTS,)}, "two points or three"),
        ({"plane": "random", "through": (STARTS, STARTS)}, "give one of"),
        ({"plane": "path"}, "recorded runs"),
        ({"model": STARTS}, "recorded runs"),
        ({"plane": "joint"}, "recorded runs"),
        ({"out": None}, "out='runs/landscape'"),
        ({"through": (STARTS, STARTS[:3])}, "params has 12"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_said_in_words(give, words, tmp_path):
    with pytest.raises(ValueError, match=words):
        gdviz.landscape(STARTS, bowl, **{"out": tmp_path / "run", "progress": False, **give})
    assert not (tmp_path / "run").exists()


def test_several_runs_are_no_run_of_its_own(tmp_path):
    one = record(tmp_path / "a", 0.3)
    with pytest.raises(ValueError, match="in a list"):
        gdviz.landscape([one, shutil.copytree(one, tmp_path / "d")], bowl, out=tmp_path / "e")


def test_a_figure_draws_a_model_without_a_run(tmp_path):
    run = gdviz.landscape(STARTS, bowl, out=tmp_path / "run", samples=9, progress=False)
    assert gdviz.draw("contour", [run], tmp_path / "x.png", still="last").is_file()


def squares(theta):
    """Return a sum of squares of any number of parameters."""
    return (theta**2).sum(axis=-1)


def test_around_what_is_not_finite_there_is_no_landscape(tmp_path):
    with pytest.raises(ValueError, match="parameters are not all finite"):
        gdviz.landscape([1.0, np.nan, 2.0], squares, out=tmp_path / "run", samples=5, progress=False)


@pytest.mark.parametrize("points", [[[0.0, 1.0], [2.0, 0.0], [1.0, 3.0]], [[1.0], [3.0]]], ids=["plane", "line"])
def test_points_of_one_or_two_parameters_lie_where_they_are(points, tmp_path):
    run = gdviz.landscape(points[0], squares, through=points, out=tmp_path / "run", samples=7, progress=False)
    np.testing.assert_allclose(run.params, points)
    np.testing.assert_allclose(run.landscape.project(run.params), points)
    scape = run.landscape
    place = np.array([scape.x[2], *scape.y[4:5]])
    assert scape.loss.T[(2, 4)[: scape.loss.ndim]] == pytest.approx(float(squares(place)))
