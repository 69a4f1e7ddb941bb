"""The figure of a sweep: cells coloured by loss, hatched where diverged, the best ringed; dots for rates alone."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from gdviz.analysis.pacing import Clip
from gdviz.analysis.sweep import SweptLosses
from gdviz.figures.sweep import HATCH
from gdviz.style.themes import LIGHT

CLIP = Clip(400, 300, 10, 1.0)


@pytest.fixture(scope="module")
def runs(solved_once):
    return [
        solved_once("bowl", "momentum", lr=lr, steps=30, settings={"momentum": momentum})
        for momentum in (0.2, 0.5, 0.9)
        for lr in (0.01, 0.1, 5.0)
    ]


def rings(page):
    """Return where the best is ringed."""
    marked = [one for one in page.figure.axes[0].findobj(Line2D) if one.get_markersize() == 13.5]
    assert len(marked) == 2
    return [tuple(map(float, np.ravel(one.get_xydata()))) for one in marked]


def test_cells_are_hatched_where_runs_diverged_and_the_best_is_ringed(runs, film):
    paint, page = film("sweep", runs, CLIP)
    cells = [one for one in page.figure.axes[0].findobj(Rectangle) if one is not page.figure.axes[0].patch]
    assert len(cells) == 9
    start, end = CLIP.at(np.array([0.0, 1.0]), runs)
    paint(start)
    assert not any(cell.get_hatch() for cell in cells)
    paint(end)
    hatched = [cell.get_hatch() == HATCH for cell in cells]
    assert hatched == [run.diverged for run in runs]
    gone = {cell.get_facecolor() for cell, is_gone in zip(cells, hatched, strict=True) if is_gone}
    assert gone == {to_rgba(LIGHT.background)}
    best = min(runs, key=lambda run: run.loss[-1] if np.isfinite(run.loss[-1]) else np.inf)
    assert set(rings(page)) == {(best.optimizer["lr"], best.optimizer["hyperparameters"]["momentum"])}


def test_rates_alone_are_dots_about_their_median(runs, film):
    paint, page = film("sweep", runs[:3], CLIP)
    paint(CLIP.at(np.ones(1), runs[:3])[0])
    dots = next(one for one in page.figure.axes[0].findobj(Line2D) if one.get_markersize() == 3.5)
    losses = SweptLosses.of(runs[:3]).at(30)
    assert dots.get_xdata().tolist() == [0.01, 0.1, 5.0]
    np.testing.assert_allclose(dots.get_ydata()[:2], losses[:2])
    assert np.isnan(dots.get_ydata()[2])
    assert page.figure.axes[0].get_xscale() == page.figure.axes[0].get_yscale() == "log"


def test_a_run_that_says_no_rate_or_no_loss_is_drawn_too(runs, film):
    silent = replace(runs[0], manifest={**runs[0].manifest, "optimizer": {**runs[0].optimizer, "lr": 0.0}})
    unknown = runs[1].having({"loss": np.full(31, np.nan)})
    paint, page = film("sweep", [silent, unknown, runs[1]], CLIP)
    paint(CLIP.at(np.ones(1), runs[:3])[0])
    dots = next(one for one in page.figure.axes[0].findobj(Line2D) if one.get_markersize() == 3.5)
    assert np.isnan(dots.get_ydata()).tolist() == [False, True, False]
    assert page.figure.axes[0].get_xscale() == "linear"
