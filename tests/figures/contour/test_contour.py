"""The contour picture: how far its dots lie apart, and the minimum's name."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.text import Text
from pages import LARGE_CLIP, draw_at

from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures import FIGURES
from gdviz.figures.contour.milestones import Milestones
from gdviz.runs.run import Run
from gdviz.style.themes import LIGHT


def test_the_picture_says_how_far_dots_lie_apart(line: Run) -> None:
    painter, _ = draw_at("contour", line, 0.0, every=100)
    assert "of 5,000 steps, a dot every 100" in [text.get_text() for text in painter.figure.texts]
    plain, _ = draw_at("contour", line, 0.0)
    assert "of 5,000 steps" in [text.get_text() for text in plain.figure.texts]
    assert not [part for part in plain._parts if isinstance(part, Milestones)]


@pytest.mark.parametrize("value", [0, -3, 2.5, "often"])
def test_a_number_of_steps_that_is_none_is_refused(value: Any, line: Run) -> None:
    with pytest.raises(ValueError, match=f"every={value} is not a whole number"):
        FIGURES["contour"].painter([line], LIGHT, LARGE_CLIP, every=value)


def test_the_minimum_s_name_gives_way_to_a_path_that_comes_from_the_right(made: Callable[..., Run]) -> None:
    run = made("gd", "bowl", 30, start=[2.5, 0.0])
    painter: Any = FIGURES["contour"].painter([run], LIGHT, LARGE_CLIP)
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


@pytest.mark.parametrize(("size", "stacked"), [((800, 450), False), ((640, 480), True), ((540, 540), True)])
def test_curves_lie_where_the_field_is_largest(size: tuple[int, int], stacked: bool, drawn: dict[str, Run]) -> None:
    painter: Any = FIGURES["contour"].painter([drawn["bowl"]], LIGHT, Clip(*size, 10, 2.0))
    field, curves = (axes.get_position() for axes in painter.figure.axes)
    assert (curves.y1 < field.y0) == stacked
    assert (curves.x0 > field.x1) == (not stacked)
