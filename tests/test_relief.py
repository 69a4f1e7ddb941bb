"""The landscape as a solid: projection, what lies on it, what it hides, and the order of painting."""

import numpy as np
import pytest

from gdviz.landscape import Landscape, Scale
from gdviz.relief import DISTANCE, FLOOR, HEIGHT, Relief, View, lamp_beside, shade

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
def ridge():
    """A wall along y at x = 0, half as high as the box and about a fifth of it thick."""
    return relief(lambda x, y: 0.5 * np.exp(-((x / 0.1) ** 2)))


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
    x = hills.landscape.x
    grid = np.stack(np.meshgrid(x, x), axis=-1)
    draped = hills.drape(hills.place(grid), lift=0.0)
    np.testing.assert_allclose(draped[..., :2], grid, atol=1e-14)
    np.testing.assert_allclose(draped[..., 2], HEIGHT * hills.landscape.loss, rtol=1e-12)


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


@pytest.mark.parametrize("y", [-0.7, 0.0, 0.4])
@pytest.mark.parametrize(
    ("x", "azimuth", "elevation", "hidden"),
    [
        (-0.5, 0.0, 5.0, True),
        (-0.5, 0.0, 20.0, True),
        (-0.5, 0.0, 60.0, False),
        (-0.5, 0.0, 90.0, False),
        (-0.5, 180.0, 5.0, False),
        (-0.5, 90.0, 5.0, False),
        (0.5, 0.0, 5.0, False),
        (0.5, 180.0, 5.0, True),
        (0.5, 180.0, 60.0, False),
        (0.0, 0.0, 5.0, False),
        (0.0, 180.0, 5.0, False),
    ],
)
def test_ridge_hides_what_is_behind_it_from_a_low_camera_only(ridge, x, y, azimuth, elevation, hidden):
    point = ridge.drape(np.array([x, y]))
    assert bool(ridge.hidden(point, View(azimuth, elevation))) == hidden


def test_ridge_hides_up_to_the_line_over_its_top(ridge):
    view = View(0.0, 15.0)
    heights = np.linspace(0.01, 0.6, 60)
    column = np.stack([np.full(60, -0.5), np.zeros(60), heights], axis=-1)
    # The line from the eye over the top of the ridge, 0.45 high at x = 0, continued to x = -0.5.
    eye = view.eye
    edge = 0.45 - 0.5 * (eye[2] - 0.45) / eye[0]
    hidden = ridge.hidden(column, view)
    assert hidden[heights < edge - 0.03].all()
    assert not hidden[heights > edge + 0.03].any()


@pytest.mark.parametrize("view", VIEWS)
def test_what_is_under_the_surface_is_hidden_and_what_is_over_everything_is_not(hills, view):
    points = hills.drape(base_points(50), lift=0.0)
    assert hills.hidden(points - [0, 0, 0.1], view).all()
    assert not hills.hidden(np.column_stack([points[:, :2], np.full(50, 2 * HEIGHT)]), view).any()


def test_hidden_keeps_the_leading_axes(ridge):
    points = ridge.drape(base_points(24).reshape(2, 3, 4, 2))
    view = View(0.0, 10.0)
    assert ridge.hidden(points, view).shape == (2, 3, 4)
    assert ridge.hidden(points, view)[1, 2, 3] == ridge.hidden(points[1, 2, 3], view)
    assert ridge.hidden(np.empty((0, 3)), view).shape == (0,)


def test_flat_landscape_hides_nothing_on_it_but_all_below():
    flat = relief(lambda x, y: 0.5 + 0 * x)
    points = base_points(40)
    for view in VIEWS:
        assert not flat.hidden(flat.drape(points), view).any()
        assert flat.hidden(flat.lay(0.3 * points), view).all()


def test_point_before_the_edge_is_not_hidden_by_what_would_be_there():
    high = relief(lambda x, y: 1.0 + 0 * x)
    assert not high.hidden(np.array([1.2, 0.0, 0.3]), View(0.0, 10.0))
    assert high.hidden(np.array([-1.2, 0.0, 0.3]), View(0.0, 10.0))


def test_hole_hides_nothing():
    holed = relief(lambda x, y: np.where(np.abs(x) < 0.3, np.nan, 0.1))
    behind = holed.drape(np.array([-0.6, 0.0]))
    assert not holed.hidden(behind, View(0.0, 20.0))


