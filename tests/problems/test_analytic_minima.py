"""The minima that the literature knows, to twelve digits, and descents that are worth watching."""

import math

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
ANALYTIC = [*(name for name, _, _ in KNOWN), "bumpy", "saddle", "monkey-saddle"]


@pytest.mark.parametrize(("name", "minima", "value"), KNOWN)
def test_minima_are_those_of_the_literature(name, minima, value):
    made = PROBLEMS[name]()
    np.testing.assert_allclose(made.minima, minima, rtol=0, atol=5e-13)
    np.testing.assert_allclose(made.value(made.minima), value, rtol=1e-14, atol=1e-13 if name == "mccormick" else 1e-25)


@pytest.mark.parametrize("name", ANALYTIC)
def test_nothing_in_the_domain_is_lower_than_the_known_minimum(name):
    made = PROBLEMS[name]()
    if not len(made.minima):
        pytest.skip("unbounded below")
    points = np.random.default_rng(11).uniform(*made.domain.T, size=(20_000, made.dimension))
    assert made.value(points).min() >= made.value(made.minima[0])


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
