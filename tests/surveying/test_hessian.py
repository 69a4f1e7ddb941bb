"""Leading eigenvalues from products alone are those of the whole matrix."""

import numpy as np

from gdviz.surveying.hessian import leading


def test_the_two_largest_of_a_symmetric_matrix():
    rng = np.random.default_rng(1)
    table = rng.normal(size=(30, 30))
    table = table + table.T
    values, axes = leading(lambda vector: table @ vector, 30, seed=0, tolerance=1e-10)
    expected, vectors = np.linalg.eigh(table)
    np.testing.assert_allclose(values, expected[[-1, -2]], rtol=1e-8)
    np.testing.assert_allclose(np.abs(axes @ vectors[:, [-1, -2]]), np.eye(2), atol=1e-6)
    assert (axes[[0, 1], np.abs(axes).argmax(axis=1)] > 0).all()
