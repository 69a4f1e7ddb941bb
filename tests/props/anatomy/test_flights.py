"""Numbers between the worksheet and the arrows: where they leave, where they arrive, and that they do not jump."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from recording_pen import RecordingPen

from gdviz.analysis.boxes import Share
from gdviz.props.anatomy.flights import NumberFlights
from gdviz.props.anatomy.moments import MomentBoard
from gdviz.props.anatomy.worksheet import Worksheet
from gdviz.stage.stage import Stage

FRAMES = 61


@pytest.fixture
def shown(staged: Callable[..., Stage], made: Any) -> tuple[Worksheet, MomentBoard, NumberFlights]:
    stage = staged([made("adam", "bowl", 3)])
    sheet = Worksheet(stage, Share(0.04, 0.1, 0.7, 0.8))
    board = MomentBoard(stage, Share(0.72, 0.3, 0.98, 0.8), sheet)
    return sheet, board, NumberFlights(stage, sheet, board)


def way_of(flights: NumberFlights, set_share: Callable[[float], Any]) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return where the first flying number ends in each frame (n, 2), how large it is, and its words."""
    places, sizes, said = [], [], []
    for share in np.linspace(0, 1, FRAMES)[1:-1]:
        set_share(float(share))
        words, at, size, *_ = next(flights.flights())
        places.append(at)
        sizes.append(size)
        said.append(words)
    return np.stack(places), np.array(sizes), said


@pytest.mark.parametrize(("beat", "tracker"), [("mean", "mean"), ("correction", "corrected"), ("step", "divided")])
def test_what_a_line_comes_to_flies_to_its_arrow(
    beat: Any, tracker: str, shown: tuple[Worksheet, MomentBoard, NumberFlights]
) -> None:
    sheet, board, flights = shown
    places, sizes, said = way_of(flights, lambda share: getattr(board, tracker).set_value(share))
    assert set(said) == {sheet.numbers(beat)[0][0].strip("()")}
    start, tip = sheet.numbers(beat)[0][1], board.tip("mean")
    assert tip is not None
    reach = float(np.linalg.norm(tip - start))
    assert np.linalg.norm(places[0] - start) < 0.1 * reach
    assert np.linalg.norm(places[-1] - tip) < 0.2 * reach
    assert (np.diff(places[:, 0]) > 0).all(), "it goes on to the right"
    assert np.linalg.norm(np.diff(places, axis=0), axis=1).max() < 0.06 * reach, "it never jumps"
    assert (np.diff(sizes) < 0).all()


def test_the_gradient_flies_into_the_line_of_the_mean(shown: tuple[Worksheet, MomentBoard, NumberFlights]) -> None:
    sheet, board, flights = shown
    # It has arrived when the numbers before it are written.
    last = next(share for share in np.linspace(0.01, 1, 400).tolist() if _arrived(sheet, share) >= 1)
    places, _, said = way_of(flights, lambda share: sheet._filled["mean"].set_value(share * last))
    end, tip = sheet.numbers("mean", "g")[0][1], board.tip("gradient")
    assert tip is not None
    assert set(said) == {sheet.numbers("mean", "g")[0][0].strip("()")}
    reach = float(np.linalg.norm(end - tip))
    assert np.linalg.norm(places[-1] - end) < 0.2 * reach
    assert np.linalg.norm(places[0] - tip) < 0.3 * reach
    assert np.linalg.norm(np.diff(places, axis=0), axis=1).max() < 0.12 * reach


def _arrived(sheet: Worksheet, share: float) -> float:
    sheet._filled["mean"].set_value(share)
    return sheet.arrived("mean", "g")


def test_after_the_first_step_nothing_flies(shown: tuple[Worksheet, MomentBoard, NumberFlights]) -> None:
    _, board, flights = shown
    board.mean.set_value(0.5)
    assert list(flights.flights())
    pen = RecordingPen()
    flights._draw(pen)
    assert pen.verbs
    flights._stage.step.set_value(0.2)
    assert not list(flights.flights())
