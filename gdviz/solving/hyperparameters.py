"""Hyperparameters that differ from run to run: one optimizer for runs that go abreast, made with columns of numbers.

An update rule multiplies, adds and takes roots of its hyperparameters as it does of the state, so that a column (M, 1)
does for M runs what a number does for one. Where a rule decides by a number, or does more with it, runs with other
hyperparameters go apart; which it is, is found out as everything is that goes abreast (see `gdviz.solving.abreast`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from gdviz.optimizers import OPTIMIZERS, Optimizer
from gdviz.solving.rows import power_alone

Array = NDArray[np.float64]


class NumberPerRun(np.ndarray[Any, np.dtype[Any]]):
    """A number of each run, shape (M, 1), raised to a power as a single number is; what comes of it is plain."""

    def __array_wrap__(self, array: NDArray[Any], context: Any = None, return_scalar: bool = False) -> Any:
        """Return what a function made of them."""
        return array.view(np.ndarray)

    def __pow__(self, exponent: Any, modulo: None = None) -> Any:
        """Return the power of each number as the C library has it."""
        numbers, places = np.unique(np.asarray(self), return_inverse=True)
        return power_alone(numbers, exponent)[places].reshape(self.shape)


@dataclass(frozen=True, eq=False)
class Hyperparameters:
    """The settings of a registered optimizer for many runs.

    Attributes
    ----------
    name
        The optimizer's.
    common
        What all runs have alike.
    own
        By its name, what differs: a number for each run, shape (M,).
    """

    name: str
    common: Mapping[str, Any]
    own: Mapping[str, Array]

    @classmethod
    def of(cls, optimizers: Sequence[Optimizer]) -> Self | None:
        """Return those of the optimizers of runs, which differ in numbers alone; None where they do not differ."""
        first = optimizers[0]
        varying = [key for key, value in first.options.items() if any(one.options[key] != value for one in optimizers)]
        if not varying:
            return None
        common = {key: value for key, value in first.options.items() if key not in varying}
        own = {key: np.array([float(one.options[key]) for one in optimizers]) for key in varying}
        return cls(first.name, common, own)

    def part(self, runs: Any) -> "Hyperparameters":
        """Return those of some runs."""
        return Hyperparameters(self.name, self.common, {key: numbers[runs] for key, numbers in self.own.items()})

    def optimizer(self, run: int) -> Optimizer:
        """Return the optimizer of a run."""
        return OPTIMIZERS[self.name](**self.common, **{key: float(numbers[run]) for key, numbers in self.own.items()})

    def abreast(self, column: Callable[[Array], Any] = lambda numbers: numbers.view(NumberPerRun)) -> Optimizer:
        """Return one optimizer for all runs, made with columns of their numbers."""
        # What is checked of a number has been checked of each.
        return OPTIMIZERS[self.name].build(
            **self.common, **{key: column(numbers[:, None]) for key, numbers in self.own.items()}
        )


def free_numbers(optimizer: Any) -> frozenset[str]:
    """Return the settings that are numbers of any size of an optimizer that is given by name."""
    if not isinstance(optimizer, str) or optimizer not in OPTIMIZERS:
        return frozenset()
    settings = OPTIMIZERS[optimizer].settings
    return frozenset(key for key, setting in settings.items() if setting.type is float and setting.default is not None)
