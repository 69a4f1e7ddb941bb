"""Where a diorama is filmed from: as it is told, and otherwise where the paths are seen and stand out."""

from types import SimpleNamespace

import numpy as np
import pytest
from reliefs import relief

from gdviz.relief.camera import ASIDE, RIGHTWARDS, Camera, orbit, raised, turned
from gdviz.relief.solid import HEIGHT, LIFT
from gdviz.relief.view import View
from gdviz.relief.visibility import Visibility

AZIMUTHS = np.arange(-172.5, 180.0, 15.0)
ELEVATIONS = np.array([28.0, 36.0, 44.0, 54.0, 66.0, 78.0])


def track(*points):
    return SimpleNamespace(points=np.array(points, float))


def middle(views):
    """Return the azimuth and the elevation in the middle of a way."""
    first, last = views
    assert first.elevation == last.elevation
    return (first.azimuth + last.azimuth) / 2, first.elevation


@pytest.fixture(scope="module")
def plain():
    return relief(lambda x, y: 0.5 + 0 * x)


@pytest.mark.parametrize(("way", "first", "last"), [(0.0, 30, 30), (20.0, 20, 40), (40.0, 10, 50), (360.0, -150, 210)])
def test_a_camera_that_is_told_all_is_where_it_is_told(way, first, last, plain):
    assert orbit(plain, [track([0.2, 0.3])], Camera(30.0, 35.0, way)) == (View(first, 35.0), View(last, 35.0))


def test_unless_told_it_goes_round_by_forty_degrees(plain):
    first, last = orbit(plain, [track([0.2, 0.3])], Camera())
    assert last.azimuth - first.azimuth == 40.0


def best_on_level_ground(start, azimuths=AZIMUTHS, elevations=ELEVATIONS, facing=0.0):
    """Return the azimuth and the elevation that weigh most where all is seen from everywhere.

    A start on the far side weighs 0.2 for each half side, a turn off the axes 0.15 at most, and each degree that it is
    higher takes off 0.012.
    """
    e, a = np.radians(elevations)[:, None], np.radians(azimuths)
    towards = (start[0] * np.cos(a) + start[1] * np.sin(a)) * np.cos(e) + (0.5 * HEIGHT + LIFT) * np.sin(e)
    score = -0.2 * towards + 0.15 * np.abs(np.sin(2 * a)) - 0.012 * (elevations[:, None] - 28)
    score += facing * np.sin(e)
    row, column = np.unravel_index(score.argmax(), score.shape)
    return azimuths[column], elevations[row]


@pytest.mark.parametrize("way", [0.0, 40.0])
@pytest.mark.parametrize(("reach", "towards"), [(0.9, 10.0), (0.9, 100.0), (0.3, -75.0), (1.0, 200.0), (0.05, 50.0)])
def test_on_level_ground_the_start_is_far_and_the_axes_are_askew(reach, towards, way, plain):
    start = reach * np.array([np.cos(np.radians(towards)), np.sin(np.radians(towards))])
    azimuth, elevation = middle(orbit(plain, [track(start, [0.0, 0.0])], Camera(orbit=way)))
    assert (azimuth, elevation) == best_on_level_ground(start)
    assert elevation == 28.0
    assert abs(np.sin(2 * np.radians(azimuth))) > 0.4
    if reach > 0.8:
        assert np.cos(np.radians(azimuth - towards)) < -0.6


@pytest.mark.parametrize(("facing", "elevation"), [(0.8, 28.0), (0.97, 36.0), (1.1, 44.0), (1.3, 54.0)])
def test_the_more_it_counts_that_the_ground_faces_it_the_higher_it_stands(facing, elevation, plain):
    start = [0.3, 0.2]
    chosen = middle(orbit(plain, [track(start)], Camera(orbit=0.0, facing=facing)))
    assert chosen == best_on_level_ground(start, facing=facing)
    assert chosen[1] == elevation


