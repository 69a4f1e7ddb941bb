"""The directions in which a loss curves most: leading eigenvectors of its Hessian, from products with vectors alone."""

import numpy as np
from numpy.typing import NDArray

from gdviz.surveying.subject import HessianProduct

Array = NDArray[np.float64]


def leading(product: HessianProduct, size: int, *, seed: int, tolerance: float) -> tuple[Array, Array]:
    """Return the two largest eigenvalues of a symmetric matrix, shape (2,), and their eigenvectors, shape (2, D).

    By the Lanczos method, from products of the matrix with some dozens of vectors; of D x D numbers there is no need.

    Parameters
    ----------
    product
        The matrix times a vector (D,).
    size
        D, of 3 or more.
    seed
        What the first vector is drawn with.
    tolerance
        How exact eigenvalues are, relative to the largest.

    Raises
    ------
    ValueError
        If the matrix is zero, or not finite, or its eigenvalues lie too close together to be found.

    Source: R. Lehoucq, D. Sorensen, C. Yang, ARPACK Users' Guide (1998).
    """
    from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigsh

    start = np.random.default_rng(seed).normal(size=size)
    first = product(start)
    if not np.isfinite(first).all() or not first.any():
        what = "is zero" if np.isfinite(first).all() else "is not finite"
        raise ValueError(
            f"the Hessian of the loss {what} at this point, and has no leading directions; try plane='random'"
        )
    matrix = LinearOperator((size, size), matvec=lambda vector: product(vector.ravel()), dtype=np.float64)
    try:
        values, vectors = eigsh(matrix, k=2, which="LA", v0=start, tol=tolerance)
    except ArpackNoConvergence:
        raise ValueError("the leading eigenvalues of the Hessian were not found; try plane='random'") from None
    order = np.argsort(values)[::-1]
    axes = vectors.T[order]
    signs = np.sign(np.take_along_axis(axes, np.abs(axes).argmax(axis=1, keepdims=True), axis=1))
    return values[order], axes * signs
