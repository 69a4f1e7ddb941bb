"""A recording that follows a training from outside, as callbacks of frameworks do.

They learn the loss of a batch only once the update that it led to has been made: so where the training is before each
update is kept until then.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gdviz.recording.layers import arrays_of
from gdviz.recording.own_loop import record
from gdviz.recording.recording import Recording
from gdviz.recording.trained import Asked, Trained

# What a callback finds for itself.
FOUND = ("model", "optimizer", "attach")


class Before(Asked):
    """A source of a recording that says where another one was when it was asked to keep that.

    Parameters
    ----------
    source
        The other one: of it are the gradients, which the update has used and left.
    """

    def __init__(self, source: Trained) -> None:
        self._source = source
        self._params: dict[str, Any] = {}
        self._state: dict[str, Any] = {}
        self._rates: dict[str, Any] = {}

    def keep(self, *, whole: bool) -> None:
        """Keep rates, and if `whole` copies of parameters and state as they are now."""
        self._rates = self._source.rates()
        if whole:
            self._params = _copied("params", self._source.params(), self._params)
            state = self._source.state().items()
            self._state = {name: _copied(name, value, self._state.get(name, {})) for name, value in state}

    def about(self) -> dict[str, Any]:
        """Return the manifest's entry for the optimizer."""
        return self._source.about()

    def params(self) -> Mapping[str, Any]:
        """Return the parameters that were kept."""
        return self._params

    def gradient(self) -> Mapping[str, Any] | None:
        """Return what the update has used."""
        return self._source.gradient()

    def rates(self) -> dict[str, Any]:
        """Return the rates that were kept."""
        return self._rates

    def state(self) -> Mapping[str, Any]:
        """Return the state that was kept."""
        return self._state


class Follower:
    """Records a training that others run: `begin`, then `before` and `after` each update, then `end`.

    Parameters
    ----------
    out
        The run's directory.
    options
        Those of `gdviz.record`, without model and optimizer.

    Raises
    ------
    ValueError
        For an option that is found by itself, or out of range.
    """

    def __init__(self, out: str | Path, options: Mapping[str, Any]) -> None:
        for name in FOUND:
            if name in options:
                raise ValueError(f"a callback finds model and optimizer where it is called; leave out {name}")
        # What is wrong with the options is said where they are written, and not when the training begins.
        record(out, **options)
        self._out, self._options = out, options
        self._run: Recording | None = None
        self.is_waiting = False

    def begin(self, source: Trained) -> None:
        """Begin the run of what is trained."""
        self._before, self._has_told = Before(source), False
        self._run = record(self._out, model=self._before, **self._options).__enter__()

    def before(self) -> None:
        """Keep where the training is, unless that is kept already."""
        if self._run is not None and not self.is_waiting:
            self._before.keep(whole=self._run.is_noted_next)
            self.is_waiting = True

    def after(self, loss: Any, metrics: Mapping[str, Any]) -> None:
        """Record what was kept, with the loss there and other numbers by whatever names."""
        if self._run is not None and self.is_waiting:
            self.is_waiting, self._has_told = False, True
            self._run.note(loss, metrics)

    def end(self, kind: type[BaseException] | None = None, metrics: Mapping[str, Any] | None = None) -> None:
        """End the run where the last update led, with what is known there, or with what broke the training off."""
        run, self._run, self.is_waiting = self._run, None, False
        if run is None:
            return
        if kind is None and self._has_told and run.is_noted_next:
            self._before.keep(whole=True)
            run.note(None, metrics or {}, is_unknown=True)
        run.__exit__(kind, None, None)


def _copied(what: str, values: Any, before: Mapping[str, Any]) -> dict[str, Any]:
    """Return copies of the arrays in a nest, in the memory of those before where these are like them."""
    found = dict(arrays_of(what, values))
    for name, array in found.items():
        old = before.get(name)
        is_like = old is not None and (old.shape, old.dtype) == (array.shape, array.dtype)
        found[name] = old if is_like else np.empty_like(array)
        found[name][...] = array
    return found
