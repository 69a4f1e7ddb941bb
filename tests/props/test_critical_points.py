"""Critical points on a relief: where balls are held, how the camera stands, and the table of curvatures."""

from typing import Any

import numpy as np
import pytest
from cubics import POINTS, STARTS

pytest.importorskip("manim")

from pixels import page_pen, painted, places_of
from sketches import Recorder

from gdviz.analysis.boxes import Share
from gdviz.props.critical_points import (
    ARM,
    DISC,
    DROP,
    PUSH,
    SMALL_DISC,
    CriticalPointsOnRelief,
    CurvatureTable,
    keep_table,
    signed,
)
from gdviz.runs.run import Run
from gdviz.style.themes import DARK

BOX = Share(0.37, 0.02, 0.99, 0.93)


def test_a_ball_is_held_over_its_point_then_over_its_start_and_then_let_go(
    staged: Any, nudged_runs: dict[str, Run]
) -> None:
    ground = CriticalPointsOnRelief(
        staged([nudged_runs["saddle"], nudged_runs["minimum"], nudged_runs["maximum"]]), BOX
    )
    spot = next(spot for spot in ground.spots if spot.nudged.point.kind == "saddle")
    assert np.isnan(ground.steps()).all()
    np.testing.assert_allclose(spot.place, POINTS["saddle"], atol=1e-7)
    spot.nudge.set_value(0.5)
    np.testing.assert_allclose(spot.place, (np.array(POINTS["saddle"]) + STARTS["saddle"]) / 2, atol=1e-7)
    spot.nudge.set_value(1.0)
    np.testing.assert_allclose(spot.place, STARTS["saddle"], atol=1e-12)
    assert np.isnan(ground.steps()).tolist() == [False, True, True], "in the order of the runs, not of the kinds"


def test_the_camera_sees_all_spots(nudged_runs: dict[str, Run], staged: Any) -> None:
    ground = CriticalPointsOnRelief(staged(list(nudged_runs.values())), BOX)
    diorama = ground.relief.diorama
    at = diorama.relief.place(np.array([spot.nudged.point.at for spot in ground.spots]))
    for turn in (0.0, 0.5, 1.0):
        assert not diorama.sight(diorama.view(turn)).hidden(diorama.relief.drape(at, lift=0.02)).any()


def test_signs_are_always_written() -> None:
    assert [signed(value) for value in (2.5, -0.125)] == ["+2.500", "−0.1250"]


def test_what_was_found_is_counted_by_kind(staged: Any, nudged_runs: dict[str, Run]) -> None:
    ground = CriticalPointsOnRelief(staged(list(nudged_runs.values())), BOX)
    assert ground.found == "1 minimum, 1 maximum, 2 saddles"
    assert [spot.nudged.point.kind for spot in ground.spots] == ["minimum", "maximum", "saddle"]
    assert [spot.signs for spot in ground.spots] == ["+6.000 and +6.000", "−6.000 and −6.000", "−6.000 and +6.000"]


def test_level_ground_is_marked_by_small_discs_and_a_shown_spot_by_its_own(
    staged: Any, nudged_runs: dict[str, Run]
) -> None:
    stage = staged(list(nudged_runs.values()))
    ground = CriticalPointsOnRelief(stage, BOX)
    recorder = Recorder()
    ground.draw(recorder)
    assert [name for name, *_ in recorder.calls] == ["markers"], "of balls, of which none has been let go"
    ground.level.set_value(1.0)
    recorder = Recorder()
    ground.draw(recorder)
    discs = [rim for rim, *_ in recorder.of("polygon")]
    relief = ground.relief.diorama.relief
    places = {tuple(np.round(relief.place(np.array(at, float)), 3)) for at in [(1, 1), (-1, -1), (-1, 1), (1, -1)]}
    assert {tuple(np.round(rim[:-1].mean(axis=0)[:2], 3)) for rim in discs} == places
    for rim in discs:
        np.testing.assert_allclose(np.hypot(*(rim - rim[:-1].mean(axis=0))[:, :2].T), SMALL_DISC, rtol=1e-9)
    ground.spots[0].seen.set_value(1.0)
    recorder = Recorder()
    ground.draw(recorder)
    rims = [(rim, color) for rim, color, *_ in recorder.of("polygon")]
    assert len(rims) == 4, "its own takes the place of the small one"
    (own,) = [rim for rim, color in rims if color == ground.spots[0].look.color]
    assert np.hypot(*(own[0] - own[:-1].mean(axis=0))[:2]) == pytest.approx(DISC)


