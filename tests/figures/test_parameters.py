"""A parameter against the step: its curve, its goals, the losses of single steps with their median, and names."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.text import Annotation, Text
from pages import moment_at

from gdviz.analysis.names import short_names
from gdviz.analysis.pacing import Clip
from gdviz.analysis.parameters import any_coincide, limits_around
from gdviz.analysis.quantities import own_losses, smoothed, window_for
from gdviz.figures import FIGURES
from gdviz.runs.run import Run
from gdviz.style.colors import mix, rgb
from gdviz.style.themes import DARK, LIGHT

CLIP = Clip(800, 450, 10, 4.0)
Made = Callable[..., Run]
Film = Callable[..., tuple[Callable, list[Axes]]]


@pytest.fixture
def film() -> Film:
    """Return a function from runs to the painter of their figure and its axes: the parameters', then the loss's."""

    def build(*runs: Run, clip: Clip = CLIP, style=LIGHT, **settings: object) -> tuple[Callable, list[Axes]]:
        page: Any = FIGURES["parameters"].painter(runs, style, clip, **settings)
        return page, page.figure.axes

    return build


def drawn_in(axes: Axes, color: str) -> np.ndarray:
    """The points of the strong curve of a colour."""
    (line,) = (one for one in axes.lines if one.get_color() == color and one.get_linewidth() == 2.0)
    return np.asarray(line.get_xydata())


def words_beside(axes: Axes) -> dict[str, Annotation]:
    return {words.get_text(): words for words in axes.texts if words.get_text()}


def named(axes: Axes) -> dict[str, Text]:
    """The names of the runs above the panels: what has a run's colour."""
    style = LIGHT if axes.figure.get_facecolor() == to_rgba(LIGHT.background) else DARK
    colors = {style.lettering(style.look_of(i, n).color) for n in (1, 3, 10) for i in range(n)} - {style.ink}
    return {words.get_text(): words for words in axes.figure.texts if words.get_color() in colors}


def test_the_curve_of_a_parameter_follows_the_closed_form(made: Made, film: Film) -> None:
    run = made("gd", "half-square", 60, lr=0.1)
    paint, (course, loss) = film(run)
    paint(moment_at(40))
    x0, t = float(run.params[0, 0]), np.arange(41)
    np.testing.assert_allclose(drawn_in(course, LIGHT.accent), np.stack([t, x0 * 0.9**t], axis=-1), rtol=1e-12)
    np.testing.assert_allclose(drawn_in(loss, LIGHT.accent)[:, 1], 0.5 * (x0 * 0.9**t) ** 2, rtol=1e-12)
    assert course.get_title(loc="left") == "x"
    assert loss.get_title(loc="left") == "Loss"
    assert loss.get_xlabel() == "step"


def test_the_article_s_learning_rates_are_the_textbook_ones(three_rates: list[Run]) -> None:
    slow, good, fast = (run.params[:, 0] for run in three_rates)
    assert (slow[0], good[0], fast[0]) == (10.0,) * 3
    assert slow[-1] > 6, "the smallest has not arrived"
    assert abs(good[-1] - 3.2) < 0.1
    rough = [np.abs(np.diff(w[75:])).sum() - abs(w[-1] - w[75]) for w in (slow, good, fast)]
    assert rough[2] > 5 * max(rough[:2]), "the largest oscillates most"
    # One step on the point (x, y) is w - lr / 150 * 2 x (w x - y).
    for run, lr in zip(three_rates, (0.0001, 0.001, 0.01), strict=True):
        i = int(run.arrays["batch_index"][0, 0])
        x, y = float(run.data["X"][i, 0]), float(run.data["y"][i])
        assert run.params[1, 0] == pytest.approx(10 - lr * 2 * x * (10 * x - y) / 150, rel=1e-12)


def test_lines_stand_at_the_known_minimum_and_at_the_true_value(three_rates: list[Run], film: Film) -> None:
    _, (course, loss) = film(*three_rates, true=3.2)
    x, y = three_rates[0].data["X"][:, 0], three_rates[0].data["y"]
    best = float(x @ y / (x @ x))
    levels = {float(line.get_ydata()[0]): line for line in course.lines if len(set(line.get_ydata())) == 1}
    assert sorted(levels) == pytest.approx(sorted([best, 3.2]))
    assert list(words_beside(course)) == ["true 3.2", f"minimum {best:.4g}"]
    assert list(words_beside(loss)) == []
    assert list(named(course)) == ["lr 6.67e−7", "lr 6.67e−6", "lr 6.67e−5"]