def test_hole_is_not_painted():
    whole = relief(lambda x, y: 0.1 + 0 * x)
    holed = relief(lambda x, y: np.where((np.abs(x) < 0.3) & (np.abs(y) < 0.3), np.nan, 0.1))
    corners, _ = holed.triangles(View(0.0, 90.0 - 1e-9))
    assert len(corners) < len(whole.triangles(View(0.0, 90.0 - 1e-9))[0])
    centres = corners.mean(axis=1)
    assert np.abs(centres).max(axis=1).min() > 0.3
    assert np.isfinite(corners).all()


def vertices_of(solid, view):
    """Return the painted triangles as world points (N, 3, 3), found by where their corners are in the picture."""
    x, y = solid.landscape.x, solid.landscape.y
    world = solid.drape(solid.place(np.stack(np.meshgrid(x, y), axis=-1)), lift=0.0).reshape(-1, 3)
    seen, _ = solid.triangles(view)
    distances = np.linalg.norm(seen.reshape(-1, 1, 2) - view.project(world), axis=-1)
    assert distances.min(axis=1).max() < 1e-12
    return world[distances.argmin(axis=1)].reshape(-1, 3, 3)


def small(loss):
    x = np.linspace(-1, 1, 13)
    return Relief(Landscape(x, x, loss(x, x[:, None]), np.zeros(2), np.eye(2)), GRAY, Scale(0.0, 1.0, 0), 12, LAMP)


@pytest.mark.parametrize("view", VIEWS)
def test_cells_are_painted_from_the_farthest_to_the_nearest(view):
    solid = small(lambda x, y: 0.5 + 0.3 * np.sin(4 * x) * np.cos(3 * y))
    triangles = vertices_of(solid, view)
    assert len(triangles) == 2 * 12 * 12
    centres = triangles.reshape(-1, 6, 3)
    centres = (centres.min(axis=1) + centres.max(axis=1)) / 2
    distances = np.linalg.norm(centres[:, :2] - view.eye[:2], axis=1)
    assert (np.diff(distances) <= 1e-12).all()


@pytest.mark.parametrize("view", VIEWS)
def test_what_is_painted_last_is_what_is_nearest(view):
    solid = small(lambda x, y: 0.5 * np.exp(-(((x - 0.1) / 0.3) ** 2)) + 0.3 * np.exp(-(((y + 0.4) / 0.2) ** 2)))
    seen, _ = solid.triangles(view)
    nearness = vertices_of(solid, view) @ view.basis[2]
    low, high = seen.min(axis=(0, 1)), seen.max(axis=(0, 1))
    for point in np.random.default_rng(5).uniform(low, high, (60, 2)):
        shares = barycentric(seen, point)
        covering = np.flatnonzero((shares > 1e-9).all(axis=1))
        # 1 / (distance - nearness) is even across a triangle in perspective.
        near = (shares / (DISTANCE - nearness)).sum(axis=1)[covering]
        # Two triangles of one cell may stand in either order.
        assert len(covering) == 0 or covering[-1] // 2 == covering[near.argmax()] // 2


def barycentric(triangles, point):
    a, b, c = triangles[:, 0], triangles[:, 1], triangles[:, 2]

    def area(u, v, w):
        return (v[..., 0] - u[..., 0]) * (w[..., 1] - u[..., 1]) - (v[..., 1] - u[..., 1]) * (w[..., 0] - u[..., 0])

    parts = np.stack([area(point, b, c), area(a, point, c), area(a, b, point)], axis=-1)
    return parts / area(a, b, c)[:, None]


def test_colours_are_shares_and_opaque(hills):
    _, colors = hills.triangles(VIEWS[1])
    assert ((colors >= 0) & (colors <= 1)).all()
    assert (colors[..., 3] == 1).all()


def test_mesh_is_thinned_to_the_cells_asked_for():
    assert len(relief(lambda x, y: 0 * x, cells=16).triangles(VIEWS[1])[0]) == 2 * 16 * 16
    assert len(relief(lambda x, y: 0 * x, cells=64).triangles(VIEWS[1])[0]) == 2 * 64 * 64


def test_outline_holds_surface_and_floor(hills):
    outline = hills.outline()
    assert outline[:, 2].min() == FLOOR
    assert np.abs(outline[:, :2]).max() > 1.0
    assert outline[:, 2].max() == pytest.approx(HEIGHT * hills.landscape.loss.max(), rel=0.02)


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
