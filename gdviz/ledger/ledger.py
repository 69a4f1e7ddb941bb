"""One step of an optimizer as a ledger: a line for each quantity, in symbols and with the numbers of that step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gdviz.languages import localized, point
from gdviz.runs.run import Run

Array = NDArray[np.float64]
Operand = Array | float | str
# A quantity is one of four kinds, each with a colour of its own; the lines of a step appear in five beats.
Role = Literal["gradient", "memory", "size", "step"]
Phase = Literal["gradient", "memory", "correction", "step", "move"]
# Solid, hollow and dashed arrows; a box is as wide and high as a size without direction, a frame is its outline.
Look = Literal["solid", "hollow", "dashed", "box", "frame"]

MOST_DECIMALS = 7
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _zero() -> Array:
    return np.zeros(2)


@dataclass(frozen=True, eq=False)
class Mark:
    """An arrow at theta, or a box around it.

    Attributes
    ----------
    label
        As LaTeX; empty for none.
    vector
        From tail to tip, or from the middle of a box to its corner.
    tail
        Where an arrow begins, from theta.
    grown
        The vector that it grows from when it appears.
    true
        Whether it is as long as it is; the others are drawn to a scale.
    uphill
        Whether it leads away from where the step goes, and is left out where there is no field to draw it on.
    passing
        Whether it is seen in its own beat only.
    replaces
        The label of the mark whose place it takes: a box at once, since it grows from it; an arrow after its own beat.
    """

    label: str
    vector: Array
    look: Look = "solid"
    tail: Array = field(default_factory=_zero)
    grown: Array = field(default_factory=_zero)
    true: bool = False
    uphill: bool = False
    passing: bool = False
    replaces: str = ""


@dataclass(frozen=True, eq=False)
class LedgerLine:
    r"""One line of the rule, ``name relation``, and what it comes to.

    Attributes
    ----------
    role, beat
        What kind of quantity it is, and when it appears.
    name, relation
        As LaTeX: ``m`` and ``\leftarrow \beta_1 m + (1 - \beta_1) g``.
    value
        What it comes to, reckoned from what was recorded before the step: two numbers, or one.
    words, operands
        The right side with a {} for each number; empty where there is nothing to put numbers for.
    marks
        How the quantity is drawn.
    drawn
        What those marks are, in a few letters; empty if they are as long as they are.
    recorded
        The optimizer's state that `value` must agree with.
    resolved
        What has to be seen in a sum: its numbers have the decimals that a number of this size needs; 0 for any.
    """

    role: Role
    beat: Phase
    name: str
    relation: str
    value: Array | float
    words: str = ""
    operands: tuple[Operand, ...] = ()
    marks: tuple[Mark, ...] = ()
    drawn: str = ""
    recorded: str = ""
    resolved: float = 0.0

    @property
    def symbols(self) -> str:
        """The line as LaTeX."""
        return f"{self.name} {self.relation}"

    def numbers(self, digits: int) -> str:
        """Return the right side with numbers of so many significant digits."""
        return self.words.format(*(as_written(operand, digits, self.resolved) for operand in self.operands))

    def result(self, digits: int) -> str:
        """Return what the line comes to."""
        return as_written(self.value, digits, self.resolved)


@dataclass(frozen=True, eq=False)
class Recorded:
    """What a run recorded of one step, t = 1, 2, ..., from `start` to `end`."""

    t: int
    start: Array
    end: Array
    gradient: Array
    rate: float
    of_batch: bool
    options: Mapping[str, Any]
    earlier: Mapping[str, Any]
    later: Mapping[str, Any]

    @classmethod
    def of(cls, run: Run, row: int) -> "Recorded":
        """Return the step that leads from one row of the run to the next."""
        rates = run.arrays.get("learning_rate")
        return cls(
            row + 1,
            np.asarray(run.params[row], float),
            np.asarray(run.params[row + 1], float),
            np.asarray(run.gradient[row], float),
            float(rates[row]) if rates is not None and rates.ndim == 1 else np.nan,
            "batch_index" in run.arrays,
            run.optimizer["hyperparameters"],
            {name: array[row - 1] for name, array in run.state.items()} if row else {},
            {name: array[row] for name, array in run.state.items()},
        )

    def before(self, name: str, first: float = 0.0) -> Any:
        """Return a state before the step; before the first one all its entries are `first`."""
        after = self.later[name]
        return self.earlier.get(name, np.full_like(after, first))


# What a rule declares: the lines of a step, from what was recorded of it. A run of another program may lack the
# settings or states that it asks for; what it raises then says that the step is not its own.
LedgerRule = Callable[[Recorded], list[LedgerLine]]


@dataclass(frozen=True, eq=False)
class StepLedger:
    """The ledger of one step.

    Attributes
    ----------
    unit
        How long a quantity of 1 is drawn, or None where the picture may choose: where the rule sums gradients, the
        learning rate, so that the arrows add up to the step.
    is_rule
        Whether the lines are the optimizer's rule, or only what was recorded.
    """

    step: Recorded
    lines: tuple[LedgerLine, ...]
    unit: float | None
    is_rule: bool

    @property
    def beats(self) -> list[Phase]:
        """The beats that the step has, in order."""
        return list(dict.fromkeys(line.beat for line in self.lines))

    @property
    def drawn(self) -> str:
        """What is drawn to the step's scale."""
        return ", ".join(dict.fromkeys(line.drawn for line in self.lines if line.drawn))

    def agrees(self) -> bool:
        """Return whether every line comes to what the run recorded, to rounding."""
        pairs = [(line.value, self.step.later[line.recorded]) for line in self.lines if line.recorded]
        if not all(np.allclose(value, kept, rtol=_rounding(kept), atol=0, equal_nan=True) for value, kept in pairs):
            return False
        (reached,) = (line.value for line in self.lines if line.beat == "move" and line.role == "step")
        start, end = self.step.start, self.step.end
        with np.errstate(all="ignore"):
            slack = 1e-9 * np.abs(end - start) + 8 * np.finfo(float).eps * np.abs(start)
            return bool(np.all((np.abs(reached - end) <= slack) | (~np.isfinite(end) & ~np.isfinite(reached))))


