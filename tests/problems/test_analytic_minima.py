"""The minima that the literature knows, to twelve digits, and descents that are worth watching."""

import math
from itertools import pairwise

import numpy as np
import pytest

from gdviz.optimizers import OPTIMIZERS
from gdviz.problems import PROBLEMS

KNOWN = [
    ("half-square", [[0.0]], 0.0),
    ("parabola", [[3.0]], -4.0),
    ("bowl", [[0.0, 0.0]], 0.0),
    ("ravine", [[0.0, 0.0]], 0.0),
    ("rosenbrock", [[1.0, 1.0]], 0.0),
    (
        "himmelblau",
        [
            [3.0, 2.0],
            [-2.805118086953, 3.131312518251],
            [-3.779310253378, -3.283185991286],
            [3.584428340330, -1.848126526964],
        ],
        0.0,
    ),
    ("beale", [[3.0, 0.5]], 0.0),
    ("booth", [[1.0, 3.0]], 0.0),
    ("matyas", [[0.0, 0.0]], 0.0),
    ("goldstein-price", [[0.0, -1.0]], 3.0),
    ("six-hump-camel", [[0.089842013100, -0.712656403021], [-0.089842013100, 0.712656403021]], -1.031628453489877),
    ("three-hump-camel", [[0.0, 0.0]], 0.0),
    ("mccormick", [[-0.547197551197, -1.547197551197]], -1.913222954981),
    ("easom", [[math.pi, math.pi]], -1.0),
    ("rastrigin", [[0.0, 0.0]], 0.0),
    ("ackley", [[0.0, 0.0]], 0.0),
    ("styblinski-tang", [[-2.903534027771178] * 2], -2 * 39.166165703771412),
    ("levy", [[1.0, 1.0]], 0.0),
    ("griewank", [[0.0, 0.0]], 0.0),
]
# The value at the minimum, over the number of variables.
ANY_DIMENSION = {
    "rosenbrock": 0.0,
    "rastrigin": 0.0,
    "ackley": 0.0,
    "styblinski-tang": -39.166165703771412,
    "levy": 0.0,
    "griewank": 0.0,
}
ANALYTIC = [*(name for name, _, _ in KNOWN), "bumpy", "saddle", "monkey-saddle"]


@pytest.mark.parametrize(("name", "minima", "value"), KNOWN)
def test_minima_are_those_of_the_literature(name, minima, value):
    made = PROBLEMS[name]()
    np.testing.assert_allclose(made.minima, minima, rtol=0, atol=5e-13)
    np.testing.assert_allclose(made.value(made.minima), value, rtol=1e-14, atol=1e-13 if name == "mccormick" else 1e-25)


def test_value_of_mccormick_in_closed_form():
    made = PROBLEMS["mccormick"]()
    assert made.value(made.minima[0]) == pytest.approx(-math.sqrt(3) / 2 - math.pi / 3, rel=1e-15)


@pytest.mark.parametrize("name", ANALYTIC)
def test_nothing_in_the_domain_is_lower_than_the_known_minimum(name):
    made = PROBLEMS[name]()
    if not len(made.minima):
        pytest.skip("unbounded below")
    points = np.random.default_rng(11).uniform(*made.domain.T, size=(20_000, made.dimension))
    assert made.value(points).min() >= made.value(made.minima[0])


def test_bumpy_knows_all_its_minima():
    made = PROBLEMS["bumpy"]()
    x = np.linspace(*made.domain[0], 100_001)
    loss = made.value(x[:, None])
    lowest = x[1:-1][(loss[1:-1] < loss[:-2]) & (loss[1:-1] < loss[2:])]
    np.testing.assert_allclose(np.sort(made.minima[:, 0]), lowest, atol=1e-4)
    assert np.abs(made.gradient(made.minima)).max() < 1e-14
    assert made.value(made.minima).argmin() == 0


@pytest.mark.parametrize("name", ["saddle", "monkey-saddle"])
def test_saddles_are_flat_at_the_origin_and_fall_without_end(name):
    made = PROBLEMS[name]()
    assert made.gradient(np.zeros(2)).tolist() == [0.0, 0.0]
    assert made.minima.shape == (0, 2)
    around = np.array([[math.cos(a), math.sin(a)] for a in np.linspace(0, 2 * math.pi, 400)])
    signs = np.sign(made.value(1e-3 * around))
    # Two valleys of the saddle, three of the monkey's, and as many ridges between.
    assert sum(a != b for a, b in pairwise(signs)) == {"saddle": 4, "monkey-saddle": 6}[name]
    assert made.value(1e4 * around).min() < -1e7


