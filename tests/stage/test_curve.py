"""The curve of a function of one parameter on the stage, by the verbs that draw it."""

import numpy as np
import pytest
from recording_pen import RecordingPen

pytest.importorskip("manim")

from gdviz.analysis.boxes import Share
from gdviz.analysis.curve import height_at, known_minima
from gdviz.stage.curve import RING, Curve, _comes, _leaves

BOX = Share(0.4, 0.1, 0.95, 0.9)


@pytest.fixture
def curve(staged, solved):
    run = solved("parabola")
    return Curve(staged([run]), BOX, run.landscape, [run])


def drawn(curve):
    pen = RecordingPen()
    curve._draw_line(pen)
    return pen


def test_the_curve_is_the_function_s_with_its_known_minimum_ringed(curve, solved):
    run = solved("parabola")
    pen = drawn(curve)
    (line,) = pen.all("line")
    x = np.array([run.landscape.x[0], run.landscape.x[40], run.landscape.x[-1]])
    places = curve.place(np.stack([x, height_at(run.landscape, x)], axis=-1))
    for place in places:
        assert np.linalg.norm(line.given[0] - place, axis=1).min() < 1e-9
    rings = pen.all("circle")
    assert [ring.given[1] for ring in rings] == [RING, RING]
    np.testing.assert_allclose(rings[0].given[0], curve.place(np.array(known_minima(run.landscape, [run])))[0])


def test_numbers_of_one_window_are_gone_before_those_of_another_come():
    shares = np.linspace(0, 1, 41)
    left, come = (np.array([rate(share) for share in shares.tolist()]) for rate in (_leaves, _comes))
    assert (left[0], left[-1], come[0], come[-1]) == (0, 1, 0, 1)
    assert not ((left < 1) & (come > 0)).any()


def test_a_stretch_goes_from_one_parameter_to_another_in_pieces(curve):
    (part,) = curve.stretch(-0.5, 0.25)
    ends = curve.place(np.array([[-0.5, 0.0], [0.25, 0.0]]))
    np.testing.assert_allclose(part[[0, -1], 0], ends[:, 0])


def test_a_close_up_shows_what_is_to_be_seen_there(staged, solved):
    run = solved("parabola")
    at = np.array([[0.1, 0.01], [0.3, 0.09]])
    curve = Curve(staged([run]), BOX, run.landscape, [run], closeup=at)
    assert curve.has_closeup
    assert (curve.nearest[0, 0] < 0.1 < 0.3 < curve.nearest[0, 1]).all()
    curve._zoom.set_value(1)
    low, high = curve.corners
    places = curve.place(at)[:, :2]
    assert ((places > low) & (places < high)).all()
    wide = Curve(staged([run]), BOX, run.landscape, [run], closeup=np.array([[-5.0, 0.0], [5.0, 0.0]]))
    assert not wide.has_closeup
