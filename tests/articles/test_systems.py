"""One row per system of the four articles: the numbers that they print, or else what defines the system.

The runs are the recipes' own, so that what is asserted here is what `gdviz make` draws.
"""

import numpy as np
import pytest

from gdviz.analysis.boundary import clipped_line
from gdviz.landscapes.critical_points import find_critical_points
from gdviz.pages.contents import panels_of
from gdviz.pages.courses import courses_of
from gdviz.problems import PROBLEMS
from gdviz.recipes.book import RECIPES
from gdviz.solving.solver import solve

SYSTEMS = {}
COUNTS = {"A": 9, "B": 6, "C": 5, "D": 10}
ALL = [f"{article}{number}" for article, count in COUNTS.items() for number in range(1, count + 1)]
TRUE_SLOPE = 3.2


def system(name):
    """Return a decorator that files the row of a system."""

    def file(row):
        assert name not in SYSTEMS
        SYSTEMS[name] = row
        return row

    return file


def test_every_system_has_a_row_and_a_recipe():
    assert sorted(SYSTEMS) == sorted(ALL)
    assert sorted({recipe.article for recipe in RECIPES.values()} - {""}) == sorted(ALL)


@pytest.mark.parametrize("name", ALL)
def test_system(name, recorded, tmp_path):
    SYSTEMS[name](recorded, tmp_path)


def scores(run, params):
    """Return w_0 + x w_{1:} for every point, shape (n,)."""
    return params[0] + run.data["X"] @ params[1:]


@system("A1")
def full_batch_descent_on_the_mean_cross_entropy(recorded, tmp_path):
    run = recorded("blobs")
    design = np.column_stack([np.ones(250), run.data["X"]])
    guesses = 1 / (1 + np.exp(-(run.params[:-1] @ design.T)))
    np.testing.assert_allclose(run.gradient, (guesses - run.data["y"]) @ design / 250, rtol=1e-9, atol=1e-15)
    # What the article prints and calls the loss, recorded beside the loss that this gradient belongs to.
    squared = ((guesses - run.data["y"]) ** 2).sum(axis=1)
    np.testing.assert_allclose(run.metrics["sum_squared_error"][:-1], squared, rtol=1e-12)
    for one in (run, *(solve("logistic", seed=seed, out=tmp_path / str(seed)) for seed in (1, 2))):
        assert ((one.params[0] >= 0) & (one.params[0] < 1)).all()
        assert (one.steps, one.optimizer["lr"]) == (100, 0.01)
        assert (np.diff(one.loss) < 0).all()
        assert one.metrics["accuracy"][-1] == 1.0


@system("A2")
def the_last_boundary_has_each_class_on_its_side(recorded, tmp_path):
    run = recorded("blobs")
    assert ((scores(run, run.params[-1]) >= 0) == run.data["y"]).all()


@system("A3")
def the_boundary_turns_from_a_wrong_start_to_a_clean_split(recorded, tmp_path):
    run = recorded("blobs-wrong")
    assert run.metrics["accuracy"][0] < 0.3
    assert run.metrics["accuracy"][-1] == 1.0
    turned = np.degrees(np.unwrap(np.arctan2(run.params[:, 2], run.params[:, 1])))
    assert abs(turned[-1] - turned[0]) == pytest.approx(186, abs=1)
    assert (run.optimizer["lr"], run.steps) == (0.01, 100)
    # With W2 = 0 it is vertical, and still a line across the axes.
    box = np.array([[-4.0, 9.0], [-3.0, 5.0]])
    np.testing.assert_allclose(clipped_line(np.array([-2.0, 1.0, 0.0]), box)[:, 0], [2.0, 2.0])


@system("A4")
def the_loss_falls_with_every_epoch(recorded, tmp_path):
    run = recorded("blobs")
    assert len(run.loss) == 101
    assert (np.diff(run.loss) < 0).all()


@system("A5")
def activations_of_half_or_more_are_class_1(recorded, tmp_path):
    run = recorded("blobs")
    z = scores(run, run.params[-1])
    activation = 1 / (1 + np.exp(-z))
    assert ((activation >= 0.5) == run.data["y"]).all()


