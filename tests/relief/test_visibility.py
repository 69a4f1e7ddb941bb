"""What a relief hides, compared with a slow walk along every line of sight, and where lines are cut."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from marching import march
from reliefs import base_points

from gdviz.landscapes.landscape import Landscape
from gdviz.landscapes.scale import Scale
from gdviz.relief.light import lamp_beside
from gdviz.relief.solid import FLOOR, HEIGHT, Relief
from gdviz.relief.view import View
from gdviz.relief.visibility import Visibility, visible_parts

GRAY = np.linspace(0.2, 0.8, 256)[:, None] * np.ones(3)
LAMP = lamp_beside(View(-60.0, 30.0))
VIEWS = [View(0.0, 10.0), View(-60.0, 30.0), View(135.0, 52.0), View(200.0, 5.0), View(45.0, 89.0), View(80.0, -20.0)]


def relief(loss, cells=64, x=(-1.0, 1.0), y=(-1.0, 1.0), samples=65):
    """Return the relief of a function with values in [0, 1] over a box."""
    x, y = np.linspace(*x, samples), np.linspace(*y, samples)
    with np.errstate(invalid="ignore"):
        table = loss(x, y[:, None]) + 0 * x + 0 * y[:, None]
    return Relief(Landscape(x, y, table, np.zeros(2), np.eye(2)), GRAY, Scale(0.0, 1.0, 0), cells, LAMP)


def hidden(solid, points, view):
    return Visibility(solid, view).hidden(np.asarray(points, float))


@pytest.fixture(scope="module")
def ridge():
    """A wall along y at x = 0, half as high as the box and about a fifth of it thick."""
    return relief(lambda x, y: 0.5 * np.exp(-((x / 0.1) ** 2)))


@pytest.mark.parametrize("y", [-0.7, 0.0, 0.4])
@pytest.mark.parametrize(
    ("x", "azimuth", "elevation", "expected"),
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
def test_ridge_hides_what_is_behind_it_from_a_low_camera_only(ridge, x, y, azimuth, elevation, expected):
    assert bool(hidden(ridge, ridge.drape(np.array([x, y])), View(azimuth, elevation))) == expected


def test_ridge_hides_up_to_the_line_over_its_top(ridge):
    view = View(0.0, 15.0)
    heights = np.linspace(0.01, 0.6, 60)
    column = np.stack([np.full(60, -0.5), np.zeros(60), heights], axis=-1)
    # The line from the eye over the top of the ridge, 0.45 high at x = 0, continued to x = -0.5.
    eye = view.eye
    edge = 0.45 - 0.5 * (eye[2] - 0.45) / eye[0]
    seen = hidden(ridge, column, view)
    assert seen[heights < edge - 0.01].all()
    assert not seen[heights > edge + 0.01].any()


def test_clearance_is_the_height_over_the_line_of_sight(ridge):
    view = View(0.0, 15.0)
    point = np.array([-0.5, 0.0, 0.5])
    edge = 0.45 - 0.5 * (view.eye[2] - 0.45) / view.eye[0]
    assert Visibility(ridge, view).clearance(point) == pytest.approx(0.5 - edge, abs=0.012)


@pytest.mark.parametrize("view", VIEWS[:5])
def test_what_is_over_everything_is_seen_from_above(view):
    hills = relief(lambda x, y: 0.5 + 0.25 * np.sin(5 * x) + 0.2 * np.cos(4 * y + x))
    points = np.column_stack([base_points(50), np.full(50, 2 * HEIGHT)])
    assert not hidden(hills, points, view).any()


def test_shape_is_kept(ridge):
    points = ridge.drape(base_points(24).reshape(2, 3, 4, 2))
    view = View(0.0, 10.0)
    assert hidden(ridge, points, view).shape == (2, 3, 4)
    assert hidden(ridge, points, view)[1, 2, 3] == hidden(ridge, points[1, 2, 3], view)
    assert hidden(ridge, np.empty((0, 3)), view).shape == (0,)


def test_sheet_hides_nothing_on_its_side_and_all_on_the_other():
    flat = relief(lambda x, y: 0.5 + 0 * x)
    points = base_points(40, reach=0.8)
    for view in VIEWS[1], VIEWS[2], VIEWS[4]:
        assert not hidden(flat, flat.drape(points), view).any()
        assert hidden(flat, flat.drape(points, lift=-0.05), view).all()
    below = View(30.0, -20.0)
    assert hidden(flat, flat.drape(points), below).all()
    assert not hidden(flat, flat.drape(points, lift=-0.05), below).any()


def test_floor_is_seen_through_the_gap_below_the_surface():
    flat = relief(lambda x, y: 0.9 + 0 * x)
    near, far = np.array([0.9, 0.0, FLOOR]), np.array([-0.9, 0.0, FLOOR])
    # A line from the far end rises by tan(20) of 1.9: to 0.69 over the floor, not to the surface 1.59 over it.
    assert not hidden(flat, [near, far], View(0.0, 20.0)).any()
    assert hidden(flat, [near, far], View(0.0, 60.0)).tolist() == [False, True]


def test_point_before_the_edge_is_not_hidden_by_what_would_be_there():
    high = relief(lambda x, y: 1.0 + 0 * x)
    assert not hidden(high, [1.2, 0.0, 0.3], View(0.0, 10.0))
    assert hidden(high, [-1.2, 0.0, 0.95], View(0.0, 30.0)) == np.False_
    assert hidden(high, [-1.2, 0.0, 0.75], View(0.0, 30.0))


def test_nothing_is_seen_through_the_walls_of_a_hole():
    # A trench through the middle, its walls at x = -0.3 and x = 0.3.
    holed = relief(lambda x, y: np.where(np.abs(x) < 0.3, np.nan, 0.5))
    view = View(0.0, 10.0)
    over, under = holed.drape(np.array([-0.6, 0.0])), np.array([-0.6, 0.0, FLOOR + 0.05])
    in_the_trench = np.array([0.0, 0.0, FLOOR])
    assert hidden(holed, [over, under, in_the_trench], view).tolist() == [False, True, True]
    assert hidden(holed, [over, under, in_the_trench], View(0.0, 88.0)).tolist() == [False, True, False]
    # In front of the near wall the floor is open to the camera.
    assert not hidden(holed, [0.9, 0.0, FLOOR], view)


def test_floor_beyond_a_rim_at_the_edge_of_the_box_is_seen():
    half = relief(lambda x, y: np.where(x > 0, np.nan, 0.5))
    view = View(0.0, 20.0)
    assert hidden(half, [[0.5, 0.0, FLOOR], [-0.5, 0.0, FLOOR]], view).tolist() == [False, True]


def hills_of(seed, hole):
    rng = np.random.default_rng(seed)
    waves = rng.uniform(-6, 6, (4, 2))
    phase, centre = rng.uniform(0, 6, 4), rng.uniform(-0.5, 0.5, 2)

    def loss(x, y):
        total = sum(np.sin(a * x + b * y + p) for (a, b), p in zip(waves, phase, strict=True)) / 8 + 0.5
        far = (x - centre[0]) ** 2 + (y - centre[1]) ** 2
        return np.where(far < hole**2, np.nan, total)

    return relief(loss, cells=48, samples=97)


@settings(max_examples=6, deadline=None)
@example(seed=0, azimuth=30.0, elevation=0.0, hole=0.3)
@given(
    seed=st.integers(0, 10**6),
    azimuth=st.floats(-180, 180),
    elevation=st.floats(-20, 89),
    hole=st.sampled_from([0.0, 0.3, 0.5]),
)
def test_hiding_agrees_with_a_walk_along_every_line_of_sight(seed, azimuth, elevation, hole):
    solid, view = hills_of(seed, hole), View(azimuth, elevation)
    base = base_points(250, seed, reach=1.0)
    on_ground = base[solid.solid(*base.T) > 0.05]
    air = np.column_stack([base_points(250, seed + 1, reach=1.2), np.linspace(FLOOR, 1.2, 250)])
    points = np.concatenate([solid.drape(on_ground, lift=0.03), solid.lay(base), air])
    sight = Visibility(solid, view)
    clearance = sight.clearance(points)
    # Points are taken from the sight's own doubt alone: within a hundredth of the line that parts seen from hidden.
    sure = np.abs(clearance) > 0.02
    eye = np.broadcast_to(view.eye, points.shape)
    _, met = march(solid, eye + 0.6 * (points - eye), points)
    agrees = (met > 0) == (clearance < 0)
    assert sure.mean() > 0.6
    # The worst of thousands is 0.983, at elevation 0, where lines of sight run along the floor.
    assert agrees[sure].mean() > 0.975
    assert agrees.mean() > 0.93


def test_line_is_cut_where_its_clearance_passes_zero():
    line = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [3.0, 0.0]])
    points, codes = visible_parts(line, np.array([0.1, 0.3, -0.1, 0.4]), np.array([4]))
    np.testing.assert_allclose(points[:, 0], [0.0, 1.0, 1.75, 2.2, 3.0])
    assert codes.tolist() == [1, 2, 2, 1, 2]


def test_lines_are_not_joined():
    line = np.arange(8.0).reshape(4, 2)
    points, codes = visible_parts(line, np.ones(4), np.array([2, 4]))
    np.testing.assert_array_equal(points, line)
    assert codes.tolist() == [1, 2, 1, 2]
    assert len(visible_parts(line, -np.ones(4), np.array([2, 4]))[0]) == 0
    assert len(visible_parts(np.empty((0, 2)), np.empty(0), np.empty(0, int))[0]) == 0
    # One line ends hidden, the next begins seen: no cut between them.
    points, codes = visible_parts(line, np.array([1.0, -1.0, 1.0, 1.0]), np.array([2, 4]))
    np.testing.assert_allclose(points, [[0, 1], [1, 2], [4, 5], [6, 7]])
    assert codes.tolist() == [1, 2, 1, 2]
