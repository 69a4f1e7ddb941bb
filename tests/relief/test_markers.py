"""What stands on a relief: balls, what is left of them where they are hidden, and marks of minima."""

import numpy as np
import pytest
from stills import still

from gdviz.relief.diorama import Diorama
from gdviz.relief.markers import BALL, RING
from gdviz.relief.view import View
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK, LIGHT


@pytest.fixture(scope="module")
def bowl(solved):
    return Diorama([solved("bowl")], LIGHT, cells=72)


def test_a_ball_rests_its_radius_over_level_ground(bowl):
    centre = bowl.markers.rest(np.zeros(2))
    assert abs(centre[2] - float(bowl.relief.height(*np.zeros(2))) - BALL) < 0.01


def test_what_is_hidden_of_a_ball_is_a_dashed_circle_in_its_colour(bowl):
    view = View(225.0, 3.0)
    easel, pixels = still(bowl, view)
    bowl.paint_still(easel, view)
    bare = pixels.copy()
    step = float(bowl.tracks[0].last)
    centre = bowl.ball(bowl.tracks[0], step)
    assert bowl.sight(view).hidden(centre)
    bowl.paint_markers(easel, view, [step])
    rows, columns = np.nonzero((pixels != bare).any(axis=-1))
    away = np.hypot(*(np.stack([columns + 0.5, 479.5 - rows]) - easel.pixels(view.project(centre))[:, None]))
    assert len(away) > 20
    assert abs(np.median(away) - BALL * easel.scale) < 2.0
    near = np.abs(pixels[rows, columns, :3] - 255 * rgb(bowl.looks[0].color)).max(axis=1)
    assert near.min() < 60


@pytest.mark.parametrize("kind", ["ring", "point"])
@pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)
def test_a_minimum_is_a_ring_or_a_point(kind, style, solved):
    diorama = Diorama([solved("bowl")], style, cells=48)
    easel, pixels = still(diorama, diorama.view(0.5))
    diorama.markers.paint_minimum(easel, np.zeros(2), kind)
    x, y = easel.centre.astype(int)
    centre = pixels[479 - y, x, :3].astype(int)
    beside = pixels[479 - y, x + round(RING * easel.unit), :3].astype(int)
    if kind == "point":
        assert np.abs(centre - 255 * rgb(style.accent)).max() <= 2
    else:
        assert centre.tolist() == [255, 255, 255]
        assert np.abs(beside - 255 * rgb(style.ink)).max() < 90
