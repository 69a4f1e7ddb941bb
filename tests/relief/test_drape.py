"""What lies on a relief, as a view sees it."""

import numpy as np
import pytest
from reliefs import relief

from gdviz.analysis.trajectory import Trajectory
from gdviz.relief.drape import Drape, DrapedPath, cut_at_sides, facing
from gdviz.relief.solid import HEIGHT
from gdviz.relief.view import View
from gdviz.relief.visibility import Visibility

ABOVE, BELOW = View(30.0, 40.0), View(30.0, -40.0)
LINE = np.stack([np.linspace(-0.5, 0.5, 30), np.full(30, 0.1)], axis=-1)


@pytest.fixture(scope="module")
def plane():
    return relief(lambda x, y: 0.5 + 0.1 * x)


def test_facing_is_the_cosine_to_the_eye():
    view = View(0.0, 90.0)
    points, up = np.zeros((1, 3)), np.array([[0.0, 0.0, 1.0]])
    np.testing.assert_allclose(facing(points, up, view), [1.0])
    np.testing.assert_allclose(facing(points, -up, view), [-1.0])
    np.testing.assert_allclose(facing(points, np.array([[1.0, 0.0, 0.0]]), view), [0.0], atol=1e-15)


def test_a_line_on_a_plane_is_seen_whole_from_above_and_not_from_below(plane):
    drape = Drape(plane, [LINE])
    points, codes = drape.seen(ABOVE, Visibility(plane, ABOVE))
    np.testing.assert_allclose(points, ABOVE.project(plane.drape(LINE, lift=0.0)), atol=1e-12)
    assert codes.tolist() == [1] + [2] * 29
    assert len(drape.seen(BELOW, Visibility(plane, BELOW))[0]) == 0
    assert len(drape.seen_from_both_sides(BELOW, Visibility(plane, BELOW))[0]) == 30


def test_lines_lie_as_high_as_is_told(plane):
    other = LINE[:2] + np.array([0, 0.3])
    drape = Drape(plane, [LINE, other], 0.6 * HEIGHT)
    points, codes = drape.seen(ABOVE, Visibility(plane, ABOVE))
    raised = np.column_stack([np.concatenate([LINE, other]), np.full(32, 0.6 * HEIGHT)])
    np.testing.assert_allclose(points, ABOVE.project(raised), atol=1e-12)
    assert np.flatnonzero(codes == 1).tolist() == [0, 30], "lines are not joined"


def test_no_lines_are_nothing_to_see(plane):
    assert len(Drape(plane, []).seen(ABOVE, Visibility(plane, ABOVE))[0]) == 0


@pytest.mark.parametrize("step", [4.0, 7.5])
def test_a_path_on_the_surface_ends_short_of_its_ball(step, solved):
    from gdviz.relief.diorama import Diorama
    from gdviz.style.themes import LIGHT

    run = solved("bowl")
    diorama = Diorama([run], LIGHT, cells=48)
    track = Trajectory.of(run, run.landscape)
    path, view = DrapedPath(diorama.relief, track, 0.05), View(30.0, 60.0)
    _, ((surface, _), *_), _ = path.upto(step, view, diorama.sight(view))
    foot = diorama.relief.place(track.at(step))
    away = np.linalg.norm(surface[0] - view.project(diorama.relief.drape(foot)), axis=1)
    assert 0.02 < away.min() < 0.08, "about the margin"


class Straight:
    """A path of two points, from step 0 to 1; what a drape asks of a trajectory."""

    def __init__(self, start, end, *, gone=False):
        self.points, self.steps, self._gone = np.array([start, end], float), np.array([0.0, 1.0]), gone

    def at(self, step):
        """Return where it is."""
        return self.points[0] + min(step, 1.0) * (self.points[1] - self.points[0])

    def is_gone(self, step):
        """Return whether it left."""
        return self._gone


@pytest.mark.parametrize("step", [0.2, 0.5, 1.0])
@pytest.mark.parametrize("end", [[30.0, 7.0], [1e6, -3e5], [0.0, -40.0], [-1.5, 1.2]])
def test_a_path_that_leaves_is_cut_at_the_side(end, step, plane):
    path = DrapedPath(plane, Straight([0.1, 0.2], end, gone=True), 0.05)
    for view in (ABOVE, View(200.0, 70.0)):
        (floor, _), ((top, _), *_), _ = path.upto(step, view, Visibility(plane, view))
        corners = view.project(plane.lay(np.array([[-1, -1], [1, -1], [1, 1], [-1, 1.0]])))
        low, high = corners.min(axis=0), corners.max(axis=0)
        assert ((floor[0] >= low - 1e-6) & (floor[0] <= high + 1e-6)).all()
        assert len(top[0])
    (tip, before) = path.exits(1.0)[0]
    assert np.abs(tip).max() == 1.0
    np.testing.assert_allclose((tip - before) @ [[0, 1], [-1, 0]] @ (np.array(end) - [0.1, 0.2]), 0, atol=1e-9 * 1e6)
    assert len(path.exits(0.0)) == 0


