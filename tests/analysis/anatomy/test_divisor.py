"""What the steps of each rule were divided by."""

import numpy as np
import pytest

from gdviz.analysis.anatomy.divisor import divisor_of


def test_rmsprops_divisor_is_the_running_mean_and_makes_the_recorded_step(steep) -> None:
    run = steep("rmsprop", settings={"alpha": 0.9}, lr=0.05, steps=30)
    v, expected = np.zeros(2), []
    for g in run.gradient:
        v = 0.9 * v + 0.1 * g**2
        expected.append(np.sqrt(v))
    found = divisor_of(run)
    np.testing.assert_allclose(found.values, expected, rtol=1e-13)
    np.testing.assert_allclose(
        run.arrays["update"], -0.05 * run.gradient / (found.values + 1e-8), rtol=1e-12, atol=1e-15
    )
    assert found.words == "the running RMS"


def test_adams_divisor_is_corrected_for_its_start_at_zero(steep) -> None:
    run = steep("adam")
    powers = 0.999 ** np.arange(run.steps)
    v = [(0.001 * powers[: t + 1][::-1, None] * run.gradient[: t + 1] ** 2).sum(axis=0) for t in range(run.steps)]
    expected = np.sqrt(np.array(v) / (1 - 0.999 ** np.arange(1, run.steps + 1)[:, None]))
    np.testing.assert_allclose(divisor_of(run).values, expected, rtol=1e-10)
    np.testing.assert_allclose(divisor_of(run).values[0], np.abs(run.gradient[0]), rtol=1e-12)


def test_amsgrads_divisor_is_the_largest_so_far_and_corrected_too(steep) -> None:
    run, v, largest = steep("amsgrad"), np.zeros(2), np.zeros(2)
    for t, (g, found) in enumerate(zip(run.gradient, divisor_of(run).values, strict=True), 1):
        v = 0.999 * v + 0.001 * g**2
        largest = np.maximum(largest, v)
        np.testing.assert_allclose(found, np.sqrt(largest / (1 - 0.999**t)), rtol=1e-9)


def test_adams_divisor_of_a_thinned_run_is_that_of_the_whole_run(steep) -> None:
    whole, thinned = steep("adam"), steep("adam", every=5)
    np.testing.assert_allclose(divisor_of(thinned).values, divisor_of(whole).values[4::5], rtol=1e-12)


@pytest.mark.parametrize(
    ("optimizer", "symbol", "expected"),
    [
        ("adagrad", r"\sqrt{s}", lambda g: np.sqrt(np.cumsum(g**2, axis=0))),
        ("adamax", "u", lambda g: np.maximum.accumulate(np.abs(g) / 0.999 ** np.arange(len(g))[:, None], axis=0)
         * 0.999 ** np.arange(len(g))[:, None]),
    ],
)  # fmt: skip
def test_other_rules_divide_by_what_their_formulas_say(steep, optimizer: str, symbol: str, expected) -> None:
    run = steep(optimizer)
    assert divisor_of(run).symbol == symbol
    np.testing.assert_allclose(divisor_of(run).values, expected(run.gradient), rtol=1e-6)


def test_centered_rmsprop_divides_by_the_spread(steep) -> None:
    run = steep("rmsprop", settings={"centered": True}, lr=0.01)
    v, a = run.state["square_avg"], run.state["grad_avg"]
    np.testing.assert_allclose(divisor_of(run).values ** 2, v - a**2, rtol=1e-6, atol=1e-12)


def test_radam_divides_by_nothing_in_its_first_five_steps(steep) -> None:
    values = divisor_of(steep("radam")).values
    assert np.isnan(values[:5]).all()
    assert np.isfinite(values[5:]).all()


@pytest.mark.parametrize("optimizer", ["gd", "momentum", "nesterov", "lion", "newton"])
def test_rules_without_such_a_state_have_no_divisor(steep, optimizer: str) -> None:
    assert divisor_of(steep(optimizer, steps=10)) is None
