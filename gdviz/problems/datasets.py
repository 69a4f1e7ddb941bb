"""What a model is fitted to: the record of a table of numbers, and the sets that have names.

A set is a function of the run's seed, registered with one line; those of the articles are the same for every seed, as
are the measured ones. A file of one's own comes through `load_data`, which reads it with gdviz.problems.table.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.arguments import FLAG, NAME, WHOLE, WORDS, Accepted, sequence, taking
from gdviz.registry import Registry, unknown
from gdviz.runs.data import Data
from gdviz.runs.given_data import DATA, data_of

Array = NDArray[np.float64]
SOURCE = Accepted(
    f"the name of a data set, the path of a file, or {DATA.said}",
    lambda value: isinstance(value, str | os.PathLike) or DATA.fits(value),
    "'moons'",
)
COLUMN = Accepted("a column's name or number", lambda value: NAME.fits(value) or WHOLE.fits(value), "'price'")
COLUMNS = Accepted(
    "a list of columns, by name or number",
    lambda value: NAME.fits(value) or sequence("", COLUMN.fits).fits(value),
    "['area', 'bedrooms']",
)

DATASETS: Registry[Callable[[int], Data]] = Registry("dataset")


def dataset(name: str) -> Callable[[Callable[[int], Data]], Callable[[int], Data]]:
    """Return a decorator that files a function from a seed to Data under `name`."""
    return lambda make: DATASETS.add(name, make)


@taking(
    source=SOURCE,
    x=COLUMNS.or_none,
    y=COLUMN.or_none,
    degree=WHOLE,
    standardize=FLAG,
    seed=WHOLE,
    names=WORDS.or_none,
    clean=FLAG,
    drop_missing=FLAG,
)
def load_data(
    source: Any,
    *,
    x: Sequence[str] | None = None,
    y: str | None = None,
    degree: int = 1,
    standardize: bool = False,
    seed: int = 0,
    names: Sequence[str] | None = None,
    clean: bool = False,
    drop_missing: bool = False,
) -> Data:
    """Return the data that `source` says: a registered set, a table of text, such as a CSV file, or numbers at hand.

    Parameters
    ----------
    source
        A name in DATASETS; other text with a dot or a slash, or that exists, is the path of a file. Or a pair (X, y), a
        data frame, a Bunch of scikit-learn's, or Data.
    x, y
        The inputs and the target, by name or number from 1; by default y is the last column and x all others.
    degree
        Take all monomials of the inputs up to this degree instead of them, their products among them: x, y, x^2, x y,
        y^2. Of the inputs as they are: it is done before they are standardised.
    standardize
        Bring every input, or monomial, to mean 0 and standard deviation 1.
    seed
        For the sets that are drawn at random.
    names, clean, drop_missing
        Of a file: names for its columns; strip units from its numbers; leave out rows where a value is missing. See
        gdviz.problems.table.

    Raises
    ------
    ValueError
        For a name that is neither (with the nearest), a table that cannot be read (see gdviz.problems.table), or more
        than 1000 monomials.

    Examples
    --------
    >>> points = gdviz.load_data(([1.0, 2.0, 3.0], [2.0, 4.1, 5.9]))
    >>> gdviz.load_data("iris").features[0]
    'sepal length (cm)'
    """
    is_text = isinstance(source, str | os.PathLike)
    source = str(source) if is_text else source
    if (not is_text or source in DATASETS) and (names or clean or drop_missing):
        what = source if is_text else "what is at hand"
        raise ValueError(f"{what} is no file; names, clean and drop_missing are for tables of your own")
    if not is_text:
        data = data_of(source, x, y)
    elif source in DATASETS:
        data = DATASETS[source](seed)
        data = data if x is None and y is None else data.columns(x, y)
    elif any(mark in source for mark in (".", "/", os.sep)) or (0 < len(source) < 256 and Path(source).exists()):
        from gdviz.problems.table import read_csv

        data = read_csv(source, x, y, names=names, clean=clean, drop_missing=drop_missing)
    else:
        instead = "a file of your own is given by its path, as in ./my.csv"
        raise ValueError(f"{unknown('dataset', source, DATASETS)}; {instead}")
    data = data.expanded(degree)
    return data.standardized() if standardize else data


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


@dataset("exam")
def exam(seed: int) -> Data:
    """Return the hours that 20 students learned and whether they passed, from Wikipedia's Logistic regression."""
    failed = (0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5)
    passed = (1.75, 2.25, 2.75, 3.25, 4, 4.25, 4.5, 4.75, 5, 5.5)
    y = np.repeat([0.0, 1.0], [len(failed), len(passed)])
    names: dict[str, Any] = {"features": ("hours",), "target": "result", "classes": ("failed", "passed")}
    return Data.of((*failed, *passed), y, name="exam", **names)


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
