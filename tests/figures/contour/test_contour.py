"""The contour picture: the dots that show how a descent slows down, and the minimum's name."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.text import Text

from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures import FIGURES
from gdviz.figures.contour.milestones import Milestones
from gdviz.runs.run import Run
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK, LIGHT

CLIP = Clip(800, 450, 10, 4.0)


@pytest.fixture(scope="module")
def line(made: Callable[..., Run]) -> Run:
    """The line of article D, by many small steps from a random start."""
    return made("gd", "line", 5000, lr=0.001)


def painted(run: Run, step: float, style=LIGHT, **how: Any) -> tuple[Any, np.ndarray]:
    painter: Any = FIGURES["contour"].painter([run], style, CLIP, **how)
    return painter, painter(Moment((step,), 0.0, 0.5))


def dots(painter: Any) -> list[np.ndarray]:
    """Return the dots shown on the path and on the loss curve."""
    return [np.column_stack(part._dots.get_data()) for part in painter._parts if isinstance(part, Milestones)]


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)
def test_a_dot_stands_at_every_so_many_steps(style, line: Run) -> None:
    painter, frame = painted(line, 1250.0, style, every=100)
    field = painter.figure.axes[0]
    for step in range(0, 1001, 100):
        x, y = field.transData.transform(line.params[step])
        assert np.abs(frame[450 - round(y), round(x)] - 255 * rgb(style.casing)).max() < 40
    x, y = field.transData.transform(line.params[150])
    assert np.abs(frame[450 - round(y), round(x)] - 255 * rgb(style.casing)).max() > 60
    x, y = field.transData.transform(line.params[1800])
    assert np.abs(frame[450 - round(y), round(x)] - 255 * rgb(style.accent)).max() > 60, "not yet reached"


def test_dots_crowd_as_the_descent_slows_down(line: Run) -> None:
    painter, _ = painted(line, 5000.0, every=100)
    path, curve = dots(painter)
    np.testing.assert_allclose(path[:20], line.params[:2000:100])
    gaps = np.linalg.norm(np.diff(path, axis=0), axis=1)
    assert (np.diff(gaps[:30]) < 0).all()
    np.testing.assert_allclose(curve[:40, 0], np.arange(0, 4000, 100))
    np.testing.assert_allclose(curve[:40, 1], line.loss[:4000:100])


def test_the_head_covers_the_dots_below_it(line: Run) -> None:
    painter, frame = painted(line, 500.0, every=100)
    path, _ = dots(painter)
    to_pixels, unit = painter.figure.axes[0].transData, painter.figure.dpi / 72
    x, y = to_pixels.transform(line.params[500])
    assert (np.linalg.norm(to_pixels.transform(path) - [x, y], axis=1) > 7.5 * unit).all()
    assert 3 <= len(path) <= 5
    assert np.abs(frame[450 - round(y), round(x)] - 255 * rgb(LIGHT.accent)).max() < 20


def test_the_picture_says_how_far_dots_lie_apart(line: Run) -> None:
    painter, _ = painted(line, 0.0, every=100)
    assert "of 5,000 steps, a dot every 100" in [text.get_text() for text in painter.figure.texts]
    plain, _ = painted(line, 0.0)
    assert "of 5,000 steps" in [text.get_text() for text in plain.figure.texts]
    assert dots(plain) == []


def test_dots_of_a_thinned_run_stand_where_it_was_recorded(drawn: dict[str, Run]) -> None:
    run = drawn["thinned"]
    painter, _ = painted(run, 205.0, every=20)
    _, curve = dots(painter)
    assert set(curve[:, 0]) <= set(range(0, 201, 20))
    assert len(curve) > 5


def test_dots_of_a_run_that_left_are_within_the_frame(drawn: dict[str, Run]) -> None:
    run = drawn["bowl-diverged"]
    painter, _ = painted(run, float(run.steps), every=1)
    path, curve = dots(painter)
    low, high = np.array(painter.figure.axes[0].viewLim.min), np.array(painter.figure.axes[0].viewLim.max)
    assert ((path >= low) & (path <= high)).all()
    assert len(path) > 1
    assert np.isfinite(curve).all()


def test_dots_that_cannot_be_told_apart_are_one(line: Run) -> None:
    painter, _ = painted(line, 5000.0, every=1)
    path, _ = dots(painter)
    assert 200 < len(path) < 2500


@pytest.mark.parametrize("value", [0, -3, 2.5, "often"])
def test_a_number_of_steps_that_is_none_is_refused(value: Any, line: Run) -> None:
    with pytest.raises(ValueError, match=f"every={value} is not a whole number"):
        FIGURES["contour"].painter([line], LIGHT, CLIP, every=value)


def test_the_minimum_s_name_gives_way_to_a_path_that_comes_from_the_right(made: Callable[..., Run]) -> None:
    run = made("gd", "bowl", 30, start=[2.5, 0.0])
    painter: Any = FIGURES["contour"].painter([run], LIGHT, CLIP)
    painter(Moment((30.0,), 0.0, 1.0))
    field = painter.figure.axes[0]
    (name,) = [text for text in field.findobj(Text) if text.get_text() == "(0, 0)"]
    path = field.transData.transform(np.linspace(run.params[0], run.params[-1], 200))
    assert not any(name.get_window_extent().contains(*point) for point in path)


@pytest.mark.parametrize("size", [(800, 450), (400, 600), (320, 240)])
def test_the_minimum_is_named_beside_its_ring_and_clear_of_the_path(size: tuple[int, int], line: Run) -> None:
    painter: Any = FIGURES["contour"].painter([line], LIGHT, Clip(*size, 10, 2.0), every=100)
    painter(Moment((5000.0,), 0.0, 1.0))
    field = painter.figure.axes[0]
    (name,) = [text for text in field.findobj(Text) if text.get_text() == "(1.489, 63.42)"]
    box = name.get_window_extent()
    ring = field.transData.transform(line.problem["minima"][0])
    assert not box.contains(*ring)
    assert np.hypot(*np.maximum(np.abs(ring - (box.min + box.max) / 2) - np.array(box.size) / 2, 0)) < 25
    assert not any(box.contains(*point) for point in field.transData.transform(line.params[::10]))
    assert field.bbox.x0 <= box.x0
    assert box.x1 <= field.bbox.x1
