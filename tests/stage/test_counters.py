"""Counters keep the margin and say what they count."""

import numpy as np
import pytest
from pixels import painted, places_of

from gdviz.stage.counters import Counted, Counters, count_loss, count_steps
from gdviz.style.numerals import number


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_counters_keep_the_margin_and_stand_apart(count, wide, staged, solved):
    stage = staged([solved("bowl")])
    colors = ["#ff5050", "#00ff00", "#00a0ff", "#ffff00"]
    counters = Counters(stage, *(Counted(f"name {i}", lambda: "−1.23e−9", colors[i]) for i in range(count)), wide=wide)
    counters.seen.set_value(1)
    picture = painted(counters)
    boxes = [places_of(picture, color, 60) for color in colors[:count]]
    for box in boxes:
        assert (np.abs(box) <= np.array([64 / 9, 4]) - 0.5).all()
    for i in range(count):
        for other in boxes[i + 1 :]:
            apart = np.maximum(boxes[i].min(axis=0) - other.max(axis=0), other.min(axis=0) - boxes[i].max(axis=0))
            assert apart.max() > 0.1


def test_steps_are_counted_whole_and_losses_are_those_of_the_clock(staged, solved):
    stage = staged([solved("bowl")])
    steps, loss = count_steps(stage), count_loss(stage, stage.run, "loss of all", "#ff0000")
    stage.step.set_value(3.7)
    assert (steps.label, steps.value(), steps.color) == ("step", "3", "")
    stage.step.set_value(4.0)
    assert (loss.label, loss.value(), loss.color) == ("loss of all", number(float(stage.run.loss[4])), "#ff0000")
