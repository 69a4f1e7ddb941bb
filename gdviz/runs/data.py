"""Points that a model is fitted to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Real
from typing import Any, Self, TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from gdviz.arguments import NAME, TEXT, check_fields, sequence, shown, taking
from gdviz.runs.preprocessing import Preprocessing, expand, monomials
from gdviz.wording import did_you_mean

Array = NDArray[np.float64]


# The square of a larger number, summed, would leave the range of float64.
LARGEST = 1e100
# A target with more different numbers than this is a measurement, not a label.
MOST_CLASSES = 50


_NAMES = sequence("a tuple of names", NAME.fits, "('hours',)")
KINDS = {"features": _NAMES, "target": TEXT, "classes": _NAMES, "name": TEXT}


class ColumnNames(TypedDict, total=False):
    """What arrays do not say of themselves; see `Data`."""

    features: tuple[str, ...]
    target: str
    classes: tuple[str, ...]
    name: str
    preprocessing: Preprocessing | None


@dataclass(frozen=True, eq=False)
class Data:
    """A table of n points: the inputs, what is to be predicted from them, and how both are called.

    Attributes
    ----------
    X, y
        Shapes (n, d) and (n,), float64 and read-only; where there are classes, y holds the labels 0 to k - 1.
    features, target
        The names of the d columns of X, all different, and of y.
    classes
        The names of the k labels, or () for a numeric target.
    name
        Of the set, for messages and titles.
    preprocessing
        How the columns of X came of those of a table, or None where they are these.
    notes
        Sentences on how a file was read, for whoever gave it.

    Raises
    ------
    ValueError
        If shapes and names do not fit together, or a value is not finite or beyond 1e100.

    Examples
    --------
    >>> hours, heights = [0.0, 1.0, 2.0], [1.0, 3.0, 5.2]
    >>> points = gdviz.Data.of(hours, heights, features=("hour",))
    >>> points.X.shape
    (3, 1)
    >>> run = gdviz.solve("line", data=points, steps=50, out="runs/line")
    """

    X: Array
    y: Array
    features: tuple[str, ...]
    target: str = "y"
    classes: tuple[str, ...] = ()
    name: str = "data"
    preprocessing: Preprocessing | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check the arrays against each other and the names, and lock them."""
        check_fields(self, KINDS)
        X, y = as_numbers("X", self.X), as_numbers("y", self.y)
        y = y.ravel() if y.shape[1:] == (1,) else y
        if X.ndim != 2 or y.shape != X.shape[:1] or not X.size:
            raise ValueError(f"{self.name} needs X of shape (n, d) and y of shape (n,), not {X.shape} and {y.shape}")
        for what, values in (("X", X), ("y", y)):
            if not np.isfinite(values).all() or np.abs(values).max() > LARGEST:
                raise ValueError(f"{self.name} needs finite numbers within {LARGEST:g} in {what}; it holds others")
        if len(self.features) != X.shape[1] or len(set(self.features)) != X.shape[1]:
            raise ValueError(
                f"{self.name} needs {X.shape[1]} different feature names, not {', '.join(self.features[:9])}"
            )
        if self.classes and not np.isin(y, np.arange(len(self.classes))).all():
            raise ValueError(f"{self.name} needs labels 0 to {len(self.classes) - 1} in y, one for each class")
        for field, values in (("X", X), ("y", y)):
            values.flags.writeable = False
            object.__setattr__(self, field, values)

    def travelling(self) -> Self:
        """Return it as it is: no part of it lies in a file."""
        return self

    @classmethod
    @taking()
    def of(cls, X: Any, y: Any, **names: Unpack[ColumnNames]) -> "Data":  # noqa: N803 (the field's name for the inputs)
        """Return the record of arrays X, shape (n,) or (n, d), and y, shape (n,) or (n, 1); see the class for `names`.

        A y of words becomes labels, with the classes in alphabetical order. Without `features`, columns are called as a
        data frame calls them, or else a lone one "x", and several "feature 1", "feature 2", ...

        Raises
        ------
        ValueError
            Besides the class's: for an X that holds no numbers, or a y that mixes words with what is none.
        """
        table = as_numbers("X", X)
        table = table[:, None] if table.ndim == 1 else table
        count = table.shape[-1] if table.ndim else 0
        called = [name for name in getattr(X, "columns", ()) if isinstance(name, str)]
        usual = ("x",) if count == 1 else tuple(f"feature {i + 1}" for i in range(count))
        names.setdefault("features", tuple(called) if len(called) == count else usual)
        target = getattr(y, "name", None)
        if isinstance(target, str):
            names.setdefault("target", target)
        labels, names["classes"] = _labels_of(y, tuple(names.get("classes", ())))
        return cls(table, labels, **names)

    @classmethod
    def recorded(cls, about: Mapping[str, Any], arrays: Mapping[str, Array]) -> "Data":
        """Return the points of a run, from what its manifest says of its problem, and its arrays X and y."""
        return cls.of(
            arrays["X"],
            arrays["y"],
            features=tuple(about["features"]),
            target=about["target"],
            classes=tuple(about["classes"]),
            preprocessing=Preprocessing.of(about),
        )

    def labelled(self) -> "Data":
        """Return the data with classes: as they are, or named by the few whole numbers that y holds.

        Raises
        ------
        ValueError
            If y holds fractions, or more than 50 different numbers.
        """
        if self.classes:
            return self
        values, labels = np.unique(self.y, return_inverse=True)
        if len(values) > MOST_CLASSES or (values != np.round(values)).any():
            raise ValueError(
                f"{self.target!r} of {self.name} is a measurement ({len(values)} different numbers), not a class"
            )
        return replace(self, y=labels.astype(np.float64), classes=tuple(f"{value:.17g}" for value in values))

    def expanded(self, degree: int) -> "Data":
        """Return the data with all monomials of the columns of X up to a degree, such as x, y, x^2, x y, y^2.

        Raises
        ------
        ValueError
            If the degree is less than 1, there would be more than 1000 columns, a power is beyond 1e100, or the columns
            were brought to scale before.
        """
        if degree == 1:
            return self
        if degree < 1:
            raise ValueError(f"the degree of the features must be 1 or more, not {degree}")
        if self.preprocessing is not None:
            raise ValueError(f"the columns of {self.name} are no longer those of a table; expand them first of all")
        names = monomials(self.features, degree)
        with np.errstate(over="ignore"):
            table = expand(self.X, degree)
        if not (np.abs(table) <= LARGEST).all():
            raise ValueError(
                f"{self.name} has numbers whose power of degree {degree} is beyond {LARGEST:g}; lower the degree"
            )
        return replace(self, X=table, features=names, preprocessing=Preprocessing(self.features, degree))

    def standardized(self) -> "Data":
        """Return the data with every column of X at mean 0 and standard deviation 1; y stays as it is.

        A monomial that is constant, such as the square of -1 and 1, becomes 0.

        Raises
        ------
        ValueError
            If a column is constant.
        """
        done = self.preprocessing or Preprocessing(self.features)
        spread = self.X.std(axis=0)
        flat = (np.ptp(self.X, axis=0) == 0) | ~(spread > 0)
        if done.degree > 1:
            flat[len(done.inputs) :], spread = False, np.where(flat, 1.0, spread)
        if flat.any():
            raise ValueError(
                f"{self.name}, column {self.features[int(flat.argmax())]!r} is constant and cannot be standardised; "
                "leave it out by naming the others with --x"
            )
        means = self.X.mean(axis=0)
        return replace(self, X=(self.X - means) / spread, preprocessing=done.scaled(means, spread))

    def columns(self, x: Sequence[str] | None, y: str | None) -> "Data":
        """Return the data with other inputs and target, each a name or a number from 1; the target is the last.

        Raises
        ------
        ValueError
            For an unknown column (with the nearest name), classes among the inputs, or columns that were expanded or
            brought to scale.
        """
        if self.preprocessing is not None:
            raise ValueError(f"the columns of {self.name} are no longer those of a table; choose from them first")
        inputs, output = choose((*self.features, self.target), x, y, where=self.name)
        last = len(self.features)
        if self.classes and output != last:
            inputs = [i for i in inputs if i != last] if x is None else inputs
            if last in inputs:
                raise ValueError(f"{self.name}, column {self.target!r} holds classes, which cannot be an input")
        table = np.column_stack([self.X, self.y])
        return replace(
            self,
            X=table[:, inputs],
            y=table[:, output],
            features=tuple((*self.features, self.target)[i] for i in inputs),
            target=(*self.features, self.target)[output],
            classes=self.classes if output == last else (),
        )


