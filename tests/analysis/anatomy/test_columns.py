"""Numbers stand in columns and do not twitch."""

from collections.abc import Callable

import numpy as np
import pytest

from gdviz.analysis.anatomy.columns import Columns, fixed
from gdviz.analysis.anatomy.terms import rows_of
from gdviz.runs.run import Run

Make = Callable[..., Run]


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "words"),
    [
        (-3.5, 2, True, "−3.50"),
        (-0.001, 2, True, "0.00"),
        (0.001, 2, False, "1.0e−3"),
        (0.0, 3, False, "0.000"),
        (123456.0, 2, True, "1.2e5"),
        (np.inf, 2, True, "∞"),
        (np.nan, 2, True, "—"),
    ],
)
def test_a_number_is_written_for_its_column(value: float, decimals: int, signed: bool, words: str) -> None:
    assert fixed(value, decimals, signed=signed) == words


def test_a_quantity_has_the_same_decimals_in_all_lines_and_steps(made: Make) -> None:
    run = made("adam", "bowl", 30)
    rows = rows_of(run)
    columns = Columns(run, rows, [0, 1])
    decimals: dict[str, set[int]] = {}
    for page in columns.samples:
        for term in (term for row in rows for equation in row for term in equation.terms if term.name):
            for word in columns.words(term, page):
                decimals.setdefault(term.name, set()).update([] if "e" in word else [len(word.partition(".")[2])])
    assert decimals["m"] == {3}
    assert decimals["g"] == decimals[r"\hat{m}"] == {2}
    assert all(len(found) == 1 for found in decimals.values())


def test_a_step_that_its_settings_do_not_make_has_no_numbers(made: Make) -> None:
    run = made("adam", "bowl", 30)
    foreign = Run(run.path, run.manifest, {**run.arrays, "params": run.params * np.linspace(1, 1.1, 31)[:, None]})
    with pytest.raises(ValueError, match=r"step 1 of .* is not what its settings make of its gradient"):
        Columns(foreign, rows_of(run), [0, 1])
