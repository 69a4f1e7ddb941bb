"""What a run must have recorded to be drawn: the reasons, in words, and the runs that have them."""

from dataclasses import replace

import numpy as np
import pytest
from words import NO_FIT

from gdviz.problems import load_data
from gdviz.runs.requirements import (
    follows_slope,
    has_basins,
    has_curve,
    has_curved_boundary,
    is_fit_of_many,
    is_of_points,
    why_not_anatomy,
    why_not_basins,
    why_not_boundary,
    why_not_course,
    why_not_curve,
    why_not_descent_1d,
    why_not_fit,
    why_not_gradient_error,
    why_not_landscape,
    why_not_learning_rates,
    why_not_losses,
    why_not_noise,
    why_not_race,
    why_not_scaling,
    why_not_steps,
    why_not_surface,
)
from gdviz.solving.solver import solve

NO_LANDSCAPE = "it has no sampled landscape, which is recorded at a run's end"


@pytest.mark.parametrize(
    ("why_not", "fit", "reasons"),
    [
        (
            why_not_surface,
            ["bowl", "logistic", "diverged"],
            {"parabola": "it has one parameter, and a surface needs two"},
        ),
        (why_not_landscape, ["bowl", "logistic", "parabola"], {}),
        (why_not_descent_1d, ["parabola"], {"bowl": "it has 2 parameters, and a curve shows one"}),
        (
            why_not_boundary,
            ["logistic"],
            dict.fromkeys(("bowl", "line"), "it has no boundary between classes of points of two features"),
        ),
        (
            why_not_fit,
            ["line"],
            dict.fromkeys(("bowl", "logistic"), NO_FIT),
        ),
        (
            why_not_noise,
            ["logistic", "line"],
            {"bowl": "it was not fitted to points, and so has no batches of them"},
        ),
        (
            why_not_basins,
            ["bowl", "line"],
            {
                "logistic": "it has 3 parameters, and basins are drawn over two",
                "parabola": "it has 1 parameters, and basins are drawn over two",
            },
        ),
        (
            why_not_gradient_error,
            [],
            {"bowl": "it holds no gradient study; `gdviz check-gradient PROBLEM -o RUN` records one"},
        ),
        (why_not_scaling, ["bowl", "parabola", "logistic", "diverged"], {}),
    ],
)
def test_a_run_fits_or_the_reason_says_what_it_lacks(solved, why_not, fit, reasons):
    assert [why_not(solved(name)) for name in fit] == [None] * len(fit)
    assert {name: why_not(solved(name)) for name in reasons} == reasons


@pytest.mark.parametrize(
    ("why_not", "name"),
    [
        (why_not_surface, "bowl"),
        (why_not_landscape, "bowl"),
        (why_not_descent_1d, "parabola"),
        (why_not_fit, "line"),
        (why_not_noise, "logistic"),
        (why_not_basins, "bowl"),
    ],
)
def test_a_run_that_still_goes_on_has_no_landscape(solved, why_not, name):
    run = solved(name)
    bare = replace(run, arrays={key: array for key, array in run.arrays.items() if key != "surface.loss"})
    assert why_not(bare) == NO_LANDSCAPE


def without(run, *names, **arrays):
    return replace(run, arrays={**{key: array for key, array in run.arrays.items() if key not in names}, **arrays})


def test_steps_are_held_against_gradients_only_where_both_are_known(solved, tmp_path):
    run = solved("bowl")
    assert (
        why_not_scaling(without(run, "gradient")) == "its gradients were not recorded; solve it again without --fields"
    )
    still = without(run, gradient=np.zeros_like(run.gradient))
    assert why_not_scaling(still) == "its gradients are nowhere other than zero"
    assert why_not_scaling(solve("bowl", steps=0, out=tmp_path / "still")) == "it has not taken a step"
    thin = solve("bowl", steps=9, every=3, out=tmp_path / "thin")
    assert why_not_scaling(thin) is None
    assert "neither all of its steps nor how long they were" in (why_not_scaling(without(thin, "update")) or "")


def test_basins_are_all_five_arrays(solved, tmp_path):
    run = solve("himmelblau", steps=40, basins=4, out=tmp_path / "run")
    assert has_basins(run)
    assert not has_basins(without(run, "basins.ends"))
    assert not has_basins(solved("bowl"))


