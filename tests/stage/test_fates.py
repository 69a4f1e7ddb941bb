"""What is said in films of how a run ended, and where it stands."""

import numpy as np
import pytest
from recording_pen import RecordingPen

pytest.importorskip("manim")

from gdviz.analysis.trajectory import Trajectory
from gdviz.stage.fates import Fates


def outlines(fates, step, at=(0.0, 0.0), align=(0.0, 0.0)):
    pen = RecordingPen()
    fates.draw(pen, step, np.array(at), align)
    return pen.all("outline")


def test_words_come_as_far_as_the_end_is_known(staged, solved):
    run = solved("diverged")
    track = Trajectory.of(run, run.landscape)
    fates = Fates(staged([run]), track, "#ff0000", np.array([[-5.0, -3.0], [5.0, 3.0]]))
    assert 0 < track.left < run.steps
    assert outlines(fates, track.left - 1) == []
    assert len(outlines(fates, track.left)) == 1
    early, late = (outlines(fates, step)[0].given[0] for step in (track.left, run.steps))
    assert early is not late


@pytest.mark.parametrize(("half", "lines"), [(5.0, 1), (1.2, 2)])
@pytest.mark.parametrize("align", [(0.0, 0.0), (1.0, 1.0), (0.5, 0.5)])
def test_words_stand_within_the_box_in_two_lines_where_it_is_narrow(half, lines, align, staged, solved):
    run = solved("diverged")
    track = Trajectory.of(run, run.landscape)
    corners = np.array([[-half, -1.0], [half, 1.0]])
    fates = Fates(staged([run]), track, "#ff0000", corners)
    for at in ((-9.0, -9.0), (9.0, 9.0), (0.0, 0.0)):
        drawn = outlines(fates, run.steps, at, align)
        assert len(drawn) == lines
        labels = fates._labels[track.fate]
        for verb, label in zip(drawn, reversed(labels), strict=True):
            left, low = verb.given[1]
            assert -half - 1e-9 <= left <= left + label.width <= half + 1e-9
            assert -1 - 1e-9 <= low <= low + label.height <= 1 + 1e-9


def test_of_a_run_that_stays_nothing_is_said(staged, solved):
    run = solved("bowl")
    fates = Fates(staged([run]), Trajectory.of(run, run.landscape), "#ff0000", np.array([[-5.0, -3.0], [5.0, 3.0]]))
    assert outlines(fates, run.steps) == []
