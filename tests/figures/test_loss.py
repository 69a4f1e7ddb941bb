"""The loss against the step, and what else a run has for each of its steps."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text
from pages import moment_at

from gdviz import record
from gdviz.analysis.pacing import Clip
from gdviz.analysis.quantities import quantity_of
from gdviz.figures import FIGURES
from gdviz.figures.parts.canvas import Canvas
from gdviz.runs.run import Run, load
from gdviz.solving.solver import solve
from gdviz.style.colors import rgb
from gdviz.style.numerals import number
from gdviz.style.themes import LIGHT

CLIP = Clip(800, 450, 10, 4.0)
Made = Callable[..., Run]
Film = Callable[..., tuple[Callable, Canvas]]


@pytest.fixture
def film() -> Film:
    """Return a function from runs to the painter of their figure and its page."""

    def build(*runs: Run, clip: Clip = CLIP, **settings: object) -> tuple[Callable, Canvas]:
        page: Any = FIGURES["loss"].painter(runs, LIGHT, clip, **settings)
        return page, page

    return build


def curve(axes: Axes, index: int = 0) -> np.ndarray:
    """The points of a run's strong curve."""
    return np.asarray([line for line in axes.lines if line.get_linewidth() == 2.0][index].get_xydata())


def words_of(artist: Any) -> str:
    return str(artist.get_text() if isinstance(artist, Text) else getattr(artist, "words", ""))


def words_on(page: Canvas) -> list[str]:
    return [words_of(artist) for artist in (*page.figure.texts, *page.figure.artists)]


def test_a_log_scale_of_few_powers_of_ten_has_numbers_between_them(made: Made, film: Film) -> None:
    for run, numbers in (
        (made("gd", "line", 5000, lr=0.001), [50, 100, 200, 500, 1000, 2000]),
        (made("gd", "bowl", 30), [1e-8, 1e-6, 1e-4, 1e-2, 1]),
    ):
        _, page = film(run)
        (axes,) = page.figure.axes
        low, high = axes.get_ylim()
        assert [value for value in axes.get_yticks() if low <= value <= high] == pytest.approx(numbers)


def test_how_a_lone_run_ended_is_whole_below_its_value_where_that_is_below_its_panel(made: Made, film: Film) -> None:
    run = made("gd", "bowl", 60, lr=1.2)
    for clip in (Clip(540, 540, 10, 4.0), Clip(450, 800, 10, 4.0)):
        paint, page = film(run, clip=clip)
        paint(moment_at(run.steps))
        (end,) = (words for words in page.figure.texts if words.get_text().startswith("diverged"))
        (value,) = (words for words in page.figure.texts if words.get_fontsize() == 17)
        box, above = end.get_window_extent(), value.get_window_extent()
        assert box.y0 >= 3
        assert box.y1 <= above.y0 + 1


def test_a_lone_run_s_value_is_large_and_those_of_several_are_not(made: Made, film: Film) -> None:
    run, other = made("gd", "bowl", 30), made("adam", "bowl", 30)
    heights = []
    for runs in ([run], [run, other]):
        paint, page = film(*runs)
        paint(moment_at(10, len(runs)))
        said = number(float(run.loss[10]))
        (value,) = (one for one in (*page.figure.texts, *page.figure.artists) if words_of(one) == said)
        heights.append(value.get_window_extent().height)
    assert heights[0] > 1.3 * heights[1]


@pytest.mark.parametrize("lr", [0.1, 1.5])
def test_the_squared_distance_falls_by_a_constant_factor(lr: float, made: Made, film: Film) -> None:
    run = made("gd", "half-square", 40, lr=lr)
    paint, page = film(run, show="distance")
    paint(moment_at(30))
    (axes,) = page.figure.axes
    t = np.arange(31)
    expected = (1 - lr) ** (2 * t) * float(run.params[0, 0]) ** 2
    np.testing.assert_allclose(curve(axes), np.stack([t, expected], axis=-1), rtol=1e-12)
    assert axes.get_title(loc="left") == "Squared distance to the minimum"
    assert axes.get_yscale() == "log"
    assert number(float(expected[-1])) in words_on(page)
    pixels = paint(moment_at(30))
    x, y = axes.transData.transform((30, expected[-1]))
    assert np.abs(pixels[450 - round(y), round(x)] - 255 * rgb(LIGHT.accent)).max() < 12