def same_arrays(one: Mapping[str, Array], other: Mapping[str, Array]) -> bool:
    """Return whether two sets of arrays have the same names, and the same numbers by them."""
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)


def as_numbers(name: str, values: Any) -> Array:
    """Return a new array of numbers, or raise ValueError that says what else was given."""
    try:
        found = np.asarray(values)
    except (TypeError, ValueError):
        found = np.array(None)
    if found.dtype.kind == "O" and all(isinstance(value, Real) for value in found.ravel().tolist()):
        # A column of a data frame, or whole numbers that no type of NumPy's holds.
        found = found.astype(np.float64)
    if found.dtype.kind == "O" and found.ndim == 2:
        for column, called in zip(found.T, getattr(values, "columns", range(1, found.shape[1] + 1)), strict=True):
            if not all(isinstance(value, Real) for value in column):
                raise ValueError(f"{name} must be numbers, and its column {called} is not; leave it out, or count it")
    if found.dtype.kind not in "fiub":
        kind = {"U": "words", "S": "words", "c": "complex numbers"}.get(found.dtype.kind, shown(values))
        raise ValueError(f"{name} must be numbers, a row for each point, not {kind}; for example {name}=[[1.0], [2.0]]")
    return np.array(found, dtype=np.float64)


def _labels_of(y: Any, classes: tuple[str, ...]) -> tuple[Any, tuple[str, ...]]:
    """Return y as numbers, with the classes as given; or words as labels, with their classes in alphabetical order."""
    found = np.asarray(y)
    if found.dtype.kind not in "OSU":
        return found, classes
    try:
        return found.astype(np.float64), classes
    except (TypeError, ValueError):
        words = [word.decode() if isinstance(word, bytes) else word for word in found.ravel().tolist()]
    if missing := [row for row, word in enumerate(words) if word is None or word != word]:
        raise ValueError(
            f"y has no label at row {missing[0] + 1}, and {len(missing)} such in all; leave out those rows"
        )
    if not all(isinstance(word, str) for word in words):
        raise ValueError("y holds something that is neither a number nor a word, or both; give all of one kind")
    classes = classes or tuple(sorted(set(words)))
    if strange := sorted(set(words) - {*classes}):
        raise ValueError(f"y holds {strange[0]!r}, which is not among the classes {', '.join(classes[:9])}")
    if len(classes) < 2:
        raise ValueError(f"y holds one class only, {classes[0]!r}; a classifier needs two")
    return np.array([float(classes.index(word)) for word in words]).reshape(found.shape), classes


