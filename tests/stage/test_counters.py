"""Counters keep the margin and say what they count."""

import numpy as np
import pytest
from pixels import painted, places_of

from gdviz.stage.counters import Counted, Counters, InLine, count_loss, count_steps
from gdviz.stage.painted import PenMobject
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


def test_a_counter_in_a_line_begins_at_its_place_or_ends_there_with_room_for_its_last_words(staged, solved):
    stage, at = staged([solved("bowl")]), np.array([1.0, -2.0])
    counted = Counted("step", lambda: "7", "#ff0000")
    begins, ends = (InLine(stage, counted, at, 12.0, ends="1,234", align=align) for align in (0.0, 1.0))
    after, before = (painted(PenMobject(one.draw)) for one in (begins, ends))
    word, value = (places_of(after, color, 60)[:, 0] for color in (stage.style.muted, "#ff0000"))
    assert word.min() == pytest.approx(1.0, abs=0.05)
    assert value.min() > word.max()
    word, value = (places_of(before, color, 60)[:, 0] for color in (stage.style.muted, "#ff0000"))
    assert value.max() == pytest.approx(1.0, abs=0.1)
    assert word.min() == pytest.approx(1.0 - ends.width, abs=0.05)
    assert value.min() - word.max() > 2 * np.ptp(value), "it will be longer"
