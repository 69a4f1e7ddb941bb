"""Numeric gradients: their orders of error, and that the check passes what is right and catches what is wrong."""

from dataclasses import replace

import numpy as np
import pytest

from gdviz.problems import PROBLEMS
from gdviz.problems.expression import from_expression
from gdviz.solving.gradient_check import STEP_WIDTHS, check_gradient
from gdviz.solving.gradient_check import study_gradient as study
from gdviz.solving.numeric_gradients import METHODS, central, complex_step, forward, relative_error


def smooth(p):
    return np.exp(p[..., 0]) * np.sin(p[..., 1])


AT = np.array([0.3, 0.7])
EXACT = np.exp(0.3) * np.array([np.sin(0.7), np.cos(0.7)])


def error(method, h, value=smooth, at=AT, exact=EXACT):
    return float(np.abs(method(value, at, h) - exact).max())


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_problems_gradient_is_that_of_its_value(name):
    found = check_gradient(PROBLEMS[name]())
    # A central difference at its best step is good to eps^(2/3) = 4e-11 of the function's own scale; where the function
    # is far larger than its slope, or its third derivative large (Rastrigin's cosines: (2 pi)^3), a hundred times that.
    # The kinks of the hinge loss are met by none of the points.
    assert found.error < 2e-8
    low, high = PROBLEMS[name]().domain.T
    assert ((low <= found.where) & (found.where <= high)).all()


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (lambda g: g * 1.001, 0.001 / 1.001),
        (lambda g: -g, 2.0),
        (lambda g: g + np.array([0.0, 1e-3]), None),
        (lambda g: g[..., ::-1], None),
        (np.zeros_like, 1.0),
    ],
    ids=["scaled", "sign", "shifted", "swapped", "zero"],
)
def test_wrong_gradient_is_caught(wrong, error):
    bowl = PROBLEMS["bowl"]()
    found = check_gradient(replace(bowl, gradient=lambda p: wrong(bowl.gradient(p))))
    assert found.error > 1e-6
    if error is not None:
        assert found.error == pytest.approx(error, rel=1e-6)


def test_gradient_wrong_in_one_corner_is_caught_there():
    bowl = PROBLEMS["bowl"]()
    found = check_gradient(replace(bowl, gradient=lambda p: bowl.gradient(p) + 0.1 * (p[..., :1] > 3)))
    assert found.error > 1e-3
    assert found.where[0] > 3


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_gradient_that_is_not_finite_where_the_function_is_is_caught(bad):
    bowl = PROBLEMS["bowl"]()
    found = check_gradient(replace(bowl, gradient=lambda p: np.where(p[0] > 3, bad, bowl.gradient(p))))
    assert not found.error <= 1e-6
    assert found.where[0] > 3


def test_points_where_the_function_is_undefined_are_left_out():
    found = check_gradient(from_expression("log(x) + y**2", domain=[-1, 1, -1, 1]))
    assert found.error < 1e-4
    assert found.where[0] > 0


def test_function_that_is_finite_nowhere_says_so():
    nowhere = replace(PROBLEMS["bowl"](), value=lambda p: np.full(p.shape[:-1], np.nan))
    with pytest.raises(ValueError, match="bowl is finite at none of 7 points of its domain; try another --domain"):
        check_gradient(nowhere, points=7)


def test_check_draws_the_same_points_for_the_same_seed():
    problem = PROBLEMS["rosenbrock"]()
    one, again, other = (check_gradient(problem, seed=seed) for seed in (1, 1, 2))
    assert (one.error, one.where.tolist()) == (again.error, again.where.tolist())
    assert one.where.tolist() != other.where.tolist()


@pytest.mark.parametrize("h", [1e-1, 1e-2, 1e-3, 1e-4])
def test_forward_difference_errs_by_half_the_curvature_times_h(h):
    # f_xx = f and f_yy = -f, so that both errors are h f / 2 to first order.
    assert error(forward, h) == pytest.approx(h / 2 * smooth(AT), rel=2 * h)


