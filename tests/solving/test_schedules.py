"""The schedules: each factor against its formula, and the learning rate that a run records."""

import math

import numpy as np
import pytest

from gdviz.solving.schedules import SCHEDULES, parse_schedule
from gdviz.solving.solver import solve

MOST = 10**9


def factors(text, steps, last):
    factor = parse_schedule(text).factor
    return [factor(t, last) for t in steps]


@pytest.mark.parametrize(
    ("text", "last", "expected"),
    [
        ("constant", 10, {0: 1.0, 5: 1.0, 10: 1.0}),
        ("step:50,0.5", 200, {0: 1.0, 49: 1.0, 50: 0.5, 99: 0.5, 100: 0.25, 150: 0.125}),
        ("step", 200, {0: 1.0, 49: 1.0, 50: 0.5}),
        ("step:3,0.1", 9, {2: 1.0, 3: 0.1, 5: 0.1, 6: 0.1**2, 8: 0.1**2, 9: 0.1**3}),
        ("step:7", 20, {6: 1.0, 7: 0.5, 14: 0.25}),
        ("exponential", 9, {0: 1.0, 1: 0.99, 2: 0.99**2, 9: 0.99**9}),
        ("exponential:0.5", 9, {0: 1.0, 1: 0.5, 3: 0.125}),
        ("exponential:1", 9, {0: 1.0, 9: 1.0}),
        ("inverse-time", 1000, {0: 1.0, 100: 0.5, 300: 0.25, 900: 0.1}),
        ("inverse-time:1", 10, {0: 1.0, 1: 1 / 2, 2: 1 / 3, 9: 0.1}),
        ("inverse-time:0", 10, {0: 1.0, 10: 1.0}),
        ("cosine", 100, {0: 1.0, 25: (2 + math.sqrt(2)) / 4, 50: 0.5, 75: (2 - math.sqrt(2)) / 4, 100: 0.0}),
        ("cosine:0.1", 100, {0: 1.0, 50: 0.55, 100: 0.1}),
        ("cosine:1", 100, {0: 1.0, 37: 1.0, 100: 1.0}),
        ("warmup", 100, {0: 0.05, 9: 0.5, 18: 0.95, 19: 1.0, 20: 1.0, 100: 1.0}),
        ("warmup:4", 100, {0: 0.25, 1: 0.5, 2: 0.75, 3: 1.0, 4: 1.0}),
        ("warmup:1", 100, {0: 1.0, 1: 1.0}),
        ("one-cycle", 100, {0: 0.04, 15: 0.52, 30: 1.0, 65: 0.5, 100: 0.0}),
        ("one-cycle:0.5,0.2,0.1", 40, {0: 0.2, 10: 0.6, 20: 1.0, 30: 0.55, 40: 0.1}),
    ],
)
def test_factor_is_the_formulas(text, last, expected):
    assert factors(text, expected, last) == pytest.approx(list(expected.values()), rel=1e-13, abs=1e-15)


