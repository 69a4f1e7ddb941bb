"""A function of one parameter: its curve shows all that matters, and what runs down it stays on it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from gdviz.analysis.curve import height_at, slope_at, vertex
from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.trajectory import Trajectory
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.curve import BallOnCurve, draw_profile
from gdviz.landscapes.landscape import Landscape
from gdviz.problems.expression import from_expression
from gdviz.runs.requirements import why_not_descent_1d
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.style.colors import rgb
from gdviz.style.themes import LIGHT

CLIP = Clip(480, 270, 10, 2.0)
Make = Callable[..., Run]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Return a function from a line of text to a run of gradient descent on it."""
    home = tmp_path_factory.mktemp("profile")

    def make(text: str, start: float, lr: float, domain: tuple[float, float] = (-3, 3), **how: Any) -> Run:
        problem = from_expression(text, domain=domain, start=[start])
        return solve(problem, lr=lr, out=home / str(len(list(home.iterdir()))), **({"steps": 20} | how))

    return make


def line_over(low: float, high: float, f: Callable[[Any], Any], count: int = 101) -> Landscape:
    x = np.linspace(low, high, count)
    with np.errstate(all="ignore"):
        return Landscape(x, np.empty(0), f(x), np.zeros(1), np.eye(1))


def profile_of(*runs: Run) -> Axes:
    with drawing(LIGHT):
        axes = Canvas(CLIP, LIGHT).axes(0.1, 0.1, 0.9, 0.8)
        draw_profile(axes, runs[0].landscape, LIGHT, runs)
    return axes


def roller_on(axes: Axes, run: Run, **how: Any) -> BallOnCurve:
    with drawing(LIGHT):
        return BallOnCurve(
            axes, run, Trajectory.of(run, run.landscape), run.landscape, LIGHT.look_of(0, 1), LIGHT, 0, **how
        )


def curve_of(axes: Axes) -> np.ndarray:
    return np.asarray(axes.lines[0].get_xydata())


def test_the_curve_is_the_sampled_function_and_its_minimum_is_ringed(drawn: dict[str, Run]) -> None:
    axes = profile_of(drawn["parabola"])
    x, f = curve_of(axes).T
    np.testing.assert_allclose(f, x**2 - 6 * x + 5, atol=1e-9)
    assert (x[0], x[-1]) == (-15, 21)
    rings = [line.get_xydata().tolist() for line in axes.lines if line.get_marker() == "o"]
    assert rings == [[[3.0, -4.0]]] * 2
    low, high = axes.get_ylim()
    assert low < -4
    assert high > 320


def test_half_of_a_curve_with_wild_walls_takes_up_an_eighth_of_its_height(made: Make) -> None:
    run = made("x**10 - x**2", 1.2, 1e-3)
    loss = run.landscape.loss
    low, high = profile_of(run).get_ylim()
    lower = float(np.median(loss)) - loss.min()
    assert lower / (high - low) == pytest.approx(1 / 8, rel=0.2)
    assert high < loss.max() / 50


def test_what_a_run_visits_is_shown_however_high(made: Make) -> None:
    run = made("x**4", 2.9, 1e-4)
    axes = profile_of(run)
    assert axes.get_yscale() == "linear"
    assert axes.get_ylim()[1] > run.loss.max()


def test_a_run_that_comes_down_from_wild_walls_bends_the_scale(made: Make) -> None:
    run = made("x**10 - x**2", 2.9, 1e-7)
    axes = profile_of(run)
    assert axes.get_yscale() == "asinh"
    assert axes.get_ylim()[1] > run.loss.max()
    ticks = [value for value in axes.get_yticks() if value]
    np.testing.assert_allclose(np.log10(ticks), np.round(np.log10(ticks)))


def test_a_pole_is_a_gap_and_does_not_flatten_the_rest(made: Make) -> None:
    axes = profile_of(made("1/x + x", 2.5, 0.1))
    x, f = curve_of(axes).T
    gap = np.flatnonzero(np.isnan(f))
    assert len(gap)
    assert all(abs(x[i - 1]) < 0.05 for i in gap)
    low, high = axes.get_ylim()
    assert -6 < low < -2
    assert 2 < high < 6


def test_stretches_where_f_is_undefined_are_left_out(made: Make) -> None:
    x, f = curve_of(profile_of(made("log(x) + 1/x", 4.0, 0.3, (-1, 5)))).T
    assert np.isnan(f[x < 0]).all()
    assert np.isfinite(f[x > 0]).all()


def test_a_function_without_any_value_is_refused() -> None:
    with drawing(LIGHT), pytest.raises(ValueError, match="no finite value"):
        draw_profile(Canvas(CLIP, LIGHT).axes(0, 0, 1, 1), line_over(-2, -1, np.log), LIGHT)


def test_a_flat_function_has_a_height_all_the_same() -> None:
    with drawing(LIGHT):
        axes = Canvas(CLIP, LIGHT).axes(0, 0, 1, 1)
        draw_profile(axes, line_over(-1, 1, np.zeros_like), LIGHT)
    low, high = axes.get_ylim()
    assert low < -0.4
    assert high > 0.4


