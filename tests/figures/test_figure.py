"""What a figure is: how it is filed, what it refuses, and how its frames are painted."""

from collections.abc import Callable, Sequence
from inspect import signature
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pytest

from gdviz.analysis.pacing import Clip, Moment
from gdviz.encode.about import NOTHING_SAID, About
from gdviz.figures import FIGURES, PaintedFrames
from gdviz.figures.figure import any_run, figure
from gdviz.figures.parts.lettering import Lettering
from gdviz.runs.data import Data
from gdviz.runs.run import Run
from gdviz.settings import Setting
from gdviz.style.themes import LIGHT, Style

CLIP, LARGE = Clip(64, 36, 10, 2.0), Clip(800, 450, 10, 2.0)


class Page:
    """Paints the step of a moment into one array, and notes what was asked of it."""

    def __init__(self) -> None:
        self.painted: list[Moment] = []
        self.printed: list[tuple[Moment, Path]] = []
        self._pixels = np.zeros((2, 2, 3), np.uint8)

    def __call__(self, moment: Moment) -> np.ndarray:
        """Paint."""
        self.painted.append(moment)
        self._pixels[:] = int(moment.step)
        return self._pixels

    def print(self, moment: Moment, path: Path, about: About = NOTHING_SAID) -> None:
        """Note the page."""
        self.printed.append((moment, path))


MOMENTS = [Moment((step,), 0.0) for step in (0.0, 0.0, 0.0, 1.0, 2.0, 2.0)]


def test_equal_neighbours_are_painted_once() -> None:
    page = Page()
    frames = PaintedFrames(page, MOMENTS)
    assert [int(frame[0, 0, 0]) for frame in frames] == [0, 0, 0, 1, 2, 2]
    assert [moment.step for moment in page.painted] == [0, 1, 2]


def test_a_slice_is_painted_when_it_is_asked_for() -> None:
    page = Page()
    last = PaintedFrames(page, MOMENTS)[-2:]
    assert (len(last), page.painted) == (2, [])
    assert int(last[0][0, 0, 0]) == 2


def test_a_page_is_printed_at_its_moment() -> None:
    page = Page()
    PaintedFrames(page, MOMENTS).print(3, Path("a.svg"))
    assert page.printed == [(MOMENTS[3], Path("a.svg"))]


@pytest.fixture
def dots(monkeypatch: pytest.MonkeyPatch) -> Page:
    """A figure "dots" that paints into this page, for runs of bowls alone."""
    page = Page()

    def only_bowls(run: Run) -> str | None:
        return None if run.problem["name"] == "bowl" else "it is no bowl"

    def build(
        runs: Sequence[Run], style: Style, clip: Clip, *, size: Annotated[int, Setting("how large", "[1, 9]")] = 2
    ) -> Page:
        """Draw dots.

        Small ones.
        """
        return page

    monkeypatch.setattr(FIGURES, "_items", dict(FIGURES._items))
    assert figure("dots", fits=only_bowls)(build) is build
    return page


def test_a_figure_of_ones_own_is_filed_with_its_summary_and_its_settings(dots: Page, drawn: dict[str, Run]) -> None:
    made = FIGURES["dots"]
    assert (made.name, made.summary, list(made.settings)) == ("dots", "Draw dots", ["size"])
    assert list(FIGURES)[-1] == "dots"
    assert made.painter([drawn["bowl"]], LIGHT, CLIP, size=9) is dots
    assert len(made.film([drawn["bowl"]], LIGHT, CLIP)) == 20


def test_the_names_are_those_of_the_files() -> None:
    home = Path(__file__).parents[2] / "gdviz" / "figures"
    stems = {path.stem for path in home.iterdir() if not path.name.startswith("_")} - {"figure", "parts"}
    assert sorted(FIGURES) == sorted(stem.replace("_", "-") for stem in stems)
    assert list(FIGURES)[:2] == ["contour", "anatomy"]
    for name, made in FIGURES.items():
        assert made.name == name


