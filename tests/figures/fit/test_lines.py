"""The lines that stand beside a fit: the true one, the start and the least-squares fit, and their equations."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex
from pages import FitPage, held_parts_of

from gdviz.analysis.fit import least_squares
from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures import FIGURES
from gdviz.figures.fit.lines import FitLine, Standing
from gdviz.runs.data import Data
from gdviz.runs.run import Run
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK, LIGHT, Style


@pytest.fixture(scope="module")
def runs(solved_once: Callable[..., Run]) -> dict[str, Run]:
    specs: dict[str, tuple[str, str, dict[str, Any]]] = {
        "slope": ("slope", "gd", {}),
        "line": ("line", "gd", {"lr": 0.001, "steps": 5000, "every": 25}),
        "adam": ("line", "adam", {"steps": 5, "start": [0.0, 20.0]}),
        "short": ("line", "gd", {"steps": 5}),
        "polynomial": ("polynomial", "gd", {"steps": 5}),
    }
    return {name: solved_once(p, o, **options) for name, (p, o, options) in specs.items()}


def drawn(runs: list[Run], style: Style = LIGHT, clip: Clip | None = None, **settings: Any) -> Any:
    return FIGURES["fit"].painter(runs, style, clip or Clip(960, 540, 10, 4.0), **settings)


def words(canvas: Any) -> list[str]:
    return [text.get_text() for text in canvas.figure.axes[0].texts]


def test_the_true_line_stands_over_the_fit_and_is_named_at_its_end(runs: dict[str, Run]) -> None:
    canvas = drawn([runs["slope"]], true="3.2")
    true, best = held_parts_of(canvas, Standing)[0].artists
    for line, slope in ((true, 3.2), (best, runs["slope"].problem["minima"][0][0])):
        x, y = line.get_xydata().T
        np.testing.assert_allclose(y, slope * x, rtol=1e-9)
    assert words(canvas)[:3] == ["start  y = 10 x", "true  y = 3.2 x", "least squares  y = 3.184 x"]
    (name,) = (text for text in canvas.figure.axes[0].texts if text.get_text() == "true")
    canvas(Moment((0.0,), 0.0))
    box, axes = name.get_window_extent(canvas.renderer), canvas.figure.axes[0]
    end = axes.transData.transform((axes.get_xlim()[1], 3.2 * axes.get_xlim()[1]))
    assert box.x0 > end[0]
    assert abs((box.y0 + box.y1) / 2 - end[1]) < 4
    for other in canvas.figure.axes[1:]:
        assert box.x1 < other.get_tightbbox(canvas.renderer).x0


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)
def test_true_line_least_squares_and_fit_can_be_told_apart_where_they_coincide(
    style: Style, runs: dict[str, Run]
) -> None:
    run = runs["slope"]
    canvas = drawn([run], style, true=str(run.problem["minima"][0][0]))
    frame = canvas(Moment((float(run.steps),), 1.0))
    axes = canvas.figure.axes[0]
    x = np.linspace(20, 90, 400)
    pixels = axes.transData.transform(np.column_stack([x, run.problem["minima"][0][0] * x])).round().astype(int)
    colors = frame[540 - pixels[:, 1], pixels[:, 0]]
    for color in (style.classes[0], style.ink):
        near = (np.abs(colors.astype(int) - np.rint(255 * rgb(color))) < 50).all(axis=1)
        assert near.mean() > 0.2
    assert to_hex(held_parts_of(canvas, FitLine)[0].artists[1].get_color()) == style.accent


def test_without_the_least_squares_fit_the_true_line_is_whole(runs: dict[str, Run]) -> None:
    canvas = drawn([runs["slope"]], true="3.2", best=False)
    (true,) = held_parts_of(canvas, Standing)[0].artists
    assert not true.is_dashed()
    assert words(canvas) == ["start  y = 10 x", "true  y = 3.2 x", "true"]
    assert not held_parts_of(drawn([runs["slope"]], best=False), Standing)[0].artists


def test_the_article_s_two_lines_have_their_equations(runs: dict[str, Run]) -> None:
    run = runs["line"]
    canvas = drawn([run], every=25)
    canvas(Moment((5000.0,), 1.0))
    assert words(canvas) == ["start  y = 0.27 x + 0.637", "least squares  y = 63.42 x + 1.489"]
    np.testing.assert_allclose(least_squares(run), [1.4894158508645403, 63.41907482437301])
    fitted, best = held_parts_of(canvas, FitLine)[0].artists[1], held_parts_of(canvas, Standing)[0].artists[0]
    intercept, slope = run.params[-1]
    np.testing.assert_allclose(fitted.get_ydata(), intercept + slope * np.asarray(fitted.get_xdata()))
    assert abs(fitted.get_ydata()[-1] - best.get_ydata()[-1]) > 1, "they end apart"


def test_equations_too_long_for_the_panel_are_left_out_and_several_starts_share_a_name(runs: dict[str, Run]) -> None:
    assert words(drawn([runs["polynomial"]])) == ["start", "least squares"]
    assert words(drawn([runs["short"], runs["adam"]])) == ["start", "least squares  y = 63.42 x + 1.489"]


@pytest.mark.parametrize(
    ("slope", "start"), [(3.0, (0.0, 0.0)), (-3.0, (9.0, 0.0)), (0.1, (0.0, -20.0)), (8.0, (4.0, -8.0))]
)
def test_no_line_passes_through_the_key(slope: float, start: tuple[float, float], solved_once: Any) -> None:
    x = np.linspace(-1.0, 1.0, 12)
    run = solved_once("line", data=Data.of(x, slope * x + 0.1 * np.cos(40 * x)), steps=5, start=list(start))
    axes = FitPage([run], LIGHT, Clip(480, 270, 10, 4.0)).points
    words = [text.get_window_extent() for text in axes.texts if text.get_text()]
    for line in axes.lines:
        if line.get_transform() is axes.transData and len(line.get_xdata()) > 1 and line.get_linestyle() != "None":
            places = axes.transData.transform(line.get_xydata())
            fine = np.stack(
                [np.interp(np.linspace(0, 1, 400), np.linspace(0, 1, len(places)), c) for c in places.T], -1
            )
            for box in words:
                inside = (fine > box.min).all(axis=1) & (fine < box.max).all(axis=1)
                assert not inside.any()