def choose(columns: Sequence[str], x: Sequence[str] | None, y: str | None, *, where: str) -> tuple[list[int], int]:
    """Return the indices of the inputs and of the target among `columns`; by default the last is the target.

    Raises
    ------
    ValueError
        For an unknown column, one named twice, or none left for an input.
    """
    x = [x] if isinstance(x, str) else x
    target = len(columns) - 1 if y is None else _locate(columns, y, where)
    inputs = [i for i in range(len(columns)) if i != target] if x is None else [_locate(columns, i, where) for i in x]
    if not inputs:
        raise ValueError(f"{where} needs a column for x beside {columns[target]!r} for y")
    repeated = [columns[i] for k, i in enumerate(inputs) if i == target or i in inputs[:k]]
    if repeated:
        raise ValueError(f"{where}, column {repeated[0]!r} is asked for twice; name each column once in --x and --y")
    return inputs, target


def _locate(columns: Sequence[str], wanted: str | int, where: str) -> int:
    """Return the index of a column by its name, or else by its number from 1."""
    wanted = str(wanted).strip()
    if wanted in columns:
        return columns.index(wanted)
    if wanted.isascii() and wanted.isdecimal() and len(wanted) < 9 and 1 <= int(wanted) <= len(columns):
        return int(wanted) - 1
    shown = ", ".join(repr(name) for name in columns[:12]) + (", ..." if len(columns) > 12 else "")
    hint = did_you_mean(wanted, columns[:1000]) or f"choose from {shown}"
    raise ValueError(f"{where} has no column {wanted!r}; {hint} (numbers from 1 to {len(columns)} work too)")
