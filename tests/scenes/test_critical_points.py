"""The scene of critical points: which runs it takes, what it says became of their balls, and where the balls are."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.scenes.critical_points import CriticalPoints

from gdviz.analysis.boxes import Share
from gdviz.props.critical_points import CriticalPointsOnRelief
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.stage.painted import pen_on
from gdviz.stage.relief import ReliefProp
from gdviz.style.colors import rgb
from gdviz.style.themes import LIGHT

BOX = Share(0.37, 0.02, 0.99, 0.93)


def test_the_scene_refuses_other_spaces_other_problems_and_too_many(
    nudged_runs: dict[str, Run], tmp_path: Path
) -> None:
    long = solve("rosenbrock", settings={"dimension": 3}, steps=2, out=tmp_path / "three")
    assert "3 parameters" in str(CriticalPoints.refuse(long))
    assert "one parameter" in str(CriticalPoints.refuse(solve("parabola", steps=2, out=tmp_path / "one")))
    bowl = solve("bowl", start=[0.2, 0.1], steps=2, out=tmp_path / "bowl")
    assert "several problems" in str(CriticalPoints.refuse_all([nudged_runs["minimum"], bowl]))
    assert "at most 4" in str(CriticalPoints.refuse_all([nudged_runs["minimum"]] * 5))
    assert CriticalPoints.refuse_all(list(nudged_runs.values())) is None


def test_it_says_of_a_ball_that_leaves_a_minimum_no_more_than_that(staged: Any, cubic: Callable[..., Run]) -> None:
    stage = staged([cubic((1.1, 1.05), lr=0.5, steps=40)], CriticalPoints)
    spots = CriticalPointsOnRelief(stage, BOX).spots
    assert [stage.outcome(spot) for spot in spots] == ["It does not come back."]
    assert stage.lesson(spots) == "The gradient is zero there; the curvature makes it a minimum."


@pytest.mark.slow
def test_it_says_what_happened_and_ends_with_the_balls_where_their_runs_end(
    told: Any, nudged_runs: dict[str, Run]
) -> None:
    stage, _ = told(CriticalPoints, list(nudged_runs.values()), None, LIGHT)
    assert [beat.name for beat in stage.beats] == [
        *("level ground", "the minimum", "the maximum", "the saddle", "the curvature tells")
    ]
    notes = " ".join(beat.notes for beat in stage.beats)
    assert "1 minimum, 1 maximum, 2 saddles" in notes
    assert "It comes back. The eigenvalues are +6.000 and +6.000." in notes
    assert "It rolls off, and comes to rest in a minimum." in notes
    assert "It slides off the way that curves down. The eigenvalues are −6.000 and +6.000." in notes
    assert "zero at all of them" in stage.beats[-1].notes
    picture = stage.renderer.snapshot()[..., :3].astype(int)
    relief = next(mobject for mobject in stage.mobjects if isinstance(mobject, ReliefProp))
    centre = relief.spot(pen_on(np.zeros((360, 640, 4), np.uint8)), relief.diorama.ball(relief.diorama.tracks[2], 80.0))
    column, row = np.rint(320 + 45 * centre[0]).astype(int), np.rint(180 - 45 * centre[1]).astype(int)
    around = picture[row - 6 : row + 7, column - 16 : column + 17]
    # The balls come to one place, where they lie side by side: all their colours are there, whatever the light.
    ways = around / np.maximum(around.max(axis=-1, keepdims=True), 1)
    for look in stage.looks:
        hue = rgb(look.color)
        assert (np.abs(ways - hue / hue.max()).max(axis=-1) < 0.25).sum() > 20
