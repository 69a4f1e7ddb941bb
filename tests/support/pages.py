"""Drawn figures that can be asked for their parts."""

from typing import Any

import numpy as np

from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures import FIGURES
from gdviz.figures.descent_1d.readings import Readings
from gdviz.figures.fit.equation import FIGURE_SPACE, FittedEquation
from gdviz.figures.fit.lines import FitLine
from gdviz.figures.parts.leaps import Leaps
from gdviz.runs.run import Run
from gdviz.style.themes import LIGHT, Style

CLIP, LARGE_CLIP = Clip(480, 270, 10, 4.0), Clip(800, 450, 10, 4.0)


def moment_at(step: float, count: int = 1) -> Moment:
    """Return the moment at a step of so many runs."""
    return Moment((float(step),) * count, 0.0)


def parts_of(canvas: Any, kind: type) -> list[Any]:
    """Return the parts of a kind."""
    return [part for part in canvas._parts if isinstance(part, kind)]


def held_parts_of(canvas: Any, kind: type) -> list[Any]:
    """Return the parts of a kind that are held on iterates."""
    return [leaps._part for leaps in parts_of(canvas, Leaps) if isinstance(leaps._part, kind)]


def draw_at(figure: str, run: Run, step: float, style: Style = LIGHT, **settings: Any) -> tuple[Any, np.ndarray]:
    """Return a large drawn figure, and its picture at a step in the middle of the film."""
    painter: Any = FIGURES[figure].painter([run], style, LARGE_CLIP, **settings)
    return painter, painter(Moment((step,), 0.0, 0.5))


def show_step(canvas: Any, runs: list[Run], step: float) -> None:
    """Bring all parts to a step of the longest run."""
    (moment,) = CLIP.at(np.array([step / max(run.steps for run in runs)]), runs)
    for part in canvas._parts:
        part.show(moment)


class Page:
    """A drawn figure whose parts are held on iterates."""

    def __init__(self, figure: str, runs: list[Run], style: Style, clip: Clip, **settings: Any) -> None:
        self.canvas: Any = FIGURES[figure].painter(runs, style, clip, **settings)
        self.parts = held_parts_of(self.canvas, object)

    def at(self, *steps: float) -> np.ndarray:
        """Draw a moment."""
        return self.canvas(Moment(steps, 0.0))

    def all(self, kind: type) -> list[Any]:
        """Return the parts of a kind."""
        return [part for part in self.parts if isinstance(part, kind)]


class FitPage(Page):
    """A curve fitted to points."""

    def __init__(self, runs: list[Run], style: Style = LIGHT, clip: Clip = CLIP, **settings: Any) -> None:
        super().__init__("fit", runs, style, clip, **settings)
        self.points, self.field, self.costs = self.canvas.figure.axes

    @property
    def words(self) -> str:
        """What the equation says, without its padding."""
        return " ".join(self.all(FittedEquation)[0].artists[0].words.replace(FIGURE_SPACE, " ").split())

    def line(self, index: int = 0) -> np.ndarray:
        """Return the points of a fitted line."""
        return np.asarray(self.all(FitLine)[index].artists[1].get_xydata())


class DescentPage(Page):
    """A descent in one variable."""

    def __init__(self, runs: list[Run], style: Style = LIGHT, clip: Clip = CLIP, **settings: Any) -> None:
        super().__init__("descent-1d", runs, style, clip, **settings)
        self.axes = self.canvas.figure.axes[0]

    @property
    def words(self) -> list[str]:
        """What the numbers say."""
        return [value.words for value in self.all(Readings)[0].artists]
