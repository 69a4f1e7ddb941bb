"""A run that somebody else's training is writing: what is said of each step, and what becomes of it.

The training says where it is before each of its updates. A row of the run is complete once it says where that led.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.sampling import Footprint
from gdviz.recording.aftermath import Aftermath
from gdviz.recording.keeping import MANY, SomeLayers, Whole, keeping_of, kept_of_row, kept_of_state
from gdviz.recording.layers import Layers
from gdviz.recording.live import LivePicture
from gdviz.recording.path_plane import PathPlane, rewritten
from gdviz.recording.plane_predictions import PlanePredictions
from gdviz.recording.rows import LEADING, Row, RowPlaces, check_like_before, row_of_state, row_of_update
from gdviz.recording.sizes import check_sizes
from gdviz.recording.sources import found_at, unpacked
from gdviz.recording.surroundings import path_on_disk, samples_of, surroundings
from gdviz.recording.trained import Trained
from gdviz.recording.values import Loss
from gdviz.runs.data import Data
from gdviz.runs.run import load
from gdviz.runs.writer import RunWriter

Array = NDArray[np.float64]
Kind = type[BaseException] | None


class Recording:
    """A run that a training is writing: made by `gdviz.record`, and a context.

    Attributes
    ----------
    path
        The run's directory.
    saved
        How many steps are on disk, so that they outlive the process.
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
        samples: int | None,
        keep: str | Sequence[str] | None,
        snapshots: int,
        source: Trained | None,
        predictions: PlanePredictions,
        live: Path | None = None,
    ) -> None:
        self.path, self.saved = path, 0
        self._about, self._data, self._lr = about, data, lr
        self._loss, self._domain, self._samples = loss, domain, samples
        self._keep, self._snapshots, self._source, self._predictions = keep, snapshots, source, predictions
        self._live = LivePicture(path, live) if live else None
        self._recorder: RunWriter | None = None
        self._footprint = Footprint()
        self._row: Row = {"step": -1}
        self._said: tuple[Any, Any] = (None, None)
        self._aftermath, self._began, self._ended = Aftermath(), False, False
        self._rate: float | None = None
        self._has_schedule = False

    def __enter__(self) -> Self:
        if self._began:
            raise ValueError(f"the recording of {self.path} is one, and has begun; make another by gdviz.record")
        self._began = True
        if self._source is not None:
            self._source.attach(self.note, self._settle)
        return self

    def step(
        self,
        params: Any = None,
        loss: Any = None,
        *,
        gradient: Any = None,
        lr: Any = None,
        state: Any = None,
        **metrics: Any,
    ) -> None:
        """Record where the training is, before its next update.

        Rows are written when the context is left, and before that whenever a second has gone by or many wait; `saved`
        says how many steps are on disk. Which of gradient and rate are recorded, the first call decides. Where
        parameters are not finite the recording ends, though the training may go on.

        Parameters
        ----------
        params
            theta_t: a number, an array, a tensor, a fitted estimator of scikit-learn's, a result of SciPy's, or several
            of them in a nest of lists and mappings, or as `model.parameters()` gives them; laid end to end they are D
            numbers. Names and shapes are those of the first call, and later ones are matched with them by name. By
            default those of the model that `record` was given.
        loss
            f(theta_t); by default worked out by the function that `record` was given.
        gradient
            What the update from here uses, in the same form as `params`; by default that of the model's tensors.
        lr
            The learning rate of that update, or a list of those of several groups of parameters; by default that of the
            optimizer that `record` was given, or its number.
        state
            The optimizer's state as it is before that update, by name: numbers, or what has the form of `params`; or
            that of an optax optimizer as it is; by default that of the optimizer that `record` was given.
        metrics
            Other numbers at theta_t by their names, such as accuracy=0.93; any of them may be left out at any step.

        Raises
        ------
        ValueError
            If a shape changes, or a gradient or a rate is left out that was there before, or comes anew.
        """
        if self._ended:
            raise ValueError(f"the recording of {self.path} has ended; call step inside its with block")
        if not self._began:
            raise ValueError(f"call step inside a block, `with gdviz.record({str(self.path)!r}) as run:`")
        if self._source is not None and self._source.is_attached:
            raise ValueError(
                "attach=True records each of the optimizer's steps by itself; leave out the calls of step, or attach"
            )
        self._record(params, loss, metrics, gradient=gradient, lr=lr, state=state)

    def note(self, loss: Any = None, metrics: Mapping[str, Any] | None = None, *, is_unknown: bool = False) -> None:
        """Record a step of the model that `record` was given, as those do that follow its training from outside.

        Parameters
        ----------
        loss
            The loss there; by default what the function says that `record` was given.
        metrics
            Other numbers there, by any names.
        is_unknown
            Whether only such a function says what the loss is; else it is none, NaN.
        """
        self._record(None, loss, metrics or {}, is_unknown=is_unknown)

    def _record(
        self,
        params: Any,
        loss: Any,
        metrics: Mapping[str, Any],
        *,
        gradient: Any = None,
        lr: Any = None,
        state: Any = None,
        is_unknown: bool = False,
    ) -> None:
        """Record a step, whoever says it; see `step`."""
        source, is_unknown = self._source, is_unknown and self._loss is None
        if self._aftermath.is_over or (source and source.is_trial()):
            return
        params, loss, gradient, state = unpacked(params, np.nan if is_unknown else loss, gradient, state)
        self._said = gradient, lr
        if params is None:
            params, gradient, state = found_at(source, gradient, state)
        if self._recorder is None:
            self._layers = Layers.of("params", params)
            self._place = RowPlaces(self._layers).next
        t = self._row["step"] + 1
        row: Row = {"step": t}
        if self._is_due(t):
            row |= row_of_state(self._layers, params, loss, metrics, self._place(), self._loss, source)
        if self._is_noted(t):
            row |= row_of_update(self._layers, gradient, lr, fixed=self._lr, source=source)
        with np.errstate(all="ignore"):
            if self._recorder is None:
                self._begin(row)
            else:
                self._go_on(self._recorder, row, state or {})
            self._note(row, is_unknown=is_unknown)
        self._predictions.ask(t)

    def _settle(self) -> None:
        """Take rates and gradient as they are now that the update begins: clipped, unscaled, or set meanwhile."""
        (gradient, lr), t = self._said, self._row["step"]
        if self._recorder is not None and self._is_noted(t):
            found = self._source.gradient() if self._source is not None and gradient is None else gradient
            with np.errstate(all="ignore"):
                self._row |= row_of_update(self._layers, found, lr, fixed=self._lr, source=self._source)

    def callback(self, x: Any = None, *rest: Any, intermediate_result: Any = None, **named: Any) -> None:
        """Record an iterate: what SciPy's minimizers, in all their forms of it, call after each iteration.

        Trained: the parameter `callback` of scipy.optimize.minimize, differential_evolution, dual_annealing, root, ...
        """
        self.step(x if intermediate_result is None else intermediate_result)

    @property
    def is_noted_next(self) -> bool:
        """Whether anything will be noted of the next step."""
        return self._recorder is None or self._is_noted(self._row["step"] + 1)

    def skip_to(self, step: int) -> None:
        """Let the next call of `step` be of this number, of those that are left out before it."""
        self._row["step"] = step - 1

    def _is_due(self, t: int) -> bool:
        """Return whether a step is noted: every so many, and of few parameters each, since it may be the last."""
        return bool(t % self._about["every"] == 0 or self._layers.size <= MANY)

    def _is_noted(self, t: int) -> bool:
        """Return whether anything is noted of a step: where it is, or the update that leads to one that is."""
        return self._is_due(t) or self._is_due(t + 1)

    def _begin(self, row: Row) -> None:
        """Begin the run, now that it is known what the parameters are."""
        about, home = self._about["problem"], self.path.parent
        home.mkdir(parents=True, exist_ok=True)
        self._keeping = keeping_of(self._keep, self._layers, home, self._snapshots)
        kept = kept_of_row(row, self._keeping)
        check_sizes(about, self._data, self._domain, size=self._layers.size, kept=len(kept["params"]))
        about["parameters"] = about["parameters"] or list(self._keeping.parameters)
        self._about["space"] = self._keeping.space
        if self._source is None:
            self._about["optimizer"]["lr"] = float(row.get("learning_rate", 0.0))
        state = {name: value for name, value in kept.items() if not name.startswith(LEADING)}
        leads = {name: value for name, value in kept.items() if name.startswith(LEADING)}
        # Updates are recorded where they are no differences of the rows, and there is room for them.
        is_few = self._layers.size <= MANY and not isinstance(self._keeping, PathPlane)
        if is_few and self._about["every"] > 1:
            leads["update"] = kept["params"]
        fixed = {"data.X": self._data.X, "data.y": self._data.y} if self._data else {}
        self._recorder = RunWriter.create(self.path, self._about, state=state, step=leads, fixed=fixed)
        if isinstance(self._keeping, Whole) and self._layers.size > MANY:
            self._place = partial(self._recorder.place, "params")

    def _go_on(self, recorder: RunWriter, row: Row, state: Row) -> None:
        """Complete the row before with the state that it led to."""
        before = self._row
        if self._source is None:
            # What is found at a model and its optimizer may come later: gradients, or a group of parameters.
            check_like_before(before, row)
        if "params" not in row:
            return
        due = {name: value for name, value in row.items() if not name.startswith(LEADING)}
        due |= {name: value for name, value in before.items() if name.startswith(LEADING)}
        for name, part in kept_of_state(state, self._layers, self._keeping).items():
            due["learning_rate" if name == "learning_rate" else f"state.{name}"] = part
        if "update" in recorder.growing:
            due["update"] = row["params"] - before["params"]
        self._due = due
        if row["step"] % self._about["every"] == 0:
            self._append(recorder, due)

    def _append(self, recorder: RunWriter, due: Row) -> None:
        """Write a row, with the fields begun that come with it for the first time; what is not said of it is NaN."""
        kept = kept_of_row(due, self._keeping)
        if isinstance(self._keeping, PathPlane) and not np.isfinite(kept["params"]).all():
            return
        rate = kept.get("learning_rate", self._rate)
        self._rate, self._has_schedule = rate, self._has_schedule or self._rate not in (None, rate)
        for name in sorted(kept.keys() - recorder.growing):
            recorder.begin(name, kept[name], "state" if name.startswith("metric.") else "step")
        if recorder.append({**dict.fromkeys(recorder.growing, np.nan), **kept}):
            self.saved = due["step"]
            # Pictures of a training that goes on have the boundary as well.
            recorder.keep(self._predictions.news())
            if self._live:
                self._live.renew()

    def _note(self, row: Row, *, is_unknown: bool) -> None:
        """Keep in mind the row that the next call completes."""
        self._row = row
        if (theta := row.get("params")) is None:
            return
        if self._loss is not None and theta.size <= MANY:
            self._footprint.add(theta, row["loss"])
        self._aftermath.note(row["step"], None if is_unknown else row["loss"], theta)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write all rows and how it ended; then the landscape, unless the training failed."""
        self._ended = True
        if self._source is not None:
            self._source.detach(has_failed=kind is not None)
        if (recorder := self._recorder) is None:
            if kind is None:
                raise ValueError(f"the loop did not call step(params, loss) once, so there is no run in {self.path}")
            return
        with self._live or nullcontext():
            self._end(recorder, kind)

    def _end(self, recorder: RunWriter, kind: Kind) -> None:
        """Write what waits, and what is known when the training is over."""
        plane = self._keeping if isinstance(self._keeping, PathPlane) and self._keeping.has_begun else None
        step = self._row["step"]
        with recorder:
            if step % self._about["every"] and "params" in self._row:
                self._append(recorder, self._due)
            if self._has_schedule:
                # A rate that falls is none that pictures could name.
                self._about["optimizer"]["lr"] = 0.0
            recorder.finish(*self._aftermath.said(step, kind), about=self._about)
            self._predictions.ask_last(step + 1, has_failed=kind is not None)
            if plane:
                # Where the parameters were makes room for the plane of where they have been.
                self._row = self._due = {}
                del self._place
                settled = plane.settle(load(self.path).params)
            else:
                recorder.keep({**self._surface(kind, lambda point: point), **self._predictions.fields()})
        if plane:
            with rewritten(self.path, self._about, settled) as final:
                final.finish(*self._aftermath.said(step, kind))
                final.keep({**self._surface(kind, settled.whole, settled.places), **self._predictions.fields()})

    def _surface(self, kind: Kind, whole: Callable[[Array], Array], path: Array | None = None) -> dict[str, Array]:
        """Return the fields of the landscape around a path, of whose points `whole` makes parameters; or none of it."""
        if self._loss is None or kind not in (None, KeyboardInterrupt):
            return {}
        if path is None and self._layers.size > MANY:
            # Of many parameters nothing was noted, and some layers do not say what the loss is.
            path = np.empty((0, 0)) if isinstance(self._keeping, SomeLayers) else path_on_disk(self.path)
        loss, points = self._loss, self._footprint.points if path is None else path
        samples = self._samples or samples_of(self._layers.size)
        return surroundings(lambda point: loss(whole(point)), points, self._domain, samples)
