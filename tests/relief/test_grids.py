"""Tables of samples: how they are thinned, softened and spread out."""

import numpy as np
import pytest

from gdviz.relief.grids import soften, spread_out, stride_for, without_cliffs


@pytest.mark.parametrize(
    ("intervals", "cells", "stride"),
    [(288, 72, 4), (288, 96, 3), (288, 144, 2), (288, 300, 1), (287, 72, 1), (100, 30, 2)],
)
def test_mesh_is_a_stride_of_the_samples_that_hits_both_ends(intervals, cells, stride):
    assert stride_for(intervals, cells) == stride
    assert intervals % stride == 0


def test_heights_go_on_a_little_way_into_a_hole():
    table = np.full((1, 6), np.nan)
    table[0, :2] = [0.1, 0.2]
    np.testing.assert_allclose(spread_out(table, 2), [[0.1, 0.2, 0.2, 0.2, 1.0, 1.0]])
    assert np.isnan(table[0, 2])


def test_softened_mask_passes_zero_half_way_between_samples():
    mask = np.zeros((8, 20), bool)
    mask[:, 10:] = True
    field = soften(mask, 3)
    assert field.shape == mask.shape
    assert (field[:, :7] == -0.5).all()
    np.testing.assert_allclose(field[:, 9] + field[:, 10], 0, atol=1e-12)
    assert (np.diff(field, axis=1) >= -1e-12).all()


def test_on_either_side_of_a_cliff_there_is_nothing():
    leaps = np.array([[0.0, 0.05, 0.9, 1.0], [0.0, 0.05, 0.1, 0.15]])
    nan = np.isnan(without_cliffs(leaps))
    assert nan.tolist() == [[False, True, True, True], [False, False, True, True]]
