"""Words of outlines are where they are put, and as wide as they say."""

from itertools import pairwise

import numpy as np
import pytest

from gdviz.analysis.pacing import Clip
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.lettering import Lettering
from gdviz.style.themes import LIGHT

CLIP = Clip(480, 270, 10, 4.0)


def test_lettering_is_where_it_is_put() -> None:
    with drawing(LIGHT):
        canvas = Canvas(CLIP, LIGHT)
        unit = canvas.figure.dpi / 72
        for align in (0.0, 0.5, 1.0):
            words = Lettering(canvas, (200.0, 100.0), size=20, align=align, color="#000000")
            words.words = "HH 012"
            canvas.figure.draw_artist(words)
            dark = np.argwhere(np.asarray(canvas.renderer.buffer_rgba())[..., 0] < 128)
            canvas.renderer.clear()
            low, high = dark.min(axis=0), dark.max(axis=0) + 1
            assert (low[0] + high[0]) / 2 == pytest.approx(270 - 100 * unit, abs=1.5)
            left = 200 * unit - align * words.width("HH 012") * unit
            assert (low[1], high[1]) == pytest.approx((left, left + words.width("HH 012") * unit), abs=3)
    assert all(x == pytest.approx(y) for x, y in pairwise(words.width(digit) for digit in "0123456789")), (
        "figures are as wide as each other, so that counters do not twitch"
    )


def test_words_are_as_wide_as_their_letters() -> None:
    with drawing(LIGHT):
        canvas = Canvas(CLIP, LIGHT)
        small, large = (Lettering(canvas, (0.0, 0.0), size=size) for size in (10, 20))
        assert small.width("") == 0.0
        assert small.width("ab") == pytest.approx(small.width("a") + small.width("b"))
        assert large.width("step 12") == pytest.approx(2 * small.width("step 12"))
        assert Lettering(canvas, (0.0, 0.0), size=10, bold=True).width("gd") > small.width("gd")
