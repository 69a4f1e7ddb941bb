"""What paints its own pixels."""

import numpy as np
import pytest

pytest.importorskip("manim")

from pixels import painted

from gdviz.stage.painted import PenMobject


def test_what_is_half_seen_is_half_there_and_what_is_hidden_is_not(frame):
    square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    thing = PenMobject(lambda pen: pen.polygon(square, "#ffffff"), hidden=True)
    assert painted(thing).max() == 0
    thing.seen.set_value(0.5)
    assert painted(thing)[180, 320].tolist() == pytest.approx([128] * 3, abs=1)
    thing.seen.set_value(1)
    assert painted(thing)[180, 320].tolist() == [255] * 3
