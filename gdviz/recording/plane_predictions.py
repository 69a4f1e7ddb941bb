"""What a model says all over the plane of its points, asked now and then while it is trained, and kept in its run."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.recording.layers import arrays_of
from gdviz.recording.trained import Trained
from gdviz.runs.data import Data
from gdviz.runs.hidden_units import varied_by_layer

Array = NDArray[np.float64]
# A function of points, shape (n, d).
Predict = Callable[[Array], Any]

# How often it is asked at most, and points along each side of the grid for scores and for hidden units.
MOST, GRID, UNIT_GRID = 64, 65, 33
# Of so many hidden layers at most units are noted, of so many units of each; in the run are those that vary most.
LAYERS, NOTED, UNITS = 3, 64, 8
# What lies beyond the points on each side, as a share of their range.
MARGIN = 0.08
# Probabilities are no nearer to 0 and 1, and scores no further from 0.
LEAST, SUREST = 1e-7, 1000.0


class PlanePredictions:
    """The predictions of a classifier of points in a plane, at every k-th step, where k doubles as they become many.

    Parameters
    ----------
    data
        Points of two features, or of monomials of two, with classes; any, where there is nothing to ask.
    predict
        Nothing to ask, None; or points as those of data.X, (n, d) -> labels (n,), as data.y or its classes' names have
        them; or of two classes one score or the probability of the second, (n,) or (n, 1); or a score or a probability
        for each, (n, k).
    hidden
        Points -> what hidden units say of them, (n, h), or of each of several layers, [(n, h1), (n, h2)]; or None.
    is_sure
        Whether it is known that the model predicts classes; else it is not asked again after an answer that is none.

    Attributes
    ----------
    data
        The points.
    """

    def __init__(
        self, data: Data | None, predict: Predict | None = None, hidden: Predict | None = None, *, is_sure: bool = True
    ) -> None:
        self.data, self._predict, self._hidden, self._is_sure = data, predict, hidden, is_sure
        self._stride, self._steps = 1, list[int]()
        self._answers: list[Array] = []
        self._units: list[NDArray[np.float16]] = []
        # How many units each layer has, and which layer those that are noted are of, and which of its units.
        self._widths, self._places = list[int](), np.empty((0, 2), int)
        self._has_news = False

    def ask(self, step: int) -> None:
        """Ask the model as it is now, if there is one and its turn has come.

        Raises
        ------
        ValueError
            If its answer tells no classes of the data's.
        """
        if self._predict is None or step % self._stride:
            return
        if len(self._steps) >= MOST:
            self._stride *= 2
            kept = [place for place, at in enumerate(self._steps) if at % self._stride == 0]
            self._steps, self._answers = [self._steps[i] for i in kept], [self._answers[i] for i in kept]
            self._units = [self._units[i] for i in kept] if self._units else []
            if step % self._stride:
                return
        self._note(step)

    def ask_last(self, step: int, *, has_failed: bool) -> None:
        """Ask the model as the last step left it, unless the loop failed."""
        if not has_failed and self._steps and self._steps[-1] < step:
            self._note(step)

    def _note(self, step: int) -> None:
        if self._predict is None:
            return
        try:
            found = self._answer(self._predict)
        except Exception:
            # What a model that was not meant for points makes of them may be any error.
            if self._is_sure:
                raise
            self._predict = None
            return
        if not np.isfinite(found).all():
            return
        self._steps.append(step)
        self._answers.append(found)
        self._has_news = True
        if self._hidden is not None:
            self._units.append(self._noted(self._hidden(self._points(UNIT_GRID))))

    def _noted(self, given: Any) -> NDArray[np.float16]:
        """Return what is noted of hidden units, a column for each: of layers at even distances the first units."""
        parts = [np.asarray(one, float) for one in arrays_of("hidden", given).values()]
        if any(len(one) != UNIT_GRID**2 for one in parts):
            raise ValueError(
                f"hidden is given {UNIT_GRID**2} points and must return a row for each, not "
                f"{' and '.join(str(one.shape) for one in parts)}"
            )
        layers = [one.reshape(UNIT_GRID**2, -1) for one in parts]
        self._widths = [one.shape[1] for one in layers]
        shown = np.unique(np.rint(np.linspace(0, len(layers) - 1, min(LAYERS, len(layers)))).astype(int))
        columns = [layers[place][:, :NOTED] for place in shown]
        units = [np.arange(one.shape[1]) for one in columns]
        self._places = np.concatenate(
            [np.column_stack([np.full(len(unit), place), unit]) for place, unit in zip(shown, units, strict=True)]
        )
        return np.concatenate(columns, axis=1).astype(np.float16)

    def _points(self, count: int) -> Array:
        """Return the points of a grid as the model takes them."""
        sides = [np.linspace(low, high, count) for low, high in self._box()]
        points = np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2)
        return points if self._data.preprocessing is None else self._data.preprocessing.apply(points)

    def _box(self) -> Array:
        """Return the box of the points, in the units of the table: ((x0, x1), (y0, y1))."""
        done, points = self._data.preprocessing, self._data.X
        points = points if done is None else done.undo(points)
        low, high = points.min(axis=0), points.max(axis=0)
        side = np.maximum(high - low, 1e-9)
        return np.stack([low - MARGIN * side, high + MARGIN * side], axis=-1)

    @property
    def _data(self) -> Data:
        if self.data is None:
            raise ValueError("there are no points to ask about")
        return self.data

    def _answer(self, predict: Predict) -> Array:
        """Return a number for each point, or one for each point and class."""
        given, names = predict(self._points(GRID)), self._data.classes
        count = len(names)
        plain = np.empty(0) if hasattr(given, "detach") else np.asarray(given)
        if plain.dtype.kind in "OSU" and all(isinstance(label, str) for label in plain.ravel().tolist()):
            return self._of_labels(plain.ravel().tolist())
        found = self._numbers(given)
        is_one = found.shape[1] == 1
        # Of two classes called 0 and 1, a column of labels is one of probabilities.
        if is_one and (count > 2 or names != ("0", "1")):
            labels = [float(value) for value in found[:, 0]]
            told = {f"{label:.17g}" for label in labels}
            if told <= {*names} or (count > 2 and told <= {str(place) for place in range(count)}):
                return self._of_labels(labels)
        if found.shape[1] not in ({1, 2} if count == 2 else {count}):
            wanted = "one or two numbers" if count == 2 else f"a label or {count} numbers"
            raise ValueError(
                f"predict gives {found.shape[1]} {'number' if is_one else 'numbers'} for each point, and there are "
                f"{count} classes; give {wanted} for each, or record(...) no predict"
            )
        return found.astype(np.float32)

    def _numbers(self, given: Any) -> Array:
        parts, count = list(arrays_of("predict", given).values()), GRID**2
        if len(parts) != 1 or len(parts[0]) != count:
            shape = parts[0].shape if len(parts) == 1 else f"{len(parts)} arrays"
            raise ValueError(f"predict is given {count} points and must return a row for each, not {shape}")
        return np.asarray(parts[0], dtype=np.float64).reshape(count, -1)

    def _of_labels(self, labels: list[Any]) -> Array:
        """Return probabilities of labels, which are sure: of the second of two classes, or of each."""
        names = list(self._data.classes)
        told = [label if isinstance(label, str) else f"{label:.17g}" for label in labels]
        if set(told) <= set(names):
            places = np.array([names.index(label) for label in told])
        elif any(isinstance(label, str) for label in labels):
            raise ValueError(f"predict tells {sorted(set(told) - set(names))[0]!r}, which is no class of data.y")
        else:
            places = np.array(labels).astype(np.intp)
        sure = np.eye(len(names), dtype=np.float32)[places]
        return sure[:, 1:] if len(names) == 2 else sure

    def news(self) -> dict[str, NDArray[Any]]:
        """Return the fields of the run if the model was asked since they were last returned, and else nothing."""
        return self.fields() if self._has_news else {}

    def fields(self) -> dict[str, NDArray[Any]]:
        """Return the fields of the run: where, when, and the scores; none where it was never asked."""
        self._has_news = False
        if not self._steps:
            return {}
        scores = np.clip(np.nan_to_num(_scores(np.stack(self._answers).astype(np.float64))), -SUREST, SUREST)
        shape = (len(self._steps), GRID, GRID, scores.shape[-1])
        found: dict[str, NDArray[Any]] = {
            f"boundary.{name}": np.linspace(low, high, GRID)
            for name, (low, high) in zip("xy", self._box(), strict=True)
        }
        found["boundary.step"] = np.array(self._steps)
        found["boundary.score"] = np.moveaxis(scores.reshape(shape), -1, 1).astype(np.float16)
        if self._units:
            chosen = np.concatenate(varied_by_layer(self._places[:, 0], self._units[-1].T.astype(np.float64), UNITS))
            units = np.nan_to_num(np.stack([one[:, chosen] for one in self._units]))
            shape = (len(self._steps), UNIT_GRID, UNIT_GRID, -1)
            found["boundary.hidden"] = np.moveaxis(units.reshape(shape), -1, 1)
            found["boundary.layer"], found["boundary.unit"] = self._places[chosen].T + 1
            found["boundary.width"] = np.array(self._widths)
        return found


def _scores(answers: Array) -> Array:
    """Return the log-odds of the second of two classes, or the logarithm of each class's probability.

    Numbers from 0 to 1, which sum to 1 where there are several, are probabilities; all others are scores.

    Parameters
    ----------
    answers
        Shape (S, n, c).
    """
    with np.errstate(all="ignore"):
        is_sum = answers.shape[-1] == 1 or np.allclose(answers.sum(axis=-1), 1, atol=1e-3)
        if is_sum and ((answers >= 0) & (answers <= 1)).all():
            shares = np.clip(answers, LEAST, 1 - LEAST)
            answers = np.log(shares) - (np.log1p(-shares) if answers.shape[-1] == 1 else 0.0)
        if answers.shape[-1] == 2:
            return answers[..., 1:] - answers[..., :1]
        if answers.shape[-1] == 1:
            return answers
        best = answers.max(axis=-1, keepdims=True)
        return answers - best - np.log(np.exp(answers - best).sum(axis=-1, keepdims=True))


def predictions_of(
    data: Data | None, source: Trained | None, predict: Predict | None, hidden: Predict | None
) -> PlanePredictions:
    """Return what asks a model of points, if it was told to or the model can be asked; else what asks nothing.

    Raises
    ------
    ValueError
        If it was told to, and the data are no classes of points in a plane.
    """
    if hidden is not None and predict is None and source is None:
        raise ValueError("hidden units belong to a model; say what it predicts too, as predict=function")
    asked = predict or getattr(source, "predict", None)
    try:
        labelled = _classes_in_plane(data) if asked is not None else data
    except ValueError:
        if predict is not None:
            raise
        return PlanePredictions(data)
    units = hidden or getattr(source, "hidden", None)
    return PlanePredictions(labelled, asked, units, is_sure=predict is not None)


def _classes_in_plane(data: Data | None) -> Data:
    """Return data with labels, of two features, or raise ValueError."""
    if data is None:
        raise ValueError("predict is asked about the plane of the points; give them too, as data=(X, y)")
    done = data.preprocessing
    columns = len(done.inputs) if done is not None and done.degree > 1 else data.X.shape[1]
    if columns != 2:
        raise ValueError(f"predict is asked about a plane, and the points have {columns} features; give two of them")
    return data.labelled()
