"""The points of two classes, and the line and the regions between them."""

import numpy as np
import pytest

pytest.importorskip("manim")

from pixels import painted, places_of

from gdviz.props.boundary import BoundaryBoard
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK

BOX = (0.4, 0.1, 0.9, 0.9)
RED = "#ff0000"


def test_the_points_of_a_scatter_come_in_by_class_and_the_line_is_where_both_are_equally_likely(staged, solved):
    run = solved("logistic")
    stage = staged([run])
    scatter = BoundaryBoard(stage, BOX)
    assert painted(scatter.points).max() == 0
    scatter.come[0].set_value(1)
    picture = painted(scatter.points)
    assert len(places_of(picture, DARK.classes[0]))
    assert not len(places_of(picture, DARK.classes[1]))
    stage.step.set_value(run.steps)
    scatter.line.seen.set_value(1)
    line = places_of(painted(scatter.line), DARK.accent, 20)
    low, high = scatter.board.corners
    share = (line - low) / (high - low)
    points = scatter.board.limits[:, 0] + share * (scatter.board.limits[:, 1] - scatter.board.limits[:, 0])
    b, *w = run.params[-1]
    away = np.abs(b + points @ w) / np.hypot(*w)
    assert away.max() < 0.12
    scatter.field.seen.set_value(1)
    field = painted(scatter.field)
    inside = scatter.board.place(run.data["X"])
    for label in (0, 1):
        x, y, _ = inside[run.data["y"] == label].mean(axis=0)
        shown = field[int(180 - 45 * y), int(320 + 45 * x)].astype(int)
        assert np.abs(shown - 255 * rgb(DARK.class_fields[label])).max() < 30