def _rounding(kept: Any) -> float:
    return max(1e-9, 100 * float(np.finfo(np.asarray(kept).dtype).eps)) if np.asarray(kept).dtype.kind == "f" else 1e-9


def as_written(value: Operand, digits: int, resolved: float = 0.0) -> str:
    """Return a number of a ledger: a vector with so many significant digits each, a constant as short as it can be.

    Where a size is to be `resolved`, all entries have as many decimals as that has with these digits, up to seven.
    """
    if isinstance(value, str):
        return value
    if not (isinstance(value, np.ndarray) and value.ndim):
        return _tidy(f"{float(value):.4g}")
    if _is_resolvable(resolved) and np.abs(value).max() < 1e5:
        decimals = min(max(digits - 1 - _exponent(resolved), 0), MOST_DECIMALS)
        return point([_tidy(f"{float(entry):.{decimals}f}") for entry in value])
    return point([_significant(float(entry), digits) for entry in value])


def _is_resolvable(size: float) -> bool:
    return bool(np.isfinite(size) and size >= 10.0 ** (1 - MOST_DECIMALS))


def power(exponent: int) -> str:
    """Return a whole number as an exponent."""
    return str(exponent).translate(_SUPERSCRIPTS)


def _significant(value: float, digits: int) -> str:
    """Return a number with so many digits, written out where that is not longer than with a power of ten."""
    if value == 0 or not np.isfinite(value):
        return _tidy(f"{value:g}")
    exponent = _exponent(float(f"{value:.{digits - 1}e}"))
    if -3 <= exponent <= 4:
        return _tidy(f"{value:.{max(digits - 1 - exponent, 0)}f}")
    return _tidy(f"{value:.{min(digits, 3) - 1}e}")


def _exponent(value: float) -> int:
    return int(f"{value:e}".partition("e")[2])


def _tidy(text: str) -> str:
    mantissa, mark, exponent = text.replace("inf", "∞").partition("e")
    return localized((mantissa + (f"e{int(exponent)}" if mark else "")).replace("-", "−"))