@pytest.mark.parametrize("told", [{"azimuth": 10.0}, {"elevation": 50.0}, {"elevation": -20.0}])
def test_it_keeps_what_it_is_told_and_chooses_the_rest(told, plain):
    start = [0.5, 0.2]
    chosen = middle(orbit(plain, [track(start, [0.0, 0.0])], Camera(orbit=20.0, **told)))
    known = {f"{name}s": np.array([value]) for name, value in told.items()}
    assert chosen == best_on_level_ground(start, **known)
    assert set(told.values()) <= set(chosen)


def test_a_path_in_the_shade_of_a_ridge_is_filmed_from_its_own_side():
    ridge = relief(lambda x, y: np.exp(-(((y - 0.1) / 0.12) ** 2)) + 0 * x)
    for side in (1, -1):
        y = 0.1 + side * 0.4
        views = orbit(ridge, [track(*[[x, y] for x in np.linspace(-0.8, 0.8, 30)])], Camera())
        azimuth, elevation = middle(views)
        assert side * np.sin(np.radians(azimuth)) > 0.3
        path = ridge.drape(np.stack([np.linspace(-0.8, 0.8, 30), np.full(30, y)], axis=-1))
        for stop in np.linspace(views[0].azimuth, views[1].azimuth, 9):
            assert not Visibility(ridge, View(stop, elevation)).hidden(path).any()
        # From the other side much of it is hidden.
        assert Visibility(ridge, View(azimuth + 180, elevation)).hidden(path).mean() > 0.5


@pytest.mark.parametrize(("way", "azimuth"), [(0.0, 7.5), (40.0, 127.5)])
def test_what_is_hidden_counts_all_along_the_way(way, azimuth):
    # Through the gap in a screen a camera that stands sees the whole path, with its start on the far side; one that
    # goes round would not, and goes where no screen is before it.
    def ground(x, y):
        low = 0.1 - 0.02 * ((x < 0.1) & (np.abs(y) < 0.2))
        return np.where((np.abs(x - 0.2) < 0.1) & (np.abs(y) > 0.25), 1.0, low)

    screen = relief(ground)
    path = np.stack([np.linspace(-0.9, -0.1, 20), np.linspace(-0.05, 0.05, 20)], axis=-1)
    assert middle(orbit(screen, [track(*path)], Camera(elevation=28.0, orbit=way))) == (azimuth, 28.0)
    stops = {turn: Visibility(screen, View(turn, 28.0)).hidden(screen.drape(path)).any() for turn in (7.5, 27.5)}
    assert stops == {7.5: False, 27.5: True}


@pytest.mark.parametrize(("rise", "downhill"), [((0.4, 0.0), 180.0), ((0.0, -0.4), 90.0), ((0.2, 0.2), 225.0)])
def test_where_it_counts_the_surface_faces_the_camera(rise, downhill):
    slope = relief(lambda x, y: 0.5 + rise[0] * x + rise[1] * y)
    azimuth, elevation = middle(orbit(slope, [track([0.0, 0.0])], Camera(orbit=0.0, facing=50.0)))
    normal = np.array([-rise[0] * HEIGHT, -rise[1] * HEIGHT, 1.0])
    e, a = np.radians(ELEVATIONS)[:, None], np.radians(AZIMUTHS)
    faced = normal[0] * np.cos(a) * np.cos(e) + normal[1] * np.sin(a) * np.cos(e) + normal[2] * np.sin(e)
    assert elevation == ELEVATIONS[faced.max(axis=1).argmax()] == elevation > 52.0
    off = (azimuth - downhill + 180) % 360 - 180
    assert abs(off) <= 7.5
    away = middle(orbit(slope, [track([0.0, 0.0])], Camera(orbit=0.0)))
    assert away[1] == 28.0


def test_points_outside_the_box_do_not_count_and_a_path_all_outside_is_as_one_in_the_middle(plain):
    inside = [[0.7, -0.2], [0.1, 0.1]]
    for crossing in ([[5.0, 5.0], *inside], [*inside, [5.0, 5.0]]):
        assert orbit(plain, [track(*crossing)], Camera()) == orbit(plain, [track(*inside)], Camera())
    gone = orbit(plain, [track([3.0, 3.0], [9.0, 9.0])], Camera())
    assert gone == orbit(plain, [track([0.0, 0.0])], Camera())


