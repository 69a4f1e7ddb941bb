"""What is said of a training before it begins, held against how many parameters its first step turns out to have."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.runs.data import Data
from gdviz.runs.models import MODELS


def check_sizes(
    about: Mapping[str, Any], data: Data | None, domain: NDArray[np.float64] | None, *, size: int, kept: int
) -> None:
    """Raise ValueError where what is said of the problem does not fit its parameters.

    Parameters
    ----------
    about
        The manifest's entry for the problem: names of parameters, known minima, and what they are of the data.
    data, domain
        The points that are fitted, and the box to sample, if they are given.
    size, kept
        How many parameters there are, and how many numbers a row keeps of them.
    """
    minima = np.asarray(about["minima"], dtype=np.float64)
    if about["parameters"] and len(about["parameters"]) != kept:
        raise ValueError(f"params has {kept} numbers, and parameters has {len(about['parameters'])} names")
    if minima.size and minima.shape[1:] != (size,):
        raise ValueError(f"params has {size} numbers, and minima is of shape {minima.shape}; give (K, {size})")
    if domain is not None and len(domain) != size:
        again = f"give {2 * size} numbers" if size < 3 else "leave it out, and the plane of the path is sampled"
        raise ValueError(f"params has {size} numbers, and domain is for {len(domain)}; {again}")
    wanted = MODELS[about["model"]].size(data.X.shape[1]) if data else None
    if wanted not in (None, size):
        raise ValueError(f"params has {size} numbers, and a {about['model']} of these points has {wanted}")
