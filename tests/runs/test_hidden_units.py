"""Those hidden units that stand for all."""

import numpy as np

from gdviz.runs.hidden_units import varied


def test_each_varies_most_of_what_is_no_mixture_of_those_before() -> None:
    x, y = np.meshgrid(np.linspace(-1, 1, 5), np.linspace(-1, 1, 5))
    units = np.stack([0.1 * y, 3 * x, 2.9 * x + 7, x * y, 0 * x]).reshape(5, -1)
    # The third varies more than the fourth, and says what the second does.
    assert varied(units, 1) == [1]
    assert varied(units, 2) == [1, 3]
    assert varied(units, 3) == [0, 1, 3]
    assert varied(units, 9) == [0, 1, 2, 3, 4]


def test_units_that_say_nothing_finite_are_the_last() -> None:
    assert varied(np.array([[np.nan, np.nan], [0.0, 1.0], [np.inf, np.inf]]), 1) == [1]
