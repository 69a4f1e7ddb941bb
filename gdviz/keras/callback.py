"""A callback for Keras that records what `fit` does with a model."""

import math
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

try:
    import keras
except ImportError as error:
    from gdviz.installation.command import install_command

    raise ImportError(
        f"gdviz.keras needs Keras 3, and {error.name} is missing; run {install_command('keras')}"
    ) from None

from gdviz.recording.following import Follower
from gdviz.recording.keras import Keras


class KerasRecord(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is not typed
    """A callback that records a training by `fit`: where each update began, with the loss of its batch.

    The names are those of the variables, and the optimizer's state has torch's names. Metrics are recorded as `fit`
    tells them at each batch, those of a validation at the first update after it. With torch's backend there are
    gradients too. Another `fit` begins the run anew.

    Parameters
    ----------
    out
        The run's directory.
    options
        Those of `gdviz.record`, without model and optimizer: every, keep, title, loss, ...

    Examples
    --------
    >>> callbacks = [gdviz.keras.Record("runs/mine", every=5)]  # doctest: +SKIP
    >>> model.fit(X, y, epochs=20, callbacks=callbacks)  # doctest: +SKIP
    """

    def __init__(self, out: str | Path, **options: Any) -> None:
        super().__init__()
        self._follower = Follower(out, options)
        # A training that fails does not say so: the rows up to there are written when the callback goes.
        weakref.finalize(self, self._follower.end, InterruptedError)

    def on_train_begin(self, logs: Any = None) -> None:
        """Begin the run."""
        self._source = Keras(self.model)
        self._follower.begin(self._source)
        self._also: dict[str, Any] = {}
        self._losses: list[float] = []

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Begin to take the mean of the losses apart: it is that of an epoch."""
        self._sum = self._weight = 0.0

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Keep where the update begins."""
        if not self._follower.is_waiting:
            # With JAX it is asking for the model that brings its variables up to date.
            _ = self.model
            self._updates = self._source.iterations
            self._follower.before()

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Record it, with the loss of its batch, or the mean of those that are accumulated."""
        logs = dict(logs or {})
        self._losses.append(self._loss_of_batch(self.model.metrics, logs.pop("loss", math.nan)))
        if self._source.iterations != self._updates:
            self._follower.after(sum(self._losses) / len(self._losses), {**logs, **self._also})
            self._also, self._losses = {}, []

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Keep what a validation found, for the next update."""
        self._also = {name: value for name, value in (logs or {}).items() if name.startswith("val_")}

    def on_train_end(self, logs: Any = None) -> None:
        """End the run where the last update led, with what its validation found."""
        self._follower.end(metrics=self._also)

    def _loss_of_batch(self, metrics: Sequence[Any], mean: float) -> float:
        """Return the loss of the last batch, of which the mean over the epoch's batches is told."""
        tracker = next((one for one in metrics if one.name == "loss" and hasattr(one, "total")), None)
        if tracker is None:
            return float(mean)
        total, weight = (float(keras.ops.convert_to_numpy(one)) for one in (tracker.total, tracker.count))
        moved, came = total - self._sum, weight - self._weight
        self._sum, self._weight = total, weight
        return moved / came if came else float(mean)


# As gdviz.keras shows it.
Record = KerasRecord
