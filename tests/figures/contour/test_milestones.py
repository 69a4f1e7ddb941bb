"""Dots at every so many steps: how a descent slows down."""

from typing import Any

import numpy as np
import pytest
from pages import draw_at

from gdviz.figures.contour.milestones import Milestones
from gdviz.runs.run import Run
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK, LIGHT


def dots(painter: Any) -> list[np.ndarray]:
    """Return the dots shown on the path and on the loss curve."""
    return [np.column_stack(part._dots.get_data()) for part in painter._parts if isinstance(part, Milestones)]


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)
def test_a_dot_stands_at_every_so_many_steps(style, line: Run) -> None:
    painter, frame = draw_at("contour", line, 1250.0, style, every=100)
    field = painter.figure.axes[0]
    for step in range(0, 1001, 100):
        x, y = field.transData.transform(line.params[step])
        assert np.abs(frame[450 - round(y), round(x)] - 255 * rgb(style.casing)).max() < 40
    x, y = field.transData.transform(line.params[150])
    assert np.abs(frame[450 - round(y), round(x)] - 255 * rgb(style.casing)).max() > 60
    x, y = field.transData.transform(line.params[1800])
    assert np.abs(frame[450 - round(y), round(x)] - 255 * rgb(style.accent)).max() > 60, "not yet reached"


def test_dots_crowd_as_the_descent_slows_down(line: Run) -> None:
    painter, _ = draw_at("contour", line, 5000.0, every=100)
    path, curve = dots(painter)
    np.testing.assert_allclose(path[:20], line.params[:2000:100])
    gaps = np.linalg.norm(np.diff(path, axis=0), axis=1)
    assert (np.diff(gaps[:30]) < 0).all()
    np.testing.assert_allclose(curve[:40, 0], np.arange(0, 4000, 100))
    np.testing.assert_allclose(curve[:40, 1], line.loss[:4000:100])


def test_the_head_covers_the_dots_below_it(line: Run) -> None:
    painter, frame = draw_at("contour", line, 500.0, every=100)
    path, _ = dots(painter)
    to_pixels, unit = painter.figure.axes[0].transData, painter.figure.dpi / 72
    x, y = to_pixels.transform(line.params[500])
    assert (np.linalg.norm(to_pixels.transform(path) - [x, y], axis=1) > 7.5 * unit).all()
    assert 3 <= len(path) <= 5
    assert np.abs(frame[450 - round(y), round(x)] - 255 * rgb(LIGHT.accent)).max() < 20


def test_dots_of_a_thinned_run_stand_where_it_was_recorded(drawn: dict[str, Run]) -> None:
    run = drawn["thinned"]
    painter, _ = draw_at("contour", run, 205.0, every=20)
    _, curve = dots(painter)
    assert set(curve[:, 0]) <= set(range(0, 201, 20))
    assert len(curve) > 5


def test_dots_of_a_run_that_left_are_within_the_frame(drawn: dict[str, Run]) -> None:
    run = drawn["bowl-diverged"]
    painter, _ = draw_at("contour", run, float(run.steps), every=1)
    path, curve = dots(painter)
    low, high = np.array(painter.figure.axes[0].viewLim.min), np.array(painter.figure.axes[0].viewLim.max)
    assert ((path >= low) & (path <= high)).all()
    assert len(path) > 1
    assert np.isfinite(curve).all()


def test_dots_that_cannot_be_told_apart_are_one(line: Run) -> None:
    painter, _ = draw_at("contour", line, 5000.0, every=1)
    path, _ = dots(painter)
    assert 200 < len(path) < 2500
