"""The relief on the stage, by the pixels that it paints."""

import numpy as np
import pytest

pytest.importorskip("manim")

from manim import tempconfig
from pixels import painted, places_of

from gdviz.stage.relief import ReliefProp
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK

BOX = (0.4, 0.1, 0.9, 0.9)
RED = "#ff0000"


def test_a_relief_shows_the_ball_where_the_clock_is_and_keeps_its_still_part(staged, solved):
    run = solved("bowl")
    with tempconfig({"pixel_width": 640, "pixel_height": 360}):
        stage = staged([run])
        relief = ReliefProp(stage, BOX)
        first = painted(relief, DARK.background)
        again = painted(relief, DARK.background)
        np.testing.assert_array_equal(first, again)
        stage.step.set_value(20)
        later = painted(relief, DARK.background)
        stage.step.set_value(0)
        np.testing.assert_array_equal(painted(relief, DARK.background), first)
    assert len(places_of(later, DARK.accent)) > 3 * len(places_of(first, DARK.accent))
    page = np.abs(first.astype(int) - 255 * rgb(DARK.background)).max(axis=-1) < 2
    assert page[:, : int(0.38 * 640)].all(), "nothing is painted beside the box"


def test_a_relief_on_a_clear_page_is_the_same_picture(staged, solved):
    from dataclasses import replace

    run = solved("bowl")
    opaque = painted(ReliefProp(staged([run]), BOX), DARK.background)
    clear = staged([run], style=replace(DARK, transparent=True))
    pixels = np.zeros((360, 640, 4), np.uint8)
    ReliefProp(clear, BOX).paint(pixels)
    assert pixels[5, 5].tolist() == [0, 0, 0, 0]
    assert (pixels[..., :3] <= pixels[..., 3:]).all(), "premultiplied"
    laid = pixels[..., :3] + (255 - pixels[..., 3:]) / 255 * 255 * rgb(DARK.background)
    assert np.abs(laid - opaque).mean() < 0.8
    assert np.quantile(np.abs(laid - opaque), 0.995) < 30
