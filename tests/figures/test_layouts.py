"""Every figure on pages of every shape: no words collide, leave the page, lie under marks or are too small to read."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from crowds import CASES, MOST, TITLE, Case
from inked import sheets_of
from layouts import PICTURE, SHAPES, Mark, Sheet, Words, faults_of

from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.languages import ENGLISH, Language
from gdviz.runs.run import Run
from gdviz.style.themes import LIGHT

# What of all is looked at each time.
SAMPLE = [
    (Case("loss", "far"), "tall"),
    (Case("contour", "diverging"), "wide"),
]


def pages_of(
    case: Case, shape: str, runs: list[Run], counts: tuple[int, ...] = (1, 3, MOST), lang: Language = ENGLISH
) -> dict[str, list[str]]:
    """Return what is wrong with the pages of one run, three, and the most, or of so many, by what they show."""
    found: dict[str, list[str]] = {}
    for count in counts:
        clip = Clip(*SHAPES[shape], 10, 4.0)
        painter: Any = None
        while painter is None and count:
            try:
                painter = FIGURES[case.figure].painter(
                    runs[:count], replace(_titled(case), lang=lang), clip, **case.settings
                )
            except ValueError:
                # It takes fewer.
                count -= 1
        moments = clip.at(np.array([0.0, 0.5, 1.0]), runs[:count])
        for at, sheet in zip(("first", "middle", "last"), sheets_of(painter, moments), strict=True):
            # On a small page words take what they need.
            if faults := faults_of(sheet, PICTURE if shape != "small" else 0.0):
                found[f"{count} runs, {at} moment"] = faults
    return found


def _titled(case: Case) -> Any:

    return replace(LIGHT, title=TITLE)


def test_every_figure_is_looked_at() -> None:
    assert {case.figure for case in CASES} == set(FIGURES)


@pytest.mark.layouts
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_words_are_whole_apart_and_readable_beside_a_picture(
    case: Case, shape: str, crowd: Callable[[str], list[Run]]
) -> None:
    assert pages_of(case, shape, crowd(case.crowd)) == {}


@pytest.mark.parametrize(("case", "shape"), SAMPLE, ids=str)
def test_words_of_a_sample_are_whole_apart_and_readable_beside_a_picture(
    case: Case, shape: str, crowd: Callable[[str], list[Run]]
) -> None:
    assert pages_of(case, shape, crowd(case.crowd), (MOST,)) == {}


def test_what_is_wrong_with_a_page_is_found() -> None:
    def sheet(*words: Words, marks: tuple[Mark, ...] = (), picture: float = 100.0) -> Sheet:
        return Sheet(100.0, 100.0, list(words), list(marks), [(0.0, 0.0, 100.0, picture)])

    one, other = Words("one", (10, 10, 40, 20), 10, 1), Words("other", (30, 15, 60, 25), 10, 2)
    assert faults_of(sheet(one)) == []
    assert faults_of(sheet(one, other)) == ["'one' overlaps 'other'"]
    assert faults_of(sheet(Words("out", (90, 10, 104, 20), 10))) == ["'out' leaves the page"]
    assert faults_of(sheet(Words("tiny", (10, 10, 40, 12), 2.1))) == ["'tiny' has letters of 2.10% of the short side"]
    assert faults_of(sheet(one, picture=30.0)) == ["the picture has 30.0% of the page"]
    line = np.array([[0.0, 0.0], [50.0, 30.0]])
    assert faults_of(sheet(one, marks=(Mark("a line", line, order=2),))) == ["'one' lies under a line"]
    assert faults_of(sheet(one, marks=(Mark("a line", line, order=0),))) == []
    assert faults_of(sheet(one, marks=(Mark("a ball", np.array([[45.0, 15.0]]), 6.0, 2),))) == [
        "'one' lies under a ball"
    ]
    assert faults_of(sheet(one, marks=(Mark("a ball", np.array([[47.0, 15.0]]), 6.0, 2),))) == []


@pytest.mark.layouts
@pytest.mark.parametrize("shape", ["wide", "tall"])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_words_of_a_longer_language_have_room_too(case: Case, shape: str, crowd: Callable[[str], list[Run]]) -> None:
    assert pages_of(case, shape, crowd(case.crowd), (1, 3), Language("de")) == {}