def test_the_distance_is_that_to_the_nearest_minimum(made: Made, film: Film) -> None:
    run = made("adam", "himmelblau", 80)
    minima = np.array(run.problem["minima"])
    nearest = ((run.params[:, None] - minima) ** 2).sum(axis=-1).min(axis=1)
    np.testing.assert_allclose(quantity_of(run, "distance").values, nearest)
    _, page = film(run, show="distance")
    assert page.figure.axes[0].get_title(loc="left") == "Squared distance to the nearest minimum"


def test_a_run_that_steps_right_onto_the_minimum_has_an_axis_on_which_0_is_seen(made: Made, film: Film) -> None:
    runs = [made("gd", "half-square", 40, lr=lr) for lr in (0.1, 1.0)]
    paint, page = film(*runs, show="distance")
    paint(moment_at(40, 2))
    (axes,) = page.figure.axes
    assert axes.get_yscale() == "asinh"
    low, high = axes.get_ylim()
    assert low <= 0 < 0.9**80 * float(runs[0].params[0, 0]) ** 2 < high
    assert "0.000" in words_on(page)


def test_the_norm_of_the_gradient_stands_at_the_step_it_was_taken_at(made: Made, film: Film) -> None:
    run = made("gd", "half-square", 40, lr=0.1)
    paint, page = film(run, show="gradient")
    paint(moment_at(40))
    t = np.arange(40)
    expected = 0.9**t * abs(float(run.params[0, 0]))
    np.testing.assert_allclose(curve(page.figure.axes[0]), np.stack([t, expected], axis=-1), rtol=1e-12)
    assert page.figure.axes[0].get_xlim() == (0, 40)


def test_the_curve_that_article_a_prints_stands_beside_the_loss(made: Made, film: Film) -> None:
    run = made("gd", "logistic", 100)
    paint, page = film(run, show="loss, sum_squared_error")
    paint(moment_at(100))
    loss, printed = page.figure.axes
    guesses = 1 / (1 + np.exp(-(run.params @ np.column_stack([np.ones(250), run.data["X"]]).T)))
    np.testing.assert_allclose(curve(printed)[:, 1], ((guesses - run.data["y"]) ** 2).sum(axis=1), rtol=1e-9)
    np.testing.assert_allclose(curve(loss)[:, 1], run.loss)
    assert [axes.get_title(loc="left") for axes in (loss, printed)] == ["Loss", "Sum of squared errors"]
    assert loss.get_position().x1 < printed.get_position().x0
    values = [run.loss[-1], run.metrics["sum_squared_error"][-1]]
    assert [words_on(page).count(number(float(value))) for value in values] == [1, 1]


def test_accuracy_has_a_linear_scale(made: Made, film: Film) -> None:
    run = made("gd", "logistic", 100)
    low = replace(run, arrays={**run.arrays, "metric.accuracy": np.linspace(0.001, 1, 101)})
    _, page = film(low, show="accuracy")
    assert page.figure.axes[0].get_yscale() == "linear"
    assert page.figure.axes[0].get_title(loc="left") == "Accuracy"


def test_the_loss_is_what_is_drawn_unless_told(made: Made, film: Film) -> None:
    run = made("adam", "rosenbrock", 60)
    paint, page = film(run)
    paint(moment_at(60))
    (axes,) = page.figure.axes
    np.testing.assert_allclose(curve(axes)[:, 1], run.loss)
    assert axes.get_title(loc="left") == "Loss"
    assert number(float(run.loss[-1])) in words_on(page)


def test_losses_of_batches_are_told_by_their_median(made: Made, film: Film) -> None:
    few, whole = made("gd", "slope", 60, batch=5), made("gd", "slope", 60)
    paint, page = film(few, whole, show="batch")
    paint(moment_at(60, 2))
    own = few.arrays["batch_loss"]
    assert number(float(np.median(own[-1 - 3 :]))) in words_on(page)
    assert number(float(whole.loss[-1])) in words_on(page)
    assert page.figure.axes[0].get_title(loc="left") == "Loss of each step's batch"


@pytest.mark.parametrize("steps", [30, 120])
def test_of_a_thinned_run_the_gradients_that_were_kept_are_drawn_where_they_were_taken(steps, made: Made, film: Film):
    run, whole = (made("gd", "half-square", steps, lr=0.01, every=every) for every in (100, 1))
    taken = run.step[1:] - 1
    paint, page = film(run, show="gradient")
    paint(moment_at(0))
    assert number(float(abs(whole.gradient[taken[0], 0]))) in words_on(page)
    paint(moment_at(steps))
    expected = np.stack([taken, np.abs(whole.gradient[taken, 0])], axis=-1)
    np.testing.assert_allclose(curve(page.figure.axes[0]), expected, rtol=1e-12)


