"""When a run has left all bounds: a billion times its first loss or params, or no number any more."""

import math

import numpy as np
import pytest

from gdviz.runs.divergence import BOUND, LARGEST, bounds

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(("loss", "holds"), [(4 * BOUND, True), (-4 * BOUND, True), (4.001 * BOUND, False)])
def test_a_loss_may_grow_a_billionfold(loss, holds):
    assert bounds(4.0, np.zeros(2))(loss, np.zeros(2)) is holds


@pytest.mark.parametrize("loss", [NAN, INF, -INF])
def test_a_loss_that_is_no_number_is_out_of_bounds_from_the_start_on(loss):
    assert not bounds(1.0, np.zeros(2))(loss, np.zeros(2))
    assert not bounds(loss, np.zeros(2))(loss, np.zeros(2))
    assert not bounds(loss, np.zeros(2))(1.0, np.zeros(2))


def test_what_starts_small_may_grow_to_a_billion():
    assert bounds(1e-9, np.zeros(2))(0.999 * BOUND, np.full(2, 0.7 * BOUND))
    assert not bounds(1e-9, np.zeros(2))(1.001 * BOUND, np.zeros(2))


def test_what_starts_large_may_grow_to_the_largest_number():
    assert bounds(1e305, np.zeros(2))(LARGEST, np.zeros(2))


@pytest.mark.parametrize(
    ("params", "holds"),
    [((3e9, 0.0), True), ((3.001e9, 0.0), False), ((2.2e9, -2.2e9), False), ((NAN, 0.0), False), ((-INF, 0.0), False)],
)
def test_params_are_measured_by_their_length_against_the_largest_at_the_start(params, holds):
    assert bounds(1.0, np.array([1.0, -3.0]))(1.0, np.array(params)) is holds