def test_gradient_descent_follows_the_slope_and_others_do_not(solved, tmp_path):
    assert follows_slope(solved("bowl"), solved("bowl").steps)
    assert follows_slope(solved("diverged"), 5)
    assert not follows_slope(solved("rosenbrock"), 10)
    assert not follows_slope(without(solved("bowl"), "gradient"), 10)
    assert not follows_slope(solve("logistic", batch=16, steps=5, out=tmp_path / "batches"), 5)
    falling = solve("bowl", schedule="exponential", steps=5, out=tmp_path / "falling")
    assert follows_slope(falling, 1)
    assert not follows_slope(falling, 5)


def test_single_steps_are_taken_apart_where_all_were_kept_with_their_gradients(solved, tmp_path):
    assert (why_not_steps(solved("bowl")), why_not_anatomy(solved("bowl"))) == (None, None)
    assert why_not_steps(solved("logistic")) is None
    assert why_not_anatomy(solved("logistic")) == "it has 3 parameters, and the arrows of a step need two"
    assert why_not_anatomy(solved("parabola")) == "it has one parameter, and a surface needs two"
    thin = solve("bowl", steps=9, every=3, out=tmp_path / "thin")
    assert why_not_anatomy(thin) == "it keeps only some of its steps; solve it again without --every"
    assert why_not_steps(solve("bowl", steps=0, out=tmp_path / "still")) == "it has not taken a step"
    bare = without(solved("bowl"), "gradient")
    assert why_not_steps(bare) == "its gradients were not recorded; solve it again without --fields"


def test_a_fit_of_several_features_is_no_curve_and_powers_of_two_have_no_straight_boundary(solved_once):
    many = solved_once("linear", steps=1)
    assert why_not_fit(many) is None
    assert why_not_curve(many) == "it fits 10 features, and a curve lies over one; figure fit draws it"
    one = solved_once("linear", data=load_data("article-c"), steps=1)
    assert (why_not_fit(one), why_not_curve(one), is_fit_of_many(one)) == (None, None, False)
    wrong = replace(one, manifest={**one.manifest, "problem": {**one.problem, "model": "line"}}, arrays=many.arrays)
    assert (why_not_fit(wrong) or "").startswith("it fits no slope, line")
    bent = solved_once("logistic", data=load_data("circles", degree=2), steps=1)
    assert why_not_boundary(bent) is None
    assert has_curved_boundary(bent)
    three = solved_once("logistic", data=load_data("breast-cancer", x=["1", "2", "3"], degree=2), steps=1)
    told = "its points have 3 features; solve it with the two of a plane, such as --x 'mean radius,mean texture'"
    assert why_not_boundary(three) == told
    straight = solved_once("logistic", steps=1)
    assert (why_not_boundary(straight), has_curved_boundary(straight)) == (None, False)


@pytest.mark.parametrize(
    ("plane", "rows", "what"),
    [("random", 1, "around one point"), ("line", 2, "through 2 points"), ("points", 3, "through 3 points")],
)
def test_points_of_a_landscape_are_no_steps(plane, rows, what, solved):
    run = solved("bowl")
    cut = {name: run.arrays[name][:rows] for name in ("params", "loss", "step")}
    held = replace(run, manifest={**run.manifest, "survey": {"plane": plane}}, arrays={**run.arrays, **cut})
    assert is_of_points(held)
    assert not has_curve(held)
    for why_not in (why_not_course, why_not_race, why_not_learning_rates):
        assert why_not(held) == f"it holds a landscape {what}, and no steps of a training"
        assert why_not(run) is None
    going_on = replace(held, manifest={**held.manifest, "stop": {"reason": "running", "message": ""}})
    assert is_of_points(going_on) == (rows > 1)


def test_a_curve_needs_losses_that_are_known(solved):
    run = solved("bowl")
    unknown = run.having({"loss": np.full(len(run.loss), np.nan)})
    assert why_not_losses(unknown) == why_not_learning_rates(unknown) == "none of its losses is known"
    assert (has_curve(run), has_curve(unknown)) == (True, False)


def test_a_recorded_run_is_not_solved_again(solved):
    run = without(solved("line"), "gradient")
    told = {name: value for name, value in run.manifest.items() if name != "max_steps"}
    recorded = replace(run, manifest=told)
    assert (run.is_solved, recorded.is_solved) == (True, False)
    for why_not in (why_not_scaling, why_not_steps):
        assert str(why_not(recorded)).endswith("; record it with model= and optimizer=, or give step its gradient")
    assert why_not_noise(run) is None
    assert why_not_noise(recorded) == "how many points each of its steps used was not recorded"
    batches = replace(recorded, manifest={**told, "batch": {"size": 8, "sampling": "shuffle"}})
    assert why_not_noise(batches) is None
