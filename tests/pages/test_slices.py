"""The page's own run on a slice: hollow where a recorded one would be, and told the slice's loss."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from charts import point, settle, show, told

from gdviz.analysis.slices import slice_of
from gdviz.analysis.trust import stretches_of
from gdviz.landscapes.scale import Scale
from gdviz.rendering.pages import explore
from gdviz.solving.solver import solve
from gdviz.style.themes import BANDS


@pytest.mark.parametrize(("steps", "rate"), [(900, 0.8), (40, 1.5)])
def test_stretches_of_what_is_solved_are_those_of_a_recorded_run(
    steps: int, rate: float, opened: Any, tmp_path: Path
) -> None:
    run = solve("polynomial", steps=100, out=tmp_path / "run")
    again = solve("polynomial", steps=steps, lr=rate, out=tmp_path / "again")
    window = opened(explore(run, tmp_path / "page.html", panels=["contour", "relief"]))
    show(window, settings={"steps": steps, "lr": rate})
    settle(window)
    found = slice_of(again, run.landscape)
    assert found is not None
    wanted = [
        [one.first, one.last, one.depth] for one in stretches_of(found, Scale.for_contours(run.landscape.loss), BANDS)
    ]
    assert wanted, "some of it is hollow"
    made = window.evaluate("gdviz.solved.stretches")
    # A slice is known between its samples on straight lines, and by the page's own function exactly: bands end
    # a step earlier or later.
    hollow = [np.zeros(steps + 1) for _ in range(2)]
    for depths, stretches in zip(hollow, (wanted, made), strict=True):
        for first, last, depth in stretches:
            depths[int(np.ceil(first)) : int(last) + 1] = depth
    assert np.mean(np.abs(hollow[0] - hollow[1]) > 1.01 / BANDS) < 0.05
    # Where nothing was sampled there is no slice.
    shown = np.array(window.evaluate("[...gdviz.solved.shown]"), dtype=float)
    known = np.isfinite(found.shown)
    assert np.array_equal(np.isfinite(shown), known)
    np.testing.assert_allclose(shown[known], found.shown[known], rtol=0.02, atol=0.01)


def test_a_run_in_its_own_plane_is_on_no_slice(opened: Any, tmp_path: Path) -> None:
    run = solve("line", steps=10, out=tmp_path / "run")
    window = opened(explore(run, tmp_path / "page.html", panels=["contour"]))
    show(window, settings={"lr": 0.3})
    settle(window)
    assert window.evaluate("[gdviz.solved.shown, gdviz.solved.stretches]") == [None, []]


def test_the_slice_is_told_beside_the_loss(opened: Any, tmp_path: Path) -> None:
    run = solve("polynomial", steps=30, out=tmp_path / "run")
    window = opened(explore(run, tmp_path / "page.html", panels=["contour"]))
    show(window, settings={"steps": 60})
    settle(window)
    row = 35
    point(window, "contour", *window.evaluate(f"[gdviz.solved.x[{row}], gdviz.solved.y[{row}]]"))
    found = told(window, "contour")
    row = int(found["Step"])
    loss, shown = window.evaluate(f"[gdviz.solved.loss[{row}], gdviz.solved.shown[{row}]]")
    assert (found["Loss"], found["slice"]) == (float(f"{loss:.9g}"), float(f"{shown:.9g}"))
