"""Points along one feature on a board, with the curve of the probability and its threshold."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from pixels import painted, places_of

from gdviz.analysis.boxes import Share
from gdviz.props.sigmoid import SigmoidBoard
from gdviz.runs.data import Data
from gdviz.stage.stage import Stage
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK

BOX = Share(0.4, 0.1, 0.9, 0.9)
X, Y = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [0, 0, 1, 0, 1, 1]


@pytest.fixture
def shown(staged: Callable[..., Stage], solved_once: Any) -> Callable[..., tuple[Stage, SigmoidBoard]]:
    def make(start: tuple[float, float] = (-3.5, 1.0), problem: str = "logistic") -> tuple[Stage, SigmoidBoard]:
        data = Data.of(X, Y, features=("dose",), target="cured")
        stage = staged([solved_once(problem, data=data, start=list(start), steps=30, lr=0.2)])
        return stage, SigmoidBoard(stage, BOX)

    return make


def on_axes(board: SigmoidBoard, places: np.ndarray) -> np.ndarray:
    """Return what feature and probability are at scene coordinates (n, 2)."""
    low, high = board.board.corners
    limits = board.board.limits
    return limits[:, 0] + (places - low) / (high - low) * (limits[:, 1] - limits[:, 0])


def test_the_points_come_in_by_class_and_stand_beyond_nought_and_one(shown: Any) -> None:
    _, board = shown()
    assert painted(board.points).max() == 0
    for label in (0, 1):
        board.come[label].set_value(1)
        found = on_axes(board, places_of(painted(board.points), DARK.classes[label]))
        for x in (x for x, y in zip(X, Y, strict=True) if y == label):
            near = found[np.abs(found[:, 0] - x) < 0.06]
            assert len(near)
            assert ((near[:, 1] > 1) if label else (near[:, 1] < 0)).all()


def test_the_curve_and_the_threshold_are_where_the_run_says(shown: Any) -> None:
    stage, board = shown()
    assert painted(board.line).max() == 0, "it is hidden at first"
    board.line.seen.set_value(1)
    for step in (0, 12.5, 30):
        stage.step.set_value(step)
        b, w = stage.between(stage.run.params)
        picture = painted(board.line)
        line = on_axes(board, places_of(picture, DARK.accent, 20))
        upright = line[np.abs(line[:, 1] - 0.5) > 0.1]
        assert np.abs(upright[:, 0] + b / w).max() < 0.08
        x = np.linspace(1.2, 5.8, 9)
        for place in board.board.place(np.stack([x, 1 / (1 + np.exp(-(b + w * x)))], axis=-1)):
            at = picture[int(180 - 45 * place[1]), int(320 + 45 * place[0]), :3].astype(int)
            close = np.abs(at - 255 * rgb(DARK.ink)).max() < 60
            assert close or abs(place[0] - board.board.place(np.array([-b / w, 0.5]))[0]) < 0.2


@pytest.mark.parametrize(
    ("start", "side"), [((-3.5, 1.0), 0), ((3.5, -1.0), 0), ((30.0, 1.0), -1), ((-90.0, 1.0), 1), ((0.0, 0.0), -1)]
)
def test_the_number_is_written_at_the_line_or_at_the_edge_beyond_which_that_lies(
    start: tuple[float, float], side: int, shown: Any
) -> None:
    _, board = shown(start)
    with_words = painted_with(board)
    board._write = lambda pen, at, logit: None
    without = painted_with(board)
    _, columns = np.nonzero(np.abs(with_words.astype(int) - without).max(axis=-1) > 40)
    left, right = (columns.min() - 320) / 45, (columns.max() - 320) / 45
    (low, _), (high, _) = board.board.corners
    assert low <= left < right <= high
    if side:
        assert (left - low if side < 0 else high - right) < 0.4
    else:
        at = board.board.place(np.array([3.5, 0.5]))[0]
        assert 0 < left - at < 0.4


def painted_with(board: SigmoidBoard) -> np.ndarray:
    board.line.seen.set_value(1)
    picture: np.ndarray = painted(board.line)
    return picture


def test_the_field_has_the_colour_of_the_probability(shown: Any) -> None:
    _, board = shown()
    board.field.seen.set_value(1)
    field = painted(board.field).astype(int)
    for x in (1.1, 2.5, 4.7, 5.9):
        place = board.board.place(np.array([x, 0.5]))
        band = min(int(16 / (1 + np.exp(3.5 - x))), 15)
        found = field[int(180 - 45 * place[1]), int(320 + 45 * place[0])]
        assert np.abs(found - 255 * DARK.class_bands[band]).max() <= 7


def test_a_support_vector_machine_has_no_curve(shown: Any) -> None:
    _, board = shown(problem="svm")
    assert not board.curved
    board.line.seen.set_value(1)
    line = on_axes(board, places_of(painted(board.line), DARK.accent, 20))
    assert np.abs(line[:, 0] - 3.5).max() < 0.08
