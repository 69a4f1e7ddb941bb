"""Points as they are given in Python: two arrays, a data frame, or a set of scikit-learn's."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gdviz.arguments import Accepted
from gdviz.runs.data import Data, choose

DATA = Accepted(
    "points: a pair (X, y), a data frame, a Bunch of scikit-learn's, or what gdviz.Data.of makes",
    lambda value: isinstance(value, Data) or _is_frame(value) or _is_bunch(value) or _is_pair(value),
    "(X, y)",
)


def data_of(given: Any, x: Sequence[str] | None = None, y: str | None = None) -> Data:
    """Return points that are given in any of these ways.

    Parameters
    ----------
    given
        A pair (X, y); a data frame, of pandas or like it; a Bunch of scikit-learn's, which names its columns and
        classes; or Data.
    x, y
        Of a data frame or Data: the inputs and the target, by name or number from 1; by default y is the last column.

    Raises
    ------
    ValueError
        For columns that are no numbers or not there, or shapes that do not fit.
    """
    if _is_frame(given):
        names = [str(name) for name in given.columns]
        inputs, target = choose(names, x, y, where="the data frame")
        columns = list(given.columns)
        table = given[[columns[place] for place in inputs]]
        features = tuple(names[place] for place in inputs)
        return Data.of(table, given[columns[target]], features=features, target=names[target])
    found = given if isinstance(given, Data) else _of_bunch(given) if _is_bunch(given) else Data.of(*given)
    return found if x is None and y is None else found.columns(x, y)


def _of_bunch(bunch: Mapping[str, Any]) -> Data:
    """Return a set of scikit-learn's, with the names that it has for columns and classes."""
    labels = np.asarray(bunch["target"])
    names: dict[str, Any] = {}
    if len(columns := tuple(map(str, bunch.get("feature_names", ())))) == np.shape(bunch["data"])[-1]:
        names["features"] = columns
    called = bunch.get("target_names")
    classes = () if called is None or isinstance(called, str) else tuple(map(str, called))
    # Of measurements it may name the target there.
    if len(classes) > 1 and labels.dtype.kind in "iu" and labels.ndim == 1 and labels.max() < len(classes):
        names["classes"] = classes
    elif len(classes) == 1:
        names["target"] = classes[0]
    return Data.of(bunch["data"], bunch["target"], **names)


def _is_frame(value: Any) -> bool:
    return hasattr(value, "columns") and hasattr(value, "shape") and hasattr(value, "__getitem__")


def _is_bunch(value: Any) -> bool:
    return isinstance(value, Mapping) and {"data", "target"} <= value.keys()


def _is_pair(value: Any) -> bool:
    return isinstance(value, tuple | list) and len(value) == 2
