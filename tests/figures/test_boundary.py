"""The classifier's pictures: where the boundary is drawn, what stands beside it, and what its field is painted in."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdviz.analysis.boundary import clipped_line
from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures import FIGURES
from gdviz.figures.parts.plane import BoundaryLine, ScatterPlot
from gdviz.figures.parts.series import Curves
from gdviz.figures.parts.sigmoid import ProbabilityField
from gdviz.problems import load_data
from gdviz.rendering.figures import draw
from gdviz.runs.data import Data
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.style.colors import rgb
from gdviz.style.themes import LIGHT

CLIP = Clip(480, 270, 10, 2.0)


def parts(runs: list[Run], kind: type, clip: Clip = CLIP, **options: object) -> list:
    painter = FIGURES["boundary"].painter(runs, LIGHT, clip, **options)
    return [part for part in painter._parts if isinstance(part, kind)]


@pytest.mark.parametrize(
    ("start", "ends"),
    [
        ([-6.0, 1.0, 0.0], [(6.0, None), (6.0, None)]),
        ([6.0, -1.0, 1e-12], [(6.0, None), (6.0, None)]),
        ([-7.0, 0.0, 1.0], [(None, 7.0), (None, 7.0)]),
        ([1.0, -1.0, 1.0], [(None, None), (None, None)]),
    ],
    ids=["vertical", "almost", "level", "aslant"],
)
def test_the_boundary_is_clipped_to_the_axes_however_steep_it_is(
    start: list[float], ends: list, made: Callable[..., Run]
) -> None:
    run = made("gd", "logistic", 2, start=start, lr=1e-6)
    (line,) = parts([run], BoundaryLine)
    line.show(Moment((0.0,), 0.0))
    drawn = line.artists[1].get_xydata()
    (low_x, high_x), (low_y, high_y) = line.artists[1].axes.get_xlim(), line.artists[1].axes.get_ylim()
    np.testing.assert_allclose(start[0] + drawn @ start[1:], 0, atol=1e-9)
    assert ((drawn >= [low_x - 1e-9, low_y - 1e-9]) & (drawn <= [high_x + 1e-9, high_y + 1e-9])).all()
    for point, (x, y) in zip(drawn, ends, strict=True):
        on_edge = [abs(point[0] - low_x), abs(point[0] - high_x), abs(point[1] - low_y), abs(point[1] - high_y)]
        assert min(on_edge) < 1e-9
        assert x is None or point[0] == pytest.approx(x, abs=1e-9)
        assert y is None or point[1] == pytest.approx(y, abs=1e-9)


def test_weights_of_zero_have_no_boundary_and_a_field_of_one_shade(made: Callable[..., Run]) -> None:
    run = made("gd", "logistic", 40, start=[0.5, 0.0, 0.0], lr=0.01)
    (line,), (field,) = parts([run], BoundaryLine), parts([run], ProbabilityField)
    for part in (line, field):
        part.show(Moment((0.0,), 0.0))
    assert np.isnan(line.artists[1].get_xydata()).all()
    assert len(np.unique(field.artists[0].get_array())) == 1
    line.show(Moment((40.0,), 1.0))
    assert np.isfinite(line.artists[1].get_xydata()).all()


def test_a_wrong_start_turns_half_round_to_a_clean_split(made: Callable[..., Run]) -> None:
    run = made("gd", "logistic", 100, start=[-0.5, -0.75, 0.25], lr=0.01)
    (line,) = parts([run], BoundaryLine)
    box = np.array([line.artists[1].axes.get_xlim(), line.artists[1].axes.get_ylim()])
    assert np.isfinite([clipped_line(params, box) for params in np.asarray(run.params)]).all(), "never out of sight"
    turned = np.unwrap(np.arctan2(run.params[:, 2], run.params[:, 1]))
    assert abs(np.degrees(turned[-1] - turned[0])) > 180
    assert run.metrics["accuracy"][0] < 0.3
    assert run.metrics["accuracy"][-1] == 1.0


# Which of the sixteen bands have the colours: from the ends inwards, evenly.
BANDS = {1: [0, 15], 2: [0, 4, 11, 15], 8: list(range(16))}


@pytest.mark.parametrize("shades", BANDS)
def test_the_field_has_as_many_shades_a_side_as_told_and_changes_sides_at_the_line(
    shades: int, drawn: dict[str, Run]
) -> None:
    run = drawn["blobs"]
    (field,) = parts([run], ProbabilityField, shades=shades)
    field.show(Moment((float(run.steps),), 1.0))
    image = field.artists[0]
    colors = np.asarray(image.cmap.colors)
    assert len(colors) == 2 * shades
    np.testing.assert_allclose(colors[[0, -1]], [rgb(color) for color in LIGHT.class_fields], atol=2e-3)
    table = image.get_array()
    left, right, low, high = image.get_extent()
    rows, columns = table.shape
    gx, gy = np.meshgrid(np.linspace(left, right, columns), np.linspace(low, high, rows))
    score = run.params[-1, 0] + run.params[-1, 1] * gx + run.params[-1, 2] * gy
    assert np.array_equal(table >= shades, score > 0)
    shares = 1 / (1 + np.exp(-score))
    assert (table == np.floor(2 * shades * shares)).mean() > 0.999
    np.testing.assert_allclose(colors, LIGHT.class_bands[BANDS[shades]], atol=2e-3)


def test_panels_can_be_left_out_and_the_points_take_their_place(drawn: dict[str, Run]) -> None:
    run = drawn["blobs"]
    assert len(parts([run], Curves)) == 2
    assert parts([run], Curves, panels=False) == []
    wide = parts([run], ScatterPlot, panels=False)[0].artists[0].axes.get_position().width
    assert wide > 1.5 * parts([run], ScatterPlot)[0].artists[0].axes.get_position().width


def test_on_a_tall_page_the_curves_stand_below_the_points(drawn: dict[str, Run]) -> None:
    tall = Clip(400, 600, 10, 2.0)
    (scatter,) = parts([drawn["blobs"]], ScatterPlot, tall)
    low = scatter.artists[0].axes.get_position().y0
    assert all(curves.artists[0].axes.get_position().y1 < low for curves in parts([drawn["blobs"]], Curves, tall))


def test_a_run_without_accuracy_shows_its_loss_alone(drawn: dict[str, Run]) -> None:
    run = drawn["blobs"]
    bare = Run(run.path, run.manifest, {n: a for n, a in run.arrays.items() if n != "metric.accuracy"})
    assert len(parts([bare], Curves)) == 1
    assert len(parts([bare, run], Curves)) == 1


def test_a_gif_of_the_turning_boundary_is_light(drawn: dict[str, Run], tmp_path: Path) -> None:
    path = draw("boundary", [drawn["blobs"]], tmp_path / "boundary.gif", size=(400, 225), fps=10, seconds=4.0)
    assert path.stat().st_size < 75_000


@pytest.mark.parametrize("standardize", [False, True])
def test_over_powers_the_boundary_is_where_the_score_is_0_in_the_plane_of_two_features(
    standardize: bool, solved_once: Callable[..., Run]
) -> None:
    circles = load_data("circles")
    raw = Data.of(circles.X[:40], circles.y[:40], classes=circles.classes)
    data = raw.expanded(3).standardized() if standardize else raw.expanded(3)
    run = solved_once("logistic", data=data, steps=200, lr=1.0)
    (line,), (field,), (points,) = (parts([run], kind) for kind in (BoundaryLine, ProbabilityField, ScatterPlot))
    np.testing.assert_allclose(points.artists[0].get_offsets(), raw.X[raw.y == 0], rtol=1e-9, atol=1e-12)
    for part in (line, field):
        part.show(Moment((200.0,), 1.0))
    drawn = line.artists[1].get_xydata()
    drawn = drawn[np.isfinite(drawn).all(axis=1)]
    assert 0.3 < np.hypot(*drawn.T).min() < np.hypot(*drawn.T).max() < 1.1, "between the circles"
    scores = run.params[-1, 0] + data.preprocessing.apply(drawn) @ run.params[-1, 1:]  # type: ignore[union-attr]
    assert np.abs(scores).max() < 0.02
    image = field.artists[0].get_array()
    middle = image[image.shape[0] // 2, image.shape[1] // 2]
    assert middle > image[0, 0], "inside is class 1"


def test_over_powers_of_other_than_two_features_there_is_no_boundary_to_draw(solved_once: Callable[..., Run]) -> None:
    data = load_data("iris", x=["1", "2", "3"], degree=2)
    run = solved_once("softmax", data=data, steps=2)
    with pytest.raises(ValueError, match="its points have 3 features; solve it with the two of a plane"):
        parts([run], BoundaryLine)


@pytest.mark.parametrize("clip", [CLIP, Clip(540, 540, 10, 2.0), Clip(450, 800, 10, 2.0)], ids=str)
def test_classes_are_named_above_the_plane_in_their_colours(clip: Clip, made: Callable[..., Run]) -> None:
    points = np.random.default_rng(0).normal(0, 1, (20, 2))
    data = Data.of(points, (np.arange(20) % 2).astype(float), classes=("did not", "did"))
    painter: Any = FIGURES["boundary"].painter([made("gd", "logistic", 5, data=data)], LIGHT, clip)
    named = [text for text in painter.figure.texts if text.get_text() in ("did not", "did")]
    assert [text.get_color() for text in named] == [LIGHT.lettering(color) for color in LIGHT.classes]
    field = painter.figure.axes[0].get_window_extent()
    for text in named:
        box = text.get_window_extent(painter.renderer)
        assert box.y0 >= field.y1
        assert field.x0 <= box.x0 < box.x1 <= field.x1


def test_classes_are_named_above_the_points_and_long_names_end_in_an_ellipsis(tmp_path):
    points = np.random.default_rng(0).normal(size=(12, 2))
    labels = (points[:, 0] > 0).astype(float)
    data = Data.of(points, labels, features=("a", "b"), target="t", classes=("no", "a name of so many words " * 4))
    run = solve("logistic", data=data, steps=3, out=tmp_path / "run")
    clip = Clip(480, 270, 10, 1.0)
    figure = FIGURES["boundary"].painter([run], LIGHT, clip).figure
    names = [text for text in figure.texts if text.get_text() == "no" or text.get_text().endswith("…")]
    assert [text.get_text()[:6] for text in names] == ["no", "a name"]
    boxes = [text.get_window_extent() for text in names]
    field = figure.axes[0].get_window_extent()
    assert boxes[0].x1 < boxes[1].x0
    assert boxes[1].x1 <= field.x1
    assert min(box.y0 for box in boxes) >= field.y1 - 1


def test_a_long_name_of_a_class_has_what_a_short_one_leaves(tmp_path):
    points = np.random.default_rng(0).normal(size=(12, 2))
    classes = ("northern white hedgehog", "other")
    data = Data.of(points, (points[:, 0] > 0).astype(float), features=("a", "b"), target="t", classes=classes)
    run = solve("logistic", data=data, steps=3, out=tmp_path / "run")
    for names in (classes, classes[::-1]):
        run.manifest["problem"]["classes"] = list(names)
        figure = FIGURES["boundary"].painter([run], LIGHT, Clip(800, 450, 10, 1.0)).figure
        boxes = [text.get_window_extent() for text in figure.texts if text.get_text() in classes]
        assert len(boxes) == 2
        assert boxes[1].x1 <= figure.axes[0].bbox.x1


def test_runs_are_named_below_a_title_of_two_lines(made: Callable[..., Run]) -> None:
    data = Data.of(np.random.default_rng(0).normal(0, 1, (20, 2)), (np.arange(20) % 2).astype(float))
    runs = [made("gd", "logistic", 5, data=data, lr=lr) for lr in (0.1, 0.2, 0.4)]
    figure = FIGURES["boundary"].painter(runs, replace(LIGHT, title="A title of many words " * 4), CLIP).figure
    title = [text for text in figure.texts if "words" in text.get_text()]
    names = [text for text in figure.texts if "lr 0." in text.get_text()]
    assert (len(title), len(names)) == (2, 3)
    lowest = min(text.get_window_extent().y0 for text in title)
    assert max(text.get_window_extent().y1 for text in names) <= lowest
