"""What lies on a relief, as a view sees it."""

import numpy as np
import pytest
from reliefs import relief

from gdviz.analysis.trajectory import Trajectory
from gdviz.relief.drape import Drape, DrapedPath, facing
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
    _, surface, _ = path.upto(step, view, diorama.sight(view))
    foot = diorama.relief.place(track.at(step))
    away = np.linalg.norm(surface[0] - view.project(diorama.relief.drape(foot)), axis=1)
    assert 0.02 < away.min() < 0.08, "about the margin"