def test_it_is_known_which_share_of_a_way_on_the_floor_is_seen():
    bump = relief(lambda x, y: np.exp(-8 * (x**2 + y**2)))
    path = DrapedPath(bump, Straight([-0.9, 0.0], [0.9, 0.0], gone=False), 0.05)
    shares = [path.upto(1.0, view, Visibility(bump, view))[0][1] for view in (View(90.0, 89.0), View(90.0, 4.0))]
    assert shares[0] == 0.0, "from above the surface hides all of it"
    assert 0.5 < shares[1] <= 1.0
    assert path.upto(0.0, View(90.0, 4.0), Visibility(bump, View(90.0, 4.0)))[0][1] == 0.0, "there is none yet"


def test_what_the_surface_hides_of_a_path_is_dashed_and_stays_put():
    ridge = relief(lambda x, y: np.exp(-((x / 0.1) ** 2)) + 0 * y)
    path = DrapedPath(ridge, Straight([-0.6, -0.8], [-0.6, 0.8], gone=True), 0.05)
    behind, before = View(0.0, 8.0), View(180.0, 40.0)
    _, ((top, _), *_), hidden = path.upto(1.0, behind, Visibility(ridge, behind))
    assert len(top[0]) == 0
    dashes = np.flatnonzero(hidden[1] == 1)
    assert len(dashes) > 10
    lengths = np.linalg.norm(np.diff(hidden[0], axis=0), axis=1)[hidden[1][1:] == 2]
    gaps = np.linalg.norm(np.diff(hidden[0], axis=0), axis=1)[hidden[1][1:] == 1]
    assert 0 < gaps.min() < lengths.sum()
    # Those of half the way are those of the whole way that come before.
    half = path.upto(0.5, behind, Visibility(ridge, behind))[2]
    np.testing.assert_allclose(half[0][:-1], hidden[0][: len(half[0]) - 1])
    _, ((top, _), *_), hidden = path.upto(1.0, before, Visibility(ridge, before))
    assert len(top[0])
    assert len(hidden[0]) == 0


@pytest.mark.parametrize("elevation", [4.0, 12.0, 25.0, 45.0])
@pytest.mark.parametrize("azimuth", [0.0, 100.0, 200.0])
def test_no_part_of_a_path_is_neither_seen_nor_dashed(elevation, azimuth):
    waves = relief(lambda x, y: 0.5 + 0.4 * np.sin(7 * x) * np.cos(6 * y))
    start, end = np.array([-0.9, -0.7]), np.array([0.9, 0.8])
    path = DrapedPath(waves, Straight(start, end, gone=True), 0.0)
    path.track.points = start + np.linspace(0, 1, 200)[:, None] * (end - start)
    path.track.steps = np.linspace(0, 1, 200)
    path = DrapedPath(waves, path.track, 0.0)
    view = View(azimuth, elevation)
    _, ((top, _), *_), hidden = path.upto(1.0, view, Visibility(waves, view))
    drawn = np.concatenate([top[0], hidden[0]])
    for place in view.project(waves.drape(path.track.points)):
        assert np.linalg.norm(drawn - place, axis=1).min() < 0.04


def test_a_line_that_crosses_the_sides_has_a_point_on_each():
    base, steps, inside = cut_at_sides(np.array([[-3.0, 0.5], [3.0, 0.5]]), np.array([10.0, 22.0]), np.ones(2))
    assert base[:, 0].tolist() == [-3.0, -1.0, -1.0, 1.0, 1.0, 3.0]
    assert (base[:, 1] == 0.5).all()
    np.testing.assert_allclose(steps, [10.0, 14.0, 14.0, 18.0, 18.0, 22.0])
    assert inside.tolist() == [False, False, True, True, False, False]
    beside = cut_at_sides(np.array([[-3.0, 2.0], [3.0, 2.0]]), np.array([0.0, 1.0]), np.ones(2))
    assert not beside[2].any()


def test_a_path_with_a_point_on_the_very_side_shows_where_it_leaves(plane):
    path = DrapedPath(plane, Straight([0.0, 0.0], [2.0, 0.5], gone=True), 0.05)
    path.track.points = np.array([[0.0, 0.0], [1.0, 0.25], [2.0, 0.5]])
    path.track.steps = np.array([0.0, 0.5, 1.0])
    ((tip, before),) = DrapedPath(plane, path.track, 0.05).exits(1.0)
    np.testing.assert_allclose([tip, before], [[1.0, 0.25], [0.0, 0.0]], atol=1e-9)
