"""What a loop of one's own says as one number, whatever library it comes from."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.arguments import shown
from gdviz.recording.layers import Layers, is_tensor

Loss = Callable[[NDArray[np.float64]], Any]


def as_number(name: str, value: Any) -> float:
    """Return a number, or the only one of an array or a tensor.

    Raises
    ------
    ValueError
        If it is none, or there are several.
    """
    if isinstance(value, float):
        return value
    if is_tensor(value) and hasattr(value, "numel") and value.numel() == 1 and not value.is_complex():
        return float(value.detach())
    if value is None or isinstance(value, str | bytes):
        raise ValueError(f"{name} must be one number, not {shown(value)}")
    found = Layers.of(name, value)
    if found.size > 1:
        raise ValueError(f"{name} is one number, not {found.size}; give their mean or their sum")
    return float(found.flat(name, value)[0])


@lru_cache(1024)
def as_word(name: str) -> str:
    """Return a name as part of that of a field: val/acc becomes val_acc."""
    return re.sub(r"\W+", "_", name)
