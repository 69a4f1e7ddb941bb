"""The slopes of every direction at the start of a run."""

import numpy as np
import pytest

from gdviz.analysis.directional_derivative import Directions, level_lines, why_no_directions
from gdviz.landscapes.landscape import Landscape

HERE = Directions(np.array([1.0, 2.0]), np.array([3.0, 4.0]))


def test_slopes_are_the_gradient_s_parts_along_the_directions():
    assert HERE.steepest == 5.0
    assert HERE.uphill == pytest.approx(np.degrees(np.arctan2(4, 3)))
    np.testing.assert_allclose(HERE.slope(np.array([0.0, 90.0, HERE.uphill])), [3, 4, 5])
    np.testing.assert_allclose(HERE.way(90.0), [0, 1], atol=1e-15)


def test_across_the_gradient_the_slope_is_exactly_zero_and_opposite_it_least():
    assert HERE.slope(HERE.uphill + 90) == 0
    assert HERE.slope(HERE.uphill + 180) == pytest.approx(-5)


def test_the_level_line_of_a_bowl_is_a_circle_through_the_point():
    x = np.linspace(-2, 2, 101)
    scape = Landscape(x, x, x**2 + x[:, None] ** 2, np.zeros(2), np.eye(2))
    (line,) = level_lines(scape, np.array([0.6, 0.8]))
    np.testing.assert_allclose(np.hypot(*line.T), 1.0, atol=1e-3)


def test_where_the_function_has_no_value_there_is_no_level_line():
    x = np.linspace(-2, 2, 101)
    loss = np.where(x > 1, np.nan, x**2) + 0 * x[:, None]
    assert level_lines(Landscape(x, x, loss, np.zeros(2), np.eye(2)), np.array([1.5, 0.0])) == []


def test_a_run_of_more_parameters_has_no_directions_in_a_plane(solved):
    assert why_no_directions(solved("bowl")) is None
    assert why_no_directions(solved("logistic")) == "it has 3 parameters, and directions turn in a plane of two"
