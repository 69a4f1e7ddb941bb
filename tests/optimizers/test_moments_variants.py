"""NAdam, RAdam and Adamax: their first steps by hand."""

import numpy as np
from iterating import steps_of

START = np.array([-3.5, 2.0])
SLOPES = np.array([3e-6, -2e-7])


def test_the_first_step_of_adamax_is_lr_times_the_sign_and_later_ones_do_not_shrink_with_equal_gradients() -> None:
    found = steps_of("adamax", [3.0, -0.2], count=4, eps=0.0)
    np.testing.assert_allclose(found, np.broadcast_to([-0.1, 0.1], (4, 2)), rtol=1e-12)


def test_the_first_five_steps_of_radam_are_momentums() -> None:
    # With gradients that are g at every step the corrected mean is g, and rho is over 5 from the sixth step.
    found = steps_of("radam", [2.0], lr=0.01, count=6)
    np.testing.assert_allclose(found[:5, 0], -0.02, rtol=1e-12)
    rho_inf, t = 2 / 0.001 - 1, 6
    rho = rho_inf - 2 * t * 0.999**t / (1 - 0.999**t)
    r = np.sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho))
    # The rectified step divides by sqrt(v-hat) = 2.
    np.testing.assert_allclose(found[5, 0], -0.01 * r, rtol=1e-6)


def test_the_first_step_of_nadam_looks_ahead() -> None:
    now, ahead = (0.9 * (1 - 0.5 * 0.96 ** (0.004 * t)) for t in (1, 2))
    mean = ahead * 0.1 / (1 - now * ahead) + (1 - now) / (1 - now)
    np.testing.assert_allclose(steps_of("nadam", [4.0], eps=0.0)[0], -0.1 * mean, rtol=1e-12)
