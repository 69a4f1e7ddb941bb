"""A direction on a relief: its slope against the landscape's, its tangent against the surface as it is drawn."""

from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from pixels import painted, places_of
from sketches import Recorder

from gdviz.analysis.boxes import Share
from gdviz.landscapes.scale import Scale
from gdviz.props.directional_derivative.compass import NAMES, SLICE, WORDS, Compass, steepness
from gdviz.runs.run import Run
from gdviz.stage.painted import pen_on
from gdviz.style.themes import DARK

BOX = Share(0.38, 0.02, 0.99, 0.92)
CASES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "bowl": ("gd", "bowl", {"start": [-2, 1]}),
    "himmelblau": ("gd", "himmelblau", {}),
    "rosenbrock": ("adam", "rosenbrock", {}),
    "wide": ("gd", "function", {"function": "exp(x) + y**2/100", "domain": [-1, 1, -20, 20], "start": [0.3, 7]}),
}


@pytest.fixture(scope="module")
def runs(made: Any) -> dict[str, Run]:
    return {name: made(method, problem, 3, lr=1e-3, **how) for name, (method, problem, how) in CASES.items()}


@pytest.mark.parametrize("name", CASES)
def test_slopes_are_those_of_the_landscape(name: str, runs: dict[str, Run], staged: Any) -> None:
    run = runs[name]
    compass, scape = Compass(staged([run]), BOX), run.landscape
    cell = np.array([np.ptp(scape.x), np.ptp(scape.y)]) / 288
    for degrees in range(0, 360, 30):
        way = compass.way(degrees)
        # Over whole cells, since between samples the landscape is no smoother than its samples' lines.
        step = 2 * float(np.hypot(*(cell * way)))
        rise = scape.height(compass.at + step * way) - scape.height(compass.at - step * way)
        assert float(compass.slope(degrees)) == pytest.approx(float(rise) / (2 * step), abs=0.02 * compass.steepest)
    assert float(compass.slope(compass.named["up"])) == pytest.approx(float(np.hypot(*run.gradient[0])))
    assert float(compass.slope(compass.named["level"])) == 0.0
    assert float(compass.slope(compass.named["down"])) == pytest.approx(-compass.steepest)
    np.testing.assert_allclose(compass.steepest * compass.way(compass.uphill), run.gradient[0], rtol=1e-9)


@pytest.mark.parametrize("name", CASES)
def test_tangents_touch_the_surface_as_it_is_drawn(name: str, runs: dict[str, Run], staged: Any) -> None:
    compass = Compass(staged([runs[name]]), BOX)
    relief = compass.relief.diorama.relief
    foot = relief.place(compass.at)
    for degrees in (0, 50, 90, 200, 310):
        level, tip = compass.world(compass.way(degrees)), compass.world(compass.way(degrees), compass.slope(degrees))
        np.testing.assert_allclose(tip[:2], level[:2], atol=1e-12)
        rise, span = tip[2] - level[2], level[:2] - foot
        small = 0.03 * span / np.hypot(*span)
        drawn = (relief.rim_height(*(foot + small)) - relief.rim_height(*(foot - small))) / 0.06 * np.hypot(*span)
        assert rise == pytest.approx(float(drawn), abs=0.04)
        assert np.hypot(*span) < 0.5
        assert abs(rise) < 0.5


@pytest.mark.parametrize("decades", [0, 2, 3])
def test_steepness_is_the_derivative_of_the_depth(decades: int) -> None:
    scale = Scale(2.0, 50.0, decades)
    for loss in (2.5, 10.0, 49.0):
        rise = scale.depth(np.array([loss - 1e-5, loss + 1e-5]))
        assert steepness(scale, loss) == pytest.approx(float(np.diff(rise)[0]) / 2e-5, rel=1e-5)
    assert np.isfinite(steepness(scale, 1.0))