def test_ravine_has_curvatures_1_and_kappa_askew():
    bend = PROBLEMS["ravine"](kappa=30).hessian(np.zeros(2))
    assert np.linalg.eigvalsh(bend) == pytest.approx([1.0, 30.0], rel=1e-14)
    assert bend @ [4.0, 3.0] == pytest.approx([4.0, 3.0], rel=1e-13)
    assert "30 (4 y - 3 x)^2" in PROBLEMS["ravine"](kappa=30).formula


def test_tip_of_ackley_has_a_gradient_and_a_hessian_that_are_finite():
    for dimension in (1, 2, 7):
        made = PROBLEMS["ackley"](dimension=dimension)
        assert made.gradient(np.zeros(dimension)).tolist() == [0.0] * dimension
        expected = math.e * (2 * math.pi) ** 2 / dimension * np.eye(dimension)
        np.testing.assert_allclose(made.hessian(np.zeros(dimension)), expected, rtol=1e-14)
        table = made.gradient(np.stack([np.zeros(dimension), np.ones(dimension)]))
        assert np.isfinite(table).all()


@pytest.mark.parametrize("dimension", [2, 3, 5, 12])
@pytest.mark.parametrize("name", ANY_DIMENSION)
def test_any_dimension(name, dimension):
    made = PROBLEMS[name](dimension=dimension)
    assert made.dimension == dimension == len(set(made.parameters))
    assert made.options == {"dimension": dimension}
    assert made.minima.shape == (1, dimension)
    expected = dimension * ANY_DIMENSION[name]
    np.testing.assert_allclose(made.value(made.minima), expected, rtol=1e-13, atol=1e-25)
    points = np.random.default_rng(5).uniform(*made.domain.T, size=(4, dimension))
    step = 1e-5
    for function, derivative in ((made.value, made.gradient), (made.gradient, made.hessian)):
        sides = [(function(points + h) - function(points - h)) / (2 * step) for h in step * np.eye(dimension)]
        slopes = np.stack(sides, axis=-1)
        np.testing.assert_allclose(derivative(points), slopes, rtol=1e-6, atol=1e-7 * max(1, np.abs(slopes).max()))


@pytest.mark.parametrize("name", sorted({*ANY_DIMENSION} - {"rosenbrock"}))
def test_one_variable(name):
    made = PROBLEMS[name](dimension=1)
    assert made.parameters == ("x",)
    at = np.linspace(0.1, 2, 7)[:, None]
    assert made.hessian(at).shape == (7, 1, 1)
    slope = (made.value(at + 1e-6) - made.value(at - 1e-6)) / 2e-6
    np.testing.assert_allclose(made.gradient(at)[:, 0], slope, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(("name", "value"), [("rosenbrock", 1), ("ackley", 0), ("levy", 2.5), ("griewank", 1001)])
def test_bad_dimension_is_refused_by_name(name, value):
    with pytest.raises(ValueError, match=f"dimension={value} is not a whole number in"):
        PROBLEMS[name](dimension=value)


def losses(name, optimizer):
    """Return the losses of a run with every default."""
    made, method = PROBLEMS[name](), OPTIMIZERS[optimizer]()
    lr = method.gain * (made.lr if method.scale == "gradient" else made.stride)
    p, state = made.start, method.init(made.start)
    seen = [made.value(p)]
    for _ in range(made.steps):
        p, state = method.update(made, p, state, lr)
        seen.append(made.value(p))
    return np.array(seen)


@pytest.mark.parametrize("optimizer", ["gd", "adam"])
@pytest.mark.parametrize("name", ANALYTIC)
def test_defaults_give_a_path_worth_looking_at(name, optimizer):
    loss = losses(name, optimizer)
    made = PROBLEMS[name]()
    assert loss.max() < 2 * max(abs(loss[0]), 1)
    fallen = loss[0] - loss[-1]
    lowest = made.value(made.minima[0]) if len(made.minima) else 0.0
    # Into some basin at least; a tenth of the steps is not yet the whole story.
    assert fallen > 0.35 * (loss[0] - lowest)
    assert loss[0] - loss[len(loss) // 10] < 0.996 * fallen