def test_paths_are_of_the_landscape_and_of_several_the_first_starts_on_the_far_side():
    wide = relief(lambda x, y: 0.5 + 0 * x, x=(10.0, 20.0), y=(0.0, 8.0))
    near, far = [11.0, 1.0], [19.0, 7.0]
    for first, second in ((near, far), (far, near)):
        views = orbit(wide, [track(first), track(second)], Camera())
        assert views == orbit(wide, [track(first, second)], Camera())
        towards = views[0].basis[2] + views[1].basis[2]
        assert towards[:2] @ wide.place(np.array(first)) < 0


def test_a_camera_that_is_raised_sees_a_map():
    view = View(63.0, 40.0)
    assert raised(view, 0.0) == view
    above = raised(view, 1.0, stretch=1.5)
    points = np.random.default_rng(0).uniform(-1, 1, (50, 3))
    # From far above heights do not count, and the first axis leads to the right.
    np.testing.assert_allclose(above.project(points), points[:, :2] * [1.0, 1.5], atol=2e-4)
    way = [raised(view, share) for share in np.linspace(0, 1, 61)]
    turns, rises = (np.unwrap(np.radians([getattr(one, name) for one in way])) for name in ("azimuth", "elevation"))
    for angles in (turns, rises):
        steps = np.diff(np.degrees(angles))
        assert (np.sign(steps) == np.sign(steps[0])).all()
        assert np.abs(steps).max() < 180 / 60 + 1e-9


@pytest.mark.parametrize("azimuth", [-90.0, 89.0, 91.0, 270.0])
def test_it_turns_the_shorter_way(azimuth):
    way = [raised(View(azimuth, 30.0), share).azimuth for share in (0.0, 1.0)]
    assert abs(way[1] - way[0]) <= 180
    assert np.cos(np.radians(way[1] + 90)) == pytest.approx(1.0)


@pytest.mark.parametrize("start", [(0.9, 0.0), (-0.9, 0.2), (0.3, 0.9), (0.1, -0.9)])
def test_a_camera_that_will_rise_stands_near_the_maps_foot_and_goes_towards_it(start, plain):
    first, last = (view.azimuth - RIGHTWARDS for view in orbit(plain, [track(start)], Camera(rises=True)))
    assert abs((first + last) / 2) <= ASIDE
    assert abs(last) == pytest.approx(abs(first) - 40.0) or abs(first + last) < 40.0
    assert turned(View(RIGHTWARDS + last, 30.0), raised(View(RIGHTWARDS + last, 30.0), 1.0)) < 90


@pytest.mark.parametrize(
    ("view", "other", "angle"),
    [
        (View(10.0, 30.0), View(10.0, 75.0), 45.0),
        (View(10.0, 90.0), View(-50.0, 90.0), 60.0),
        (View(0.0, 0.0), View(180.0, 0.0), 180.0),
    ],
)
def test_how_far_a_camera_turns(view, other, angle):
    assert turned(view, other) == pytest.approx(angle)


@pytest.mark.parametrize("way", [0.0, 40.0])
@pytest.mark.parametrize("tilt", [0.0, 4.0, 9.0])
def test_what_it_does_not_look_from_is_worse(tilt, way, monkeypatch):
    hills = relief(lambda x, y: 0.5 + 0.4 * np.sin(tilt * x) * np.cos(tilt * y))
    path, looked = track([-0.8, 0.5], [0.1, 0.3], [0.6, -0.7]), []
    watched = Visibility.__init__
    monkeypatch.setattr(Visibility, "__init__", lambda *given, **how: looked.append(1) or watched(*given, **how))
    chosen, fewer = orbit(hills, [path], Camera(orbit=way)), len(looked)
    monkeypatch.setattr("gdviz.relief.camera.ROUNDING", np.inf)
    assert orbit(hills, [path], Camera(orbit=way)) == chosen
    assert fewer < len(looked) - fewer
