"""The trail of a comet."""

import numpy as np
import pytest

from gdviz.pens.trail import HAIR, STRETCHES, rows_from, trail_of


def test_it_grows_evenly_from_a_hairline_to_its_whole_width():
    found = np.array(trail_of(np.arange(101.0), 40.0))
    rows = [0.0, *(100 - 40 * (1 - k / STRETCHES) for k in range(STRETCHES))]
    np.testing.assert_allclose(found, np.stack([rows, np.linspace(HAIR, 1, STRETCHES + 1)], axis=-1))


def test_half_of_a_short_path_is_a_hairline():
    assert trail_of(np.array([0.0, 2.0, 4.0]), 40.0)[1][0] == 1.0


@pytest.mark.parametrize("lengths", [[], [0.0], [0.0, 0.0]])
def test_what_has_no_length_has_no_trail(lengths):
    assert trail_of(np.array(lengths), 4.0) == [(0.0, HAIR)]


def test_a_stretch_begins_between_two_rows():
    rows = np.array([[0.0, 0.0], [2.0, 4.0], [3.0, 4.0]])
    np.testing.assert_allclose(rows_from(rows, 0.25), [[0.5, 1.0], [2, 4], [3, 4]])
    np.testing.assert_array_equal(rows_from(rows, 1.0), rows[1:])
