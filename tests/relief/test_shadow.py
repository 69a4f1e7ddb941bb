"""What light reaches a relief and its floor."""

import numpy as np
import pytest
from reliefs import LAMP, relief

from gdviz.relief.shadow import CAST, HOLLOW, floor_light, horizon_light
from gdviz.relief.solid import FLOOR, HEIGHT


def test_level_ground_has_all_the_light():
    np.testing.assert_allclose(horizon_light(relief(lambda x, y: 0.5 + 0 * x)), 1.0, atol=1e-12)


def test_a_wall_darkens_its_foot_and_casts_its_shadow_away_from_the_lamp():
    wall = relief(lambda x, y: 1.0 * (np.abs(x) < 0.1))
    lamp, sky = np.moveaxis(horizon_light(wall), -1, 0)
    row = len(wall.y) // 2
    foot = np.argmin(np.abs(wall.x[:, None] - [-0.2, 0.2, -0.9, 0.9]), axis=0)
    assert sky[row, foot[0]] < sky[row, foot[2]]
    assert sky[row, foot[0]] == pytest.approx(sky[row, foot[1]], abs=1e-9)
    away, towards = (foot[0], foot[1]) if LAMP[0] > 0 else (foot[1], foot[0])
    assert lamp[row, away] == pytest.approx(1 - CAST, abs=0.05)
    assert lamp[row, towards] == 1.0
    # On top of it the sky is whole.
    assert sky[row, len(wall.x) // 2] == pytest.approx(1.0)


def test_sky_under_a_horizon_is_the_closed_form():
    # A cone: from its tip downwards every horizon all around has the cone's slope.
    cone = relief(lambda x, y: np.minimum(np.hypot(x, y), 1.0))
    _, sky = np.moveaxis(horizon_light(cone), -1, 0)
    middle = len(cone.x) // 2
    assert sky[middle, middle] == pytest.approx(1 - HOLLOW * (1 - 1 / (1 + HEIGHT**2)), abs=1e-6)


def test_a_hole_stands_in_nobodys_light():
    holed = relief(lambda x, y: np.where(x > 0.3, np.nan, 0.0))
    np.testing.assert_allclose(horizon_light(holed)[holed.ground > 0], 1.0, atol=1e-12)


def test_the_floor_is_lit_where_rays_pass_under_the_edge():
    flat = relief(lambda x, y: 0.0 * x)
    x, y, light = floor_light(flat)
    assert light.shape == (len(y), len(x), 2)
    assert (light >= 0).all()
    assert (light <= 1).all()
    # The corner nearest to the lamp has most of it, the farthest none.
    towards = np.array([x, y])[:, [0, -1]][[0, 1], (LAMP[:2] > 0).astype(int)]
    near = light[np.argmin(np.abs(y - towards[1])), np.argmin(np.abs(x - towards[0])), 0]
    far = light[np.argmin(np.abs(y + towards[1])), np.argmin(np.abs(x + towards[0])), 0]
    assert near == 1.0
    assert far < 0.3
    # Far from all edges the sky is nearest to what lies under the slope of an edge half a base away.
    slope = -FLOOR / 1.0
    middle = light[len(y) // 2, len(x) // 2, 1]
    assert slope**2 / (1 + slope**2) * 0.6 < middle < slope**2 / (1 + slope**2)
    assert middle == light[..., 1].min()


def test_it_is_the_same_whoever_films():
    hill = relief(lambda x, y: np.exp(-4 * (x**2 + y**2)))
    np.testing.assert_array_equal(horizon_light(hill), horizon_light(hill))
