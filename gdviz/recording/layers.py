"""What the parameters of a training are made of: their parts by name, laid end to end in one vector, always alike.

Names, shapes and order are those of the first call. Later calls are matched with them by name: a library may hand its
trees back with sorted keys, and no number takes another's place.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod
from numbers import Number
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from gdviz.arguments import shown
from gdviz.recording.jax import is_tree, tree_leaves

# Floats narrower than NumPy's own, by the end of their type's name, however the library spells it.
NARROW = ("bfloat16", "float8")


@dataclass(frozen=True)
class Layers:
    """The parts of parameters.

    Attributes
    ----------
    names
        Of the parts: the keys or places on the way to each, with dots between them.
    shapes
        Of the parts; a complex number is two real ones.
    dtype
        The float that holds the numbers of all parts.
    """

    names: tuple[str, ...]
    shapes: tuple[tuple[int, ...], ...]
    dtype: np.dtype[Any]

    @classmethod
    def of(cls, what: str, values: Any) -> Self:
        """Return the parts of numbers, an array, a tensor, a module, or a nest of them in lists and mappings.

        Parameters
        ----------
        what
            What messages call them.
        values
            The nest; strings, and what holds no number, are refused.

        Raises
        ------
        ValueError
            If there are none, or something else is among them.
        """
        found = arrays_of(what, values)
        if not sum(array.size for array in found.values()):
            used_up = isinstance(values, Iterator) and "; an iterator that was gone through is empty, so give a list"
            raise ValueError(f"{what} holds no number{used_up or ''}")
        dtype = np.result_type(*(array.dtype if array.dtype.kind == "f" else np.float64 for array in found.values()))
        widest = dtype if dtype.itemsize <= 8 else np.dtype(np.float64)
        return cls(tuple(found), tuple(array.shape for array in found.values()), widest)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """How many numbers each part has."""
        return tuple(map(prod, self.shapes))

    @cached_property
    def size(self) -> int:
        """D, how many numbers there are in all."""
        return sum(self.sizes)

    @property
    def are_named(self) -> bool:
        """Whether the parts have names, and not places alone."""
        return not all(name.replace(".", "").isdigit() or not name for name in self.names)

    def parameters(self) -> list[str]:
        """Return a name for each of the D numbers: that of its part, and its place in it."""
        return [
            name + (f"[{', '.join(map(str, place))}]" if shape else "")
            for name, shape in zip(self.names, self.shapes, strict=True)
            for place in np.ndindex(shape)
        ]

    def described(self) -> list[dict[str, Any]]:
        """Return the parts as they stand in a manifest."""
        return [{"name": name, "shape": list(shape)} for name, shape in zip(self.names, self.shapes, strict=True)]

    def flat(self, what: str, values: Any, out: NDArray[Any] | None = None) -> NDArray[Any]:
        """Return the numbers of a nest, matched with these parts by name, end to end: shape (D,).

        Parts without names are matched in their order.

        Parameters
        ----------
        what
            What messages call them.
        values
            The nest.
        out
            Where the numbers go; by default a new array.

        Raises
        ------
        ValueError
            If a part is missing, has come anew, or is of another size.
        """
        out = np.empty(self.size, self.dtype) if out is None else out
        if type(values) is dict and self._are_these(values):
            return np.concatenate(list(values.values()), axis=None, out=out)
        start = 0
        for array, size in zip(self._matched(what, arrays_of(what, values)), self.sizes, strict=True):
            out[start : start + size] = array.reshape(-1)
            start += size
        return out

    def _are_these(self, values: dict[Any, Any]) -> bool:
        """Return whether a dict holds arrays of just these names, shapes and type, in this order."""
        return tuple(values) == self.names and all(
            type(array) is np.ndarray and array.shape == shape and array.dtype == self.dtype
            for array, shape in zip(values.values(), self.shapes, strict=True)
        )

    def _matched(self, what: str, found: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        """Return the parts in the order of these, each of the size that it has here."""
        if found.keys() == set(self.names):
            parts = [found[name] for name in self.names]
        else:
            parts = list(found.values())
            named = Layers(tuple(found), (), self.dtype).are_named
            if named and self.are_named:
                lost, new = sorted(set(self.names) - found.keys()), sorted(found.keys() - set(self.names))
                change = f"lacks {lost[0]!r}" if lost else f"comes with {new[0]!r}"
                raise ValueError(f"{what} {change}; give the same parts each time, or begin another recording")
        if len(parts) != len(self.names) and sum(part.size for part in parts) == self.size:
            # Cut in other pieces, they are the same numbers in the same order.
            return _cut(np.concatenate([part.reshape(-1) for part in parts]), self.sizes)
        if (total := sum(part.size for part in parts)) != self.size:
            if what != "params":
                raise ValueError(f"params has {self.size} numbers and {what} {total}; give one for each")
            raise ValueError(f"params has {total} numbers, and had {self.size}")
        for name, size, part in zip(self.names, self.sizes, parts, strict=True):
            if part.size != size:
                raise ValueError(f"{what} has {part.size} numbers in {name!r}, and had {size}")
        return parts


def arrays_of(what: str, values: Any) -> dict[str, NDArray[Any]]:
    """Return the arrays in a nest by the keys and places on the way to each, floats and whole numbers all of them.

    Raises
    ------
    ValueError
        If something else is among them, or a tensor holds no numbers.
    """
    found = tree_leaves(what, values) if is_tree(values) else dict(_leaves(values, ""))
    return {path: _as_array(what, path, leaf) for path, leaf in found.items()}


def _leaves(values: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield what a nest of lists and mappings holds, with the way to it."""
    if hasattr(values, "named_parameters"):
        values = dict(values.named_parameters())
    if values is None and path:
        # Layers without a bias, and parts that JAX leaves out.
        return
    if is_tensor(values) or isinstance(values, str | bytes | Number) or values is None:
        yield path, values
    elif isinstance(values, Mapping) and {"params", "lr"} <= values.keys():
        # A group of an optimizer's parameters; its settings are none of them.
        yield from _leaves(values["params"], path)
    elif isinstance(values, Mapping) or (hasattr(values, "items") and hasattr(values, "keys")):
        for key, value in values.items():
            yield from _leaves(value, f"{path}.{key}".removeprefix("."))
    elif isinstance(values, Iterable) and not hasattr(values, "__array__"):
        values = list(values)
        if _is_table(values):
            yield path, values
        else:
            for place, value in enumerate(values):
                yield from _leaves(value, f"{path}.{place}".removeprefix("."))
    else:
        yield path, values


