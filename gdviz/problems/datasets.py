"""What a model is fitted to: the record of a table of numbers, and the sets that have names.

A set is a function of the run's seed, registered with one line; those of the articles are the same for every seed, as
are the measured ones. A file of one's own comes through `load_data`, which reads it with gdviz.problems.table.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.registry import Registry, unknown

Array = NDArray[np.float64]

# The square of a larger number, summed, would leave the range of float64.
LARGEST = 1e100
# A target with more different numbers than this is a measurement, not a label.
MOST_CLASSES = 50


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

    Raises
    ------
    ValueError
        If shapes and names do not fit together, or a value is not finite or beyond 1e100.
    """

    X: Array
    y: Array
    features: tuple[str, ...]
    target: str = "y"
    classes: tuple[str, ...] = ()
    name: str = "data"

    def __post_init__(self) -> None:
        """Check the arrays against each other and the names, and lock them."""
        X, y = np.array(self.X, dtype=np.float64), np.array(self.y, dtype=np.float64)
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

    @classmethod
    def of(cls, X: Any, y: Any, **names: Any) -> "Data":  # noqa: N803 (the field's name for the inputs)
        """Return the record of arrays X, shape (n,) or (n, d), and y, shape (n,); see the class for `names`.

        Without `features`, a lone column is called "x", and several "feature 1", "feature 2", ...
        """
        table = np.asarray(X, dtype=np.float64)
        table = table[:, None] if table.ndim == 1 else table
        count = table.shape[-1] if table.ndim else 0
        names.setdefault("features", ("x",) if count == 1 else tuple(f"feature {i + 1}" for i in range(count)))
        return cls(table, y, **names)

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

    def standardized(self) -> "Data":
        """Return the data with every column of X at mean 0 and standard deviation 1; y stays as it is.

        Raises
        ------
        ValueError
            If a column is constant.
        """
        spread = self.X.std(axis=0)
        flat = (np.ptp(self.X, axis=0) == 0) | ~(spread > 0)
        if flat.any():
            raise ValueError(
                f"{self.name}, column {self.features[int(flat.argmax())]!r} is constant and cannot be standardised; "
                "leave it out by naming the others with --x"
            )
        return replace(self, X=(self.X - self.X.mean(axis=0)) / spread)

    def columns(self, x: Sequence[str] | None, y: str | None) -> "Data":
        """Return the data with other inputs and target, each a name or a number from 1; the target is the last.

        Raises
        ------
        ValueError
            For an unknown column (with the nearest name), or classes among the inputs.
        """
        from gdviz.problems.table import choose

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


DATASETS: Registry[Callable[[int], Data]] = Registry("dataset")


def dataset(name: str) -> Callable[[Callable[[int], Data]], Callable[[int], Data]]:
    """Return a decorator that files a function from a seed to Data under `name`."""
    return lambda make: DATASETS.add(name, make)


def load_data(
    source: str, *, x: Sequence[str] | None = None, y: str | None = None, standardize: bool = False, seed: int = 0
) -> Data:
    """Return the data called `source`: a registered set, or else a CSV file.

    Parameters
    ----------
    source
        A name in DATASETS; anything else with a dot or a slash, or that exists, is the path of a file.
    x, y
        The inputs and the target, by name or number from 1; by default y is the last column and x all others.
    standardize
        Bring every input to mean 0 and standard deviation 1.
    seed
        For the sets that are drawn at random.

    Raises
    ------
    ValueError
        For a name that is neither (with the nearest), or a table that cannot be read: see gdviz.problems.table.
    """
    from gdviz.problems.table import read_csv

    if source in DATASETS:
        data = DATASETS[source](seed)
        data = data if x is None and y is None else data.columns(x, y)
        return data.standardized() if standardize else data
    if any(mark in source for mark in (".", "/", os.sep)) or (0 < len(source) < 256 and Path(source).exists()):
        return read_csv(source, x, y, standardize=standardize)
    raise ValueError(f"{unknown('dataset', source, DATASETS)}; a file of your own is given by its path, as in ./my.csv")


@dataset("article-a")
def article_a(seed: int) -> Data:
    """Return two blobs of 250 points, from Gradient descent with Python (PyImageSearch, 2016)."""
    from sklearn.datasets import make_blobs

    X, y = make_blobs(n_samples=250, n_features=2, centers=2, cluster_std=1.05, random_state=20)
    return Data.of(X, y, target="class", classes=("class 0", "class 1"), name="article-a")


@dataset("article-b")
def article_b(seed: int) -> Data:
    """Return 150 points about y = 3.2 x, noise of sd 10, from Gradient Descent Explained (M. Capel, 2020)."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(0.0, 100.0, 150)
    return Data.of(x, 3.2 * x + rng.normal(0.0, 10.0, 150), name="article-b")


@dataset("article-c")
def article_c(seed: int) -> Data:
    """Return seven points on y = 0.5 x + 5, from Gradient descent and Numpy implementation."""
    x = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0])
    return Data.of(x, 0.5 * x + 5, name="article-c")


@dataset("article-d")
def article_d(seed: int) -> Data:
    """Return 100 noisy points about a line, from An Introduction to Gradient Descent in Python (2015)."""
    from sklearn.datasets import make_regression

    X, y = make_regression(n_samples=100, n_features=1, n_informative=1, noise=10, random_state=2015)
    return Data.of(X, y, name="article-d")


@dataset("sine")
def sine(seed: int) -> Data:
    """Return 40 points on one turn of a sine, noise of sd 0.2: the classic for fitting polynomials."""
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(0.0, 1.0, 40))
    return Data.of(x, np.sin(2 * np.pi * x) + rng.normal(0.0, 0.2, 40), name="sine")


def _drawn(make: str, **options: Any) -> Callable[[int], Data]:
    """Return a function from a seed to points in a plane that scikit-learn draws."""

    def draw(seed: int) -> Data:
        from sklearn import datasets

        X, y = getattr(datasets, f"make_{make}")(random_state=seed, **options)
        return Data.of(X, y, target="class", classes=tuple(f"class {int(label)}" for label in np.unique(y)), name=make)

    draw.__doc__ = f"Return scikit-learn's make_{make}: {', '.join(f'{k}={v}' for k, v in options.items())}."
    return draw


def _measured(name: str, load: str, target: str, **options: Any) -> Callable[[int], Data]:
    """Return a function to a measured set that comes with scikit-learn; it is the same for every seed."""

    def fetch(seed: int) -> Data:
        from sklearn import datasets

        found = getattr(datasets, f"load_{load}")(**options)
        classes = tuple(str(label) for label in found.get("target_names", ()))
        return Data(found.data, found.target, tuple(map(str, found.feature_names)), target, classes, name)

    fetch.__doc__ = f"Return scikit-learn's {name} data."
    return fetch


dataset("blobs")(_drawn("blobs", n_samples=240, centers=3, cluster_std=1.5))
dataset("moons")(_drawn("moons", n_samples=200, noise=0.15))
dataset("circles")(_drawn("circles", n_samples=200, noise=0.1, factor=0.4))
dataset("classification")(
    _drawn("classification", n_samples=200, n_features=2, n_redundant=0, n_informative=2, n_clusters_per_class=1)
)
dataset("iris")(_measured("iris", "iris", "species"))
dataset("wine")(_measured("wine", "wine", "cultivar"))
dataset("breast-cancer")(_measured("breast-cancer", "breast_cancer", "diagnosis"))
dataset("diabetes")(_measured("diabetes", "diabetes", "progression", scaled=False))
