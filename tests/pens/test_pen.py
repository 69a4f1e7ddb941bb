"""The marks that are made of a pen's verbs."""

import numpy as np
import pytest
from recording_pen import RecordingPen

AT = np.array([1.0, 2.0, 0.0])


@pytest.fixture
def pen():
    return RecordingPen()


def test_a_dot_is_a_disc_on_a_wider_one(pen):
    pen.dot(AT, 3.0, "#ff0000", rim="#ffffff", alpha=0.5)
    pen.dot(AT, 3.0, "#00ff00")
    assert [verb.given[1:] for verb in pen.all("disc")] == [(3.9, "#ffffff"), (3.0, "#ff0000"), (3.0, "#00ff00")]
    assert [verb.options["alpha"] for verb in pen.all("disc")] == [0.5, 0.5, 1.0]


def test_a_mark_is_a_disc_or_a_polygon_on_a_wider_one(pen):
    pen.mark(AT, 3.0, "o", "#ff0000", rim="#ffffff")
    assert [verb.given[1:] for verb in pen.verbs] == [(3.9, "#ffffff"), (3.0, "#ff0000")]
    pen.verbs.clear()
    pen.mark(AT, 3.0, "s", "#ff0000", rim="#ffffff")
    assert [(verb.name, *verb.given[1:]) for verb in pen.verbs] == [
        *(("polygon", "#ffffff"), ("line", "#ffffff", 1.8), ("polygon", "#ff0000"))
    ]
    np.testing.assert_allclose(np.ptp(pen.verbs[-1].given[0], axis=0), 6 * pen.unit)
    np.testing.assert_allclose(pen.verbs[-1].given[0].mean(axis=0), AT[:2])


@pytest.mark.parametrize(("color", "badge"), [("#12306b", "#ffffff"), ("#ffb11b", "#0b0e13")])
def test_a_ball_bears_the_marker_of_its_run_in_what_stands_out_on_it(pen, color, badge):
    pen.runner(AT, 7.0, "o", color, rim="#ffffff")
    assert [verb.name for verb in pen.verbs] == ["ball"]
    pen.runner(AT, 7.0, "s", color)
    mark = pen.verbs[-1]
    assert (mark.name, mark.given[1]) == ("polygon", badge)
    np.testing.assert_allclose(np.ptp(mark.given[0], axis=0), 2 * 0.52 * 7 * pen.unit)


def test_a_ring_is_a_circle_on_a_wider_one(pen):
    pen.ring(AT, 6.0, "#ff0000", 1.2, casing="#ffffff")
    pen.ring(AT, 6.0, "#ff0000", 1.2)
    widths = [verb.given[1:] for verb in pen.all("circle")]
    assert widths == [(6.0, "#ffffff", pytest.approx(3.1)), (6.0, "#ff0000", 1.2), (6.0, "#ff0000", 1.2)]


def test_a_cross_is_two_lines_over_two_wider_ones(pen):
    pen.cross(AT, 9.0, "#ff0000", casing="#ffffff")
    assert [verb.given[1:] for verb in pen.verbs] == [("#ffffff", 4.6)] * 2 + [("#ff0000", 2.6)] * 2
    np.testing.assert_allclose(pen.verbs[2].given[0], [[0.75, 1.75], [1.25, 2.25]])
    np.testing.assert_allclose(pen.verbs[3].given[0], [[0.75, 2.25], [1.25, 1.75]])


def test_an_arrow_is_a_shaft_and_a_head_over_their_casings(pen):
    pen.arrow(np.zeros(3), np.array([3.6, 0.0, 0.0]), "#ff0000", 3.0, casing="#ffffff")
    assert [verb.name for verb in pen.verbs] == ["line", "line", "line", "polygon"]
    assert [verb.given[1:] for verb in pen.verbs] == [
        *(("#ffffff", 5.2), ("#ffffff", 2.2), ("#ff0000", 3.0), ("#ff0000",))
    ]
    assert [verb.options for verb in pen.verbs] == [{"alpha": 0.85}, {"alpha": 0.85, "closed": True}, {}, {}]
    head = 4.6 * 3 * pen.unit
    np.testing.assert_allclose(pen.verbs[2].given[0], [[0, 0], [3.6 - 0.7 * head, 0]])
    corners = pen.verbs[3].given[0]
    np.testing.assert_allclose(corners[:, 0], 3.6 - head * np.array([0, 1, 0.85, 1]))
    np.testing.assert_allclose(corners[:, 1], 3.6 * 3 * pen.unit / 2 * np.array([0, 1, 0, -1]))


def test_an_arrow_without_casing_or_length_draws_no_more_than_it_needs(pen):
    pen.arrow(np.zeros(2), np.ones(2), "#ff0000", 3.0)
    assert [verb.name for verb in pen.verbs] == ["line", "polygon"]
    pen.arrow(np.ones(2), np.ones(2), "#ff0000", 3.0)
    pen.arrow(np.ones(2), np.array([np.nan, 1.0]), "#ff0000", 3.0)
    assert len(pen.verbs) == 2


def test_a_recording_pen_knows_how_much_of_a_thing_is_seen(pen):
    with pen.faded(0.5):
        pen.dot(AT, 3.0, "#ff0000")
        with pen.faded(0.5):
            pen.dot(AT, 3.0, "#ff0000")
    pen.dot(AT, 3.0, "#ff0000")
    assert [verb.opacity for verb in pen.verbs] == [0.5, 0.25, 1.0]
