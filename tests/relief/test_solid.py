"""The landscape as a solid: projection, what lies on it, what it hides, and the order of painting."""

import numpy as np
import pytest
from reliefs import GRAY, LAMP, base_points, relief

from gdviz.landscapes.landscape import Landscape
from gdviz.landscapes.scale import Scale, height_scale
from gdviz.relief.solid import FLOOR, HEIGHT, Relief
from gdviz.relief.view import View

VIEWS = [View(0.0, 10.0), View(-60.0, 30.0), View(135.0, 52.0), View(200.0, 5.0), View(45.0, 89.0)]


@pytest.fixture(scope="module")
def hills():
    return relief(lambda x, y: 0.5 + 0.25 * np.sin(5 * x) + 0.2 * np.cos(4 * y + x))


def test_base_has_a_longer_side_from_minus_one_to_one():
    wide = relief(lambda x, y: 0 * x, x=(10.0, 20.0), y=(0.0, 8.0))
    assert wide.half.tolist() == [1.0, 0.8]
    np.testing.assert_allclose(
        wide.place(np.array([[10.0, 0.0], [15.0, 4.0], [20.0, 8.0]])), [[-1, -0.8], [0, 0], [1, 0.8]]
    )


def test_base_is_never_much_longer_than_wide():
    assert relief(lambda x, y: 0 * x, x=(0.0, 100.0)).half.tolist() == [1.0, 0.62]


def test_inside_is_over_the_sampled_box():
    wide = relief(lambda x, y: 0 * x, x=(10.0, 20.0), y=(0.0, 8.0))
    assert wide.inside(np.array([[1.0, 0.8], [1.01, 0.0], [0.0, -0.81], [0.0, 0.0]])).tolist() == [1, 0, 0, 1]


def test_lay_puts_points_on_the_floor(hills):
    assert hills.lay(np.array([[0.1, 0.2], [-1.0, 1.0]])).tolist() == [[0.1, 0.2, FLOOR], [-1.0, 1.0, FLOOR]]


def test_drape_lies_on_the_surface_at_every_sample(hills):
    grid = np.stack(np.meshgrid(hills.x, hills.y), axis=-1)
    draped = hills.drape(grid, lift=0.0)
    np.testing.assert_allclose(draped[..., :2], grid, atol=1e-14)
    x, y = grid[..., 0], grid[..., 1]
    np.testing.assert_allclose(
        draped[..., 2], HEIGHT * (0.5 + 0.25 * np.sin(5 * x) + 0.2 * np.cos(4 * y + x)), rtol=1e-12
    )


@pytest.mark.parametrize("lift", [0.0, 0.008, 0.1])
def test_drape_lifts_along_the_normal(hills, lift):
    points = base_points(50)
    moved = hills.drape(points, lift=lift) - hills.drape(points, lift=0.0)
    np.testing.assert_allclose(moved, lift * hills.normal(points), atol=1e-15)


def test_normals_are_unit_vectors_that_point_up(hills):
    normals = hills.normal(base_points(200))
    np.testing.assert_allclose(np.linalg.norm(normals, axis=-1), 1.0, rtol=1e-14)
    assert (normals[:, 2] > 0).all()


def test_normal_of_a_plane_is_exact():
    plane = relief(lambda x, y: 0.5 + 0.3 * x - 0.1 * y)
    expected = np.array([-0.3 * HEIGHT, 0.1 * HEIGHT, 1.0])
    np.testing.assert_allclose(
        plane.normal(base_points(20)), np.tile(expected / np.linalg.norm(expected), (20, 1)), rtol=1e-12
    )


def test_outline_holds_surface_and_floor(hills):
    outline = hills.outline()
    assert outline[:, 2].min() == FLOOR
    np.testing.assert_array_equal(np.abs(outline[:, :2]).max(axis=0), hills.half)
    assert outline[:, 2].max() == pytest.approx(HEIGHT * hills.depth.max(), rel=0.02)


def test_outline_leaves_out_what_is_in_a_hole():
    high = relief(lambda x, y: np.where(x > 0, np.nan, 0.2))
    assert high.outline()[:, 2].max() == pytest.approx(0.2 * HEIGHT)


