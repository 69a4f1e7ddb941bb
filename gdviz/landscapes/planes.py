"""Which plane of parameters a landscape shows."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def plane_of(path: Array, dimension: int) -> tuple[Array, Array]:
    """Return origin (D,) and orthonormal axes (min(D, 2), D) of the plane to draw.

    With one or two parameters it is their own space. With more it is spanned by the two leading principal components of
    the path, about its end: the plane that shows most of the path's variance (H. Li et al., Visualizing the Loss
    Landscape of Neural Nets, 2018, section 7).
    """
    if dimension <= 2:
        return np.zeros(dimension), np.eye(dimension)
    end = path[-1]
    _, _, components = np.linalg.svd(path - end, full_matrices=True)
    axes = components[:2]
    # A component's sign is arbitrary: make its largest entry positive, so that the picture does not flip between runs.
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1, keepdims=True), axis=1)
    return end, axes * np.sign(largest)
