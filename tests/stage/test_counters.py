"""Counters at the foot of the page."""

import numpy as np
import pytest

pytest.importorskip("manim")

from pixels import painted, places_of

from gdviz.stage.counters import Counted, Counters

BOX = (0.4, 0.1, 0.9, 0.9)
RED = "#ff0000"


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_counters_keep_the_margin_and_stand_apart(count, wide, staged, solved):
    stage = staged([solved("bowl")])
    colors = ["#ff0000", "#00ff00", "#0000ff", "#ffff00"]
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
