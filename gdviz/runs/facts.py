"""What a run is, in a line and in a small table: what Python and notebooks show of one."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from gdviz.wording import visible

# A gdviz.Run, whose module imports this one.
Run = Any
# More numbers than these are not written out.
FEW = 4


def said_of_run(run: Run) -> str:
    """Return a run in one line: where it is, what it minimises and by what, and how far it came."""
    how = run.optimizer["title"] or run.optimizer["name"]
    by = f" by {how}" if how else ""
    return visible(f"<{run.path}: {run.problem['title']}{by}, {_steps(run)}, loss {_fall(run)}>")


def facts_of(run: Run) -> dict[str, str]:
    """Return what a run is, by what each fact is of."""
    settings = {"learning rate": run.optimizer.get("lr"), **run.optimizer.get("hyperparameters", {})}
    told = {
        "problem": run.problem["title"],
        "optimizer": run.optimizer["title"] or run.optimizer["name"],
        "settings": ", ".join(f"{name} {_word(value)}" for name, value in settings.items() if value),
        "data": _points(run),
        "steps": f"{run.steps:,}",
        "end": run.stop["message"],
        "loss": _fall(run),
        "parameters": _end(run),
        "directory": str(run.path),
    }
    return {name: visible(words) for name, words in told.items() if words}


def table_of(rows: Sequence[Mapping[str, str]], head: bool = True) -> str:
    """Return rows of words as a table in HTML, with a head that names the columns."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [_row("td", [row.get(name, "") for name in names]) for row in rows]
    return f"<table>{_row('th', names) if head else ''}{''.join(lines)}</table>"


def _row(kind: str, words: Sequence[str]) -> str:
    cells = [f'<{kind} style="text-align:left;padding:.2em .6em">{escape(word)}</{kind}>' for word in words]
    return f"<tr>{''.join(cells)}</tr>"


def _steps(run: Run) -> str:
    return f"{run.steps:,} {'step' if run.steps == 1 else 'steps'}"


def _fall(run: Run) -> str:
    return f"{run.loss[0]:.6g} -> {run.loss[-1]:.6g}"


def _points(run: Run) -> str:
    if "data.y" not in run.arrays:
        return ""
    count, columns = run.arrays["data.X"].shape
    return f"{count:,} points, {columns} {'column' if columns == 1 else 'columns'}"


def _end(run: Run) -> str:
    """Return the parameters at the end; how many there are where they are many."""
    names = run.problem["parameters"]
    if len(names) > FEW:
        return f"{len(names):,}"
    return ", ".join(f"{name} = {value:.6g}" for name, value in zip(names, run.params[-1], strict=False))


def _word(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
