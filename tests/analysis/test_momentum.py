"""A step taken apart adds up again, and its parts are what the rules say."""

import numpy as np
import pytest

from gdviz.analysis.momentum import buffer_of, kept, parts_of, turned_back, velocity
from gdviz.solving.solver import solve

RATE, ROW = 0.05, 7


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    home = tmp_path_factory.mktemp("velocities")

    def make(name, **options):
        return solve("rosenbrock", name, steps=20, out=home / f"{name}{len(list(home.iterdir()))}", **options)

    return make


def test_the_heavy_ball_carries_its_share_of_the_last_step(made):
    run = made("momentum", lr=5e-4, settings={"momentum": 0.7})
    parts = parts_of(run, ROW)
    np.testing.assert_allclose(parts.before, run.params[ROW] - run.params[ROW - 1], rtol=1e-9)
    np.testing.assert_allclose(parts.carried, 0.7 * parts.before, rtol=1e-9)
    np.testing.assert_allclose(parts.fresh, -5e-4 * run.gradient[ROW], rtol=1e-9)
    assert parts.step == ROW


def test_nesterov_carries_the_square_of_its_share(made):
    run = made("nesterov", lr=5e-4)
    parts = parts_of(run, ROW)
    np.testing.assert_allclose(parts.fresh, -5e-4 * 1.9 * run.gradient[ROW], rtol=1e-9)
    np.testing.assert_allclose(parts.carried, -5e-4 * 0.81 * run.state["momentum_buffer"][ROW - 1], rtol=1e-9)


@pytest.mark.parametrize("decay", [0.0, 0.3])
def test_the_new_part_of_adam_goes_with_the_slope(made, decay):
    run = made("adamw", lr=RATE, settings={"weight_decay": decay})
    parts, t = parts_of(run, ROW), ROW + 1
    root = np.sqrt(run.state["exp_avg_sq"][ROW] / (1 - 0.999**t)) + 1e-8
    new = -RATE * 0.1 * run.gradient[ROW] / (1 - 0.9**t) / root - RATE * decay * run.params[ROW]
    np.testing.assert_allclose(parts.fresh, new, rtol=1e-7)


@pytest.mark.parametrize("name", ["momentum", "nesterov", "adam", "adamax", "amsgrad", "radam"])
def test_the_parts_are_the_step(made, name):
    run = made(name)
    for row in range(20):
        np.testing.assert_allclose(parts_of(run, row).whole, run.params[row + 1] - run.params[row], atol=1e-12)
    assert not parts_of(run, 0).carried.any()
    assert parts_of(run, 20) is None


def test_rules_that_are_no_sum_and_steps_without_their_predecessor_are_not_taken_apart(made):
    assert parts_of(made("lion"), ROW) is None
    assert parts_of(made("gd"), ROW) is None
    assert parts_of(made("momentum", every=4), 3) is None


def test_what_keeps_a_velocity_is_told_by_its_record(made):
    assert [buffer_of(made(name)) for name in ("gd", "rmsprop", "momentum", "adam", "conjugate-gradient")] == [
        *(None, None, "momentum_buffer", "exp_avg", "direction")
    ]
    assert kept(made("adam", settings={"beta1": 0.5})) == 0.5
    assert kept(made("conjugate-gradient")) is None


def test_the_velocity_is_the_last_step_and_nought_at_the_start(made):
    run = made("momentum")
    moved = np.diff(run.params, axis=0)
    assert not velocity(run, 0).any()
    np.testing.assert_allclose(velocity(run, 0.5), moved[0] / 2, rtol=1e-9)
    np.testing.assert_allclose(velocity(run, 3), moved[2], rtol=1e-9)
    np.testing.assert_allclose(velocity(run, 20), moved[19], rtol=1e-9)


def test_steps_that_turn_back_are_counted(tmp_path):
    # Along y the rate is so large that y changes its sign with every step; x hardly changes.
    run = solve("bowl", lr=0.39, steps=10, start=[0.01, 2.0], out=tmp_path / "run")
    assert turned_back(run, 10) == (9, 10)
    assert turned_back(run, 1) == (0, 1)
