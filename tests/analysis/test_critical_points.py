"""Which point a run starts beside, what becomes of it, and the patch that shows it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gdviz.analysis.critical_points import found_in, nudged, patch_about
from gdviz.runs.run import Run

STARTS = {"saddle": [-0.96, 1.3], "minimum": [1.35, 0.8], "maximum": [-0.94, -0.96]}


@pytest.fixture
def beside(made: Callable[..., Run]) -> dict[str, Run]:
    how: dict[str, Any] = {"function": "x**3 - 3*x + y**3 - 3*y", "domain": [-1.75, 1.75, -1.75, 1.75], "lr": 0.03}
    return {kind: made("gd", "function", 80, start=start, **how) for kind, start in STARTS.items()}


def test_each_patch_has_its_point_in_the_middle_and_no_other(beside: dict[str, Run]) -> None:
    runs = list(beside.values())
    for one in nudged(runs):
        patch = patch_about(one.point, found_in(runs), runs[0].landscape, one.run.params[0])
        low, high = (np.array([grid[end] for grid in (patch.x, patch.y)]) for end in (0, -1))
        cell = 3.5 / (len(runs[0].landscape.x) - 1)
        np.testing.assert_allclose((low + high) / 2, one.point.at, atol=cell)
        inside = [point for point in found_in(runs) if ((point.at > low) & (point.at < high)).all()]
        assert [point.kind for point in inside] == [one.point.kind]
        assert ((one.run.params[0] > low) & (one.run.params[0] < high)).all()
        assert patch.loss.shape == (len(patch.y), len(patch.x))
        gx, gy = np.meshgrid(patch.x, patch.y)
        np.testing.assert_allclose(patch.loss, gx**3 - 3 * gx + gy**3 - 3 * gy, atol=1e-9)


def test_runs_are_told_by_kind_with_what_becomes_of_them(beside: dict[str, Run]) -> None:
    told = nudged(list(beside.values()))
    assert [one.point.kind for one in told] == ["minimum", "maximum", "saddle"]
    assert [one.fate for one in told] == ["returns", "leaves", "leaves"]
    np.testing.assert_allclose(told[0].point.at, [1.0, 1.0], atol=1e-3)
    assert told[0].goal is told[0].point
