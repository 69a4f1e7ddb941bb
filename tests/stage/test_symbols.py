"""Parts of formulas, drawn anew in every frame."""

import numpy as np
import pytest
from recording_pen import RecordingPen

pytest.importorskip("manim")

from gdviz.stage.symbols import SET, Symbols


@pytest.fixture
def symbols(staged, solved):
    return Symbols(staged([solved("bowl")]), ["x", "x", r"\eta", "("])


def test_a_part_is_as_wide_as_its_size_says(symbols):
    assert symbols.width("x", 20.0) == pytest.approx(2 * symbols.width("x", 10.0))
    assert symbols.width("x", 10.0) > 0


@pytest.mark.parametrize("align", [0.0, 1.0])
def test_a_part_is_drawn_on_its_line_where_it_is_aligned(symbols, align):
    pen = RecordingPen()
    symbols.draw(pen, r"\eta", np.array([1.0, 2.0]), 10.0, align=align, color="#ff0000")
    (outline,) = pen.verbs
    assert outline.given[1] == (1.0 - align * symbols.width(r"\eta", 10.0), 2.0)
    assert outline.given[2] == "#ff0000"
    assert outline.options == {"casing": "", "scale": 10.0 / SET}


def test_a_bracket_alone_does_not_look_for_its_fellow(staged, solved):
    alone = Symbols(staged([solved("bowl")]), ["(", "x", ")"])
    assert alone.width("(", 10.0) == pytest.approx(alone.width(")", 10.0), rel=0.01)


def test_parts_set_together_are_those_set_alone_and_are_kept(staged, solved):
    stage = staged([solved("bowl")])
    parts = ["x", r"\eta", "w_{12}"]
    together = Symbols(stage, parts)
    for part in parts:
        assert together.width(part, 10.0) == pytest.approx(Symbols(stage, [part]).width(part, 10.0), rel=0.01)
    assert Symbols(stage, parts)._paths is together._paths