def test_the_loss_of_each_step_s_own_point_is_a_dot_and_the_curve_their_median(made: Made, film: Film) -> None:
    run = made("gd", "slope", 150, batch=1, lr=1e-5)
    paint, (_, loss) = film(run)
    paint(moment_at(150))
    points = run.arrays["batch_index"][:, 0]
    x, y = run.data["X"][points, 0], run.data["y"][points]
    own = (run.params[:-1, 0] * x - y) ** 2
    (dots,) = (line for line in loss.lines if line.get_color() == mix(LIGHT.accent, LIGHT.background, 0.6))
    np.testing.assert_allclose(dots.get_xydata(), np.stack([np.arange(150), own], axis=-1), rtol=1e-9)
    middle = [np.median(own[max(0, t - 7) : t + min(7, t) + 1]) for t in range(150)]
    np.testing.assert_allclose(drawn_in(loss, LIGHT.accent)[:, 1], middle, rtol=1e-9)
    assert loss.get_title(loc="left") == "Loss of each step's point"
    assert loss.get_xlabel() == "step; line: median of 15 values"
    paint(moment_at(10))
    assert len(dots.get_xdata()) == 11


def test_a_median_of_very_many_values_is_taken_at_few_places(made: Made) -> None:
    run = made("gd", "slope", 3000, batch=1, lr=1e-5)
    (own,) = own_losses([run])
    course = smoothed(own, window_for(3000))
    assert window_for(3000) == 301
    assert len(course.values) == len(course.run.step) == 800
    row = int(course.run.step[400])
    assert course.values[400] == np.median(own.values[row - 150 : row + 151])


def test_batches_and_all_points_go_together_and_thinned_losses_stand_at_their_step(made: Made, film: Film) -> None:
    few, whole = made("gd", "slope", 60, batch=5), made("gd", "slope", 60)
    _, (_, loss) = film(few, whole)
    assert loss.get_title(loc="left") == "Loss of each step's batch"
    assert list(named(loss)) == ["batches of 5", "full batch"]
    thinned, full = made("gd", "slope", 60, batch=5, every=7), own_losses([few])[0]
    (own,) = own_losses([thinned])
    np.testing.assert_array_equal(own.values, full.values[own.run.step])


def test_losses_of_all_points_stand_in_where_those_of_batches_were_not_recorded(made: Made, film: Film) -> None:
    run, other = made("gd", "slope", 60, batch=5, fields=["gradient"]), made("gd", "slope", 60, batch=3)
    paint, (_, loss) = film(run, other)
    assert loss.get_title(loc="left") == "Loss"
    paint(moment_at(60, 2))
    np.testing.assert_allclose(drawn_in(loss, LIGHT.look_of(0, 2).color)[:, 1], run.loss)


def test_several_runs_show_one_parameter_and_one_run_the_first_three(made: Made, film: Film) -> None:
    runs = [made("gd", "polynomial"), made("adam", "polynomial")]
    assert [axes.get_title(loc="left") for axes in film(*runs)[1]] == ["c0", "Loss"]
    assert [axes.get_title(loc="left") for axes in film(runs[0])[1]] == ["c0", "c1", "c2", "Loss"]
    assert [axes.get_title(loc="left") for axes in film(*runs, which="c5, c1")[1]] == ["c5", "c1", "Loss"]
    with pytest.raises(ValueError, match="no parameter 'c6'; it has c0, c1, c2, c3, c4, c5; for example --set which="):
        film(runs[0], which="c6")


def test_true_values_are_for_the_parameters_shown_or_for_all(made: Made, film: Film) -> None:
    run = made("gd", "line", 20)
    for true, which, said in (("1.5,63", None, ["true 1.5", "true 63"]), ("1.5,63", "slope", ["true 63"])):
        *courses, _ = film(run, true=true, which=which)[1]
        assert [next(iter(words_beside(axes))) for axes in courses] == said
    for true in ("1", "1,2,3", "steep", "inf,1"):
        with pytest.raises(ValueError, match=f"true={true} is not a number for each of intercept, slope; for example"):
            film(run, true=true)


def test_a_run_that_goes_astray_does_not_flatten_the_others(made: Made, three_rates: list[Run], film: Film) -> None:
    astray = made("gd", "slope", 150, batch=1, lr=1e-3)
    assert astray.diverged
    low, high = limits_around(three_rates, 0, [])
    wide = limits_around([*three_rates, astray], 0, [])
    assert wide[1] - wide[0] <= 3 * (high - low) + 1e-9
    _, (_, loss) = film(*three_rates, astray)
    assert "lr 0.001, diverged" in named(loss)
    _, (*_, loss) = film(astray)
    assert list(named(loss)) == [f"diverged at step {astray.steps}"]
    values = np.array([0.0, 1.0, 1e9, -1e12, np.inf, np.nan])
    (wild,) = (replace(run, arrays={**run.arrays, "params": values[:, None]}) for run in [astray])
    assert limits_around([wild], 0, []) == (-1.0, 1.0)


def test_a_title_too_long_for_its_panel_ends_with_an_ellipsis(made: Made, film: Film) -> None:
    run = made("gd", "bowl", 10)
    names = ["setosa: " + 3 * "length of the sepal in centimetres, " + one for one in "xy"]
    run = replace(run, manifest={**run.manifest, "problem": {**run.problem, "parameters": names, "minima": []}})
    for clip in (CLIP, Clip(450, 800, 10, 4.0)):
        _, panels = film(run, clip=clip)
        for axes in panels[:2]:
            title = axes.get_title(loc="left")
            assert title.startswith("setosa: length")
            assert title.endswith("…")
            (words,) = (one for one in axes.findobj(Text) if one.get_text() == title)
            assert words.get_window_extent().x1 <= axes.bbox.x1 + 8


