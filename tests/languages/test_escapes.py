"""Words that escape the catalogue: in a language of other letters nothing that figures show is left in English."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from crowds import CASES, TITLE, Case
from inked import sheets_of
from pseudo import PSEUDO, escaped, in_own_letters, names_in_runs, pseudo_spoken

from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.runs.run import Run
from gdviz.style.themes import LIGHT


def escapes_of(case: Case, runs: list[Run], count: int, pace: str = "step") -> set[str]:
    """Return the words of a figure that no catalogue has."""
    style, clip = replace(LIGHT, lang=PSEUDO, title=None), Clip(800, 450, 10, 4.0, pace)
    names = names_in_runs(runs) | {TITLE, "log", "asinh"}
    with pseudo_spoken():
        painter = FIGURES[case.figure].painter(runs[:count], style, clip, **case.settings)
        sheets = list(sheets_of(painter, clip.at(np.array([0.0, 0.5, 1.0]), runs[:count])))
    return {found for sheet in sheets for one in sheet.words for found in escaped(one.words, names)}


def test_letters_are_the_languages_own_but_for_places():
    assert in_own_letters("step {step} of {last}") == "тудп {step} ое {last}"
    assert escaped("step 3 of yearly income", ["yearly income"]) == ["step", "of"]
    assert escaped(r"$\theta$, 1e-9 " + in_own_letters("loss"), []) == []


@pytest.mark.parametrize("case", [Case("loss", "far"), Case("contour", "diverging")], ids=str)
def test_some_figures_say_nothing_in_english_alone(case: Case, crowd: Callable[[str], list[Run]]) -> None:
    assert escapes_of(case, crowd(case.crowd), 3) == set()


@pytest.mark.layouts
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_figures_say_nothing_in_english_alone(case: Case, count: int, crowd: Callable[[str], list[Run]]) -> None:
    runs = crowd(case.crowd)
    try:
        assert escapes_of(case, runs, min(count, len(runs))) == set()
    except ValueError:
        # It takes another number of runs.
        assert count > 1 or case.figure in ("learning-rates", "cloud", "sweep", "race", "noise")
