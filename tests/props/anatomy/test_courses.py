"""The courses of mean and size: where they end, how far they go, and that they have their room."""

from collections.abc import Callable

import numpy as np
import pytest

pytest.importorskip("manim")

from sketches import Recorder

from gdviz.analysis.boxes import Share
from gdviz.props.anatomy.courses import MomentCurves
from gdviz.props.anatomy.worksheet import Worksheet
from gdviz.runs.run import Run
from gdviz.stage.stage import Stage

BOX, CURVES = Share(0.42, 0.405, 0.973, 0.95), Share(0.42, 0.2, 0.97, 0.34)
Staged = Callable[..., Stage]


@pytest.mark.parametrize("step", [1, 7, 30])
def test_the_courses_end_at_the_values_of_the_step(step: int, adam: Run, staged: Staged) -> None:
    stage = staged([adam])
    sheet = Worksheet(stage, BOX)
    curves = MomentCurves(stage, CURVES, sheet)
    stage.step.set_value(step)
    recorder = Recorder()
    curves._draw(recorder)
    t = np.arange(1, 31)[:, None]
    mean = adam.state["exp_avg"] / (1 - 0.9**t)
    size = np.sqrt(adam.state["exp_avg_sq"] / (1 - 0.999**t))
    greatest = np.maximum(np.abs(mean).max(axis=0), size.max(axis=0))
    dots = [(place, color) for place, _, color in recorder.of("dot")]
    assert len(dots) == 6
    for i in range(2):
        (left, low), (right, high) = curves._boxes[i]
        x = left + (step - 1) / 29 * (right - left)
        half = (high - low) / 2 / 1.06
        expected = {"size": [size, -size], "memory": [mean]}
        for kind, values in expected.items():
            found = sorted(float(at[1]) for at, color in dots[3 * i : 3 * i + 3] if color == sheet.colors[kind])
            heights = sorted((low + high) / 2 + half * float(v[step - 1, i] / greatest[i]) for v in values)
            assert found == pytest.approx(heights, abs=1e-9)
        assert [float(at[0]) for at, _ in dots[3 * i : 3 * i + 3]] == pytest.approx([x] * 3)


def test_the_courses_go_no_further_than_the_clock(adam: Run, staged: Staged) -> None:
    stage = staged([adam])
    sheet = Worksheet(stage, BOX)
    curves = MomentCurves(stage, CURVES, sheet)
    lengths = []
    for step in (0, 1, 10.5, 30):
        stage.step.set_value(step)
        recorder = Recorder()
        curves._draw(recorder)
        lengths.append({len(line) for line, color, *_ in recorder.of("line") if color == sheet.colors["gradient"]})
    assert lengths == [{1}, {1}, {10}, {30}]


@pytest.mark.parametrize("room", [CURVES, Share(0.7, 0.2, 0.9, 0.8)])
def test_courses_stand_beside_or_below_one_another_in_their_box(room: Share, adam: Run, staged: Staged) -> None:
    stage = staged([adam])
    first, second = MomentCurves(stage, room, Worksheet(stage, BOX))._boxes
    is_high = room.high - room.low > room.right - room.left
    apart = first[0, 1] - second[1, 1] if is_high else second[0, 0] - first[1, 0]
    assert apart > 0
    size = np.array([128 / 9, 8.0])
    for low, high in (first, second):
        assert (low >= (room.corners[0] - 0.5) * size - 1e-9).all()
        assert (high <= (room.corners[1] - 0.5) * size + 1e-9).all()
        assert (high > low).all()