@system("A6")
def the_robot_comes_down_by_the_local_slope_alone(recorded, tmp_path):
    run = recorded(next(name for name in RECIPES["robot"].runs))
    np.testing.assert_array_equal(run.arrays["update"], np.diff(run.params, axis=0))
    np.testing.assert_allclose(
        run.arrays["update"], -run.arrays["learning_rate"][:, None] * run.gradient, rtol=1e-9, atol=1e-12
    )
    assert run.loss[-1] == run.loss.min() < run.loss[0] / 2
    assert "surface.loss" in run.arrays


@system("A7")
def descent_stops_in_three_ways(recorded, tmp_path):
    epochs, reached, patience = (recorded(name) for name in ("stop-epochs", "stop-reached", "stop-patience"))
    assert [run.stop["reason"] for run in (epochs, reached, patience)] == ["max_steps", "target", "plateau"]
    assert epochs.steps == 100
    assert reached.metrics["accuracy"][-1] >= 0.99
    assert (reached.metrics["accuracy"][:-1] < 0.99).all()
    # No new lowest loss in the last M epochs, of ceil(250 / 16) steps each.
    waited = patience.manifest["patience"] * 16
    assert patience.loss.argmin() == patience.steps - waited


@system("A8")
def the_error_of_differences_is_a_u_over_the_step_width(recorded, tmp_path):
    run = recorded("gradient-study")
    h, forward, central = (run.arrays[f"gradient_error.{name}"] for name in ("h", "forward", "central"))
    wide = (h > 1e-4) & (h < 1e-1)

    def order(errors):
        return np.polyfit(np.log(h[wide]), np.log(errors[wide]), 1)[0]

    # Truncation: O(h) and O(h^2). Round-off: 1/h, so that the error at 1e-14 is large again.
    assert order(forward) == pytest.approx(1, abs=0.05)
    assert order(central) == pytest.approx(2, abs=0.2)
    assert 1e-10 < h[forward.argmin()] < 1e-6 < h[central.argmin()] < 1e-3
    assert forward[h < 1e-13].mean() > 1e3 * forward.min()
    assert (run.arrays["gradient_error.seconds"][:3] > 0).all()


@system("A9")
def too_small_a_rate_takes_forever_and_too_large_a_rate_bounces(recorded, tmp_path):
    small, good, large = (recorded(name) for name in RECIPES["bouncing"].runs)
    assert small.optimizer["lr"] < good.optimizer["lr"] < large.optimizer["lr"]
    assert (np.diff(small.loss) < 0).all()
    assert (np.diff(good.loss) < 0).all()
    assert small.loss[-1] > 2 * good.loss[-1]
    rises = np.diff(large.loss) > 0
    assert rises[:20].sum() >= 5


@system("B1")
def one_step_leads_along_the_tangent_against_the_gradient(recorded, tmp_path):
    for name in ("slope-steps", "bowl-side"):
        run = recorded(name)
        np.testing.assert_allclose(
            run.params[1], run.params[0] - run.arrays["learning_rate"][0] * run.gradient[0], rtol=1e-12
        )
    run = recorded("slope-steps")
    X, y = run.data["X"][:, 0], run.data["y"]
    w, h = run.params[0, 0], 1e-4
    tangent = (np.mean(((w + h) * X - y) ** 2) - np.mean(((w - h) * X - y) ** 2)) / (2 * h)
    assert run.gradient[0, 0] == pytest.approx(tangent, rel=1e-7)


@system("B2")
def the_line_comes_from_its_start_to_the_true_slope(recorded, tmp_path):
    run = recorded("slope")
    X, y = run.data["X"][:, 0], run.data["y"]
    assert (len(X), run.params[0, 0]) == (150, 10.0)
    assert 0 <= X.min() < X.max() < 100
    assert (y - TRUE_SLOPE * X).std() == pytest.approx(10, abs=1.5)
    assert run.params[-1, 0] == pytest.approx(X @ y / (X @ X), abs=0.05)
    assert run.params[-1, 0] == pytest.approx(TRUE_SLOPE, abs=0.1)


def restlessness(run):
    """Return the mean |change| of w per step over the last fifty."""
    return np.abs(np.diff(run.params[-51:, 0])).mean()


