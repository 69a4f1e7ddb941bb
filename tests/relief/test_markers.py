"""What stands on a relief: balls, what is left of them where they are hidden, and marks of minima."""

from dataclasses import replace

import numpy as np
import pytest
from stills import still

from gdviz.pens.pen import BADGE, badge_on
from gdviz.pens.shapes import marker_corners
from gdviz.relief.diorama import Diorama
from gdviz.relief.markers import BALL, RING, badge_cover
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


@pytest.mark.parametrize("look", [*LIGHT.series[1:], *DARK.series[1:]], ids=lambda look: f"{look.marker}{look.color}")
def test_a_ball_bears_its_runs_marker_in_white_or_black(look, bowl):
    view = bowl.view(0.5)
    centre = bowl.ball(bowl.tracks[0], 0.0)
    painted = []
    for marker in ("o", look.marker):
        easel, pixels = still(bowl, view)
        bowl.paint_still(easel, view)
        bowl.paint_ball(easel, view, centre, replace(look, marker=marker))
        painted.append(pixels[..., :3].astype(float))
    rows, columns = np.nonzero((painted[0] != painted[1]).any(axis=-1))
    size, at = BALL * easel.scale, easel.pixels(view.project(centre))
    away = np.hypot(*(np.stack([columns + 0.5, 479.5 - rows]) - at[:, None])) / size
    assert 0.4 < away.max() < 0.75
    corners = BADGE * marker_corners(look.marker)
    (x, y), (x_next, y_next) = corners.T, np.roll(corners, -1, axis=0).T
    area = abs(float((x * y_next - y * x_next).sum())) / 2
    is_badge = np.abs(painted[1] - 255 * rgb(badge_on(look.color))).max(axis=-1) < 12
    assert is_badge[rows, columns].sum() == pytest.approx(area * size**2, rel=0.5)


def test_a_marker_covers_its_shape():
    n = 200
    side = (np.arange(n) + 0.5) / n * 2 - 1
    at = np.stack(np.broadcast_arrays(side, side[::-1, None]), axis=-1)
    square, up = badge_cover("s", at), badge_cover("^", at)
    assert square.mean() * 4 == pytest.approx((2 * BADGE) ** 2, rel=0.01)
    # It stands on its base.
    assert up[n // 2 :].sum() > 2 * up[: n // 2].sum()
