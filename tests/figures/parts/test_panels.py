"""Panels side by side show the same landscape, and what is said below each is true of its run."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from math import ceil, log
from typing import Any

import numpy as np
import pytest

from gdviz.analysis.framing import ANY, crop
from gdviz.analysis.learning_rates import differ_in_rate_alone, judge, lowest_in_reach, rates_of
from gdviz.analysis.noise import Meter
from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.figures import FIGURES
from gdviz.figures.noise import EpochClock, titles_of
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.lettering import Lettering
from gdviz.figures.parts.path import PathArtist
from gdviz.figures.parts.plan import Plan
from gdviz.landscapes.landscape import Landscape
from gdviz.runs.run import Run
from gdviz.solving.batches import Batches
from gdviz.solving.solver import solve
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK, LIGHT

CLIP = Clip(480, 270, 10, 4.0)
# Problem, optimizer and the rest of each run by its name.
RUNS: dict[str, tuple[str, dict]] = {
    "half-0.01": ("half-square", {"lr": 0.01, "steps": 30}),
    "half-0.1": ("half-square", {"lr": 0.1, "steps": 60}),
    "half-1.9": ("half-square", {"lr": 1.9, "steps": 20}),
    "half-2.5": ("half-square", {"lr": 2.5, "steps": 200}),
    "bowl-0.1": ("bowl", {"lr": 0.1, "steps": 60}),
    "bowl-0.3": ("bowl", {"lr": 0.3, "steps": 60}),
    "bowl-0.5": ("bowl", {"lr": 0.5, "steps": 60}),
    "bowl-cosine": ("bowl", {"lr": 0.2, "steps": 60, "schedule": "cosine"}),
    "bowl-adam": ("bowl", {"optimizer": "adam", "lr": 0.1, "steps": 20}),
    "bumpy": ("bumpy", {"lr": 0.1}),
    "full": ("line", {"epochs": 6}),
    "sevens": ("line", {"batch": 7, "epochs": 6}),
    "singles": ("line", {"batch": 1, "epochs": 6}),
    "singles-2": ("line", {"batch": 1, "epochs": 6, "lr": 0.01}),
    "drawn": ("line", {"batch": 8, "epochs": 6, "sampling": "replacement"}),
    "classes": ("logistic", {"batch": 1, "epochs": 2}),
    "classes-full": ("logistic", {"epochs": 2}),
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    home = tmp_path_factory.mktemp("panels")
    return {name: solve(problem, out=home / name, **options) for name, (problem, options) in RUNS.items()}


@pytest.fixture
def film() -> Callable[..., tuple[Callable, Canvas]]:
    def build(name: str, runs: list[Run], clip: Clip = CLIP, style=LIGHT) -> tuple[Callable, Canvas]:
        page: Any = FIGURES[name].painter(runs, style, clip)
        return page, page

    return build


def captions(paint: Callable, page: Canvas, step: float, count: int) -> list[str]:
    """The words below each field, from left to right and from top to bottom."""
    paint(Moment((float(step),) * count, 0.0))
    lines = [words for words in page.figure.findobj(Lettering) if words.words and words.words[0] not in "ep"]
    places = sorted({(-round(words.at[1] / 40), round(words.at[0])) for words in lines})
    return [
        " ".join(
            words.words
            for words in sorted(lines, key=lambda one: -one.at[1])
            if (-round(words.at[1] / 40), round(words.at[0])) == place
        )
        for place in places
    ]


def verdict(run: Run, *larger: Run) -> str:
    scape = run.landscape
    return " ".join(judge(run, Trajectory.of(run, scape), scape, larger).words[:2])


# Gradient descent on x^2 / 2 goes x_t = (1 - lr)^t x_0, so that (1 - lr)^2t of the way is left.


def test_a_run_has_converged_at_the_step_from_which_a_thousandth_of_the_way_is_left(runs: dict[str, Run]) -> None:
    step = ceil(log(1e-3) / (2 * log(0.9)))
    assert verdict(runs["half-0.1"]) == f"converged at step {step}"


def test_too_small_is_a_rate_that_a_larger_one_beats_and_else_the_run_is_slow(runs: dict[str, Run]) -> None:
    left = f"{100 * 0.99**60:.0f}% of the way left"
    assert verdict(runs["half-0.01"]) == f"slow: {left}"
    assert verdict(runs["half-0.01"], runs["half-0.1"]) == f"too small: {left}"
    assert verdict(runs["half-0.01"], runs["half-2.5"]) == f"slow: {left}"


def test_a_run_that_turns_back_at_each_step_oscillates(runs: dict[str, Run]) -> None:
    assert verdict(runs["half-1.9"], runs["half-0.1"]) == f"oscillates: {100 * 0.9**40:.0f}% of the way left"


def test_a_diverging_run_is_told_by_the_step_at_which_it_left(runs: dict[str, Run]) -> None:
    run = runs["half-2.5"]
    x = abs(float(run.params[0, 0])) * 1.5 ** np.arange(run.steps + 1)
    outside = np.abs(run.params[:, 0]) > np.where(run.params[:, 0] > 0, run.landscape.x[-1], -run.landscape.x[0])
    np.testing.assert_allclose(np.abs(run.params[:, 0]), x)
    for_good = int(np.flatnonzero(~outside)[-1]) + 1
    assert verdict(run) == f"diverged at step {for_good}"
    still = replace(run, manifest={**run.manifest, "stop": {"reason": "max_steps", "message": ""}})
    assert verdict(still) == f"left the frame at step {for_good}"


def doctored(run: Run, loss: np.ndarray) -> Run:
    """Return a run that goes straight on, with another loss."""
    x = np.linspace(run.landscape.x[-1], 0.4 * run.landscape.x[-1], len(loss))[:, None]
    return replace(run, arrays={**run.arrays, "params": x, "loss": loss, "step": np.arange(len(loss))})


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        (np.linspace(8, 10, 21), "climbs: above its start"),
        (8 + 0.1 * np.cos(np.arange(21) * 2 * np.pi / 4), "oscillates: 100% of the way left"),
        (np.r_[8, 20, np.linspace(15, 9, 19)], "slow: above its start"),
        (np.r_[8, 20, np.full(19, 15.0)], "stuck: above its start"),
        (np.linspace(8, 0.4, 21), "nearly there: 5% of the way left"),
        (np.linspace(8, 0.044, 21), "nearly there: 0.5% of the way left"),
        (np.r_[np.linspace(8, 4, 20), np.nan], "slow: above its start"),
    ],
)
def test_verdicts_on_losses_of_all_kinds(loss: np.ndarray, words: str, runs: dict[str, Run]) -> None:
    assert verdict(doctored(runs["half-0.1"], loss)) == words


def test_batches_make_a_run_noisy_rather_than_oscillate(runs: dict[str, Run]) -> None:
    run = doctored(runs["half-0.1"], 8 + 0.1 * np.cos(np.arange(21) * np.pi / 2))
    batch = replace(run, manifest={**run.manifest, "batch": {"size": 4, "sampling": "shuffle"}})
    assert verdict(batch).startswith("noisy: ")


def test_a_run_at_rest_in_a_local_minimum_has_converged_to_it(runs: dict[str, Run]) -> None:
    run = runs["bumpy"]
    assert float(run.loss[-1]) > float(run.landscape.loss.min()) + 0.1
    assert verdict(run).startswith("converged at step ")


def test_what_can_be_reached_without_climbing_is_bounded_by_the_next_ridge() -> None:
    x = np.linspace(-2, 2, 401)
    wells = (x**2 - 1) ** 2 + 0.3 * x
    line = Landscape(x, np.empty(0), wells, np.zeros(1), np.eye(1))
    right = float(wells[x > 0].min())
    assert lowest_in_reach(line, np.array([1.3]), float(np.interp(1.3, x, wells)), 0.0) == right
    assert lowest_in_reach(line, np.array([1.3]), float(np.interp(1.3, x, wells)), 2.0) == wells.min()
    assert lowest_in_reach(line, np.array([-0.5]), float(np.interp(-0.5, x, wells)), 0.0) == wells.min()
    # Two wells side by side, with a path around the ridge between them at y > 1.
    y = np.linspace(0, 2, 51)
    ridge = np.where((np.abs(x) < 0.1) & (y[:, None] < 1), 5.0, wells)
    plane = Landscape(x, y, ridge, np.zeros(2), np.eye(2))
    low = lowest_in_reach(plane, np.array([1.3, 0.5]), 0.5, 0.0)
    assert low == pytest.approx(right)
    assert lowest_in_reach(plane, np.array([1.3, 0.5]), 1.5, 0.0) == pytest.approx(wells.min())


def test_verdicts_appear_when_they_become_true(runs: dict[str, Run], film) -> None:
    shown = [runs[name] for name in ("bowl-0.5", "bowl-0.1", "bowl-0.3")]
    paint, page = film("learning-rates", shown)
    # With f = x^2 / 2 + 5 y^2 / 2, x shrinks by 1 - lr at each step, and y by 1 - 5 lr.
    start = np.array(runs["bowl-0.3"].params[0])
    losses = [0.5 * (start[0] * 0.7**t) ** 2 + 2.5 * (start[1] * (-0.5) ** t) ** 2 for t in range(61)]
    settled = int(np.flatnonzero(np.array(losses) > 1e-3 * losses[0])[-1]) + 1
    assert captions(paint, page, settled - 1, 3)[1].endswith("left")
    assert captions(paint, page, settled, 3)[1] == f"converged at step {settled}"
    assert captions(paint, page, 1, 3)[2].endswith("start")
    assert captions(paint, page, 2, 3)[2] == "diverged at step 2"
    assert captions(paint, page, 2, 3) == captions(paint, page, 2, 3)


def test_rates_are_sorted_and_title_runs_that_differ_in_nothing_else(runs: dict[str, Run], film) -> None:
    _, page = film("learning-rates", [runs[name] for name in ("bowl-0.5", "bowl-0.1", "bowl-cosine", "bowl-0.3")])
    titles = [text for text in page.figure.texts if text.get_text().startswith("lr")]
    ranked = [text.get_text() for text in sorted(titles, key=lambda text: text.get_position())]
    assert ranked == ["lr 0.1", "lr 0.2 at first", "lr 0.3", "lr 0.5"]
    assert rates_of([runs["bowl-cosine"]])[0][:2] == ("learning rate 0.2 at first", "lr 0.2 at first")
    assert rates_of([runs["bowl-0.1"], runs["bowl-adam"]]) == []
    assert rates_of([runs["bowl-0.1"], runs["bowl-0.1"]]) == []
    assert differ_in_rate_alone(runs["bowl-0.1"], runs["bowl-0.3"])
    assert not differ_in_rate_alone(runs["bowl-0.1"], runs["bowl-cosine"])


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


@pytest.mark.parametrize("size", [(480, 270), (800, 450), (640, 480), (400, 600), (500, 500)])
@pytest.mark.parametrize("count", range(1, 7))
@pytest.mark.parametrize("ratios", [ANY, (1.0, 1.0), (0.9, 1.6)])
def test_panels_lie_on_the_page_and_not_on_each_other(size, count: int, ratios: tuple[float, float]) -> None:
    with drawing(LIGHT):
        canvas = Canvas(Clip(*size, 10, 1.0), LIGHT)
    plan = Plan.of(canvas, count, ratios, 125.0, 0.0)
    words = 17.0 * plan.lines
    boxes = [(x, y - words, x + wide, y + tall + 17) for x, y, wide, tall in plan.fields]
    x, y, wide, tall = plan.curves
    boxes.append((x - 30, y - 20, x + wide, y + tall + 20))
    width, height = canvas.points
    assert all(box[0] >= 0 and box[1] >= 4 and box[2] <= width and box[3] <= height - 60 for box in boxes)
    for one, other in combinations(boxes, 2):
        assert min(one[2], other[2]) <= max(one[0], other[0]) or min(one[3], other[3]) <= max(one[1], other[1]) + 1e-6
    assert all(ratios[0] - 1e-9 <= wide / tall <= ratios[1] + 1e-9 for _, _, wide, tall in plan.fields)
    assert min(min(wide, tall) for _, _, wide, tall in plan.fields) > 35


@pytest.mark.parametrize("size", [(800, 450), (400, 600), (640, 480)])
def test_how_a_landscape_is_cut_does_not_change_when_runs_leave_it(size, runs: dict[str, Run], film) -> None:
    shown = [runs["bowl-0.1"], runs["bowl-0.5"]]
    paint, page = film("learning-rates", shown, Clip(*size, 10, 4.0))
    left = Trajectory.of(shown[1], widest(shown)).left
    assert captions(paint, page, left - 0.01, 2)[1] == "above its start"
    assert captions(paint, page, left, 2)[1] == f"diverged at step {left}"


def test_a_landscape_is_cut_to_shape_around_what_is_kept() -> None:
    x, y = np.linspace(-5, 5, 201), np.linspace(-4, 6, 201)
    scape = Landscape(x, y, x**2 + y[:, None] ** 2, np.zeros(2), np.eye(2))
    part = crop(scape, np.array([[-3.0, 1.0], [2.0, 5.5]]), 2.0)
    assert np.ptp(part.x) / np.ptp(part.y) == pytest.approx(2, rel=0.02)
    assert (part.x[0], part.x[-1]) == (-5, 5)
    assert part.y[0] <= 2
    assert part.y[-1] >= 5.5
    np.testing.assert_array_equal(part.loss, part.x**2 + part.y[:, None] ** 2)


@pytest.mark.parametrize("name", ["sevens", "singles", "drawn", "full"])
def test_points_are_counted_as_the_batches_were_drawn(name: str, runs: dict[str, Run]) -> None:
    run = runs[name]
    meter = Meter.of(run)
    points, batch = len(run.data["y"]), run.manifest["batch"]
    batches = Batches(points, batch["size"], batch["sampling"], 0) if batch else None
    sizes = [len(batches.at(step)) if batches else points for step in range(run.steps)]
    assert [round(meter.seen(step), 6) for step in range(run.steps + 1)] == [0, *np.cumsum(sizes).tolist()]
    assert (np.diff([meter.seen(step) for step in np.linspace(0, run.steps, 20 * run.steps + 1)]) >= -1e-9).all()
    for step in range(run.steps + 1):
        assert meter.step(meter.seen(step)) == pytest.approx(step, abs=1e-9)


def test_in_every_frame_runs_have_seen_as_many_points(runs: dict[str, Run]) -> None:
    shown = [runs[name] for name in ("full", "sevens", "singles")]
    meters = [Meter.of(run) for run in shown]
    clock = EpochClock(shown, meters, is_shared=True)
    points = len(shown[0].data["y"])
    (moment,) = CLIP.at(np.array([0.5]), shown)
    assert clock.points(moment).steps == (3 * points,) * 3
    assert clock.steps(moment).steps == (3, 3 * ceil(points / 7), 3 * points)
    assert (clock.count(moment), clock.total) == ("epoch 3.0", "of 6 epochs")
    few = EpochClock(shown[:2], meters[:2], is_shared=True)
    (moment,) = CLIP.at(np.array([0.5]), shown[:2])
    assert few.points(moment).steps == (3 * points,) * 2
    (moment,) = CLIP.at(np.array([0.5]), shown)
    end = clock.steps(CLIP.at(np.ones(1), shown)[0]).steps
    assert end == tuple(run.steps for run in shown)


def test_paced_by_arc_each_run_keeps_its_own_step(runs: dict[str, Run], film) -> None:
    shown = [runs[name] for name in ("full", "singles")]
    clip = replace(CLIP, pace="arc")
    paint, page = film("noise", shown, clip)
    (moment,) = clip.at(np.array([0.5]), shown)
    paint(moment)
    said = " ".join(words.words for words in page.figure.findobj(Lettering))
    assert all(f"step {int(step + 1e-9):,}" in said for step in moment.steps)
    assert "epoch" not in said


def test_batches_title_the_fields_from_full_to_single(runs: dict[str, Run], film) -> None:
    _, page = film("noise", [runs[name] for name in ("singles", "full", "sevens")], Clip(800, 450, 10, 4.0))
    titles = [text for text in page.figure.texts if text.get_text() in ("full batch", "batches of 7", "single points")]
    ranked = [text.get_text() for text in sorted(titles, key=lambda text: text.get_position())]
    assert ranked == ["full batch", "batches of 7", "single points"]
    assert titles_of([runs["singles"], runs["singles-2"]])[1] == ("single points, lr 0.01", "lr 0.01")


def test_runs_in_planes_of_their_own_are_drawn_in_that_of_the_one_that_covers_most(runs: dict[str, Run], film) -> None:
    shown = [runs["classes-full"], runs["classes"]]
    scape = widest(shown)
    assert scape is runs["classes"].landscape
    paint, page = film("noise", shown)
    paint(CLIP.at(np.ones(1), shown)[0])
    for axes, run in zip(page.figure.axes, shown, strict=False):
        head = [line for line in axes.lines if line.get_marker() in "os" and len(line.get_xdata()) == 1][-1]
        np.testing.assert_allclose(np.ravel(head.get_data()), scape.project(run.params[-1]))


def test_loss_curves_are_drawn_against_epochs(runs: dict[str, Run], film) -> None:
    shown = [runs["full"], runs["singles"]]
    paint, page = film("noise", shown)
    paint(CLIP.at(np.array([0.5]), shown)[0])
    points = len(shown[0].data["y"])
    curves = page.figure.axes[-1]
    heads = [line.get_xdata()[-1] for line in curves.lines if line.get_marker() in "os"]
    assert heads == [3 * points] * 2
    assert [label.get_text() for label in curves.get_xticklabels()] == ["0", "2", "4", "6"]
    assert curves.get_xticks()[1] == 2 * points


def test_what_was_not_fitted_to_points_has_no_noise_to_show(runs: dict[str, Run]) -> None:
    with pytest.raises(ValueError, match="it was not fitted to points"):
        FIGURES["noise"].painter([runs["bowl-0.1"]], LIGHT, CLIP)


def test_curves_show_neither_how_far_a_run_climbs_nor_the_last_decades(runs: dict[str, Run], film) -> None:
    shown = [runs["bowl-0.3"], runs["bowl-0.5"]]
    paint, page = film("learning-rates", shown)
    axes = page.figure.axes[-1]
    low, high = axes.get_ylim()
    start = float(shown[0].loss[0])
    assert start < high <= 10 * start
    assert low >= 1e-5 * start
    paint(Moment((60.0, 60.0), 1.0))
    assert not any(line.get_visible() for line in axes.lines if line.get_marker() in "os")


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
        x, y = trace.path[1].get_data()
        assert len(x) <= 3001
        at = [np.interp(step, steps, column) for column in walk.T]
        np.testing.assert_allclose((x[-1], y[-1]), at)