def test_ticks_stand_on_the_curves_scale_alone(drawn: dict[str, Run]) -> None:
    run = drawn["parabola"]
    with drawing(LIGHT):
        axes = Canvas(CLIP, LIGHT).axes(0.1, 0.1, 0.9, 0.8)
        draw_profile(axes, run.landscape, LIGHT, [run], below=0.4)
    assert axes.get_ylim()[0] < -150
    assert min(axes.get_yticks()) == 0


def test_slope_and_vertex_are_exact_for_a_parabola() -> None:
    scape = line_over(0, 10, lambda x: (x - 3.3) ** 2, 11)
    for x in (0.0, 0.4, 3.3, 7.1, 10.0):
        assert slope_at(scape, x) == pytest.approx(2 * (x - 3.3), abs=1e-9)
        assert vertex(scape, x) == pytest.approx((x - 3.3) ** 2, abs=1e-9)
    assert np.isnan([slope_at(scape, 10.1), slope_at(scape, -0.1)]).all()
    assert np.isnan(height_at(scape, np.array([-0.1, 10.1]))).all()


def test_at_an_iterate_the_head_is_where_the_run_says(drawn: dict[str, Run]) -> None:
    run = drawn["parabola"]
    roller = roller_on(profile_of(run), run)
    head = roller.artists[2]
    for t in (0, 1, 17, run.steps):
        roller.show(Moment((float(t),), 0.0))
        np.testing.assert_array_equal(head.get_xydata(), [[run.params[t, 0], run.loss[t]]])


def test_between_iterates_the_head_stays_on_the_curve_however_far_the_step(made: Make) -> None:
    run = made("x**2 / 2", -1.8, 1.7, (-2, 2))
    roller = roller_on(profile_of(run), run)
    for step in np.linspace(0, 4, 81):
        x, f = roller.at(step)
        assert f == pytest.approx(x**2 / 2, abs=1e-4)
    assert roller.at(0.5)[0] == pytest.approx((run.params[0, 0] + run.params[1, 0]) / 2)


def test_the_tail_lies_on_the_curve_from_the_start_to_the_head_and_fades(drawn: dict[str, Run]) -> None:
    run = drawn["parabola"]
    roller = roller_on(profile_of(run), run)
    roller.show(Moment((120.0,), 0.0))
    tail, dots, *_ = roller.artists
    points = np.concatenate(tail.get_segments())
    np.testing.assert_allclose(points[:, 1], points[:, 0] ** 2 - 6 * points[:, 0] + 5, atol=0.02)
    np.testing.assert_allclose(points[[0, -1], 0], run.params[[0, 120], 0])
    assert to_hex(tail.get_color()[0]) == LIGHT.faded
    assert to_hex(tail.get_color()[-1]) == LIGHT.accent
    assert len(dots.get_xdata()) == 0, "three hundred dots would be a line"


def test_iterates_are_dotted_where_few_are_shown(drawn: dict[str, Run]) -> None:
    run = drawn["parabola"]
    roller = roller_on(profile_of(run), run, every=10)
    roller.show(Moment((120.0,), 0.0))
    # The others are nearer to the one before than 1.5 times as far as a dot is wide.
    np.testing.assert_array_equal(roller.artists[1].get_xydata()[:, 0], run.params[[*range(0, 71, 10)], 0])


def test_a_run_that_leaves_the_box_is_hidden_and_says_so_within_the_axes(made: Make) -> None:
    run = made("x**2", 1.0, 1.2, (-2, 2), steps=60)
    axes = profile_of(run)
    roller = roller_on(axes, run)
    *_, head, note = roller.artists
    roller.show(Moment((0.0,), 0.0))
    assert head.get_visible()
    assert note.get_text() == ""
    roller.show(Moment((float(run.steps),), 0.0))
    assert not head.get_visible()
    assert note.get_text() == f"left the frame at step {roller._track.left}, diverged at step {run.steps}"
    box = note.get_window_extent(axes.figure.canvas.get_renderer())
    assert axes.bbox.x0 <= box.x0 < box.x1 <= axes.bbox.x1
    assert axes.bbox.y0 <= box.y0 < box.y1 <= axes.bbox.y1


def test_rollers_in_panels_side_by_side_each_stand_in_their_own(drawn: dict[str, Run]) -> None:
    run = drawn["parabola"]
    with drawing(LIGHT):
        canvas = Canvas(CLIP, LIGHT)
        panels = [canvas.figure.add_axes((left, 0.2, 0.25, 0.3)) for left in (0.05, 0.37, 0.69)]
        for axes in panels:
            draw_profile(axes, run.landscape, LIGHT, [run], width=1.6)
        parts = [roller_on(axes, run, head=8.0, width=2.2, note=False) for axes in panels]
        frame = canvas.painter(parts)(Moment((40.0,), 0.0))
    for axes in panels:
        x, y = axes.transData.transform((run.params[40, 0], run.loss[40]))
        assert (np.abs(frame[270 - round(y), round(x)] - 255 * rgb(LIGHT.accent)) < 12).all()


def test_runs_of_more_parameters_or_without_samples_are_told_why(drawn: dict[str, Run]) -> None:
    assert why_not_descent_1d(drawn["bowl"]) == "it has 2 parameters, and a curve shows one"
    run = drawn["parabola"]
    assert why_not_descent_1d(run) is None
    bare = replace(run, arrays={name: run.arrays[name] for name in ("params", "loss", "step")})
    assert "no sampled landscape" in (why_not_descent_1d(bare) or "")