def test_the_contour_goes_through_the_point_across_the_gradient(runs: dict[str, Run], staged: Any) -> None:
    run = runs["himmelblau"]
    compass = Compass(staged([run]), BOX)
    relief, line = compass.relief.diorama.relief, compass._level
    foot = relief.place(compass.at)
    away = np.hypot(*(line[:, :2] - foot).T)
    nearest = int(away.argmin())
    assert away[nearest] < 0.02
    # The base of this landscape is square: directions are what they are in parameters.
    along = line[nearest + 2, :2] - line[nearest - 2, :2]
    assert abs(along @ run.gradient[0]) < 0.08 * np.hypot(*along) * compass.steepest


def test_a_turn_goes_on_and_a_whole_one_ends_where_it_began(runs: dict[str, Run], staged: Any) -> None:
    stage = staged([runs["bowl"]])
    compass = Compass(stage, BOX)
    stage.play(compass.turn(360.0))
    assert (compass.phi.get_value(), compass.angle) == (360.0, 0.0)
    for name in ("up", "level", "down"):
        before = compass.phi.get_value()
        stage.play(compass.turn_to(name))
        assert 0 <= compass.phi.get_value() - before < 360
        assert compass.angle == pytest.approx(compass.named[name] % 360)


def test_the_arrow_points_along_the_direction_and_its_tangent_rises_by_the_slope(
    runs: dict[str, Run], staged: Any
) -> None:
    compass = Compass(staged([runs["bowl"]]), BOX)
    compass._seen.set_value(1.0)
    top = compass.relief.diorama.relief.drape(compass._base)
    for turned in (0.0, 90.0, 180.0, 300.0):
        compass.phi.set_value(turned + 360.0)
        recorder = Recorder()
        recorder.view = compass.relief.diorama.view(0.0)
        compass.draw(recorder)
        tail, tip = recorder.of("arrow")[0][:2]
        np.testing.assert_allclose(tail, top)
        np.testing.assert_allclose(tip, compass.world(compass.way(turned)))
        assert tip[2] == pytest.approx(top[2]), "it is level"
        accents = [line for line, color, *_ in recorder.of("line") if color == DARK.accent]
        tangent, rise = accents
        np.testing.assert_allclose(rise[0], tip)
        np.testing.assert_allclose(rise[-1], tangent[-1])
        # The gradient of the bowl at (-2, 1) is (-2, 5).
        slope = -2 * np.cos(np.radians(turned)) + 5 * np.sin(np.radians(turned))
        assert tangent[-1][2] - tip[2] == pytest.approx(slope * compass.per_loss * compass.length, abs=1e-9)
        np.testing.assert_allclose((tangent[0] + tangent[-1]) / 2, [*compass._base, top[2]], atol=1e-12)


def test_the_cut_runs_on_the_surface_along_the_direction(runs: dict[str, Run], staged: Any) -> None:
    compass = Compass(staged([runs["bowl"]]), BOX)
    compass._seen.set_value(1.0)
    compass.phi.set_value(40.0)
    recorder = Recorder()
    recorder.view = compass.relief.diorama.view(0.0)
    compass.draw(recorder)
    relief = compass.relief.diorama.relief
    (cut,) = [line for line, color, width in recorder.of("line") if (color, width) == (DARK.ink, 2.0)]
    along = np.linspace(-SLICE, SLICE, 81)[:, None] * compass.way(40.0)
    flat = compass._base + compass.length * along @ compass._unit
    np.testing.assert_allclose(cut, relief.drape(flat[relief.inside(flat)]), atol=1e-12)
    assert len(cut) > 60


def test_words_stand_at_the_marks_that_are_seen(runs: dict[str, Run], staged: Any) -> None:
    compass = Compass(staged([runs["bowl"]]), BOX)
    assert NAMES == {"up": "∇f", "level": "level", "down": "−∇f"}
    painted(compass.relief)
    assert painted(compass.words).max() == 0
    pen = pen_on(np.zeros((360, 640, 4), np.uint8))
    colors = {"up": DARK.accent, "level": DARK.classes[0], "down": DARK.accent}
    for name, color in colors.items():
        compass.marks[name].set_value(1.0)
        words = places_of(painted(compass.words), color, 40)
        at = compass.relief.spot(pen, compass.world(WORDS * compass.way(compass.named[name])))
        assert np.linalg.norm(words - at, axis=1).min() < 0.35
        assert np.abs(words - at).max() < 1.2
        compass.marks[name].set_value(0.0)
