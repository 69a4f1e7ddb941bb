"""The equation of the moment."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures import FIGURES
from gdviz.figures.fit import FitLine
from gdviz.figures.fit.equation import FIGURE_SPACE, FittedEquation
from gdviz.figures.parts.leaps import Leaps
from gdviz.problems import load_data
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.style.themes import LIGHT, Style

CLIP = Clip(480, 270, 10, 4.0)


class Page:
    """A drawn figure that can be asked for its parts."""

    def __init__(self, runs: list[Run], style: Style = LIGHT, clip: Clip = CLIP, **settings: Any) -> None:
        self.canvas: Any = FIGURES["fit"].painter(runs, style, clip, **settings)
        self.points, self.field, self.costs = self.canvas.figure.axes
        self.parts = [leaps._part for leaps in self.canvas._parts if isinstance(leaps, Leaps)]

    def at(self, *steps: float) -> np.ndarray:
        """Draw a moment."""
        return self.canvas(Moment(steps, 0.0))

    def all(self, kind: type) -> list[Any]:
        """Return the parts of a kind."""
        return [part for part in self.parts if isinstance(part, kind)]

    @property
    def words(self) -> str:
        """What the equation says, without its padding."""
        return " ".join(self.all(FittedEquation)[0].artists[0].words.replace(FIGURE_SPACE, " ").split())

    def line(self, index: int = 0) -> np.ndarray:
        """Return the points of a fitted line."""
        return np.asarray(self.all(FitLine)[index].artists[1].get_xydata())


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    home: Path = tmp_path_factory.mktemp("fit")
    table = home / "houses.csv"
    x = np.linspace(10, 60, 30)
    rows = "\n".join(f"{a},{250000 + 9000 * a + 4000 * (-1) ** i}" for i, a in enumerate(x))
    table.write_text(f"floor_area,price_in_euros\n{rows}\n")
    specs: dict[str, tuple[str, str, dict[str, Any]]] = {
        "article": ("line", "gd", {"lr": 0.001, "steps": 5000}),
        "line": ("line", "gd", {"steps": 60}),
        "adam": ("line", "adam", {"steps": 60}),
        "momentum": ("line", "momentum", {"steps": 60}),
        "diverged": ("line", "gd", {"lr": 2.5}),
        "slope": ("slope", "gd", {}),
        "polynomial": ("polynomial", "gd", {"steps": 50}),
        "long": ("polynomial", "gd", {"steps": 5, "settings": {"degree": 12}}),
        "houses": ("line", "gd", {"data": load_data(str(table), standardize=True), "steps": 80}),
    }
    return {name: solve(p, o, out=home / name, **options) for name, (p, o, options) in specs.items()}


def test_the_equation_is_as_long_at_every_step_but_for_the_digits_of_its_first_number(runs: dict[str, Run]) -> None:
    for name in ("article", "slope", "polynomial", "houses"):
        page = Page([runs[name]])
        text = page.all(FittedEquation)[0].artists[0]
        lengths = set()
        for step in np.linspace(0, runs[name].steps, 12):
            page.at(step)
            first = text.words.split("= ")[1].split()[0]
            lengths.add(len(text.words) - len(first.removeprefix("−")))
        assert len(lengths) == 1, name
        assert text.width(text.words) <= page.points.bbox.width * 72 / page.canvas.figure.dpi


def test_the_equation_says_minus_for_what_is_taken_away(runs: dict[str, Run]) -> None:
    page = Page([runs["article"]])
    page.at(750)
    intercept, slope = runs["article"].params[750]
    assert page.words == f"y = {slope:.2f} x − {-intercept:.3f}"


def test_powers_are_raised_and_an_equation_too_long_is_left_out(runs: dict[str, Run]) -> None:
    page = Page([runs["polynomial"]])
    page.at(0)
    assert " t² " in page.words
    assert page.words.endswith(" t⁵")
    assert Page([runs["long"]]).all(FittedEquation)[0].artists == ()