@system("B3")
def the_largest_rate_oscillates_most_and_the_smallest_has_not_arrived(recorded, tmp_path):
    slow, good, fast = (recorded(name) for name in RECIPES["single-points"].runs)
    for run, rate in ((slow, 1e-4), (good, 1e-3), (fast, 1e-2)):
        assert run.optimizer["lr"] == pytest.approx(rate / 150, rel=1e-4)
        assert sorted(run.arrays["batch_index"][:, 0]) == list(range(150))
    assert slow.params[-1, 0] > TRUE_SLOPE + 2
    assert good.params[-1, 0] == pytest.approx(TRUE_SLOPE, abs=0.1)
    assert restlessness(fast) > 5 * restlessness(good)
    x, y = (slow.data[name][slow.arrays["batch_index"][:, 0]].ravel() for name in ("X", "y"))
    np.testing.assert_allclose(slow.arrays["batch_loss"], (slow.params[:-1, 0] * x - y) ** 2, rtol=1e-9)


@system("B4")
def batches_of_five_oscillate_less_than_single_points(recorded, tmp_path):
    batches = [recorded(name) for name in RECIPES["mini-batches"].runs]
    for run in batches:
        assert run.arrays["batch_index"].shape == (100, 5)
        # The article draws indices below 100 only, and so never sees the last 50 points.
        assert run.arrays["batch_index"].max() >= 100
    single = recorded("point-fast")
    assert batches[-1].optimizer["lr"] == single.optimizer["lr"]
    assert restlessness(batches[-1]) < 0.7 * restlessness(single)


@system("B5")
def momentum_adds_what_came_before(recorded, tmp_path):
    values = []
    for name in [*RECIPES["small-momentum"].runs, *RECIPES["useful-momentum"].runs]:
        run = recorded(name)
        values.append(run.optimizer["hyperparameters"]["momentum"])
        m, w = 0.0, run.params[0, 0]
        for step in range(run.steps):
            # The plus that the article's code has, and its formula has not.
            m = run.gradient[step, 0] + values[-1] * m
            w -= run.optimizer["lr"] * m
        assert run.params[-1, 0] == pytest.approx(w, rel=1e-12)
    assert values == [0.0001, 0.001, 0.01, 0.5, 0.9, 0.99]
    ends = {
        value: recorded(name).params for value, name in zip(values[3:], RECIPES["useful-momentum"].runs, strict=True)
    }
    assert ends[0.5][-1, 0] > ends[0.9][-1, 0]
    assert ends[0.99].min() < 0 < ends[0.9].min()


@system("B6")
def rmsprop_divides_each_step_by_the_running_size_of_its_gradient(recorded, tmp_path):
    (name,) = RECIPES["rmsprop-scaling"].runs
    run = recorded(name)
    options, v = run.optimizer["hyperparameters"], np.zeros(2)
    for g, update, lr in zip(run.gradient, run.arrays["update"], run.arrays["learning_rate"], strict=True):
        v = options["alpha"] * v + (1 - options["alpha"]) * g**2
        np.testing.assert_allclose(update, -lr * g / (np.sqrt(v) + options["eps"]), rtol=1e-9, atol=1e-13)
    gradients, updates = np.abs(run.gradient[:20]).mean(axis=0), np.abs(run.arrays["update"][:20]).mean(axis=0)
    assert gradients.max() > 10 * gradients.min()
    assert updates.max() < 2 * updates.min()


@system("C1")
def the_step_shrinks_with_the_slope(recorded, tmp_path):
    run = recorded("half-square")
    lr = run.optimizer["lr"]
    np.testing.assert_allclose(run.params[:, 0], run.params[0, 0] * (1 - lr) ** np.arange(len(run.params)), rtol=1e-12)
    assert (np.sign(run.arrays["update"]) == -np.sign(run.params[:-1])).all()
    assert (np.diff(np.abs(run.arrays["update"][:, 0])) < 0).all()
    assert solve("half-square", start=[0.0], steps=1, out=tmp_path / "run").arrays["update"][0, 0] == 0