def test_another_name_than_the_files_is_refused() -> None:
    def build(runs: Sequence[Run], style: Style, clip: Clip) -> Any:
        """Draw nothing."""

    build.__module__ = "gdviz.figures.contour.milestones"
    with pytest.raises(ValueError, match=r"figure 'circles' is defined in gdviz.*milestones: .* circles.py"):
        figure("circles")(build)
    assert "circles" not in FIGURES


@pytest.mark.parametrize(
    ("names", "how", "answer"),
    [
        (["bowl", "blobs"], {}, "a figure takes runs of one problem, not of bowl, logistic; draw those of each by"),
        ([], {}, "a figure takes runs of one problem"),
        (
            ["parabola"],
            {},
            r"'dots' cannot draw .*parabola: it is no bowl; figures that can: .*descent-1d, .*loss",
        ),
        (["bowl"], {"size": 10}, "size=10"),
        (["parabola"], {"sise": 2}, "figure 'dots' has no setting 'sise'; did you mean 'size'"),
    ],
)
def test_what_it_cannot_draw_is_refused(
    names: list[str], how: dict[str, Any], answer: str, dots: Page, drawn: dict[str, Run]
) -> None:
    with pytest.raises(ValueError, match=answer):
        FIGURES["dots"].painter([drawn[name] for name in names], LIGHT, CLIP, **how)


def test_any_run_fits_where_nothing_else_is_said(drawn: dict[str, Run]) -> None:
    assert signature(figure).parameters["fits"].default is any_run
    assert [any_run(run) for run in drawn.values()] == [None] * len(drawn)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        *((name, "line") for name in ("contour", "surface", "race", "noise", "fit", "learning-rates", "scaling")),
        *((name, "slope") for name in ("fit", "descent-1d", "learning-rates")),
        ("boundary", "logistic"),
        ("fit", "linear"),
    ],
)
def test_runs_that_were_fitted_to_other_points_are_in_no_picture_with_their_points_or_landscape(
    name: str, problem: str, solved_once: Callable[..., Run]
) -> None:
    x = np.arange(12.0).reshape(-1, 2) if problem in ("logistic", "linear") else np.arange(6.0)
    y = (np.arange(6) % 2).astype(float)
    runs = [solved_once(problem, data=Data.of(points, y), steps=3) for points in (x, x + 0.5)]
    with pytest.raises(ValueError, match=f"figure {name!r} cannot draw .*: they were not fitted to the same points;"):
        FIGURES[name].painter(runs, LIGHT, CLIP)


def test_runs_of_one_table_in_other_units_lie_over_its_points(solved_once: Callable[..., Run]) -> None:
    data = Data.of(np.random.default_rng(0).normal(3, 2, size=(20, 2)), np.arange(20.0) % 2)
    runs = [solved_once("logistic", data=each, steps=3) for each in (data, data.standardized())]
    assert FIGURES["boundary"].together(runs) is None
    assert FIGURES["scaling"].together(runs) is not None


@pytest.mark.parametrize("name", ["learning-rates", "fit"])
def test_runs_along_different_planes_are_refused_and_a_slice_is_told(
    name: str, solved_once: Callable[..., Run]
) -> None:
    x = np.linspace(-1, 1, 20)
    data = Data.of(x, np.sin(3 * x))
    starts = [[3.0, -2, 1, 2, -3], [-2.0, 1, 3, 0, 5]]
    runs = [solved_once("polynomial", data=data, start=start, steps=40, settings={"degree": 4}) for start in starts]
    with pytest.raises(ValueError, match="lie along different planes"):
        FIGURES[name].painter(runs, LIGHT, LARGE)
    page: Any = FIGURES[name].painter(runs[:1], LIGHT, LARGE)
    page(LARGE.moments(runs[:1])[-1])
    said = [artist.words for artist in page._moving if isinstance(artist, Lettering)]
    assert any("variance" in words for words in said)
    assert any("slice" in words for words in said)
