"""Many starts moved at once: the same places as each by itself, or found out not to be."""

import numpy as np
import pytest
from iterating import clipped

from gdviz.optimizers import OPTIMIZERS
from gdviz.runs.divergence import bounds
from gdviz.solving.many_starts import Bounds, OneByOne, Together, moves_as_one
from gdviz.solving.specification import specify

MIXES = {"backtracking", "conjugate-gradient", "newton"}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_all_starts_are_moved_at_once_unless_the_rule_mixes_coordinates(name):
    spec = specify("himmelblau", name)
    starts = np.random.default_rng(0).uniform(-5, 5, (50, 2))
    assert moves_as_one(spec, starts) == (name not in MIXES)


def test_rule_of_ones_own_that_mixes_coordinates_is_found_out():
    spec = specify("himmelblau", clipped(), lr=0.2, steps=80)
    assert not moves_as_one(spec, np.random.default_rng(0).uniform(-5, 5, (50, 2)))


@pytest.mark.parametrize("name", ["gd", "momentum", "adam", "rmsprop"])
def test_starts_moved_together_are_where_each_is_by_itself(name):
    spec = specify("himmelblau", name, steps=9, schedule="cosine")
    starts = np.random.default_rng(1).uniform(-5, 5, (7, 2))
    together, single = Together(spec, starts), OneByOne(spec, starts)
    np.testing.assert_allclose(together.loss, spec.problem.value(starts), rtol=1e-14)
    for t in range(4):
        together.step(t)
        single.step(t)
    some = np.array([True, False, True, True, False, False, True])
    together.keep(some)
    single.keep(some)
    assert together.params.shape == single.params.shape == (4, 2)
    for t in range(4, 9):
        together.step(t)
        single.step(t)
    np.testing.assert_allclose(together.params, single.params, rtol=1e-9)
    np.testing.assert_allclose(together.loss, single.loss, rtol=1e-9)
    alone = Together(spec, starts[2:3])
    for t in range(9):
        alone.step(t)
    np.testing.assert_allclose(together.params[1], alone.params[0], rtol=1e-12)


def test_bounds_of_many_are_those_of_a_run_from_each():
    spec = specify("bowl")
    starts = np.array([[1e-3, 2e-3], [50.0, -1.0], [3.0, 3.0]])
    group = Together(spec, starts)
    limits = Bounds.of(starts, group.loss)
    for loss, params in ((1.0, 1.0), (1e9, 1e3), (1e11, 1.0), (1.0, 2e9), (1.0, 6e10), (np.nan, 1.0), (1.0, np.inf)):
        group.loss, group.params = np.full(3, loss), np.full((3, 2), params)
        first = spec.problem.value(starts)
        with np.errstate(all="ignore"):
            expected = [bounds(float(first[i]), starts[i])(loss, group.params[i]) for i in range(3)]
            assert limits.hold(group, np.arange(3)).tolist() == expected
