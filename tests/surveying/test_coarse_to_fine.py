"""Rows are taken coarse to fine, each once, and what is missing is filled between its neighbours."""

import numpy as np
import pytest

from gdviz.surveying.coarse_to_fine import filled, in_order


@pytest.mark.parametrize("count", [1, 2, 3, 5, 17, 41, 50])
def test_each_row_has_its_turn_once_and_gaps_halve(count):
    rows = in_order(count)
    assert sorted(rows) == list(range(count))
    assert {rows[0], rows[min(1, count - 1)]} == {0, count - 1}
    for done in range(2, count):
        gaps = np.diff(sorted(rows[:done]))
        assert gaps.max() <= 2 * max(count / (done - 1), 1) + 1


def test_missing_rows_lie_on_straight_lines_and_taken_ones_stay_bit_for_bit():
    rows = np.full((5, 2), np.nan)
    rows[0], rows[4], rows[2] = [0, 0.1], [8, np.inf], [4, 0.3]
    shown = filled(rows, [0, 4, 2])
    assert shown[[0, 2, 4]].tobytes() == rows[[0, 2, 4]].tobytes()
    assert shown[:, 0].tolist() == [0, 2, 4, 6, 8]
    assert filled(rows, [4])[0].tolist() == [8, np.inf]
