"""The network: by hand, its start on data of any scale, and that it learns what no line can."""

import numpy as np
import pytest

from gdviz.problems import PROBLEMS
from gdviz.problems.datasets import load_data
from gdviz.runs.data import Data


def test_one_unit_by_hand():
    mlp = PROBLEMS["mlp"](Data.of([1.0, -2.0], [1, 0]), hidden=1)
    assert mlp.parameters == ("unit 1: bias", "unit 1: x", "output: bias", "output: unit 1")
    b, w, c, v = at = np.array([0.2, -0.4, 0.1, 1.5])
    x, y = np.array([1.0, -2.0]), np.array([1.0, 0.0])
    unit = np.tanh(b + w * x)
    z = c + v * unit
    s = 1 / (1 + np.exp(-z))
    assert mlp.value(at) == pytest.approx(-np.mean(y * np.log(s) + (1 - y) * np.log(1 - s)), rel=1e-13)
    back = (s - y) * v * (1 - unit**2)
    expected = [back.mean(), (back * x).mean(), (s - y).mean(), ((s - y) * unit).mean()]
    assert mlp.gradient(at) == pytest.approx(expected, rel=1e-12)
    assert mlp.hessian is None


@pytest.mark.parametrize("source", ["moons", "circles"])
@pytest.mark.parametrize("seed", range(4))
def test_it_bends_its_boundary(source, seed):
    mlp = PROBLEMS["mlp"](load_data(source))
    p = mlp.draw_start(seed)
    for _ in range(mlp.steps):
        p = p - mlp.lr * mlp.gradient(p)
    assert mlp.metrics["accuracy"](p) > 0.95


@pytest.mark.parametrize("hidden", [1, 3, 20])
def test_number_of_units_is_a_setting(hidden):
    mlp = PROBLEMS["mlp"](hidden=hidden)
    assert mlp.dimension == 4 * hidden + 1 == len(set(mlp.parameters))
    assert mlp.draw_start(0).shape == (mlp.dimension,)


def test_start_differs_by_seed_and_between_units():
    mlp = PROBLEMS["mlp"]()
    starts = np.array([mlp.draw_start(seed) for seed in range(5)])
    assert len(np.unique(starts[:, 0])) == 5
    assert np.array_equal(starts[2], mlp.draw_start(2))
    assert len(np.unique(starts[0, :24])) == 24


@pytest.mark.parametrize(("scale", "shift"), [(1.0, 0.0), (1e4, 0.0), (1.0, 1e3), (1e-4, 0.0)])
def test_start_bends_where_the_points_are(scale, shift):
    moons = load_data("moons")
    plain = PROBLEMS["mlp"](moons)
    moved = PROBLEMS["mlp"](Data.of(scale * moons.X + shift, moons.y))
    assert moved.value(moved.draw_start(0)) == pytest.approx(plain.value(plain.draw_start(0)), rel=1e-8)


@pytest.mark.parametrize("hidden", [0, 1001, 2.5, "many"])
def test_bad_number_of_units_is_refused_by_name(hidden):
    with pytest.raises(ValueError, match=f"^hidden={hidden} is not a whole number"):
        PROBLEMS["mlp"](hidden=hidden)