def _is_table(values: list[Any]) -> bool:
    """Return whether a list is nothing but numbers, or rows of as many each."""
    if all(isinstance(value, Number) for value in values):
        return True
    rows = all(isinstance(value, list | tuple) and _is_table(list(value)) for value in values)
    return rows and len({np.shape(value) for value in values}) == 1


def is_tensor(value: Any) -> bool:
    """Return whether a value is a tensor of torch's kind: one that has to be detached from its history."""
    return hasattr(value, "detach")


def _as_array(what: str, path: str, leaf: Any) -> NDArray[Any]:
    """Return the numbers of a leaf, without a copy where its library lends them."""
    try:
        array = np.asarray(_lent(what, path, leaf))
    except (TypeError, RuntimeError):
        raise _wrong(what, path, leaf) from None
    if array.dtype.kind == "V" and array.dtype.name.startswith(NARROW):
        array = array.astype(np.float32)
    if array.dtype.kind == "c":
        array = np.ascontiguousarray(array)
        array = array.view(array.real.dtype).reshape(*array.shape, 2)
    if array.dtype.kind not in "fiub":
        raise _wrong(what, path, leaf)
    return array


def _lent(what: str, path: str, leaf: Any) -> Any:
    """Return a tensor on the processor, without its history, in floats that NumPy knows; all else as it is."""
    if not is_tensor(leaf):
        return leaf
    leaf = leaf.detach()
    try:
        # Most lend their numbers as they are; why others do not is looked into below.
        return leaf.numpy()
    except (AttributeError, TypeError, RuntimeError):
        pass
    if getattr(leaf, "is_meta", False):
        raise ValueError(
            f"{what}{f' {path!r}' if path else ''} is on the device meta and holds no numbers; load it first"
        )
    if getattr(leaf, "layout", None) is not None and not str(leaf.layout).endswith("strided"):
        leaf = leaf.to_dense()
    if str(getattr(leaf, "dtype", "")).rpartition(".")[2].startswith(NARROW):
        leaf = leaf.float()
    leaf = leaf.cpu()
    for resolve in ("resolve_conj", "resolve_neg"):
        leaf = getattr(leaf, resolve, lambda leaf=leaf: leaf)()
    return leaf


def _wrong(what: str, path: str, value: Any) -> ValueError:
    what = f"{what} {path!r}" if path else what
    return ValueError(f"{what} must be numbers, arrays or tensors, or a list or a dict of them, not {shown(value)}")


def _cut(flat: NDArray[Any], sizes: Iterable[int]) -> list[NDArray[Any]]:
    return np.split(flat, np.cumsum(list(sizes))[:-1])
