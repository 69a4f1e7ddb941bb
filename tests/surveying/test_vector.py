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


def test_its_hessian_is_that_of_its_gradient():
    square = np.diag([1.0, 5.0, 2.0, 0.5]) + 0.1
    subject = NumberVector(np.ones(4), lambda p: np.cos(p @ square @ p), seed=0, gradient=lambda p: square @ p + p**3)
    with subject.hessian(np.ones(4)) as product:
        found = np.stack([product(axis) for axis in 10 * np.eye(4)]) / 10
        assert not product(np.zeros(4)).any()
    np.testing.assert_allclose(found, square + 3 * np.eye(4), rtol=1e-8, atol=1e-8)


def test_without_a_gradient_it_has_no_hessian():
    with (
        pytest.raises(ValueError, match="gradient=lambda p"),
        NumberVector(np.ones(4), np.sum, seed=0).hessian(np.ones(4)),
    ):
        pass