@system("C2")
def three_kinds_of_critical_points(recorded, tmp_path):
    found = find_critical_points(recorded("near-minimum").landscape)
    assert sorted(point.kind for point in found) == ["maximum", "minimum", "saddle", "saddle"]
    for point in found:
        np.testing.assert_allclose(np.abs(point.at), 1, atol=1e-6)
        signs = {"minimum": [1, 1], "maximum": [-1, -1], "saddle": [-1, 1]}[point.kind]
        np.testing.assert_array_equal(np.sign(point.curvatures), signs)


@system("C3")
def where_descent_ends_depends_on_where_it_starts(recorded, tmp_path):
    runs = [recorded(name) for name in RECIPES["bumpy-starts"].runs]
    ends = np.array([run.params[-1, 0] for run in runs])
    minima = np.ravel(runs[0].problem["minima"])
    nearest = np.abs(ends[:, None] - minima).argmin(axis=1)
    np.testing.assert_allclose(ends, minima[nearest], atol=0.05)
    assert len(set(nearest)) == len(runs)
    values = minima**2 / 10 + 2 * np.sin(2 * minima)
    assert values.argmin() in nearest


@system("C4")
def the_slope_along_u_is_the_norm_times_the_cosine(recorded, tmp_path):
    run = recorded("bowl-side")
    point, gradient, h = run.params[0], run.gradient[0], 1e-5
    value = PROBLEMS["bowl"]().value
    angles = np.radians(np.arange(0, 360, 15))
    heading = np.arctan2(gradient[1], gradient[0])
    u = np.stack([np.cos(angles + heading), np.sin(angles + heading)], axis=-1)
    slopes = (value(point + h * u) - value(point - h * u)) / (2 * h)
    np.testing.assert_allclose(slopes, np.linalg.norm(gradient) * np.cos(angles), atol=1e-8)
    assert angles[slopes.argmin()] == pytest.approx(np.pi)


# ARTICLES.md, C5: the loss before an epoch's update, intercept and slope after it.
PRINTED = [
    (0, 42.04352367497908, 0.4120596524733747, -0.18458753348838164),
    (500, 0.36745533693908383, 3.19570108985647, 0.8409227220614995),
    (1000, 0.06455007700615974, 4.243768803088826, 0.6428900703255838),
    (2500, 0.00034992371816885867, 4.944320811467737, 0.5105205963434764),
    (4999, 5.8741498619485146e-08, 4.999278595714187, 0.500136309516923),
]


@system("C5")
def the_printed_table(recorded, tmp_path):
    run = recorded("regression")
    np.testing.assert_array_equal(run.data["X"][:, 0], [1, 2, 3, 4, 5, 6, 8])
    np.testing.assert_array_equal(run.data["y"], [5.5, 6, 6.5, 7, 7.5, 8, 9])
    for epoch, loss, w0, w1 in PRINTED:
        assert run.loss[epoch] == pytest.approx(loss, rel=1e-12)
        assert run.params[epoch + 1] == pytest.approx([w0, w1], rel=1e-12)


@system("D1")
def the_minimum_of_the_parabola(recorded, tmp_path):
    run = recorded("parabola")
    assert run.problem["minima"] == [[3.0]]
    assert run.problem["domain"] == [[-15.0, 21.0]]
    x, loss = run.arrays["surface.x"], run.arrays["surface.loss"].ravel()
    np.testing.assert_allclose(loss, x**2 - 6 * x + 5, atol=1e-12)
    assert PROBLEMS["parabola"]().value(np.array([3.0])) == -4


@system("D2")
def the_parabola_stops_near_3_05(recorded, tmp_path):
    run = recorded("parabola-stopped")
    x, steps, moved = 15.0, 0, np.inf
    while moved > 0.001:
        new = x - 0.01 * (2 * x - 6)
        x, steps, moved = new, steps + 1, abs(new - x)
    assert run.steps == steps == 273
    assert run.params[-1] == pytest.approx([x], rel=1e-13)
    assert run.params[-1, 0] == pytest.approx(3.05, abs=0.005)
    assert run.stop == {"reason": "converged", "message": "step 273 changed no parameter by more than 0.001"}


