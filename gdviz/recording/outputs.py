"""What a torch module says of points, asked without a trace: modes and generators are as before."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray


def answer(module: torch.nn.Module, points: Any) -> Any:
    """Return what a module makes of points (n, d) in evaluation, and leave it as it was."""
    modes, one = [(part, part.training) for part in module.modules()], next(module.parameters())
    devices = [one.device] if one.device.type == "cuda" else []
    module.eval()
    try:
        with torch.no_grad(), torch.random.fork_rng(devices):
            return module(torch.as_tensor(points, dtype=one.dtype, device=one.device))
    finally:
        for part, was_training in modes:
            part.training = was_training


def hidden_of(model: torch.nn.Module) -> Callable[[NDArray[np.float64]], list[Any]] | None:
    """Return what comes to each linear layer but the first of layers in a row, as a function of points (n, d).

    None where they do not end in one.
    """
    layers = model
    if not isinstance(layers, torch.nn.Sequential) or not isinstance(layers[-1], torch.nn.Linear):
        return None
    first, *others = [place for place, layer in enumerate(layers) if isinstance(layer, torch.nn.Linear)]
    # A lone one may come after layers of another kind.
    ends = others or [first] * (first > 0)
    if not ends:
        return None

    def told(points: NDArray[np.float64]) -> list[Any]:
        found: list[Any] = []
        for start, end in pairwise([0, *ends]):
            found.append(answer(layers[start:end], found[-1] if found else points))
        return found

    return told
