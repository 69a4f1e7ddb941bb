"""What becomes of a sweep: its outcomes as they come, and its runs, with a table of what told them apart."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from functools import cached_property
from html import escape
from typing import Any, Self

from gdviz.runs.facts import table_of
from gdviz.runs.run import Run, load

# Rows of a table that is shown.
SHOWN = 30


class InThisProcess(Executor):
    """An executor that does at once what it is given."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Do it."""
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done


class Swept(Iterator[Any]):
    """The outcomes of a sweep, one by one as they come; and once all have come its runs, in a table too.

    Examples
    --------
    >>> tasks = [{"problem": "bowl", "lr": lr} for lr in (0.1, 0.3)]
    >>> swept = gdviz.sweep(tasks, home="runs")
    >>> [run.optimizer["lr"] for run in swept.runs]
    [0.1, 0.3]
    """

    def __init__(self, outcomes: Iterator[Any], tasks: int) -> None:
        self._coming, self._tasks, self._came = outcomes, tasks, list[Any]()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        outcome = next(self._coming)
        self._came.append(outcome)
        return outcome

    @property
    def outcomes(self) -> list[Any]:
        """Every outcome, waited for."""
        for _ in self:
            pass
        return self._came

    @cached_property
    def runs(self) -> list[Run]:
        """The runs of the tasks that did not fail, in the order of their directories' names."""
        return [load(path) for path in sorted({one.path for one in self.outcomes if one.path is not None})]

    @property
    def failures(self) -> list[Any]:
        """The outcomes of tasks that failed."""
        return [one for one in self.outcomes if one.path is None]

    def to_pandas(self) -> Any:
        """Return a data frame with a row for each run: what it was made with, and how it came out."""
        try:
            import pandas as pd
        except ModuleNotFoundError:
            raise ValueError("a data frame needs pandas, which is missing; run pip install pandas") from None
        return pd.DataFrame([_row(run) for run in self.runs])

    def __repr__(self) -> str:
        runs = "1 run" if self._tasks == 1 else f"{self._tasks:,} runs"
        return f"<a sweep of {runs}, of which {len(self._came):,} {'has' if len(self._came) == 1 else 'have'} ended>"

    def _repr_mimebundle_(self, **wanted: Any) -> dict[str, str]:
        """Return both as notebooks show them, once all have ended."""
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}

    def _repr_html_(self) -> str:
        """Return the runs as notebooks show them, once all have ended."""
        rows = [
            {name: f"{value:.6g}" if isinstance(value, float) else str(value) for name, value in _row(run).items()}
            for run in self.runs[:SHOWN]
        ]
        more = f"<p>and {len(self.runs) - SHOWN:,} more</p>" if len(self.runs) > SHOWN else ""
        why = "; ".join(dict.fromkeys(one.message for one in self.failures))
        failed = f"<p>{len(self.failures):,} failed: {escape(why)}</p>" if self.failures else ""
        return table_of(rows) + more + failed


def _row(run: Run) -> dict[str, Any]:
    """Return what a run was made with, and how it came out."""
    return {
        "problem": run.problem["name"],
        "optimizer": run.optimizer["name"],
        "lr": run.optimizer["lr"],
        **run.optimizer["hyperparameters"],
        "seed": run.manifest.get("seed"),
        "steps": run.steps,
        "loss": float(run.loss[-1]),
        "end": run.stop["reason"],
        "directory": str(run.path),
    }
