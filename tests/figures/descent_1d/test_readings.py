"""The numbers beside a descent are those of its run."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures import FIGURES
from gdviz.figures.descent_1d.readings import Readings
from gdviz.figures.parts.leaps import Leaps
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.style.themes import LIGHT, Style

CLIP = Clip(480, 270, 10, 4.0)


class Page:
    """A drawn figure that can be asked for its parts."""

    def __init__(self, runs: list[Run], style: Style = LIGHT, clip: Clip = CLIP, **settings: Any) -> None:
        self.canvas: Any = FIGURES["descent-1d"].painter(runs, style, clip, **settings)
        self.axes = self.canvas.figure.axes[0]
        self.parts = [leaps._part for leaps in self.canvas._parts if isinstance(leaps, Leaps)]

    def at(self, *steps: float) -> np.ndarray:
        """Draw a moment."""
        return self.canvas(Moment(steps, 0.0))

    def all(self, kind: type) -> list[Any]:
        """Return the parts of a kind."""
        return [part for part in self.parts if isinstance(part, kind)]

    @property
    def words(self) -> list[str]:
        """What the numbers say."""
        return [value.words for value in self.all(Readings)[0].artists]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    home: Path = tmp_path_factory.mktemp("descent")
    specs: dict[str, tuple[str, str, dict[str, Any]]] = {
        "article": ("parabola", "gd", {"tol_step": 1e-3, "steps": 2000}),
        "adam": ("parabola", "adam", {}),
        "momentum": ("parabola", "momentum", {}),
        "diverged": ("parabola", "gd", {"lr": 1.05}),
        "thinned": ("parabola", "gd", {"every": 10}),
        "bounce": ("half-square", "gd", {"lr": 1.7, "steps": 20}),
        "noisy": ("slope", "gd", {"batch": 1, "steps": 30, "lr": 1e-5}),
        "none": ("parabola", "gd", {"steps": 0}),
    }
    return {name: solve(p, o, out=home / name, **options) for name, (p, o, options) in specs.items()}


def test_the_numbers_are_those_of_the_last_complete_step(runs: dict[str, Run]) -> None:
    page = Page([runs["article"]])
    page.at(0.9)
    assert page.words == ["15.000", "140.00", "24.000", "−0.24000", "= −0.01 · 24.000"]
    page.at(1.0)
    assert page.words == ["14.760", "134.30", "23.520", "−0.23520", "= −0.01 · 23.520"]


def test_at_the_end_the_slope_is_that_of_the_curve_and_the_step_the_last_one_taken(runs: dict[str, Run]) -> None:
    run = runs["article"]
    page = Page([run])
    page.at(273)
    x = run.params[273, 0]
    assert page.words == ["3.048", "−4.00", f"≈ {2 * x - 6:.3f}", "−0.00099", ""]
    assert abs(run.params[273, 0] - run.params[272, 0]) < 1e-3


def test_the_product_is_shown_for_steps_that_are_it_alone(runs: dict[str, Run]) -> None:
    page = Page([runs["bounce"]])
    page.at(2)
    assert page.words[4] == "= −1.7 · (−0.8820)"
    momentum = Page([runs["momentum"]])
    momentum.at(2)
    assert momentum.words[4] == ""


@pytest.mark.parametrize("size", [(480, 270), (800, 450), (400, 600), (640, 480)])
def test_numbers_and_labels_keep_clear_of_each_other(size: tuple[int, int], runs: dict[str, Run]) -> None:
    for every in (1, 10):
        page = Page([runs["article"]], clip=Clip(*size, 10, 1), every=every)
        page.at(0)
        renderer = page.canvas.renderer
        unit = 72 / page.canvas.figure.dpi
        labels = [text.get_window_extent(renderer) for text in page.canvas.figure.texts if "$" in text.get_text()]
        for value in page.all(Readings)[0].artists:
            width, (x, y) = value.width(value.words), value.at
            left = x - width * value._align
            assert left + width <= page.canvas.points[0] - 15
            for box in labels:
                apart = box.x1 * unit < left - 2 or box.x0 * unit > left + width + 2
                assert apart or box.y1 * unit < y - 3 or box.y0 * unit > y + 3
