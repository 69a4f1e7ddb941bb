"""What f is, beside its curve: in one line, or broken before signs."""

from gdviz.figures.parts.sheet import can_be_set, formula_size
from gdviz.runs.run import Run
from gdviz.style.equations import in_line, signed_terms
from gdviz.style.formula import symbol_of

# In points: the sizes of a formula in one line, the largest that fits, and that of one in several; and how many these
# are at most.
SIZES, BROKEN, LINES = (13.0, 12.0, 11.0), 12.0, 3


def formula_lines(run: Run, room: float) -> tuple[list[str], float]:
    """Return lines of LaTeX that say what f is, in so many points, and their size; none where there is no room."""
    name, formula = run.problem["parameters"][0], run.problem.get("formula")
    head = f"f({symbol_of(name)}) = " if len(name) == 1 else "f = "
    if not formula or not can_be_set(head + formula):
        return [], BROKEN
    for size in SIZES:
        if formula_size(head + formula, size)[0] <= room:
            return [head + formula], size
    return _in_lines(head, formula, room), BROKEN


def _in_lines(head: str, formula: str, room: float) -> list[str]:
    try:
        terms = signed_terms(in_line(formula))
    except ValueError:
        return []
    if not all(can_be_set(term) for term in (head, *terms)):
        return []
    lines = [head]
    for i, term in enumerate(terms):
        if i and formula_size(lines[-1] + term, BROKEN)[0] > room:
            lines.append(r"\quad ")
        lines[-1] += term
    return lines if len(lines) <= LINES and all(formula_size(line, BROKEN)[0] <= room for line in lines) else []
