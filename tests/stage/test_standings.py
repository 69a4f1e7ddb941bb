"""Who is racing: a row for each run."""

import numpy as np
import pytest
from recording_pen import RecordingPen

pytest.importorskip("manim")

from gdviz.stage.standings import MARK, Standings
from gdviz.stage.typeset import points


@pytest.fixture
def stage(staged, solved):
    made = staged([solved("bowl"), solved("diverged")])
    made.heading("Title")
    return made


def drawn(standings):
    pen = RecordingPen()
    standings._draw(pen)
    return pen


def test_a_row_for_each_run_in_its_colour_and_with_its_marker_from_the_top(stage):
    pen = drawn(Standings(stage))
    (disc,), (square,) = pen.all("disc"), pen.all("polygon")
    assert [disc.given[2], square.given[1]] == [look.color for look in stage.looks]
    (x, y), corners = disc.given[0], square.given[0]
    np.testing.assert_allclose(np.ptp(corners, axis=0), 2 * MARK * pen.unit)
    other, below = corners.mean(axis=0)
    assert x == pytest.approx(other)
    assert below < y - points(31)


def test_losses_end_at_the_right_and_a_fate_takes_the_place_of_the_detail(stage):
    standings = Standings(stage)
    for step in (0.0, float(stage.steps)):
        stage.step.set_value(step)
        right = max(verb.given[1][0] for verb in drawn(standings).all("outline"))
        assert right < standings.slot.get_right()[0]
    first = Standings(stage, steps=lambda: [0.0, 0.0])
    last = Standings(stage, steps=lambda: [0.0, 1e9])
    counts = [len(drawn(one).all("outline")) for one in (first, last)]
    assert min(counts) > 6
    assert np.isfinite([verb.given[1] for verb in drawn(last).all("outline")]).all()