@pytest.mark.parametrize("size", [(800, 450), (480, 270), (400, 600)])
def test_names_and_goals_neither_overlap_nor_leave_the_page(size, three_rates: list[Run], film: Film) -> None:
    paint, panels = film(*three_rates, true=3.2, clip=replace(CLIP, width=size[0], height=size[1]))
    paint(moment_at(150, 3))
    names = [words.get_window_extent() for words in named(panels[0]).values()]
    boxes = [*names, *(words.get_window_extent() for axes in panels for words in words_beside(axes).values())]
    boxes += [
        words.get_window_extent()
        for axes in panels
        for words in axes.get_children()
        if isinstance(words, Text) and words.get_text() == axes.get_title(loc="left")
    ]
    texts = {words.get_text(): words.get_window_extent() for words in panels[0].figure.texts}
    heading = [box for words, box in texts.items() if "Gradient" in words]
    # On a small page goals are named above their panel.
    boxes += [box for words, box in texts.items() if words.startswith(("true", "minimum"))]
    assert len(names) == 3
    assert len(boxes) == 7
    assert max(box.x1 for box in boxes) <= size[0] - 2
    assert not [1 for one, other in combinations(boxes + heading, 2) if one.overlaps(other)]


def test_names_that_do_not_fit_in_a_row_take_another(made: Made, film: Film) -> None:
    runs = [made("gd", "slope", 10, lr=0.123e-5 * (i + 1)) for i in range(9)]
    _, (course, _) = film(*runs)
    rows = {round(words.get_window_extent().y0) for words in named(course).values()}
    assert len(rows) == 2
    _, (few, _) = film(*runs[:2])
    shift = float(few.get_position().y1 - course.get_position().y1) * few.figure.get_figheight() * 72
    assert shift == pytest.approx(18)


def test_a_name_has_the_colour_of_its_run(three_rates: list[Run], film: Film) -> None:
    _, (_, loss) = film(*three_rates, style=DARK)
    assert [words.get_color() for words in named(loss).values()] == [
        DARK.lettering(DARK.look_of(i, 3).color) for i in range(3)
    ]


def test_momenta_that_do_nothing_are_dashed_so_that_each_is_seen(made: Made, film: Film) -> None:
    runs = [made("momentum", "slope", 150, batch=1, lr=1e-4 / 150, settings={"momentum": m}) for m in (1e-4, 1e-3, 0.5)]
    assert short_names(runs) == ["momentum 0.0001", "momentum 0.001", "momentum 0.5"]
    assert any_coincide(runs[:2], 0)
    assert not any_coincide(runs[1:], 0)
    for some, dashed in ((runs[:2], True), (runs[1:], False)):
        _, (course, _) = film(*some)
        strong = [line for line in course.lines if line.get_linewidth() == 2.0]
        assert any(line.is_dashed() for line in strong) == dashed
        assert len(strong) == 2


def test_every_so_many_steps_are_shown(made: Made, film: Film) -> None:
    run = made("gd", "half-square", 60, lr=0.1)
    paint, (course, _) = film(run, every=25)
    paint(moment_at(49))
    assert drawn_in(course, LIGHT.accent)[-1, 0] == 25
    paint(moment_at(60))
    assert drawn_in(course, LIGHT.accent)[-1, 0] == 60


def test_a_head_is_painted_at_the_parameter(made: Made, film: Film) -> None:
    run = made("gd", "half-square", 60, lr=0.1)
    paint, (course, _) = film(run)
    frame = paint(moment_at(20))
    x, y = course.transData.transform((20, float(run.params[20, 0])))
    assert np.abs(frame[450 - round(y), round(x)] - 255 * rgb(LIGHT.accent)).max() < 12


def test_runs_of_no_step_and_of_one_are_drawn(made: Made, film: Film) -> None:
    for steps in (0, 1):
        paint, (course, loss) = film(made("gd", "slope", steps, batch=1))
        assert paint(moment_at(steps)).shape == (450, 800, 3)
        assert course.get_xlim() == loss.get_xlim() == (0, 1)
        low, high = loss.get_ylim()
        assert low < high


def test_a_point_on_the_line_does_not_stretch_the_scale(made: Made, film: Film) -> None:
    run = made("gd", "slope", 150, batch=1, lr=1e-5)
    losses = np.array(run.arrays["batch_loss"])
    losses[70] = 1e-12
    touched = replace(run, arrays={**run.arrays, "batch_loss": losses})
    least = smoothed(own_losses([touched])[0], 15).values.min()
    low, high = film(touched)[1][1].get_ylim()
    # A hundredth of the lowest median, with the margin of a log scale.
    assert low == pytest.approx(least / 100 / 1.6)
    assert high > losses.max()
