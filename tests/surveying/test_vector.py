"""A function of numbers is taken over a plane, many points at once or one at a time."""

import numpy as np
import pytest

from gdviz.surveying.vector import NumberVector

AXES = np.eye(2, 4)


@pytest.mark.parametrize("loss", [lambda p: (p**2).sum(axis=-1), lambda p: sum(float(x) ** 2 for x in p)])
def test_a_row_of_the_plane(loss):
    told = []
    with NumberVector(np.ones(4), loss, seed=0).over(np.ones(4), AXES) as take:
        row = take(np.array([0.0, 1.0]), 2.0, told.append)
    assert row.tolist() == [1 + 9 + 2, 4 + 9 + 2]
    assert sum(told) == 2


def test_it_has_no_hessian():
    with pytest.raises(ValueError, match="torch module"):
        NumberVector(np.ones(4), np.sum, seed=0).hessian(np.ones(4))
