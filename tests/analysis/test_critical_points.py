"""Runs that start beside a critical point: which point that is, and what becomes of them there."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from cubics import POINTS, STARTS

from gdviz.analysis.critical_points import (
    found_in,
    kinds_in_words,
    nudged,
    patch_about,
    why_not_critical_points,
    why_not_curvature,
    why_not_together_critical_points,
)
from gdviz.runs.run import Run
from gdviz.solving.solver import solve


def test_each_run_belongs_to_the_point_beside_its_start(nudged_runs: dict[str, Run]) -> None:
    told = nudged([nudged_runs["saddle"], nudged_runs["minimum"], nudged_runs["maximum"]])
    assert [one.point.kind for one in told] == ["minimum", "maximum", "saddle"]
    for one in told:
        np.testing.assert_allclose(one.point.at, POINTS[one.point.kind], atol=1e-7)
        # f'' is 6 x along x, and 6 y along y.
        np.testing.assert_allclose(one.point.curvatures, np.sort(6 * np.array(POINTS[one.point.kind])), atol=1e-6)
        assert one.run is nudged_runs[one.point.kind]
    assert [one.fate for one in told] == ["returns", "leaves", "leaves"]
    assert [one.goal.kind for one in told if one.goal] == ["minimum"] * 3
    assert told[2].along > 0.95, "it slides off along x, where the curvature is negative"


def test_a_run_is_followed_to_where_it_is_not_seen_to_move_any_more(
    nudged_runs: dict[str, Run], cubic: Callable[..., Run]
) -> None:
    long = cubic(STARTS["maximum"], steps=20_000)
    (short,), (other,) = nudged([nudged_runs["maximum"]]), nudged([long])
    assert 20 < short.settled < 80
    assert other.settled == pytest.approx(short.settled, abs=2)
    assert np.abs(long.params[other.settled] - long.params[-1]).max() < 0.01 * 3.5


def test_newton_is_drawn_to_a_maximum_and_a_wide_step_leaves_a_minimum(cubic: Callable[..., Run]) -> None:
    (newton,) = nudged([cubic((-0.9, -0.95), optimizer="newton", settings={"damped": False}, lr=1.0)])
    assert (newton.point.kind, newton.fate) == ("maximum", "returns")
    (wide,) = nudged([cubic((1.1, 1.05), lr=0.5, steps=40)])
    assert (wide.point.kind, wide.fate, wide.goal) == ("minimum", "leaves", None)
    (short,) = nudged([cubic((1.3, 1.0), lr=1e-4, steps=1)])
    assert (short.fate, short.settled) == ("lingers", 1)


def test_runs_that_start_beside_no_critical_point_are_refused_with_what_to_type(
    nudged_runs: dict[str, Run], cubic: Callable[..., Run], tmp_path: Path
) -> None:
    assert why_not_together_critical_points(list(nudged_runs.values())) is None
    reason = why_not_together_critical_points([cubic((0.1, 0.3))])
    assert reason is not None
    assert "a minimum at (1, 1)" in reason
    start = tuple(float(value) for value in reason.partition("--start=")[2].split(","))
    assert why_not_together_critical_points([cubic(start)]) is None
    reason = why_not_together_critical_points([cubic((1.0, 1.0))])
    assert reason is not None
    assert "would stay there" in reason
    plane = solve(
        "function", function="x + 2*y", domain=[-1, 1, -1, 1], start=[0, 0], lr=0.1, steps=3, out=tmp_path / "p"
    )
    assert "no minimum, maximum or saddle" in str(why_not_together_critical_points([plane]))


def test_curvature_is_seen_over_two_parameters(
    nudged_runs: dict[str, Run], cubic: Callable[..., Run], tmp_path: Path
) -> None:
    long = solve("rosenbrock", settings={"dimension": 3}, steps=2, out=tmp_path / "three")
    assert why_not_critical_points(long) == "it has 3 parameters, and the curvature of two can be seen"
    assert why_not_curvature(solve("parabola", steps=2, out=tmp_path / "one")) == (
        "it has one parameter, and a surface needs two"
    )
    slope = cubic((0.1, 0.3))
    assert why_not_curvature(slope) is None
    assert "starts near no critical point" in str(why_not_critical_points(slope))
    assert why_not_critical_points(nudged_runs["saddle"]) is None


def test_the_points_are_those_of_the_landscape_that_covers_most(nudged_runs: dict[str, Run]) -> None:
    assert sorted(point.kind for point in found_in(list(nudged_runs.values()))) == [
        "maximum",
        "minimum",
        "saddle",
        "saddle",
    ]


def test_each_patch_has_its_point_in_the_middle_and_no_other(nudged_runs: dict[str, Run]) -> None:
    shown = list(nudged_runs.values())
    for one in nudged(shown):
        patch = patch_about(one.point, found_in(shown), shown[0].landscape, one.run.params[0])
        low, high = (np.array([grid[end] for grid in (patch.x, patch.y)]) for end in (0, -1))
        cell = 3.5 / (len(shown[0].landscape.x) - 1)
        np.testing.assert_allclose((low + high) / 2, one.point.at, atol=cell)
        inside = [point for point in found_in(shown) if ((point.at > low) & (point.at < high)).all()]
        assert [point.kind for point in inside] == [one.point.kind]
        assert ((one.run.params[0] > low) & (one.run.params[0] < high)).all()
        assert patch.loss.shape == (len(patch.y), len(patch.x))
        gx, gy = np.meshgrid(patch.x, patch.y)
        np.testing.assert_allclose(patch.loss, gx**3 - 3 * gx + gy**3 - 3 * gy, atol=1e-9)


def test_points_are_counted_by_their_kinds():
    kinds = [SimpleNamespace(kind=kind) for kind in ("minimum", "saddle", "saddle")]
    assert kinds_in_words(kinds) == "1 minimum, no maxima, 2 saddles"