def test_the_lines_of_the_curvature_lie_on_the_surface_through_the_point(
    staged: Any, nudged_runs: dict[str, Run]
) -> None:
    ground = CriticalPointsOnRelief(staged([nudged_runs["saddle"]]), BOX)
    (spot,) = ground.spots
    spot.bent.set_value(1.0)
    recorder = Recorder()
    ground.draw(recorder)
    relief = ground.relief.diorama.relief
    centre = relief.place(np.array(spot.nudged.point.at))
    lines = [line for line, color, *_ in recorder.of("line") if color == DARK.ink]
    assert len(lines) == 2
    for line, way in zip(lines, spot.nudged.point.directions, strict=True):
        along = relief.place(spot.nudged.point.at + way) - centre
        foot = centre + ARM * np.linspace(-1, 1, 41)[:, None] * along / np.hypot(*along)
        np.testing.assert_allclose(line, relief.drape(foot, lift=0.012), atol=1e-9)
    # One leads along x and down, the other along y and up.
    rises = sorted(float(line[[0, -1], 2].mean() - line[20, 2]) for line in lines)
    assert rises[0] < -0.01 < 0.01 < rises[1]


def test_a_ball_comes_down_on_its_point_and_is_pushed_towards_the_start(
    staged: Any, nudged_runs: dict[str, Run]
) -> None:
    ground = CriticalPointsOnRelief(staged([nudged_runs["saddle"]]), BOX)
    (spot,) = ground.spots
    diorama = ground.relief.diorama
    rest = diorama.rest(spot.place)
    for fallen in (0.25, 1.0):
        spot.fallen.set_value(fallen)
        recorder = Recorder()
        ground.draw(recorder)
        np.testing.assert_allclose(recorder.of("ball")[0][0], rest + np.array([0, 0, DROP * (1 - fallen)]))
    spot.push.set_value(1.0)
    recorder = Recorder()
    ground.draw(recorder)
    tail, tip = recorder.of("arrow")[0][:2]
    way = diorama.relief.place(np.array(STARTS["saddle"])) - diorama.relief.place(np.array(POINTS["saddle"], float))
    np.testing.assert_allclose((tip - tail)[:2] / np.hypot(*(tip - tail)[:2]), way / np.hypot(*way), atol=1e-6)
    assert tip[2] == tail[2]
    assert np.linalg.norm(tip - tail) == pytest.approx(PUSH)
    spot.nudge.set_value(1.0)
    spot._step.set_value(40.0)
    recorder = Recorder()
    ground.draw(recorder)
    assert recorder.of("markers") == [([40.0],)], "it lies above the lines"
    assert not recorder.of("ball")
    assert not recorder.of("arrow")


def test_a_name_stands_below_its_spot_once_that_is_seen(staged: Any, nudged_runs: dict[str, Run]) -> None:
    ground = CriticalPointsOnRelief(staged([nudged_runs["minimum"]]), BOX)
    (spot,) = ground.spots
    painted(ground.relief)
    assert painted(ground.names).max() == 0
    spot.seen.set_value(1.0)
    name = places_of(painted(ground.names), spot.look.color, 30)
    relief = ground.relief.diorama.relief
    at = ground.relief.spot(page_pen(), relief.drape(relief.place(np.array(spot.nudged.point.at))))
    assert name[:, 0].mean() == pytest.approx(at[0], abs=0.1)
    assert name[:, 1].max() == pytest.approx(at[1] - 25 / 40.5, abs=0.08)


def test_the_table_has_a_row_for_each_spot_in_their_order(staged: Any, nudged_runs: dict[str, Run]) -> None:
    stage = staged(list(nudged_runs.values()))
    ground = CriticalPointsOnRelief(stage, BOX)
    table = CurvatureTable(stage, ground.spots, keep_table(stage, 3), ground.latest)
    assert len(table.rows) == 4
    assert painted(table.rows[0]).max() == 0
    heights = []
    for row, spot in zip(table.rows[1:], ground.spots, strict=True):
        row.seen.set_value(1.0)
        picture = painted(row)
        name, values = places_of(picture, spot.look.color, 20), places_of(picture, DARK.ink, 20)
        assert name[:, 0].min() == pytest.approx(-64 / 9 + 0.55, abs=0.05)
        assert values[:, 0].min() > name[:, 0].max()
        heights.append(name[:, 1].min())
    # 18 points from one to the next; the names have the letters of one line.
    assert np.diff(heights) == pytest.approx([-18 / 40.5] * 2, abs=0.05)
    table.rows[0].seen.set_value(1.0)
    assert places_of(painted(table.rows[0]), DARK.muted, 60)[:, 1].min() > heights[0] + 0.3
    # The step is named after the spot whose ball was let go last; at the end all balls are seen where they came to.
    assert ground.latest() is None
    assert len(places_of(painted(table.step), ground.spots[1].look.color, 30)) == 0
    ground.spots[1].nudge.set_value(1.0)
    assert ground.latest() == 1
    assert len(places_of(painted(table.step), ground.spots[1].look.color, 30)) > 20
    for spot in ground.spots:
        for tracker, end in spot.ends:
            tracker.set_value(end)
    assert ground.steps() == [spot.nudged.settled for spot in ground.spots]