def test_what_a_run_lacks_is_refused_in_words(made: Made, film: Film, tmp_path: Path) -> None:
    whole = made("gd", "logistic", 10)
    bare = solve("slope", batch=5, steps=10, fields=["update"], out=tmp_path / "bare")
    for run, show, message in (
        (
            whole,
            "acuracy",
            "no 'acuracy' to show; it has loss, distance, gradient, batch, rate, accuracy, sum_squared_error",
        ),
        (whole, "distance", "knows no minimum of Logistic regression, .* try --set show=gradient"),
        (whole, "batch", "took all points in every step, .* solve it with --batch 1"),
        (bare, "batch", "did not record the losses of its batches; solve it again without --fields"),
        (bare, "gradient", "did not record its gradients; solve it again without --fields"),
        (made("gd", "bowl", 0), "gradient", "took no step"),
        (whole, "loss,accuracy,gradient,sum_squared_error", "are 4 quantities, and 3 fit"),
    ):
        with pytest.raises(ValueError, match=message):
            film(run, show=show)


def test_every_so_many_steps_are_shown(made: Made, film: Film) -> None:
    run = made("gd", "half-square", 40, lr=0.1)
    paint, page = film(run, every=15)
    paint(moment_at(29))
    assert curve(page.figure.axes[0])[-1, 0] == 15
    assert number(float(run.loss[15])) in words_on(page)
    assert "step 15" in words_on(page)


def test_panels_in_a_row_are_as_high_as_each_other_below_titles_that_fit(made: Made, film: Film) -> None:
    _, page = film(made("gd", "line", 20), show="distance,gradient,loss")
    distance, *others = page.figure.axes
    assert distance.get_title(loc="left") == "Squared distance"
    assert {axes.get_position().y1 for axes in others} == {distance.get_position().y1}


def test_panels_in_a_row_say_once_what_they_are_drawn_against(made: Made, film: Film) -> None:
    _, page = film(made("gd", "slope", 60, batch=5), show="loss,batch")
    assert [axes.get_xlabel() for axes in page.figure.axes] == ["", ""]
    assert [words for words in words_on(page) if words.startswith("step;")] == [
        "step; line among dots: median of 7 values"
    ]


def test_a_run_that_could_not_go_on_says_so_once_it_has_ended(drawn: dict[str, Run], made: Made, film: Film) -> None:
    gone = drawn["bowl-diverged"]
    for runs, settings in (([gone], {}), ([gone, made("gd", "bowl", 30)], {})):
        paint, page = film(*runs, **settings)
        paint(moment_at(gone.steps - 1, len(runs)))
        assert "diverged" not in " ".join(words_on(page))
        paint(moment_at(gone.steps, len(runs)))
        assert [words for words in words_on(page) if "diverged" in words] == [f"diverged at step {gone.steps}"]
    _, page = film(gone, show="loss,gradient")
    assert f"of {gone.steps} steps, diverged at step {gone.steps}" in words_on(page)


@pytest.mark.parametrize("size", [(800, 450), (480, 270), (400, 600)])
def test_a_value_and_what_tells_its_run_apart_do_not_overlap(size, made: Made, film: Film) -> None:
    runs = [made("gd", "slope", 60, batch=5), made("gd", "slope", 60)]
    paint, page = film(*runs, clip=replace(CLIP, width=size[0], height=size[1]))
    paint(moment_at(60, 2))
    said = (*page.figure.texts, *page.figure.artists)
    details = {words_of(one): one.get_window_extent() for one in said if words_of(one)}
    for run, name in zip(runs, ("batches of 5", "full batch"), strict=True):
        value = details[number(float(run.loss[-1]))]
        assert not value.overlaps(details[name])
        assert max(value.x1, details[name].x1) < size[0]


def test_the_axis_of_a_distance_that_diverges_holds_its_last_value(drawn: dict[str, Run], film: Film) -> None:
    run = drawn["bowl-diverged"]
    _, page = film(run, show="distance")
    distances = quantity_of(run, "distance").values
    assert np.nanmax(distances) > 1e6 * distances[0]
    low, high = page.figure.axes[0].get_ylim()
    assert low < distances[0] < distances[-1] < high


@pytest.mark.parametrize("level", [0.0, -3.0, 1e18])
def test_a_loss_that_never_changes_runs_through_the_middle(level: float, film: Film, tmp_path: Path) -> None:
    with record(tmp_path / "run") as recording:
        for step in range(3):
            recording.step(float(step), level)
    _, page = film(load(tmp_path / "run"))
    low, high = page.figure.axes[0].get_ylim()
    assert low < level < high
    assert (low + high) / 2 == pytest.approx(level)
