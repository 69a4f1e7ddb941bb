"""JAX: trees by the names on the way to their leaves, and the state of optax by torch's names."""

import sys
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

# What optax's transformations keep, by the kind of their state: their names of it, and torch's.
SLOTS = {
    "ScaleByAdamState": {"mu": "exp_avg", "nu": "exp_avg_sq"},
    "ScaleByAmsgradState": {"mu": "exp_avg", "nu": "exp_avg_sq", "nu_max": "max_exp_avg_sq"},
    "ScaleByBeliefState": {"mu": "exp_avg", "nu": "exp_avg_sq"},
    "ScaleByLionState": {"mu": "exp_avg"},
    "ScaleByRmsState": {"nu": "square_avg"},
    "ScaleByRmsWithCountState": {"nu": "square_avg"},
    "ScaleByRStdDevState": {"mu": "grad_avg", "nu": "square_avg"},
    "ScaleByRStdDevWithCountState": {"mu": "grad_avg", "nu": "square_avg"},
    "ScaleByRssState": {"sum_of_squares": "sum"},
    "ScaleByAdaDeltaState": {"e_g": "square_avg", "e_x": "acc_delta"},
    "TraceState": {"trace": "momentum_buffer"},
}
COUNT, RATE = "count", "learning_rate"


def is_tree(values: Any) -> bool:
    """Return whether a nest is one of JAX's: it holds an array of its own."""
    jax = sys.modules.get("jax")
    if jax is None:
        return False
    # What is made one after the other cannot be looked at before.
    leaves = jax.tree_util.tree_leaves(values, is_leaf=lambda value: isinstance(value, Iterator))
    return any(isinstance(leaf, jax.Array) for leaf in leaves)


def tree_leaves(what: str, values: Any) -> dict[str, Any]:
    """Return the arrays of a tree by the names on the way to them, with dots between; its functions are none.

    Raises
    ------
    ValueError
        If a number is not there: traced, or given away to a compiled function.
    """
    import jax

    found = {}
    for path, leaf in jax.tree_util.tree_flatten_with_path(values)[0]:
        name = ".".join(map(_word, path))
        if isinstance(leaf, jax.core.Tracer):
            raise ValueError(f"{what} is traced by JAX and has no numbers yet; call step outside of jit, grad and scan")
        if isinstance(leaf, jax.Array) and leaf.is_deleted():
            raise ValueError(f"{what} {name!r} was donated to a compiled function; call step before the update")
        if not callable(leaf) and not isinstance(leaf, bool):
            # The modules of Equinox have their activations in the tree.
            found[name] = leaf
    return found


def _word(key: Any) -> str:
    """Return one step of the way to a leaf: a key, a place or the name of an attribute."""
    return str(next(getattr(key, name) for name in ("name", "key", "idx") if hasattr(key, name)))


def is_optax(state: Any) -> bool:
    """Return whether an optimizer's state is one of optax's, and not parts by their names."""
    return not isinstance(state, Mapping) or any(kind in SLOTS for kind, _ in _records(state))


def state_of(optax: Any, params: Any) -> dict[str, Any]:
    """Return the state of an optax optimizer by torch's names, with the rate of the last step where it is injected.

    What rules for different parameters keep alike is put together; it is zero for those that have none of it.
    """
    found: dict[str, Any] = {}
    for kind, fields in _records(optax):
        for theirs, ours in SLOTS.get(kind, {}).items():
            found[ours] = tree_leaves(ours, fields[theirs]) | found.get(ours, {})
        if kind in SLOTS and COUNT in fields:
            found.setdefault("step", fields[COUNT])
        hyper = fields.get("hyperparams")
        if isinstance(hyper, Mapping) and RATE in hyper:
            found.setdefault(RATE, float(hyper[RATE]))
    names = tree_leaves("params", params)
    for slot, parts in found.items():
        if isinstance(parts, dict):
            found[slot] = {name: parts.get(name, np.zeros(np.shape(leaf))) for name, leaf in names.items()}
    return found


def _records(optax: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the states of the transformations that an optimizer is made of, outermost first."""
    if hasattr(optax, "_asdict"):
        fields = optax._asdict()
        yield type(optax).__name__, fields
        if type(optax).__name__ not in SLOTS:
            for value in fields.values():
                yield from _records(value)
    elif isinstance(optax, Mapping):
        for value in optax.values():
            yield from _records(value)
    elif isinstance(optax, list | tuple):
        for value in optax:
            yield from _records(value)
