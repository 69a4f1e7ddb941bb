"""The landscape as a solid: projection, what lies on it, what it hides, and the order of painting."""

import numpy as np
import pytest

from gdviz.landscapes.landscape import Landscape
from gdviz.landscapes.scale import Scale, height_scale
from gdviz.relief.grids import soften, spread_out, stride_for
from gdviz.relief.light import dull, lamp_beside, shade
from gdviz.relief.solid import FLOOR, HEIGHT, Relief
from gdviz.relief.view import DISTANCE, View

VIEWS = [View(0.0, 10.0), View(-60.0, 30.0), View(135.0, 52.0), View(200.0, 5.0), View(45.0, 89.0)]
GRAY = np.linspace(0.2, 0.8, 256)[:, None] * np.ones(3)
LAMP = lamp_beside(View(-60.0, 30.0))


def relief(loss, cells=64, x=(-1.0, 1.0), y=(-1.0, 1.0)):
    """Return the relief of a function with values in [0, 1] over a box."""
    x, y = np.linspace(*x, 65), np.linspace(*y, 65)
    with np.errstate(invalid="ignore"):
        table = loss(x, y[:, None]) + 0 * x + 0 * y[:, None]
    return Relief(Landscape(x, y, table, np.zeros(2), np.eye(2)), GRAY, Scale(0.0, 1.0, 0), cells, LAMP)


@pytest.fixture(scope="module")
def hills():
    return relief(lambda x, y: 0.5 + 0.25 * np.sin(5 * x) + 0.2 * np.cos(4 * y + x))


def base_points(count, seed=0, reach=0.95):
    return np.random.default_rng(seed).uniform(-reach, reach, (count, 2))


@pytest.mark.parametrize("view", VIEWS)
def test_origin_is_projected_on_the_origin(view):
    assert view.project(np.zeros(3)).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("view", VIEWS)
def test_basis_is_right_handed_and_orthonormal(view):
    np.testing.assert_allclose(view.basis @ view.basis.T, np.eye(3), atol=1e-15)
    assert np.linalg.det(view.basis) == pytest.approx(1.0, rel=1e-14)
    assert view.basis[1, 2] >= 0
    assert np.linalg.norm(view.eye) == pytest.approx(DISTANCE, rel=1e-14)


def test_projection_from_the_front():
    view = View(0.0, 0.0)
    np.testing.assert_allclose(view.eye, [DISTANCE, 0, 0], atol=1e-14)
    points = np.array([[0.0, 0.5, 0.25], [3.5, 0.5, 0.25], [-7.0, 0.5, 0.25]])
    np.testing.assert_allclose(view.project(points), [[0.5, 0.25], [1.0, 0.5], [0.25, 0.125]], rtol=1e-14)


@pytest.mark.parametrize("view", VIEWS)
def test_points_on_a_line_of_sight_are_projected_on_one_another(view):
    points = np.random.default_rng(1).uniform(-1, 1, (20, 3))
    on_the_way = points + 0.3 * (view.eye - points)
    np.testing.assert_allclose(view.project(on_the_way), view.project(points), atol=1e-13)


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
    assert np.abs(outline[:, :2]).max() > 1.0
    assert outline[:, 2].max() == pytest.approx(HEIGHT * hills.depth.max(), rel=0.02)


def test_outline_leaves_out_what_is_in_a_hole():
    high = relief(lambda x, y: np.where(x > 0, np.nan, 0.2))
    assert high.outline()[:, 2].max() == pytest.approx(0.2 * HEIGHT)


@pytest.mark.parametrize("view", VIEWS)
def test_lamp_is_a_unit_vector_from_above_on_the_left(view):
    lamp = lamp_beside(view)
    assert np.linalg.norm(lamp) == pytest.approx(1.0, rel=1e-14)
    assert lamp[2] > 0.5
    assert lamp @ view.basis[0] < 0


def test_surface_that_faces_the_lamp_is_the_brightest():
    base = np.full((2, 3), 0.5)
    facing, averted = shade(base, np.stack([LAMP, -LAMP]), LAMP)
    assert facing.min() > averted.max()
    np.testing.assert_allclose(averted, 0.5 * (0.50 + 0.16 * (0.5 - 0.5 * LAMP[2])), rtol=1e-14)


@pytest.mark.parametrize(
    ("intervals", "cells", "stride"),
    [(288, 72, 4), (288, 96, 3), (288, 144, 2), (288, 300, 1), (287, 72, 1), (100, 30, 2)],
)
def test_mesh_is_a_stride_of_the_samples_that_hits_both_ends(intervals, cells, stride):
    assert stride_for(intervals, cells) == stride
    assert intervals % stride == 0


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


def test_heights_go_on_a_little_way_into_a_hole():
    table = np.full((1, 6), np.nan)
    table[0, :2] = [0.1, 0.2]
    np.testing.assert_allclose(spread_out(table, 2), [[0.1, 0.2, 0.2, 0.2, 1.0, 1.0]])
    assert np.isnan(table[0, 2])


def test_softened_mask_passes_zero_half_way_between_samples():
    mask = np.zeros((8, 20), bool)
    mask[:, 10:] = True
    field = soften(mask, 3)
    assert field.shape == mask.shape
    assert (field[:, :7] == -0.5).all()
    np.testing.assert_allclose(field[:, 9] + field[:, 10], 0, atol=1e-12)
    assert (np.diff(field, axis=1) >= -1e-12).all()


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


def test_dull_colours_keep_their_lightness():
    colors = np.array([[0.2, 0.5, 0.9], [1.0, 1.0, 1.0]])
    np.testing.assert_allclose(dull(colors) @ [0.3, 0.59, 0.11], colors @ [0.3, 0.59, 0.11])
    assert np.ptp(dull(colors)[0]) == pytest.approx(0.25 * 0.7)
