"""How the numbers of a ledger are written so that they stand in columns and do not twitch from step to step."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from gdviz.analysis.anatomy.steps import work_out
from gdviz.languages import localized
from gdviz.ledger.ledger import StepLedger, as_written
from gdviz.ledger.terms import Rows, Term
from gdviz.runs.run import Run

# Significant digits of the smallest number of the first step, unless told; how many figures a number has in all, at
# most; and from which size on it is written with a power of ten.
DIGITS, MOST_FIGURES, LARGEST = 3, 6, 1e5
# The widths of columns are those of the numbers of about so many steps.
SAMPLED = 120


class Columns:
    """The numbers of a run's steps, written in columns.

    Numbers of one name have the same decimals in all lines and steps: those that the first step needs.

    Parameters
    ----------
    run
        The run.
    rows
        The lines whose terms are written.
    chosen
        The parameters that are shown.
    digits
        How many significant digits the smallest number of the first step has.
    """

    def __init__(self, run: Run, rows: Rows, chosen: Sequence[int], *, digits: int = DIGITS) -> None:
        self._run, self._chosen, self._digits = run, list(chosen), digits
        self.page = lru_cache(maxsize=4)(self._work_out)
        first = self.page(1)
        self._decimals: dict[str, int] = {}
        for term in (term for row in rows for equation in row for term in equation.terms if term.name):
            fitting = self._fitting(term, first)
            self._decimals[term.name] = max(fitting, self._decimals.get(term.name, 0))
        steps = np.unique(np.linspace(1, run.steps, min(run.steps, SAMPLED)).round().astype(int))
        self.samples = [self.page(int(t)) for t in steps]

    def _work_out(self, t: int) -> StepLedger:
        (page,) = work_out(self._run, t, 1)
        if not page.is_rule:
            raise ValueError(f"step {t} of {self._run.path} is not what its settings make of its gradient")
        return page

    def values(self, term: Term, page: StepLedger) -> list[float]:
        """Return the numbers of a term: one for each parameter that is shown."""
        value = np.asarray(term.value(page), float)
        return [float(entry) for entry in (value[self._chosen] if value.ndim else [value] * len(self._chosen))]

    def words(self, term: Term, page: StepLedger) -> list[str]:
        """Return the numbers of a term as they are written."""
        values = self.values(term, page)
        if not term.name:
            return [as_written(value, 4) for value in values]
        return [fixed(value, self._decimals[term.name], signed=term.signed) for value in values]

    def _fitting(self, term: Term, page: StepLedger) -> int:
        sizes = np.abs([value for value in self.values(term, page) if value and np.isfinite(value)])
        if not len(sizes):
            return self._digits - 1
        smallest, largest = (int(np.floor(np.log10(size))) for size in (sizes.min(), sizes.max()))
        decimals = max(self._digits - 1 - smallest, self._digits - 1)
        if term.kind == "step":
            # A step has to be seen in the parameter that it changes.
            moved = np.abs((page.step.end - page.step.start)[self._chosen])
            moved = moved[np.isfinite(moved) & (moved > 0)]
            decimals = max([decimals, *(2 - np.floor(np.log10(moved)).astype(int)).tolist()])
        return int(np.clip(decimals, 0, max(MOST_FIGURES - 1 - max(largest, 0), 0)))


def fixed(value: float, decimals: int, *, signed: bool) -> str:
    """Return a number with so many decimals; with a power of ten where it is too large, or, if not signed, too small.

    A signed number passes through zero, and would twitch there.
    """
    if not np.isfinite(value):
        return "∞" if value > 0 else "−∞" if value < 0 else "—"
    text = f"{value:.{decimals}f}"
    if abs(value) >= LARGEST or (value and not signed and abs(value) < 0.5 * 10.0**-decimals):
        mantissa, _, exponent = f"{value:.1e}".partition("e")
        text = f"{mantissa}e{int(exponent)}"
    return localized(text.lstrip("-") if float(text) == 0 else text.replace("-", "−"))