def test_whole_landscape_has_neither_hole_nor_plateau(hills):
    assert hills.ground is None
    assert hills.plateau is None
    assert (hills.solid(*base_points(9).T) > 0).all()


@pytest.mark.parametrize("stride", [1, 2, 3, 4])
def test_rim_lies_just_inside_the_last_samples_that_have_a_value(stride):
    samples = 24 * stride + 1
    x = np.linspace(-1, 1, samples)
    table = np.where(x < 0.2, 0.5, np.nan) + 0 * x[:, None]
    solid = Relief(Landscape(x, x, table, np.zeros(2), np.eye(2)), GRAY, Scale(0.0, 1.0, 0), 24, LAMP)
    at = np.linspace(-0.5, 0.9, 20_001)
    rim = at[np.flatnonzero(solid.solid(at, np.zeros_like(at)) <= 0)[0]]
    step = 2 / (samples - 1)
    edge = (x[x < 0.2][-1] + x[x >= 0.2][0]) / 2
    assert rim < edge
    assert rim == pytest.approx(edge - 0.8 * step, abs=0.6 * stride * step)


def test_rim_of_a_round_hole_is_round():
    x = np.linspace(-1, 1, 145)
    table = np.where(np.hypot(x, x[:, None]) < 0.5, np.nan, 0.4)
    solid = Relief(Landscape(x, x, table, np.zeros(2), np.eye(2)), GRAY, Scale(0.0, 1.0, 0), 48, LAMP)
    radii = np.linspace(0.3, 0.7, 4001)
    turns = np.linspace(0, 2 * np.pi, 60)
    on_ray = [np.flatnonzero(solid.solid(radii * np.cos(a), radii * np.sin(a)) > 0)[0] for a in turns]
    rims = radii[on_ray]
    assert rims.mean() == pytest.approx(0.51, abs=0.01)
    assert np.ptp(rims) < 0.016, "less than a sample's width and a half from its least to its largest radius"


def test_single_sample_without_a_value_is_bridged():
    x = np.linspace(-1, 1, 145)
    table = 0.3 + 0 * x + 0 * x[:, None]
    table[72, 72] = np.nan
    solid = Relief(Landscape(x, x, table, np.zeros(2), np.eye(2)), GRAY, Scale(0.0, 1.0, 0), 48, LAMP)
    assert solid.ground is None
    assert np.abs(solid.depth - 0.3).max() < 1e-9


def test_spike_is_cut_off_at_a_round_number_and_its_top_is_a_plateau():
    x = np.linspace(-1, 1, 145)
    loss = x**2 + x[:, None] ** 2 + 1 / (x**2 + x[:, None] ** 2 + 1e-5)
    scale = height_scale(loss)
    assert scale.high < loss.max() / 8
    assert scale.high == float(f"{scale.high:.1e}")
    solid = Relief(Landscape(x, x, loss, np.zeros(2), np.eye(2)), GRAY, scale, 48, LAMP)
    assert solid.plateau is not None
    assert solid.plateau[24, 24] < 0 < solid.plateau[0, 0]
    assert solid.depth.max() == 1.0
    assert (height_scale(loss, "linear").high, height_scale(loss, "log").high) == (loss.max(), loss.max())


def test_scale_of_heights_is_chosen_by_the_range_unless_told():
    gentle, wild = np.linspace(0, 1, 100), np.linspace(0, 1, 100) ** 5
    assert [height_scale(loss).decades for loss in (gentle, wild)] == [0, 2]
    assert height_scale(np.linspace(0, 1, 100) ** 9).decades == 3
    assert height_scale(wild, "linear").decades == 0
    assert height_scale(gentle, "log").decades == 2


def test_infinite_heights_are_cut_off_and_not_holes():
    x = np.linspace(-1, 1, 65)
    table = np.where(x > 0.5, np.inf, 0.5) + 0 * x[:, None]
    solid = Relief(Landscape(x, x, table, np.zeros(2), np.eye(2)), GRAY, Scale(0.0, 1.0, 0), 64, LAMP)
    assert solid.ground is None
    assert solid.height(np.array([0.9]), np.array([0.0])).tolist() == [HEIGHT]
    assert solid.plateau is not None
