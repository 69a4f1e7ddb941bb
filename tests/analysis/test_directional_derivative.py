"""The slopes in every direction at a run's start, against differences of f, and the runs that have none."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from gdviz.analysis.directional_derivative import Directions, level_lines, why_not_directional_derivative
from gdviz.landscapes.landscape import Landscape
from gdviz.problems import PROBLEMS
from gdviz.runs.run import Run
from gdviz.solving.solver import solve

HERE = Directions(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
STARTS = {"bowl": [-1.5, 0.6], "himmelblau": [0.5, -1.0], "rosenbrock": [-1.2, 1.0]}


@pytest.mark.parametrize("name", STARTS)
def test_slopes_are_finite_differences_of_f_along_u(name: str, made: Callable[..., Run]) -> None:
    here, f = Directions.of(made("gd", name, 3, start=STARTS[name], lr=1e-3)), PROBLEMS[name]().value
    for degrees in range(0, 360, 25):
        step = 1e-5 * here.way(degrees)
        rise = (f(here.at + step) - f(here.at - step)) / 2e-5
        assert float(here.slope(degrees)) == pytest.approx(float(rise), abs=1e-6 * here.steepest)
    assert float(here.slope(here.uphill)) == pytest.approx(float(np.linalg.norm(here.gradient)), rel=1e-12)
    assert float(here.slope(here.uphill + 90)) == 0.0


def test_the_gradient_is_the_steepest_way_and_level_ground_lies_across_it() -> None:
    here = Directions(np.zeros(2), np.array([3.0, 4.0]))
    assert (here.steepest, here.uphill) == (5.0, pytest.approx(np.degrees(np.arctan2(4, 3)), rel=1e-15))
    assert here.slope(np.array([0.0, 90.0, 180.0])) == pytest.approx([3.0, 4.0, -3.0], rel=1e-14)
    assert here.slope(here.uphill - 90) == 0.0
    assert here.way(90) == pytest.approx([0.0, 1.0], abs=1e-15)
    assert Directions(np.zeros(2), np.array([1.0, -1.0])).uphill == pytest.approx(315)


@pytest.mark.parametrize(
    ("problem", "options", "reason"),
    [
        ("parabola", {}, "it has 1 parameter, and directions turn in a plane of two"),
        ("logistic", {}, "it has 3 parameters, and directions turn in a plane of two"),
        ("bowl", {"fields": ["update"]}, "it did not record its gradients; solve it again without --fields"),
        ("bowl", {"steps": 0}, "it took no step, and so has no gradient; solve it with --steps 1"),
        ("line", {"batch": 5}, "its gradients are those of mini-batches, not of f; solve it without --batch"),
        ("bowl", {"every": 2}, "its first gradient is not that of its start; solve it again without --every"),
        ("bowl", {"start": [0.0, 0.0]}, "its gradient is zero at its start, where every direction is level; "),
    ],
)
def test_a_run_without_a_slope_at_its_start_is_refused_in_words(tmp_path, problem, options, reason) -> None:
    run = solve(problem, out=tmp_path / "run", **{"steps": 4, **options})
    assert str(why_not_directional_derivative(run)).startswith(reason)


def test_a_start_off_the_landscape_or_with_no_finite_slope_is_refused(solved) -> None:
    run = solved("bowl")
    assert why_not_directional_derivative(run) is None
    wild = replace(run, arrays={**run.arrays, "gradient": np.full_like(run.gradient, np.inf)})
    assert "not finite at its start" in str(why_not_directional_derivative(wild))
    far = replace(run, arrays={**run.arrays, "params": run.params + 1e3})
    assert "it starts outside its sampled landscape" in str(why_not_directional_derivative(far))


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
