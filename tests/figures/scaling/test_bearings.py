"""Arrows lead straight downhill and along the step."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.scaling.bearings import LENGTH, Bearings
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.style.themes import LIGHT

CLIP = Clip(480, 270, 10, 4.0)


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Run]:
    """Return a function from an optimizer to its run down a bowl that is 20 times as steep one way."""
    home, kept = tmp_path_factory.mktemp("scaling"), {}

    def make(optimizer: str, **how) -> Run:
        name = f"{optimizer}{sorted(how)}"
        if name not in kept:
            settings = {"kappa": 20, **how.pop("settings", {})}
            kept[name] = solve("bowl", optimizer, settings=settings, out=home / str(len(kept)), **how)
        return kept[name]

    return make


def solve_rmsprop(solved, **how) -> Run:
    return solved("rmsprop", settings={"alpha": 0.9}, lr=0.05, steps=30, **how)


@pytest.fixture
def page() -> Callable[..., Canvas]:
    def build(runs: list[Run], clip: Clip = CLIP, style=LIGHT, **settings) -> Canvas:
        page: Any = FIGURES["scaling"].painter(runs, style, clip, **settings)
        return page

    return build


def show(page: Canvas, runs: list[Run], step: float) -> None:
    """Bring all parts of a page to a step."""
    (moment,) = CLIP.at(np.array([step / max(run.steps for run in runs)]), runs)
    for part in page._parts:
        part.show(moment)


def parts(page: Canvas, kind: type) -> list:
    return [part for part in page._parts if isinstance(part, kind)]


def test_arrows_lead_downhill_and_along_the_step_from_where_it_begins(solved, page) -> None:
    run = solve_rmsprop(solved)
    made = page([run])
    (arrows,) = parts(made, Bearings)
    field = arrows.artists[0].axes
    for step, row in ((0, 0), (7.4, 7), (run.steps, run.steps - 1)):
        start = field.transData.transform(run.params[row]) * 72 / made.figure.dpi
        for ends, way in zip(arrows.ends(step), (-run.gradient[row], run.arrays["update"][row]), strict=True):
            np.testing.assert_allclose(ends[0], start)
            # The bowl's field is as wide as it is high on the page.
            np.testing.assert_allclose(ends[1] - ends[0], LENGTH * way / np.linalg.norm(way), rtol=1e-6)
    first = np.diff(arrows.ends(0)[1], axis=0)
    np.testing.assert_allclose(np.abs(first), LENGTH / np.sqrt(2), rtol=1e-6)


def test_a_run_that_left_the_frame_has_no_arrows(solved, page) -> None:
    run = solved("gd", lr=0.15, steps=60)
    assert run.diverged
    (arrows,) = parts(page([run]), Bearings)
    assert arrows.ends(run.steps) == []
