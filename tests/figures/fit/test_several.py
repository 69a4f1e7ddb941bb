"""A fit to several features: predictions over what is true, and the weights that move them most."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.regression import effects
from gdviz.figures import FIGURES
from gdviz.figures.fit.several import PredictedPoints, Weights
from gdviz.figures.parts.hairs import Hairs
from gdviz.problems import load_data
from gdviz.runs.data import Data
from gdviz.runs.run import Run
from gdviz.style.themes import DARK, LIGHT, Style

CLIP = Clip(800, 450, 10, 2.0)
RNG = np.random.default_rng(5)
ROWS = RNG.normal(size=(30, 2)) * [300, 1] + [1500, 3]


@pytest.fixture
def houses(solved_once: Callable[..., Run]) -> Run:
    data = Data.of(ROWS, 100 * ROWS[:, 0] + 5000 * ROWS[:, 1], features=("area", "rooms"), target="price")
    return solved_once("linear", data=data.standardized(), steps=40)


@pytest.fixture
def many(solved_once: Callable[..., Run]) -> Run:
    data = load_data("diabetes", x=["bmi", "bp", "s1", "s2"], degree=2, standardize=True)
    return solved_once("linear", data=data, steps=30, settings={"l2": 0.1})


def drawn(runs: list[Run], style: Style = LIGHT, clip: Clip = CLIP, **settings: Any) -> Any:
    return FIGURES["fit"].painter(runs, style, clip, **settings)


def part(canvas: Any, kind: type) -> Any:
    (found,) = [one._part for one in canvas._parts if isinstance(one._part, kind)]
    return found


@pytest.mark.parametrize("step", [0, 7, 40])
def test_each_point_is_as_high_as_its_prediction(houses: Run, step: int) -> None:
    canvas = drawn([houses])
    points, misses = part(canvas, PredictedPoints), part(canvas, Hairs)
    for one in (points, misses):
        one.show(Moment((float(step),), 1.0))
    params, y = houses.params[step], np.asarray(houses.data["y"])
    predicted = params[0] + houses.data["X"] @ params[1:]
    assert points.artists[0].get_xdata().tolist() == y.tolist()
    np.testing.assert_allclose(points.artists[0].get_ydata(), predicted, rtol=1e-12)
    hairs = misses.artists[0].get_xydata().reshape(-1, 3, 2)
    np.testing.assert_allclose(hairs[:, 0], np.stack([y, y], axis=-1))
    np.testing.assert_allclose(hairs[:, 1, 1], predicted, rtol=1e-12)
    assert np.isnan(hairs[:, 2, 0]).all()


def test_bars_are_as_long_as_weights_and_stand_in_their_order(many: Run) -> None:
    weights = part(drawn([many]), Weights)
    weights.show(Moment((30.0,), 1.0))
    reached = effects(many, many.params[-1])
    order = np.argsort(-np.abs(reached))[:8]
    bars = [bar.get_width() for bar in weights._bars[0]]
    np.testing.assert_allclose(bars, reached[order], rtol=1e-12)
    names = [label.get_text() for label in weights._bars[0][0].axes.get_yticklabels()]
    assert names[-1] == "and 6 more"
    assert names[: len(order)] == [many.problem["features"][i].replace("^2", "²") for i in order]


def test_ticks_stand_at_the_minimum_of_a_ridge_and_at_least_squares_without(many: Run, houses: Run) -> None:
    for run, words, goal in ((many, "| minimum", many.minima[0]), (houses, "| least squares", houses.minima[0])):
        canvas = drawn([run])
        weights = part(canvas, Weights)
        assert words in [text.get_text() for text in canvas.figure.texts]
        ticks = weights.artists[len(weights._bars[0])]
        at = np.array([segment[0, 0] for segment in ticks.get_segments()])
        expected = effects(run, goal)[weights._chosen]
        low, high = ticks.axes.get_xlim()
        np.testing.assert_allclose(at, expected[(expected >= low) & (expected <= high)], rtol=1e-6)
        bare = drawn([run], best=False)
        assert words not in [text.get_text() for text in bare.figure.texts]


def test_weights_of_what_is_not_standardised_are_of_a_standard_deviation(solved_once: Callable[..., Run]) -> None:
    run = solved_once("linear", data=Data.of(ROWS, ROWS[:, 0]), steps=3)
    np.testing.assert_allclose(effects(run, np.array([7.0, 1.0, 2.0])), ROWS.std(axis=0) * [1, 2], rtol=1e-12)


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("size", [(800, 450), (450, 800), (500, 500)])
def test_words_lie_on_the_page_and_beside_one_another(many: Run, style: Style, size: tuple[int, int]) -> None:
    canvas = drawn([many], style, Clip(*size, 10, 2.0))
    canvas(Moment((30.0,), 1.0))
    renderer = canvas.renderer
    words = [text for text in canvas.figure.texts if text.get_text()]
    words += [text for axes in canvas.figure.axes for text in (*axes.get_yticklabels(), axes.xaxis.label, axes.title)]
    words += [axes.yaxis.label for axes in canvas.figure.axes]
    boxes = [text.get_window_extent(renderer) for text in words if text.get_text() and text.get_visible()]
    assert all(box.x0 >= -1 and box.y0 >= -1 and box.x1 <= size[0] + 1 and box.y1 <= size[1] + 1 for box in boxes)
    names = [text.get_window_extent(renderer) for text in part(canvas, Weights)._bars[0][0].axes.get_yticklabels()]
    assert all(below.y1 <= above.y0 + 2 for above, below in pairwise(names))


def test_several_runs_and_one_that_diverges_are_drawn(houses: Run, solved_once: Callable[..., Run]) -> None:
    data = Data.of(ROWS, 100 * ROWS[:, 0] + 5000 * ROWS[:, 1], features=("area", "rooms"), target="price")
    away = solved_once("linear", data=data, lr=1.0, steps=40)
    canvas = drawn([houses, away])
    weights = part(canvas, Weights)
    assert len(weights._bars) == 2
    frame = canvas(Moment((40.0, float(away.steps)), 1.0))
    assert frame.shape == (450, 800, 3)
    assert all(np.isfinite(bar.get_width()) for bars in weights._bars for bar in bars)
    assert drawn([away])(Moment((float(away.steps),), 1.0)).shape == (450, 800, 3)


def test_true_weights_are_marked_too(houses: Run) -> None:
    canvas = drawn([houses], true="150000,30000,5000")
    assert {"| true", "| least squares"} <= {text.get_text() for text in canvas.figure.texts}
    with pytest.raises(ValueError, match="true=1,2 has 2 numbers, and the model has intercept, area, rooms"):
        drawn([houses], true="1,2")