@system("D3")
def the_diamond_runs_down_the_parabola(recorded, tmp_path):
    run = recorded("parabola")
    np.testing.assert_allclose(run.params[::10, 0] - 3, 12 * 0.98 ** np.arange(0, 301, 10), rtol=1e-12)
    assert "--set every=10 --set marker=diamond" in RECIPES["diamond"].pictures["diamond.gif"]


@system("D4")
def the_squared_distance_shrinks_by_the_same_factor(recorded, tmp_path):
    run = recorded("parabola")
    distance = ((run.params - run.problem["minima"][0]) ** 2).sum(axis=1)
    np.testing.assert_allclose(distance, 144 * 0.98 ** (2 * np.arange(301)), rtol=1e-11)


@system("D5")
def least_squares_and_descent_all_but_coincide(recorded, tmp_path):
    run = recorded("line")
    assert run.problem["minima"][0] == pytest.approx([1.49, 63.42], abs=0.005)
    assert run.params[-1] == pytest.approx([1.20, 62.81], abs=0.005)
    for seed in (1, 2):
        other = solve("line", lr=0.001, steps=5000, seed=seed, out=tmp_path / "run")
        assert ((other.params[0] >= 0) & (other.params[0] < 1)).all()
        assert other.params[-1] == pytest.approx([1.20, 62.81], abs=0.2)


def closed_form(run):
    """Return theta* + (I - lr H)^t (theta_0 - theta*) for every step t, by the eigenvectors of H: shape (T + 1, 2)."""
    x, y = run.data["X"][:, 0], run.data["y"]
    design = np.stack([np.ones_like(x), x], axis=-1)
    best = np.linalg.solve(design.T @ design, design.T @ y)
    curvatures, ways = np.linalg.eigh(design.T @ design / len(x))
    shares = (1 - run.optimizer["lr"] * curvatures) ** np.arange(len(run.params))[:, None]
    return best + (shares * (ways.T @ (run.params[0] - best))) @ ways.T


@system("D6")
def intercept_and_slope_follow_the_closed_form(recorded, tmp_path):
    run = recorded("line")
    np.testing.assert_allclose(run.params, closed_form(run), rtol=1e-11, atol=1e-11)


@system("D7")
def the_cost_follows_the_closed_form(recorded, tmp_path):
    run = recorded("line")
    x, y = run.data["X"][:, 0], run.data["y"]
    theta = closed_form(run)
    residuals = theta[:, :1] + theta[:, 1:] * x - y
    np.testing.assert_allclose(run.loss, (residuals**2).sum(axis=1) / 200, rtol=1e-10)
    assert (np.diff(run.loss) < 0).all()


@system("D8")
def the_line_turns_from_flat_to_least_squares(recorded, tmp_path):
    slopes = recorded("line").params[::25, 1]
    assert len(slopes) == 201
    assert 0 <= slopes[0] < 1
    assert (np.diff(slopes) > 0).all()
    assert slopes[-1] == pytest.approx(63.42, abs=1)


@system("D9")
def the_cost_surface_is_convex(recorded, tmp_path):
    run = recorded("line")
    loss = run.arrays["surface.loss"]
    for axis in (0, 1):
        assert (np.diff(loss, 2, axis=axis) > 0).all()
    y, x = np.unravel_index(loss.argmin(), loss.shape)
    cell = [np.diff(run.arrays[f"surface.{axis}"])[0] for axis in "xy"]
    least = [run.arrays["surface.x"][x], run.arrays["surface.y"][y]]
    assert (np.abs(np.array(least) - run.problem["minima"][0]) <= cell).all()


@system("D10")
def the_charts_answer_with_the_numbers_of_the_run(recorded, tmp_path):
    for name, charts in (("line", {"fit", "contour", "loss"}), ("parabola", {"curve", "loss"})):
        run, arrays = recorded(name), {}
        assert charts <= set(panels_of([run]))
        (course,) = courses_of([run], run.landscape, arrays)
        assert course["every"] == 1, "no step is left out of what the pointer finds"
        np.testing.assert_array_equal(arrays["run.0.loss"], run.loss)
        for index, column in enumerate(run.params.T):
            np.testing.assert_array_equal(arrays[f"run.0.params.{index}"], column)
