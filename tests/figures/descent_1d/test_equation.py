"""What f is beside its curve: in one line, broken before a sign, or not at all, and never small."""

from collections.abc import Callable

import pytest

from gdviz.figures.descent_1d.equation import SIZES, formula_lines
from gdviz.figures.parts.sheet import formula_size
from gdviz.problems import PROBLEMS
from gdviz.runs.run import Run


@pytest.mark.parametrize(("room", "count"), [(400, 1), (180, 1), (130, 2), (60, 0)])
def test_a_formula_is_broken_where_it_is_too_long_and_never_small(
    room: float, count: int, solved_once: Callable[..., Run]
) -> None:
    run = solved_once(PROBLEMS["rastrigin"](dimension=1), steps=3)
    lines, size = formula_lines(run, room)
    assert len(lines) == count
    assert size in SIZES
    assert all(formula_size(line, size)[0] <= room for line in lines)
    if count == 2:
        assert lines[0].startswith("f(x) = ")
        assert lines[1].startswith(r"\quad -")


def test_a_formula_that_fits_is_as_it_was_recorded(runs: dict[str, Run]) -> None:
    assert formula_lines(runs["article"], 130.0)[0] == [f"f(x) = {runs['article'].problem['formula']}"]


def test_what_cannot_be_set_is_left_out(runs: dict[str, Run]) -> None:
    run = runs["article"]
    foreign = {**run.manifest, "problem": {**run.problem, "formula": r"\foreign{x}"}}
    assert formula_lines(Run(run.path, foreign, run.arrays), 130.0)[0] == []