@pytest.mark.parametrize("last", [0, 1, 2, 3, 7, 100, MOST])
@pytest.mark.parametrize("name", SCHEDULES)
def test_factor_is_finite_and_within_0_and_1_at_every_step(name, last):
    steps = sorted({t for t in (0, 1, 2, last // 3, last // 2, last - 1, last) if 0 <= t <= last})
    found = np.array(factors(name, steps, last))
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert (found <= 1 + 1e-15).all()


@pytest.mark.parametrize("name", ["constant", "step", "exponential", "inverse-time", "cosine"])
def test_falling_schedules_begin_at_1_and_never_rise(name):
    found = np.array(factors(name, range(301), 300))
    assert found[0] == 1
    assert (np.diff(found) <= 0).all()


@pytest.mark.parametrize("last", [10, 100, 1000, 10**6])
def test_one_cycle_rises_to_its_one_peak_and_falls_from_there(last):
    steps = np.unique(np.linspace(0, last, 1001).astype(int))
    found = np.array(factors("one-cycle:0.3,0.04,0.01", steps.tolist(), last))
    peak = int(found.argmax())
    assert steps[peak] == 0.3 * last
    assert found[peak] == pytest.approx(1.0, abs=1e-15)
    assert (np.diff(found[: peak + 1]) > 0).all()
    assert (np.diff(found[peak:]) < 0).all()
    assert found[-1] == pytest.approx(0.01, rel=1e-12)


def test_warm_up_never_starts_at_zero():
    assert parse_schedule("warmup:1000000").factor(0, 10) == 1e-6


@pytest.mark.parametrize(
    ("text", "name", "options"),
    [
        ("step:50,0.5", "step", {"every": 50, "gamma": 0.5}),
        ("step", "step", {"every": 50, "gamma": 0.5}),
        ("step:20", "step", {"every": 20, "gamma": 0.5}),
        ("step:1e3,0.1", "step", {"every": 1000, "gamma": 0.1}),
        ("cosine", "cosine", {"floor": 0.0}),
        ("cosine:", "cosine", {"floor": 0.0}),
        ("one-cycle:0.2", "one-cycle", {"rise": 0.2, "start": 0.04, "floor": 0.0}),
        ("constant", "constant", {}),
    ],
)
def test_text_names_a_schedule_and_its_settings_in_order(text, name, options):
    made = parse_schedule(text)
    assert (made.name, dict(made.options)) == (name, options)
    assert [type(value) for value in made.options.values()] == [type(value) for value in options.values()]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cosin", r"unknown schedule 'cosin'; did you mean 'cosine'\? \(`gdviz list schedules` shows them all\)"),
        ("Cosine", "unknown schedule 'Cosine'; did you mean 'cosine'"),
        ("one_cycle", "did you mean 'one-cycle'"),
        ("", "unknown schedule ''; choose from constant, step, exponential"),
        ("zzz:1", "unknown schedule 'zzz'; choose from"),
        ("step:1,2,3", "schedule 'step' takes every, gamma, not 3 values; for example --schedule step:50,0.5"),
        ("constant:1", "schedule 'constant' takes nothing, not 1 values"),
        ("step:0", r"every=0 is not a whole number in \[1, 1e12\]"),
        ("step:2.5", "every=2.5 is not a whole number"),
        ("step:50,0", r"gamma=0 is not a number in \(0, 1\]; for example gamma=0.5"),
        ("step:50,1.5", r"gamma=1.5 is not a number in \(0, 1\]"),
        ("step:50,", "gamma= is not a number"),
        ("step:fifty", "every=fifty is not a whole number"),
        ("exponential:nan", "gamma=nan is not a number"),
        ("inverse-time:-1", r"decay=-1 is not a number in \[0, inf\)"),
        ("cosine:1.1", r"floor=1.1 is not a number in \[0, 1\]"),
        ("warmup:0", "steps=0 is not a whole number"),
        ("one-cycle:1", r"rise=1 is not a number in \(0, 1\)"),
        ("one-cycle:0.3,0", r"start=0 is not a number in \(0, 1\]"),
    ],
)
def test_wrong_text_is_answered_with_what_is_allowed(text, message):
    with pytest.raises(ValueError, match=message):
        parse_schedule(text)


@pytest.mark.parametrize("text", ["step:4,0.5", "exponential:0.9", "inverse-time:1", "cosine", "warmup:5", "one-cycle"])
def test_run_records_the_rate_that_each_step_used(tmp_path, text):
    run = solve("bowl", lr=0.1, schedule=text, steps=12, out=tmp_path / "run")
    rates = 0.1 * np.array(factors(text, range(12), 12))
    assert run.arrays["learning_rate"].tolist() == rates.tolist()
    np.testing.assert_array_equal(run.arrays["update"], run.params[1:] - run.params[:-1])
    np.testing.assert_allclose(run.arrays["update"], -rates[:, None] * run.gradient, rtol=1e-13, atol=1e-15)


def test_bowl_under_a_schedule_follows_the_closed_form(tmp_path):
    # Each coordinate is multiplied by 1 - lr_t curvature at every step.
    run = solve("bowl", lr=0.3, schedule="cosine", steps=30, start=[-3.0, 2.0], out=tmp_path / "run")
    rates = 0.3 * (1 + np.cos(np.pi * np.arange(30) / 30)) / 2
    shares = np.cumprod(np.vstack([[1.0, 1.0], 1 - rates[:, None] * [1.0, 5.0]]), axis=0)
    np.testing.assert_allclose(run.params, shares * [-3.0, 2.0], rtol=1e-12)


def test_schedule_is_in_the_manifest_and_in_the_runs_name(tmp_path):
    from gdviz.solving.specification import specify

    run = solve("bowl", schedule="step:4,0.1", steps=1, out=tmp_path / "run")
    assert run.manifest["schedule"] == {"name": "step", "options": {"every": 4, "gamma": 0.1}}
    names = {specify("bowl", schedule=text).name for text in ("constant", "step", "step:4", "step:4,0.1", "cosine")}
    assert len(names) == 5
    assert specify("bowl", schedule="step:50,0.5").name == specify("bowl", schedule="step").name
