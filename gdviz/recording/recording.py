"""A run that somebody else's training is writing: what is said of each step, and what becomes of it.

The training says where it is before each of its updates. A row of the run is complete once it says where that led.
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.sampling import SAMPLES, Footprint
from gdviz.recording.aftermath import Aftermath
from gdviz.recording.keeping import MANY, keeping_of, kept_of_state
from gdviz.recording.layers import Layers
from gdviz.recording.live import LivePicture
from gdviz.recording.path_plane import PathPlane, rewritten
from gdviz.recording.plane_predictions import PlanePredictions
from gdviz.recording.rows import LEADING, Row, RowPlaces, row_of_state, row_of_update
from gdviz.recording.sizes import check_sizes
from gdviz.recording.sources import Trained, unpacked
from gdviz.recording.values import Loss, surroundings
from gdviz.runs.data import Data
from gdviz.runs.run import load
from gdviz.runs.writer import RunWriter

Array = NDArray[np.float64]

# Points along each side of a landscape whose loss is a function of many parameters, unless it is said.
FEW_SAMPLES = 41


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
            self._source.attach(self._record, self._settle)
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
        self._record(params, loss, gradient=gradient, lr=lr, state=state, **metrics)

    def lead(self, **metrics: Any) -> None:
        """Record where the last update has led; what the loss is there only a function that `record` was given says."""
        self._record(**metrics, is_unknown=True)

    def _record(
        self,
        params: Any = None,
        loss: Any = None,
        *,
        gradient: Any = None,
        lr: Any = None,
        state: Any = None,
        is_unknown: bool = False,
        **metrics: Any,
    ) -> None:
        """Record a step, whoever says it; see `step`."""
        source, is_unknown = self._source, is_unknown and self._loss is None
        if self._aftermath.is_over or (source is not None and source.is_trial()):
            return
        params, loss, gradient, state = unpacked(params, np.nan if is_unknown else loss, gradient, state)
        self._said = gradient, lr
        if params is None:
            if source is None:
                raise ValueError(
                    "say where the training is, step(params, loss), or what it trains, record(..., model=net)"
                )
            params, state = source.params(), source.state() if state is None else state
            gradient = source.gradient() if gradient is None else gradient
        if self._recorder is None:
            self._layers = Layers.of("params", params)
            self._places = RowPlaces(self._layers)
        t = self._row["step"] + 1
        row: Row = {"step": t}
        if self._is_due(t):
            row |= row_of_state(self._layers, params, loss, metrics, self._places.next(), self._loss, source)
        if self._is_due(t) or self._is_due(t + 1):
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
        if self._recorder is not None and (self._is_due(t) or self._is_due(t + 1)):
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
        t = self._row["step"] + 1
        return self._recorder is None or self._is_due(t) or self._is_due(t + 1)

    def skip_to(self, step: int) -> None:
        """Let the next call of `step` be of this number, of those that are left out before it."""
        self._row["step"] = step - 1

    def _is_due(self, t: int) -> bool:
        """Return whether a step is noted: every so many, and of few parameters each, since it may be the last."""
        return bool(t % self._about["every"] == 0 or self._layers.size <= MANY)

    def _begin(self, row: Row) -> None:
        """Begin the run, now that it is known what the parameters are."""
        about = self._about["problem"]
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._keeping = keeping_of(self._keep, self._layers, self.path.parent, self._snapshots)
        kept = self._kept(row)
        check_sizes(about, self._data, self._domain, size=self._layers.size, kept=len(kept["params"]))
        about["parameters"] = about["parameters"] or list(self._keeping.parameters)
        self._about["space"] = self._keeping.space
        if self._source is None:
            self._about["optimizer"]["lr"] = float(row.get("learning_rate", 0.0))
        state = {name: value for name, value in kept.items() if not name.startswith(LEADING)}
        leads = {name: value for name, value in kept.items() if name.startswith(LEADING)}
        if self._has_updates:
            leads["update"] = kept["params"]
        fixed = {"data.X": self._data.X, "data.y": self._data.y} if self._data else {}
        self._recorder = RunWriter.create(self.path, self._about, state=state, step=leads, fixed=fixed)

    @property
    def _has_updates(self) -> bool:
        """Whether the updates are recorded: where they are no differences of the rows, and there is room for them."""
        return self._about["every"] > 1 and self._layers.size <= MANY and not isinstance(self._keeping, PathPlane)

    def _kept(self, row: Row) -> Row:
        """Return what the run keeps of a row."""
        kept = dict(row)
        for name in ("gradient", "update"):
            if name in row and (part := self._keeping.besides(row[name])) is not None:
                kept[name] = part
            else:
                kept.pop(name, None)
        return kept | {"params": self._keeping.row(row["params"])}

    def _go_on(self, recorder: RunWriter, row: Row, state: Row) -> None:
        """Complete the row before with the state that it led to."""
        before, t = self._row, row["step"]
        for changed in sorted(name for name in before.keys() ^ row.keys() if name.startswith(LEADING)):
            # What is found at a model and its optimizer may come later: gradients, or a group of parameters.
            if self._source is None and "params" in before and "params" in row:
                how = "comes with" if changed in row else "lacks"
                raise ValueError(f"step {t} {how} {changed}; give the same each time")
        if "params" not in row or (isinstance(self._keeping, PathPlane) and not np.isfinite(row["params"]).all()):
            return
        due = {name: value for name, value in row.items() if not name.startswith(LEADING)}
        due |= {name: value for name, value in before.items() if name.startswith(LEADING)}
        for name, part in kept_of_state(state, self._layers, self._keeping).items():
            due["learning_rate" if name == "learning_rate" else f"state.{name}"] = part
        if self._has_updates:
            due["update"] = row["params"] - before["params"]
        self._due = due
        if t % self._about["every"] == 0:
            self._append(recorder, due)

    def _append(self, recorder: RunWriter, due: Row) -> None:
        """Write a row, with the fields begun that come with it for the first time; what is not said of it is NaN."""
        kept = self._kept(due)
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
        if "params" not in row:
            return
        theta = row["params"]
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

    def _end(self, recorder: RunWriter, kind: type[BaseException] | None) -> None:
        """Write what waits, and what is known when the training is over."""
        with recorder:
            if self._row["step"] % self._about["every"] and "params" in self._row:
                self._append(recorder, self._due)
            if self._has_schedule:
                # A rate that falls is none that pictures could name.
                self._about["optimizer"]["lr"] = 0.0
            recorder.finish(*self._aftermath.said(self._row["step"], kind), about=self._about)
            self._predictions.ask_last(self._row["step"] + 1, has_failed=kind is not None)
            if isinstance(self._keeping, PathPlane):
                settled = self._keeping.settle(load(self.path).params)
            else:
                recorder.keep({**self._surface(kind, lambda point: point), **self._predictions.fields()})
        if isinstance(self._keeping, PathPlane):
            with rewritten(self.path, self._about, settled) as final:
                final.finish(*self._aftermath.said(self._row["step"], kind))
                final.keep({**self._surface(kind, settled.whole, settled.places), **self._predictions.fields()})

    def _surface(
        self, kind: type[BaseException] | None, whole: Callable[[Array], Array], path: Array | None = None
    ) -> dict[str, Array]:
        """Return the fields of the landscape around the path; none after an error, or where it has to go without.

        `whole` makes the model's parameters out of those of the run; the path is by default what was noted of it.
        """
        if self._loss is None or kind not in (None, KeyboardInterrupt):
            return {}
        loss, points = self._loss, self._footprint.points if path is None else path
        samples = self._samples or (FEW_SAMPLES if self._layers.size > MANY else SAMPLES)
        return surroundings(lambda point: loss(whole(point)), points, self._domain, samples)
