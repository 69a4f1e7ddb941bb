"""Panels side by side show the same landscape, each with its own run."""

import numpy as np
import pytest
from pages import CLIP

from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.panels import Panels
from gdviz.figures.parts.path import PathArtist
from gdviz.landscapes.landscape import Landscape
from gdviz.runs.run import Run
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK, LIGHT


@pytest.fixture
def runs(rates: dict[str, Run], batches: dict[str, Run]) -> dict[str, Run]:
    return rates | batches


@pytest.mark.parametrize(
    ("figure", "names"),
    [("learning-rates", ("bowl-0.1", "bowl-0.3", "bowl-0.5")), ("noise", ("singles", "full", "sevens"))],
)
@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_every_field_has_the_same_limits_and_its_runs_head_at_the_params(
    figure: str, names: tuple[str, ...], share: float, runs: dict[str, Run], film
) -> None:
    shown, clip = [runs[name] for name in names], Clip(800, 450, 10, 4.0)
    paint, page = film(figure, shown, clip, DARK)
    (moment,) = clip.at(np.array([share]), shown)
    frame = paint(moment)
    steps = moment.steps
    order = [0, 1, 2] if figure == "learning-rates" else [1, 2, 0]
    if figure == "noise":
        # As many epochs for each.
        steps = tuple(share * run.steps for run in shown)
    fields = page.figure.axes[:3]
    assert len({(axes.get_xlim(), axes.get_ylim()) for axes in fields}) == 1
    for place, index in enumerate(order):
        run, axes = shown[index], fields[place]
        point = [np.interp(steps[index], np.arange(run.steps + 1), column) for column in run.params.T]
        low, high = axes.viewLim.min, axes.viewLim.max
        if ((point > low) & (point < high)).all():
            x, y = axes.transData.transform(point)
            color = rgb(DARK.look_of(index, 3).color)
            assert np.abs(frame[450 - round(y), round(x)] - 255 * color).max() < 14
        else:
            x, y = axes.transAxes.inverted().transform(
                axes.transData.transform(Trajectory.of(run, widest(shown)).exit())
            )
            assert min(x, y, 1 - x, 1 - y) < 0.1, "where it left is at the edge"


def test_curves_hold_the_last_value_of_every_run_but_of_one_that_diverges_no_more_than_again_as_much(
    runs: dict[str, Run], film
) -> None:
    shown = [runs["bowl-0.3"], runs["bowl-0.5"]]
    paint, page = film("learning-rates", shown)
    axes = page.figure.axes[-1]
    low, high = np.log10(axes.get_ylim())
    start, end = np.log10(shown[0].loss[[0, -1]])
    assert low < end
    assert start < high < start + (start - end) + 0.5
    paint(Moment((60.0, 60.0), 1.0))
    heads = [line for line in axes.lines if line.get_marker() in "os"]
    assert heads[0].get_visible()


def test_a_long_path_is_drawn_through_few_of_its_points_and_ends_at_its_head() -> None:
    walk = np.cumsum(np.random.default_rng(0).normal(size=(20001, 2)), axis=0)
    low, high = walk.min(axis=0) - 1, walk.max(axis=0) + 1
    grids = [np.linspace(a, b, 9) for a, b in zip(low, high, strict=True)]
    scape = Landscape(*grids, np.add.outer(grids[1] ** 2, grids[0] ** 2), np.zeros(2), np.eye(2))
    steps = np.arange(len(walk))
    stop = {"stop": {"reason": "max_steps", "message": ""}}
    run = Run(None, stop, {"params": walk, "loss": (walk**2).sum(axis=1), "step": steps})  # type: ignore[arg-type]
    with drawing(LIGHT):
        axes = Canvas(CLIP, LIGHT).axes(0.1, 0.1, 0.9, 0.8)
        axes.set(xlim=grids[0][[0, -1]], ylim=grids[1][[0, -1]])
        trace = PathArtist(axes, Trajectory.of(run, scape), LIGHT.look_of(0, 1), LIGHT, 0)
    for step in (0.0, 1234.5, 20000.0):
        trace.show(Moment((step,), 0.0))
        stretches = trace.path[1].get_segments()
        at = [np.interp(step, steps, column) for column in walk.T]
        assert all(len(points) <= 3001 for points in stretches)
        np.testing.assert_allclose([points[-1] for points in stretches], [at] * len(stretches))


def test_curves_have_the_first_label_that_is_no_wider_than_they_are(rates: dict[str, Run]) -> None:
    shown = list(rates.values())[:2]
    with drawing(LIGHT):
        panels = Panels(Canvas(CLIP, LIGHT), shown, widest(shown), 125)
    assert panels.label("Loss against the step", "Loss") == "Loss against the step"
    assert panels.label("Loss" * 100, "Loss") == "Loss"
    assert panels.label("Loss" * 100) == "Loss" * 100
