"""The learning rate over the steps: each schedule is a factor of the rate that was asked for.

A schedule is named on the command line with its settings in order: ``--schedule step:50,0.5``. To add one, write a
function that returns ``Schedule(factor=...)`` and put ``@schedule("name")`` on it.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from gdviz.registry import FactoryRegistry
from gdviz.settings import Setting


@dataclass(frozen=True, kw_only=True, eq=False)
class Schedule:
    """A learning rate over the steps.

    Attributes
    ----------
    factor
        (t, T) -> what the learning rate of step t = 0, 1, ... is multiplied by, where T is the most steps to be taken.
    """

    name: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    factor: Callable[[int, int], float]


SCHEDULES: FactoryRegistry[Schedule] = FactoryRegistry("schedule")
schedule = SCHEDULES.register

FinalShare = Annotated[float, Setting("share of the learning rate that it ends at", "[0, 1]")]


@schedule("constant")
def constant() -> Schedule:
    """Keep the learning rate."""
    return Schedule(factor=lambda t, last: 1.0)


@schedule("step")
def step(
    *,
    every: Annotated[int, Setting("steps between two falls", "[1, 1e12]")] = 50,
    gamma: Annotated[float, Setting("factor of each fall", "(0, 1]")] = 0.5,
) -> Schedule:
    """Let the rate fall by a factor every so many steps: gamma^floor(t / every), torch's StepLR."""
    return Schedule(factor=lambda t, last: gamma ** (t // every))


@schedule("exponential")
def exponential(*, gamma: Annotated[float, Setting("factor of each step", "(0, 1]")] = 0.99) -> Schedule:
    """Let the rate fall by a factor every step: gamma^t, torch's ExponentialLR."""
    return Schedule(factor=lambda t, last: gamma**t)


@schedule("inverse-time")
def inverse_time(*, decay: Annotated[float, Setting("how fast it falls, per step", "[0, inf)")] = 0.01) -> Schedule:
    """Let the rate fall as 1 / (1 + decay t).

    Its sum diverges and the sum of its squares does not, which is what stochastic approximation asks for (H. Robbins,
    S. Monro, A stochastic approximation method, 1951).
    """
    return Schedule(factor=lambda t, last: 1 / (1 + decay * t))


@schedule("cosine")
def cosine(*, floor: FinalShare = 0.0) -> Schedule:
    """Let the rate follow half a cosine down: floor + (1 - floor) (1 + cos(pi t / T)) / 2.

    Source: I. Loshchilov, F. Hutter, SGDR: Stochastic gradient descent with warm restarts (2017).
    """
    return Schedule(factor=lambda t, last: floor + (1 - floor) * (1 + math.cos(math.pi * t / max(last, 1))) / 2)


@schedule("warmup")
def warmup(*, steps: Annotated[int, Setting("steps until the full rate", "[1, 1e12]")] = 20) -> Schedule:
    """Let the rate rise linearly over the first steps: min(1, (t + 1) / steps)."""
    return Schedule(factor=lambda t, last: min(1.0, (t + 1) / steps))


@schedule("one-cycle")
def one_cycle(
    *,
    rise: Annotated[float, Setting("share of the steps in which the rate rises", "(0, 1)")] = 0.3,
    start: Annotated[float, Setting("share of the learning rate that it starts at", "(0, 1]")] = 0.04,
    floor: FinalShare = 0.0,
) -> Schedule:
    """Let the rate rise and fall once, along half cosines: torch's OneCycleLR.

    From `start` to 1 over the first `rise` of the steps, then down to `floor`.

    Source: L. N. Smith, N. Topin, Super-convergence (2018).
    """

    def factor(t: int, last: int) -> float:
        top = max(rise * last, 1e-9)
        if t < top:
            return 1 + (start - 1) * (1 + math.cos(math.pi * t / top)) / 2
        return floor + (1 - floor) * (1 + math.cos(math.pi * (t - top) / max(last - top, 1e-9))) / 2

    return Schedule(factor=factor)


def parse_schedule(text: str) -> Schedule:
    """Return the schedule that "name" or "name:first,second" says, its settings in the order of its signature.

    Raises
    ------
    ValueError
        For an unknown name, more values than settings, or a value out of range.
    """
    name, _, values = text.partition(":")
    factory = SCHEDULES[name]
    given = values.split(",") if values else []
    if len(given) > len(factory.settings):
        takes = ", ".join(factory.settings) or "nothing"
        raise ValueError(
            f"schedule {name!r} takes {takes}, not {len(given)} values; for example --schedule step:50,0.5"
        )
    return factory(**dict(zip(factory.settings, given, strict=False)))
