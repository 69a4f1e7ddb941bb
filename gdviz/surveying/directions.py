"""Directions in the space of a model's parameters: drawn at random and normalised, or given."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from gdviz.recording.layers import Layers

Array = NDArray[np.float64]


def random_pair(
    layers: Layers,
    theta: Array,
    *,
    normalize: str,
    biases: bool,
    seed: int,
    units: Callable[[str], int] = lambda name: 0,
) -> Array:
    """Return two random directions at right angles, shape (2, D), as long as the weights they change.

    With d normal, each filter of it is d_i |w_i| / |d_i| where w_i is that filter of the weights: scales that a next
    layer undoes have no say in how sharp a minimum looks. Before that the second is made orthogonal to the first in
    each filter, so that both have the norms. A filter of a single number leaves no room for that; where there are such,
    the second is made orthogonal as a whole.

    Source: H. Li et al., Visualizing the Loss Landscape of Neural Nets (2018), section 4.

    Parameters
    ----------
    layers
        What the parameters are made of.
    theta
        Where they are, shape (D,).
    normalize
        "filter"; "layer", the same for whole layers; "weight", d_i w_i for each number; or "none".
    biases
        Whether layers of one dimension, biases and the scales of normalisation, are changed too, each as one filter.
    seed
        What the directions are drawn with.
    units
        The axis of a layer, by its name, along which its filters lie.

    Raises
    ------
    ValueError
        If there is nothing to change.
    """
    rng = np.random.default_rng(seed)
    pair, first = np.zeros((2, layers.size)), 0
    are_flat = all(len(shape) < 2 for shape in layers.shapes)
    for name, shape, size in zip(layers.names, layers.shapes, layers.sizes, strict=True):
        drawn = rng.normal(size=(2, size))
        weights, part = theta[first : first + size], slice(first, first + size)
        first += size
        if len(shape) < 2 and not (biases or are_flat):
            continue
        if normalize == "weight":
            pair[:, part] = drawn * weights
        elif normalize == "none":
            pair[:, part] = drawn
        else:
            places = np.arange(size).reshape(shape or (1,))
            filters = places.reshape(1, -1)
            if normalize == "filter" and len(shape) > 1:
                filters = np.moveaxis(places, units(name), 0).reshape(shape[units(name)], -1)
            pair[:, part][:, filters] = _as_long(drawn[:, filters], weights[filters])
    lengths = np.linalg.norm(pair, axis=1)
    if not lengths.all():
        raise ValueError("the weights are all zero, and directions as long as they are too; try normalize='none'")
    return right_angled(pair) * lengths[:, None]


def _as_long(drawn: Array, weights: Array) -> Array:
    """Return directions (2, F, S), orthogonal in each filter with room for it, with the norms of the weights (F, S)."""
    one, other = drawn / np.linalg.norm(drawn, axis=-1, keepdims=True)
    if weights.shape[-1] > 1:
        other = other - (one * other).sum(axis=-1, keepdims=True) * one
        other = other / np.linalg.norm(other, axis=-1, keepdims=True)
    return np.stack([one, other]) * np.linalg.norm(weights, axis=-1, keepdims=True)


def right_angled(vectors: Array) -> Array:
    """Return vectors (k, D) of length 1 at right angles: the first as it points, each other without what is in those.

    Raises
    ------
    ValueError
        If one is zero, or lies in those before it.
    """
    found: list[Array] = []
    for vector in np.asarray(vectors, dtype=np.float64):
        length = rest = float(np.linalg.norm(vector))
        # Once more: what is left of a vector that nearly lies in the others is rounded off.
        for _ in range(2):
            for axis in found:
                vector = vector - (vector @ axis) * axis
            rest = float(np.linalg.norm(vector))
        if not rest > 1e-9 * length:
            raise ValueError("two directions span a plane where neither is zero and they are not parallel")
        found.append(vector / rest)
    return np.array(found)
