"""Classes in a plane: their names, colours and markers, and the regions behind them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gdviz.analysis.boxes import Box
from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.plane import (
    KEY,
    BoundaryLine,
    ScatterPlot,
    draw_plane,
    looks_of_classes,
    name_classes,
    names_in_plane,
)
from gdviz.figures.parts.sigmoid import ProbabilityField
from gdviz.problems import load_data
from gdviz.runs.data import Data
from gdviz.runs.run import Run
from gdviz.style.themes import DARK, LIGHT

CLIP = Clip(480, 270, 10, 2.0)
TREES = ("ash", "birch", "cedar", "dogwood", "elm", "fir", "gum", "holly", "iroko", "juniper")


def forest(count: int) -> Data:
    rng = np.random.default_rng(1)
    kind = np.arange(4 * count) % count
    ring = np.stack([np.cos(2 * np.pi * kind / count), np.sin(2 * np.pi * kind / count)], axis=-1)
    return Data.of(4 * ring + rng.normal(0, 0.1, ring.shape), kind.astype(float), classes=TREES[:count])


def drawn(runs: list[Run], shades: int = 2) -> list[Any]:
    with drawing(LIGHT):
        canvas = Canvas(CLIP, LIGHT)
        looks = [LIGHT.look_of(i, len(runs)) for i in range(len(runs))]
        return draw_plane(canvas, canvas.axes_in(Box(40, 40, 300, 200)), runs, looks, shades)


@pytest.mark.parametrize("count", [3, 5, 10])
def test_each_of_several_classes_has_a_colour_and_a_marker_that_no_other_and_no_run_has(
    count: int, solved_once: Callable[..., Run]
) -> None:
    run = solved_once("softmax", data=forest(count), steps=60, lr=0.5)
    looks = looks_of_classes(LIGHT, [run])
    assert len({look.color for look in looks}) == len({look.marker for look in looks}) == count
    assert count == 10 or LIGHT.look_of(0, 1).color not in {look.color for look in looks}
    field, points, line = drawn([run])
    assert (type(field), type(points), type(line)) == (ProbabilityField, ScatterPlot, BoundaryLine)
    for part in (field, line):
        part.show(Moment((60.0,), 1.0))
    image = field.artists[0]
    bands, (left, right, low, high) = np.asarray(image.get_array()), image.get_extent()
    for label, cloud in enumerate(points.artists):
        x, y = np.asarray(cloud.get_offsets()).T
        rows = ((y - low) / (high - low) * (bands.shape[0] - 1)).round().astype(int)
        columns = ((x - left) / (right - left) * (bands.shape[1] - 1)).round().astype(int)
        assert (bands[rows, columns] // 2 == label).all(), "each class lies in its own region"
    assert np.isfinite(line.artists[1].get_xydata()).any()


def test_regions_are_paler_than_points_and_paler_where_they_are_unsure() -> None:
    for style in (LIGHT, DARK):
        looks = style.class_looks(5, 1)
        shades = style.region_shades([look.color for look in looks], 3).reshape(5, 3, 3)
        page = np.array([int(style.background[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        off = np.abs(shades - page).sum(axis=-1)
        assert (np.diff(off, axis=1) > 0).all()


def test_a_network_bends_its_boundary_between_standardised_points(solved_once: Callable[..., Run]) -> None:
    raw = load_data("moons")
    run = solved_once("mlp", "adam", data=raw.standardized(), steps=200, lr=0.05)
    _, points, line = drawn([run])
    np.testing.assert_allclose(points.artists[1].get_offsets(), raw.X[raw.y == 1], atol=1e-9)
    line.show(Moment((200.0,), 1.0))
    at = line.artists[1].get_xydata()
    at = at[np.isfinite(at).all(axis=1)]
    heights = [at[np.abs(at[:, 0] - x).argmin(), 1] for x in (0.0, 1.0)]
    assert heights[0] > heights[1] + 0.3, "up into one moon and down into the other"


def test_more_runs_and_classes_than_looks_are_refused_in_words(solved_once: Callable[..., Run]) -> None:
    run = solved_once("softmax", data=forest(9), steps=1)
    assert len(looks_of_classes(LIGHT, [run])) == 9
    with pytest.raises(ValueError, match=r"2 runs and 9 classes are more than the 10 looks .*; give 1 of the runs"):
        looks_of_classes(LIGHT, [run, run])


@pytest.mark.parametrize(("width", "rows"), [(420.0, 1), (200.0, 2), (115.0, 3)])
def test_names_of_classes_take_as_many_rows_as_they_need(
    width: float, rows: int, solved_once: Callable[..., Run]
) -> None:
    run = solved_once("softmax", data=forest(6), steps=1)
    with drawing(LIGHT):
        canvas = Canvas(CLIP, LIGHT)
        left = name_classes(canvas, Box(40, 40, width, 200), names_in_plane(run), looks_of_classes(LIGHT, [run]))
    assert left.high == pytest.approx(240 - KEY * rows)
    assert [text.get_text()[:4] for text in canvas.figure.texts] == [name[:4] for name in TREES[:6]]
    ends = [text.get_window_extent(canvas.renderer).x1 * 72 / canvas.figure.dpi for text in canvas.figure.texts]
    assert max(ends) <= 40 + width + 1
