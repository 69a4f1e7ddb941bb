"""Words that change now and then are painted as often as they change."""

from typing import Any

import numpy as np
import pytest
from matplotlib.text import Text

from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.sheet import CachedTexts, formula_size
from gdviz.style.themes import LIGHT


def test_texts_are_set_once_for_each_state() -> None:
    asked: list[int] = []
    with drawing(LIGHT):
        canvas = Canvas(Clip(480, 270, 10, 1.0), LIGHT)

        def texts(step: int) -> list[Text]:
            asked.append(step)
            made = Text(0.5, 0.5, f"step {step}", transform=canvas.figure.transFigure)
            made.set_figure(canvas.figure)
            return [made] if step else []

        sheet = CachedTexts(canvas, lambda moment: (int(moment.step),), texts)
        painter: Any = canvas.painter([sheet])
        frames = [painter(Moment((step,), 0.0)) for step in (1.0, 1.5, 2.0, 0.0)]
    assert asked == [1, 2, 0]
    np.testing.assert_array_equal(frames[0], frames[1])
    assert (frames[0] != frames[2]).any()
    assert len(np.unique(frames[3].reshape(-1, 3), axis=0)) == 1, "nothing is written"


def test_a_formula_grows_with_its_size() -> None:
    small, large = formula_size("x^2", 10.0), formula_size("x^2", 15.0)
    np.testing.assert_allclose(large, 1.5 * small)
    assert formula_size("x^2 + y^2", 10.0)[0] > 2 * small[0]
    assert small == pytest.approx(formula_size("x^2", 10.0))
