"""The scene of critical points: which runs it takes, what it says became of their balls, and where the balls are."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.scenes.critical_points import CriticalPoints

from gdviz.analysis.critical_points import nudged, why_not_nudged
from gdviz.props import critical_points as flat_spots
from gdviz.props.critical_points import CriticalPointsOnRelief
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.stage.painted import pen_on
from gdviz.stage.relief import ReliefProp
from gdviz.style.colors import rgb
from gdviz.style.themes import LIGHT

STARTS = {"minimum": (1.35, 0.8), "maximum": (-0.94, -0.96), "saddle": (-0.96, 1.3)}
POINTS = {"minimum": (1, 1), "maximum": (-1, -1), "saddle": (-1, 1)}
BOX = (0.37, 0.02, 0.99, 0.93)


def cubic(out: Path, start: tuple[float, float], **options: Any) -> Run:
    options = {"lr": 0.03, "steps": 80, **options}
    return solve(
        "function",
        function="x**3 - 3*x + y**3 - 3*y",
        domain=[-1.75, 1.75, -1.75, 1.75],
        start=start,
        out=out,
        **options,
    )


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    home = tmp_path_factory.mktemp("nudged")
    return {kind: cubic(home / kind, start) for kind, start in STARTS.items()}


def test_each_run_belongs_to_the_point_beside_its_start(runs: dict[str, Run]) -> None:
    told = nudged([runs["saddle"], runs["minimum"], runs["maximum"]])
    assert [one.point.kind for one in told] == ["minimum", "maximum", "saddle"]
    for one in told:
        np.testing.assert_allclose(one.point.at, POINTS[one.point.kind], atol=1e-7)
        # f'' is 6 x along x, and 6 y along y.
        np.testing.assert_allclose(one.point.curvatures, np.sort(6 * np.array(POINTS[one.point.kind])), atol=1e-6)
        assert one.run is runs[one.point.kind]
    assert [one.fate for one in told] == ["returns", "leaves", "leaves"]
    assert [one.goal.kind for one in told if one.goal] == ["minimum"] * 3
    assert told[2].along > 0.95, "it slides off along x, where the curvature is negative"


def test_a_run_is_followed_to_where_it_is_not_seen_to_move_any_more(runs: dict[str, Run], tmp_path: Path) -> None:
    long = cubic(tmp_path / "long", STARTS["maximum"], steps=20_000)
    (short,), (other,) = nudged([runs["maximum"]]), nudged([long])
    assert 20 < short.settled < 80
    assert other.settled == pytest.approx(short.settled, abs=2)
    assert np.abs(long.params[other.settled] - long.params[-1]).max() < 0.01 * 3.5


def test_newton_is_drawn_to_a_maximum_and_a_wide_step_leaves_a_minimum(tmp_path: Path) -> None:
    (newton,) = nudged(
        [cubic(tmp_path / "newton", (-0.9, -0.95), optimizer="newton", settings={"damped": False}, lr=1.0)]
    )
    assert (newton.point.kind, newton.fate) == ("maximum", "returns")
    (wide,) = nudged([cubic(tmp_path / "wide", (1.1, 1.05), lr=0.5, steps=40)])
    assert (wide.point.kind, wide.fate, wide.goal) == ("minimum", "leaves", None)
    (short,) = nudged([cubic(tmp_path / "short", (1.3, 1.0), lr=1e-4, steps=1)])
    assert (short.fate, short.settled) == ("lingers", 1)


def test_runs_that_start_beside_no_critical_point_are_refused_with_what_to_type(
    runs: dict[str, Run], tmp_path: Path
) -> None:
    assert why_not_nudged(list(runs.values())) is None
    reason = why_not_nudged([cubic(tmp_path / "slope", (0.1, 0.3))])
    assert reason is not None
    assert "a minimum at (1, 1)" in reason
    start = tuple(float(value) for value in reason.partition("--start=")[2].split(","))
    assert why_not_nudged([cubic(tmp_path / "typed", start)]) is None
    reason = why_not_nudged([cubic(tmp_path / "exact", (1.0, 1.0))])
    assert reason is not None
    assert "would stay there" in reason
    plane = solve(
        "function", function="x + 2*y", domain=[-1, 1, -1, 1], start=[0, 0], lr=0.1, steps=3, out=tmp_path / "p"
    )
    assert "no minimum, maximum or saddle" in str(why_not_nudged([plane]))


def test_the_scene_refuses_other_spaces_other_problems_and_too_many(runs: dict[str, Run], tmp_path: Path) -> None:
    long = solve("rosenbrock", settings={"dimension": 3}, steps=2, out=tmp_path / "three")
    assert "3 parameters" in str(CriticalPoints.refuse(long))
    assert "one parameter" in str(CriticalPoints.refuse(solve("parabola", steps=2, out=tmp_path / "one")))
    bowl = solve("bowl", start=[0.2, 0.1], steps=2, out=tmp_path / "bowl")
    assert "several problems" in str(CriticalPoints.refuse_all([runs["minimum"], bowl]))
    assert "at most 4" in str(CriticalPoints.refuse_all([runs["minimum"]] * 5))
    assert CriticalPoints.refuse_all(list(runs.values())) is None


def test_a_ball_is_held_over_its_point_then_over_its_start_and_then_let_go(staged: Any, runs: dict[str, Run]) -> None:
    ground = CriticalPointsOnRelief(staged([runs["saddle"], runs["minimum"], runs["maximum"]]), BOX)
    spot = next(spot for spot in ground.spots if spot.told.point.kind == "saddle")
    assert np.isnan(ground.steps()).all()
    np.testing.assert_allclose(spot.place, POINTS["saddle"], atol=1e-7)
    spot.nudge.set_value(0.5)
    np.testing.assert_allclose(spot.place, (np.array(POINTS["saddle"]) + STARTS["saddle"]) / 2, atol=1e-7)
    spot.nudge.set_value(1.0)
    np.testing.assert_allclose(spot.place, STARTS["saddle"], atol=1e-12)
    assert np.isnan(ground.steps()).tolist() == [False, True, True], "in the order of the runs, not of the kinds"


def test_the_camera_sees_all_spots(runs: dict[str, Run], staged: Any) -> None:
    ground = CriticalPointsOnRelief(staged(list(runs.values())), BOX)
    diorama = ground.relief.diorama
    at = diorama.relief.place(np.array([spot.told.point.at for spot in ground.spots]))
    for turn in (0.0, 0.5, 1.0):
        assert not diorama.sight(diorama.view(turn)).hidden(diorama.relief.drape(at, lift=0.02)).any()


def test_it_says_of_a_ball_that_leaves_a_minimum_no_more_than_that(staged: Any, tmp_path: Path) -> None:
    stage = staged([cubic(tmp_path / "wide", (1.1, 1.05), lr=0.5, steps=40)], CriticalPoints)
    spots = CriticalPointsOnRelief(stage, BOX).spots
    assert [stage.outcome(spot) for spot in spots] == ["It does not come back."]
    assert stage.lesson(spots) == "The gradient is zero there; the curvature makes it a minimum."


def test_signs_are_always_written() -> None:
    assert [flat_spots.signed(value) for value in (2.5, -0.125)] == ["+2.500", "−0.1250"]


@pytest.mark.slow
def test_it_says_what_happened_and_ends_with_the_balls_where_their_runs_end(told: Any, runs: dict[str, Run]) -> None:
    stage, _ = told(CriticalPoints, list(runs.values()), None, LIGHT)
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
    around = picture[row - 6 : row + 7, column - 6 : column + 7]
    # The balls lie in one place, and the last covers the others: its colour, whatever the light.
    hue = rgb(stage.looks[2].color)
    like = np.abs(around / np.maximum(around.max(axis=-1, keepdims=True), 1) - hue / hue.max()).max(axis=-1) < 0.25
    assert like.mean() > 0.25
