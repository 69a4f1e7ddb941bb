"""The close-up holds the steps and their arrows."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from closeups import ends, only, shown

from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.figures.anatomy.closeup import CloseUp
from gdviz.figures.anatomy.zoom import finer
from gdviz.landscapes.sampling import survey
from gdviz.runs.run import Run
from gdviz.style.themes import LIGHT

Make = Callable[..., Run]


@pytest.mark.parametrize("size", [(800, 450), (400, 600)])
@pytest.mark.parametrize("problem", ["bowl", "rosenbrock", "line"])
@pytest.mark.parametrize("name", ["adam"])
def test_the_close_up_holds_all_arrows_and_they_are_large(
    name: str, problem: str, size: tuple[int, int], made: Make, parts: list[Any]
) -> None:
    run, clip = made(name, problem), Clip(*size, fps=25, seconds=6)
    FIGURES["anatomy"].film([run], LIGHT, clip)
    close = only(parts, CloseUp)
    axes = close.axes
    if problem != "line":
        width, height = axes.bbox.size
        assert np.ptp(axes.get_xlim()) / width == pytest.approx(np.ptp(axes.get_ylim()) / height, rel=1e-6)
    tips = np.concatenate([ends(close, mark) for page in close.marks for mark in page if not mark.is_box])
    low, high = axes.viewLim.get_points()
    assert (tips >= low).all()
    assert (tips <= high).all()
    assert (np.ptp(tips, axis=0) / (high - low)).max() > 0.45
    before = axes.get_position().bounds, axes.viewLim.bounds
    for share in (0.0, 0.7, 1.0):
        shown(close, share, clip, run)
        assert (axes.get_position().bounds, axes.viewLim.bounds) == before


def test_between_its_samples_a_parabola_is_met_exactly() -> None:
    def value(params: np.ndarray) -> np.ndarray:
        x, y = np.moveaxis(params, -1, 0)
        return 2 * x**2 - 3 * x * y + 0.5 * y**2 + x - 7

    scape = survey(value, np.zeros((1, 2)), np.array([[-1.0, 2.0], [0.0, 5.0]]), samples=24)
    near = finer(scape, np.array([[-0.99, -0.71], [4.3, 5.0]]))
    grid = np.stack(np.meshgrid(near.x, near.y), axis=-1)
    np.testing.assert_allclose(near.loss, value(grid), rtol=1e-10)
    beyond = finer(scape, np.array([[1.5, 2.5], [1.0, 2.0]]))
    assert (np.isnan(beyond.loss) == (beyond.x > 2)[None, :]).all()