@pytest.mark.parametrize("h", [1e-1, 1e-2, 1e-3])
def test_central_difference_errs_by_a_sixth_of_the_third_derivative_times_h_squared(h):
    third = max(abs(EXACT[0]), abs(EXACT[1]))
    assert error(central, h) == pytest.approx(h**2 / 6 * third, rel=h + 1e-6 / h)


@pytest.mark.parametrize("h", [1e-8, 1e-15, 1e-100, 1e-300])
def test_complex_step_has_no_round_off_however_small_h(h):
    assert error(complex_step, h) < 5e-16


@pytest.mark.parametrize("h", [1e-1, 1e-2, 1e-3])
def test_complex_step_errs_by_h_squared_for_large_h(h):
    assert error(complex_step, h) == pytest.approx(h**2 / 6 * max(np.abs(EXACT)), rel=h)


@pytest.mark.parametrize("h", [1e-11, 1e-13])
def test_differences_err_by_round_off_for_small_h(h):
    for method in (forward, central):
        assert 1e-18 / h < error(method, h) < 1e-15 / h


@pytest.mark.parametrize(
    ("found", "expected", "error"),
    [
        ([1.0, 2.0], [1.0, 2.0], 0.0),
        ([0.5, 0.0], [0.0, 0.0], 0.5),
        ([10.0, 0.0], [0.0, 0.0], 1.0),
        ([100.0, 1.0], [100.0, 2.0], 0.01),
    ],
)
def test_relative_error_is_over_the_largest_entry_or_1(found, expected, error):
    assert relative_error(np.array(found), np.array(expected)) == error


@pytest.mark.parametrize("name", PROBLEMS)
def test_study_has_what_its_figure_draws(tmp_path, name):
    run = study(PROBLEMS[name](), tmp_path / "run", repeats=3)
    h = run.arrays["gradient_error.h"]
    assert h.tolist() == STEP_WIDTHS.tolist()
    assert (h[0], h[-1]) == (1e-16, 1.0)
    errors = {method: run.arrays[f"gradient_error.{method}"] for method in METHODS}
    assert {array.shape for array in errors.values()} == {h.shape}
    assert np.nanmin(errors["forward"]) < 1e-5
    assert np.nanmin(errors["central"]) < 1e-8
    assert np.nanmin(errors["central"]) <= np.nanmin(errors["forward"])
    # All registered problems are written so that the complex step works on them.
    assert errors["complex"][h < 1e-14].max() < 1e-14
    seconds = run.arrays["gradient_error.seconds"]
    assert seconds.shape == (4,)
    assert (seconds > 0).all()
    assert run.steps == 0
    assert run.stop["message"] == "compared the gradients at the start"


def test_study_of_an_own_function_knows_the_complex_step(tmp_path):
    run = study(from_expression("exp(x)*sin(y)"), tmp_path / "run", repeats=3)
    assert run.arrays["gradient_error.complex"][0] < 1e-15


def test_study_of_a_function_that_takes_no_complex_numbers_leaves_that_method_out(tmp_path):
    def value(p):
        if np.iscomplexobj(p):
            raise TypeError("no complex numbers")
        return np.sum(p**2, axis=-1)

    bowl = replace(PROBLEMS["bowl"](), value=value, gradient=lambda p: 2 * p)
    run = study(bowl, tmp_path / "run", repeats=3)
    assert np.isnan(run.arrays["gradient_error.complex"]).all()
    assert np.isnan(run.arrays["gradient_error.seconds"]).tolist() == [False, False, False, True]


def test_figure_accepts_a_study_and_no_other_run(tmp_path, solved):
    from gdviz.runs.requirements import why_not_gradient_error

    assert why_not_gradient_error(study(PROBLEMS["bowl"](), tmp_path / "run", repeats=3)) is None
    assert "check-gradient PROBLEM -o RUN" in why_not_gradient_error(solved("bowl"))
