"""Recording a training loop of one's own, so that pictures can be drawn of it as of any run.

The loop says where it is before each of its updates. A row of the run is complete once it says where that led.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdviz.arguments import NAME, NUMBER, NUMBERS, PLACE, TEXT, WHOLE, Accepted, sequence, taking
from gdviz.landscapes.sampling import SAMPLES, Footprint, box_around, survey
from gdviz.recording.values import Loss, as_number, as_vector, of_many
from gdviz.registry import unknown
from gdviz.runs.data import Data, as_numbers
from gdviz.runs.divergence import bounds
from gdviz.runs.models import MODELS
from gdviz.runs.preprocessing import ENTRY
from gdviz.runs.writer import RunWriter

Array = NDArray[np.float64]

FEWEST, MOST = 17, 1025
# What belongs to the update from a state, and not to the state.
LEADING = ("gradient", "update", "learning_rate")


@taking(
    out=PLACE,
    loss=Accepted("a function of the parameters", callable, "lambda p: (p**2).sum()").or_none,
    domain=NUMBERS.or_none,
    samples=WHOLE,
    title=TEXT,
    optimizer=NAME,
    lr=NUMBER.or_none,
    parameters=sequence("a list of names", NAME.fits, "['w', 'b']"),
    data=Accepted(
        "points, as (X, y) or as gdviz.Data.of(X, y) makes them",
        lambda value: isinstance(value, Data) or (isinstance(value, tuple | list) and len(value) == 2),
    ).or_none,
    model=NAME,
    every=WHOLE,
)
def record(
    out: str | Path,
    *,
    loss: Loss | None = None,
    domain: Sequence[float] | None = None,
    samples: int = SAMPLES,
    title: str = "Training run",
    optimizer: str = "",
    lr: float | None = None,
    parameters: Sequence[str] = (),
    minima: ArrayLike = (),
    data: Data | tuple[ArrayLike, ArrayLike] | None = None,
    model: str = "function",
    every: int = 1,
) -> "Recording":
    """Record a training loop of your own: a context whose `step` you call before each update.

    The run that it leaves in `out` is like one that `gdviz.solve` made: `gdviz.load` opens it, and every figure and
    scene that finds in it what it shows can draw it. An exception, an interrupt or the end of the process leaves the
    rows up to there.

    Parameters
    ----------
    out
        The run's directory. A run that is there is replaced once rows of the new one are on disk; what is not gdviz's
        is refused.
    loss
        f, a function of the parameters as one vector of shape (D,), or of many of shape (..., D) at once. With it the
        landscape around the path is sampled when the loop ends, and `step` needs no loss. Without it there is no
        landscape to draw on; the loss, and what belongs to the data, can still be drawn.
    domain
        Low and high of each of one or two parameters in turn, such as (-2, 2, -1, 3): the box to sample, which is
        widened where the path leaves it. Without it the box is the path's own. With more than two parameters the
        plane of the path's two leading principal components is sampled.
    samples
        Points along each side of the landscape, 17 to 1025; where f is slow, 73 are a sixteenth of the work.
    title, optimizer, lr
        The names of the problem and of the method in pictures, and its learning rate, if it has one.
    parameters
        The D names, as axes are labelled.
    minima
        Known minimisers, shape (K, D), which pictures ring.
    data
        The points that are fitted: arrays or data frames X (n,) or (n, d) and y (n,) or (n, 1), of numbers or words, or
        a record made by `gdviz.Data.of`, which names them.
    model
        What the parameters are of `data`, for the figures that show it: "line" (intercept, slope), "slope" (of a line
        through the origin), "linear" (intercept, then a weight for each column of X), "polynomial" (powers 0, 1, ... of
        x brought from its range to [-1, 1]) or "linear classifier" (bias, then a weight for each column of X); else
        "function".
    every
        Record every so many steps; the last is always recorded.

    Raises
    ------
    ValueError
        For a value out of range, or names and shapes that do not fit together.

    Examples
    --------
    >>> import numpy as np
    >>> def bowl(p):
    ...     return p[0] ** 2 + 4 * p[1] ** 2
    >>> p = np.array([2.0, 1.0])
    >>> with gdviz.record("runs/mine", loss=bowl, lr=0.1) as run:
    ...     for _ in range(30):
    ...         gradient = np.array([2 * p[0], 8 * p[1]])
    ...         _ = run.step(p, gradient=gradient)
    ...         p = p - 0.1 * gradient
    >>> gdviz.load("runs/mine").params.shape
    (30, 2)
    """
    known = [name for name, one in MODELS.items() if one.recordable]
    if model not in known:
        raise unknown("model", model, known, show_all=True)
    if lr is not None and not (np.isfinite(lr) and lr > 0):
        raise ValueError(f"the learning rate must be a positive number, not {lr!r}; leave it out where there is none")
    if not FEWEST <= samples <= MOST:
        raise ValueError(f"samples must be a whole number from {FEWEST} to {MOST}, not {samples!r}; try samples=73")
    if every < 1:
        raise ValueError(f"every must be a whole number of 1 or more, not {every!r}; try every=10")
    box = None if domain is None else np.asarray(domain, dtype=np.float64).ravel()
    if box is not None and loss is None:
        raise ValueError("the domain is the box where the loss is sampled; give the function too, as loss=...")
    if box is not None and not (box.size in (2, 4) and np.isfinite(box).all() and (box[::2] < box[1::2]).all()):
        raise ValueError(f"the domain is low, high of one or two parameters, not {domain}; try domain=(-2, 2, -2, 2)")
    points = data if data is None or isinstance(data, Data) else Data.of(*data)
    if points is None and MODELS[model].kind != "function":
        raise ValueError(f"a {model} is fitted to points; give them as data=(X, y)")
    if points is not None and MODELS[model].kind == "classifier":
        points = points.labelled()
    done = {ENTRY: points.preprocessing.entry()} if points and points.preprocessing else {}
    about = {
        "problem": {
            "name": re.sub(r"\W+", "-", title.lower()).strip("-") or "training-run",
            "title": title,
            "parameters": list(parameters),
            "model": model,
            "minima": as_numbers("minima", minima).tolist(),
            "features": list(points.features) if points else [],
            "target": points.target if points else "",
            "classes": list(points.classes) if points else [],
            **done,
        },
        "optimizer": {"name": optimizer, "title": optimizer, "lr": lr or 0.0},
        "every": every,
    }
    sides = None if box is None else box.reshape(-1, 2)
    return Recording(Path(out), about, points, lr=lr, loss=loss, domain=sides, samples=samples)


class Recording:
    """A run that a loop of one's own is writing: made by `record`, and a context.

    Attributes
    ----------
    path
        The run's directory.
    """

    def __init__(
        self,
        path: Path,
        about: dict[str, Any],
        data: Data | None,
        *,
        lr: float | None,
        loss: Loss | None,
        domain: Array | None,
        samples: int,
    ) -> None:
        self.path = path
        self._about, self._data, self._lr = about, data, lr
        self._loss, self._domain, self._samples = loss, domain, samples
        self._recorder: RunWriter | None = None
        self._footprint = Footprint()
        self._row: dict[str, Any] = {}
        self._ended = False

    def __enter__(self) -> Self:
        return self

    def step(
        self, params: Any, loss: Any = None, *, gradient: Any = None, lr: float | None = None, **metrics: Any
    ) -> bool:
        """Record where the loop is, before its next update, and return whether all complete rows are on disk.

        They are written when the context is left, and before that whenever a second has gone by or 1024 rows wait.
        Which of gradient, lr and metrics are recorded, the first call decides. Where parameters are not finite the
        recording ends, though the loop may go on.

        Parameters
        ----------
        params
            theta_t: a number, an array, a tensor, or several of them in a list or a dict, or as `model.parameters()`
            gives them; laid end to end they are D numbers.
        loss
            f(theta_t); by default worked out by the function that `record` was given.
        gradient
            What the update from here uses, in the same form as `params`.
        lr
            The learning rate of that update; by default the one that `record` was given.
        metrics
            Other numbers at theta_t by their names, such as accuracy=0.93.

        Raises
        ------
        ValueError
            If a shape changes, or something is left out that was there before, or comes anew.
        """
        if self._ended:
            raise ValueError(f"the recording of {self.path} has ended; call step inside its with block")
        if self._row and not np.isfinite(self._row["params"]).all():
            return True
        theta = as_vector("params", params)
        if loss is None and self._loss is None:
            raise ValueError("say what the loss is, step(params, loss), or how to find it, record(..., loss=function)")
        value = self._loss(theta) if loss is None and self._loss else loss
        row: dict[str, Any] = {"params": theta, "loss": as_number("loss", value)}
        row |= {f"metric.{name}": as_number(name, metric) for name, metric in metrics.items()}
        row |= {} if gradient is None else {"gradient": as_vector("gradient", gradient)}
        rate = self._lr if lr is None else lr
        row |= {} if rate is None else {"learning_rate": as_number("lr", rate)}
        row |= {"update": np.zeros_like(theta), "step": self._row.get("step", -1) + 1}
        if "gradient" in row and row["gradient"].shape != theta.shape:
            raise ValueError(f"params has {theta.size} numbers and gradient {row['gradient'].size}; give one for each")
        with np.errstate(all="ignore"):
            if self._recorder is None:
                self._begin(row)
            else:
                self._go_on(self._recorder, row)
            self._note(row)
        return self._written

    def _begin(self, row: dict[str, Any]) -> None:
        """Begin the run, now that it is known how many parameters there are."""
        about, size = self._about["problem"], len(row["params"])
        minima = np.asarray(about["minima"], dtype=np.float64)
        if about["parameters"] and len(about["parameters"]) != size:
            raise ValueError(f"params has {size} numbers, and parameters has {len(about['parameters'])} names")
        if minima.size and minima.shape[1:] != (size,):
            raise ValueError(f"params has {size} numbers, and minima is of shape {minima.shape}; give (K, {size})")
        if self._domain is not None and len(self._domain) != size:
            again = f"give {2 * size} numbers" if size < 3 else "leave it out, and the plane of the path is sampled"
            raise ValueError(f"params has {size} numbers, and domain is for {len(self._domain)}; {again}")
        data = self._data
        wanted = MODELS[about["model"]].size(data.X.shape[1]) if data else None
        if wanted not in (None, size):
            raise ValueError(f"params has {size} numbers, and a {about['model']} of these points has {wanted}")
        self._about["optimizer"]["lr"] = float(row.get("learning_rate", 0.0))
        state = {name: value for name, value in row.items() if name not in LEADING}
        leads = {name: value for name, value in row.items() if name in LEADING}
        fixed = {"data.X": data.X, "data.y": data.y} if data else {}
        self._recorder = RunWriter.create(self.path, self._about, state=state, step=leads, fixed=fixed)
        self._is_in_bounds = bounds(row["loss"], row["params"])
        self._fate, self._written = "", True

    def _go_on(self, recorder: RunWriter, row: dict[str, Any]) -> None:
        """Complete the row before with the state that it led to."""
        before, t = self._row, row["step"]
        if changed := sorted(before.keys() ^ row.keys()):
            name = changed[0].removeprefix("metric.")
            raise ValueError(
                f"step {t} {'comes with' if changed[0] in row else 'lacks'} {name}; give the same each time"
            )
        if row["params"].shape != before["params"].shape:
            raise ValueError(f"params has {row['params'].size} numbers at step {t}, and had {before['params'].size}")
        before["update"] = row["params"] - before["params"]
        self._due = {**row, **{name: before[name] for name in LEADING if name in before}}
        if t % self._about["every"] == 0:
            self._written = recorder.append(self._due)

    def _note(self, row: dict[str, Any]) -> None:
        """Keep in mind the row that the next call completes."""
        self._row = row
        self._footprint.add(row["params"], row["loss"])
        if self._is_in_bounds(row["loss"], row["params"]):
            self._fate = ""
        elif not self._fate:
            self._fate = f"diverged at step {row['step']}: loss {row['loss']:.3g}"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write all rows and how it ended; then the landscape, unless the loop failed."""
        self._ended = True
        recorder, t = self._recorder, self._row.get("step", 0)
        if recorder is None:
            if kind is None:
                raise ValueError(f"the loop did not call step(params, loss) once, so there is no run in {self.path}")
            return
        with recorder:
            if t % self._about["every"]:
                recorder.append(self._due)
            if self._fate:
                recorder.finish("diverged", self._fate)
            elif kind is None:
                recorder.finish("max_steps", f"the loop ended after {t} {'step' if t == 1 else 'steps'}")
            else:
                by = "interrupted" if kind is KeyboardInterrupt else f"ended by {kind.__name__}"
                recorder.finish("interrupted", f"{by} at step {t}")
            points = self._footprint.points
            points = points[np.isfinite(points).all(axis=1)]
            if self._loss is not None and len(points) and kind in (None, KeyboardInterrupt):
                recorder.keep(self._surface(self._loss, points))

    def _surface(self, loss: Loss, points: Array) -> dict[str, Array]:
        """Return the fields of the landscape around where the loop has been."""
        value = of_many(loss, points[0])
        sides = box_around(points, None) if self._domain is None else self._domain
        return survey(value, points, sides, samples=self._samples).fields()
