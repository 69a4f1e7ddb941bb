"""A callback for Lightning that records what a Trainer does with a module."""

from pathlib import Path
from typing import Any

try:
    from lightning.pytorch.callbacks import Callback
except ImportError as error:
    from gdviz.installation.command import install_command

    raise ImportError(
        f"gdviz.lightning needs Lightning, and {error.name} is missing; run {install_command('lightning')}"
    ) from None

from gdviz.recording.following import Follower
from gdviz.recording.pytorch import Torch


class LightningRecord(Callback):  # type: ignore[misc]  # Lightning may be missing where types are checked
    """A callback that records a training by a Trainer: where each update began, with the loss of its batches.

    The gradients are those that the update used, unscaled and clipped. What the module logs at each step is recorded as
    a metric. Of several processes the first alone records.

    Parameters
    ----------
    out
        The run's directory.
    optimizer
        Which of the module's optimizers is followed, where it has several.
    options
        Those of `gdviz.record`, without model: every, keep, title, loss, ...

    Examples
    --------
    >>> callbacks = [gdviz.lightning.Record("runs/mine", every=5)]  # doctest: +SKIP
    >>> Trainer(max_epochs=20, callbacks=callbacks).fit(module, loader)  # doctest: +SKIP
    """

    def __init__(self, out: str | Path, *, optimizer: int = 0, **options: Any) -> None:
        self._follower = Follower(out, options)
        self._which = optimizer
        self._losses: list[Any] = []
        self._logged: dict[str, float] = {}

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        """Begin the run."""
        if not trainer.is_global_zero:
            return
        if not 0 <= self._which < len(trainer.optimizers):
            has = f"{len(trainer.optimizers)} optimizers" if len(trainer.optimizers) != 1 else "one optimizer"
            raise ValueError(f"the module has {has}, counted from 0, and none is number {self._which}")
        self._optimizer = trainer.optimizers[self._which]
        self._follower.begin(Torch(pl_module, self._optimizer, is_attached=False))

    def on_before_backward(self, trainer: Any, pl_module: Any, loss: Any) -> None:
        """Take down a loss, of which several may be accumulated; those of a closure's later trials are none."""
        if not self._follower.is_waiting:
            scaler = getattr(trainer.precision_plugin, "scaler", None)
            self._losses.append(float(loss.detach()) / (scaler.get_scale() if scaler is not None else 1.0))

    def on_before_optimizer_step(self, trainer: Any, pl_module: Any, optimizer: Any) -> None:
        """Keep where the update begins."""
        if optimizer is not self._optimizer:
            self._losses.clear()
            return
        self._follower.before()
        if not pl_module.automatic_optimization:
            # Gradients are as the step will use them; else they are clipped after this.
            self._tell(trainer)

    def on_train_batch_end(self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, batch_idx: int) -> None:
        """Record it."""
        self._tell(trainer)

    def _tell(self, trainer: Any) -> None:
        if self._follower.is_waiting:
            self._logged = _logged(trainer)
            self._follower.after(sum(self._losses), self._logged)
            self._losses.clear()

    def on_train_end(self, trainer: Any, pl_module: Any) -> None:
        """End the run where the last update led, with what was logged there, as a validation does."""
        new = {name: value for name, value in _logged(trainer).items() if self._logged.get(name) != value}
        self._follower.end(metrics=new)

    def on_exception(self, trainer: Any, pl_module: Any, exception: BaseException) -> None:
        """End the run where the training broke off."""
        self._follower.end(type(exception))


def _logged(trainer: Any) -> dict[str, float]:
    """Return the metrics that the module has logged last."""
    return {name: float(value) for name, value in trainer.callback_metrics.items() if value.numel() == 1}


# As gdviz.lightning shows it.
Record = LightningRecord
