"""The scene of directional derivatives: its slopes against the landscape's, its picture against its own surface."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.scenes.directional_derivative import DirectionalDerivative

from gdviz.analysis.boxes import Share
from gdviz.landscapes.scale import Scale
from gdviz.props.directional_derivative.compass import Compass, steepness
from gdviz.props.directional_derivative.cosine import Cosine
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK

BOX = Share(0.38, 0.02, 0.99, 0.92)
CASES = {
    "bowl": {"problem": "bowl", "start": [-2, 1]},
    "himmelblau": {"problem": "himmelblau"},
    "rosenbrock": {"problem": "rosenbrock", "optimizer": "adam"},
    "wide": {"problem": "function", "function": "exp(x) + y**2/100", "domain": [-1, 1, -20, 20], "start": [0.3, 7]},
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    home = tmp_path_factory.mktemp("slopes")
    return {name: solve(**case, lr=1e-3, steps=3, out=home / name) for name, case in CASES.items()}


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
    assert float(compass.slope(compass.told["up"])) == pytest.approx(float(np.hypot(*run.gradient[0])))
    assert float(compass.slope(compass.told["level"])) == 0.0
    assert float(compass.slope(compass.told["down"])) == pytest.approx(-compass.steepest)
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
        assert compass.angle == pytest.approx(compass.told[name] % 360)


def test_the_dot_is_on_the_cosine(runs: dict[str, Run], staged: Any) -> None:
    stage = staged([runs["bowl"]])
    compass = Compass(stage, BOX)
    cosine = Cosine(stage, Share(0.2, 0.2, 0.8, 0.8), compass)
    cosine.curve.seen.set_value(1.0)
    compass.phi.set_value(compass.uphill + 60)
    picture = np.zeros((360, 640, 4), np.uint8)
    picture[..., :3], picture[..., 3] = np.rint(255 * rgb(DARK.background)), 255
    cosine.curve.paint(picture)
    rows, columns = np.nonzero(np.abs(picture[..., :3].astype(int) - 255 * rgb(DARK.accent)).max(axis=-1) < 30)
    # Its stem goes from nothing to half of the greatest slope; the board is 1.7 such slopes high, up and down.
    middle = 0.2 * 640 + ((compass.uphill + 60) % 360) / 360 * 0.6 * 640
    below = rows[(rows > 60) & (np.abs(columns - middle) < 3)]
    assert below.max() == pytest.approx(180, abs=3)
    assert below.min() == pytest.approx(180 - 0.5 / 1.7 * 0.3 * 360 - 5.5, abs=3)


def test_runs_without_a_slope_to_show_are_refused_in_words(runs: dict[str, Run], tmp_path: Path) -> None:
    def reason(problem: str, **options: Any) -> str | None:
        return DirectionalDerivative.refuse(solve(problem, out=tmp_path / "run", **{"steps": 2, **options}))

    assert DirectionalDerivative.refuse(runs["bowl"]) is None
    assert DirectionalDerivative.refuse(solve("line", steps=1, out=tmp_path / "line")) is None
    assert "3 parameters" in str(reason("rosenbrock", settings={"dimension": 3}))
    assert "1 parameter," in str(reason("parabola"))
    assert "--fields" in str(reason("bowl", fields=["update"]))
    assert "without --batch" in str(reason("line", batch=4))
    assert "without --every" in str(reason("bowl", steps=20, every=5))
    assert "took no step" in str(reason("bowl", steps=0))
    assert "zero at its start" in str(reason("bowl", start=[0, 0]))
    assert "one run" in str(DirectionalDerivative.misfit([runs["bowl"], runs["himmelblau"]]))


@pytest.mark.slow
def test_the_arrow_turns_in_a_loop_and_the_end_rests(told: Any, runs: dict[str, Run]) -> None:
    stage, _ = told(DirectionalDerivative, [runs["bowl"]])
    assert [beat.name for beat in stage.beats if beat.loops] == ["every direction"]
    assert "5.385" in stage.beats[-1].notes
    compass = next(mobject for mobject in stage.mobjects if hasattr(mobject, "diorama"))
    assert compass.diorama.first == compass.diorama.last, "the camera stands"
    end = stage.renderer.snapshot()[..., :3]
    assert (np.abs(end.astype(int) - 255 * rgb(DARK.accent)).max(axis=-1) < 40).sum() > 200
