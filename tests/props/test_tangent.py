"""The plane that touches a relief under the ball, and its arrow."""

import numpy as np
import pytest

pytest.importorskip("manim")

from sketches import Recorder

from gdviz.analysis.boxes import Share
from gdviz.props.tangent import HALF, REACH, TangentPlane
from gdviz.relief.tangent import TouchingPlane
from gdviz.solving.solver import solve
from gdviz.stage.relief import ReliefProp

BOX = Share(0.4, 0.1, 0.9, 0.9)


@pytest.fixture
def shown(staged):
    """Return a function from a run to its stage, its relief, and what draws the plane as much as it is seen."""

    def show(run):
        stage = staged([run])
        tangent = TangentPlane(stage)
        relief = ReliefProp(stage, BOX, sketch=tangent.draw)

        def sketched(seen=1.0):
            stage.play(tangent.appear(relief))
            tangent._seen.set_value(seen)
            recorder = Recorder()
            tangent.draw(recorder)
            return recorder

        return stage, relief.diorama, sketched

    return show


def test_the_tangent_plane_touches_the_surface_and_its_arrow_points_straight_down_it(shown, solved):
    run = solved("bowl")
    _, diorama, sketched = shown(run)
    calls, surface = sketched(), diorama.relief
    foot = surface.place(run.params[0])
    (corners, *_) = calls.of("polygon")[0]
    normal = surface.normal(foot)
    np.testing.assert_allclose((corners - surface.drape(foot)) @ normal, 0, atol=1e-12)
    tail, tip = calls.of("arrow")[0][:2]
    way = (tip - tail) / np.linalg.norm(tip - tail)
    assert way @ normal == pytest.approx(0, abs=1e-12)
    uphill = run.gradient[0] / np.linalg.norm(run.gradient[0])
    np.testing.assert_allclose(way[:2] / np.linalg.norm(way[:2]), -uphill, atol=0.02)
    assert way[2] < 0


@pytest.mark.parametrize("seen", [0.4, 1.0])
def test_the_plane_grows_around_its_touch_and_the_arrow_with_the_slope(shown, solved, seen):
    run = solved("bowl")
    stage, diorama, sketched = shown(run)
    for step in (0, 3):
        stage.step.set_value(step)
        calls, relief = sketched(seen), diorama.relief
        plane = TouchingPlane.at(relief, relief.place(run.params[step]))
        (corners, *_) = calls.of("polygon")[0]
        np.testing.assert_allclose(corners.mean(axis=0), plane.touch, atol=1e-12)
        sides = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1)
        np.testing.assert_allclose(sides, 2 * HALF * seen, rtol=1e-9)
        tail, tip = calls.of("arrow")[0][:2]
        assert np.linalg.norm(tip - tail) == pytest.approx(seen * REACH * min(plane.slope, 1.0), rel=1e-9)
        # Its outline closes.
        (edges, *_) = calls.of("line")[0]
        np.testing.assert_allclose(edges[0], edges[-1], atol=1e-12)
        np.testing.assert_allclose(calls.of("ball")[0][0], diorama.ball(diorama.tracks[0], step))


def test_nothing_is_drawn_before_it_appears_nor_once_it_has_vanished(shown, staged, solved):
    stage, _, sketched = shown(solved("bowl"))
    recorder = Recorder()
    TangentPlane(stage).draw(recorder)
    assert recorder.calls == []
    assert sketched(0.0).calls == []
    assert len(sketched(1.0).calls) == 4


def test_a_run_that_has_left_the_frame_has_no_plane(shown, tmp_path):
    stage, _, sketched = shown(solve("bowl", lr=0.45, steps=60, out=tmp_path / "away"))
    assert sketched().calls
    stage.step.set_value(stage.steps)
    assert sketched().calls == []
