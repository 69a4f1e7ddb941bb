"""Rows of runs: numbers as NumPy has them of one run, to the last bit, whatever the processor has for arrays."""

import numpy as np
import pytest

from gdviz.solving.rows import Entries, RunRows, power_alone, square_of

NUMBERS = np.random.default_rng(0).normal(size=3000) * 10.0 ** np.random.default_rng(1).integers(-170, 170, 3000)
NUMBERS[:9] = [0.0, -0.0, np.inf, -np.inf, np.nan, 1e-200, -1e-160, 5e-324, 1e200]


@pytest.mark.parametrize("exponent", [2, 2.0, 3, -1, 0.5, 0])
def test_a_power_is_that_of_each_number_alone(exponent):
    with np.errstate(all="ignore"):
        alone = np.array([number**exponent for number in NUMBERS])
        assert power_alone(NUMBERS, exponent).tobytes() == alone.tobytes()
        assert (NUMBERS.view(RunRows) ** exponent).tobytes() == alone.tobytes()


def test_numbers_in_the_exponent_are_raised_alone_too():
    exponents = NUMBERS[np.abs(NUMBERS) < 100]
    assert (2.0 ** exponents.view(RunRows)).tobytes() == np.array([2.0**one for one in exponents]).tobytes()


def test_a_square_is_in_doubt_where_it_was_rounded_by_about_half_of_the_last_place_alone():
    numbers = np.random.default_rng(2).normal(size=20_000)
    square, doubtful = square_of(numbers)
    assert (square == numbers * numbers).all()
    assert 0.02 < doubtful.mean() < 0.06


def test_an_entry_is_an_array_of_each_run_and_what_comes_of_it_a_number():
    rows = np.arange(6.0).reshape(3, 2).view(RunRows)
    x = rows[..., 0]
    assert type(x) is Entries
    assert {type(one) for one in (x * x, x + 1, np.exp(x), x**2, 2.0**x, np.sum(rows, axis=-1))} == {RunRows}
    assert [type(one) for one in np.moveaxis(rows, -1, 0)] == [RunRows, RunRows]
    # As for an array without axes, NumPy multiplies: the C library may differ in the last place.
    many = NUMBERS[9:].reshape(-1, 1).view(RunRows)
    with np.errstate(all="ignore"):
        assert (many[..., 0] ** 2).tobytes() == (NUMBERS[9:] * NUMBERS[9:]).tobytes()
        assert (many**2).tobytes() == (NUMBERS[9:] ** 2).tobytes()
